//! Steps 3 and 4: the ranker scores what is allowed, then boosts and buries multiply.

use super::book::StrategyPlan;
use super::context::Context;
use crate::model::rule::Verb;
use crate::recommend::{Allowed, Because, Grade, Ranked, Reason, Request};
use std::sync::Arc;

/// A product with its score before the page has a say.
#[derive(Clone)]
pub(crate) struct Candidate {
    pub(crate) number: u32,
    pub(crate) ranked: Ranked,
}

/// What a ranker brought.
#[derive(Default)]
pub(crate) struct Pool {
    /// Best first after boosting.
    pub(crate) candidates: Vec<Candidate>,
    /// What the ranker lacked.
    pub(crate) missing: Option<String>,
    /// Whether nothing more would come, however many were asked for.
    pub(crate) complete: bool,
    /// The smallest score before boosting: whatever did not come has no greater one.
    pub(crate) least: f64,
    /// The greatest multiplier that a product which did not come could have.
    pub(crate) most: f64,
    /// Names of the weights that moved something.
    pub(crate) moved: Vec<String>,
}

/// A boost or bury in force.
pub(crate) struct Weighing<'a> {
    products: Option<Arc<Allowed>>,
    rule: Option<&'a super::book::RulePlan>,
    name: String,
    times: f64,
}

impl Weighing<'_> {
    fn holds(&self, context: &Context<'_>, number: u32) -> bool {
        match (&self.products, self.rule) {
            (Some(products), _) => products.contains(number),
            (None, Some(rule)) => context.means(rule, number),
            (None, None) => false,
        }
    }
}

/// The weights of a source at a spot: its own boosts, then the rules' in their order.
pub(crate) fn weights<'a>(
    context: &Context<'a>,
    source: &StrategyPlan,
    placement: &str,
) -> Vec<Weighing<'a>> {
    let own = source.boosts.iter().map(|b| Weighing {
        products: Some(Arc::clone(&b.products)),
        rule: None,
        name: b.name.clone(),
        times: b.times,
    });
    let rules = context
        .rules(placement, source)
        .filter(|r| matches!(r.document.then, Verb::Boost | Verb::Bury))
        .map(|r| Weighing {
            products: None,
            rule: Some(r),
            name: r.document.name.clone(),
            times: r.document.multiplier(),
        });
    own.chain(rules).collect()
}

/// The best `n` for a request, boosted and in their new order. `parameters` and `choices` are the source's.
pub(crate) fn rank(
    context: &Context<'_>,
    source: &StrategyPlan,
    weights: &[Weighing<'_>],
    allowed: &Allowed,
    n: usize,
) -> Pool {
    let inputs = &context.inputs;
    let (house, visit) = (&inputs.house, inputs.visit);
    let Some(ranker) = source.ranker else {
        return Pool {
            complete: true,
            ..Pool::default()
        };
    };
    let request = Request {
        customer: inputs.person.customer,
        anchor: visit.anchor,
        cart: &visit.cart,
        session: &visit.session,
        query: visit.query.as_deref(),
        now: visit.at,
        parameters: &source.document.parameters,
        choices: &source.document.choices,
    };
    let ranking = ranker.rank(house.engine, house.fit, &request, allowed, n);
    let mut pool = Pool {
        complete: ranking.items.len() < n,
        least: ranking.items.last().map_or(0.0, |r| r.score),
        most: weights.iter().map(|w| w.times.max(1.0)).product(),
        missing: ranking.missing,
        ..Pool::default()
    };
    let numbered = ranking.items.into_iter().filter_map(|ranked| {
        // A ranker that forgets the allow-list must not be able to show what is hidden.
        let number = house.engine.number(ranked.product)?;
        allowed
            .contains(number)
            .then_some(Candidate { number, ranked })
    });
    pool.candidates = numbered.collect();
    for weight in weights {
        let mut moved = false;
        for candidate in &mut pool.candidates {
            if weight.times != 1.0 && weight.holds(context, candidate.number) {
                weigh(&mut candidate.ranked, weight);
                moved = true;
            }
        }
        if moved {
            pool.moved
                .push(format!("{} ×{}", weight.name, weight.times));
        }
    }
    if !pool.moved.is_empty() {
        for candidate in &mut pool.candidates {
            let reasons = &mut candidate.ranked.reasons;
            reasons.sort_by(|a, b| b.addend.total_cmp(&a.addend));
        }
        pool.candidates.sort_by(|a, b| {
            let by_score = b.ranked.score.total_cmp(&a.ranked.score);
            by_score.then(a.ranked.product.cmp(&b.ranked.product))
        });
    }
    pool
}

/// Multiplies a score; the difference becomes a term of its own, so that the terms still add up. Scores are above 0.
fn weigh(ranked: &mut Ranked, weight: &Weighing<'_>) {
    let score = rounded(ranked.score * weight.times);
    ranked.reasons.push(Reason {
        because: Because::Weighted {
            by: weight.name.clone(),
            times: weight.times,
        },
        addend: rounded(score - ranked.score),
        evidence: Vec::new(),
    });
    ranked.score = score;
}

/// Scores are compared at 1e-9, so that the last bits of a sum decide nothing.
pub(crate) fn rounded(x: f64) -> f64 {
    (x * 1e9).round() / 1e9
}

/// A product that the merchant chose: no score of its own.
pub(crate) fn chosen(context: &Context<'_>, number: u32) -> Option<Candidate> {
    let product = context.inputs.house.goods.id(number)?;
    Some(Candidate {
        number,
        ranked: Ranked {
            product,
            score: 0.0,
            grade: Grade::Manual,
            reasons: vec![Reason {
                because: Because::Chosen,
                addend: 0.0,
                evidence: Vec::new(),
            }],
        },
    })
}
