//! What is asked or shown above the page: one at a time, never full screen.

pub mod boxed;
pub mod chooser;
pub mod confirm;
pub mod explain;
pub mod filter;
pub mod finder;
pub mod help;
pub mod membership;
pub mod palette;
pub mod picker;
pub mod prompt;

pub use chooser::{Choice, Chooser};
pub use confirm::Confirm;
pub use explain::Explain;
pub use help::Help;
pub use palette::Palette;
pub use picker::Picker;
pub use prompt::Prompt;

use crate::tui::action::ActionId;
use crate::tui::app::{Ctx, HitMap, Msg};
use crate::tui::event::Key;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What a key did to an overlay.
pub enum Answer {
    /// It stays open.
    Stay,
    /// It closes.
    Close,
    /// It closes and this happens.
    Do(Box<Msg>),
}

/// The footer actions of overlays: a click presses their key.
const CHOOSE: ActionId = ActionId("overlay.choose");
const RUN: ActionId = ActionId("overlay.run");
const CLOSE: ActionId = ActionId("overlay.close");
const MARK: ActionId = ActionId("overlay.mark");

/// A hint of an overlay's footer: key, verb, what a click does.
pub type Hint = (String, String, ActionId);

/// The key behind a footer hint of an overlay.
pub fn footer_key(action: ActionId) -> Option<Key> {
    match action {
        CHOOSE => Key::named("Down"),
        RUN => Key::named("Enter"),
        CLOSE => Key::named("Esc"),
        MARK => Key::named("Tab"),
        _ => None,
    }
}

pub(crate) fn list_hints(ctx: &Ctx<'_>, run: &str) -> Vec<Hint> {
    vec![
        (ctx.glyphs().up_down.into(), "choose".into(), CHOOSE),
        ("Enter".into(), run.into(), RUN),
        ("Esc".into(), "close".into(), CLOSE),
    ]
}

macro_rules! overlays {
    ($($name:ident($closes:literal),)*) => {
        /// What is open above the page.
        #[expect(missing_docs, reason = "each is the overlay of its name")]
        pub enum Overlay { $($name($name),)* }

        impl Overlay {
            /// Takes a key.
            pub fn key(&mut self, key: Key, ctx: &Ctx<'_>) -> Answer {
                match self { $(Overlay::$name(o) => o.key(key, ctx),)* }
            }

            /// Takes pasted text.
            pub fn paste(&mut self, text: &str) {
                match self { $(Overlay::$name(o) => o.paste(text),)* }
            }

            /// Takes the wheel; positive is down.
            pub fn wheel(&mut self, by: i32) {
                match self { $(Overlay::$name(o) => o.wheel(by),)* }
            }

            /// Takes a click on a choice.
            pub fn choose(&mut self, index: usize, ctx: &Ctx<'_>) -> Answer {
                match self { $(Overlay::$name(o) => o.choose(index, ctx),)* }
            }

            /// Draws itself above the dimmed page.
            pub fn view(&self, ctx: &Ctx<'_>, page: Rect, buf: &mut Buffer, hits: &mut HitMap) {
                match self { $(Overlay::$name(o) => o.view(ctx, page, buf, hits),)* }
            }

            /// Its hints for the footer.
            pub fn footer(&self, ctx: &Ctx<'_>) -> Vec<Hint> {
                match self { $(Overlay::$name(o) => o.footer(ctx),)* }
            }

            /// Whether a click beside it closes it.
            pub fn closes_outside(&self) -> bool {
                match self { $(Overlay::$name(_) => $closes,)* }
            }
        }

        $(impl $name {
            /// Ready for `Cmd::Overlay`.
            pub fn overlay(self) -> Box<Overlay> {
                Box::new(Overlay::$name(self))
            }
        })*
    };
}

overlays! {
    Palette(true),
    Help(true),
    Picker(true),
    Chooser(true),
    Confirm(false),
    Prompt(false),
    Explain(true),
}
