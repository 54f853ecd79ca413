//! Step 0: which layout, and in each block which strategy: the experiment's arm, else the first that can be shown.

use super::assign::assigned;
use super::book::StrategyPlan;
use super::context::Context;
use super::decision::{Arm, Considered};
use super::eligibility::barrier;
use crate::model::layout::{BlockPlan, Layout};

/// The strategy of a block with all that led to it.
pub(crate) struct Chosen<'a> {
    pub(crate) strategy: Option<&'a StrategyPlan>,
    pub(crate) arm: Option<Arm>,
    pub(crate) considered: Vec<Considered>,
}

/// The first live layout of the page, in list order, whose group holds.
pub(crate) fn layout<'a>(context: &Context<'a>) -> Option<&'a Layout> {
    let inputs = &context.inputs;
    let groups = &inputs.person.groups;
    inputs.house.book.layouts.iter().find(|l| {
        l.page == inputs.visit.page
            && l.state.on()
            && l.group.as_ref().is_none_or(|g| groups.contains(g))
    })
}

/// The default of a block: what a holdout sees.
fn default_of<'a>(context: &Context<'a>, block: &BlockPlan) -> Option<&'a StrategyPlan> {
    let book = context.inputs.house.book;
    let named = block.default.as_deref().and_then(|id| book.source(id));
    named.or_else(|| book.source("best-sellers"))
}

/// Chooses for one block.
pub(crate) fn choose<'a>(context: &Context<'a>, block: &BlockPlan, placement: &str) -> Chosen<'a> {
    let book = context.inputs.house.book;
    let mut considered = Vec::new();
    let mut arm = None;
    if let Some((told, drawn)) = assigned(&context.inputs, placement) {
        let (plan, why) = match &drawn.strategy {
            Some(id) => (
                book.source(id),
                format!("variant {} of the test {}", told.variant, told.experiment),
            ),
            None => (
                default_of(context, block),
                format!("the default, for the holdout of {}", told.experiment),
            ),
        };
        arm = Some(told);
        if let Some(plan) = plan {
            let barrier = barrier(context, plan, Some(placement));
            let taken = barrier.is_none();
            considered.push(Considered {
                strategy: plan.document.id.clone(),
                taken,
                because: barrier.unwrap_or(why),
            });
            if taken {
                return Chosen {
                    strategy: Some(plan),
                    arm,
                    considered,
                };
            }
        }
    }
    for id in &block.strategies {
        let Some(plan) = book.source(id) else {
            considered.push(Considered {
                strategy: id.clone(),
                taken: false,
                because: "there is no strategy with this id".into(),
            });
            continue;
        };
        let barrier = barrier(context, plan, Some(placement));
        let taken = barrier.is_none();
        considered.push(Considered {
            strategy: plan.document.id.clone(),
            taken,
            because: barrier.unwrap_or_else(|| match considered.is_empty() {
                true => "first in the block".into(),
                false => "the first that can be shown".into(),
            }),
        });
        if taken {
            return Chosen {
                strategy: Some(plan),
                arm,
                considered,
            };
        }
    }
    Chosen {
        strategy: None,
        arm,
        considered,
    }
}
