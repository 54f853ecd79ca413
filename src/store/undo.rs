//! What was changed, with what takes it back and what does it again.

use super::documents::{self, Content, Noun};
use super::verdicts::Verdict;
use super::{Db, Error, Tx, mappings, quarantine, settings};
use crate::model::ids::BatchId;
use crate::model::time::Moment;
use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One step that takes a change back, or does it again.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// A setting gets this value; `None`: it was not set.
    Setting {
        /// Which.
        key: String,
        /// Its value.
        value: Option<Value>,
    },
    /// A document says this; `None`: there is none.
    Document {
        /// What kind: a word of `store::documents::Noun`.
        noun: String,
        /// Which.
        id: String,
        /// What it says.
        content: Option<Content>,
    },
    /// This is said of traces of people.
    Verdicts {
        /// What.
        said: Vec<Verdict>,
        /// The merge of the log that this parts (or, taken back, joins again).
        merge: Option<i64>,
    },
    /// An import is withdrawn.
    Withdraw {
        /// Which.
        batch: BatchId,
    },
    /// What is remembered for files of a shape.
    Mapping {
        /// The set of their column names.
        shape: String,
        /// What is said of them, and when; `None`: nothing.
        said: Option<(Value, Moment)>,
    },
    /// Left-out rows wait, or are left out for good.
    Rows {
        /// Of which import.
        batch: BatchId,
        /// Which.
        lines: Vec<u64>,
        /// Whether they wait.
        wait: bool,
    },
    /// Left-out rows are tried again.
    Retry {
        /// Of which import.
        batch: BatchId,
        /// How.
        options: Value,
    },
    /// An import is made again: only its file can do that.
    Import {
        /// Name of the file.
        file: String,
    },
}

impl Step {
    /// The step that makes a document say something.
    pub fn document(noun: Noun, id: &str, content: Option<Content>) -> Step {
        Step::Document {
            noun: noun.word().to_owned(),
            id: id.to_owned(),
            content,
        }
    }
}

/// One line of the log.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// Its number.
    pub id: i64,
    /// When, by the wall clock.
    pub at: Moment,
    /// What, in words.
    pub what: String,
    /// When it was undone.
    pub undone_at: Option<Moment>,
    /// What takes it back, in order.
    #[serde(skip)]
    pub inverse: Vec<Step>,
    /// What does it again, in order.
    #[serde(skip)]
    pub again: Vec<Step>,
}

/// Logs a change that was just made. `inverse` takes it back, `again` does it again.
pub fn log(
    tx: &Tx<'_>,
    at: Moment,
    what: &str,
    inverse: &[Step],
    again: &[Step],
) -> Result<(), Error> {
    tx.conn
        .prepare_cached("INSERT INTO undo_log (at, what, inverse, again) VALUES (?1, ?2, ?3, ?4)")?
        .execute((
            at.0,
            what,
            super::importer::json(&inverse)?,
            super::importer::json(&again)?,
        ))?;
    Ok(())
}

fn change(row: &Row<'_>) -> rusqlite::Result<Change> {
    let steps = |text: String| serde_json::from_str(&text).unwrap_or_default();
    Ok(Change {
        id: row.get(0)?,
        at: Moment(row.get(1)?),
        what: row.get(2)?,
        inverse: steps(row.get(3)?),
        again: steps(row.get(4)?),
        undone_at: row.get::<_, Option<i64>>(5)?.map(Moment),
    })
}

const COLUMNS: &str = "SELECT id, at, what, inverse, again, undone_at FROM undo_log";

/// The newest changes first.
pub fn list(db: &Db<'_>, limit: usize) -> Result<Vec<Change>, Error> {
    let mut select = db
        .conn
        .prepare_cached(&format!("{COLUMNS} ORDER BY id DESC LIMIT ?1"))?;
    Ok(select
        .query_map([limit as i64], change)?
        .collect::<Result<_, _>>()?)
}

/// What `undo` would take back.
pub fn next_undo(db: &Db<'_>) -> Result<Option<Change>, Error> {
    Ok(db
        .conn
        .prepare_cached(&format!(
            "{COLUMNS} WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1"
        ))?
        .query_row([], change)
        .optional()?)
}

/// What `redo` would do again: nothing after a newer change.
pub fn next_redo(db: &Db<'_>) -> Result<Option<Change>, Error> {
    Ok(db
        .conn
        .prepare_cached(&format!(
            "{COLUMNS} WHERE undone_at IS NOT NULL AND id > (SELECT coalesce(max(id), 0) FROM undo_log WHERE undone_at IS NULL)
             ORDER BY id LIMIT 1"
        ))?
        .query_row([], change)
        .optional()?)
}

/// Marks a change as undone (`Some`) or done again (`None`).
pub fn mark(tx: &Tx<'_>, id: i64, undone_at: Option<Moment>) -> Result<(), Error> {
    tx.conn
        .prepare_cached("UPDATE undo_log SET undone_at = ?2 WHERE id = ?1")?
        .execute((id, undone_at.map(|m| m.0)))?;
    Ok(())
}

/// What takes back a change that was done again otherwise than before.
pub fn renew(tx: &Tx<'_>, id: i64, inverse: &[Step]) -> Result<(), Error> {
    tx.conn
        .prepare_cached("UPDATE undo_log SET inverse = ?2 WHERE id = ?1")?
        .execute((id, super::importer::json(&inverse)?))?;
    Ok(())
}

/// The logged change that made an import, if it still stands.
pub fn of_import(db: &Db<'_>, batch: BatchId) -> Result<Option<Change>, Error> {
    let wanted = Step::Withdraw { batch };
    Ok(list(db, usize::MAX >> 1)?
        .into_iter()
        .find(|c| c.undone_at.is_none() && c.inverse.contains(&wanted)))
}

/// Does a step on a setting or a document; false for one that takes more than the store.
pub fn apply(tx: &Tx<'_>, step: &Step, now: Moment) -> Result<bool, Error> {
    match step {
        Step::Setting { key, value } => {
            settings::set(tx, key, value.as_ref())?;
            super::changes::bump(tx)?;
        }
        Step::Document { noun, id, content } => {
            let noun = Noun::ALL
                .into_iter()
                .find(|n| n.word() == noun)
                .ok_or_else(|| {
                    Error::Refused(format!(
                        "the log names an unknown kind of document, `{noun}`"
                    ))
                })?;
            documents::set(tx, noun, id, content.as_ref(), now)?;
        }
        Step::Mapping { shape, said } => {
            mappings::set(
                tx,
                shape,
                said.as_ref().map(|(document, at)| (document, *at)),
            )?;
        }
        Step::Rows { batch, lines, wait } => {
            let to = if *wait {
                quarantine::State::Waiting
            } else {
                quarantine::State::Dismissed
            };
            quarantine::set(tx, *batch, Some(lines), to)?;
            super::changes::bump(tx)?;
        }
        Step::Verdicts { .. }
        | Step::Withdraw { .. }
        | Step::Retry { .. }
        | Step::Import { .. } => return Ok(false),
    }
    Ok(true)
}
