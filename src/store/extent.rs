//! From when to when a shop's data reach.

use super::{Db, Error};
use crate::model::time::Moment;
use rusqlite::OptionalExtension;

/// The newest order, refund or event; `None` for an empty shop.
pub fn newest(db: &Db<'_>) -> Result<Option<Moment>, Error> {
    let order: Option<i64> = db
        .conn
        .prepare_cached("SELECT max(at) FROM (SELECT max(at) AS at FROM orders UNION ALL SELECT max(at) FROM refunds)")?
        .query_row([], |r| r.get(0))?;
    // One look per kind in the index of kinds instead of all events.
    let event: Option<i64> = db
        .conn
        .prepare_cached(
            "WITH RECURSIVE kinds (kind) AS (SELECT min(kind) FROM events UNION ALL
               SELECT (SELECT min(e.kind) FROM events e WHERE e.kind > kinds.kind) FROM kinds WHERE kinds.kind IS NOT NULL)
             SELECT max((SELECT max(e.at) FROM events e WHERE e.kind = kinds.kind)) FROM kinds WHERE kind IS NOT NULL",
        )?
        .query_row([], |r| r.get(0))
        .optional()?
        .flatten();
    Ok(order.max(event).map(Moment))
}

/// Whether any order, refund or event happened after one moment and up to another.
pub fn anything(db: &Db<'_>, after: Moment, until: Moment) -> Result<bool, Error> {
    // One look per kind in the index of kinds, as above.
    Ok(db
        .conn
        .prepare_cached(
            "WITH RECURSIVE kinds (kind) AS (SELECT min(kind) FROM events UNION ALL
               SELECT (SELECT min(e.kind) FROM events e WHERE e.kind > kinds.kind) FROM kinds WHERE kinds.kind IS NOT NULL)
             SELECT EXISTS (SELECT 1 FROM orders WHERE at > ?1 AND at <= ?2)
               OR EXISTS (SELECT 1 FROM refunds WHERE at > ?1 AND at <= ?2)
               OR EXISTS (SELECT 1 FROM kinds WHERE EXISTS (SELECT 1 FROM events e WHERE e.kind = kinds.kind AND e.at > ?1 AND e.at <= ?2))",
        )?
        .query_row([after.0, until.0], |r| r.get(0))?)
}

/// Whether there is any event.
pub fn has_events(db: &Db<'_>) -> Result<bool, Error> {
    Ok(db
        .conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM events)")?
        .query_row([], |r| r.get(0))?)
}

/// Whether there is no fact at all.
pub fn is_empty(db: &Db<'_>) -> Result<bool, Error> {
    Ok(db
        .conn
        .prepare_cached(
            "SELECT NOT EXISTS (SELECT 1 FROM orders) AND NOT EXISTS (SELECT 1 FROM events) AND NOT EXISTS (SELECT 1 FROM refunds)
               AND NOT EXISTS (SELECT 1 FROM products) AND NOT EXISTS (SELECT 1 FROM customers)",
        )?
        .query_row([], |r| r.get(0))?)
}
