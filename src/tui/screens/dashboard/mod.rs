//! The Dashboard: four figures, the strategies against their control, their days, and what to do next.

mod state;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_offline;
mod update;
mod view;
mod view_offline;
mod view_strategy;

pub use state::State;

use crate::shop::Error;
use crate::shop::dashboard::{Dashboard, GroupRate};
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId};
use crate::tui::app::{Cmd, Ctx, HitMap, Input};
use crate::tui::screens::Screen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// What its jobs answer.
pub enum Msg {
    /// All of it.
    Loaded(Box<Result<Dashboard, Error>>),
    /// For whom a strategy works: its id and the groups.
    WorksFor(String, Result<Vec<GroupRate>, Error>),
    /// The rankers were judged and the judgement is kept.
    Judged(Result<(), Error>),
    /// The table by another column.
    Sort(state::Column),
}

const ACTIONS: &[Action] = &[
    c::DOWN.called("move", "move between strategies"),
    c::OPEN
        .called("open", "open this strategy")
        .twin("regulars results --by strategy"),
    c::WHY
        .called("why this number", "how these numbers are worked out")
        .twin("regulars results --json"),
    c::SORT,
    c::PERIOD,
    c::COPY
        .called("copy", "copy the table as text")
        .twin("regulars results"),
    c::NEXT_PANE,
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

    fn enabled(&self, action: ActionId, _ctx: &Ctx<'_>) -> Result<(), String> {
        update::enabled(self, action)
    }

    fn deep(&self) -> bool {
        self.opened
    }

    fn help(&self) -> (String, String) {
        update::help(self)
    }

    fn header(&self, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
        view::header(ctx)
    }
}
