//! The dashboard in the terminal. `run` wires it up; everything else is plain state, messages and drawing.
//!
//! ```text
//! keys, mouse, paste, resize ─► keymap ─► action ─► update(model, msg) ─► commands ─► runtime
//! answers of the shop (by generation) ─────────────►      │                             │
//!                                                         └─► view(model) ─► terminal   └─► worker ─► shop
//! ```
//!
//! `screens` says how to add a screen.

pub mod action;
pub mod app;
pub mod caps;
pub mod event;
pub mod fmt;
pub mod glyphs;
pub mod layout;
pub mod overlays;
pub mod runtime;
pub mod screens;
pub mod terminal;
#[cfg(test)]
pub mod testkit;
pub mod text;
pub mod theme;
pub mod widgets;
pub mod worker;

use crate::shop::Shop;
use action::keymap::Keymap;
use app::{Model, Session, Target};
use caps::Caps;
pub use runtime::Ended;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How to open the dashboard.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The shop's name for the header.
    pub shop: String,
    /// A word on what it sells.
    pub tagline: String,
    /// Whether it is the made-up shop.
    pub demo: bool,
    /// Where the made-up shop lies or would lie.
    pub demo_file: Option<PathBuf>,
    /// Whether nothing may be changed.
    pub read_only: bool,
    /// Whether contact details are shown from the start.
    pub reveal: bool,
    /// When to use colours.
    pub color: caps::Color,
    /// Draw with ASCII characters only.
    pub ascii: bool,
    /// Leave the mouse to the terminal.
    pub no_mouse: bool,
    /// What to look at first.
    pub target: Target,
    /// The text of the user's `keys.toml`, if there is one.
    pub keys: Option<String>,
}

/// Why the dashboard could not be opened, or ended.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no terminal to draw on.
    #[error(
        "the dashboard needs a terminal, and this is not one; try a command such as `regulars results`, or `regulars --help`"
    )]
    NoTerminal,
    /// The terminal failed.
    #[error("the terminal failed: {0}")]
    Terminal(#[from] io::Error),
}

/// Opens the dashboard on a shop and stays until the user leaves.
pub fn run(shop: Arc<Shop>, options: Options) -> Result<Ended, Error> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Error::NoTerminal);
    }
    let env = |name: &str| std::env::var(name).ok();
    let caps = Caps::detect(options.color, options.ascii, env, caps::ask_background);
    let mut session = Session {
        shop: options.shop,
        tagline: options.tagline,
        demo: options.demo,
        demo_file: options.demo_file,
        read_only: options.read_only,
        reveal: options.reveal,
        mouse: !options.no_mouse,
        theme: caps.theme(),
        best: caps.depth,
        glyphs: caps.glyphs,
        ..Session::default()
    };
    session.ask(&shop);
    let keymap = options
        .keys
        .as_deref()
        .map(Keymap::read)
        .unwrap_or_default();
    let size = crossterm::terminal::size()?;
    let welcome = session.empty && options.target == Target::None;
    let mut model = Model::new(session, keymap, size);
    if welcome {
        model.screen = screens::Id::Welcome;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(4)
        .build()?;
    let mut screen = terminal::Screen::enter(!options.no_mouse)?;
    let ended = runtime.block_on(runtime::run(shop, model, &mut screen, options.target));
    drop(screen);
    // A job that still runs has been told to stop; it is not waited for.
    runtime.shutdown_timeout(Duration::from_millis(200));
    Ok(ended?)
}
