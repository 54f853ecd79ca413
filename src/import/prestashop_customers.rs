//! PrestaShop's customers file, parted by semicolons.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::kind::Kind;
use super::pass::Taker;
use super::people::{Habits, People};
use super::platform::{Names, Platform, Shape};
use crate::model::customer::System;

/// PrestaShop's customers. Its `Opt-in` is about offers of partners, no purpose of ours: kept as an attribute.
pub(crate) const PLATFORM: Platform = Platform {
    word: "prestashop-customers",
    title: "PrestaShop customers",
    found: "PrestaShop: Advanced Parameters, Import, sample of customers (or the same columns exported)",
    kind: Kind::Customers,
    shape: Shape::Named(Names {
        telling: &[
            "Email *",
            "Titles ID (Mr = 1, Ms = 2, else 0)",
            "Newsletter (0/1)",
        ],
        never: &[],
        columns: &[
            ("Customer ID", Field::Customer),
            ("Email *", Field::Email),
            ("Last Name *", Field::LastName),
            ("First Name *", Field::FirstName),
            ("Titles ID (Mr = 1, Ms = 2, else 0)", Field::Gender),
            ("Birthday (yyyy-mm-dd)", Field::Birthday),
            ("Newsletter (0/1)", Field::Marketing),
            ("Registration date (yyyy-mm-dd)", Field::Added),
            ("Groups (x,y,z...)", Field::Tags),
            ("Password *", Field::Ignore),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        system: Some(System::PrestaShop),
        ..Habits::default()
    };
    Box::new(People::new(reading, habits, checked))
}
