//! Everything that can happen to the program, and how a screen hears of it.

use super::{Hit, HitMap, Session};
use crate::model::ids::{CustomerId, ProductId};
use crate::shop::results::Span;
use crate::tui::action::ActionId;
use crate::tui::event::{Event, Key};
use crate::tui::screens;
use std::path::PathBuf;

/// Something happened.
pub enum Msg {
    /// The user or the terminal.
    Event(Event),
    /// An action, by key, footer, help, palette or mouse.
    Act(ActionId),
    /// To a screen, with something to look at.
    Go(screens::Id, Target),
    /// For a screen, of its own type.
    Screen(screens::Msg),
    /// A job has ended.
    Done {
        /// Its slot.
        slot: &'static str,
        /// Its generation; older than the newest of the slot is dropped.
        generation: u64,
        /// What it says.
        msg: Box<Msg>,
    },
    /// A job has stopped without a word (it panicked).
    Failed {
        /// Its slot.
        slot: &'static str,
        /// Its generation.
        generation: u64,
    },
    /// How far a job is.
    Progress {
        /// Its slot.
        slot: &'static str,
        /// Its generation.
        generation: u64,
        /// What is being done.
        phase: String,
        /// Steps done.
        done: u64,
        /// Steps in all; 0 is unknown.
        total: u64,
    },
    /// What the last frame has drawn where.
    Seen(HitMap),
    /// Time has passed.
    Tick,
    /// The shop's data have changed, here or in another program.
    DataChanged,
    /// Something was changed by us: say so, and every screen reads again.
    Changed(super::Toast),
    /// Learn in the background what is not learnt yet.
    Learn,
    /// What was not learnt yet is learnt now (`true`), or was already; or it could not be.
    Learned(Result<bool, String>),
    /// Facts on the shop were read.
    Shop(Box<Session>),
    /// Other days.
    Period(Span),
    /// What the list of everything has found in the shop.
    Found(crate::tui::overlays::finder::Answer),
    /// A sentence for the user.
    Toast(super::Toast),
    /// Text for the clipboard, and what it is.
    Copy(String, String),
    /// Leave this shop and open another file.
    OpenShop(PathBuf),
    /// Out.
    Quit,
}

/// What a screen is opened on.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Target {
    /// Whatever it had.
    #[default]
    None,
    /// A customer.
    Customer(CustomerId),
    /// A product.
    Product(ProductId),
    /// A target group, by name.
    Group(String),
    /// A strategy, by id.
    Strategy(String),
    /// An experiment, by id.
    Experiment(String),
    /// A block of the homepage.
    Block(usize),
    /// A file to bring in.
    File(PathBuf),
    /// Files that were dropped together.
    Files(Vec<PathBuf>),
    /// How good the data are.
    Quality,
    /// A text to look for.
    Find(String),
}

/// What a screen hears.
#[derive(Clone, PartialEq, Debug)]
pub enum Input {
    /// It has come to the front: load what is missing.
    Open(Target),
    /// One of its actions, or a movement.
    Act(ActionId),
    /// A key for the text field that it has said it is typing in.
    Key(Key),
    /// Pasted text.
    Paste(String),
    /// A click on something that its view has put into the hit map.
    Click(Hit),
    /// The wheel over a list; positive is down.
    Wheel {
        /// Which list.
        list: &'static str,
        /// Rows.
        by: i32,
    },
    /// Where a list stood in the last frame.
    Seen {
        /// Which list.
        list: &'static str,
        /// First row shown.
        offset: usize,
        /// Rows that fit.
        rows: usize,
    },
    /// Period, filter or data have changed: load again what is on the screen.
    Changed,
}
