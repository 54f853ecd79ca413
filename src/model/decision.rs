//! The steps of a decision and its short id, as traces, screens and commands name them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A step of a decision, in the order in which they happen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Which strategy.
    Choose,
    /// What the ranker needs.
    Inputs,
    /// Which products may be shown.
    Filters,
    /// Which fit best.
    Rank,
    /// Brought nearer to the front, or moved back.
    Boost,
    /// Fixed slots.
    Pins,
    /// Nothing twice, not too much of the same.
    Variety,
    /// Filling what stays empty.
    Fallback,
    /// How near the evidence is.
    Grade,
}

impl Step {
    /// Every step in order.
    pub const ALL: [Step; 9] = [
        Step::Choose,
        Step::Inputs,
        Step::Filters,
        Step::Rank,
        Step::Boost,
        Step::Pins,
        Step::Variety,
        Step::Fallback,
        Step::Grade,
    ];

    /// The number that the guide gives it: 0 to 8.
    pub fn number(self) -> usize {
        self as usize
    }

    /// Its name on screens.
    pub fn word(self) -> &'static str {
        match self {
            Step::Choose => "choose",
            Step::Inputs => "inputs",
            Step::Filters => "filters",
            Step::Rank => "rank",
            Step::Boost => "boost",
            Step::Pins => "pins",
            Step::Variety => "variety",
            Step::Fallback => "fallback",
            Step::Grade => "grade",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// The short id of a decision: a hash of all that it depends on, in eight letters and digits without I, L, O, U.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DecisionId(pub String);

impl DecisionId {
    /// The id of these inputs, each a name or a number as text; the order counts.
    pub fn of<'a>(inputs: impl IntoIterator<Item = &'a str>) -> DecisionId {
        const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let mut hash = hash(inputs);
        let text = (0..8)
            .map(|_| {
                let digit = DIGITS[(hash % 32) as usize] as char;
                hash /= 32;
                digit
            })
            .collect();
        DecisionId(text)
    }
}

impl fmt::Display for DecisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// FNV-1a over the parts with a separator, then the finishing mix of SplitMix64 so that every bit counts. The same
/// on every machine and for ever: sticky assignment rests on it.
pub fn hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_depend_on_every_part_and_on_where_parts_end() {
        let id = DecisionId::of(["12", "home", "34"]);
        assert_eq!(id.0.len(), 8);
        assert_eq!(id, DecisionId::of(["12", "home", "34"]));
        assert_ne!(id, DecisionId::of(["12", "home", "35"]));
        assert_ne!(id, DecisionId::of(["12home", "34"]));
    }

    #[test]
    fn steps_are_numbered_as_in_the_guide() {
        assert_eq!(Step::Filters.number(), 2);
        assert_eq!(Step::Grade.number(), 8);
        assert!(Step::ALL.iter().enumerate().all(|(i, s)| s.number() == i));
    }
}
