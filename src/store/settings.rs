//! Settings of the shop: JSON values by key.

use super::{Db, Error, Tx};
use rusqlite::OptionalExtension;
use serde_json::Value;
use std::collections::BTreeMap;

/// The value of a setting; `None` until it was set.
pub fn get(db: &Db<'_>, key: &str) -> Result<Option<Value>, Error> {
    let text: Option<String> = db
        .conn
        .prepare_cached("SELECT content FROM settings WHERE key = ?1")?
        .query_row([key], |r| r.get(0))
        .optional()?;
    Ok(text.map(|t| serde_json::from_str(&t).unwrap_or(Value::String(t))))
}

/// Every setting that was set, by key.
pub fn all(db: &Db<'_>) -> Result<BTreeMap<String, Value>, Error> {
    let mut statement = db
        .conn
        .prepare_cached("SELECT key, content FROM settings")?;
    let rows = statement.query_map([], |r| {
        let text: String = r.get(1)?;
        Ok((
            r.get(0)?,
            serde_json::from_str(&text).unwrap_or(Value::String(text)),
        ))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Sets a setting; `None` takes it away.
pub fn set(tx: &Tx<'_>, key: &str, value: Option<&Value>) -> Result<(), Error> {
    match value {
        Some(value) => tx
            .conn
            .prepare_cached("INSERT OR REPLACE INTO settings (key, content) VALUES (?1, ?2)")?
            .execute((key, value.to_string()))?,
        None => tx
            .conn
            .execute("DELETE FROM settings WHERE key = ?1", [key])?,
    };
    Ok(())
}
