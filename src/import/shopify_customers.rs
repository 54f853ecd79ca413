//! Shopify's customers export, and the older form that its import still takes.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::kind::Kind;
use super::pass::Taker;
use super::people::{Habits, People};
use super::platform::{Names, Platform, Shape};
use crate::model::customer::System;

/// Shopify's customers. Metafields come as `Label (customer.metafields.ns.key)` and are kept under their label.
pub(crate) const PLATFORM: Platform = Platform {
    word: "shopify-customers",
    title: "Shopify customers export",
    found: "Shopify: Customers, Export, Plain CSV file",
    kind: Kind::Customers,
    shape: Shape::Named(Names {
        telling: &[
            "Email",
            "First Name",
            "Accepts Email Marketing|Accepts Marketing",
            "Tax Exempt",
            "Total Spent",
            "Tags",
        ],
        never: &["Financial Status"],
        columns: &[
            ("Customer ID", Field::Customer),
            ("Email", Field::Email),
            ("Phone", Field::Phone),
            ("Default Address Phone", Field::PhoneToo),
            ("First Name", Field::FirstName),
            ("Last Name", Field::LastName),
            (
                "Accepts Email Marketing|Accepts Marketing",
                Field::Marketing,
            ),
            ("Accepts SMS Marketing", Field::ConsentSms),
            ("Country|Default Address Country", Field::Country),
            (
                "Country Code|Default Address Country Code",
                Field::CountryToo,
            ),
            ("Province|Default Address Province", Field::Region),
            ("Province Code|Default Address Province Code", Field::Region),
            ("City|Default Address City", Field::City),
            ("Address1|Default Address Address1", Field::Street),
            ("Address2|Default Address Address2", Field::StreetToo),
            ("Zip|Default Address Zip", Field::Zip),
            ("Tags", Field::Tags),
            ("Language|Locale", Field::Language),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        system: Some(System::Shopify),
        ..Habits::default()
    };
    Box::new(People::new(reading, habits, checked))
}
