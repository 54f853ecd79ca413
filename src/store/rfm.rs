//! RFM cut points, kept as a setting, and the scores and groups that they give to everybody.

use super::{Db, Error, Tx, settings};
use crate::model::money::Amount;
use crate::model::time::{Day, Moment, Zone};
use crate::targeting::rfm::{Buyer, Cuts, RfmGroup, Scores};
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde_json::json;
use std::fmt::Write as _;

const KEY: &str = "rfm_cuts";

/// The cut points that were set last; `None` before the first import.
pub fn cuts(db: &Db<'_>) -> Result<Option<Cuts>, Error> {
    let kept = settings::get(db, KEY)?;
    // A form that this version does not read is made anew at the next import.
    Ok(kept.and_then(|value| serde_json::from_value(value).ok()))
}

/// Every known buyer, from the stored facts.
pub fn buyers(db: &Db<'_>, zone: Zone) -> Result<Vec<Buyer>, Error> {
    let mut statement = db.conn.prepare_cached(
        "SELECT f.last_order, f.orders, f.spent FROM customer_facts f JOIN customers c ON c.id = f.customer \
         WHERE f.orders > 0 AND f.last_order IS NOT NULL AND c.known = 1",
    )?;
    let buyers = statement
        .query_map([], |r| {
            Ok(Buyer {
                last_order: zone.day_of(Moment(r.get(0)?)),
                orders: r.get(1)?,
                spent: Amount(r.get(2)?),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(buyers)
}

/// Keeps cut points and writes R, F, M and group of everybody by them.
pub fn set(tx: &Tx<'_>, cuts: &Cuts, zone: Zone) -> Result<(), Error> {
    settings::set(tx, KEY, Some(&json!(cuts)))?;
    let mut values: Vec<Value> = Vec::new();
    let mut score = |column: &str, cuts: [Option<i64>; 4]| {
        let mut sql = String::from("1");
        for cut in cuts.into_iter().flatten() {
            values.push(Value::Integer(cut));
            let _ = write!(sql, " + ({column} >= ?{})", values.len());
        }
        sql
    };
    let first_instant = |day: i64| {
        zone.start_of(Day(i32::try_from(day).unwrap_or(i32::MAX)).plus(0))
            .0
    };
    let r = score("last_order", cuts.r.map(|cut| cut.map(first_instant)));
    let f = score("orders", cuts.f);
    let m = score("spent", cuts.m);
    tx.conn.execute(
        "UPDATE customer_facts SET r = NULL, f = NULL, m = NULL, rfm_group = NULL \
         WHERE orders = 0 AND (r IS NOT NULL OR rfm_group IS NOT NULL)",
        [],
    )?;
    tx.conn.execute(
        &format!("UPDATE customer_facts SET r = {r}, f = {f}, m = {m} WHERE orders > 0"),
        params_from_iter(values),
    )?;
    // Groups are told apart by 100 R + (F + M).
    let mut names = String::from("CASE 100 * r + f + m");
    for r in 1..=5_u8 {
        for fm in 2..=10_u8 {
            let (f, m) = (fm / 2, fm - fm / 2);
            let group = RfmGroup::of(Scores { r, f, m }).word();
            let _ = write!(
                names,
                " WHEN {} THEN '{group}'",
                100 * i64::from(r) + i64::from(fm)
            );
        }
    }
    tx.conn.execute(
        &format!("UPDATE customer_facts SET rfm_group = {names} END WHERE orders > 0"),
        [],
    )?;
    Ok(())
}
