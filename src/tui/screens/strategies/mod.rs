//! Strategies and rules: what is shown to whom, in which state, and what a change of it would do.

mod cost;
mod state;
#[cfg(test)]
mod tests;
mod update;
mod view;
mod view_detail;
mod view_switch;

pub use state::State;

use crate::model::strategy::State as Life;
use crate::shop::Error;
use crate::shop::diff::Diff;
use crate::shop::offline::Offline;
use crate::shop::results::Row;
use crate::shop::wishes::Wished;
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId};
use crate::tui::app::{Cmd, Ctx, HitMap, Input};
use crate::tui::screens::Screen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What its jobs answer.
pub enum Msg {
    /// Both lists.
    Loaded(Box<Result<state::Loaded, Error>>),
    /// One document in full.
    Detail(Box<Result<state::Detail, Error>>),
    /// What came of the strategies.
    Results(Result<Vec<Row>, Error>),
    /// What each would have found on the shop's own last weeks.
    History(Result<Offline, Error>),
    /// What the wishes and caps of a strategy cost.
    Cost(Box<Result<Wished, Error>>),
    /// What the switch would do: to which document, into which state.
    Diff(state::Key, Life, Result<Diff, Error>),
    /// What became of a change: what was done, and whether it went well.
    Changed(String, Result<(), Error>),
}

/// Pauses what is live, and sets live what is not.
pub(crate) const SWITCH: Action = Action::new(
    "strategies.switch",
    &["Space"],
    "live or pause",
    "set it live, or pause it",
)
.words("switch on off state draft")
.twin("regulars strategies set ID live");

/// What wishes and caps cost.
pub(crate) const COST: Action = Action::new(
    "strategies.cost",
    &["b"],
    "what wishes cost",
    "what its wishes and caps cost in what people buy next",
)
.words("margin novelty long tail diversity caps price relevance")
.twin("regulars strategies wish ID --try");

const ACTIONS: &[Action] = &[
    c::DOWN.called("move", "move between strategies"),
    c::OPEN
        .called("details", "the whole document on one page")
        .twin("regulars strategies show ID"),
    SWITCH,
    Action {
        footer: true,
        ..c::LOWER.called("order", "move it down: earlier ones are tried first")
    },
    c::RAISE,
    c::NEXT_PANE.called("rules", "from the strategies to the rules and the document"),
    c::PREVIEW
        .called("preview", "see the pages as a customer does")
        .twin("regulars preview"),
    COST,
    c::WHY
        .called(
            "how it is worked out",
            "how its numbers on history are worked out",
        )
        .twin("regulars judge"),
    c::NEXT.called("next example", "the next person whose page would change"),
    c::COPY
        .called("copy", "copy the document as TOML, to change and add again")
        .twin("regulars strategies show ID"),
    c::DELETE
        .called("delete", "take it out of the shop")
        .twin("regulars strategies rm ID"),
    c::REFRESH.quiet(),
];

impl Screen for State {
    type Msg = Msg;
    const ACTIONS: &'static [Action] = ACTIONS;

    fn update(&mut self, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
        update::update(self, input, ctx)
    }

    fn receive(&mut self, msg: Msg, ctx: &Ctx<'_>) -> Vec<Cmd> {
        update::receive(self, msg, ctx)
    }

    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
        view::view(self, ctx, area, buf, hits);
    }

    fn enabled(&self, action: ActionId, ctx: &Ctx<'_>) -> Result<(), String> {
        update::enabled(self, action, ctx)
    }

    fn hinted(&self, action: ActionId) -> bool {
        update::hinted(self, action)
    }

    fn deep(&self) -> bool {
        self.opened || self.pane == state::Pane::Detail
    }

    fn help(&self) -> (String, String) {
        update::help(self)
    }
}
