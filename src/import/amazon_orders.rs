//! Amazon's order reports: tab-separated, one row per item; `item-price` is the sum of the line.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::table::Table;
use crate::model::customer::System;

/// Amazon's order reports (All Orders, Unshipped Orders, New Orders).
pub(crate) const PLATFORM: Platform = Platform {
    word: "amazon-orders",
    title: "Amazon order report",
    found: "Amazon Seller Central: Reports, Fulfilment or Orders, Order Reports",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "amazon-order-id|order-id",
            "purchase-date",
            "product-name",
            "item-price",
            "sku",
        ],
        never: &[],
        columns: &[
            ("amazon-order-id", Field::Order),
            ("order-id", Field::Order),
            ("purchase-date", Field::At),
            ("payments-date", Field::PaidAt),
            ("last-updated-date", Field::FulfilledAt),
            ("order-status", Field::Status),
            ("product-name", Field::Product),
            ("sku", Field::Sku),
            ("asin", Field::ProductId),
            ("quantity-purchased", Field::Quantity),
            ("quantity", Field::Quantity),
            ("item-price", Field::LineTotal),
            ("item-promotion-discount", Field::LineDiscount),
            ("currency", Field::Currency),
            ("item-tax", Field::Tax),
            ("shipping-price", Field::Shipping),
            ("buyer-email", Field::Email),
            ("buyer-phone-number", Field::Phone),
            ("buyer-name", Field::Name),
            ("recipient-name", Field::NameToo),
            ("ship-country", Field::Country),
            ("ship-state", Field::Region),
            ("ship-city", Field::City),
            ("ship-address-1", Field::Street),
            ("ship-postal-code", Field::Zip),
            ("sales-channel", Field::Channel),
        ],
    }),
    taker,
};

/// Rows are complete in themselves.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        line_tax: true,
        system: Some(System::Amazon),
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}
