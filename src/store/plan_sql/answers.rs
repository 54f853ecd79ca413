//! What is asked of a plan: how many match, who, and what they are worth.

use super::{Compiler, compile, reduced};
use crate::model::ids::CustomerId;
use crate::model::money::Amount;
use crate::model::time::Moment;
use crate::store::{Db, Error, extent};
use crate::targeting::plan::{Figure, Plan};
use crate::targeting::ready_made::Have;
use crate::targeting::rfm::Buyer;
use crate::targeting::when::{AsOf, Window};
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use std::fmt::Write as _;

/// How many known people there are as of a moment.
pub fn known(db: &Db<'_>, as_of: &AsOf) -> Result<u64, Error> {
    count(db, &Plan::everybody(), as_of)
}

/// How many known people a plan matches.
pub fn count(db: &Db<'_>, plan: &Plan, as_of: &AsOf) -> Result<u64, Error> {
    let (condition, values) = compile(db, plan, as_of)?;
    let sql = format!("SELECT count(*) {condition}");
    let n: i64 = db
        .conn
        .prepare_cached(&sql)?
        .query_row(params_from_iter(values), |r| r.get(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// Everybody that a plan matches, by id; at most `limit` of those after `after`.
pub fn members(
    db: &Db<'_>,
    plan: &Plan,
    as_of: &AsOf,
    after: Option<CustomerId>,
    limit: u64,
) -> Result<Vec<CustomerId>, Error> {
    let (condition, mut values) = compile(db, plan, as_of)?;
    let mut sql = format!("SELECT c.id {condition}");
    if let Some(after) = after {
        values.push(Value::Integer(after.0));
        let _ = write!(sql, " AND c.id > ?{}", values.len());
    }
    values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
    let _ = write!(sql, " ORDER BY c.id LIMIT ?{}", values.len());
    let mut statement = db.conn.prepare_cached(&sql)?;
    let ids = statement
        .query_map(params_from_iter(values), |r| r.get(0).map(CustomerId))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// What a plan's members have spent; money in minor units of the shop's currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Worth {
    /// Sales.
    pub orders: i64,
    /// Net of refunds.
    pub spent: i64,
    /// Sales in a window.
    pub orders_within: i64,
    /// Net of refunds in that window.
    pub spent_within: i64,
}

/// What the members of a plan are worth, all in all and in a window.
pub fn worth(db: &Db<'_>, plan: &Plan, as_of: &AsOf, window: Window) -> Result<Worth, Error> {
    let (condition, values) = compile(db, plan, as_of)?;
    let mut compiler = Compiler::new(db, as_of, true);
    compiler.values = values;
    let all = compiler.sums(Figure::Spent, None, None);
    let within = compiler.sums(Figure::Spent, None, Some(window));
    let sql = format!(
        "WITH members AS (SELECT c.id AS id {condition}) SELECT \
         (SELECT COALESCE(sum(n), 0) FROM ({all}) WHERE customer IN (SELECT id FROM members)), \
         (SELECT COALESCE(sum(a), 0) FROM ({all}) WHERE customer IN (SELECT id FROM members)), \
         (SELECT COALESCE(sum(n), 0) FROM ({within}) WHERE customer IN (SELECT id FROM members)), \
         (SELECT COALESCE(sum(a), 0) FROM ({within}) WHERE customer IN (SELECT id FROM members))"
    );
    let worth =
        db.conn
            .prepare_cached(&sql)?
            .query_row(params_from_iter(compiler.values), |r| {
                Ok(Worth {
                    orders: r.get(0)?,
                    spent: r.get(1)?,
                    orders_within: r.get(2)?,
                    spent_within: r.get(3)?,
                })
            })?;
    Ok(worth)
}

/// The members of a plan who have spent most by then.
pub fn top_members(
    db: &Db<'_>,
    plan: &Plan,
    as_of: &AsOf,
    limit: u64,
) -> Result<Vec<CustomerId>, Error> {
    let (condition, values) = compile(db, plan, as_of)?;
    let mut compiler = Compiler::new(db, as_of, is_past(db, as_of.now)?);
    compiler.values = values;
    // What the stored facts say of the present is not what was known then.
    let spends = match compiler.past {
        true => format!(
            "(SELECT customer, sum(a) AS spent FROM ({}) GROUP BY customer)",
            compiler.sums(Figure::Spent, None, None)
        ),
        false => "customer_facts".to_owned(),
    };
    let mut values = compiler.values;
    values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
    let sql = format!(
        "SELECT m.id FROM (SELECT c.id AS id {condition}) m LEFT JOIN {spends} t ON t.customer = m.id \
         ORDER BY COALESCE(t.spent, 0) DESC, m.id LIMIT ?{}",
        values.len()
    );
    let mut statement = db.conn.prepare_cached(&sql)?;
    let ids = statement
        .query_map(params_from_iter(values), |r| r.get(0).map(CustomerId))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// Which kinds of data the shop has at all.
pub fn have(db: &Db<'_>) -> Result<Have, Error> {
    let any = |rows: &str| -> Result<bool, Error> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {rows})");
        Ok(db.conn.query_row(&sql, [], |r| r.get(0))?)
    };
    Ok(Have {
        orders: any("orders")?,
        events: any("events")?,
        consents: any("consents")?,
        visits: any("sessions")?,
        brands: any("products WHERE brand IS NOT NULL")?,
        discounts: any(&format!("orders o WHERE {}", reduced("o")))?,
        refunds: any("refunds")? || any("orders WHERE refunded > 0")?,
        channels: any("sessions WHERE channel IS NOT NULL")?
            || any("orders WHERE channel IS NOT NULL")?,
        devices: any("sessions WHERE device IS NOT NULL")?,
        campaigns: any("events WHERE campaign IS NOT NULL")?,
        city_tiers: any("customers WHERE city_tier IS NOT NULL")?,
    })
}

/// Everybody with a sale as of a moment: what RFM cut points are made from.
pub fn buyers(db: &Db<'_>, as_of: &AsOf) -> Result<Vec<Buyer>, Error> {
    let mut compiler = Compiler::new(db, as_of, true);
    let rows = compiler.sums(Figure::Spent, None, None);
    let sql = format!(
        "SELECT max(x.at), sum(x.n), sum(x.a) FROM ({rows}) x JOIN customers c ON c.id = x.customer \
         WHERE c.known = 1 GROUP BY x.customer HAVING sum(x.n) > 0"
    );
    let mut statement = db.conn.prepare(&sql)?;
    let buyers = statement
        .query_map(params_from_iter(compiler.values), |r| {
            Ok(Buyer {
                last_order: as_of.zone.day_of(Moment(r.get(0)?)),
                orders: r.get(1)?,
                spent: Amount(r.get(2)?),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(buyers)
}

/// Whether `now` lies before some order, refund or event, so that the stored facts say too much.
pub fn is_past(db: &Db<'_>, now: Moment) -> Result<bool, Error> {
    Ok(extent::newest(db)?.is_some_and(|newest| newest > now))
}

/// How SQLite goes about counting a plan.
#[cfg(test)]
pub(crate) fn query_plan(db: &Db<'_>, plan: &Plan, as_of: &AsOf) -> Result<String, Error> {
    let (condition, values) = compile(db, plan, as_of)?;
    let mut statement = db
        .conn
        .prepare(&format!("EXPLAIN QUERY PLAN SELECT count(*) {condition}"))?;
    let steps: Vec<String> = statement
        .query_map(params_from_iter(values), |r| r.get(3))?
        .collect::<Result<_, _>>()?;
    Ok(steps.join("\n"))
}
