//! The Dashboard in one call: four figures, the strategies, their days, one strategy's funnel, what to do next.

pub use super::judge::Found;
pub use super::offline::{Offline, OfflineRow};
pub use super::results::{Mean, Period, Rate, Results, Row, Span, Verdict, Word};

use super::ground::{Context, Ground};
use super::results::{OrdersOnly, rounding};
use crate::measure::metrics;
use crate::model::money::{Amount, Currency, Money};
use crate::model::time::Day;
use crate::shop::{Error, Shop};
use crate::store::{self, Db};
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
    /// The strategies of a shop without impressions; `None` = there are impressions.
    pub offline: Option<Offline>,
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
    /// Look the data over.
    Quality,
}

/// Lines of the chart beside the control.
const LINES: usize = 3;
/// Days over which a line is smoothed.
const SMOOTH: i32 = 7;
/// Parts of a card's sparkline.
const BARS: i32 = 6;
/// Refunds this much older than the newest order are probably missing.
const REFUNDS_LATE: i32 = 7;

impl Shop {
    /// The Dashboard for a period; `chosen` is the strategy whose funnel is shown, else the best.
    pub fn dashboard(&self, span: Span, chosen: Option<&str>) -> Result<Dashboard, Error> {
        let context = Context::of(self, "")?;
        let mut dashboard = self.store.read(|db| {
            let period = context.period(db, span)?;
            let all_time = context.period(db, Span::All)?;
            // A period before is only compared with if the shop had data on each of its days.
            let before =
                Some(period.before()).filter(|b| span != Span::All && b.from >= all_time.from);
            let first = before.map_or(period.from, |b| b.from);
            let ground = Ground::load(
                db,
                &context,
                period,
                first.min(period.from.plus(1 - SMOOTH)),
            )?;
            let results = ground.strategies(db, span, period)?;
            let row = match chosen {
                Some(id) => results.rows.iter().find(|r| r.id == id),
                None => results.rows.first(),
            };
            let works_for = match row {
                Some(row) => works_for(&ground, db, period, &row.id)?,
                None => Vec::new(),
            };
            let funnel = row.map(Funnel::of);
            Ok::<_, Error>(Dashboard {
                offline: None,
                period_words: span.words(),
                period,
                before,
                cards: cards(&ground, period, before),
                series: series(&ground, period, &results),
                next: next(&ground, db, &results, &works_for, row)?,
                funnel,
                works_for,
                results,
            })
        })?;
        if !dashboard.results.has_impressions {
            dashboard.offline = Some(self.offline()?);
        }
        Ok(dashboard)
    }

    /// For whom one strategy works, where another than the Dashboard's is looked at.
    pub fn works_for(&self, span: Span, strategy: &str) -> Result<Vec<GroupRate>, Error> {
        let context = Context::of(self, "")?;
        self.store.read(|db| {
            let period = context.period(db, span)?;
            let ground = Ground::load(db, &context, period, period.from)?;
            works_for(&ground, db, period, strategy)
        })
    }
}

impl Funnel {
    /// The funnel of a row of results.
    pub fn of(row: &Row) -> Funnel {
        let step = |name, count| FunnelStep {
            name,
            count,
            share: Rate::of(count, row.shown),
        };
        Funnel {
            id: row.id.clone(),
            name: row.name.clone(),
            steps: vec![
                step("Shown", row.shown),
                step("Clicked", row.clicked),
                step("In cart", row.cart_rate.numerator),
                step("Bought", row.orders),
            ],
        }
    }
}

fn works_for(
    ground: &Ground,
    db: &Db<'_>,
    period: Period,
    strategy: &str,
) -> Result<Vec<GroupRate>, Error> {
    let mut groups: Vec<GroupRate> = ground
        .conversion_by_group(db, period, strategy)?
        .into_iter()
        .map(|(name, conversion)| GroupRate { name, conversion })
        .collect();
    // Best first; groups too small for a rate after, as they come.
    groups.sort_by_key(|g| {
        std::cmp::Reverse(
            g.conversion
                .value
                .map_or(-1, |share| (share * 1e9).round() as i64),
        )
    });
    Ok(groups)
}

