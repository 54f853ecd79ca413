//! What keys, clicks and answers do to the wizard that brings in a file.

use super::pickers::{countries, currencies, field_picker, zones};
use super::state::State;
use super::update::ROWS;
use super::wizard::{Asked, Step, Wizard};
use super::{FORMAT, LOOK_OVER, Msg, PROBLEMS, update};
use crate::shop::Error;
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, Target, Toast};
use crate::tui::event::Key;
use crate::tui::fmt;
use crate::tui::screens::Id;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::file_field::Chosen;
use crate::tui::widgets::load::Load;
use std::path::PathBuf;

/// Slots of its jobs.
pub(super) const FILES: &str = "data.files";
pub(super) const LOOK: &str = "data.look";
pub(super) const CHECK: &str = "data.check";
pub(super) const TRY: &str = "data.try";
pub(super) const IMPORT: &str = "data.import";
/// Its lists and buttons.
pub(super) const FILE_LIST: &str = "data.file_list";
pub(super) const COLUMNS: &str = "data.columns";
pub(super) const FORMATS: &str = "data.formats";
pub(super) const QUESTIONS: &str = "data.questions";
pub(super) const BUTTON: &str = "data.button";
pub(super) const STEP: &str = "data.step";

/// Opens the wizard on a file; the others come after it.
pub(super) fn begin_with(
    state: &mut State,
    path: PathBuf,
    others: Vec<PathBuf>,
    ctx: &Ctx<'_>,
) -> Vec<Cmd> {
    let running = state.wizard.as_ref().is_some_and(Wizard::is_running);
    let out = update::begin(state, Some(path.clone()), ctx);
    if let Some(w) = state.wizard.as_mut() {
        if running {
            // What is dropped while a file goes in waits for its turn.
            w.dropped.push(path.clone());
            w.dropped.extend(others.iter().cloned());
            w.queue.push(path);
            w.queue.extend(others);
        } else if !others.is_empty() {
            w.dropped.clone_from(&others);
            w.dropped.insert(0, path.clone());
            w.queue = others;
            // Looked at anew, now that it is known what came with it.
            return out.into_iter().chain(take_file(state, path)).collect();
        }
    }
    out
}

/// To the file that comes after this one, of the archive or of those that were dropped.
fn next_file(state: &mut State) -> Option<Vec<Cmd>> {
    let w = state.wizard.as_mut()?;
    if let Some((next, ..)) = w.next_member() {
        let next = next.clone();
        *w = Wizard {
            files: std::mem::take(&mut w.files),
            path: w.path.take(),
            member: Some(next),
            members: std::mem::take(&mut w.members),
            queue: std::mem::take(&mut w.queue),
            dropped: std::mem::take(&mut w.dropped),
            ..Wizard::default()
        };
        return Some(look(w));
    }
    if w.queue.is_empty() {
        return None;
    }
    let next = w.queue.remove(0);
    *w = Wizard {
        files: std::mem::take(&mut w.files),
        queue: std::mem::take(&mut w.queue),
        dropped: std::mem::take(&mut w.dropped),
        ..Wizard::default()
    };
    w.files.set(&next);
    Some(take_file(state, next))
}

/// Looks at a file.
pub(super) fn take_file(state: &mut State, path: PathBuf) -> Vec<Cmd> {
    let Some(w) = state.wizard.as_mut() else {
        return Vec::new();
    };
    w.path = Some(path);
    w.member = None;
    w.members = Vec::new();
    w.wrong = None;
    w.format = None;
    w.fields = None;
    w.unsure = false;
    look(w)
}

fn look(w: &Wizard) -> Vec<Cmd> {
    let Some(path) = w.path.clone() else {
        return Vec::new();
    };
    let options = w.options(false, false);
    let more = !w.queue.is_empty();
    vec![Cmd::load(LOOK, move |cx| {
        match cx.shop.look_at(&path, &options) {
            Err(Error::Asked(_)) if more && cx.shop.goes_with(&path, &options).is_some() => {
                Msg::PutBehind
            }
            answer => Msg::Looked(Box::new(answer)),
        }
    })]
}

