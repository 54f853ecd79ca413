//! What an update asks for: data, another screen, a question, the world outside.

use super::{Job, JobCx, Msg, Target, Toast};
use crate::tui::overlays::Overlay;
use crate::tui::screens;
use std::path::PathBuf;

/// A wish.
pub enum Cmd {
    /// Run a job; a running one of the same slot is cancelled.
    Load(Job),
    /// Cancel the job of a slot.
    Cancel(&'static str),
    /// Tell the job of a slot to stop; what it says then is still heard.
    Stop(&'static str),
    /// Leave this shop and open another file.
    OpenShop(PathBuf),
    /// Start this job under this generation (made by `update` out of [`Cmd::Load`]).
    Start(Job, u64),
    /// To another screen.
    Go(screens::Id, Target),
    /// To the screen before.
    Back,
    /// Ask or show something above the page.
    Overlay(Box<Overlay>),
    /// Say something at the bottom right.
    Toast(Toast),
    /// Put text into the clipboard; the second text says what it is ("the summary").
    Copy(String, String),
    /// Every screen reads again what it shows.
    DataChanged,
    /// Show contact details or mask them.
    Reveal(bool),
    /// Take or release the mouse.
    Mouse(bool),
    /// Paint everything again.
    Repaint,
    /// To the shell for a while.
    Suspend,
    /// Out.
    Quit,
}

impl Cmd {
    /// A job that asks the shop and hands the answer to a screen as its own message.
    ///
    /// `slot` names what is loaded (`"dashboard"`): a newer job of a slot cancels and replaces an older one, and a late
    /// answer is dropped.
    pub fn load<M: Into<Msg>>(
        slot: &'static str,
        run: impl FnOnce(&JobCx<'_>) -> M + Send + 'static,
    ) -> Cmd {
        Cmd::Load(Job::new(slot, move |cx| run(cx).into()))
    }

    /// The same after a pause in typing (120 ms).
    pub fn load_after_typing<M: Into<Msg>>(
        slot: &'static str,
        run: impl FnOnce(&JobCx<'_>) -> M + Send + 'static,
    ) -> Cmd {
        Cmd::Load(Job::new(slot, move |cx| run(cx).into()).after(120))
    }
}
