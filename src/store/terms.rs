//! What the shop's settings make of its rows: which orders are sales, and which are in the shop's own currency.

use super::derive::{self, Touched};
use super::importer::ShopTerms;
use super::{Error, Tx, changes};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

/// Applies changed settings to every order and refund, and counts everybody anew.
pub fn apply(tx: &Tx<'_>) -> Result<(), Error> {
    let terms = ShopTerms::of(tx)?;
    let currency = terms.currency.code();
    tx.conn.execute(
        "UPDATE orders SET own_currency = (currency IN (?1, 'XXX'))",
        [currency],
    )?;
    tx.conn.execute(
        "UPDATE refunds SET own_currency = (currency IN (?1, 'XXX'))",
        [currency],
    )?;
    let marks: Vec<String> = (1..=terms.sale_statuses.len())
        .map(|i| format!("?{i}"))
        .collect();
    tx.conn.execute(
        &format!(
            "UPDATE orders SET sale = (status IN ({}))",
            marks.join(", ")
        ),
        params_from_iter(
            terms
                .sale_statuses
                .iter()
                .map(|s| Value::Text(s.word().to_owned())),
        ),
    )?;
    let mut all = tx.conn.prepare("SELECT id FROM customers")?;
    let customers = all.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    derive::after(
        tx.conn,
        Touched {
            customers,
            ..Touched::default()
        },
    )?;
    changes::bump_epoch(tx)
}
