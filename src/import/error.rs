//! What stops a whole import. A bad row never does: it becomes a [`Problem`](super::Problem).

/// Why a file is not read, or no further; every text says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be imported as it is; the text says why and what to hand over instead.
    #[error("{0}")]
    Refused(String),
    /// `--as` or `--map` ask for something that does not exist or does not fit this file.
    #[error("{0}")]
    Asked(String),
    /// The bytes could not be read.
    #[error(
        "the file could not be read: {0}; check the disk or copy the file anew, then import again"
    )]
    Unreadable(#[source] std::io::Error),
    /// The file is not the one that was checked.
    #[error("the file changed while it was being imported; nothing was imported; import it again")]
    Changed,
    /// The caller said stop.
    #[error("stopped; nothing was imported")]
    Stopped,
}
