//! For whom, where and when a decision is made, and what of the shop it may rest on.

#[cfg(doc)]
use super::among::Among;
use super::book::Book;
use super::goods::Goods;
use crate::model::consent::Purpose;
use crate::model::ids::{CustomerId, ProductId};
use crate::model::placement::PageType;
use crate::model::time::{Day, Moment, Zone};
use crate::recommend::{About, Crowd, Engine, Fit};
use crate::targeting::moment::Circumstances;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Who looks.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Person {
    /// Their row; `None` = never seen before.
    pub customer: Option<CustomerId>,
    /// What the sticky hash of experiments takes: the same person keeps it.
    pub subject: String,
    /// The group texts of the shop's documents (see [`Book::groups`]) that hold for them.
    pub groups: BTreeSet<String>,
    /// Their newest statement for each purpose as of the moment; absent = never said.
    pub consents: BTreeMap<Purpose, bool>,
    /// What is known of them beside their doings.
    pub about: About,
    /// The people whose doings some strategy counts for this person, by [`Among::key`].
    pub crowds: BTreeMap<String, Arc<Crowd>>,
    /// Strategies that they were shown, and when: needed where a strategy caps how often.
    pub seen: Vec<(String, Moment)>,
}

impl Person {
    /// Somebody never seen before.
    pub fn visitor() -> Person {
        Person {
            subject: "visitor".into(),
            ..Person::default()
        }
    }

    /// A person without any groups, consents or impressions.
    pub fn customer(id: CustomerId) -> Person {
        Person {
            customer: Some(id),
            subject: id.to_string(),
            ..Person::default()
        }
    }
}

/// What is looked at, when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Visit {
    /// The page or message.
    pub page: PageType,
    /// The product of the page.
    pub anchor: Option<ProductId>,
    /// What is in the cart.
    pub cart: Vec<ProductId>,
    /// What was looked at in this visit, oldest first.
    pub session: Vec<ProductId>,
    /// The search text.
    pub query: Option<String>,
    /// What else is said of the request: device, campaign word, weather ...
    pub said: Circumstances,
    /// As of when: facts dated later are unseen.
    pub at: Moment,
    /// The shop's zone: schedules and "bought within" count its days.
    pub zone: Zone,
}

impl Visit {
    /// A plain page without product, cart, visit or search.
    pub fn new(page: PageType, at: Moment, zone: Zone) -> Visit {
        Visit {
            page,
            anchor: None,
            cart: Vec::new(),
            session: Vec::new(),
            query: None,
            said: Circumstances::default(),
            at,
            zone,
        }
    }

    /// The shop day.
    pub fn day(&self) -> Day {
        self.zone.day_of(self.at)
    }
}

/// What the shop has, as of the moment.
#[derive(Clone, Copy)]
pub struct House<'a> {
    /// The live engine.
    pub engine: &'a Engine,
    /// The newest fit that may be used.
    pub fit: Option<&'a Fit>,
    /// The products.
    pub goods: &'a Goods,
    /// The documents, compiled.
    pub book: &'a Book,
    /// Names the data and the fit ("revision 12, fit of 2026-11-01"): part of the decision's id.
    pub stamp: &'a str,
}

/// Everything that a decision depends on.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The shop.
    pub house: House<'a>,
    /// Who looks.
    pub person: &'a Person,
    /// At what, when.
    pub visit: &'a Visit,
    /// Another number gives another decision wherever chance has a say; part of the id.
    pub seed: u64,
    /// What if this product passed the filters? For `why_not` only.
    pub suppose: Option<ProductId>,
    /// Rank every allowed product instead of as many as the page needs. Changes the trace, never the slots.
    pub whole: bool,
    /// The most rows that a reason carries. Changes the reasons' rows, never the slots.
    pub evidence: usize,
}

impl<'a> Inputs<'a> {
    /// The plain question.
    pub fn new(house: House<'a>, person: &'a Person, visit: &'a Visit) -> Inputs<'a> {
        Inputs {
            house,
            person,
            visit,
            seed: 0,
            suppose: None,
            whole: false,
            evidence: crate::recommend::EVIDENCE,
        }
    }
}
