//! Ranked products for one customer, visit or product, from one strategy or one ranker.

use super::preview::Grade;
use super::why::Term;
use crate::model::ids::{CustomerId, ProductId};
use crate::model::money::Money;
use crate::model::time::Moment;
use serde::Serialize;

/// For whom or what.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct RecommendAsk {
    /// This customer.
    pub customer: Option<CustomerId>,
    /// A visit that looked at these, oldest first.
    pub session: Vec<ProductId>,
    /// Beside this product.
    pub product: Option<ProductId>,
    /// With this strategy (id).
    pub strategy: Option<String>,
    /// Or with this ranker alone (name). Without either: Recommended for You for people and visits, Bought Together
    /// for a product.
    pub ranker: Option<String>,
    /// How many.
    pub n: usize,
    /// As of when; `None` = the shop's now.
    pub at: Option<Moment>,
}

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Recommended {
    /// Name of the strategy, if one was asked.
    pub strategy: Option<String>,
    /// Name of the ranker.
    pub ranker: String,
    /// As of when.
    pub at: Moment,
    /// Best first.
    pub items: Vec<RecommendedItem>,
    /// Why there are fewer than asked, if so.
    pub missing: Option<String>,
    /// What the merchant should know (age of the fit).
    pub notes: Vec<String>,
}

/// One recommended product.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RecommendedItem {
    /// From 1.
    pub rank: usize,
    /// Which.
    pub product: ProductId,
    /// SKU of its first variant.
    pub sku: Option<String>,
    /// Title.
    pub name: String,
    /// Category path.
    pub category: Option<String>,
    /// Price then.
    pub price: Option<Money>,
    /// Score.
    pub score: f64,
    /// How near the evidence is.
    pub grade: Grade,
    /// Name of what brought it, if it came by a fallback.
    pub fallback: Option<String>,
    /// The terms of the score, greatest first.
    pub reasons: Vec<Term>,
}
