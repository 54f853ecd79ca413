//! What keys, clicks and answers do to the Homepage.

use super::state::State;
use super::{Msg, compare};
use crate::model::placement::PageType;
use crate::shop::preview::{Ask, Who};
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, Input, Target, Toast, header};
use crate::tui::overlays::Explain;
use crate::tui::screens::Id;
use crate::tui::screens::preview::find::{self, Answer, Find, Found, What};
use crate::tui::screens::preview::viewer::{self, Composed};

/// The slot of the page's job.
pub(super) const SLOT: &str = "homepage";
const FIND: &str = "homepage.find";
/// Its lists.
pub(super) const LIST: &str = "homepage.blocks";
pub(super) const LINES: &str = "homepage.compared";
/// Pages that are composed to say how personal others are.
const SAMPLE: usize = 60;

fn compose(ask: Option<Ask>) -> Vec<Cmd> {
    vec![Cmd::load(SLOT, move |cx| {
        Msg::Page(Box::new(viewer::compose(cx, ask, PageType::Home)))
    })]
}

fn as_who(state: &State, who: Who) -> Vec<Cmd> {
    let ask = state.ask.clone();
    let mut ask = ask.unwrap_or(Ask::new(Who::Visitor, PageType::Home));
    ask.who = who;
    compose(Some(ask))
}

pub(super) fn update(state: &mut State, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match input {
        Input::Open(Target::Customer(id)) => as_who(state, Who::Customer(id)),
        Input::Open(Target::Group(name)) => as_who(state, Who::Group(name)),
        Input::Open(Target::Block(block)) => {
            let len = state.count().max(block + 1);
            state.cursor.select(block, len);
            match state.page.ready() {
                Some(_) => Vec::new(),
                None => compose(state.ask.clone()),
            }
        }
        Input::Open(_) if state.page.ready().is_some() => Vec::new(),
        Input::Open(_) => compose(state.ask.clone()),
        Input::Changed => {
            (state.level, state.spots, state.plain) = (None, None, None);
            state.behind.clear();
            compose(state.ask.clone())
        }
        Input::Act(action) if state.find.is_some() => {
            let answer = state.find.as_mut().map(|f| f.act(action));
            found(state, answer)
        }
        Input::Act(action) => act(state, action, ctx),
        Input::Key(key) => {
            let answer = state.find.as_mut().map(|f| f.key(key));
            found(state, answer)
        }
        Input::Paste(text) => {
            let answer = state.find.as_mut().map(|f| f.paste(&text));
            found(state, answer)
        }
        Input::Click(hit) => click(state, hit, ctx),
        Input::Wheel { list, by } => {
            let len = state.count();
            match (list, &mut state.find) {
                (find::LIST, Some(f)) => f.wheel(by),
                (LIST, None) => {
                    let to = state
                        .cursor
                        .selected
                        .saturating_add_signed(by.signum() as isize);
                    state.cursor.select(to, len);
                }
                (LINES, None) => {
                    let len = compare::len(state);
                    state.line.wheel(by, len);
                }
                _ => {}
            }
            Vec::new()
        }
        Input::Seen { list, rows, .. } => {
            match list {
                LINES => {
                    let len = compare::len(state);
                    state.line.seen(rows, len);
                }
                find::LIST => {
                    if let Some(f) = &mut state.find {
                        f.cursor.seen(rows, f.rows.ready().map_or(0, Vec::len));
                    }
                }
                _ => {}
            }
            Vec::new()
        }
    }
}

pub(super) fn receive(state: &mut State, msg: Msg, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match msg {
        Msg::Page(composed) => return page(state, *composed, ctx),
        Msg::Behind(behind) => state.behind = behind.unwrap_or_default(),
        Msg::Spots(spots) => state.spots = spots.ok(),
        Msg::Level(level) => state.level = level.ok(),
        Msg::Plain(plain) => match *plain {
            Ok(plain) => state.plain = Some(plain),
            Err(error) => {
                state.compared = false;
                let fact = "The plain page cannot be shown.";
                return vec![Cmd::Toast(Toast::error(fact, error.to_string()))];
            }
        },
        Msg::Found(what, rows) => {
            if let Some(f) = state.find.as_mut().filter(|f| f.what == what) {
                f.receive(rows);
            }
        }
        Msg::Moved(Ok(moved)) => {
            let len = state.count();
            state.cursor.select(moved.to.saturating_sub(1), len);
            let way = if moved.to < moved.from { "up" } else { "down" };
            let fact = format!("“{}” moved {way} to place {}.", moved.name, moved.to);
            let more = "Everybody with this layout sees it so from now on.";
            let toast = Toast::done(fact, more).key("u", "undo");
            return vec![Cmd::Toast(toast), Cmd::DataChanged];
        }
        Msg::Moved(Err(error)) => {
            let fact = "The block was not moved.";
            return vec![Cmd::Toast(Toast::error(fact, error.to_string()))];
        }
    }
    Vec::new()
}

