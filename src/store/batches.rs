//! Imports that were made: one row per file, kept after they are undone.

use super::{Db, Error, Tx};
use crate::model::ids::BatchId;
use crate::model::time::Moment;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;
use serde_json::Value;

/// What is known of a file before its first row is written.
#[derive(Clone, Debug)]
pub struct BatchMeta {
    /// Name without folders.
    pub file_name: String,
    /// Hash of its (decompressed) content.
    pub file_hash: String,
    /// Word of its format.
    pub format: String,
    /// When it is imported: the wall clock.
    pub imported_at: Moment,
    /// As of when rows without a date of their own speak: the file's own time.
    pub stated_at: Moment,
}

/// What a retry of left-out rows needs to know of their import.
#[derive(Clone, Debug)]
pub struct Base {
    /// How the rows were read.
    pub reading: Value,
    /// As of when they speak.
    pub stated_at: Moment,
}

/// An import that was made.
#[derive(Clone, Debug, Serialize)]
pub struct Batch {
    /// Its number.
    pub id: BatchId,
    /// Name of the file.
    pub file_name: String,
    /// Hash of its content.
    pub file_hash: String,
    /// Word of its format.
    pub format: String,
    /// When.
    pub imported_at: Moment,
    /// `done` or `undone`.
    pub state: String,
    /// When it was undone.
    pub undone_at: Option<Moment>,
    /// Rows read, written, updated, unchanged; traps met.
    pub report: Value,
    /// The import whose left-out rows it took up.
    pub retry_of: Option<BatchId>,
    /// Rows that were left out and wait for a retry.
    pub waiting: u64,
}

fn batch(row: &Row<'_>) -> rusqlite::Result<Batch> {
    let report: String = row.get(7)?;
    Ok(Batch {
        id: BatchId(row.get(0)?),
        file_name: row.get(1)?,
        file_hash: row.get(2)?,
        format: row.get(3)?,
        imported_at: Moment(row.get(4)?),
        state: row.get(5)?,
        undone_at: row.get::<_, Option<i64>>(6)?.map(Moment),
        report: serde_json::from_str(&report).unwrap_or(Value::Null),
        retry_of: row.get::<_, Option<i64>>(8)?.map(BatchId),
        waiting: row.get::<_, i64>(9)? as u64,
    })
}

const COLUMNS: &str =
    "id, file_name, file_hash, format, imported_at, state, undone_at, report, retry_of,
     CASE state WHEN 'done' THEN (SELECT count(*) FROM quarantine q WHERE q.batch = batches.id AND q.state = 'waiting') ELSE 0 END
     FROM batches";

/// Every import, newest first.
pub fn list(db: &Db<'_>) -> Result<Vec<Batch>, Error> {
    let mut statement = db
        .conn
        .prepare_cached(&format!("SELECT {COLUMNS} ORDER BY id DESC"))?;
    Ok(statement.query_map([], batch)?.collect::<Result<_, _>>()?)
}

/// One import.
pub fn find(db: &Db<'_>, id: BatchId) -> Result<Option<Batch>, Error> {
    Ok(db
        .conn
        .prepare_cached(&format!("SELECT {COLUMNS} WHERE id = ?1"))?
        .query_row([id.0], batch)
        .optional()?)
}

/// The import that stands of a file with this content, if any.
pub fn of_content(db: &Db<'_>, file_hash: &str) -> Result<Option<Batch>, Error> {
    Ok(db
        .conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} WHERE file_hash = ?1 AND state = 'done' ORDER BY id LIMIT 1"
        ))?
        .query_row([file_hash], batch)
        .optional()?)
}

/// Opens a batch; its report comes at the end.
pub(crate) fn open(tx: &Tx<'_>, meta: &BatchMeta) -> Result<BatchId, Error> {
    tx.conn.execute(
        "INSERT INTO batches (file_name, file_hash, format, imported_at, stated_at, state, report)
         VALUES (?1, ?2, ?3, ?4, ?5, 'done', '{}')",
        (
            &meta.file_name,
            &meta.file_hash,
            &meta.format,
            meta.imported_at.0,
            meta.stated_at.0,
        ),
    )?;
    Ok(BatchId(tx.conn.last_insert_rowid()))
}

/// Writes what came of an import.
pub fn set_report(tx: &Tx<'_>, id: BatchId, report: &Value) -> Result<(), Error> {
    tx.conn.execute(
        "UPDATE batches SET report = ?2 WHERE id = ?1",
        (id.0, report.to_string()),
    )?;
    Ok(())
}

/// Keeps how the rows of an import were read.
pub fn set_reading(
    tx: &Tx<'_>,
    id: BatchId,
    reading: &Value,
    retry_of: Option<BatchId>,
) -> Result<(), Error> {
    tx.conn.execute(
        "UPDATE batches SET reading = ?2, retry_of = ?3 WHERE id = ?1",
        (id.0, reading.to_string(), retry_of.map(|b| b.0)),
    )?;
    Ok(())
}

/// How the rows of an import are read: as its newest standing retry read them, else as it did itself.
pub fn base(db: &Db<'_>, id: BatchId) -> Result<Option<Base>, Error> {
    let text: Option<(Option<String>, Option<i64>, i64)> = db
        .conn
        .prepare_cached(
            "SELECT (SELECT r.reading FROM batches r WHERE (r.id = ?1 OR r.retry_of = ?1) AND r.state = 'done' ORDER BY r.id DESC LIMIT 1),
                    stated_at, imported_at FROM batches WHERE id = ?1",
        )?
        .query_row([id.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?;
    Ok(text.and_then(|(reading, stated_at, imported_at)| {
        Some(Base {
            reading: serde_json::from_str(&reading?).ok()?,
            stated_at: Moment(stated_at.unwrap_or(imported_at)),
        })
    }))
}

/// Retries of an import that stand.
pub fn retries(db: &Db<'_>, id: BatchId) -> Result<Vec<BatchId>, Error> {
    let mut select = db.conn.prepare_cached(
        "SELECT id FROM batches WHERE retry_of = ?1 AND state = 'done' ORDER BY id",
    )?;
    let rows = select.query_map([id.0], |r| r.get(0).map(BatchId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
