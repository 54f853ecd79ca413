//! The few best sellers and the long tail: what is not among them.

use super::{Allowed, Engine, FactKind};
use crate::model::time::{DAY, Moment};

/// Days whose orders say what the best sellers are.
const HEAD_DAYS: i64 = 90;

/// The best sellers: the fewest products that together are half of what was ordered in the last 90 days.
pub fn head(engine: &Engine, at: Moment) -> Allowed {
    let counts = engine.counts(FactKind::Bought, at.plus(-HEAD_DAYS * DAY), at);
    let best = counts.ranked();
    let orders = |number: &u32| u64::from(counts.get(*number));
    let half = best.iter().map(orders).sum::<u64>().div_ceil(2);
    let mut head = Allowed::none(engine.items().len());
    let mut held = 0;
    for number in best {
        if held >= half {
            break;
        }
        held += orders(number);
        head.insert(*number);
    }
    head
}
