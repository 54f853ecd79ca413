//! What the first pass found out about a file.

use super::own_columns::Shape;
use super::problem::Problem;
use crate::model::money::Currency;
use crate::model::time::Moment;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

/// A trap of real exports that this file holds, and how it was dealt with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Trap {
    /// Stable name (`two_times`, `duplicate_lines`).
    pub code: &'static str,
    /// How often.
    pub count: u64,
    /// One sentence for the merchant ("43 orders have two times: the first counts").
    pub words: String,
}

/// The counts of a file, for the report of an import.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Report {
    /// Rows of the file without its header (JSON lines: events).
    pub rows: u64,
    /// Rows left out.
    pub refused: u64,
    /// Problems that left their row in.
    pub warnings: u64,
    /// Orders.
    pub orders: u64,
    /// Credit notes.
    pub refunds: u64,
    /// Rows that are neither.
    pub adjustments: u64,
    /// Events.
    pub events: u64,
    /// People stated by customer rows.
    pub customers: u64,
    /// Products stated by the rows of catalogues.
    pub products: u64,
    /// Campaigns with what their service counted.
    pub campaigns: u64,
    /// Towns with their tiers.
    pub places: u64,
    /// Days of weather.
    pub weather: u64,
    /// Earliest time of any row.
    pub first: Option<Moment>,
    /// Latest time of any row.
    pub last: Option<Moment>,
    /// Currencies that the rows name, each with its number of rows.
    pub currencies: Vec<(Currency, u64)>,
    /// Traps met.
    pub traps: Vec<Trap>,
}

/// How far a pass is; handed to the caller every few thousand rows, who may break it off.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Pace {
    /// Bytes of the file (as on disk) read so far.
    pub bytes: u64,
    /// Rows read so far.
    pub rows: u64,
}

/// The result of pass 1, which pass 2 needs.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Counts and traps.
    pub report: Report,
    /// The first problems, in file order; `report.refused` and `report.warnings` count all.
    pub problems: Vec<Problem>,
    /// Hash of the file's bytes as on disk (XXH64, 16 hex digits): the same bytes, the same hash.
    pub file_hash: String,
    /// What is known of each order key (by its hash) before the second pass.
    pub(crate) keys: FxHashMap<u64, KeyFacts>,
    /// Keys (by their hash) that mean the same thing as another one: a variant's and its product's.
    pub(crate) parents: FxHashMap<u64, u64>,
    /// Keys (by their hash) of orders of which a row was left out.
    pub(crate) broken: FxHashSet<u64>,
    /// What the values of columns are that are kept under their own names.
    pub(crate) shapes: Vec<(usize, Shape)>,
    /// Whether a date with two possible readings has the day first.
    pub(crate) day_first: bool,
    /// Whether the file marks its credit notes by their numbers.
    pub(crate) credit_notes: bool,
}

/// What pass 1 learns of one order key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyFacts {
    /// Number of the last row that has the key.
    pub(crate) last_row: u64,
    /// The first time stated for it.
    pub(crate) at: i64,
    /// What was seen: bits named in `table`.
    pub(crate) seen: u8,
}
