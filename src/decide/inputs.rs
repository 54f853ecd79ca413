//! Step 1: what the ranker can rest on, said in words.

use super::context::Context;
use super::trace::Passage;
use crate::model::decision::Step;

/// What is known of person and page.
pub(crate) fn known(context: &Context<'_>, source: usize, missing: Option<&str>) -> Passage {
    if let Some(missing) = missing {
        return Passage::said(Step::Inputs, source, format!("missing: {missing}"));
    }
    let visit = context.inputs.visit;
    let mut parts: Vec<String> = Vec::new();
    parts.push(match context.inputs.person.customer {
        Some(_) => "this person's history".into(),
        None => "an unknown visitor".into(),
    });
    if visit.anchor.is_some() {
        parts.push("the product of the page".into());
    }
    if !visit.cart.is_empty() {
        parts.push(format!("a cart of {}", visit.cart.len()));
    }
    if !visit.session.is_empty() {
        parts.push(format!("{} products of this visit", visit.session.len()));
    }
    if let Some(query) = &visit.query {
        parts.push(format!("the search “{query}”"));
    }
    Passage::said(Step::Inputs, source, parts.join(", "))
}
