//! What groups have in common: a matrix of groups, and the sets that a cell stands for.

use super::State;
use super::back;
use super::{Msg, Page};
use crate::model::time::Day;
use crate::shop::group_overlap::{Overlap, Pair};
use crate::shop::groups::GroupRow;
use crate::targeting::print::quoted;
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Hit, Toast};
use crate::tui::fmt;
use crate::tui::overlays::{Overlay as Above, Picker};
use crate::tui::widgets::load::Load;

/// The slot of its job.
pub(super) const SLOT: &str = "groups.overlap";
/// What a cell is called.
pub(super) const CELL: &str = "groups.overlap_cell";
/// Groups at the beginning, and the most that fit.
const FIRST: usize = 8;
const MOST: usize = 12;

/// Groups side by side.
#[derive(Default)]
pub struct Matrix {
    /// Their names.
    pub names: Vec<String>,
    /// What they have in common.
    pub data: Load<Overlap>,
    /// The group at the left of the chosen cell.
    pub row: usize,
    /// The group above it.
    pub column: usize,
}

/// A set of people that a cell stands for.
pub(super) struct Set {
    /// What it is called.
    pub name: String,
    /// How many.
    pub count: u64,
    /// Its condition: made of the groups, so it follows them.
    pub text: String,
}

impl Matrix {
    /// Groups of which nothing is known yet; the first one is looked at.
    pub fn new(names: Vec<String>) -> Matrix {
        Matrix {
            column: usize::from(names.len() > 1),
            names,
            ..Matrix::default()
        }
    }

    /// Asks what they have in common.
    pub fn load(&self, back: Option<Day>) -> Cmd {
        let names = self.names.clone();
        Cmd::load(SLOT, move |cx| {
            let overlap = back::shop(cx, back).group_overlap(&names);
            Msg::Overlap(Box::new(overlap))
        })
    }

    /// Puts a group beside the others, or takes it away; false if there would be too few or too many.
    pub fn toggle(&mut self, name: &str) -> bool {
        match self.names.iter().position(|n| n == name) {
            Some(_) if self.names.len() <= 2 => return false,
            Some(at) => {
                self.names.remove(at);
            }
            None if self.names.len() >= MOST => return false,
            None => self.names.push(name.to_owned()),
        }
        // Cells of other groups are not those of these.
        self.data = Load::Waiting;
        self.move_to(self.row, self.column);
        true
    }

    fn move_to(&mut self, row: usize, column: usize) {
        let last = self.names.len().saturating_sub(1);
        (self.row, self.column) = (row.min(last), column.min(last));
    }

    /// The pair of two groups, the first the one named first.
    pub(super) fn pair(&self, a: usize, b: usize) -> Option<Pair> {
        let pairs = &self.data.ready()?.pairs;
        pairs
            .iter()
            .find(|p| (p.a, p.b) == (a, b) || (p.b, p.a) == (a, b))
            .map(|p| match p.a == a {
                true => p.clone(),
                false => Pair {
                    a,
                    b,
                    both: p.both,
                    share_of_a: p.share_of_b,
                    share_of_b: p.share_of_a,
                },
            })
    }

    /// The sets that the chosen cell stands for.
    pub(super) fn sets(&self) -> Vec<Set> {
        let Some(data) = self.data.ready() else {
            return Vec::new();
        };
        let group = |i: usize| data.groups.get(i);
        let (Some(a), Some(b)) = (group(self.row), group(self.column)) else {
            return Vec::new();
        };
        let is = |name: &str| format!("IN GROUP {}", quoted(name));
        if self.row == self.column {
            let others = data.groups.iter().enumerate();
            let others = others.filter(|(i, _)| *i != self.row);
            let alone = others.map(|(_, o)| format!(" AND NOT {}", is(&o.name)));
            return vec![
                Set {
                    name: a.name.clone(),
                    count: a.count,
                    text: is(&a.name),
                },
                Set {
                    name: format!("Only {}", a.name),
                    count: a.alone,
                    text: is(&a.name) + &alone.collect::<String>(),
                },
            ];
        }
        let both = self.pair(self.row, self.column).map_or(0, |p| p.both);
        let but = |a: &str, b: &str| format!("{} AND NOT {}", is(a), is(b));
        vec![
            Set {
                name: format!("{} and {}", a.name, b.name),
                count: both,
                text: format!("{} AND {}", is(&a.name), is(&b.name)),
            },
            Set {
                name: format!("{}, not {}", a.name, b.name),
                count: a.count.saturating_sub(both),
                text: but(&a.name, &b.name),
            },
            Set {
                name: format!("{}, not {}", b.name, a.name),
                count: b.count.saturating_sub(both),
                text: but(&b.name, &a.name),
            },
        ]
    }

