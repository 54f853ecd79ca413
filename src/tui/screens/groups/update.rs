//! What keys, clicks and answers do to the Groups screen.

use super::builder::View;
use super::members::{self, LIST as MEMBERS, open_members};
use super::state::{Loaded, More, Pane, State};
use super::typed::{self, edit, insert, repair};
use super::{
    ADD, DROP, INSERT, Msg, NEST, VIEW, ask, back, because, build, export, pages, save, sizes,
};
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::header::HEADER;
use crate::tui::app::{Cmd, Ctx, Hit, Input, Target, Toast};
use crate::tui::fmt;

/// The slot of its list.
pub(super) const SLOT: &str = "groups";
/// The slot of the count.
pub(super) const COUNT: &str = "groups.count";
/// The slot of what else is said of those who match.
pub(super) const MORE: &str = "groups.more";
/// The list of groups.
pub(super) const LIST: &str = "groups.list";
/// The line that stands for a repair.
pub(super) const REPAIR: &str = "groups.repair";
/// The rows of a condition.
pub(super) const ROWS: &str = "groups.rows";
/// A piece of a row: the index is that of the line times [`SLOTS`], and that of the piece.
pub(super) const PIECE: &str = "groups.piece";
/// More than there are pieces.
pub(super) const SLOTS: usize = 32;
/// The count that opens the members.
pub(super) const OPEN_MEMBERS: &str = "groups.open_members";

fn load() -> Cmd {
    Cmd::load(SLOT, |cx| {
        let all = || {
            Ok(Loaded {
                rows: cx.shop.group_list()?,
                fields: cx.shop.group_fields()?,
                vocabulary: cx.shop.vocabulary()?,
                have: cx.shop.group_data()?,
            })
        };
        Msg::Loaded(Box::new(all()))
    })
}

/// Checks the text on the screen and asks for what is not known of it yet.
pub(super) fn look(state: &mut State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    state.check(ctx);
    if !state.right() {
        return vec![Cmd::Cancel(COUNT), Cmd::Cancel(MORE)];
    }
    state.failed = None;
    let (text, back) = (state.text(), state.back);
    let mut cmds = Vec::new();
    let key = state.key();
    let known = state.counted.as_ref();
    if known.is_none_or(|(of, t, _)| *of != key || *t != text) {
        let text = text.clone();
        cmds.push(Cmd::load_after_typing(COUNT, move |cx| {
            let count = back::shop(cx, back).count_group(&text);
            Msg::Counted(key, text, count)
        }));
    }
    if state.more_now().is_none() {
        cmds.push(Cmd::load_after_typing(MORE, move |cx| {
            let shop = back::shop(cx, back);
            let all = || {
                Ok(More {
                    parts: shop.group_parts(&text)?,
                    worth: shop.group_worth(&text, 6)?,
                })
            };
            let more = all();
            Msg::More(text, Box::new(more))
        }));
    }
    cmds
}

pub(super) fn update(state: &mut State, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match input {
        Input::Open(target) => {
            if let Target::Group(name) = target {
                (state.members, state.page) = (None, None);
                state.stop();
                state.wanted = Some(name);
                state.arrange();
            }
            match state.data.ready() {
                Some(_) => look(state, ctx),
                None => vec![load()],
            }
        }
        Input::Changed => {
            (state.counted, state.more) = (None, None);
            state.choosing.values.clear();
            let mut cmds = vec![load()];
            cmds.extend(pages::reload(state, ctx));
            cmds.extend(state.members.as_ref().map(|m| m.load(None)));
            cmds
        }
        Input::Act(action) => act(state, action, ctx),
        Input::Key(key) => {
            if !state.typing {
                return Vec::new();
            }
            match state.draft().key(key) {
                true => look(state, ctx),
                false => Vec::new(),
            }
        }
        Input::Paste(text) if state.typing => {
            state.draft().paste(&text);
            look(state, ctx)
        }
        Input::Paste(_) => Vec::new(),
        Input::Click(hit) => click(state, hit, ctx),
        Input::Wheel { list, by } => wheel(state, list, by, ctx),
        Input::Seen { list, offset, rows } => {
            match (list, &mut state.members) {
                (LIST, _) => {
                    state.list.rows = rows;
                    // Some lines before the first entry in sight may be headings.
                    state.in_sight = (offset.saturating_sub(4), rows);
                }
                (MEMBERS, Some(m)) => {
                    let len = m.rows.len();
                    m.cursor.seen(rows, len);
                }
                _ => pages::seen(state, list, rows),
            }
            Vec::new()
        }
    }
}

fn wheel(state: &mut State, list: &str, by: i32, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match (list, &mut state.members) {
        (MEMBERS, Some(m)) => {
            let len = m.rows.len();
            m.cursor.wheel(by, len);
            m.more(ctx)
        }
        (ROWS, None) => {
            let action = if by > 0 { c::DOWN.id } else { c::UP.id };
            build::act(state, action, ctx).unwrap_or_default()
        }
        (LIST, None) if state.page.is_none() => {
            let to = state.list.selected.saturating_add_signed(by as isize);
            choose(state, to, ctx)
        }
        _ => {
            pages::wheel(state, list, by);
            Vec::new()
        }
    }
}

