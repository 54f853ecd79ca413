//! Products: find one as you type, and see what it costs, how it sells, who buys it and what goes with it.

mod facts;
mod state;
#[cfg(test)]
mod tests;
mod update;
mod view;
mod view_card;
mod view_page;

pub use state::State;

use crate::model::ids::ProductId;
use crate::shop::Error;
use crate::shop::products::{Page, ProductRow, Sorting};
use crate::shop::recommend::RecommendedItem;
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId};
use crate::tui::app::{Cmd, Ctx, HitMap, Input};
use crate::tui::screens::Screen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// What its jobs answer.
pub enum Msg {
    /// The products that a text finds: the text and the first page.
    Found(String, Result<Page<ProductRow>, Error>),
    /// A further page.
    More(Result<Page<ProductRow>, Error>),
    /// Everything on one product.
    Card(ProductId, Box<Result<state::Card, Error>>),
    /// What is bought together with it.
    Together(ProductId, Result<Vec<RecommendedItem>, Error>),
    /// In another order.
    Sort(Sorting),
}

const ACTIONS: &[Action] = &[
    c::DOWN.called("choose", "move between products"),
    c::OPEN
        .called("open", "open all that is known of this product")
        .twin("regulars products show ID"),
    c::FIND
        .called("find", "find by title, SKU, brand or category")
        .twin("regulars products list --find TEXT"),
    c::PREVIEW
        .called("preview", "see the product page as a shopper does")
        .twin("regulars preview --page product --product ID"),
    c::WHY
        .called("why these", "why these products go with it")
        .twin("regulars recommend --product ID"),
    c::COPY
        .called("copy", "copy what is known as text")
        .twin("regulars products show ID"),
    c::SORT.called("sort", "by title, newest or price"),
    c::NEXT.called("next", "the next product of the list"),
    c::NEXT_PANE.quiet(),
    c::PREVIOUS_PANE,
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

    fn hinted(&self, action: ActionId) -> bool {
        update::hinted(self, action)
    }

    fn typing(&self) -> bool {
        self.found.typing
    }

    fn deep(&self) -> bool {
        self.found.typing || self.found.open.is_some() || !self.found.find.value().is_empty()
    }

    fn help(&self) -> (String, String) {
        update::help(self)
    }

    fn header(&self, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
        view::header(self, ctx)
    }
}
