//! What keys, clicks and answers do to the Customers screen.

use super::belongs::{self, GROUPS};
use super::state::{Card, Pane, Shown, State};
use super::{Msg, traces, words};
use crate::model::ids::CustomerId;
use crate::model::placement::PageType;
use crate::shop::customers::{Part, Sorting, Wanted};
use crate::shop::preview::{Ask, Who};
use crate::shop::why::Why;
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, Input, JobCx, Target, Toast};
use crate::tui::fmt;
use crate::tui::overlays::{Explain, Picker};
use crate::tui::screens::Id;
use crate::tui::widgets::finder::{Did, Rows};
use crate::tui::widgets::load::Load;
use crate::tui::widgets::table::near_end;

/// The slots of its jobs.
pub(super) const FOUND: &str = "customers.found";
pub(super) const CARD: &str = "customers.card";
pub(super) const SEES: &str = "customers.sees";
const MORE: &str = "customers.more";
const STORY: &str = "customers.story";
/// Its lists.
pub(super) const LIST: &str = "customers.list";
pub(super) const LATELY: &str = "customers.lately";
pub(super) const FACTS: &str = "customers.facts";
pub(super) const TIMELINE: &str = "customers.timeline";
pub(super) const SLOTS: &str = "customers.slots";
/// The field that is searched in.
pub(super) const FIELD: &str = "customers.field";
/// The name and button of a pane on small screens.
pub(super) const PANES: &str = "customers.panes";

/// Rows of a page.
const PAGE: usize = 100;
/// Entries of a page of the timeline.
const ENTRIES: usize = 60;
/// People of the list of those looked at.
const LOOKED_AT: usize = 12;

/// The parts of a timeline in words.
pub(super) const PARTS: [(Part, &str, &str); 3] = [
    (
        Part::Done,
        "What they did",
        "without what was only shown or sent",
    ),
    (Part::Money, "Orders and returns", ""),
    (
        Part::All,
        "Everything",
        "with every block and message that reached them",
    ),
];

const SORTS: [(Sorting, &str, &str); 3] = [
    (Sorting::LastSeen, "Seen last", "newest first"),
    (Sorting::Spent, "Spent", "most first"),
    (Sorting::Name, "Name", "from A to Z"),
];

fn find(state: &State, typing: bool) -> Cmd {
    let (text, sorting) = (state.found.wanted(), state.found.sorting);
    let run = move |cx: &JobCx<'_>| {
        let page = cx.shop.customers(&Wanted {
            find: text.as_deref(),
            sorting,
            after: None,
            limit: PAGE,
            ..Wanted::default()
        });
        Msg::Found(text.unwrap_or_default(), page)
    };
    if typing {
        Cmd::load_after_typing(FOUND, run)
    } else {
        Cmd::load(FOUND, run)
    }
}

fn lately() -> Cmd {
    Cmd::load("customers.lately", |cx| {
        Msg::Lately(cx.shop.looked_at_lately(LOOKED_AT))
    })
}

fn load(state: &State) -> Vec<Cmd> {
    vec![
        find(state, false),
        Cmd::load("customers.yardstick", |cx| {
            Msg::Yardstick(cx.shop.yardstick())
        }),
        lately(),
    ]
}

/// Asks for the card and the page of whoever is looked at, if they are not there.
fn look(state: &State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Some(id) = state.found.chosen() else {
        return Vec::new();
    };
    let mut cmds = Vec::new();
    if state.card.as_ref().is_none_or(|(of, _)| *of != id) {
        cmds.push(card(
            id,
            state.part.0,
            ctx.session.reveal && !state.revealed.contains(&id),
        ));
    }
    if state.sees.as_ref().is_none_or(|(of, _)| *of != id) {
        cmds.push(Cmd::load_after_typing(SEES, move |cx| {
            let page = cx
                .shop
                .preview(&Ask::new(Who::Customer(id), PageType::Home));
            Msg::Sees(id, Box::new(page))
        }));
    }
    cmds
}

fn card(id: CustomerId, part: Part, log: bool) -> Cmd {
    Cmd::load_after_typing(CARD, move |cx| {
        let card = (|| {
            if log {
                cx.shop.log_look(id, true)?;
            }
            Ok(Card {
                profile: cx.shop.customer(id)?,
                habits: cx.shop.habits(id)?,
                story: Rows::of(cx.shop.timeline_part(id, part, None, ENTRIES)?, ""),
                part,
            })
        })();
        Msg::Card(id, Box::new(card))
    })
}

