//! Makes a [`Fit`] of the facts before a day: the item-item weights, and a blend tuned on the shop's own last weeks.

use super::ease::Symmetric;
use super::fit::{Blend, Fit, Method};
use super::parts::Parts;
use super::{Engine, FactKind, Request, walks};
use crate::model::ids::{CustomerId, ProductId};
use crate::model::time::{DAY, Day, Moment};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Neighbours kept for each product.
const NEIGHBOURS: usize = 200;
/// Products with at least two holders up to which the linear model is made.
const MOST_LINEAR: usize = 8_000;
/// The most held products among which the blend is tuned, and the people on whom.
const TUNED_PRODUCTS: usize = 1_200;
const TUNED_PEOPLE: usize = 400;
/// Fewer people than these say nothing about weights.
const FEWEST_PEOPLE: usize = 20;
/// Different products of one person that the model learns from, the newest first.
const MOST_OF_ONE: usize = 1_000;
/// The ridge where nothing was learned, and those tried.
const RIDGE: f32 = 200.0;
const RIDGES: [f32; 4] = [20.0, 80.0, 200.0, 500.0];
/// Days that may count as now.
const POPULAR_DAYS: [u32; 4] = [7, 14, 30, 60];

/// A person's products with weights, by the engine's numbers.
type Histories = Vec<Vec<(u32, f32)>>;
/// What goes with each of some products, by the engine's numbers.
type Lists = Vec<(u32, Vec<(u32, f32)>)>;

/// Learns from the facts before `cut` (midnight UTC). The same facts give the same fit. `progress` hears the share done.
pub fn fit(engine: &Engine, cut: Day, progress: &dyn Fn(f64)) -> Fit {
    let end = Moment(i64::from(cut.0) * DAY - 1);
    let tuned = tune(engine, end, &|done| progress(done * 0.3));
    let histories = histories(engine, end);
    let (method, neighbours) = weights(engine, &histories, usize::MAX, tuned.ridge, &|done| {
        progress(0.3 + done * 0.7);
    });
    let mut fit = assemble(engine, cut, method, neighbours);
    fit.new = tuned.new;
    fit.again = tuned.again;
    fit
}

/// What each person held before a moment: bought 1, carted 0.5, viewed 0.25; newest first.
fn histories(engine: &Engine, end: Moment) -> Histories {
    let count = engine.customers() as u32;
    (0..count)
        .into_par_iter()
        .map_init(
            || vec![0.0f32; engine.items().len()],
            |weights, customer| {
                let mut order: Vec<u32> = Vec::new();
                for row in engine.rows_of(Some(customer), end) {
                    let row = engine.raw(row);
                    if engine.is_service(row.what) {
                        continue;
                    }
                    let kind = if row.kind() == FactKind::Bought.number() {
                        1.0
                    } else if row.kind() == FactKind::Cart.number() {
                        0.5
                    } else {
                        0.25
                    };
                    let weight = &mut weights[row.what as usize];
                    if *weight == 0.0 {
                        order.push(row.what);
                    }
                    *weight = weight.max(kind);
                }
                let all = order
                    .into_iter()
                    .map(|p| (p, std::mem::take(&mut weights[p as usize])));
                // Every weight is taken out, also of those that are not kept.
                let mut all: Vec<(u32, f32)> = all.collect();
                all.truncate(MOST_OF_ONE);
                all
            },
        )
        .filter(|history| history.len() > 1)
        .collect()
}

/// The item-item weights among the `most` held products, by the engine's numbers.
fn weights(
    engine: &Engine,
    histories: &Histories,
    most: usize,
    ridge: f32,
    progress: &dyn Fn(f64),
) -> (Method, Lists) {
    let (warm, places) = warm(engine, histories, most);
    let placed: Histories = histories
        .iter()
        .map(|history| {
            let known = history.iter().filter_map(|(p, weight)| {
                let place = places[*p as usize];
                (place != u32::MAX).then_some((place, *weight))
            });
            known.collect()
        })
        .collect();
    let (method, lists) = if warm.len() <= MOST_LINEAR {
        let mut gram = Symmetric::gram(&placed, warm.len());
        gram.invert(ridge, progress);
        (Method::Ease, gram.neighbours(NEIGHBOURS))
    } else {
        let lists = walks::neighbours(&placed, warm.len(), NEIGHBOURS);
        progress(1.0);
        (Method::Walks, lists)
    };
    let named = |list: Vec<(u32, f32)>| {
        let pairs = list.into_iter();
        pairs.map(|(to, w)| (warm[to as usize], w)).collect()
    };
    let lists = warm.iter().copied().zip(lists.into_iter().map(named));
    (method, lists.collect())
}

