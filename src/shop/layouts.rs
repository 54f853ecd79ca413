//! Layouts as the merchant handles them: list, show, add, change state.

use super::scene::Scene;
use super::strategies::{VersionRow, since, version_of, versions};
use super::{Error, Shop};
use crate::model::layout::Layout;
use crate::model::placement::PageType;
use crate::model::playbook::write;
use crate::model::strategy::State;
use crate::model::time::Moment;
use crate::store::documents::{self, Noun, Version};
use serde::Serialize;

/// One layout in the list.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LayoutRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Whether it takes part.
    pub state: State,
    /// Of which page.
    pub page: PageType,
    /// For whom; `None` = everybody.
    pub group: Option<String>,
    /// Names of its blocks from the top.
    pub blocks: Vec<String>,
    /// What is wrong with it ("block 2 names the strategy x, which does not exist").
    pub problem: Option<String>,
    /// From 1.
    pub version: i64,
    /// Since when this version holds; `None` = from the start.
    pub since: Option<Moment>,
}

/// One layout in full.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LayoutDetail {
    /// As in the list.
    pub row: LayoutRow,
    /// The document.
    pub document: Layout,
    /// The document as TOML.
    pub toml: String,
    /// Every version, newest first.
    pub versions: Vec<VersionRow>,
}

impl Shop {
    /// Every layout in list order.
    pub fn layouts(&self) -> Result<Vec<LayoutRow>, Error> {
        let scene = self.scene(None)?;
        let current = self.store.read(|db| documents::current(db, Noun::Layout))?;
        let layouts = scene.playbook.layouts.iter();
        Ok(layouts
            .map(|l| scene.layout_row(l, version_of(&current, &l.id)))
            .collect())
    }

    /// One layout with its earlier versions.
    pub fn layout(&self, id: &str) -> Result<LayoutDetail, Error> {
        let scene = self.scene(None)?;
        let document = scene.playbook.layouts.iter().find(|l| l.id == id);
        self.store.read(|db| {
            let Some(document) = document else {
                return Err(super::documents::missing(db, Noun::Layout, id));
            };
            let current = documents::get(db, Noun::Layout, id)?;
            Ok(LayoutDetail {
                row: scene.layout_row(document, current.as_ref()),
                document: document.clone(),
                toml: write(document).map_err(super::documents::asked)?,
                versions: versions(db, Noun::Layout, id)?,
            })
        })
    }

    /// Changes whether a layout takes part.
    pub fn set_layout_state(&self, id: &str, state: State) -> Result<(), Error> {
        self.set_state(Noun::Layout, id, state)
    }

    /// Takes a layout out of the shop; undo brings it back.
    pub fn remove_layout(&self, id: &str) -> Result<(), Error> {
        self.remove_document(Noun::Layout, id)
    }

    /// Saves a layout under its id; undo brings the former one back.
    pub fn save_layout(&self, layout: &Layout) -> Result<super::documents::Added, Error> {
        let text = write(layout).map_err(super::documents::asked)?;
        self.add_documents(&text)
    }

    /// Moves a block of a layout, counted from 1, up or down by some places and saves it; undo moves it back. Answers
    /// where it stands now and what it is called.
    pub fn move_block(&self, layout: &str, block: usize, by: isize) -> Result<MovedBlock, Error> {
        let mut document = self.layout(layout)?.document;
        let all = document.blocks.len();
        let from = block.checked_sub(1).filter(|at| *at < all);
        let to = from
            .and_then(|at| at.checked_add_signed(by))
            .filter(|at| *at < all);
        let (Some(from), Some(to)) = (from, to) else {
            return Err(Error::Asked(format!(
                "Block {block} of {} cannot be moved there; the page has 1 to {all}.",
                document.name
            )));
        };
        let moved = document.blocks.remove(from);
        let name = moved.name.clone();
        document.blocks.insert(to, moved);
        self.save_layout(&document)?;
        Ok(MovedBlock {
            name,
            from: from + 1,
            to: to + 1,
        })
    }
}

/// What stands behind a block of a layout.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct BlockBehind {
    /// Id of the block's first strategy.
    pub strategy: String,
    /// What fills the block, the first choice first: its strategies, then the fallbacks of the first, by name.
    pub chain: Vec<String>,
    /// Whose page it is on: the layout's group, the strategy's; `None` = everybody's.
    pub group: Option<String>,
    /// How many people that are.
    pub people: Option<u64>,
    /// What is capped, in words ("2 per brand").
    pub caps: Vec<String>,
}

impl Shop {
    /// What stands behind every block of a layout, from the top.
    pub fn blocks_behind(&self, layout: &str) -> Result<Vec<BlockBehind>, Error> {
        let scene = self.scene(None)?;
        let document = self.layout(layout)?.document;
        let mut all = Vec::new();
        for block in &document.blocks {
            let first = block.strategies.first();
            let strategy = first.and_then(|id| scene.book.source(id));
            let strategy = strategy.map(|plan| &plan.document);
            let mut chain: Vec<String> = Vec::new();
            let fallback = strategy.iter().flat_map(|s| &s.fallback);
            for id in block.strategies.iter().chain(fallback) {
                let name = scene.source_name(id);
                if !chain.contains(&name) {
                    chain.push(name);
                }
            }
            let own = strategy.and_then(|s| s.group.clone());
            let group = own.or_else(|| document.group.clone());
            let people = match &group {
                Some(group) => self.count_group(group).ok().map(|c| c.count),
                None => None,
            };
            let caps = strategy.map(|s| s.caps).unwrap_or_default();
            let caps = [
                (caps.brand, "per brand"),
                (caps.category, "per category"),
                (caps.price_band, "of about a price"),
            ];
            all.push(BlockBehind {
                strategy: first.cloned().unwrap_or_default(),
                chain,
                group,
                people,
                caps: caps
                    .iter()
                    .filter_map(|(n, what)| Some(format!("{} {what}", (*n)?)))
                    .collect(),
            });
        }
        Ok(all)
    }
}

/// A block that was moved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MovedBlock {
    /// Its heading.
    pub name: String,
    /// Where it stood, from 1.
    pub from: usize,
    /// Where it stands.
    pub to: usize,
}

impl Scene {
    fn layout_row(&self, layout: &Layout, version: Option<&Version>) -> LayoutRow {
        LayoutRow {
            id: layout.id.clone(),
            name: layout.name.clone(),
            state: layout.state,
            page: layout.page,
            group: layout.group.clone(),
            blocks: layout.blocks.iter().map(|b| b.name.clone()).collect(),
            problem: self.problem_of(&layout.id, layout.group.as_deref()),
            version: version.map_or(1, |v| v.version),
            since: since(version),
        }
    }
}
