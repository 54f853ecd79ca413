//! `imports`: the files that were brought in, the rows that they left out, and taking one back.

use super::args;
use super::import;
use super::output::Page;
use super::words::when;
use super::{Desk, Done};
use crate::model::ids::BatchId;
use crate::model::time::Zone;
use crate::shop::imports::{ImportPage, LeftOutRows};
use crate::shop::retry::{RetryOptions, RetryReport};
use crate::shop::{Cancel, Error, Shop};
use serde::Serialize;

/// So many rows are shown if nothing else is said.
const ROWS: usize = 20;
/// So many go into a document.
const ROWS_OF_JSON: usize = 1_000;

pub(crate) fn run(desk: &Desk, typed: Option<&args::Imports>) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let zone = shop.zone();
    match typed.unwrap_or(&args::Imports::List) {
        args::Imports::List => list(desk, &shop, zone)?,
        args::Imports::Show { id, limit, after } => {
            let json = desk.out.json();
            let limit = limit.unwrap_or(if json { ROWS_OF_JSON } else { ROWS });
            let mut shown = shop.import_rows(number(id)?, after.unwrap_or(0), limit)?;
            if !desk.out.reveals() {
                shown.left_out = shown.left_out.masked();
            }
            desk.out.answer(&shown, show)?;
        }
        args::Imports::Retry(typed) => return retry(desk, &shop, typed),
        args::Imports::Dismiss { id, lines } => {
            let done = shop.dismiss_rows(number(id)?, lines)?;
            desk.out.answer(&done, |done, page| {
                page.line(format!(
                    "{} left out for good; {} still wait. `regulars undo` lets them wait again.",
                    rows(done.lines.len() as u64),
                    done.waiting
                ));
            })?;
        }
        args::Imports::Undo { id } => {
            let id = number(id)?;
            let undone = shop.undo_import(id, &Cancel::default())?;
            let retries = shop.import_rows(id, 0, 0)?.retries;
            desk.out.answer(&undone, |undone, page| {
                page.line(format!(
                    "Taken back: {} rows reversed, {} kept, {} errored.",
                    undone.reversed, undone.kept, undone.errored
                ));
                for retry in retries {
                    page.line(format!(
                        "Rows of it that were tried again stand as import {retry}: `regulars imports undo {retry}` takes them back."
                    ));
                }
            })?;
        }
        args::Imports::Mappings => {
            let all = shop.mappings()?;
            desk.out.answer(&Mappings { mappings: all }, |all, page| {
                if all.mappings.is_empty() {
                    page.line("Nothing is remembered yet. What you say with --map, --as, --decimal or --day-first, or confirm in the dashboard, is.");
                }
                for m in &all.mappings {
                    page.line(format!(
                        "{}  {} ({} columns), said on {}",
                        m.id,
                        m.file,
                        m.columns,
                        when(m.at, zone)
                    ));
                    page.line(format!("   {}", m.words()));
                }
            })?;
        }
        args::Imports::Forget { id } => {
            let BatchId(id) = number(id)?;
            let gone = shop.forget_mapping(id)?;
            desk.out.answer(&gone, |gone, page| {
                page.line(format!(
                    "Forgotten: files like {} are looked at anew. `regulars undo` brings it back.",
                    gone.file
                ));
            })?;
        }
    }
    Ok(Done::Yes)
}

/// The number that was typed.
fn number(text: &str) -> Result<BatchId, Error> {
    text.parse().map(BatchId).map_err(|_| {
        Error::Asked(format!(
            "`{text}` is not a number; `regulars imports` lists the imports with theirs"
        ))
    })
}

fn rows(count: u64) -> String {
    match count {
        1 => "1 row".to_owned(),
        n => format!("{n} rows"),
    }
}

fn list(desk: &Desk, shop: &Shop, zone: Zone) -> anyhow::Result<()> {
    let all = shop.imports()?;
    Ok(desk.out.answer(&Listed { imports: all }, |listed, page| {
        if listed.imports.is_empty() {
            page.line("Nothing was brought in yet. Type: regulars import FILE");
            return;
        }
        let rows: Vec<Vec<String>> = listed
            .imports
            .iter()
            .map(|b| {
                vec![
                    b.id.to_string(),
                    b.file_name.clone(),
                    b.format.clone(),
                    when(b.imported_at, zone),
                    b.state.clone(),
                    match b.waiting {
                        0 => "-".to_owned(),
                        n => n.to_string(),
                    },
                ]
            })
            .collect();
        page.table(
            &[">#", "File", "Format", "When", "State", ">Rows waiting"],
            &rows,
        );
        if let Some(b) = listed.imports.iter().find(|b| b.waiting > 0) {
            page.line(format!(
                "Rows waiting were left out and are kept: `regulars imports show {}` says why.",
                b.id
            ));
        }
    })?)
}

