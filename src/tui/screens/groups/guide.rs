//! What help says of each place of the Groups screen.

use super::builder::View;
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
        Pane::Editor => match state.view {
            View::Rows => (
                "The conditions of a group".into(),
                "One condition a row: what, how it compares, which value, in which time. Arrows go to a field, Enter \
                 opens what can stand there. a adds a condition, A a group of them, d removes, o changes all and any, \
                 ! turns round, J and K move, u takes back. Ctrl-T shows the same as text and as a sentence. Nothing \
                 changes until it is saved."
                    .into(),
            ),
            View::Text => (
                "The text of a group".into(),
                "Conditions joined by AND, OR and NOT, such as orders >= 3 WITHIN 12m. e writes; what is wrong is \
                 said under the word, and Enter takes the repair. Ctrl-T shows the same as a sentence and as rows. \
                 Nothing changes until it is saved."
                    .into(),
            ),
            View::Sentence => (
                "A group in words".into(),
                "What the conditions say, all together and one by one, and how many people match each alone. Ctrl-T \
                 shows the same as rows and as text."
                    .into(),
            ),
        },
        Pane::Matches => (
            "Who matches".into(),
            "Counted anew with every change of the text. While the text has an error, the last good count stays. \
             Enter lists the people."
                .into(),
        ),
    }
}
