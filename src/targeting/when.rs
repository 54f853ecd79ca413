//! Days, lengths and windows of an expression, and the instants that they mean at a given now.

use crate::model::time::{Day, HOUR, Moment, Zone};
use crate::targeting::rfm::Cuts;
use chrono::{Datelike, Months};
use serde::Serialize;
use std::fmt;

/// As of when, and in which zone, an expression is answered.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct AsOf {
    /// Facts dated later are unseen.
    pub now: Moment,
    /// The shop's zone: days are its days.
    pub zone: Zone,
    /// The shop's RFM cut points; without them everybody with an order has no RFM group.
    pub cuts: Option<Cuts>,
    /// Consent statements up to here count: the wall clock when `now` is the shop's present, so that a withdrawal
    /// made today is honoured although the data end earlier.
    pub consents_until: Moment,
}

impl AsOf {
    /// As of one moment, without RFM cut points.
    pub fn new(now: Moment, zone: Zone) -> AsOf {
        AsOf {
            now,
            zone,
            cuts: None,
            consents_until: now,
        }
    }

    /// The shop day of `now`.
    pub fn today(&self) -> Day {
        self.zone.day_of(self.now)
    }
}

/// Unit of a length of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Exact hours.
    Hours,
    /// Whole shop days.
    Days,
    /// Seven days.
    Weeks,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

impl Unit {
    /// Every unit with the letter that follows a number.
    pub const ALL: [(char, Unit); 5] = [
        ('h', Unit::Hours),
        ('d', Unit::Days),
        ('w', Unit::Weeks),
        ('m', Unit::Months),
        ('y', Unit::Years),
    ];
}

/// A length of time: `30d`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Length {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: Unit,
}

impl Length {
    /// The longest length that is accepted: a thousand years of any unit.
    pub const MOST: u32 = 400_000;

    /// Reads `30d`.
    pub fn parse(text: &str) -> Option<Length> {
        let letter = text.chars().next_back()?;
        let (_, unit) = Unit::ALL
            .into_iter()
            .find(|(l, _)| *l == letter.to_ascii_lowercase())?;
        let n: u32 = digits(text.get(..text.len() - letter.len_utf8())?)?;
        (n <= Length::MOST).then_some(Length { n, unit })
    }

    /// The shop day this long before (or, with `later`, after) a day. Hours count as none.
    pub fn from_day(self, day: Day, later: bool) -> Day {
        let n = i32::try_from(self.n).unwrap_or(i32::MAX);
        let sign = if later { 1 } else { -1 };
        let months = |by: u32| {
            let date = day.date();
            let moved = if later {
                date.checked_add_months(Months::new(by))
            } else {
                date.checked_sub_months(Months::new(by))
            };
            moved.map_or(Day(sign * i32::MAX / 100), Day::of)
        };
        match self.unit {
            Unit::Hours => day,
            Unit::Days => day.plus(sign * n),
            Unit::Weeks => day.plus(sign * n.saturating_mul(7)),
            Unit::Months => months(self.n),
            Unit::Years => months(self.n.saturating_mul(12)),
        }
    }

    /// The last instant that is within this length after an instant: exact for hours, else the end of the shop day.
    pub fn deadline(self, at: Moment, zone: Zone) -> Moment {
        match self.unit {
            Unit::Hours => at.plus(i64::from(self.n) * HOUR),
            _ => zone.end_of(self.from_day(zone.day_of(at), true)),
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = Unit::ALL.iter().find(|(_, u)| *u == self.unit);
        write!(f, "{}{}", self.n, letter.map_or('d', |(l, _)| *l))
    }
}

fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// A day with a name of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedDay {
    /// The shop day of now.
    Today,
    /// The day before.
    Yesterday,
    /// The day after.
    Tomorrow,
    /// Monday of this week.
    ThisWeek,
    /// Monday of last week.
    LastWeek,
    /// First day of this month.
    ThisMonth,
    /// First day of last month.
    LastMonth,
    /// 1 January of this year.
    ThisYear,
    /// 1 January of last year.
    LastYear,
}

