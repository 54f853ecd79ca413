//! Strategies as the merchant handles them: list with readiness, show, add, change state, and what a change would do.

use super::scene::Scene;
use super::sentence::{self, Names, Said};
use super::{Error, Shop};
use crate::decide::book::StrategyPlan;
use crate::model::placement::PageType;
use crate::model::playbook::write;
use crate::model::strategy::{State, Strategy};
use crate::model::time::Moment;
use crate::recommend::Readiness;
use crate::recommend::readiness::lacking;
use crate::store::Db;
use crate::store::documents::{self, ALWAYS, Noun, Version};
use serde::Serialize;

/// One strategy in the list.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct StrategyRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Whether it takes part.
    pub state: State,
    /// Name of its ranker.
    pub ranker: String,
    /// For whom: group name or expression; `None` = everybody.
    pub group: Option<String>,
    /// Where it may be shown; empty = wherever a layout names it.
    pub pages: Vec<PageType>,
    /// The placements whose blocks name it.
    pub placements: Vec<String>,
    /// How often it was changed, from 1.
    pub version: i64,
    /// Since when this version holds; `None` = from the start.
    pub since: Option<Moment>,
    /// Whether the shop has the data it needs.
    pub ready: bool,
    /// What it needs and what the shop has.
    pub needs: Vec<Need>,
    /// What is wrong with the document, if anything ("no ranker is called ...").
    pub problem: Option<String>,
}

/// One need of a ranker, and what the shop has of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Need {
    /// What ("orders with two products").
    pub what: String,
    /// How many there are.
    pub have: u64,
    /// How many are needed.
    pub need: u64,
}

impl Need {
    pub(crate) fn of(readiness: &Readiness) -> Need {
        Need {
            what: readiness.of_what.into(),
            have: readiness.have,
            need: readiness.need,
        }
    }

    /// How many more are needed.
    pub fn missing(&self) -> u64 {
        self.need.saturating_sub(self.have)
    }

    /// `needs 160 more orders (has 40 of 200)`; what is there if it is enough.
    pub fn words(&self) -> String {
        lacking(&self.what, self.have, self.need)
    }

    /// What brings it: a file, or time.
    pub fn brought_by(&self) -> &'static str {
        match self.what.as_str() {
            "product views" => "a file of events (what was looked at)",
            "products that were sold out and came back" => {
                "product files with stock (one now, one later)"
            }
            "products with a former price" => "a product file with prices before the reduction",
            what if what.starts_with("products") => "a product file",
            _ => "a longer file of orders, or time",
        }
    }
}

/// One strategy in full.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct StrategyDetail {
    /// As in the list.
    pub row: StrategyRow,
    /// The document as a sentence in parts.
    pub said: Vec<Said>,
    /// The document.
    pub document: Strategy,
    /// The document as TOML.
    pub toml: String,
    /// Earlier versions, newest first: number, from when, state.
    pub versions: Vec<VersionRow>,
}

/// One version of a document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct VersionRow {
    /// From 1.
    pub version: i64,
    /// From when it held; `None` = from the start.
    pub since: Option<Moment>,
    /// Until when; `None` = now.
    pub until: Option<Moment>,
    /// State.
    pub state: State,
}

impl Shop {
    /// Every strategy in list order.
    pub fn strategies(&self) -> Result<Vec<StrategyRow>, Error> {
        let scene = self.scene(None)?;
        let versions = self
            .store
            .read(|db| documents::current(db, Noun::Strategy))?;
        let documents = scene.playbook.strategies.iter();
        Ok(documents
            .map(|d| scene.strategy_row(d, version_of(&versions, &d.id)))
            .collect())
    }

    /// One strategy with its earlier versions.
    pub fn strategy(&self, id: &str) -> Result<StrategyDetail, Error> {
        let scene = self.scene(None)?;
        let document = scene.playbook.strategies.iter().find(|d| d.id == id);
        let (vocabulary, currency) = (self.vocabulary()?, self.currency());
        self.store.read(|db| {
            let Some(document) = document else {
                return Err(super::documents::missing(db, Noun::Strategy, id));
            };
            let versions = versions(db, Noun::Strategy, id)?;
            let current = documents::get(db, Noun::Strategy, id)?;
            let row = scene.strategy_row(document, current.as_ref());
            let names = Names {
                vocabulary: &vocabulary,
                currency,
                strategy: &|id| scene.name_of(id),
            };
            Ok(StrategyDetail {
                said: sentence::strategy(document, &scene.blocks_of(id), &names),
                row,
                document: document.clone(),
                toml: write(document).map_err(super::documents::asked)?,
                versions,
            })
        })
    }

