//! Recommended for You: what goes with this person's history, blended with what sells now.

use super::buy_it_again::Repeats;
use super::fit::Blend;
use super::select::{best, ranked};
use super::together::in_orders;
use super::{
    Allowed, Because, Card, Counts, Engine, Evidence, FactKind, Fit, Grade, Input, Ranker, Ranking,
    Readiness, Reason, Request, Setting,
};
use crate::model::time::{DAY, Moment};
use rustc_hash::FxHashMap;
use std::sync::Arc;

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

/// Days in which a doing fades to 1/e.
const FADES_IN: f64 = 90.0;
/// Doings looked through, and different products that speak, per person.
const MOST_DOINGS: usize = 1_000;
const MOST_SEEDS: usize = 100;
/// Products that speak where there is no fit, and orders looked through for each.
const LIVE_SEEDS: usize = 10;
const LIVE_ORDERS: u32 = 300;
/// Products of the history named in the reasons; the others are taken together.
const NAMED: usize = 5;

/// A product of the history with its weight.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seed {
    pub(crate) product: u32,
    pub(crate) weight: f64,
}

/// The history of a person and visit as weighted products, weightiest first.
pub(crate) fn seeds(engine: &Engine, request: &Request<'_>) -> Vec<Seed> {
    let mut weights: FxHashMap<u32, f64> = FxHashMap::default();
    // In a visit the last views speak loudest.
    for (back, id) in request.session.iter().rev().take(20).enumerate() {
        if let Some(product) = engine.number(*id) {
            let weight = weights.entry(product).or_default();
            *weight = weight.max(libm::exp(-(back as f64) / 3.0));
        }
    }
    if let Some(customer) = request.customer {
        for doing in engine.history(customer, request.now).take(MOST_DOINGS) {
            let kind = match doing.kind {
                FactKind::Bought => 1.0,
                FactKind::Cart => 0.5,
                FactKind::View | FactKind::Click => 0.25,
            };
            let age = (request.now.0 - doing.at.0) as f64 / DAY as f64;
            let weight = weights.entry(doing.product).or_default();
            *weight = weight.max(kind * libm::exp(-age / FADES_IN));
        }
    }
    let mut seeds: Vec<Seed> = weights
        .into_iter()
        .map(|(product, weight)| Seed { product, weight })
        .filter(|s| !engine.item(s.product).service)
        .collect();
    seeds.sort_unstable_by(|a, b| {
        b.weight
            .total_cmp(&a.weight)
            .then_with(|| engine.item(a.product).id.cmp(&engine.item(b.product).id))
    });
    seeds.truncate(MOST_SEEDS);
    seeds
}

/// Which products go with each seed, by the engine's numbers: of the fit, or counted now.
enum Model<'a> {
    Fitted(&'a Fit, Option<Vec<u32>>),
    Live(Vec<Vec<(u32, f32)>>),
}

impl<'a> Model<'a> {
    fn new(engine: &Engine, fit: Option<&'a Fit>, seeds: &[Seed], now: Moment) -> Model<'a> {
        if let Some(fit) = fit {
            return Model::Fitted(fit, fit.numbers(engine));
        }
        let totals = engine.totals(FactKind::Bought, now);
        let of_seed = |seed: &Seed| {
            let together = in_orders(engine, seed.product, Moment(0), now, Some(LIVE_ORDERS));
            let of = f64::from(together.of);
            let weigh = |(other, both): (u32, u32)| {
                let spread = (of * f64::from(totals.get(other))).sqrt();
                (both > 1).then(|| (other, (f64::from(both) / (spread + 10.0)) as f32))
            };
            together.others.into_iter().filter_map(weigh).collect()
        };
        Model::Live(seeds.iter().take(LIVE_SEEDS).map(of_seed).collect())
    }

    fn visit(&self, engine: &Engine, place: usize, seed: &Seed, mut each: impl FnMut(u32, f64)) {
        match self {
            Model::Fitted(fit, numbers) => {
                if let Some(place) = fit.place(engine.item(seed.product).id) {
                    for &(to, weight) in fit.neighbours(place) {
                        let number = numbers.as_ref().map_or(to, |n| n[to as usize]);
                        if number != u32::MAX {
                            each(number, f64::from(weight));
                        }
                    }
                }
            }
            Model::Live(lists) => {
                for &(to, weight) in lists.get(place).map_or(&[][..], Vec::as_slice) {
                    each(to, f64::from(weight));
                }
            }
        }
    }
}

/// The parts of a blended score for every product, each scaled to its greatest among the candidates.
struct Parts {
    blend: Blend,
    certainty: f64,
    model: Vec<f64>,
    model_max: f64,
    counts: Arc<Counts>,
    popular_max: f64,
    frequency: FxHashMap<u32, f64>,
    frequency_max: f64,
}

impl Parts {
    fn terms(&self, product: u32) -> [f64; 3] {
        let part = |weight: f64, value: f64, max: f64| {
            if max > 0.0 { weight * value / max } else { 0.0 }
        };
        [
            part(
                self.blend.model * self.certainty,
                self.model[product as usize],
                self.model_max,
            ),
            part(
                self.blend.popular,
                f64::from(self.counts.get(product)),
                self.popular_max,
            ),
            part(
                self.blend.frequency,
                self.frequency.get(&product).copied().unwrap_or(0.0),
                self.frequency_max,
            ),
        ]
    }
}

impl Ranker for ForYou {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine) -> Readiness {
        Readiness::of(engine.sources_in_all(FactKind::Bought), 200, "orders")
    }

