//! What holds of a moment or of a request and not of a person: season, weekday and hour by the shop's clock, the weather
//! where somebody lives, and the page, device, campaign word, cart and idle time of the visit that a page is made for.
//!
//! The clock is always known, and the weather where a table of it was imported. The rest is known while a page is
//! decided, or said with `--context`; a condition on it that nobody has said yet cannot be counted.

use crate::model::money::Currency;
use crate::model::text::fold;
use crate::model::time::{Day, Moment};
use crate::targeting::measures::season;
use crate::targeting::plan::{Condition, Node, NumberTest, Plan, Test, TextTest};
use crate::targeting::when::AsOf;
use chrono::Datelike;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Names of the seasons; the first one is December to February.
pub const SEASONS: [&str; 4] = ["winter", "spring", "summer", "autumn"];
/// Names of the days, Monday first.
pub const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// What can be asked of a moment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MomentField {
    /// Season of the shop day.
    Season,
    /// Day of the week.
    Weekday,
    /// Hour of the shop day, 0 to 23.
    Hour,
    /// The weather of the shop day where the person lives, in a word.
    Weather,
    /// The temperature there, in tenths of a degree Celsius.
    Temp,
    /// The page that is made.
    Page,
    /// The device of this visit.
    OnDevice,
    /// The campaign word of the link that this visit came by.
    Utm,
    /// What lies in the cart, minor units of the shop's currency.
    CartValue,
    /// Seconds since the last thing done in this visit.
    IdleSeconds,
}

impl MomentField {
    /// Every field with its word.
    pub const ALL: [(&'static str, MomentField); 10] = [
        ("season", MomentField::Season),
        ("weekday", MomentField::Weekday),
        ("hour", MomentField::Hour),
        ("weather", MomentField::Weather),
        ("temp", MomentField::Temp),
        ("page", MomentField::Page),
        ("on_device", MomentField::OnDevice),
        ("utm", MomentField::Utm),
        ("cart_value", MomentField::CartValue),
        ("idle_seconds", MomentField::IdleSeconds),
    ];

    /// The field with this word in small letters.
    pub fn named(word: &str) -> Option<MomentField> {
        let found = MomentField::ALL.into_iter().find(|(w, _)| *w == word);
        found.map(|(_, field)| field)
    }

    /// The word in expressions.
    pub fn word(self) -> &'static str {
        let found = MomentField::ALL.into_iter().find(|(_, f)| *f == self);
        found.map_or("season", |(word, _)| word)
    }

    /// Whether its values are texts.
    pub fn is_text(self) -> bool {
        !matches!(
            self,
            MomentField::Hour
                | MomentField::Temp
                | MomentField::CartValue
                | MomentField::IdleSeconds
        )
    }

    /// Digits after the point of its numbers.
    pub fn decimals(self, currency: Currency) -> u32 {
        match self {
            MomentField::Temp => 1,
            MomentField::CartValue => currency.decimals(),
            _ => 0,
        }
    }

    /// Whether only a request can say it.
    pub fn is_of_request(self) -> bool {
        matches!(
            self,
            MomentField::Page
                | MomentField::OnDevice
                | MomentField::Utm
                | MomentField::CartValue
                | MomentField::IdleSeconds
        )
    }

    /// The names that it takes, if these are few.
    pub fn choices(self) -> Option<Vec<&'static str>> {
        match self {
            MomentField::Season => Some(SEASONS.to_vec()),
            MomentField::Weekday => Some(WEEKDAYS.to_vec()),
            MomentField::Page => {
                let pages = crate::model::placement::PageType::ALL;
                Some(pages.iter().map(|p| p.word()).collect())
            }
            _ => None,
        }
    }

    /// What the clock says.
    fn by_the_clock(self, as_of: &AsOf) -> Option<Known> {
        let today = as_of.today();
        let name = |names: &[&str], at: i64| {
            let name = usize::try_from(at).ok().and_then(|at| names.get(at));
            name.map(|name| Known::Text((*name).to_owned()))
        };
        match self {
            MomentField::Season => name(&SEASONS, season(today)),
            MomentField::Weekday => {
                let day = today.date().weekday().num_days_from_monday();
                name(&WEEKDAYS, i64::from(day))
            }
            MomentField::Hour => Some(Known::Number(hour(as_of.now, as_of))),
            _ => None,
        }
    }
}

