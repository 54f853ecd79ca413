//! What the Data screen remembers.

use super::quality::Quality;
use super::wizard::Wizard;
use crate::model::ids::BatchId;
use crate::shop::imports::{Batch, Brought, ImportPage};
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::load::Load;

/// An import of the list.
pub struct Import {
    /// The import.
    pub batch: Batch,
    /// What it brought.
    pub brought: Brought,
}

impl Import {
    /// Whether it still stands.
    pub fn stands(&self) -> bool {
        self.batch.state == "done"
    }

    /// Whether it is the made-up data of a demo, which is not taken back.
    pub fn is_demo(&self) -> bool {
        self.batch.format == "demo"
    }
}

/// The opened import.
pub struct Opened {
    /// Which.
    pub id: BatchId,
    /// Its problems.
    pub page: Load<ImportPage>,
    /// The chosen problem.
    pub cursor: Cursor,
}

/// The Data screen.
#[derive(Default)]
pub struct State {
    /// Every import, newest first.
    pub imports: Load<Vec<Import>>,
    /// The chosen one.
    pub cursor: Cursor,
    /// The opened one.
    pub opened: Option<Opened>,
    /// The page Data quality, if it is open.
    pub quality: Option<Quality>,
    /// The file that is being brought in, kept while one looks elsewhere.
    pub wizard: Option<Wizard>,
    /// Whether the wizard is in front.
    pub wizard_open: bool,
    /// What is being taken back.
    pub taking_back: Option<BatchId>,
}

impl State {
    /// The imports, as far as they have come.
    pub fn rows(&self) -> &[Import] {
        self.imports.ready().map_or(&[], Vec::as_slice)
    }

    /// The opened or chosen import.
    pub fn chosen(&self) -> Option<&Import> {
        match &self.opened {
            Some(opened) => self.rows().iter().find(|i| i.batch.id == opened.id),
            None => self.rows().get(self.cursor.selected),
        }
    }

    /// The page Data quality, if it is in front.
    pub fn looking(&self) -> Option<&Quality> {
        let front = !self.wizard_open && self.opened.is_none();
        self.quality.as_ref().filter(|_| front)
    }

    /// The wizard, if it is in front.
    pub fn asking(&self) -> Option<&Wizard> {
        self.wizard.as_ref().filter(|_| self.wizard_open)
    }
}