    fn rank(
        &self,
        engine: &Engine,
        fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        let now = request.now;
        let fit = fit.filter(|f| f.may_be_used(now));
        let again = request.whole("again", 0, 0, 1) == 1;
        let mut blend = match fit {
            Some(fit) if again => fit.again,
            Some(fit) => fit.new,
            None => Blend::USUAL,
        };
        blend.popular_days = request.whole("days", blend.popular_days, 1, 3650);
        let from = request.days_ago(blend.popular_days);
        let seeds = seeds(engine, request);
        let repeats = match request.customer {
            Some(customer) => Repeats::of(engine, customer, now),
            None => FxHashMap::default(),
        };
        let model = Model::new(engine, fit, &seeds, now);
        let mut sums = vec![0.0; engine.items().len()];
        for (place, seed) in seeds.iter().enumerate() {
            model.visit(engine, place, seed, |to, weight| {
                sums[to as usize] += seed.weight * weight;
            });
        }
        // Candidates: without `again` nothing bought before, and never what this visit already looked at.
        let visit: Vec<u32> = request
            .session
            .iter()
            .chain(request.anchor.iter())
            .filter_map(|id| engine.number(*id))
            .collect();
        let out = |p: u32| {
            engine.item(p).service || visit.contains(&p) || (!again && repeats.contains_key(&p))
        };
        let mut model_max = 0.0f64;
        for (p, sum) in (0..).zip(sums.iter_mut()) {
            if *sum > 0.0 {
                if out(p) {
                    *sum = 0.0;
                }
                model_max = model_max.max(*sum);
            }
        }
        let counts = engine.counts(FactKind::Bought, from, now);
        let popular_max = counts
            .ranked()
            .iter()
            .find(|p| !out(**p))
            .map_or(0.0, |p| f64::from(counts.get(*p)));
        let frequency: FxHashMap<u32, f64> = if again {
            let faded = |(&p, own): (&u32, &Repeats)| (p, own.frequency(now, 180.0));
            repeats.iter().map(faded).collect()
        } else {
            FxHashMap::default()
        };
        let history: f64 = seeds.iter().map(|s| s.weight).sum();
        let parts = Parts {
            blend,
            certainty: history / (history + blend.half_certain),
            model: sums,
            model_max,
            counts,
            popular_max,
            frequency_max: frequency.values().copied().fold(0.0, f64::max),
            frequency,
        };
        let scores = allowed
            .iter()
            .map(|p| (p, parts.terms(p).iter().sum::<f64>()))
            .filter(|(p, score)| *score > 0.0 && !out(*p));
        let best = best(engine, allowed, scores, n);
        let items = explain(engine, request, &best, &seeds, &model, &parts, &repeats);
        let missing = if items.is_empty() {
            Some("nothing was bought lately and nothing is known of this person".to_owned())
        } else if seeds.is_empty() {
            Some("nothing is known of this person yet: these are what sells now".to_owned())
        } else if fit.is_none() {
            Some("not learned yet: counted from the orders as they are".to_owned())
        } else {
            None
        };
        Ranking { items, missing }
    }
}

/// Says for each of the best what each product of the history and each other part adds.
fn explain(
    engine: &Engine,
    request: &Request<'_>,
    best: &[(u32, f64)],
    seeds: &[Seed],
    model: &Model<'_>,
    parts: &Parts,
    repeats: &FxHashMap<u32, Repeats>,
) -> Vec<super::Ranked> {
    let slots: FxHashMap<u32, usize> = best.iter().map(|b| b.0).zip(0..).collect();
    let mut wanted = vec![false; engine.items().len()];
    for (p, _) in best {
        wanted[*p as usize] = true;
    }
    let scale = match parts.model_max {
        max if max > 0.0 => parts.blend.model * parts.certainty / max,
        _ => 0.0,
    };
    let mut shares: Vec<Vec<(usize, f64)>> = vec![Vec::new(); best.len()];
    for (place, seed) in seeds.iter().enumerate() {
        model.visit(engine, place, seed, |to, weight| {
            if wanted[to as usize]
                && let Some(&slot) = slots.get(&to)
            {
                shares[slot].push((place, scale * seed.weight * weight));
            }
        });
    }
    let from = request.days_ago(parts.blend.popular_days);
    let mut rows: FxHashMap<u32, Vec<Evidence>> = FxHashMap::default();
    let mut items = Vec::with_capacity(best.len());
    for (&(p, score), mut shares) in best.iter().zip(shares) {
        let [by_model, by_popularity, by_frequency] = parts.terms(p);
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut reasons = Vec::new();
        for &(place, addend) in shares.iter().take(NAMED) {
            let seed = seeds[place].product;
            let rows = rows
                .entry(seed)
                .or_insert_with(|| own_rows(engine, request, seed));
            reasons.push(Reason {
                because: Because::LikedWith {
                    product: engine.item(seed).id,
                },
                addend,
                evidence: rows.clone(),
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
                    days: parts.blend.popular_days,
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

/// This person's newest rows with a product, at most ten.
fn own_rows(engine: &Engine, request: &Request<'_>, product: u32) -> Vec<Evidence> {
    let Some(customer) = request.customer else {
        return Vec::new();
    };
    let mut rows: Vec<Evidence> = engine
        .history(customer, request.now)
        .take(MOST_DOINGS)
        .filter(|d| d.product == product)
        .map(|d| d.evidence())
        .collect();
    rows.dedup();
    rows.truncate(10);
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
