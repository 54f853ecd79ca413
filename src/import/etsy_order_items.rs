//! Etsy's Sold Order Items: one row per item; shipping and tax are the order's and stand on each of its rows.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::table::Table;
use crate::model::customer::System;

/// Etsy's Sold Order Items. A shop in another language maps its columns by hand once.
pub(crate) const PLATFORM: Platform = Platform {
    word: "etsy-order-items",
    title: "Etsy sold order items",
    found: "Etsy: Settings, Options, Download Data, Order Items",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "Sale Date",
            "Item Name",
            "Quantity",
            "Price",
            "Transaction ID",
            "Order ID",
        ],
        never: &[],
        columns: &[
            ("Order ID", Field::Order),
            ("Sale Date", Field::At),
            ("Item Name", Field::Product),
            ("Listing ID", Field::ProductId),
            ("SKU", Field::Sku),
            ("Quantity", Field::Quantity),
            ("Price", Field::Price),
            ("Discount Amount", Field::LineDiscount),
            ("Coupon Code", Field::Code),
            ("Order Shipping", Field::Shipping),
            ("Order Sales Tax", Field::Tax),
            ("Currency", Field::Currency),
            ("Date Paid", Field::PaidAt),
            ("Date Shipped", Field::FulfilledAt),
            ("Buyer User ID", Field::Customer),
            ("Buyer", Field::Customer),
            ("Ship Name", Field::Name),
            ("Ship Country", Field::Country),
            ("Ship State", Field::Region),
            ("Ship City", Field::City),
            ("Ship Address1", Field::Street),
            ("Ship Zipcode", Field::Zip),
            ("Order Type", Field::Channel),
        ],
    }),
    taker,
};

/// Rows are complete in themselves; dates have the month first.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        month_first: true,
        system: Some(System::Etsy),
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}
