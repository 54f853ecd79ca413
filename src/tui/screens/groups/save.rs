//! Saving a group under its name.

use super::Msg;
use super::state::State;
use crate::shop::Error;
use crate::shop::groups::SavedGroup;
use crate::tui::app::{Cmd, Toast};
use crate::tui::fmt;
use crate::tui::overlays::{Overlay, Prompt};

/// Saves the text on the screen.
pub(super) fn save(state: &State, name: String) -> Vec<Cmd> {
    let (key, text) = (state.key(), state.text());
    vec![Cmd::load("groups.save", move |cx| {
        let saved = cx.shop.save_group(&name, &text);
        Msg::Saved(key, Box::new(saved))
    })]
}

/// Takes the answer.
pub(super) fn saved(state: &mut State, key: &str, answer: Result<SavedGroup, Error>) -> Vec<Cmd> {
    match answer {
        Ok(group) => {
            state.drafts.remove(key);
            state.history.remove(key);
            state.drafts.remove(&group.name);
            state.typing = false;
            if let Some(listing) = &mut state.members {
                (listing.unsaved, listing.name) = (false, group.name.clone());
            }
            state.wanted = Some(group.name.clone());
            let title = format!("Saved “{}”.", group.name);
            let count = fmt::count(group.count as i64);
            let of = fmt::count(group.of as i64);
            let more = format!("{count} of {of} customers are in it.");
            let toast = Toast::done(title, more).key("u", "undo");
            vec![Cmd::Toast(toast), Cmd::DataChanged]
        }
        Err(error) => {
            let toast = Toast::error("The group was not saved.", error.to_string());
            vec![Cmd::Toast(toast)]
        }
    }
}

/// Asks for the name.
pub(super) fn ask_name(state: &State) -> Box<Overlay> {
    let name = state.chosen().map_or("", |g| g.name.as_str());
    Prompt::new(
        "Save the group",
        "What is it called? A short name such as Loyal.",
        name,
        Msg::Name,
    )
    .overlay()
}
