//! Best Sellers: what most orders held in the last days.

use super::select::{best, ranked_by};
use super::{
    AMONG, Allowed, Because, Card, Engine, FactKind, Fit, Grade, Input, Ranker, Ranking, Readiness,
    Request, Setting,
};
use crate::model::time::Moment;

/// Products by the number of orders that held them.
#[derive(Debug)]
pub struct BestSellers;

const CARD: Card = Card {
    id: "best-sellers",
    name: "Best Sellers",
    line: "What most orders of the last days held",
    inputs: &[Input::Orders],
    formula: "score = orders with the product in the last `days` days",
    settings: &[
        Setting {
            name: "days",
            line: "how far back orders count",
            usual: "30",
        },
        AMONG[0],
        AMONG[1],
    ],
    grade: Grade::Popular,
};

impl Ranker for BestSellers {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, now: Moment) -> Readiness {
        Readiness::of(engine.sources_until(FactKind::Bought, now), 10, "orders")
    }

    fn rank(
        &self,
        engine: &Engine,
        _fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        let days = request.whole("days", 30, 1, 3650);
        let from = request.days_ago(days);
        let counts = request.counts(engine, FactKind::Bought, from, request.now);
        let scores = counts
            .ranked()
            .iter()
            .map(|&p| (p, f64::from(counts.get(p))));
        let items: Vec<_> = best(engine, allowed, scores, n)
            .into_iter()
            .map(|(p, score)| {
                let because = request.among(Because::Sold {
                    orders: counts.get(p),
                    days,
                });
                let evidence = request.evidence(engine, p, FactKind::Bought, from);
                let grade = request.grade(Grade::Popular);
                ranked_by(engine, p, score, grade, because, evidence)
            })
            .collect();
        let missing = items.is_empty().then(|| {
            format!(
                "no orders of these products{} in the last {days} days",
                request.by()
            )
        });
        Ranking { items, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;

    #[test]
    fn orders_of_the_last_days_are_counted_once_each() {
        // Day 0: two orders with the tent; day 50: lamp twice (two orders), mat once with two lines in one order.
        let engine = shop(
            &["Tent", "Lamp", "Mat"],
            &[
                bought(1, 1, 0, 1),
                bought(2, 1, 0, 2),
                bought(1, 2, 50, 3),
                bought(2, 2, 50, 4),
                bought(3, 3, 50, 5),
                bought(3, 3, 50, 5),
            ],
        );
        let got = rank(&BestSellers, &engine, &ask(51));
        assert_eq!(scores(&got), [(2, 2.0), (3, 1.0)]);
        assert_eq!(
            got.items[0].reasons[0].because,
            Because::Sold {
                orders: 2,
                days: 30
            }
        );
        assert_eq!(got.items[0].reasons[0].evidence, [order(4), order(3)]);
        // As of day 10 only the tent has been bought, by the services of nobody else.
        assert_eq!(scores(&rank(&BestSellers, &engine, &ask(10))), [(1, 2.0)]);
        assert!(rank(&BestSellers, &engine, &ask(2000)).missing.is_some());
    }
}