/// Reads the whole file, if its columns allow it.
fn check(w: &mut Wizard) -> Vec<Cmd> {
    w.check = Load::Waiting;
    w.tried = Load::Waiting;
    let missing = w.detection().is_none_or(|d| !d.missing.is_empty());
    let Some(path) = w.path.clone().filter(|_| !missing) else {
        return vec![Cmd::Cancel(CHECK)];
    };
    let options = w.options(false, false);
    vec![Cmd::load(CHECK, move |cx| {
        let answer = cx.shop.check_file(&path, &options, cx.progress, cx.cancel);
        Msg::Checked(Box::new(answer))
    })]
}

/// Tries the import on the shop and takes everything back.
fn try_out(w: &mut Wizard) -> Vec<Cmd> {
    w.tried = Load::Waiting;
    let Some(path) = w.path.clone() else {
        return Vec::new();
    };
    let options = w.options(true, true);
    vec![Cmd::load(TRY, move |cx| {
        let answer = cx.shop.import(&path, &options, cx.progress, cx.cancel);
        Msg::Tried(Box::new(answer))
    })]
}

fn import(w: &mut Wizard) -> Vec<Cmd> {
    let Some(path) = w.path.clone() else {
        return Vec::new();
    };
    w.step = Step::Import;
    w.problems = false;
    let options = w.options(true, false);
    vec![Cmd::load(IMPORT, move |cx| {
        let answer = cx.shop.import(&path, &options, cx.progress, cx.cancel);
        Msg::Imported(Box::new(answer))
    })]
}

pub(super) fn paste(state: &mut State, text: &str) -> Vec<Cmd> {
    let Some(w) = state.wizard.as_mut() else {
        return Vec::new();
    };
    if w.step == Step::Format {
        w.find.paste(text);
        w.formats = Cursor::default();
        return Vec::new();
    }
    w.files.paste(text);
    w.files.look(FILES, Msg::Files)
}

pub(super) fn key(state: &mut State, key: Key) -> Vec<Cmd> {
    let Some(w) = state.wizard.as_mut().filter(|w| w.is_typing()) else {
        return Vec::new();
    };
    if w.step == Step::Format {
        // Nothing is typed: the arrows are those of the steps.
        let step = |name| w.find.value().is_empty() && Key::named(name) == Some(key);
        if step("Left") {
            return back(w);
        }
        if step("Right") {
            return take_format(w);
        }
        if w.find.key(key) {
            w.formats = Cursor::default();
        }
        return Vec::new();
    }
    if w.files.key(key) {
        w.wrong = None;
    }
    w.files.look(FILES, Msg::Files)
}

pub(super) fn with_cursor(w: &mut Wizard, list: &str, f: impl FnOnce(&mut Cursor, usize)) {
    match list {
        FILE_LIST => {
            let len = w.files.len();
            f(&mut w.files.cursor, len);
        }
        COLUMNS => {
            let len = w.detection().map_or(0, |d| d.columns.len());
            f(&mut w.column, len);
        }
        FORMATS => {
            let len = w.fitting().len();
            f(&mut w.formats, len);
        }
        QUESTIONS => {
            let len = w.questions().len() + 1;
            f(&mut w.question, len);
        }
        ROWS => {
            let len = w.report().map_or(0, |r| r.problems.len());
            f(&mut w.problem, len);
        }
        _ => {}
    }
}

pub(super) fn receive(state: &mut State, msg: Msg, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let open = state.wizard_open;
    let Some(w) = state.wizard.as_mut() else {
        return Vec::new();
    };
    match msg {
        Msg::Files(answer) => {
            w.files.take(answer);
            Vec::new()
        }
        Msg::Looked(answer) => looked(w, *answer),
        // What it says goes in with one of the files behind it.
        Msg::PutBehind => next_file(state).unwrap_or_default(),
        Msg::Field(at, field) => {
            w.set_field(at, field);
            // What is missing and what fits is the shop's to say.
            look(w)
        }
        Msg::Checked(answer) => {
            w.check = Load::of(*answer);
            w.problem = Cursor::default();
            Vec::new()
        }
        Msg::Tried(answer) => {
            w.tried = Load::of(*answer);
            w.problem = Cursor::default();
            w.question = Cursor::default();
            Vec::new()
        }
        Msg::Currency(currency) => {
            w.currency = Some(currency);
            try_out(w)
        }
        Msg::Zone(zone) => {
            w.zone = Some(zone);
            try_out(w)
        }
        Msg::Country(country) => {
            w.country = Some(country);
            try_out(w)
        }
        Msg::Imported(answer) => imported(w, *answer, open, ctx),
        _ => Vec::new(),
    }
}

