//! Text becomes a checked plan over customers or products.

pub mod facts;
pub mod holds;
pub mod lifecycle;
pub mod plan;
pub mod rfm;
pub mod span;
pub mod when;

/// The form in which names of our own vocabulary are compared: folded, `_` and `-` as blanks.
pub(crate) fn plain(text: &str) -> String {
    crate::model::text::fold(&text.replace(['_', '-'], " "))
}
