//! What is counted of every person: orders, money, tastes. Derived; always equal to a recount.
//!
//! `orders` counts sales in any currency; `spent_gross` and `spent` only those in the shop's own. `spent` is what sales
//! brought after discounts, less what was given back by columns of the order and by refunds of the same person.

use super::Error;
use rusqlite::Connection;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// A person's tastes: what share of bought (counted four times), carted (twice) and viewed products each holds.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Affinities {
    /// Leaf category path and weight, greatest first.
    pub categories: Vec<(String, f64)>,
    /// Brand and weight, greatest first.
    pub brands: Vec<(String, f64)>,
}

/// How many tastes are kept.
const KEPT: usize = 5;

#[derive(Default)]
struct Counted {
    orders: i64,
    reduced: i64,
    gross: i64,
    refunded: i64,
    given_back: i64,
    first: Option<i64>,
    last: Option<i64>,
    categories: FxHashMap<String, f64>,
    brands: FxHashMap<String, f64>,
}

/// Counts `touched_customers` anew. R, F, M and their group are written afterwards by whoever knows the cut points.
pub(crate) fn derive(conn: &Connection) -> Result<(), Error> {
    let mut all: FxHashMap<i64, Counted> = FxHashMap::default();
    let mut select = conn.prepare(&format!(
        "SELECT o.customer, count(*), sum(iif(o.own_currency, o.gross, 0)), sum(iif(o.own_currency, o.refunded, 0)), min(o.at), max(o.at), sum({})
         FROM touched_customers t JOIN orders o ON o.customer = t.id WHERE o.sale = 1 GROUP BY o.customer",
        super::plan_sql::reduced("o")
    ))?;
    let mut rows = select.query([])?;
    while let Some(r) = rows.next()? {
        let counted = all.entry(r.get(0)?).or_default();
        counted.orders = r.get(1)?;
        counted.gross = r.get(2)?;
        counted.refunded = r.get(3)?;
        counted.first = r.get(4)?;
        counted.last = r.get(5)?;
        counted.reduced = r.get(6)?;
    }
    let mut select = conn.prepare(
        "SELECT r.customer, sum(r.total) FROM touched_customers t JOIN counted_refunds r ON r.customer = t.id
         GROUP BY r.customer",
    )?;
    let mut rows = select.query([])?;
    while let Some(r) = rows.next()? {
        all.entry(r.get(0)?).or_default().given_back = r.get(1)?;
    }
    tastes(conn, &mut all)?;
    let mut customers = conn.prepare(
        "SELECT c.id FROM touched_customers t JOIN customers c ON c.id = t.id WHERE c.known = 1
           OR EXISTS (SELECT 1 FROM orders o WHERE o.customer = c.id) ORDER BY c.id",
    )?;
    let customers: Vec<i64> = customers
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    conn.execute(
        "DELETE FROM customer_facts WHERE customer IN (SELECT id FROM touched_customers)",
        [],
    )?;
    let mut insert = conn.prepare(
        "INSERT INTO customer_facts (customer, orders, spent, spent_gross, reduced, first_order, last_order, affinities) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for customer in customers {
        let counted = all.remove(&customer).unwrap_or_default();
        let affinities = Affinities {
            categories: shares(counted.categories),
            brands: shares(counted.brands),
        };
        insert.execute((
            customer,
            counted.orders,
            counted.gross - counted.refunded - counted.given_back,
            counted.gross,
            counted.reduced,
            counted.first,
            counted.last,
            super::importer::json(&affinities)?,
        ))?;
    }
    Ok(())
}

fn tastes(conn: &Connection, all: &mut FxHashMap<i64, Counted>) -> Result<(), Error> {
    // A shop without categories and brands has none to count.
    let any: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM products WHERE category IS NOT NULL OR brand IS NOT NULL)",
        [],
        |r| r.get(0),
    )?;
    if !any {
        return Ok(());
    }
    for sql in [
        "SELECT o.customer, p.category, p.brand, 4.0 * count(*) FROM touched_customers t JOIN orders o ON o.customer = t.id
           JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product
         WHERE o.sale = 1 AND p.service = 0 GROUP BY o.customer, p.category, p.brand",
        "SELECT e.customer, p.category, p.brand, sum(iif(e.kind = 2, 2.0, 1.0)) FROM touched_customers t JOIN events e ON e.customer = t.id
           JOIN products p ON p.id = e.product
         WHERE e.kind IN (1, 2) AND p.service = 0 GROUP BY e.customer, p.category, p.brand",
    ] {
        let mut select = conn.prepare(sql)?;
        let mut rows = select.query([])?;
        while let Some(r) = rows.next()? {
            let counted = all.entry(r.get(0)?).or_default();
            let weight: f64 = r.get(3)?;
            if let Some(category) = r.get::<_, Option<String>>(1)? {
                *counted.categories.entry(category).or_default() += weight;
            }
            if let Some(brand) = r.get::<_, Option<String>>(2)? {
                *counted.brands.entry(brand).or_default() += weight;
            }
        }
    }
    Ok(())
}

fn shares(weights: FxHashMap<String, f64>) -> Vec<(String, f64)> {
    let total: f64 = weights.values().sum();
    let mut shares: Vec<(String, f64)> = weights
        .into_iter()
        .map(|(name, weight)| (name, (weight / total * 1e4).round() / 1e4))
        .collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    shares.truncate(KEPT);
    shares
}
