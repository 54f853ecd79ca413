//! How the merchant said that files of a shape are read; the shape is the set of their column names.

use super::{Db, Error, Tx};
use crate::model::time::Moment;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;
use serde_json::Value;

/// One remembered way to read.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Mapping {
    /// Its number.
    pub id: i64,
    /// The column names that it fits.
    pub shape: String,
    /// What was said.
    pub document: Value,
    /// When.
    pub kept_at: Moment,
}

fn mapping(row: &Row<'_>) -> rusqlite::Result<Mapping> {
    let text: String = row.get(2)?;
    Ok(Mapping {
        id: row.get(0)?,
        shape: row.get(1)?,
        document: serde_json::from_str(&text).unwrap_or_default(),
        kept_at: Moment(row.get(3)?),
    })
}

const COLUMNS: &str = "SELECT id, shape, document, kept_at FROM mappings";

/// Everything that is remembered, newest first.
pub fn list(db: &Db<'_>) -> Result<Vec<Mapping>, Error> {
    let mut select = db
        .conn
        .prepare_cached(&format!("{COLUMNS} ORDER BY kept_at DESC, id DESC"))?;
    Ok(select.query_map([], mapping)?.collect::<Result<_, _>>()?)
}

/// What is remembered for files of this shape.
pub fn find(db: &Db<'_>, shape: &str) -> Result<Option<Mapping>, Error> {
    Ok(db
        .conn
        .prepare_cached(&format!("{COLUMNS} WHERE shape = ?1"))?
        .query_row([shape], mapping)
        .optional()?)
}

/// Remembers for files of this shape, replacing what was said before; `None` forgets.
pub fn set(tx: &Tx<'_>, shape: &str, said: Option<(&Value, Moment)>) -> Result<(), Error> {
    match said {
        Some((document, at)) => tx
            .conn
            .prepare_cached(
                "INSERT INTO mappings (shape, document, kept_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (shape) DO UPDATE SET document = excluded.document, kept_at = excluded.kept_at",
            )?
            .execute((shape, document.to_string(), at.0))?,
        None => tx
            .conn
            .prepare_cached("DELETE FROM mappings WHERE shape = ?1")?
            .execute([shape])?,
    };
    Ok(())
}
