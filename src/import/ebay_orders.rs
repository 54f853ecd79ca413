//! eBay's orders report: a preamble and notes around the table, one row per item, and for an order of several items one
//! more row above them with the buyer.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::table::Table;
use crate::model::customer::System;

/// eBay's orders report.
pub(crate) const PLATFORM: Platform = Platform {
    word: "ebay-orders",
    title: "eBay orders report",
    found: "eBay Seller Hub: Orders, Download report",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "Order Number",
            "Buyer Username",
            "Item Title",
            "Sold For",
            "Sale Date",
        ],
        never: &[],
        columns: &[
            ("Order Number", Field::Order),
            ("Sale Date", Field::At),
            ("Item Title", Field::Product),
            ("Custom Label", Field::Sku),
            ("Item Number", Field::ProductId),
            ("Quantity", Field::Quantity),
            ("Sold For", Field::Price),
            ("Buyer Username", Field::Customer),
            ("Buyer Name", Field::Name),
            ("Ship To Name", Field::NameToo),
            ("Buyer Email", Field::Email),
            ("Ship To Phone", Field::Phone),
            ("Buyer Country", Field::Country),
            ("Ship To Country", Field::CountryToo),
            ("Buyer City", Field::City),
            ("Ship To City", Field::CityToo),
            ("Buyer State", Field::Region),
            ("Buyer Address 1", Field::Street),
            ("Buyer Zip", Field::Zip),
            ("Paid On Date", Field::PaidAt),
            ("Shipped On Date", Field::FulfilledAt),
            ("Shipping And Handling", Field::Shipping),
        ],
    }),
    taker,
};

/// Rows are complete in themselves but for the buyer of an order of several items.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        summary_rows: true,
        system: Some(System::Ebay),
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}
