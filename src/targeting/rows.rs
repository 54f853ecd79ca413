//! An expression as rows: conditions and groups of conditions that can be shown one under the other and changed one by
//! one. Rows and tree say the same: `Rows::of(&expr)` becomes `expr` again, whatever the grammar can say.
//!
//! [`cells`](mod@cells) are the pieces of a row in plain words, [`operators`] and [`change`] what can be put in their
//! place, [`source`] where values to choose from come from, [`start`] what a new row can begin with, [`typed`] how what
//! is typed for a value is read.

pub mod cells;
pub mod change;
pub mod operators;
pub mod source;
pub mod start;
#[cfg(test)]
mod tests;
pub mod typed;

use crate::targeting::ast::{Cond, Expr};
use crate::targeting::span::Span;

/// Where a row stands: the place in the outermost group, then that in the group there, and so on. Empty: the outermost
/// group itself.
pub type Path = Vec<usize>;

/// An expression as rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rows {
    /// The outermost group.
    pub root: Group,
}

/// Conditions of which all or any must hold.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Group {
    /// How many NOT stand before it.
    pub nots: usize,
    /// All must hold, else at least one.
    pub all: bool,
    /// What is joined.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Row {
    /// A condition: how many NOT stand before it, and where it stands in the text.
    Is(usize, Box<Cond>, Span),
    /// A group in a group.
    Group(Group),
}

/// A row with its place, as it is drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line<'a> {
    /// Where it stands.
    pub path: Path,
    /// For itself and each group around it but the outermost, outermost first: whether nothing follows it there.
    pub last: Vec<bool>,
    /// What stands there.
    pub what: What<'a>,
}

/// What stands in a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What<'a> {
    /// The head of a group.
    Head(&'a Group),
    /// A condition: NOTs, what it says, where it stands in the text.
    Is(usize, &'a Cond, Span),
}

impl Default for Rows {
    /// No condition yet; those to come must all hold.
    fn default() -> Rows {
        Rows {
            root: Group {
                all: true,
                ..Group::default()
            },
        }
    }
}

impl Rows {
    /// The rows of a tree; `None` if a piece of it could not be read.
    pub fn of(expr: &Expr) -> Option<Rows> {
        let root = match Row::of(expr)? {
            Row::Group(group) => group,
            one => Group {
                nots: 0,
                all: true,
                rows: vec![one],
            },
        };
        Some(Rows { root })
    }

    /// The tree of the rows; `None` without a condition. A group of one row is that row.
    pub fn expr(&self) -> Option<Expr> {
        self.root.expr()
    }

    /// Every row from top to bottom, heads of groups included.
    pub fn lines(&self) -> Vec<Line<'_>> {
        let mut out = vec![Line {
            path: Path::new(),
            last: Vec::new(),
            what: What::Head(&self.root),
        }];
        lines_of(&self.root, &mut Path::new(), &mut Vec::new(), &mut out);
        out
    }

    /// The group at a place.
    pub fn group(&self, path: &[usize]) -> Option<&Group> {
        let mut group = &self.root;
        for at in path {
            group = match group.rows.get(*at)? {
                Row::Group(inner) => inner,
                Row::Is(..) => return None,
            };
        }
        Some(group)
    }

    /// The group at a place, to change it.
    pub fn group_mut(&mut self, path: &[usize]) -> Option<&mut Group> {
        let mut group = &mut self.root;
        for at in path {
            group = match group.rows.get_mut(*at)? {
                Row::Group(inner) => inner,
                Row::Is(..) => return None,
            };
        }
        Some(group)
    }

    /// The row at a place; none for the outermost group.
    pub fn row(&self, path: &[usize]) -> Option<&Row> {
        let (at, around) = path.split_last()?;
        self.group(around)?.rows.get(*at)
    }

    /// The row at a place, to change it.
    pub fn row_mut(&mut self, path: &[usize]) -> Option<&mut Row> {
        let (at, around) = path.split_last()?;
        self.group_mut(around)?.rows.get_mut(*at)
    }

    /// Every condition, from top to bottom.
    fn conditions_mut(&mut self) -> Vec<(&mut Box<Cond>, &mut Span)> {
        fn walk<'a>(group: &'a mut Group, out: &mut Vec<(&'a mut Box<Cond>, &'a mut Span)>) {
            for row in &mut group.rows {
                match row {
                    Row::Is(_, cond, span) => out.push((cond, span)),
                    Row::Group(inner) => walk(inner, out),
                }
            }
        }
        let mut out = Vec::new();
        walk(&mut self.root, &mut out);
        out
    }

    /// Takes the places of the conditions from a tree that says the same.
    pub fn place(&mut self, expr: &Expr) {
        let Some(mut other) = Rows::of(expr) else {
            return;
        };
        let places = other.conditions_mut();
        for ((cond, span), (placed, place)) in self.conditions_mut().into_iter().zip(places) {
            if cond == placed {
                (*cond, *span) = (placed.clone(), *place);
            }
        }
    }
}

