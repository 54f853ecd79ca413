//! The signs of a personal score: what goes with the history, what sells, what this person buys again and again.
//!
//! `choice` learns what each sign is worth, apart for products that are new to the person and for those they had.

use super::choice::ln1p;
use super::engine::Totals;
use super::fit::{Blend, Links};
use super::kind::Kind;
use super::tally::Tally;
use super::together::in_orders;
use super::{Allowed, Counts, Engine, FactKind, Fit, Request};
use crate::model::time::{DAY, Moment};
use std::sync::Arc;

/// Days in which a purchase fades to 1/e where repeats are counted.
const REPEATS_FADE_IN: f64 = 120.0;
/// Own later orders after which a purchase has faded to 1/e.
const ORDERS_FADE_IN: f64 = 10.0;
/// Doings looked through, and different products that speak, per person.
const MOST_DOINGS: usize = 1_000;
const MOST_SEEDS: usize = 100;
/// Products that speak where there is no fit, and orders looked through for each.
const LIVE_SEEDS: usize = 10;
const LIVE_ORDERS: u32 = 300;
/// The best of each sign that become candidates.
const CANDIDATES: usize = 150;
/// A hundredth of the greatest share says next to nothing.
const LEAST_SHARE: f64 = 0.01;
/// A purchase faded to this says next to nothing.
const LEAST_REPEAT: f64 = 0.02;
/// How far back sales count as now, one sign each.
pub(crate) const WINDOWS: [u32; 4] = [7, 14, 30, 60];

/// Signs of every product: linear model, walks, sold in each window, rare, known for long, of the history's kind.
pub(crate) const COMMON: usize = 5 + WINDOWS.len();
/// Those, and of products that the person had: faded by own orders, by days, ever, due, had.
pub(crate) const HAD: usize = COMMON + 5;
/// Where each sign stands.
pub(crate) const LINEAR: usize = 0;
pub(crate) const WALKS: usize = 1;
pub(crate) const SOLD: usize = 2;
pub(crate) const RARE: usize = SOLD + WINDOWS.len();
pub(crate) const KNOWN: usize = RARE + 1;
/// Only of products with few orders: 0 for the others, and where nothing but ids is known of products.
pub(crate) const KIND: usize = KNOWN + 1;
pub(crate) const OWN: usize = COMMON;

/// A product of the history with its weight.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seed {
    pub(crate) product: u32,
    pub(crate) weight: f64,
}

/// One product that the person bought.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    pub(crate) product: u32,
    by_orders: f64,
    by_days: f64,
    /// When, newest first, one moment per order.
    at: Vec<i64>,
}

impl Own {
    /// 1 when the usual time between purchases has just passed, less before and after; 0 before three purchases.
    fn due(&self, now: Moment) -> f64 {
        let gap = super::buy_it_again::gap(&self.at);
        let last = self.at.first();
        gap.zip(last).map_or(0.0, |(gap, last)| {
            let age = (now.0 - last) as f64 / DAY as f64;
            libm::exp(-(age - gap).abs() / gap)
        })
    }

    fn signs(&self, now: Moment) -> [f64; 5] {
        [
            ln1p(self.by_orders / LEAST_REPEAT),
            ln1p(self.by_days / LEAST_REPEAT),
            ln1p(self.at.len() as f64 / LEAST_REPEAT),
            self.due(now),
            1.0,
        ]
    }
}

/// What a person and visit did, in one pass over the rows.
struct Past {
    seeds: Vec<Seed>,
    own: Vec<Own>,
    /// Whether the page is the only seed.
    by_page: bool,
}