/// The hour on the shop's clock.
fn hour(at: Moment, as_of: &AsOf) -> i64 {
    use chrono::Timelike;
    let utc = chrono::DateTime::from_timestamp_millis(at.0).unwrap_or_default();
    let here = utc.with_timezone(&as_of.zone.0);
    i64::from(here.hour())
}

/// What is known of one field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Known {
    /// A folded text.
    Text(String),
    /// A number with the field's decimals.
    Number(i64),
}

/// The comparison of a moment field.
#[derive(Clone, PartialEq, Debug)]
pub enum MomentTest {
    /// Of texts.
    Text(TextTest),
    /// Of numbers.
    Number(NumberTest),
    /// IS NULL (true) or IS NOT NULL (false).
    Missing(bool),
}

impl MomentTest {
    /// Whether what is known passes.
    pub fn holds(&self, known: Option<&Known>) -> bool {
        match (self, known) {
            (MomentTest::Missing(missing), known) => known.is_none() == *missing,
            (MomentTest::Text(is), Some(Known::Text(text))) => is.holds(text),
            (MomentTest::Number(is), Some(Known::Number(n))) => is.holds(*n),
            _ => false,
        }
    }
}

/// A condition on a moment.
#[derive(Clone, PartialEq, Debug)]
pub struct OfMoment {
    /// What is asked.
    pub field: MomentField,
    /// The comparison.
    pub is: MomentTest,
    /// What was said of it, once a plan is [settled](Plan::settled).
    pub known: Option<Known>,
}

impl OfMoment {
    /// What is known as of a moment: what was said, else what the clock says.
    pub fn known_at(&self, as_of: &AsOf) -> Option<Known> {
        let said = self.known.clone();
        said.or_else(|| self.field.by_the_clock(as_of))
    }
}

/// The weather of a place on a day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Weather {
    /// Tenths of a degree Celsius.
    pub temperature: Option<i32>,
    /// The weather in a word, folded.
    pub sky: Option<String>,
}

impl Weather {
    /// What it says of a field.
    pub fn says(&self, field: MomentField) -> Option<Known> {
        match field {
            MomentField::Weather => self.sky.clone().map(Known::Text),
            MomentField::Temp => self.temperature.map(|t| Known::Number(t.into())),
            _ => None,
        }
    }
}

/// The weather of one place by day.
pub type Days = BTreeMap<Day, Weather>;

/// What is said of a request, by the words of the fields.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Circumstances(BTreeMap<MomentField, String>);

impl Circumstances {
    /// Reads `page=cart`, `cart_value=80`; the error is for whoever typed it.
    pub fn read(said: &[String], currency: Currency) -> Result<Circumstances, String> {
        let mut all = Circumstances::default();
        for pair in said {
            let known = || -> Vec<&str> { MomentField::ALL.iter().map(|(w, _)| *w).collect() };
            let Some((word, value)) = pair.split_once('=') else {
                return Err(format!(
                    "--context: `{pair}` says nothing; write name=value, such as page=cart"
                ));
            };
            let Some(field) = MomentField::named(&word.trim().to_lowercase()) else {
                return Err(format!(
                    "--context: there is no `{}`; there are {}",
                    word.trim(),
                    known().join(", ")
                ));
            };
            all.say(field, value.trim());
            if all.known(field, currency).is_none() {
                let wanted = match field.choices() {
                    Some(choices) => format!("one of {}", choices.join(", ")),
                    None => "a number".to_owned(),
                };
                return Err(format!(
                    "--context: `{}` is {wanted}, and \"{}\" is none",
                    field.word(),
                    value.trim()
                ));
            }
        }
        Ok(all)
    }

    /// Says one thing.
    pub fn say(&mut self, field: MomentField, value: &str) {
        self.0.insert(field, value.to_owned());
    }

    /// Whether something is said of a field.
    pub fn says(&self, field: MomentField) -> bool {
        self.0.contains_key(&field)
    }

    fn known(&self, field: MomentField, currency: Currency) -> Option<Known> {
        let value = self.0.get(&field)?;
        if field.is_text() {
            let text = fold(value);
            let known = match field.choices() {
                Some(choices) => choices
                    .iter()
                    .any(|c| super::plain(c) == super::plain(value)),
                None => true,
            };
            return known.then_some(Known::Text(text));
        }
        let scale = 10_f64.powi(i32::try_from(field.decimals(currency)).unwrap_or(0));
        let number: f64 = value.parse().ok()?;
        number
            .is_finite()
            .then(|| Known::Number((number * scale).round() as i64))
    }
}

