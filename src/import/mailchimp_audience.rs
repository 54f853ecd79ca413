//! Mailchimp's audience export: one file each of people who are subscribed, unsubscribed, cleaned.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::kind::Kind;
use super::pass::Taker;
use super::people::{Habits, People};
use super::platform::{Names, Platform, Shape};

/// Mailchimp's audience. Who is subscribed the times tell: a confirmed or opted-in time is the consent, and a file with
/// a time of leaving lists only people who left (or whose address failed).
pub(crate) const PLATFORM: Platform = Platform {
    word: "mailchimp-audience",
    title: "Mailchimp audience",
    found: "Mailchimp: Audience, All contacts, Export audience (unpack the archive)",
    kind: Kind::Customers,
    shape: Shape::Named(Names {
        telling: &["Email Address", "OPTIN_TIME", "LEID", "EUID"],
        never: &[],
        columns: &[
            ("Email Address", Field::Email),
            ("First Name|FNAME", Field::FirstName),
            ("Last Name|LNAME", Field::LastName),
            ("Phone Number|Phone", Field::Phone),
            ("Birthday", Field::Birthday),
            ("Address", Field::Street),
            ("CONFIRM_TIME", Field::SubscribedAt),
            ("OPTIN_TIME", Field::SubscribedAtToo),
            ("UNSUB_TIME|CLEAN_TIME", Field::UnsubscribedAt),
            ("CC", Field::CountryToo),
            ("REGION", Field::Region),
            ("TAGS", Field::Tags),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        leavers: true,
        ..Habits::default()
    };
    Box::new(People::new(reading, habits, checked))
}
