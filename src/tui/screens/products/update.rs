//! What keys, clicks and answers do to the Products screen.

use super::state::{Card, Pane, Rows, State};
use super::{Msg, facts};
use crate::model::ids::ProductId;
use crate::shop::products::{Sorting, Wanted};
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, Input, JobCx, Target, Toast};
use crate::tui::fmt;
use crate::tui::overlays::{Explain, Picker};
use crate::tui::screens::Id;
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::table::near_end;

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
    let (text, sorting) = (state.find.value().trim().to_owned(), state.sorting);
    let run = move |cx: &JobCx<'_>| {
        let page = cx.shop.products(&Wanted {
            find: Some(&text).filter(|t| !t.is_empty()).map(String::as_str),
            sorting,
            after: None,
            limit: PAGE,
        });
        Msg::Found(text, page)
    };
    if typing {
        Cmd::load_after_typing(FOUND, run)
    } else {
        Cmd::load(FOUND, run)
    }
}

/// Asks for the card of what is looked at, and for what goes with it, if they are not there.
fn look(state: &State) -> Vec<Cmd> {
    let Some(id) = state.chosen() else {
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
            if state.rows.ready().is_none() {
                cmds.push(find(state, false));
            }
            cmds
        }
        Input::Open(Target::Find(text)) => {
            state.open = None;
            state.find = TextInput::with(&text);
            vec![find(state, false)]
        }
        Input::Open(_) if state.rows.ready().is_some() => Vec::new(),
        Input::Open(_) => vec![find(state, false)],
        Input::Changed => {
            state.card = None;
            state.together = None;
            let mut cmds = vec![find(state, false)];
            cmds.extend(look(state));
            cmds
        }
        Input::Act(action) => act(state, action, ctx),
        Input::Key(key) if state.typing && state.find.key(key) => vec![find(state, true)],
        Input::Paste(text) if state.typing && state.find.paste(&text) => vec![find(state, true)],
        Input::Key(_) | Input::Paste(_) => Vec::new(),
        Input::Click(hit) => click(state, hit),
        Input::Wheel { list, by } => wheel(state, list, by, ctx),
        Input::Seen { list, rows, .. } => {
            match list {
                LIST => {
                    let len = state.count();
                    state.list.seen(rows, len);
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
            let len = state.count();
            state.list.wheel(by, len);
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
    state.open = Some(id);
    state.typing = false;
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
            let same = state.rows.ready().is_some_and(|r| r.find == text);
            let before = state.row().map(|r| r.id);
            if let (Ok(page), true) = (&answer, text.is_empty()) {
                state.all = Some(page.total);
            }
            let failed = state.rows.take(answer.map(|page| Rows::of(page, &text)));
            let kept = state
                .rows
                .ready()
                .and_then(|r| r.rows.iter().position(|row| Some(row.id) == before));
            let len = state.count();
            // A new search begins at its best row; the same one, read again, stays where it was.
            let to = if same {
                kept.unwrap_or(state.list.selected)
            } else {
                0
            };
            state.list.select(to, len);
            if let Some(why) = failed {
                let fact = "Could not read the products anew.";
                return vec![Cmd::Toast(Toast::error(fact, why))];
            }
            look(state)
        }
        Msg::More(Ok(page)) => {
            if let Some(rows) = state.rows.ready_mut() {
                rows.rows.extend(page.rows);
                rows.next = page.next;
            }
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
    state.sorting = sorting;
    vec![find(state, false)]
}

/// The next page of the list, when its end comes near.
fn more(state: &State) -> Vec<Cmd> {
    let Some(rows) = state.rows.ready() else {
        return Vec::new();
    };
    let near = near_end(&state.list, rows.rows.len());
    let Some(next) = rows.next.clone().filter(|_| near) else {
        return Vec::new();
    };
    let (text, sorting) = (rows.find.clone(), state.sorting);
    vec![Cmd::load("products.more", move |cx| {
        Msg::More(cx.shop.products(&Wanted {
            find: Some(&text).filter(|t| !t.is_empty()).map(String::as_str),
            sorting,
            after: Some(&next),
            limit: PAGE,
        }))
    })]
}

/// Whether the screen says that Esc stops what it waits for.
fn slow(ctx: &Ctx<'_>) -> bool {
    let waited = |slot| {
        ctx.jobs
            .get(slot)
            .map(|j| ctx.clock.saturating_sub(j.since))
    };
    [FOUND, CARD]
        .into_iter()
        .filter_map(waited)
        .any(|ms| ms >= 1_000)
}

/// Stops what is waited for; the place says how to go on.
fn stop(state: &mut State) -> Vec<Cmd> {
    let stopped = || "You stopped it.".to_owned();
    if state.rows.ready().is_none() {
        state.rows = Load::Failed(stopped());
    } else if let Some(id) = state.chosen() {
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
    if state.open.is_some() {
        if let Some(cmds) = act_on_page(state, action, ctx) {
            return cmds;
        }
    } else {
        let len = state.count();
        if let Some(changed) = state.list.act(action, len) {
            return if changed { moved(state) } else { Vec::new() };
        }
    }
    match action {
        a if a == c::OPEN.id => {
            if let Some(id) = state.row().map(|r| r.id) {
                return open(state, id);
            }
        }
        a if a == c::BACK.id && state.typing => state.typing = false,
        a if a == c::BACK.id && slow(ctx) => return stop(state),
        a if a == c::BACK.id && state.open.is_some() => {
            state.open = None;
            return look(state);
        }
        a if a == c::BACK.id && !state.find.value().is_empty() => {
            state.find.clear();
            return vec![find(state, false)];
        }
        a if a == c::FIND.id => {
            state.open = None;
            state.typing = true;
        }
        a if a == c::NEXT_PANE.id || a == c::PREVIOUS_PANE.id => state.typing = !state.typing,
        a if a == c::NEXT.id => {
            let len = state.count();
            let to = state.list.selected + 1;
            if state.list.select(to, len) {
                if let (Some(_), Some(id)) = (state.open, state.row().map(|r| r.id)) {
                    return open(state, id);
                }
                return moved(state);
            }
        }
        a if a == c::SORT.id => {
            let mut picker = Picker::new("In which order?");
            for (sorting, name, note) in SORTS {
                picker = picker.item(name, note, Msg::Sort(sorting));
            }
            let at = SORTS.iter().position(|s| s.0 == state.sorting);
            return vec![Cmd::Overlay(picker.selected(at.unwrap_or(0)).overlay())];
        }
        a if a == c::PREVIEW.id => {
            if let (Some(preview), Some(id)) = (Id::named("preview"), state.chosen()) {
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
                Pane::Facts => scroll(state, action, ctx),
            };
        }
    }
    Some(Vec::new())
}

fn scroll(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Option<Vec<Cmd>> {
    let page = state.facts.rows.max(2) as i32 - 1;
    let by = match action {
        a if a == c::DOWN.id => 1,
        a if a == c::UP.id => -1,
        a if a == c::PAGE_DOWN.id => page,
        a if a == c::PAGE_UP.id => -page,
        a if a == c::FIRST.id => -100_000,
        a if a == c::LAST.id => 100_000,
        _ => return None,
    };
    let len = facts::facts(state, ctx).len();
    state.facts.wheel(by, len);
    Some(Vec::new())
}

/// Why products go with this one: the chosen one on an opened product, else the first three.
fn explain(state: &State) -> Explain {
    let name = state.known().map_or("it", |r| r.title.as_str());
    let mut out = Explain::new(format!("Why these go with {name}"));
    let all = state.together().unwrap_or_default();
    let (first, count) = match state.open {
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
            state.typing = false;
            let len = state.count();
            if state.list.select(index, len) {
                return moved(state);
            }
            // A second click opens.
            if let Some(id) = state.row().map(|r| r.id) {
                return open(state, id);
            }
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
            if let Some(id) = product.filter(|_| state.open.is_none() || again) {
                return open(state, id);
            }
            state.pane = Pane::Together;
            let len = items(state);
            state.items.select(index, len);
        }
        Hit::Item { what: FIELD, .. } => state.typing = true,
        Hit::Pane(n)
        | Hit::Item {
            what: PANES,
            index: n,
        } if state.open.is_some() => {
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
        a if a == c::OPEN.id && state.open.is_none() && state.row().is_none() => nothing(),
        a if a == c::PREVIEW.id && state.chosen().is_none() => nothing(),
        a if a == c::PREVIEW.id && Id::named("preview").is_none() => {
            Err("`regulars preview --page product --product ID` shows it".into())
        }
        a if a == c::COPY.id && state.card().is_none() => {
            Err("its data are still being read".into())
        }
        a if a == c::WHY.id && items(state) == 0 => {
            Err("nothing is known to be bought with it".into())
        }
        a if a == c::SORT.id && state.rows.ready().is_none() => {
            Err("the products are still being read".into())
        }
        _ => Ok(()),
    }
}

pub(super) fn hinted(state: &State, action: ActionId) -> bool {
    match action {
        a if state.typing => [c::DOWN.id, c::OPEN.id].contains(&a),
        a if a == c::OPEN.id => state.open.is_none() || state.pane == Pane::Together,
        a if [c::SORT.id, c::FIND.id].contains(&a) => state.open.is_none(),
        a if a == c::NEXT.id => state.open.is_some(),
        _ => true,
    }
}

pub(super) fn help(state: &State) -> (String, String) {
    let (name, text) = match (state.open, state.pane) {
        (None, _) if state.typing => (
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