fn cards(ground: &Ground, period: Period, before: Option<Period>) -> Vec<Card> {
    let now = ground.orders(period);
    let then = before.map(|b| ground.orders(b));
    let parts = parts(period);
    let bars = |value: &dyn Fn(Period) -> Option<f64>| -> Vec<Option<f64>> {
        parts.iter().map(|p| p.and_then(value)).collect()
    };
    let average = Card {
        key: metrics::AVERAGE_ORDER.key,
        name: metrics::AVERAGE_ORDER.name,
        value: now
            .average_order
            .value
            .map_or("n/a".into(), rounding::compact),
        before: sign(&now),
        after: String::new(),
        delta: delta_money(
            now.average_order.value,
            then.and_then(|t| t.average_order.value),
        ),
        bars: bars(&|p| ground.orders(p).average_order.value.map(Money::major)),
        caption: format!(
            "{}, after refunds",
            rounding::counted(now.orders, "order", "orders")
        ),
    };
    let revenue = Card {
        key: metrics::REVENUE.key,
        name: metrics::REVENUE.name,
        value: rounding::compact(now.revenue),
        before: sign(&now),
        after: String::new(),
        delta: then.and_then(|t| growth(now.revenue.major(), t.revenue.major())),
        bars: bars(&|p| Some(ground.orders(p).revenue.major())),
        caption: match then {
            Some(then) => format!("{}, was {}", whole(now.revenue), whole(then.revenue)),
            None => format!(
                "{} less {} given back",
                whole(now.gross),
                whole(now.refunds)
            ),
        },
    };
    if ground.has_impressions {
        let clicks = |p: Period| ground.clicks(p);
        let bought = |p: Period| ground.shop_conversion(p);
        let (c, b) = (clicks(period), bought(period));
        return vec![
            rate_card(
                &metrics::CLICK_RATE,
                c,
                before.map(clicks),
                bars(&|p| clicks(p).value),
                format!(
                    "{} of {} shown",
                    rounding::counted(c.numerator, "click", "clicks"),
                    rounding::count(c.denominator)
                ),
            ),
            rate_card(
                &metrics::SHOP_CONVERSION,
                b,
                before.map(bought),
                bars(&|p| bought(p).value),
                format!(
                    "{} of {} people",
                    rounding::counted(b.numerator, "buyer", "buyers"),
                    rounding::count(b.denominator)
                ),
            ),
            average,
            revenue,
        ];
    }
    let orders = Card {
        key: "orders",
        name: "Orders",
        value: rounding::count(now.orders),
        before: String::new(),
        after: String::new(),
        delta: then.and_then(|t| growth(now.orders as f64, t.orders as f64)),
        bars: bars(&|p| Some(ground.orders(p).orders as f64)),
        caption: match then {
            Some(then) => format!("was {}", rounding::count(then.orders)),
            None => "not cancelled, in the shop's currency".into(),
        },
    };
    let r = now.repeat_rate;
    let repeat = rate_card(
        &metrics::REPEAT_RATE,
        r,
        then.map(|t| t.repeat_rate),
        bars(&|p| ground.orders(p).repeat_rate.value),
        format!(
            "{} of {} came back",
            rounding::count(r.numerator),
            rounding::count(r.denominator)
        ),
    );
    vec![revenue, orders, average, repeat]
}

fn rate_card(
    metric: &metrics::Metric,
    now: Rate,
    then: Option<Rate>,
    bars: Vec<Option<f64>>,
    caption: String,
) -> Card {
    let percent = now.value.map(rounding::percent);
    Card {
        key: metric.key,
        name: metric.name,
        value: percent
            .as_deref()
            .and_then(|p| p.strip_suffix('%'))
            .unwrap_or("n/a")
            .into(),
        before: String::new(),
        after: percent.map(|_| "%".to_owned()).unwrap_or_default(),
        delta: now.value.zip(then.and_then(|t| t.value)).map(|(n, t)| {
            let text = rounding::signed_points(n - t);
            Delta {
                good: direction(&text),
                text,
            }
        }),
        bars,
        caption,
    }
}

