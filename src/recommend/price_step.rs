//! A Step Up and A Step Down: products of the same kind that cost somewhat more, or somewhat less.

use super::select::{best, ranked};
use super::{
    Allowed, Because, Card, Engine, FactKind, Fit, Grade, Input, Ranker, Ranking, Readiness,
    Reason, Request, Setting,
};
use crate::model::time::Moment;

/// Dearer products of the same kind.
#[derive(Debug)]
pub struct StepUp;

/// Cheaper products of the same kind.
#[derive(Debug)]
pub struct StepDown;

const UP: Card = Card {
    id: "upsell",
    name: "A Step Up",
    line: "Products of the same kind that cost somewhat more",
    inputs: &[Input::Product, Input::Catalogue, Input::Orders],
    formula: "score = 0.5 x likeness of the title's words + 0.3 x shared part of the category path \
              + 0.2 x orders of 90 days / most of them; price from `from` to `to` percent of the product's; \
              words or category must be shared",
    settings: &[
        Setting {
            name: "from",
            line: "least price in percent of the product's",
            usual: "105",
        },
        Setting {
            name: "to",
            line: "highest price in percent of the product's",
            usual: "160",
        },
    ],
    grade: Grade::Contextual,
};

const DOWN: Card = Card {
    id: "downsell",
    name: "A Step Down",
    line: "Products of the same kind that cost somewhat less",
    settings: &[
        Setting {
            name: "from",
            line: "least price in percent of the product's",
            usual: "50",
        },
        Setting {
            name: "to",
            line: "highest price in percent of the product's",
            usual: "95",
        },
    ],
    ..UP
};

const WORDS: f64 = 0.5;
const CATEGORY: f64 = 0.3;
const SOLD: f64 = 0.2;
const SOLD_DAYS: u32 = 90;

impl Ranker for StepUp {
    fn card(&self) -> &'static Card {
        &UP
    }

    fn readiness(&self, engine: &Engine, _now: Moment) -> Readiness {
        priced(engine)
    }

    fn rank(
        &self,
        engine: &Engine,
        _fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        step(engine, request, allowed, n, (105, 160))
    }
}

impl Ranker for StepDown {
    fn card(&self) -> &'static Card {
        &DOWN
    }

    fn readiness(&self, engine: &Engine, _now: Moment) -> Readiness {
        priced(engine)
    }

    fn rank(
        &self,
        engine: &Engine,
        _fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        step(engine, request, allowed, n, (50, 95))
    }
}

fn priced(engine: &Engine) -> Readiness {
    let priced = engine.items().iter().filter(|i| i.price.is_some());
    Readiness::of(priced.count() as u64, 5, "products with a price")
}

fn step(
    engine: &Engine,
    request: &Request<'_>,
    allowed: &Allowed,
    n: usize,
    usual: (u32, u32),
) -> Ranking {
    let seed = request.anchor.or(request.session.last().copied());
    let Some(seed) = seed.and_then(|id| engine.number(id)) else {
        return Ranking::lacking("needs a product page");
    };
    let Some(own) = engine.item(seed).price.filter(|p| p.0 > 0) else {
        return Ranking::lacking("needs a product with a price");
    };
    let from = i64::from(request.whole("from", usual.0, 1, 10_000));
    let to = i64::from(request.whole("to", usual.1, 1, 10_000));
    let content = engine.content(request.now);
    let alike = content.alike(seed);
    let since = request.days_ago(SOLD_DAYS);
    let counts = engine.counts(FactKind::Bought, since, request.now);
    let most = counts.ranked().first().map_or(1, |p| counts.get(*p).max(1));
    let in_band = |p: u32| {
        engine.item(p).price.is_some_and(|price| {
            let share = i128::from(price.0) * 100;
            let own = i128::from(own.0);
            p != seed && share >= own * i128::from(from) && share <= own * i128::from(to)
        })
    };
    let terms = |p: u32| {
        let words = WORDS * alike[p as usize];
        let (shared, of) = content.shared_path(seed, p);
        let category = match of {
            0 => 0.0,
            _ => CATEGORY * shared as f64 / of as f64,
        };
        if words + category == 0.0 {
            return [0.0; 3];
        }
        let sold = SOLD * f64::from(counts.get(p)) / f64::from(most);
        [words, category, sold]
    };
    let candidates = allowed.iter().filter(|p| in_band(*p));
    let scores = candidates.map(|p| (p, terms(p).iter().sum()));
    let product = engine.item(seed).id;
    let items: Vec<_> = best(engine, allowed, scores, n)
        .into_iter()
        .map(|(p, score)| {
            let [words, category, sold] = terms(p);
            let shared = content.shared_path(seed, p).0;
            let path: Vec<&str> = engine.item(p).path().take(shared).collect();
            let reason = |addend: f64, because: Because| Reason {
                because,
                addend,
                evidence: Vec::new(),
            };
            let mut reasons = vec![
                reason(
                    words,
                    Because::AlikeWords {
                        product,
                        words: content.shared_words(seed, p),
                    },
                ),
                reason(
                    category,
                    Because::SameCategory {
                        product,
                        category: path.join(" > "),
                    },
                ),
                reason(
                    sold,
                    Because::Sold {
                        orders: counts.get(p),
                        days: SOLD_DAYS,
                    },
                ),
            ];
            reasons[2].evidence =
                engine.evidence(p, FactKind::Bought, since, request.now, request.evidence);
            ranked(engine, p, score, Grade::Contextual, reasons)
        })
        .collect();
    let missing = items.is_empty().then(|| {
        format!("no product of its kind costs between {from} and {to} percent of its price")
    });
    Ranking { items, missing }
}

#[cfg(test)]
mod tests {
    use super::super::Item;
    use super::super::fixture::*;
    use super::*;
    use crate::model::ids::ProductId;
    use crate::model::money::Price;

    #[test]
    fn a_step_is_of_the_same_kind_and_within_the_band() {
        let kinds = [
            ("Tent", "Tents", 100),
            ("Dome", "Tents", 130),
            ("Castle", "Tents", 300),
            ("Shelter", "Tents", 60),
            ("Lamp", "Light", 120),
        ];
        let all = (1..).zip(kinds).map(|(id, (title, category, price))| Item {
            title: title.into(),
            category: Some(category.into()),
            price: Some(Price(price * 10_000)),
            ..Item::bare(ProductId(id))
        });
        // The dome is in one order, the lamp in two: the most of all.
        let facts = [bought(0, 2, 5, 1), bought(0, 5, 5, 2), bought(0, 5, 6, 3)];
        let engine = Engine::build(all.collect(), facts);
        let mut request = ask(20);
        request.anchor = Some(ProductId(1));
        // The whole path is shared: 0.3; one of at most two orders: 0.1.
        assert_eq!(scores(&rank(&StepUp, &engine, &request)), [(2, 0.4)]);
        assert_eq!(scores(&rank(&StepDown, &engine, &request)), [(4, 0.3)]);
        let wide = std::collections::BTreeMap::from([("to".to_owned(), 300.0)]);
        request.parameters = &wide;
        assert_eq!(
            scores(&rank(&StepUp, &engine, &request)),
            [(2, 0.4), (3, 0.3)]
        );
        request.anchor = None;
        assert!(rank(&StepUp, &engine, &request).missing.is_some());
    }
}