pub(super) fn update(state: &mut State, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match input {
        Input::Open(target) => opened(state, target, ctx),
        Input::Changed => {
            state.card = None;
            state.sees = None;
            let mut cmds = load(state);
            cmds.extend(look(state, ctx));
            cmds
        }
        Input::Act(action) => act(state, action, ctx),
        Input::Key(_) | Input::Paste(_) if state.found.types(&input) => vec![find(state, true)],
        Input::Key(_) | Input::Paste(_) => Vec::new(),
        Input::Click(hit) => click(state, hit, ctx),
        Input::Wheel { list, by } => {
            let entries = state.card().map_or(0, |c| c.story.rows.len());
            match list {
                LIST => {
                    let len = state.found.count();
                    state.found.list.wheel(by, len);
                    return moved(state, ctx);
                }
                FACTS => {
                    let len = super::view_profile::facts(state, ctx).len();
                    state.facts.wheel(by, len);
                }
                TIMELINE => {
                    state.timeline.wheel(by, entries);
                    return more_story(state);
                }
                SLOTS => {
                    let len = state.shown().len();
                    state.slots.wheel(by.signum(), len);
                }
                _ => {}
            }
            Vec::new()
        }
        Input::Seen { list, rows, .. } => {
            match list {
                LIST => {
                    let len = state.found.count();
                    state.found.list.seen(rows, len);
                    return more(state);
                }
                FACTS => state.facts.rows = rows,
                TIMELINE => {
                    let len = state.card().map_or(0, |c| c.story.rows.len());
                    state.timeline.seen(rows, len);
                    return more_story(state);
                }
                SLOTS => {
                    let len = state.shown().len();
                    state.slots.seen(rows, len);
                }
                _ => {}
            }
            Vec::new()
        }
    }
}

fn opened(state: &mut State, target: Target, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    match target {
        Target::Customer(id) => {
            cmds.extend(open(state, id, ctx));
            if state.found.rows.ready().is_none() {
                cmds.extend(load(state));
            }
            return cmds;
        }
        Target::Find(text) => {
            state.found.search(&text);
            cmds.extend(load(state));
        }
        _ if state.found.rows.ready().is_none() => cmds.extend(load(state)),
        _ => {}
    }
    cmds
}

/// Opens the whole profile of somebody; that is written down.
fn open(state: &mut State, id: CustomerId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    state.found.open = Some(id);
    state.found.typing = false;
    state.pane = Pane::default();
    fresh(state);
    let mut cmds = look(state, ctx);
    if !ctx.session.read_only {
        cmds.push(Cmd::load("customers.lately", move |cx| {
            let logged = cx.shop.log_look(id, false);
            Msg::Lately(logged.and_then(|()| cx.shop.looked_at_lately(LOOKED_AT)))
        }));
    }
    cmds
}

fn fresh(state: &mut State) {
    state.facts = Default::default();
    state.timeline = Default::default();
    state.slots = Default::default();
}

