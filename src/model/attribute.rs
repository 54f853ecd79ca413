//! What kind of values a free attribute has, learnt from all of them.

use super::time::Day;
use chrono::NaiveDate;
use rustc_hash::FxHashSet;
use serde::Serialize;

/// What kind of values an attribute has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeKind {
    /// Numbers: `42`, `12.5`.
    Number,
    /// Days: `2026-11-20`, with or without a time of day.
    Day,
    /// Yes or no; also 1 and 0 where there is nothing else.
    YesNo,
    /// Several entries in one value, parted by semicolons, bars or commas.
    List,
    /// Anything else.
    Text,
}

impl AttributeKind {
    /// What a merchant calls it.
    pub fn words(self) -> &'static str {
        match self {
            AttributeKind::Number => "number",
            AttributeKind::Day => "date",
            AttributeKind::YesNo => "yes or no",
            AttributeKind::List => "list",
            AttributeKind::Text => "text",
        }
    }
}

/// The number that a value is: digits with a point, no thousands, no leading zero (`007` is a code).
pub fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let plain = all(whole) && all(fraction) && digits.len() <= 16;
    let code = whole.len() > 1 && whole.starts_with('0');
    (plain && !code).then(|| text.parse().ok()).flatten()
}

/// The day that a value is, whatever time of day stands behind it.
pub fn day(text: &str) -> Option<Day> {
    let date = match text.len() {
        10 => text,
        19.. if matches!(text.as_bytes().get(10), Some(b' ' | b'T')) => text.get(..10)?,
        _ => return None,
    };
    NaiveDate::parse_from_str(date, "%Y-%m-%d")
        .ok()
        .map(Day::of)
}

/// Whether a value is yes or no.
pub fn yes_no(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|w| w.eq_ignore_ascii_case(text));
    match () {
        () if is(&["yes", "true", "1"]) => Some(true),
        () if is(&["no", "false", "0"]) => Some(false),
        () => None,
    }
}

/// The entries of a list value.
pub fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '|', ','])
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
}

/// So many different entries are watched to tell a list from text with commas.
const WATCHED: usize = 500;

/// Learns the kind of an attribute. The order of values does not matter.
#[derive(Clone, Debug, Default)]
pub struct Learner {
    all: u64,
    numbers: u64,
    days: u64,
    flags: u64,
    /// Values of more than one short entry, and all entries of values.
    lists: u64,
    entries: u64,
    different: FxHashSet<String>,
    long: bool,
}

impl Learner {
    /// Takes note of a value that so many people have.
    pub fn see(&mut self, text: &str, people: u64) {
        self.all += people;
        self.numbers += people * u64::from(number(text).is_some());
        self.days += people * u64::from(day(text).is_some());
        self.flags += people * u64::from(yes_no(text).is_some());
        let mut count = 0;
        for entry in entries(text) {
            count += 1;
            self.long |= entry.chars().count() > 40;
            if self.different.len() <= WATCHED {
                self.different.insert(entry.to_lowercase());
            }
        }
        self.entries += people * count;
        self.lists += people * u64::from(count > 1);
    }

    /// The kind, and how many people have a value that is not of it. A kind holds if at most one in twenty has not.
    pub fn kind(&self) -> (AttributeKind, u64) {
        let most = |of: u64| of > 0 && of * 20 >= self.all * 19;
        for (kind, of) in [
            (AttributeKind::YesNo, self.flags),
            (AttributeKind::Number, self.numbers),
            (AttributeKind::Day, self.days),
        ] {
            if most(of) {
                return (kind, self.all - of);
            }
        }
        // Entries that come back make a list; sentences have commas too, but each its own.
        let few = self.different.len() <= WATCHED
            && self.different.len() as u64 * 3 <= self.entries * 2
            && !self.long;
        if self.lists * 5 >= self.all && self.lists > 0 && few {
            return (AttributeKind::List, 0);
        }
        (AttributeKind::Text, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(values: &[&str]) -> (AttributeKind, u64) {
        let mut learner = Learner::default();
        for value in values {
            learner.see(value, 1);
        }
        learner.kind()
    }

    #[test]
    fn kinds_are_learnt_from_all_values() {
        assert_eq!(kind(&["42", "-3", "12.5"]), (AttributeKind::Number, 0));
        assert_eq!(kind(&["1", "0", "1"]), (AttributeKind::YesNo, 0));
        assert_eq!(kind(&["1", "0", "2"]), (AttributeKind::Number, 0));
        assert_eq!(kind(&["yes", "No"]), (AttributeKind::YesNo, 0));
        assert_eq!(
            kind(&["2026-11-20", "1987-04-12 10:00:00"]),
            (AttributeKind::Day, 0)
        );
        assert_eq!(
            kind(&["red; green", "green; blue", "red"]),
            (AttributeKind::List, 0)
        );
        // A code, a range, a sentence.
        assert_eq!(kind(&["007", "015"]), (AttributeKind::Text, 0));
        assert_eq!(kind(&["25-34", "65+"]), (AttributeKind::Text, 0));
        assert_eq!(
            kind(&["rings, then waits", "leave it, please"]),
            (AttributeKind::Text, 0)
        );
        assert_eq!(kind(&[]), (AttributeKind::Text, 0));
    }

    #[test]
    fn one_odd_value_in_twenty_is_told_and_changes_nothing() {
        let mut learner = Learner::default();
        learner.see("34", 19);
        learner.see("unknown", 1);
        assert_eq!(learner.kind(), (AttributeKind::Number, 1));
        learner.see("unknown", 1);
        assert_eq!(learner.kind(), (AttributeKind::Text, 0));
    }
}
