//! Square's items detail: one row per item of a payment or refund; time, zone and amounts as the till shows them.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::table::Table;
use crate::model::customer::System;

/// Square's items detail.
pub(crate) const PLATFORM: Platform = Platform {
    word: "square-items",
    title: "Square items detail",
    found: "Square: Reports, Transactions, Export, Items Detail CSV",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "Date",
            "Time Zone",
            "Item",
            "Qty",
            "Gross Sales",
            "Transaction ID",
            "Event Type",
        ],
        never: &[],
        columns: &[
            ("Transaction ID", Field::Order),
            ("Payment ID", Field::Payment),
            ("Date", Field::At),
            ("Time", Field::Clock),
            ("Time Zone", Field::TimeZone),
            ("Item", Field::Product),
            ("SKU", Field::Sku),
            ("Qty", Field::Quantity),
            ("Gross Sales", Field::LineTotal),
            ("Discounts", Field::LineDiscount),
            ("Tax", Field::Tax),
            ("Event Type", Field::RowKind),
            ("Customer ID", Field::Customer),
            ("Customer Name", Field::Name),
            ("Channel", Field::Channel),
            ("Location", Field::Channel),
        ],
    }),
    taker,
};

/// Rows are complete in themselves; a refund is a row of its own kind; an amount that was typed in names no product.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        nameless: true,
        line_tax: true,
        month_first: true,
        system: Some(System::Square),
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}
