//! The layout document: the ordered blocks of a page, each with its ordered strategies.

use super::placement::PageType;
use super::strategy::State;
use serde::{Deserialize, Serialize};

/// The ordered blocks of one page type for one group.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Short name in commands; unique in the shop, never changed.
    pub id: String,
    /// What screens show.
    pub name: String,
    /// Whether it takes part.
    #[serde(default)]
    pub state: State,
    /// Of which page.
    pub page: PageType,
    /// For whom: a saved group's name or an expression over customers; absent = everybody. The first live layout
    /// of the page, in list order, whose group holds is taken.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// From the top of the page to its end.
    pub blocks: Vec<BlockPlan>,
}

/// A section of a page as the layout plans it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockPlan {
    /// Its heading.
    pub name: String,
    /// The spot on the page, as events name it; absent = page and number (`home-2`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<String>,
    /// Ids of strategies; the first that can be shown is taken.
    pub strategies: Vec<String>,
    /// How many slots.
    #[serde(default = "default_size")]
    pub size: usize,
    /// With fewer products than this the block hides.
    #[serde(default = "default_minimum")]
    pub minimum: usize,
    /// Id of the strategy that a holdout sees; absent = Best Sellers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

fn default_size() -> usize {
    5
}

fn default_minimum() -> usize {
    1
}

impl Layout {
    /// The placement of a block, counted from 0.
    pub fn placement(&self, block: usize) -> String {
        match self.blocks.get(block).and_then(|b| b.placement.clone()) {
            Some(placement) => placement,
            None => format!("{}-{}", self.page.word(), block + 1),
        }
    }
}
