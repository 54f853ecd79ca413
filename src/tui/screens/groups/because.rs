//! Why somebody is in a group or not: a member of the list, or anybody who is looked up.

use super::back;
use super::state::State;
use crate::model::ids::CustomerId;
use crate::shop::Error;
use crate::shop::customers::{CustomerRow, Wanted};
use crate::shop::groups::Explained;
use crate::tui::app::{Cmd, Ctx, Toast};
use crate::tui::overlays::membership::membership;
use crate::tui::overlays::{Overlay, Picker, Prompt};

/// People offered when a text finds several.
const MOST: usize = 40;

/// What questions and jobs answer.
pub enum Msg {
    /// Who is looked for.
    Who(String),
    /// Those that the text finds.
    Found(String, Result<Vec<CustomerRow>, Error>),
    /// This one.
    One(CustomerId),
    /// Why they are in the group of this name, or not.
    Told(String, Box<Result<Explained, Error>>),
}

/// Asks who.
pub(super) fn ask() -> Box<Overlay> {
    Prompt::new(
        "Is somebody in this group, and why?",
        "Who? Part of a name, a town, an e-mail, a customer or order number.",
        "",
        Msg::Who,
    )
    .overlay()
}

/// Asks why somebody is in the group on the screen, or not.
pub(super) fn one(state: &State, customer: CustomerId) -> Cmd {
    let (text, name) = match &state.members {
        Some(listing) => (listing.text.clone(), listing.name.clone()),
        None => (state.text(), state.title()),
    };
    let back = state.back;
    Cmd::load("groups.because", move |cx| {
        let told = back::shop(cx, back).explain_group(&text, customer);
        Msg::Told(name, Box::new(told))
    })
}

/// Takes an answer.
pub(super) fn receive(state: &State, msg: Msg, ctx: &Ctx<'_>) -> Vec<Cmd> {
    match msg {
        Msg::Who(text) => vec![Cmd::load("groups.who", move |cx| {
            let found = cx.shop.customers(&Wanted {
                find: Some(&text),
                limit: MOST,
                ..Wanted::default()
            });
            Msg::Found(text, found.map(|page| page.rows))
        })],
        Msg::Found(text, Ok(rows)) => match rows.as_slice() {
            [] => {
                let more = "Try part of a name, a town, an e-mail or an order number.";
                vec![Cmd::Toast(Toast::error(
                    format!("Nobody is found by “{text}”."),
                    more,
                ))]
            }
            [row] => vec![one(state, row.id)],
            rows => {
                let mut picker = Picker::new(format!("Who? {} are found.", rows.len()));
                for row in rows {
                    let place = row.city.as_deref().or(row.country.as_deref());
                    picker = picker.item(called(row), place.unwrap_or(""), Msg::One(row.id));
                }
                vec![Cmd::Overlay(picker.overlay())]
            }
        },
        Msg::Found(_, Err(why)) => vec![Cmd::Toast(Toast::error(
            "Could not look for them.",
            why.to_string(),
        ))],
        Msg::One(customer) => vec![one(state, customer)],
        Msg::Told(name, told) => match *told {
            Ok(told) => vec![Cmd::Overlay(membership(&told, &name, ctx).overlay())],
            Err(why) => vec![Cmd::Toast(Toast::error(
                "There is no answer now.",
                why.to_string(),
            ))],
        },
    }
}

fn called(row: &CustomerRow) -> String {
    match &row.name {
        Some(name) => name.clone(),
        None => format!("Customer {}", row.id),
    }
}

impl From<Msg> for crate::tui::app::Msg {
    fn from(msg: Msg) -> Self {
        super::Msg::Because(msg).into()
    }
}
