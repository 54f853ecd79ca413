//! Rows that were left out of an import, kept whole until a retry takes them up or the merchant dismisses them.

use super::{Db, Error, Tx};
use crate::model::ids::BatchId;
use rusqlite::{Connection, OptionalExtension, Row};
use rustc_hash::FxHashSet;
use serde::Serialize;

/// So many rows are kept of one import,
const MOST_ROWS: u64 = 100_000;
/// and so many bytes of them.
const MOST_BYTES: usize = 64 << 20;

/// Why a row was left out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Because {
    /// Column, where one is to blame.
    pub column: Option<String>,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub fix: String,
}

/// A row to be kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Line of the file.
    pub line: u64,
    /// Hash of the order that it is a part of.
    pub thing: Option<u64>,
    /// Why it was left out; `None`: it was used, and another row of its order was not.
    pub because: Option<Because>,
    /// Its cells; one text if it could not be split.
    pub cells: Vec<String>,
    /// Whether `cells` are cells.
    pub split: bool,
    /// Whether it is kept whole.
    pub whole: bool,
}

/// A row that waits, as lists show it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Waiting {
    /// Line of the file.
    pub line: u64,
    /// Why it was left out.
    #[serde(flatten)]
    pub because: Because,
    /// Its cells in the order of the columns; one text if it could not be split.
    pub cells: Vec<String>,
    /// Whether `cells` are cells.
    pub split: bool,
    /// Whether it can be tried again as it is kept.
    pub whole: bool,
}

/// A row for a retry.
#[derive(Clone, Debug)]
pub struct Material {
    /// Its number.
    pub id: i64,
    /// The row, as it was mended if it was taken up before.
    pub row: Kept,
    /// Whether it waits; else it is there for the sake of its order.
    pub waits: bool,
}

/// How many rows of an import are in which state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Counts {
    /// They wait.
    pub waiting: u64,
    /// A retry took them up.
    pub taken: u64,
    /// They are left out for good.
    pub dismissed: u64,
}

/// What the merchant wants of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It waits for a retry.
    Waiting,
    /// It is left out for good.
    Dismissed,
}

impl State {
    /// The word in the store.
    pub fn word(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Dismissed => "dismissed",
        }
    }
}

/// Keeps the rows of one import within bounds.
#[derive(Debug)]
pub struct Keeper {
    batch: BatchId,
    rows: u64,
    bytes: usize,
    /// Left-out rows that were kept, and those that were too many.
    kept: u64,
    beyond: u64,
    /// Orders of which not every row is kept.
    torn: FxHashSet<u64>,
}

impl Keeper {
    /// For one import.
    pub fn new(batch: BatchId) -> Keeper {
        Keeper {
            batch,
            rows: 0,
            bytes: 0,
            kept: 0,
            beyond: 0,
            torn: FxHashSet::default(),
        }
    }

    /// Keeps a row, or counts it.
    pub fn keep(&mut self, tx: &Tx<'_>, row: &Kept) -> Result<(), Error> {
        let bytes: usize = row.cells.iter().map(String::len).sum();
        let refused = row.because.is_some();
        if self.rows >= MOST_ROWS || self.bytes + bytes > MOST_BYTES {
            self.beyond += u64::from(refused);
            self.torn.extend(row.thing);
            return Ok(());
        }
        self.rows += 1;
        self.bytes += bytes;
        self.kept += u64::from(refused);
        tx.conn
            .prepare_cached(
                "INSERT INTO quarantine (batch, line, thing, column_name, what, fix, cells, split, whole, state)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute((
                self.batch.0,
                row.line as i64,
                row.thing.map(u64::cast_signed),
                row.because.as_ref().and_then(|b| b.column.as_deref()),
                row.because.as_ref().map(|b| b.what.as_str()),
                row.because.as_ref().map(|b| b.fix.as_str()),
                super::importer::json(&row.cells)?,
                row.split,
                row.whole,
                if refused { "waiting" } else { "beside" },
            ))?;
        Ok(())
    }

    /// How many left-out rows are kept and how many were too many. Rows of torn orders cannot be tried again.
    pub fn finish(self, tx: &Tx<'_>) -> Result<(u64, u64), Error> {
        let mut update = tx
            .conn
            .prepare_cached("UPDATE quarantine SET whole = 0 WHERE batch = ?1 AND thing = ?2")?;
        for thing in self.torn {
            update.execute((self.batch.0, thing.cast_signed()))?;
        }
        Ok((self.kept, self.beyond))
    }
}

fn cells(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}

const REASON: &str = "LEFT JOIN quarantine_reasons r ON r.row = q.id
     AND r.batch = (SELECT max(n.batch) FROM quarantine_reasons n WHERE n.row = q.id)";

fn waiting(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    let text: String = row.get(4)?;
    Ok(Waiting {
        line: row.get::<_, i64>(0)? as u64,
        because: Because {
            column: row.get(1)?,
            what: row.get(2)?,
            fix: row.get(3)?,
        },
        cells: cells(&text),
        split: row.get(5)?,
        whole: row.get(6)?,
    })
}