fn show(shown: &ImportPage, page: &mut Page) {
    let batch = &shown.batch;
    page.line(format!(
        "{}  {}  {}  {}",
        batch.id, batch.file_name, batch.format, batch.state
    ));
    if let Some(of) = batch.retry_of {
        page.line(format!("  Rows of import {of} that were tried again."));
    }
    let left = &shown.left_out;
    for p in &shown.problems {
        // Left-out rows that wait are listed below, with their cells.
        if p.severity == "refused" && left.counts != Default::default() {
            continue;
        }
        let column = column(p.column.as_deref());
        page.line(format!("  line {}{column}: {}; {}", p.line, p.what, p.fix));
    }
    waiting(left, page);
    if left.counts.taken > 0 {
        page.line(format!(
            "  {} taken up by a retry: import {}.",
            rows(left.counts.taken),
            shown
                .retries
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        ));
    }
    if left.counts.dismissed > 0 {
        page.line(format!(
            "  {} left out for good.",
            rows(left.counts.dismissed)
        ));
    }
    if left.not_kept > 0 {
        page.line(format!(
            "  {} more were left out and could not all be kept: correct the file and import it again.",
            rows(left.not_kept)
        ));
    }
    if shown.problems.is_empty() && left.counts == Default::default() {
        page.line("  Every row could be used.");
    }
    if left.counts.waiting > 0 {
        let id = batch.id;
        page.gap();
        page.line(format!(
            "Correct a cell:      regulars imports retry {id} --set \"LINE:COLUMN=VALUE\""
        ));
        if !left.columns.is_empty() {
            page.line(format!(
                "Map a column:        regulars imports retry {id} --map \"COLUMN=FIELD\""
            ));
        }
        page.line(format!(
            "Leave out for good:  regulars imports dismiss {id} [LINE ...]"
        ));
    }
}

fn column(name: Option<&str>) -> String {
    name.map_or_else(String::new, |c| format!(", column {c}"))
}

fn waiting(left: &LeftOutRows, page: &mut Page) {
    if left.counts.waiting > 0 {
        page.line(format!(
            "  {} left out and waiting:",
            rows(left.counts.waiting)
        ));
    }
    for row in &left.rows {
        let because = &row.because;
        page.line(format!(
            "  line {}{}: {}; {}",
            row.line,
            column(because.column.as_deref()),
            because.what,
            because.fix
        ));
        let cells: Vec<String> = if row.split && !left.columns.is_empty() {
            let named = left.columns.iter().zip(&row.cells);
            let told = named.filter(|(c, cell)| {
                !cell.trim().is_empty()
                    && (c.field.is_some() || because.column.as_ref() == Some(&c.name))
            });
            told.map(|(c, cell)| format!("{}: {cell}", c.name))
                .collect()
        } else {
            row.cells.clone()
        };
        let text: String = cells.join(" | ");
        let cut: String = text.chars().take(300).collect();
        let dots = if cut.len() < text.len() { "…" } else { "" };
        page.line(format!("      {cut}{dots}"));
    }
    if let Some(next) = left.next {
        page.line(format!("  There are more: --after {next}"));
    }
}

fn retry(desk: &Desk, shop: &Shop, typed: &args::Retry) -> anyhow::Result<Done> {
    let options = RetryOptions {
        as_format: typed.format.clone(),
        maps: typed.maps.clone(),
        decimal: typed.decimal.clone(),
        day_first: typed.day_first,
        set: typed.set.clone(),
        dry_run: typed.dry_run,
    };
    let bar = super::progress::Bar::new(desk);
    let done = shop.retry_import(number(&typed.id)?, &options, &bar, &Cancel::default())?;
    let none = done.taken == 0;
    desk.out.answer(&done, retried)?;
    Ok(if none { Done::No } else { Done::Yes })
}

fn retried(done: &RetryReport, page: &mut Page) {
    page.line(format!(
        "{}: {} of {} can be used now, {} still wait.",
        done.import.file,
        done.taken,
        rows(done.waited),
        done.waiting
    ));
    for problem in done.import.problems.iter().take(10) {
        page.line(import::problem(problem));
    }
    if done.import.problems.len() > 10 {
        page.line(format!(
            "  and {} more; --json lists them",
            done.import.problems.len() - 10
        ));
    }
    page.line(match done.import.batch {
        _ if done.import.dry_run => "Only tried, nothing written.".to_owned(),
        Some(id) => format!(
            "Brought in as import {id}: {} new, {} changed. `regulars imports undo {id}` takes it back.",
            done.import.rows_written, done.import.rows_updated
        ),
        None => format!(
            "Nothing was written. Correct a cell with --set \"LINE:COLUMN=VALUE\"; `regulars imports show {}` lists the rows.",
            done.of
        ),
    });
}

/// The list as one document.
#[derive(Serialize)]
struct Listed<T> {
    imports: Vec<T>,
}

/// The same of mappings.
#[derive(Serialize)]
struct Mappings<T> {
    mappings: Vec<T>,
}
