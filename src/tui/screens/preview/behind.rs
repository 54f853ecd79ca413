//! The orders and events behind a reason: first the reasons with their counts, then the rows of the chosen one.

use super::state::{Entry, State};
use super::{Msg, view_list};
use crate::shop::why::{Proof, Why};
use crate::tui::app::{Cmd, Ctx};
use crate::tui::fmt;
use crate::tui::overlays::Picker;

/// The most rows that a list holds; the rest is counted.
const MOST: usize = 100;

/// Reads everything behind the reasons of the chosen product.
pub(super) fn look(state: &State) -> Option<Cmd> {
    let Some(Entry::Slot(block, slot)) = state.chosen() else {
        return None;
    };
    let ask = state.ask.clone()?;
    Some(Cmd::load("preview.behind", move |cx| {
        let why = cx.shop.why_down_to(&ask, block + 1, slot + 1, MOST);
        Msg::Behind(Box::new(why))
    }))
}

/// The reasons of a product, each with how many rows show it.
pub(super) fn reasons(why: &Why) -> Cmd {
    let mut picker = Picker::new(format!("What stands behind {}?", why.name));
    for (i, term) in why.terms.iter().enumerate() {
        let name = format!("{}  {}", view_list::signed(term.addend), term.words);
        let also = term.also.as_ref().map_or(0, |a| a.total);
        picker = match term.evidence.is_empty() && also == 0 {
            true => picker.impossible(name, "no rows of its own"),
            false => picker.item(name, counted(term.total, also), Msg::Rows(i)),
        };
    }
    Cmd::Overlay(picker.overlay())
}

fn counted(own: usize, also: usize) -> String {
    let own = fmt::counted(own as i64, "row");
    match also {
        0 => own,
        n => format!("{own}, {} others", fmt::count(n as i64)),
    }
}

/// The rows behind a reason, newest first; choosing one leads to whose it is.
pub(super) fn rows(why: &Why, term: usize, ctx: &Ctx<'_>) -> Option<Cmd> {
    let term = why.terms.get(term)?;
    let mut picker = Picker::new(term.words.clone());
    picker = list(picker, &term.evidence, term.total, ctx);
    if let Some(also) = &term.also {
        let how_many = fmt::count(also.total as i64);
        picker = picker.impossible(format!("{how_many} others who bought both"), "");
        picker = list(picker, &also.rows, also.total, ctx);
    }
    Some(Cmd::Overlay(picker.overlay()))
}

fn list(mut picker: Picker, rows: &[Proof], total: usize, ctx: &Ctx<'_>) -> Picker {
    for row in rows {
        let day = fmt::date(ctx.session.zone.day_of(row.at));
        let who = row.who.as_deref().unwrap_or("nobody known");
        let name = format!("{day}  {}  {who}", row.what);
        let line = format!("{} line {}", row.file, fmt::count(row.line as i64));
        picker = match row.customer {
            Some(customer) => picker.item(name, line, Msg::Person(customer)),
            None => picker.impossible(name, line),
        };
    }
    match total.saturating_sub(rows.len()) {
        0 => picker,
        n => picker.impossible(format!("and {} more", fmt::count(n as i64)), ""),
    }
}
