//! Free attributes and stated preferences: columns of customer files whose kind (number, date, yes or no, list, text) was
//! learnt from their values, so that numbers compare as numbers and days as days.

use crate::model::attribute::{self, AttributeKind};
use crate::model::text::fold;
use crate::model::time::Day;
use crate::targeting::plan::{NumberTest, TextTest, TimeTest};
use crate::targeting::when::AsOf;

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Shelf {
    /// Another column of a customer file: `attribute.NAME`.
    Attributes,
    /// What customers said they prefer: `preference.NAME`.
    Preferences,
}

impl Shelf {
    /// Both, with the word before the dot.
    pub const ALL: [(&'static str, Shelf); 2] = [
        ("attribute", Shelf::Attributes),
        ("preference", Shelf::Preferences),
    ];

    /// The word before the dot.
    pub fn word(self) -> &'static str {
        match self {
            Shelf::Attributes => "attribute",
            Shelf::Preferences => "preference",
        }
    }
}

/// One attribute or preference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stated {
    /// Which of the two.
    pub shelf: Shelf,
    /// Its name as typed; letter case does not matter.
    pub name: String,
    /// Of a list each entry is a value.
    pub kind: AttributeKind,
}

impl Stated {
    /// The texts in one value: the entries of a list, else the value itself.
    pub fn texts<'a>(&self, value: &'a str) -> Vec<&'a str> {
        match self.kind {
            AttributeKind::List => attribute::entries(value).collect(),
            _ => vec![value],
        }
    }
}

/// A comparison with an attribute. A value that is not of the kind passes no comparison of the kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StatedTest {
    /// As numbers, in ten-thousandths.
    Number(NumberTest),
    /// As days.
    Day(TimeTest),
    /// As yes or no.
    Flag(bool),
    /// As text; of a list any entry may pass.
    Text(TextTest),
}

impl StatedTest {
    /// Whether a value as it is stored passes.
    pub fn holds(&self, of: &Stated, value: &str, as_of: &AsOf) -> bool {
        match self {
            StatedTest::Number(is) => number(value).is_some_and(|n| is.holds(n)),
            StatedTest::Day(is) => {
                attribute::day(value).is_some_and(|day| is.holds(as_of.zone.start_of(day), as_of))
            }
            StatedTest::Flag(yes) => attribute::yes_no(value) == Some(*yes),
            StatedTest::Text(is) => of.texts(value).into_iter().any(|t| is.holds(&fold(t))),
        }
    }
}

/// A value as a number in ten-thousandths; finer ones are rounded.
pub fn number(value: &str) -> Option<i64> {
    attribute::number(value).map(|n| (n * 1e4).round() as i64)
}

/// A value as a day.
pub fn day(value: &str) -> Option<Day> {
    attribute::day(value)
}
