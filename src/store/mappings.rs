//! Column mappings that the merchant confirmed, by the shape of the header.

use super::{Db, Error, Tx};
use crate::model::time::Moment;
use rusqlite::OptionalExtension;
use serde_json::Value;

/// The mapping kept for a header of this shape.
pub fn find(db: &Db<'_>, shape: &str) -> Result<Option<Value>, Error> {
    let text: Option<String> = db
        .conn
        .prepare_cached("SELECT document FROM mappings WHERE shape = ?1")?
        .query_row([shape], |r| r.get(0))
        .optional()?;
    Ok(text.and_then(|t| serde_json::from_str(&t).ok()))
}

/// Keeps a mapping for a header of this shape, replacing the one before.
pub fn keep(tx: &Tx<'_>, shape: &str, document: &Value, now: Moment) -> Result<(), Error> {
    tx.conn
        .prepare_cached(
            "INSERT OR REPLACE INTO mappings (shape, document, used_at) VALUES (?1, ?2, ?3)",
        )?
        .execute((shape, document.to_string(), now.0))?;
    Ok(())
}