fn page(state: &mut State, composed: Composed, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Composed { ask, walk, page } = composed;
    let before = state.page.ready().and_then(|p| p.layout_id.clone());
    if page.is_ok() || state.page.ready().is_none() {
        if state.ask.as_ref().map(|a| &a.who) != Some(&ask.who) {
            state.walk = walk;
            // The group's average is another for another person.
            state.level = None;
        }
        state.ask = Some(ask);
    }
    if let Some(why) = state.page.take(page) {
        return vec![Cmd::Toast(Toast::error("That page cannot be shown.", why))];
    }
    let len = state.count();
    state.cursor.select(state.cursor.selected, len);
    let Some((ask, page)) = state.ask.clone().zip(state.page.ready()) else {
        return Vec::new();
    };
    let mut cmds = Vec::new();
    if let Some(layout) = page.layout_id.clone()
        && (state.behind.is_empty() || Some(&layout) != before.as_ref())
    {
        cmds.push(Cmd::load("homepage.behind", move |cx| {
            Msg::Behind(cx.shop.blocks_behind(&layout))
        }));
    }
    if state.spots.is_none() {
        let span = ctx.session.period;
        cmds.push(Cmd::load("homepage.spots", move |cx| {
            Msg::Spots(cx.shop.spots(span))
        }));
    }
    if state.compared && state.plain.is_none() {
        cmds.extend(plain(state));
    }
    if state.level.is_none() {
        let customer = page.customer;
        cmds.push(Cmd::load("homepage.level", move |cx| {
            Msg::Level(cx.shop.how_personal(&ask, customer, SAMPLE, cx.cancel))
        }));
    }
    cmds
}

/// Asks what a new visitor sees.
fn plain(state: &State) -> Option<Cmd> {
    let mut ask = state.ask.clone()?;
    ask.who = Who::Visitor;
    Some(Cmd::load("homepage.plain", move |cx| {
        Msg::Plain(Box::new(cx.shop.preview(&ask)))
    }))
}

fn found(state: &mut State, answer: Option<Answer>) -> Vec<Cmd> {
    match answer {
        None | Some(Answer::Stay) => Vec::new(),
        Some(Answer::Close) => {
            state.find = None;
            vec![Cmd::Cancel(FIND)]
        }
        Some(Answer::Look) => {
            let field = state.find.as_ref();
            field
                .map(|f| viewer::look(f, FIND, Msg::Found))
                .into_iter()
                .collect()
        }
        Some(Answer::Take(taken)) => {
            state.find = None;
            match taken {
                Found::Who(who) => as_who(state, who),
                Found::Product(_) => Vec::new(),
            }
        }
    }
}

fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let moved = match state.compared {
        true => {
            let len = compare::len(state);
            state.line.act(action, len)
        }
        false => {
            let len = state.count();
            state.cursor.act(action, len)
        }
    };
    if moved.is_some() {
        return Vec::new();
    }
    match action {
        a if a == c::BACK.id => state.compared = false,
        a if a == c::FIND.id => {
            let field = Find::new(What::Who);
            let cmd = viewer::look(&field, FIND, Msg::Found);
            state.find = Some(field);
            return vec![cmd];
        }
        a if a == c::NEXT.id => {
            let Some(ask) = state.ask.clone() else {
                return Vec::new();
            };
            let walk = state.walk.clone();
            return vec![Cmd::load(SLOT, move |cx| {
                Msg::Page(Box::new(viewer::next(cx.shop, ask, walk.as_deref())))
            })];
        }
        a if a == c::COMPARE.id => {
            state.compared = !state.compared;
            if state.compared && state.plain.is_none() {
                return plain(state).into_iter().collect();
            }
        }
        a if a == c::RAISE.id => return move_by(state, -1),
        a if a == c::LOWER.id => return move_by(state, 1),
        a if a == c::OPEN.id => return details(state, ctx).into_iter().collect(),
        a if a == c::PREVIEW.id => {
            let who = state.ask.as_ref().map(|a| a.who.clone());
            let target = match who {
                Some(Who::Customer(id)) => Target::Customer(id),
                Some(Who::Group(name)) => Target::Group(name),
                _ => Target::None,
            };
            return vec![Cmd::Go(Id::Preview, target)];
        }
        _ => {}
    }
    Vec::new()
}