/// More is good for every figure of the cards; what rounds to nothing is no change.
pub(crate) fn direction(text: &str) -> Option<bool> {
    match text.chars().next() {
        Some('+') => Some(true),
        Some('−') => Some(false),
        _ => None,
    }
}

fn growth(now: f64, then: f64) -> Option<Delta> {
    (then > 0.0).then(|| {
        let text = rounding::signed_percent_fine(now / then - 1.0);
        Delta {
            good: direction(&text),
            text,
        }
    })
}

pub(crate) fn delta_money(now: Option<Money>, then: Option<Money>) -> Option<Delta> {
    let (now, then) = now.zip(then)?;
    let text = rounding::signed_money(Money::new(now.amount - then.amount, now.currency));
    Some(Delta {
        good: direction(&text),
        text,
    })
}

fn sign(orders: &OrdersOnly) -> String {
    orders.revenue.currency.sign().trim_end().to_owned()
}

/// An amount without its minor units.
fn whole(money: Money) -> String {
    let text = money.to_string();
    match money.currency.decimals() {
        0 => text,
        _ => {
            let unit = 10_i64.saturating_pow(money.currency.decimals());
            let rounded =
                crate::model::money::divide_half_away(i128::from(money.amount.0), i128::from(unit));
            let text = Money::new(Amount(rounded.saturating_mul(unit)), money.currency).to_string();
            text.split_once('.')
                .map_or(text.clone(), |(whole, _)| whole.to_owned())
        }
    }
}

/// A period in six parts, oldest first; a part without a day of its own is left out at the front.
fn parts(period: Period) -> Vec<Option<Period>> {
    let days = i32::try_from(period.days()).unwrap_or(i32::MAX);
    if days < BARS {
        return (0..BARS)
            .map(|n| {
                let day = period.to.plus(n - BARS + 1);
                (day >= period.from).then_some(Period { from: day, to: day })
            })
            .collect();
    }
    (0..BARS)
        .map(|n| {
            let edge = |n: i32| {
                let at = i64::from(days) * i64::from(n) / i64::from(BARS);
                period.from.plus(i32::try_from(at).unwrap_or(i32::MAX))
            };
            Some(Period {
                from: edge(n),
                to: edge(n + 1).plus(-1),
            })
        })
        .collect()
}

fn series(ground: &Ground, period: Period, results: &Results) -> Vec<Series> {
    let lines = results
        .rows
        .iter()
        .filter(|r| r.ranked && !r.control)
        .take(LINES)
        .chain(results.rows.iter().filter(|r| r.control));
    lines
        .filter_map(|row| {
            let label = ground.strategy_label(&row.id)?;
            let points = (period.from.0..=period.to.0)
                .map(|day| {
                    let window = Period {
                        from: Day(day).plus(1 - SMOOTH),
                        to: Day(day),
                    };
                    let (visitors, buyers) = ground.people(window, |s| s == label);
                    (Day(day), Rate::of(buyers.len(), visitors.len()).value)
                })
                .collect();
            Some(Series {
                id: row.id.clone(),
                name: row.name.clone(),
                control: row.control,
                points,
            })
        })
        .collect()
}

