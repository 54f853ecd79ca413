//! The screens: one folder each, all of one shape, all in one table (at the end of this file).
//!
//! **To add a screen** (copy `dashboard/`, it is the model):
//!
//! 1. Make the folder `screens/customers/` with
//!    - `state.rs`: `pub struct State` (`Default`): what is loaded, what is chosen, which pane has the focus;
//!      lists keep a [`crate::tui::widgets::cursor::Cursor`], loaded things a
//!      [`crate::tui::widgets::load::Load`] (`Waiting | Ready | Failed`);
//!    - `update.rs`: what an [`Input`] or an answer of the shop does to the state; returns [`Cmd`]s, touches nothing else;
//!    - `view.rs`: draws the state with the widgets, and puts everything clickable into the [`HitMap`];
//!    - `mod.rs`: `Msg` (the answers of the shop), the `ACTIONS` table, and `impl Screen for State` that ties these;
//!    - `tests.rs`: update tests and snapshots with `crate::tui::testkit`.
//! 2. Below, add `pub mod customers;` and un-comment its line of the table. Nothing else knows screens by name: tabs,
//!    digits, footer, help, palette, keymap, mouse and the catalogue tests all read the table.
//!
//! **Loading.** A screen never calls the shop itself. It returns
//! `Cmd::load("customers", move |cx| Msg::Page(cx.shop.customers(..)))`: the closure runs on another thread with
//! `cx.shop`, `cx.cancel`, `cx.progress`, and its message comes back to [`Screen::receive`]. A newer load of the same
//! slot cancels the older one; late answers are dropped before they reach you. While typing use
//! `Cmd::load_after_typing`. Keep the old value while a new one is on its way: `ctx.jobs.get("customers")` says
//! that it is loading and since when.
//!
//! **Actions.** `ACTIONS` lists what the screen can do, most wanted first (that is the order of the footer). Take
//! verbs from [`crate::tui::action::catalog`] so that the same verb has the same key everywhere
//! (`catalog::SORT`, `catalog::OPEN.called("open", "open this customer")`), add your own with
//! `Action::new("customers.thing", &["z"], "thing", "what it does")`, each with `.twin("regulars ...")` where a
//! command does the same. Arrow keys, `hjkl`, Tab, Enter and Esc always arrive as `Input::Act(catalog::DOWN.id)`
//! and so on. What cannot be done now says why in [`Screen::enabled`]; you need not check again in `update`.
//!
//! **Text fields.** While [`Screen::typing`] is true, letters arrive as `Input::Key` (hand them to
//! [`crate::tui::widgets::input::TextInput`]); Esc, Tab, Enter, arrows up and down, Ctrl and F keys still act.
//!
//! **Questions.** `Cmd::Overlay` with [`crate::tui::overlays`]: `Picker::new(..).overlay()`, `Confirm`, `Prompt`;
//! each answer is a message of yours. Say what was done with `Cmd::Toast`; other screens reload on `Cmd::DataChanged`.

use crate::tui::action::{Action, ActionId};
use crate::tui::app::{self, Cmd, Ctx, HitMap, Input};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub mod customers;
pub mod dashboard;
pub mod data;
pub mod groups;
pub mod homepage;
pub mod preview;
pub mod products;
pub mod results;
pub mod settings;
pub mod strategies;
pub mod welcome;

/// What a screen must be able to do.
pub trait Screen: Default {
    /// What its jobs answer.
    type Msg;

    /// What it can do, most wanted first.
    const ACTIONS: &'static [Action];

    /// Hears an input.
    fn update(&mut self, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd>;

    /// Hears an answer of one of its jobs.
    fn receive(&mut self, msg: Self::Msg, ctx: &Ctx<'_>) -> Vec<Cmd>;

    /// Draws itself on the page.
    fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap);

    /// Whether one of its actions is possible now, else why not ("open a test first").
    fn enabled(&self, _action: ActionId, _ctx: &Ctx<'_>) -> Result<(), String> {
        Ok(())
    }

    /// Whether the footer shows an action where the focus is now.
    fn hinted(&self, _action: ActionId) -> bool {
        true
    }

    /// Whether letters are text now.
    fn typing(&self) -> bool {
        false
    }

    /// Whether undo (or, with `again`, redo) is about what is being edited here and not yet saved.
    fn undoes(&self, _again: bool) -> bool {
        false
    }

    /// Whether Esc has a level to leave inside the screen.
    fn deep(&self) -> bool {
        false
    }

    /// What would be lost by quitting ("the draft of “Loyal”").
    fn unsaved(&self) -> Option<String> {
        None
    }

    /// What help says of the place with the focus: its name, and what it means in a sentence or two.
    fn help(&self) -> (String, String);

    /// What stands at the right of the first header line, left of the state of the data.
    fn header(&self, _ctx: &Ctx<'_>) -> Vec<(String, Style)> {
        Vec::new()
    }
}

macro_rules! screens {
    ($($name:ident($module:ident) $digit:literal $long:literal $short:literal;)*) => {
        /// Which screen.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[expect(missing_docs, reason = "each is the screen of its name")]
        pub enum Id { $($name,)* }

        impl Id {
            /// Every screen, in the order of the tabs.
            pub const ALL: &'static [Id] = &[$(Id::$name,)*];

            /// The digit that opens it.
            pub const fn digit(self) -> char {
                match self { $(Id::$name => $digit,)* }
            }

            /// Whether it has a tab; else it is reached from the list of all actions, and digits are its own keys.
            pub const fn tabbed(self) -> bool {
                self.digit().is_ascii_digit()
            }

            /// Its name on the tab.
            pub const fn name(self) -> &'static str {
                match self { $(Id::$name => $long,)* }
            }

            /// Its name where there is little room.
            pub const fn short(self) -> &'static str {
                match self { $(Id::$name => $short,)* }
            }

            /// The screen of a folder's name; `None` where there is none (yet).
            pub fn named(folder: &str) -> Option<Id> {
                match folder { $(stringify!($module) => Some(Id::$name),)* _ => None }
            }

            /// The name of the action that opens it.
            pub const fn action(self) -> &'static str {
                match self { $(Id::$name => concat!("go.", stringify!($module)),)* }
            }

