//! What may come next in a visit: from visits that shared its products (S-kNN with positions, after STAN, Garg 2019,
//! and VMIS-kNN, Kersbergen 2022), from what followed its last product, and from the visit's own returns.
//!
//! The neighbours give each product a share of their likeness; products of the visit itself are judged apart by how
//! far back they stand, since a neighbour shares them by choice. `choice` learns what each sign is worth.

use super::choice::ln1p;
use super::engine::Totals;
use super::tally::Tally;
use super::{Counts, Engine, FactKind};
use crate::model::time::{DAY, Moment};
use std::sync::Arc;

/// Views looked through for each different product of the visit, the newest; the last products are asked most.
const MOST_VIEWS: [usize; 7] = [500, 400, 300, 200, 150, 100, 100];
/// Visits that speak.
const NEIGHBOURS: usize = 300;
/// Products back in which a seed's voice fades to 1/e.
const SEED_FADES: f64 = 1.2;
/// Places from the shared product in which a neighbour's product fades to 1/e.
const PLACE_FADES: f64 = 2.0;
/// Places after the shared product that count as following it.
const FOLLOWS: usize = 10;
/// Below these shares a sign says next to nothing.
const LEAST_NEAR: f64 = 1e-4;
const LEAST_FOLLOW: f64 = 1e-3;
/// Days of views that count as now.
pub(crate) const RECENT_DAYS: i64 = 7;
/// Views beyond which a longer visit says nothing more.
const LONG: f64 = 50.0;

/// Signs of a product that is new to the visit: near, follows, looked at now, rare.
pub(crate) const NEW: usize = 4;
/// Signs of a product that the visit has looked at.
pub(crate) const SEEN: usize = 12;
/// All signs side by side, as they are learned.
pub(crate) const SIGNS: usize = NEW + SEEN;

/// A product of the visit as a seed, the last one first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) product: u32,
    /// How often it was looked at.
    pub(crate) times: u32,
    signs: [f64; SEEN],
}

impl Seen {
    /// Its signs times their weights.
    pub(crate) fn score(&self, weights: &[f64]) -> f64 {
        let pairs = self.signs.iter().zip(&weights[NEW..]);
        pairs.map(|(s, w)| s * w).sum()
    }
}

/// A visit that shares products.
#[derive(Clone, Copy, Debug)]
struct Neighbour {
    visit: u32,
    likeness: f64,
    /// The seed that it shares, the last one of them.
    seed: u32,
    last: u32,
}

/// A product that is new to the visit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) product: u32,
    near: f64,
    follows: f64,
}

/// What speaks in one visit.
pub(crate) struct Next<'a> {
    /// Its products, the last first.
    pub(crate) seen: Vec<Seen>,
    /// The new ones that its neighbours hold.
    pub(crate) found: Vec<Found>,
    neighbours: Vec<Neighbour>,
    /// Sum of the neighbours' likeness, and how many share the last product.
    likeness: f64,
    with_last: f64,
    pub(crate) background: Background<'a>,
}

/// What is looked at now and what always: the same for every visit of a moment.
pub(crate) struct Background<'a> {
    pub(crate) recent: Arc<Counts>,
    pub(crate) total: Totals<'a>,
}

