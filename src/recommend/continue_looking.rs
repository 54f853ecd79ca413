//! Continue Looking: what this person viewed or carted lately and has not bought since.

use super::select::{best, ranked};
use super::{
    Allowed, Because, Card, Engine, Evidence, FactKind, Fit, Grade, Input, Ranker, Ranking,
    Readiness, Reason, Request, Setting,
};
use crate::model::time::Moment;
use rustc_hash::{FxHashMap, FxHashSet};

/// Unfinished interest.
#[derive(Debug)]
pub struct ContinueLooking;

const CARD: Card = Card {
    id: "continue-looking",
    name: "Continue Looking",
    line: "What this person viewed or put into the cart lately and has not bought since",
    inputs: &[Input::History],
    formula: "score = sum over views (1) and carts (3) of the last `days` days, each halved every 7 days; \
              nothing for what was bought after",
    settings: &[Setting {
        name: "days",
        line: "how far back interest counts",
        usual: "30",
    }],
    grade: Grade::Personal,
};

#[derive(Default)]
struct Interest {
    views: u32,
    viewed_days_ago: u32,
    by_views: f64,
    view_rows: Vec<Evidence>,
    carts: u32,
    carted_days_ago: u32,
    by_carts: f64,
    cart_rows: Vec<Evidence>,
}

impl Ranker for ContinueLooking {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, now: Moment) -> Readiness {
        Readiness::of(
            engine.sources_until(FactKind::View, now),
            1,
            "product views",
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
        let Some(customer) = request.customer else {
            return Ranking::lacking("needs a known visitor");
        };
        let days = request.whole("days", 30, 1, 365);
        let from = request.days_ago(days);
        let anchor = request.anchor.and_then(|id| engine.number(id));
        let mut done: FxHashSet<u32> = anchor.into_iter().collect();
        let mut open: FxHashMap<u32, Interest> = FxHashMap::default();
        // Newest first: whatever is met after a purchase lies before it and is finished.
        for doing in engine
            .history(customer, request.now)
            .take_while(|d| d.at >= from)
        {
            if doing.kind == FactKind::Bought {
                done.insert(doing.product);
            }
            if done.contains(&doing.product) || !allowed.contains(doing.product) {
                continue;
            }
            let age = (request.now.0 - doing.at.0) as f64 / crate::model::time::DAY as f64;
            let weight = libm::exp2(-age / 7.0);
            let days_ago = doing.days_before(request.now);
            let interest = open.entry(doing.product).or_default();
            match doing.kind {
                FactKind::View => {
                    if interest.views == 0 {
                        interest.viewed_days_ago = days_ago;
                    }
                    interest.views += 1;
                    interest.by_views += weight;
                    if interest.view_rows.len() < request.evidence {
                        interest.view_rows.push(doing.evidence());
                    }
                }
                FactKind::Cart => {
                    if interest.carts == 0 {
                        interest.carted_days_ago = days_ago;
                    }
                    interest.carts += 1;
                    interest.by_carts += 3.0 * weight;
                    if interest.cart_rows.len() < request.evidence {
                        interest.cart_rows.push(doing.evidence());
                    }
                }
                FactKind::Bought | FactKind::Click => {}
            }
        }
        let scores: Vec<(u32, f64)> = open
            .iter()
            .map(|(&p, i)| (p, i.by_views + i.by_carts))
            .collect();
        let items: Vec<_> = best(engine, allowed, scores, n)
            .into_iter()
            .map(|(p, score)| {
                let i = open.remove(&p).unwrap_or_default();
                let reasons = vec![
                    Reason {
                        because: Because::LeftInCart {
                            days_ago: i.carted_days_ago,
                        },
                        addend: i.by_carts,
                        evidence: i.cart_rows,
                    },
                    Reason {
                        because: Because::Viewed {
                            times: i.views,
                            days_ago: i.viewed_days_ago,
                        },
                        addend: i.by_views,
                        evidence: i.view_rows,
                    },
                ];
                ranked(engine, p, score, Grade::Personal, reasons)
            })
            .collect();
        let missing = items
            .is_empty()
            .then(|| format!("this person left nothing open in the last {days} days"));
        Ranking { items, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::super::{Fact, Moment};
    use super::*;
    use crate::model::ids::CustomerId;

    #[test]
    fn carts_weigh_more_and_what_was_bought_after_is_finished() {
        let carted = |product, on, event| Fact {
            kind: FactKind::Cart,
            ..viewed(1, product, on, event, 1)
        };
        let engine = shop(
            &["Tent", "Lamp", "Mat"],
            &[
                viewed(1, 1, 3, 1, 1),
                carted(2, 3, 2),
                viewed(1, 3, 3, 3, 1),
                bought(1, 3, 4, 9),
            ],
        );
        let mut request = ask(10);
        request.customer = Some(CustomerId(1));
        request.now = Moment(day(10).0); // seven days after: every weight is one half
        assert_eq!(
            scores(&rank(&ContinueLooking, &engine, &request)),
            [(2, 1.5), (1, 0.5)]
        );
        request.now = Moment(day(3).0); // before the purchase the mat is open too
        assert_eq!(
            scores(&rank(&ContinueLooking, &engine, &request)),
            [(2, 3.0), (1, 1.0), (3, 1.0)]
        );
    }
}
