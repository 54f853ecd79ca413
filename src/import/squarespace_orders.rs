//! Squarespace's orders export: nearly Shopify's columns, with `Order ID` in the place of `Name`.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::table::Table;
use crate::model::customer::System;

/// Squarespace's orders export.
pub(crate) const PLATFORM: Platform = Platform {
    word: "squarespace-orders",
    title: "Squarespace orders export",
    found: "Squarespace: Orders, Download CSV",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "Order ID",
            "Financial Status",
            "Lineitem quantity",
            "Lineitem name",
            "Lineitem price",
            "Lineitem variant",
        ],
        never: &[],
        columns: &[
            ("Order ID", Field::Order),
            ("Created at", Field::At),
            ("Email", Field::Email),
            ("Billing Phone", Field::Phone),
            ("Shipping Phone", Field::PhoneToo),
            ("Financial Status", Field::Status),
            ("Paid at", Field::PaidAt),
            ("Fulfilled at", Field::FulfilledAt),
            ("Cancelled at", Field::CancelledAt),
            ("Currency", Field::Currency),
            ("Subtotal", Field::Subtotal),
            ("Shipping", Field::Shipping),
            ("Taxes", Field::Tax),
            ("Amount Refunded", Field::Refunded),
            ("Discount Code", Field::Code),
            ("Discount Amount", Field::Discount),
            ("Lineitem quantity", Field::Quantity),
            ("Lineitem name", Field::Product),
            ("Lineitem price", Field::Price),
            ("Lineitem sku", Field::Sku),
            ("Billing Name", Field::Name),
            ("Shipping Name", Field::NameToo),
            ("Billing Country", Field::Country),
            ("Shipping Country", Field::CountryToo),
            ("Billing City", Field::City),
            ("Shipping City", Field::CityToo),
            ("Billing Province", Field::Region),
            ("Billing Address1", Field::Street),
            ("Billing Zip", Field::Zip),
            ("Channel Name|Channel", Field::Channel),
        ],
    }),
    taker,
};

/// Order fields stand on the first row only; credits come as a column.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        head_rows: true,
        system: Some(System::Squarespace),
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}
