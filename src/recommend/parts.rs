//! The parts of a personal score for every product: what goes with the history, what sells, what is bought again.

use super::fit::Blend;
use super::together::in_orders;
use super::{Counts, Engine, FactKind, Fit, Request};
use crate::model::time::{DAY, Moment};
use std::sync::Arc;

/// Days in which a doing fades to 1/e.
const FADES_IN: f64 = 90.0;
/// Days in which a purchase fades to 1/e where repeats are counted.
const REPEATS_FADE_IN: f64 = 180.0;
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

/// What a person and visit did, in one pass over the rows.
struct Past {
    seeds: Vec<Seed>,
    /// Per product: whether it was bought before.
    bought: Vec<bool>,
    /// Per product: purchases faded by age; empty where repeats are not wanted.
    frequency: Vec<f64>,
}

impl Past {
    fn of(engine: &Engine, request: &Request<'_>, again: bool) -> Past {
        let products = engine.items().len();
        let mut weights = vec![0.0f64; products];
        let mut met: Vec<u32> = Vec::new();
        let mut past = Past {
            seeds: Vec::new(),
            bought: vec![false; products],
            frequency: if again {
                vec![0.0; products]
            } else {
                Vec::new()
            },
        };
        let mut weigh = |product: u32, weight: f64| {
            let own = &mut weights[product as usize];
            if *own == 0.0 {
                met.push(product);
            }
            *own = own.max(weight);
        };
        // In a visit the last views speak loudest.
        for (back, id) in request.session.iter().rev().take(20).enumerate() {
            if let Some(product) = engine.number(*id) {
                weigh(product, libm::exp(-(back as f64) / 3.0));
            }
        }
        let customer = request.customer.and_then(|c| engine.customer_number(c));
        let bought = FactKind::Bought.number();
        let mut last: Option<super::rows::Row> = None;
        let (mut fades, mut repeats) = (1.0, 1.0);
        for (i, row) in engine.rows_of(customer, request.now).enumerate() {
            let row = engine.raw(row);
            // Lines of one order share the time: the weights are made once for all of them.
            if last.is_none_or(|l| l.at() != row.at()) {
                let age = (request.now.0 - row.at() as i64) as f64 / DAY as f64;
                fades = libm::exp(-age / FADES_IN);
                repeats = libm::exp(-age / REPEATS_FADE_IN);
            }
            if row.kind() == bought {
                past.bought[row.what as usize] = true;
                let same_line = last.is_some_and(|l| l.what == row.what && l.same_source(&row));
                if again && !same_line {
                    past.frequency[row.what as usize] += repeats;
                }
            }
            if i < MOST_DOINGS {
                let kind = match FactKind::ALL[row.kind().min(3)] {
                    FactKind::Bought => 1.0,
                    FactKind::Cart => 0.5,
                    FactKind::View | FactKind::Click => 0.25,
                };
                weigh(row.what, kind * fades);
            }
            last = Some(row);
        }
        past.seeds = met
            .into_iter()
            .filter(|p| !engine.is_service(*p))
            .map(|product| Seed {
                product,
                weight: weights[product as usize],
            })
            .collect();
        let ids = engine.ids();
        past.seeds.sort_unstable_by(|a, b| {
            b.weight
                .total_cmp(&a.weight)
                .then_with(|| ids[a.product as usize].cmp(&ids[b.product as usize]))
        });
        past.seeds.truncate(MOST_SEEDS);
        past
    }
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
    pub(crate) counts: Arc<Counts>,
    /// Per product: whether it may not come.
    out: Vec<bool>,
    history: f64,
    sums: Vec<f64>,
    sums_max: f64,
    popular_max: f64,
    frequency: Vec<f64>,
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
        let past = Past::of(engine, request, again);
        let model = Model::new(engine, fit, &past.seeds, request.now);
        let mut sums = vec![0.0; engine.items().len()];
        for (place, seed) in past.seeds.iter().enumerate() {
            model.visit(engine, place, seed, |to, weight| {
                sums[to as usize] += seed.weight * weight;
            });
        }
        // Not what this visit already looked at, and without `again` nothing bought before.
        let mut out = if again {
            vec![false; engine.items().len()]
        } else {
            past.bought
        };
        for id in request.session.iter().chain(request.anchor.iter()) {
            if let Some(product) = engine.number(*id) {
                out[product as usize] = true;
            }
        }
        for (out, service) in out.iter_mut().zip(engine.services()) {
            *out |= service;
        }
        let candidates = |values: &[f64]| {
            let values = values.iter().zip(&out).filter(|(_, out)| !**out);
            values.map(|(value, _)| *value).fold(0.0, f64::max)
        };
        let counts = engine.counts(FactKind::Bought, request.days_ago(days), request.now);
        let most_sold = counts.ranked().iter().find(|p| !out[**p as usize]);
        Parts {
            history: past.seeds.iter().map(|s| s.weight).sum(),
            sums_max: candidates(&sums),
            popular_max: most_sold.map_or(0.0, |p| f64::from(counts.get(*p))),
            frequency_max: candidates(&past.frequency),
            seeds: past.seeds,
            frequency: past.frequency,
            model,
            counts,
            out,
            sums,
        }
    }

    /// Whether a product may come at all.
    pub(crate) fn is_candidate(&self, product: u32) -> bool {
        self.out.get(product as usize).is_some_and(|out| !out)
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
        let own = self.frequency.get(product as usize).copied();
        [
            share(self.sums[product as usize], self.sums_max),
            share(f64::from(self.counts.get(product)), self.popular_max),
            share(own.unwrap_or(0.0), self.frequency_max),
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
