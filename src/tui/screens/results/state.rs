//! What the Results screen remembers.

use crate::shop::offline::{Offline, OfflineRow};
use crate::shop::results::{By, Results, Row};
use crate::shop::settled::Settled;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::load::Load;

/// The Results screen.
#[derive(Default)]
pub struct State {
    /// The table.
    pub data: Load<Results>,
    /// How the comparison of a row settled, and that row's id.
    pub settled: Option<(String, Vec<Settled>)>,
    /// The cut.
    pub by: By,
    /// Id of the rule of credit; empty is the usual one.
    pub credit: &'static str,
    /// The chosen row.
    pub cursor: Cursor,
    /// Whether it has the whole page.
    pub opened: bool,
    /// Whether the strategies are tried on history instead.
    pub on_history: bool,
    /// What each would have found there.
    pub history: Load<Offline>,
    /// The chosen row of that.
    pub judged: Cursor,
    /// Why the rankers could not be judged, once that was tried.
    pub unjudged: Option<String>,
}

impl State {
    /// The rows, as far as they have come.
    pub fn rows(&self) -> &[Row] {
        self.data.ready().map_or(&[], |d| &d.rows)
    }

    /// The chosen row.
    pub fn chosen(&self) -> Option<&Row> {
        self.rows().get(self.cursor.selected)
    }

    /// How the chosen row's comparison settled; `None` while it is being worked out.
    pub fn series(&self) -> Option<&[Settled]> {
        let chosen = self.chosen()?;
        let (id, series) = self.settled.as_ref()?;
        (*id == chosen.id).then_some(series.as_slice())
    }

    /// How many strategies are tried on history.
    pub fn tries(&self) -> usize {
        self.history.ready().map_or(0, |o| o.rows.len())
    }

    /// The chosen row of the strategies tried on history.
    pub fn tried(&self) -> Option<&OfflineRow> {
        self.history.ready()?.rows.get(self.judged.selected)
    }

    /// The row that others are compared with.
    pub fn control(&self) -> Option<&Row> {
        self.rows().iter().find(|r| r.control)
    }
}

/// What a cut is called.
pub(super) fn cut(by: By) -> &'static str {
    match by {
        By::Strategy => "Strategies",
        By::Variant => "Variants",
        By::Group => "Groups",
        By::Placement => "Places",
        By::Channel => "Channels",
        By::Day => "Days",
    }
}
