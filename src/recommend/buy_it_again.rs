//! Buy It Again: what this person buys again and again, and when it is due.

use super::select::{best, ranked};
use super::{
    Allowed, Because, Card, Engine, Evidence, FactKind, Fit, Grade, Input, Ranker, Ranking,
    Readiness, Reason, Request, Setting,
};
use crate::model::time::{DAY, Moment};
use rustc_hash::FxHashMap;

/// A person's own repeats.
#[derive(Debug)]
pub struct BuyItAgain;

const CARD: Card = Card {
    id: "buy-it-again",
    name: "Buy It Again",
    line: "What this person buys again and again, and when it is due",
    inputs: &[Input::History],
    formula: "score = sum over purchases of exp(-age / `days`) + 0.5 x exp(-|age - gap| / gap), where gap is the \
              person's usual time between purchases of it, known after three of them",
    settings: &[
        Setting {
            name: "days",
            line: "in how many days a purchase fades",
            usual: "180",
        },
        Setting {
            name: "times",
            line: "least number of orders with the product",
            usual: "1",
        },
    ],
    grade: Grade::Personal,
};

/// One person's purchases of one product, newest first, one moment per order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repeats {
    at: Vec<i64>,
    rows: Vec<Evidence>,
}

impl Repeats {
    /// The products that a person bought up to a moment, as far as they are wanted, each with at most so many rows.
    pub(crate) fn of(
        engine: &Engine,
        customer: crate::model::ids::CustomerId,
        now: Moment,
        most: usize,
        wanted: impl Fn(u32) -> bool,
    ) -> FxHashMap<u32, Repeats> {
        let mut repeats: FxHashMap<u32, Repeats> = FxHashMap::default();
        let mut last = None;
        for doing in engine.history(customer, now) {
            if doing.kind != FactKind::Bought || !wanted(doing.product) {
                continue;
            }
            // Lines of one order with the same product stand side by side.
            if last == Some((doing.source, doing.product)) {
                continue;
            }
            last = Some((doing.source, doing.product));
            let own = repeats.entry(doing.product).or_default();
            own.at.push(doing.at.0);
            if own.rows.len() < most {
                own.rows.push(doing.evidence());
            }
        }
        repeats
    }

    /// Purchases faded by age.
    pub(crate) fn frequency(&self, now: Moment, days: f64) -> f64 {
        self.at
            .iter()
            .map(|at| libm::exp(-((now.0 - at) as f64) / DAY as f64 / days))
            .sum()
    }

    /// The usual time between purchases, in days.
    pub(crate) fn gap(&self) -> Option<f64> {
        gap(&self.at)
    }

    /// Days since the last purchase.
    pub(crate) fn age(&self, now: Moment) -> f64 {
        self.at
            .first()
            .map_or(0.0, |at| (now.0 - at) as f64 / DAY as f64)
    }

    /// How often, and when last, in words' figures.
    pub(crate) fn because(&self, now: Moment) -> Because {
        Because::BoughtBefore {
            times: self.at.len() as u32,
            days_ago: self.age(now) as u32,
            every: self.gap().map(|g| g.round() as u32),
        }
    }

    /// The newest orders.
    pub(crate) fn rows(&self) -> &[Evidence] {
        &self.rows
    }
}

/// The usual time between moments, newest first: the median of at least two gaps of a day or more, in days.
pub(crate) fn gap(at: &[i64]) -> Option<f64> {
    let mut gaps: Vec<i64> = at.windows(2).map(|w| w[0] - w[1]).collect();
    gaps.retain(|gap| *gap >= DAY);
    if gaps.len() < 2 {
        return None;
    }
    gaps.sort_unstable();
    let (low, high) = (gaps[(gaps.len() - 1) / 2], gaps[gaps.len() / 2]);
    Some(low.midpoint(high) as f64 / DAY as f64)
}

/// 1 when the usual gap has just passed, less before and after.
fn due(age: f64, gap: f64) -> f64 {
    libm::exp(-(age - gap).abs() / gap)
}

impl Ranker for BuyItAgain {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, now: Moment) -> Readiness {
        Readiness::of(engine.sources_until(FactKind::Bought, now), 20, "orders")
    }

    fn rank(
        &self,
        engine: &Engine,
        _fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        let Some(customer) = request.customer else {
            return Ranking::lacking("needs a known customer");
        };
        let days = f64::from(request.whole("days", 180, 1, 3650));
        let times = request.whole("times", 1, 1, 1000) as usize;
        let repeats = Repeats::of(engine, customer, request.now, request.evidence, |p| {
            allowed.contains(p)
        });
        let terms = |own: &Repeats| {
            let due = own
                .gap()
                .map_or(0.0, |gap| 0.5 * due(own.age(request.now), gap));
            (own.frequency(request.now, days), due)
        };
        let scores = repeats
            .iter()
            .filter(|(_, own)| own.at.len() >= times)
            .map(|(&p, own)| {
                let (frequency, due) = terms(own);
                (p, frequency + due)
            });
        let items: Vec<_> = best(engine, allowed, scores, n)
            .into_iter()
            .filter_map(|(p, score)| Some((p, score, repeats.get(&p)?)))
            .map(|(p, score, own)| {
                let (frequency, due) = terms(own);
                let mut reasons = vec![Reason {
                    because: own.because(request.now),
                    addend: frequency,
                    evidence: own.rows.clone(),
                }];
                if let Some(gap) = own.gap() {
                    reasons.push(Reason {
                        because: Because::Due {
                            days_ago: own.age(request.now) as u32,
                            every: gap.round() as u32,
                        },
                        addend: due,
                        evidence: own.rows.clone(),
                    });
                }
                ranked(engine, p, score, Grade::Personal, reasons)
            })
            .collect();
        let missing = items
            .is_empty()
            .then(|| "this person has not bought any of these products often enough".to_owned());
        Ranking { items, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;
    use crate::model::ids::CustomerId;

    #[test]
    fn frequency_fades_and_the_own_rhythm_makes_due() {
        // Coffee every 30 days (days 10, 40, 70), the tent once on day 90, the lamp once on day 10.
        let engine = shop(
            &["Coffee", "Tent", "Lamp"],
            &[
                bought(1, 1, 10, 1),
                bought(1, 1, 40, 2),
                bought(1, 1, 70, 3),
                bought(1, 2, 90, 4),
                bought(1, 3, 10, 1),
            ],
        );
        let mut request = ask(100);
        request.customer = Some(CustomerId(1));
        request.now = day(100);
        let got = rank(&BuyItAgain, &engine, &request);
        // exp(-90/180) + exp(-60/180) + exp(-30/180), and 0.5 because exactly 30 days have passed.
        let coffee = 0.606530660 + 0.716531311 + 0.846481725 + 0.5;
        assert_eq!(
            got.items.iter().map(|i| i.product.0).collect::<Vec<_>>(),
            [1, 2, 3]
        );
        assert!((got.items[0].score - coffee).abs() < 1e-8);
        assert!((got.items[1].score - 0.945959469).abs() < 1e-8); // exp(-10/180)
        assert_eq!(
            got.items[0].reasons[0].because,
            Because::BoughtBefore {
                times: 3,
                days_ago: 30,
                every: Some(30)
            }
        );
        assert_eq!(
            got.items[0].reasons[0].evidence,
            [order(3), order(2), order(1)]
        );
    }
}
