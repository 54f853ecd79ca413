//! Changes of rows: each leaves everything else as it is.

use super::cells::Slot;
use super::{Group, Path, Row, Rows};
use crate::targeting::ast::{Cond, Term, Then, ThenWhat, Value, What, Window};
use crate::targeting::plan::Cmp;
use crate::targeting::span::Span;

impl Rows {
    /// Puts a row behind the one at a place; on the head of a group, at the end of that group. Says where it stands.
    pub fn add(&mut self, behind: &[usize], row: Row) -> Path {
        let (mut path, at) = match (self.group(behind), behind.split_last()) {
            (Some(group), _) => (behind.to_vec(), group.rows.len()),
            (None, Some((at, around))) => (around.to_vec(), at + 1),
            (None, None) => (Path::new(), self.root.rows.len()),
        };
        self.put(&mut path, at, row);
        path
    }

    fn put(&mut self, path: &mut Path, at: usize, row: Row) {
        if let Some(group) = self.group_mut(path) {
            let at = at.min(group.rows.len());
            group.rows.insert(at, row);
            path.push(at);
        }
    }

    /// Takes a row away, and the groups that are empty without it. On the outermost head nothing is taken.
    pub fn remove(&mut self, path: &[usize]) -> Option<Row> {
        let (at, around) = path.split_last()?;
        let group = self.group_mut(around)?;
        if *at >= group.rows.len() {
            return None;
        }
        let row = group.rows.remove(*at);
        if group.rows.is_empty() && !around.is_empty() {
            self.remove(around);
        }
        Some(row)
    }

    /// Moves a row one place up: past the one above, into the group above as its last, or out of its group. Says where
    /// it stands then.
    pub fn raise(&mut self, path: &[usize]) -> Option<Path> {
        let (at, around) = path.split_last()?;
        let (mut to, place) = match at.checked_sub(1) {
            Some(above) => match self.group(around)?.rows.get(above)? {
                Row::Group(inner) => ([around, &[above]].concat(), inner.rows.len()),
                Row::Is(..) => (around.to_vec(), above),
            },
            // Out of its group, to the place before it.
            None => {
                let (place, outer) = around.split_last()?;
                (outer.to_vec(), *place)
            }
        };
        let row = self.take(path)?;
        self.put(&mut to, place, row);
        Some(self.tidy(to))
    }

    /// Moves a row one place down, likewise.
    pub fn lower(&mut self, path: &[usize]) -> Option<Path> {
        let (at, around) = path.split_last()?;
        let group = self.group(around)?;
        let (mut to, place) = match group.rows.get(at + 1) {
            // Without the row itself the group below stands where it stood.
            Some(Row::Group(_)) => ([around, &[*at]].concat(), 0),
            Some(Row::Is(..)) => (around.to_vec(), at + 1),
            None => {
                let (place, outer) = around.split_last()?;
                (outer.to_vec(), place + 1)
            }
        };
        let row = self.take(path)?;
        self.put(&mut to, place, row);
        Some(self.tidy(to))
    }

    fn take(&mut self, path: &[usize]) -> Option<Row> {
        let (at, around) = path.split_last()?;
        let group = self.group_mut(around)?;
        (*at < group.rows.len()).then(|| group.rows.remove(*at))
    }

    /// Takes empty groups away; a place follows what stood there.
    fn tidy(&mut self, mut path: Path) -> Path {
        fn first_empty(group: &Group, path: &mut Path) -> bool {
            for (i, row) in group.rows.iter().enumerate() {
                if let Row::Group(inner) = row {
                    path.push(i);
                    if inner.rows.is_empty() || first_empty(inner, path) {
                        return true;
                    }
                    path.pop();
                }
            }
            false
        }
        let mut empty = Path::new();
        while first_empty(&self.root, &mut empty) {
            let _ = self.take(&empty);
            if let (Some((gone, around)), level) = (empty.split_last(), empty.len() - 1)
                && path.starts_with(around)
                && let Some(at) = path.get_mut(level)
                && *at > *gone
            {
                *at -= 1;
            }
            empty.clear();
        }
        path
    }

    /// All or any, negated or not, of a group.
    pub fn join(&mut self, path: &[usize], nots: usize, all: bool) {
        if let Some(group) = self.group_mut(path) {
            (group.nots, group.all) = (nots, all);
        }
    }

    /// NOT before a row, or none any more. On the outermost head: of everything.
    pub fn negate(&mut self, path: &[usize]) {
        let nots = match path.is_empty() {
            true => Some(&mut self.root.nots),
            false => self.row_mut(path).map(Row::nots_mut),
        };
        if let Some(nots) = nots {
            *nots = usize::from(*nots % 2 == 0);
        }
    }

    /// Another condition in the place of one.
    pub fn say(&mut self, path: &[usize], to: Cond) {
        if let Some(Row::Is(_, cond, _)) = self.row_mut(path) {
            **cond = to;
        }
    }
}

/// A value as it is put into a text: in quotes, unless it is a plain word or number.
pub fn value(text: &str) -> Value {
    let word = !text.is_empty() && text.chars().all(char::is_alphabetic);
    let number = text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && text
            .strip_suffix('%')
            .unwrap_or(text)
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let named = text.contains('_') && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let joint = ["and", "or", "not"].contains(&text.to_lowercase().as_str());
    Value {
        text: text.to_owned(),
        quoted: joint || !(word || number || named),
        span: Span::default(),
    }
}

/// The field of a condition, if it has one.
pub fn term(cond: &Cond) -> Option<&Term> {
    match cond {
        Cond::Compare(term, ..)
        | Cond::Between(term, ..)
        | Cond::In(term, ..)
        | Cond::Match(term, ..)
        | Cond::IsNull(term, _) => Some(term),
        Cond::InGroup(_) | Cond::Happened(_) => None,
    }
}