            /// What can be done there.
            pub const fn actions(self) -> &'static [Action] {
                match self { $(Id::$name => <$module::State as Screen>::ACTIONS,)* }
            }
        }

        /// An answer for a screen.
        #[expect(missing_docs, reason = "each is for the screen of its name")]
        pub enum Msg { $($name($module::Msg),)* }

        $(impl From<$module::Msg> for app::Msg {
            fn from(msg: $module::Msg) -> app::Msg {
                app::Msg::Screen(Msg::$name(msg))
            }
        })*

        /// The state of every screen.
        #[derive(Default)]
        #[expect(missing_docs, reason = "each is the state of the screen of its name")]
        pub struct Screens { $(pub $module: $module::State,)* }

        impl Screens {
            /// Hands an input to a screen.
            pub fn update(&mut self, id: Id, input: Input, ctx: &Ctx<'_>) -> Vec<Cmd> {
                match id { $(Id::$name => self.$module.update(input, ctx),)* }
            }

            /// Hands an answer to its screen.
            pub fn receive(&mut self, msg: Msg, ctx: &Ctx<'_>) -> Vec<Cmd> {
                match msg { $(Msg::$name(msg) => self.$module.receive(msg, ctx),)* }
            }

            /// Draws a screen.
            pub fn view(&self, id: Id, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
                match id { $(Id::$name => self.$module.view(ctx, area, buf, hits),)* }
            }

            /// Whether an action of a screen is possible, else why not.
            pub fn enabled(&self, id: Id, action: ActionId, ctx: &Ctx<'_>) -> Result<(), String> {
                match id { $(Id::$name => self.$module.enabled(action, ctx),)* }
            }

            /// Whether the footer shows an action now.
            pub fn hinted(&self, id: Id, action: ActionId) -> bool {
                match id { $(Id::$name => self.$module.hinted(action),)* }
            }

            /// Whether letters are text on a screen.
            pub fn typing(&self, id: Id) -> bool {
                match id { $(Id::$name => self.$module.typing(),)* }
            }

            /// Whether undo or redo is about what is being edited on a screen.
            pub fn undoes(&self, id: Id, again: bool) -> bool {
                match id { $(Id::$name => self.$module.undoes(again),)* }
            }

            /// Whether a screen has a level to leave.
            pub fn deep(&self, id: Id) -> bool {
                match id { $(Id::$name => self.$module.deep(),)* }
            }

            /// What quitting would lose, on any screen.
            pub fn unsaved(&self) -> Option<String> {
                None$(.or_else(|| self.$module.unsaved()))*
            }

            /// What help says of a screen's focus.
            pub fn help(&self, id: Id) -> (String, String) {
                match id { $(Id::$name => self.$module.help(),)* }
            }

            /// What a screen adds to the header.
            pub fn header(&self, id: Id, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
                match id { $(Id::$name => self.$module.header(ctx),)* }
            }
        }
    };
}

// One line each, in the order of the tabs; keep the blank comment lines, they keep merges apart.
screens! {
    Dashboard(dashboard) '1' "Dashboard" "Dash";
    //
    Customers(customers) '2' "Customers" "Customers";
    //
    Products(products) '3' "Products" "Products";
    //
    Groups(groups) '4' "Groups" "Groups";
    //
    Strategies(strategies) '5' "Strategies" "Strategies";
    //
    Preview(preview) '6' "Preview" "Preview";
    //
    Homepage(homepage) '7' "Homepage" "Home";
    //
    Results(results) '8' "Results" "Results";
    //
    Data(data) '9' "Data" "Data";
    //
    Settings(settings) '0' "Settings" "Set";
    //
    Welcome(welcome) ' ' "Welcome" "Welcome";
}
