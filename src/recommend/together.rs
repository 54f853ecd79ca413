//! Which products occur together in orders, in visits or in what people bought, counted live for one product.

use super::rows::NOBODY;
use super::{Engine, Evidence, FactKind};
use crate::model::ids::{CustomerId, ProductId};
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

/// The newest orders that hold a product and the other one of each of several, at most so many each.
pub(crate) fn order_evidence(
    engine: &Engine,
    seed: u32,
    others: &[u32],
    from: Moment,
    now: Moment,
    most: usize,
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
                && found[i].len() < most
            {
                found[i].push(FactKind::Bought.evidence(source));
                open -= usize::from(found[i].len() == most);
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

/// The newest views of the others in visits with a product, one of each visit, at most so many each.
pub(crate) fn visit_evidence(
    engine: &Engine,
    seed: u32,
    others: &[u32],
    now: Moment,
    most: usize,
) -> Vec<Vec<Evidence>> {
    let mut found = vec![Vec::new(); others.len()];
    let mut last = vec![0u32; others.len()];
    // A few rows are found long before all visits are looked through.
    let visits_most = u32::try_from(most.saturating_mul(50)).map_or(MOST, |n| n.min(MOST));
    visits(engine, seed, now, visits_most, |visit, product, source| {
        if let Some(i) = others.iter().position(|o| *o == product)
            && found[i].len() < most
            && last[i] != visit
        {
            last[i] = visit;
            found[i].push(FactKind::View.evidence(source));
        }
    });
    found
}

/// Other people who bought a product, and those of them who bought another one too.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Company {
    /// Other people who bought the one, in its newest 2,000 orders.
    pub of: u32,
    /// The newest order with the other of each of them who bought that too, newest first.
    pub both: Vec<Evidence>,
}

impl Company {
    /// Whether they are enough to speak of.
    pub fn tells(&self) -> bool {
        self.both.len() >= 2
    }
}

/// How many of those who bought one product bought the other too, in whatever order, up to a moment; `not` = the person
/// who is told does not count.
pub fn company(
    engine: &Engine,
    one: ProductId,
    other: ProductId,
    not: Option<CustomerId>,
    now: Moment,
) -> Company {
    let (Some(one), Some(other)) = (engine.number(one), engine.number(other)) else {
        return Company::default();
    };
    let not = not.and_then(|c| engine.customer_number(c));
    let mut buyers: FxHashSet<u32> = FxHashSet::default();
    for row in orders(engine, one, Moment(0), now, MOST) {
        let who = engine.raw(row).who;
        if who != NOBODY && Some(who) != not {
            buyers.insert(who);
        }
    }
    let of = buyers.len() as u32;
    let mut both = Vec::new();
    for row in engine.rows_with(other, FactKind::Bought, now) {
        if buyers.is_empty() {
            break;
        }
        if buyers.remove(&engine.raw(row).who) {
            both.push(engine.doing(row).evidence());
        }
    }
    Company { of, both }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;

    #[test]
    fn company_counts_other_people_once_up_to_a_moment() {
        // The tent by 1 to 4, twice by 2; the lamp by 1, 2 (twice, once before), 5 and nobody known; 3 later.
        let engine = shop(
            &["Tent", "Lamp"],
            &[
                bought(1, 1, 3, 1),
                bought(2, 1, 4, 2),
                bought(2, 1, 5, 3),
                bought(3, 1, 6, 4),
                bought(4, 1, 7, 5),
                bought(2, 2, 2, 6),
                bought(1, 2, 8, 7),
                bought(2, 2, 9, 8),
                bought(5, 2, 9, 9),
                bought(0, 2, 9, 10),
                bought(3, 2, 12, 11),
            ],
        );
        let (tent, lamp) = (ProductId(1), ProductId(2));
        let got = company(&engine, tent, lamp, Some(CustomerId(4)), day(10));
        assert_eq!(
            (got.of, got.both.as_slice()),
            (3, &[order(8), order(7)][..])
        );
        assert!(got.tells());
        let later = company(&engine, tent, lamp, None, day(12));
        assert_eq!((later.of, later.both.len()), (4, 3));
        let first = company(&engine, tent, lamp, None, day(3));
        assert_eq!((first.of, first.both.len(), first.tells()), (1, 0, false));
        assert_eq!(
            company(&engine, ProductId(9), lamp, None, day(12)),
            Company::default()
        );
    }
}
