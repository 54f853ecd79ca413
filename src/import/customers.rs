//! Any table of people: columns by suggestion or `--map`. Demographics by customer id and stated preferences too.

use super::checked::Checked;
use super::detection::Reading;
use super::kind::Kind;
use super::pass::Taker;
use super::people::{Habits, People};
use super::platform::{Platform, Shape};

/// Any table of customers.
pub(crate) const PLATFORM: Platform = Platform {
    word: "customers",
    title: "table of customers",
    found: "one row for each customer (or for each stated preference), from any program or a spreadsheet",
    kind: Kind::Customers,
    shape: Shape::Any,
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    Box::new(People::new(reading, Habits::default(), checked))
}