impl Past {
    fn of(engine: &Engine, request: &Request<'_>, fades_in: f64) -> Past {
        let mut places = Tally::new(64);
        let mut seeds: Vec<Seed> = Vec::new();
        let mut weigh = |product: u32, weight: f64| {
            let (place, new) = places.place(product);
            if new {
                seeds.push(Seed { product, weight });
            } else {
                seeds[place].weight = seeds[place].weight.max(weight);
            }
        };
        // In a visit the last views speak loudest.
        for (back, id) in request.session.iter().rev().take(20).enumerate() {
            if let Some(product) = engine.number(*id) {
                weigh(product, libm::exp(-(back as f64) / 3.0));
            }
        }
        let mut owned = Tally::new(64);
        let mut own: Vec<Own> = Vec::new();
        let customer = request.customer.and_then(|c| engine.customer_number(c));
        let bought = FactKind::Bought.number();
        let mut last: Option<super::rows::Row> = None;
        let mut last_order: Option<super::rows::Row> = None;
        let (mut fades, mut by_days, mut by_orders) = (1.0, 1.0, 1.0);
        for (i, row) in engine.rows_of(customer, request.now).enumerate() {
            let row = engine.raw(row);
            if engine.is_service(row.what) {
                continue;
            }
            // Lines of one order share the time: the weights are made once for all of them.
            if last.is_none_or(|l| l.at() != row.at()) {
                let age = (request.now.0 - row.at() as i64) as f64 / DAY as f64;
                fades = libm::exp(-age / fades_in);
                by_days = libm::exp(-age / REPEATS_FADE_IN);
            }
            if row.kind() == bought {
                if last_order.is_some_and(|l| !l.same_source(&row)) {
                    by_orders *= libm::exp(-1.0 / ORDERS_FADE_IN);
                }
                last_order = Some(row);
                if !last.is_some_and(|l| l.what == row.what && l.same_source(&row)) {
                    let (place, new) = owned.place(row.what);
                    if new {
                        own.push(Own {
                            product: row.what,
                            by_orders: 0.0,
                            by_days: 0.0,
                            at: Vec::new(),
                        });
                    }
                    let own = &mut own[place];
                    own.by_orders += by_orders;
                    own.by_days += by_days;
                    own.at.push(row.at() as i64);
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
        seeds.retain(|s| !engine.is_service(s.product));
        let ids = engine.ids();
        seeds.sort_unstable_by(|a, b| {
            b.weight
                .total_cmp(&a.weight)
                .then_with(|| ids[a.product as usize].cmp(&ids[b.product as usize]))
        });
        seeds.truncate(MOST_SEEDS);
        // Of a stranger the page that they are on is all there is to go by.
        let page = request.anchor.and_then(|id| engine.number(id));
        let page = page.filter(|p| seeds.is_empty() && !engine.is_service(*p));
        seeds.extend(page.map(|product| Seed {
            product,
            weight: 1.0,
        }));
        Past {
            seeds,
            own,
            by_page: page.is_some(),
        }
    }
}

/// Which products go with each seed, by the engine's numbers: of the fit, or counted now.
pub(crate) enum Model<'a> {
    Fitted(&'a Fit, Option<Vec<u32>>),
    Live(Vec<Vec<(u32, f32)>>),
}

/// One of the two item-item models.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    Linear,
    Walks,
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

    /// Visits what a seed speaks for, with the weights; counted lists stand in for the walks.
    pub(crate) fn visit(
        &self,
        engine: &Engine,
        side: Side,
        place: usize,
        seed: &Seed,
        mut each: impl FnMut(u32, f64),
    ) {
        match self {
            Model::Fitted(fit, numbers) => {
                let links: &Links = match side {
                    Side::Linear => &fit.linear,
                    Side::Walks => &fit.walks,
                };
                if let Some(place) = fit.place(engine.item(seed.product).id) {
                    for &(to, weight) in links.of(place) {
                        let number = numbers.as_ref().map_or(to, |n| n[to as usize]);
                        if number != u32::MAX {
                            each(number, f64::from(weight));
                        }
                    }
                }
            }
            Model::Live(lists) if side == Side::Walks => {
                for &(to, weight) in lists.get(place).map_or(&[][..], Vec::as_slice) {
                    each(to, f64::from(weight));
                }
            }
            Model::Live(_) => {}
        }
    }
}

/// What one model says for every product that it touches.
struct Said {
    sums: Vec<f64>,
    most: f64,
}

impl Said {
    fn of(engine: &Engine, model: &Model<'_>, side: Side, seeds: &[Seed]) -> Said {
        let mut sums = vec![0.0; engine.items().len()];
        for (place, seed) in seeds.iter().enumerate() {
            model.visit(engine, side, place, seed, |to, weight| {
                sums[to as usize] += seed.weight * weight;
            });
        }
        let most = sums.iter().copied().fold(0.0, f64::max);
        Said { sums, most }
    }

    /// From 0 to `ln 101`.
    fn sign(&self, product: u32) -> f64 {
        let sum = self.sums[product as usize];
        if sum > 0.0 {
            ln1p(sum / self.most / LEAST_SHARE)
        } else {
            0.0
        }
    }

    /// The greatest among some products.
    fn best(&self, may: impl Fn(u32) -> bool) -> Vec<u32> {
        let sums = (0..).zip(&self.sums);
        let mut all: Vec<(u32, f64)> = sums
            .filter(|(p, sum)| **sum > 0.0 && may(*p))
            .map(|(p, sum)| (p, *sum))
            .collect();
        if all.len() > CANDIDATES {
            all.select_nth_unstable_by(CANDIDATES, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            all.truncate(CANDIDATES);
        }
        all.into_iter().map(|(p, _)| p).collect()
    }
}

/// The signs of all products for one request.
pub(crate) struct Parts<'a> {
    pub(crate) seeds: Vec<Seed>,
    /// Whether the page is all there is to go by.
    pub(crate) by_page: bool,
    pub(crate) model: Model<'a>,
    /// Orders of each window.
    pub(crate) sold: [Arc<Counts>; WINDOWS.len()],
    /// The windows' days.
    pub(crate) days: [u32; WINDOWS.len()],
    totals: Totals<'a>,
    linear: Said,
    walks: Said,
    /// What young products have in common with the history.
    kind: Option<Kind>,
    own: Vec<Own>,
    /// The place of each product that the person had in `own`.
    owned: Tally,
    /// Whether products bought before are candidates.
    again: bool,
    /// The visit and the page, which never come.
    out: Vec<u32>,
    now: Moment,
}

impl<'a> Parts<'a> {
    /// `again`: whether products bought before are candidates; `days`: one span in place of all windows.
    pub(crate) fn new(
        engine: &'a Engine,
        fit: Option<&'a Fit>,
        request: &Request<'_>,
        again: bool,
        fades_in: f64,
        days: Option<u32>,
    ) -> Parts<'a> {
        let past = Past::of(engine, request, fades_in);
        let model = Model::new(engine, fit, &past.seeds, request.now);
        let mut owned = Tally::new(past.own.len());
        for own in &past.own {
            owned.place(own.product);
        }
        let page = request.session.iter().chain(request.anchor.iter());
        let days = WINDOWS.map(|window| days.unwrap_or(window));
        let sold =
            days.map(|days| engine.counts(FactKind::Bought, request.days_ago(days), request.now));
        let totals = engine.totals(FactKind::Bought, request.now);
        Parts {
            kind: Kind::of(engine, &past.seeds, &|p| totals.get(p), request.now),
            linear: Said::of(engine, &model, Side::Linear, &past.seeds),
            walks: Said::of(engine, &model, Side::Walks, &past.seeds),
            totals,
            out: page.filter_map(|id| engine.number(*id)).collect(),
            seeds: past.seeds,
            by_page: past.by_page,
            own: past.own,
            now: request.now,
            model,
            sold,
            days,
            owned,
            again,
        }
    }

    /// Whether the person bought it before.
    pub(crate) fn had(&self, product: u32) -> bool {
        self.owned.get(product).is_some()
    }

    /// What one model says for a product.
    pub(crate) fn sum(&self, side: Side, product: u32) -> f64 {
        match side {
            Side::Linear => self.linear.sums[product as usize],
            Side::Walks => self.walks.sums[product as usize],
        }
    }

    /// Whether a product may come at all.
    pub(crate) fn may_come(&self, allowed: &Allowed, product: u32) -> bool {
        // Services are never allowed.
        allowed.contains(product)
            && !self.out.contains(&product)
            && (self.again || !self.had(product))
    }

    /// The products that may come: the best of each sign and, where repeats are wanted, all that the person had.
    pub(crate) fn candidates(&self, engine: &Engine, allowed: &Allowed) -> Vec<u32> {
        let may = |p: u32| self.may_come(allowed, p);
        let mut known = Tally::new(CANDIDATES * 4);
        let mut all = Vec::with_capacity(CANDIDATES * 4);
        let mut take = |p: u32| {
            if known.place(p).1 {
                all.push(p);
            }
        };
        if self.again {
            let own = self.own.iter().map(|o| o.product);
            own.filter(|p| may(*p)).for_each(&mut take);
        }
        for said in [&self.linear, &self.walks] {
            said.best(may).into_iter().for_each(&mut take);
        }
        for counts in &self.sold {
            let best = counts.ranked().iter().copied().filter(|p| may(*p));
            best.take(CANDIDATES).for_each(&mut take);
        }
        if let Some(kind) = &self.kind {
            kind.best(engine, may).into_iter().for_each(&mut take);
        }
        all
    }

    /// The signs that every product has.
    pub(crate) fn common(&self, engine: &Engine, product: u32) -> [f64; COMMON] {
        let mut signs = [0.0; COMMON];
        signs[LINEAR] = self.linear.sign(product);
        signs[WALKS] = self.walks.sign(product);
        for (sign, counts) in signs[SOLD..].iter_mut().zip(&self.sold) {
            *sign = ln1p(f64::from(counts.get(product)));
        }
        let (all, own) = (self.totals.sources(), self.totals.get(product));
        signs[RARE] = ln1p(f64::from(all.saturating_sub(own)) / (f64::from(own) + 1.0));
        signs[KNOWN] = ln1p(f64::from(self.known_days(engine, product)));
        signs[KIND] = self.kind.as_ref().map_or(0.0, |kind| kind.sign(product));
        signs
    }

    /// What a young product shares with the history, as a reason.
    pub(crate) fn kind(&self, engine: &Engine, product: u32) -> Option<super::Because> {
        let shared = self.kind.as_ref()?.shared(&self.seeds, product)?;
        Some(super::Because::LikeHistory {
            product: engine.item(shared.0).id,
            shared: shared.1,
            orders: self.orders(product),
        })
    }

    /// Days since the product was first met in any order or event.
    pub(crate) fn known_days(&self, engine: &Engine, product: u32) -> u32 {
        let first = engine.first_met(product, self.now);
        first.map_or(0, |first| super::days_between(first, self.now))
    }

    /// Orders with a product up to the moment.
    pub(crate) fn orders(&self, product: u32) -> u32 {
        self.totals.get(product)
    }

    /// The signs of a product that the person had.
    pub(crate) fn own(&self, product: u32) -> Option<[f64; 5]> {
        let place = self.owned.get(product)?;
        Some(self.own[place].signs(self.now))
    }

    /// The weighted signs of a product; those of its own stay 0 for a product that the person never had.
    pub(crate) fn terms(&self, engine: &Engine, blend: &Blend, product: u32) -> [f64; HAD] {
        let mut terms = [0.0; HAD];
        let own = self.own(product);
        let weights: &[f64] = match own {
            Some(_) => &blend.had,
            None => &blend.new,
        };
        let common = self.common(engine, product);
        let signs = common.into_iter().chain(own.unwrap_or_default());
        for ((term, sign), weight) in terms.iter_mut().zip(signs).zip(weights) {
            *term = sign * weight;
        }
        terms
    }
}
