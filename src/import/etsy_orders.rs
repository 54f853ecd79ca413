//! Etsy's Sold Orders: one row per order, without its products, which stand in the Sold Order Items.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::table::Table;
use crate::model::customer::System;

/// Etsy's Sold Orders. The same orders as in the items file: whichever comes first, the lines of that file stand, and
/// this one adds the buyers' names and what was given back.
pub(crate) const PLATFORM: Platform = Platform {
    word: "etsy-orders",
    title: "Etsy sold orders",
    found: "Etsy: Settings, Options, Download Data, Orders (import Order Items too: only they name the products)",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "Sale Date",
            "Order ID",
            "Number of Items",
            "Order Value",
            "Order Total",
        ],
        never: &[],
        columns: &[
            ("Order ID", Field::Order),
            ("Sale Date", Field::At),
            ("Order Value", Field::LineTotal),
            ("Discount Amount", Field::Discount),
            ("Coupon Code", Field::Code),
            ("Shipping", Field::Shipping),
            ("Sales Tax", Field::Tax),
            ("Order Total", Field::Total),
            ("Adjusted Order Total", Field::TotalAfter),
            ("Status", Field::Status),
            ("Currency", Field::Currency),
            ("Date Shipped", Field::FulfilledAt),
            ("Buyer User ID", Field::Customer),
            ("Buyer", Field::Customer),
            ("Full Name", Field::Name),
            ("First Name", Field::FirstName),
            ("Last Name", Field::LastName),
            ("Ship Country", Field::Country),
            ("Ship State", Field::Region),
            ("Ship City", Field::City),
            ("Street 1", Field::Street),
            ("Ship Zipcode", Field::Zip),
            ("Order Type", Field::Channel),
        ],
    }),
    taker,
};

/// Every row is an order; dates have the month first.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        whole: true,
        apart: true,
        month_first: true,
        system: Some(System::Etsy),
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}