fn choose(state: &mut State, to: usize, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let before = state.entries.len();
    state.stop();
    // The new group may have gone from the top.
    let len = state.entries.len();
    state.list.select(to.saturating_sub(before - len), len);
    look(state, ctx)
}

/// Ends typing.
fn stop(state: &mut State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    state.stop();
    look(state, ctx)
}

pub(super) fn receive(state: &mut State, msg: Msg, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match msg {
        Msg::Loaded(mut answer) => {
            if let (Ok(new), Some(old)) = (answer.as_mut(), state.data.ready()) {
                sizes::keep(new, old);
            }
            let failed = state.data.take(*answer);
            state.sized.clear();
            state.arrange();
            let mut cmds = look(state, ctx);
            cmds.extend(sizes::next(state));
            if let Some(why) = failed {
                let fact = "Could not read the groups again.";
                cmds.push(Cmd::Toast(Toast::error(fact, why)));
            }
            cmds
        }
        Msg::Counted(key, text, Ok(count)) => {
            state.counted = Some((key, text, count));
            Vec::new()
        }
        Msg::Counted(_, _, Err(error)) => {
            state.failed = Some(error.to_string());
            Vec::new()
        }
        Msg::More(text, more) => {
            // Without an answer the figures stay away; the count says what went wrong.
            if let Ok(more) = *more {
                state.more = Some((text, more));
            }
            Vec::new()
        }
        Msg::Name(name) => save::save(state, name),
        Msg::Saved(key, answer) => save::saved(state, &key, *answer),
        Msg::Deleted(name, Ok(())) => {
            state.drafts.remove(&name);
            let title = format!("Deleted “{name}”.");
            let toast = Toast::done(title, "Its past results stay.").key("u", "undo");
            vec![Cmd::Toast(toast), Cmd::DataChanged]
        }
        Msg::Deleted(name, Err(error)) => {
            let fact = format!("“{name}” was not deleted.");
            vec![Cmd::Toast(Toast::error(fact, error.to_string()))]
        }
        Msg::Insert(condition) => {
            insert(state, &condition);
            look(state, ctx)
        }
        Msg::Said(said) => ask::go_on(state, *said, ctx),
        Msg::Put(said, slot, values) => ask::go_on(state, ask::put(*said, slot, &values), ctx),
        Msg::Joined(path, nots, all) => build::joined(state, path, nots, all, ctx),
        Msg::Row(path, text) => build::written(state, path, &text, ctx),
        Msg::Values(of, values) => ask::values_came(state, of, *values, ctx),
        Msg::Members(text, after, page) => match &mut state.members {
            Some(m) if m.text == text => m.take(after, *page),
            _ => Vec::new(),
        },
        Msg::Export(file) => export::export(state, file),
        Msg::Exported(file, Ok(count)) => {
            let title = format!("Wrote {}.", fmt::counted(count as i64, "member"));
            let more = format!("{file} holds names and addresses: keep it safe.");
            vec![Cmd::Toast(Toast::done(title, more))]
        }
        Msg::Exported(file, Err(why)) => {
            let fact = format!("{file} was not written.");
            vec![Cmd::Toast(Toast::error(fact, why))]
        }
        Msg::Sizes(answer) => sizes::receive(state, answer),
        Msg::Page(msg) => pages::receive(state, msg, ctx),
        Msg::Back(msg) => back::receive(state, msg, ctx),
        Msg::Because(msg) => because::receive(state, msg, ctx),
    }
}

fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    if state.members.is_some() {
        return members::act(state, action, ctx);
    }
    if let Some(cmds) = look_closer(state, action, ctx) {
        return cmds;
    }
    if state.typing && (action == c::UP.id || action == c::DOWN.id) {
        let len = state.problems().len().max(1);
        let step = if action == c::DOWN.id { 1 } else { len - 1 };
        state.problem = (state.problem + step) % len;
        return Vec::new();
    }
    if let Some(cmds) = build::act(state, action, ctx) {
        return cmds;
    }
    if state.pane == Pane::List {
        let len = state.entries.len();
        if let Some(moved) = state.list.act(action, len) {
            return if moved { look(state, ctx) } else { Vec::new() };
        }
    }
    match action {
        a if a == c::NEXT_PANE.id || a == c::PREVIOUS_PANE.id => {
            state.pane = match (state.pane, a == c::NEXT_PANE.id) {
                (Pane::List, true) | (Pane::Matches, false) => Pane::Editor,
                (Pane::Editor, true) | (Pane::List, false) => Pane::Matches,
                (Pane::Matches, true) | (Pane::Editor, false) => Pane::List,
            };
            return stop(state, ctx);
        }
        a if a == c::OPEN.id && state.typing => match repair(state, ctx) {
            Some(cmds) => return cmds,
            None => return stop(state, ctx),
        },
        a if a == c::OPEN.id && state.pane == Pane::Editor && state.mends() => {
            state.remember();
            return repair(state, ctx).unwrap_or_default();
        }
        a if a == c::OPEN.id && state.pane == Pane::Matches => return open_members(state),
        a if a == c::OPEN.id || a == c::EDIT.id => edit(state),
        a if a == c::BACK.id && state.typing => return stop(state, ctx),
        a if a == c::BACK.id => {
            state.pane = Pane::List;
            return stop(state, ctx);
        }
        a if a == c::UNDO.id || a == c::REDO.id => {
            state.step(a == c::REDO.id);
            return look(state, ctx);
        }
        a if a == VIEW.id => {
            let next = state.view.next();
            let cmds = stop(state, ctx);
            (state.pane, state.view) = (Pane::Editor, next);
            return cmds;
        }
        a if a == c::NEW.id => {
            state.drafts.entry(String::new()).or_default();
            state.wanted = Some(String::new());
            state.arrange();
            edit(state);
            let mut cmds = look(state, ctx);
            if state.view == View::Rows {
                // The first question at once.
                cmds.extend(build::add(state, Vec::new(), false));
            }
            return cmds;
        }
        a if a == INSERT.id || (a == ADD.id && state.view == View::Text) => {
            return vec![Cmd::Overlay(typed::fields(state))];
        }
        a if a == ADD.id || a == NEST.id => {
            return build::add(state, Vec::new(), a == NEST.id);
        }
        a if a == c::SAVE.id => match state.chosen() {
            Some(g) if !g.ready_made => return save::save(state, g.name.clone()),
            _ => return vec![Cmd::Overlay(save::ask_name(state))],
        },
        a if a == DROP.id => {
            let key = state.key();
            state.drafts.remove(&key);
            state.history.remove(&key);
            state.typing = false;
            state.arrange();
            return look(state, ctx);
        }
        a if a == c::DELETE.id => {
            let name = state.key();
            return vec![Cmd::load("groups.delete", move |cx| {
                let done = cx.shop.remove_group(&name);
                Msg::Deleted(name, done)
            })];
        }
        a if a == c::COPY.id => {
            return vec![Cmd::Copy(state.text(), "the condition".into())];
        }
        a if a == c::EXPORT.id => return vec![Cmd::Overlay(export::ask_file(&state.title()))],
        _ => {}
    }
    Vec::new()
}

/// What an action does that looks closer at groups, or on the page that does; `None` for all others.
fn look_closer(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Option<Vec<Cmd>> {
    if action == back::AS_OF.id {
        return Some(vec![Cmd::Overlay(back::pick(state, ctx))]);
    }
    if let Some(cmds) = pages::open(state, action, ctx) {
        return Some(cmds);
    }
    if state.page.is_some() {
        return Some(pages::act(state, action, ctx));
    }
    let overlay = match action {
        a if a == c::WHY.id => pages::counted(state, ctx).overlay(),
        a if a == c::FIND.id => because::ask(),
        _ => return None,
    };
    Some(vec![Cmd::Overlay(overlay)])
}

fn click(state: &mut State, hit: Hit, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match hit {
        Hit::Item { what: HEADER, .. } if state.back.is_some() => {
            return vec![Cmd::Overlay(back::pick(state, ctx))];
        }
        Hit::Row { list: LIST, index } if state.page.is_none() => {
            let again = state.list.selected == index && state.pane == Pane::List;
            state.pane = Pane::List;
            match again {
                true => edit(state),
                false => return choose(state, index, ctx),
            }
        }
        Hit::Row {
            list: MEMBERS,
            index,
        } => {
            if let Some(m) = &mut state.members {
                let again = m.cursor.selected == index;
                let len = m.rows.len();
                m.cursor.select(index, len);
                if again {
                    return members::act(state, c::OPEN.id, ctx);
                }
            }
        }
        hit if state.page.is_some() => return pages::click(state, hit),
        Hit::Item { what: PIECE, index } => {
            return build::click(state, index / SLOTS, Some(index % SLOTS), ctx);
        }
        Hit::Row { list: ROWS, index } => return build::click(state, index, None, ctx),
        Hit::Item { what: REPAIR, .. } => return repair(state, ctx).unwrap_or_default(),
        Hit::Item {
            what: OPEN_MEMBERS, ..
        } => return open_members(state),
        Hit::Pane(0) => {
            state.pane = Pane::List;
            return stop(state, ctx);
        }
        Hit::Pane(1) if state.data.ready().is_some() => edit(state),
        Hit::Pane(2) => {
            state.pane = Pane::Matches;
            return stop(state, ctx);
        }
        _ => {}
    }
    Vec::new()
}
