//! Top of the Brand: the best sellers of one brand.

use super::select::{best, ranked_by};
use super::{
    AMONG, Allowed, Because, Card, Engine, FactKind, Fit, Grade, Input, Ranker, Ranking, Readiness,
    Request, Setting,
};
use crate::model::text;
use crate::model::time::Moment;
use std::collections::BTreeMap;

/// Products of a brand by orders.
#[derive(Debug)]
pub struct TopInBrand;

const CARD: Card = Card {
    id: "top-in-brand",
    name: "Top of the Brand",
    line: "The best sellers of a brand: a given one, the page's, or the one this person likes most",
    inputs: &[Input::Orders, Input::Product, Input::History],
    formula: "score = orders with the product in the last `days` days, within the brand",
    settings: &[
        Setting {
            name: "brand",
            line: "the brand",
            usual: "of the page's product, else the person's most bought and viewed",
        },
        Setting {
            name: "days",
            line: "how far back orders count",
            usual: "90",
        },
        AMONG[0],
        AMONG[1],
    ],
    grade: Grade::Personal,
};

/// Doings of a person that tell the favourite brand.
const MOST_DOINGS: usize = 500;

/// The brand that a person bought (3), carted (2) and viewed (1) most; ties by name.
fn favourite(engine: &Engine, request: &Request<'_>) -> Option<String> {
    let mut weights: BTreeMap<&str, u32> = BTreeMap::new();
    let brand = |product: u32| engine.item(product).brand.as_deref();
    let visit = request.session.iter().filter_map(|id| engine.number(*id));
    for brand in visit.filter_map(brand) {
        *weights.entry(brand).or_default() += 1;
    }
    if let Some(customer) = request.customer {
        for doing in engine.history(customer, request.now).take(MOST_DOINGS) {
            let weight = match doing.kind {
                FactKind::Bought => 3,
                FactKind::Cart => 2,
                FactKind::View | FactKind::Click => 1,
            };
            if let Some(brand) = brand(doing.product) {
                *weights.entry(brand).or_default() += weight;
            }
        }
    }
    let most = weights.values().copied().max()?;
    let first = weights.into_iter().find(|(_, weight)| *weight == most);
    first.map(|(brand, _)| brand.to_owned())
}

impl Ranker for TopInBrand {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, _now: Moment) -> Readiness {
        let branded = engine.items().iter().filter(|i| i.brand.is_some());
        Readiness::of(branded.count() as u64, 5, "products with a brand")
    }

    fn rank(
        &self,
        engine: &Engine,
        _fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        let anchor = request.anchor.and_then(|id| engine.number(id));
        let of_page = anchor.and_then(|p| engine.item(p).brand.clone());
        let (brand, grade) = if let Some(brand) = request.choices.get("brand") {
            (brand.clone(), Grade::Popular)
        } else if let Some(brand) = of_page {
            (brand, Grade::Contextual)
        } else if let Some(brand) = favourite(engine, request) {
            (brand, Grade::Personal)
        } else {
            return Ranking::lacking("needs a brand, a product page or a person's history");
        };
        let days = request.whole("days", 90, 1, 3650);
        let from = request.days_ago(days);
        let counts = request.counts(engine, FactKind::Bought, from, request.now);
        let folded = text::fold(&brand);
        let of_brand = |p: u32| {
            let own = engine.item(p).brand.as_deref();
            own.is_some_and(|own| own == brand || text::fold(own) == folded)
        };
        let scores = counts
            .ranked()
            .iter()
            .filter(|&&p| Some(p) != anchor && of_brand(p))
            .map(|&p| (p, f64::from(counts.get(p))));
        let items: Vec<_> = best(engine, allowed, scores, n)
            .into_iter()
            .map(|(p, score)| {
                let because = request.among(Because::TopIn {
                    category: brand.clone(),
                    orders: counts.get(p),
                    days,
                });
                let evidence = request.evidence(engine, p, FactKind::Bought, from);
                ranked_by(engine, p, score, request.grade(grade), because, evidence)
            })
            .collect();
        let missing = items.is_empty().then(|| {
            format!(
                "nothing of {brand} was ordered{} in the last {days} days",
                request.by()
            )
        });
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
    fn the_given_brand_the_pages_or_the_favourite() {
        let all = (1..).zip(["Fjell", "Fjell", "Berg", "Berg"]);
        let all = all.map(|(id, brand)| Item {
            brand: Some(brand.into()),
            ..Item::bare(ProductId(id))
        });
        // Orders: product 1 in one, 2 in two, 3 and 4 in one. Customer 1 bought from Berg.
        let facts = [
            bought(0, 1, 5, 1),
            bought(0, 2, 5, 1),
            bought(0, 2, 6, 2),
            bought(1, 3, 6, 3),
            bought(0, 4, 7, 4),
        ];
        let engine = Engine::build(all.collect(), facts);
        let mut request = ask(20);
        assert!(rank(&TopInBrand, &engine, &request).missing.is_some());
        request.customer = Some(CustomerId(1));
        let got = rank(&TopInBrand, &engine, &request);
        assert_eq!(scores(&got), [(3, 1.0), (4, 1.0)]);
        assert_eq!(got.items[0].grade, Grade::Personal);
        request.anchor = Some(ProductId(1));
        assert_eq!(scores(&rank(&TopInBrand, &engine, &request)), [(2, 2.0)]);
        let choices = BTreeMap::from([("brand".to_owned(), "FJELL".to_owned())]);
        request.choices = &choices;
        request.anchor = None;
        assert_eq!(
            scores(&rank(&TopInBrand, &engine, &request)),
            [(2, 2.0), (1, 1.0)]
        );
    }
}
