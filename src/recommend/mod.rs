//! History becomes ranked products with reasons that add up to the score.
//!
//! One file per ranker, all behind [`Ranker`]; a ranker sees the live engine, the newest fit that may be used, the
//! request and an allow-list, and knows neither strategies nor pages.

pub mod about;
pub mod allowed;
pub mod back_in_stock;
pub mod because;
pub mod best_sellers;
pub mod bought_together;
pub mod browsing;
pub mod buy_it_again;
pub mod catalogue;
mod choice;
pub mod complementary;
pub mod content;
pub mod continue_looking;
pub mod counts;
pub mod crowd;
mod ease;
pub mod engine;
pub mod fact;
pub mod fit;
pub mod for_you;
pub mod grade;
pub mod head;
mod held_back;
pub mod judge;
mod kind;
pub mod learn;
pub mod manual_list;
pub mod most_viewed;
pub mod new_arrivals;
mod newcomer;
mod next;
pub mod on_sale;
mod parts;
pub mod price_step;
pub mod readiness;
pub mod reason;
pub mod recently_viewed;
mod rows;
pub mod select;
pub mod session;
pub mod similar;
mod table;
mod tally;
pub mod together;
pub mod top_in_brand;
pub mod top_in_category;
pub mod trending;
pub mod viewed_together;
mod walks;

pub use about::About;
pub use allowed::Allowed;
pub use because::Because;
pub use catalogue::Item;
pub use counts::Counts;
pub use crowd::Crowd;
pub use engine::{Builder, Doing, Engine};
pub use fact::{Fact, FactKind};
pub use fit::Fit;
pub use grade::Grade;
pub use readiness::Readiness;

use crate::model::ids::{CustomerId, EventId, OrderId, ProductId};
use crate::model::time::{DAY, Moment};
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
    /// What is known of the person beside their doings.
    pub about: &'a About,
    /// Whose doings count, where the strategy says so; `None` = everybody's.
    pub among: Option<&'a Crowd>,
    /// As of when.
    pub now: Moment,
    /// The ranker's parameters from the strategy document (`days = 30`).
    pub parameters: &'a BTreeMap<String, f64>,
    /// The ranker's named choices from the strategy document (`category = "Tents"`, `products = "SKU1,SKU2"`).
    pub choices: &'a BTreeMap<String, String>,
    /// The most rows that a reason carries: [`EVIDENCE`] on a page, all where somebody asks what stands behind it.
    pub evidence: usize,
}

/// Rows that a reason carries on a page.
pub const EVIDENCE: usize = 10;

impl Request<'_> {
    /// A whole parameter within bounds; `usual` where the strategy does not say.
    pub fn whole(&self, name: &str, usual: u32, least: u32, most: u32) -> u32 {
        let said = self.parameters.get(name).copied().unwrap_or(f64::NAN);
        if said.is_finite() {
            said.round().clamp(f64::from(least), f64::from(most)) as u32
        } else {
            usual
        }
    }

    /// How many orders or events of those whose doings count held each product since a moment.
    pub(crate) fn counts(
        &self,
        engine: &Engine,
        kind: FactKind,
        from: Moment,
        to: Moment,
    ) -> std::sync::Arc<Counts> {
        engine.counts_among(self.among, kind, from, to)
    }

    /// The newest rows that show it.
    pub(crate) fn evidence(
        &self,
        engine: &Engine,
        product: u32,
        kind: FactKind,
        from: Moment,
    ) -> Vec<Evidence> {
        engine.evidence_among(self.among, product, kind, from, self.now, self.evidence)
    }

    /// A reason that says whose doings were counted, where it was not everybody.
    pub(crate) fn among(&self, because: Because) -> Because {
        match self.among {
            Some(crowd) => Because::Among {
                who: crowd.name().to_owned(),
                because: Box::new(because),
            },
            None => because,
        }
    }

    /// The grade of what is counted: people like them are nearer than everybody.
    pub(crate) fn grade(&self, usual: Grade) -> Grade {
        match self.among {
            Some(_) => usual.min(Grade::Group),
            None => usual,
        }
    }

    /// Who is said to do it, where it is not everybody: ` by people in Berlin`.
    pub(crate) fn by(&self) -> String {
        let who = self.among.map(|crowd| format!(" by {}", crowd.name()));
        who.unwrap_or_default()
    }

    /// The moment some days ago.
    pub(crate) fn days_ago(&self, days: u32) -> Moment {
        self.now.plus(-i64::from(days) * DAY)
    }
}

/// The products that a request is about, by number: the page's, else those of the cart; each once.
pub(crate) fn seeds(engine: &Engine, request: &Request<'_>) -> Vec<u32> {
    let named = request.anchor.into_iter().collect::<Vec<_>>();
    let named = if named.is_empty() {
        request.cart
    } else {
        &named
    };
    let mut seeds: Vec<u32> = named.iter().filter_map(|id| engine.number(*id)).collect();
    seeds.sort_unstable();
    seeds.dedup();
    seeds
}

