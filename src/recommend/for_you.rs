//! Recommended for You: what goes with this person's history, blended with what sells now.

use super::buy_it_again::Repeats;
use super::fit::Blend;
use super::parts::Parts;
use super::select::{best, ranked};
use super::{
    Allowed, Because, Card, Engine, Evidence, FactKind, Fit, Grade, Input, Ranker, Ranking,
    Readiness, Reason, Request, Setting,
};
use crate::model::time::Moment;
use rustc_hash::FxHashMap;

/// The personal blend.
#[derive(Debug)]
pub struct ForYou;

const CARD: Card = Card {
    id: "recommended-for-you",
    name: "Recommended for You",
    line: "What goes with this person's history, blended with what sells now",
    inputs: &[Input::History, Input::Visit, Input::Orders],
    formula: "score = model x certainty x what goes with the history (bought 1, carted 0.5, viewed 0.25, fading in 90 days) \
              + popular x orders of the last days; weights learned on the shop's own last weeks, each part scaled to its \
              greatest; certainty = history / (history + half)",
    settings: &[
        Setting {
            name: "again",
            line: "1: products bought before may come again, by own frequency",
            usual: "0",
        },
        Setting {
            name: "days",
            line: "how far back popularity counts",
            usual: "learned",
        },
    ],
    grade: Grade::Personal,
};

/// Products of the history named in the reasons; the others are taken together.
const NAMED: usize = 5;
/// Doings looked through for a person's own rows.
const MOST_DOINGS: usize = 1_000;

impl Ranker for ForYou {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, now: Moment) -> Readiness {
        Readiness::of(engine.sources_until(FactKind::Bought, now), 200, "orders")
    }

    fn rank(
        &self,
        engine: &Engine,
        fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        let fit = fit.filter(|f| f.may_be_used(request.now));
        let (parts, blend) = weigh(engine, fit, request);
        let best = choose(engine, &parts, &blend, allowed, n);
        let items = explain(engine, request, &best, &parts, &blend);
        let missing = if items.is_empty() {
            Some("nothing was bought lately and nothing is known of this person".to_owned())
        } else if parts.seeds.is_empty() {
            Some("nothing is known of this person yet: these are what sells now".to_owned())
        } else if fit.is_none() {
            Some("not learned yet: counted from the orders as they are".to_owned())
        } else {
            None
        };
        Ranking { items, missing }
    }

    fn pick(
        &self,
        engine: &Engine,
        fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Vec<u32> {
        let fit = fit.filter(|f| f.may_be_used(request.now));
        let (parts, blend) = weigh(engine, fit, request);
        let best = choose(engine, &parts, &blend, allowed, n);
        best.into_iter().map(|(p, _)| p).collect()
    }
}

/// The parts of every product's score for a request, and how they are blended.
fn weigh<'a>(engine: &Engine, fit: Option<&'a Fit>, request: &Request<'_>) -> (Parts<'a>, Blend) {
    let again = request.whole("again", 0, 0, 1) == 1;
    let mut blend = match fit {
        Some(fit) if again => fit.again,
        Some(fit) => fit.new,
        None => Blend::USUAL,
    };
    blend.popular_days = request.whole("days", blend.popular_days, 1, 3650);
    let parts = Parts::new(engine, fit, request, again, blend.popular_days);
    (parts, blend)
}

/// The best of the blended scores.
fn choose(
    engine: &Engine,
    parts: &Parts<'_>,
    blend: &Blend,
    allowed: &Allowed,
    n: usize,
) -> Vec<(u32, f64)> {
    let scores = allowed
        .iter()
        .map(|p| (p, parts.terms(blend, p).iter().sum::<f64>()))
        .filter(|(p, score)| *score > 0.0 && parts.is_candidate(*p));
    best(engine, allowed, scores, n)
}

/// Says for each of the best what each product of the history and each other part adds.
fn explain(
    engine: &Engine,
    request: &Request<'_>,
    best: &[(u32, f64)],
    parts: &Parts<'_>,
    blend: &Blend,
) -> Vec<super::Ranked> {
    let seeds = &parts.seeds;
    let scale = parts.model_scale(blend);
    let mut slots = vec![u32::MAX; engine.items().len()];
    for ((p, _), slot) in best.iter().zip(0..) {
        slots[*p as usize] = slot;
    }
    let mut shares: Vec<Vec<(usize, f64)>> = vec![Vec::new(); best.len()];
    for (place, seed) in seeds.iter().enumerate() {
        parts.model.visit(engine, place, seed, |to, weight| {
            if let Some(shares) = shares.get_mut(slots[to as usize] as usize) {
                shares.push((place, scale * seed.weight * weight));
            }
        });
    }
    for shares in &mut shares {
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    }
    let named = shares.iter().flat_map(|s| s.iter().take(NAMED));
    let rows = own_rows(
        engine,
        request,
        named.map(|(place, _)| seeds[*place].product),
    );
    let repeats = match request.customer {
        Some(customer) if blend.frequency > 0.0 => {
            Repeats::of(engine, customer, request.now, |p| {
                slots[p as usize] != u32::MAX
            })
        }
        _ => FxHashMap::default(),
    };
    let from = request.days_ago(blend.popular_days);
    let mut items = Vec::with_capacity(best.len());
    for (&(p, score), shares) in best.iter().zip(shares) {
        let [by_model, by_popularity, by_frequency] = parts.terms(blend, p);
        let mut reasons = Vec::new();
        for &(place, addend) in shares.iter().take(NAMED) {
            let seed = seeds[place].product;
            reasons.push(Reason {
                because: Because::LikedWith {
                    product: engine.item(seed).id,
                },
                addend,
                evidence: rows.get(&seed).cloned().unwrap_or_default(),
            });
        }
        if let Some(others) = shares.get(NAMED..).filter(|o| !o.is_empty()) {
            reasons.push(Reason {
                because: Because::LikedWithOthers {
                    products: others.len() as u32,
                },
                addend: others.iter().map(|o| o.1).sum(),
                evidence: Vec::new(),
            });
        }
        if by_popularity > 0.0 {
            reasons.push(Reason {
                because: Because::Sold {
                    orders: parts.counts.get(p),
                    days: blend.popular_days,
                },
                addend: by_popularity,
                evidence: engine.evidence(p, FactKind::Bought, from, request.now),
            });
        }
        if by_frequency > 0.0
            && let Some(own) = repeats.get(&p)
        {
            reasons.push(Reason {
                because: own.because(request.now),
                addend: by_frequency,
                evidence: own.rows().to_vec(),
            });
        }
        let grade = if by_model + by_frequency > 0.0 {
            Grade::Personal
        } else {
            Grade::Popular
        };
        items.push(ranked(engine, p, score, grade, reasons));
    }
    items
}

