//! Strategies, rules, layouts, experiments and groups: every version with the time for which it held.

use super::{Db, Error, Tx};
use crate::model::strategy::State;
use crate::model::time::Moment;
use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};

/// What kind of document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noun {
    /// A strategy.
    Strategy,
    /// A rule.
    Rule,
    /// A layout.
    Layout,
    /// An experiment.
    Experiment,
    /// A saved target group.
    Group,
}

impl Noun {
    /// Every kind.
    pub const ALL: [Noun; 5] = [
        Noun::Strategy,
        Noun::Rule,
        Noun::Layout,
        Noun::Experiment,
        Noun::Group,
    ];

    /// The word in the store.
    pub fn word(self) -> &'static str {
        match self {
            Noun::Strategy => "strategy",
            Noun::Rule => "rule",
            Noun::Layout => "layout",
            Noun::Experiment => "experiment",
            Noun::Group => "group",
        }
    }
}

/// What one version of a document says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Content {
    /// What screens show.
    pub name: String,
    /// Whether it takes part.
    pub state: State,
    /// Its place in the list.
    pub position: i64,
    /// TOML, or the expression of a group.
    pub body: String,
}

/// One version of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// What kind.
    pub noun: Noun,
    /// Id, unique among its kind.
    pub id: String,
    /// From 1.
    pub version: i64,
    /// What it says.
    pub content: Content,
    /// From when it held.
    pub valid_from: Moment,
    /// Until when (that moment excluded); `None` = now.
    pub valid_to: Option<Moment>,
}

/// From when documents hold that a shop has from the start: before any fact.
pub const ALWAYS: Moment = Moment(i64::MIN);

const COLUMNS: &str = "noun, id, version, name, state, position, body, valid_from, valid_to";

fn version(row: &Row<'_>) -> rusqlite::Result<Version> {
    let noun: String = row.get(0)?;
    let state: String = row.get(4)?;
    Ok(Version {
        noun: Noun::ALL
            .into_iter()
            .find(|n| n.word() == noun)
            .unwrap_or(Noun::Strategy),
        id: row.get(1)?,
        version: row.get(2)?,
        content: Content {
            name: row.get(3)?,
            state: State::named(&state).unwrap_or_default(),
            position: row.get(5)?,
            body: row.get(6)?,
        },
        valid_from: Moment(row.get(7)?),
        valid_to: row.get::<_, Option<i64>>(8)?.map(Moment),
    })
}

/// The documents of a kind that hold now, in list order.
pub fn current(db: &Db<'_>, noun: Noun) -> Result<Vec<Version>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM documents WHERE noun = ?1 AND valid_to IS NULL ORDER BY position, id"
    );
    let mut statement = db.conn.prepare_cached(&sql)?;
    let rows = statement.query_map([noun.word()], version)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The documents of a kind that held at a moment, in list order.
pub fn valid_at(db: &Db<'_>, noun: Noun, at: Moment) -> Result<Vec<Version>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM documents WHERE noun = ?1 AND valid_from <= ?2
         AND (valid_to IS NULL OR valid_to > ?2) ORDER BY position, id"
    );
    let mut statement = db.conn.prepare_cached(&sql)?;
    let rows = statement.query_map((noun.word(), at.0), version)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The version of a document that holds now.
pub fn get(db: &Db<'_>, noun: Noun, id: &str) -> Result<Option<Version>, Error> {
    let sql =
        format!("SELECT {COLUMNS} FROM documents WHERE noun = ?1 AND id = ?2 AND valid_to IS NULL");
    Ok(db
        .conn
        .prepare_cached(&sql)?
        .query_row((noun.word(), id), version)
        .optional()?)
}

/// All versions of a document, newest first.
pub fn versions(db: &Db<'_>, noun: Noun, id: &str) -> Result<Vec<Version>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM documents WHERE noun = ?1 AND id = ?2 ORDER BY version DESC"
    );
    let mut statement = db.conn.prepare_cached(&sql)?;
    let rows = statement.query_map((noun.word(), id), version)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether the shop ever had a document of a kind.
