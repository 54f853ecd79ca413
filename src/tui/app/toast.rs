//! Short messages at the bottom right, gone after 8 seconds.

use crate::tui::theme::Token;

/// How a message is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Something is done.
    Done,
    /// Something needs a look.
    Warning,
    /// Something to know.
    Note,
    /// Something went wrong.
    Error,
}

/// Milliseconds that a message stays.
pub const STAYS: u64 = 8_000;

/// One message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Toast {
    /// How it is meant.
    pub kind: Kind,
    /// The finding.
    pub title: String,
    /// What it means, or what to do.
    pub more: String,
    /// A key that goes with it: its name and verb (`u`, `undo`).
    pub key: Option<(&'static str, &'static str)>,
    /// When it goes; set when it comes.
    pub until: u64,
}

impl Toast {
    fn new(kind: Kind, title: impl Into<String>, more: impl Into<String>) -> Toast {
        Toast {
            kind,
            title: title.into(),
            more: more.into(),
            key: None,
            until: 0,
        }
    }

    /// Something is done.
    pub fn done(title: impl Into<String>, more: impl Into<String>) -> Toast {
        Toast::new(Kind::Done, title, more)
    }

    /// Something needs a look.
    pub fn warning(title: impl Into<String>, more: impl Into<String>) -> Toast {
        Toast::new(Kind::Warning, title, more)
    }

    /// Something to know.
    pub fn note(title: impl Into<String>, more: impl Into<String>) -> Toast {
        Toast::new(Kind::Note, title, more)
    }

    /// Something went wrong.
    pub fn error(title: impl Into<String>, more: impl Into<String>) -> Toast {
        Toast::new(Kind::Error, title, more)
    }

    /// With a key (`u`, `undo`).
    #[must_use]
    pub fn key(mut self, key: &'static str, verb: &'static str) -> Toast {
        self.key = Some((key, verb));
        self
    }

    /// The colour of its edge and mark.
    pub fn token(&self) -> Token {
        match self.kind {
            Kind::Done => Token::Positive,
            Kind::Warning | Kind::Error => Token::Negative,
            Kind::Note => Token::Accent,
        }
    }
}
