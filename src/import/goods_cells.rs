//! The cells of a row of products, by field or by name, and the hand that reads amounts and times in them.

use super::cells::{self, guarded};
use super::field::Field;
use super::number;
use super::rows::Row;
use super::suggest::normal;
use super::trap::Traps;
use super::when::Dates;
use crate::model::money::{Currency, Price};
use crate::model::time::{DAY, Moment};

/// Where the columns of a file are.
pub(crate) struct Head {
    pub(crate) fields: Vec<Option<Field>>,
    pub(crate) names: Vec<String>,
    pub(crate) normal: Vec<String>,
}

/// The cells of a row by field or by name.
pub(crate) struct Cells<'h, 'r> {
    pub(crate) head: &'h Head,
    pub(crate) row: &'h Row<'r>,
}

impl<'r> Cells<'_, 'r> {
    /// The cell of a field; empty if there is no such column.
    pub(crate) fn field(&self, field: Field) -> &'r [u8] {
        self.all(field).next().unwrap_or_default()
    }

    /// The cells of all columns of a field, in file order.
    pub(crate) fn all(&self, field: Field) -> impl Iterator<Item = &'r [u8]> + '_ {
        let columns = self.head.fields.iter().enumerate();
        columns
            .filter(move |(_, f)| **f == Some(field))
            .map(|(at, _)| self.row.cell(at).trim_ascii())
    }

    /// Whether the file has a column for it.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.head.fields.contains(&Some(field))
    }

    /// The text of a field, without a spreadsheet's apostrophe; empty if there is none.
    pub(crate) fn text(&self, field: Field) -> String {
        text_of(self.field(field))
    }

    /// The cell of a column by its name, compared as platforms' names are.
    pub(crate) fn named(&self, name: &str) -> &'r [u8] {
        let name = normal(name);
        match self.head.normal.iter().position(|n| *n == name) {
            Some(at) => self.row.cell(at).trim_ascii(),
            None => &[],
        }
    }

    /// The text of a column by its name.
    pub(crate) fn named_text(&self, name: &str) -> String {
        text_of(self.named(name))
    }

    /// Whether the file has a column of this name.
    pub(crate) fn has_named(&self, name: &str) -> bool {
        self.head.normal.contains(&normal(name))
    }

    /// The names of the columns of a field.
    pub(crate) fn names(&self, field: Field) -> impl Iterator<Item = &str> + '_ {
        self.named_all(field).map(|(name, _)| name)
    }

    /// The columns of a field with their names.
    pub(crate) fn named_all(&self, field: Field) -> impl Iterator<Item = (&str, &'r [u8])> + '_ {
        let columns = self.head.fields.iter().zip(&self.head.names).enumerate();
        columns
            .filter(move |(_, (f, _))| **f == Some(field))
            .map(|(at, (_, name))| (name.as_str(), self.row.cell(at).trim_ascii()))
    }
}

/// The text of a cell, without a spreadsheet's apostrophe; empty if there is none.
pub(crate) fn text_of(raw: &[u8]) -> String {
    let text = cells::text(guarded(raw), &mut Traps::default());
    text.unwrap_or_default()
}

/// What a platform needs to read cells of its own.
pub(crate) struct Hand<'a> {
    pub(crate) mark: u8,
    pub(crate) shop: Currency,
    pub(crate) dates: &'a mut Dates,
    pub(crate) traps: &'a mut Traps,
    pub(crate) doubts: Vec<(Field, &'static str, &'static str)>,
}

impl Hand<'_> {
    /// An amount; text that is none is `None`.
    pub(crate) fn price(&self, raw: &[u8]) -> Option<Price> {
        number::price(guarded(raw), self.mark).filter(|p| p.0 >= 0)
    }

    /// A time, or the start of a day on the shop's clock.
    pub(crate) fn moment(&mut self, raw: &[u8]) -> Option<Moment> {
        self.dates.read(guarded(raw), b"")
    }

    /// The end of the last day of something; a time of day is meant as it stands.
    pub(crate) fn end_of(&mut self, raw: &[u8]) -> Option<Moment> {
        let at = self.moment(raw)?;
        Some(if raw.contains(&b':') {
            at
        } else {
            at.plus(DAY)
        })
    }
}
