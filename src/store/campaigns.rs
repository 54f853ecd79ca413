//! Campaigns: what their services state, and what our own events count, side by side.

use super::importer::{Fate, json};
use super::places::{Origin, fate};
use super::{Db, Error, fingerprint};
use crate::model::campaign::CampaignRecord;
use crate::model::event::EventKind;
use crate::model::ids::BatchId;
use crate::model::text::fold;
use rusqlite::Connection;
use serde::Serialize;
use std::collections::BTreeMap;

/// Writes what a file says of a campaign.
pub(crate) fn put(conn: &Connection, c: &CampaignRecord, origin: Origin) -> Result<Fate, Error> {
    let key = c.key();
    let stated = json(&CampaignRecord {
        line: 0,
        ..c.clone()
    })?;
    let hash = fingerprint::Fingerprint::new().text(&stated).print();
    let (known, same): (i64, i64) = conn
        .prepare_cached(
            "SELECT count(*), coalesce(sum(content_hash = ?2), 0) FROM campaign_statements WHERE key = ?1",
        )?
        .query_row((&key, hash), |r| Ok((r.get(0)?, r.get(1)?)))?;
    conn.prepare_cached(
        "INSERT INTO campaign_statements (key, state_at, content_hash, stated, batch, line) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((key, origin.state_at, hash, stated, origin.batch, c.line as i64))?;
    Ok(fate(known, same))
}

/// Every statement of every campaign with its import, the newest first.
pub fn stated(db: &Db<'_>) -> Result<Vec<(CampaignRecord, BatchId)>, Error> {
    let mut select = db.conn.prepare_cached(
        "SELECT stated, line, batch FROM campaign_statements ORDER BY state_at DESC, content_hash DESC, batch, id",
    )?;
    let mut found = Vec::new();
    let mut rows = select.query([])?;
    while let Some(r) = rows.next()? {
        let text: String = r.get(0)?;
        let mut record: CampaignRecord = serde_json::from_str(&text).map_err(|e| {
            Error::Refused(format!(
                "a statement of a campaign cannot be read ({e}); run `regulars doctor`"
            ))
        })?;
        record.line = r.get::<_, i64>(1)?.unsigned_abs();
        found.push((record, BatchId(r.get(2)?)));
    }
    Ok(found)
}

/// People whom our own events know of, for one campaign.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Counted {
    /// Were sent it.
    pub sent: u64,
    /// Opened it.
    pub opened: u64,
    /// Clicked in it.
    pub clicked: u64,
}

/// What the events of messages count, by folded name or id of the campaign.
pub fn counted(db: &Db<'_>) -> Result<BTreeMap<String, (String, Counted)>, Error> {
    let mut select = db.conn.prepare_cached(
        "SELECT l.content, e.kind, count(DISTINCT e.customer) FROM events e JOIN labels l ON l.id = e.campaign
         WHERE e.kind IN (11, 12, 13) GROUP BY 1, 2",
    )?;
    let mut found: BTreeMap<String, (String, Counted)> = BTreeMap::new();
    let mut rows = select.query([])?;
    while let Some(r) = rows.next()? {
        let name: String = r.get(0)?;
        let people = r.get::<_, i64>(2)?.unsigned_abs();
        let (_, counted) = found
            .entry(fold(&name))
            .or_insert_with(|| (name, Counted::default()));
        match EventKind::coded(r.get(1)?) {
            Some(EventKind::MessageSent) => counted.sent += people,
            Some(EventKind::MessageOpened) => counted.opened += people,
            Some(EventKind::MessageClicked) => counted.clicked += people,
            _ => {}
        }
    }
    Ok(found)
}
