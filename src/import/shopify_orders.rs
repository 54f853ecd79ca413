//! Shopify's `orders_export.csv`: one row per line item, the order's own fields only on its first row.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::table::Table;
use crate::model::customer::System;

/// Shopify's orders export. The rows are grouped by `Name`; `Id` is the better key. Squarespace writes nearly the same
/// columns, with `Order ID` in the place of `Name`.
pub(crate) const PLATFORM: Platform = Platform {
    word: "shopify-orders",
    title: "Shopify orders export",
    found: "Shopify: Orders, Export, Plain CSV file",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "Financial Status",
            "Lineitem quantity",
            "Name",
            "Created at",
            "Lineitem name",
            "Lineitem price",
        ],
        never: &["Lineitem variant"],
        columns: &[
            ("Name", Field::Order),
            ("Id", Field::OrderId),
            ("Created at", Field::At),
            ("Email", Field::Email),
            ("Phone", Field::Phone),
            ("Billing Phone", Field::PhoneToo),
            ("Financial Status", Field::Status),
            ("Paid at", Field::PaidAt),
            ("Fulfilled at", Field::FulfilledAt),
            ("Cancelled at", Field::CancelledAt),
            ("Accepts Marketing", Field::Marketing),
            ("Currency", Field::Currency),
            ("Subtotal", Field::Subtotal),
            ("Shipping", Field::Shipping),
            ("Taxes", Field::Tax),
            ("Discount Code", Field::Code),
            ("Discount Amount", Field::Discount),
            ("Refunded Amount", Field::Refunded),
            ("Lineitem quantity", Field::Quantity),
            ("Lineitem name", Field::Product),
            ("Lineitem price", Field::Price),
            ("Lineitem sku", Field::Sku),
            ("Lineitem discount", Field::LineDiscount),
            ("Billing Name", Field::Name),
            ("Shipping Name", Field::NameToo),
            ("Billing Country", Field::Country),
            ("Shipping Country", Field::CountryToo),
            ("Billing City", Field::City),
            ("Shipping City", Field::CityToo),
            ("Billing Street", Field::Street),
            ("Source", Field::Channel),
            ("Billing Zip", Field::Zip),
            ("Billing Province Name", Field::Region),
        ],
    }),
    taker,
};

/// Order fields stand on the first row only; credits come as a column.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        head_rows: true,
        system: Some(System::Shopify),
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}
