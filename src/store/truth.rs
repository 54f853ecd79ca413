//! The simulated shop's true effects, kept beside its data for tests and for the demo's own honesty.

use super::{Db, Error, Tx};
use rusqlite::OptionalExtension;

/// Keeps a text of truth under a name, replacing what was there.
pub fn put(tx: &Tx<'_>, name: &str, content: &str) -> Result<(), Error> {
    tx.conn
        .prepare_cached("INSERT OR REPLACE INTO demo_truth (name, content) VALUES (?1, ?2)")?
        .execute((name, content))?;
    Ok(())
}

/// The text kept under a name.
pub fn get(db: &Db<'_>, name: &str) -> Result<Option<String>, Error> {
    Ok(db
        .conn
        .prepare_cached("SELECT content FROM demo_truth WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?)
}