/// The same, to change it.
fn term_mut(cond: &mut Cond) -> Option<&mut Term> {
    match cond {
        Cond::Compare(term, ..)
        | Cond::Between(term, ..)
        | Cond::In(term, ..)
        | Cond::Match(term, ..)
        | Cond::IsNull(term, _) => Some(term),
        Cond::InGroup(_) | Cond::Happened(_) => None,
    }
}

/// The property of products that a condition names.
pub fn what(cond: &Cond) -> Option<&What> {
    match cond {
        Cond::Happened(happened) => happened.what.as_ref(),
        cond => term(cond)?.what.as_ref(),
    }
}

/// With another property.
#[must_use]
pub fn with_what(mut cond: Cond, to: Option<What>) -> Cond {
    match &mut cond {
        Cond::Happened(happened) => happened.what = to,
        cond => {
            if let Some(term) = term_mut(cond) {
                term.what = to;
            }
        }
    }
    cond
}

/// The values that a condition compares with, in their order.
pub fn values(cond: &Cond) -> Vec<Value> {
    match cond {
        Cond::Compare(_, _, value, _) | Cond::Match(_, _, _, value) | Cond::InGroup(value) => {
            vec![value.clone()]
        }
        Cond::Between(_, low, high) => vec![low.clone(), high.clone()],
        Cond::In(_, _, values) => values.clone(),
        Cond::IsNull(..) | Cond::Happened(_) => Vec::new(),
    }
}

/// With other values: several make a list of `=` and `!=`, one makes no list. Unchanged if they cannot stand there.
#[must_use]
pub fn with_values(cond: Cond, to: Vec<Value>) -> Cond {
    let mut to = to;
    match (cond, to.len()) {
        (cond, 0) => cond,
        (Cond::Compare(term, cmp, _, window), 1) => {
            Cond::Compare(term, cmp, to.swap_remove(0), window)
        }
        (Cond::Compare(term, Cmp::Equal, _, None), _) => Cond::In(term, false, to),
        (Cond::Compare(term, Cmp::NotEqual, _, None), _) => Cond::In(term, true, to),
        (Cond::In(term, not, _), 1) => {
            let cmp = if not { Cmp::NotEqual } else { Cmp::Equal };
            Cond::Compare(term, cmp, to.swap_remove(0), None)
        }
        (Cond::In(term, not, _), _) => Cond::In(term, not, to),
        (Cond::Between(term, ..), 2) => {
            let high = to.swap_remove(1);
            Cond::Between(term, to.swap_remove(0), high)
        }
        (Cond::Match(term, how, not, _), 1) => Cond::Match(term, how, not, to.swap_remove(0)),
        (Cond::InGroup(_), 1) => Cond::InGroup(to.swap_remove(0)),
        (cond, _) => cond,
    }
}

/// The values that stand in a piece of a condition.
pub fn told(cond: &Cond, slot: Slot) -> Vec<Value> {
    match slot {
        Slot::What => match what(cond) {
            Some(What::Is(_, value, _)) => vec![value.clone()],
            _ => Vec::new(),
        },
        Slot::ThenWhat => match then(cond).map(|t| &t.what) {
            Some(ThenWhat::What(What::Is(_, value, _))) => vec![value.clone()],
            _ => Vec::new(),
        },
        Slot::ThenWithin => then(cond).map(|t| t.within.clone()).into_iter().collect(),
        Slot::Low => values(cond).into_iter().take(1).collect(),
        Slot::High => values(cond).into_iter().skip(1).collect(),
        _ => values(cond),
    }
}

/// The time that a condition is limited to.
pub fn window(cond: &Cond) -> Option<&Window> {
    match cond {
        Cond::Compare(_, _, _, window) => window.as_ref(),
        Cond::Happened(happened) => happened.window.as_ref(),
        _ => None,
    }
}

/// Limited to another time.
#[must_use]
pub fn with_window(mut cond: Cond, to: Option<Window>) -> Cond {
    match &mut cond {
        Cond::Compare(_, _, _, window) => *window = to,
        Cond::Happened(happened) => happened.window = to,
        _ => {}
    }
    cond
}

/// How often something was done.
pub fn times(cond: &Cond) -> Option<&(Cmp, Value)> {
    match cond {
        Cond::Happened(happened) => happened.times.as_ref(),
        _ => None,
    }
}

/// Done so often.
#[must_use]
pub fn with_times(mut cond: Cond, to: Option<(Cmp, Value)>) -> Cond {
    if let Cond::Happened(happened) = &mut cond {
        happened.times = to;
    }
    cond
}

/// What followed.
pub fn then(cond: &Cond) -> Option<&Then> {
    match cond {
        Cond::Happened(happened) => happened.then.as_ref(),
        _ => None,
    }
}

/// Something else, or nothing, followed.
#[must_use]
pub fn with_then(mut cond: Cond, to: Option<Then>) -> Cond {
    if let Cond::Happened(happened) = &mut cond {
        happened.then = to;
    }
    cond
}

/// Another value in a property; ANY and none stay.
#[must_use]
pub fn what_of(what: What, to: Value) -> What {
    match what {
        What::Is(kind, _, span) => What::Is(kind, to, span),
        any @ What::Any(_) => any,
    }
}

/// The property that follows, if it has a value of its own.
pub fn then_what(then: &Then) -> Option<&What> {
    match &then.what {
        ThenWhat::What(what) => Some(what),
        ThenWhat::Nothing | ThenWhat::Same(_) => None,
    }
}
