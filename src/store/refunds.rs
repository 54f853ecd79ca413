//! Refunds and credit notes, with or without their order, and their lines.

use super::Error;
use super::identities::Who;
use super::importer::{ShopTerms, existing, json};
use super::orders::line_with;
use super::product_identities::What;
use super::sources::Statement;
use crate::model::money::Currency;
use crate::model::record::RefundRecord;
use rusqlite::Connection;

/// A refund as it is written.
pub(crate) struct Row<'a> {
    pub(crate) refund: &'a RefundRecord,
    pub(crate) statement: Statement,
    pub(crate) who: Option<Who>,
    /// Beside the refund's lines.
    pub(crate) what: &'a [What],
    pub(crate) terms: &'a ShopTerms,
}

/// Writes a new refund; `None` if the key is known already.
pub(crate) fn insert(conn: &Connection, row: &Row<'_>) -> Result<Option<i64>, Error> {
    let inserted = write(
        conn,
        row,
        "INSERT INTO refunds (key, order_key, customer, identity, at, currency, own_currency, total, stated, line_count, content_hash, batch, line)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT (key) DO NOTHING",
    )?;
    if inserted == 0 {
        return Ok(None);
    }
    let id = conn.last_insert_rowid();
    lines(conn, id, row)?;
    Ok(Some(id))
}

/// Writes another statement over a refund.
pub(crate) fn overwrite(conn: &Connection, id: i64, row: &Row<'_>) -> Result<(), Error> {
    write(
        conn,
        row,
        "UPDATE refunds SET order_key = ?2, order_id = NULL, customer = ?3, identity = ?4, at = ?5, currency = ?6, own_currency = ?7,
         total = ?8, stated = ?9, line_count = ?10, content_hash = ?11, batch = ?12, line = ?13 WHERE key = ?1",
    )?;
    conn.prepare_cached("DELETE FROM refund_lines WHERE refund = ?1")?
        .execute([id])?;
    lines(conn, id, row)
}

/// The row of a known key.
pub(crate) fn id_of(conn: &Connection, key: &str) -> Result<i64, Error> {
    existing(conn, "SELECT id FROM refunds WHERE key = ?1", [key])
}

fn write(conn: &Connection, row: &Row<'_>, sql: &str) -> Result<usize, Error> {
    let r = row.refund;
    let currency = r.currency.unwrap_or(Currency::UNKNOWN);
    let stated = if r.person.is_empty() {
        None
    } else {
        Some(json(&r.person)?)
    };
    Ok(conn.prepare_cached(sql)?.execute((
        &r.key,
        &r.order_key,
        row.who.map(|w| w.customer),
        row.who.map(|w| w.identity),
        r.at.0,
        currency.code(),
        row.terms.owns(currency),
        r.total.0,
        stated,
        row.statement.line_count,
        row.statement.hash,
        row.statement.batch,
        row.statement.line,
    ))?)
}

fn lines(conn: &Connection, id: i64, row: &Row<'_>) -> Result<(), Error> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO refund_lines (refund, product, variant, quantity, price, discount, total, service, line, identity)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for (line, what) in row.refund.lines.iter().zip(row.what) {
        line_with(&mut insert, id, line, what)?;
    }
    Ok(())
}

/// Finds the orders that refunds name, and gives refunds without a trace of their own the person of their order.
/// Says whose refunds these are.
pub(crate) fn connect(conn: &Connection) -> Result<Vec<i64>, Error> {
    // Whether a refund counts rests on its order: whoever it belongs to is concerned when it finds or loses that.
    // An order is named by its id or, if one order alone has it, by its number.
    const ORDER: &str = "coalesce((SELECT o.id FROM orders o WHERE o.key = refunds.order_key),
        (SELECT CASE count(*) WHEN 1 THEN min(o.id) END FROM orders o WHERE o.number IN (refunds.order_key, '#' || refunds.order_key)))";
    let mut found = conn.prepare(&format!(
        "UPDATE refunds SET order_id = {ORDER} WHERE order_key IS NOT NULL AND order_id IS NOT {ORDER} RETURNING customer"
    ))?;
    let mut concerned: Vec<Option<i64>> = found
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let mut moved = conn.prepare(
        "UPDATE refunds SET customer = (SELECT o.customer FROM orders o WHERE o.id = refunds.order_id)
         WHERE identity IS NULL AND order_key IS NOT NULL
           AND customer IS NOT (SELECT o.customer FROM orders o WHERE o.id = refunds.order_id)
         RETURNING customer",
    )?;
    let rows = moved.query_map([], |r| r.get(0))?;
    for row in rows {
        concerned.push(row?);
    }
    Ok(concerned.into_iter().flatten().collect())
}
