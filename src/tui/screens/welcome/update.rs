//! What keys, clicks and answers do on the Welcome screen.

use super::state::{Door, State};
use super::{DEMO, IMPORT, Msg, OPEN_FILE};
use crate::shop::demo::Size;
use crate::shop::{Error, Options, Shop, files};
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, Input, Target, Toast};
use crate::tui::screens::Id;
use crate::tui::widgets::file_field::{Chosen, FileField};
use std::path::PathBuf;

/// Slots of its jobs.
pub(super) const MAKE: &str = "welcome.make";
pub(super) const FILES: &str = "welcome.files";
pub(super) const CHECK: &str = "welcome.open";
/// Its list and its doors.
pub(super) const LIST: &str = "welcome.file_list";
pub(super) const DOOR: &str = "welcome.door";

/// The seed of the demo, as `regulars demo` has it.
const SEED: u64 = 1;

pub(super) fn update(state: &mut State, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match input {
        Input::Act(action) => act(state, action, ctx),
        Input::Key(key) => {
            let Some(field) = &mut state.files else {
                return Vec::new();
            };
            field.key(key);
            state.wrong = None;
            field.look(FILES, Msg::Files)
        }
        Input::Paste(text) => match (files::pasted(&text), &mut state.files) {
            (Some(path), Some(_)) => open(path),
            (Some(_), None) => vec![Cmd::Go(Id::Data, Target::Files(files::pasted_all(&text)))],
            (None, Some(field)) => {
                field.paste(&text);
                field.look(FILES, Msg::Files)
            }
            (None, None) => vec![Cmd::Toast(Toast::note(
                "That is not the path of a file.",
                "",
            ))],
        },
        Input::Click(Hit::Item { what: DOOR, index }) => {
            state.door = Door::ALL.get(index).copied().unwrap_or_default();
            enter(state, ctx)
        }
        Input::Click(Hit::Row { list: LIST, index }) => {
            let Some(field) = &mut state.files else {
                return Vec::new();
            };
            let len = field.len();
            if field.cursor.select(index, len) {
                return Vec::new();
            }
            enter(state, ctx)
        }
        Input::Seen {
            list: LIST, rows, ..
        } => {
            if let Some(field) = &mut state.files {
                let len = field.len();
                field.cursor.seen(rows, len);
            }
            Vec::new()
        }
        Input::Wheel { list: LIST, by } => {
            if let Some(field) = &mut state.files {
                let len = field.len();
                field.cursor.wheel(by, len);
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}

pub(super) fn receive(state: &mut State, msg: Msg) -> Vec<Cmd> {
    match msg {
        Msg::Made(answer) => {
            let wanted = std::mem::take(&mut state.making);
            match answer {
                // Whoever has pressed Esc meanwhile wants to stay.
                Ok(path) if wanted => vec![Cmd::OpenShop(path)],
                Ok(_) | Err(Error::Cancelled) => Vec::new(),
                Err(error) => vec![Cmd::Toast(Toast::error(
                    "The made-up shop could not be made.",
                    error.to_string(),
                ))],
            }
        }
        Msg::Files(answer) => {
            if let Some(field) = &mut state.files {
                field.take(answer);
            }
            Vec::new()
        }
        Msg::Opened(Ok(path)) => vec![Cmd::OpenShop(path)],
        Msg::Opened(Err(error)) => {
            state.wrong = Some(error.to_string());
            Vec::new()
        }
    }
}

fn open(path: PathBuf) -> Vec<Cmd> {
    vec![Cmd::load(CHECK, move |_| {
        // Read only: a file that is no shop is not touched.
        let options = Options {
            read_only: true,
            now: None,
        };
        Msg::Opened(Shop::open(&path, options).map(|_| path))
    })]
}

fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    if let Some(field) = &mut state.files {
        if field.act(action) {
            return Vec::new();
        }
        match action {
            a if a == c::BACK.id => {
                state.files = None;
                state.wrong = None;
            }
            a if a == c::NEXT_PANE.id => {
                field.complete();
                return field.look(FILES, Msg::Files);
            }
            a if a == c::OPEN.id => return enter(state, ctx),
            _ => {}
        }
        return Vec::new();
    }
    let at = Door::ALL.iter().position(|d| *d == state.door).unwrap_or(0);
    let to = |at: usize| Door::ALL.get(at).copied().unwrap_or(Door::Open);
    match action {
        a if state.making && a == c::BACK.id => state.making = false,
        _ if state.making => {}
        a if [c::RIGHT.id, c::DOWN.id, c::NEXT_PANE.id].contains(&a) => state.door = to(at + 1),
        a if [c::LEFT.id, c::UP.id, c::PREVIOUS_PANE.id].contains(&a) => {
            state.door = to(at.saturating_sub(1));
        }
        a if a == DEMO.id => {
            state.door = Door::Demo;
            return enter(state, ctx);
        }
        a if a == IMPORT.id => {
            state.door = Door::Import;
            return enter(state, ctx);
        }
        a if a == OPEN_FILE.id => {
            state.door = Door::Open;
            return enter(state, ctx);
        }
        a if a == c::OPEN.id => return enter(state, ctx),
        a if a == c::BACK.id => return vec![Cmd::Back],
        _ => {}
    }
    Vec::new()
}

/// Through the chosen door.
fn enter(state: &mut State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    if state.making {
        return Vec::new();
    }
    match (state.door, &mut state.files) {
        (Door::Open, Some(field)) => match field.enter() {
            Chosen::Folder => field.look(FILES, Msg::Files),
            Chosen::File(path) => open(path),
            Chosen::Nothing => Vec::new(),
        },
        (Door::Open, none) => none.insert(FileField::default()).look(FILES, Msg::Files),
        (Door::Import, _) => {
            if let Err(why) = enabled(state, IMPORT.id, ctx) {
                return vec![Cmd::Toast(Toast::note("Nothing can be brought in.", why))];
            }
            vec![Cmd::Go(Id::Data, Target::File(PathBuf::new()))]
        }
        (Door::Demo, _) => {
            state.making = true;
            let file = ctx.session.demo_file.clone();
            vec![Cmd::load(MAKE, move |cx| {
                let path = file.unwrap_or_else(|| cx.shop.path().with_file_name("demo.db"));
                let made = Shop::demo(&path, Size::Medium, SEED, cx.progress);
                Msg::Made(made.map(|_| path))
            })]
        }
    }
}

pub(super) fn enabled(state: &State, action: ActionId, ctx: &Ctx<'_>) -> Result<(), String> {
    match action {
        a if a == IMPORT.id && ctx.session.read_only => {
            Err("this shop is open for reading only".into())
        }
        a if state.making && a != c::BACK.id => {
            Err("the made-up shop is being made; Esc stays here".into())
        }
        _ => Ok(()),
    }
}
