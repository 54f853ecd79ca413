//! The strategy document: where, for whom, which ranker, its own filters, boosts and pins, and what follows when
//! it has nothing to show.

use super::placement::PageType;
use super::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Whether a document takes part in decisions.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being written; never shown.
    #[default]
    Draft,
    /// Shown from its schedule's first day on.
    Scheduled,
    /// Shown (within its schedule, if it has one).
    Live,
    /// Switched off for now.
    Paused,
    /// Kept for its results only.
    Archived,
}

impl State {
    /// Every state, in the order of screens.
    pub const ALL: [State; 5] = [
        State::Draft,
        State::Scheduled,
        State::Live,
        State::Paused,
        State::Archived,
    ];

    /// The word in documents, commands and JSON.
    pub fn word(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Scheduled => "scheduled",
            State::Live => "live",
            State::Paused => "paused",
            State::Archived => "archived",
        }
    }

    /// The state with this word.
    pub fn named(word: &str) -> Option<State> {
        let word = word.trim().to_lowercase();
        State::ALL.into_iter().find(|s| s.word() == word)
    }

    /// The state after a press of the switch: what is on is paused, everything else goes live.
    #[must_use]
    pub fn switched(self) -> State {
        if self.on() {
            State::Paused
        } else {
            State::Live
        }
    }

    /// Whether a document in this state may be shown when its schedule allows.
    pub fn on(self) -> bool {
        matches!(self, State::Live | State::Scheduled)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A document with state and results: how one block of a page, or one message, is filled.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strategy {
    /// Short name in commands and events (`best_sellers`); unique in the shop, never changed.
    pub id: String,
    /// What screens show.
    pub name: String,
    /// What it is for, in one sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    /// Whether it takes part.
    #[serde(default)]
    pub state: State,
    /// Page types on which it may be shown; empty = wherever a layout names it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageType>,
    /// Placements at which it may be shown; empty = wherever a layout names it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub placements: Vec<String>,
    /// For whom: a saved group's name or an expression over customers; absent = everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The algorithm, by the name that the merchant knows (`Best Sellers`) or its short form (`best_sellers`).
    pub ranker: String,
    /// Which products may appear, as an expression over products.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Which prices may appear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<PriceBand>,
    /// Leave out what this person bought in the last so many days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_bought_within: Option<u32>,
    /// Show products without stock too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sold_out: bool,
    /// What follows when slots stay empty: ids of strategies or names of rankers, tried in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fallback: Vec<String>,
    /// The last of the fallback chain: products by SKU, handle, platform id or exact name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub manual_list: Vec<String>,
    /// With fewer products than this the block hides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<usize>,
    /// At most so many products.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<usize>,
    /// What is aimed at (`conversion`, `click rate`, `average order`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// The ranker's numbers (`days = 30`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, f64>,
    /// The ranker's named choices (`category = "Tents"`, `products = "SKU1,SKU2"`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub choices: BTreeMap<String, String>,
    /// Days on which it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// How much of the same.
    #[serde(default, skip_serializing_if = "Caps::is_empty")]
    pub caps: Caps,
    /// What the merchant wishes beside relevance.
    #[serde(default, skip_serializing_if = "Wishes::is_empty")]
    pub wishes: Wishes,
    /// What running it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// What is offered with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// What is said with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// Products that come nearer to or further from the front.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boosts: Vec<Boost>,
    /// Products with a fixed slot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pins: Vec<Pin>,
}

/// A multiplier on the score of some products: above 1 boosts, below 1 buries.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boost {
    /// What reasons call it.
    pub name: String,
    /// Which products, as an expression over products.
    pub when: String,
    /// By how much: above 0, at most 10.
    pub times: f64,
}

/// A product with a fixed slot.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// SKU, handle, platform id or exact name.
    pub product: String,
    /// Which slot, from 1.
    pub slot: usize,
    /// Paid for by somebody: marked as sponsored, at most one in a block.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sponsored: bool,
}

/// Prices in the shop's currency, both ends included. A product without a known price is outside of every band.
#[derive(Clone, Copy, PartialEq, Default, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceBand {
    /// At least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// At most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
}

/// From the first shop day to the last, both included.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

impl Schedule {
    /// Whether a shop day lies within.
    pub fn holds(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// How much of the same a block or a person gets.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caps {
    /// At most so many products of one brand in the block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<usize>,
    /// At most so many products of one category in the block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<usize>,
    /// At most so many products of one price band (a doubling of the price) in the block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_band: Option<usize>,
    /// How often one person sees the strategy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<Frequency>,
}

impl Caps {
    /// Whether nothing is capped.
    pub fn is_empty(&self) -> bool {
        *self == Caps::default()
    }
}

/// What the merchant wishes beside relevance; shares from 0 to 1.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wishes {
    /// How much margin counts: a score is multiplied by 1 + this x (price - cost) / price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
    /// At least this share of the slots holds what the person has not looked at or bought, as far as there is such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub novelty: Option<f64>,
    /// At least this share of the slots holds other products than those that make up half of all orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long_tail: Option<f64>,
    /// Products that the strategy never shows, by SKU, handle, platform id or exact name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
}

impl Wishes {
    /// Whether nothing is wished.
    pub fn is_empty(&self) -> bool {
        *self == Wishes::default()
    }

    /// The wishes that are shares, by the name that they have in a document.
    pub fn shares(&self) -> [(&'static str, Option<f64>); 3] {
        [
            ("margin", self.margin),
            ("novelty", self.novelty),
            ("long_tail", self.long_tail),
        ]
    }
}

/// At most `times` impressions to one person within `days`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frequency {
    /// How many impressions.
    pub times: u32,
    /// Within how many days.
    pub days: u32,
}

/// What running a strategy costs, in the shop's currency.
#[derive(Clone, Copy, PartialEq, Default, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<f64>,
    /// For each thousand impressions or messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_thousand: Option<f64>,
}

/// What is offered beside the products.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// In words (`10 % off tents`).
    pub text: String,
    /// The code to type, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Discount in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<f64>,
    /// Days on which it holds; outside of them it is never shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
}

/// What is said beside the products.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Subject of an e-mail or title of a banner.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// The short form of a name: `Buy It Again` -> `buy_it_again`. Two names with the same short form are the same.
pub fn short_name(name: &str) -> String {
    let mut short = String::with_capacity(name.len());
    for c in name.trim().chars() {
        if c.is_alphanumeric() {
            short.extend(c.to_lowercase());
        } else if !short.is_empty() && !short.ends_with('_') {
            short.push('_');
        }
    }
    short.truncate(short.trim_end_matches('_').len());
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_includes_both_of_its_days() {
        let schedule = Schedule {
            from: "2026-12-01".parse().ok(),
            until: "2026-12-24".parse().ok(),
        };
        let holds = |day: &str| schedule.holds(day.parse().unwrap());
        assert!(holds("2026-12-01") && holds("2026-12-24"));
        assert!(!holds("2026-11-30") && !holds("2026-12-25"));
    }

    #[test]
    fn names_have_one_short_form() {
        for name in ["Buy It Again", "buy-it-again", " buy_it again! "] {
            assert_eq!(short_name(name), "buy_it_again");
        }
    }
}
