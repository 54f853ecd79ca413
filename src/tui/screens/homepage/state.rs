//! What the Homepage remembers.

use crate::shop::how_personal::HowPersonal;
use crate::shop::layouts::BlockBehind;
use crate::shop::preview::{Ask, Preview, PreviewBlock};
use crate::shop::spots::Spot;
use crate::tui::screens::preview::find::Find;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::load::Load;

/// The Homepage.
#[derive(Default)]
pub struct State {
    /// The question; `None` until somebody was chosen.
    pub ask: Option<Ask>,
    /// Where the list of customers goes on.
    pub walk: Option<String>,
    /// The page.
    pub page: Load<Preview>,
    /// The chosen block.
    pub cursor: Cursor,
    /// What stands behind each block.
    pub behind: Vec<BlockBehind>,
    /// How the spots did in the period.
    pub spots: Option<Vec<Spot>>,
    /// How personal other people's pages are.
    pub level: Option<HowPersonal>,
    /// What a new visitor sees there, when the two are side by side.
    pub plain: Option<Preview>,
    /// Whether the two are side by side.
    pub compared: bool,
    /// The chosen line of the comparison.
    pub line: Cursor,
    /// The open field for finding somebody.
    pub find: Option<Find>,
}

impl State {
    /// How many blocks there are.
    pub fn count(&self) -> usize {
        self.page.ready().map_or(0, |p| p.blocks.len())
    }

    /// The chosen block.
    pub fn block(&self) -> Option<&PreviewBlock> {
        self.page.ready()?.blocks.get(self.cursor.selected)
    }

    /// How the chosen block's spot did.
    pub fn spot(&self) -> Option<&Spot> {
        let block = self.block()?;
        let spots = self.spots.as_ref()?;
        spots.iter().find(|s| s.placement == block.placement)
    }
}
