//! The cellar: one SQLite file and the only SQL of the program.
//!
//! A use case of `shop` borrows a [`Db`] (reading) or a [`Tx`] (one write transaction) and hands it to the functions
//! of the file that owns the noun: `store::customers::page(db, ...)`.

pub mod truth;

use rusqlite::{Connection, Transaction};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What can go wrong with the file or the disk.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite said no.
    #[error("the shop file could not be read or written: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The disk said no.
    #[error("{path}: {source}")]
    Disk {
        /// The file concerned.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not ours, or newer than the program.
    #[error("{0}")]
    Refused(String),
    /// The caller asked to stop.
    #[error("stopped")]
    Cancelled,
}

/// A view of the file for reading: one consistent snapshot.
pub struct Db<'a> {
    conn: &'a Connection,
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

/// The open shop file.
pub struct Store {
    writer: Mutex<Connection>,
    path: PathBuf,
}

impl Store {
    /// Opens or makes the file and brings its schema up to date.
    pub fn open(path: &Path) -> Result<Store, Error> {
        let conn = Connection::open(path)?;
        conn.pragma_update(None, "journal_mode", "wal")?;
        conn.pragma_update(None, "foreign_keys", true)?;
        let version: i64 = conn.pragma_query_value(None, "user_version", |r| r.get(0))?;
        if version == 0 {
            conn.execute_batch(include_str!("../../assets/migrations/001_shop.sql"))?;
            conn.pragma_update(None, "user_version", 1)?;
        }
        Ok(Store {
            writer: Mutex::new(conn),
            path: path.to_owned(),
        })
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs a reading use case on one snapshot of the file.
    pub fn read<T, E: From<Error>>(&self, f: impl FnOnce(&Db<'_>) -> Result<T, E>) -> Result<T, E> {
        let conn = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        f(&Db { conn: &conn })
    }

    /// Runs a writing use case in one transaction; an error rolls it back.
    pub fn write<T, E: From<Error>>(
        &self,
        f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let tx: Transaction<'_> = conn
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(|e| E::from(Error::Sql(e)))?;
        let done = f(&Tx {
            db: Db { conn: &tx },
        })?;
        tx.commit().map_err(|e| E::from(Error::Sql(e)))?;
        Ok(done)
    }
}
