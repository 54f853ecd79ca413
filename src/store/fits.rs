//! Stored fits of the recommendation engine: bytes with the day before which their facts lie.

use super::{Db, Error, Tx};
use crate::model::time::{Day, Moment};
use rusqlite::OptionalExtension;

/// Fits kept; older cuts go first.
const KEPT: i64 = 8;

/// The newest fit of an epoch whose cut is at most a day and later than `known`, as bytes.
pub fn newest_after(
    db: &Db<'_>,
    kind: &str,
    known: Option<Day>,
    cut: Day,
    epoch: i64,
) -> Result<Option<Vec<u8>>, Error> {
    let body = db
        .conn
        .prepare_cached(
            "SELECT body FROM fits WHERE kind = ?1 AND cut_day <= ?2 AND epoch = ?3 \
             AND (?4 IS NULL OR cut_day > ?4) ORDER BY cut_day DESC, id DESC LIMIT 1",
        )?
        .query_row((kind, cut.0, epoch, known.map(|d| d.0)), |r| r.get(0))
        .optional()?;
    Ok(body)
}

/// Keeps a fit in place of one with the same cut, and drops those of other epochs: they rest on history that is gone.
pub fn put(
    tx: &Tx<'_>,
    kind: &str,
    cut: Day,
    made_at: Moment,
    epoch: i64,
    body: &[u8],
) -> Result<(), Error> {
    tx.conn.execute(
        "DELETE FROM fits WHERE kind = ?1 AND (epoch <> ?2 OR cut_day = ?3)",
        (kind, epoch, cut.0),
    )?;
    tx.conn.execute(
        "INSERT INTO fits (kind, cut_day, made_at, epoch, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        (kind, cut.0, made_at.0, epoch, body),
    )?;
    tx.conn.execute(
        "DELETE FROM fits WHERE kind = ?1 AND id NOT IN \
         (SELECT id FROM fits WHERE kind = ?1 ORDER BY cut_day DESC LIMIT ?2)",
        (kind, KEPT),
    )?;
    Ok(())
}