impl<'a> Background<'a> {
    pub(crate) fn of(engine: &'a Engine, now: Moment) -> Background<'a> {
        Background {
            recent: engine.counts(FactKind::View, now.plus(-RECENT_DAYS * DAY), now),
            total: engine.totals(FactKind::View, now),
        }
    }

    /// Its two signs of a product: looked at now, rare.
    pub(crate) fn signs(&self, product: u32) -> [f64; 2] {
        let (all, own) = (self.total.sources(), self.total.get(product));
        [
            ln1p(f64::from(self.recent.get(product))),
            ln1p(f64::from(all.saturating_sub(own)) / (f64::from(own) + 1.0)),
        ]
    }
}

/// The products of a visit, each once, the last first, with their signs.
fn seen(visit: &[u32]) -> Vec<Seen> {
    let mut all: Vec<Seen> = Vec::new();
    let Some(&last) = visit.last() else {
        return all;
    };
    let run = visit.iter().rev().take_while(|p| **p == last).count();
    for &product in visit.iter().rev() {
        match all.iter_mut().find(|s| s.product == product) {
            Some(own) => own.times += 1,
            None => all.push(Seen {
                product,
                times: 1,
                signs: [0.0; SEEN],
            }),
        }
    }
    let short = |n: usize| libm::log(LONG / (n as f64).min(LONG));
    let different = all.len();
    for (back, own) in all.iter_mut().enumerate() {
        own.signs[back.min(5)] = 1.0;
        own.signs[6] = ln1p(f64::from(own.times));
        if back == 0 {
            own.signs[7] = ln1p(run as f64);
            own.signs[8] = short(visit.len());
        } else {
            own.signs[9] = short(different);
            own.signs[10] = f64::from(u8::from(visit.first() == Some(&own.product)));
        }
        let again = visit.windows(2).filter(|w| *w == [last, own.product]);
        own.signs[11] = ln1p(again.count() as f64);
    }
    all
}

impl<'a> Next<'a> {
    /// Looks around for a visit of products, oldest first. `skip`: visits that do not speak, ascending.
    pub(crate) fn of(engine: &'a Engine, visit: &[u32], skip: &[u32], now: Moment) -> Next<'a> {
        let seen = seen(visit);
        let mut next = Next {
            neighbours: neighbours(engine, &seen, skip, now),
            seen,
            found: Vec::new(),
            likeness: 0.0,
            with_last: 0.0,
            background: Background::of(engine, now),
        };
        next.walk(engine, now);
        next
    }

    /// Tallies the neighbours' products.
    fn walk(&mut self, engine: &Engine, now: Moment) {
        let fades = fades();
        let mut places = Tally::new(1_024);
        let mut products: Vec<u32> = Vec::new();
        let mut found: Vec<Found> = Vec::new();
        for neighbour in &self.neighbours {
            products.clear();
            engine.visit(neighbour.visit, now, &mut products);
            let shared = self.seen[neighbour.seed as usize].product;
            let at = products.iter().rposition(|p| *p == shared).unwrap_or(0);
            self.likeness += neighbour.likeness;
            self.with_last += f64::from(u8::from(neighbour.seed == 0));
            for (place, &product) in products.iter().enumerate() {
                let (slot, new) = places.place(product);
                if new {
                    found.push(Found {
                        product,
                        near: 0.0,
                        follows: 0.0,
                    });
                }
                let found = &mut found[slot];
                let away = place.abs_diff(at);
                found.near += neighbour.likeness * fades[away.min(fades.len() - 1)];
                if neighbour.seed == 0 && place > at && away <= FOLLOWS {
                    found.follows += 1.0 / away as f64;
                }
            }
        }
        for own in &self.seen {
            if let Some(slot) = places.get(own.product) {
                found[slot].near = -1.0;
            }
        }
        found.retain(|f| f.near >= 0.0);
        self.found = found;
    }

    /// The signs of a product that is new to the visit, the two of the background left out: near, follows.
    pub(crate) fn signs(&self, found: &Found) -> [f64; 2] {
        [
            ln1p(found.near / self.likeness.max(1e-12) / LEAST_NEAR),
            ln1p(found.follows / self.with_last.max(1.0) / LEAST_FOLLOW),
        ]
    }

    /// All signs of every product that a neighbour or the visit holds, as they are learned; at most `most` new ones,
    /// the nearest.
    pub(crate) fn table(&self, most: usize) -> Vec<(u32, Vec<f32>)> {
        let mut found: Vec<&Found> = self.found.iter().collect();
        found.sort_by(|a, b| b.near.total_cmp(&a.near));
        found.truncate(most);
        let new = found.into_iter().map(|f| {
            let mut signs = vec![0.0f32; SIGNS];
            let all = self.signs(f).into_iter();
            let all = all.chain(self.background.signs(f.product));
            for (cell, sign) in signs.iter_mut().zip(all) {
                *cell = sign as f32;
            }
            (f.product, signs)
        });
        let seen = self.seen.iter().map(|s| {
            let mut signs = vec![0.0f32; SIGNS];
            for (cell, sign) in signs[NEW..].iter_mut().zip(s.signs) {
                *cell = sign as f32;
            }
            (s.product, signs)
        });
        new.chain(seen).collect()
    }

    /// What each seed's neighbours say for some products, with views that show it, at most so many each.
    pub(crate) fn explain(
        &self,
        engine: &Engine,
        products: &[u32],
        now: Moment,
        most: usize,
    ) -> Vec<Vec<Witness>> {
        let fades = fades();
        let mut said: Vec<Vec<Witness>> = vec![Vec::new(); products.len()];
        let mut slots = Tally::new(products.len());
        for product in products {
            slots.place(*product);
        }
        let mut rows: Vec<u32> = Vec::new();
        for neighbour in &self.neighbours {
            rows.clear();
            rows.extend(engine.rows_of_visit(neighbour.visit, now));
            rows.reverse();
            let shared = self.seen[neighbour.seed as usize].product;
            let what = |row: &u32| engine.what(*row);
            let at = rows.iter().rposition(|r| what(r) == shared).unwrap_or(0);
            for (place, row) in rows.iter().enumerate() {
                let Some(slot) = slots.get(what(row)) else {
                    continue;
                };
                let witnesses = &mut said[slot];
                let known = witnesses.iter().position(|w| w.seed == neighbour.seed);
                let place_of = known.unwrap_or_else(|| {
                    witnesses.push(Witness::of(neighbour.seed));
                    witnesses.len() - 1
                });
                let witness = &mut witnesses[place_of];
                let away = place.abs_diff(at);
                witness.near += neighbour.likeness * fades[away.min(fades.len() - 1)];
                if witness.last != neighbour.visit {
                    witness.last = neighbour.visit;
                    witness.visits += 1;
                    if witness.rows.len() < most {
                        witness.rows.push(*row);
                    }
                }
            }
        }
        said
    }
}

/// What the neighbours that share one seed say for one product.
#[derive(Clone, Debug)]
pub(crate) struct Witness {
    /// The place of the seed in [`Next::seen`].
    pub(crate) seed: u32,
    /// Its part of the product's nearness.
    pub(crate) near: f64,
    /// How many visits.
    pub(crate) visits: u32,
    /// Views of the product in them, one of each visit.
    pub(crate) rows: Vec<u32>,
    last: u32,
}

impl Witness {
    fn of(seed: u32) -> Witness {
        Witness {
            seed,
            near: 0.0,
            visits: 0,
            rows: Vec::new(),
            last: 0,
        }
    }
}

/// How much a place away from the shared product counts.
fn fades() -> [f64; 32] {
    std::array::from_fn(|away| libm::exp(-(away as f64) / PLACE_FADES))
}

/// The visits most like this one: voices of the shared seeds over the fourth root of the visit's length.
fn neighbours(engine: &Engine, seen: &[Seen], skip: &[u32], now: Moment) -> Vec<Neighbour> {
    let mut places = Tally::new(MOST_VIEWS[0]);
    let mut all: Vec<Neighbour> = Vec::new();
    for ((seed, own), most) in (0u32..).zip(seen).zip(MOST_VIEWS) {
        let voice = libm::exp(-f64::from(seed) / SEED_FADES);
        let rows = engine.rows_with(own.product, FactKind::View, now);
        for row in rows.take(most) {
            let visit = engine.visit_of_row(row);
            if visit == 0 || skip.binary_search(&visit).is_ok() {
                continue;
            }
            let (place, new) = places.place(visit);
            if new {
                all.push(Neighbour {
                    visit,
                    likeness: voice,
                    seed,
                    last: seed,
                });
            } else if all[place].last != seed {
                all[place].last = seed;
                all[place].likeness += voice;
            }
        }
    }
    for neighbour in &mut all {
        let length = engine.visit_length(neighbour.visit, now).max(1);
        neighbour.likeness /= f64::from(length).sqrt().sqrt();
    }
    // Ties go to what was met first: the last seed's newest visits.
    let mut order: Vec<u32> = (0..all.len() as u32).collect();
    let by_likeness = |a: &u32, b: &u32| {
        let (x, y) = (all[*a as usize].likeness, all[*b as usize].likeness);
        y.total_cmp(&x).then(a.cmp(b))
    };
    if order.len() > NEIGHBOURS {
        order.select_nth_unstable_by(NEIGHBOURS, by_likeness);
        order.truncate(NEIGHBOURS);
    }
    order.sort_unstable_by(by_likeness);
    order.into_iter().map(|i| all[i as usize]).collect()
}