impl Plan {
    /// The plan for a request of which something is said.
    pub fn settled(&self, said: &Circumstances, currency: Currency) -> Plan {
        let asks = self.root.conditions();
        if !asks.iter().any(|c| matches!(c.test, Test::Moment(_))) {
            return self.clone();
        }
        let settle = |asked: &OfMoment| OfMoment {
            known: said.known(asked.field, currency),
            ..asked.clone()
        };
        Plan {
            subject: self.subject,
            root: settled(&self.root, &settle),
        }
    }

    /// The first condition that only a request can answer and that is not settled.
    pub fn unsettled(&self) -> Option<MomentField> {
        let conditions = self.root.conditions();
        conditions.into_iter().find_map(|c| match &c.test {
            Test::Moment(asked) if asked.field.is_of_request() && asked.known.is_none() => {
                Some(asked.field)
            }
            _ => None,
        })
    }
}

fn settled(node: &Node, settle: &dyn Fn(&OfMoment) -> OfMoment) -> Node {
    let all = |nodes: &[Node]| nodes.iter().map(|n| settled(n, settle)).collect();
    match node {
        Node::All(nodes) => Node::All(all(nodes)),
        Node::Any(nodes) => Node::Any(all(nodes)),
        Node::Not(inner) => Node::Not(Box::new(settled(inner, settle))),
        Node::Group { name, plan, span } => Node::Group {
            name: name.clone(),
            plan: Arc::new(settled(plan, settle)),
            span: *span,
        },
        Node::Is(condition) => Node::Is(match &condition.test {
            Test::Moment(asked) => Condition {
                test: Test::Moment(settle(asked)),
                span: condition.span,
            },
            _ => condition.clone(),
        }),
    }
}

/// Fewer orders than this in one weather say nothing of it.
const FEWEST_IN_WEATHER: i64 = 3;

/// How much more often than it is there somebody orders in their weather: their orders on days of one weather by its
/// days at their place, in hundredths (200 = twice as often as the weather comes), of the weather where that is most.
pub fn weather_pull(orders: &[Day], weather: &Days, today: Day) -> Option<i64> {
    let sky = |day: &Day| weather.get(day).and_then(|w| w.sky.as_deref());
    let count = |days: &mut dyn Iterator<Item = &str>| {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        days.for_each(|sky| *counts.entry(sky.to_owned()).or_default() += 1);
        counts
    };
    let bought = count(&mut orders.iter().filter_map(sky));
    let days = count(
        &mut weather
            .range(..=today)
            .filter_map(|(_, w)| w.sky.as_deref()),
    );
    let (all_bought, all_days): (i64, i64) = (bought.values().sum(), days.values().sum());
    let pulls = bought.iter().filter(|(_, n)| **n >= FEWEST_IN_WEATHER);
    pulls
        .filter_map(|(sky, n)| {
            let of = i128::from(all_bought) * i128::from(*days.get(sky)?);
            let part = 100 * i128::from(*n) * i128::from(all_days);
            Some(crate::model::money::divide_half_away(part, of))
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weather_pulls_by_how_often_it_comes() {
        let rain = |sky: &str| Weather {
            temperature: None,
            sky: Some(sky.to_owned()),
        };
        // One day in five is rainy; three of four orders came on rainy days: 0.75 / 0.2.
        let weather: Days = (0..20)
            .map(|d| (Day(d), rain(if d % 5 == 0 { "rain" } else { "sun" })))
            .collect();
        let orders = [Day(0), Day(5), Day(5), Day(6)];
        assert_eq!(weather_pull(&orders, &weather, Day(19)), Some(375));
        // Two orders in a weather are too few, and unknown days do not count.
        assert_eq!(weather_pull(&orders[..2], &weather, Day(19)), None);
        assert_eq!(weather_pull(&orders, &weather, Day(4)), Some(375));
        assert_eq!(weather_pull(&[Day(90); 5], &weather, Day(19)), None);
    }

    #[test]
    fn what_is_said_is_read_or_refused() {
        let read = |text: &str| Circumstances::read(&[text.to_owned()], Currency::UNKNOWN);
        assert!(read("page=cart").is_ok() && read("temp=-3.5").is_ok());
        for wrong in ["page", "page=kitchen", "hour=noon", "mood=good"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
