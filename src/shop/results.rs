//! Results: what was shown, what came of it, and how sure that is.

pub use crate::measure::attribution::{PRESETS, Preset};
pub use crate::measure::metrics::{ALL as METRICS, Mean, Metric, Rate};
pub use crate::measure::rounding;
pub use crate::measure::table::{RevenueAgainst, Row};
pub use crate::measure::verdict::{Against, Verdict, Word};
pub use crate::model::counts::Period;

use crate::model::money::{Currency, Money};
use crate::model::time::Day;
use crate::shop::Error;
use serde::Serialize;
use std::str::FromStr;

/// What the rows of the table stand for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// One row per strategy.
    #[default]
    Strategy,
    /// One row per strategy and experiment variant.
    Variant,
    /// One row per RFM group of the visitor, as it is now.
    Group,
    /// One row per spot on a page.
    Placement,
    /// One row per channel.
    Channel,
    /// One row per shop day.
    Day,
}

impl By {
    /// Every cut, in the order of screens.
    pub const ALL: [By; 6] = [
        By::Strategy,
        By::Variant,
        By::Group,
        By::Placement,
        By::Channel,
        By::Day,
    ];

    /// The word in commands and JSON.
    pub fn word(self) -> &'static str {
        match self {
            By::Strategy => "strategy",
            By::Variant => "variant",
            By::Group => "group",
            By::Placement => "placement",
            By::Channel => "channel",
            By::Day => "day",
        }
    }
}

impl FromStr for By {
    type Err = Error;
    fn from_str(text: &str) -> Result<By, Error> {
        let word = text.trim().to_lowercase();
        By::ALL
            .into_iter()
            .find(|by| by.word() == word)
            .ok_or_else(|| {
                Error::Asked(format!(
                    "`{text}` is not a cut of the results. Use one of: strategy, variant, group, placement, channel, day."
                ))
            })
    }
}

/// Which time is looked at, relative to the shop's now.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Span {
    /// The last days, today included.
    Days(u32),
    /// From the first event or order on.
    All,
    /// From one day to another, both included.
    Between(Day, Day),
}

impl Default for Span {
    fn default() -> Span {
        Span::Days(30)
    }
}

impl Span {
    /// The choices of a screen.
    pub const CHOICES: [Span; 4] = [Span::Days(7), Span::Days(30), Span::Days(90), Span::All];

    /// `30 days`, `all time`, `2026-01-01 to 2026-01-31`.
    pub fn words(self) -> String {
        match self {
            Span::Days(1) => "today".into(),
            Span::Days(n) => format!("{n} days"),
            Span::All => "all time".into(),
            Span::Between(a, b) => format!("{a} to {b}"),
        }
    }
}

impl FromStr for Span {
    type Err = Error;
    fn from_str(text: &str) -> Result<Span, Error> {
        let word = text.trim().to_lowercase();
        let wrong = || {
            Error::Asked(format!(
                "`{text}` is not a period. Write 30d, 12w, all, or 2026-01-01..2026-01-31."
            ))
        };
        if word == "all" {
            return Ok(Span::All);
        }
        if let Some((a, b)) = word.split_once("..") {
            let (a, b): (Day, Day) = (
                a.parse().map_err(|()| wrong())?,
                b.parse().map_err(|()| wrong())?,
            );
            return if a <= b {
                Ok(Span::Between(a, b))
            } else {
                Err(Error::Asked(format!(
                    "The period {a}..{b} ends before it begins. Write {b}..{a}."
                )))
            };
        }
        let days = |n: &str, each: u32| n.parse::<u32>().ok().and_then(|n| n.checked_mul(each));
        let n = if let Some(n) = word.strip_suffix('d') {
            days(n, 1)
        } else if let Some(n) = word.strip_suffix('w') {
            days(n, 7)
        } else if let Some(n) = word.strip_suffix('y') {
            days(n, 365)
        } else {
            None
        };
        n.filter(|n| (1..=36_500).contains(n))
            .map(Span::Days)
            .ok_or_else(wrong)
    }
}

/// What is asked of the results.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ask {
    /// The cut.
    pub by: By,
    /// The time.
    pub span: Span,
    /// Id of an attribution preset; empty = the default.
    pub attribution: String,
    /// Only this strategy (its id).
    pub strategy: Option<String>,
}

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Results {
    /// The cut.
    pub by: By,
    /// Days looked at.
    pub period: Period,
    /// The period in words.
    pub period_words: String,
    /// The rule of credit.
    pub attribution: Preset,
    /// Currency of every amount.
    pub currency: Currency,
    /// Whether the shop has logged impressions at all (in any period).
    pub has_impressions: bool,
    /// Best first, rows with too few visitors after, the control last.
    pub rows: Vec<Row>,
    /// All rows together; a visitor counts once.
    pub totals: Row,
    /// How credits and the shop's revenue fit together.
    pub money: Reconciliation,
    /// What the orders of the period say, impressions or not.
    pub orders: OrdersOnly,
    /// Remarks that a reader needs: which cut was scanned, which file would bring what is missing.
    pub notes: Vec<String>,
    /// Definitions of the figures above.
    pub definitions: &'static [Metric],
}

/// Sum of credits + none + refund dates = the shop's net revenue, to the cent.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Reconciliation {
    /// Net revenue credited to rows.
    pub credited: Money,
    /// Net revenue of orders that nobody gets: "(none)".
    pub none: Money,
    /// How many such orders.
    pub none_orders: u64,
    /// All orders of the period less what was ever given back on them: credited + none.
    pub orders_net: Money,
    /// Given back on these orders on days outside the period, less given back in the period on other orders or on none.
    pub refund_dates: Money,
    /// The shop's net revenue of the period, each refund on its own date.
    pub revenue: Money,
}

/// What orders alone can tell of a period.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct OrdersOnly {
    /// Orders that count as sales, in the shop's currency.
    pub orders: u64,
    /// Goods after discounts.
    pub gross: Money,
    /// Refunds dated in the period.
    pub refunds: Money,
    /// Gross less refunds.
    pub revenue: Money,
    /// Net revenue of these orders / orders.
    pub average_order: Mean,
    /// Customers with two or more orders / with one or more.
    pub repeat_rate: Rate,
    /// Orders in other currencies, counted apart.
    pub foreign_orders: u64,
}
