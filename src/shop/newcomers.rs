//! Who is like whom: people of a place or group counted apart, and what is known of somebody who has hardly done anything.

use super::Error;
use super::preview::Came;
use super::scene::Scene;
use crate::decide::{Among, Person};
use crate::model::ids::CustomerId;
use crate::model::time::DAY;
use crate::recommend::about::{About, Said};
use crate::recommend::{Crowd, FactKind};
use crate::store::{Db, plan_sql, targeting_facts};
use crate::targeting::facts::CustomerFacts;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

/// Somebody with more doings is known by these.
const MOST_DOINGS: usize = 12;
/// Crowds that speak for one person, and orders of the last 60 days below which a crowd says nothing.
const MOST_PEERS: usize = 3;
const FEWEST_ORDERS: u32 = 20;
const DAYS: i64 = 60;

/// A condition on one field of customers.
fn is(field: &str, content: &str) -> String {
    format!("{field} = \"{}\"", content.replace(['"', '\\'], " "))
}

impl Scene {
    /// Whether somebody has hardly done anything yet.
    pub(crate) fn is_new(&self, customer: Option<CustomerId>) -> bool {
        let doings = customer.map(|id| self.engine.history(id, self.at));
        doings.into_iter().flatten().take(MOST_DOINGS + 1).count() <= MOST_DOINGS
    }

    /// The people whom a condition or saved group means, counted apart; `None` = it cannot be read.
    fn crowd(&self, db: &Db<'_>, name: &str, text: &str) -> Result<Option<Arc<Crowd>>, Error> {
        let kept = || self.crowds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().get(text) {
            return Ok(known.clone());
        }
        let crowd = match self.plan(text) {
            Some(plan) => {
                let members = plan_sql::members(db, &plan, &self.as_of, None, u64::MAX >> 1)?;
                Some(Arc::new(Crowd::new(name, &self.engine, members)))
            }
            None => None,
        };
        kept().insert(text.to_owned(), crowd.clone());
        Ok(crowd)
    }

    /// The crowds that the strategies ask for, as they are for this person.
    pub(crate) fn crowds_of(
        &self,
        db: &Db<'_>,
        facts: &CustomerFacts,
    ) -> Result<BTreeMap<String, Arc<Crowd>>, Error> {
        let mut crowds = BTreeMap::new();
        for among in self.book.crowds() {
            let crowd = match among {
                Among::Group(text) => self.crowd(db, &self.members_of(text), text)?,
                Among::Place(field) => match place(facts, field) {
                    Some(name) => self.of_place(db, field, name)?,
                    None => None,
                },
            };
            crowds.extend(crowd.map(|crowd| (among.key(), crowd)));
        }
        Ok(crowds)
    }

    fn members_of(&self, text: &str) -> String {
        match self.vocabulary.group(text) {
            Some((name, _)) => format!("people in {name}"),
            None => format!("people with {text}"),
        }
    }

    fn of_place(&self, db: &Db<'_>, field: &str, name: &str) -> Result<Option<Arc<Crowd>>, Error> {
        self.crowd(db, &people_in(field, name), &is(field, name))
    }

    /// What is known of somebody new: what they said, who came the same way, who is in the same group or place.
    pub(crate) fn about(
        &self,
        db: &Db<'_>,
        facts: &CustomerFacts,
        person: &Person,
        came: &Came,
    ) -> Result<About, Error> {
        let said = match person.customer {
            Some(id) => targeting_facts::said(db, id, self.at)?,
            None => Vec::new(),
        };
        let mut about = About {
            said: said
                .into_iter()
                .map(|(name, content)| Said { name, content })
                .collect(),
            peers: Vec::new(),
        };
        let ways = [
            ("campaign", &came.campaign, "people who came by"),
            ("channel", &came.channel, "people from"),
            ("device", &came.device, "people on"),
        ];
        let mut asked: Vec<(String, String)> = Vec::new();
        for (field, way, who) in ways {
            asked.extend(way.iter().map(|w| (format!("{who} {w}"), is(field, w))));
        }
        let groups = person.groups.iter();
        let saved = groups.filter(|text| self.vocabulary.group(text).is_some());
        asked.extend(saved.map(|text| (self.members_of(text), text.clone())));
        for field in ["city_tier", "country"] {
            if let Some(name) = place(facts, field) {
                asked.push((people_in(field, name), is(field, name)));
                break;
            }
        }
        for (name, text) in asked {
            if about.peers.len() == MOST_PEERS {
                break;
            }
            let Some(crowd) = self.crowd(db, &name, &text)? else {
                continue;
            };
            let from = self.at.plus(-DAYS * DAY);
            let bought = FactKind::Bought;
            let orders = self
                .engine
                .counts_among(Some(&crowd), bought, from, self.at);
            if orders.sources() >= FEWEST_ORDERS {
                about.peers.push(crowd);
            }
        }
        Ok(about)
    }
}

fn people_in(field: &str, name: &str) -> String {
    match field {
        "city_tier" => format!("people in towns of tier {name}"),
        _ => format!("people in {name}"),
    }
}

/// A person's place.
fn place<'a>(facts: &'a CustomerFacts, field: &str) -> Option<&'a str> {
    let place = match field {
        "city" => &facts.city,
        "region" => &facts.region,
        "city_tier" => &facts.city_tier,
        _ => &facts.country,
    };
    place.as_deref().filter(|name| !name.trim().is_empty())
}
