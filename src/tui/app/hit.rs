//! What lies where on the screen, so that the mouse and the lists know.

use crate::tui::action::ActionId;
use crate::tui::screens::Id;
use ratatui::layout::{Position, Rect};

/// Something that can be clicked.
#[derive(Clone, PartialEq, Debug)]
pub enum Hit {
    /// An action: a footer hint, a key chip.
    Act(ActionId),
    /// A tab.
    Screen(Id),
    /// A row of a list.
    Row {
        /// Which list.
        list: &'static str,
        /// Its index in the list, not on the screen.
        index: usize,
    },
    /// A column header.
    Sort {
        /// Which list.
        list: &'static str,
        /// Which column.
        column: usize,
    },
    /// A pane.
    Pane(usize),
    /// Any other thing of a screen.
    Item {
        /// What it is.
        what: &'static str,
        /// Which one.
        index: usize,
    },
    /// A row of the open overlay.
    Choice(usize),
    /// The open overlay itself: a click there closes nothing.
    Overlay,
    /// A list as a whole, for the wheel.
    List(&'static str),
}

/// What the last frame has drawn where; later entries lie above earlier ones.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct HitMap {
    areas: Vec<(Rect, Hit)>,
    seen: Vec<(&'static str, usize, usize)>,
}

impl HitMap {
    /// Notes something clickable.
    pub fn add(&mut self, area: Rect, hit: Hit) {
        if !area.is_empty() {
            self.areas.push((area, hit));
        }
    }

    /// Notes which rows of a list are on the screen.
    pub fn seen(&mut self, area: Rect, list: &'static str, offset: usize, rows: usize) {
        self.add(area, Hit::List(list));
        self.seen.push((list, offset, rows));
    }

    /// What a click at a cell means.
    pub fn at(&self, x: u16, y: u16) -> Option<&Hit> {
        let p = Position::new(x, y);
        self.areas
            .iter()
            .rev()
            .find(|(area, hit)| area.contains(p) && !matches!(hit, Hit::List(_)))
            .map(|(_, hit)| hit)
    }

    /// The list under a cell.
    pub fn list_at(&self, x: u16, y: u16) -> Option<&'static str> {
        let p = Position::new(x, y);
        self.areas.iter().rev().find_map(|(area, hit)| match hit {
            Hit::List(list) if area.contains(p) => Some(*list),
            _ => None,
        })
    }

    /// The lists on the screen: name, first row, rows that fit.
    pub fn lists(&self) -> &[(&'static str, usize, usize)] {
        &self.seen
    }

    /// Forgets all that can be clicked below an overlay; the footer is added after it.
    pub fn cover(&mut self) {
        self.areas.clear();
    }

    /// Everything clickable, for tests.
    pub fn areas(&self) -> &[(Rect, Hit)] {
        &self.areas
    }
}
