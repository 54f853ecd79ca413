//! The Homepage as it looks: its blocks in order with pictures, how personal it is, and what stands behind each block.

mod compare;
mod state;
#[cfg(test)]
mod tests;
mod update;
mod view;
mod view_block;
mod view_side;

pub use state::State;

use crate::shop::Error;
use crate::shop::how_personal::HowPersonal;
use crate::shop::layouts::{BlockBehind, MovedBlock};
use crate::shop::preview::Preview;
use crate::shop::spots::Spot;
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId};
use crate::tui::app::{Cmd, Ctx, HitMap, Input};
use crate::tui::screens::Screen;
use crate::tui::screens::preview::find::{Choice, What};
use crate::tui::screens::preview::viewer::Composed;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// What its jobs answer.
pub enum Msg {
    /// A page.
    Page(Box<Composed>),
    /// What stands behind the blocks.
    Behind(Result<Vec<BlockBehind>, Error>),
    /// How the spots did.
    Spots(Result<Vec<Spot>, Error>),
    /// How personal the pages of others are.
    Level(Result<HowPersonal, Error>),
    /// What a new visitor sees.
    Plain(Box<Result<Preview, Error>>),
    /// What the open field has found.
    Found(What, Result<Vec<Choice>, Error>),
    /// A block was moved.
    Moved(Result<MovedBlock, Error>),
}

const ACTIONS: &[Action] = &[
    c::DOWN.called("block", "move between blocks"),
    c::OPEN.called("details", "what stands behind this block"),
    Action {
        footer: true,
        ..c::LOWER
            .called("move down", "move the block down the page, for everybody")
            .twin("regulars layouts add FILE")
    },
    c::RAISE
        .called("move up", "move the block up the page, for everybody")
        .twin("regulars layouts add FILE"),
    c::COMPARE.called("compare", "side by side with a new visitor's page"),
    c::NEXT.called("next customer", "the same page of the next customer"),
    c::FIND
        .called("who", "choose whose page it is")
        .words("customer group visitor person as")
        .twin("regulars preview --customer ID"),
    c::PREVIEW.called("reasons", "why each product stands there"),
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
        self.find.is_none() || action == c::OPEN.id || action == c::DOWN.id
    }

    fn typing(&self) -> bool {
        self.find.is_some()
    }

    fn deep(&self) -> bool {
        self.find.is_some() || self.compared
    }

    fn help(&self) -> (String, String) {
        (
            "The homepage as somebody sees it".into(),
            "Blocks from the top of the page. The mark beside a price says how near its reason is: ● this person's own \
             history, ◕ people like them, ◑ the page or season, ◔ everybody, ○ your choice. J and K move a block for \
             everybody who sees this layout; u takes it back."
                .into(),
        )
    }

    fn header(&self, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
        view::header(self, ctx)
    }
}