fn move_by(state: &State, by: isize) -> Vec<Cmd> {
    let Some(layout) = state.page.ready().and_then(|p| p.layout_id.clone()) else {
        return Vec::new();
    };
    let block = state.cursor.selected + 1;
    vec![Cmd::load("homepage.move", move |cx| {
        Msg::Moved(cx.shop.move_block(&layout, block, by))
    })]
}

/// What stands behind the chosen block.
fn details(state: &State, ctx: &Ctx<'_>) -> Option<Cmd> {
    let block = state.block()?;
    let title = format!("Block {}, {}", block.number, block.name);
    let mut said = Explain::new(title).line("Spot", block.placement.clone());
    for (label, value) in super::view_side::behind(state, block) {
        said = said.line(label, value);
    }
    if let Some(arm) = &block.arm {
        let control = if arm.control { ", the control" } else { "" };
        said = said.line(
            "Test",
            format!("{}: {}{control}", arm.experiment, arm.variant),
        );
    }
    if let Some(offer) = &block.offer {
        said = said.line("Offer", offer.text.clone());
    }
    if let Some(why) = &block.hidden {
        said = said.line("Hidden", why.clone());
    }
    if let Some(why) = &block.empty {
        said = said.line("Empty", why.clone());
    }
    let moved = block.slots.iter().filter(|s| !s.placed.is_empty());
    let moved: Vec<_> = moved.collect();
    if !moved.is_empty() {
        said = said.heading("What boosts and caps moved");
        for slot in moved {
            let words = format!("{}: {}", slot.name, slot.placed.join(". "));
            said = said.line(format!("slot {}", slot.slot), words);
        }
    }
    said = said.heading("Which strategy was taken");
    for one in &block.considered {
        let label = if one.taken { "taken" } else { "passed over" };
        said = said.line(label, format!("{}: {}", one.strategy, one.because));
    }
    said = said.heading("Products");
    for slot in &block.slots {
        let price = slot
            .price
            .map_or_else(|| "n/a".to_owned(), |p| p.to_string());
        let what = format!("{}, {price}: {}, {}", slot.name, slot.headline, slot.detail);
        said = said.line(slot.slot.to_string(), what);
    }
    if let Some(spot) = state.spot() {
        said = said.heading(format!("In {}", ctx.session.period.words()));
        for (label, value, delta) in super::view_side::figures(spot) {
            let change = delta.map_or(String::new(), |d| format!(", {} against before", d.text));
            said = said.line(label, format!("{value}{change}"));
        }
    }
    Some(Cmd::Overlay(said.overlay()))
}

fn click(state: &mut State, hit: Hit, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match hit {
        Hit::Row {
            list: find::LIST,
            index,
        } => {
            let answer = state.find.as_mut().map(|f| f.take(index));
            return found(state, answer);
        }
        _ if state.find.is_some() => {}
        Hit::Row { list: LIST, index } => {
            let again = state.cursor.selected == index;
            let len = state.count();
            state.cursor.select(index, len);
            if again {
                return act(state, c::OPEN.id, ctx);
            }
        }
        Hit::Row { list: LINES, index } => {
            let len = compare::len(state);
            state.line.select(index, len);
        }
        Hit::Item { what, index } if what == header::HEADER && index < 3 => {
            return act(state, c::FIND.id, ctx);
        }
        _ => {}
    }
    Vec::new()
}

pub(super) fn enabled(state: &State, action: ActionId, ctx: &Ctx<'_>) -> Result<(), String> {
    if state.find.is_some() {
        return Ok(());
    }
    let Some(block) = state.block() else {
        return match action {
            a if a == c::FIND.id || a == c::REFRESH.id || a == c::BACK.id => Ok(()),
            _ => Err("there is no page yet".into()),
        };
    };
    match action {
        a if a == c::RAISE.id || a == c::LOWER.id => {
            if ctx.session.read_only {
                return Err("this shop is open for reading only".into());
            }
            match (a == c::RAISE.id, block.number) {
                (true, 1) => Err("it stands at the top already".into()),
                (false, n) if n == state.count() => Err("it stands at the end already".into()),
                _ => Ok(()),
            }
        }
        a if a == c::COMPARE.id && state.page.ready().is_some_and(|p| p.customer.is_none()) => {
            Err("this is a new visitor's page; choose somebody first".into())
        }
        _ => Ok(()),
    }
}
