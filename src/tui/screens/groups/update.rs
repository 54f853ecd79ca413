//! What keys, clicks and answers do to the Groups screen.

use super::members::{LIST as MEMBERS, Listing};
use super::state::{Entry, Loaded, More, Pane, State};
use super::{ADD, DROP, INSERT, Msg};
use crate::shop::export::Format;
use crate::shop::groups::SavedGroup;
use crate::targeting::diagnostic::Severity;
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, Input, Target, Toast};
use crate::tui::event::Key;
use crate::tui::fmt;
use crate::tui::overlays::{Picker, Prompt};
use crate::tui::screens::Id;
use crate::tui::widgets::input::TextInput;

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
/// The count that opens the members.
pub(super) const OPEN_MEMBERS: &str = "groups.open_members";

fn load() -> Cmd {
    Cmd::load(SLOT, |cx| {
        let all = || {
            Ok(Loaded {
                rows: cx.shop.groups()?,
                fields: cx.shop.group_fields()?,
                vocabulary: cx.shop.vocabulary()?,
            })
        };
        Msg::Loaded(Box::new(all()))
    })
}

/// Checks the text on the screen and asks for what is not known of it yet.
fn look(state: &mut State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    state.check(ctx);
    if !state.right() {
        return vec![Cmd::Cancel(COUNT), Cmd::Cancel(MORE)];
    }
    state.failed = None;
    let text = state.text();
    let mut cmds = Vec::new();
    let key = state.key();
    let known = state.counted.as_ref();
    if known.is_none_or(|(of, t, _)| *of != key || *t != text) {
        let text = text.clone();
        cmds.push(Cmd::load_after_typing(COUNT, move |cx| {
            let count = cx.shop.count_group(&text);
            Msg::Counted(key, text, count)
        }));
    }
    if state.more_now().is_none() {
        cmds.push(Cmd::load_after_typing(MORE, move |cx| {
            let all = || {
                Ok(More {
                    parts: cx.shop.group_parts(&text)?,
                    worth: cx.shop.group_worth(&text, 6)?,
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
                state.members = None;
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
            let mut cmds = vec![load()];
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
        Input::Seen { list, rows, .. } => {
            match (list, &mut state.members) {
                (LIST, _) => state.list.rows = rows,
                (MEMBERS, Some(m)) => {
                    let len = m.rows.len();
                    m.cursor.seen(rows, len);
                }
                _ => {}
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
        (LIST, None) => {
            let to = state.list.selected.saturating_add_signed(by as isize);
            choose(state, to, ctx)
        }
        _ => Vec::new(),
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
        Msg::Loaded(answer) => {
            let failed = state.data.take(*answer);
            state.arrange();
            let mut cmds = look(state, ctx);
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
        Msg::Name(name) => save(state, name),
        Msg::Saved(key, answer) => saved(state, &key, *answer),
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
        Msg::Members(text, after, page) => match &mut state.members {
            Some(m) if m.text == text => m.take(after, *page),
            _ => Vec::new(),
        },
        Msg::Export(file) => export(state, file),
        Msg::Exported(file, Ok(count)) => {
            let title = format!("Wrote {}.", fmt::counted(count as i64, "member"));
            let more = format!("{file} holds names and addresses: keep it safe.");
            vec![Cmd::Toast(Toast::done(title, more))]
        }
        Msg::Exported(file, Err(why)) => {
            let fact = format!("{file} was not written.");
            vec![Cmd::Toast(Toast::error(fact, why))]
        }
    }
}

fn saved(state: &mut State, key: &str, answer: Result<SavedGroup, crate::shop::Error>) -> Vec<Cmd> {
    match answer {
        Ok(group) => {
            state.drafts.remove(key);
            state.drafts.remove(&group.name);
            state.typing = false;
            state.wanted = Some(group.name.clone());
            let title = format!("Saved “{}”.", group.name);
            let count = fmt::count(group.count as i64);
            let of = fmt::count(group.of as i64);
            let more = format!("{count} of {of} customers are in it.");
            let toast = Toast::done(title, more).key("u", "undo");
            vec![Cmd::Toast(toast), Cmd::DataChanged]
        }
        Err(error) => {
            let toast = Toast::error("The group was not saved.", error.to_string());
            vec![Cmd::Toast(toast)]
        }
    }
}

/// Puts a condition at the caret, joined to what stands there.
fn insert(state: &mut State, condition: &str) {
    state.pane = Pane::Editor;
    state.typing = true;
    let at = state.caret();
    let text = state.text();
    let before = text.get(..at).unwrap_or_default().trim_end();
    let joined = ["and", "or", "not", "("]
        .iter()
        .any(|w| before.to_lowercase().ends_with(w));
    let blank = if text.get(..at).is_some_and(|b| b.ends_with(' ')) {
        ""
    } else {
        " "
    };
    let piece = match (before.is_empty(), joined) {
        (true, _) => condition.to_owned(),
        (_, true) => format!("{blank}{condition}"),
        _ => format!("{blank}AND {condition}"),
    };
    state.draft().paste(&piece);
}

/// Puts the offered repair in place of what is wrong.
fn repair(state: &mut State, ctx: &Ctx<'_>) -> Option<Vec<Cmd>> {
    let problem = state.offered()?;
    let (with, span) = (problem.replacement.clone()?, problem.span);
    let text = state.text();
    let (head, tail) = (text.get(..span.start)?, text.get(span.end..)?);
    let mut field = TextInput::with(&format!("{head}{with}{tail}"));
    if let Some(left) = Key::named("Left") {
        for _ in tail.chars() {
            field.key(left);
        }
    }
    *state.draft() = field;
    Some(look(state, ctx))
}

fn save(state: &State, name: String) -> Vec<Cmd> {
    let (key, text) = (state.key(), state.text());
    vec![Cmd::load("groups.save", move |cx| {
        let saved = cx.shop.save_group(&name, &text);
        Msg::Saved(key, Box::new(saved))
    })]
}

fn export(state: &State, file: String) -> Vec<Cmd> {
    let text = match &state.members {
        Some(m) => m.text.clone(),
        None => state.text(),
    };
    vec![Cmd::load("groups.export", move |cx| {
        let write = || {
            let out = std::fs::File::create_new(&file).map_err(|e| match e.kind() {
                std::io::ErrorKind::AlreadyExists => {
                    "There is a file of this name already; choose another name.".to_owned()
                }
                _ => e.to_string(),
            })?;
            let format = Format::of(&file);
            let out = std::io::BufWriter::new(out);
            let written = cx.shop.export_members(&text, format, out);
            written.map_err(|e| e.to_string())
        };
        let written = write();
        Msg::Exported(file, written)
    })]
}

fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    if state.members.is_some() {
        return act_on_members(state, action, ctx);
    }
    if state.typing && (action == c::UP.id || action == c::DOWN.id) {
        let len = state.problems().len().max(1);
        let step = if action == c::DOWN.id { 1 } else { len - 1 };
        state.problem = (state.problem + step) % len;
        return Vec::new();
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
        a if a == c::OPEN.id && state.pane == Pane::Matches => return open_members(state),
        a if a == c::OPEN.id || a == c::EDIT.id => edit(state),
        a if a == c::BACK.id && state.typing => return stop(state, ctx),
        a if a == c::BACK.id => state.pane = Pane::List,
        a if a == c::NEW.id => {
            state.drafts.entry(String::new()).or_default();
            state.wanted = Some(String::new());
            state.arrange();
            edit(state);
            return look(state, ctx);
        }
        a if a == INSERT.id || a == ADD.id => return vec![Cmd::Overlay(fields(state))],
        a if a == c::SAVE.id => match state.chosen() {
            Some(g) if !g.ready_made => return save(state, g.name.clone()),
            _ => return vec![Cmd::Overlay(ask_name(state))],
        },
        a if a == DROP.id => {
            let key = state.key();
            state.drafts.remove(&key);
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
        a if a == c::EXPORT.id => return vec![Cmd::Overlay(ask_file(&state.title()))],
        _ => {}
    }
    Vec::new()
}

fn act_on_members(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Some(listing) = &mut state.members else {
        return Vec::new();
    };
    let len = listing.rows.len();
    if listing.cursor.act(action, len).is_some() {
        return listing.more(ctx);
    }
    match action {
        a if a == c::BACK.id => state.members = None,
        a if a == c::OPEN.id => {
            let member = listing.rows.get(listing.cursor.selected);
            if let (Some(id), Some(m)) = (Id::named("customers"), member) {
                return vec![Cmd::Go(id, Target::Customer(m.id))];
            }
        }
        a if a == c::REVEAL.id => return vec![Cmd::Reveal(!ctx.session.reveal)],
        a if a == c::COPY.id => {
            return vec![Cmd::Copy(listing.text.clone(), "the condition".into())];
        }
        a if a == c::EXPORT.id => return vec![Cmd::Overlay(ask_file(&listing.name))],
        _ => {}
    }
    Vec::new()
}

fn edit(state: &mut State) {
    state.pane = Pane::Editor;
    state.typing = true;
    state.draft();
}

fn open_members(state: &mut State) -> Vec<Cmd> {
    if !state.right() {
        return Vec::new();
    }
    let listing = Listing::new(state.text(), state.title());
    let cmd = listing.load(None);
    state.members = Some(listing);
    vec![cmd]
}

/// Every field with what it says; taking one puts its example into the text.
fn fields(state: &State) -> Box<crate::tui::overlays::Overlay> {
    let mut picker = Picker::new("Which condition?");
    for field in state.data.ready().iter().flat_map(|d| &d.fields) {
        let example = match field.info.name == field.name {
            true => field.info.example.to_owned(),
            false => field.info.example.replace(field.info.name, &field.name),
        };
        picker = picker.item(field.name.clone(), field.info.purpose, Msg::Insert(example));
    }
    picker.overlay()
}

fn ask_name(state: &State) -> Box<crate::tui::overlays::Overlay> {
    let name = state.chosen().map_or("", |g| g.name.as_str());
    Prompt::new(
        "Save the group",
        "What is it called? A short name such as Loyal.",
        name,
        Msg::Name,
    )
    .overlay()
}

fn ask_file(name: &str) -> Box<crate::tui::overlays::Overlay> {
    let word: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    let file = format!("{}.csv", word.to_lowercase().trim_matches('-'));
    Prompt::new(
        "Write the members to a file",
        "Which file? .csv for spreadsheets, .jsonl for programs. Nothing is masked in it.",
        &file,
        Msg::Export,
    )
    .overlay()
}

fn click(state: &mut State, hit: Hit, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match hit {
        Hit::Row { list: LIST, index } => {
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
                    return act_on_members(state, c::OPEN.id, ctx);
                }
            }
        }
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

pub(super) fn enabled(state: &State, action: ActionId, ctx: &Ctx<'_>) -> Result<(), String> {
    let no = |why: &str| Err(why.to_owned());
    let changes = [
        c::SAVE.id,
        c::NEW.id,
        c::DELETE.id,
        c::EDIT.id,
        ADD.id,
        INSERT.id,
    ];
    if state.data.ready().is_none() && action != c::REFRESH.id {
        return no("the groups are not read yet");
    }
    if ctx.session.read_only && (action == c::SAVE.id || action == c::DELETE.id) {
        return no("this shop is open for reading only");
    }
    if state.members.is_some() {
        return match changes.contains(&action) || action == DROP.id {
            true => no("Esc goes back to the condition first"),
            false => Ok(()),
        };
    }
    match action {
        a if a == c::REVEAL.id => no("contact details stand in the list of members"),
        a if a == c::SAVE.id && !state.changed() => no("nothing has been changed"),
        a if a == c::SAVE.id || a == c::EXPORT.id => match state.worst() {
            Some(p) if p.severity == Severity::Error => Err(format!("{}. {}", p.what, p.help())),
            _ if state.text().trim().is_empty() => no("write a condition first"),
            _ => Ok(()),
        },
        a if a == DROP.id && !state.changed() => no("nothing has been changed"),
        a if a == c::DELETE.id => match state.chosen() {
            None => no("it is not saved yet; D drops it"),
            Some(g) if g.ready_made => no("it comes with the program"),
            Some(g) => match g.used_by.first() {
                Some(by) => Err(format!(
                    "the {} “{}” uses it; change that first",
                    by.kind, by.name
                )),
                None => Ok(()),
            },
        },
        a if a == c::OPEN.id && state.pane == Pane::Matches && !state.right() => {
            no("the condition has to be mended first")
        }
        a if a == c::COPY.id && state.text().is_empty() => no("there is no text yet"),
        _ => Ok(()),
    }
}

pub(super) fn hinted(state: &State, action: ActionId) -> bool {
    let in_members = state.members.is_some();
    match action {
        a if a == INSERT.id => state.typing,
        a if a == c::REVEAL.id => in_members,
        a if a == c::SAVE.id => true,
        a if a == c::OPEN.id => !state.typing,
        a if a == c::NEXT_PANE.id => !in_members,
        a if a == c::DOWN.id => !state.typing && (in_members || state.pane == Pane::List),
        a if a == c::COPY.id || a == c::EXPORT.id => !state.typing,
        _ => !state.typing && !in_members,
    }
}

pub(super) fn help(state: &State) -> (String, String) {
    if state.members.is_some() {
        return (
            "Members of a group".into(),
            "Everybody who matches now. Contact details are masked until m shows them.".into(),
        );
    }
    match state.pane {
        Pane::List => (
            "Groups".into(),
            "A group is a name for a condition, such as three orders in a year. Who is in it changes by itself as \
             people buy. Strategies, rules and tests speak of groups by name."
                .into(),
        ),
        Pane::Editor => (
            "The text of a group".into(),
            "Conditions joined by AND, OR and NOT, such as orders >= 3 WITHIN 12m. What is wrong is said under the \
             word, and Enter takes the repair. Nothing changes until it is saved."
                .into(),
        ),
        Pane::Matches => (
            "Who matches".into(),
            "Counted anew with every change of the text. While the text has an error, the last good count stays. \
             Enter lists the people."
                .into(),
        ),
    }
}

/// Whether a row of the list is one that the merchant has made.
pub(super) fn own(state: &State, entry: Entry) -> bool {
    state.group(entry).is_none_or(|g| !g.ready_made)
}
