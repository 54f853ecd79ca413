//! How personal the pages of the shop are: the average over people, to compare one person's page with.

use super::preview::{Ask, Wanted};
use super::scene::Scene;
use super::{Cancel, Error, Shop};
use crate::model::ids::CustomerId;
use crate::recommend::head;
use crate::store::{Db, customers, decision_rows, plan_sql};
use serde::Serialize;
use std::collections::BTreeSet;

/// One person's page among those of others.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct HowPersonal {
    /// Over everybody who is known.
    pub shop: Average,
    /// The group by recency, frequency and money that the person is in, and the average over it.
    pub group: Option<(String, Average)>,
}

/// An average over a sample of people.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct Average {
    /// Mean share (0 to 1) of slots from the person or people like them.
    pub share: f64,
    /// How many people's pages were composed.
    pub sample: usize,
    /// Out of how many.
    pub people: usize,
    /// Different products on all those pages.
    pub products: usize,
    /// Mean share (0 to 1) of their slots that hold a product of the long tail: not one of the few best sellers.
    pub long_tail: f64,
}

impl Shop {
    /// How personal such a page is on average, over at most `sample` people taken evenly from all, and over as many
    /// of the group of one person.
    pub fn how_personal(
        &self,
        ask: &Ask,
        customer: Option<CustomerId>,
        sample: usize,
        cancel: &Cancel,
    ) -> Result<HowPersonal, Error> {
        let scene = self.scene_of(ask)?;
        let currency = self.currency();
        self.store.read(|db| {
            let mut all: Vec<CustomerId> = decision_rows::by_orders(db)?
                .into_iter()
                .map(|(id, _)| id)
                .collect();
            all.sort_unstable();
            let shop = scene.average(db, ask, &all, sample, cancel)?;
            let profile = match customer {
                Some(id) => customers::profile(db, currency, id)?,
                None => None,
            };
            let group = match profile.and_then(|p| p.row.rfm_group) {
                Some(name) => scene.average_of(db, ask, name, sample, cancel)?,
                None => None,
            };
            Ok(HowPersonal { shop, group })
        })
    }
}

impl Scene {
    fn average_of(
        &self,
        db: &Db<'_>,
        ask: &Ask,
        name: String,
        sample: usize,
        cancel: &Cancel,
    ) -> Result<Option<(String, Average)>, Error> {
        let Some(plan) = self.plan(&format!("rfm_group = \"{name}\"")) else {
            return Ok(None);
        };
        let members = plan_sql::members(db, &plan, &self.as_of, None, u64::MAX >> 1)?;
        let average = self.average(db, ask, &members, sample, cancel)?;
        Ok((average.sample > 0).then_some((name, average)))
    }

    fn average(
        &self,
        db: &Db<'_>,
        ask: &Ask,
        people: &[CustomerId],
        sample: usize,
        cancel: &Cancel,
    ) -> Result<Average, Error> {
        let visit = self.visit(ask);
        let take = sample.min(people.len());
        let engine = &self.engine;
        let head = head::head(engine, self.at);
        let (mut sum, mut tails) = (0.0, 0.0);
        let mut products: BTreeSet<u32> = BTreeSet::new();
        for id in (0..take).filter_map(|i| people.get(i * people.len() / take.max(1))) {
            if cancel.stopped() {
                return Err(Error::Cancelled);
            }
            let person = self.person(db, Some(*id), &ask.came, &visit)?;
            let page = self.decide(&person, &visit, Wanted::default());
            sum += page.level.share();
            let slots = page.blocks.iter().flat_map(|b| &b.slots);
            let shown: Vec<u32> = slots.filter_map(|s| engine.number(s.product)).collect();
            let tail = shown.iter().filter(|p| !head.contains(**p));
            tails += tail.count() as f64 / shown.len().max(1) as f64;
            products.extend(&shown);
        }
        Ok(Average {
            share: sum / take.max(1) as f64,
            products: products.len(),
            long_tail: tails / take.max(1) as f64,
            sample: take,
            people: people.len(),
        })
    }
}
