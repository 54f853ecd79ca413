//! Whose doings a strategy counts: everybody's, those of people of the visitor's place, or those of a group.

use super::context::Context;
use crate::model::strategy::Strategy;
use crate::model::time::DAY;
use crate::recommend::{Crowd, FactKind, Ranker};

/// Fewer orders of theirs say nothing.
const FEWEST: u32 = 20;
/// Days in which they are counted for that.
const DAYS: i64 = 90;

/// Some people instead of everybody.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Among {
    /// Of the visitor's own city, region, tier of town or country: the field of customers.
    Place(&'static str),
    /// Members of a saved group, or whoever a condition means.
    Group(String),
}

/// The fields of customers that are places.
const PLACES: [&str; 4] = ["city", "region", "city_tier", "country"];

impl Among {
    /// What a document says, if its ranker can heed it; the error is for the merchant.
    pub fn of(document: &Strategy, ranker: Option<&dyn Ranker>) -> Result<Option<Among>, String> {
        let settings = ranker.map_or(&[][..], |r| r.card().settings);
        let said = |name: &str| {
            let heeds = settings.iter().any(|s| s.name == name);
            document.choices.get(name).filter(|_| heeds)
        };
        match (said("place"), said("group")) {
            (Some(_), Some(_)) => Err("use place or group, not both".into()),
            (Some(place), None) => {
                let word = place.trim().to_lowercase().replace(' ', "_");
                let field = PLACES.into_iter().find(|p| *p == word);
                field.map(|field| Some(Among::Place(field))).ok_or_else(|| {
                    format!(
                        "place = {place}: use {} of the visitor; for one fixed place use group = 'city = \"{place}\"'",
                        PLACES.join(", ")
                    )
                })
            }
            (None, Some(group)) => Ok(Some(Among::Group(group.clone()))),
            (None, None) => Ok(None),
        }
    }

    /// Its name among the crowds of a person.
    pub fn key(&self) -> String {
        match self {
            Among::Place(field) => format!("place {field}"),
            Among::Group(text) => format!("group {text}"),
        }
    }

    /// The people of a decision, or what is lacking to count them.
    pub(crate) fn crowd<'a>(&self, context: &Context<'a>) -> Result<&'a Crowd, String> {
        let inputs = &context.inputs;
        let Some(crowd) = inputs.person.crowds.get(&self.key()) else {
            return Err(match self {
                Among::Place(field) => {
                    format!(
                        "the {} of this person is not known",
                        field.replace('_', " ")
                    )
                }
                Among::Group(text) => format!("the group {text} cannot be read"),
            });
        };
        let at = inputs.visit.at;
        let engine = inputs.house.engine;
        let counts = engine.counts_among(Some(crowd), FactKind::Bought, at.plus(-DAYS * DAY), at);
        match counts.sources() {
            have if have < FEWEST => Err(format!(
                "needs {FEWEST} orders by {} in the last {DAYS} days, has {have}",
                crowd.name()
            )),
            _ => Ok(crowd),
        }
    }
}
