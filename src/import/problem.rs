//! A row that could not be used, or used only with doubt, in a merchant's words.

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

/// The problems of one file: the first [`KEPT`] whole, the others as a count.
#[derive(Clone, Debug, Default)]
pub(crate) struct Problems {
    /// Those kept, in file order.
    pub(crate) kept: Vec<Problem>,
    /// How many rows were left out.
    pub(crate) refused: u64,
    /// How many doubts there were.
    pub(crate) warnings: u64,
}

impl Problems {
    /// Counts a problem; makes its texts only if there is room to keep it.
    pub(crate) fn note(&mut self, severity: Severity, make: impl FnOnce() -> Problem) {
        match severity {
            Severity::Refused => self.refused += 1,
            Severity::Warning => self.warnings += 1,
        }
        if self.kept.len() < KEPT {
            self.kept.push(make());
        }
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
