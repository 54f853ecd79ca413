//! What the simulated strategies truly do: expectations computed while the shop is made, never read off its noisy
//! outcomes. Tests hold measured results against these.

use super::Size;
use crate::model::time::{Day, Moment};
use serde::{Deserialize, Serialize};

/// The true effects in one simulated shop.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Truth {
    /// Size of the shop.
    pub size: Size,
    /// Seed of the shop.
    pub seed: u64,
    /// The demo's fixed clock.
    pub clock: Moment,
    /// `last_30_days`, then `whole`.
    pub periods: Vec<PeriodTruth>,
}

impl Truth {
    /// The truth of a period and a strategy.
    pub fn of(&self, period: &str, strategy: &str) -> Option<&StrategyTruth> {
        self.periods
            .iter()
            .find(|p| p.name == period)?
            .strategies
            .iter()
            .find(|s| s.strategy == strategy)
    }
}

/// The truth over one span of shop days.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PeriodTruth {
    /// `last_30_days` or `whole`.
    pub name: String,
    /// First shop day.
    pub from: Day,
    /// Last shop day.
    pub to: Day,
    /// One entry for each strategy, control last.
    pub strategies: Vec<StrategyTruth>,
}

/// The truth of one strategy over all its placements.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StrategyTruth {
    /// Its id (`recently-viewed`, `control`).
    pub strategy: String,
    /// All placements together; control is that of all placements too, so lifts mix placements.
    pub all: ArmTruth,
    /// Each placement by itself: here the control is that of the same placement, so lifts are fair.
    pub placements: Vec<(String, ArmTruth)>,
}

/// What an arm truly does. Impressions and visitors are counts; the others are expectations given who came when.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ArmTruth {
    /// Blocks shown.
    pub impressions: u64,
    /// Different visitors who saw it.
    pub visitors: u64,
    /// Expected clicked impressions / impressions.
    pub ctr: f64,
    /// Expected share of these visitors with an order credited to it (last click on the same product, 24 hours).
    pub credited_conversion: f64,
    /// Expected share of these visitors with any order at or after their first sight of it.
    pub conversion: f64,
    /// The same share had they been shown control instead, all else equal.
    pub conversion_if_control: f64,
    /// True lift: `conversion / conversion_if_control - 1`; 0 for control.
    pub lift: f64,
    /// What a plain comparison with control visitors is expected to show: `credited_conversion` against control's,
    /// less 1.
    pub credited_against_control: f64,
    /// `conversion` against control's, less 1.
    pub against_control: f64,
}
