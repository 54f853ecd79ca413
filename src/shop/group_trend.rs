//! The size of a target group over time: at the ends of past months, counted as of then.

use super::groups::with_cuts;
use super::{Error, Shop};
use crate::model::time::Day;
use crate::store::plan_sql;
use crate::targeting::when::AsOf;
use chrono::{Datelike, Months};
use serde::Serialize;

/// The most months that are counted.
const MOST: u32 = 60;

/// Sizes of a group, oldest first; the last is that of now.
#[derive(Clone, Debug, Serialize)]
pub struct Trend {
    /// The expression as it was understood.
    pub expression: String,
    /// One per month end, then today.
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
}

impl Shop {
    /// The size at the ends of the last `months` months and now. The condition is the one of now.
    pub fn group_trend(&self, text: &str, months: u32) -> Result<Trend, Error> {
        let (plan, expression, _) = self.plan_of(text)?;
        let asked = self.targeting_as_of();
        let today = asked.today();
        let first = today.plus(1 - today.date().day() as i32).date();
        let mut moments: Vec<AsOf> = (0..months.min(MOST))
            .rev()
            .filter_map(|back| first.checked_sub_months(Months::new(back)))
            .map(|month| {
                let end = asked.zone.end_of(Day::of(month).plus(-1));
                AsOf::new(end.min(asked.now), asked.zone)
            })
            .collect();
        moments.push(asked);
        self.store.read(|db| {
            let points = moments.into_iter().map(|as_of| {
                let as_of = with_cuts(db, as_of)?;
                let count = plan_sql::count(db, &plan, &as_of)?;
                let of = plan_sql::known(db, &as_of)?;
                Ok(TrendPoint {
                    day: as_of.today().to_string(),
                    count,
                    of,
                    share: (of > 0).then(|| count as f64 / of as f64),
                })
            });
            Ok(Trend {
                expression: expression.clone(),
                points: points.collect::<Result<_, Error>>()?,
            })
        })
    }
}
