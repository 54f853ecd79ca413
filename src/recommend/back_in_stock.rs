//! Back in Stock: what was sold out and can be had again, first what this person looked at.

use super::select::{best, ranked};
use super::{
    Allowed, Because, Card, Engine, Evidence, FactKind, Fit, Grade, Input, Ranker, Ranking,
    Readiness, Reason, Request, Setting, days_between,
};
use crate::model::time::{DAY, Moment};
use rustc_hash::FxHashMap;

/// Products that came back.
#[derive(Debug)]
pub struct BackInStock;

const CARD: Card = Card {
    id: "back-in-stock",
    name: "Back in Stock",
    line: "What was sold out and can be had again, first what this person looked at",
    inputs: &[Input::Catalogue, Input::History],
    formula: "score = 1, halved every 14 days since it came back, + 1 if this person viewed or carted it in the 90 days before \
              and has not bought it since",
    settings: &[Setting {
        name: "days",
        line: "how long ago it may have come back",
        usual: "30",
    }],
    grade: Grade::Personal,
};

/// Days after which coming back counts half.
const HALVES_IN: f64 = 14.0;
/// Days of interest before it came back, and doings looked through.
const INTEREST_DAYS: i64 = 90;
const MOST_DOINGS: usize = 1_000;

/// When a product last came back up to a moment.
fn came_back(engine: &Engine, product: u32, now: Moment) -> Option<Moment> {
    let item = engine.item(product);
    let newest = item.restocked.iter().rev().find(|at| **at <= now);
    newest.copied().filter(|_| item.stock.is_none_or(|s| s > 0))
}

/// A person's interest in one product: times, days since the last, rows.
#[derive(Default)]
struct Interest {
    times: u32,
    days_ago: u32,
    rows: Vec<Evidence>,
}

impl Ranker for BackInStock {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, now: Moment) -> Readiness {
        let back =
            (0..engine.items().len() as u32).filter(|p| came_back(engine, *p, now).is_some());
        Readiness::of(
            back.count() as u64,
            1,
            "products that were sold out and came back",
        )
    }

    fn rank(
        &self,
        engine: &Engine,
        _fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        let days = request.whole("days", 30, 1, 365);
        let from = request.days_ago(days);
        let back: FxHashMap<u32, Moment> = allowed
            .iter()
            .filter_map(|p| Some((p, came_back(engine, p, request.now)?)))
            .filter(|(_, at)| *at >= from)
            .collect();
        let mut bought: Vec<u32> = Vec::new();
        let mut interest: FxHashMap<u32, Interest> = FxHashMap::default();
        if let Some(customer) = request.customer {
            // Newest first: what is met after a purchase lies before it.
            for doing in engine.history(customer, request.now).take(MOST_DOINGS) {
                let Some(at) = back.get(&doing.product) else {
                    continue;
                };
                if doing.kind == FactKind::Bought {
                    bought.push(doing.product);
                } else if doing.at >= at.plus(-INTEREST_DAYS * DAY)
                    && !bought.contains(&doing.product)
                {
                    let own = interest.entry(doing.product).or_default();
                    if own.times == 0 {
                        own.days_ago = doing.days_before(request.now);
                    }
                    own.times += 1;
                    if own.rows.len() < request.evidence {
                        own.rows.push(doing.evidence());
                    }
                }
            }
        }
        let fresh = |p: u32| {
            let age = (request.now.0 - back[&p].0) as f64 / DAY as f64;
            libm::exp2(-age / HALVES_IN)
        };
        let wanted = |p: u32| f64::from(u8::from(interest.contains_key(&p)));
        let mut products: Vec<u32> = back.keys().copied().collect();
        products.sort_unstable();
        let scores = products.into_iter().map(|p| (p, fresh(p) + wanted(p)));
        let items: Vec<_> = best(engine, allowed, scores, n)
            .into_iter()
            .map(|(p, score)| {
                let mut reasons = vec![Reason {
                    because: Because::BackInStock {
                        days: days_between(back[&p], request.now),
                    },
                    addend: fresh(p),
                    evidence: Vec::new(),
                }];
                if let Some(own) = interest.get(&p) {
                    reasons.push(Reason {
                        because: Because::Viewed {
                            times: own.times,
                            days_ago: own.days_ago,
                        },
                        addend: 1.0,
                        evidence: own.rows.clone(),
                    });
                }
                let grade = Grade::of(&reasons);
                ranked(engine, p, score, grade, reasons)
            })
            .collect();
        let missing = items
            .is_empty()
            .then(|| format!("nothing came back into stock in the last {days} days"));
        Ranking { items, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Item;
    use super::super::fixture::*;
    use super::*;
    use crate::model::ids::{CustomerId, ProductId};

    #[test]
    fn what_this_person_looked_at_comes_before_what_came_back_later() {
        // The tent came back on day 6, the lamp on day 20; the mat is sold out again; the stove came back long ago.
        let stock = [(6, 3), (20, 3), (19, 0), (-300, 5)];
        let all = (1..).zip(stock).map(|(id, (on, stock))| Item {
            stock: Some(stock),
            restocked: vec![day(on)],
            ..Item::bare(ProductId(id))
        });
        let engine = Engine::build(all.collect(), [viewed(1, 1, 2, 11, 1)]);
        let mut request = ask(20);
        request.now = day(20);
        // Fourteen days: one half.
        assert_eq!(
            scores(&rank(&BackInStock, &engine, &request)),
            [(2, 1.0), (1, 0.5)]
        );
        request.customer = Some(CustomerId(1));
        let got = rank(&BackInStock, &engine, &request);
        assert_eq!(scores(&got), [(1, 1.5), (2, 1.0)]);
        assert_eq!(
            got.items[0].reasons[0].because,
            Because::Viewed {
                times: 1,
                days_ago: 18
            }
        );
        // On day 10 nobody knew that the lamp would come back.
        request.now = day(10);
        assert_eq!(rank(&BackInStock, &engine, &request).items.len(), 1);
    }
}
