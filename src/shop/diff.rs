//! What a change of documents would do to people's homepages, before anything is saved.

use super::preview::{Ask, Came, Wanted, Who};
use super::scene::Scene;
use super::{Cancel, Error, Progress, Shop};
use crate::decide::{Decision, Visit};
use crate::model::ids::{CustomerId, ProductId};
use crate::model::placement::PageType;
use crate::model::playbook::Playbook;
use crate::model::strategy::State;
use crate::store::{Db, decision_rows};
use serde::Serialize;
use std::collections::BTreeSet;

/// What a change would do before anything is saved.
#[derive(Clone, PartialEq, Default, Debug, Serialize)]
pub struct Diff {
    /// Customers whose homepage was composed twice, before and after.
    pub compared: usize,
    /// All known customers; more than `compared` = an even sample was taken.
    pub customers: usize,
    /// Of the compared: how many see another page.
    pub changed: usize,
    /// Whether an unknown visitor sees another page.
    pub visitors_changed: bool,
    /// Slots that would become empty, summed over the compared.
    pub emptied: usize,
    /// Products out of stock that would be shown (0 unless a strategy asks for them).
    pub sold_out: usize,
    /// Products that would be seen by somebody and are not now.
    pub newly_seen: usize,
    /// Products that nobody would see any more.
    pub no_longer_seen: usize,
    /// Up to three people whose pages change, with both pages' products of the first block that differs.
    pub examples: Vec<DiffExample>,
}

/// One person's page before and after.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DiffExample {
    /// Who.
    pub customer: CustomerId,
    /// Name.
    pub name: String,
    /// The block that differs first.
    pub block: String,
    /// Product names now.
    pub before: Vec<String>,
    /// Product names with the change.
    pub after: Vec<String>,
}

impl Shop {
    /// Composes homepages with and without the documents of a TOML text. At most `sample` customers are compared,
    /// taken evenly from all.
    pub fn diff(
        &self,
        text: &str,
        sample: usize,
        cancel: &Cancel,
        progress: &dyn Progress,
    ) -> Result<Diff, Error> {
        let playbook = Playbook::read(text).map_err(super::documents::asked)?;
        self.check_documents(&playbook)?;
        self.diff_documents(&playbook, sample, cancel, progress)
    }

    /// The same for one strategy or rule of the shop in another state: what the switch would do.
    pub fn diff_state(
        &self,
        id: &str,
        is_rule: bool,
        state: State,
        sample: usize,
        cancel: &Cancel,
        progress: &dyn Progress,
    ) -> Result<Diff, Error> {
        let mut playbook = Playbook::default();
        if is_rule {
            let mut document = self.rule(id)?.document;
            document.state = state;
            playbook.rules.push(document);
        } else {
            let mut document = self.strategy(id)?.document;
            document.state = state;
            playbook.strategies.push(document);
        }
        self.diff_documents(&playbook, sample, cancel, progress)
    }

    /// The same for documents that are at hand.
    pub fn diff_documents(
        &self,
        playbook: &Playbook,
        sample: usize,
        cancel: &Cancel,
        progress: &dyn Progress,
    ) -> Result<Diff, Error> {
        let mut ask = Ask::new(Who::Visitor, PageType::Home);
        let now = self.scene_of(&ask)?;
        ask.with = Some(playbook.clone());
        let then = self.scene_of(&ask)?;
        let visit = now.visit(&ask);
        self.store.read(|db| {
            let mut all: Vec<CustomerId> = decision_rows::by_orders(db)?
                .into_iter()
                .map(|(id, _)| id)
                .collect();
            all.sort_unstable();
            let customers = all.len();
            let take = sample.min(customers);
            let chosen = (0..take).filter_map(|i| all.get(i * customers / take.max(1)));
            let mut diff = Diff {
                customers,
                visitors_changed: products(&now.default_page(db, &visit)?)
                    != products(&then.default_page(db, &visit)?),
                ..Diff::default()
            };
            let mut seen = [BTreeSet::new(), BTreeSet::new()];
            for (done, id) in chosen.enumerate() {
                if cancel.stopped() {
                    return Err(Error::Cancelled);
                }
                if done % 64 == 0 {
                    progress.at("comparing pages", done as u64, take as u64);
                }
                diff.one(db, [&now, &then], *id, &visit, &mut seen)?;
            }
            let [before, after] = seen;
            diff.newly_seen = after.difference(&before).count();
            diff.no_longer_seen = before.difference(&after).count();
            Ok(diff)
        })
    }
}

/// The products of a page, block by block.
fn products(decision: &Decision) -> Vec<(&str, Vec<ProductId>)> {
    let shown = |b: &crate::decide::Block| b.slots.iter().map(|s| s.product).collect();
    decision
        .blocks
        .iter()
        .filter(|b| b.hidden.is_none())
        .map(|b| (b.name.as_str(), shown(b)))
        .collect()
}

impl Diff {
    fn one(
        &mut self,
        db: &Db<'_>,
        scenes: [&Scene; 2],
        id: CustomerId,
        visit: &Visit,
        seen: &mut [BTreeSet<ProductId>; 2],
    ) -> Result<(), Error> {
        let [now, then] = scenes;
        let came = Came::default();
        let before = now.decide(
            &now.person(db, Some(id), &came, visit)?,
            visit,
            Wanted::default(),
        );
        let after = then.decide(
            &then.person(db, Some(id), &came, visit)?,
            visit,
            Wanted::default(),
        );
        self.compared += 1;
        for (decision, seen) in [&before, &after].into_iter().zip(seen.iter_mut()) {
            let slots = decision.blocks.iter().flat_map(|b| &b.slots);
            seen.extend(slots.map(|s| s.product));
        }
        let stock = |p: ProductId| then.row(p).and_then(|r| r.facts.stock);
        let slots = after.blocks.iter().flat_map(|b| &b.slots);
        self.sold_out += slots
            .filter(|s| stock(s.product).is_some_and(|n| n <= 0))
            .count();
        let (old, new) = (products(&before), products(&after));
        if old == new {
            return Ok(());
        }
        self.changed += 1;
        self.emptied += before.level.slots().saturating_sub(after.level.slots());
        if self.examples.len() < 3 {
            let place = old.iter().zip(&new).position(|(a, b)| a != b);
            let place = place.unwrap_or(old.len().min(new.len()));
            let of = |page: &[(&str, Vec<ProductId>)]| -> (String, Vec<String>) {
                page.get(place)
                    .map_or_else(Default::default, |(name, shown)| {
                        let names = shown.iter().map(|p| then.title(*p)).collect();
                        ((*name).to_owned(), names)
                    })
            };
            let ((was, before), (is, after)) = (of(&old), of(&new));
            let name = decision_rows::person(db, id)?;
            self.examples.push(DiffExample {
                customer: id,
                name: name.map_or_else(String::new, |(name, _)| name),
                block: if is.is_empty() { was } else { is },
                before,
                after,
            });
        }
        Ok(())
    }
}
