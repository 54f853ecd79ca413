//! Welcome: a name, a line, and three doors: look around in a made-up shop, bring in one's own, open a shop file.

mod state;
#[cfg(test)]
mod tests;
mod update;
mod view;

pub use state::State;

use crate::shop::Error;
use crate::shop::files::Folder;
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId};
use crate::tui::app::{Cmd, Ctx, HitMap, Input};
use crate::tui::screens::Screen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::path::PathBuf;

/// What its jobs answer.
pub enum Msg {
    /// The made-up shop is ready in this file.
    Made(Result<PathBuf, Error>),
    /// What a folder holds.
    Files(Result<Folder, Error>),
    /// This file is a shop.
    Opened(Result<PathBuf, Error>),
}

pub(super) const DEMO: Action = Action::new(
    "welcome.demo",
    &["1"],
    "look around",
    "look around in a made-up shop",
)
.words("demo try example")
.quiet()
.twin("regulars demo");
pub(super) const IMPORT: Action = Action::new(
    "welcome.import",
    &["2"],
    "bring in my shop",
    "bring in the files of my shop",
)
.words("import file csv")
.quiet()
.twin("regulars import FILE");
pub(super) const OPEN_FILE: Action = Action::new(
    "welcome.open",
    &["3"],
    "open a shop file",
    "open another shop file",
)
.words("file other switch")
.quiet()
.twin("regulars --shop FILE");

const ACTIONS: &[Action] = &[
    Action {
        footer: true,
        ..c::RIGHT.called("choose", "to the next door")
    },
    c::OPEN.called("start", "through the chosen door"),
    c::QUIT,
    DEMO,
    IMPORT,
    OPEN_FILE,
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
        update::enabled(self, action, ctx)
    }

    fn typing(&self) -> bool {
        self.files.is_some()
    }

    fn deep(&self) -> bool {
        self.files.is_some() || self.making
    }

    fn help(&self) -> (String, String) {
        (
            "Welcome".into(),
            "Three ways to begin. The made-up shop lies in a file of its own, so nothing that you do there touches \
             your shop. Your own data stay on this computer."
                .into(),
        )
    }
}
