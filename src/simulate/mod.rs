//! A seed becomes a shop whose data hang together and whose true effects are known.
//!
//! Nothing here reads a clock or a file: the same size and seed give the same records everywhere.

mod blocks;
mod calendar;
mod catalogue;
mod dice;
#[cfg(test)]
mod figures;
mod people;
mod records;
mod town;
pub mod truth;
mod visit;
mod vocabulary;

pub use records::Simulated;

use crate::model::money::Currency;
use crate::model::time::{Moment, Zone};
use serde::{Deserialize, Serialize};

/// How big a shop is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// 300 customers: for tests.
    Small,
    /// 3,000 customers: the demo.
    #[default]
    Medium,
    /// About a million events: for budgets.
    Large,
}

impl Size {
    /// The word in commands and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Size::Small => "small",
            Size::Medium => "medium",
            Size::Large => "large",
        }
    }

    /// The size with this word.
    pub fn named(word: &str) -> Option<Size> {
        [Size::Small, Size::Medium, Size::Large]
            .into_iter()
            .find(|s| s.word() == word)
    }

    /// How many known customers the shop has.
    pub fn customers(self) -> usize {
        match self {
            Size::Small => 300,
            Size::Medium => 3_000,
            Size::Large => 20_000,
        }
    }
}

/// What the simulated shop says of itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ShopSettings {
    /// Its name.
    pub name: &'static str,
    /// What it sells, in two words.
    pub tagline: &'static str,
    /// Its currency.
    pub currency: Currency,
    /// Its zone.
    pub zone: Zone,
    /// The fixed moment as of which the demo is shown.
    pub clock: Moment,
}

/// Makes the shop of a size and a seed.
pub fn shop(size: Size, seed: u64) -> Simulated {
    let settings = ShopSettings {
        name: "Fern & Field",
        tagline: "outdoor & garden",
        currency: Currency::named("EUR").unwrap_or(Currency::UNKNOWN),
        zone: Zone::named("Europe/Berlin").unwrap_or(Zone::UTC),
        clock: Moment(1_795_165_200_000),
    };
    town::live(size, seed, settings)
}
