//! The front desk: the only place where rooms and cellar meet. `Shop` has one file per use case.

pub mod attributes;
pub mod campaigns;
pub mod clock;
pub mod customers;
pub mod dashboard;
pub mod demo;
mod detect;
pub mod diff;
pub mod doctor;
pub mod documents;
pub mod engine;
pub mod evaluate;
pub mod export;
pub mod facts;
pub mod files;
mod ground;
pub mod group_change;
pub mod group_overlap;
pub mod group_trend;
pub mod groups;
pub mod how_personal;
pub mod identities;
pub mod import;
mod import_options;
mod import_report;
mod import_terms;
pub mod imports;
pub mod judge;
pub mod judge_words;
pub mod keep;
pub mod layouts;
pub mod learn;
pub mod left_out;
pub mod look;
pub mod mapped;
mod newcomers;
pub mod offline;
pub mod preview;
pub mod products;
pub mod recommend;
pub mod results;
pub mod retry;
mod retry_rows;
mod retry_tally;
pub mod rfm_grid;
pub mod rules;
mod scene;
pub mod sentence;
pub mod settings;
pub mod settled;
mod source;
pub mod spots;
pub mod strategies;
pub mod terms;
mod together;
pub mod undo;
pub mod why;
pub mod wishes;

use crate::model::time::Moment;
use crate::store::{Revision, Store};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// What can go wrong at the front desk; every variant says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file or the disk failed (exit code 3).
    #[error(transparent)]
    Store(crate::store::Error),
    /// What was asked for does not exist or makes no sense (exit code 2); the text says what to type instead.
    #[error("{0}")]
    Asked(String),
    /// The answer is no (exit code 1); the text says what it takes.
    #[error("{0}")]
    No(String),
    /// Stopped on request.
    #[error("stopped; nothing was changed")]
    Cancelled,
}

impl From<crate::store::Error> for Error {
    fn from(error: crate::store::Error) -> Error {
        match error {
            crate::store::Error::Cancelled => Error::Cancelled,
            error @ crate::store::Error::ReadOnly => Error::Asked(error.to_string()),
            error => Error::Store(error),
        }
    }
}

/// A flag with which a caller stops long work; checked at least every 10,000 rows.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks the work to stop.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it should stop.
    pub fn stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// The flag itself, for whoever waits for a lock or runs SQL.
    pub(crate) fn flag(&self) -> &Arc<AtomicBool> {
        &self.0
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
    pub(crate) options: Options,
    terms: Mutex<clock::Kept>,
    kept: engine::Kept,
    last_judgement: Mutex<Option<(i64, judge::Kept)>>,
    names: Arc<groups::Names>,
    attributes: Arc<attributes::Kept>,
    sizes: Arc<groups::Sizes>,
    pub(crate) scenes: scene::Scenes,
}

impl Shop {
    /// Opens the shop file, making it if it is absent (not when reading only).
    pub fn open(path: &Path, options: Options) -> Result<Shop, Error> {
        Ok(Shop {
            store: if options.read_only {
                Store::open_read_only(path)?
            } else {
                Store::open(path)?
            },
            options,
            kept: engine::Kept::default(),
            last_judgement: Mutex::default(),
            terms: Mutex::default(),
            names: Arc::default(),
            attributes: Arc::default(),
            sizes: Arc::default(),
            scenes: scene::Scenes::default(),
        })
    }

    /// The same shop looked at as of a moment.
    #[must_use]
    pub fn as_of(mut self, now: Moment) -> Shop {
        self.options.now = Some(now);
        self
    }

    /// A second look at the same open shop: as of a moment (`None`: as this one), and ended by `cancel`. The file, its
    /// names and the sizes of its groups are shared; what was learnt is not.
    #[must_use]
    pub fn looked_at(&self, now: Option<Moment>, cancel: &Cancel) -> Shop {
        Shop {
            store: self.store.until(cancel.flag()),
            options: Options {
                now: now.or(self.options.now),
                ..self.options
            },
            kept: engine::Kept::default(),
            last_judgement: Mutex::default(),
            terms: Mutex::default(),
            names: Arc::clone(&self.names),
            attributes: Arc::clone(&self.attributes),
            sizes: Arc::clone(&self.sizes),
            scenes: scene::Scenes::default(),
        }
    }

    /// How often the shop changed, by whomever: cheap enough to ask on every tick of a screen.
    pub fn revision(&self) -> Result<Revision, Error> {
        Ok(self.store.revision()?)
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        self.store.path()
    }
}
