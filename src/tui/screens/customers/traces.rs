//! Who is who: the traces of the chosen customer with the files that state them, parting one, and joining two people.

use super::state::State;
use super::{Msg, words};
use crate::model::customer::IdentityKind;
use crate::model::ids::CustomerId;
use crate::shop::identities::{TraceRow, Traces};
use crate::tui::app::{Cmd, Ctx, Toast};
use crate::tui::fmt;
use crate::tui::overlays::{Confirm, Picker};

/// What is done with traces.
pub enum Who {
    /// The traces have come.
    Shown(Result<Traces, crate::shop::Error>),
    /// A trace was chosen: is it somebody else's?
    Ask(CustomerId, String, String),
    /// It is.
    Part(CustomerId, String),
    /// Whose person is it too?
    Others(CustomerId),
    /// Two are one.
    Join(CustomerId, CustomerId),
    /// What came of it: the fact and what follows, or why not.
    Done(Result<(String, String), crate::shop::Error>),
}

/// Reads the traces of somebody.
pub(super) fn look(id: CustomerId) -> Cmd {
    Cmd::load("customers.traces", move |cx| {
        Msg::Who(Who::Shown(cx.shop.traces(id)))
    })
}

pub(super) fn receive(state: &State, who: Who, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match who {
        Who::Shown(Ok(traces)) => vec![Cmd::Overlay(list(&traces, ctx).overlay())],
        Who::Ask(id, value, shown) => vec![Cmd::Overlay(
            Confirm::new(
                "Is this somebody else's?",
                format!(
                    "{shown} will not count for {} any more, whatever files say. Orders and events that hang on it go \
                     to whom it names. u joins them again.",
                    name_of(state, id)
                ),
                "Keep it",
                'd',
                "part it",
                Msg::Who(Who::Part(id, value)),
            )
            .overlay(),
        )],
        Who::Part(id, value) => vec![Cmd::load("customers.part", move |cx| {
            let done = cx.shop.part_traces(id, std::slice::from_ref(&value));
            Msg::Who(Who::Done(done.map(|done| {
                let to = match done.parted.first().and_then(|p| p.customer) {
                    Some(to) => format!("It names customer-{to} now."),
                    None => "It is nobody's until an order or event names it.".into(),
                };
                (format!("Parted from customer-{}.", done.customer), to)
            })))
        })],
        Who::Others(id) => vec![Cmd::Overlay(others(state, id, ctx).overlay())],
        Who::Join(id, other) => vec![Cmd::load("customers.join", move |cx| {
            let done = cx.shop.join_people(id, other);
            Msg::Who(Who::Done(done.map(|done| {
                (
                    format!("Joined as customer-{}.", done.kept),
                    format!("customer-{} is a part of them, whatever files say.", done.gone),
                )
            })))
        })],
        Who::Done(Ok((fact, more))) => vec![
            Cmd::Toast(Toast::done(fact, more).key("u", "undo")),
            Cmd::DataChanged,
        ],
        Who::Shown(Err(why)) => vec![Cmd::Toast(Toast::error(
            "The traces could not be read.",
            why.to_string(),
        ))],
        Who::Done(Err(why)) => vec![Cmd::Toast(Toast::error(
            "Nothing was changed.",
            why.to_string(),
        ))],
    }
}

/// The name of somebody of the list, else their number.
fn name_of(state: &State, id: CustomerId) -> String {
    let rows = state.found.rows.ready().map_or(&[][..], |r| &r.rows);
    let row = rows.iter().find(|r| r.id == id);
    let name = row.and_then(|r| r.name.clone());
    name.unwrap_or_else(|| format!("customer-{id}"))
}

/// `E-mail anna.m•••@web.de`.
fn called(kind: &str, value: &str, ctx: &Ctx<'_>) -> String {
    let kind = IdentityKind::named(kind);
    let value = match kind {
        Some(IdentityKind::Email | IdentityKind::Phone) => words::contact(value, ctx.session),
        _ => value.to_owned(),
    };
    let noun = kind.map_or("trace", IdentityKind::noun);
    let (first, rest) = noun.split_at(noun.chars().next().map_or(0, char::len_utf8));
    format!("{}{rest} {value}", first.to_uppercase())
}

/// Where a trace comes from and what hangs on it.
fn note(t: &TraceRow) -> String {
    let mut parts = Vec::new();
    if t.orders > 0 {
        parts.push(fmt::counted(t.orders as i64, "order"));
    }
    if t.events > 0 {
        parts.push(fmt::counted(t.events as i64, "event"));
    }
    if let Some(line) = t.line {
        let file = t.file.as_deref().unwrap_or_default();
        parts.push(format!("{file} line {}", fmt::count(line as i64)));
    }
    parts.join(", ")
}

fn list(traces: &Traces, ctx: &Ctx<'_>) -> Picker {
    let id = traces.customer;
    let name = traces.name.as_deref().unwrap_or("this customer");
    let mut picker = Picker::new(format!("Traces of {name}: is one somebody else's?"));
    for t in &traces.traces {
        let shown = called(
            &t.kind,
            t.read_as
                .as_ref()
                .filter(|_| t.kind == "phone")
                .unwrap_or(&t.value),
            ctx,
        );
        picker = if traces.traces.len() < 2 {
            picker.impossible(shown, note(t))
        } else {
            let ask = Who::Ask(id, t.value.clone(), shown.clone());
            picker.item(shown, note(t), Msg::Who(ask))
        };
    }
    for m in traces.merges.iter().filter(|m| m.undone_at.is_none()) {
        let day = fmt::date(ctx.session.zone.day_of(m.at));
        picker = picker.impossible(
            format!("customer-{} became a part on {day}", m.gone),
            m.because.clone(),
        );
    }
    picker.item(
        "Join with another customer …",
        "if both are one person",
        Msg::Who(Who::Others(id)),
    )
}

fn others(state: &State, id: CustomerId, ctx: &Ctx<'_>) -> Picker {
    let mut picker = Picker::new(format!("Who is the same person as {}?", name_of(state, id)));
    let rows = state.found.rows.ready().map_or(&[][..], |r| &r.rows);
    for row in rows.iter().filter(|r| r.id != id) {
        let contact = row.email.as_ref().or(row.phone.as_ref());
        let contact = contact.map_or_else(String::new, |c| words::contact(c, ctx.session));
        let name = row.name.clone().unwrap_or_else(|| contact.clone());
        let town = row.city.as_deref().unwrap_or_default();
        let known = [contact.as_str(), town];
        let known: Vec<&str> = known.into_iter().filter(|t| !t.is_empty()).collect();
        picker = picker.item(
            name,
            format!("{}  customer-{}", known.join(", "), row.id),
            Msg::Who(Who::Join(id, row.id)),
        );
    }
    picker
}