impl Row {
    /// A condition that is not in a text yet.
    pub fn new(nots: usize, cond: Cond) -> Row {
        Row::Is(nots, Box::new(cond), Span::default())
    }

    /// The row of a tree; `None` if a piece of it could not be read.
    pub fn of(expr: &Expr) -> Option<Row> {
        let group = |all: bool, parts: &[Expr]| {
            let rows = parts.iter().map(Row::of).collect::<Option<_>>()?;
            Some(Row::Group(Group { nots: 0, all, rows }))
        };
        match expr {
            Expr::And(parts) => group(true, parts),
            Expr::Or(parts) => group(false, parts),
            Expr::Not(inner) => {
                let mut row = Row::of(inner)?;
                *row.nots_mut() += 1;
                Some(row)
            }
            Expr::Cond(cond, span) => Some(Row::Is(0, cond.clone(), *span)),
            Expr::Broken(_) => None,
        }
    }

    /// How many NOT stand before it.
    pub fn nots(&self) -> usize {
        match self {
            Row::Is(nots, ..) => *nots,
            Row::Group(group) => group.nots,
        }
    }

    /// The same, to change it.
    pub fn nots_mut(&mut self) -> &mut usize {
        match self {
            Row::Is(nots, ..) => nots,
            Row::Group(group) => &mut group.nots,
        }
    }

    /// Its tree; `None` for a group without a condition.
    pub fn expr(&self) -> Option<Expr> {
        match self {
            Row::Is(nots, cond, span) => Some(negated(Expr::Cond(cond.clone(), *span), *nots)),
            Row::Group(group) => group.expr(),
        }
    }
}

impl Group {
    fn expr(&self) -> Option<Expr> {
        let mut parts: Vec<Expr> = self.rows.iter().filter_map(Row::expr).collect();
        let joined = match (parts.len(), self.all) {
            (0, _) => return None,
            (1, _) => parts.pop()?,
            (_, true) => Expr::And(parts),
            (_, false) => Expr::Or(parts),
        };
        Some(negated(joined, self.nots))
    }
}

fn negated(expr: Expr, nots: usize) -> Expr {
    (0..nots).fold(expr, |e, _| Expr::Not(Box::new(e)))
}

fn lines_of<'a>(group: &'a Group, path: &mut Path, last: &mut Vec<bool>, out: &mut Vec<Line<'a>>) {
    for (i, row) in group.rows.iter().enumerate() {
        path.push(i);
        last.push(i + 1 == group.rows.len());
        let what = match row {
            Row::Is(nots, cond, span) => What::Is(*nots, cond, *span),
            Row::Group(inner) => What::Head(inner),
        };
        out.push(Line {
            path: path.clone(),
            last: last.clone(),
            what,
        });
        if let Row::Group(inner) = row {
            lines_of(inner, path, last, out);
        }
        path.pop();
        last.pop();
    }
}
