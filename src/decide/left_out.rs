//! Why a product is not shown, in words for the merchant, and what would have to change.

use crate::model::decision::Step;
use serde::{Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

/// The first thing that kept a product from being shown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LeftOut {
    /// Not offered in the shop.
    NotPublished,
    /// Postage, a fee, a voucher.
    Service,
    /// Stock is tracked and none is left.
    SoldOut,
    /// Outside of the strategy's prices, or without a price.
    Price,
    /// The strategy's filter says no: the expression.
    Filter(Arc<str>),
    /// The strategy never shows it.
    Excluded,
    /// A rule hides it: the rule's name.
    Rule(Arc<str>),
    /// A rule requires other products here: the rule's name.
    NotRequired(Arc<str>),
    /// It is the product of the page.
    Anchor,
    /// It lies in the cart.
    InCart,
    /// This person bought it so many days ago, and the strategy keeps a distance of `within` days.
    Bought {
        /// Days since.
        days_ago: u32,
        /// The distance kept.
        within: u32,
    },
    /// This person bought it so many days ago, and a rule hides that.
    BoughtRule {
        /// Days since.
        days_ago: u32,
        /// The rule's name.
        rule: Arc<str>,
    },
    /// The ranker found no reason to show it.
    NoReason,
    /// Shown further up on the same page: name of that block.
    OnPage(Arc<str>),
    /// As many of the same brand as the strategy allows came first.
    BrandCap(usize),
    /// As many of the same category as the strategy allows came first.
    CategoryCap(usize),
    /// As many of about the same price as the strategy allows came first.
    PriceCap(usize),
    /// As many that this person knows as the wish for novelty leaves came first.
    SeenCap(usize),
    /// As many best sellers as the wish for the long tail leaves came first.
    HeadCap(usize),
    /// Others came first: the place that it has, the number of slots.
    Behind {
        /// Its place, from 1.
        place: usize,
        /// How many slots there are.
        size: usize,
    },
}

impl LeftOut {
    /// The step that leaves it out.
    pub fn step(&self) -> Step {
        match self {
            LeftOut::NoReason | LeftOut::Behind { .. } => Step::Rank,
            LeftOut::OnPage(_)
            | LeftOut::BrandCap(_)
            | LeftOut::CategoryCap(_)
            | LeftOut::PriceCap(_)
            | LeftOut::SeenCap(_)
            | LeftOut::HeadCap(_) => Step::Variety,
            _ => Step::Filters,
        }
    }

    /// One word for counting and JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            LeftOut::NotPublished => "not_published",
            LeftOut::Service => "service",
            LeftOut::SoldOut => "sold_out",
            LeftOut::Price => "price",
            LeftOut::Filter(_) => "filter",
            LeftOut::Excluded => "excluded",
            LeftOut::Rule(_) => "rule",
            LeftOut::NotRequired(_) => "not_required",
            LeftOut::Anchor => "anchor",
            LeftOut::InCart => "in_cart",
            LeftOut::Bought { .. } => "bought",
            LeftOut::BoughtRule { .. } => "bought_rule",
            LeftOut::NoReason => "no_reason",
            LeftOut::OnPage(_) => "on_page",
            LeftOut::BrandCap(_) => "brand_cap",
            LeftOut::CategoryCap(_) => "category_cap",
            LeftOut::PriceCap(_) => "price_cap",
            LeftOut::SeenCap(_) => "seen_cap",
            LeftOut::HeadCap(_) => "head_cap",
            LeftOut::Behind { .. } => "behind",
        }
    }

    /// What would have to change for it to be shown.
    pub fn needed(&self) -> String {
        match self {
            LeftOut::NotPublished => "publish it in the shop".into(),
            LeftOut::Service => {
                "nothing: services are never recommended; if it is a product, give it another SKU or name".into()
            }
            LeftOut::SoldOut => "stock, or sold_out = true in the strategy".into(),
            LeftOut::Price => "a price within the strategy's price band".into(),
            LeftOut::Filter(f) => format!("a change of the product or of the filter {f}"),
            LeftOut::Excluded => "taking it out of the strategy's exclude list".into(),
            LeftOut::Rule(r) | LeftOut::NotRequired(r) | LeftOut::BoughtRule { rule: r, .. } => {
                format!("pause or change the rule “{r}”")
            }
            LeftOut::Anchor => "another page: the product itself is here already".into(),
            LeftOut::InCart => "nothing: it is in the cart already".into(),
            LeftOut::Bought { days_ago, within } => {
                format!("{} more days", within.saturating_sub(*days_ago).max(1))
            }
            LeftOut::NoReason => "more orders or visits that point to it, a pin, or another ranker".into(),
            LeftOut::OnPage(_) => "nothing: it is on the page already".into(),
            LeftOut::BrandCap(_) => "a greater brand cap in the strategy".into(),
            LeftOut::CategoryCap(_) => "a greater category cap in the strategy".into(),
            LeftOut::PriceCap(_) => "a greater price_band cap in the strategy".into(),
            LeftOut::SeenCap(_) => "a smaller wish for novelty in the strategy".into(),
            LeftOut::HeadCap(_) => "a smaller wish for the long tail in the strategy".into(),
            LeftOut::Behind { .. } => "a boost, a pin, or more slots".into(),
        }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LeftOut::NotPublished => f.write_str("not offered in the shop"),
            LeftOut::Service => f.write_str("a service, not a product"),
            LeftOut::SoldOut => f.write_str("out of stock"),
            LeftOut::Price => f.write_str("outside of the strategy's prices"),
            LeftOut::Filter(filter) => write!(f, "the strategy shows only {filter}"),
            LeftOut::Excluded => f.write_str("excluded by the strategy"),
            LeftOut::Rule(rule) => write!(f, "hidden by the rule “{rule}”"),
            LeftOut::NotRequired(rule) => write!(f, "the rule “{rule}” wants other products here"),
            LeftOut::Anchor => f.write_str("the product of this very page"),
            LeftOut::InCart => f.write_str("in the cart already"),
            LeftOut::Bought { days_ago, .. } => write!(f, "bought {}", ago(*days_ago)),
            LeftOut::BoughtRule { days_ago, rule } => {
                write!(f, "bought {}, hidden by the rule “{rule}”", ago(*days_ago))
            }
            LeftOut::NoReason => f.write_str("the ranker found no reason to show it"),
            LeftOut::OnPage(block) => write!(f, "shown in “{block}” already"),
            LeftOut::BrandCap(n) => write!(f, "{n} of the same brand came first"),
            LeftOut::CategoryCap(n) => write!(f, "{n} of the same category came first"),
            LeftOut::PriceCap(n) => write!(f, "{n} of about the same price came first"),
            LeftOut::SeenCap(0) => {
                f.write_str("known to this person, and only what is new is wished for")
            }
            LeftOut::SeenCap(n) => write!(f, "{n} that this person knows came first"),
            LeftOut::HeadCap(0) => f.write_str("a best seller, and only others are wished for"),
            LeftOut::HeadCap(n) => write!(f, "{n} of the best sellers came first"),
            LeftOut::Behind { place, size } => {
                write!(f, "comes at place {place}, and there are {size} slots")
            }
        }
    }
}

fn ago(days: u32) -> String {
    match days {
        0 => "today".into(),
        1 => "yesterday".into(),
        n => format!("{n} days ago"),
    }
}

impl Serialize for LeftOut {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
