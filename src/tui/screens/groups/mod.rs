//! Groups: who is meant by a name, written as a line of text, counted while it is typed.

mod ask;
mod back;
mod because;
mod build;
mod builder;
mod export;
#[cfg(test)]
mod fixture;
mod guide;
mod lines;
mod members;
mod pages;
mod possible;
mod save;
mod sizes;
mod state;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_rows;
mod typed;
mod update;
mod view;
mod view_editor;
mod view_matches;
mod view_rows;
mod view_text;
mod view_words;

pub use state::State;

use self::builder::Said;
use crate::model::ids::CustomerId;
use crate::shop::Error;
use crate::shop::groups::{Counted, FieldValues, GroupSizes, Members, SavedGroup};
use crate::targeting::rows::Path;
use crate::targeting::rows::cells::Slot;
use crate::targeting::rows::source::Source;
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId};
use crate::tui::app::{Cmd, Ctx, HitMap, Input};
use crate::tui::screens::Screen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// What its jobs and questions answer.
pub enum Msg {
    /// The groups, the fields, the names.
    Loaded(Box<Result<state::Loaded, Error>>),
    /// How many match: the group, its text, the answer.
    Counted(String, String, Result<Counted, Error>),
    /// More on those who match a text.
    More(String, Box<Result<state::More, Error>>),
    /// The name to save under.
    Name(String),
    /// What became of saving the draft of a group.
    Saved(String, Box<Result<SavedGroup, Error>>),
    /// What became of deleting a group.
    Deleted(String, Result<(), Error>),
    /// A condition to put at the caret.
    Insert(String),
    /// A condition for the rows; values may be open still.
    Said(Box<Said>),
    /// Values for a piece of a condition.
    Put(Box<Said>, Slot, Vec<String>),
    /// How a group of rows is joined: where, NOTs before it, all or any.
    Joined(Path, usize, bool),
    /// A row as text.
    Row(Path, String),
    /// The shop's values for a piece of a condition.
    Values(Source, Box<Result<FieldValues, Error>>),
    /// Some members of a text, after one of them.
    Members(String, Option<CustomerId>, Box<Result<Members, Error>>),
    /// The file to write members to.
    Export(String),
    /// What became of writing: the file and how many.
    Exported(String, Result<u64, String>),
    /// The sizes of some groups.
    Sizes(Result<GroupSizes, Error>),
    /// Of the page that looks closer.
    Page(pages::Msg),
    /// As of which day.
    Back(back::Msg),
    /// Why somebody is in a group.
    Because(because::Msg),
}

/// Puts a condition into the text that is being written.
pub(crate) const INSERT: Action = Action::new(
    "groups.insert",
    &["Ctrl-N"],
    "add condition",
    "put another condition at the caret",
)
.twin("regulars groups fields");
/// The same before one writes.
pub(crate) const ADD: Action = Action::new(
    "groups.add",
    &["a"],
    "add condition",
    "add a condition: choose what it is about, then its value",
)
.words("field filter")
.twin("regulars groups fields FIELD");
/// Adds a group of conditions to the rows.
pub(crate) const NEST: Action = Action::new(
    "groups.nest",
    &["A"],
    "add nested",
    "add a group of conditions: any of these, all of these",
)
.words("nested brackets or any group");
/// All of these, or any.
pub(crate) const JOIN: Action = Action::new(
    "groups.join",
    &["o"],
    "all or any",
    "all of these conditions, or any of them",
)
.words("and or");
/// Turns a condition round.
pub(crate) const NEGATE: Action = Action::new(
    "groups.negate",
    &["!"],
    "not",
    "the opposite: those for whom it does not hold",
)
.words("not never negate exclude");
/// The other views of the condition.
pub(crate) const VIEW: Action = Action::new(
    "groups.view",
    &["Ctrl-T", "F3"],
    "rows, text",
    "show it as rows, as text, as a sentence",
)
.words("switch builder expression sentence");
/// Gives up what is not saved.
pub(crate) const DROP: Action = Action::new(
    "groups.drop",
    &["D"],
    "drop changes",
    "go back to what is saved",
)
.words("revert discard cancel");

const ACTIONS: &[Action] = &[
    c::DOWN.called("move", "move between groups, and between conditions"),
    Action {
        footer: true,
        ..c::RIGHT.called("field", "to the next field of the condition")
    },
    c::OPEN
        .called(
            "open",
            "change the chosen field; on the count: list who matches",
        )
        .twin("regulars groups members NAME"),
    ADD,
    INSERT,
    c::DELETE
        .called("remove", "remove the condition, or in the list the group")
        .twin("regulars groups rm NAME"),
    c::SAVE
        .called("save", "save the group")
        .twin("regulars groups save NAME CONDITION"),
    pages::VALUE,
    c::NEW
        .called("new", "make a new group")
        .twin("regulars groups save NAME CONDITION"),
    VIEW,
    NEST,
    JOIN,
    NEGATE,
    pages::BESIDE,
    pages::OVERLAP,
    c::EDIT.called("edit", "edit the condition as text"),
    c::WHY
        .called(
            "why",
            "how a number is worked out; on a member: why they are in",
        )
        .twin("regulars groups explain NAME --customer ID"),
    c::PERIOD,
    pages::RFM,
    back::AS_OF,
    c::FIND
        .called("look up", "whether somebody is in this group, and why")
        .words("explain customer member")
        .twin("regulars groups explain NAME --customer ID"),
    c::REVEAL,
    DROP,
    c::COPY
        .called("copy", "copy the condition as text")
        .twin("regulars groups list"),
    c::EXPORT
        .called("export", "write the members to a file")
        .twin("regulars groups members NAME"),
    c::NEXT_PANE,
    c::RAISE.called("move up", "move the condition up"),
    c::LOWER.called("move down", "move the condition down"),
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
        possible::enabled(self, action, ctx)
    }

    fn hinted(&self, action: ActionId) -> bool {
        possible::hinted(self, action)
    }

    fn typing(&self) -> bool {
        self.typing
    }

    fn undoes(&self, again: bool) -> bool {
        self.pane == state::Pane::Editor
            && !self.typing
            && self.members.is_none()
            && self.page.is_none()
            && self.drafts.contains_key(&self.key())
            && (self.can_step(again) || self.changed())
    }

    fn deep(&self) -> bool {
        self.typing
            || self.members.is_some()
            || self.page.is_some()
            || self.pane != state::Pane::List
    }

    fn unsaved(&self) -> Option<String> {
        let unsaved = self.entries.iter().find(|e| self.is_unsaved(**e))?;
        Some(match self.group(*unsaved) {
            Some(g) => format!("The draft of “{}”", g.name),
            None => "The new group".into(),
        })
    }

    fn help(&self) -> (String, String) {
        guide::help(self)
    }

    fn header(&self, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
        view::header(self, ctx)
    }
}
