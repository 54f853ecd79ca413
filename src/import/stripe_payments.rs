//! Stripe's payments: one row per payment, without products.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::table::Table;
use crate::model::customer::System;

/// Stripe's payments. They pay for orders that the shop system knows better: import one or the other.
pub(crate) const PLATFORM: Platform = Platform {
    word: "stripe-payments",
    title: "Stripe payments",
    found: "Stripe: Payments, Export (payments, not orders: leave it out if you import the orders of your shop system)",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "id",
            "Amount",
            "Amount Refunded",
            "Currency",
            "Status",
            "Created date (UTC)|Created (UTC)|Created",
        ],
        never: &[],
        columns: &[
            ("id", Field::Order),
            ("Created date (UTC)", Field::At),
            ("Created (UTC)", Field::At),
            ("Created", Field::At),
            ("Amount", Field::LineTotal),
            ("Amount Refunded", Field::Refunded),
            ("Currency", Field::Currency),
            ("Captured", Field::Captured),
            ("Status", Field::Status),
            ("Customer ID", Field::Customer),
            ("Customer Email", Field::Email),
            ("Customer Description", Field::Name),
        ],
    }),
    taker,
};

/// Every row is a payment.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        whole: true,
        minor: in_cents(reading),
        system: Some(System::Stripe),
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}

/// Whether the amounts are in cents, as the programming interface writes them and the dashboard does not: no amount has
/// decimals, and neither has any fee, which is never a round sum.
fn in_cents(reading: &Reading) -> bool {
    let columns = &reading.detection.columns;
    let samples = |name: &str| {
        let column = columns.iter().find(|c| c.name.eq_ignore_ascii_case(name));
        column.map_or(&[][..], |c| c.samples.as_slice())
    };
    let whole = |values: &[String]| values.iter().all(|v| !v.contains(['.', ',']));
    let fees = samples("Fee");
    whole(samples("Amount")) && whole(fees) && fees.iter().any(|f| f != "0")
}
