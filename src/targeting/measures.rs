//! Numbers that are worked out of a person's history: what each is called, in which unit, and how the days, seasons and
//! shares behind it are counted. `holds` and `store::plan_sql` answer them alike.

use crate::model::attribute;
use crate::model::money::divide_half_away;
use crate::model::time::Day;
use crate::targeting::fields::Kind;
use chrono::{Datelike, NaiveDate};

/// So many gaps between days with orders make a rhythm of one's own.
pub const FEWEST_GAPS: i64 = 3;

/// A number worked out of a person's history.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Measure {
    /// Whole years, from the attribute `birthday`, else from the attribute `age`.
    Age,
    /// Days until the next anniversary of the birthday; 0 = today.
    BirthdayIn,
    /// Days until the next anniversary of the first order; 0 = today.
    AnniversaryIn,
    /// Sessions on the shop's own pages.
    Visits,
    /// Different channels of orders and visits.
    Channels,
    /// The middle one of the gaps between their days with orders, in days.
    UsualGap,
    /// Days since the last order by the usual gap; 2 = twice as long as usual.
    Overdue,
    /// Given back, in percent of what was bought.
    ReturnRate,
    /// Orders with a discount or code, in percent of all.
    DiscountShare,
    /// The brand most was spent on, in percent of all that was spent on brands.
    TopBrandShare,
    /// Orders of the season with most orders, in percent of all.
    TopSeasonShare,
    /// Part of their bought, carted and viewed products that is of a category or brand, in percent.
    Affinity,
    /// Its place among their categories or brands; 1 = none weighs more.
    AffinityRank,
    /// Orders in their weather by how often it comes; 2 = twice as often.
    WeatherPull,
    /// RFM: how recently, 1 to 5.
    R,
    /// RFM: how often, 1 to 5.
    F,
    /// RFM: for how much, 1 to 5.
    M,
    /// RFM: the middle of F and M, 1 to 5.
    Fm,
}

