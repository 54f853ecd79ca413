//! Everything that can be done, as data: one table feeds the keymap, the footer, the help, the palette and the mouse.

pub mod catalog;
pub mod keymap;

use std::fmt;

/// The stable name of an action (`dashboard.sort`), as in `keys.toml`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionId(pub &'static str);

impl fmt::Debug for ActionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Where in the help an action stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Section {
    /// Does something with what is chosen.
    Here,
    /// Changes what is seen of it.
    Look,
    /// Works on every screen.
    Everywhere,
    /// Changes how the program looks.
    Show,
}

/// How the same is done from a script.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Twin {
    /// This command line.
    Command(&'static str),
    /// None, because it only concerns the screen.
    ScreenOnly,
}

/// One thing that can be done.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    /// Stable name.
    pub id: ActionId,
    /// Keys that do it, the one to show first.
    pub keys: &'static [&'static str],
    /// A word or two for the footer: a verb (`sort`).
    pub label: &'static str,
    /// What it does, for help and palette (`sort by another column`).
    pub help: &'static str,
    /// A few more words that find it in the palette.
    pub words: &'static str,
    /// Where it stands in the help.
    pub section: Section,
    /// Whether the footer may show it; earlier actions win.
    pub footer: bool,
    /// Whether the palette lists it (moving a cursor is not worth a line).
    pub listed: bool,
    /// The same from a script.
    pub twin: Twin,
}

impl Action {
    /// An action of the place with the focus: shown in the footer, listed in the palette, no command.
    pub const fn new(
        id: &'static str,
        keys: &'static [&'static str],
        label: &'static str,
        help: &'static str,
    ) -> Action {
        Action {
            id: ActionId(id),
            keys,
            label,
            help,
            words: "",
            section: Section::Here,
            footer: true,
            listed: true,
            twin: Twin::ScreenOnly,
        }
    }

    /// The same action under other words on this screen (`Enter` opens here, starts there).
    #[must_use]
    pub const fn called(mut self, label: &'static str, help: &'static str) -> Action {
        self.label = label;
        self.help = help;
        self
    }

    /// With more words to find it by.
    #[must_use]
    pub const fn words(mut self, words: &'static str) -> Action {
        self.words = words;
        self
    }

    /// In another part of the help.
    #[must_use]
    pub const fn section(mut self, section: Section) -> Action {
        self.section = section;
        self
    }

    /// Never in the footer.
    #[must_use]
    pub const fn quiet(mut self) -> Action {
        self.footer = false;
        self
    }

    /// Not in the palette.
    #[must_use]
    pub const fn unlisted(mut self) -> Action {
        self.listed = false;
        self
    }

    /// With the command that does the same.
    #[must_use]
    pub const fn twin(mut self, command: &'static str) -> Action {
        self.twin = Twin::Command(command);
        self
    }
}