    /// What an action does.
    pub fn act(&mut self, action: ActionId) -> Vec<Cmd> {
        let (row, column) = (self.row, self.column);
        match action {
            a if a == c::UP.id => self.move_to(row.saturating_sub(1), column),
            a if a == c::DOWN.id => self.move_to(row + 1, column),
            a if a == c::LEFT.id => self.move_to(row, column.saturating_sub(1)),
            a if a == c::RIGHT.id => self.move_to(row, column + 1),
            a if a == c::FIRST.id => self.move_to(0, 0),
            a if a == c::LAST.id => self.move_to(usize::MAX, usize::MAX),
            a if a == c::OPEN.id => {
                let sets = self.sets();
                if sets.is_empty() {
                    return Vec::new();
                }
                let mut picker = Picker::new("Who shall be shown?");
                for set in sets {
                    let note = fmt::counted(set.count as i64, "customer");
                    picker = picker.item(set.name.clone(), note, Msg::Set(set.name, set.text));
                }
                return vec![Cmd::Overlay(picker.overlay())];
            }
            _ => {}
        }
        Vec::new()
    }

    /// What a click does: the first chooses a cell, the second opens it.
    pub fn click(&mut self, hit: Hit) -> Vec<Cmd> {
        if let Hit::Item { what: CELL, index } = hit {
            let n = self.names.len().max(1);
            let (row, column) = (index / n, index % n);
            if (row, column) == (self.row, self.column) {
                return self.act(c::OPEN.id);
            }
            self.move_to(row, column);
        }
        Vec::new()
    }
}

/// The groups to begin with: the chosen one, the shop's own, then ready-made ones, first one of each kind: those that ask
/// the same field part the people and have nobody in common. Groups that wait for data or have nobody are left out.
pub(super) fn first(state: &State) -> Vec<String> {
    let rows = state.data.ready().map_or(&[][..], |d| &d.rows);
    let fine = rows
        .iter()
        .filter(|r| r.problem.is_none() && r.missing.is_empty() && r.count.is_none_or(|n| n > 0));
    let chosen = state.chosen().filter(|r| r.problem.is_none());
    let mut names: Vec<String> = chosen.map(|r| r.name.clone()).into_iter().collect();
    let field = |r: &GroupRow| r.expression.split(' ').next().map(str::to_owned);
    let mut asked: Vec<Option<String>> = chosen.map(field).into_iter().collect();
    let (new, alike): (Vec<_>, Vec<_>) = fine.partition(|r| {
        let first = !r.ready_made || !asked.contains(&field(r));
        asked.push(field(r));
        first
    });
    for row in new.into_iter().chain(alike) {
        if names.len() < FIRST && !names.contains(&row.name) {
            names.push(row.name.clone());
        }
    }
    names
}

/// Asks which groups lie side by side.
pub(super) fn choose(state: &State) -> Option<Box<Above>> {
    let Some(Page::Overlap(matrix)) = &state.page else {
        return None;
    };
    let mut picker = Picker::new("Which groups lie side by side?");
    for row in &state.data.ready()?.rows {
        let note = match (matrix.names.contains(&row.name), row.count) {
            (true, _) => "here; Enter takes it away".to_owned(),
            (_, Some(n)) => fmt::counted(n as i64, "customer"),
            (_, None) => String::new(),
        };
        picker = match (&row.problem, row.missing.first()) {
            (Some(why), _) | (None, Some(why)) => picker.impossible(row.name.clone(), why.clone()),
            _ => picker.item(row.name.clone(), note, Msg::Beside(row.name.clone())),
        };
    }
    Some(picker.overlay())
}

/// Said when there would be too few or too many.
pub(super) fn limits() -> Toast {
    Toast::warning(
        format!("2 to {MOST} groups lie side by side."),
        "Take one away before another comes.",
    )
}
