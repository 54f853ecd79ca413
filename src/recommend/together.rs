//! Which products occur together in orders or in visits, counted live for one product.

use super::rows::NOBODY;
use super::{Engine, Evidence, FactKind};
use crate::model::time::{HOUR, Moment};
use rustc_hash::FxHashSet;

/// Orders or visits looked through for one product, newest first, so that an answer stays quick.
const MOST: u32 = 2_000;

/// Products that occur together with one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Together {
    /// Orders or visits with the one.
    pub(crate) of: u32,
    /// Other products and in how many of these they are, by number.
    pub(crate) others: Vec<(u32, u32)>,
}

struct Tally {
    both: Vec<u32>,
    met: Vec<u32>,
}

impl Tally {
    fn new(engine: &Engine) -> Tally {
        Tally {
            both: vec![0; engine.items().len()],
            met: Vec::new(),
        }
    }

    fn add(&mut self, product: u32) {
        let count = &mut self.both[product as usize];
        if *count == 0 {
            self.met.push(product);
        }
        *count += 1;
    }

    fn done(mut self, seed: u32, of: u32) -> Together {
        self.met.sort_unstable();
        Together {
            of,
            others: self
                .met
                .into_iter()
                .filter(|&p| p != seed)
                .map(|p| (p, self.both[p as usize]))
                .collect(),
        }
    }
}

/// The newest orders with a product since a moment, each by one of its rows.
fn orders(
    engine: &Engine,
    seed: u32,
    from: Moment,
    now: Moment,
    most: u32,
) -> impl Iterator<Item = u32> + '_ {
    let mut last = None;
    engine
        .rows_with(seed, FactKind::Bought, now)
        .take_while(move |&row| engine.raw(row).at() as i64 >= from.0)
        .filter(move |&row| {
            let this = engine.raw(row);
            let new = !last.is_some_and(|l: super::rows::Row| l.same_source(&this));
            last = Some(this);
            new
        })
        .take(most as usize)
}

/// What was bought in the same orders.
pub(crate) fn in_orders(
    engine: &Engine,
    seed: u32,
    from: Moment,
    now: Moment,
    most: Option<u32>,
) -> Together {
    let mut tally = Tally::new(engine);
    let mut of = 0;
    for row in orders(engine, seed, from, now, most.unwrap_or(MOST)) {
        of += 1;
        engine.basket(row, |product| tally.add(product));
    }
    tally.done(seed, of)
}

/// The newest orders that hold a product and the other one of each of several, at most ten each.
pub(crate) fn order_evidence(
    engine: &Engine,
    seed: u32,
    others: &[u32],
    from: Moment,
    now: Moment,
) -> Vec<Vec<Evidence>> {
    let mut found = vec![Vec::new(); others.len()];
    let mut open = others.len();
    for row in orders(engine, seed, from, now, MOST) {
        if open == 0 {
            break;
        }
        let source = i64::from(engine.raw(row).source);
        engine.basket(row, |product| {
            if let Some(i) = others.iter().position(|o| *o == product)
                && found[i].len() < 10
            {
                found[i].push(FactKind::Bought.evidence(source));
                open -= usize::from(found[i].len() == 10);
            }
        });
    }
    found
}

/// Visits the products of each of the newest visits in which a product was seen; gives the number of visits.
fn visits(
    engine: &Engine,
    seed: u32,
    now: Moment,
    most: u32,
    mut each: impl FnMut(u32, u32, i64),
) -> u32 {
    let mut known: FxHashSet<(u32, u32)> = FxHashSet::default();
    for row in engine.rows_with(seed, FactKind::View, now) {
        let view = engine.raw(row);
        if view.who == NOBODY || view.session == 0 || !known.insert((view.who, view.session)) {
            continue;
        }
        let visit = known.len() as u32;
        let at = view.at() as i64;
        let end = Moment(at.saturating_add(4 * HOUR).min(now.0));
        for other in engine.rows_of(Some(view.who), end) {
            let other = engine.raw(other);
            if (other.at() as i64) < at - 4 * HOUR {
                break;
            }
            if other.session == view.session && other.kind() == FactKind::View.number() {
                each(visit, other.what, i64::from(other.source));
            }
        }
        if visit == most {
            break;
        }
    }
    known.len() as u32
}

/// What was looked at in the same visits (four hours before and after at most).
pub(crate) fn in_visits(engine: &Engine, seed: u32, now: Moment) -> Together {
    let mut tally = Tally::new(engine);
    let mut counted = vec![0u32; engine.items().len()];
    let of = visits(engine, seed, now, MOST, |visit, product, _| {
        if counted[product as usize] != visit {
            counted[product as usize] = visit;
            tally.add(product);
        }
    });
    tally.done(seed, of)
}

/// The newest views of the others in visits with a product, at most ten each.
pub(crate) fn visit_evidence(
    engine: &Engine,
    seed: u32,
    others: &[u32],
    now: Moment,
) -> Vec<Vec<Evidence>> {
    let mut found = vec![Vec::new(); others.len()];
    visits(engine, seed, now, MOST / 4, |_, product, source| {
        if let Some(i) = others.iter().position(|o| *o == product)
            && found[i].len() < 10
        {
            found[i].push(FactKind::View.evidence(source));
        }
    });
    found
}
