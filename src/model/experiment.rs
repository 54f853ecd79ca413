//! The experiment document: which share of the visitors of a place sees which strategy, decided by a sticky hash.

use super::strategy::{Schedule, State};
use serde::{Deserialize, Serialize};

/// A test of strategies against each other, or of one against the default (a holdout).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Short name in commands; unique in the shop, never changed; part of the sticky hash.
    pub id: String,
    /// What screens show.
    pub name: String,
    /// What is asked, in one sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub question: String,
    /// Whether it runs.
    #[serde(default)]
    pub state: State,
    /// Page types or placements that it covers; empty = everywhere.
    #[serde(default, rename = "where", skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// For whom: a saved group's name or an expression over customers; absent = everybody.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Days on which it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// The number that decides (`conversion`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// Another number gives another split of the same people.
    #[serde(default)]
    pub seed: u64,
    /// The share (0 to 1) of people who take part at all; the rest see what they always see.
    #[serde(default = "everybody")]
    pub traffic: f64,
    /// At least two; shares add up to 1.
    pub arms: Vec<Arm>,
}

/// One variant of an experiment.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// `control`, `A`, `B`: what events call it.
    pub name: String,
    /// Its share of those who take part, 0 to 1.
    pub share: f64,
    /// The strategy that it shows; absent = the block's default (a holdout).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<String>,
}

fn everybody() -> f64 {
    1.0
}
