//! Imports that were made: the list, one of them with its problems, and taking one back.

use super::clock::{Terms, wall_clock};
use super::import::Field;
use super::{Cancel, Error, Shop, facts};
use crate::import::HowRead;
use crate::measure::rounding::count;
use crate::model::ids::BatchId;
use crate::model::text;
use crate::model::time::Moment;
use crate::store::batches;
pub use crate::store::batches::Batch;
use crate::store::problems;
pub use crate::store::problems::ProblemRow;
use crate::store::quarantine;
pub use crate::store::quarantine::{Counts, Waiting};
use crate::store::withdraw;
pub use crate::store::withdraw::Withdrawn;
use crate::store::{Db, Tx, extent, rollups, settings, touches, undo};
use serde::Serialize;
use serde_json::Value;

/// One import with its problems.
#[derive(Clone, Debug, Serialize)]
pub struct ImportPage {
    /// The import.
    #[serde(flatten)]
    pub batch: Batch,
    /// Rows that could not be used, or only with doubt.
    pub problems: Vec<ProblemRow>,
    /// The rows that were left out, whole.
    pub left_out: LeftOutRows,
    /// Retries of it that stand.
    pub retries: Vec<BatchId>,
}

/// A column of left-out rows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RowColumn {
    /// Its name in the header.
    pub name: String,
    /// Word of the field that it was taken for.
    pub field: Option<String>,
    /// Whether it holds contact data, which a face masks.
    #[serde(skip)]
    pub private: bool,
}

/// Rows of an import that were left out.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct LeftOutRows {
    /// How many wait, were taken up by a retry, are dismissed.
    #[serde(flatten)]
    pub counts: Counts,
    /// How many were too many to be kept.
    pub not_kept: u64,
    /// The columns of their cells; none for lines of JSON.
    pub columns: Vec<RowColumn>,
    /// Rows that wait, by line.
    pub rows: Vec<Waiting>,
    /// The line to go on after, if there are more.
    pub next: Option<u64>,
}

impl LeftOutRows {
    /// Masks what reaches a person.
    pub fn masked(mut self) -> LeftOutRows {
        for row in &mut self.rows {
            let split = row.split;
            for (at, cell) in row.cells.iter_mut().enumerate() {
                let private = split && self.columns.get(at).is_some_and(|c| c.private);
                *cell = if private {
                    text::mask(cell)
                } else {
                    text::mask_contacts(cell)
                };
            }
        }
        self
    }
}

/// Whether a column holds contact data, used or not.
fn is_private(name: &str, field: Option<Field>) -> bool {
    const WORDS: [&str; 8] = [
        "mail", "phone", "telef", "mobil", "address", "street", "straße", "strasse",
    ];
    let name = text::fold(name);
    WORDS.iter().any(|w| name.contains(w))
        || matches!(
            field,
            Some(Field::Email | Field::Phone | Field::PhoneToo | Field::Street)
        )
}

/// Waiting rows of an import after a line.
fn left_out(db: &Db<'_>, batch: &Batch, after: u64, limit: usize) -> Result<LeftOutRows, Error> {
    if batch.state != "done" {
        return Ok(LeftOutRows::default());
    }
    let how = batches::base(db, batch.id)?
        .and_then(|b| serde_json::from_value::<HowRead>(b.reading).ok());
    let mut rows = quarantine::page(db, batch.id, after, limit.saturating_add(1))?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let not_kept = batch.report.get("rows_not_kept").and_then(Value::as_u64);
    Ok(LeftOutRows {
        counts: quarantine::counts(db, batch.id)?,
        not_kept: not_kept.unwrap_or(0),
        columns: how
            .map_or_else(Vec::new, |h| h.columns)
            .into_iter()
            .map(|(name, word)| RowColumn {
                private: is_private(&name, word.as_deref().and_then(Field::named)),
                name,
                field: word.filter(|w| w != Field::Ignore.word()),
            })
            .collect(),
        next: if more {
            rows.last().map(|r| r.line)
        } else {
            None
        },
        rows,
    })
}

/// What an import brought, read from its report; what a report does not say is 0.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Brought {
    /// Name of the format.
    pub format: String,
    /// Why this format.
    pub evidence: Vec<String>,
    /// Rows of the file.
    pub rows: u64,
    /// Rows that were left out.
    pub left_out: u64,
    /// Rows kept with a warning.
    pub warnings: u64,
    /// Orders of the file.
    pub orders: u64,
    /// Credit notes.
    pub refunds: u64,
    /// Rows that are neither.
    pub adjustments: u64,
    /// Events.
    pub events: u64,
    /// People.
    pub customers: u64,
    /// Campaigns.
    pub campaigns: u64,
    /// Towns.
    pub places: u64,
    /// Days of weather.
    pub weather: u64,
    /// Records that were new.
    pub new: u64,
    /// Records that replaced an older statement.
    pub updated: u64,
    /// Records that were known, saying the same.
    pub unchanged: u64,
    /// Earliest time.
    pub first: Option<Moment>,
    /// Latest time.
    pub last: Option<Moment>,
    /// Traps met, in words.
    pub traps: Vec<String>,
}

