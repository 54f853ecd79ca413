//! History becomes ranked products with reasons that add up to the score.
//!
//! One file per ranker, all behind [`Ranker`]; a ranker sees the live engine, the newest fit that may be used, the
//! request and an allow-list, and knows neither strategies nor pages.

use crate::model::ids::{CustomerId, EventId, OrderId, ProductId};
use crate::model::time::Moment;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a ranker is asked.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// For whom; `None` = an unknown visitor.
    pub customer: Option<CustomerId>,
    /// The product of the page, if it has one.
    pub anchor: Option<ProductId>,
    /// What is in the cart.
    pub cart: &'a [ProductId],
    /// What was looked at in this session, oldest first.
    pub session: &'a [ProductId],
    /// The search text, if any.
    pub query: Option<&'a str>,
    /// As of when.
    pub now: Moment,
    /// The ranker's parameters from the strategy document (`days = 30`).
    pub parameters: &'a BTreeMap<String, f64>,
    /// The ranker's named choices from the strategy document (`category = "Tents"`, `products = "SKU1,SKU2"`).
    pub choices: &'a BTreeMap<String, String>,
}

/// How near to the person the evidence for a product is; best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// From this person's own doings.
    Personal,
    /// From people like them.
    Group,
    /// From the page, product, search or season.
    Contextual,
    /// From everybody.
    Popular,
    /// Chosen by the merchant.
    Manual,
}

/// A row of the shop that a reason rests on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// An order.
    Order(OrderId),
    /// An event.
    Event(EventId),
}

/// One recommended product.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Ranked {
    /// Which.
    pub product: ProductId,
    /// Its score, rounded to 1e-9: the sum of the reasons' addends.
    pub score: f64,
    /// How near the evidence is.
    pub grade: Grade,
    /// The terms of the score, greatest first.
    pub reasons: Vec<Reason>,
}

/// One term of a score.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Reason {
    /// What it rests on, with the figures needed to say it in words.
    pub because: Because,
    /// Its part of the score.
    pub addend: f64,
    /// Up to ten rows that show it, newest first.
    pub evidence: Vec<Evidence>,
}

/// What a term of a score rests on. `reason::words` turns it into a sentence for the merchant.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Because {
    /// Bought by many in the last days.
    Sold {
        /// Pieces or orders, as the ranker counts.
        orders: u32,
        /// Within how many days.
        days: u32,
    },
    /// Rising: recent doings weigh more.
    Rising {
        /// Orders in the recent part.
        recent: u32,
        /// Orders in the part before.
        before: u32,
        /// Length of a part in days.
        days: u32,
    },
    /// New in the shop.
    New {
        /// Days since it came.
        days: u32,
    },
    /// This person looked at it.
    Viewed {
        /// How often.
        times: u32,
        /// Days since the last time.
        days_ago: u32,
    },
    /// Bought in the same orders as another product.
    BoughtWith {
        /// The other product.
        product: ProductId,
        /// Orders with both.
        both: u32,
        /// Orders with the other.
        of: u32,
    },
    /// People who bought another product tend to this one (item-item model).
    LikedWith {
        /// The other product, in this person's history.
        product: ProductId,
    },
    /// This person bought it before.
    BoughtBefore {
        /// How often.
        times: u32,
        /// Days since the last time.
        days_ago: u32,
        /// Usual days between, if known.
        every: Option<u32>,
    },
    /// Chosen by the merchant.
    Chosen,
    /// A strategy's or rule's boost or bury moved it.
    Weighted {
        /// Name of the boost's document.
        by: String,
        /// The multiplier.
        times: f64,
    },
}

/// What a ranker gives back.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ranking {
    /// Best first, ties by id.
    pub items: Vec<Ranked>,
    /// What the ranker lacked ("needs a product page"), if anything.
    pub missing: Option<String>,
}