pub(super) fn receive(state: &mut State, msg: Msg, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match msg {
        Msg::Found(text, answer) => {
            let failed = state.found.found(&text, answer);
            if let Some(why) = failed {
                return vec![Cmd::Toast(Toast::error(
                    "Could not read the customers anew.",
                    why,
                ))];
            }
            look(state, ctx)
        }
        Msg::More(Ok(page)) => {
            state.found.add(page);
            Vec::new()
        }
        Msg::More(Err(why)) => vec![Cmd::Toast(Toast::error(
            "Could not read further.",
            why.to_string(),
        ))],
        Msg::Yardstick(answer) => {
            // Without it nobody is compared; the rest stands.
            state.yardstick = answer.ok().or(state.yardstick.take());
            Vec::new()
        }
        Msg::Lately(answer) => {
            state.lately = answer.ok().or(state.lately.take());
            Vec::new()
        }
        Msg::Card(id, answer) => {
            if ctx.session.reveal && answer.is_ok() {
                state.revealed.insert(id);
            }
            state.card = Some((id, Load::of(*answer)));
            Vec::new()
        }
        Msg::Story(id, part, Ok(page)) => {
            if let Some((of, Load::Ready(card))) = &mut state.card
                && *of == id
                && card.part == part
            {
                card.story.add(page);
            }
            Vec::new()
        }
        Msg::Story(_, _, Err(why)) => vec![Cmd::Toast(Toast::error(
            "Could not read further.",
            why.to_string(),
        ))],
        Msg::Sees(id, answer) => {
            state.sees = Some((id, Load::of(*answer)));
            Vec::new()
        }
        Msg::Why(Ok(all)) => vec![Cmd::Overlay(explain(&all).overlay())],
        Msg::Why(Err(why)) => vec![Cmd::Toast(Toast::error(
            "There is no answer now.",
            why.to_string(),
        ))],
        Msg::Revealed(id, Ok(())) => {
            state.revealed.insert(id);
            vec![Cmd::Reveal(true)]
        }
        Msg::Revealed(_, Err(why)) => vec![Cmd::Toast(Toast::error(
            "The details stay hidden: the look could not be logged.",
            why.to_string(),
        ))],
        Msg::Sort(sorting) => {
            state.found.sorting = sorting;
            vec![find(state, false)]
        }
        Msg::Who(who) => traces::receive(state, who, ctx),
        Msg::Belongs(msg) => belongs::receive(msg, ctx),
        Msg::Part(part) => {
            state.part = Shown(part);
            state.timeline = Default::default();
            state
                .found
                .chosen()
                .map(|id| card(id, part, false))
                .into_iter()
                .collect()
        }
    }
}

/// The next page of the list, when its end comes near.
fn more(state: &State) -> Vec<Cmd> {
    let Some((text, next)) = state.found.next() else {
        return Vec::new();
    };
    let sorting = state.found.sorting;
    vec![Cmd::load(MORE, move |cx| {
        Msg::More(cx.shop.customers(&Wanted {
            find: text.as_deref(),
            sorting,
            after: Some(&next),
            limit: PAGE,
            ..Wanted::default()
        }))
    })]
}

