//! What the Settings remember.

use crate::shop::settings::Setting;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::load::Load;

/// The Settings.
#[derive(Default)]
pub struct State {
    /// What the shop has answered.
    pub data: Load<Vec<Setting>>,
    /// The chosen setting.
    pub list: Cursor,
}

impl State {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.data.ready().map_or(0, Vec::len)
    }

    /// The chosen one.
    pub fn chosen(&self) -> Option<&Setting> {
        self.data.ready()?.get(self.list.selected)
    }
}
