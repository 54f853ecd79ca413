//! What keys and answers do to the rows.

use super::ask::{ask, choose_field};
use super::builder::{Aim, Said, View};
use super::state::{Pane, State};
use super::typed::repair;
use super::update::look;
use super::{ADD, JOIN, Msg, NEGATE, NEST};
use crate::targeting::ast::Expr;
use crate::targeting::parse::parse;
use crate::targeting::rows::cells::Slot;
use crate::targeting::rows::{Group, Path, Row, Rows, What};
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx};
use crate::tui::overlays::{Overlay, Picker, Prompt};

/// Does an action on the rows; `None` if it is none of theirs.
pub(super) fn act(state: &mut State, action: ActionId, ctx: &Ctx<'_>) -> Option<Vec<Cmd>> {
    if !state.building() {
        return None;
    }
    state.choosing.waits = None;
    let len = state.builder.as_ref().map_or(1, |b| b.lines().len());
    let cells = state.cell_count();
    let page = 8;
    let builder = state.builder.as_mut()?;
    let path = builder.path();
    match action {
        a if a == c::UP.id => builder.at = builder.at.saturating_sub(1),
        a if a == c::DOWN.id => builder.at = (builder.at + 1).min(len - 1),
        a if a == c::PAGE_UP.id => builder.at = builder.at.saturating_sub(page),
        a if a == c::PAGE_DOWN.id => builder.at = (builder.at + page).min(len - 1),
        a if a == c::FIRST.id => builder.at = 0,
        a if a == c::LAST.id => builder.at = len - 1,
        a if a == c::LEFT.id => {
            builder.cell = builder.cell.min(cells.saturating_sub(1)).saturating_sub(1)
        }
        a if a == c::RIGHT.id => builder.cell = (builder.cell + 1).min(cells.saturating_sub(1)),
        a if a == c::OPEN.id => return Some(open(state, ctx)),
        a if a == ADD.id => return Some(add(state, path, false)),
        a if a == NEST.id => return Some(add(state, path, true)),
        a if a == c::EDIT.id => return Some(as_text(state, path)),
        a if a == c::DELETE.id => return Some(change(state, ctx, |rows| remove(rows, &path))),
        a if a == c::RAISE.id => return Some(change(state, ctx, |rows| rows.raise(&path))),
        a if a == c::LOWER.id => return Some(change(state, ctx, |rows| rows.lower(&path))),
        a if a == NEGATE.id => {
            return Some(change(state, ctx, |rows| {
                rows.negate(&path);
                Some(path)
            }));
        }
        a if a == JOIN.id => {
            return Some(change(state, ctx, |rows| {
                let of = group_of(rows, &path);
                if let Some(group) = rows.group_mut(&of) {
                    group.all = !group.all;
                }
                Some(path)
            }));
        }
        _ => return None,
    }
    Some(Vec::new())
}

fn change(
    state: &mut State,
    ctx: &Ctx<'_>,
    change: impl FnOnce(&mut Rows) -> Option<Path>,
) -> Vec<Cmd> {
    state.change(change);
    look(state, ctx)
}

fn remove(rows: &mut Rows, path: &[usize]) -> Option<Path> {
    match path.is_empty() {
        // On the head of everything: everything.
        true => *rows = Rows::default(),
        false => {
            rows.remove(path);
        }
    }
    None
}

/// The group that a row is the head of or stands in.
fn group_of(rows: &Rows, path: &[usize]) -> Path {
    match (rows.group(path), path.split_last()) {
        (None, Some((_, around))) => around.to_vec(),
        _ => path.to_vec(),
    }
}

/// Asks for a new condition behind a row.
pub(super) fn add(state: &mut State, behind: Path, nested: bool) -> Vec<Cmd> {
    (state.pane, state.view, state.typing) = (Pane::Editor, View::Rows, false);
    let list = choose_field(state, Aim::Behind(behind, nested), None);
    vec![Cmd::Overlay(list)]
}

/// Opens the list behind the chosen piece, or takes the repair that is offered for it.
pub(super) fn open(state: &mut State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Some((cond, cell)) = state.chosen_cell() else {
        return Vec::new();
    };
    let path = state.builder.as_ref().map_or(Path::new(), |b| b.path());
    let wrong = cell.span.and_then(|span| state.problem_in(span));
    if let Some((at, _)) = wrong.filter(|(_, p)| p.replacement.is_some()) {
        state.problem = at;
        state.remember();
        return repair(state, ctx).unwrap_or_default();
    }
    match (cond, cell.slot) {
        (_, Slot::Joint) => vec![Cmd::Overlay(choose_joint(state, &path))],
        (Some(_), Slot::Not) => change(state, ctx, |rows| {
            rows.negate(&path);
            Some(path)
        }),
        (Some((nots, cond)), slot) => {
            let said = Said {
                aim: Aim::At(path),
                nots,
                cond,
            };
            ask(state, said, slot, ctx)
        }
        (None, _) => Vec::new(),
    }
}

