//! Bought Together: what the same orders held, more often than chance would have it.

use super::select::{best, ranked};
use super::similar::instead;
use super::together::{in_orders, order_evidence};
use super::{
    Allowed, Because, Card, Engine, FactKind, Fit, Grade, Input, Ranker, Ranking, Readiness,
    Reason, Request, Setting,
};
use crate::model::time::Moment;
use rustc_hash::FxHashMap;

/// Products by how much their company with the page's product or the cart beats chance.
#[derive(Debug)]
pub struct BoughtTogether;

const CARD: Card = Card {
    id: "bought-together",
    name: "Bought Together",
    line: "What the same orders held, more often than chance would have it",
    inputs: &[Input::Product, Input::Cart],
    formula: "score = share of the product's orders that hold the other x ln(that share / the other's share of all orders), \
              summed over the page's product or the cart; at least `support` orders with both; where there are none yet: as Similar, and the reasons say so",
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

/// One product's company: seed, other, orders with both, orders with the seed, its part of the score.
struct Term {
    seed: u32,
    both: u32,
    of: u32,
    addend: f64,
}

impl Ranker for BoughtTogether {
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
        let found = beside(engine, request, &seeds, allowed, n);
        if found.items.is_empty() {
            let alike = instead(engine, request, seeds[0], allowed, n, LACKING);
            return Ranking {
                missing: found.missing,
                ..alike
            };
        }
        found
    }

    fn pick(
        &self,
        engine: &Engine,
        _fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Vec<u32> {
        let seeds = super::seeds(engine, request);
        let best = Company::of(engine, request, &seeds, allowed).best(engine, allowed, n);
        match seeds.first() {
            Some(first) if best.is_empty() => {
                let alike = instead(engine, request, *first, allowed, n, LACKING);
                let items = alike.items.iter();
                items.filter_map(|i| engine.number(i.product)).collect()
            }
            _ => best.into_iter().map(|(p, _)| p).collect(),
        }
    }
}

/// What is said where nothing speaks yet.
const LACKING: &str = "bought with it";

/// What the same orders held; nothing where they held nothing often enough.
pub(crate) fn beside(
    engine: &Engine,
    request: &Request<'_>,
    seeds: &[u32],
    allowed: &Allowed,
    n: usize,
) -> Ranking {
    let now = request.now;
    let company = Company::of(engine, request, seeds, allowed);
    let best = company.best(engine, allowed, n);
    let Company {
        from,
        support,
        mut terms,
    } = company;
    let products: Vec<u32> = best.iter().map(|(p, _)| *p).collect();
    let evidence: FxHashMap<u32, Vec<_>> = seeds
        .iter()
        .map(|&seed| {
            let rows = order_evidence(engine, seed, &products, from, now, request.evidence);
            (seed, rows)
        })
        .collect();
    let items: Vec<_> = (0..)
        .zip(best)
        .map(|(i, (p, score)): (usize, _)| {
            let reasons = terms.remove(&p).unwrap_or_default().into_iter().map(|t| {
                let rows = evidence.get(&t.seed).and_then(|all| all.get(i));
                Reason {
                    because: Because::BoughtWith {
                        product: engine.item(t.seed).id,
                        both: t.both,
                        of: t.of,
                    },
                    addend: t.addend,
                    evidence: rows.cloned().unwrap_or_default(),
                }
            });
            ranked(engine, p, score, Grade::Contextual, reasons.collect())
        })
        .collect();
    let missing = items
        .is_empty()
        .then(|| format!("no other product is in {support} orders with it"));
    Ranking { items, missing }
}

/// What keeps company with some products, with the terms of each.
struct Company {
    from: Moment,
    support: u32,
    terms: FxHashMap<u32, Vec<Term>>,
}

impl Company {
    fn of(engine: &Engine, request: &Request<'_>, seeds: &[u32], allowed: &Allowed) -> Company {
        let now = request.now;
        let days = request.whole("days", 0, 0, 3650);
        let (from, totals) = if days == 0 {
            (Moment(0), engine.totals(FactKind::Bought, now))
        } else {
            let from = request.days_ago(days);
            let counts = engine.counts(FactKind::Bought, from, now);
            (from, super::engine::Totals::Counted(counts))
        };
        let all = f64::from(totals.sources());
        let usual = if totals.sources() < 500 { 2 } else { 3 };
        let support = request.whole("support", usual, 1, 1_000_000);
        let mut terms: FxHashMap<u32, Vec<Term>> = FxHashMap::default();
        for &seed in seeds {
            let together = in_orders(engine, seed, from, now, None);
            for (other, both) in together.others {
                if both < support || !allowed.contains(other) || seeds.contains(&other) {
                    continue;
                }
                let share = f64::from(both) / f64::from(together.of);
                let lift = share * all / f64::from(totals.get(other).max(1));
                if lift > 1.0 {
                    terms.entry(other).or_default().push(Term {
                        seed,
                        both,
                        of: together.of,
                        addend: share * libm::log(lift),
                    });
                }
            }
        }
        Company {
            from,
            support,
            terms,
        }
    }

    fn best(&self, engine: &Engine, allowed: &Allowed, n: usize) -> Vec<(u32, f64)> {
        let sum = |terms: &Vec<Term>| terms.iter().map(|t| t.addend).sum();
        let scores = self.terms.iter().map(|(&p, terms)| (p, sum(terms)));
        best(engine, allowed, scores, n)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;
    use crate::model::ids::ProductId;

    #[test]
    fn a_product_that_nobody_bought_yet_has_what_is_like_it() {
        let engine = shop(&["Dome Tent", "Pegs", "Tunnel Tent"], &[bought(1, 1, 1, 1)]);
        let mut request = ask(2);
        request.anchor = Some(ProductId(3));
        let got = rank(&BoughtTogether, &engine, &request);
        let order: Vec<i64> = got.items.iter().map(|i| i.product.0).collect();
        assert_eq!(order, [1]);
        let because = &got.items[0].reasons[0].because;
        let Because::Instead {
            lacking, because, ..
        } = because
        else {
            panic!("{because:?}");
        };
        assert_eq!(*lacking, "bought with it");
        assert!(matches!(&**because, Because::AlikeWords { words, .. } if words == &["tent"]));
        assert_eq!(
            got.missing.as_deref(),
            Some("no other product is in 2 orders with it")
        );
        let all = engine.allowed(|_, _| true);
        let picked = BoughtTogether.pick(&engine, None, &request, &all, 9);
        assert_eq!(picked, [0]);
    }

    #[test]
    fn company_beats_popularity() {
        // 10 orders. Tent in 1-4; pegs in 1, 2, 3 only; the bag, popular, in 1, 2 and 5-10.
        let mut facts = Vec::new();
        for o in 1..=10 {
            let holds: &[i64] = match o {
                1 | 2 => &[1, 2, 3],
                3 => &[1, 2],
                4 => &[1],
                _ => &[3],
            };
            facts.extend(holds.iter().map(|&p| bought(0, p, o, o)));
        }
        let engine = shop(&["Tent", "Pegs", "Bag"], &facts);
        let mut request = ask(20);
        request.anchor = Some(ProductId(1));
        let got = rank(&BoughtTogether, &engine, &request);
        // Pegs: 3/4 x ln((3/4) / (3/10)) = 0.75 ln 2.5. The bag's 2/4 is under its 8/10 of all orders: no company.
        assert_eq!(scores(&got), [(2, 0.687218049)]);
        assert_eq!(
            got.items[0].reasons[0].because,
            Because::BoughtWith {
                product: ProductId(1),
                both: 3,
                of: 4
            }
        );
        assert_eq!(
            got.items[0].reasons[0].evidence,
            [order(3), order(2), order(1)]
        );
        request.anchor = None;
        assert!(rank(&BoughtTogether, &engine, &request).missing.is_some());
        let cart = [ProductId(1), ProductId(2)];
        request.cart = &cart;
        assert_eq!(scores(&rank(&BoughtTogether, &engine, &request)), []);
    }
}
