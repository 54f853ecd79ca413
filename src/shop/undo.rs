//! Taking changes back, doing them again, and the log of what was changed.

use super::clock::wall_clock;
use super::{Cancel, Error, Progress, Quiet, Shop, identities, imports, retry, settings};
use crate::model::time::Moment;
use crate::store::undo::{self, Change, Step};
use crate::store::{Tx, traces};
use serde::Serialize;

/// What undo or redo did.
#[derive(Clone, Debug, Serialize)]
pub struct Undone {
    /// The change, in words.
    pub what: String,
    /// What became of the rows, if it was an import.
    pub import: Option<crate::store::withdraw::Withdrawn>,
}

impl Shop {
    /// Takes the last change back. `None`: there is nothing to undo.
    pub fn undo(&self, progress: &dyn Progress, cancel: &Cancel) -> Result<Option<Undone>, Error> {
        let done = self.store.write_until(cancel.flag(), |tx| {
            let Some(change) = undo::next_undo(tx)? else {
                return Ok(None);
            };
            progress.at("undoing", 0, 0);
            let mut import = None;
            for step in &change.inverse {
                match step {
                    Step::Withdraw { batch } => import = Some(imports::withdraw(tx, *batch)?),
                    step => self.step(tx, step, change.at, false)?,
                }
            }
            let now = wall_clock();
            traces::mark_of_change(tx, change.at, now)?;
            undo::mark(tx, change.id, Some(now))?;
            Ok::<_, Error>(Some(Undone {
                what: change.what,
                import,
            }))
        })?;
        if done.as_ref().is_some_and(|d| d.import.is_some()) {
            self.store.truncate_log()?;
        }
        Ok(done)
    }

    /// Does the change that was undone last again. `None`: there is nothing to redo.
    pub fn redo(&self) -> Result<Option<Undone>, Error> {
        self.store.write(|tx| {
            let Some(change) = undo::next_redo(tx)? else {
                return Ok(None);
            };
            for step in &change.again {
                match step {
                    Step::Import { file } => {
                        return Err(Error::Asked(format!(
                            "an import is done again from its file: regulars import {file}"
                        )));
                    }
                    Step::Retry { batch, options } => {
                        let inverse = retry::redo(tx, *batch, options, &Quiet)?;
                        undo::renew(tx, change.id, &inverse)?;
                    }
                    step => self.step(tx, step, change.at, true)?,
                }
            }
            undo::mark(tx, change.id, None)?;
            Ok(Some(Undone {
                what: change.what,
                import: None,
            }))
        })
    }

    /// What was changed, newest first.
    pub fn log(&self, limit: usize) -> Result<Vec<Change>, Error> {
        self.store.read(|db| Ok(undo::list(db, limit)?))
    }

    /// `at`: when the change was made; `again`: whether it is done again, not taken back.
    fn step(&self, tx: &Tx<'_>, step: &Step, at: Moment, again: bool) -> Result<(), Error> {
        undo::apply(tx, step, wall_clock())?;
        match step {
            Step::Setting { key, .. } => settings::follow(tx, key, at, again)?,
            Step::Verdicts { said, merge } => identities::say(tx, said, *merge, at, again)?,
            _ => {}
        }
        Ok(())
    }
}