    /// Changes whether a strategy takes part.
    pub fn set_strategy_state(&self, id: &str, state: State) -> Result<(), Error> {
        self.set_state(Noun::Strategy, id, state)
    }

    /// Takes a strategy out of the shop; undo brings it back.
    pub fn remove_strategy(&self, id: &str) -> Result<(), Error> {
        self.remove_document(Noun::Strategy, id)
    }

    /// Puts strategies into another order: those named first, in this order.
    pub fn order_strategies(&self, ids: &[String]) -> Result<(), Error> {
        self.reorder(Noun::Strategy, ids)
    }
}

pub(crate) fn version_of<'a>(versions: &'a [Version], id: &str) -> Option<&'a Version> {
    versions.iter().find(|v| v.id == id)
}

/// From when a version holds; `None` = from the start.
pub(crate) fn since(version: Option<&Version>) -> Option<Moment> {
    version.map(|v| v.valid_from).filter(|at| *at != ALWAYS)
}

/// All versions of a document, newest first.
pub(crate) fn versions(db: &Db<'_>, noun: Noun, id: &str) -> Result<Vec<VersionRow>, Error> {
    let all = documents::versions(db, noun, id)?;
    Ok(all
        .iter()
        .map(|v| VersionRow {
            version: v.version,
            since: since(Some(v)),
            until: v.valid_to,
            state: v.content.state,
        })
        .collect())
}

impl Scene {
    pub(crate) fn strategy_row(
        &self,
        document: &Strategy,
        version: Option<&Version>,
    ) -> StrategyRow {
        let plan = self.book.source(&document.id);
        let readiness = plan.and_then(|p: &StrategyPlan| p.readiness);
        let layouts = self.playbook.layouts.iter().filter(|l| l.state.on());
        let placements = layouts.flat_map(|l| {
            let blocks = l.blocks.iter().enumerate();
            let naming = blocks.filter(|(_, b)| b.strategies.contains(&document.id));
            naming.map(|(place, _)| l.placement(place))
        });
        StrategyRow {
            id: document.id.clone(),
            name: document.name.clone(),
            purpose: document.purpose.clone(),
            state: document.state,
            ranker: plan
                .and_then(|p| p.ranker)
                .map_or_else(|| document.ranker.clone(), |r| r.card().name.into()),
            group: document.group.clone(),
            pages: document.pages.clone(),
            placements: placements.collect(),
            version: version.map_or(1, |v| v.version),
            since: since(version),
            ready: readiness.is_some_and(|r| r.ready),
            needs: readiness.iter().map(Need::of).collect(),
            problem: self.problem_of(&document.id, document.group.as_deref()),
        }
    }

    /// The blocks that name a strategy: `For you (home)`.
    fn blocks_of(&self, id: &str) -> Vec<String> {
        let layouts = self.playbook.layouts.iter().filter(|l| l.state.on());
        let blocks = layouts.flat_map(|l| {
            let naming = l
                .blocks
                .iter()
                .filter(|b| b.strategies.iter().any(|s| s == id));
            naming.map(|b| format!("{} ({})", b.name, l.page.word()))
        });
        blocks.collect()
    }

    /// The name of a strategy or ranker; what is not known stays as it is written.
    pub(crate) fn name_of(&self, id: &str) -> String {
        let plan = self.book.source(id);
        plan.map_or_else(|| id.to_owned(), |p| p.document.name.clone())
    }

    /// What is wrong with a document, if anything.
    pub(crate) fn problem_of(&self, id: &str, group: Option<&str>) -> Option<String> {
        let broken = group.filter(|g| self.unreadable_groups().any(|b| b == *g));
        let group = broken.map(|g| format!("`{g}` is neither a saved group nor a condition"));
        let found = self.book.problems.iter().find(|(of, _)| of == id);
        found.map(|(_, what)| what.clone()).or(group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_is_said_with_what_lacks_and_what_brings_it() {
        let need = |what: &str, have, need| Need {
            what: what.into(),
            have,
            need,
        };
        let few = need("orders", 30, 200);
        assert_eq!(few.words(), "needs 170 more orders (has 30 of 200)");
        assert_eq!(few.brought_by(), "a longer file of orders, or time");
        let none = need("products with a former price", 0, 1);
        assert_eq!(none.words(), "needs products with a former price, has none");
        let enough = need("product views", 1_200, 500);
        assert_eq!(enough.words(), "has 1,200 product views, needs 500");
        assert_eq!(enough.missing(), 0);
    }
}
