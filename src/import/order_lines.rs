//! Any table with one row per order line, such as the UCI Online Retail file: columns by suggestion or `--map`.

use super::checked::Checked;
use super::detection::Reading;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Platform, Shape};
use super::table::Table;

/// Any table of order lines.
pub(crate) const PLATFORM: Platform = Platform {
    word: "order-lines",
    title: "table of order lines",
    found: "one row for each product of an order, from any shop system or a spreadsheet",
    kind: Kind::Orders,
    shape: Shape::Any,
    taker,
};

/// Rows are complete in themselves; numbers that begin with C are credit notes.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        credit_notes: true,
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}
