//! Writing the text of a group: conditions out of the list, and repairs of what is wrong.

use super::Msg;
use super::builder::View;
use super::state::{Pane, State};
use super::update::look;
use crate::tui::app::{Cmd, Ctx};
use crate::tui::event::Key;
use crate::tui::overlays::{Overlay, Picker};
use crate::tui::widgets::input::TextInput;

/// Begins to write.
pub(super) fn edit(state: &mut State) {
    state.pane = Pane::Editor;
    match state.view {
        View::Text => {
            state.remember();
            state.typing = true;
            state.draft();
        }
        View::Sentence => state.view = View::Rows,
        // What cannot be read as rows is mended as text.
        View::Rows if state.builder.is_none() => {
            state.view = View::Text;
            edit(state);
        }
        View::Rows => {}
    }
}

/// Puts a condition at the caret, joined to what stands there.
pub(super) fn insert(state: &mut State, condition: &str) {
    state.pane = Pane::Editor;
    state.view = View::Text;
    state.remember();
    state.typing = true;
    let at = state.caret();
    let text = state.text();
    let before = text.get(..at).unwrap_or_default().trim_end();
    let joined = ["and", "or", "not", "("]
        .iter()
        .any(|w| before.to_lowercase().ends_with(w));
    let blank = if text.get(..at).is_some_and(|b| b.ends_with(' ')) {
        ""
    } else {
        " "
    };
    let piece = match (before.is_empty(), joined) {
        (true, _) => condition.to_owned(),
        (_, true) => format!("{blank}{condition}"),
        _ => format!("{blank}AND {condition}"),
    };
    state.draft().paste(&piece);
}

/// Puts the offered repair in place of what is wrong.
pub(super) fn repair(state: &mut State, ctx: &Ctx<'_>) -> Option<Vec<Cmd>> {
    let problem = state.offered()?;
    let text = state.text();
    // The whole text as it was meant, or the one place that is wrong.
    let with = problem.replacement.clone()?;
    let span = match problem.whole {
        true => 0..text.len(),
        false => problem.span.range(),
    };
    let (head, tail) = (text.get(..span.start)?, text.get(span.end..)?);
    let mut field = TextInput::with(&format!("{head}{with}{tail}"));
    if let Some(left) = Key::named("Left") {
        for _ in tail.chars() {
            field.key(left);
        }
    }
    *state.draft() = field;
    Some(look(state, ctx))
}

/// Every field with what it says; taking one puts its example into the text.
pub(super) fn fields(state: &State) -> Box<Overlay> {
    let mut picker = Picker::new("Which condition?");
    for field in state.data.ready().iter().flat_map(|d| &d.fields) {
        let example = match field.info.name == field.name {
            true => field.info.example.to_owned(),
            false => field.info.example.replace(field.info.name, &field.name),
        };
        picker = picker.item(field.name.clone(), field.info.purpose, Msg::Insert(example));
    }
    picker.overlay()
}
