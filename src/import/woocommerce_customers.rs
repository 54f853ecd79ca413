//! WooCommerce Analytics' download of customers.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::kind::Kind;
use super::pass::Taker;
use super::people::{Habits, People};
use super::platform::{Names, Platform, Shape};
use crate::model::customer::System;

/// WooCommerce's customers: known by their e-mail addresses; the file says nothing of consent.
pub(crate) const PLATFORM: Platform = Platform {
    word: "woocommerce-customers",
    title: "WooCommerce Analytics customers",
    found: "WooCommerce: Analytics, Customers, Download",
    kind: Kind::Customers,
    shape: Shape::Named(Names {
        telling: &[
            "Username",
            "Last Active",
            "Sign Up",
            "Email",
            "Total Spend",
            "AOV",
        ],
        never: &[],
        columns: &[
            ("Email", Field::Email),
            ("Name", Field::Name),
            ("Sign Up", Field::Added),
            ("Country / Region", Field::Country),
            ("City", Field::City),
            ("Region", Field::Region),
            ("Postal Code", Field::Zip),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        system: Some(System::WooCommerce),
        ..Habits::default()
    };
    Box::new(People::new(reading, habits, checked))
}
