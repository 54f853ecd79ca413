//! Why a product stands where it stands, down to orders and lines of files, and why another is not shown.

use super::preview::Grade;
use crate::decide::Trace;
use crate::model::decision::{DecisionId, Step};
use crate::model::ids::{CustomerId, ProductId};
use crate::model::money::Money;
use crate::model::placement::PageType;
use crate::model::time::Moment;
use serde::Serialize;

/// Why a product stands in a slot.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Why {
    /// The decision behind it.
    pub decision: DecisionId,
    /// For whom.
    pub customer: Option<CustomerId>,
    /// Whom screens name.
    pub who: String,
    /// Which page.
    pub page: PageType,
    /// As of when.
    pub at: Moment,
    /// Which block, from 1.
    pub block: usize,
    /// Its heading.
    pub block_name: String,
    /// Which slot, from 1.
    pub slot: usize,
    /// What stands there.
    pub product: ProductId,
    /// SKU of its first variant.
    pub sku: Option<String>,
    /// Its title.
    pub name: String,
    /// Its price then.
    pub price: Option<Money>,
    /// Pieces in stock then; `None` = not tracked.
    pub stock: Option<i64>,
    /// Category path.
    pub category: Option<String>,
    /// Id of the block's strategy.
    pub strategy: String,
    /// Its name.
    pub strategy_name: String,
    /// What brought the product: the strategy itself, or a member of its fallback chain.
    pub from: String,
    /// Name of the ranker that brought it.
    pub ranker: String,
    /// Place in the fallback chain, from 1.
    pub fallback: Option<usize>,
    /// Who gave it a fixed slot.
    pub pinned_by: Option<String>,
    /// How near the evidence is.
    pub grade: Grade,
    /// The sum of the terms.
    pub score: f64,
    /// The terms, greatest first.
    pub terms: Vec<Term>,
    /// Every step of the block.
    pub trace: Trace,
}

/// One term of a score.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Term {
    /// Its part of the score.
    pub addend: f64,
    /// What it rests on, in words.
    pub words: String,
    /// The rows that show it, newest first, at most ten.
    pub evidence: Vec<Proof>,
}

/// A row of the shop that a term rests on, and the line of the file that states it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Proof {
    /// `order` or `event`.
    pub kind: &'static str,
    /// Its id in the shop.
    pub id: i64,
    /// `order 536365`, `view`.
    pub what: String,
    /// When.
    pub at: Moment,
    /// The import that brought it.
    pub batch: i64,
    /// The file.
    pub file: String,
    /// The line in it, from 1.
    pub line: u64,
}

/// Why a product is not shown on a page.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WhyNot {
    /// The decision behind it.
    pub decision: DecisionId,
    /// Which product.
    pub product: ProductId,
    /// SKU of its first variant.
    pub sku: Option<String>,
    /// Its title.
    pub name: String,
    /// Whether it is shown after all, in one of the blocks asked about.
    pub shown: bool,
    /// The answer in one sentence, for the block where it came furthest.
    pub answer: String,
    /// Block by block.
    pub blocks: Vec<WhyNotBlock>,
}

/// What became of a product in one block.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WhyNotBlock {
    /// Which block, from 1.
    pub block: usize,
    /// Its heading.
    pub name: String,
    /// Id of its strategy.
    pub strategy: Option<String>,
    /// The slot in which it is shown, if it is.
    pub slot: Option<usize>,
    /// The first step that left it out.
    pub step: Option<Step>,
    /// That step's number, 0 to 8.
    pub step_number: Option<usize>,
    /// Why.
    pub because: Option<String>,
    /// What would have to change.
    pub needed: Option<String>,
    /// Where it would come without that ("would come 11th").
    pub would_come: Option<usize>,
}
