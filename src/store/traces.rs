//! Who is who, to look at: the traces of a person with what hangs on them, and the log of merges.

use super::{Db, Error, Tx, identities};
use crate::model::customer::{Identity, IdentityKind};
use crate::model::ids::{BatchId, CustomerId};
use crate::model::time::Moment;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

/// A line of the log of merges.
#[derive(Clone, Debug, Serialize)]
pub struct Merge {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Moment,
    /// Who was kept.
    pub kept: CustomerId,
    /// Their name, if they are still there and have one.
    pub kept_name: Option<String>,
    /// Who became a part of them.
    pub gone: CustomerId,
    /// Why, in words.
    pub because: String,
    /// The import that brought it; `None`: a change by hand or of a setting.
    pub batch: Option<BatchId>,
    /// The traces that moved.
    pub moved: Vec<Named>,
    /// When it was taken back.
    pub undone_at: Option<Moment>,
}

/// A trace by what it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Named {
    /// `platform`, `email`, `phone` or `device`.
    pub kind: String,
    /// As files state it.
    pub value: String,
}

/// Another trace with which one was stated.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Beside {
    /// The other.
    #[serde(flatten)]
    pub trace: Named,
    /// Whether it belongs to the same person.
    pub same_person: bool,
    /// File that says so first.
    pub file: String,
    /// Line of that file.
    pub line: u64,
    /// Statements that do.
    pub times: u64,
}

/// A verdict of the merchant on a trace and another one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ByHand {
    /// The other.
    #[serde(flatten)]
    pub trace: Named,
    /// The same person, or not.
    pub same: bool,
}

/// A trace of a person.
#[derive(Clone, Debug, Serialize)]
pub struct TraceRow {
    /// Row of the store.
    pub id: i64,
    /// `platform`, `email`, `phone` or `device`.
    pub kind: String,
    /// As files state it.
    pub value: String,
    /// What it is compared by, where that is something else.
    pub read_as: Option<String>,
    /// Orders that hang on it.
    pub orders: u64,
    /// Events that hang on it.
    pub events: u64,
    /// File that first stated it.
    pub file: Option<String>,
    /// Line of that file.
    pub line: Option<u64>,
    /// Other traces that stand in a row with it.
    pub beside: Vec<Beside>,
    /// What was said by hand.
    pub by_hand: Vec<ByHand>,
}

impl TraceRow {
    /// The trace itself.
    pub fn identity(&self) -> Option<Identity> {
        IdentityKind::named(&self.kind).map(|kind| Identity {
            kind,
            value: self.value.clone(),
        })
    }
}

const STRONGEST_FIRST: &str =
    "CASE kind WHEN 'platform' THEN 0 WHEN 'email' THEN 1 WHEN 'phone' THEN 2 ELSE 3 END, content";

/// All traces of a person, strongest first.
pub fn of(db: &Db<'_>, id: CustomerId) -> Result<Vec<TraceRow>, Error> {
    let mut select = db.conn.prepare_cached(&format!(
        "SELECT i.id, i.kind, i.content, i.alike, (SELECT count(*) FROM orders o WHERE o.customer = ?1 AND o.identity = i.id),
           (SELECT count(*) FROM events e WHERE e.customer = ?1 AND e.identity = i.id), b.file_name, i.line
         FROM identities i LEFT JOIN batches b ON b.id = i.batch WHERE i.customer = ?1 ORDER BY {STRONGEST_FIRST}"
    ))?;
    let mut traces: Vec<TraceRow> = select
        .query_map([id.0], |r| {
            Ok(TraceRow {
                id: r.get(0)?,
                kind: r.get(1)?,
                value: r.get(2)?,
                read_as: r.get(3)?,
                orders: r.get::<_, i64>(4)? as u64,
                events: r.get::<_, i64>(5)? as u64,
                file: r.get(6)?,
                line: r.get::<_, Option<i64>>(7)?.map(|l| l as u64),
                beside: Vec::new(),
                by_hand: Vec::new(),
            })
        })?
        .collect::<Result<_, _>>()?;
    let mut beside = db.conn.prepare_cached(
        "SELECT o.kind, o.content, coalesce(o.customer = ?2, 0), f.file_name, l.line, sum(l.statements), min(l.batch) FROM (
           SELECT b AS other, batch, line, statements FROM identity_links WHERE a = ?1 AND b <> ?1 UNION ALL
           SELECT a, batch, line, statements FROM identity_links WHERE b = ?1 AND a <> ?1) l
         JOIN identities o ON o.id = l.other JOIN batches f ON f.id = l.batch GROUP BY o.id ORDER BY 1, 2",
    )?;
    let mut by_hand = db.conn.prepare_cached(
        "SELECT b_kind, b_content, same FROM identity_verdicts WHERE a_kind = ?1 AND a_content = ?2
         UNION ALL SELECT a_kind, a_content, same FROM identity_verdicts WHERE b_kind = ?1 AND b_content = ?2 ORDER BY 1, 2",
    )?;
    let named = |r: &Row<'_>| {
        Ok::<_, rusqlite::Error>(Named {
            kind: r.get(0)?,
            value: r.get(1)?,
        })
    };
    for trace in &mut traces {
        trace.beside = beside
            .query_map((trace.id, id.0), |r| {
                Ok(Beside {
                    trace: named(r)?,
                    same_person: r.get(2)?,
                    file: r.get(3)?,
                    line: r.get::<_, i64>(4)? as u64,
                    times: r.get::<_, i64>(5)? as u64,
                })
            })?
            .collect::<Result<_, _>>()?;
        trace.by_hand = by_hand
            .query_map((&trace.kind, &trace.value), |r| {
                Ok(ByHand {
                    trace: named(r)?,
                    same: r.get(2)?,
                })
            })?
            .collect::<Result<_, _>>()?;
    }
    Ok(traces)
}

