//! The whole state of the program.

use super::{Ctx, HitMap, Jobs, Session, Toast};
use crate::tui::action::keymap::Keymap;
use crate::tui::layout::Size;
use crate::tui::overlays::Overlay;
use crate::tui::screens::{Id, Screens};
use std::collections::BTreeSet;

/// Everything that is remembered between two messages.
pub struct Model {
    /// Which shop, which days, how shown.
    pub session: Session,
    /// Each screen's own state.
    pub screens: Screens,
    /// The screen in front.
    pub screen: Id,
    /// Screens to go back to, the last first.
    pub back: Vec<Id>,
    /// Screens that have been opened: these hear of changes.
    pub opened: BTreeSet<Id>,
    /// What is asked above the page.
    pub overlay: Option<Box<Overlay>>,
    /// Messages at the bottom right.
    pub toasts: Vec<Toast>,
    /// What is being worked on.
    pub jobs: Jobs,
    /// Which key does what.
    pub keymap: Keymap,
    /// Milliseconds since start, set before each message.
    pub clock: u64,
    /// Columns and rows.
    pub size: (u16, u16),
    /// What the last frame has drawn where.
    pub hits: HitMap,
}

impl Model {
    /// The beginning.
    pub fn new(session: Session, keymap: Keymap, size: (u16, u16)) -> Model {
        Model {
            session,
            screens: Screens::default(),
            screen: Id::Dashboard,
            back: Vec::new(),
            opened: BTreeSet::new(),
            overlay: None,
            toasts: Vec::new(),
            jobs: Jobs::default(),
            keymap,
            clock: 0,
            size,
            hits: HitMap::default(),
        }
    }

    /// What screens may look at.
    pub fn ctx(&self) -> Ctx<'_> {
        Ctx {
            session: &self.session,
            jobs: &self.jobs,
            keymap: &self.keymap,
            clock: self.clock,
            size: Size::of(self.size.0),
            active: self.overlay.is_none(),
        }
    }

    /// Milliseconds until something on the screen changes by itself; `None` = never, sleep.
    pub fn next_wake(&self) -> Option<u64> {
        let toast = self
            .toasts
            .iter()
            .map(|t| t.until.saturating_sub(self.clock).max(1))
            .min();
        let spin = self.jobs.any().then_some(100);
        toast.into_iter().chain(spin).min()
    }
}
