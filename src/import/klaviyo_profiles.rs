//! Klaviyo's export of profiles, of a list or a segment.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::kind::Kind;
use super::pass::Taker;
use super::people::{Habits, People};
use super::platform::{Names, Platform, Shape};
use crate::model::customer::System;

/// Klaviyo's profiles. `NEVER_SUBSCRIBED` is neither yes nor no.
pub(crate) const PLATFORM: Platform = Platform {
    word: "klaviyo-profiles",
    title: "Klaviyo profiles",
    found: "Klaviyo: Lists & Segments, a list, Manage, Export to CSV",
    kind: Kind::Customers,
    shape: Shape::Named(Names {
        telling: &["Email", "Klaviyo ID", "First Name"],
        never: &["Campaign Name"],
        columns: &[
            ("Klaviyo ID", Field::Customer),
            ("Email", Field::Email),
            ("Phone Number|Phone", Field::Phone),
            ("First Name", Field::FirstName),
            ("Last Name", Field::LastName),
            ("City", Field::City),
            ("State / Region", Field::Region),
            ("Country", Field::Country),
            ("Zip Code", Field::Zip),
            ("Address|Address 1", Field::Street),
            ("Address 2", Field::StreetToo),
            ("Email Marketing Consent|Email Consent", Field::Marketing),
            ("SMS Marketing Consent|SMS Consent", Field::ConsentSms),
            (
                "Mobile Push Marketing Consent|Push Consent",
                Field::ConsentPush,
            ),
            (
                "Email Marketing Consent Timestamp|Email Consent Timestamp",
                Field::ConsentAt,
            ),
            ("Profile Created On", Field::Added),
            ("Language|Locale", Field::Language),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        system: Some(System::Klaviyo),
        ..Habits::default()
    };
    Box::new(People::new(reading, habits, checked))
}
