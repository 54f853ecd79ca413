//! Most Viewed: what was looked at most in the last days.

use super::select::{best, ranked_by};
use super::{
    Allowed, Because, Card, Engine, FactKind, Fit, Grade, Input, Ranker, Ranking, Readiness,
    Request, Setting,
};
use crate::model::time::Moment;

/// Products by views.
#[derive(Debug)]
pub struct MostViewed;

const CARD: Card = Card {
    id: "most-viewed",
    name: "Most Viewed",
    line: "What was looked at most in the last days",
    inputs: &[Input::Events],
    formula: "score = views in the last `days` days",
    settings: &[Setting {
        name: "days",
        line: "how far back views count",
        usual: "14",
    }],
    grade: Grade::Popular,
};

impl Ranker for MostViewed {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, now: Moment) -> Readiness {
        Readiness::of(
            engine.sources_until(FactKind::View, now),
            100,
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
        let days = request.whole("days", 14, 1, 3650);
        let from = request.days_ago(days);
        let counts = engine.counts(FactKind::View, from, request.now);
        let scores = counts
            .ranked()
            .iter()
            .map(|&p| (p, f64::from(counts.get(p))));
        let items: Vec<_> = best(engine, allowed, scores, n)
            .into_iter()
            .map(|(p, score)| {
                let because = Because::Seen {
                    views: counts.get(p),
                    days,
                };
                let evidence =
                    engine.evidence(p, FactKind::View, from, request.now, request.evidence);
                ranked_by(engine, p, score, Grade::Popular, because, evidence)
            })
            .collect();
        let missing = items
            .is_empty()
            .then(|| format!("no product views in the last {days} days"));
        Ranking { items, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;

    #[test]
    fn views_of_the_last_fortnight_are_counted() {
        let engine = shop(
            &["Tent", "Lamp"],
            &[
                viewed(1, 1, 0, 1, 1),
                viewed(1, 1, 1, 2, 2),
                viewed(1, 2, 30, 3, 3),
            ],
        );
        assert_eq!(scores(&rank(&MostViewed, &engine, &ask(30))), [(2, 1.0)]);
        assert_eq!(scores(&rank(&MostViewed, &engine, &ask(2))), [(1, 2.0)]);
    }
}
