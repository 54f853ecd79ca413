//! Data: which files were brought in, what of them could not be used, taking one back; and the wizard that brings in
//! another one, which writes nothing before its last step.

mod pickers;
mod quality;
mod state;
#[cfg(test)]
mod tests;
mod update;
mod update_wizard;
mod view;
mod view_check;
mod view_columns;
mod view_import;
mod view_quality;
mod view_wizard;
mod waiting;
mod wizard;

pub use state::State;

use crate::model::country::Country;
use crate::model::ids::BatchId;
use crate::model::money::Currency;
use crate::model::time::Zone;
use crate::shop::Error;
use crate::shop::doctor::Checkup;
use crate::shop::files::Folder;
use crate::shop::import::{Field, ImportReport};
use crate::shop::imports::{Batch, ImportPage, Withdrawn};
use crate::shop::look::{FileCheck, Look};
use crate::shop::retry::{Dismissed, RetryOptions, RetryReport};
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId, Section};
use crate::tui::app::{Cmd, Ctx, HitMap, Input};
use crate::tui::screens::Screen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// What its jobs and questions answer.
pub enum Msg {
    /// Every import.
    Imports(Result<Vec<Batch>, Error>),
    /// One of them.
    Page(BatchId, Box<Result<ImportPage, Error>>),
    /// How good the data are.
    Quality(Box<Result<Checkup, Error>>),
    /// Take it back: it was confirmed.
    TakeBack(BatchId),
    /// It was taken back; the name of its file.
    TakenBack(String, Result<Withdrawn, Error>),
    /// What a folder holds.
    Files(Result<Folder, Error>),
    /// What a file looks like.
    Looked(Box<Result<Look, Error>>),
    /// What the file says goes in with another one that was dropped with it.
    PutBehind,
    /// What a column holds (`None`: nothing of use).
    Field(usize, Option<Field>),
    /// What the whole file would become.
    Checked(Box<Result<FileCheck, Error>>),
    /// What would become of the shop.
    Tried(Box<Result<ImportReport, Error>>),
    /// The shop's currency.
    Currency(Currency),
    /// The shop's zone.
    Zone(Zone),
    /// The shop's country; `None`: it stays open.
    Country(Option<Country>),
    /// Correct this cell of the chosen row.
    Correct(usize),
    /// This column is read wrongly.
    MapColumn(usize),
    /// Try the waiting rows again.
    Retry(BatchId, RetryOptions),
    /// They were tried.
    Retried(Box<Result<RetryReport, Error>>),
    /// A row is left out for good.
    Dismissed(Result<Dismissed, Error>),
    /// The import has ended.
    Imported(Box<Result<ImportReport, Error>>),
}

pub(super) const FORMAT: Action = Action::new(
    "data.format",
    &["f"],
    "format",
    "read the file as another format",
)
.section(Section::Look)
.twin("regulars import --as FORMAT FILE");
pub(super) const PROBLEMS: Action = Action::new(
    "data.problems",
    &["b"],
    "rows to fix",
    "rows that need a look",
)
.section(Section::Look)
.twin("regulars import --dry-run FILE");

pub(super) const MAP: Action = Action::new(
    "data.map",
    &["o"],
    "map a column",
    "say what a column holds, and try the waiting rows again",
)
.words("column mapping retry quarantine")
.twin("regulars imports retry ID --map COLUMN=FIELD");
pub(super) const DISMISS: Action = Action::new(
    "data.dismiss",
    &["-"],
    "leave out",
    "leave the row out for good",
)
.words("dismiss row quarantine")
.twin("regulars imports dismiss ID LINE");

pub(super) const LOOK_OVER: Action = Action::new(
    "data.quality",
    &["v"],
    "data quality",
    "look the data over: what is odd, what is missing",
)
.section(Section::Look)
.words("doctor check verify health findings readiness missing duplicates")
.twin("regulars doctor");

const ACTIONS: &[Action] = &[
    c::DOWN.called("move", "move in the list"),
    c::OPEN
        .called("choose", "open the import, choose in the wizard")
        .twin("regulars imports show ID"),
    Action {
        footer: true,
        ..c::RIGHT.called("steps", "to the next step of the wizard")
    },
    c::LEFT.called("step back", "to the step before"),
    c::NEW
        .called("bring in a file", "bring in a file")
        .words("import csv shopify orders events upload")
        .twin("regulars import FILE"),
    LOOK_OVER,
    c::NEXT_PANE.called("other part", "to what the strategies need, and back"),
    c::DELETE
        .called("take back", "take an import back")
        .words("undo import remove")
        .twin("regulars imports undo ID"),
    c::EDIT
        .called("correct", "correct the row and try it again")
        .words("retry quarantine fix cell")
        .twin("regulars imports retry ID --set LINE:COLUMN=VALUE"),
    MAP,
    DISMISS,
    PROBLEMS,
    FORMAT,
    c::COPY
        .called("copy", "copy the report as text")
        .twin("regulars imports show ID"),
    Action {
        footer: true,
        ..c::BACK.called("leave", "one step out; what was chosen is kept")
    },
    c::REVEAL.quiet(),
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
        self.asking().is_some_and(wizard::Wizard::is_typing)
    }

    fn deep(&self) -> bool {
        self.opened.is_some() || self.quality.is_some() || self.asking().is_some()
    }

    fn unsaved(&self) -> Option<String> {
        let w = self.wizard.as_ref()?;
        let running = w.step == wizard::Step::Import && w.done.is_none();
        running.then(|| {
            let name = w.look.as_ref().map_or("a file", |l| &l.name);
            format!("The import of {name}")
        })
    }

    fn help(&self) -> (String, String) {
        update::help(self)
    }

    fn header(&self, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
        view::header(self, ctx)
    }
}