fn looked(w: &mut Wizard, answer: Result<crate::shop::look::Look, Error>) -> Vec<Cmd> {
    match answer {
        Ok(look) => {
            let mut pick = false;
            if w.step == Step::File || w.step == Step::Format {
                // What can be told is not asked: straight to what needs a look.
                w.step = if look.detection.format.is_table() {
                    Step::Columns
                } else {
                    Step::Check
                };
                w.column = Cursor::default();
                pick = true;
            }
            let fresh = pick;
            // What it looks like stands first in the list of formats.
            w.find.clear();
            w.formats = Cursor::default();
            w.wrong = None;
            w.member.clone_from(&look.member);
            if !look.members.is_empty() {
                w.members.clone_from(&look.members);
            }
            w.look = Some(look);
            w.unsure = fresh && w.is_riddle();
            if w.unsure {
                w.step = Step::Format;
                return Vec::new();
            }
            if pick {
                // The column that could be what is missing.
                let count = w.detection().map_or(0, |d| d.columns.len());
                w.column.select(w.likeliest().unwrap_or(0), count);
            }
            let mut out = check(w);
            if w.step == Step::Check {
                out.extend(try_out(w));
            }
            out
        }
        Err(error) => {
            // The format or column that was wished for does not go: as it was before.
            if w.look.is_some() && w.step != Step::File {
                w.format = None;
                return vec![Cmd::Toast(Toast::warning(
                    "The file cannot be read that way.",
                    error.to_string(),
                ))];
            }
            w.step = Step::File;
            w.wrong = Some(error.to_string());
            w.files.look(FILES, Msg::Files)
        }
    }
}

fn imported(
    w: &mut Wizard,
    answer: Result<crate::shop::import::ImportReport, Error>,
    open: bool,
    _ctx: &Ctx<'_>,
) -> Vec<Cmd> {
    match answer {
        Ok(report) => {
            let mut out = vec![Cmd::DataChanged];
            if !open {
                let said = format!("{} is brought in.", report.file);
                let more = fmt::counted(report.rows_written as i64, "row");
                out.push(Cmd::Toast(
                    Toast::done(said, format!("{more} new")).key("u", "undo"),
                ));
            }
            w.done = Some(report);
            out
        }
        Err(Error::Cancelled) => {
            w.step = Step::Check;
            vec![Cmd::Toast(Toast::note(
                "Stopped. Nothing was changed.",
                "The file is still chosen.",
            ))]
        }
        Err(error) => {
            w.step = Step::Check;
            vec![Cmd::Toast(Toast::error(
                "The import did not work; nothing was changed.",
                error.to_string(),
            ))]
        }
    }
}

pub(super) fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Some(w) = state.wizard.as_mut() else {
        return Vec::new();
    };
    if w.problems {
        if action == c::BACK.id || action == PROBLEMS.id || action == c::LEFT.id {
            w.problems = false;
        } else {
            with_cursor(w, ROWS, |cursor, len| {
                cursor.act(action, len);
            });
        }
        return Vec::new();
    }
    let list = match w.step {
        Step::File => FILE_LIST,
        Step::Format => FORMATS,
        Step::Columns => COLUMNS,
        Step::Check => QUESTIONS,
        Step::Import => "",
    };
    let mut moved = None;
    with_cursor(w, list, |cursor, len| moved = cursor.act(action, len));
    if moved.is_some() {
        return Vec::new();
    }
    match action {
        a if a == c::BACK.id => return leave(state, ctx),
        a if a == c::OPEN.id => return enter(state, ctx),
        a if a == c::RIGHT.id => return next(w),
        a if a == c::LEFT.id => return back(w),
        a if a == c::NEXT_PANE.id && w.step == Step::File => {
            w.files.complete();
            return w.files.look(FILES, Msg::Files);
        }
        a if a == FORMAT.id => {
            w.find.clear();
            w.formats = Cursor::default();
            w.step = Step::Format;
        }
        a if a == c::EDIT.id => return to_page(state),
        a if a == PROBLEMS.id => w.problems = true,
        a if a == c::COPY.id => {
            let text = report_text(w);
            return vec![Cmd::Copy(text, "the report".into())];
        }
        _ => {}
    }
    Vec::new()
}

