//! Any table with one row per order line, such as the UCI Online Retail file: columns by suggestion or `--map`.

use super::checked::Checked;
use super::detection::Reading;
use super::table::{Habits, Table};

/// Rows are complete in themselves; numbers that begin with C are credit notes.
pub(crate) fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Table<'a> {
    let habits = Habits {
        head_rows: false,
        credit_notes: true,
    };
    Table::new(reading, habits, checked)
}
