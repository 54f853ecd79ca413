//! What the Preview remembers.

use super::find::Find;
use crate::model::ids::ProductId;
use crate::model::placement::PageType;
use crate::shop::how_personal::HowPersonal;
use crate::shop::left_out::LeftOutList;
use crate::shop::preview::{Ask, Preview, PreviewBlock, PreviewSlot};
use crate::shop::why::{Why, WhyNot};
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::load::Load;

/// The pane with the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pane {
    /// What is on the page.
    #[default]
    Page,
    /// What is left out.
    LeftOut,
}

/// Something on the page that can be chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entry {
    /// A product: its block and slot, both counted from 0.
    Slot(usize, usize),
    /// A block that is hidden, counted from 0.
    Hidden(usize),
}

impl Entry {
    /// Its block, counted from 0.
    pub fn block(self) -> usize {
        match self {
            Entry::Slot(block, _) | Entry::Hidden(block) => block,
        }
    }
}

/// The Preview.
#[derive(Default)]
pub struct State {
    /// The question; `None` until somebody was chosen.
    pub ask: Option<Ask>,
    /// Where the list of customers goes on.
    pub walk: Option<String>,
    /// The page.
    pub page: Load<Preview>,
    /// What can be chosen on it, from the top.
    pub entries: Vec<Entry>,
    /// The chosen one.
    pub cursor: Cursor,
    /// Why the chosen product stands there; the entry that it is about.
    pub why: Option<(Entry, Result<Why, String>)>,
    /// The same with everything behind its reasons, once it was asked for.
    pub behind: Option<Why>,
    /// What is left out.
    pub out: Option<LeftOutList>,
    /// The chosen row of the short list of it.
    pub out_cursor: Cursor,
    /// How personal other people's pages are.
    pub level: Option<HowPersonal>,
    /// The product that is missed, if one was named.
    pub missed: Option<ProductId>,
    /// Why it is not there.
    pub not: Option<Result<WhyNot, String>>,
    /// Which pane has the focus.
    pub pane: Pane,
    /// The open field for finding somebody or something.
    pub find: Option<Find>,
    /// The page type for which the field asks for a product.
    pub pending: Option<PageType>,
}

impl State {
    /// Takes a page: what can be chosen on it, and what was said of the one before is forgotten.
    pub fn arrange(&mut self) {
        let Some(page) = self.page.ready() else {
            return;
        };
        let mut entries = Vec::new();
        for (b, block) in page.blocks.iter().enumerate() {
            if block.slots.is_empty() {
                entries.push(Entry::Hidden(b));
            }
            entries.extend((0..block.slots.len()).map(|s| Entry::Slot(b, s)));
        }
        self.entries = entries;
        let len = self.entries.len();
        self.cursor.select(self.cursor.selected, len);
        self.why = None;
        self.behind = None;
        self.out = None;
        self.not = None;
    }

    /// The chosen entry.
    pub fn chosen(&self) -> Option<Entry> {
        self.entries.get(self.cursor.selected).copied()
    }

    /// The chosen entry's block.
    pub fn block(&self) -> Option<&PreviewBlock> {
        self.page.ready()?.blocks.get(self.chosen()?.block())
    }

    /// The chosen product.
    pub fn slot(&self) -> Option<&PreviewSlot> {
        match self.chosen()? {
            Entry::Slot(_, slot) => self.block()?.slots.get(slot),
            Entry::Hidden(_) => None,
        }
    }

    /// Why the chosen product stands there, once it has come.
    pub fn because(&self) -> Option<&Result<Why, String>> {
        let (of, why) = self.why.as_ref()?;
        (Some(*of) == self.chosen()).then_some(why)
    }
}
