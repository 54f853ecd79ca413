//! Who may use the file when: one connection that writes, a few that read, callable from any thread.
//!
//! Connections behind locks instead of threads with channels: a use case can borrow what its caller holds, and an
//! error or a panic unwinds where it happened.

use super::kept_people::KeptPeople;
use super::{Db, Error, Revision, Tx, changes, open};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

/// How long a writer waits for others.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a waiting writer looks.
const LOOK: Duration = Duration::from_millis(20);
/// Readers kept open while idle. More are opened when more threads read at once, so that no reader ever waits.
const IDLE_READERS: usize = 2;
/// SQLite steps between two looks at the stop flag: well under a millisecond.
const STEPS: i32 = 10_000;

/// The connections of one open shop file.
pub(crate) struct Connections {
    path: PathBuf,
    immutable: bool,
    writer: Option<Mutex<Connection>>,
    readers: Mutex<Vec<Connection>>,
    watcher: Mutex<Option<Watcher>>,
    people: KeptPeople,
}

/// A connection that only looks whether somebody changed the file.
struct Watcher {
    conn: Connection,
    data_version: i64,
    seen: Revision,
}

impl Connections {
    pub(crate) fn new(path: &Path, writer: Option<Connection>, immutable: bool) -> Connections {
        Connections {
            path: path.to_owned(),
            immutable,
            writer: writer.map(Mutex::new),
            readers: Mutex::new(Vec::new()),
            watcher: Mutex::new(None),
            people: KeptPeople::default(),
        }
    }

    pub(crate) fn is_read_only(&self) -> bool {
        self.writer.is_none()
    }

    pub(crate) fn read<T, E: From<Error>>(
        &self,
        stop: Option<&Arc<AtomicBool>>,
        f: impl FnOnce(&Db<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = match locked(&self.readers).pop() {
            Some(conn) => conn,
            None => open::reader(&self.path, self.immutable)?,
        };
        obey(&mut conn, stop)?;
        let done = {
            let snapshot = conn.transaction().map_err(Error::from)?;
            f(&Db {
                conn: &snapshot,
                people: Some(&self.people),
            })
        };
        let mut idle = locked(&self.readers);
        if idle.len() < IDLE_READERS {
            idle.push(conn);
        }
        done
    }

    pub(crate) fn write<T, E: From<Error>>(
        &self,
        stop: Option<&Arc<AtomicBool>>,
        f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = self.writer(stop)?;
        obey(&mut conn, stop)?;
        let waiting_since = Instant::now();
        // The lock of another process is awaited in small portions, so that the caller can stop waiting.
        conn.busy_timeout(LOOK).map_err(Error::from)?;
        let tx = loop {
            match Transaction::new_unchecked(&conn, TransactionBehavior::Immediate)
                .map_err(Error::from)
            {
                Ok(tx) => break tx,
                Err(Error::Busy) => wait(stop, waiting_since)?,
                Err(error) => return Err(error.into()),
            }
        };
        let done = f(&Tx {
            db: Db {
                conn: &tx,
                people: None,
            },
        })?;
        tx.commit().map_err(Error::from)?;
        Ok(done)
    }

    fn writer(&self, stop: Option<&Arc<AtomicBool>>) -> Result<MutexGuard<'_, Connection>, Error> {
        let Some(writer) = &self.writer else {
            return Err(Error::ReadOnly);
        };
        let waiting_since = Instant::now();
        loop {
            match writer.try_lock() {
                Ok(conn) => return Ok(conn),
                Err(TryLockError::Poisoned(poisoned)) => return Ok(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) => {
                    wait(stop, waiting_since)?;
                    std::thread::sleep(LOOK);
                }
            }
        }
    }

    pub(crate) fn revision(&self) -> Result<Revision, Error> {
        let mut watcher = locked(&self.watcher);
        if watcher.is_none() {
            *watcher = Some(Watcher {
                conn: open::reader(&self.path, self.immutable)?,
                data_version: -1,
                seen: Revision::default(),
            });
        }
        let Some(watcher) = watcher.as_mut() else {
            return Ok(Revision::default());
        };
        // Changes whenever any other connection, of this process or another, has committed.
        let data_version = watcher
            .conn
            .prepare_cached("PRAGMA data_version")?
            .query_row([], |r| r.get(0))?;
        if data_version != watcher.data_version {
            watcher.seen = changes::current(&Db {
                conn: &watcher.conn,
                people: None,
            })?;
            watcher.data_version = data_version;
        }
        Ok(watcher.seen)
    }

    pub(crate) fn truncate_log(&self) -> Result<(), Error> {
        let conn = self.writer(None)?;
        conn.busy_timeout(LOOK)?;
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        // A first import has put temporary data into files (see `derive::defer_indexes`).
        conn.pragma_update(None, "temp_store", "memory")?;
        Ok(())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait(stop: Option<&Arc<AtomicBool>>, since: Instant) -> Result<(), Error> {
    if stop.is_some_and(|s| s.load(Ordering::Relaxed)) {
        return Err(Error::Cancelled);
    }
    if since.elapsed() > PATIENCE {
        return Err(Error::Busy);
    }
    Ok(())
}

/// Makes running SQL look at a stop flag, or at none.
fn obey(conn: &mut Connection, stop: Option<&Arc<AtomicBool>>) -> Result<(), Error> {
    match stop.cloned() {
        Some(stop) => {
            conn.progress_handler(STEPS, Some(move || stop.load(Ordering::Relaxed)))?;
        }
        None => conn.progress_handler(0, None::<fn() -> bool>)?,
    }
    Ok(())
}
