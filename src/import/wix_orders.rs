//! Wix's orders export: one row per item, the order's own fields on each; the columns of both addresses share their names.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::table::Table;
use crate::model::customer::System;

/// Wix's orders export. Of the twin columns the first are the delivery's, the second the buyer's.
pub(crate) const PLATFORM: Platform = Platform {
    word: "wix-orders",
    title: "Wix orders export",
    found: "Wix: Orders, Export",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "Order number",
            "Date created",
            "Contact email",
            "Item",
            "Qty",
            "Payment status",
        ],
        never: &[],
        columns: &[
            ("Order number", Field::Order),
            ("Date created", Field::At),
            ("Time", Field::Clock),
            ("Contact email", Field::Email),
            ("Item", Field::Product),
            ("SKU", Field::Sku),
            ("Qty", Field::Quantity),
            ("Price", Field::Price),
            ("Billing phone", Field::Phone),
            ("Recipient phone", Field::PhoneToo),
            ("Billing name", Field::Name),
            ("Recipient name", Field::NameToo),
            ("Delivery country#2|Billing country", Field::Country),
            ("Delivery country", Field::CountryToo),
            ("Delivery city#2|Billing city", Field::City),
            ("Delivery city", Field::CityToo),
            ("Delivery state name#2|Billing state name", Field::Region),
            ("Delivery address#2|Billing address", Field::Street),
            (
                "Delivery zip/postal code#2|Billing zip/postal code",
                Field::Zip,
            ),
            ("Payment status", Field::Status),
            ("Coupon code", Field::Code),
            ("Shipping rate", Field::Shipping),
            ("Total tax", Field::Tax),
            ("Refunded amount", Field::Refunded),
            ("Currency", Field::Currency),
        ],
    }),
    taker,
};

/// Rows are complete in themselves; credits come as a column that each row of the order repeats.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        system: Some(System::Wix),
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}
