//! What the merchant says of who is who: two traces are the same person, or they are not. It holds whatever files say,
//! and waits for traces that are not (or no longer) in the shop.

use super::derive::{self, Touched};
use super::identities::{self, Reason, Settled};
use super::{Error, Tx, changes};
use crate::model::country::Country;
use crate::model::customer::{Identity, IdentityKind};
use crate::model::time::Moment;
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// What is said of two traces.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Verdict {
    /// The lesser of the two.
    pub a: Identity,
    /// The greater.
    pub b: Identity,
    /// The same person, not the same; `None`: nothing is said.
    pub same: Option<bool>,
}

impl Verdict {
    /// What is said of two different traces, in any order.
    pub fn new(x: &Identity, y: &Identity, same: Option<bool>) -> Verdict {
        let (a, b) = if x <= y { (x, y) } else { (y, x) };
        Verdict {
            a: a.clone(),
            b: b.clone(),
            same,
        }
    }
}

/// All verdicts on traces that the shop holds, as rows of `identities`.
#[derive(Default)]
pub(crate) struct ByTrace {
    pub(crate) joins: Vec<(i64, i64)>,
    pub(crate) parts: Vec<(i64, i64)>,
    near: FxHashMap<i64, Vec<i64>>,
}

impl ByTrace {
    /// Those that are said to be the same as a trace.
    pub(crate) fn joined_with(&self, id: i64) -> Vec<i64> {
        self.near.get(&id).cloned().unwrap_or_default()
    }
}

pub(crate) fn by_trace(conn: &Connection) -> Result<ByTrace, Error> {
    let mut select = conn.prepare_cached(
        "SELECT a.id, b.id, v.same FROM identity_verdicts v JOIN identities a ON a.kind = v.a_kind AND a.content = v.a_content
           JOIN identities b ON b.kind = v.b_kind AND b.content = v.b_content",
    )?;
    let mut said = ByTrace::default();
    let mut rows = select.query([])?;
    while let Some(r) = rows.next()? {
        let (a, b): (i64, i64) = (r.get(0)?, r.get(1)?);
        if r.get(2)? {
            said.joins.push((a, b));
            said.near.entry(a).or_default().push(b);
            said.near.entry(b).or_default().push(a);
        } else {
            said.parts.push((a, b));
        }
    }
    Ok(said)
}

/// What is said of two traces now.
pub fn of(tx: &Tx<'_>, verdict: &Verdict) -> Result<Option<bool>, Error> {
    Ok(tx
        .conn
        .prepare_cached(
            "SELECT same FROM identity_verdicts WHERE (a_kind, a_content, b_kind, b_content) = (?1, ?2, ?3, ?4)",
        )?
        .query_row(
            (
                verdict.a.kind.word(),
                &verdict.a.value,
                verdict.b.kind.word(),
                &verdict.b.value,
            ),
            |r| r.get(0),
        )
        .optional()?)
}

/// Every verdict between two sets of traces.
pub fn between(tx: &Tx<'_>, x: &[Identity], y: &[Identity]) -> Result<Vec<Verdict>, Error> {
    let mut found = Vec::new();
    let mut select = tx.conn.prepare_cached(
        "SELECT a_kind, a_content, b_kind, b_content, same FROM identity_verdicts ORDER BY 1, 2, 3, 4",
    )?;
    let mut rows = select.query([])?;
    while let Some(r) = rows.next()? {
        let trace = |kind: String, value: String| {
            IdentityKind::named(&kind).map(|kind| Identity { kind, value })
        };
        let (Some(a), Some(b)) = (trace(r.get(0)?, r.get(1)?), trace(r.get(2)?, r.get(3)?)) else {
            continue;
        };
        if (x.contains(&a) && y.contains(&b)) || (x.contains(&b) && y.contains(&a)) {
            found.push(Verdict::new(&a, &b, Some(r.get(4)?)));
        }
    }
    Ok(found)
}

/// Why people are one now, in the log of merges.
pub const BY_HAND: &str = "joined by hand";

/// Keeps verdicts and settles anew whose the traces are. `logged`: people who become one are written into the log of
/// merges under this moment, that of the change; else former numbers come back.
pub fn say(tx: &Tx<'_>, said: &[Verdict], at: Moment, logged: bool) -> Result<(), Error> {
    let mut seeds = Vec::new();
    for v in said {
        let key = (v.a.kind.word(), &v.a.value, v.b.kind.word(), &v.b.value);
        match v.same {
            Some(same) => tx
                .conn
                .prepare_cached(
                    "INSERT OR REPLACE INTO identity_verdicts (a_kind, a_content, b_kind, b_content, same, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute((key.0, key.1, key.2, key.3, same, at.0))?,
            None => tx
                .conn
                .prepare_cached(
                    "DELETE FROM identity_verdicts WHERE (a_kind, a_content, b_kind, b_content) = (?1, ?2, ?3, ?4)",
                )?
                .execute(key)?,
        };
        for trace in [&v.a, &v.b] {
            let id: Option<i64> = tx
                .conn
                .prepare_cached("SELECT id FROM identities WHERE kind = ?1 AND content = ?2")?
                .query_row((trace.kind.word(), &trace.value), |r| r.get(0))
                .optional()?;
            seeds.extend(id);
        }
    }
    seeds.sort_unstable();
    seeds.dedup();
    let why = reason(at, logged, BY_HAND);
    let settled = identities::settle(tx.conn, &seeds, why)?;
    follow(tx, settled)
}

/// Reads the national phone numbers by another country, as [`say`].
pub fn read_phones(tx: &Tx<'_>, at: Moment, logged: bool) -> Result<(), Error> {
    let country: Option<Country> = identities::shop_country(tx)?;
    let why = reason(at, logged, "phone numbers read by the shop's country");
    let settled = identities::read_phones(tx.conn, country, why)?;
    follow(tx, settled)
}

fn reason(at: Moment, logged: bool, words: &str) -> Reason<'_> {
    Reason {
        at: at.0,
        batch: None,
        log_below: if logged { i64::MAX } else { i64::MIN },
        words: Some(words),
    }
}

fn follow(tx: &Tx<'_>, settled: Settled) -> Result<(), Error> {
    if settled.customers.is_empty() {
        return changes::bump(tx);
    }
    let events = settled.moved;
    derive::after(
        tx.conn,
        Touched {
            customers: settled.customers,
            events,
            ..Touched::default()
        },
    )?;
    changes::bump_epoch(tx)
}