const MERGES: &str = "SELECT m.id, m.at, m.kept, c.name, m.gone, m.because, m.batch, m.undone_at, m.moved FROM merges m
  LEFT JOIN customers c ON c.id = m.kept WHERE m.noun = 'customer'";

fn merge(db: &Db<'_>, r: &Row<'_>) -> Result<Merge, Error> {
    let moved: String = r.get(8)?;
    Ok(Merge {
        id: r.get(0)?,
        at: Moment(r.get(1)?),
        kept: CustomerId(r.get(2)?),
        kept_name: r.get(3)?,
        gone: CustomerId(r.get(4)?),
        because: r.get(5)?,
        batch: r.get::<_, Option<i64>>(6)?.map(BatchId),
        undone_at: r.get::<_, Option<i64>>(7)?.map(Moment),
        moved: db
            .conn
            .prepare_cached(&format!(
                "SELECT kind, content FROM json_each(?1, '$.identities') m JOIN identities i ON i.id = m.value ORDER BY {STRONGEST_FIRST}"
            ))?
            .query_map([moved], |r| {
                Ok(Named {
                    kind: r.get(0)?,
                    value: r.get(1)?,
                })
            })?
            .collect::<Result<_, _>>()?,
    })
}

/// The log of merges, newest first; of one person, if asked.
pub fn merges(db: &Db<'_>, of: Option<CustomerId>, limit: usize) -> Result<Vec<Merge>, Error> {
    let mut select = db.conn.prepare_cached(&format!(
        "{MERGES} AND (?1 IS NULL OR m.kept = ?1 OR m.gone = ?1) ORDER BY m.id DESC LIMIT ?2"
    ))?;
    let mut rows = select.query((of.map(|c| c.0), limit as i64))?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        found.push(merge(db, r)?);
    }
    Ok(found)
}

/// One line of the log.
pub fn merge_of(db: &Db<'_>, id: i64) -> Result<Option<Merge>, Error> {
    let mut select = db.conn.prepare_cached(&format!("{MERGES} AND m.id = ?1"))?;
    let mut rows = select.query([id])?;
    rows.next()?.map(|r| merge(db, r)).transpose()
}

/// Marks a merge as taken back (`Some`) or standing again.
pub fn mark(tx: &Tx<'_>, id: i64, undone_at: Option<Moment>) -> Result<(), Error> {
    tx.conn.execute(
        "UPDATE merges SET undone_at = ?2 WHERE id = ?1",
        (id, undone_at.map(|m| m.0)),
    )?;
    Ok(())
}

/// Marks the merges of a change that is no import as taken back.
pub fn mark_of_change(tx: &Tx<'_>, change_at: Moment, undone_at: Moment) -> Result<(), Error> {
    tx.conn.execute(
        "UPDATE merges SET undone_at = ?2 WHERE batch IS NULL AND at = ?1 AND undone_at IS NULL",
        (change_at.0, undone_at.0),
    )?;
    Ok(())
}

/// The one to whom a trace belongs. `None`: nobody has it, or it is nobody's alone.
pub fn owner(db: &Db<'_>, trace: &Identity) -> Result<Option<CustomerId>, Error> {
    Ok(db
        .conn
        .prepare_cached("SELECT customer FROM identities WHERE kind = ?1 AND content = ?2")?
        .query_row((trace.kind.word(), &trace.value), |r| {
            r.get::<_, Option<i64>>(0)
        })
        .optional()?
        .flatten()
        .map(CustomerId))
}

/// Phone numbers that cannot be read, because no country is known or it has no such numbers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct UnreadPhones {
    /// How many different numbers.
    pub numbers: u64,
    /// People who have one.
    pub customers: u64,
    /// Some of them, as files write them.
    pub some: Vec<String>,
}

/// National phone numbers without a country.
pub fn unread_phones(db: &Db<'_>, limit: usize) -> Result<UnreadPhones, Error> {
    const UNREAD: &str =
        "FROM identities WHERE kind = 'phone' AND alike IS NULL AND content NOT LIKE '+%'";
    let (numbers, customers): (i64, i64) = db.conn.query_row(
        &format!("SELECT count(*), count(DISTINCT customer) {UNREAD}"),
        [],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let mut select = db.conn.prepare_cached(&format!(
        "SELECT content {UNREAD} ORDER BY content LIMIT ?1"
    ))?;
    Ok(UnreadPhones {
        numbers: numbers as u64,
        customers: customers as u64,
        some: select
            .query_map([limit as i64], |r| r.get(0))?
            .collect::<Result<_, _>>()?,
    })
}

/// The people that a text names, by every kind of trace: more than one if two systems use the same id.
pub fn people_named(db: &Db<'_>, text: &str) -> Result<Vec<CustomerId>, Error> {
    let country = identities::shop_country(db)?;
    let mut select = db.conn.prepare_cached(
        "SELECT DISTINCT customer FROM identities WHERE kind = ?1 AND (content = ?2 OR (alike IS NOT NULL AND alike = ?2)) AND customer IS NOT NULL
         ORDER BY customer",
    )?;
    for (kind, trace) in [
        (IdentityKind::Platform, Identity::platform(None, text)),
        (IdentityKind::Email, Identity::email(text)),
        (IdentityKind::Phone, Identity::phone(text, country)),
        (IdentityKind::Phone, Identity::phone(text, None)),
        (
            IdentityKind::Device,
            Identity::new(IdentityKind::Device, text),
        ),
    ] {
        let Some(trace) = trace else {
            continue;
        };
        let found: Vec<CustomerId> = select
            .query_map((kind.word(), &trace.value), |r| r.get(0).map(CustomerId))?
            .collect::<Result<_, _>>()?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}