/// Out of the wizard; what was chosen stays until another file is taken.
fn leave(state: &mut State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Some(w) = state.wizard.as_mut() else {
        return Vec::new();
    };
    if w.is_running() {
        return vec![Cmd::Stop(IMPORT)];
    }
    if w.step == Step::Format && w.look.is_some() && !w.unsure {
        // Out of the search, then back to where one came from: nothing has changed.
        match w.find.value() {
            "" if w.is_table() => w.step = Step::Columns,
            "" => w.step = Step::Check,
            _ => w.find.clear(),
        }
        w.formats = Cursor::default();
        return Vec::new();
    }
    if w.already().is_some() {
        state.wizard = None;
        state.wizard_open = false;
        return Vec::new();
    }
    if w.step == Step::Check && ctx.jobs.get(TRY).is_some() {
        // A long trial is stopped first; the next step tries again.
        w.step = if w.is_table() {
            Step::Columns
        } else {
            Step::Format
        };
        return vec![Cmd::Cancel(TRY)];
    }
    state.wizard_open = false;
    let name = w.look.as_ref().map(|l| l.name.clone());
    let (done, empty) = (w.done.is_some(), w.look.is_none());
    if done || empty {
        state.wizard = None;
        return vec![Cmd::Cancel(CHECK), Cmd::Cancel(TRY), Cmd::Cancel(LOOK)];
    }
    let name = name.unwrap_or_default();
    vec![Cmd::Toast(
        Toast::note(
            format!("{name} is not brought in yet."),
            "What you chose is kept.",
        )
        .key("n", "go on"),
    )]
}

fn enter(state: &mut State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Some(w) = state.wizard.as_mut() else {
        return Vec::new();
    };
    match w.step {
        Step::File => match w.files.enter() {
            Chosen::Folder => w.files.look(FILES, Msg::Files),
            Chosen::File(path) => take_file(state, path),
            Chosen::Nothing => Vec::new(),
        },
        Step::Format => take_format(w),
        Step::Columns => match field_picker(w, w.column.selected) {
            Some(picker) => vec![Cmd::Overlay(picker.overlay())],
            None => Vec::new(),
        },
        Step::Check => match w.questions().get(w.question.selected) {
            Some(Asked::Currency) => vec![Cmd::Overlay(currencies(w).overlay())],
            Some(Asked::Zone) => vec![Cmd::Overlay(zones(w).overlay())],
            Some(Asked::Country) => vec![Cmd::Overlay(countries(w).overlay())],
            None if w.already().is_some() => match next_file(state) {
                Some(out) => out,
                None => to_page(state),
            },
            // It is no dead end: back to where the reason lies.
            None if w.all_refused() => back(w),
            None => next(w),
        },
        Step::Import if w.done.is_some() => {
            if let Some(out) = next_file(state) {
                return out;
            }
            let Some(w) = &state.wizard else {
                return Vec::new();
            };
            let to = ways(w).first().map(|(id, ..)| *id);
            state.wizard = None;
            state.wizard_open = false;
            match to {
                Some(id) if id != Id::Data => vec![Cmd::Go(id, Target::None)],
                _ => act(state, c::NEW.id, ctx),
            }
        }
        Step::Import => Vec::new(),
    }
}

