//! What one person's orders and views add up to: returns, what they like with counts, spending day by day.

use super::{Db, Error};
use crate::model::ids::CustomerId;
use crate::model::money::Amount;
use crate::model::time::Moment;
use rustc_hash::FxHashMap;

/// How often products of a category were bought and looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counted {
    /// Order lines of sales.
    pub bought: u64,
    /// Product views.
    pub seen: u64,
}

/// Sales of a person, oldest first: when, and what each brought after refunds on the order itself (`None` in another
/// currency than the shop's).
pub fn sales(db: &Db<'_>, id: CustomerId) -> Result<Vec<(Moment, Option<Amount>)>, Error> {
    let mut select = db.conn.prepare_cached(
        "SELECT at, iif(own_currency, gross - refunded, NULL) FROM orders WHERE customer = ?1 AND sale = 1 ORDER BY at, id",
    )?;
    let rows = select.query_map([id.0], |r| {
        Ok((Moment(r.get(0)?), r.get::<_, Option<i64>>(1)?.map(Amount)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What was given back to a person by documents of its own: when, how much.
pub fn given_back(db: &Db<'_>, id: CustomerId) -> Result<Vec<(Moment, Amount)>, Error> {
    let mut select = db.conn.prepare_cached(
        "SELECT at, total FROM counted_refunds WHERE customer = ?1 ORDER BY at, id",
    )?;
    let rows = select.query_map([id.0], |r| Ok((Moment(r.get(0)?), Amount(r.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many of a person's sales were given back, wholly or in part.
pub fn returned(db: &Db<'_>, id: CustomerId) -> Result<u64, Error> {
    let n: i64 = db
        .conn
        .prepare_cached(
            "SELECT count(*) FROM orders o WHERE o.customer = ?1 AND o.sale = 1
               AND (o.refunded > 0 OR EXISTS (SELECT 1 FROM refunds r WHERE r.order_id = o.id))",
        )?
        .query_row([id.0], |r| r.get(0))?;
    Ok(n as u64)
}

/// What a person bought and looked at, by category path.
pub fn categories(db: &Db<'_>, id: CustomerId) -> Result<FxHashMap<String, Counted>, Error> {
    let mut all: FxHashMap<String, Counted> = FxHashMap::default();
    let bought = "SELECT p.category, count(*) FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product
       WHERE o.customer = ?1 AND o.sale = 1 AND p.service = 0 AND p.category IS NOT NULL GROUP BY p.category";
    let seen = "SELECT p.category, count(*) FROM events e JOIN products p ON p.id = e.product
       WHERE e.customer = ?1 AND e.kind = 1 AND p.service = 0 AND p.category IS NOT NULL GROUP BY p.category";
    for (sql, buys) in [(bought, true), (seen, false)] {
        let mut select = db.conn.prepare_cached(sql)?;
        let mut rows = select.query([id.0])?;
        while let Some(r) = rows.next()? {
            let counted = all.entry(r.get(0)?).or_default();
            let n = r.get::<_, i64>(1)? as u64;
            if buys {
                counted.bought = n;
            } else {
                counted.seen = n;
            }
        }
    }
    Ok(all)
}

/// The net spend of every known buyer, least first, thinned to at most `kept` evenly spaced values.
pub fn spends(db: &Db<'_>, kept: usize) -> Result<Vec<Amount>, Error> {
    let mut select = db.conn.prepare_cached(
        "SELECT f.spent FROM customer_facts f JOIN customers c ON c.id = f.customer
         WHERE f.orders > 0 AND c.known = 1 ORDER BY f.spent",
    )?;
    let all: Vec<i64> = select
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    if all.len() <= kept || kept < 2 {
        return Ok(all.into_iter().map(Amount).collect());
    }
    let last = all.len() - 1;
    Ok((0..kept)
        .filter_map(|i| all.get(i * last / (kept - 1)).copied().map(Amount))
        .collect())
}

/// Known customers; those with a sale since a moment; and over all known buyers their sales and net spend.
pub fn everybody(db: &Db<'_>, since: Moment) -> Result<(u64, u64, i64, Amount), Error> {
    let known: i64 = db
        .conn
        .prepare_cached("SELECT count(*) FROM customers WHERE known = 1")?
        .query_row([], |r| r.get(0))?;
    let row = db
        .conn
        .prepare_cached(
            "SELECT coalesce(sum(f.last_order >= ?1), 0), coalesce(sum(f.orders), 0), coalesce(sum(f.spent), 0)
             FROM customer_facts f JOIN customers c ON c.id = f.customer WHERE f.orders > 0 AND c.known = 1",
        )?
        .query_row([since.0], |r| {
            Ok((r.get::<_, i64>(0)? as u64, r.get(1)?, Amount(r.get(2)?)))
        })?;
    Ok((known as u64, row.0, row.1, row.2))
}