/// The products that at least two people hold, ascending, and the place of each among them.
fn warm(engine: &Engine, histories: &Histories, most: usize) -> (Vec<u32>, Vec<u32>) {
    let mut holders = vec![0u32; engine.items().len()];
    for (product, _) in histories.iter().flatten() {
        holders[*product as usize] += 1;
    }
    let mut warm: Vec<u32> = (0..holders.len() as u32)
        .filter(|p| holders[*p as usize] > 1)
        .collect();
    if warm.len() > most {
        warm.sort_by_key(|&p| (std::cmp::Reverse(holders[p as usize]), p));
        warm.truncate(most);
        warm.sort_unstable();
    }
    let mut places = vec![u32::MAX; holders.len()];
    for (place, p) in (0..).zip(&warm) {
        places[*p as usize] = place;
    }
    (warm, places)
}

/// Puts lists by the engine's numbers into a fit by places of sorted ids.
fn assemble(engine: &Engine, cut: Day, method: Method, lists: Vec<(u32, Vec<(u32, f32)>)>) -> Fit {
    let mut products: Vec<ProductId> = engine.ids().to_vec();
    products.sort_unstable();
    let place = |number: u32| {
        let id = engine.ids()[number as usize];
        products.binary_search(&id).unwrap_or_default() as u32
    };
    let mut by_place: Vec<Vec<(u32, f32)>> = vec![Vec::new(); products.len()];
    for (number, list) in lists {
        let mut list: Vec<(u32, f32)> = list.into_iter().map(|(n, w)| (place(n), w)).collect();
        list.sort_unstable_by_key(|(to, _)| *to);
        by_place[place(number) as usize] = list;
    }
    let mut starts = vec![0u32];
    let mut pairs = Vec::new();
    for list in by_place {
        pairs.extend(list);
        starts.push(pairs.len() as u32);
    }
    Fit {
        cut,
        method,
        new: Blend::USUAL,
        again: Blend::USUAL,
        products,
        starts,
        pairs,
    }
}

struct Tuned {
    ridge: f32,
    new: Blend,
    again: Blend,
}

/// A person of the last weeks: what was known of them, and what they then bought.
struct Case {
    customer: CustomerId,
    bought: Vec<u32>,
}

/// One person's shares of every candidate, ready for many blends.
struct Prepared {
    certainty: f64,
    half: f64,
    shares: Vec<(u32, [f32; 3])>,
    wanted: Vec<u32>,
}

/// The weeks held back: the last twentieth of the purchases' time, between 7 and 30 days.
pub(crate) fn held_back(engine: &Engine, end: Moment) -> Option<Moment> {
    let first = (0..engine.items().len() as u32)
        .filter_map(|p| engine.first_met(p, end))
        .min()?;
    let newest = engine.newest_until(end)?;
    let span = newest.0 - first.0;
    let tail = (span / 20).clamp(7 * DAY, 30 * DAY);
    (span > tail * 2).then(|| Moment(newest.0 - tail))
}

fn cases(engine: &Engine, start: Moment, end: Moment) -> Vec<Case> {
    let mut people: Vec<CustomerId> = engine.people().collect();
    people.sort_unstable();
    let known = |customer: CustomerId| engine.history(customer, start).next().is_some();
    let found: Vec<Case> = people
        .into_par_iter()
        .filter_map(|customer| {
            let mut bought = engine.bought_between(customer, start.plus(1), end);
            bought.retain(|p| !engine.is_service(*p));
            (!bought.is_empty() && known(customer)).then_some(Case { customer, bought })
        })
        .collect();
    // Evenly over all people, so that the choice does not lean on who came first.
    let step = found.len().div_ceil(TUNED_PEOPLE).max(1);
    found.into_iter().step_by(step).collect()
}

fn prepare(
    engine: &Engine,
    fit: &Fit,
    cases: &[Case],
    now: Moment,
    again: bool,
    days: u32,
) -> Vec<Prepared> {
    let (parameters, choices) = (BTreeMap::new(), BTreeMap::new());
    cases
        .par_iter()
        .filter_map(|case| {
            let request = Request {
                customer: Some(case.customer),
                anchor: None,
                cart: &[],
                session: &[],
                query: None,
                now,
                parameters: &parameters,
                choices: &choices,
            };
            let parts = Parts::new(engine, Some(fit), &request, again, days);
            let mut wanted = case.bought.clone();
            wanted.retain(|p| parts.is_candidate(*p));
            let shares = (0..engine.items().len() as u32)
                .filter(|p| parts.is_candidate(*p))
                .map(|p| (p, parts.shares(p).map(|share| share as f32)))
                .filter(|(_, shares)| shares.iter().any(|s| *s > 0.0))
                .collect();
            (!wanted.is_empty()).then(|| Prepared {
                certainty: parts.certainty(1.0),
                half: 1.0,
                shares,
                wanted,
            })
        })
        .collect()
}

