//! What the simulated strategies truly do: expectations computed while the shop is made, never read off its noisy
//! outcomes. Tests hold measured results against these.

use super::Size;
use super::blocks::{ARMS, CONTROL, PLACEMENTS, PLACES, STRATEGIES};
use super::calendar::{BLOCK_DAYS, Calendar, HISTORY_DAYS};
use super::visit::CANCELLED;
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

/// A block as it was shown, with the true chances of this shopper at this moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown {
    pub(crate) arm: usize,
    pub(crate) place: usize,
    /// Day of the history.
    pub(crate) day: usize,
    pub(crate) click: f64,
    pub(crate) buy: f64,
    /// Factor on the chance of any other order in this visit.
    pub(crate) lift: f64,
    /// The chances if control had been shown here.
    pub(crate) click_control: f64,
    pub(crate) buy_control: f64,
}

/// Sums over all shoppers for one strategy, place and period.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    impressions: u64,
    clicks: f64,
    visitors: u64,
    credited: f64,
    any: f64,
    control: f64,
}

/// One shopper's chances of not having bought.
#[derive(Clone, Copy, Debug)]
struct Left {
    seen: bool,
    credited: f64,
    any: f64,
    control: f64,
}

const FRESH: Left = Left {
    seen: false,
    credited: 1.0,
    any: 1.0,
    control: 1.0,
};

/// The column for all places together.
const EVERYWHERE: usize = PLACES;
const CELLS: usize = ARMS * (PLACES + 1) * 2;

fn cell(arm: usize, place: usize, period: usize) -> usize {
    (arm * (PLACES + 1) + place) * 2 + period
}

/// Collects the true chances while the shoppers walk.
#[derive(Debug)]
pub(crate) struct Tally {
    sums: Vec<Sums>,
    left: Vec<Left>,
    touched: Vec<(usize, usize, usize)>,
}

impl Tally {
    pub(crate) fn new() -> Tally {
        Tally {
            sums: vec![Sums::default(); CELLS],
            left: vec![FRESH; CELLS],
            touched: Vec::new(),
        }
    }

    /// The chance of an order apart from clicked products: the base times the lift of every strategy seen.
    pub(crate) fn base_chance(base: f64, shown: &[Shown]) -> f64 {
        Tally::lifted(base, shown, None)
    }

    /// A strategy that is seen twice in a visit lifts once, as when it was seen last.
    fn lifted(base: f64, shown: &[Shown], without: Option<(usize, usize)>) -> f64 {
        let mut seen = [false; ARMS];
        let mut chance = base;
        for s in shown.iter().rev() {
            if !is_replaced(s, without) && !seen[s.arm] {
                seen[s.arm] = true;
                chance *= s.lift;
            }
        }
        chance.min(0.97)
    }

    /// The chance that a visit ends in an order that counts; `without`: control instead of this strategy there.
    fn any(base: f64, shown: &[Shown], without: Option<(usize, usize)>) -> f64 {
        let mut none = 1.0 - Tally::lifted(base, shown, without);
        for s in shown {
            none *= 1.0
                - if is_replaced(s, without) {
                    s.click_control * s.buy_control
                } else {
                    s.click * s.buy
                };
        }
        (1.0 - none) * (1.0 - CANCELLED)
    }

    /// Adds a visit of the present shopper that ended on a day of the history.
    pub(crate) fn visit(&mut self, day: usize, base: f64, shown: &[Shown]) {
        let within = |day: usize, period: usize| period == 1 || day as i32 > HISTORY_DAYS - 30;
        for period in (0..2).filter(|p| within(day, *p)) {
            for s in shown.iter().filter(|s| within(s.day, period)) {
                for place in [s.place, EVERYWHERE] {
                    let at = cell(s.arm, place, period);
                    self.sums[at].impressions += 1;
                    self.sums[at].clicks += s.click;
                    let left = &mut self.left[at];
                    if !left.seen {
                        left.seen = true;
                        self.touched.push((s.arm, place, period));
                    }
                    left.credited *= 1.0 - s.click * s.buy * (1.0 - CANCELLED);
                }
            }
            let any = Tally::any(base, shown, None);
            for (arm, place, of) in &self.touched {
                if *of == period {
                    let left = &mut self.left[cell(*arm, *place, period)];
                    left.any *= 1.0 - any;
                    left.control *= 1.0 - Tally::any(base, shown, Some((*arm, *place)));
                }
            }
        }
    }

    /// Ends the present shopper's life.
    pub(crate) fn close(&mut self) {
        for (arm, place, period) in self.touched.drain(..) {
            let at = cell(arm, place, period);
            let left = std::mem::replace(&mut self.left[at], FRESH);
            let sums = &mut self.sums[at];
            sums.visitors += 1;
            sums.credited += 1.0 - left.credited;
            sums.any += 1.0 - left.any;
            sums.control += 1.0 - left.control;
        }
    }

    fn arm(&self, arm: usize, place: usize, period: usize) -> ArmTruth {
        let of = |arm: usize| {
            let s = self.sums[cell(arm, place, period)];
            let visitors = s.visitors.max(1) as f64;
            (s, s.credited / visitors, s.any / visitors)
        };
        let (sums, credited, any) = of(arm);
        let (_, control_credited, control_any) = of(CONTROL);
        // Nine decimals, so that the figures survive being written and read.
        let round = |x: f64| libm::round(x * 1e9) / 1e9;
        let over = |a: f64, b: f64| if b > 0.0 { round(a / b - 1.0) } else { 0.0 };
        ArmTruth {
            impressions: sums.impressions,
            visitors: sums.visitors,
            ctr: round(sums.clicks / sums.impressions.max(1) as f64),
            credited_conversion: round(credited),
            conversion: round(any),
            conversion_if_control: round(sums.control / sums.visitors.max(1) as f64),
            lift: over(sums.any, sums.control),
            credited_against_control: over(credited, control_credited),
            against_control: over(any, control_any),
        }
    }

    /// The truth of the collected shoppers.
    pub(crate) fn truth(&self, size: Size, seed: u64, calendar: &Calendar) -> Truth {
        let period = |name: &str, n: usize, from: i32| PeriodTruth {
            name: name.to_owned(),
            from: calendar.day(from),
            to: calendar.today,
            strategies: (0..ARMS)
                .map(|arm| StrategyTruth {
                    strategy: STRATEGIES[arm].id.to_owned(),
                    all: self.arm(arm, EVERYWHERE, n),
                    placements: (0..PLACES)
                        .filter(|p| self.sums[cell(arm, *p, n)].impressions > 0)
                        .map(|p| (PLACEMENTS[p].to_owned(), self.arm(arm, p, n)))
                        .collect(),
                })
                .collect(),
        };
        Truth {
            size,
            seed,
            clock: calendar.clock,
            periods: vec![
                period("last_30_days", 0, HISTORY_DAYS - 29),
                period("whole", 1, HISTORY_DAYS - BLOCK_DAYS),
            ],
        }
    }
}

fn is_replaced(shown: &Shown, without: Option<(usize, usize)>) -> bool {
    without.is_some_and(|(arm, place)| {
        shown.arm == arm && (place == EVERYWHERE || shown.place == place)
    })
}
