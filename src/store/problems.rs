//! Rows of files that could not be used, or only with doubt.

use super::{Db, Error, Tx};
use crate::model::ids::BatchId;
use serde::{Deserialize, Serialize};

/// One row's problem in a merchant's words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProblemRow {
    /// Line of the file.
    pub line: u64,
    /// Column, where one is to blame.
    pub column: Option<String>,
    /// `refused` or `warning`.
    pub severity: String,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub fix: String,
    /// The row, cleaned and cut.
    pub raw: String,
}

/// Keeps a problem.
pub fn add(tx: &Tx<'_>, batch: BatchId, problem: &ProblemRow) -> Result<(), Error> {
    tx.conn
        .prepare_cached(
            "INSERT INTO problems (batch, line, column_name, severity, what, fix, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            batch.0,
            problem.line as i64,
            &problem.column,
            &problem.severity,
            &problem.what,
            &problem.fix,
            &problem.raw,
        ))?;
    Ok(())
}

/// The problems of an import by line, from the one after a given number on.
pub fn page(db: &Db<'_>, batch: BatchId, after: u64, limit: u32) -> Result<Vec<ProblemRow>, Error> {
    let mut statement = db.conn.prepare_cached(
        "SELECT line, column_name, severity, what, fix, raw FROM problems WHERE batch = ?1 ORDER BY line, id LIMIT ?3 OFFSET ?2",
    )?;
    let rows = statement.query_map((batch.0, after as i64, limit), |r| {
        Ok(ProblemRow {
            line: r.get::<_, i64>(0)? as u64,
            column: r.get(1)?,
            severity: r.get(2)?,
            what: r.get(3)?,
            fix: r.get(4)?,
            raw: r.get::<_, Option<String>>(5)?.unwrap_or_default(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
