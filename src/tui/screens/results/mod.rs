//! Results: each way of choosing products against its control, what can be said of it, and whether that can be trusted.

mod state;
#[cfg(test)]
mod tests;
mod update;
mod view;
mod view_history;
mod view_one;

pub use state::State;

use crate::shop::Error;
use crate::shop::offline::Offline;
use crate::shop::results::{By, Results};
use crate::shop::settled::Settled;
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId, Section};
use crate::tui::app::{Cmd, Ctx, HitMap, Input};
use crate::tui::screens::Screen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::path::PathBuf;

/// What its jobs and questions answer.
pub enum Msg {
    /// The results.
    Loaded(Box<Result<Results, Error>>),
    /// How the comparison of a row (its id) settled.
    Settled(String, Result<Vec<Settled>, Error>),
    /// What each strategy would have found on the shop's own last weeks.
    History(Box<Result<Offline, Error>>),
    /// The rankers were judged and the judgement is kept.
    Judged(Result<(), Error>),
    /// Rows by another cut.
    By(By),
    /// Another rule of credit.
    Credit(&'static str),
    /// Write the table to this file.
    Save(PathBuf),
    /// It was written: rows, and where.
    Saved(PathBuf, Result<u64, Error>),
}

pub(super) const BY: Action = Action::new(
    "results.by",
    &["b"],
    "rows by",
    "rows by strategy, place, group, day",
)
.section(Section::Look)
.words("cut breakdown placement channel")
.twin("regulars results --by placement");
pub(in crate::tui::screens) const HISTORY: Action = Action::new(
    "results.history",
    &["o"],
    "on history",
    "what each strategy would have found on your own last weeks",
)
.section(Section::Look)
.words("judge offline hit rate ndcg coverage long tail best sellers lift")
.twin("regulars judge");
pub(super) const CREDIT: Action = Action::new(
    "results.credit",
    &["a"],
    "credit",
    "which clicks an order is credited to",
)
.section(Section::Look)
.words("attribution window preset")
.twin("regulars results --attribution NAME");

const ACTIONS: &[Action] = &[
    c::DOWN.called("move", "move between rows"),
    c::OPEN
        .called("open", "this row on the whole page")
        .twin("regulars results --strategy ID"),
    BY,
    c::PERIOD,
    HISTORY,
    c::WHY
        .called("how it is worked out", "how these numbers are worked out")
        .twin("regulars results --json"),
    CREDIT,
    c::EXPORT
        .called("export", "write the table to a file")
        .twin("regulars results --csv"),
    c::COPY
        .called("copy", "copy the table as text")
        .twin("regulars results"),
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
        self.opened || self.on_history
    }

    fn help(&self) -> (String, String) {
        (
            "Results".into(),
            "Each row is compared with its control: people who saw nothing personal on the same days and places. The \
             sentence comes first, the range in which the truth lies second. A coloured range is certain enough to act on."
                .into(),
        )
    }

    fn header(&self, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
        view::header(ctx)
    }
}