/// Reads the file as the chosen format.
fn take_format(w: &mut Wizard) -> Vec<Cmd> {
    let Some(format) = w.fitting().get(w.formats.selected).copied() else {
        return Vec::new();
    };
    w.format = Some(format);
    w.fields = None;
    w.unsure = false;
    look(w)
}

/// What to do after an import: where, its key, and why.
pub(super) fn ways(w: &Wizard) -> Vec<(Id, String, &'static str)> {
    let Some(report) = &w.done else {
        return Vec::new();
    };
    let people = report.customers > 0 && report.orders == 0;
    let catalogue = report.products > 0 && report.orders == 0;
    let counts = report.orders > 0 || report.events > 0 || report.campaigns > 0;
    let wishes: [(&str, bool, &str); 8] = [
        (
            "results",
            report.events > 0,
            "see what was shown and what came of it",
        ),
        (
            "customers",
            people,
            "see the people, and who agreed to messages",
        ),
        (
            "products",
            catalogue,
            "see the catalogue: prices, stock, categories",
        ),
        ("dashboard", counts, "see the shop's figures"),
        (
            "customers",
            report.orders > 0,
            "see who comes back and what they like",
        ),
        (
            "preview",
            report.orders > 0,
            "see what a customer would be shown, and why",
        ),
        (
            "groups",
            report.orders > 0 || people,
            "find whom to write to",
        ),
        ("dashboard", !counts, "see the shop's figures"),
    ];
    wishes
        .into_iter()
        .filter(|(_, fits, _)| *fits)
        .filter_map(|(folder, _, why)| {
            let id = Id::named(folder)?;
            Some((id, id.digit().to_string(), why))
        })
        .collect()
}

/// Leaves the wizard for the page of the import that it made, or that holds the file already.
fn to_page(state: &mut State) -> Vec<Cmd> {
    let Some(w) = &state.wizard else {
        return Vec::new();
    };
    let id = w.done.as_ref().and_then(|r| r.batch).or(w.already());
    let Some(id) = id else {
        return Vec::new();
    };
    state.wizard = None;
    state.wizard_open = false;
    update::open(state, id)
}

fn next(w: &mut Wizard) -> Vec<Cmd> {
    if let Some(why) = w.waits_for() {
        return vec![Cmd::Toast(Toast::note(
            "Not yet.",
            format!("This waits for {why}."),
        ))];
    }
    match w.step {
        Step::File => {
            w.step = if w.is_table() {
                Step::Columns
            } else {
                Step::Check
            };
        }
        Step::Format => return take_format(w),
        Step::Columns => w.step = Step::Check,
        Step::Check => return import(w),
        Step::Import => {}
    }
    if w.step == Step::Check && w.tried.ready().is_none() {
        return try_out(w);
    }
    Vec::new()
}

fn back(w: &mut Wizard) -> Vec<Cmd> {
    w.step = match w.step {
        Step::Check if w.is_table() => Step::Columns,
        Step::Check | Step::Columns => Step::Format,
        Step::Format => Step::File,
        step => step,
    };
    match w.step {
        Step::File => w.files.look(FILES, Msg::Files),
        _ => Vec::new(),
    }
}

/// The first letter large, except in a name such as eBay.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

fn report_text(w: &Wizard) -> String {
    let Some(r) = w.report() else {
        return String::new();
    };
    let mut out = format!(
        "{}: {}\n{} rows, {} left out, {} with a warning\n",
        r.file, r.format_title, r.rows_read, r.rows_skipped, r.warnings
    );
    for trap in &r.traps {
        out.push_str(&format!("- {}\n", trap.words));
    }
    for p in &r.problems {
        let column = p
            .column
            .as_deref()
            .map_or(String::new(), |c| format!(", {c}"));
        out.push_str(&format!("line {}{column}: {} {}\n", p.line, p.what, p.fix));
    }
    out
}

