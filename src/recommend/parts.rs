//! The parts of a personal score for every product: what goes with the history, what sells, what is bought again.

use super::buy_it_again::Repeats;
use super::fit::Blend;
use super::together::in_orders;
use super::{Counts, Engine, FactKind, Fit, Request};
use crate::model::time::{DAY, Moment};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Days in which a doing fades to 1/e.
const FADES_IN: f64 = 90.0;
/// Doings looked through, and different products that speak, per person.
const MOST_DOINGS: usize = 1_000;
const MOST_SEEDS: usize = 100;
/// Products that speak where there is no fit, and orders looked through for each.
const LIVE_SEEDS: usize = 10;
const LIVE_ORDERS: u32 = 300;

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
        .filter(|s| !engine.is_service(s.product))
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
pub(crate) enum Model<'a> {
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

    /// Visits what a seed speaks for, with the weights.
    pub(crate) fn visit(
        &self,
        engine: &Engine,
        place: usize,
        seed: &Seed,
        mut each: impl FnMut(u32, f64),
    ) {
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

/// The parts for every product, and the greatest of each among the candidates.
pub(crate) struct Parts<'a> {
    pub(crate) seeds: Vec<Seed>,
    pub(crate) model: Model<'a>,
    pub(crate) repeats: FxHashMap<u32, Repeats>,
    pub(crate) counts: Arc<Counts>,
    again: bool,
    visit: Vec<u32>,
    history: f64,
    sums: Vec<f64>,
    sums_max: f64,
    popular_max: f64,
    frequency: FxHashMap<u32, f64>,
    frequency_max: f64,
}

impl<'a> Parts<'a> {
    /// `again`: whether products bought before are candidates; `days`: how far back popularity counts.
    pub(crate) fn new(
        engine: &Engine,
        fit: Option<&'a Fit>,
        request: &Request<'_>,
        again: bool,
        days: u32,
    ) -> Parts<'a> {
        let now = request.now;
        let seeds = seeds(engine, request);
        let model = Model::new(engine, fit, &seeds, now);
        let repeats = match request.customer {
            Some(customer) => Repeats::of(engine, customer, now),
            None => FxHashMap::default(),
        };
        let mut sums = vec![0.0; engine.items().len()];
        for (place, seed) in seeds.iter().enumerate() {
            model.visit(engine, place, seed, |to, weight| {
                sums[to as usize] += seed.weight * weight;
            });
        }
        let visited = request.session.iter().chain(request.anchor.iter());
        let mut parts = Parts {
            visit: visited.filter_map(|id| engine.number(*id)).collect(),
            history: seeds.iter().map(|s| s.weight).sum(),
            counts: engine.counts(FactKind::Bought, request.days_ago(days), now),
            again,
            seeds,
            model,
            repeats,
            sums: Vec::new(),
            sums_max: 0.0,
            popular_max: 0.0,
            frequency: FxHashMap::default(),
            frequency_max: 0.0,
        };
        for (p, sum) in (0..).zip(sums.iter_mut()) {
            if *sum > 0.0 {
                if !parts.is_candidate(engine, p) {
                    *sum = 0.0;
                }
                parts.sums_max = parts.sums_max.max(*sum);
            }
        }
        parts.sums = sums;
        let best = parts.counts.ranked().iter();
        let mut best = best.filter(|p| parts.is_candidate(engine, **p));
        parts.popular_max = best.next().map_or(0.0, |p| f64::from(parts.counts.get(*p)));
        if again {
            let faded = |(&p, own): (&u32, &Repeats)| (p, own.frequency(now, 180.0));
            parts.frequency = parts.repeats.iter().map(faded).collect();
            let candidates = parts.frequency.iter();
            let candidates = candidates.filter(|(p, _)| parts.is_candidate(engine, **p));
            parts.frequency_max = candidates.map(|(_, f)| *f).fold(0.0, f64::max);
        }
        parts
    }

    /// Not what this visit already looked at, and without `again` nothing bought before.
    pub(crate) fn is_candidate(&self, engine: &Engine, product: u32) -> bool {
        !engine.is_service(product)
            && !self.visit.contains(&product)
            && (self.again || !self.repeats.contains_key(&product))
    }

    /// How much the model may say: near 0 for a light history, near 1 for a heavy one.
    pub(crate) fn certainty(&self, half_certain: f64) -> f64 {
        if self.history > 0.0 {
            self.history / (self.history + half_certain)
        } else {
            0.0
        }
    }

    /// What one unit of a seed's weight adds to a score.
    pub(crate) fn model_scale(&self, blend: &Blend) -> f64 {
        if self.sums_max > 0.0 {
            blend.model * self.certainty(blend.half_certain) / self.sums_max
        } else {
            0.0
        }
    }

    /// The parts of a product, each 0 to 1, unweighted: model, popularity, own frequency.
    pub(crate) fn shares(&self, product: u32) -> [f64; 3] {
        let share = |value: f64, max: f64| if max > 0.0 { value / max } else { 0.0 };
        let own = match self.frequency_max > 0.0 {
            true => self.frequency.get(&product).copied().unwrap_or(0.0),
            false => 0.0,
        };
        [
            share(self.sums[product as usize], self.sums_max),
            share(f64::from(self.counts.get(product)), self.popular_max),
            share(own, self.frequency_max),
        ]
    }

    /// The weighted parts of a product.
    pub(crate) fn terms(&self, blend: &Blend, product: u32) -> [f64; 3] {
        let [model, popular, frequency] = self.shares(product);
        [
            blend.model * self.certainty(blend.half_certain) * model,
            blend.popular * popular,
            blend.frequency * frequency,
        ]
    }
}
