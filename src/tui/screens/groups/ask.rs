//! The questions behind the pieces of a row: which list opens, and what becomes of the answer.

mod field;
mod how;
mod time;
mod value;

pub(super) use field::choose_field;

use super::Msg;
use super::builder::Said;
use super::state::State;
use crate::shop::Error;
use crate::shop::groups::{FieldValue, FieldValues};
use crate::targeting::ast::ThenWhat;
use crate::targeting::rows::cells::{Slot, can_be_never, cells};
use crate::targeting::rows::change::{
    self, then, value, values, what_of, with_then, with_times, with_values, with_what, with_window,
};
use crate::targeting::rows::source::{Source, source};
use crate::targeting::rows::start::{open, then_of};
use crate::targeting::rows::typed;
use crate::tui::app::{Cmd, Ctx, Toast};
use crate::tui::overlays::{Choice, Chooser, Overlay};

/// The slot of the values of a field.
pub(super) const VALUES: &str = "groups.values";

/// Goes on with a condition: asks what is open still, else puts it into the rows.
pub(super) fn go_on(state: &mut State, said: Said, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match open(&said.cond) {
        Some(slot) => ask(state, said, slot, ctx),
        None => super::build::commit(state, said, ctx),
    }
}

/// Opens the list for a piece of a condition.
pub(super) fn ask(state: &mut State, said: Said, slot: Slot, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let Some(data) = state.data.ready() else {
        return Vec::new();
    };
    match source(&said.cond, slot, &data.vocabulary) {
        Some(Source::Groups) => {
            let values = FieldValues {
                unit: "people",
                values: data
                    .rows
                    .iter()
                    .filter(|g| g.name != state.key())
                    .map(|g| FieldValue {
                        value: g.name.clone(),
                        shown: g.name.clone(),
                        count: g.count.filter(|_| g.missing.is_empty()),
                    })
                    .collect(),
                more: false,
            };
            show(value::choose(state, said, slot, &values))
        }
        Some(Source::Days) => show(time::choose_day(said, slot, ctx)),
        Some(Source::Number(kind)) => show(value::choose_number(said, slot, kind)),
        Some(Source::Lengths) => show(time::choose_length(said, slot)),
        Some(Source::Typed) => show(value::write(state, said, slot)),
        Some(of) => match state.choosing.values.get(&of) {
            Some(values) => {
                let values = values.clone();
                show(value::choose(state, said, slot, &values))
            }
            None => {
                state.choosing.waits = Some((said, slot));
                vec![Cmd::load(VALUES, move |cx| {
                    let values = cx.shop.field_values(&of, cx.cancel);
                    Msg::Values(of, Box::new(values))
                })]
            }
        },
        None => match slot {
            Slot::Field => show(choose_field(state, said.aim.clone(), Some(&said.cond))),
            Slot::Op => show(how::choose_op(state, said)),
            Slot::Times => show(how::choose_times(said)),
            Slot::Window => show(time::choose_window(said, ctx)),
            Slot::Then => show(how::choose_then(said)),
            _ => Vec::new(),
        },
    }
}

fn show(overlay: Box<Overlay>) -> Vec<Cmd> {
    vec![Cmd::Overlay(overlay)]
}

/// Takes the values that a question waited for.
pub(super) fn values_came(
    state: &mut State,
    of: Source,
    values: Result<FieldValues, Error>,
    ctx: &Ctx<'_>,
) -> Vec<Cmd> {
    let waits = state.choosing.waits.take();
    match values {
        Ok(values) => {
            state.choosing.values.insert(of, values);
            match waits {
                Some((said, slot)) => ask(state, said, slot, ctx),
                None => Vec::new(),
            }
        }
        Err(error) => {
            let fact = "The values could not be read.";
            vec![Cmd::Toast(Toast::error(fact, error.to_string()))]
        }
    }
}

/// A condition with the values that were chosen for a piece of it.
pub(super) fn put(said: Said, slot: Slot, chosen: &[String]) -> Said {
    let Said {
        aim,
        mut nots,
        cond,
    } = said;
    let first = chosen.first().map_or("", String::as_str);
    let cond = match slot {
        Slot::What => {
            let what = change::what(&cond).cloned();
            with_what(cond, what.map(|w| what_of(w, value(first))))
        }
        Slot::Value => {
            let values = chosen.iter().map(|v| value(v)).collect();
            with_values(cond, values)
        }
        Slot::Low | Slot::High => {
            let mut both = values(&cond);
            if let Some(end) = both.get_mut(usize::from(slot == Slot::High)) {
                *end = value(first);
            }
            with_values(cond, both)
        }
        Slot::Times => {
            if can_be_never(&cond) || first == how::NEVER {
                nots = usize::from(first == how::NEVER);
            }
            with_times(cond, typed::times(first))
        }
        Slot::Window => with_window(cond, typed::window(first)),
        Slot::Then => {
            let mut next = then_of(first);
            if let (Some(next), Some(before)) = (&mut next, then(&cond)) {
                next.within = before.within.clone();
            }
            with_then(cond, next)
        }
        Slot::ThenWhat | Slot::ThenWithin => {
            let next = then(&cond).cloned().map(|mut next| {
                match (slot, next.what.clone()) {
                    (Slot::ThenWhat, ThenWhat::What(what)) => {
                        next.what = ThenWhat::What(what_of(what, value(first)));
                    }
                    (Slot::ThenWhat, _) => {}
                    _ => next.within = value(first),
                }
                next
            });
            with_then(cond, next)
        }
        Slot::Joint | Slot::Not | Slot::Field | Slot::Op => cond,
    };
    Said { aim, nots, cond }
}

pub(super) fn chooser(title: String, items: Vec<Choice>, said: Said, slot: Slot) -> Chooser {
    Chooser::new(title, items, move |values| {
        Msg::Put(Box::new(said), slot, values)
    })
}

/// What a question is about: the words of the row up to the piece that is asked for.
pub(super) fn about(state: &State, said: &Said, slot: Slot) -> String {
    let Some(data) = state.data.ready() else {
        return String::new();
    };
    let all = cells(said.nots, &said.cond, &data.vocabulary, true);
    let before = all.iter().take_while(|c| c.slot != slot);
    let words: Vec<&str> = before.map(|c| c.text.as_str()).collect();
    words.join(" ")
}
