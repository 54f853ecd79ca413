//! A row that could not be used, or used only with doubt, in a merchant's words.
//!
//! Every engine has one [`Problems`] in both passes and tells it three things: [`Problems::refuse`] for each row that it
//! leaves out, [`Problems::used`] for each row that belongs to something with several rows, [`Problems::note`] for doubts.
//! What is left out is then kept whole without the engine's doing (`left_out.rs`).

use super::checked::Checked;
use super::hash;
use super::left_out::{LeftOut, Reason};
use super::rows::Row;
use rustc_hash::FxHashSet;
use serde::Serialize;

/// How bad a problem is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The row was left out.
    Refused,
    /// The row was used; something in it was not, or is doubtful.
    Warning,
}

impl Severity {
    /// The word in the store and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Refused => "refused",
            Severity::Warning => "warning",
        }
    }
}

/// One problem of one row. All text is cleaned.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Problem {
    /// Line in the decompressed file, from 1.
    pub line: u64,
    /// Column, by the name in the header, where one cell is to blame.
    pub column: Option<String>,
    /// Left out, or used with doubt.
    pub severity: Severity,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub fix: String,
    /// The cell or the row as it stands in the file, cut to 300 characters.
    pub raw: String,
}

/// At most this many problems are kept of one file; all are counted.
pub const KEPT: usize = 1_000;

/// What is to blame, and how to mend it.
pub(crate) struct Blame {
    /// Column of the row, from 0.
    pub(crate) cell: Option<usize>,
    /// Its name in the header, or the key of the object.
    pub(crate) column: Option<String>,
    pub(crate) what: String,
    pub(crate) fix: String,
}

/// The problems of one file: the first [`KEPT`] whole, the others as a count. In the second pass, the rows themselves.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    /// Those kept, in file order.
    pub(crate) kept: Vec<Problem>,
    /// How many rows were left out.
    pub(crate) refused: u64,
    /// How many doubts there were.
    pub(crate) warnings: u64,
    /// Orders (or what else has several rows) of which a row was left out, by the hash of their key.
    pub(crate) broken: FxHashSet<u64>,
    /// The last row's order, and whether the next row's is broken too: neighbours of a row that names none.
    last: Option<u64>,
    next: bool,
    /// The second pass hands over the rows.
    second: bool,
    left: Vec<LeftOut>,
}

impl Problems {
    /// For the first pass, or for the second if `checked` is given.
    pub(crate) fn new(checked: Option<&Checked>) -> Problems {
        Problems {
            broken: checked.map(|c| c.broken.clone()).unwrap_or_default(),
            second: checked.is_some(),
            ..Problems::default()
        }
    }

    /// Counts a problem; makes its texts only if there is room to keep it.
    pub(crate) fn note(&mut self, severity: Severity, make: impl FnOnce() -> Problem) {
        match severity {
            Severity::Refused => self.refused += 1,
            Severity::Warning => self.warnings += 1,
        }
        if self.kept.len() < KEPT && !self.second {
            self.kept.push(make());
        }
    }

    /// A row is left out. `group`: key of the order that it is a part of; empty: the row does not tell, so that the
    /// orders before and behind it may miss it; `None`: it stands for itself.
    pub(crate) fn refuse(
        &mut self,
        row: &Row<'_>,
        group: Option<&[u8]>,
        make: impl FnOnce() -> Blame,
    ) {
        let key = group.filter(|g| !g.is_empty()).map(hash::of);
        if self.second {
            let Blame {
                column, what, fix, ..
            } = make();
            let reason = Reason { column, what, fix };
            self.left.push(LeftOut::of(row, key, Some(reason)));
            self.refused += 1;
            return;
        }
        match (key, group) {
            (Some(key), _) => {
                self.broken.insert(key);
                self.last = Some(key);
            }
            (None, Some(_)) => {
                self.broken.extend(self.last);
                self.next = true;
            }
            (None, None) => {}
        }
        self.note(Severity::Refused, || {
            let blame = make();
            Problem {
                line: row.line,
                severity: Severity::Refused,
                raw: shown(blame.cell.map_or(row.raw, |c| match row.cell(c) {
                    [] => row.raw,
                    cell => cell,
                })),
                column: blame.column,
                what: blame.what,
                fix: blame.fix,
            }
        });
    }

    /// A row of a thing with several rows is used; `key` as in [`Problems::refuse`], hashed. Where another row of the
    /// same thing is left out, this one is kept beside it.
    pub(crate) fn used(&mut self, row: &Row<'_>, key: u64) {
        if self.second {
            if !self.broken.is_empty() && self.broken.contains(&key) {
                self.left.push(LeftOut::of(row, Some(key), None));
            }
        } else {
            self.last = Some(key);
            if std::mem::take(&mut self.next) {
                self.broken.insert(key);
            }
        }
    }

    /// The rows that were left out, or kept beside such, since the last call.
    pub(crate) fn left(&mut self) -> std::vec::Drain<'_, LeftOut> {
        self.left.drain(..)
    }
}

/// A cell as it may be shown: cleaned and cut.
pub(crate) fn shown(raw: &[u8]) -> String {
    let head = &raw[..raw.len().min(4 * 300)];
    let text = String::from_utf8_lossy(head);
    let mut kept: String = crate::model::text::clean(&text).chars().take(300).collect();
    if raw.len() > head.len() {
        kept.push('…');
    }
    kept
}
