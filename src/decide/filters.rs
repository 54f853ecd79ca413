//! Step 2: the allow-list. Strategy, fallback and pins alike pass it; nothing that it leaves out can come back.

use super::book::{Mask, StrategyPlan};
use super::context::Context;
use super::left_out::LeftOut;
use super::trace::Passage;
use crate::model::decision::Step;
use crate::model::ids::ProductId;
use crate::model::rule::Verb;
use crate::recommend::Allowed;
use std::sync::Arc;

/// What a source may bring: what the strategy that declared it allows, what the source itself allows, and what the
/// rules at the spot leave.
pub(crate) fn allow(
    context: &Context<'_>,
    declared: &StrategyPlan,
    source: &StrategyPlan,
    place: usize,
    placement: &str,
) -> (Allowed, Passage) {
    let house = &context.inputs.house;
    let mut allowed = Allowed::clone(&declared.allowed);
    let mut masks: Vec<Mask> = declared.masks.clone();
    if source.document.id != declared.document.id {
        allowed.keep(&source.allowed);
        let known: Vec<*const Allowed> = masks.iter().map(|(set, _)| Arc::as_ptr(set)).collect();
        let own = source.masks.iter();
        masks.extend(
            own.filter(|(set, _)| !known.contains(&Arc::as_ptr(set)))
                .cloned(),
        );
    }
    let mut here: Vec<(ProductId, LeftOut)> = Vec::new();
    let mut out = |allowed: &mut Allowed, number: u32, why: LeftOut| {
        if allowed.contains(number) {
            allowed.remove(number);
            here.extend(house.goods.id(number).map(|id| (id, why)));
        }
    };
    for rule in context.rules(placement, source) {
        let document = &rule.document;
        match (document.then, document.bought_within) {
            (Verb::Hide, None) => {
                if let Some(others) = &rule.others {
                    allowed.keep(others);
                    masks.push((Arc::clone(others), LeftOut::Rule(Arc::clone(&rule.name))));
                }
            }
            (Verb::Hide, Some(within)) => {
                for &(number, days_ago) in &context.bought {
                    if days_ago <= within && context.means(rule, number) {
                        let rule = Arc::clone(&rule.name);
                        out(&mut allowed, number, LeftOut::BoughtRule { days_ago, rule });
                    }
                }
            }
            (Verb::Require, None) => {
                if let Some(names) = &rule.names {
                    allowed.keep(names);
                    let why = LeftOut::NotRequired(Arc::clone(&rule.name));
                    masks.push((Arc::clone(names), why));
                }
            }
            (Verb::Require, Some(_)) => {
                let meant = house.engine.allowed(|n, _| context.means(rule, n));
                allowed.keep(&meant);
                let why = LeftOut::NotRequired(Arc::clone(&rule.name));
                masks.push((Arc::new(meant), why));
            }
            (Verb::Boost | Verb::Bury | Verb::Pin, _) => {}
        }
    }
    let distances = [&declared.document, &source.document].map(|d| d.not_bought_within);
    if let Some(within) = distances.into_iter().flatten().max() {
        for &(number, days_ago) in context.bought.iter().filter(|(_, days)| *days <= within) {
            out(&mut allowed, number, LeftOut::Bought { days_ago, within });
        }
    }
    for &number in &context.cart {
        out(&mut allowed, number, LeftOut::InCart);
    }
    if let Some(anchor) = context.anchor {
        out(&mut allowed, anchor, LeftOut::Anchor);
    }
    if let Some(number) = context.suppose {
        allowed.insert(number);
        for (set, _) in &mut masks {
            if !set.contains(number) {
                Arc::make_mut(set).insert(number);
            }
        }
        here.retain(|(id, _)| Some(*id) != house.goods.id(number));
    }
    let left = allowed.len();
    let mut passage = Passage::said(Step::Filters, place, "what may be shown")
        .counted(house.engine.items().len(), left);
    passage.masks = masks;
    passage.here = here;
    (allowed, passage)
}
