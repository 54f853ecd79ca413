//! Rows of an import that need a look: which there are, correcting one, mapping a column, leaving one out for good.

use super::Msg;
use super::state::Opened;
use super::update_wizard::capital;
use crate::model::ids::BatchId;
use crate::model::text::{mask, mask_contacts};
use crate::shop::Error;
use crate::shop::import::{Field, Format};
use crate::shop::imports::{ImportPage, ProblemRow, RowColumn, Waiting};
use crate::shop::retry::{Dismissed, RetryOptions, RetryReport};
use crate::tui::app::{Cmd, Toast};
use crate::tui::fmt;
use crate::tui::overlays::{Picker, Prompt};

/// Slot of its job.
pub(super) const RETRY: &str = "data.retry";

/// A row of the list.
#[derive(Clone, Copy)]
pub(super) enum Item<'a> {
    /// It waits, whole.
    Waiting(&'a Waiting),
    /// It was used with doubt, or left out and not kept.
    Problem(&'a ProblemRow),
}

/// The rows of an import that need a look: first those that wait.
pub(super) fn items(page: &ImportPage) -> Vec<Item<'_>> {
    let kept = page.left_out.counts != Default::default();
    let told = |p: &&ProblemRow| !(kept && p.severity == "refused");
    let waiting = page.left_out.rows.iter().map(Item::Waiting);
    let problems = page.problems.iter().filter(told).map(Item::Problem);
    waiting.chain(problems).collect()
}

/// What stands in the cell that is to blame, or in the row.
pub(super) fn value(page: &ImportPage, row: &Waiting, reveal: bool) -> String {
    let columns = &page.left_out.columns;
    let hidden = |at: usize, cell: &str| match columns.get(at) {
        _ if reveal => cell.to_owned(),
        Some(column) if column.private => mask(cell),
        _ => mask_contacts(cell),
    };
    if let Some(at) = blamed(columns, row) {
        let cell = row.cells.get(at).map_or("", String::as_str);
        if !cell.trim().is_empty() {
            return hidden(at, cell);
        }
    }
    let cells = row.cells.iter().enumerate();
    let told: Vec<String> = cells
        .filter(|(_, cell)| !cell.trim().is_empty())
        .map(|(at, cell)| hidden(at, cell))
        .collect();
    told.join("  ")
}

/// The column that is to blame.
fn blamed(columns: &[RowColumn], row: &Waiting) -> Option<usize> {
    let name = row.because.column.as_ref()?;
    columns
        .iter()
        .position(|c| c.name == *name)
        .filter(|_| row.split)
}

/// The chosen row, if it waits.
fn chosen(opened: &Opened) -> Option<(&ImportPage, &Waiting)> {
    let page = opened.page.ready()?;
    match items(page).get(opened.cursor.selected) {
        Some(Item::Waiting(row)) => Some((page, row)),
        _ => None,
    }
}

/// Whether the chosen row waits; else why nothing can be done about it.
pub(super) fn waits(opened: &Opened) -> Result<(), String> {
    match chosen(opened) {
        Some(_) => Ok(()),
        None => Err("choose a row that waits".into()),
    }
}

/// Whether any row waits.
pub(super) fn any_waits(opened: &Opened) -> bool {
    opened
        .page
        .ready()
        .is_some_and(|p| p.left_out.counts.waiting > 0)
}

/// Asks for the right text of the chosen row: of the cell that is to blame, else of a cell to choose, else of the line.
pub(super) fn correct(opened: &Opened, reveal: bool) -> Vec<Cmd> {
    let Some((page, row)) = chosen(opened) else {
        return Vec::new();
    };
    let columns = &page.left_out.columns;
    if let Some(at) = blamed(columns, row) {
        return cell(opened, at, reveal);
    }
    if columns.is_empty()
        && let Some(key) = &row.because.column
    {
        return vec![ask(opened.id, row, key.clone(), "")];
    }
    if row.split && !columns.is_empty() {
        let mut picker = Picker::new(format!("Line {}: what is to be corrected?", row.line));
        for (at, column) in columns.iter().enumerate() {
            let cell = row.cells.get(at).map_or("", String::as_str);
            let note = match (reveal, column.private) {
                (false, true) => mask(cell),
                (false, false) => mask_contacts(cell),
                (true, _) => cell.to_owned(),
            };
            picker = picker.item(column.name.clone(), note, Msg::Correct(at));
        }
        return vec![Cmd::Overlay(picker.overlay())];
    }
    let text = row.cells.first().map_or("", String::as_str);
    if !reveal && mask_contacts(text) != text {
        return vec![Cmd::Toast(
            Toast::note(
                "This line holds contact details.",
                "Show them before you change it.",
            )
            .key("m", "show"),
        )];
    }
    let (id, line) = (opened.id, row.line);
    let title = format!("Line {line} as it should stand in the file");
    let prompt = Prompt::new(title, row.because.fix.clone(), text, move |text| {
        Msg::Retry(id, set(format!("{line}={text}")))
    });
    vec![Cmd::Overlay(prompt.overlay())]
}

/// Asks for the right text of one cell of the chosen row.
pub(super) fn cell(opened: &Opened, at: usize, reveal: bool) -> Vec<Cmd> {
    let Some((page, row)) = chosen(opened) else {
        return Vec::new();
    };
    let Some(column) = page.left_out.columns.get(at) else {
        return Vec::new();
    };
    let now = row.cells.get(at).map_or("", String::as_str);
    // What is hidden is not shown by editing it either.
    let now = if column.private && !reveal { "" } else { now };
    vec![ask(opened.id, row, column.name.clone(), now)]
}

