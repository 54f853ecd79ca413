//! What keys, clicks and answers do to the Products screen.

use super::state::{Card, Pane, State};
use super::{Msg, facts};
use crate::model::ids::ProductId;
use crate::shop::products::{Sorting, Wanted};
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, Input, JobCx, Target, Toast};
use crate::tui::fmt;
use crate::tui::overlays::{Explain, Picker};
use crate::tui::screens::Id;
use crate::tui::widgets::finder::Did;
use crate::tui::widgets::load::Load;

/// The slots of its jobs.
pub(super) const FOUND: &str = "products.found";
pub(super) const CARD: &str = "products.card";
pub(super) const TOGETHER: &str = "products.together";
/// Its lists.
pub(super) const LIST: &str = "products.list";
pub(super) const FACTS: &str = "products.facts";
pub(super) const HISTORY: &str = "products.history";
pub(super) const ITEMS: &str = "products.items";
/// The field that is searched in.
pub(super) const FIELD: &str = "products.field";
/// The name of a pane on small screens.
pub(super) const PANES: &str = "products.panes";

/// Rows of a page.
const PAGE: usize = 60;
/// Products that go with one.
const ITEMS_WANTED: usize = 12;

const SORTS: [(Sorting, &str, &str); 3] = [
    (Sorting::Title, "Title", "from A to Z"),
    (Sorting::Newest, "Newest", "as the files say"),
    (Sorting::Price, "Price", "highest first"),
];

fn find(state: &State, typing: bool) -> Cmd {
    let (text, sorting) = (state.found.wanted(), state.found.sorting);
    let run = move |cx: &JobCx<'_>| {
        let page = cx.shop.products(&Wanted {
            find: text.as_deref(),
            sorting,
            after: None,
            limit: PAGE,
        });
        Msg::Found(text.unwrap_or_default(), page)
    };
    if typing {
        Cmd::load_after_typing(FOUND, run)
    } else {
        Cmd::load(FOUND, run)
    }
}

/// Asks for the card of what is looked at, and for what goes with it, if they are not there.
fn look(state: &State) -> Vec<Cmd> {
    let Some(id) = state.found.chosen() else {
        return Vec::new();
    };
    let mut cmds = Vec::new();
    if state.card.as_ref().is_none_or(|(of, _)| *of != id) {
        cmds.push(Cmd::load_after_typing(CARD, move |cx| {
            let page = cx.shop.product(id);
            let card = page.and_then(|page| {
                let sales = cx.shop.product_sales(id)?;
                Ok(Card { page, sales })
            });
            Msg::Card(id, Box::new(card))
        }));
    }
    if state.together.as_ref().is_none_or(|(of, _)| *of != id) {
        cmds.push(Cmd::load_after_typing(TOGETHER, move |cx| {
            Msg::Together(id, cx.shop.bought_together(id, ITEMS_WANTED))
        }));
    }
    cmds
}

pub(super) fn update(state: &mut State, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match input {
        Input::Open(Target::Product(id)) => {
            let mut cmds = open(state, id);
            if state.found.rows.ready().is_none() {
                cmds.push(find(state, false));
            }
            cmds
        }
        Input::Open(Target::Find(text)) => {
            state.found.search(&text);
            vec![find(state, false)]
        }
        Input::Open(_) if state.found.rows.ready().is_some() => Vec::new(),
        Input::Open(_) => vec![find(state, false)],
        Input::Changed => {
            state.card = None;
            state.together = None;
            let mut cmds = vec![find(state, false)];
            cmds.extend(look(state));
            cmds
        }
        Input::Act(action) => act(state, action, ctx),
        Input::Key(_) | Input::Paste(_) if state.found.types(&input) => vec![find(state, true)],
        Input::Key(_) | Input::Paste(_) => Vec::new(),
        Input::Click(hit) => click(state, hit),
        Input::Wheel { list, by } => wheel(state, list, by, ctx),
        Input::Seen { list, rows, .. } => {
            match list {
                LIST => {
                    let len = state.found.count();
                    state.found.list.seen(rows, len);
                    return more(state);
                }
                FACTS => state.facts.rows = rows,
                HISTORY => {
                    let len = changes(state);
                    state.history.seen(rows, len);
                }
                ITEMS => {
                    let len = items(state);
                    state.items.seen(rows, len);
                }
                _ => {}
            }
            Vec::new()
        }
    }
}

fn wheel(state: &mut State, list: &str, by: i32, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match list {
        LIST => {
            let len = state.found.count();
            state.found.list.wheel(by, len);
            return moved(state);
        }
        FACTS => {
            let len = facts::facts(state, ctx).len();
            state.facts.wheel(by, len);
        }
        HISTORY => {
            let len = changes(state);
            state.history.wheel(by, len);
        }
        ITEMS => {
            let len = items(state);
            state.items.wheel(by.signum(), len);
        }
        _ => {}
    }
    Vec::new()
}

fn changes(state: &State) -> usize {
    state.card().map_or(0, |c| c.page.history.len())
}

fn items(state: &State) -> usize {
    state.together().map_or(0, <[_]>::len)
}

