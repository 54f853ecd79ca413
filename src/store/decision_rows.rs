//! What a decision needs of one person, and the rows that its reasons rest on.

use super::{Db, Error};
use crate::model::consent::Purpose;
use crate::model::event::EventKind;
use crate::model::ids::{CustomerId, EventId, OrderId, ProductId};
use crate::model::time::Moment;
use rusqlite::OptionalExtension;
use std::collections::BTreeMap;

/// A person's newest statement for each purpose, of those made up to a moment.
pub fn consents(
    db: &Db<'_>,
    customer: CustomerId,
    until: Moment,
) -> Result<BTreeMap<Purpose, bool>, Error> {
    let mut statement = db.conn.prepare_cached(
        "SELECT purpose, given FROM consents WHERE customer = ?1 AND at <= ?2 ORDER BY at, given DESC",
    )?;
    let mut rows = statement.query((customer.0, until.0))?;
    let mut newest = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let word: String = row.get(0)?;
        if let Some(purpose) = Purpose::named(&word) {
            newest.insert(purpose, row.get(1)?);
        }
    }
    Ok(newest)
}

/// Strategies that a person was shown in a span, and when.
pub fn seen(
    db: &Db<'_>,
    customer: CustomerId,
    from: Moment,
    to: Moment,
) -> Result<Vec<(String, Moment)>, Error> {
    let mut statement = db.conn.prepare_cached(
        "SELECT l.content, e.at FROM events e JOIN labels l ON l.id = e.strategy
         WHERE e.customer = ?1 AND e.at BETWEEN ?2 AND ?3 AND e.kind = ?4 ORDER BY e.at, e.id",
    )?;
    let kind = EventKind::Impression.code();
    let rows = statement.query_map((customer.0, from.0, to.0, kind), |r| {
        Ok((r.get(0)?, Moment(r.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What screens call a person, and whether they are known; `None` = there is no such row. Known people without a
/// name are called by their platform id, else by their number.
pub fn person(db: &Db<'_>, customer: CustomerId) -> Result<Option<(String, bool)>, Error> {
    let row: Option<(Option<String>, Option<String>, bool)> = db
        .conn
        .prepare_cached("SELECT name, platform_id, known FROM customers WHERE id = ?1")?
        .query_row([customer.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?;
    Ok(row.map(|(name, platform, known)| {
        let called = name.unwrap_or_else(|| match platform {
            Some(id) => format!("customer {id}"),
            None if known => format!("customer no. {customer}"),
            None => format!("visitor no. {customer}"),
        });
        (called, known)
    }))
}

/// Known people with their number of orders, fewest first, then by id.
pub fn by_orders(db: &Db<'_>) -> Result<Vec<(CustomerId, i64)>, Error> {
    let mut statement = db.conn.prepare_cached(
        "SELECT c.id, coalesce(f.orders, 0) AS n FROM customers c LEFT JOIN customer_facts f ON f.customer = c.id
         WHERE c.known = 1 ORDER BY n, c.id",
    )?;
    let rows = statement.query_map([], |r| Ok((CustomerId(r.get(0)?), r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A row with the line of the file that first stated it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stated {
    /// An order's number, or an event's type.
    pub what: String,
    /// When it happened.
    pub at: Moment,
    /// Whose it is.
    pub customer: Option<CustomerId>,
    /// The import.
    pub batch: i64,
    /// Its file.
    pub file: String,
    /// The line in it, from 1.
    pub line: u64,
}

/// An order; with a product, the line is the one that names the product.
pub fn order(
    db: &Db<'_>,
    order: OrderId,
    product: Option<ProductId>,
) -> Result<Option<Stated>, Error> {
    Ok(db
        .conn
        .prepare_cached(
            "SELECT o.number, o.at, o.batch, b.file_name,
               coalesce((SELECT min(l.line) FROM order_lines l WHERE l.order_id = o.id AND l.product = ?2), o.line), o.customer
             FROM orders o JOIN batches b ON b.id = o.batch WHERE o.id = ?1",
        )?
        .query_row((order.0, product.map(|p| p.0)), |r| {
            Ok(Stated {
                what: r.get(0)?,
                at: Moment(r.get(1)?),
                customer: r.get::<_, Option<i64>>(5)?.map(CustomerId),
                batch: r.get(2)?,
                file: r.get(3)?,
                line: r.get::<_, i64>(4)?.unsigned_abs(),
            })
        })
        .optional()?)
}

/// An event.
pub fn event(db: &Db<'_>, event: EventId) -> Result<Option<Stated>, Error> {
    Ok(db
        .conn
        .prepare_cached(
            "SELECT e.kind, e.at, e.batch, b.file_name, e.line, e.customer
             FROM events e JOIN batches b ON b.id = e.batch WHERE e.id = ?1",
        )?
        .query_row([event.0], |r| {
            let kind: i64 = r.get(0)?;
            Ok(Stated {
                what: EventKind::coded(kind)
                    .map_or("event", EventKind::word)
                    .into(),
                at: Moment(r.get(1)?),
                customer: r.get::<_, Option<i64>>(5)?.map(CustomerId),
                batch: r.get(2)?,
                file: r.get(3)?,
                line: r.get::<_, i64>(4)?.unsigned_abs(),
            })
        })
        .optional()?)
}

/// Keeps the inputs of a decision whose id is handed out.
pub fn keep(tx: &super::Tx<'_>, id: &str, at: Moment, inputs: &str) -> Result<(), Error> {
    tx.conn
        .prepare_cached(
            "INSERT INTO decisions (id, made_at, inputs) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING",
        )?
        .execute((id, at.0, inputs))?;
    Ok(())
}

/// The inputs of a decision that was handed out, and when.
pub fn kept(db: &Db<'_>, id: &str) -> Result<Option<(Moment, String)>, Error> {
    Ok(db
        .conn
        .prepare_cached("SELECT made_at, inputs FROM decisions WHERE id = ?1")?
        .query_row([id], |r| Ok((Moment(r.get(0)?), r.get(1)?)))
        .optional()?)
}
