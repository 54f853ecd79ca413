//! The cellar: one SQLite file and the only SQL of the program.
//!
//! A use case of `shop` borrows a [`Db`] (reading) or a [`Tx`] (one write transaction) and hands it to the functions
//! of the file that owns the noun: `store::customers::page(db, ...)`.

mod adjustments;
pub mod attributes;
pub mod batches;
pub mod campaigns;
pub mod catalogue;
pub mod changes;
pub mod customers;
pub mod decision_rows;
mod derive;
pub mod documents;
mod events;
pub mod extent;
pub mod facts;
pub mod field_values;
mod fingerprint;
pub mod fits;
#[cfg(test)]
pub(crate) mod fixture;
pub mod groups;
pub mod habits;
pub mod history;
mod identities;
pub mod importer;
mod joining;
mod kept_people;
pub mod labels;
pub mod looks;
pub mod mappings;
mod migrations;
mod open;
pub mod order_heads;
mod orders;
pub mod outcomes;
pub mod paging;
pub mod places;
#[cfg(test)]
mod plan_agrees;
pub mod plan_sql;
pub mod problems;
pub mod product_facts;
mod product_identities;
pub mod product_sales;
mod product_statements;
mod products;
mod profiles;
pub mod quality;
pub mod quarantine;
mod refunds;
mod resolve;
pub mod results;
pub mod rfm;
mod rollup_days;
pub mod rollup_rows;
pub mod rollups;
mod search;
mod sessions;
pub mod settings;
mod sources;
pub mod targeting_facts;
pub mod terms;
mod threads;
pub mod timeline;
pub mod touches;
pub mod traces;
pub mod truth;
pub mod undo;
pub mod verdicts;
pub mod withdraw;

pub use changes::Revision;
pub use importer::{Fate, Fates, Imported, Importer};

use kept_people::KeptPeople;
use rusqlite::{Connection, ErrorCode};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What can go wrong with the file or the disk.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite said no.
    #[error(
        "the shop file could not be read or written: {0}. Nothing was changed; check the disk, then try again"
    )]
    Sql(rusqlite::Error),
    /// The disk said no.
    #[error("{path}: {source}")]
    Disk {
        /// The file concerned.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not ours, or newer than the program, or may not be written.
    #[error("{0}")]
    Refused(String),
    /// A change was asked of a shop that is open for reading only.
    #[error(
        "the shop is open for reading only, so nothing was changed; leave out --read-only to change it"
    )]
    ReadOnly,
    /// Another import or another program kept the file for longer than we wait.
    #[error(
        "another program or import is writing to this shop file and did not finish within 60 s; try again when it is done"
    )]
    Busy,
    /// The caller asked to stop.
    #[error("stopped")]
    Cancelled,
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => Error::Cancelled,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy,
            Some(ErrorCode::ReadOnly) => Error::ReadOnly,
            Some(ErrorCode::DiskFull) => Error::Refused(
                "the disk is full, so nothing was changed; make room, then try again".into(),
            ),
            _ => Error::Sql(error),
        }
    }
}

/// A view of the file for reading: one consistent snapshot.
pub struct Db<'a> {
    conn: &'a Connection,
    /// Sets of people found lately; none within a change.
    people: Option<&'a KeptPeople>,
}

/// One write transaction. Dropped without success, nothing has happened.
pub struct Tx<'a> {
    db: Db<'a>,
}

impl<'a> Deref for Tx<'a> {
    type Target = Db<'a>;
    fn deref(&self) -> &Db<'a> {
        &self.db
    }
}

/// The open shop file: one connection that writes, some that read. `Send + Sync`.
pub struct Store {
    connections: Arc<threads::Connections>,
    path: PathBuf,
    /// Ends every reading use case that has no flag of its own.
    stop: Option<Arc<AtomicBool>>,
}

impl Store {
    /// Opens or makes the file and brings its schema up to date. A newer file or one of another program is refused.
    pub fn open(path: &Path) -> Result<Store, Error> {
        Ok(Store {
            connections: Arc::new(open::for_writing(path)?),
            path: path.to_owned(),
            stop: None,
        })
    }

    /// Opens an existing file and never writes to it; every [`Store::write`] is refused.
    pub fn open_read_only(path: &Path) -> Result<Store, Error> {
        Ok(Store {
            connections: Arc::new(open::for_reading(path)?),
            path: path.to_owned(),
            stop: None,
        })
    }

    /// The same open file for a caller who may stop: reads end with [`Error::Cancelled`] soon after `stop` is set.
    #[must_use]
    pub fn until(&self, stop: &Arc<AtomicBool>) -> Store {
        Store {
            connections: Arc::clone(&self.connections),
            path: self.path.clone(),
            stop: Some(Arc::clone(stop)),
        }
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether writes are refused.
    pub fn is_read_only(&self) -> bool {
        self.connections.is_read_only()
    }

    /// Runs a reading use case on one snapshot of the file. Callable from any thread, also while another writes.
    pub fn read<T, E: From<Error>>(&self, f: impl FnOnce(&Db<'_>) -> Result<T, E>) -> Result<T, E> {
        self.connections.read(self.stop.as_ref(), f)
    }

    /// As [`Store::read`]; running SQL ends with [`Error::Cancelled`] soon after `stop` is set.
    pub fn read_until<T, E: From<Error>>(
        &self,
        stop: &Arc<AtomicBool>,
        f: impl FnOnce(&Db<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.connections.read(Some(stop), f)
    }

    /// Runs a writing use case in one transaction; an error rolls it back. Waits up to 60 s for other writers.
    pub fn write<T, E: From<Error>>(
        &self,
        f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.connections.write(None, f)
    }

    /// As [`Store::write`]; waiting and running SQL end with [`Error::Cancelled`] soon after `stop` is set.
    pub fn write_until<T, E: From<Error>>(
        &self,
        stop: &Arc<AtomicBool>,
        f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.connections.write(Some(stop), f)
    }

    /// How often the shop changed, by whomever: cheap enough to ask on every tick of a screen.
    pub fn revision(&self) -> Result<Revision, Error> {
        self.connections.revision()
    }

    /// Folds the write-ahead log into the file and empties it, as after an import; skipped while somebody reads.
    pub fn truncate_log(&self) -> Result<(), Error> {
        self.connections.truncate_log()
    }
}
