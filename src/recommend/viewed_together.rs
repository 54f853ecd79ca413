//! Viewed Together: what people looked at in the same visits.

use super::select::{best, ranked_by};
use super::similar::instead;
use super::together::{in_visits, visit_evidence};
use super::{
    Allowed, Because, Card, Engine, FactKind, Fit, Grade, Input, Ranker, Ranking, Readiness,
    Request, Setting,
};
use crate::model::time::Moment;

/// Products by shared visits with the page's product.
#[derive(Debug)]
pub struct ViewedTogether;

const CARD: Card = Card {
    id: "viewed-together",
    name: "Viewed Together",
    line: "What people looked at in the same visits",
    inputs: &[Input::Product],
    formula: "score = share of the product's visits that saw the other x ln(1 + all views / the other's views); \
              at least `support` visits with both; where there are none yet: as Similar, and the reasons say so",
    settings: &[Setting {
        name: "support",
        line: "least number of visits with both",
        usual: "2",
    }],
    grade: Grade::Contextual,
};

impl Ranker for ViewedTogether {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, now: Moment) -> Readiness {
        Readiness::of(
            engine.sources_until(FactKind::View, now),
            200,
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
        let seed = request.anchor.or(request.session.last().copied());
        let Some(seed) = seed.and_then(|id| engine.number(id)) else {
            return Ranking::lacking("needs a product page");
        };
        let support = request.whole("support", 2, 1, 1_000_000);
        let together = in_visits(engine, seed, request.now);
        let totals = engine.totals(FactKind::View, request.now);
        let all = f64::from(totals.sources());
        let scores = together
            .others
            .iter()
            .filter(|(_, both)| *both >= support)
            .map(|&(p, both)| {
                let share = f64::from(both) / f64::from(together.of);
                let rarity = libm::log1p(all / f64::from(totals.get(p).max(1)));
                (p, share * rarity)
            });
        let best = best(engine, allowed, scores, n);
        let products: Vec<u32> = best.iter().map(|(p, _)| *p).collect();
        let evidence = visit_evidence(engine, seed, &products, request.now, request.evidence);
        let items: Vec<_> = best
            .into_iter()
            .zip(evidence)
            .map(|((p, score), rows)| {
                let place = together.others.binary_search_by_key(&p, |(o, _)| *o);
                let because = Because::ViewedWith {
                    product: engine.item(seed).id,
                    both: place.map_or(0, |i| together.others[i].1),
                    of: together.of,
                };
                ranked_by(engine, p, score, Grade::Contextual, because, rows)
            })
            .collect();
        let missing = items
            .is_empty()
            .then(|| format!("no other product was seen in {support} visits with it"));
        if items.is_empty() {
            let alike = instead(engine, request, seed, allowed, n, "looked at with it");
            return Ranking { missing, ..alike };
        }
        Ranking { items, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;
    use crate::model::ids::ProductId;

    #[test]
    fn shared_visits_count_once_each() {
        let engine = shop(
            &["Tent", "Lamp", "Mat"],
            &[
                viewed(1, 1, 1, 1, 1),
                viewed(1, 2, 1, 2, 1),
                viewed(1, 2, 1, 3, 1),
                viewed(2, 2, 2, 4, 2),
                viewed(2, 1, 2, 5, 2),
                viewed(2, 3, 2, 6, 3), // another visit of the same person
            ],
        );
        let mut request = ask(3);
        request.anchor = Some(ProductId(1));
        let got = rank(&ViewedTogether, &engine, &request);
        // Lamp: both of the tent's two visits; ln(1 + 6 views / 3 views) = ln 3
        assert_eq!(scores(&got), [(2, 1.098612289)]);
        assert_eq!(
            got.items[0].reasons[0].because,
            Because::ViewedWith {
                product: ProductId(1),
                both: 2,
                of: 2
            }
        );
    }
}
