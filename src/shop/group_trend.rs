//! The size of a target group over time, counted as of then.

use super::groups::{share, with_cuts_for};
use super::results::Span;
use super::{Error, Shop, settled};
use crate::model::counts::Period;
use crate::model::time::Day;
use crate::store::{self, extent, plan_sql};
use crate::targeting::when::AsOf;
use chrono::{Datelike, Months};
use serde::Serialize;

/// The most months that are counted.
const MOST: u32 = 60;
/// The most points of a span, besides the one before it.
const POINTS: usize = 30;
/// So many days in a row without any order or event are missing data and not just quiet days.
const QUIET: i32 = 7;

/// Sizes of a group, oldest first.
#[derive(Clone, Debug, Serialize)]
pub struct Trend {
    /// The expression as it was understood.
    pub expression: String,
    /// The day of the first order or event of the shop; `None` before the first import.
    pub data_since: Option<String>,
    /// One per day that was asked for.
    pub points: Vec<TrendPoint>,
}

/// The size at the end of a day.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TrendPoint {
    /// The day.
    pub day: String,
    /// Members at its end.
    pub count: u64,
    /// Known people then.
    pub of: u64,
    /// `count / of`; `None` if nobody was known.
    pub share: Option<f64>,
    /// Whether anything is known of the days since the point before, and of at least 7: without orders and events a
    /// size says nothing.
    pub data: bool,
}

impl Shop {
    /// The size at the ends of the last `months` months and now. The condition is the one of now.
    pub fn group_trend(&self, text: &str, months: u32) -> Result<Trend, Error> {
        let today = self.zone().day_of(self.now());
        let first = today.plus(1 - today.date().day() as i32).date();
        let ends = (0..months.min(MOST))
            .rev()
            .filter_map(|back| first.checked_sub_months(Months::new(back)))
            .map(|month| Day::of(month).plus(-1));
        self.group_trend_on(text, &ends.chain([today]).collect::<Vec<_>>())
    }

    /// The days on which a span is looked at: the one before it, then at most 30, evenly apart, up to its last.
    pub fn trend_days(&self, span: Span) -> Result<Vec<Day>, Error> {
        let (now, zone) = (self.now(), self.zone());
        let today = zone.day_of(now);
        let (from, to) = match span {
            Span::Days(n) => (
                today.plus(1 - i32::try_from(n.max(1)).unwrap_or(i32::MAX)),
                today,
            ),
            Span::Between(from, to) => (from.min(today), to.min(today)),
            Span::All => {
                let edges = self
                    .store
                    .read(|db| Ok::<_, Error>(store::results::extent(db, now)?))?;
                (edges.map_or(today, |(first, _)| zone.day_of(first)), today)
            }
        };
        let period = Period { from, to };
        let mut days = vec![from.plus(-1)];
        days.extend(settled::days(period, POINTS));
        Ok(days)
    }

    /// The size at the ends of some days, in order; days to come are now. The condition is the one of now.
    pub fn group_trend_on(&self, text: &str, days: &[Day]) -> Result<Trend, Error> {
        let (plan, expression, _) = self.plan_of(text)?;
        let asked = self.targeting_as_of();
        self.store.read(|db| {
            let first = store::results::extent(db, asked.now)?.map(|(first, _)| first);
            let mut points = Vec::with_capacity(days.len());
            for (i, day) in days.iter().enumerate() {
                let at = match asked.zone.end_of(*day) {
                    end if end < asked.now => AsOf::new(end, asked.zone),
                    _ => asked,
                };
                let before = i.checked_sub(1).and_then(|i| days.get(i)).copied();
                let since = before.unwrap_or(*day).min(day.plus(-QUIET));
                let data = extent::anything(db, asked.zone.end_of(since), at.now)?;
                let at = with_cuts_for(db, &plan, at)?;
                let count = plan_sql::count(db, &plan, &at)?;
                let of = plan_sql::known(db, &at)?;
                points.push(TrendPoint {
                    day: at.today().to_string(),
                    count,
                    of,
                    share: share(count, of),
                    data,
                });
            }
            Ok(Trend {
                expression: expression.clone(),
                data_since: first.map(|at| asked.zone.day_of(at).to_string()),
                points,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::Quiet;
    use crate::shop::demo::Size;

    #[test]
    fn a_day_before_the_first_order_has_no_data_and_the_last_is_now() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.db");
        let shop = Shop::demo(&path, Size::Small, 1, &Quiet).unwrap();
        let all = shop.trend_days(Span::All).unwrap();
        let trend = shop.group_trend_on("orders >= 1", &all).unwrap();
        assert_eq!(trend.points.len(), POINTS + 1);
        let since: Day = trend.data_since.as_deref().unwrap().parse().unwrap();
        assert_eq!(all[0], since.plus(-1), "the day before the first one");
        assert!(!trend.points[0].data && trend.points[0].count == 0);
        assert!(trend.points[1..].iter().all(|p| p.data));
        let (now, last) = (
            shop.count_group("orders >= 1").unwrap(),
            trend.points.last().unwrap(),
        );
        assert_eq!((last.count, last.of), (now.count, now.of));
        assert!(trend.points.windows(2).all(|w| w[0].count <= w[1].count));
        // A quiet day alone is no gap: a week without anything is one.
        let early = [since.plus(-40), since.plus(-8), since.plus(3)];
        let trend = shop.group_trend_on("orders >= 1", &early).unwrap();
        let data: Vec<bool> = trend.points.iter().map(|p| p.data).collect();
        assert_eq!(data, [false, false, true]);
        // Days to come are now.
        let today = shop.zone().day_of(shop.now());
        let trend = shop
            .group_trend_on("orders >= 1", &[today.plus(9)])
            .unwrap();
        assert_eq!(trend.points[0].count, now.count);
    }
}