fn open(state: &mut State, id: ProductId) -> Vec<Cmd> {
    state.found.open = Some(id);
    state.found.typing = false;
    fresh(state);
    look(state)
}

fn fresh(state: &mut State) {
    state.facts = Default::default();
    state.history = Default::default();
    state.items = Default::default();
}

pub(super) fn receive(state: &mut State, msg: Msg, _ctx: &Ctx<'_>) -> Vec<Cmd> {
    match msg {
        Msg::Found(text, answer) => {
            if let (Ok(page), true) = (&answer, text.is_empty()) {
                state.all = Some(page.total);
            }
            let failed = state.found.found(&text, answer);
            if let Some(why) = failed {
                let fact = "Could not read the products anew.";
                return vec![Cmd::Toast(Toast::error(fact, why))];
            }
            look(state)
        }
        Msg::More(Ok(page)) => {
            state.found.add(page);
            Vec::new()
        }
        Msg::More(Err(why)) => {
            let fact = "Could not read further.";
            vec![Cmd::Toast(Toast::error(fact, why.to_string()))]
        }
        Msg::Card(id, answer) => {
            state.card = Some((id, Load::of(*answer)));
            Vec::new()
        }
        Msg::Together(id, answer) => {
            state.together = Some((id, Load::of(answer)));
            Vec::new()
        }
        Msg::Sort(sorting) => sort(state, sorting),
    }
}

fn sort(state: &mut State, sorting: Sorting) -> Vec<Cmd> {
    state.found.sorting = sorting;
    vec![find(state, false)]
}

/// The next page of the list, when its end comes near.
fn more(state: &State) -> Vec<Cmd> {
    let Some((text, next)) = state.found.next() else {
        return Vec::new();
    };
    let sorting = state.found.sorting;
    vec![Cmd::load("products.more", move |cx| {
        Msg::More(cx.shop.products(&Wanted {
            find: text.as_deref(),
            sorting,
            after: Some(&next),
            limit: PAGE,
        }))
    })]
}

/// Stops what is waited for; the place says how to go on.
fn stop(state: &mut State) -> Vec<Cmd> {
    let stopped = || "You stopped it.".to_owned();
    if state.found.rows.ready().is_none() {
        state.found.rows = Load::Failed(stopped());
    } else if let Some(id) = state.found.chosen() {
        state.card = Some((id, Load::Failed(stopped())));
    }
    vec![Cmd::Cancel(FOUND), Cmd::Cancel(CARD)]
}

fn moved(state: &mut State) -> Vec<Cmd> {
    fresh(state);
    let mut cmds = look(state);
    cmds.extend(more(state));
    cmds
}

fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    if state.found.open.is_some()
        && let Some(cmds) = act_on_page(state, action, ctx)
    {
        return cmds;
    }
    // From a second on the screen says that Esc stops what it waits for.
    if let Some(did) = state.found.act(action, ctx.waits(&[FOUND, CARD], 1_000)) {
        return follow(state, did);
    }
    match action {
        a if a == c::SORT.id => {
            let mut picker = Picker::new("In which order?");
            for (sorting, name, note) in SORTS {
                picker = picker.item(name, note, Msg::Sort(sorting));
            }
            let at = SORTS.iter().position(|s| s.0 == state.found.sorting);
            return vec![Cmd::Overlay(picker.selected(at.unwrap_or(0)).overlay())];
        }
        a if a == c::PREVIEW.id => {
            if let (Some(preview), Some(id)) = (Id::named("preview"), state.found.chosen()) {
                return vec![Cmd::Go(preview, Target::Product(id))];
            }
        }
        a if a == c::COPY.id => {
            if let Some(card) = state.card() {
                let text = facts::as_text(card, ctx.session);
                return vec![Cmd::Copy(text, "the product".into())];
            }
        }
        a if a == c::WHY.id => return vec![Cmd::Overlay(explain(state).overlay())],
        _ => {}
    }
    Vec::new()
}

/// Carries out what has changed in the list.
fn follow(state: &mut State, did: Did<ProductId>) -> Vec<Cmd> {
    match did {
        Did::Nothing => Vec::new(),
        Did::Moved => moved(state),
        Did::Closed => look(state),
        Did::Searched => vec![find(state, false)],
        Did::Opened(id) => open(state, id),
        Did::Stopped => stop(state),
    }
}

