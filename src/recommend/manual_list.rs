//! Manual List: the products that the merchant named, in that order.

use super::select::{best, ranked_by};
use super::{
    Allowed, Because, Card, Engine, Fit, Grade, Input, Ranker, Ranking, Readiness, Request, Setting,
};
use crate::model::ids::ProductId;
use crate::model::text;
use crate::model::time::Moment;
use rustc_hash::FxHashMap;

/// Products in the merchant's order.
#[derive(Debug)]
pub struct ManualList;

const CARD: Card = Card {
    id: "manual-list",
    name: "Manual List",
    line: "The products that you name, in your order",
    inputs: &[Input::List],
    formula: "score = 1 / place in the list",
    settings: &[Setting {
        name: "products",
        line: "SKUs, product numbers (#12) or titles, with commas between",
        usual: "none",
    }],
    grade: Grade::Manual,
};

/// The numbers of the named products; a name is looked up as SKU, then `#` and row number, then title, then bare row number.
pub(crate) fn named(engine: &Engine, list: &str) -> Vec<u32> {
    let mut skus: FxHashMap<String, u32> = FxHashMap::default();
    let mut titles: FxHashMap<String, u32> = FxHashMap::default();
    for (product, item) in (0..).zip(engine.items()) {
        if let Some(sku) = &item.sku {
            skus.entry(text::fold(sku)).or_insert(product);
        }
        titles.entry(text::fold(&item.title)).or_insert(product);
    }
    let by_id = |text: &str| engine.number(ProductId(text.parse().ok()?));
    let mut found = Vec::new();
    for name in list.split(',').map(text::fold) {
        let product = skus
            .get(&name)
            .copied()
            .or_else(|| by_id(name.strip_prefix('#')?))
            .or_else(|| titles.get(&name).copied().filter(|_| !name.is_empty()))
            .or_else(|| by_id(&name));
        if let Some(product) = product
            && !found.contains(&product)
        {
            found.push(product);
        }
    }
    found
}

impl Ranker for ManualList {
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
        let list = request.choices.get("products").map_or("", String::as_str);
        if list.trim().is_empty() {
            return Ranking::lacking("needs a list of products");
        }
        let places = (1..).zip(named(engine, list));
        let scores = places.map(|(place, p)| (p, 1.0 / f64::from(place)));
        let items: Vec<_> = best(engine, allowed, scores, n)
            .into_iter()
            .map(|(p, score)| {
                ranked_by(engine, p, score, Grade::Manual, Because::Chosen, Vec::new())
            })
            .collect();
        let missing = items
            .is_empty()
            .then(|| "none of the listed products may be shown".to_owned());
        Ranking { items, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn skus_numbers_and_titles_are_understood_in_the_given_order() {
        let mut all = items(&["Tent", "Lamp", "Mat"]);
        all[2].sku = Some("MA-1".into());
        let engine = Engine::build(all, []);
        let list = BTreeMap::from([(
            "products".to_owned(),
            "ma-1, nonsense, #1, lamp, MA-1".to_owned(),
        )]);
        let mut request = ask(0);
        request.choices = &list;
        assert_eq!(
            scores(&rank(&ManualList, &engine, &request)),
            [(3, 1.0), (1, 0.5), (2, 0.333333333)]
        );
        assert!(rank(&ManualList, &engine, &ask(0)).missing.is_some());
    }
}