/// Mean NDCG@10 of a blend.
fn quality(prepared: &[Prepared], blend: &Blend) -> f64 {
    let each: Vec<f64> = prepared
        .par_iter()
        .map(|case| {
            // certainty = h / (h + 1), so h = c / (1 - c).
            let history = case.certainty * case.half / (1.0 - case.certainty).max(1e-9);
            let certainty = if history > 0.0 {
                history / (history + blend.half_certain)
            } else {
                0.0
            };
            let weights = [
                (blend.model * certainty) as f32,
                blend.popular as f32,
                blend.frequency as f32,
            ];
            let mut top: Vec<(f32, u32)> = Vec::with_capacity(11);
            for (product, shares) in &case.shares {
                let score =
                    weights[0] * shares[0] + weights[1] * shares[1] + weights[2] * shares[2];
                if score > 0.0 && (top.len() < 10 || top.last().is_some_and(|l| score > l.0)) {
                    let place = top.partition_point(|t| t.0 >= score);
                    top.insert(place, (score, *product));
                    top.truncate(10);
                }
            }
            ndcg(top.iter().map(|t| t.1), &case.wanted)
        })
        .collect();
    each.iter().sum::<f64>() / each.len().max(1) as f64
}

/// How well a list of at most ten puts the wanted products first: 1 = perfectly.
pub(crate) fn ndcg(list: impl Iterator<Item = u32>, wanted: &[u32]) -> f64 {
    let worth = |place: usize| 1.0 / libm::log2(place as f64 + 2.0);
    let got: f64 = (0..10)
        .zip(list)
        .filter(|(_, p)| wanted.contains(p))
        .map(|(place, _)| worth(place))
        .sum();
    let ideal: f64 = (0..wanted.len().min(10)).map(worth).sum();
    if ideal > 0.0 { got / ideal } else { 0.0 }
}

fn best_of(prepared: &[Prepared], tried: impl IntoIterator<Item = Blend>) -> (Blend, f64) {
    let mut best = (Blend::USUAL, -1.0);
    for blend in tried {
        let quality = quality(prepared, &blend);
        if quality > best.1 + 1e-9 {
            best = (blend, quality);
        }
    }
    best
}

/// Chooses ridge and blends by what people then bought; each part alone is among the blends tried.
fn tune(engine: &Engine, end: Moment, progress: &dyn Fn(f64)) -> Tuned {
    let mut tuned = Tuned {
        ridge: RIDGE,
        new: Blend {
            frequency: 0.0,
            ..Blend::USUAL
        },
        again: Blend::USUAL,
    };
    let Some(start) = held_back(engine, end) else {
        return tuned;
    };
    let cases = cases(engine, start, end);
    if cases.len() < FEWEST_PEOPLE {
        return tuned;
    }
    let histories = histories(engine, start);
    let cut = Day(start.0.div_euclid(DAY) as i32);
    let model_only = Blend {
        model: 1.0,
        popular: 0.0,
        frequency: 0.0,
        half_certain: 0.0,
        popular_days: 30,
    };
    let mut best_fit = None;
    for (i, ridge) in RIDGES.into_iter().enumerate() {
        let (method, lists) = weights(engine, &histories, TUNED_PRODUCTS, ridge, &|_| {});
        let fit = assemble(engine, cut, method, lists);
        let prepared = prepare(engine, &fit, &cases, start, false, 30);
        let quality = quality(&prepared, &model_only);
        if best_fit.as_ref().is_none_or(|(_, q)| quality > *q + 1e-9) {
            best_fit = Some((fit, quality));
            tuned.ridge = ridge;
        }
        progress((i + 1) as f64 * 0.2);
        if method == Method::Walks {
            break;
        }
    }
    let Some((fit, _)) = best_fit else {
        return tuned;
    };
    let mut best = -1.0;
    for days in POPULAR_DAYS {
        let prepared = prepare(engine, &fit, &cases, start, false, days);
        let alone = [(1.0, 0.0), (0.0, 1.0)].map(|(model, popular)| (model, popular, 0.0));
        let mixed = [0.1, 0.2, 0.4, 0.7, 1.0, 1.5, 2.5]
            .into_iter()
            .flat_map(|popular| [0.0, 0.3, 1.0, 3.0].map(|half| (1.0, popular, half)));
        let tried = alone
            .into_iter()
            .chain(mixed)
            .map(|(model, popular, half)| Blend {
                model,
                popular,
                frequency: 0.0,
                half_certain: half,
                popular_days: days,
            });
        let (blend, quality) = best_of(&prepared, tried);
        if quality > best + 1e-9 {
            best = quality;
            tuned.new = blend;
        }
    }
    progress(0.9);
    let days = tuned.new.popular_days;
    let prepared = prepare(engine, &fit, &cases, start, true, days);
    let weights = [0.0, 0.05, 0.1, 0.2, 0.4, 0.8];
    let mixed = weights
        .into_iter()
        .flat_map(|model| weights.map(|popular| (model, popular, 1.0)));
    let alone = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0)];
    let tried = alone
        .into_iter()
        .chain(mixed)
        .map(|(model, popular, frequency)| Blend {
            model,
            popular,
            frequency,
            half_certain: tuned.new.half_certain,
            popular_days: days,
        });
    tuned.again = best_of(&prepared, tried).0;
    progress(1.0);
    tuned
}
