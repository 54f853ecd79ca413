//! What help says of each place of the Groups screen.

use super::pages;
use super::state::{Pane, State};

/// The name of the place with the focus, and what it means.
pub(super) fn help(state: &State) -> (String, String) {
    if state.members.is_some() {
        return (
            "Members of a group".into(),
            "Everybody who matches. w says why somebody is in it, by which data. Contact details are masked until m \
             shows them."
                .into(),
        );
    }
    if let Some(page) = &state.page {
        return pages::help(page);
    }
    match state.pane {
        Pane::List => (
            "Groups".into(),
            "A group is a name for a condition, such as three orders in a year. Who is in it changes by itself as \
             people buy. v says what a group is worth and how it changed, c what groups have in common, R sorts \
             everybody into eleven groups, b goes back to a past day."
                .into(),
        ),
        Pane::Editor => (
            "The text of a group".into(),
            "Conditions joined by AND, OR and NOT, such as orders >= 3 WITHIN 12m. What is wrong is said under the \
             word, and Enter takes the repair. Nothing changes until it is saved."
                .into(),
        ),
        Pane::Matches => (
            "Who matches".into(),
            "Counted anew with every change of the text. While the text has an error, the last good count stays. \
             Enter lists the people."
                .into(),
        ),
    }
}
