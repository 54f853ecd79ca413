//! What a page leaves out and why: every product that is not on it, the most telling first.

use super::preview::{Ask, Wanted};
use super::scene::Scene;
use super::{Error, Shop};
use crate::decide::{Decision, Fate, LeftOut, fates};
use crate::model::decision::{DecisionId, Step};
use crate::model::ids::ProductId;
use crate::model::time::DAY;
use crate::recommend::FactKind;
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything that a page leaves out.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LeftOutList {
    /// The decision behind it.
    pub decision: DecisionId,
    /// How many products are not on the page.
    pub total: usize,
    /// How many for which reason, the most telling reason first.
    pub reasons: Vec<LeftOutReason>,
    /// The products, by reason and within it by what sold most lately; at most as many as were asked for.
    pub rows: Vec<LeftOutRow>,
    /// A few for a short list: of each reason one, then of each a second.
    pub telling: Vec<LeftOutRow>,
}

/// A reason with its count.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LeftOutReason {
    /// One word, as in the trace.
    pub kind: &'static str,
    /// In words.
    pub words: &'static str,
    /// How many products.
    pub count: usize,
}

/// A product that is not on the page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LeftOutRow {
    /// Which product.
    pub product: ProductId,
    /// SKU of its first variant.
    pub sku: Option<String>,
    /// Its title.
    pub name: String,
    /// The block that came nearest to showing it, from 1.
    pub block: usize,
    /// Its heading.
    pub block_name: String,
    /// The step that left it out.
    pub step: Step,
    /// The reason in one word.
    pub kind: &'static str,
    /// Why.
    pub because: String,
    /// What would have to change.
    pub needed: String,
}

/// How many stand in the short list.
const TELLING: usize = 8;
/// What sold in this many days counts as selling.
const LATELY: i64 = 90;

/// Reasons in the order of how much they tell, with their words.
const REASONS: [(&str, &str); 17] = [
    ("bought", "bought lately"),
    ("bought_rule", "bought, and a rule hides that"),
    ("in_cart", "in the cart already"),
    ("rule", "hidden by a rule"),
    ("sold_out", "out of stock"),
    ("not_required", "a rule wants others here"),
    ("brand_cap", "enough of its brand"),
    ("category_cap", "enough of its category"),
    ("price_cap", "enough of about its price"),
    ("filter", "the strategy's filter"),
    ("price", "outside of the prices"),
    ("behind", "others came first"),
    ("anchor", "the product of the page"),
    ("on_page", "on the page already"),
    ("no_reason", "no reason to show it"),
    ("not_published", "not offered in the shop"),
    ("service", "a service, not a product"),
];

fn weight(why: &LeftOut) -> usize {
    let kind = why.kind();
    REASONS.iter().position(|(k, _)| *k == kind).unwrap_or(0)
}

struct Found {
    product: ProductId,
    block: usize,
    why: LeftOut,
    sold: u32,
}

impl Found {
    /// Reasons first; of what was bought the last, of what came behind the nearest, else what sells.
    fn order(&self) -> (usize, usize, std::cmp::Reverse<u32>, ProductId) {
        let within = match &self.why {
            LeftOut::Bought { days_ago, .. } | LeftOut::BoughtRule { days_ago, .. } => {
                *days_ago as usize
            }
            LeftOut::Behind { place, .. } => *place,
            _ => 0,
        };
        (
            weight(&self.why),
            within,
            std::cmp::Reverse(self.sold),
            self.product,
        )
    }
}

impl Shop {
    /// Every product that is not on a page, each with its most telling reason; at most `limit` are named.
    pub fn left_out(&self, ask: &Ask, limit: usize) -> Result<LeftOutList, Error> {
        let scene = self.scene_of(ask)?;
        let (decision, _) = self.decided(&scene, ask, Wanted::whole())?;
        Ok(scene.left_out(&decision, limit))
    }
}

impl Scene {
    fn left_out(&self, decision: &Decision, limit: usize) -> LeftOutList {
        let from = self.at.plus(-LATELY * DAY);
        let sold = self.engine.counts(FactKind::Bought, from, self.at);
        let mut found: Vec<Found> = fates(decision, &self.goods)
            .filter(|(_, _, fates)| !fates.iter().any(|f| matches!(f, Fate::Shown(_))))
            .filter_map(|(product, number, fates)| {
                let out = fates.into_iter().enumerate().filter_map(|(block, fate)| {
                    let Fate::Out(why) = fate else { return None };
                    Some((block, why))
                });
                let (block, why) = out.min_by_key(|(block, why)| (weight(why), *block))?;
                Some(Found {
                    product,
                    block,
                    why,
                    sold: sold.get(number),
                })
            })
            .collect();
        found.sort_by_key(Found::order);
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for one in &found {
            *counts.entry(weight(&one.why)).or_default() += 1;
        }
        let reasons = counts.iter().filter_map(|(at, count)| {
            let (kind, words) = REASONS.get(*at)?;
            Some(LeftOutReason {
                kind,
                words,
                count: *count,
            })
        });
        // A first of each reason, then a second: the list is in the order of reasons already.
        let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
        let mut telling: Vec<(usize, usize, &Found)> = Vec::new();
        for one in &found {
            let turn = seen.entry(weight(&one.why)).or_default();
            if *turn < TELLING {
                telling.push((*turn, weight(&one.why), one));
            }
            *turn += 1;
        }
        telling.sort_by_key(|(turn, weight, _)| (*turn, *weight));
        let row = |one: &Found| self.left_out_row(decision, one);
        LeftOutList {
            decision: decision.id.clone(),
            total: found.len(),
            reasons: reasons.collect(),
            telling: telling
                .iter()
                .take(TELLING)
                .map(|(_, _, one)| row(one))
                .collect(),
            rows: found.iter().take(limit).map(row).collect(),
        }
    }

    fn left_out_row(&self, decision: &Decision, one: &Found) -> LeftOutRow {
        let block = decision.blocks.get(one.block);
        LeftOutRow {
            product: one.product,
            sku: self.row(one.product).and_then(|r| r.sku.clone()),
            name: self.title(one.product),
            block: block.map_or(0, |b| b.number),
            block_name: block.map_or_else(String::new, |b| b.name.clone()),
            step: one.why.step(),
            kind: one.why.kind(),
            because: one.why.to_string(),
            needed: one.why.needed(),
        }
    }
}