fn more_story(state: &State) -> Vec<Cmd> {
    let (Some(id), Some(card)) = (state.found.chosen(), state.card()) else {
        return Vec::new();
    };
    let near = near_end(&state.timeline, card.story.rows.len());
    let Some(next) = card
        .story
        .next
        .clone()
        .filter(|_| near && state.found.open.is_some())
    else {
        return Vec::new();
    };
    let part = card.part;
    vec![Cmd::load(STORY, move |cx| {
        Msg::Story(
            id,
            part,
            cx.shop.timeline_part(id, part, Some(&next), ENTRIES),
        )
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

fn moved(state: &mut State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    fresh(state);
    let mut cmds = look(state, ctx);
    cmds.extend(more(state));
    cmds
}

fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    if state.found.open.is_some()
        && let Some(cmds) = act_in_profile(state, action, ctx)
    {
        return cmds;
    }
    // From a second on the screen says that Esc stops what it waits for.
    if let Some(did) = state.found.act(action, ctx.waits(&[FOUND, CARD], 1_000)) {
        return follow(state, did, ctx);
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
        a if a == c::FILTER.id => {
            let mut picker = Picker::new("Which part of the timeline?");
            for (part, name, note) in PARTS {
                picker = picker.item(name, note, Msg::Part(part));
            }
            let at = PARTS.iter().position(|p| p.0 == state.part.0);
            return vec![Cmd::Overlay(picker.selected(at.unwrap_or(0)).overlay())];
        }
        a if a == c::PREVIEW.id => {
            if let (Some(preview), Some(id)) = (Id::named("preview"), state.found.chosen()) {
                return vec![Cmd::Go(preview, Target::Customer(id))];
            }
        }
        a if a == c::COPY.id => {
            if let Some(card) = state.card() {
                let text = words::summary(card, ctx.session);
                return vec![Cmd::Copy(text, "the summary".into())];
            }
        }
        a if a == c::REVEAL.id && ctx.session.reveal => {
            state.revealed.clear();
            return vec![Cmd::Reveal(false)];
        }
        a if a == c::REVEAL.id => {
            if let Some(id) = state.found.chosen() {
                return vec![Cmd::load("customers.reveal", move |cx| {
                    Msg::Revealed(id, cx.shop.log_look(id, true))
                })];
            }
        }
        a if a == c::WHY.id => return why(state),
        a if a == GROUPS.id => {
            return state
                .found
                .chosen()
                .map(belongs::look)
                .into_iter()
                .collect();
        }
        a if a == c::EDIT.id => {
            return state.found.chosen().map(traces::look).into_iter().collect();
        }
        _ => {}
    }
    Vec::new()
}

/// Carries out what has changed in the list.
fn follow(state: &mut State, did: Did<CustomerId>, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match did {
        Did::Nothing => Vec::new(),
        Did::Moved => moved(state, ctx),
        Did::Closed => look(state, ctx),
        Did::Searched => vec![find(state, false)],
        Did::Opened(id) => {
            // From profile to profile one goes on reading in the same pane.
            let pane = state.found.open.map_or(Pane::default(), |_| state.pane);
            let cmds = open(state, id, ctx);
            state.pane = pane;
            cmds
        }
        Did::Stopped => stop(state),
    }
}

/// What an action means on an opened profile; `None`: what it means everywhere.
fn act_in_profile(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Option<Vec<Cmd>> {
    let pane = |by| state.pane.step(by);
    match action {
        a if a == c::NEXT_PANE.id || a == c::RIGHT.id => state.pane = pane(1),
        a if a == c::PREVIOUS_PANE.id || a == c::LEFT.id => state.pane = pane(Pane::ALL.len() - 1),
        a if a == c::OPEN.id => {
            let product = match state.pane {
                Pane::Sees => state
                    .shown()
                    .get(state.slots.selected)
                    .map(|(_, s)| s.product),
                Pane::Timeline => state
                    .card()
                    .and_then(|c| c.story.rows.get(state.timeline.selected))
                    .and_then(|e| e.items.first())
                    .map(|i| i.product),
                Pane::Profile => None,
            };
            if let (Some(products), Some(product)) = (Id::named("products"), product) {
                return Some(vec![Cmd::Go(products, Target::Product(product))]);
            }
        }
        _ => {
            return match state.pane {
                Pane::Timeline => {
                    let len = state.card().map_or(0, |c| c.story.rows.len());
                    state.timeline.act(action, len).map(|_| more_story(state))
                }
                Pane::Sees => {
                    let len = state.shown().len();
                    state.slots.act(action, len).map(|_| Vec::new())
                }
                Pane::Profile => {
                    let len = super::view_profile::facts(state, ctx).len();
                    state.facts.scroll(action, len).map(|()| Vec::new())
                }
            };
        }
    }
    Some(Vec::new())
}

/// The products that `w` explains: the chosen one on an opened profile, else the four of the card.
fn why(state: &State) -> Vec<Cmd> {
    let Some(id) = state.found.chosen() else {
        return Vec::new();
    };
    let shown = state.shown();
    let about: Vec<(usize, usize)> = if state.found.open.is_some() {
        let chosen = shown.get(state.slots.selected);
        chosen.map(|(b, s)| (*b, s.slot)).into_iter().collect()
    } else {
        shown.iter().take(4).map(|(b, s)| (*b, s.slot)).collect()
    };
    vec![Cmd::load("customers.why", move |cx| {
        let ask = Ask::new(Who::Customer(id), PageType::Home);
        let all = about
            .iter()
            .map(|(block, slot)| cx.shop.why(&ask, *block, *slot));
        Msg::Why(all.collect())
    })]
}

fn explain(all: &[Why]) -> Explain {
    let who = all.first().map_or("they", |w| w.who.as_str());
    let mut out = Explain::new(format!("Why {who} sees this"));
    for why in all {
        out = out.heading(why.name.clone());
        let by = match &why.pinned_by {
            Some(by) => format!("given a fixed place by {by}"),
            None => format!("{} in block {} ({})", why.from, why.block, why.block_name),
        };
        out = out.line("Brought by", by);
        for term in &why.terms {
            let detail = if term.detail.is_empty() {
                term.words.clone()
            } else {
                format!("{}: {}", term.words, term.detail)
            };
            out = out.line(fmt_term(term.addend), detail);
            for proof in term.evidence.iter().take(2) {
                out = out.line(
                    "",
                    format!("{}, {} line {}", proof.what, proof.file, proof.line),
                );
            }
        }
    }
    out
}

fn fmt_term(value: f64) -> String {
    let plus = if value >= 0.0 { "+" } else { "" };
    format!("{plus}{}", fmt::number(value, 2))
}

fn click(state: &mut State, hit: Hit, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match hit {
        Hit::Row { list: LIST, index } => {
            let did = state.found.click(index);
            return follow(state, did, ctx);
        }
        Hit::Row {
            list: LATELY,
            index,
        } => {
            let look = state.lately.as_ref().and_then(|l| l.looks.get(index));
            if let Some(id) = look.map(|l| l.customer) {
                return open(state, id, ctx);
            }
        }
        Hit::Row {
            list: TIMELINE,
            index,
        } if state.found.open.is_some() => {
            state.pane = Pane::Timeline;
            let len = state.card().map_or(0, |c| c.story.rows.len());
            state.timeline.select(index, len);
        }
        Hit::Row { list: SLOTS, index } => {
            let len = state.shown().len();
            state.slots.select(index, len);
            if state.found.open.is_some() {
                state.pane = Pane::Sees;
            } else {
                return why(state);
            }
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
                state.found.sorting = *sorting;
                return vec![find(state, false)];
            }
        }
        _ => {}
    }
    Vec::new()
}

pub(super) fn enabled(state: &State, action: ActionId, ctx: &Ctx<'_>) -> Result<(), String> {
    let nobody = || Err("choose somebody first".to_owned());
    match action {
        a if a == c::OPEN.id && state.found.open.is_none() && state.found.row().is_none() => {
            nobody()
        }
        a if a == c::PREVIEW.id && state.found.chosen().is_none() => nobody(),
        a if a == c::PREVIEW.id && Id::named("preview").is_none() => {
            Err("`regulars preview --customer ID` shows it".into())
        }
        a if a == c::COPY.id && state.card().is_none() => {
            Err("their data are still being read".into())
        }
        a if a == c::WHY.id && state.shown().is_empty() => {
            Err("nothing is shown to them now".into())
        }
        a if a == c::REVEAL.id && state.found.chosen().is_none() => nobody(),
        a if a == c::EDIT.id && state.found.chosen().is_none() => nobody(),
        a if a == GROUPS.id && state.found.chosen().is_none() => nobody(),
        a if a == c::REVEAL.id && ctx.session.read_only && !ctx.session.reveal => {
            Err("each look is logged, and this shop is open for reading only".into())
        }
        a if a == c::FILTER.id && state.found.open.is_none() => Err("open a profile first".into()),
        a if a == c::SORT.id && state.found.rows.ready().is_none() => {
            Err("the customers are still being read".into())
        }
        _ => Ok(()),
    }
}

pub(super) fn hinted(state: &State, action: ActionId) -> bool {
    let only_typing = [c::DOWN.id, c::OPEN.id];
    match action {
        a if state.found.typing => only_typing.contains(&a),
        a if a == c::FILTER.id => state.pane == Pane::Timeline,
        a if a == c::OPEN.id && state.found.open.is_some() => false,
        a if [c::SORT.id, c::FIND.id].contains(&a) => state.found.open.is_none(),
        a if a == c::NEXT.id => state.found.open.is_some(),
        _ => true,
    }
}

pub(super) fn help(state: &State) -> (String, String) {
    let (name, text) = match (state.found.open, state.pane) {
        (None, _) if state.found.typing => (
            "Find on Customers",
            "Type part of a name, town, e-mail, phone or customer number, or a whole order number. The list follows; arrows choose in it, Enter opens, Esc goes to the list.",
        ),
        (None, _) => (
            "Customers",
            "Everybody that files have named. At the right the one that is chosen: what they bought, what they like, and what your homepage shows them now.",
        ),
        (_, Pane::Profile) => (
            "Profile",
            "What is known of this customer. E-mail, phone and address stay masked until you ask; each look is logged.",
        ),
        (_, Pane::Timeline) => (
            "Timeline",
            "What they did, newest first. The last line says which file and line each comes from; Enter opens the product.",
        ),
        (_, Pane::Sees) => (
            "What they see now",
            "The products on your homepage for this customer, with how near the evidence is: personal, group, context, popular or manual.",
        ),
    };
    (name.into(), text.into())
}
