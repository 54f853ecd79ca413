//! Whether a shop has enough of what a ranker needs.

use super::reason::grouped;
use serde::Serialize;

/// How much of what a ranker needs is there: "needs 20 orders, has 7".
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Readiness {
    /// How much there is.
    pub have: u64,
    /// How much is needed.
    pub need: u64,
    /// Of what (`orders`).
    pub of_what: &'static str,
    /// Whether it is enough.
    pub ready: bool,
}

impl Readiness {
    pub(crate) fn of(have: u64, need: u64, of_what: &'static str) -> Readiness {
        Readiness {
            have,
            need,
            of_what,
            ready: have >= need,
        }
    }

    /// What it lacks, or has if that is enough: `needs 160 more orders (has 40 of 200)`.
    pub fn words(&self) -> String {
        lacking(self.of_what, self.have, self.need)
    }
}

/// `needs 160 more orders (has 40 of 200)`; what is there if it is enough.
pub fn lacking(what: &str, have: u64, need: u64) -> String {
    let count = |n: u64| grouped(u32::try_from(n).unwrap_or(u32::MAX));
    match need.saturating_sub(have) {
        0 => format!("has {} {what}, needs {}", count(have), count(need)),
        _ if need == 1 => format!("needs {what}, has none"),
        more => format!(
            "needs {} more {what} (has {} of {})",
            count(more),
            count(have),
            count(need)
        ),
    }
}
