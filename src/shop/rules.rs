//! Rules as the merchant handles them: list with what they touch, show, add, change state.

use crate::model::rule::{Rule, Verb};
use crate::model::strategy::State;
use crate::model::time::{Day, Moment};
use serde::Serialize;

/// One rule in the list, in the order in which rules are applied.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RuleRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Whether it takes part.
    pub state: State,
    /// For whom; `None` = everybody.
    pub when: Option<String>,
    /// Where; empty = everywhere.
    pub places: Vec<String>,
    /// What it does.
    pub then: Verb,
    /// With which products, in words.
    pub what: String,
    /// Last day.
    pub until: Option<Day>,
    /// Greater wins.
    pub priority: i64,
    /// How many products it names now; `None` = it depends on the person.
    pub products: Option<usize>,
    /// The whole rule as a sentence.
    pub sentence: String,
    /// What is wrong with it, or which rule it quarrels with.
    pub problem: Option<String>,
    /// From 1.
    pub version: i64,
    /// Since when this version holds.
    pub since: Moment,
}

/// One rule in full.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RuleDetail {
    /// As in the list.
    pub row: RuleRow,
    /// The document.
    pub document: Rule,
    /// The document as TOML.
    pub toml: String,
}
