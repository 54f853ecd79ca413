//! Customers: find one as you type, and see who they are, what they did and what they see now.

mod belongs;
mod state;
#[cfg(test)]
mod tests;
mod traces;
mod update;
mod view;
mod view_card;
mod view_profile;
mod view_sees;
mod words;

pub use state::State;

use crate::model::ids::CustomerId;
use crate::shop::Error;
use crate::shop::customers::{CustomerRow, Entry, Lately, Page, Part, Sorting, Yardstick};
use crate::shop::preview::Preview;
use crate::shop::why::Why;
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId};
use crate::tui::app::{Cmd, Ctx, HitMap, Input};
use crate::tui::screens::Screen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// What its jobs answer.
pub enum Msg {
    /// The people that a text finds: the text and the first page.
    Found(String, Result<Page<CustomerRow>, Error>),
    /// A further page.
    More(Result<Page<CustomerRow>, Error>),
    /// What people are compared with.
    Yardstick(Result<Yardstick, Error>),
    /// Who was looked at.
    Lately(Result<Lately, Error>),
    /// Everything on one person.
    Card(CustomerId, Box<Result<state::Card, Error>>),
    /// More of what they did.
    Story(CustomerId, Part, Result<Page<Entry>, Error>),
    /// What they see now.
    Sees(CustomerId, Box<Result<Preview, Error>>),
    /// Why products are shown to them.
    Why(Result<Vec<Why>, Error>),
    /// Contact details may be shown: the look is logged.
    Revealed(CustomerId, Result<(), Error>),
    /// In another order.
    Sort(Sorting),
    /// Another part of the timeline.
    Part(Part),
    /// Who is who.
    Who(traces::Who),
    /// In which groups they are, and why.
    Belongs(belongs::Belongs),
}

const ACTIONS: &[Action] = &[
    c::DOWN.called("choose", "move between people"),
    c::OPEN
        .called("full profile", "open the whole profile")
        .twin("regulars customers show ID"),
    c::FIND
        .called("find", "find by name, town, e-mail, phone or order number")
        .twin("regulars customers list --find TEXT"),
    c::PREVIEW
        .called("preview", "see the pages as they do")
        .twin("regulars preview --customer ID"),
    c::WHY
        .called("why these", "why they are shown these products")
        .twin("regulars why --customer ID"),
    c::COPY
        .called(
            "copy summary",
            "copy a summary for support, without contact details unless shown",
        )
        .twin("regulars customers show ID"),
    c::REVEAL
        .called(
            "show details",
            "show or hide e-mail, phone and address; each look is logged",
        )
        .twin("regulars customers show ID --reveal"),
    c::EDIT
        .called(
            "who is who",
            "their traces and the files that state them: part one, or join two people",
        )
        .twin("regulars identities list ID"),
    c::FILTER.called("events", "which part of the timeline to show"),
    c::SORT.called("sort", "newest first, by name or by spent"),
    c::NEXT.called("next", "the next person of the list"),
    belongs::GROUPS,
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

    fn enabled(&self, action: ActionId, ctx: &Ctx<'_>) -> Result<(), String> {
        update::enabled(self, action, ctx)
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
