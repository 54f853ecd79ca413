//! What keys, clicks and answers do to the list of imports; the wizard's part is beside.

use super::state::{Import, Opened, State};
use super::wizard::Wizard;
use super::{
    DISMISS, FORMAT, LOOK_OVER, MAP, Msg, PROBLEMS, quality, update_wizard as wizard, waiting,
};
use crate::model::ids::BatchId;
use crate::shop::Error;
use crate::shop::files;
use crate::shop::imports::{Brought, ImportPage};
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, Input, Target, Toast};
use crate::tui::fmt;
use crate::tui::overlays::Confirm;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::load::Load;
use std::path::PathBuf;

/// Slots of its jobs.
pub(super) const SLOT: &str = "data";
pub(super) const PAGE: &str = "data.page";
pub(super) const TAKE_BACK: &str = "data.take_back";
/// Its lists.
pub(super) const LIST: &str = "data.imports";
pub(super) const ROWS: &str = "data.problems";

fn load() -> Cmd {
    Cmd::load(SLOT, |cx| Msg::Imports(cx.shop.imports()))
}

pub(super) fn load_page(id: BatchId) -> Cmd {
    Cmd::load(PAGE, move |cx| {
        Msg::Page(id, Box::new(cx.shop.import_page(id)))
    })
}

pub(super) fn update(state: &mut State, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match input {
        Input::Open(target) => {
            let mut out = vec![load()];
            match target {
                Target::File(path) if path.as_os_str().is_empty() => {
                    out.extend(begin(state, None, ctx));
                }
                Target::File(path) => out.extend(begin(state, Some(path), ctx)),
                Target::Files(mut all) if !all.is_empty() => {
                    let first = all.remove(0);
                    out.extend(wizard::begin_with(state, first, all, ctx));
                }
                Target::Quality => out.extend(quality::open(state)),
                _ => {}
            }
            out
        }
        Input::Changed => {
            let mut out = vec![load()];
            out.extend(state.opened.as_ref().map(|o| load_page(o.id)));
            out.extend(state.quality.as_ref().map(|_| quality::load()));
            out
        }
        Input::Paste(text) => {
            let mut all = files::pasted_all(&text);
            if !all.is_empty() {
                let first = all.remove(0);
                return wizard::begin_with(state, first, all, ctx);
            }
            if state.asking().is_some_and(Wizard::is_typing) {
                return wizard::paste(state, &text);
            }
            vec![Cmd::Toast(Toast::note(
                "That is not the path of a file.",
                "Drop a file here, or press n and look for it.",
            ))]
        }
        Input::Key(key) => wizard::key(state, key),
        Input::Act(action) => act(state, action, ctx),
        Input::Click(hit) => click(state, hit, ctx),
        Input::Wheel { list, by } => {
            with_cursor(state, list, |cursor, len| {
                cursor.wheel(by, len);
            });
            Vec::new()
        }
        Input::Seen { list, rows, .. } => {
            with_cursor(state, list, |cursor, len| cursor.seen(rows, len));
            Vec::new()
        }
    }
}

/// Opens the wizard: on a file, on the draft, or empty.
pub(super) fn begin(state: &mut State, path: Option<PathBuf>, ctx: &Ctx<'_>) -> Vec<Cmd> {
    if let Err(why) = enabled(state, c::NEW.id, ctx) {
        return vec![Cmd::Toast(Toast::note("Nothing can be brought in.", why))];
    }
    state.opened = None;
    state.wizard_open = true;
    let running = state.wizard.as_ref().is_some_and(Wizard::is_running);
    match path {
        Some(path) if !running => {
            let mut w = Wizard::default();
            w.files.wanted = files::EXPORTS;
            w.files.set(&path);
            state.wizard = Some(w);
            wizard::take_file(state, path)
        }
        _ => {
            state
                .wizard
                .take_if(|w| w.done.is_some() || w.already().is_some());
            let w = state.wizard.get_or_insert_default();
            w.files.wanted = files::EXPORTS;
            w.files.look(wizard::FILES, Msg::Files)
        }
    }
}

/// Opens the page of an import.
pub(super) fn open(state: &mut State, id: BatchId) -> Vec<Cmd> {
    state.opened = Some(Opened {
        id,
        page: Load::Waiting,
        cursor: Cursor::default(),
    });
    vec![load_page(id)]
}

