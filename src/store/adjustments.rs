//! Rows that are neither sale nor refund: listed, never orders.

use super::Error;
use super::fingerprint::Print;
use super::identities::Who;
use super::importer::existing;
use super::product_identities::What;
use super::sources::Statement;
use crate::model::record::AdjustmentRecord;
use rusqlite::Connection;

/// Writes a new row; false if the same row, counted among equals, is known already.
pub(crate) fn insert(
    conn: &Connection,
    a: &AdjustmentRecord,
    ordinal: i64,
    statement: &Statement,
    who: Option<Who>,
    what: Option<What>,
) -> Result<bool, Error> {
    let inserted = conn
        .prepare_cached(
            "INSERT INTO adjustments (key, content_hash, ordinal, at, customer, product, quantity, price, total, why, batch, line, identity, product_identity)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT DO NOTHING",
        )?
        .execute((
            &a.key,
            statement.hash,
            ordinal,
            a.at.0,
            who.map(|w| w.customer),
            what.and_then(|w| w.product),
            a.quantity,
            a.price.0,
            a.total.0,
            &a.why,
            statement.batch,
            statement.line,
            who.map(|w| w.identity),
            what.map(|w| w.identity),
        ))?;
    Ok(inserted > 0)
}

/// The row of a known key.
pub(crate) fn id_of(
    conn: &Connection,
    key: &str,
    hash: &Print,
    ordinal: i64,
) -> Result<i64, Error> {
    existing(
        conn,
        "SELECT id FROM adjustments WHERE key = ?1 AND content_hash = ?2 AND ordinal = ?3",
        (key, hash, ordinal),
    )
}
