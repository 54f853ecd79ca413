//! Whose page was opened when, and whether contact details were shown: the shop's log of looking at people.

use super::{Db, Error, Tx};
use crate::model::ids::CustomerId;
use crate::model::time::Moment;
use serde::Serialize;

/// A line of the log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Look {
    /// When, by the wall clock.
    pub at: Moment,
    /// Whose.
    pub customer: CustomerId,
    /// What screens called them then.
    pub who: String,
    /// Their town.
    pub city: Option<String>,
    /// Whether e-mail, phone and address were shown.
    pub revealed: bool,
}

const WHO: &str = "coalesce(c.name, c.platform_id, 'customer ' || c.id)";

/// Writes a look down; nothing is written for somebody who is not there (any more).
pub fn log(tx: &Tx<'_>, at: Moment, customer: CustomerId, revealed: bool) -> Result<(), Error> {
    tx.conn
        .prepare_cached(&format!(
            "INSERT INTO looks (at, customer, who, revealed) SELECT ?1, c.id, {WHO}, ?3 FROM customers c WHERE c.id = ?2"
        ))?
        .execute((at.0, customer.0, revealed))?;
    Ok(())
}

/// Lines of the log, newest first; only those with contact details shown, if asked.
pub fn list(db: &Db<'_>, only_revealed: bool, limit: usize) -> Result<Vec<Look>, Error> {
    let mut select = db.conn.prepare_cached(
        "SELECT l.at, l.customer, l.who, NULL, l.revealed FROM looks l WHERE l.revealed OR NOT ?1 ORDER BY l.id DESC LIMIT ?2",
    )?;
    let rows = select.query_map((only_revealed, limit as i64), look)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The people looked at last, each once, newest first. A row whose number names somebody else by now is left out.
pub fn lately(db: &Db<'_>, limit: usize) -> Result<Vec<Look>, Error> {
    let mut select = db.conn.prepare_cached(&format!(
        "SELECT max(l.at), c.id, l.who, c.city, max(l.revealed) FROM looks l JOIN customers c ON c.id = l.customer AND {WHO} = l.who
         GROUP BY c.id ORDER BY max(l.id) DESC LIMIT ?1"
    ))?;
    let rows = select.query_map([limit as i64], look)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn look(r: &rusqlite::Row<'_>) -> rusqlite::Result<Look> {
    Ok(Look {
        at: Moment(r.get(0)?),
        customer: CustomerId(r.get(1)?),
        who: r.get(2)?,
        city: r.get(3)?,
        revealed: r.get(4)?,
    })
}
