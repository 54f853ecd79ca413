//! What the steps share while one page is decided: the question in the engine's numbers, and what is shown already.

use super::book::{RulePlan, StrategyPlan};
use super::person::Inputs;
use crate::model::time::Day;
use crate::recommend::FactKind;
use std::sync::Arc;

/// One page being decided.
pub(crate) struct Context<'a> {
    /// The question.
    pub(crate) inputs: Inputs<'a>,
    /// The shop day.
    pub(crate) today: Day,
    /// The product of the page.
    pub(crate) anchor: Option<u32>,
    /// The cart.
    pub(crate) cart: Vec<u32>,
    /// What this person bought as far back as some document asks, with days since the last time, by number.
    pub(crate) bought: Vec<(u32, u32)>,
    /// The product that is supposed to pass.
    pub(crate) suppose: Option<u32>,
    /// Shown on the page already, and in which block.
    pub(crate) shown: Vec<(u32, Arc<str>)>,
}

/// A spot on the page.
pub(crate) struct Place<'a> {
    /// Name of the spot.
    pub(crate) placement: &'a str,
    /// How many slots.
    pub(crate) size: usize,
}

impl<'a> Context<'a> {
    pub(crate) fn new(inputs: Inputs<'a>) -> Context<'a> {
        let engine = inputs.house.engine;
        let visit = inputs.visit;
        Context {
            today: visit.day(),
            anchor: visit.anchor.and_then(|p| engine.number(p)),
            cart: visit
                .cart
                .iter()
                .filter_map(|p| engine.number(*p))
                .collect(),
            bought: bought(&inputs),
            suppose: inputs.suppose.and_then(|p| engine.number(p)),
            shown: Vec::new(),
            inputs,
        }
    }

    /// The rules in force at a spot for products that a strategy brings.
    pub(crate) fn rules(
        &self,
        placement: &str,
        source: &StrategyPlan,
    ) -> impl Iterator<Item = &'a RulePlan> {
        let Inputs {
            house,
            person,
            visit,
            ..
        } = self.inputs;
        let (today, id) = (self.today, source.document.id.clone());
        let placement = placement.to_owned();
        house.book.rules.iter().filter(move |rule| {
            let document = &rule.document;
            rule.problem.is_none()
                && document.holds_at(visit.page.word(), &placement, today)
                && document
                    .when
                    .as_ref()
                    .is_none_or(|g| person.groups.contains(g))
                && !document.except.contains(&id)
        })
    }

    /// Days since this person last bought a product, if that is no more than `within`.
    pub(crate) fn bought_within(&self, number: u32, within: u32) -> Option<u32> {
        let at = self
            .bought
            .binary_search_by_key(&number, |(n, _)| *n)
            .ok()?;
        let (_, days) = self.bought.get(at)?;
        (*days <= within).then_some(*days)
    }

    /// Whether a rule means a product.
    pub(crate) fn means(&self, rule: &RulePlan, number: u32) -> bool {
        let named = rule.names.as_ref().is_none_or(|set| set.contains(number));
        let bought = rule
            .document
            .bought_within
            .is_none_or(|within| self.bought_within(number, within).is_some());
        named && bought
    }
}

/// Products and whole shop days since, ascending by number; nothing for an unknown visitor.
fn bought(inputs: &Inputs<'_>) -> Vec<(u32, u32)> {
    let Some(customer) = inputs.person.customer else {
        return Vec::new();
    };
    let book = inputs.house.book;
    let strategies = book.strategies.iter().map(|s| s.document.not_bought_within);
    let rules = book.rules.iter().map(|r| r.document.bought_within);
    let Some(far) = strategies.chain(rules).flatten().max() else {
        return Vec::new();
    };
    let visit = inputs.visit;
    let today = visit.day();
    let back = i32::try_from(far).unwrap_or(i32::MAX / 2);
    let start = visit.zone.start_of(today.plus(-back));
    let mut found: Vec<(u32, u32)> = inputs
        .house
        .engine
        .history(customer, visit.at)
        .take_while(|doing| doing.at >= start)
        .filter(|doing| doing.kind == FactKind::Bought)
        .map(|doing| {
            let days = today.0.saturating_sub(visit.zone.day_of(doing.at).0);
            (doing.product, u32::try_from(days).unwrap_or(0))
        })
        .collect();
    found.sort_unstable();
    found.dedup_by_key(|(number, _)| *number);
    found
}