pub fn any(db: &Db<'_>, noun: Noun) -> Result<bool, Error> {
    Ok(db.conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM documents WHERE noun = ?1)",
        [noun.word()],
        |r| r.get(0),
    )?)
}

/// The place after the last document of a kind.
pub fn next_position(db: &Db<'_>, noun: Noun) -> Result<i64, Error> {
    Ok(db.conn.query_row(
        "SELECT coalesce(max(position), 0) + 1 FROM documents WHERE noun = ?1 AND valid_to IS NULL",
        [noun.word()],
        |r| r.get(0),
    )?)
}

/// Makes a document say something from a moment on (`None` = there is no such document any more) and gives back
/// what it said before. Earlier versions stay for whoever asks about the past; a moment before the last change
/// counts as the moment of that change.
pub fn set(
    tx: &Tx<'_>,
    noun: Noun,
    id: &str,
    content: Option<&Content>,
    at: Moment,
) -> Result<Option<Content>, Error> {
    let versions = versions(tx, noun, id)?;
    let newest = versions.first();
    let at = newest.map_or(at, |v| at.max(v.valid_from).max(v.valid_to.unwrap_or(at)));
    let before = newest.filter(|v| v.valid_to.is_none());
    if before.map(|v| &v.content) == content {
        return Ok(content.cloned());
    }
    tx.conn
        .prepare_cached(
            "UPDATE documents SET valid_to = ?3 WHERE noun = ?1 AND id = ?2 AND valid_to IS NULL",
        )?
        .execute((noun.word(), id, at.0))?;
    if let Some(content) = content {
        tx.conn
            .prepare_cached(
                "INSERT INTO documents (noun, id, version, name, state, position, body, valid_from)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((
                noun.word(),
                id,
                newest.map_or(0, |v| v.version) + 1,
                &content.name,
                content.state.word(),
                content.position,
                &content.body,
                at.0,
            ))?;
    }
    super::changes::bump(tx)?;
    Ok(before.map(|v| v.content.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    fn says(body: &str, state: State) -> Content {
        Content {
            name: "A".into(),
            state,
            position: 1,
            body: body.into(),
        }
    }

    #[test]
    fn the_past_keeps_what_it_said() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("shop.db")).unwrap();
        let bodies = |at: i64| -> Vec<String> {
            let found = store
                .read(|db| valid_at(db, Noun::Rule, Moment(at)))
                .unwrap();
            found.into_iter().map(|v| v.content.body).collect()
        };
        store
            .write(|tx| {
                let (one, two) = (says("one", State::Live), says("two", State::Paused));
                assert_eq!(set(tx, Noun::Rule, "a", Some(&one), ALWAYS)?, None);
                assert_eq!(set(tx, Noun::Rule, "a", Some(&two), Moment(10))?, Some(one));
                assert_eq!(
                    set(tx, Noun::Rule, "a", None, Moment(20))?,
                    Some(two.clone())
                );
                assert_eq!(set(tx, Noun::Rule, "a", Some(&two), Moment(5))?, None);
                Ok::<_, Error>(())
            })
            .unwrap();
        assert_eq!(bodies(9), ["one"]);
        assert_eq!(bodies(10), ["two"]);
        assert_eq!(bodies(20), ["two"]);
        store
            .read(|db| {
                assert_eq!(versions(db, Noun::Rule, "a")?.len(), 3);
                assert_eq!(current(db, Noun::Rule)?.len(), 1);
                assert!(!any(db, Noun::Strategy)?);
                assert_eq!(next_position(db, Noun::Rule)?, 2);
                Ok::<_, Error>(())
            })
            .unwrap();
    }

    #[test]
    fn saying_the_same_again_makes_no_version() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("shop.db")).unwrap();
        store
            .write(|tx| {
                let one = says("one", State::Live);
                set(tx, Noun::Layout, "a", Some(&one), Moment(1))?;
                assert_eq!(
                    set(tx, Noun::Layout, "a", Some(&one), Moment(2))?,
                    Some(one)
                );
                assert_eq!(versions(tx, Noun::Layout, "a")?.len(), 1);
                Ok::<_, Error>(())
            })
            .unwrap();
    }
}