fn choose_joint(state: &State, path: &[usize]) -> Box<Overlay> {
    let mut picker = Picker::new("Which of these must hold?");
    let group = state.builder.as_ref().and_then(|b| b.rows.group(path));
    for (nots, all, name, note) in [
        (0, true, "all of these", "each one must hold"),
        (0, false, "any of these", "one is enough"),
        (1, false, "none of these", "not a single one may hold"),
        (1, true, "not all of these", "one at least must not hold"),
    ] {
        picker = picker.item(name, note, Msg::Joined(path.to_vec(), nots, all));
    }
    let at = match group.map_or((0, true), |g| (g.nots % 2, g.all)) {
        (0, true) => 0,
        (0, false) => 1,
        (_, false) => 2,
        (_, true) => 3,
    };
    picker.selected(at).overlay()
}

/// Takes what was chosen for a group.
pub(super) fn joined(
    state: &mut State,
    path: Path,
    nots: usize,
    all: bool,
    ctx: &Ctx<'_>,
) -> Vec<Cmd> {
    change(state, ctx, |rows| {
        rows.join(&path, nots, all);
        Some(path)
    })
}

/// Takes a condition that is told in full.
pub(super) fn commit(state: &mut State, said: Said, ctx: &Ctx<'_>) -> Vec<Cmd> {
    (state.pane, state.view, state.typing) = (Pane::Editor, View::Rows, false);
    let Said { aim, nots, cond } = said;
    let new = matches!(aim, Aim::Behind(..));
    state.change(|rows| match aim {
        Aim::Behind(path, false) => Some(rows.add(&path, Row::new(nots, cond))),
        Aim::Behind(path, true) => {
            let around = group_of(rows, &path);
            // A group in a group says the other thing, or it would not be needed.
            let all = !rows.group(&around).is_none_or(|g| g.all);
            let rows_of = vec![Row::new(nots, cond)];
            let mut at = rows.add(
                &path,
                Row::Group(Group {
                    nots: 0,
                    all,
                    rows: rows_of,
                }),
            );
            at.push(0);
            Some(at)
        }
        Aim::At(path) => {
            if let Some(row @ Row::Is(..)) = rows.row_mut(&path) {
                *row = Row::new(nots, cond);
            }
            Some(path)
        }
    });
    if new {
        // What could be said next is at hand.
        let next = state.builder.as_ref().and_then(|b| {
            let what = b.lines().get(b.at)?.what;
            let cells = state.cells(what, true);
            let next = cells.iter().position(|c| !c.said);
            Some(next.unwrap_or(cells.len().saturating_sub(1)))
        });
        if let (Some(builder), Some(next)) = (state.builder.as_mut(), next) {
            builder.cell = next;
        }
    }
    look(state, ctx)
}

/// Asks for a row as text.
fn as_text(state: &mut State, path: Path) -> Vec<Cmd> {
    let row = state
        .builder
        .as_ref()
        .and_then(|b| b.rows.row(&path)?.expr());
    let Some(expr) = row else {
        // Everything: in the view for that.
        state.view = View::Text;
        super::typed::edit(state);
        return Vec::new();
    };
    let prompt = Prompt::new(
        "This row as text",
        "Such as: orders >= 3 WITHIN 12m. Help lists what can be said.",
        &expr.to_string(),
        move |text| Msg::Row(path, text),
    );
    vec![Cmd::Overlay(prompt.check(readable).overlay())]
}

fn readable(text: &str) -> Result<(), String> {
    match parse(text) {
        (Some(_), problems) if problems.is_empty() => Ok(()),
        (_, problems) => Err(problems.first().map_or("it cannot be read".into(), |p| {
            format!("{}. {}", p.what, p.help())
        })),
    }
}

/// Takes a row that was written as text.
pub(super) fn written(state: &mut State, path: Path, text: &str, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let row = parse(text).0.as_ref().and_then(|e: &Expr| Row::of(e));
    change(state, ctx, |rows| {
        if let (Some(old), Some(row)) = (rows.row_mut(&path), row) {
            *old = row;
        }
        Some(path)
    })
}

/// A click on a piece of a row: chooses it and opens its list.
pub(super) fn click(
    state: &mut State,
    line: usize,
    slot: Option<usize>,
    ctx: &Ctx<'_>,
) -> Vec<Cmd> {
    (state.pane, state.view) = (Pane::Editor, View::Rows);
    let Some(builder) = state.builder.as_mut() else {
        return Vec::new();
    };
    builder.at = line.min(builder.lines().len().saturating_sub(1));
    let chosen = slot.and_then(|slot| {
        let builder = state.builder.as_ref()?;
        let what = builder.lines().get(builder.at)?.what;
        let mut cells = state.cells(what, true).into_iter();
        cells.position(|c| c.slot as usize == slot)
    });
    match (chosen, state.builder.as_mut()) {
        (Some(cell), Some(builder)) => {
            builder.cell = cell;
            open(state, ctx)
        }
        _ => Vec::new(),
    }
}

/// Whether the chosen line is a condition.
pub(super) fn on_condition(state: &State) -> bool {
    let on = || {
        let builder = state.builder.as_ref()?;
        Some(matches!(
            builder.lines().get(builder.at)?.what,
            What::Is(..)
        ))
    };
    on().unwrap_or(false)
}
