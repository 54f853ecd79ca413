//! `imports`: the files that were brought in, and taking one back.

use super::args;
use super::words::when;
use super::{Desk, Done};
use crate::model::ids::BatchId;
use crate::shop::Cancel;
use serde::Serialize;

pub(crate) fn run(desk: &Desk, typed: Option<&args::Imports>) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let zone = shop.zone();
    match typed.unwrap_or(&args::Imports::List) {
        args::Imports::List => {
            let all = shop.imports()?;
            desk.out.answer(&Listed { imports: all }, |listed, page| {
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
                        ]
                    })
                    .collect();
                page.table(&[">#", "File", "Format", "When", "State"], &rows);
            })?;
        }
        args::Imports::Show { id } => {
            let shown = shop.import_page(BatchId(*id))?;
            desk.out.answer(&shown, |shown, page| {
                page.line(format!(
                    "{}  {}  {}  {}",
                    shown.batch.id, shown.batch.file_name, shown.batch.format, shown.batch.state
                ));
                for p in &shown.problems {
                    let column = p
                        .column
                        .as_ref()
                        .map_or_else(String::new, |c| format!(", column {c}"));
                    page.line(format!("  line {}{column}: {} {}", p.line, p.what, p.fix));
                }
                if shown.problems.is_empty() {
                    page.line("  Every row could be used.");
                }
            })?;
        }
        args::Imports::Undo { id } => {
            let undone = shop.undo_import(BatchId(*id), &Cancel::default())?;
            desk.out.answer(&undone, |undone, page| {
                page.line(format!(
                    "Taken back: {} rows reversed, {} kept, {} errored.",
                    undone.reversed, undone.kept, undone.errored
                ));
            })?;
        }
    }
    Ok(Done::Yes)
}

/// The list as one document.
#[derive(Serialize)]
struct Listed<T> {
    imports: Vec<T>,
}
