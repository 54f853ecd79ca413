//! Rows become files: CSV and JSON lines. A writer is an argument; where it leads to is the caller's business.

pub mod csv;
pub mod jsonl;
pub mod table;

pub use table::{Cell, Table};

/// What can go wrong while writing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk, or whatever the writer leads to, said no.
    #[error(
        "the file could not be written: {0}. Check that there is room and that you may write there"
    )]
    Io(#[from] std::io::Error),
}
