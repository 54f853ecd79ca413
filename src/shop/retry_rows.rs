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
    /// Of each row that waits: why it was left out.
    pub(crate) waiting: Vec<Option<Because>>,
    /// The rows of each line: objects in a list give several.
    pub(crate) of_line: FxHashMap<u64, Vec<usize>>,
    /// Rows that are not kept whole.
    pub(crate) unreadable: Vec<import::Problem>,
}

impl Rows {
    /// Whether a row of this line waits.
    pub(crate) fn waits(&self, line: u64) -> bool {
        self.waiting_of(line).next().is_some()
    }

    /// The rows of a line that wait.
    pub(crate) fn waiting_of(&self, line: u64) -> impl Iterator<Item = usize> + '_ {
        let of_line = self.of_line.get(&line).map_or(&[][..], Vec::as_slice);
        let waits = |at: &usize| self.waiting.get(*at).is_some_and(Option::is_some);
        of_line.iter().copied().filter(waits)
    }

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
            waiting: Vec::new(),
            of_line: FxHashMap::default(),
            unreadable: Vec::new(),
        };
        let mut all: Vec<Material> = material;
        let mut places: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for (at, m) in all.iter().enumerate().filter(|(_, m)| m.waits) {
            places.entry(m.row.line).or_default().push(at);
        }
        let mut whole: FxHashSet<usize> = FxHashSet::default();
        for text in set {
            let (line, which, rest) = line_of(text)?;
            let of_line = places.get(&line).map_or(&[][..], Vec::as_slice);
            let at = match (of_line, which) {
                ([], _) => {
                    waits(tx, batch, line)?;
                    continue;
                }
                ([one], None) => *one,
                (several, which) => {
                    let at = which.and_then(|n| several.get(n.checked_sub(1)?));
                    *at.ok_or_else(|| {
                        Error::Asked(format!(
                            "{} rows of line {line} of {} wait; say which one: `{line}.1` is the first of them",
                            several.len(),
                            batch.file_name
                        ))
                    })?
                }
            };
            if let Some(found) = all.get_mut(at)
                && correct(&mut found.row, rest, how, &batch.file_name)?
            {
                whole.insert(at);
            }
        }
        for (at, Material { id, row, waits }) in all.into_iter().enumerate() {
            let quarantine::Kept {
                line,
                thing,
                because,
                cells,
                split,
                whole: complete,
            } = row;
            if waits && !complete && !whole.contains(&at) {
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
            rows.waiting
                .push(waits.then(|| because.clone().unwrap_or_else(unknown)));
            rows.of_line.entry(line).or_default().push(rows.fed.len());
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

/// The line number before `:` or `=`, which of its rows that wait (`3.2`: the second), and the rest with that sign.
fn line_of(text: &str) -> Result<(u64, Option<usize>, &str), Error> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (line, rest) = text.split_at(end);
    let (line, which) = match line.split_once('.') {
        Some((line, which)) => (line, which.parse().ok()),
        None => (line, None),
    };
    match line.parse() {
        Ok(line) if rest.starts_with([':', '=']) => Ok((line, which, rest)),
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
