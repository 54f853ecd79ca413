//! Steps 3 and 4: the ranker scores what is allowed, then boosts and buries multiply.

use super::book::{Margin, StrategyPlan};
use super::context::Context;
use super::decision::Moved;
use crate::model::rule::Verb;
use crate::recommend::{Allowed, Because, Grade, Ranked, Reason, Request};
use std::sync::Arc;

/// A product with its score before the page has a say.
#[derive(Clone)]
pub(crate) struct Candidate {
    pub(crate) number: u32,
    pub(crate) ranked: Ranked,
    /// What boosting did to its place.
    pub(crate) moved: Option<Moved>,
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
    on: On<'a>,
    name: String,
    /// By how much; of a wish for margin the greatest.
    times: f64,
}

/// What a weight lies on.
enum On<'a> {
    /// The products of a strategy's boost.
    These(Arc<Allowed>),
    /// Those that a rule means.
    Meant(&'a super::book::RulePlan),
    /// All, each by its margin.
    Margin(Arc<Vec<Margin>>),
}

impl Weighing<'_> {
    /// Name and multiplier for a product; `None` = it does not weigh on it.
    fn of(&self, context: &Context<'_>, number: u32) -> Option<(String, f64)> {
        let plain = |holds: bool| holds.then(|| (self.name.clone(), self.times));
        let found = match &self.on {
            On::These(products) => plain(products.contains(number)),
            On::Meant(rule) => plain(context.means(rule, number)),
            On::Margin(margins) => margins.get(number as usize).map(|margin| {
                let name = match margin.percent {
                    Some(percent) => format!("{} {percent} %", self.name),
                    None => format!("{} not known, taken as average", self.name),
                };
                (name, margin.times)
            }),
        };
        found.filter(|(_, times)| *times != 1.0)
    }
}

/// The weights of a source at a spot: its own boosts, then the rules' in their order.
pub(crate) fn weights<'a>(
    context: &Context<'a>,
    source: &StrategyPlan,
    placement: &str,
) -> Vec<Weighing<'a>> {
    let own = source.boosts.iter().map(|b| Weighing {
        on: On::These(Arc::clone(&b.products)),
        name: b.name.clone(),
        times: b.times,
    });
    let rules = context
        .rules(placement, source)
        .filter(|r| matches!(r.document.then, Verb::Boost | Verb::Bury))
        .map(|r| Weighing {
            on: On::Meant(r),
            name: r.document.name.clone(),
            times: r.document.multiplier(),
        });
    let margin = source.margins.as_ref().map(|margins| Weighing {
        times: margins.iter().map(|m| m.times).fold(1.0, f64::max),
        on: On::Margin(Arc::clone(margins)),
        name: "Margin".into(),
    });
    own.chain(margin).chain(rules).collect()
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
    let among = match source.among.as_ref().map(|among| among.crowd(context)) {
        Some(Ok(crowd)) => Some(crowd),
        Some(Err(missing)) => {
            return Pool {
                missing: Some(missing),
                complete: true,
                ..Pool::default()
            };
        }
        None => None,
    };
    let request = Request {
        customer: inputs.person.customer,
        anchor: visit.anchor,
        cart: &visit.cart,
        session: &visit.session,
        query: visit.query.as_deref(),
        about: &inputs.person.about,
        among,
        now: visit.at,
        parameters: &source.document.parameters,
        choices: &source.document.choices,
        evidence: inputs.evidence,
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
        allowed.contains(number).then_some(Candidate {
            number,
            ranked,
            moved: None,
        })
    });
    pool.candidates = numbered.collect();
    let mut weighed: Vec<Vec<String>> = vec![Vec::new(); pool.candidates.len()];
    for weight in weights {
        let mut moved = false;
        for (candidate, by) in pool.candidates.iter_mut().zip(&mut weighed) {
            if let Some((name, times)) = weight.of(context, candidate.number) {
                weigh(&mut candidate.ranked, name.clone(), times);
                by.push(name);
                moved = true;
            }
        }
        if moved {
            pool.moved.push(match weight.on {
                On::Margin(_) => format!("{} up to ×{:.2}", weight.name, weight.times),
                _ => format!("{} ×{}", weight.name, weight.times),
            });
        }
    }
    if !pool.moved.is_empty() {
        for candidate in &mut pool.candidates {
            let reasons = &mut candidate.ranked.reasons;
            reasons.sort_by(|a, b| b.addend.total_cmp(&a.addend));
        }
        let before = (1..).zip(pool.candidates.iter_mut().zip(weighed));
        for (from, (candidate, by)) in before {
            candidate.moved = Some(Moved { from, to: from, by });
        }
        pool.candidates.sort_by(|a, b| {
            let by_score = b.ranked.score.total_cmp(&a.ranked.score);
            by_score.then(a.ranked.product.cmp(&b.ranked.product))
        });
        for (to, candidate) in (1..).zip(&mut pool.candidates) {
            candidate.moved = candidate.moved.take().and_then(|moved| {
                let moved = Moved { to, ..moved };
                (moved.from != to).then_some(moved)
            });
        }
    }
    pool
}

/// Multiplies a score; the difference becomes a term of its own, so that the terms still add up. Scores are above 0.
fn weigh(ranked: &mut Ranked, by: String, times: f64) {
    let score = rounded(ranked.score * times);
    ranked.reasons.push(Reason {
        because: Because::Weighted { by, times },
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
        moved: None,
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