pub(super) fn click(state: &mut State, hit: Hit, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Some(w) = state.wizard.as_mut().filter(|_| state.wizard_open) else {
        return Vec::new();
    };
    match hit {
        Hit::Row { list, index } => {
            let mut again = false;
            with_cursor(w, list, |cursor, len| again = !cursor.select(index, len));
            if again || list == QUESTIONS {
                return enter(state, ctx);
            }
            Vec::new()
        }
        Hit::Item {
            what: BUTTON,
            index: 0,
        } => back(w),
        Hit::Item { what: BUTTON, .. } => next(w),
        Hit::Item { what: STEP, index } => {
            let Some(step) = Step::ALL
                .get(index)
                .filter(|s| **s < w.step && !w.is_running())
            else {
                return Vec::new();
            };
            if w.done.is_none() {
                w.step = *step;
            }
            w.files.look(FILES, Msg::Files)
        }
        _ => Vec::new(),
    }
}

pub(super) fn enabled(state: &State, action: ActionId) -> Result<(), String> {
    let Some(w) = state.asking() else {
        return Ok(());
    };
    match action {
        a if a == c::EDIT.id && w.done.as_ref().is_some_and(|r| r.batch.is_some()) => Ok(()),
        a if [c::DELETE.id, c::EDIT.id, super::MAP.id, super::DISMISS.id].contains(&a) => {
            Err("leave the wizard first (Esc)".into())
        }
        a if a == c::RIGHT.id && w.step == Step::Import => Err("this is the last step".into()),
        a if a == c::RIGHT.id => match w.waits_for() {
            Some(why) => Err(format!("this waits for {why}")),
            None => Ok(()),
        },
        a if a == c::LEFT.id && (w.step == Step::File || w.step == Step::Import) => {
            Err("there is no step before".into())
        }
        a if a == FORMAT.id && (w.look.is_none() || w.step == Step::Import) => {
            Err("choose a file first".into())
        }
        a if a == PROBLEMS.id || a == c::COPY.id => match w.report() {
            Some(r) if a == c::COPY.id || !r.problems.is_empty() => Ok(()),
            Some(_) => Err("every row can be used".into()),
            None => Err("the file is not read yet".into()),
        },
        _ => Ok(()),
    }
}

pub(super) fn hinted(w: &Wizard, action: ActionId) -> bool {
    let waits = w.done.as_ref().is_some_and(|r| r.rows_kept > 0);
    match action {
        a if [c::DELETE.id, super::MAP.id, super::DISMISS.id].contains(&a) => false,
        a if a == c::NEXT_PANE.id || a == c::LEFT.id => false,
        a if a == c::NEW.id => (w.done.is_some() || w.already().is_some()) && !w.problems,
        a if a == LOOK_OVER.id => w.done.is_some() && !w.problems,
        a if a == c::EDIT.id => waits && !w.problems,
        a if a == c::RIGHT.id => !w.is_typing() && w.step != Step::Import && !w.problems,
        a if a == FORMAT.id => {
            !w.is_typing() && !w.problems && w.step != Step::Import && w.already().is_none()
        }
        a if a == c::COPY.id => !w.is_typing() && !w.problems,
        a if a == c::OPEN.id => !w.problems,
        a if a == PROBLEMS.id => {
            !w.is_typing() && w.report().is_some_and(|r| !r.problems.is_empty())
        }
        _ => true,
    }
}

pub(super) fn help(w: &Wizard) -> (String, String) {
    let text = match w.step {
        Step::File => {
            "Type a path, walk with the arrows, or drop a file on this window. Tab completes, Enter goes into a \
             folder or takes a file. Exports of orders, customers, products, events and newsletters are understood, and \
             tables of your own: CSV, Excel, OpenDocument, JSON, also in a ZIP archive."
        }
        Step::Format => {
            "What kind of file this is. What it looks like stands first, with the reason below; type to find another one, \
             Enter reads the file as that. Esc goes back and changes nothing."
        }
        Step::Columns => {
            "At the left your column, beside it what it becomes, then what stands in it. Enter chooses something else. \
             What you choose is kept for the next file of this kind."
        }
        Step::Check => {
            "The whole import was tried and taken back: this is what it would do. Nothing is written before the last step."
        }
        Step::Import => {
            "The file goes in as one piece: Esc stops it and leaves the shop as it was. u takes it back later."
        }
    };
    (format!("Bring in a file: {}", w.step.name()), text.into())
}
