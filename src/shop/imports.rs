//! Imports that were made: the list, one of them with its problems, and taking one back.

use super::clock::{Terms, wall_clock};
use super::{Cancel, Error, Shop, facts};
use crate::model::ids::BatchId;
use crate::store::batches::{self, Batch};
use crate::store::problems::{self, ProblemRow};
use crate::store::withdraw::{self, Withdrawn};
use crate::store::{Tx, extent, rollups, settings, touches, undo};
use serde::Serialize;

/// One import with its problems.
#[derive(Clone, Debug, Serialize)]
pub struct ImportPage {
    /// The import.
    #[serde(flatten)]
    pub batch: Batch,
    /// Rows that could not be used, or only with doubt.
    pub problems: Vec<ProblemRow>,
}

impl Shop {
    /// Every import, newest first.
    pub fn imports(&self) -> Result<Vec<Batch>, Error> {
        self.store.read(|db| Ok(batches::list(db)?))
    }

    /// One import with its problems.
    pub fn import_page(&self, id: BatchId) -> Result<ImportPage, Error> {
        self.store.read(|db| {
            let batch = batches::find(db, id)?.ok_or_else(|| absent(id))?;
            Ok(ImportPage {
                batch,
                problems: problems::page(db, id, 0, 1_000)?,
            })
        })
    }

    /// Takes an import back. What other files state too stays.
    pub fn undo_import(&self, id: BatchId, cancel: &Cancel) -> Result<Withdrawn, Error> {
        let done = self.store.write_until(cancel.flag(), |tx| {
            match batches::find(tx, id)? {
                None => return Err(absent(id)),
                Some(batch) if batch.state == "undone" => {
                    return Err(Error::Asked(format!("import {id} is undone already")));
                }
                Some(_) => {}
            }
            if let Some(change) = undo::of_import(tx, id)? {
                undo::mark(tx, change.id, Some(wall_clock()))?;
            }
            withdraw(tx, id)
        })?;
        self.store.truncate_log()?;
        Ok(done)
    }
}

fn absent(id: BatchId) -> Error {
    Error::Asked(format!(
        "there is no import {id}; `regulars imports` lists them"
    ))
}

/// Withdraws a batch and computes anew what rests on it.
pub(crate) fn withdraw(tx: &Tx<'_>, id: BatchId) -> Result<Withdrawn, Error> {
    let zone = Terms::of(tx)?.zone;
    let events = extent::has_events(tx)?;
    let done = withdraw::batch(tx, id, wall_clock())?;
    let now = Terms::of(tx)?.now(wall_clock()).0;
    if events {
        // Merges taken back move other imports' events between people as well: everything is counted anew.
        rollups::recompute_all(tx, zone)?;
        touches::recompute_all(tx)?;
    }
    if extent::is_empty(tx)? {
        settings::set(tx, "rfm_cuts", None)?;
    } else {
        facts::refresh_rfm(tx, now, zone)?;
    }
    Ok(done)
}
