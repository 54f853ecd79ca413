//! The sizes of the groups in the list: those in sight first, the rest after them, a few at a time in the worker.

use super::state::{Entry, Loaded, State};
use super::{Msg, back};
use crate::shop::Error;
use crate::shop::groups::{GroupRow, GroupSizes};
use crate::tui::app::Cmd;
use std::time::Duration;

/// The slot of its job.
pub(super) const SLOT: &str = "groups.sizes";
/// How long one portion may take before what was counted is shown.
const PORTION: Duration = Duration::from_millis(80);

/// Asks for the sizes that are not known yet, in the order in which they are wanted; nothing when all are there.
pub(super) fn next(state: &State) -> Option<Cmd> {
    let waiting = |entry: &Entry| {
        let row = state.group(*entry)?;
        let counted = row.problem.is_some() || !row.missing.is_empty();
        (!counted && !state.sized.contains(&row.name)).then(|| row.name.clone())
    };
    let (first, rows) = state.in_sight;
    let here = state.entries.iter().skip(first).take(rows.max(1));
    let mut names: Vec<String> = here.filter_map(waiting).collect();
    for name in state.entries.iter().filter_map(waiting) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let back = state.back;
    (!names.is_empty()).then(|| {
        Cmd::load(SLOT, move |cx| {
            let shop = back::shop(cx, back);
            Msg::Sizes(shop.group_sizes(&names, PORTION))
        })
    })
}

/// Takes a portion, and asks for the next.
pub(super) fn receive(state: &mut State, answer: Result<GroupSizes, Error>) -> Vec<Cmd> {
    // Without an answer the sizes stay away; the count of the chosen group says what went wrong.
    let Ok(counted) = answer else {
        return Vec::new();
    };
    let before = state.sized.len();
    for (name, size) in counted.sizes {
        if let Some(rows) = state.data.ready_mut()
            && let Some(row) = rows.rows.iter_mut().find(|r| r.name == name)
        {
            row.count = Some(size);
            row.share = (counted.of > 0).then(|| size as f64 / counted.of as f64);
        }
        state.sized.insert(name);
    }
    // A name that is not known any more would be asked for again and again.
    match state.sized.len() > before {
        true => next(state).into_iter().collect(),
        false => Vec::new(),
    }
}

/// Groups read anew show their old size until the new one is counted.
pub(super) fn keep(new: &mut Loaded, old: &Loaded) {
    for row in new.rows.iter_mut().filter(|r| r.count.is_none()) {
        let same = |o: &&_| same_group(o, row);
        if let Some(old) = old.rows.iter().find(same) {
            (row.count, row.share) = (old.count, old.share);
        }
    }
}

fn same_group(a: &GroupRow, b: &GroupRow) -> bool {
    a.name == b.name && a.expression == b.expression
}
