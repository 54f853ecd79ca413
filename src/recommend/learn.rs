//! Makes a [`Fit`] of the facts before a day: what goes with what, and what every sign is worth on the shop's own last
//! weeks.

use super::ease::Symmetric;
use super::fit::{Blend, Fit, Links, Method, USUAL_VISIT};
use super::next::{self, Next};
use super::parts::{COMMON, HAD, KIND, LINEAR, OWN, Parts, SOLD, WALKS};
pub(crate) use super::table::ndcg;
use super::table::{Part, Table, Tried, choose, quality};
use super::{Engine, FactKind, Request, walks};
use crate::model::ids::{CustomerId, ProductId};
use crate::model::time::{DAY, Day, Moment};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Neighbours kept for each product.
const NEIGHBOURS: usize = 200;
/// Products with at least two holders up to which the linear model holds all of them.
const MOST_LINEAR: usize = 8_000;
/// In larger catalogues it holds the most held of them, and the walks speak for the others.
const HEAD: usize = 4_000;
/// The most held products among which the ridge is tuned.
const TUNED_PRODUCTS: usize = 1_200;
/// People and visits from whom weights are learned, at most.
const MOST_PEOPLE: usize = 1_500;
const MOST_VISITS: usize = 4_000;
/// Next products learned from in one visit.
const MOST_STEPS: usize = 12;
/// Candidates of a visit that weights are learned from.
const MOST_FOUND: usize = 200;
/// Fewer than these say nothing about weights.
const FEWEST: usize = 20;
/// Different products of one person that the models learn from, the newest first.
const MOST_OF_ONE: usize = 1_000;
/// The ridge where nothing was learned, and those tried.
const RIDGE: f32 = 300.0;
const RIDGES: [f32; 3] = [100.0, 300.0, 1_000.0];
/// Days in which the history may fade.
const FADES: [f64; 2] = [90.0, 250.0];

/// A person's products with weights, by the engine's numbers.
type Histories = Vec<Vec<(u32, f32)>>;

/// What the last weeks showed: what is learned from, apart from the facts that answer.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// As of when the facts answer.
    pub now: Moment,
    /// People known then, and what they bought after.
    pub people: Vec<(CustomerId, Vec<u32>)>,
    /// Visits after, product by product.
    pub visits: Vec<Vec<u32>>,
}

/// What was chosen, and how good it was on what was held back.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Tuned {
    /// Pull of the linear model.
    pub ridge: f32,
    /// For what is new to people.
    pub new: Choice,
    /// With what they had.
    pub again: Choice,
    /// For visits.
    pub visit: Choice,
}

/// One choice of weights.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Choice {
    /// People or next products it was learned from.
    pub cases: usize,
    /// `blend`, or the one part that was better alone.
    pub taken: &'static str,
    /// NDCG@10 of the blend and of each part alone, on the half that was not learned from.
    pub tried: Vec<(&'static str, f64)>,
}

/// Learns from the facts before `cut` (midnight UTC). The same facts give the same fit. `progress` hears the share done.
pub fn fit(engine: &Engine, cut: Day, progress: &dyn Fn(f64)) -> Fit {
    let end = Moment(i64::from(cut.0) * DAY - 1);
    let (learned, _) = match shown(engine, end) {
        Some(shown) => learn(engine, &shown, &|done| progress(done * 0.5)),
        None => Learned::nothing(),
    };
    make(engine, cut, &learned, &|done| progress(0.5 + done * 0.5))
}

/// What every sign is worth.
#[derive(Clone, Debug)]
pub struct Learned {
    ridge: f32,
    new: Blend,
    again: Blend,
    visit: [f64; next::SIGNS],
}

impl Learned {
    /// Where there is nothing to learn from.
    pub fn nothing() -> (Learned, Tuned) {
        let usual = Learned {
            ridge: RIDGE,
            new: Blend::USUAL,
            again: Blend::USUAL,
            visit: USUAL_VISIT,
        };
        (usual, Tuned::default())
    }
}

