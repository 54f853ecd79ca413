//! What is asked of a plan: how many match, who, and what they are worth.

use super::set::customer;
use super::{Compiler, reduced};
use crate::model::ids::CustomerId;
use crate::model::money::Amount;
use crate::model::time::Moment;
use crate::store::{Db, Error, extent};
use crate::targeting::plan::{Figure, Plan};
use crate::targeting::ready_made::Have;
use crate::targeting::rfm::Buyer;
use crate::targeting::when::{AsOf, Window};
use roaring::RoaringBitmap;
use rusqlite::params_from_iter;

/// How many known people there are as of a moment.
pub fn known(db: &Db<'_>, as_of: &AsOf) -> Result<u64, Error> {
    count(db, &Plan::everybody(), as_of)
}

/// How many known people a plan matches.
pub fn count(db: &Db<'_>, plan: &Plan, as_of: &AsOf) -> Result<u64, Error> {
    Ok(people(db, plan, as_of)?.len())
}

/// Everybody that a plan matches, by id; at most `limit` of those after `after`.
pub fn members(
    db: &Db<'_>,
    plan: &Plan,
    as_of: &AsOf,
    after: Option<CustomerId>,
    limit: u64,
) -> Result<Vec<CustomerId>, Error> {
    let people = people(db, plan, as_of)?;
    let mut people = people.into_iter();
    if let Some(after) = after {
        let Ok(next) = u32::try_from(after.0.saturating_add(1).max(0)) else {
            return Ok(Vec::new());
        };
        people.advance_to(next);
    }
    Ok(people
        .map(customer)
        .take(usize::try_from(limit).unwrap_or(usize::MAX))
        .collect())
}

fn people(db: &Db<'_>, plan: &Plan, as_of: &AsOf) -> Result<RoaringBitmap, Error> {
    Compiler::of(db, plan, as_of)?.people(&plan.root)
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
    let mut compiler = Compiler::of(db, plan, as_of)?;
    let people = compiler.people(&plan.root)?;
    let mut worth = Worth::default();
    (worth.orders, worth.spent) = compiler.sum_of(&people, None)?;
    (worth.orders_within, worth.spent_within) = compiler.sum_of(&people, Some(window))?;
    Ok(worth)
}

/// The members of a plan who have spent most by then.
pub fn top_members(
    db: &Db<'_>,
    plan: &Plan,
    as_of: &AsOf,
    limit: u64,
) -> Result<Vec<CustomerId>, Error> {
    let mut compiler = Compiler::of(db, plan, as_of)?;
    let people = compiler.people(&plan.root)?;
    compiler.who_spent_most(people, usize::try_from(limit).unwrap_or(usize::MAX))
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
        weather: any("weather_statements")?,
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

/// How SQLite goes about the conditions of a plan.
#[cfg(test)]
pub(crate) fn query_plans(db: &Db<'_>, plan: &Plan, as_of: &AsOf) -> Result<String, Error> {
    let mut compiler = Compiler::of(db, plan, as_of)?;
    let mut steps = Vec::new();
    for condition in plan.root.conditions() {
        let set = compiler.condition(condition)?;
        steps.extend(compiler.steps(&set)?);
    }
    Ok(steps.join("\n"))
}
