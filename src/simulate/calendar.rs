//! The days that the demo covers: 18 months to its clock, with what day and hour do to a shop's visits.

use super::dice::Dice;
use crate::model::time::{DAY, Day, HOUR, Moment, Zone};
use chrono::Datelike;

/// Days before the clock's day on which the history begins (18 months).
pub(crate) const HISTORY_DAYS: i32 = 549;
/// Days before the clock's day since which blocks of recommendations are shown and logged.
pub(crate) const BLOCK_DAYS: i32 = 66;

/// First instants of all days, and months for the season.
#[derive(Debug)]
pub(crate) struct Calendar {
    pub(crate) clock: Moment,
    pub(crate) today: Day,
    first: Day,
    starts: Vec<i64>,
    /// For each day: month 0..12, and months since the first.
    months: Vec<(usize, usize)>,
    weekdays: Vec<usize>,
}

impl Calendar {
    pub(crate) fn new(clock: Moment, zone: Zone) -> Calendar {
        let today = zone.day_of(clock);
        let first = today.plus(-HISTORY_DAYS);
        let days = || (0..=HISTORY_DAYS).map(|n| first.plus(n));
        let begin = first.date();
        Calendar {
            clock,
            today,
            first,
            starts: days().map(|d| zone.start_of(d).0).collect(),
            months: days()
                .map(|d| {
                    let date = d.date();
                    let since = (date.year() - begin.year()) * 12 + date.month0() as i32
                        - begin.month0() as i32;
                    (date.month0() as usize, since.max(0) as usize)
                })
                .collect(),
            weekdays: days()
                .map(|d| d.date().weekday().num_days_from_monday() as usize)
                .collect(),
        }
    }

    /// The first instant of the history.
    pub(crate) fn begin(&self) -> i64 {
        self.starts.first().copied().unwrap_or(self.clock.0)
    }

    /// The first instant of the day some days before the clock's.
    pub(crate) fn days_ago(&self, days: i32) -> i64 {
        self.start(HISTORY_DAYS - days)
    }

    /// The first instant of the n-th day; days outside are counted in 24 hours.
    pub(crate) fn start(&self, n: i32) -> i64 {
        usize::try_from(n)
            .ok()
            .and_then(|n| self.starts.get(n).copied())
            .unwrap_or_else(|| self.begin() + i64::from(n) * DAY)
    }

    /// Which day of the history an instant lies in.
    pub(crate) fn index(&self, at: i64) -> usize {
        self.starts.partition_point(|s| *s <= at).saturating_sub(1)
    }

    /// The shop day of the n-th day.
    pub(crate) fn day(&self, n: i32) -> Day {
        self.first.plus(n)
    }

    /// Month of the year (0..12) and months since the beginning, of an instant.
    pub(crate) fn month(&self, at: i64) -> (usize, usize) {
        self.months.get(self.index(at)).copied().unwrap_or((0, 0))
    }

    /// How many months the history touches.
    pub(crate) fn month_count(&self) -> usize {
        self.months.last().map_or(1, |m| m.1 + 1)
    }

    /// How lively the shop is on a day (1 = usual): weekends, the weeks before Christmas, the sowing weeks.
    pub(crate) fn liveliness(&self, n: usize) -> f64 {
        const MONTHS: [f64; 12] = [
            0.80, 0.85, 1.00, 1.10, 1.10, 1.00, 0.95, 0.90, 0.95, 1.00, 1.15, 1.45,
        ];
        const WEEK: [f64; 7] = [0.95, 0.90, 0.92, 0.96, 0.95, 1.08, 1.24];
        let month = self.months.get(n).map_or(1.0, |m| MONTHS[m.0 % 12]);
        let weekday = self.weekdays.get(n).map_or(1.0, |w| WEEK[w % 7]);
        month * weekday
    }

    /// Whether a day is a Saturday, when the shop stands on the market.
    pub(crate) fn market_day(&self, n: usize) -> bool {
        self.weekdays.get(n) == Some(&5)
    }

    /// A moment of a day at which people shop: a little at noon, most in the evening.
    pub(crate) fn moment_on(&self, n: usize, dice: &mut Dice) -> i64 {
        const HOURS: [f64; 24] = [
            0.4, 0.5, 0.6, 0.7, 0.8, 1.2, 2.4, 4.4, 7.4, 11.4, 15.6, 19.8, 24.6, 29.2, 33.2, 37.4,
            42.2, 48.0, 54.8, 63.2, 73.4, 83.6, 91.0, 94.0,
        ];
        let hour = dice.weighted(&HOURS) as i64;
        let inside = (dice.unit() * HOUR as f64) as i64;
        self.start(n as i32) + hour * HOUR + inside
    }
}
