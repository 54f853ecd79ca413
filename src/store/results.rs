//! What results are read from, besides the roll-ups: sales, refunds on their own date, names, groups.

use super::{Db, Error};
use crate::model::counts::{GivenBack, Period, Sale};
use crate::model::ids::{CustomerId, OrderId};
use crate::model::money::Amount;
use crate::model::time::{Day, Moment, Zone};
use rusqlite::params;
use rustc_hash::FxHashMap;

/// The sales of a period in the shop's currency, up to a moment, oldest first. Refunds after that moment are unseen.
pub fn sales(db: &Db<'_>, zone: Zone, period: Period, until: Moment) -> Result<Vec<Sale>, Error> {
    let mut query = db.conn.prepare_cached(
        "SELECT id, at, customer, gross, refunded,
           (SELECT coalesce(sum(total), 0) FROM refunds r WHERE r.order_id = o.id AND r.own_currency = 1 AND r.at <= ?3)
         FROM orders o WHERE at BETWEEN ?1 AND ?2 AND sale = 1 AND own_currency = 1 ORDER BY at, id",
    )?;
    let mut rows = query.query(params![
        zone.start_of(period.from).0,
        zone.end_of(period.to).0.min(until.0),
        until.0
    ])?;
    let mut found: Vec<Sale> = Vec::new();
    while let Some(r) = rows.next()? {
        let at = Moment(r.get(1)?);
        let (gross, refunded) = (Amount(r.get(3)?), Amount(r.get(4)?));
        found.push(Sale {
            order: OrderId(r.get(0)?),
            at,
            day: zone.day_of(at),
            customer: r.get::<_, Option<i64>>(2)?.map(CustomerId),
            gross,
            refunded,
            net: gross - refunded - Amount(r.get(5)?),
        });
    }
    Ok(found)
}

/// What was given back in a period, on its own date, on orders that count or on none.
pub fn given_back(
    db: &Db<'_>,
    zone: Zone,
    period: Period,
    until: Moment,
) -> Result<Vec<GivenBack>, Error> {
    let mut query = db.conn.prepare_cached(
        "SELECT r.at, r.total, r.order_id FROM counted_refunds r WHERE r.at BETWEEN ?1 AND ?2",
    )?;
    let mut rows = query.query(params![
        zone.start_of(period.from).0,
        zone.end_of(period.to).0.min(until.0)
    ])?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        found.push(GivenBack {
            day: zone.day_of(Moment(r.get(0)?)),
            total: Amount(r.get(1)?),
            order_known: r.get::<_, Option<i64>>(2)?.is_some(),
        });
    }
    Ok(found)
}

/// Sales in other currencies than the shop's.
pub fn foreign_sales(db: &Db<'_>, zone: Zone, period: Period) -> Result<u64, Error> {
    let n: i64 = db
        .conn
        .prepare_cached(
            "SELECT count(*) FROM orders WHERE at BETWEEN ?1 AND ?2 AND sale = 1 AND own_currency = 0",
        )?
        .query_row(
            params![zone.start_of(period.from).0, zone.end_of(period.to).0],
            |r| r.get(0),
        )?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// First and last moment of any order, refund or event up to a moment; `None` for an empty shop.
pub fn extent(db: &Db<'_>, until: Moment) -> Result<Option<(Moment, Moment)>, Error> {
    // Each part is answered from the edge of an index; events have one edge per kind.
    let mut query = db.conn.prepare_cached(
        "WITH RECURSIVE kinds (kind) AS (SELECT 1 UNION ALL SELECT kind + 1 FROM kinds WHERE kind < 13),
         edges (a, b) AS (
           SELECT (SELECT min(at) FROM orders), (SELECT max(at) FROM orders WHERE at <= ?1)
           UNION ALL SELECT (SELECT min(at) FROM refunds), (SELECT max(at) FROM refunds WHERE at <= ?1)
           UNION ALL SELECT (SELECT min(at) FROM events e WHERE e.kind = k.kind), (SELECT max(at) FROM events e WHERE e.kind = k.kind AND at <= ?1) FROM kinds k)
         SELECT min(a), max(b) FROM edges",
    )?;
    let (a, b): (Option<i64>, Option<i64>) =
        query.query_row([until.0], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(a.zip(b)
        .filter(|(a, b)| a <= b)
        .map(|(a, b)| (Moment(a), Moment(b))))
}

/// The sales of each of some people up to a moment: shop day and net worth, oldest first. Who has none is left out.
pub fn sales_of_people(
    db: &Db<'_>,
    zone: Zone,
    people: impl IntoIterator<Item = u32>,
    until: Moment,
) -> Result<FxHashMap<u32, Vec<(Day, Amount)>>, Error> {
    let mut query = db.conn.prepare_cached(
        "SELECT at, gross - refunded
           - (SELECT coalesce(sum(total), 0) FROM refunds r WHERE r.order_id = o.id AND r.own_currency = 1 AND r.at <= ?2)
         FROM orders o WHERE customer = ?1 AND at <= ?2 AND sale = 1 AND own_currency = 1 ORDER BY at",
    )?;
    let mut found: FxHashMap<u32, Vec<(Day, Amount)>> = FxHashMap::default();
    for id in people {
        let mut rows = query.query(params![id, until.0])?;
        while let Some(r) = rows.next()? {
            let day = zone.day_of(Moment(r.get(0)?));
            found.entry(id).or_default().push((day, Amount(r.get(1)?)));
        }
    }
    Ok(found)
}

/// The newest day on which something was given back.
pub fn last_given_back(db: &Db<'_>, zone: Zone, until: Moment) -> Result<Option<Day>, Error> {
    let at: Option<i64> = db
        .conn
        .prepare_cached("SELECT max(at) FROM refunds WHERE at <= ?1")?
        .query_row([until.0], |r| r.get(0))?;
    Ok(at.map(|at| zone.day_of(Moment(at))))
}
