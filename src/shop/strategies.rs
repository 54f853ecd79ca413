//! Strategies as the merchant handles them: list with readiness, show, add, change state, and what a change would do.

use crate::model::placement::PageType;
use crate::model::strategy::{State, Strategy};
use crate::model::time::Moment;
use serde::Serialize;

/// One strategy in the list.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct StrategyRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Whether it takes part.
    pub state: State,
    /// Name of its ranker.
    pub ranker: String,
    /// For whom: group name or expression; `None` = everybody.
    pub group: Option<String>,
    /// Where it may be shown; empty = wherever a layout names it.
    pub pages: Vec<PageType>,
    /// The placements whose blocks name it.
    pub placements: Vec<String>,
    /// How often it was changed, from 1.
    pub version: i64,
    /// Since when this version holds.
    pub since: Moment,
    /// Whether the shop has the data it needs.
    pub ready: bool,
    /// What it needs and what the shop has.
    pub needs: Vec<Need>,
    /// What is wrong with the document, if anything ("no ranker is called ...").
    pub problem: Option<String>,
}

/// One need of a ranker, and what the shop has of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Need {
    /// What ("orders with two products").
    pub what: String,
    /// How many there are.
    pub have: u64,
    /// How many are needed.
    pub need: u64,
}

/// One strategy in full.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct StrategyDetail {
    /// As in the list.
    pub row: StrategyRow,
    /// The document.
    pub document: Strategy,
    /// The document as TOML.
    pub toml: String,
    /// Earlier versions, newest first: number, from when, state.
    pub versions: Vec<VersionRow>,
}

/// One version of a document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct VersionRow {
    /// From 1.
    pub version: i64,
    /// From when it held.
    pub since: Moment,
    /// Until when; `None` = now.
    pub until: Option<Moment>,
    /// State.
    pub state: State,
}

/// What a change would do before anything is saved.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Diff {
    /// Customers whose homepage was composed twice, before and after.
    pub compared: usize,
    /// All known customers; more than `compared` = a sample was taken.
    pub customers: usize,
    /// Of the compared: how many see another page.
    pub changed: usize,
    /// Slots that would become empty, summed over the compared.
    pub emptied: usize,
    /// Products out of stock that would be shown (0 unless a strategy asks for them).
    pub sold_out: usize,
    /// Products that would be seen by somebody and are not now.
    pub newly_seen: usize,
    /// Products that nobody would see any more.
    pub no_longer_seen: usize,
    /// Up to three people whose pages change, with both pages' products of the first block that differs.
    pub examples: Vec<DiffExample>,
}

/// One person's page before and after.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct DiffExample {
    /// Who.
    pub customer: crate::model::ids::CustomerId,
    /// Name.
    pub name: String,
    /// The block that differs first.
    pub block: String,
    /// Product names now.
    pub before: Vec<String>,
    /// Product names with the change.
    pub after: Vec<String>,
}
