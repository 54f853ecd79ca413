//! The schema's history: what brings a file from any released version to the present one.

use super::Error;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// Marks our files in their header ("Regu").
pub(crate) const APPLICATION_ID: i64 = 0x5265_6775;

/// `STEPS[n]` leads from version n to n + 1.
const STEPS: [&str; 1] = [include_str!("../../assets/migrations/001_shop.sql")];

/// The schema version that this program writes.
pub(crate) const VERSION: i64 = STEPS.len() as i64;

/// Refuses what is not ours or newer than this program; says which version the file has (0: new).
pub(crate) fn check(conn: &Connection, path: &Path) -> Result<i64, Error> {
    let version: i64 = conn.pragma_query_value(None, "user_version", |r| r.get(0))?;
    let application: i64 = conn.pragma_query_value(None, "application_id", |r| r.get(0))?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))?;
    let new = version == 0 && application == 0 && tables == 0;
    if application != APPLICATION_ID && !new {
        return Err(Error::Refused(format!(
            "{} belongs to another program: it is a database, but not a shop of Regulars. Name another file with --shop",
            path.display()
        )));
    }
    if version > VERSION {
        return Err(Error::Refused(format!(
            "{} was written by a newer Regulars (its format is {version}, this program knows up to {VERSION}). \
             Update Regulars, or name another file with --shop",
            path.display()
        )));
    }
    if version == VERSION && !is_whole(conn)? {
        return Err(Error::Refused(format!(
            "{} was made by an early Regulars whose format is no longer read. Bring your exports into a new file \
             (--shop FILE), or delete this one if it is a demo",
            path.display()
        )));
    }
    Ok(version)
}

/// Whether the file has every table of the present schema: before the first release, the schema grew within its version.
fn is_whole(conn: &Connection) -> Result<bool, Error> {
    let mut select = conn.prepare("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?1)")?;
    for name in STEPS.iter().flat_map(|s| s.split("CREATE TABLE ").skip(1)) {
        let name = name.split_whitespace().next().unwrap_or(name);
        if !select.query_row([name], |r| r.get::<_, bool>(0))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Brings the file up to date in one transaction; a crash leaves it as before or as after.
pub(crate) fn apply(conn: &mut Connection, path: &Path) -> Result<(), Error> {
    if check(conn, path)? == VERSION {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been faster while we waited for the lock.
    let version = check(&tx, path)?;
    for step in STEPS.iter().skip(usize::try_from(version).unwrap_or(0)) {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "user_version", VERSION)?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.commit()?;
    Ok(())
}
