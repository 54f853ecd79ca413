//! In which groups somebody is, and why they are in one or not.

use super::Msg;
use crate::model::ids::CustomerId;
use crate::shop::Error;
use crate::shop::groups::Explained;
use crate::tui::action::{Action, Section};
use crate::tui::app::{Cmd, Ctx, Toast};
use crate::tui::overlays::Picker;
use crate::tui::overlays::membership::membership;

/// What questions and jobs answer.
pub enum Belongs {
    /// Every group, and whether they are in it.
    Listed(CustomerId, Result<Vec<(String, bool)>, Error>),
    /// Why they are in this one or not.
    One(CustomerId, String),
    /// The answer for a group.
    Told(String, Box<Result<Explained, Error>>),
}

/// Opens the list.
pub(crate) const GROUPS: Action = Action::new(
    "customers.groups",
    &["W"],
    "which groups",
    "which groups they are in, and why in one or not",
)
.section(Section::Look)
.words("why member target condition explain belongs")
.twin("regulars groups explain NAME --customer ID");

/// Asks in which groups they are.
pub(super) fn look(id: CustomerId) -> Cmd {
    Cmd::load("customers.groups", move |cx| {
        let listed = || {
            let of = cx.shop.groups_of(id)?;
            let all = cx.shop.group_list()?.into_iter();
            let mut all: Vec<(String, bool)> = all
                .filter(|g| g.problem.is_none())
                .map(|g| (of.contains(&g.name), g.name))
                .map(|(is_in, name)| (name, is_in))
                .collect();
            all.sort_by_key(|(_, is_in)| !is_in);
            Ok(all)
        };
        Msg::Belongs(Belongs::Listed(id, listed()))
    })
}

/// Takes an answer.
pub(super) fn receive(msg: Belongs, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let failed = |why: Error| {
        let toast = Toast::error("There is no answer now.", why.to_string());
        vec![Cmd::Toast(toast)]
    };
    match msg {
        Belongs::Listed(id, Ok(all)) => {
            let mut picker = Picker::new("Why are they in this group, or not?");
            for (name, is_in) in all {
                let note = if is_in { "in it" } else { "not in it" };
                picker = picker.item(name.clone(), note, Msg::Belongs(Belongs::One(id, name)));
            }
            vec![Cmd::Overlay(picker.overlay())]
        }
        Belongs::Listed(_, Err(why)) => failed(why),
        Belongs::One(id, name) => vec![Cmd::load("customers.because", move |cx| {
            let told = cx.shop.explain_group(&name, id);
            Msg::Belongs(Belongs::Told(name, Box::new(told)))
        })],
        Belongs::Told(name, told) => match *told {
            Ok(told) => vec![Cmd::Overlay(membership(&told, &name, ctx).overlay())],
            Err(why) => failed(why),
        },
    }
}
