//! What the Customers screen remembers.

use crate::model::ids::CustomerId;
use crate::shop::customers::{
    CustomerRow, Entry, Habits, Lately, Part, Profile, Sorting, Yardstick,
};
use crate::shop::preview::{Preview, PreviewSlot};
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::finder::{Finder, Listed, Rows};
use crate::tui::widgets::load::Load;
use std::collections::BTreeSet;

/// Everything that is shown of one person, but for what they would see.
#[derive(Clone, Debug)]
pub struct Card {
    /// Who they are.
    pub profile: Profile,
    /// What their orders and views add up to.
    pub habits: Habits,
    /// What they did, newest first.
    pub story: Rows<Entry>,
    /// Which part of it.
    pub part: Part,
}

/// The pane with the focus on an opened profile.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pane {
    /// Who they are.
    Profile,
    /// What they did.
    #[default]
    Timeline,
    /// What they see.
    Sees,
}

impl Pane {
    /// Every pane, from the left.
    pub const ALL: [Pane; 3] = [Pane::Profile, Pane::Timeline, Pane::Sees];

    /// Its place.
    pub fn place(self) -> usize {
        Pane::ALL.iter().position(|p| *p == self).unwrap_or(0)
    }

    /// The pane some places on.
    #[must_use]
    pub fn step(self, by: usize) -> Pane {
        let at = (self.place() + by) % Pane::ALL.len();
        Pane::ALL.get(at).copied().unwrap_or_default()
    }
}

/// Which part of the timeline is wanted: at first what they did themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shown(pub Part);

impl Default for Shown {
    fn default() -> Shown {
        Shown(Part::Done)
    }
}

impl Listed for CustomerRow {
    type Id = CustomerId;

    fn id(&self) -> CustomerId {
        self.id
    }
}

/// The Customers screen.
#[derive(Default)]
pub struct State {
    /// The search, its people, and the opened profile.
    pub found: Finder<CustomerRow, Sorting>,
    /// What people are compared with.
    pub yardstick: Option<Yardstick>,
    /// Who was looked at.
    pub lately: Option<Lately>,
    /// The person whose card has come.
    pub card: Option<(CustomerId, Load<Card>)>,
    /// The person whose page has come.
    pub sees: Option<(CustomerId, Load<Preview>)>,
    /// The pane of the profile with the focus.
    pub pane: Pane,
    /// Which part of the timeline.
    pub part: Shown,
    /// Place in the facts.
    pub facts: Cursor,
    /// Place in the timeline.
    pub timeline: Cursor,
    /// Place among the shown products.
    pub slots: Cursor,
    /// Whose contact details were shown since they were last hidden: each is logged once.
    pub revealed: BTreeSet<CustomerId>,
}

impl State {
    /// The card of whoever is looked at, once it has come.
    pub fn card(&self) -> Option<&Card> {
        let id = self.found.chosen()?;
        let (of, card) = self.card.as_ref()?;
        card.ready().filter(|_| *of == id)
    }

    /// Their page, once it has come.
    pub fn sees(&self) -> Option<&Preview> {
        let id = self.found.chosen()?;
        let (of, sees) = self.sees.as_ref()?;
        sees.ready().filter(|_| *of == id)
    }

    /// The row of whoever is looked at: of the card, else of the list.
    pub fn known(&self) -> Option<&CustomerRow> {
        let id = self.found.chosen()?;
        let row = self.card().map(|c| &c.profile.row);
        row.or_else(|| self.found.row().filter(|r| r.id == id))
    }

    /// The products on their page from above, each once, with the number of its block.
    pub fn shown(&self) -> Vec<(usize, &PreviewSlot)> {
        let mut out: Vec<(usize, &PreviewSlot)> = Vec::new();
        for block in self.sees().map_or(&[][..], |p| &p.blocks) {
            for slot in block.slots.iter().filter(|_| block.hidden.is_none()) {
                if !out.iter().any(|(_, s)| s.product == slot.product) {
                    out.push((block.number, slot));
                }
            }
        }
        out
    }
}