/// Rows of an import that wait, by line, after a given one.
pub fn page(db: &Db<'_>, batch: BatchId, after: u64, limit: usize) -> Result<Vec<Waiting>, Error> {
    let mut select = db.conn.prepare_cached(&format!(
        "SELECT q.line, CASE WHEN r.row IS NULL THEN q.column_name ELSE r.column_name END,
                coalesce(r.what, q.what, ''), coalesce(r.fix, q.fix, ''), q.cells, q.split, q.whole
         FROM quarantine q {REASON}
         WHERE q.batch = ?1 AND q.state = 'waiting' AND q.line > ?2 ORDER BY q.line LIMIT ?3"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = select.query_map((batch.0, after.cast_signed(), limit), waiting)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many rows of an import are in which state.
pub fn counts(db: &Db<'_>, batch: BatchId) -> Result<Counts, Error> {
    let mut counts = Counts::default();
    let mut select = db
        .conn
        .prepare_cached("SELECT state, count(*) FROM quarantine WHERE batch = ?1 GROUP BY state")?;
    let mut rows = select.query([batch.0])?;
    while let Some(row) = rows.next()? {
        let count = row.get::<_, i64>(1)? as u64;
        match row.get::<_, String>(0)?.as_str() {
            "waiting" => counts.waiting = count,
            "taken" => counts.taken = count,
            "dismissed" => counts.dismissed = count,
            _ => {}
        }
    }
    Ok(counts)
}

/// What a retry reads: the rows that wait, and every other row kept of their orders. Where a waiting row names no
/// order, the rows beside it may be the rest of its order.
pub fn material(db: &Db<'_>, batch: BatchId) -> Result<Vec<Material>, Error> {
    let nameless: bool = db
        .conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM quarantine WHERE batch = ?1 AND state = 'waiting' AND thing IS NULL)",
        )?
        .query_row([batch.0], |r| r.get(0))?;
    let mut select = db.conn.prepare_cached(
        "SELECT id, line, thing, column_name, what, fix, coalesce(mended, cells), split OR mended IS NOT NULL, whole, state = 'waiting'
         FROM quarantine q
         WHERE batch = ?1 AND (state = 'waiting' OR state IN ('beside', 'taken') AND (?2 OR EXISTS (
           SELECT 1 FROM quarantine w WHERE w.batch = ?1 AND w.thing = q.thing AND w.state = 'waiting')))
         ORDER BY line, id",
    )?;
    let rows = select.query_map((batch.0, nameless), |r| {
        let text: String = r.get(6)?;
        let what: Option<String> = r.get(4)?;
        Ok(Material {
            id: r.get(0)?,
            row: Kept {
                line: r.get::<_, i64>(1)? as u64,
                thing: r.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned),
                because: match what {
                    Some(what) => Some(Because {
                        column: r.get(3)?,
                        what,
                        fix: r.get::<_, Option<String>>(5)?.unwrap_or_default(),
                    }),
                    None => None,
                },
                cells: cells(&text),
                split: r.get(7)?,
                whole: r.get(8)?,
            },
            waits: r.get(9)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A retry has taken up a row, with these cells.
pub fn take(tx: &Tx<'_>, by: BatchId, row: i64, mended: &[String]) -> Result<(), Error> {
    tx.conn
        .prepare_cached(
            "UPDATE quarantine SET state = 'taken', taken_by = ?2, mended = ?3 WHERE id = ?1",
        )?
        .execute((row, by.0, super::importer::json(&mended)?))?;
    Ok(())
}

/// A retry has left out a row once more.
pub fn say(tx: &Tx<'_>, by: BatchId, row: i64, because: &Because) -> Result<(), Error> {
    tx.conn
        .prepare_cached(
            "INSERT OR REPLACE INTO quarantine_reasons (row, batch, column_name, what, fix) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((row, by.0, &because.column, &because.what, &because.fix))?;
    Ok(())
}

/// A retry is taken back: what it took up waits again.
pub(crate) fn release(conn: &Connection, by: i64) -> Result<(), Error> {
    conn.execute(
        "UPDATE quarantine SET state = 'waiting', taken_by = NULL, mended = NULL WHERE taken_by = ?1",
        [by],
    )?;
    conn.execute("DELETE FROM quarantine_reasons WHERE batch = ?1", [by])?;
    Ok(())
}

/// Brings rows from one state into the other: those of the given lines, or all of them. Returns their lines.
pub fn set(
    tx: &Tx<'_>,
    batch: BatchId,
    lines: Option<&[u64]>,
    to: State,
) -> Result<Vec<u64>, Error> {
    let from = match to {
        State::Waiting => State::Dismissed,
        State::Dismissed => State::Waiting,
    };
    let all: Vec<u64> = match lines {
        Some(lines) => lines.to_vec(),
        None => {
            let mut select = tx.conn.prepare_cached(
                "SELECT line FROM quarantine WHERE batch = ?1 AND state = ?2 ORDER BY line",
            )?;
            let rows = select.query_map((batch.0, from.word()), |r| {
                r.get::<_, i64>(0).map(i64::cast_unsigned)
            })?;
            rows.collect::<Result<_, _>>()?
        }
    };
    let mut update = tx.conn.prepare_cached(
        "UPDATE quarantine SET state = ?4 WHERE batch = ?1 AND state = ?2 AND line = ?3",
    )?;
    let mut changed = Vec::with_capacity(all.len());
    for line in all {
        if update.execute((batch.0, from.word(), line.cast_signed(), to.word()))? > 0 {
            changed.push(line);
        }
    }
    Ok(changed)
}

/// The state of a row that was left out: `waiting`, `taken` or `dismissed`.
pub fn state(db: &Db<'_>, batch: BatchId, line: u64) -> Result<Option<String>, Error> {
    Ok(db
        .conn
        .prepare_cached(
            "SELECT state FROM quarantine WHERE batch = ?1 AND line = ?2 AND state <> 'beside'",
        )?
        .query_row((batch.0, line.cast_signed()), |r| r.get(0))
        .optional()?)
}
