//! The front desk: the only place where rooms and cellar meet. `Shop` has one file per use case.

pub mod dashboard;
pub mod engine;
pub mod facts;
mod ground;
pub mod layouts;
pub mod learn;
pub mod preview;
pub mod recommend;
pub mod results;
pub mod rules;
pub mod strategies;
pub mod why;

use crate::model::money::Currency;
use crate::model::time::{Moment, Zone};
use crate::store::Store;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// What can go wrong at the front desk; every variant says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file or the disk failed (exit code 3).
    #[error(transparent)]
    Store(#[from] crate::store::Error),
    /// What was asked for does not exist or makes no sense (exit code 2); the text says what to type instead.
    #[error("{0}")]
    Asked(String),
    /// Stopped on request.
    #[error("stopped; nothing was changed")]
    Cancelled,
}

/// A flag with which a caller stops long work; checked at least every 10,000 rows.
#[derive(Debug, Default)]
pub struct Cancel(AtomicBool);

impl Cancel {
    /// Asks the work to stop.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it should stop.
    pub fn stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Where long work says how far it is.
pub trait Progress: Sync {
    /// `done` of `total` (0 = unknown) steps of a named phase ("checking", "importing", "learning").
    fn at(&self, phase: &str, done: u64, total: u64);
}

/// Progress that nobody watches.
pub struct Quiet;

impl Progress for Quiet {
    fn at(&self, _phase: &str, _done: u64, _total: u64) {}
}

/// How to open a shop.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Refuse every write.
    pub read_only: bool,
    /// Look at the shop as of this moment instead of now.
    pub now: Option<Moment>,
}

/// One merchant's shop: `Send + Sync`, shared by a face and its jobs.
pub struct Shop {
    pub(crate) store: Store,
    options: Options,
    kept: engine::Kept,
}

impl Shop {
    /// Opens the shop file, making it if it is absent.
    pub fn open(path: &Path, options: Options) -> Result<Shop, Error> {
        Ok(Shop {
            store: Store::open(path)?,
            options,
            kept: engine::Kept::default(),
        })
    }

    /// The same shop looked at as of a moment.
    #[must_use]
    pub fn as_of(mut self, now: Moment) -> Shop {
        self.options.now = Some(now);
        self
    }

    /// The moment as of which everything is answered (DESIGN, "Shop time"), `--now` first.
    pub fn now(&self) -> Moment {
        self.options.now.unwrap_or_default()
    }

    /// The shop's zone; UTC until it has said one.
    pub fn zone(&self) -> Zone {
        Zone::UTC
    }

    /// The shop's currency; unknown until it has said one.
    pub fn currency(&self) -> Currency {
        Currency::UNKNOWN
    }
}
