//! Short texts that repeat on events, kept once and known by number.

use super::{Db, Error};
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

/// The number of a label; `None` if no event carries it.
pub fn find(db: &Db<'_>, content: &str) -> Result<Option<i64>, Error> {
    Ok(db
        .conn
        .prepare_cached("SELECT id FROM labels WHERE content = ?1")?
        .query_row([content], |r| r.get(0))
        .optional()?)
}

/// Every label by its number.
pub fn all(db: &Db<'_>) -> Result<FxHashMap<i64, String>, Error> {
    let mut statement = db.conn.prepare_cached("SELECT id, content FROM labels")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The labels of one import.
pub(crate) struct Labels<'t> {
    conn: &'t Connection,
    known: FxHashMap<String, i64>,
}

impl<'t> Labels<'t> {
    pub(crate) fn new(conn: &'t Connection) -> Labels<'t> {
        Labels {
            conn,
            known: FxHashMap::default(),
        }
    }

    /// The number of a text, new if need be.
    pub(crate) fn number(&mut self, content: Option<&str>) -> Result<Option<i64>, Error> {
        let Some(content) = content.filter(|c| !c.is_empty()) else {
            return Ok(None);
        };
        if let Some(id) = self.known.get(content) {
            return Ok(Some(*id));
        }
        let id: i64 = self
            .conn
            .prepare_cached(
                "INSERT INTO labels (content) VALUES (?1) ON CONFLICT (content) DO UPDATE SET content = content RETURNING id",
            )?
            .query_row([content], |r| r.get(0))?;
        self.known.insert(content.to_owned(), id);
        Ok(Some(id))
    }
}

/// Removes labels that no event carries any more.
pub(crate) fn sweep(conn: &Connection) -> Result<(), Error> {
    conn.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS used_labels (id INTEGER PRIMARY KEY); DELETE FROM used_labels;
         INSERT OR IGNORE INTO used_labels SELECT channel FROM events WHERE channel IS NOT NULL;
         INSERT OR IGNORE INTO used_labels SELECT device FROM events WHERE device IS NOT NULL;
         INSERT OR IGNORE INTO used_labels SELECT page FROM events WHERE page IS NOT NULL;
         INSERT OR IGNORE INTO used_labels SELECT placement FROM events WHERE placement IS NOT NULL;
         INSERT OR IGNORE INTO used_labels SELECT strategy FROM events WHERE strategy IS NOT NULL;
         INSERT OR IGNORE INTO used_labels SELECT variant FROM events WHERE variant IS NOT NULL;
         INSERT OR IGNORE INTO used_labels SELECT campaign FROM events WHERE campaign IS NOT NULL;
         DELETE FROM labels WHERE id NOT IN (SELECT id FROM used_labels);",
    )?;
    Ok(())
}
