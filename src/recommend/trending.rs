//! Trending: what is ordered and viewed more than shortly before.

use super::select::{best, ranked};
use super::{
    AMONG, Allowed, Because, Card, Engine, FactKind, Fit, Grade, Input, Ranker, Ranking, Readiness,
    Reason, Request, Setting,
};
use crate::model::time::Moment;

/// Products by how clearly their orders and views rise.
#[derive(Debug)]
pub struct Trending;

const CARD: Card = Card {
    id: "trending",
    name: "Trending",
    line: "What is ordered and viewed more than shortly before",
    inputs: &[Input::Orders, Input::Events],
    formula: "score = rise of orders + 0.3 x rise of views; rise = (recent - before) / root(recent + before + 4), \
              over the last `days` days and as many days before; only what rises",
    settings: &[
        Setting {
            name: "days",
            line: "length of the recent part",
            usual: "7",
        },
        AMONG[0],
        AMONG[1],
    ],
    grade: Grade::Popular,
};

/// How clearly a count rose: the difference over its spread, with a little ballast so that 1 after 0 is no trend.
fn rise(recent: u32, before: u32) -> f64 {
    let (recent, before) = (f64::from(recent), f64::from(before));
    (recent - before) / (recent + before + 4.0).sqrt()
}

impl Ranker for Trending {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, now: Moment) -> Readiness {
        Readiness::of(engine.sources_until(FactKind::Bought, now), 50, "orders")
    }

    fn rank(
        &self,
        engine: &Engine,
        _fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        let days = request.whole("days", 7, 1, 365);
        let middle = request.days_ago(days);
        let start = request.days_ago(days * 2);
        let parts = |kind| {
            (
                request.counts(engine, kind, middle, request.now),
                request.counts(engine, kind, start, middle.plus(-1)),
            )
        };
        let orders = parts(FactKind::Bought);
        let views = parts(FactKind::View);
        let terms = |p: u32| {
            (
                rise(orders.0.get(p), orders.1.get(p)),
                0.3 * rise(views.0.get(p), views.1.get(p)),
            )
        };
        let mut candidates: Vec<u32> = [orders.0.ranked(), views.0.ranked()].concat();
        candidates.sort_unstable();
        candidates.dedup();
        let scores = candidates.into_iter().map(|p| {
            let (a, b) = terms(p);
            (p, a + b)
        });
        let items: Vec<_> = best(engine, allowed, scores, n)
            .into_iter()
            .map(|(p, score)| {
                let (by_orders, by_views) = terms(p);
                let reasons = vec![
                    Reason {
                        because: request.among(Because::Rising {
                            recent: orders.0.get(p),
                            before: orders.1.get(p),
                            days,
                        }),
                        addend: by_orders,
                        evidence: request.evidence(engine, p, FactKind::Bought, start),
                    },
                    Reason {
                        because: request.among(Because::RisingViews {
                            recent: views.0.get(p),
                            before: views.1.get(p),
                            days,
                        }),
                        addend: by_views,
                        evidence: request.evidence(engine, p, FactKind::View, start),
                    },
                ];
                ranked(engine, p, score, request.grade(Grade::Popular), reasons)
            })
            .collect();
        let missing = items
            .is_empty()
            .then(|| format!("nothing rose{} in the last {days} days", request.by()));
        Ranking { items, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Crowd;
    use super::super::fixture::*;
    use super::super::reason::words;
    use super::*;
    use crate::model::ids::CustomerId;

    #[test]
    fn what_rises_comes_before_what_sells_steadily() {
        // Tent: 4 orders before, 4 now. Lamp: none before, 5 now. Mat: 3 before, 1 now.
        let mut facts = Vec::new();
        let mut add = |product, on, times| {
            for _ in 0..times {
                let id = facts.len() as i64 + 1;
                facts.push(bought(id, product, on, id));
            }
        };
        add(1, 10, 4);
        add(1, 18, 4);
        add(2, 18, 5);
        add(3, 10, 3);
        add(3, 18, 1);
        let engine = shop(&["Tent", "Lamp", "Mat"], &facts);
        let got = rank(&Trending, &engine, &ask(20));
        // (5 - 0) / root(5 + 0 + 4) = 5 / 3
        assert_eq!(scores(&got), [(2, 1.666666667)]);
        assert_eq!(
            got.items[0].reasons[0].because,
            Because::Rising {
                recent: 5,
                before: 0,
                days: 7
            }
        );
    }

    #[test]
    fn a_trend_among_some_people_is_theirs_and_says_so() {
        // The tent rises with everybody; in the town, people 8 and 9, only the lamp does.
        let mut facts: Vec<_> = (1..=6).map(|n| bought(n, 1, 18, n)).collect();
        facts.extend((1..=5).map(|n| bought(8 + n % 2, 2, 17, 10 + n)));
        let engine = shop(&["Tent", "Lamp"], &facts);
        let town = Crowd::new("people in Kassel", &engine, [8, 9].map(CustomerId));
        let mut request = ask(20);
        request.among = Some(&town);
        let got = rank(&Trending, &engine, &request);
        // 5 / root(5 + 4)
        assert_eq!(scores(&got), [(2, 1.666666667)]);
        let lamp = &got.items[0];
        assert_eq!(lamp.grade, Grade::Group);
        assert_eq!(lamp.reasons[0].evidence.len(), 5);
        let (_, detail) = words(&lamp.reasons[0].because, &|_| String::new());
        let said = "5 orders in the last 7 days, 0 in the 7 days before, by people in Kassel";
        assert_eq!(detail, said);
    }

    #[test]
    fn views_alone_make_a_trend_too() {
        let facts: Vec<_> = (1..=5).map(|i| viewed(i, 1, 18, i, i)).collect();
        let got = rank(&Trending, &shop(&["Tent"], &facts), &ask(20));
        assert_eq!(scores(&got), [(1, 0.5)]);
    }
}
