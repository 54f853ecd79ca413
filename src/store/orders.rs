//! Orders and their lines.

use super::Error;
use super::identities::Who;
use super::importer::{ShopTerms, existing, json};
use super::product_identities::What;
use super::sources::Statement;
use crate::model::money::{Amount, Currency};
use crate::model::record::{LineRecord, OrderRecord};
use crate::model::time::HOUR;
use rusqlite::{Connection, OptionalExtension, ToSql};

/// An order as it is written.
pub(crate) struct Row<'a> {
    pub(crate) order: &'a OrderRecord,
    pub(crate) statement: Statement,
    pub(crate) who: Option<Who>,
    /// Beside the order's lines.
    pub(crate) what: &'a [What],
    pub(crate) terms: &'a ShopTerms,
}

const COLUMNS: [&str; 22] = [
    "key",
    "number",
    "customer",
    "identity",
    "at",
    "state_at",
    "status",
    "sale",
    "currency",
    "own_currency",
    "gross",
    "refunded",
    "discount",
    "shipping",
    "tax",
    "channel",
    "code",
    "stated",
    "line_count",
    "content_hash",
    "batch",
    "line",
];

/// Writes a new order; `None` if the key is known already.
pub(crate) fn insert(conn: &Connection, row: &Row<'_>) -> Result<Option<i64>, Error> {
    // Assembled once per call from constants; the statement itself is cached by its text.
    const SQL: &str = "INSERT INTO orders (key, number, customer, identity, at, state_at, status, sale, currency, own_currency, gross, refunded, discount, shipping, tax, channel, code, stated, line_count, content_hash, batch, line)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22) ON CONFLICT (key) DO NOTHING";
    let inserted = with_values(row, |values| {
        Ok(conn.prepare_cached(SQL)?.execute(values)?)
    })?;
    if inserted == 0 {
        return Ok(None);
    }
    let id = conn.last_insert_rowid();
    lines(conn, id, row)?;
    Ok(Some(id))
}

/// Writes another statement over an order.
pub(crate) fn overwrite(conn: &Connection, id: i64, row: &Row<'_>) -> Result<(), Error> {
    let set: Vec<String> = COLUMNS
        .iter()
        .enumerate()
        .map(|(i, c)| format!("{c} = ?{}", i + 1))
        .collect();
    with_values(row, |values| {
        let mut values = values.to_vec();
        values.push(&id);
        conn.prepare_cached(&format!(
            "UPDATE orders SET {} WHERE id = ?23",
            set.join(", ")
        ))?
        .execute(values.as_slice())?;
        Ok(())
    })?;
    conn.prepare_cached("DELETE FROM order_lines WHERE order_id = ?1")?
        .execute([id])?;
    lines(conn, id, row)
}

/// The row of a known key.
pub(crate) fn id_of(conn: &Connection, key: &str) -> Result<i64, Error> {
    existing(conn, "SELECT id FROM orders WHERE key = ?1", [key])
}

/// Two statements of one order may be so far apart in time: clocks and zones differ between systems.
const APART: i64 = 36 * HOUR;

/// The row of an order that one file knows by the shop system's id and another by its number alone, as storefront
/// events do. Found if the numbers agree, one of the two statements has nothing but the number, the times agree, and
/// there is one such row.
pub(crate) fn twin(conn: &Connection, order: &OrderRecord) -> Result<Option<i64>, Error> {
    let known: Option<i64> = conn
        .prepare_cached("SELECT id FROM orders WHERE key = ?1")?
        .query_row([&order.key], |r| r.get(0))
        .optional()?;
    if known.is_some() {
        return Ok(known);
    }
    let bare = bare(&order.number);
    if bare.is_empty() {
        return Ok(None);
    }
    let by_number = is_number_alone(&order.key, &order.number);
    let mut select = conn.prepare_cached(
        "SELECT id, key, number FROM orders WHERE number IN (?1, '#' || ?1) AND at BETWEEN ?2 AND ?3",
    )?;
    let (from, to) = (order.at.0 - APART, order.at.0 + APART);
    let rows = select.query_map((bare, from, to), |r| {
        Ok((
            r.get::<_, i64>(0)?,
            r.get::<_, String>(1)?,
            r.get::<_, String>(2)?,
        ))
    })?;
    let mut twins: Vec<i64> = Vec::new();
    for row in rows {
        let (id, key, number) = row?;
        if by_number || is_number_alone(&key, &number) {
            twins.push(id);
        }
    }
    Ok(match twins.as_slice() {
        [one] => Some(*one),
        _ => None,
    })
}

/// A number without the sign that shop systems put before it.
fn bare(number: &str) -> &str {
    number.trim().trim_start_matches('#')
}

fn is_number_alone(key: &str, number: &str) -> bool {
    bare(key) == bare(number)
}

fn with_values<T>(
    row: &Row<'_>,
    f: impl FnOnce(&[&dyn ToSql]) -> Result<T, Error>,
) -> Result<T, Error> {
    let o = row.order;
    // Unsaid stays unsaid: the shop may say its currency later, and take that back.
    let currency = o.currency.unwrap_or(Currency::UNKNOWN);
    let gross = o.lines.iter().map(|l| l.total).sum::<Amount>() - o.discount;
    let stated = if o.person.is_empty() {
        None
    } else {
        Some(json(&o.person)?)
    };
    f(&[
        &o.key,
        &o.number,
        &row.who.map(|w| w.customer),
        &row.who.map(|w| w.identity),
        &o.at.0,
        &o.state_at.0,
        &o.status.word(),
        &row.terms.sale_statuses.contains(&o.status),
        &currency.code(),
        &row.terms.owns(currency),
        &gross.0,
        &o.refunded.0,
        &o.discount.0,
        &o.shipping.0,
        &o.tax.0,
        &o.channel,
        &o.code,
        &stated,
        &row.statement.line_count,
        &row.statement.hash,
        &row.statement.batch,
        &row.statement.line,
    ])
}

fn lines(conn: &Connection, id: i64, row: &Row<'_>) -> Result<(), Error> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO order_lines (order_id, product, variant, quantity, price, discount, total, service, line, identity)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for (line, what) in row.order.lines.iter().zip(row.what) {
        line_with(&mut insert, id, line, what)?;
    }
    Ok(())
}

/// Order lines and refund lines have the same columns.
pub(crate) fn line_with(
    insert: &mut rusqlite::Statement<'_>,
    parent: i64,
    line: &LineRecord,
    what: &What,
) -> Result<(), Error> {
    insert.execute((
        parent,
        what.product,
        what.variant,
        line.quantity,
        line.price.0,
        line.discount.0,
        line.total.0,
        line.service,
        line.line as i64,
        what.identity,
    ))?;
    Ok(())
}
