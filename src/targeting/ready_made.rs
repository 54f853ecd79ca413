//! The groups that every shop has from the start, from the playbook that is compiled in.

use crate::model::text::fold;
use crate::targeting::plan::Verb;
use crate::targeting::stated::Shelf;
use crate::targeting::vocabulary::Vocabulary;
use serde::{Deserialize, Serialize};

/// One ready-made group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadyMade {
    /// Its name.
    pub name: String,
    /// What it is for, in one line.
    pub purpose: String,
    /// The condition.
    pub expression: String,
    /// Which data must be there.
    #[serde(default)]
    pub needs: Vec<Need>,
}

/// Data that a group cannot do without.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Need {
    /// Some kind of data, with its word.
    Data(String),
    /// A column of customer files or a stated preference.
    Column(Shelf, String),
}

/// Which kinds of data a shop has at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Have {
    /// Orders.
    pub orders: bool,
    /// Events.
    pub events: bool,
    /// Consent statements.
    pub consents: bool,
    /// Sessions.
    pub visits: bool,
    /// Products with a brand.
    pub brands: bool,
    /// Orders with a discount or code.
    pub discounts: bool,
    /// Refunds.
    pub refunds: bool,
    /// Orders or sessions with a channel.
    pub channels: bool,
    /// Sessions with a device.
    pub devices: bool,
    /// Events with a campaign.
    pub campaigns: bool,
    /// Customers in towns whose tier is known.
    pub city_tiers: bool,
    /// A table of weather.
    pub weather: bool,
}

/// Kinds of data: the word, whether a shop has them, and what is said if it has not.
type Kind = (&'static str, fn(&Have) -> bool, &'static str);

const KINDS: [Kind; 12] = [
    ("orders", |h| h.orders, "no orders yet"),
    ("events", |h| h.events, "no visits, carts or messages yet"),
    ("consents", |h| h.consents, "no consents yet"),
    ("visits", |h| h.visits, "no visits yet"),
    ("brands", |h| h.brands, "no brands of products yet"),
    (
        "discounts",
        |h| h.discounts,
        "no discounts or codes in orders yet",
    ),
    ("refunds", |h| h.refunds, "no refunds yet"),
    (
        "channels",
        |h| h.channels,
        "no channels of orders or visits yet",
    ),
    ("devices", |h| h.devices, "no devices of visits yet"),
    (
        "campaigns",
        |h| h.campaigns,
        "no campaigns in visits or messages yet",
    ),
    (
        "city_tiers",
        |h| h.city_tiers,
        "no table of towns with their tiers yet",
    ),
    ("weather", |h| h.weather, "no table of weather by day yet"),
];

impl TryFrom<String> for Need {
    type Error = String;

    fn try_from(text: String) -> Result<Need, String> {
        if KINDS.iter().any(|(word, _, _)| *word == text) {
            return Ok(Need::Data(text));
        }
        let column = Shelf::ALL.into_iter().find_map(|(word, shelf)| {
            let name = text.strip_prefix(word)?.strip_prefix('.')?;
            (!name.is_empty()).then(|| Need::Column(shelf, name.to_owned()))
        });
        column.ok_or_else(|| format!("`{text}` is no kind of data"))
    }
}

impl From<Need> for String {
    fn from(need: Need) -> String {
        match need {
            Need::Data(word) => word,
            Need::Column(shelf, name) => format!("{}.{name}", shelf.word()),
        }
    }
}

impl Need {
    /// What a field of customers cannot do without; `None` for what files state.
    pub fn of_field(name: &str) -> Option<Need> {
        let word = match name {
            "orders" | "spent" | "spent_gross" | "aov" | "first_order" | "last_order"
            | "rfm_group" | "r" | "f" | "m" | "fm" | "usual_gap" | "overdue"
            | "top_season_share" | "anniversary_in" => "orders",
            "weather" | "temp" | "weather_pull" => "weather",
            "visits" | "last_visit" => "visits",
            "return_rate" => "refunds",
            "discount_share" => "discounts",
            "top_brand_share" => "brands",
            "channel" | "channels" => "channels",
            "device" => "devices",
            "campaign" => "campaigns",
            "city_tier" => "city_tiers",
            "age" => return Some(Need::Column(Shelf::Attributes, "age".to_owned())),
            "birthday_in" => return Some(Need::Column(Shelf::Attributes, "birthday".to_owned())),
            "gender" => return Some(Need::Column(Shelf::Attributes, "gender".to_owned())),
            name if name.starts_with("consent.") => "consents",
            _ => return None,
        };
        Some(Need::Data(word.to_owned()))
    }

    /// What a verb cannot do without.
    pub fn of_verb(verb: Verb) -> Need {
        Need::Data(
            if verb == Verb::Bought {
                "orders"
            } else {
                "events"
            }
            .to_owned(),
        )
    }

    /// What a shop lacks of it, in plain words.
    pub fn missing(&self, have: &Have, vocabulary: &Vocabulary) -> Option<String> {
        match self {
            Need::Data(word) => KINDS
                .iter()
                .find(|(w, has, _)| w == word && !has(have))
                .map(|(_, _, missing)| (*missing).to_owned()),
            Need::Column(shelf, name) => {
                let known = vocabulary.stated(*shelf);
                let has = |name: &str| known.iter().any(|k| fold(k) == fold(name));
                // An age is told by a birthday too.
                let enough = has(name) || (name == "age" && has("birthday"));
                (!enough).then(|| match shelf {
                    Shelf::Attributes => format!("no column \"{name}\" in a customer file yet"),
                    Shelf::Preferences => format!("no preference \"{name}\" stated yet"),
                })
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Playbook {
    group: Vec<ReadyMade>,
}

/// Every ready-made group, in the order of screens.
pub fn ready_made() -> Vec<ReadyMade> {
    // A test reads the playbook, so that a slip in it never reaches a merchant.
    toml::from_str::<Playbook>(include_str!("../../assets/playbooks/groups.toml"))
        .map(|p| p.group)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targeting::check::check;
    use crate::targeting::plan::Subject;

    #[test]
    fn every_ready_made_group_is_right_and_says_what_it_is_for() {
        let all = ready_made();
        assert!(all.len() >= 30);
        for group in &all {
            let checked = check(
                &group.expression,
                Subject::Customers,
                &Vocabulary::default(),
            );
            assert!(
                checked.problems.is_empty(),
                "{}: {:?}",
                group.name,
                checked.problems
            );
            assert!(!group.purpose.is_empty() && !group.needs.is_empty());
        }
        let mut names: Vec<&str> = all.iter().map(|g| g.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all.len());
    }
}
