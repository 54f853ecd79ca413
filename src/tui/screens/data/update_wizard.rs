//! What keys, clicks and answers do to the wizard that brings in a file.

use super::pickers::{currencies, field_picker, zones};
use super::state::State;
use super::update::ROWS;
use super::wizard::{Asked, Step, Wizard};
use super::{FORMAT, Msg, PROBLEMS};
use crate::shop::Error;
use crate::shop::import::Format;
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
    look(w)
}

fn look(w: &Wizard) -> Vec<Cmd> {
    let Some(path) = w.path.clone() else {
        return Vec::new();
    };
    let options = w.options(false, false);
    vec![Cmd::load(LOOK, move |cx| {
        Msg::Looked(Box::new(cx.shop.look_at(&path, &options)))
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
    w.files.paste(text);
    w.files.look(FILES, Msg::Files)
}

pub(super) fn key(state: &mut State, key: Key) -> Vec<Cmd> {
    let Some(w) = state.wizard.as_mut().filter(|w| w.step == Step::File) else {
        return Vec::new();
    };
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
        FORMATS => f(&mut w.formats, Format::ALL.len()),
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
            let at = Format::ALL.iter().position(|f| *f == look.detection.format);
            w.formats.select(at.unwrap_or(0), Format::ALL.len());
            w.wrong = None;
            w.member.clone_from(&look.member);
            if !look.members.is_empty() {
                w.members.clone_from(&look.members);
            }
            w.look = Some(look);
            if pick {
                // The first column that could be what is missing.
                let columns = w.detection().map_or(&[][..], |d| &d.columns);
                let count = columns.len();
                let help = (0..count).find(|i| {
                    w.field(*i).is_none() && columns.get(*i).is_some_and(|c| w.could_help(c))
                });
                w.column.select(help.unwrap_or(0), count);
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
        a if a == c::BACK.id => return leave(state),
        a if a == c::OPEN.id => return enter(state, ctx),
        a if a == c::RIGHT.id => return next(w),
        a if a == c::LEFT.id => return back(w),
        a if a == c::NEXT_PANE.id && w.step == Step::File => {
            w.files.complete();
            return w.files.look(FILES, Msg::Files);
        }
        a if a == FORMAT.id => w.step = Step::Format,
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
fn leave(state: &mut State) -> Vec<Cmd> {
    let Some(w) = state.wizard.as_mut() else {
        return Vec::new();
    };
    if w.is_running() {
        return vec![Cmd::Stop(IMPORT)];
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
        Step::Format => {
            w.format = Format::ALL.get(w.formats.selected).copied();
            w.fields = None;
            look(w)
        }
        Step::Columns => match field_picker(w, w.column.selected) {
            Some(picker) => vec![Cmd::Overlay(picker.overlay())],
            None => Vec::new(),
        },
        Step::Check => match w.questions().get(w.question.selected) {
            Some(Asked::Currency) => vec![Cmd::Overlay(currencies(w).overlay())],
            Some(Asked::Zone) => vec![Cmd::Overlay(zones(w).overlay())],
            None => next(w),
        },
        Step::Import if w.done.is_some() => {
            if let Some((next, ..)) = w.next_member() {
                let next = next.clone();
                *w = Wizard {
                    files: std::mem::take(&mut w.files),
                    path: w.path.take(),
                    member: Some(next),
                    members: std::mem::take(&mut w.members),
                    ..Wizard::default()
                };
                return look(w);
            }
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

/// What to do after an import: where, its key, and why.
pub(super) fn ways(w: &Wizard) -> Vec<(Id, String, &'static str)> {
    let Some(report) = &w.done else {
        return Vec::new();
    };
    let wishes: [(&str, bool, &str); 5] = [
        (
            "results",
            report.events > 0,
            "see what was shown and what came of it",
        ),
        ("dashboard", true, "see the shop's figures"),
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
        ("groups", report.orders > 0, "find whom to write to"),
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
        Step::Format => {
            w.format = Format::ALL.get(w.formats.selected).copied();
            return look(w);
        }
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

/// The first letter large.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(chars).collect()
    })
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
    match action {
        a if [
            c::NEW.id,
            c::DELETE.id,
            c::EDIT.id,
            super::LOOK_OVER.id,
            c::NEXT_PANE.id,
            super::MAP.id,
            super::DISMISS.id,
        ]
        .contains(&a) =>
        {
            false
        }
        a if a == c::RIGHT.id => w.step != Step::File && !w.problems,
        a if a == FORMAT.id || a == c::COPY.id => {
            w.step != Step::File && w.step != Step::Format && !w.problems
        }
        a if a == c::OPEN.id => !w.problems,
        a if a == PROBLEMS.id => w.step != Step::File,
        a if a == c::LEFT.id => false,
        _ => true,
    }
}

pub(super) fn help(w: &Wizard) -> (String, String) {
    let text = match w.step {
        Step::File => {
            "Type a path, walk with the arrows, or drop a file on this window. Tab completes, Enter goes into a \
             folder or takes a file. Tables (CSV, Excel, OpenDocument, JSON) and files of events are understood, also \
             in a ZIP archive."
        }
        Step::Format => {
            "What kind of file this is. We say what we think it is and why; another one can be chosen."
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