impl Measure {
    /// Every measure with its word.
    pub const ALL: [(&'static str, Measure); 18] = [
        ("age", Measure::Age),
        ("birthday_in", Measure::BirthdayIn),
        ("anniversary_in", Measure::AnniversaryIn),
        ("visits", Measure::Visits),
        ("channels", Measure::Channels),
        ("usual_gap", Measure::UsualGap),
        ("overdue", Measure::Overdue),
        ("return_rate", Measure::ReturnRate),
        ("discount_share", Measure::DiscountShare),
        ("top_brand_share", Measure::TopBrandShare),
        ("top_season_share", Measure::TopSeasonShare),
        ("affinity", Measure::Affinity),
        ("affinity_rank", Measure::AffinityRank),
        ("weather_pull", Measure::WeatherPull),
        ("r", Measure::R),
        ("f", Measure::F),
        ("m", Measure::M),
        ("fm", Measure::Fm),
    ];

    /// The measure with this word in small letters.
    pub fn named(word: &str) -> Option<Measure> {
        Measure::ALL
            .into_iter()
            .find(|(w, _)| *w == word)
            .map(|(_, m)| m)
    }

    /// What its numbers are.
    pub const fn kind(self) -> Kind {
        match self {
            Measure::ReturnRate
            | Measure::DiscountShare
            | Measure::TopBrandShare
            | Measure::TopSeasonShare
            | Measure::Affinity => Kind::Percent,
            Measure::Overdue | Measure::WeatherPull | Measure::Fm => Kind::Number,
            Measure::BirthdayIn | Measure::AnniversaryIn | Measure::UsualGap => Kind::Days,
            _ => Kind::Count,
        }
    }

    /// Digits after the point of the number in a plan.
    pub fn decimals(self) -> u32 {
        match self.kind() {
            Kind::Percent | Kind::Number => 2,
            _ => 0,
        }
    }

    /// Whether somebody of whom nothing is known has the number 0, and not none.
    pub fn starts_at_zero(self) -> bool {
        matches!(
            self,
            Measure::Visits | Measure::Channels | Measure::Affinity
        )
    }

    /// Whether a category or brand must stand behind it.
    pub fn needs_what(self) -> bool {
        matches!(self, Measure::Affinity | Measure::AffinityRank)
    }

    /// The number as people read it: `34 years`, `62%`, `2.5`.
    pub fn shown(self, n: i64) -> String {
        let scaled = |n: i64| {
            let text = format!("{:.2}", n as f64 / 100.0);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        match self.kind() {
            Kind::Percent => format!("{}%", scaled(n)),
            Kind::Number => scaled(n),
            Kind::Days if n == 1 => "1 day".to_owned(),
            Kind::Days => format!("{n} days"),
            _ => n.to_string(),
        }
    }
}

/// Month and day of a birthday, and its year if it is said: `1987-04-12`, or `04/12` (month first) without a year.
fn birthday(text: &str) -> Option<(Option<i32>, u32, u32)> {
    if let Some(day) = attribute::day(text) {
        let date = day.date();
        return Some((Some(date.year()), date.month(), date.day()));
    }
    let (a, b) = text.split_once(['/', '-', '.'])?;
    let short = |t: &str| (1..=2).contains(&t.len()).then(|| t.parse::<u32>().ok())?;
    let (a, b) = (short(a)?, short(b)?);
    let (month, day) = if a > 12 { (b, a) } else { (a, b) };
    // A leap year has every day that there is.
    NaiveDate::from_ymd_opt(2000, month, day).map(|_| (None, month, day))
}

/// Years that somebody with this birthday has completed on a day; `None` without a year or before birth.
pub fn age(text: &str, today: Day) -> Option<i64> {
    let (year, month, day) = birthday(text)?;
    let today = today.date();
    let had = (today.month(), today.day()) >= (month, day);
    let years = i64::from(today.year()) - i64::from(year?) - i64::from(!had);
    (0..=150).contains(&years).then_some(years)
}

/// Days from a day until the next anniversary of this birthday. 29 February is kept on 28 February in other years.
pub fn birthday_in(text: &str, today: Day) -> Option<i64> {
    let (_, month, day) = birthday(text)?;
    next_in(month, day, today.date().year(), today)
}

/// Days from a day until the next anniversary of a first order, which comes a year after it at the earliest.
pub fn anniversary_in(first: Day, today: Day) -> Option<i64> {
    let first = first.date();
    let year = today.date().year().max(first.year() + 1);
    next_in(first.month(), first.day(), year, today)
}

/// Days until the next such day of a year, in this year at the earliest.
fn next_in(month: u32, day: u32, year: i32, today: Day) -> Option<i64> {
    (year..=year + 1)
        .filter_map(|year| {
            NaiveDate::from_ymd_opt(year, month, day)
                .or_else(|| NaiveDate::from_ymd_opt(year, month, 28))
        })
        .map(|date| i64::from(Day::of(date).0) - i64::from(today.0))
        .find(|days| *days >= 0)
}

/// A stated age: a whole number of years.
pub fn stated_age(text: &str) -> Option<i64> {
    let n: i64 = text.trim().parse().ok()?;
    (0..=150).contains(&n).then_some(n)
}

/// The season of a day: 0 = December to February, 1 = March to May, and so on.
pub fn season(day: Day) -> i64 {
    i64::from(day.date().month() % 12 / 3)
}

/// The usual gap or how overdue somebody is on a day, from their days with orders, oldest first.
pub fn rhythm(measure: Measure, days: &[Day], today: Day) -> Option<i64> {
    let twice = i128::from(twice_usual_gap(days)?);
    match measure {
        Measure::Overdue => {
            let since = i128::from(today.0) - i128::from(days.last()?.0);
            (twice > 0).then(|| divide_half_away(200 * since, twice))
        }
        _ => Some(divide_half_away(twice, 2)),
    }
}

/// The middle gap between days, twice (so that it is whole); `None` under [`FEWEST_GAPS`] gaps.
pub fn twice_usual_gap(days: &[Day]) -> Option<i64> {
    let mut gaps: Vec<i64> = days
        .windows(2)
        .map(|two| i64::from(two[1].0) - i64::from(two[0].0))
        .collect();
    if (gaps.len() as i64) < FEWEST_GAPS {
        return None;
    }
    gaps.sort_unstable();
    let (low, high) = ((gaps.len() - 1) / 2, gaps.len() / 2);
    Some(gaps[low] + gaps[high])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn ages_and_anniversaries_are_counted_in_whole_days() {
        let today = day("2026-03-01");
        assert_eq!(age("1987-03-01", today), Some(39));
        assert_eq!(age("1987-03-02", today), Some(38));
        assert_eq!(age("04/12", today), None);
        assert_eq!(age("2030-01-01", today), None);
        assert_eq!(birthday_in("1987-03-01", today), Some(0));
        assert_eq!(birthday_in("1987-02-28", today), Some(364));
        assert_eq!(birthday_in("04/12", today), Some(42));
        assert_eq!(birthday_in("25/12", today), Some(299));
        // 29 February in a year that has none, and in one that has.
        assert_eq!(birthday_in("2000-02-29", day("2026-02-20")), Some(8));
        assert_eq!(birthday_in("2000-02-29", day("2028-02-20")), Some(9));
        assert_eq!(anniversary_in(day("2024-03-04"), today), Some(3));
        assert_eq!(anniversary_in(day("2025-03-01"), today), Some(0));
        assert_eq!(anniversary_in(today, today), Some(365));
        assert_eq!(anniversary_in(day("2026-02-20"), today), Some(356));
        for odd in ["", "soon", "13/13", "2026-13-01", "0/5"] {
            assert_eq!((age(odd, today), birthday_in(odd, today)), (None, None));
        }
    }

    #[test]
    fn the_usual_gap_is_the_middle_one() {
        let days = |all: &[i32]| all.iter().map(|d| Day(*d)).collect::<Vec<_>>();
        assert_eq!(twice_usual_gap(&days(&[0, 10, 20])), None);
        assert_eq!(twice_usual_gap(&days(&[0, 10, 40, 45])), Some(20));
        assert_eq!(twice_usual_gap(&days(&[0, 10, 40, 45, 66])), Some(31));
    }

    #[test]
    fn seasons_begin_with_december() {
        assert_eq!(season(day("2026-12-01")), 0);
        assert_eq!(season(day("2026-02-28")), 0);
        assert_eq!(season(day("2026-03-01")), 1);
        assert_eq!(season(day("2026-11-30")), 3);
    }
}