/// The item-item models of all facts before a day, with what was learned.
pub fn make(engine: &Engine, cut: Day, learned: &Learned, progress: &dyn Fn(f64)) -> Fit {
    let end = Moment(i64::from(cut.0) * DAY - 1);
    let histories = histories(engine, end);
    let mut fit = weights(engine, cut, &histories, usize::MAX, learned.ridge, progress);
    fit.new = learned.new;
    fit.again = learned.again;
    fit.visit = learned.visit;
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

/// A fit with the item-item weights among the `most` held products, and the usual blend.
fn weights(
    engine: &Engine,
    cut: Day,
    histories: &Histories,
    most: usize,
    ridge: f32,
    progress: &dyn Fn(f64),
) -> Fit {
    let (all, placed) = placed(engine, histories, most);
    let walked = walks::neighbours(&placed, all.len(), NEIGHBOURS);
    let whole = all.len() <= MOST_LINEAR;
    let (head, placed) = match whole {
        true => (all.clone(), placed),
        false => self::placed(engine, histories, HEAD),
    };
    let mut gram = Symmetric::gram(&placed, head.len());
    gram.invert(ridge, progress);
    let linear = gram.neighbours(NEIGHBOURS);
    let mut products: Vec<ProductId> = engine.ids().to_vec();
    products.sort_unstable();
    let place = |number: u32| {
        let id = engine.ids()[number as usize];
        products.binary_search(&id).unwrap_or_default() as u32
    };
    // By the places of sorted ids in place of places among the warm.
    let links = |warm: &[u32], lists: Vec<Vec<(u32, f32)>>| {
        let mut all: Vec<Vec<(u32, f32)>> = vec![Vec::new(); products.len()];
        for (from, list) in warm.iter().zip(lists) {
            let named = list
                .into_iter()
                .map(|(to, w)| (place(warm[to as usize]), w));
            let mut named: Vec<(u32, f32)> = named.collect();
            named.sort_unstable_by_key(|(to, _)| *to);
            all[place(*from) as usize] = named;
        }
        Links::of_lists(all)
    };
    let (linear, walks) = (links(&head, linear), links(&all, walked));
    Fit {
        cut,
        method: if whole { Method::Linear } else { Method::Head },
        new: Blend::USUAL,
        again: Blend::USUAL,
        visit: USUAL_VISIT,
        linear,
        walks,
        products,
    }
}

/// The most held products, ascending, and the histories by their places among these.
fn placed(engine: &Engine, histories: &Histories, most: usize) -> (Vec<u32>, Histories) {
    let (warm, places) = warm(engine, histories, most);
    let placed = histories.iter().map(|history| {
        let known = history.iter().filter_map(|(p, weight)| {
            let place = places[*p as usize];
            (place != u32::MAX).then_some((place, *weight))
        });
        known.collect()
    });
    let placed = placed.collect();
    (warm, placed)
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

/// The weeks held back: the last twentieth of the time, between 7 and 30 days.
pub(crate) fn held_back(engine: &Engine, end: Moment) -> Option<Moment> {
    let first = (0..engine.items().len() as u32)
        .filter_map(|p| engine.first_met(p, end))
        .min()?;
    let newest = engine.newest_until(end)?;
    let span = newest.0 - first.0;
    let tail = (span / 20).clamp(7 * DAY, 30 * DAY);
    (span > tail * 2).then(|| Moment(newest.0 - tail))
}

/// What the last weeks before a moment showed; `None` where there are too few days.
fn shown(engine: &Engine, end: Moment) -> Option<Shown> {
    let start = held_back(engine, end)?;
    let mut people: Vec<CustomerId> = engine.people().collect();
    people.sort_unstable();
    let known = |customer: CustomerId| engine.history(customer, start).next().is_some();
    let people = people
        .into_par_iter()
        .filter_map(|customer| {
            let mut bought = engine.bought_between(customer, start.plus(1), end);
            bought.retain(|p| !engine.is_service(*p));
            (!bought.is_empty() && known(customer)).then_some((customer, bought))
        })
        .collect();
    let mut visits = Vec::new();
    for visit in 1..=engine.visits() as u32 {
        let first = engine.rows_of_visit(visit, end).last();
        if first.is_some_and(|row| engine.raw(row).at() as i64 > start.0) {
            let mut products = Vec::new();
            engine.visit(visit, end, &mut products);
            if products.len() > 1 {
                visits.push((first, products));
            }
        }
    }
    // In the order of their first views: numbers of visits depend on the order of arrival.
    visits.sort();
    Some(Shown {
        now: start,
        people,
        visits: visits.into_iter().map(|(_, products)| products).collect(),
    })
}

/// Evenly over all, so that the choice does not lean on who came first.
fn evenly<T>(all: &[T], most: usize) -> Vec<&T> {
    all.iter()
        .step_by(all.len().div_ceil(most).max(1))
        .collect()
}

/// Learns what every sign is worth from what was shown, with the facts that answer as of then.
pub fn learn(engine: &Engine, shown: &Shown, progress: &dyn Fn(f64)) -> (Learned, Tuned) {
    let (mut learned, mut tuned) = Learned::nothing();
    if let Some((weights, choice)) = learn_visits(engine, shown) {
        learned.visit = weights;
        tuned.visit = choice;
    }
    progress(0.2);
    let people = evenly(&shown.people, MOST_PEOPLE);
    if people.len() < FEWEST {
        progress(1.0);
        return (learned, tuned);
    }
    let histories = histories(engine, shown.now);
    let cut = Day(shown.now.0.div_euclid(DAY) as i32);
    let mut best = -1.0;
    for ridge in RIDGES {
        let fit = weights(engine, cut, &histories, TUNED_PRODUCTS, ridge, &|_| {});
        let tables = tables(engine, &fit, &people, shown.now, false, FADES[0]);
        let quality = quality(&tables, COMMON + HAD, &|signs| f64::from(signs[LINEAR]));
        if quality > best + 1e-9 {
            best = quality;
            learned.ridge = ridge;
        }
    }
    tuned.ridge = learned.ridge;
    progress(0.4);
    let fit = weights(
        engine,
        cut,
        &histories,
        usize::MAX,
        learned.ridge,
        &|done| {
            progress(0.4 + done * 0.3);
        },
    );
    for again in [false, true] {
        let parts: &[Part] = if again { &AGAIN } else { &NEW };
        let mut best: Option<(Tried, f64, Vec<Table>)> = None;
        for fades_in in FADES {
            let tables = tables(engine, &fit, &people, shown.now, again, fades_in);
            if tables.len() < FEWEST {
                continue;
            }
            let tried = choose(&tables, COMMON + HAD, parts);
            let most = best.as_ref().map_or(-1.0, |(best, ..)| best.quality);
            if tried.quality > most + 1e-9 {
                best = Some((tried, fades_in, tables));
            }
        }
        let (mut blend, mut choice) = (Blend::USUAL, Choice::default());
        if let Some((tried, fades_in, tables)) = best {
            let weights = tried.learned(&tables, COMMON + HAD);
            blend.fades_in = fades_in;
            blend.new.copy_from_slice(&weights[..COMMON]);
            if young(&tables) < FEWEST {
                // The last weeks hardly brought anything new: what they say of new products is chance.
                blend.new[KIND] = Blend::USUAL.new[KIND];
            }
            blend.had.copy_from_slice(&weights[COMMON..]);
            choice = tried.choice;
        }
        if again {
            (learned.again, tuned.again) = (blend, choice);
        } else {
            (learned.new, tuned.new) = (blend, choice);
        }
        progress(if again { 1.0 } else { 0.85 });
    }
    (learned, tuned)
}

/// How often a product with few orders was bought that had something in common with the buyer's history.
fn young(tables: &[Table]) -> usize {
    let rows = tables.iter().flat_map(|t| t.rows(COMMON + HAD));
    rows.filter(|(signs, bought)| *bought && signs[KIND] > 0.0)
        .count()
}

const NEW: [Part; 5] = [
    ("linear", &[LINEAR]),
    ("walks", &[WALKS]),
    ("sold in 7 days", &[SOLD]),
    ("sold in 30 days", &[SOLD + 2]),
    ("sold in 60 days", &[SOLD + 3]),
];
const AGAIN: [Part; 5] = [
    ("linear", &[LINEAR, COMMON + LINEAR]),
    ("walks", &[WALKS, COMMON + WALKS]),
    ("sold in 30 days", &[SOLD + 2, COMMON + SOLD + 2]),
    ("own orders", &[COMMON + OWN]),
    ("own days", &[COMMON + OWN + 1]),
];
const VISIT: [Part; 2] = [("near", &[0]), ("follows", &[1])];

fn tables(
    engine: &Engine,
    fit: &Fit,
    people: &[&(CustomerId, Vec<u32>)],
    now: Moment,
    again: bool,
    fades_in: f64,
) -> Vec<Table> {
    let (parameters, choices) = (BTreeMap::new(), BTreeMap::new());
    // What was not known then may have come later.
    let allowed = engine.allowed(|p, _| engine.is_known(p, now));
    people
        .par_iter()
        .filter_map(|(customer, bought)| {
            let request = Request {
                customer: Some(*customer),
                anchor: None,
                cart: &[],
                session: &[],
                query: None,
                about: &super::about::NOTHING,
                among: None,
                now,
                parameters: &parameters,
                choices: &choices,
                evidence: super::EVIDENCE,
            };
            let parts = Parts::new(engine, Some(fit), &request, again, fades_in, None);
            let wanted = bought.iter().filter(|p| again || !parts.had(**p)).count();
            let candidates = parts.candidates(engine, &allowed);
            let width = COMMON + HAD;
            let mut signs = vec![0.0f32; candidates.len() * width];
            for (row, p) in signs.chunks_exact_mut(width).zip(&candidates) {
                let own = parts.own(*p);
                let from = if own.is_some() { COMMON } else { 0 };
                let all = parts.common(engine, *p).into_iter();
                let all = all.chain(own.unwrap_or_default());
                for (cell, sign) in row[from..].iter_mut().zip(all) {
                    *cell = sign as f32;
                }
            }
            let chosen = candidates.iter().map(|p| bought.binary_search(p).is_ok());
            (wanted > 0).then(|| Table {
                signs,
                chosen: chosen.collect(),
                wanted,
            })
        })
        .collect()
}

fn learn_visits(engine: &Engine, shown: &Shown) -> Option<([f64; next::SIGNS], Choice)> {
    let steps: usize = shown
        .visits
        .iter()
        .map(|v| (v.len() - 1).min(MOST_STEPS))
        .sum();
    if steps < FEWEST * 5 {
        return None;
    }
    let most = (shown.visits.len() * MOST_VISITS).div_ceil(steps).max(1);
    let tables: Vec<Table> = evenly(&shown.visits, most)
        .par_iter()
        .flat_map_iter(|visit| {
            let steps = 1..visit.len().min(MOST_STEPS + 1);
            steps.map(|step| {
                let next = Next::of(engine, &visit[..step], &[], shown.now);
                let rows = next.table(MOST_FOUND);
                let chosen = rows.iter().map(|(p, _)| *p == visit[step]);
                Table {
                    chosen: chosen.collect(),
                    signs: rows.into_iter().flat_map(|(_, signs)| signs).collect(),
                    wanted: 1,
                }
            })
        })
        .collect();
    let tried = choose(&tables, next::SIGNS, &VISIT);
    let weights = tried.learned(&tables, next::SIGNS);
    Some((weights.try_into().ok()?, tried.choice))
}
