//! WooCommerce's Analytics, Orders download: one row per order, its products and pieces in one cell, its net sum beside them.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::table::Table;
use crate::model::customer::System;

/// WooCommerce's Analytics, Orders. It names buyers by their name alone, which identifies nobody.
pub(crate) const PLATFORM: Platform = Platform {
    word: "woocommerce-analytics-orders",
    title: "WooCommerce Analytics orders",
    found: "WooCommerce: Analytics, Orders, Download (an order export plugin also has e-mail addresses and prices)",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "Date",
            "Order #",
            "N. Revenue|Net Revenue|N. Revenue (formatted)",
            "Product(s)",
            "Items sold",
        ],
        never: &[],
        columns: &[
            ("Order #", Field::Order),
            ("Date", Field::At),
            ("Status", Field::Status),
            ("Product(s)", Field::Items),
            ("N. Revenue|Net Revenue", Field::LineTotal),
            ("N. Revenue (formatted)", Field::LineTotal),
            ("Coupon(s)", Field::Code),
            ("Customer", Field::Name),
            ("Attribution", Field::Channel),
        ],
    }),
    taker,
};

/// Every row is an order; one that waits for its payment is an unfinished checkout, as WooCommerce itself counts.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        whole: true,
        pending_is_unfinished: true,
        system: Some(System::WooCommerce),
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}
