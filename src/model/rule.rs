//! The rule document: shop-wide merchandising ("when group, where placement, then hide, require, boost, bury or
//! pin, until") that applies to every strategy at its place.

use super::strategy::State;
use super::time::Day;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a rule does with the products that it names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Never show them.
    Hide,
    /// Show nothing else.
    Require,
    /// Bring them nearer to the front.
    Boost,
    /// Move them further back.
    Bury,
    /// Give them a fixed slot.
    Pin,
}

impl Verb {
    /// The word in documents and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Verb::Hide => "hide",
            Verb::Require => "require",
            Verb::Boost => "boost",
            Verb::Bury => "bury",
            Verb::Pin => "pin",
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A shop-wide merchandising document.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Short name in commands; unique in the shop, never changed.
    pub id: String,
    /// What screens show.
    pub name: String,
    /// What it is for, in one sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    /// Whether it takes part.
    #[serde(default)]
    pub state: State,
    /// For whom: a saved group's name or an expression over customers; absent = everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Page types or placements where it holds; empty = everywhere.
    #[serde(default, rename = "where", skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// What it does.
    pub then: Verb,
    /// With which products, as an expression over products. For a pin: one product by SKU, handle, platform id or
    /// exact name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// With what this person bought in the last so many days (together with `what`: both must hold).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bought_within: Option<u32>,
    /// Boost and bury: the multiplier; absent = 1.25 and 0.8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<f64>,
    /// Pin: which slot, from 1; absent = 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<usize>,
    /// Ids of strategies that it leaves alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Of two pins at one slot the greater wins; rules are listed in this order, greatest first.
    #[serde(default)]
    pub priority: i64,
}

impl Rule {
    /// The multiplier of a boost or bury.
    pub fn multiplier(&self) -> f64 {
        self.times.unwrap_or(match self.then {
            Verb::Bury => 0.8,
            _ => 1.25,
        })
    }

    /// Whether it holds at a place on a shop day, whoever comes.
    pub fn holds_at(&self, page: &str, placement: &str, day: Day) -> bool {
        self.state.on()
            && self.from.is_none_or(|from| from <= day)
            && self.until.is_none_or(|until| day <= until)
            && (self.places.is_empty() || self.places.iter().any(|p| p == page || p == placement))
    }
}
