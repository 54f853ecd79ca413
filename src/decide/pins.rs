//! Step 5: fixed slots of strategy and rules, sponsored ones marked and at most one in a block.

use super::book::StrategyPlan;
use super::context::{Context, Place};
use super::decision::Pinned;
use crate::model::rule::Verb;
use crate::recommend::Allowed;
use std::collections::BTreeMap;

/// Products by slot, counted from 0.
pub(crate) type Pins = BTreeMap<usize, (u32, Pinned)>;

/// The pins that hold at a spot. Rules come first, the greatest priority winning a slot, then the strategy's own. A
/// pin passes the same filters as everything else and is not shown twice on a page.
pub(crate) fn pins(
    context: &Context<'_>,
    strategy: &StrategyPlan,
    place: &Place<'_>,
    allowed: &Allowed,
) -> (Pins, Vec<String>) {
    let rules = context
        .rules(place.placement, strategy)
        .filter(|r| r.document.then == Verb::Pin)
        .filter_map(|r| {
            let slot = r.document.slot.unwrap_or(1);
            Some((slot, r.pin?, false, r.document.name.clone()))
        });
    let own = strategy.pins.iter().map(|&(slot, product, sponsored)| {
        (slot, product, sponsored, strategy.document.name.clone())
    });
    let mut pins = Pins::new();
    let mut said = Vec::new();
    let goods = context.inputs.house.goods;
    let mut sponsored_yet = false;
    for (slot, product, sponsored, by) in rules.chain(own) {
        let name = goods.get(product).map_or("", |f| f.title.as_str());
        let barrier = if slot == 0 || slot > place.size {
            Some("there is no such slot")
        } else if pins.contains_key(&(slot - 1)) {
            Some("another pin has the slot")
        } else if pins.values().any(|(p, _)| *p == product) {
            Some("it is pinned already")
        } else if !allowed.contains(product) {
            Some("it is filtered out")
        } else if context.shown.iter().any(|(p, _)| *p == product) {
            Some("it is on the page already")
        } else if sponsored && sponsored_yet {
            Some("one sponsored product in a block is enough")
        } else {
            None
        };
        match barrier {
            Some(why) => said.push(format!("{name} in slot {slot} by “{by}”: {why}")),
            None => {
                sponsored_yet |= sponsored;
                said.push(format!("{name} in slot {slot} by “{by}”"));
                pins.insert(slot - 1, (product, Pinned { by, sponsored }));
            }
        }
    }
    (pins, said)
}
