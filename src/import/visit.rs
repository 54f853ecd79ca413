//! Purchases in tables without order numbers: what makes a row, or the rows of one visit to the till, one order.
//!
//! Rows of one buyer at one time of day are one order. A row with a day alone, or of nobody, is an order of its own, told
//! apart by all that it says and by its place among equal rows: exact copies inside a file are kept, and a file that
//! overlaps it states the same orders again.

use super::cells::guarded;
use super::field::Field;
use super::hash::Xxh64;
use super::rows::Row;
use super::table::Table;
use super::when;
use crate::model::text::fold;

/// What says who bought, best first.
const WHO: [Field; 5] = [
    Field::Customer,
    Field::Email,
    Field::Phone,
    Field::Name,
    Field::LastName,
];

/// What else makes two purchases of a day different ones.
const WHAT: [Field; 7] = [
    Field::Sku,
    Field::ProductId,
    Field::Product,
    Field::Quantity,
    Field::Price,
    Field::LineTotal,
    Field::Total,
];

/// The key of the order that a row is a part of. It holds no name or address: keys are shown and outlive erasure.
pub(crate) fn key(table: &mut Table<'_>, row: &Row<'_>) -> Vec<u8> {
    let (at, clock) = table.when_of(row);
    let columns = &table.columns;
    let moment = table.dates.read(&at, &clock);
    let day = moment.map_or_else(String::new, |m| {
        let zone = table.reading.zone;
        zone.local(m).format("%Y%m%d").to_string()
    });
    let who = WHO
        .iter()
        .map(|f| guarded(columns.cell(row, *f)))
        .find(|w| !super::words::is_nobody(w))
        .unwrap_or_default();
    let mut hash = Xxh64::default();
    hash.feed(fold(&String::from_utf8_lossy(who)).as_bytes());
    hash.feed(&moment.unwrap_or_default().0.to_le_bytes());
    if !who.is_empty() && when::has_time(&at, &clock) {
        return format!("{day}-{}", &hash.hex()[..12]).into_bytes();
    }
    for field in WHAT {
        hash.feed(b"\0");
        let cell = guarded(columns.cell(row, field));
        // Numbers are compared as numbers: 12.5 and 12.50 are the same amount.
        match super::number::price(cell, table.money.mark) {
            Some(number) => hash.feed(&number.0.to_le_bytes()),
            None => hash.feed(cell),
        }
    }
    let seen = table.equals.entry(hash.value()).or_default();
    *seen += 1;
    let name = format!("{day}-{}", &hash.hex()[..12]);
    match *seen {
        1 => name,
        n => format!("{name}-{n}"),
    }
    .into_bytes()
}
