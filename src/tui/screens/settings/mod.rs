//! The Settings: what the shop says of itself, and how this terminal shows it.

mod state;
#[cfg(test)]
mod tests;
mod update;
mod view;

pub use state::State;

use crate::shop::Error;
use crate::shop::settings::Setting;
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId};
use crate::tui::app::{Cmd, Ctx, HitMap, Input};
use crate::tui::screens::Screen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What its jobs and questions answer.
pub enum Msg {
    /// All settings.
    Loaded(Result<Vec<Setting>, Error>),
    /// A new value as typed, for a key.
    Typed(&'static str, String),
    /// It was set, or why not.
    Set(Result<Setting, Error>),
}

const ACTIONS: &[Action] = &[
    c::DOWN.called("move", "move between settings"),
    c::OPEN
        .called("change", "change this setting")
        .twin("regulars settings set currency EUR"),
    c::THEME,
    c::MOUSE,
    c::REFRESH.quiet(),
];

impl Screen for State {
    type Msg = Msg;
    const ACTIONS: &'static [Action] = ACTIONS;

    fn update(&mut self, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
        update::update(self, input, ctx)
    }

    fn receive(&mut self, msg: Msg, _ctx: &Ctx<'_>) -> Vec<Cmd> {
        update::receive(self, msg)
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
        view::view(self, ctx, area, buf, hits);
    }

    fn enabled(&self, action: ActionId, ctx: &Ctx<'_>) -> Result<(), String> {
        match action {
            a if a == c::OPEN.id && ctx.session.read_only => {
                Err("the shop is open for looking only".into())
            }
            a if a == c::OPEN.id && self.chosen().is_none() => Err("there is nothing here".into()),
            _ => Ok(()),
        }
    }

    fn help(&self) -> (String, String) {
        (
            "Settings of the shop".into(),
            "What all figures rest on: name, currency, time zone, and which orders count as a sale. \
             A change is worked through every figure at once; u takes it back."
                .into(),
        )
    }
}
