//! A bare list of one strategy: steps 1 to 8 without the choice of step 0 and without a page around it.

use super::block::{fill, grade};
use super::book::StrategyPlan;
use super::context::Context;
use super::decision::{Block, Slot};
use super::person::Inputs;
use super::trace::Trace;

/// The best `n` that a strategy would bring at a spot, whatever its state, group and schedule; its fallback chain
/// fills what it leaves empty.
pub fn list(inputs: &Inputs<'_>, strategy: &StrategyPlan, placement: &str, n: usize) -> Block {
    let context = Context::new(*inputs);
    let document = &strategy.document;
    let mut block = Block {
        number: 1,
        name: document.name.clone(),
        placement: placement.to_owned(),
        strategy: Some(document.id.clone()),
        strategy_name: Some(document.name.clone()),
        ranker: strategy.ranker.map(|r| r.card().name.into()),
        arm: None,
        slots: Vec::<Slot>::new(),
        size: n,
        minimum: 0,
        hidden: None,
        empty: None,
        considered: Vec::new(),
        offer: None,
        message: None,
        trace: Trace::default(),
    };
    let filled = fill(&context, strategy, &block);
    if filled.slots.len() < n {
        let why = filled
            .missing
            .unwrap_or_else(|| "nothing more qualifies".into());
        block.empty = Some(why);
    }
    block.slots = filled.slots;
    block.trace = Trace(filled.trace);
    grade(&mut block);
    block
}
