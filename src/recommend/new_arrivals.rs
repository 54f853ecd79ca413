//! New Arrivals: what came into the shop last.

use super::select::{best, ranked_by};
use super::{
    Allowed, Because, Card, Engine, FactKind, Fit, Grade, Input, Ranker, Ranking, Readiness,
    Request, Setting, days_between,
};
use crate::model::time::Moment;

/// Products by how short they have been in the shop.
#[derive(Debug)]
pub struct NewArrivals;

const CARD: Card = Card {
    id: "new-arrivals",
    name: "New Arrivals",
    line: "What came into the shop last",
    inputs: &[Input::Catalogue],
    formula: "score = 1 - days in the shop / `days`; where the catalogue has no date, the first order or view counts",
    settings: &[Setting {
        name: "days",
        line: "how long a product is new",
        usual: "60",
    }],
    grade: Grade::Popular,
};

/// When a product came: as stated, else when it was first met.
fn came(engine: &Engine, product: u32, now: Moment) -> Option<Moment> {
    match engine.item(product).added {
        Some(added) => Some(added),
        None => engine.first_met(product, now),
    }
}

impl Ranker for NewArrivals {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, _now: Moment) -> Readiness {
        Readiness::of(engine.items().len() as u64, 1, "products")
    }

    fn rank(
        &self,
        engine: &Engine,
        _fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        let days = request.whole("days", 60, 1, 3650);
        let start = request.days_ago(days);
        let span = (request.now.0 - start.0) as f64;
        let scores = allowed.iter().filter_map(|p| {
            let came = came(engine, p, request.now)?;
            (came > start && came <= request.now)
                .then(|| (p, 1.0 - (request.now.0 - came.0) as f64 / span))
        });
        let items: Vec<_> = best(engine, allowed, scores, n)
            .into_iter()
            .map(|(p, score)| {
                let came = came(engine, p, request.now).unwrap_or(request.now);
                let because = Because::New {
                    days: days_between(came, request.now),
                };
                let evidence =
                    engine.evidence(p, FactKind::Bought, start, request.now, request.evidence);
                ranked_by(engine, p, score, Grade::Popular, because, evidence)
            })
            .collect();
        let missing = items
            .is_empty()
            .then(|| format!("nothing came into the shop in the last {days} days"));
        Ranking { items, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;

    #[test]
    fn the_newest_comes_first_by_stated_date_or_first_order() {
        let mut all = items(&["Tent", "Lamp", "Mat", "Cup"]);
        all[0].added = Some(day(70)); // 30.5 days before the end of day 100
        all[1].added = Some(day(10)); // too long ago
        all[3].added = Some(day(200)); // not yet there
        let engine = Engine::build(all, [bought(1, 3, 85, 1)]);
        let got = rank(&NewArrivals, &engine, &ask(100));
        assert_eq!(
            got.items.iter().map(|i| i.product.0).collect::<Vec<_>>(),
            [3, 1]
        );
        assert!((got.items[1].score - (1.0 - 30.5 / 60.0)).abs() < 1e-6);
        assert_eq!(got.items[0].reasons[0].because, Because::New { days: 15 });
    }
}
