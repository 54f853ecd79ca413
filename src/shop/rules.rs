//! Rules as the merchant handles them: list with what they touch, show, add, change state.

use super::scene::Scene;
use super::sentence::{self, Names, Said};
use super::strategies::{VersionRow, since, version_of, versions};
use super::{Error, Shop};
use crate::decide::book::RulePlan;
use crate::model::playbook::write;
use crate::model::rule::{Rule, Verb};
use crate::model::strategy::State;
use crate::model::time::{Day, Moment};
use crate::store::documents::{self, Noun, Version};
use serde::Serialize;

/// One rule in the list, in the order in which rules are applied.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RuleRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Whether it takes part.
    pub state: State,
    /// For whom; `None` = everybody.
    pub when: Option<String>,
    /// Where; empty = everywhere.
    pub places: Vec<String>,
    /// What it does.
    pub then: Verb,
    /// With which products, in words.
    pub what: String,
    /// Last day.
    pub until: Option<Day>,
    /// Greater wins.
    pub priority: i64,
    /// How many products it names now; `None` = it depends on the person.
    pub products: Option<usize>,
    /// The whole rule as a sentence.
    pub sentence: String,
    /// What is wrong with it, or which rule it quarrels with.
    pub problem: Option<String>,
    /// From 1.
    pub version: i64,
    /// Since when this version holds; `None` = from the start.
    pub since: Option<Moment>,
}

/// One rule in full.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RuleDetail {
    /// As in the list.
    pub row: RuleRow,
    /// The document as a sentence in parts.
    pub said: Vec<Said>,
    /// The document.
    pub document: Rule,
    /// The document as TOML.
    pub toml: String,
    /// Every version, newest first.
    pub versions: Vec<VersionRow>,
}

impl Shop {
    /// Every rule in the order in which rules are applied.
    pub fn rules(&self) -> Result<Vec<RuleRow>, Error> {
        let scene = self.scene(None)?;
        let current = self.store.read(|db| documents::current(db, Noun::Rule))?;
        let rules = scene.book.rules.iter();
        Ok(rules
            .map(|r| scene.rule_row(r, version_of(&current, &r.document.id)))
            .collect())
    }

    /// One rule with its earlier versions.
    pub fn rule(&self, id: &str) -> Result<RuleDetail, Error> {
        let scene = self.scene(None)?;
        let plan = scene.book.rules.iter().find(|r| r.document.id == id);
        let (vocabulary, currency) = (self.vocabulary()?, self.currency());
        self.store.read(|db| {
            let Some(plan) = plan else {
                return Err(super::documents::missing(db, Noun::Rule, id));
            };
            let current = documents::get(db, Noun::Rule, id)?;
            let names = Names {
                vocabulary: &vocabulary,
                currency,
                strategy: &|id| scene.name_of(id),
            };
            Ok(RuleDetail {
                said: sentence::rule(&plan.document, &names),
                row: scene.rule_row(plan, current.as_ref()),
                document: plan.document.clone(),
                toml: write(&plan.document).map_err(super::documents::asked)?,
                versions: versions(db, Noun::Rule, id)?,
            })
        })
    }

    /// Changes whether a rule takes part.
    pub fn set_rule_state(&self, id: &str, state: State) -> Result<(), Error> {
        self.set_state(Noun::Rule, id, state)
    }

    /// Takes a rule out of the shop; undo brings it back.
    pub fn remove_rule(&self, id: &str) -> Result<(), Error> {
        self.remove_document(Noun::Rule, id)
    }
}

/// The products that a rule is about, in words.
fn what(rule: &Rule) -> String {
    let bought = rule
        .bought_within
        .map(|days| format!("what was bought in the last {days} days"));
    match (&rule.what, bought) {
        (Some(what), Some(bought)) => format!("{bought} and {what}"),
        (Some(what), None) => what.clone(),
        (None, bought) => bought.unwrap_or_default(),
    }
}

/// The rule as a sentence: when, where, then, until.
fn sentence(rule: &Rule) -> String {
    let when = rule.when.as_deref().unwrap_or("everybody");
    let places = match rule.places.is_empty() {
        true => "everywhere".to_owned(),
        false => format!("on {}", rule.places.join(", ")),
    };
    let how = match rule.then {
        Verb::Boost | Verb::Bury => format!(" by ×{}", rule.multiplier()),
        Verb::Pin => format!(" in slot {}", rule.slot.unwrap_or(1)),
        Verb::Hide | Verb::Require => String::new(),
    };
    let until = rule
        .until
        .map_or_else(String::new, |day| format!(", until {day}"));
    let except = match rule.except.is_empty() {
        true => String::new(),
        false => format!(", except in {}", rule.except.join(", ")),
    };
    format!(
        "For {when}, {places}: {} {}{how}{except}{until}",
        rule.then,
        what(rule)
    )
}

impl Scene {
    fn rule_row(&self, plan: &RulePlan, version: Option<&Version>) -> RuleRow {
        let rule = &plan.document;
        RuleRow {
            id: rule.id.clone(),
            name: rule.name.clone(),
            purpose: rule.purpose.clone(),
            state: rule.state,
            when: rule.when.clone(),
            places: rule.places.clone(),
            then: rule.then,
            what: what(rule),
            until: rule.until,
            priority: rule.priority,
            products: match (rule.bought_within, plan.pin, &plan.names) {
                (Some(_), ..) => None,
                (None, Some(_), _) => Some(1),
                (None, None, names) => Some(names.as_ref().map_or(0, |set| set.len())),
            },
            sentence: sentence(rule),
            problem: self
                .problem_of(&rule.id, rule.when.as_deref())
                .or_else(|| self.quarrel(plan)),
            version: version.map_or(1, |v| v.version),
            since: since(version),
        }
    }

    /// A pin of a product that another live rule hides, or that a stronger pin takes the slot of.
    fn quarrel(&self, plan: &RulePlan) -> Option<String> {
        let pinned = plan.pin?;
        let slot = |r: &RulePlan| r.document.slot.unwrap_or(1);
        let live = self.book.rules.iter().filter(|r| r.document.state.on());
        let before = live
            .clone()
            .take_while(|r| r.document.id != plan.document.id);
        let mut same_slot = before.filter(|r| {
            r.pin.is_some() && slot(r) == slot(plan) && r.document.places == plan.document.places
        });
        if let Some(stronger) = same_slot.next() {
            return Some(format!(
                "“{}” pins the same slot and comes first",
                stronger.name
            ));
        }
        let mut hiding = live.filter(|r| {
            r.document.then == Verb::Hide
                && r.document.bought_within.is_none()
                && r.names.as_ref().is_some_and(|set| set.contains(pinned))
        });
        let hiding = hiding.next()?;
        Some(format!("“{}” hides the product that it pins", hiding.name))
    }
}