/// Full days from one moment to a later one; 0 if it is not later.
pub(crate) fn days_between(from: Moment, to: Moment) -> u32 {
    (to.0.saturating_sub(from.0) / DAY).clamp(0, i64::from(u32::MAX)) as u32
}

/// An algorithm that orders products.
pub trait Ranker: Sync {
    /// What it is, for lists, help and documents.
    fn card(&self) -> &'static Card;

    /// How much it had of what it needs in this shop at a moment: what came later changes no answer of that moment.
    fn readiness(&self, engine: &Engine, now: Moment) -> Readiness;

    /// The best `n` allowed products for a request, with reasons.
    fn rank(
        &self,
        engine: &Engine,
        fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking;

    /// The numbers of the same products without reasons; rankers whose reasons take long do only the first half.
    fn pick(
        &self,
        engine: &Engine,
        fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Vec<u32> {
        let ranking = self.rank(engine, fit, request, allowed, n);
        let items = ranking.items.iter();
        items.filter_map(|i| engine.number(i.product)).collect()
    }
}

/// What a ranker says of itself.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Card {
    /// Its name in documents and on the command line (`best-sellers`).
    pub id: &'static str,
    /// Its name for merchants (`Best Sellers`).
    pub name: &'static str,
    /// What it shows, in one line.
    pub line: &'static str,
    /// What it looks at (`orders`, `product page`, ...).
    pub inputs: &'static [Input],
    /// How the score is made, in words.
    pub formula: &'static str,
    /// Its parameters and choices.
    pub settings: &'static [Setting],
    /// The nearest evidence that it can give.
    pub grade: Grade,
}

impl Card {
    /// Whether it can be set to show what a person had before (`again = 1`); else it does not.
    pub fn repeats(&self) -> bool {
        self.settings.iter().any(|s| s.name == "again")
    }
}

/// What a ranker looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// Orders of everybody.
    Orders,
    /// Views and carts of everybody.
    Events,
    /// This person's own doings.
    History,
    /// The product of the page.
    Product,
    /// The cart.
    Cart,
    /// The products looked at in this visit.
    Visit,
    /// Titles, categories, brands, prices.
    Catalogue,
    /// Products named by the merchant.
    List,
}

/// A number or choice that a strategy may set.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Setting {
    /// Its name in documents.
    pub name: &'static str,
    /// What it does.
    pub line: &'static str,
    /// The value taken where the strategy does not say, in words or figures.
    pub usual: &'static str,
}

/// The settings by which a ranker counts the doings of some people only.
pub(crate) const AMONG: [Setting; 2] = [
    Setting {
        name: "place",
        line: "city, region, city_tier or country: only people of the same place as the visitor count",
        usual: "everybody",
    },
    Setting {
        name: "group",
        line: "a saved group or a condition: only its members count",
        usual: "everybody",
    },
];

/// Every ranker, in the order of lists.
pub fn rankers() -> &'static [&'static dyn Ranker] {
    &[
        &for_you::ForYou,
        &best_sellers::BestSellers,
        &trending::Trending,
        &new_arrivals::NewArrivals,
        &buy_it_again::BuyItAgain,
        &bought_together::BoughtTogether,
        &complementary::Complementary,
        &viewed_together::ViewedTogether,
        &session::Session,
        &browsing::BrowsingRelated,
        &similar::Similar,
        &price_step::StepUp,
        &price_step::StepDown,
        &recently_viewed::RecentlyViewed,
        &continue_looking::ContinueLooking,
        &most_viewed::MostViewed,
        &top_in_category::TopInCategory,
        &top_in_brand::TopInBrand,
        &on_sale::OnSale,
        &back_in_stock::BackInStock,
        &manual_list::ManualList,
    ]
}

/// The ranker with this id or name, any letter case.
pub fn ranker(id: &str) -> Option<&'static dyn Ranker> {
    let id = id.trim();
    rankers()
        .iter()
        .copied()
        .find(|r| r.card().id.eq_ignore_ascii_case(id) || r.card().name.eq_ignore_ascii_case(id))
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
    /// Rows that show it, newest first, as many as the request wants; all of them are as many as [`Because::counted`].
    pub evidence: Vec<Evidence>,
}

impl Ranking {
    /// Nothing, because of this.
    pub(crate) fn lacking(what: impl Into<String>) -> Ranking {
        Ranking {
            items: Vec::new(),
            missing: Some(what.into()),
        }
    }
}

/// What a ranker gives back.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ranking {
    /// Best first, ties by id.
    pub items: Vec<Ranked>,
    /// What the ranker lacked ("needs a product page"), if anything.
    pub missing: Option<String>,
}

#[cfg(test)]
pub(crate) mod fixture;
