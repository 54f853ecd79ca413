//! Similar: products alike in title, tags, attributes, category, brand and price; needs nobody's history.

use super::select::{best, ranked};
use super::{
    Allowed, Because, Card, Engine, Fit, Grade, Input, Ranker, Ranking, Readiness, Reason, Request,
};
use crate::model::time::Moment;

/// Products by likeness to the page's product.
#[derive(Debug)]
pub struct Similar;

const CARD: Card = Card {
    id: "similar",
    name: "Similar",
    line: "Alike in title, tags, category, brand and price",
    inputs: &[Input::Product, Input::Catalogue],
    formula: "score = 0.5 x likeness of words, tags and attributes (rare ones weigh more) + 0.3 x shared part of the category path \
              + 0.1 if the brand is the same + 0.1 x lower price / higher price; words or category must be shared",
    settings: &[],
    grade: Grade::Contextual,
};

const WORDS: f64 = 0.5;
const CATEGORY: f64 = 0.3;
const BRAND: f64 = 0.1;
const PRICE: f64 = 0.1;

impl Ranker for Similar {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, _now: Moment) -> Readiness {
        let titled = engine.items().iter().filter(|i| !i.title.is_empty());
        Readiness::of(titled.count() as u64, 2, "products with a title")
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
        let content = engine.content(request.now);
        let alike = content.alike(seed);
        let terms = |p: u32| {
            let words = WORDS * alike[p as usize];
            let (shared, of) = content.shared_path(seed, p);
            let category = match of {
                0 => 0.0,
                _ => CATEGORY * shared as f64 / of as f64,
            };
            if words == 0.0 && category == 0.0 {
                return [0.0; 4];
            }
            let brand = if content.same_brand(seed, p) {
                BRAND
            } else {
                0.0
            };
            [
                words,
                category,
                brand,
                PRICE * content.price_closeness(seed, p),
            ]
        };
        let scores = allowed
            .iter()
            .filter(|p| *p != seed)
            .map(|p| (p, terms(p).iter().sum()));
        let product = engine.item(seed).id;
        let items: Vec<_> = best(engine, allowed, scores, n)
            .into_iter()
            .map(|(p, score)| {
                let [words, category, brand, price] = terms(p);
                let shared = content.shared_path(seed, p).0;
                let path: Vec<&str> = engine.item(p).path().take(shared).collect();
                let because = [
                    (
                        words,
                        Because::AlikeWords {
                            product,
                            words: content.shared_words(seed, p),
                        },
                    ),
                    (
                        category,
                        Because::SameCategory {
                            product,
                            category: path.join(" > "),
                        },
                    ),
                    (
                        brand,
                        Because::SameBrand {
                            product,
                            brand: engine.item(p).brand.clone().unwrap_or_default(),
                        },
                    ),
                    (price, Because::NearPrice { product }),
                ];
                let reasons = because.into_iter().map(|(addend, because)| Reason {
                    because,
                    addend,
                    evidence: Vec::new(),
                });
                ranked(engine, p, score, Grade::Contextual, reasons.collect())
            })
            .collect();
        let missing = items
            .is_empty()
            .then(|| "no other product shares words or category with it".to_owned());
        Ranking { items, missing }
    }
}

/// What is like a product, where nothing goes with it yet: every reason says what is lacking.
pub(crate) fn instead(
    engine: &Engine,
    request: &Request<'_>,
    seed: u32,
    allowed: &Allowed,
    n: usize,
    lacking: &'static str,
) -> Ranking {
    let product = engine.item(seed).id;
    let beside = Request {
        anchor: Some(product),
        ..request.clone()
    };
    let mut alike = Similar.rank(engine, None, &beside, allowed, n);
    for reason in alike.items.iter_mut().flat_map(|i| &mut i.reasons) {
        let because = Box::new(reason.because.clone());
        reason.because = Because::Instead {
            product,
            lacking,
            because,
        };
    }
    alike
}

#[cfg(test)]
mod tests {
    use super::super::Item;
    use super::super::fixture::*;
    use super::*;
    use crate::model::ids::ProductId;
    use crate::model::money::Price;

    #[test]
    fn tags_and_attributes_speak_where_titles_do_not() {
        let mut all = items(&["Nordlys", "Aurora", "Polar"]);
        all[0].marks = vec!["waterproof".into(), "colour red".into()];
        all[1].marks = vec!["colour red".into()];
        all[2].marks = vec!["colour blue".into()];
        let engine = Engine::build(all, []);
        let mut request = ask(1);
        request.anchor = Some(ProductId(1));
        let got = rank(&Similar, &engine, &request);
        assert_eq!(got.items.len(), 1);
        assert_eq!(got.items[0].product, ProductId(2));
        assert_eq!(
            got.items[0].reasons[0].because,
            Because::AlikeWords {
                product: ProductId(1),
                words: vec!["colour red".into()]
            }
        );
    }

    #[test]
    fn what_comes_later_changes_no_likeness_of_today() {
        let titles = ["Dome Tent", "Tunnel Tent", "Camp Lamp"];
        let before = Engine::build(items(&titles), []);
        let mut all = items(&[&titles[..], &["Tent Pegs", "Tent Lamp"]].concat());
        all[3].since = Some(day(20));
        all[4].since = Item::UNLISTED;
        // The lamp is in no catalogue: an order of day 30 names it first.
        let after = Engine::build(all, [bought(0, 5, 30, 1)]);
        let mut request = ask(10);
        request.anchor = Some(ProductId(1));
        let asked = |on: i64| {
            let mut request = request.clone();
            request.now = day(on);
            rank(&Similar, &after, &request)
        };
        assert_eq!(rank(&Similar, &before, &request), asked(10));
        let known = |on: i64| asked(on).items.len();
        assert_eq!((known(10), known(20), known(29), known(30)), (1, 2, 2, 3));
    }

    #[test]
    fn words_category_brand_and_price_add_up() {
        let mut all = items(&["Dome Tent", "Tunnel Tents", "Camp Lamp", "Garden Hose"]);
        for (i, category) in [
            "Camping > Tents",
            "Camping > Tents",
            "Camping > Light",
            "Garden",
        ]
        .iter()
        .enumerate()
        {
            all[i].category = Some((*category).into());
            all[i].price = Some(Price([1_000_000, 500_000, 0, 1_000_000][i]));
        }
        all[0].brand = Some("Fjell".into());
        all[1].brand = Some("FJELL".into());
        let engine = Engine::build(all, []);
        let mut request = ask(1);
        request.anchor = Some(ProductId(1));
        let got = rank(&Similar, &engine, &request);
        // "tent" is in 2 of 4 titles, "dome" and "tunnel" in 1: cosine = ln(3)^2 / (ln(3)^2 + ln(5)^2).
        let cosine = 1.2069489 / (1.2069489 + 2.5902904);
        let tunnel = 0.5 * cosine + 0.3 + 0.1 + 0.05;
        assert_eq!(got.items[0].product, ProductId(2));
        assert!((got.items[0].score - tunnel).abs() < 1e-6);
        // The lamp shares the first of two parts of the path; the hose shares nothing but the price.
        assert_eq!(scores(&got)[1..], [(3, 0.15)]);
        assert!(got.items[0].reasons.iter().any(|r| r.because
            == Because::AlikeWords {
                product: ProductId(1),
                words: vec!["tent".into()]
            }));
    }
}
