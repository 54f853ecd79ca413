//! How a comparison settled day by day, and whether it can be trusted.

use super::ground::{Context, Ground};
use super::results::{Against, Ask, By, Row, Word};
use super::{Cancel, Error, Shop};
use crate::measure::metrics::RANKED_FROM;
use crate::measure::rounding::count;
use crate::model::counts::Period;
use crate::model::time::Day;
use serde::Serialize;

/// What was known at the end of a day.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Settled {
    /// The day.
    pub day: Day,
    /// Lift over the control from the period's first day to this one.
    pub lift: Option<f64>,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Whether it could be called then: better or worse.
    pub called: Option<bool>,
}

/// Something that a comparison rests on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Trust {
    /// What is asked.
    pub what: &'static str,
    /// The figure.
    pub figure: String,
    /// Whether it holds; `None` = cannot be told here.
    pub holds: Option<bool>,
}

/// Days that make one of each weekday.
const WEEK: u32 = 7;

/// What a row's comparison rests on: enough shoppers, the same places and days, whole weeks, a fair split.
pub fn trust(row: &Row) -> Vec<Trust> {
    let Some(against) = &row.against else {
        return Vec::new();
    };
    let (own, base) = (against.treatment.denominator, against.control.denominator);
    let fewest = own.min(base);
    let buyers = against.treatment.numerator + against.control.numerator;
    vec![
        Trust {
            what: "Enough shoppers",
            figure: if fewest >= RANKED_FROM {
                count(fewest)
            } else {
                format!("{} of {RANKED_FROM}", count(fewest))
            },
            holds: Some(fewest >= RANKED_FROM),
        },
        Trust {
            what: "Shown in the same places",
            figure: if against.alike { "yes" } else { "no" }.into(),
            holds: Some(against.alike),
        },
        Trust {
            what: "A whole week",
            figure: format!(
                "{} day{}",
                count(against.days.into()),
                if against.days == 1 { "" } else { "s" }
            ),
            holds: Some(against.days >= WEEK),
        },
        Trust {
            what: "Fair split",
            figure: match against.split_p {
                None => "no test planned".into(),
                Some(_) => format!("{:.1}%", 100.0 * own as f64 / (own + base).max(1) as f64),
            },
            holds: against
                .split_p
                .map(|_| against.verdict.word != Word::SplitBroken),
        },
        Trust {
            what: "Certain enough to act on",
            figure: format!("{} bought", count(buyers)),
            holds: Some(against.verdict.word.is_call()),
        },
    ]
}

impl Shop {
    /// How a strategy's comparison with its control settled: what was known at the end of at most `points` days of the
    /// period, the last one included.
    pub fn settling(
        &self,
        ask: &Ask,
        strategy: &str,
        points: usize,
        cancel: &Cancel,
    ) -> Result<Vec<Settled>, Error> {
        let context = Context::of(self, &ask.attribution)?;
        self.store.read(|db| {
            let period = context.period(db, ask.span)?;
            let ground = Ground::load(db, &context, period, period.from)?;
            let ask = Ask {
                by: By::Strategy,
                strategy: None,
                ..ask.clone()
            };
            let mut out = Vec::new();
            for to in days(period, points) {
                if cancel.stopped() {
                    return Err(Error::Cancelled);
                }
                let until = Period {
                    from: period.from,
                    to,
                };
                let rows = ground.results(db, &ask, until)?.rows;
                let row = rows.into_iter().find(|r| r.id == strategy);
                out.push(at(to, row.and_then(|r| r.against).as_ref()));
            }
            Ok(out)
        })
    }
}

fn at(day: Day, against: Option<&Against>) -> Settled {
    let called = against.and_then(|a| match a.verdict.word {
        Word::Better => Some(true),
        Word::Worse => Some(false),
        _ => None,
    });
    Settled {
        day,
        lift: against.and_then(|a| a.lift),
        low: against.and_then(|a| a.low),
        high: against.and_then(|a| a.high),
        called,
    }
}

/// At most `points` days of a period, evenly apart, the last one included.
pub(super) fn days(period: Period, points: usize) -> Vec<Day> {
    let all = i64::from(period.days().max(1));
    let points = (points as i64).clamp(1, all);
    (1..=points)
        .map(|i| {
            let nth = (all * i + points - 1) / points;
            period.from.plus(i32::try_from(nth - 1).unwrap_or(0))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::Quiet;
    use crate::shop::demo::Size;
    use crate::shop::results::Span;

    #[test]
    fn days_are_even_and_end_with_the_period() {
        let day = |text: &str| -> Day { text.parse().unwrap() };
        let period = Period {
            from: day("2026-11-01"),
            to: day("2026-11-30"),
        };
        let all = days(period, 14);
        assert_eq!((all.len(), all.last().copied()), (14, Some(period.to)));
        assert!(all.windows(2).all(|w| w[0] < w[1]));
        assert_eq!(days(period, 99).len(), 30);
    }

    #[test]
    fn the_last_day_says_what_the_results_say() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.db");
        let shop = Shop::demo(&path, Size::Small, 1, &Quiet).unwrap();
        let ask = Ask {
            span: Span::Days(90),
            ..Ask::default()
        };
        let results = shop.results(&ask).unwrap();
        let row = results.rows.iter().find(|r| r.against.is_some()).unwrap();
        let series = shop.settling(&ask, &row.id, 6, &Cancel::default()).unwrap();
        let (last, against) = (series.last().unwrap(), row.against.as_ref().unwrap());
        assert_eq!((last.lift, last.low), (against.lift, against.low));
        assert_eq!(series.len(), 6);
        let checks = trust(row);
        assert_eq!(checks.len(), 5);
        assert_eq!(
            checks[0].holds,
            Some(
                against
                    .treatment
                    .denominator
                    .min(against.control.denominator)
                    >= 100
            )
        );
        let file = folder.path().join("out.csv");
        let rows = shop.save_results(&ask, &file).unwrap();
        assert!(rows > 2 && std::fs::read_to_string(&file).unwrap().contains(&row.id));
        assert!(
            shop.save_results(&ask, &file).is_err(),
            "never over another file"
        );
    }
}