/// This person's newest rows with each of some products, at most ten each.
fn own_rows(
    engine: &Engine,
    request: &Request<'_>,
    products: impl Iterator<Item = u32>,
) -> FxHashMap<u32, Vec<Evidence>> {
    let mut rows: FxHashMap<u32, Vec<Evidence>> =
        products.map(|product| (product, Vec::new())).collect();
    let customer = request.customer.and_then(|c| engine.customer_number(c));
    for row in engine.rows_of(customer, request.now).take(MOST_DOINGS) {
        if let Some(own) = rows.get_mut(&engine.raw(row).what)
            && own.len() < 10
        {
            let evidence = engine.doing(row).evidence();
            if own.last() != Some(&evidence) {
                own.push(evidence);
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::fit::Method;
    use super::super::fixture::*;
    use super::*;
    use crate::model::ids::{CustomerId, ProductId};
    use crate::model::time::Day;

    fn fit() -> Fit {
        Fit {
            cut: Day(10),
            method: Method::Ease,
            new: Blend::USUAL,
            again: Blend::USUAL,
            products: vec![ProductId(1), ProductId(2), ProductId(3)],
            starts: vec![0, 2, 2, 2],
            pairs: vec![(1, 0.4), (2, 0.1)],
        }
    }

    fn facts() -> Engine {
        // Customer 1 bought the tent on day 20; on day 19 two others bought the lamp once and the mat twice.
        shop(
            &["Tent", "Lamp", "Mat"],
            &[
                bought(1, 1, 20, 1),
                bought(2, 2, 19, 2),
                bought(2, 3, 19, 2),
                bought(3, 3, 19, 3),
            ],
        )
    }

    #[test]
    fn what_goes_with_the_history_and_what_sells_add_up() {
        let engine = facts();
        let mut request = ask(20);
        request.customer = Some(CustomerId(1));
        request.now = day(20);
        let fit = fit();
        let got = ForYou.rank(
            &engine,
            Some(&fit),
            &request,
            &engine.allowed(|_, _| true),
            9,
        );
        adds_up(&got);
        // History weight 1, so certainty 1/2. Lamp: 0.5 x 0.4/0.4 + 0.6 x 1/2; mat: 0.5 x 0.1/0.4 + 0.6 x 2/2.
        assert_eq!(scores(&got), [(2, 0.8), (3, 0.725)]);
        assert_eq!(got.missing, None);
        let lamp = &got.items[0];
        assert_eq!(lamp.grade, Grade::Personal);
        assert_eq!(
            lamp.reasons[0].because,
            Because::LikedWith {
                product: ProductId(1)
            }
        );
        assert_eq!(lamp.reasons[0].evidence, [order(1)]);
        assert_eq!(lamp.reasons[1].evidence, [order(2)]);
    }

    #[test]
    fn again_brings_back_what_was_bought_before() {
        let engine = facts();
        let again = std::collections::BTreeMap::from([("again".to_owned(), 1.0)]);
        let mut request = ask(20);
        request.parameters = &again;
        request.customer = Some(CustomerId(1));
        request.now = day(20);
        let fit = fit();
        let got = ForYou.rank(
            &engine,
            Some(&fit),
            &request,
            &engine.allowed(|_, _| true),
            9,
        );
        adds_up(&got);
        // The tent: 1.5 x 1 by frequency + 0.6 x 1/2 by popularity.
        assert_eq!(scores(&got)[0], (1, 1.8));
    }

    #[test]
    fn a_stranger_gets_what_sells_and_is_told_so() {
        let engine = facts();
        let got = rank(&ForYou, &engine, &ask(20));
        assert_eq!(scores(&got), [(3, 0.6), (1, 0.3), (2, 0.3)]);
        assert!(got.items.iter().all(|i| i.grade == Grade::Popular));
        assert!(got.missing.is_some());
    }

    #[test]
    fn a_fit_of_the_future_is_not_used() {
        let engine = shop(&["Tent", "Lamp"], &[bought(1, 1, 5, 1), bought(2, 2, 4, 2)]);
        let mut request = ask(6);
        request.customer = Some(CustomerId(1));
        let fit = fit();
        let got = ForYou.rank(
            &engine,
            Some(&fit),
            &request,
            &engine.allowed(|_, _| true),
            9,
        );
        assert_eq!(scores(&got), [(2, 0.6)]);
    }
}
