//! Top in Category: the best sellers of one category.

use super::select::{best, ranked_by};
use super::{
    AMONG, Allowed, Because, Card, Engine, FactKind, Fit, Grade, Input, Ranker, Ranking, Readiness,
    Request, Setting,
};
use crate::model::time::Moment;
use rustc_hash::FxHashMap;

/// Products of a category by orders.
#[derive(Debug)]
pub struct TopInCategory;

const CARD: Card = Card {
    id: "top-in-category",
    name: "Top in Category",
    line: "The best sellers of a category: a given one, the page's, or the one this person likes most",
    inputs: &[Input::Orders, Input::Product, Input::History],
    formula: "score = orders with the product in the last `days` days, within the category",
    settings: &[
        Setting {
            name: "category",
            line: "the category's path, or its beginning",
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

/// Doings of a person that tell the favourite category.
const MOST_DOINGS: usize = 500;

/// The category in which a person bought (3), carted (2) and viewed (1) most; ties by name.
fn favourite(engine: &Engine, request: &Request<'_>) -> Option<String> {
    let mut weights: FxHashMap<&str, u32> = FxHashMap::default();
    for id in request.session {
        if let Some(category) = engine
            .number(*id)
            .and_then(|p| engine.item(p).category.as_deref())
        {
            *weights.entry(category).or_default() += 1;
        }
    }
    if let Some(customer) = request.customer {
        for doing in engine.history(customer, request.now).take(MOST_DOINGS) {
            let weight = match doing.kind {
                FactKind::Bought => 3,
                FactKind::Cart => 2,
                FactKind::View | FactKind::Click => 1,
            };
            if let Some(category) = engine.item(doing.product).category.as_deref() {
                *weights.entry(category).or_default() += weight;
            }
        }
    }
    weights
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)))
        .map(|(category, _)| category.to_owned())
}

impl Ranker for TopInCategory {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, _now: Moment) -> Readiness {
        let filed = engine.items().iter().filter(|i| i.category.is_some());
        Readiness::of(filed.count() as u64, 5, "products with a category")
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
        let given = request.choices.get("category").cloned();
        let of_page = anchor.and_then(|p| engine.item(p).category.clone());
        let (category, grade) = if let Some(category) = given {
            (category, Grade::Popular)
        } else if let Some(category) = of_page {
            (category, Grade::Contextual)
        } else if let Some(category) = favourite(engine, request) {
            (category, Grade::Personal)
        } else {
            return Ranking::lacking("needs a category, a product page or a person's history");
        };
        let days = request.whole("days", 90, 1, 3650);
        let from = request.days_ago(days);
        let counts = request.counts(engine, FactKind::Bought, from, request.now);
        let content = engine.content(request.now);
        let place = content.path(&category);
        let scores = counts
            .ranked()
            .iter()
            .filter(|&&p| {
                Some(p) != anchor
                    && place.is_some_and(|(path, depth)| content.is_under(p, path, depth))
            })
            .map(|&p| (p, f64::from(counts.get(p))));
        let items: Vec<_> = best(engine, allowed, scores, n)
            .into_iter()
            .map(|(p, score)| {
                let because = request.among(Because::TopIn {
                    category: category.clone(),
                    orders: counts.get(p),
                    days,
                });
                let evidence = request.evidence(engine, p, FactKind::Bought, from);
                ranked_by(engine, p, score, request.grade(grade), because, evidence)
            })
            .collect();
        let missing = items.is_empty().then(|| {
            format!(
                "nothing of {category} was ordered{} in the last {days} days",
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
    use crate::model::ids::{CustomerId, ProductId};
    use std::collections::BTreeMap;

    #[test]
    fn the_category_is_given_or_of_the_page_or_of_the_person() {
        let mut all = items(&["Tent", "Lamp", "Hose", "Rake"]);
        for (item, category) in
            all.iter_mut()
                .zip(["Camping > Tents", "Camping > Light", "Garden", "Garden"])
        {
            item.category = Some(category.into());
        }
        let engine = Engine::build(
            all,
            [
                bought(1, 1, 1, 1),
                bought(1, 2, 1, 2),
                bought(2, 2, 1, 3),
                bought(2, 3, 1, 4),
                bought(2, 4, 1, 4),
                bought(2, 4, 2, 5),
            ],
        );
        let camping = BTreeMap::from([("category".to_owned(), "camping".to_owned())]);
        let mut request = ask(3);
        request.choices = &camping;
        assert_eq!(
            scores(&rank(&TopInCategory, &engine, &request)),
            [(2, 2.0), (1, 1.0)]
        );
        let mut request = ask(3);
        request.anchor = Some(ProductId(3));
        let got = rank(&TopInCategory, &engine, &request);
        assert_eq!(scores(&got), [(4, 2.0)]);
        assert_eq!(got.items[0].grade, Grade::Contextual);
        let mut request = ask(3);
        request.customer = Some(CustomerId(2));
        let got = rank(&TopInCategory, &engine, &request);
        assert_eq!(scores(&got), [(4, 2.0), (3, 1.0)]);
        assert_eq!(got.items[0].grade, Grade::Personal);
    }
}
