//! What can be done on the Groups screen now, and which of it the footer shows.

use super::back::AS_OF;
use super::build::on_condition;
use super::builder::View;
use super::pages::{self, BESIDE, OVERLAP, RFM, VALUE};
use super::state::{Pane, State};
use super::{ADD, DROP, INSERT, JOIN, NEGATE, NEST, VIEW};
use crate::targeting::diagnostic::Severity;
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::Ctx;

/// Whether an action is possible, else why not.
pub(super) fn enabled(state: &State, action: ActionId, ctx: &Ctx<'_>) -> Result<(), String> {
    let no = |why: &str| Err(why.to_owned());
    let changes = [
        c::SAVE.id,
        c::NEW.id,
        c::DELETE.id,
        c::EDIT.id,
        ADD.id,
        NEST.id,
        INSERT.id,
        VIEW.id,
    ];
    if state.data.ready().is_none() && action != c::REFRESH.id {
        return no("the groups are not read yet");
    }
    if ctx.session.read_only && (action == c::SAVE.id || action == c::DELETE.id) {
        return no("this shop is open for reading only");
    }
    if let Some(listing) = &state.members {
        let closer = [VALUE.id, OVERLAP.id, RFM.id, BESIDE.id, c::FIND.id];
        return match action {
            a if listing.unsaved && (a == c::SAVE.id || a == c::EDIT.id) => Ok(()),
            a if changes.contains(&a) || closer.contains(&a) || a == DROP.id => {
                no("Esc goes back first")
            }
            a if a == c::WHY.id && listing.rows.is_empty() => no("there is nobody in it"),
            _ => Ok(()),
        };
    }
    if let Some(page) = &state.page {
        return pages::enabled(page, action);
    }
    match action {
        a if a == BESIDE.id => no("c lays groups side by side first"),
        a if a == OVERLAP.id && state.entries.len() < 2 => no("there are no two groups"),
        a if [VALUE.id, c::WHY.id, c::FIND.id].contains(&a) && !state.right() => {
            match state.text().trim().is_empty() {
                true => no("write a condition first"),
                false => no("the condition has to be mended first"),
            }
        }
        a if a == c::REVEAL.id => no("contact details stand in the list of members"),
        a if a == c::SAVE.id && !state.changed() => no("nothing has been changed"),
        a if a == c::SAVE.id || a == c::EXPORT.id => match state.worst() {
            Some(p) if p.severity == Severity::Error => Err(format!("{}. {}", p.what, p.help())),
            _ if state.text().trim().is_empty() => no("write a condition first"),
            _ => Ok(()),
        },
        a if a == DROP.id && !state.changed() => no("nothing has been changed"),
        a if rows_only(a) && !state.building() => no(match state.builder {
            None => "the text has to be mended first",
            Some(_) => "it is for the rows of a condition: Ctrl-T shows them",
        }),
        a if rows_only(a) && a != JOIN.id && a != NEGATE.id && !on_condition(state) => {
            no("choose a condition first")
        }
        a if (a == ADD.id || a == NEST.id)
            && state.view != View::Text
            && state.builder.is_none() =>
        {
            no("the text has to be mended first; Ctrl-T shows it")
        }
        a if a == c::DELETE.id && state.building() => match state.text().trim().is_empty() {
            true => no("there is no condition yet"),
            false => Ok(()),
        },
        a if a == c::DELETE.id => match state.chosen() {
            None => no("it is not saved yet; D drops it"),
            Some(g) if g.ready_made => no("it comes with the program"),
            Some(g) => match g.used_by.first() {
                Some(by) => Err(format!(
                    "the {} “{}” uses it; change that first",
                    by.kind, by.name
                )),
                None => Ok(()),
            },
        },
        a if a == c::OPEN.id && state.pane == Pane::Matches && !state.right() => {
            no("the condition has to be mended first")
        }
        a if a == c::COPY.id && state.text().is_empty() => no("there is no text yet"),
        _ => Ok(()),
    }
}

/// Whether an action is about rows only.
fn rows_only(action: ActionId) -> bool {
    [JOIN.id, NEGATE.id, c::RAISE.id, c::LOWER.id].contains(&action)
}

/// Whether the footer shows an action.
pub(super) fn hinted(state: &State, action: ActionId) -> bool {
    let in_members = state.members.is_some();
    if let Some(page) = state.page.as_ref().filter(|_| !in_members) {
        return pages::hinted(page, action);
    }
    match action {
        a if a == BESIDE.id || a == c::PERIOD.id => false,
        a if a == c::WHY.id || a == AS_OF.id => !state.typing,
        a if a == c::EDIT.id => !state.typing && state.members.as_ref().is_none_or(|m| m.unsaved),
        a if a == INSERT.id => state.typing,
        a if a == c::REVEAL.id => in_members,
        a if a == c::SAVE.id => true,
        a if a == c::OPEN.id => !state.typing,
        a if a == c::NEXT_PANE.id => !in_members,
        a if a == c::DOWN.id => {
            !state.typing && (in_members || state.pane == Pane::List || state.building())
        }
        a if a == c::RIGHT.id || a == NEST.id || a == JOIN.id || a == NEGATE.id => state.building(),
        a if a == ADD.id => !state.typing && !in_members && state.pane == Pane::Editor,
        a if a == c::DELETE.id => state.building(),
        a if a == VIEW.id => !state.typing && !in_members && state.pane == Pane::Editor,
        a if a == c::NEW.id => !state.typing && !in_members && state.pane != Pane::Editor,
        a if a == c::COPY.id || a == c::EXPORT.id => !state.typing,
        _ => !state.typing && !in_members,
    }
}
