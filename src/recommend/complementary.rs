//! Goes With It: what the same orders held, of another kind than the product itself.

use super::bought_together::beside;
use super::{
    Allowed, Card, Engine, FactKind, Fit, Grade, Input, Ranker, Ranking, Readiness, Request,
    Setting,
};
use crate::model::time::Moment;

/// Company from other categories: batteries beside a lamp, no second lamp.
#[derive(Debug)]
pub struct Complementary;

const CARD: Card = Card {
    id: "complementary",
    name: "Goes With It",
    line: "What the same orders held, of another kind than the product itself",
    inputs: &[Input::Product, Input::Cart, Input::Catalogue],
    formula: "the score of Bought Together, for products of other categories than those of the page or the cart",
    settings: &[
        Setting {
            name: "support",
            line: "least number of orders with both",
            usual: "3 (2 under 500 orders)",
        },
        Setting {
            name: "days",
            line: "how far back orders count",
            usual: "all",
        },
    ],
    grade: Grade::Contextual,
};

impl Ranker for Complementary {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, now: Moment) -> Readiness {
        Readiness::of(engine.sources_until(FactKind::Bought, now), 100, "orders")
    }

    fn rank(
        &self,
        engine: &Engine,
        _fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        let seeds = super::seeds(engine, request);
        if seeds.is_empty() {
            return Ranking::lacking("needs a product page or a cart");
        }
        let content = engine.content(request.now);
        if !seeds
            .iter()
            .any(|s| engine.item(*s).path().next().is_some())
        {
            return Ranking::lacking("needs products with a category");
        }
        let mut other = allowed.clone();
        for product in allowed.iter() {
            let same_kind = |seed: &u32| {
                let (shared, of) = content.shared_path(*seed, product);
                of > 0 && shared == of
            };
            if seeds.iter().any(same_kind) {
                other.remove(product);
            }
        }
        let mut ranking = beside(engine, request, &seeds, &other, n);
        if ranking.items.is_empty() {
            ranking.missing = Some("no product of another kind is in enough orders with it".into());
        }
        ranking
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::super::{Because, Item};
    use super::*;
    use crate::model::ids::ProductId;

    #[test]
    fn company_of_the_same_kind_stays_out() {
        // Both the second tent and the pegs lie in the tent's two orders; ten other orders hold other things.
        let mut all = items(&["Tent", "Big Tent", "Pegs", "Soap"]);
        for (item, category) in all
            .iter_mut()
            .zip(["Tents", "Tents", "Small parts", "Bath"])
        {
            *item = Item {
                category: Some(category.into()),
                ..item.clone()
            };
        }
        let mut facts = Vec::new();
        for order in [1, 2] {
            facts.extend([1, 2, 3].map(|p| bought(0, p, order, order)));
        }
        facts.extend((3..13).map(|order| bought(0, 4, order, order)));
        let engine = Engine::build(all, facts);
        let mut request = ask(20);
        request.anchor = Some(ProductId(1));
        let got = rank(&Complementary, &engine, &request);
        // 2 of 2 orders with the tent hold pegs, 2 of all 12 do: 1 x ln 6.
        assert_eq!(scores(&got), [(3, 1.791759469)]);
        assert_eq!(
            got.items[0].reasons[0].because,
            Because::BoughtWith {
                product: ProductId(1),
                both: 2,
                of: 2
            }
        );
        request.anchor = None;
        assert!(rank(&Complementary, &engine, &request).missing.is_some());
    }
}
