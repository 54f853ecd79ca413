//! The last weeks of a shop held back for judging: where its time is cut, who bought after it, and what was known of
//! them before.

use super::judge::Wanted;
use super::{Engine, FactKind, Readiness, learn};
use crate::model::ids::{CustomerId, ProductId};
use crate::model::time::{DAY, Day, Moment};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Fewer people than these say nothing.
pub const FEWEST_PEOPLE: usize = 30;
/// With fewer than these, longer weeks are looked at.
const ENOUGH_PEOPLE: usize = 100;
/// Days that are held back where a twentieth of the time has too few people.
const LONGER: [i64; 3] = [30, 60, 90];
/// What it needs.
const PEOPLE: &str = "people who had bought before and bought again in the last weeks";
/// Products of the last order that rankers of a cart are asked about.
const MOST_IN_CART: usize = 5;

/// Why there is no judgement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooThin {
    /// How many there are.
    pub have: u64,
    /// How many are needed.
    pub need: u64,
    /// Of what.
    pub of_what: &'static str,
}

/// One person: what they then bought, and what was known of them.
pub(super) struct Case {
    pub(super) customer: CustomerId,
    pub(super) bought: Vec<u32>,
    pub(super) before: Vec<u32>,
    /// The products of the last order.
    pub(super) cart: Vec<ProductId>,
    /// The product last looked at.
    pub(super) visit: Option<ProductId>,
}

impl Case {
    pub(super) fn had(&self, product: u32) -> bool {
        self.before.binary_search(&product).is_ok()
    }

    pub(super) fn wanted(&self, wanted: Wanted) -> Vec<u32> {
        let mut all = self.bought.clone();
        if wanted == Wanted::New {
            all.retain(|p| !self.had(*p));
        }
        all
    }
}

/// The cut, the people, and how many newcomers.
pub(super) type Held = (Day, Vec<Case>, u64);

/// How much of what judging needs is there at a moment.
pub fn readiness(engine: &Engine, now: Moment) -> Readiness {
    match held(engine, now) {
        Ok((_, cases, _)) => Readiness::of(cases.len() as u64, FEWEST_PEOPLE as u64, PEOPLE),
        Err(thin) => Readiness::of(thin.have, thin.need, thin.of_what),
    }
}

/// A fit of the days before the cut may be used from the cut's midnight on; what happened at that very moment is known.
pub(super) fn start(cut: Day) -> Moment {
    Moment(i64::from(cut.0) * DAY)
}

/// The latest cut with enough people, else the one with the most, and those people.
pub(super) fn held(engine: &Engine, now: Moment) -> Result<Held, TooThin> {
    let thin = |have: u64| TooThin {
        have,
        need: FEWEST_PEOPLE as u64,
        of_what: PEOPLE,
    };
    let end = engine.newest_until(now).unwrap_or_default();
    let cuts = cuts(engine, now);
    let mut found = None;
    for cut in &cuts {
        let (cases, newcomers) = cases(engine, start(*cut), end);
        let enough = cases.len() >= ENOUGH_PEOPLE;
        let most = found.as_ref().map_or(0, |(_, c, _): &Held| c.len());
        if enough || cases.len() > most {
            found = Some((*cut, cases, newcomers));
        }
        if enough {
            break;
        }
    }
    match found {
        Some(found) if found.1.len() >= FEWEST_PEOPLE => Ok(found),
        _ if cuts.is_empty() => Err(TooThin {
            have: u64::from(span_days(engine, now)),
            need: 15,
            of_what: "days between the first and the last order or event",
        }),
        found => Err(thin(found.map_or(0, |f| f.1.len() as u64))),
    }
}

/// The days at which the facts up to a moment may be cut, the latest first: a twentieth of their time from the end,
/// between 7 and 30 days, else more, but at most a third.
fn cuts(engine: &Engine, now: Moment) -> Vec<Day> {
    let Some(first) = learn::held_back(engine, now) else {
        return Vec::new();
    };
    let end = engine.newest_until(now).unwrap_or_default();
    let tail = end.0 - first.0;
    let most = i64::from(span_days(engine, now)) * DAY / 3;
    let longer = LONGER.map(|days| days * DAY).into_iter();
    let longer = longer.filter(|longer| *longer > tail && *longer <= most);
    let tails = std::iter::once(tail).chain(longer);
    let day = |tail: i64| i32::try_from((end.0 - tail).div_euclid(DAY)).map(Day);
    tails.filter_map(|tail| day(tail).ok()).collect()
}

fn span_days(engine: &Engine, now: Moment) -> u32 {
    let products = 0..engine.items().len() as u32;
    let first = products.filter_map(|p| engine.first_met(p, now)).min();
    match (first, engine.newest_until(now)) {
        (Some(first), Some(newest)) => super::days_between(first, newest),
        _ => 0,
    }
}

/// Everybody of whom something was known and who then bought, by id; and how many then bought who were not known.
fn cases(engine: &Engine, at: Moment, end: Moment) -> (Vec<Case>, u64) {
    let mut people: Vec<CustomerId> = engine.people().collect();
    people.sort_unstable();
    let found: Vec<Option<Case>> = people
        .into_par_iter()
        .filter_map(|customer| {
            let mut bought = engine.bought_between(customer, at.plus(1), end);
            bought.retain(|p| !engine.is_service(*p));
            (!bought.is_empty()).then(|| known(engine, customer, bought, at))
        })
        .collect();
    let newcomers = found.iter().filter(|c| c.is_none()).count() as u64;
    (found.into_iter().flatten().collect(), newcomers)
}

/// What was known of a person at a moment; `None` = nothing.
fn known(engine: &Engine, customer: CustomerId, bought: Vec<u32>, at: Moment) -> Option<Case> {
    let mut case = Case {
        customer,
        bought,
        before: engine.bought_between(customer, Moment(0), at),
        cart: Vec::new(),
        visit: None,
    };
    let mut order = None;
    for doing in engine.history(customer, at) {
        if engine.is_service(doing.product) {
            continue;
        }
        let id = engine.item(doing.product).id;
        match doing.kind {
            FactKind::Bought if order.is_none_or(|o| o == doing.source) => {
                order = Some(doing.source);
                if !case.cart.contains(&id) && case.cart.len() < MOST_IN_CART {
                    case.cart.push(id);
                }
            }
            FactKind::View if case.visit.is_none() => case.visit = Some(id),
            _ => {}
        }
        let done = order.is_some_and(|o| doing.kind == FactKind::Bought && doing.source != o);
        if done {
            break;
        }
    }
    (!case.cart.is_empty() || case.visit.is_some()).then_some(case)
}

/// At most so many, at even distances.
pub(super) fn evenly(cases: Vec<Case>, most: usize) -> Vec<Case> {
    let all = cases.len();
    if all <= most {
        return cases;
    }
    let taken: BTreeSet<usize> = (0..most).map(|i| i * all / most).collect();
    let numbered = cases.into_iter().enumerate();
    numbered
        .filter(|(i, _)| taken.contains(i))
        .map(|(_, c)| c)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_taken_evenly() {
        let case = |n| Case {
            customer: CustomerId(n),
            bought: vec![0],
            before: Vec::new(),
            cart: Vec::new(),
            visit: None,
        };
        let taken = evenly((0..10).map(case).collect(), 4);
        let ids: Vec<i64> = taken.iter().map(|c| c.customer.0).collect();
        assert_eq!(ids, [0, 2, 5, 7]);
    }
}