fn with_cursor(state: &mut State, list: &str, f: impl FnOnce(&mut Cursor, usize)) {
    if list == LIST {
        let len = state.rows().len();
        return f(&mut state.cursor, len);
    }
    if let (Some(part), Some(page)) = (quality::part_of(list), state.quality.as_mut()) {
        return page.with_cursor(part, f);
    }
    if list == ROWS
        && !state.wizard_open
        && let Some(opened) = &mut state.opened
    {
        let len = opened.page.ready().map_or(0, |p| waiting::items(p).len());
        return f(&mut opened.cursor, len);
    }
    if let Some(w) = state.wizard.as_mut() {
        wizard::with_cursor(w, list, f);
    }
}

pub(super) fn receive(state: &mut State, msg: Msg, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match msg {
        Msg::Imports(answer) => {
            let answer = answer.map(|all| {
                let import = |batch| Import {
                    brought: Brought::of(&batch),
                    batch,
                };
                all.into_iter().map(import).collect()
            });
            let failed = state.imports.take(answer);
            let len = state.rows().len();
            state.cursor.select(state.cursor.selected, len);
            // What was brought in and is taken back again is no news any more.
            let gone = |id| state.rows().iter().any(|i| i.batch.id == id && !i.stands());
            let done = state.wizard.as_ref().and_then(|w| w.done.as_ref()?.batch);
            if done.is_some_and(gone) {
                state.wizard = None;
                state.wizard_open = false;
            }
            said(failed, "Could not read the imports again.")
        }
        Msg::Page(id, answer) => {
            if let Some(opened) = state.opened.as_mut().filter(|o| o.id == id) {
                let failed = opened.page.take(*answer);
                let len = opened.page.ready().map_or(0, |p| waiting::items(p).len());
                opened.cursor.select(opened.cursor.selected, len);
                return said(failed, "Could not read this import again.");
            }
            Vec::new()
        }
        Msg::Quality(answer) => {
            let failed = state.quality.as_mut().and_then(|q| q.take(*answer));
            said(failed, "Could not look the data over again.")
        }
        Msg::TakeBack(id) => {
            let name = state
                .rows()
                .iter()
                .find(|i| i.batch.id == id)
                .map_or(String::new(), |i| i.batch.file_name.clone());
            state.taking_back = Some(id);
            vec![Cmd::load(TAKE_BACK, move |cx| {
                Msg::TakenBack(name, cx.shop.undo_import(id, cx.cancel))
            })]
        }
        Msg::TakenBack(name, answer) => {
            state.taking_back = None;
            match answer {
                Ok(done) => {
                    let gone = fmt::counted(done.reversed as i64, "record");
                    let kept = match done.kept {
                        0 => "Nothing else was touched.".to_owned(),
                        n => format!("{} stay: other files state them too.", fmt::count(n as i64)),
                    };
                    let toast = Toast::done(format!("{name} is taken back: {gone}."), kept);
                    vec![Cmd::Toast(toast), Cmd::DataChanged]
                }
                Err(Error::Cancelled) => vec![Cmd::Toast(Toast::note(
                    "Stopped. The import stands as before.",
                    "",
                ))],
                Err(error) => vec![Cmd::Toast(Toast::error(
                    format!("{name} was not taken back."),
                    error.to_string(),
                ))],
            }
        }
        Msg::Correct(at) => match &state.opened {
            Some(opened) => waiting::cell(opened, at, ctx.session.reveal),
            None => Vec::new(),
        },
        Msg::MapColumn(at) => match &state.opened {
            Some(opened) => waiting::map_to(opened, at),
            None => Vec::new(),
        },
        Msg::Retry(id, options) => vec![waiting::retry(id, options)],
        Msg::Retried(answer) => waiting::retried(*answer),
        Msg::Dismissed(answer) => waiting::dismissed(answer),
        other => wizard::receive(state, other, ctx),
    }
}

fn said(failed: Option<String>, fact: &str) -> Vec<Cmd> {
    failed
        .map(|why| Cmd::Toast(Toast::error(fact, why)))
        .into_iter()
        .collect()
}

fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    if action == c::BACK.id && state.taking_back.is_some() {
        return vec![Cmd::Stop(TAKE_BACK)];
    }
    if action == c::BACK.id && state.asking().is_none() && ctx.jobs.get(waiting::RETRY).is_some() {
        return vec![Cmd::Stop(waiting::RETRY)];
    }
    if action == c::REVEAL.id {
        return vec![Cmd::Reveal(!ctx.session.reveal)];
    }
    if action == c::NEW.id {
        return begin(state, None, ctx);
    }
    if action == LOOK_OVER.id {
        state.wizard.take_if(|w| w.done.is_some());
        return quality::open(state);
    }
    if state.asking().is_some() {
        return wizard::act(state, action, ctx);
    }
    if state.looking().is_some() {
        return quality::act(state, action, ctx);
    }
    let list = if state.opened.is_some() { ROWS } else { LIST };
    let mut moved = None;
    with_cursor(state, list, |cursor, len| moved = cursor.act(action, len));
    if moved.is_some() {
        return Vec::new();
    }
    match action {
        a if a == c::OPEN.id && state.opened.is_none() => {
            if let Some(id) = state.chosen().map(|i| i.batch.id) {
                return open(state, id);
            }
        }
        a if a == c::OPEN.id || a == c::EDIT.id => {
            if let Some(opened) = &state.opened {
                return waiting::correct(opened, ctx.session.reveal);
            }
        }
        a if a == MAP.id => {
            if let Some(opened) = &state.opened {
                return waiting::map(opened);
            }
        }
        a if a == DISMISS.id => {
            if let Some(opened) = &state.opened {
                return waiting::dismiss(opened);
            }
        }
        a if a == c::BACK.id => state.opened = None,
        a if a == c::DELETE.id => {
            if let Some(import) = state.chosen() {
                return vec![Cmd::Overlay(take_back(import).overlay())];
            }
        }
        a if a == c::COPY.id => {
            if let Some(import) = state.chosen() {
                let page = state.opened.as_ref().and_then(|o| o.page.ready());
                return vec![Cmd::Copy(as_text(import, page), "the report".into())];
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Asks before an import is taken back, with what goes.
fn take_back(import: &Import) -> Confirm {
    let brought = &import.brought;
    let text = format!(
        "{} brought {}: {} new and {} changed. They go, with the customers and products that no other file names. \
         What other files state too stays. Bring the file in again to have it back.",
        import.batch.file_name,
        brought.words(),
        fmt::counted(brought.new as i64, "record"),
        fmt::count(brought.updated as i64),
    );
    Confirm::new(
        "Take this import back?",
        text,
        "Keep it",
        'd',
        "take it back",
        Msg::TakeBack(import.batch.id),
    )
}

/// The report of an import as text.
fn as_text(import: &Import, page: Option<&ImportPage>) -> String {
    let b = &import.brought;
    let mut out = format!(
        "{}\n{}, brought in {}\n{}\n{} rows: {} left out, {} with a warning\n",
        import.batch.file_name,
        b.format,
        import.batch.imported_at,
        b.words(),
        fmt::count(b.rows as i64),
        fmt::count(b.left_out as i64),
        fmt::count(b.warnings as i64),
    );
    for trap in &b.traps {
        out.push_str(&format!("- {trap}\n"));
    }
    for p in page.map_or(&[][..], |p| &p.problems) {
        let column = p
            .column
            .as_deref()
            .map_or(String::new(), |c| format!(", {c}"));
        out.push_str(&format!("line {}{column}: {} {}\n", p.line, p.what, p.fix));
    }
    out
}

fn click(state: &mut State, hit: Hit, ctx: &Ctx<'_>) -> Vec<Cmd> {
    if state.looking().is_some() {
        return quality::click(state, &hit, ctx);
    }
    match hit {
        Hit::Row { list: LIST, index } => {
            let again = state.cursor.selected == index;
            let len = state.rows().len();
            state.cursor.select(index, len);
            if again {
                return act(state, c::OPEN.id, ctx);
            }
            Vec::new()
        }
        Hit::Row { list: ROWS, index } => {
            let mut again = false;
            with_cursor(state, ROWS, |cursor, len| {
                again = cursor.selected == index;
                cursor.select(index, len);
            });
            if again && state.opened.is_some() && !state.wizard_open {
                return act(state, c::EDIT.id, ctx);
            }
            Vec::new()
        }
        hit => wizard::click(state, hit, ctx),
    }
}

pub(super) fn enabled(state: &State, action: ActionId, ctx: &Ctx<'_>) -> Result<(), String> {
    let mends = [c::EDIT.id, MAP.id, DISMISS.id].contains(&action);
    let writes = mends || [c::NEW.id, c::DELETE.id].contains(&action);
    if writes && ctx.session.read_only {
        return Err("this shop is open for reading only".into());
    }
    if state.taking_back.is_some() && (writes || action == c::RIGHT.id) {
        return Err("an import is being taken back; Esc stops that".into());
    }
    if state.asking().is_some() {
        return wizard::enabled(state, action);
    }
    if let Some(page) = state.looking()
        && !mends
        && action != c::DELETE.id
    {
        return quality::enabled(state, page, action);
    }
    if action == c::NEXT_PANE.id {
        return Err("press v first: the page Data quality has two parts".into());
    }
    if mends || action == c::OPEN.id && state.opened.is_some() {
        let Some(opened) = &state.opened else {
            return Err("open the import first (Enter)".into());
        };
        if ctx.jobs.get(waiting::RETRY).is_some() {
            return Err("rows are being tried again; Esc stops that".into());
        }
        if !waiting::any_waits(opened) {
            return Err("no row of this import waits".into());
        }
        if action == MAP.id {
            let columns = opened.page.ready().map_or(0, |p| p.left_out.columns.len());
            return match columns {
                0 => Err("these rows have no columns; press e to correct one".into()),
                _ => Ok(()),
            };
        }
        return waiting::waits(opened);
    }
    match action {
        a if a == c::OPEN.id || a == c::COPY.id => match state.chosen() {
            Some(_) => Ok(()),
            None => Err("no file has been brought in yet".into()),
        },
        a if a == c::DELETE.id => match state.chosen() {
            None => Err("no file has been brought in yet".into()),
            Some(i) if !i.stands() => Err("this import is taken back already".into()),
            Some(i) if i.is_demo() => {
                Err("the made-up data are one piece; `regulars demo` makes them anew".into())
            }
            Some(_) => Ok(()),
        },
        a if [FORMAT.id, PROBLEMS.id, c::LEFT.id, c::RIGHT.id].contains(&a) => {
            Err("press n and choose a file first".into())
        }
        _ => Ok(()),
    }
}

pub(super) fn hinted(state: &State, action: ActionId) -> bool {
    if state.looking().is_some() {
        let own = [
            c::DOWN.id,
            c::OPEN.id,
            c::NEXT_PANE.id,
            c::COPY.id,
            c::BACK.id,
        ];
        return own.contains(&action);
    }
    if action == c::NEXT_PANE.id {
        return false;
    }
    match state.asking() {
        None => {
            let opened = state.opened.is_some();
            match action {
                a if a == c::OPEN.id => !opened,
                a if a == c::BACK.id => opened,
                a if [c::EDIT.id, MAP.id, DISMISS.id].contains(&a) => {
                    state.opened.as_ref().is_some_and(waiting::any_waits)
                }
                a if a == LOOK_OVER.id => !opened,
                a if a == c::NEW.id || a == c::DELETE.id => {
                    !state.opened.as_ref().is_some_and(waiting::any_waits)
                }
                _ => true,
            }
        }
        Some(w) => wizard::hinted(w, action),
    }
}

pub(super) fn help(state: &State) -> (String, String) {
    if let Some(w) = state.asking() {
        return wizard::help(w);
    }
    if state.looking().is_some() {
        return quality::help();
    }
    if state.opened.is_some() {
        return (
            "One import".into(),
            "What the file held, what was odd about it, and each row that could not be used. These rows wait and are kept \
             whole: e corrects the chosen one and tries it again, o says what a column holds and tries all of them, - leaves \
             one out for good. The file is not needed. u takes each of these back."
                .into(),
        );
    }
    (
        "Data".into(),
        "Every file that was brought in, the newest first. Press n, or drop a file on this window, to bring in \
         another one. v looks the data over. Each import can be taken back as a whole."
            .into(),
    )
}