impl NamedDay {
    /// Every named day with its word and what it reads as in a sentence.
    pub const ALL: [(&'static str, NamedDay, &'static str); 9] = [
        ("today", NamedDay::Today, "today"),
        ("yesterday", NamedDay::Yesterday, "yesterday"),
        ("tomorrow", NamedDay::Tomorrow, "tomorrow"),
        ("this_week", NamedDay::ThisWeek, "the start of this week"),
        ("last_week", NamedDay::LastWeek, "the start of last week"),
        ("this_month", NamedDay::ThisMonth, "the start of this month"),
        ("last_month", NamedDay::LastMonth, "the start of last month"),
        ("this_year", NamedDay::ThisYear, "the start of this year"),
        ("last_year", NamedDay::LastYear, "the start of last year"),
    ];

    /// The day it means.
    pub fn day(self, today: Day) -> Day {
        let date = today.date();
        let monday = today.plus(-(date.weekday().num_days_from_monday() as i32));
        let month = today.plus(1 - date.day() as i32);
        let year = today.plus(-(date.ordinal0() as i32));
        let last = |unit, day| Length { n: 1, unit }.from_day(day, false);
        match self {
            NamedDay::Today => today,
            NamedDay::Yesterday => today.plus(-1),
            NamedDay::Tomorrow => today.plus(1),
            NamedDay::ThisWeek => monday,
            NamedDay::LastWeek => monday.plus(-7),
            NamedDay::ThisMonth => month,
            NamedDay::LastMonth => last(Unit::Months, month),
            NamedDay::ThisYear => year,
            NamedDay::LastYear => last(Unit::Years, year),
        }
    }
}

/// A time as it is written: a date, a named day, or so long ago.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// A calendar day.
    Date(Day),
    /// A named day.
    Named(NamedDay),
    /// So long before now: `-30d`.
    Ago(Length),
}

impl When {
    /// Reads `2026-01-31`, `-30d`, `today`.
    pub fn parse(text: &str) -> Option<When> {
        if let Some(ago) = text.strip_prefix('-') {
            return Length::parse(ago).map(When::Ago);
        }
        let named = NamedDay::ALL
            .into_iter()
            .find(|(word, _, _)| word.eq_ignore_ascii_case(text));
        if let Some((_, named, _)) = named {
            return Some(When::Named(named));
        }
        let shape: Vec<usize> = text.split('-').map(str::len).collect();
        (shape == [4, 2, 2])
            .then(|| text.parse().ok())
            .flatten()
            .map(When::Date)
    }

    /// First and last instant that it means: a whole day, or one instant for hours.
    pub fn span(self, as_of: &AsOf) -> (Moment, Moment) {
        let day = match self {
            When::Ago(Length {
                n,
                unit: Unit::Hours,
            }) => {
                let at = as_of.now.plus(-i64::from(n) * HOUR);
                return (at, at);
            }
            When::Date(day) => day,
            When::Named(named) => named.day(as_of.today()),
            When::Ago(length) => length.from_day(as_of.today(), false),
        };
        (as_of.zone.start_of(day), as_of.zone.end_of(day))
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Date(day) => write!(f, "{day}"),
            When::Ago(length) => write!(f, "-{length}"),
            When::Named(named) => {
                let word = NamedDay::ALL.iter().find(|(_, n, _)| n == named);
                f.write_str(word.map_or("today", |(word, _, _)| word))
            }
        }
    }
}

/// A stretch of time in which something must have happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// `WITHIN 30d`: from the start of the day 30 days ago until now; hours exactly.
    Within(Length),
    /// `SINCE t`: from the start of a day until now.
    Since(When),
    /// `BETWEEN a AND b`: both ends included.
    Between(When, When),
}

impl Window {
    /// First and last instant, never after now.
    pub fn span(self, as_of: &AsOf) -> (Moment, Moment) {
        match self {
            Window::Within(length) => (When::Ago(length).span(as_of).0, as_of.now),
            Window::Since(when) => (when.span(as_of).0, as_of.now),
            Window::Between(from, to) => (from.span(as_of).0, to.span(as_of).1.min(as_of.now)),
        }
    }
}
