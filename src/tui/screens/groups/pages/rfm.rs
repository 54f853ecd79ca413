//! The RFM grid: how lately people bought across, how often and for how much downwards.

use super::Msg;
use super::back;
use crate::model::time::Day;
use crate::shop::rfm_grid::{RfmCell, RfmGrid};
use crate::targeting::print::quoted;
use crate::targeting::rfm::RfmGroup;
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Hit};
use crate::tui::fmt;
use crate::tui::overlays::Picker;
use crate::tui::widgets::load::Load;

/// The slot of its job.
pub(super) const SLOT: &str = "groups.rfm";
/// What a cell is called, and a group of the legend.
pub(super) const CELL: &str = "groups.rfm_cell";
pub(super) const GROUP: &str = "groups.rfm_group";
/// Columns (R) and bands of FM.
pub(super) const COLUMNS: usize = 5;
pub(super) const BANDS: usize = 4;

/// The grid, and the chosen cell.
pub struct Grid {
    /// Everybody by R and FM.
    pub data: Load<RfmGrid>,
    /// The chosen column, from the left: R 1 to 5.
    pub column: usize,
    /// The chosen band from above; [`BANDS`] is the row of those who never bought.
    pub band: usize,
}

impl Default for Grid {
    fn default() -> Grid {
        Grid {
            data: Load::Waiting,
            column: COLUMNS - 1,
            band: 0,
        }
    }
}

/// Asks for it.
pub(super) fn load(back: Option<Day>) -> Cmd {
    Cmd::load(SLOT, move |cx| {
        let grid = back::shop(cx, back).rfm_grid();
        Msg::Rfm(Box::new(grid))
    })
}

impl Grid {
    /// The cell at a place.
    pub(super) fn cell(&self, column: usize, band: usize) -> Option<&RfmCell> {
        let data = self.data.ready()?;
        data.cells.get((COLUMNS - 1 - column) * BANDS + band)
    }

    /// The chosen cell; none in the row of those who never bought.
    pub(super) fn chosen(&self) -> Option<&RfmCell> {
        (self.band < BANDS).then(|| self.cell(self.column, self.band))?
    }

    /// The group of the chosen cell.
    pub(super) fn group(&self) -> RfmGroup {
        self.chosen().map_or(RfmGroup::Prospects, |c| c.group)
    }

    /// People, orders and money of a whole group; those who never bought have neither.
    pub(super) fn sum(&self, group: RfmGroup) -> (u64, i64, i64) {
        let Some(data) = self.data.ready() else {
            return (0, 0, 0);
        };
        if group == RfmGroup::Prospects {
            return (data.prospects, 0, 0);
        }
        let cells = data.cells.iter().filter(|c| c.group == group);
        cells.fold((0, 0, 0), |(n, orders, spent), c| {
            (n + c.count, orders + c.orders, spent + c.spent.amount.0)
        })
    }

    fn move_to(&mut self, column: usize, band: usize) {
        (self.column, self.band) = (column.min(COLUMNS - 1), band.min(BANDS));
    }

    /// What an action does.
    pub fn act(&mut self, action: ActionId) -> Vec<Cmd> {
        let (column, band) = (self.column, self.band);
        match action {
            a if a == c::UP.id => self.move_to(column, band.saturating_sub(1)),
            a if a == c::DOWN.id => self.move_to(column, band + 1),
            a if a == c::LEFT.id => self.move_to(column.saturating_sub(1), band),
            a if a == c::RIGHT.id => self.move_to(column + 1, band),
            a if a == c::FIRST.id => self.move_to(0, 0),
            a if a == c::LAST.id => self.move_to(COLUMNS, BANDS),
            a if a == c::OPEN.id => return self.make(),
            _ => {}
        }
        Vec::new()
    }

    /// Asks whether the named group or the cell alone becomes a group.
    fn make(&self) -> Vec<Cmd> {
        if self.data.ready().is_none() {
            return Vec::new();
        }
        let group = self.group();
        let people = |n: u64| fmt::counted(n as i64, "customer");
        let mut picker = Picker::new("Make a group of").item(
            group.word(),
            people(self.sum(group).0),
            Msg::Draft(format!("rfm_group = {}", quoted(group.word()))),
        );
        if let Some(cell) = self.chosen() {
            let text = cell.expression.clone();
            picker = picker.item(
                format!("This cell alone: {text}"),
                people(cell.count),
                Msg::Draft(text),
            );
        }
        vec![Cmd::Overlay(picker.overlay())]
    }

    /// What a click does: the first chooses, the second makes a group.
    pub fn click(&mut self, hit: Hit) -> Vec<Cmd> {
        match hit {
            Hit::Item { what: CELL, index } => {
                let (column, band) = (index % COLUMNS, index / COLUMNS);
                if (column, band) == (self.column, self.band) {
                    return self.make();
                }
                self.move_to(column, band);
            }
            Hit::Item { what: GROUP, index } => {
                let group = RfmGroup::ALL.get(index).copied();
                if group == Some(self.group()) {
                    return self.make();
                }
                if group == Some(RfmGroup::Prospects) {
                    self.move_to(self.column, BANDS);
                }
                // From the best corner on, the first cell of the group.
                let places = (0..BANDS).flat_map(|b| (0..COLUMNS).rev().map(move |c| (c, b)));
                let mut places =
                    places.filter(|(c, b)| self.cell(*c, *b).map(|c| c.group) == group);
                if let Some((column, band)) = places.next() {
                    self.move_to(column, band);
                }
            }
            _ => {}
        }
        Vec::new()
    }
}
