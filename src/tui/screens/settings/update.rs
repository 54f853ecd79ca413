//! What keys, clicks and answers do to the Settings.

use super::Msg;
use super::state::State;
use crate::tui::action::catalog as c;
use crate::tui::app::{Cmd, Ctx, Hit, Input, Toast};
use crate::tui::overlays::Prompt;

/// The slots of its jobs.
pub(super) const SLOT: &str = "settings";
pub(super) const SET: &str = "settings.set";
/// Its list.
pub(super) const LIST: &str = "settings.list";

fn load() -> Vec<Cmd> {
    vec![Cmd::load(SLOT, |cx| Msg::Loaded(cx.shop.settings()))]
}

pub(super) fn update(state: &mut State, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
    let len = state.count();
    match input {
        Input::Open(_) if state.data.ready().is_some() => {}
        Input::Open(_) | Input::Changed => return load(),
        Input::Act(action) if action == c::OPEN.id => return change(state, ctx),
        Input::Act(action) => {
            state.list.act(action, len);
        }
        Input::Click(Hit::Row { list: LIST, index }) => {
            let again = state.list.selected == index;
            state.list.select(index, len);
            if again {
                return change(state, ctx);
            }
        }
        Input::Wheel { list: LIST, by } => {
            state.list.wheel(by, len);
        }
        Input::Seen {
            list: LIST, rows, ..
        } => state.list.seen(rows, len),
        _ => {}
    }
    Vec::new()
}

/// Asks for another value of the chosen setting.
fn change(state: &State, ctx: &Ctx<'_>) -> Vec<Cmd> {
    if ctx.session.read_only {
        return Vec::new();
    }
    let Some(setting) = state.chosen() else {
        return Vec::new();
    };
    let (key, now) = (setting.key, setting.words());
    let now = if setting.value.is_null() { "" } else { &now };
    let prompt = Prompt::new(format!("Change {key}"), setting.what, now, move |text| {
        Msg::Typed(key, text)
    });
    vec![Cmd::Overlay(prompt.overlay())]
}

pub(super) fn receive(state: &mut State, msg: Msg) -> Vec<Cmd> {
    match msg {
        Msg::Loaded(answer) => {
            let failed = state.data.take(answer);
            let len = state.count();
            state.list.select(state.list.selected, len);
            let said = failed.map(|why| Toast::error("Could not read the settings.", why));
            said.map(Cmd::Toast).into_iter().collect()
        }
        Msg::Typed(key, text) => vec![Cmd::load(SET, move |cx| {
            Msg::Set(cx.shop.set_setting(key, &text))
        })],
        Msg::Set(Ok(setting)) => {
            let said = format!("{} is now {}.", setting.key, setting.words());
            let toast = Toast::done(said, "Every figure follows.").key("u", "undo");
            vec![Cmd::Toast(toast), Cmd::DataChanged]
        }
        Msg::Set(Err(why)) => {
            let toast = Toast::error("Nothing was changed.", why.to_string());
            vec![Cmd::Toast(toast)]
        }
    }
}