impl Brought {
    /// Reads the report of an import.
    pub fn of(batch: &Batch) -> Brought {
        let r = &batch.report;
        let number = |key: &str| r.get(key).and_then(Value::as_u64).unwrap_or(0);
        let fate = |key: &str| {
            let records = r.get("records").unwrap_or(r);
            records.get(key).and_then(Value::as_u64).unwrap_or(0)
        };
        let texts = |key: &str, of: fn(&Value) -> Option<&str>| {
            let all = r.get(key).and_then(Value::as_array);
            all.into_iter()
                .flatten()
                .filter_map(of)
                .map(str::to_owned)
                .collect()
        };
        let moment = |key: &str| Moment::parse_rfc3339(r.get(key)?.as_str()?);
        let title = r.get("format_title").and_then(Value::as_str);
        Brought {
            format: title.unwrap_or(&batch.format).to_owned(),
            evidence: texts("evidence", Value::as_str),
            rows: number("rows_read").max(number("rows")),
            left_out: number("rows_skipped"),
            warnings: number("warnings"),
            orders: number("orders"),
            refunds: number("refunds"),
            adjustments: number("adjustments"),
            events: number("events"),
            customers: number("customers"),
            campaigns: number("campaigns"),
            places: number("places"),
            weather: number("weather"),
            new: fate("written"),
            updated: fate("updated"),
            unchanged: fate("unchanged"),
            first: moment("first"),
            last: moment("last"),
            traps: texts("traps", |t| t.get("words").and_then(Value::as_str)),
        }
    }

    /// `4,962 orders, 12 refunds`: what the file held, in words.
    pub fn words(&self) -> String {
        let parts = [
            (self.orders, "order"),
            (self.refunds, "refund"),
            (self.events, "event"),
            (self.customers, "customer"),
            (self.campaigns, "campaign"),
            (self.places, "town"),
            (self.weather, "weather day"),
            (self.adjustments, "adjustment"),
        ];
        let said: Vec<String> = parts
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, noun)| format!("{} {noun}{}", count(n), if n == 1 { "" } else { "s" }))
            .collect();
        if said.is_empty() {
            format!("{} rows", count(self.rows))
        } else {
            said.join(", ")
        }
    }
}

impl Shop {
    /// Every import, newest first.
    pub fn imports(&self) -> Result<Vec<Batch>, Error> {
        self.store.read(|db| Ok(batches::list(db)?))
    }

    /// One import with its problems and the first of its waiting rows.
    pub fn import_page(&self, id: BatchId) -> Result<ImportPage, Error> {
        self.import_rows(id, 0, 1_000)
    }

    /// One import with its problems and its waiting rows after a line of its file.
    pub fn import_rows(&self, id: BatchId, after: u64, limit: usize) -> Result<ImportPage, Error> {
        self.store.read(|db| {
            let batch = batches::find(db, id)?.ok_or_else(|| absent(id))?;
            Ok(ImportPage {
                left_out: left_out(db, &batch, after, limit)?,
                retries: batches::retries(db, id)?,
                problems: problems::page(db, id, 0, 1_000)?,
                batch,
            })
        })
    }

    /// Takes an import back. What other files state too stays.
    pub fn undo_import(&self, id: BatchId, cancel: &Cancel) -> Result<Withdrawn, Error> {
        let done = self.store.write_until(cancel.flag(), |tx| {
            match batches::find(tx, id)? {
                None => return Err(absent(id)),
                Some(batch) if batch.state == "undone" => {
                    return Err(Error::Asked(format!("import {id} is undone already")));
                }
                Some(_) => {}
            }
            if let Some(change) = undo::of_import(tx, id)? {
                undo::mark(tx, change.id, Some(wall_clock()))?;
            }
            withdraw(tx, id)
        })?;
        self.store.truncate_log()?;
        Ok(done)
    }
}

pub(crate) fn absent(id: BatchId) -> Error {
    Error::Asked(format!(
        "there is no import {id}; `regulars imports` lists them"
    ))
}

/// Withdraws a batch and computes anew what rests on it.
pub(crate) fn withdraw(tx: &Tx<'_>, id: BatchId) -> Result<Withdrawn, Error> {
    let zone = Terms::of(tx)?.zone;
    let events = extent::has_events(tx)?;
    let done = withdraw::batch(tx, id, wall_clock())?;
    let now = Terms::of(tx)?.now(wall_clock()).0;
    if events {
        // Merges taken back move other imports' events between people as well: everything is counted anew.
        rollups::recompute_all(tx, zone)?;
        touches::recompute_all(tx)?;
    }
    if extent::is_empty(tx)? {
        settings::set(tx, "rfm_cuts", None)?;
    } else {
        facts::refresh_rfm(tx, now, zone)?;
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::import::ImportOptions;
    use crate::shop::{Options, Quiet};

    #[test]
    fn what_an_import_brought_is_read_from_its_report() {
        let folder = tempfile::tempdir().unwrap();
        let shop = Shop::open(&folder.path().join("shop.db"), Options::default()).unwrap();
        let file = folder.path().join("orders.csv");
        let text = "Order No,Date,SKU,Quantity,Price\n1,2026-01-02,A,1,3.00\n2,2026-01-03,B,2,4.00\n3,never,B,2,4.00\n";
        std::fs::write(&file, text).unwrap();
        let done = shop
            .import(&file, &ImportOptions::default(), &Quiet, &Cancel::default())
            .unwrap();
        let batch = shop.imports().unwrap().remove(0);
        let brought = Brought::of(&batch);
        assert_eq!(Some(batch.id), done.batch);
        assert_eq!((brought.rows, brought.left_out, brought.orders), (3, 1, 2));
        assert!(brought.new > 0 && brought.first.is_some());
        assert_eq!(brought.words(), "2 orders");
    }
}
