//! What one row of an order table says of its place: which order it belongs to, when, and whether it is that order's
//! first, one that gives money back, or a total below the table.

use super::cells::guarded;
use super::field::Field;
use super::group::Group;
use super::number;
use super::rows::Row;
use super::table::Table;
use super::visit;
use super::when;
use super::words;
use chrono::TimeDelta;
use std::borrow::Cow;

impl Table<'_> {
    /// The cell that numbers the order.
    pub(crate) fn number_of<'r>(&self, row: &Row<'r>) -> &'r [u8] {
        let name = guarded(self.columns.cell(row, Field::Order));
        if name.is_empty() {
            guarded(self.columns.cell(row, Field::OrderId))
        } else {
            name
        }
    }

    /// What groups the rows: the order's number; for money given back also which refund it is; else buyer and time.
    pub(crate) fn name_of<'r>(&mut self, row: &Row<'r>) -> Cow<'r, [u8]> {
        if self.unnumbered {
            return Cow::Owned(visit::key(self, row));
        }
        let number = self.number_of(row);
        if number.is_empty() && !self.last_name.is_empty() && self.goes_on(row) {
            return Cow::Owned(self.last_name.clone());
        }
        if self.columns.has(Field::RowKind) && !number.is_empty() && self.gives_back(row) {
            let payment = guarded(self.columns.cell(row, Field::Payment));
            let which = if payment.is_empty() {
                self.columns.cell(row, Field::At).trim_ascii()
            } else {
                payment
            };
            return Cow::Owned([number, b"/", which].concat());
        }
        Cow::Borrowed(number)
    }

    /// Whether a row without number is one more line of the order above: it has a product and nothing of an order.
    fn goes_on(&self, row: &Row<'_>) -> bool {
        let empty = |f: &Field| self.columns.cell(row, *f).trim_ascii().is_empty();
        !self.sums
            && [Field::At, Field::Customer, Field::Email, Field::Status]
                .iter()
                .all(empty)
            && ![Field::Product, Field::Sku, Field::ProductId]
                .iter()
                .all(empty)
            && !row.cells().any(|c| words::is_total(c.trim_ascii()))
    }

    /// The cells that say when: date and time of day.
    pub(crate) fn when_of<'r>(&self, row: &Row<'r>) -> (Cow<'r, [u8]>, Cow<'r, [u8]>) {
        let at = guarded(self.columns.cell(row, Field::At));
        let clock = self.columns.cell(row, Field::Clock).trim_ascii();
        let Some(first) = self.day_one.filter(|_| at.is_empty()) else {
            return (Cow::Borrowed(at), Cow::Borrowed(clock));
        };
        let number = number::count(
            guarded(self.columns.cell(row, Field::DayNumber)),
            self.money.mark,
        );
        let date = number
            .and_then(|n| first.checked_add_signed(TimeDelta::try_days(n.checked_sub(1)?)?))
            .map_or_else(String::new, |date| date.to_string());
        (Cow::Owned(date.into_bytes()), when::clock(clock))
    }

    /// Whether the row says that money was given back.
    pub(crate) fn gives_back(&self, row: &Row<'_>) -> bool {
        words::is_refund(self.columns.cell(row, Field::RowKind))
    }

    /// Whether the row carries the order's own fields.
    pub(crate) fn is_head(&self, row: &Row<'_>) -> bool {
        self.habits.head_rows
            && (self.habits.whole
                || [
                    Field::OrderId,
                    Field::Status,
                    Field::Subtotal,
                    Field::Currency,
                ]
                .iter()
                .any(|f| !self.columns.cell(row, *f).trim_ascii().is_empty()))
    }

    /// Whether a further row may say who bought.
    pub(crate) fn wants_more(&self, group: &Group, row: &Row<'_>) -> bool {
        group.who.is_empty()
            && [Field::Customer, Field::Email, Field::Phone, Field::PhoneToo]
                .iter()
                .any(|f| !self.columns.cell(row, *f).is_empty())
    }

    /// Whether a row that cannot be used sums up others, or is a note below the table.
    pub(crate) fn is_total(&self, row: &Row<'_>) -> bool {
        let at = self.columns.cell(row, Field::At).trim_ascii();
        (at.is_empty() || words::is_total(at) || row.len() < self.reading.detection.columns.len())
            && row.cells().any(|c| words::is_total(c.trim_ascii()))
    }
}
