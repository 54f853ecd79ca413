//! Square's transactions: one row per payment or refund, without items, which stand in the items detail.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::table::Table;
use crate::model::customer::System;

/// Square's transactions. The same sales as in the items detail: the lines of that file stand.
pub(crate) const PLATFORM: Platform = Platform {
    word: "square-transactions",
    title: "Square transactions",
    found: "Square: Reports, Transactions, Export, Transactions CSV (import Items Detail too: only it names the products)",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "Date",
            "Time Zone",
            "Gross Sales",
            "Net Sales",
            "Total Collected",
            "Transaction ID",
            "Event Type",
        ],
        never: &["Item"],
        columns: &[
            ("Transaction ID", Field::Order),
            ("Payment ID", Field::Payment),
            ("Date", Field::At),
            ("Time", Field::Clock),
            ("Time Zone", Field::TimeZone),
            ("Net Sales", Field::LineTotal),
            ("Tax", Field::Tax),
            ("Event Type", Field::RowKind),
            ("Customer ID", Field::Customer),
            ("Customer Name", Field::Name),
            ("Source", Field::Channel),
            ("Location", Field::Channel),
        ],
    }),
    taker,
};

/// Every row is a sale or a refund.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        whole: true,
        apart: true,
        month_first: true,
        system: Some(System::Square),
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}
