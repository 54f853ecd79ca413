//! The rows of a retry: those that wait, with the cells that the merchant corrected.

use super::Error;
use super::retry::waits;
use crate::import::{self, HowRead, LeftOut, Reason};
use crate::store::Tx;
use crate::store::batches::Batch;
use crate::store::quarantine::{self, Because, Material};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

/// The rows of a retry, corrected.
pub(crate) struct Rows {
    pub(crate) fed: Vec<LeftOut>,
    /// Their numbers.
    pub(crate) ids: Vec<i64>,
    /// Rows that wait, by line: number, and why they were left out.
    pub(crate) waiting: FxHashMap<u64, (i64, Because)>,
    /// Rows that are not kept whole.
    pub(crate) unreadable: Vec<import::Problem>,
}

impl Rows {
    /// Those of an import, with the corrections `LINE:COLUMN=VALUE` and `LINE=TEXT` put in.
    pub(crate) fn of(
        tx: &Tx<'_>,
        batch: &Batch,
        material: Vec<Material>,
        how: &HowRead,
        set: &[String],
    ) -> Result<Rows, Error> {
        let mut rows = Rows {
            fed: Vec::with_capacity(material.len()),
            ids: Vec::new(),
            waiting: FxHashMap::default(),
            unreadable: Vec::new(),
        };
        let mut all: Vec<Material> = material;
        let mut places: FxHashMap<u64, usize> = FxHashMap::default();
        for (at, m) in all.iter().enumerate().filter(|(_, m)| m.waits) {
            places.entry(m.row.line).or_insert(at);
        }
        let mut whole: FxHashSet<u64> = FxHashSet::default();
        for text in set {
            let (line, rest) = line_of(text)?;
            let Some(found) = places.get(&line).and_then(|at| all.get_mut(*at)) else {
                waits(tx, batch, line)?;
                continue;
            };
            if correct(&mut found.row, rest, how, &batch.file_name)? {
                whole.insert(line);
            }
        }
        for Material { id, row, waits } in all {
            let quarantine::Kept {
                line,
                thing,
                because,
                cells,
                split,
                whole: complete,
            } = row;
            if waits && !complete && !whole.contains(&line) {
                let because = because.unwrap_or_else(unknown);
                rows.unreadable.push(import::Problem {
                    line,
                    column: because.column,
                    severity: import::Severity::Refused,
                    what: because.what,
                    fix: "it, or the rest of its order, is too long to be kept: correct the file and import it again"
                        .to_owned(),
                    raw: String::new(),
                });
                continue;
            }
            if waits {
                rows.waiting
                    .insert(line, (id, because.clone().unwrap_or_else(unknown)));
            }
            rows.ids.push(id);
            rows.fed.push(LeftOut {
                line,
                group: thing,
                reason: because.map(|b| Reason {
                    column: b.column,
                    what: b.what,
                    fix: b.fix,
                }),
                cells,
                split,
                cut: false,
            });
        }
        Ok(rows)
    }
}

fn unknown() -> Because {
    Because {
        column: None,
        what: String::new(),
        fix: String::new(),
    }
}

/// The line number before `:` or `=`, and the rest with that sign.
fn line_of(text: &str) -> Result<(u64, &str), Error> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (line, rest) = text.split_at(end);
    match line.parse() {
        Ok(line) if rest.starts_with([':', '=']) => Ok((line, rest)),
        _ => Err(Error::Asked(format!(
            "`{text}` is neither LINE:COLUMN=VALUE nor LINE=TEXT; an example: --set \"88:Quantity=2\""
        ))),
    }
}

/// Puts a value into a row; whether its whole line was replaced.
fn correct(
    row: &mut quarantine::Kept,
    rest: &str,
    how: &HowRead,
    file: &str,
) -> Result<bool, Error> {
    let line = row.line;
    if let Some(text) = rest.strip_prefix('=') {
        row.cells = vec![text.to_owned()];
        row.split = false;
        return Ok(true);
    }
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    if how.columns.is_empty() {
        let Some((key, value)) = rest.split_once('=') else {
            return Err(Error::Asked(format!(
                "`{line}:{rest}` gives no value; an example: --set \"{line}:at=2026-11-20T09:00:00Z\""
            )));
        };
        let text = row.cells.first().map_or("", String::as_str);
        let Ok(mut object) = serde_json::from_str::<serde_json::Map<String, Value>>(text) else {
            return Err(Error::Asked(format!(
                "line {line} of {file} is not a JSON object; give the whole line: --set '{line}={{...}}'"
            )));
        };
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
        object.insert(key.trim().to_owned(), value);
        row.cells = vec![Value::Object(object).to_string()];
        return Ok(false);
    }
    // A column's name may hold the sign itself.
    let found = rest
        .match_indices('=')
        .find_map(|(at, _)| Some((how.column(&rest[..at])?, &rest[at + 1..])));
    let Some((column, value)) = found else {
        let names: Vec<&str> = how.columns.iter().map(|(name, _)| name.as_str()).collect();
        return Err(Error::Asked(format!(
            "`{line}:{rest}` names no column of {file}; its columns are: {}",
            names.join(", ")
        )));
    };
    if !row.split {
        return Err(Error::Asked(format!(
            "line {line} of {file} could not be parted into cells; give the whole line: --set \"{line}=...\""
        )));
    }
    if row.cells.len() <= column {
        row.cells.resize(column + 1, String::new());
    }
    row.cells[column] = value.to_owned();
    Ok(false)
}
