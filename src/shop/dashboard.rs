//! The Dashboard in one call: four figures, the strategies, their days, one strategy's funnel, what to do next.

pub use super::results::{Mean, Period, Rate, Results, Row, Span, Verdict, Word};

use crate::model::time::Day;
use serde::Serialize;

/// Everything the Dashboard shows.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Dashboard {
    /// The period in words: `30 days`.
    pub period_words: String,
    /// Days looked at.
    pub period: Period,
    /// What they are compared with; `None` for all time.
    pub before: Option<Period>,
    /// Four figures: click rate, conversion, average order, revenue; without impressions revenue, orders, average
    /// order, repeat rate.
    pub cards: Vec<Card>,
    /// The strategies table, with everything the Results screen has.
    pub results: Results,
    /// Conversion per strategy and day, the best first, the control last.
    pub series: Vec<Series>,
    /// What became of the chosen strategy's impressions.
    pub funnel: Option<Funnel>,
    /// For whom it works.
    pub works_for: Vec<GroupRate>,
    /// At most three things worth doing, the most useful first.
    pub next: Vec<Next>,
}

/// One figure.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Card {
    /// Key of its definition in `results.definitions`.
    pub key: &'static str,
    /// Heading.
    pub name: &'static str,
    /// What stands large: `3.54`, `57.40`, `33.5k`, `n/a`.
    pub value: String,
    /// Before it (`€`) ...
    pub before: String,
    /// ... or behind it (`%`), small.
    pub after: String,
    /// Against the period before, with sign: `+0.31 pt`; `None` without one.
    pub delta: Option<Delta>,
    /// Six parts of the period, oldest first; `None` = nothing to show there.
    pub bars: Vec<Option<f64>>,
    /// Numerator and denominator in words.
    pub caption: String,
}

/// A change against the period before.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Delta {
    /// With sign and unit.
    pub text: String,
    /// Whether more is good and it is more, or the other way round; `None` = no change.
    pub good: Option<bool>,
}

/// A line of the chart.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Series {
    /// Strategy id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The control: dashed.
    pub control: bool,
    /// Day and 7-day average of conversion; gaps where nobody saw it.
    pub points: Vec<(Day, Option<f64>)>,
}

/// Shown, clicked, in cart, bought.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Funnel {
    /// Strategy id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Steps from above; shares are of impressions.
    pub steps: Vec<FunnelStep>,
}

/// One step.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct FunnelStep {
    /// `Shown`, `Clicked`, `In cart`, `Bought`.
    pub name: &'static str,
    /// How many.
    pub count: u64,
    /// Share of the first step.
    pub share: Rate,
}

/// How a strategy converts a group of visitors.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct GroupRate {
    /// Group.
    pub name: String,
    /// Buyers / visitors of the group.
    pub conversion: Rate,
}

/// Something worth doing.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Next {
    /// What kind of thing it is: a face maps it to a key.
    pub action: NextAction,
    /// Heading, an imperative.
    pub title: String,
    /// Why, one or two sentences.
    pub why: String,
    /// Strategy or group concerned.
    pub about: Option<String>,
}

/// What a face does when the merchant agrees.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NextAction {
    /// Test or watch a strategy.
    Test,
    /// Use a better strategy in more places, or stop a worse one.
    Apply,
    /// Look at a group.
    Group,
    /// Bring in a file.
    Import,
    /// Set something.
    Setting,
}