fn next(
    ground: &Ground,
    db: &Db<'_>,
    results: &Results,
    groups: &[GroupRate],
    best: Option<&Row>,
) -> Result<Vec<Next>, Error> {
    let mut found = Vec::new();
    let mut say = |action, title: String, why: String, about: Option<&str>| {
        found.push(Next {
            action,
            title,
            why,
            about: about.map(str::to_owned),
        });
    };
    let verdict = |row: &Row| row.against.as_ref().map(|a| a.verdict.clone());
    let with = |word: Word| {
        results
            .rows
            .iter()
            .filter_map(move |r| verdict(r).filter(|v| v.word == word).map(|v| (r, v)))
    };
    if results.orders.orders == 0 && !ground.has_impressions {
        say(
            NextAction::Import,
            "Bring in your orders".into(),
            "An order export of your shop is enough to start with groups and recommendations."
                .into(),
            None,
        );
    }
    // A few odd rows are usual; where they are many, every figure is too low.
    let lost = store::quality::rows_left_out(db)?;
    if lost.count > 0 && lost.count * 100 >= lost.of {
        say(
            NextAction::Quality,
            "Mend the rows that wait".into(),
            format!(
                "{} of {} could not be used: their orders or people are missing from every figure.",
                rounding::count(lost.count),
                rounding::counted(lost.of, "row", "rows")
            ),
            None,
        );
    }
    if let Some((row, v)) = with(Word::Worse).next() {
        say(
            NextAction::Apply,
            format!("Stop {}", row.name),
            v.sentence,
            Some(&row.id),
        );
    }
    if let Some((row, v)) = with(Word::SplitBroken).next() {
        say(
            NextAction::Test,
            format!("Check the split of {}", row.name),
            v.sentence,
            Some(&row.id),
        );
    }
    // Ahead, not certain, and the sooner it can be settled the better.
    let soonest = with(Word::LikelyBetter).min_by_key(|(_, v)| v.days_left.unwrap_or(u32::MAX));
    if let Some((row, v)) = soonest {
        say(
            NextAction::Test,
            format!("Test {}", row.name),
            v.sentence,
            Some(&row.id),
        );
    }
    if let Some((row, v)) = with(Word::Better).next() {
        say(
            NextAction::Apply,
            format!("Show {} in more places", row.name),
            v.sentence,
            Some(&row.id),
        );
    }
    if !ground.has_impressions && results.orders.orders > 0 {
        say(
            NextAction::Import,
            "Bring in what was shown".into(),
            "With an event file of impressions and clicks you see click rate and conversion of every strategy.".into(),
            None,
        );
    }
    // A group that surely buys less than the best one through the same strategy.
    if let (Some(row), Some(top)) = (best, groups.first()) {
        let least = groups
            .iter()
            .filter(|g| g.conversion.denominator >= metrics::RANKED_FROM)
            .rfind(|g| g.conversion.high < top.conversion.low);
        if let Some(least) = least.filter(|_| top.conversion.denominator >= metrics::RANKED_FROM) {
            say(
                NextAction::Group,
                format!("Try something else for {}", least.name),
                format!(
                    "{} of them buy through {}, {} of {}.",
                    least
                        .conversion
                        .value
                        .map_or("n/a".into(), rounding::percent),
                    row.name,
                    top.conversion.value.map_or("n/a".into(), rounding::percent),
                    top.name
                ),
                Some(&least.name),
            );
        }
    }
    if ground.has_impressions && !results.rows.iter().any(|r| r.control) {
        say(
            NextAction::Setting,
            "Keep a control group".into(),
            "Show some visitors nothing personal and log it as `control`: only then can you tell what would have come anyway.".into(),
            None,
        );
    }
    if let Some(day) = store::results::last_given_back(db, ground.zone, ground.now)?
        && let Some(order) = ground.last_sale()
        && order.0 - day.0 > REFUNDS_LATE
    {
        say(
            NextAction::Import,
            "Bring in the latest refunds".into(),
            format!(
                "The newest is of {day}, the newest order of {order}: revenue may read too high."
            ),
            None,
        );
    }
    if ground.currency == Currency::UNKNOWN && results.orders.orders > 0 {
        say(
            NextAction::Setting,
            "Say which currency you sell in".into(),
            "Amounts stand without a sign until then.".into(),
            None,
        );
    }
    if let Some((row, v)) = with(Word::CannotSay)
        .filter(|(r, v)| r.ranked && v.days_left.is_some_and(|d| d > 0))
        .min_by_key(|(_, v)| v.days_left)
    {
        say(
            NextAction::Test,
            format!("Keep {} running", row.name),
            v.sentence,
            Some(&row.id),
        );
    }
    found.truncate(3);
    Ok(found)
}