fn ask(id: BatchId, row: &Waiting, column: String, now: &str) -> Cmd {
    let line = row.line;
    let title = format!("Line {line}: {column}");
    let label = capital(&row.because.fix);
    let prompt = Prompt::new(title, label, now, move |text| {
        Msg::Retry(id, set(format!("{line}:{column}={text}")))
    });
    Cmd::Overlay(prompt.check(|_| Ok(())).overlay())
}

fn set(text: String) -> RetryOptions {
    RetryOptions {
        set: vec![text],
        ..RetryOptions::default()
    }
}

/// Asks which column is to be read otherwise.
pub(super) fn map(opened: &Opened) -> Vec<Cmd> {
    let Some(page) = opened.page.ready() else {
        return Vec::new();
    };
    let columns = &page.left_out.columns;
    let first = page.left_out.rows.iter().find(|r| r.split);
    let mut picker = Picker::new("Which column is read wrongly?");
    for (at, column) in columns.iter().enumerate() {
        let field = column.field.as_deref().and_then(Field::named);
        let example = first
            .and_then(|r| r.cells.get(at))
            .map_or("", String::as_str);
        let now = field.map_or("not used".to_owned(), |f| f.title().to_owned());
        let note = if column.private || example.trim().is_empty() {
            now
        } else {
            let example: String = mask_contacts(example).chars().take(20).collect();
            format!("{now}   “{example}”")
        };
        picker = picker.item(column.name.clone(), note, Msg::MapColumn(at));
    }
    vec![Cmd::Overlay(picker.overlay())]
}

/// Asks what a column holds; the answer tries every waiting row again.
pub(super) fn map_to(opened: &Opened, at: usize) -> Vec<Cmd> {
    let Some(page) = opened.page.ready() else {
        return Vec::new();
    };
    let Some(column) = page.left_out.columns.get(at) else {
        return Vec::new();
    };
    let Some(kind) = Format::named(&page.batch.format).map(Format::kind) else {
        return Vec::new();
    };
    let columns = &page.left_out.columns;
    let mut picker = Picker::new(format!("What is {}?", column.name));
    for field in Field::ALL.iter().copied() {
        if field == Field::Ignore || !field.kinds().contains(&kind) {
            continue;
        }
        let word = field.word();
        let holds = |c: &&RowColumn| c.field.as_deref() == Some(word);
        let note = match columns.iter().find(holds) {
            Some(c) if c.name == column.name => "as it is now".to_owned(),
            Some(c) => format!("now “{}”", c.name),
            None => String::new(),
        };
        let options = RetryOptions {
            maps: vec![format!("{}={word}", column.name)],
            ..RetryOptions::default()
        };
        picker = picker.item(capital(field.title()), note, Msg::Retry(opened.id, options));
    }
    vec![Cmd::Overlay(picker.overlay())]
}

/// Tries again.
pub(super) fn retry(id: BatchId, options: RetryOptions) -> Cmd {
    Cmd::load(RETRY, move |cx| {
        let answer = cx.shop.retry_import(id, &options, cx.progress, cx.cancel);
        Msg::Retried(Box::new(answer))
    })
}

/// Leaves the chosen row out for good.
pub(super) fn dismiss(opened: &Opened) -> Vec<Cmd> {
    let Some((_, row)) = chosen(opened) else {
        return Vec::new();
    };
    let (id, line) = (opened.id, row.line);
    vec![Cmd::load(RETRY, move |cx| {
        Msg::Dismissed(cx.shop.dismiss_rows(id, &[line]))
    })]
}

pub(super) fn retried(answer: Result<RetryReport, Error>) -> Vec<Cmd> {
    match answer {
        Ok(done) if done.taken == 0 => {
            let why = done.import.problems.first().map_or(String::new(), |p| {
                let column = p.column.as_deref().unwrap_or("the row");
                format!(
                    "Line {}, {column}: {}. {}.",
                    p.line,
                    p.what,
                    capital(&p.fix)
                )
            });
            let said = match done.waited {
                1 => "The row still cannot be used.".to_owned(),
                n => format!("None of the {} rows can be used yet.", fmt::count(n as i64)),
            };
            vec![Cmd::Toast(Toast::warning(said, why))]
        }
        Ok(done) => {
            let said = format!(
                "{} can be used now.",
                fmt::counted(done.taken as i64, "row")
            );
            let more = match done.waiting {
                0 => "No row waits any more.".to_owned(),
                1 => "1 row still waits.".to_owned(),
                n => format!("{} rows still wait.", fmt::count(n as i64)),
            };
            vec![
                Cmd::Toast(Toast::done(said, more).key("u", "undo")),
                Cmd::DataChanged,
            ]
        }
        Err(Error::Cancelled) => vec![Cmd::Toast(Toast::note(
            "Stopped. The rows wait as before.",
            "",
        ))],
        Err(error) => vec![Cmd::Toast(Toast::error(
            "The rows were not tried again.",
            error.to_string(),
        ))],
    }
}

pub(super) fn dismissed(answer: Result<Dismissed, Error>) -> Vec<Cmd> {
    match answer {
        Ok(done) => {
            let line = done.lines.first().copied().unwrap_or_default();
            let said = format!("Line {} is left out for good.", fmt::count(line as i64));
            let toast = Toast::done(said, "It is not asked about again.").key("u", "undo");
            vec![Cmd::Toast(toast), Cmd::DataChanged]
        }
        Err(error) => vec![Cmd::Toast(Toast::error(
            "The row still waits.",
            error.to_string(),
        ))],
    }
}
