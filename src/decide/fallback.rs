//! Step 7: what fills the slots that the strategy left empty: its declared chain, ending in its manual list.

use super::book::StrategyPlan;
use super::context::Context;
use super::eligibility::barrier;

/// One member of a fallback chain.
pub(crate) enum Member<'a> {
    /// Another strategy, or a ranker by its name.
    Source(&'a StrategyPlan),
    /// One that cannot be shown: its name and why.
    Barred(String, String),
    /// Products chosen by the merchant, in their order.
    Manual(&'a [u32]),
}

/// The chain that a strategy declares.
pub(crate) fn chain<'a>(context: &Context<'a>, strategy: &'a StrategyPlan) -> Vec<Member<'a>> {
    let book = context.inputs.house.book;
    let mut members: Vec<Member<'a>> = Vec::new();
    for name in &strategy.document.fallback {
        members.push(match book.source(name) {
            None => Member::Barred(name.clone(), "neither a strategy nor a ranker".into()),
            Some(plan) if plan.document.id == strategy.document.id => {
                Member::Barred(name.clone(), "the strategy itself".into())
            }
            Some(plan) => match barrier(context, plan, None) {
                Some(why) => Member::Barred(plan.document.name.clone(), why),
                None => Member::Source(plan),
            },
        });
    }
    if !strategy.manual.is_empty() {
        members.push(Member::Manual(&strategy.manual));
    }
    members
}