/// What an action means on an opened product; `None`: what it means everywhere.
fn act_on_page(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Option<Vec<Cmd>> {
    match action {
        a if a == c::NEXT_PANE.id || a == c::RIGHT.id => state.pane = state.pane.step(1),
        a if a == c::PREVIOUS_PANE.id || a == c::LEFT.id => {
            state.pane = state.pane.step(Pane::ALL.len() - 1);
        }
        a if a == c::OPEN.id => {
            let item = state.together().and_then(|t| t.get(state.items.selected));
            let product = item.map(|i| i.product);
            if let Some(id) = product.filter(|_| state.pane == Pane::Together) {
                return Some(open(state, id));
            }
        }
        _ => {
            return match state.pane {
                Pane::History => {
                    let len = changes(state);
                    state.history.act(action, len).map(|_| Vec::new())
                }
                Pane::Together => {
                    let len = items(state);
                    state.items.act(action, len).map(|_| Vec::new())
                }
                Pane::Facts => {
                    let len = facts::facts(state, ctx).len();
                    state.facts.scroll(action, len).map(|()| Vec::new())
                }
            };
        }
    }
    Some(Vec::new())
}

/// Why products go with this one: the chosen one on an opened product, else the first three.
fn explain(state: &State) -> Explain {
    let name = state.known().map_or("it", |r| r.title.as_str());
    let mut out = Explain::new(format!("Why these go with {name}"));
    let all = state.together().unwrap_or_default();
    let (first, count) = match state.found.open {
        Some(_) => (state.items.selected, 1),
        None => (0, 3),
    };
    for item in all.iter().skip(first).take(count) {
        out = out.heading(item.name.clone());
        for term in &item.reasons {
            let plus = if term.addend >= 0.0 { "+" } else { "" };
            let detail = if term.detail.is_empty() {
                term.words.clone()
            } else {
                format!("{}: {}", term.words, term.detail)
            };
            out = out.line(format!("{plus}{}", fmt::number(term.addend, 2)), detail);
            for proof in term.evidence.iter().take(3) {
                let line = fmt::count(proof.line as i64);
                out = out.line("", format!("{}, {} line {line}", proof.what, proof.file));
            }
        }
    }
    out
}

fn click(state: &mut State, hit: Hit) -> Vec<Cmd> {
    match hit {
        Hit::Row { list: LIST, index } => {
            let did = state.found.click(index);
            return follow(state, did);
        }
        Hit::Row {
            list: HISTORY,
            index,
        } => {
            state.pane = Pane::History;
            let len = changes(state);
            state.history.select(index, len);
        }
        Hit::Row { list: ITEMS, index } => {
            let item = state.together().and_then(|t| t.get(index));
            let product = item.map(|i| i.product);
            let again = state.pane == Pane::Together && state.items.selected == index;
            if let Some(id) = product.filter(|_| state.found.open.is_none() || again) {
                return open(state, id);
            }
            state.pane = Pane::Together;
            let len = items(state);
            state.items.select(index, len);
        }
        Hit::Item { what: FIELD, .. } => state.found.typing = true,
        Hit::Pane(n)
        | Hit::Item {
            what: PANES,
            index: n,
        } if state.found.open.is_some() => {
            state.pane = Pane::ALL.get(n).copied().unwrap_or_default();
        }
        Hit::Sort { list: LIST, column } => {
            if let Some((sorting, ..)) = SORTS.get(column) {
                return sort(state, *sorting);
            }
        }
        _ => {}
    }
    Vec::new()
}

pub(super) fn enabled(state: &State, action: ActionId) -> Result<(), String> {
    let nothing = || Err("choose a product first".to_owned());
    match action {
        a if a == c::OPEN.id && state.found.open.is_none() && state.found.row().is_none() => {
            nothing()
        }
        a if a == c::PREVIEW.id && state.found.chosen().is_none() => nothing(),
        a if a == c::PREVIEW.id && Id::named("preview").is_none() => {
            Err("`regulars preview --page product --product ID` shows it".into())
        }
        a if a == c::COPY.id && state.card().is_none() => {
            Err("its data are still being read".into())
        }
        a if a == c::WHY.id && items(state) == 0 => {
            Err("nothing is known to be bought with it".into())
        }
        a if a == c::SORT.id && state.found.rows.ready().is_none() => {
            Err("the products are still being read".into())
        }
        _ => Ok(()),
    }
}

pub(super) fn hinted(state: &State, action: ActionId) -> bool {
    match action {
        a if state.found.typing => [c::DOWN.id, c::OPEN.id].contains(&a),
        a if a == c::OPEN.id => state.found.open.is_none() || state.pane == Pane::Together,
        a if [c::SORT.id, c::FIND.id].contains(&a) => state.found.open.is_none(),
        a if a == c::NEXT.id => state.found.open.is_some(),
        _ => true,
    }
}

pub(super) fn help(state: &State) -> (String, String) {
    let (name, text) = match (state.found.open, state.pane) {
        (None, _) if state.found.typing => (
            "Find on Products",
            "Type part of a title, brand or category, or a SKU. The list follows; arrows choose in it, Enter opens, Esc goes to the list.",
        ),
        (None, _) => (
            "Products",
            "Everything that files have named: the catalogue, and what only order lines know. At the right the one that is chosen: what it costs, how it sells, who buys it and what goes with it.",
        ),
        (_, Pane::Facts) => (
            "Facts of a product",
            "What files say of it, and its variants. Margin is what is left of the price after the cost.",
        ),
        (_, Pane::History) => (
            "Price and stock history",
            "Each price, stock and status as a file stated it, newest first, with file and line.",
        ),
        (_, Pane::Together) => (
            "Bought together",
            "What is bought with this product more often than chance explains. Enter opens one, w says why.",
        ),
    };
    (name.into(), text.into())
}
