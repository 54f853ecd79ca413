//! Where in a text something stands.

use serde::Serialize;
use std::ops::Range;

/// A piece of the source text, in bytes. Two spans always compare equal, so that syntax trees are compared by
/// meaning and not by layout.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The piece from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// From the start of this piece to the end of a later one.
    #[must_use]
    pub fn to(self, later: Span) -> Span {
        Span::new(self.start, later.end.max(self.start))
    }

    /// As a range for slicing.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The text of this piece, empty if it does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }
}

impl PartialEq for Span {
    fn eq(&self, _: &Span) -> bool {
        true
    }
}

impl Eq for Span {}
