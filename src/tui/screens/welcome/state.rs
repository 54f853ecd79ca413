//! What the Welcome screen remembers.

use crate::tui::widgets::file_field::FileField;

/// A door.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Door {
    /// The made-up shop.
    #[default]
    Demo,
    /// The merchant's own files.
    Import,
    /// Another shop file.
    Open,
}

impl Door {
    /// Every door, from the left.
    pub const ALL: [Door; 3] = [Door::Demo, Door::Import, Door::Open];
}

/// The Welcome screen.
#[derive(Default)]
pub struct State {
    /// The chosen door.
    pub door: Door,
    /// Whether the made-up shop is being made.
    pub making: bool,
    /// The path of the shop file to open, while it is asked for.
    pub files: Option<FileField>,
    /// Why a file could not be opened.
    pub wrong: Option<String>,
}
