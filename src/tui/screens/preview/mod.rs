//! The Preview: any page as anybody would see it, why each product stands there, and why another does not.

mod behind;
pub mod find;
mod state;
mod summary;
#[cfg(test)]
mod tests;
mod trace;
mod update;
mod view;
mod view_left_out;
mod view_list;
mod view_not;
mod view_why;
pub mod viewer;

pub use state::State;

use crate::model::ids::{CustomerId, ProductId};
use crate::model::placement::PageType;
use crate::model::time::Moment;
use crate::shop::Error;
use crate::shop::how_personal::HowPersonal;
use crate::shop::left_out::LeftOutList;
use crate::shop::preview::Preview;
use crate::shop::why::{Why, WhyNot};
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId};
use crate::tui::app::{Cmd, Ctx, HitMap, Input};
use crate::tui::screens::Screen;
use find::{Choice, What};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use viewer::Composed;

/// What its jobs answer, and what its questions bring.
pub enum Msg {
    /// A page.
    Page(Box<Composed>),
    /// Why an entry of the page stands there.
    Why(state::Entry, Box<Result<Why, Error>>),
    /// What is left out.
    LeftOut(Box<Result<LeftOutList, Error>>),
    /// How personal the pages of others are.
    Level(Result<HowPersonal, Error>),
    /// Everything behind the reasons of a product.
    Behind(Box<Result<Why, Error>>),
    /// The rows behind one reason, by its number.
    Rows(usize),
    /// The person whose row was chosen.
    Person(CustomerId),
    /// Why a product is not there.
    Not(Box<Result<WhyNot, Error>>),
    /// What the open field has found.
    Found(What, Result<Vec<Choice>, Error>),
    /// Another page type.
    PageType(PageType),
    /// As of another moment.
    At(Option<Moment>),
    /// The words of a search page.
    Query(String),
    /// A product that is missed.
    Missed(ProductId),
    /// The page's decision was kept (or not, when reading only), and its page.
    Kept(Box<Result<(Preview, bool), Error>>),
}

/// Which page.
pub const WHERE: Action = Action::new("preview.page", &["o"], "page", "on another page")
    .section(crate::tui::action::Section::Look)
    .words("home category product search cart checkout mail push ad placement")
    .twin("regulars preview --page product --product SKU --customer ID");
/// As of when.
pub const AS_OF: Action = Action::new("preview.at", &["a"], "as of", "as of another day")
    .section(crate::tui::action::Section::Look)
    .words("time past date history")
    .twin("regulars --now 2026-10-31 preview --customer ID");
/// The orders and events behind a reason.
pub const BEHIND: Action = Action::new(
    "preview.behind",
    &["v"],
    "rows behind",
    "the orders and events behind a reason",
)
.section(crate::tui::action::Section::Look)
.words("evidence proof orders events customers who bought")
.twin("regulars why --customer ID --slot 1 --evidence 100");
/// Why not.
pub const WHY_NOT: Action = Action::new(
    "preview.why_not",
    &["N"],
    "why not",
    "why another product is not there",
)
.words("missing left out")
.twin("regulars why-not --customer ID --product SKU");

const ACTIONS: &[Action] = &[
    c::DOWN.called("item", "move between products"),
    c::FIND
        .called("who", "choose whose page it is")
        .words("customer group visitor person as")
        .twin("regulars preview --customer ID"),
    c::WHY
        .called("full trace", "every step that led to this block")
        .twin("regulars why --customer ID --block 1 --slot 1"),
    BEHIND,
    WHY_NOT,
    c::NEXT.called("next customer", "the same page of the next customer"),
    WHERE,
    AS_OF,
    c::COPY.called("copy", "copy this page with its decision's id"),
    c::OPEN.called("product", "open this product"),
    c::REMOVED,
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

    fn hinted(&self, action: ActionId) -> bool {
        self.find.is_none() || action == c::OPEN.id || action == c::DOWN.id
    }

    fn typing(&self) -> bool {
        self.find.is_some()
    }

    fn deep(&self) -> bool {
        self.find.is_some()
    }

    fn help(&self) -> (String, String) {
        (
            "The Preview: what somebody sees, and why".into(),
            "Every product says why it stands there; its score is built up term by term, down to orders and lines of \
             files. ● is this person's own history, ◕ people like them, ◑ the page or season, ◔ everybody, ○ your choice."
                .into(),
        )
    }

    fn header(&self, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
        view::header(self, ctx)
    }
}
