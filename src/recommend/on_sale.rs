//! On Sale: what sells under its former price, the greatest reduction first.

use super::select::{best, ranked_by};
use super::{
    Allowed, Because, Card, Engine, Fit, Grade, Input, Ranker, Ranking, Readiness, Request,
};
use crate::model::time::Moment;

/// Products by their reduction.
#[derive(Debug)]
pub struct OnSale;

const CARD: Card = Card {
    id: "on-sale",
    name: "On Sale",
    line: "What sells under its former price",
    inputs: &[Input::Catalogue],
    formula: "score = 1 - price / former price",
    settings: &[],
    grade: Grade::Popular,
};

impl Ranker for OnSale {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, _now: Moment) -> Readiness {
        let reduced = engine.items().iter().filter(|i| i.discount() > 0.0);
        Readiness::of(reduced.count() as u64, 1, "products with a former price")
    }

    fn rank(
        &self,
        engine: &Engine,
        _fit: Option<&Fit>,
        _request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        let scores = allowed.iter().map(|p| (p, engine.item(p).discount()));
        let items: Vec<_> = best(engine, allowed, scores, n)
            .into_iter()
            .map(|(p, score)| {
                let percent = (score * 100.0).round() as u32;
                let because = Because::OnSale { percent };
                ranked_by(engine, p, score, Grade::Popular, because, Vec::new())
            })
            .collect();
        let missing = items
            .is_empty()
            .then(|| "no product has a former price above its price".to_owned());
        Ranking { items, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;
    use crate::model::money::Price;

    #[test]
    fn the_greatest_reduction_comes_first() {
        let mut all = items(&["Tent", "Lamp", "Mat"]);
        for (item, (price, before)) in all.iter_mut().zip([(75, 100), (50, 100), (100, 90)]) {
            item.price = Some(Price(price));
            item.compare_at = Some(Price(before));
        }
        let got = rank(&OnSale, &Engine::build(all, []), &ask(0));
        assert_eq!(scores(&got), [(2, 0.5), (1, 0.25)]);
        assert_eq!(
            got.items[0].reasons[0].because,
            Because::OnSale { percent: 50 }
        );
    }
}
