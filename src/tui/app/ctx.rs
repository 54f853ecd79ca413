//! What every screen may look at, in `update` and in `view`.

use super::{Jobs, Session};
use crate::tui::action::keymap::Keymap;
use crate::tui::action::{Action, ActionId};
use crate::tui::glyphs::Glyphs;
use crate::tui::layout::Size;
use crate::tui::theme::Theme;

/// Read-only surroundings of a screen.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    /// The shop, the period, switches.
    pub session: &'a Session,
    /// What is being worked on.
    pub jobs: &'a Jobs,
    /// Keys as the user has them.
    pub keymap: &'a Keymap,
    /// Milliseconds since start.
    pub clock: u64,
    /// How much room there is.
    pub size: Size,
    /// Whether the screen has the focus (no overlay is open).
    pub active: bool,
}

impl Ctx<'_> {
    /// Colours.
    pub fn theme(&self) -> Theme {
        self.session.theme
    }

    /// Characters.
    pub fn glyphs(&self) -> Glyphs {
        Glyphs::of(self.session.glyphs)
    }

    /// Whether one of these jobs has been waited for since so many milliseconds.
    pub fn waits(&self, slots: &[&str], ms: u64) -> bool {
        let jobs = slots.iter().filter_map(|slot| self.jobs.get(slot));
        jobs.map(|j| self.clock.saturating_sub(j.since))
            .any(|waited| waited >= ms)
    }

    /// The key to show for an action of a table.
    pub fn key(&self, actions: &[Action], id: ActionId) -> String {
        actions
            .iter()
            .find(|a| a.id == id)
            .map_or_else(String::new, |a| self.keymap.shown(a))
    }
}
