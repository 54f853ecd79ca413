//! Events, and the products that impressions and list views showed.

use super::Error;
use super::identities::Who;
use super::importer::{existing, json};
use super::product_identities::What;
use super::sources::Statement;
use crate::model::record::EventRecord;
use rusqlite::{Connection, ToSql};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The labels of an event by number.
#[derive(Clone, Copy, Default)]
pub(crate) struct Numbers {
    pub(crate) channel: Option<i64>,
    pub(crate) device: Option<i64>,
    pub(crate) page: Option<i64>,
    pub(crate) placement: Option<i64>,
    pub(crate) strategy: Option<i64>,
    pub(crate) variant: Option<i64>,
    pub(crate) campaign: Option<i64>,
}

/// An event as it is written.
pub(crate) struct Row<'a> {
    pub(crate) event: &'a EventRecord,
    pub(crate) statement: Statement,
    pub(crate) who: Who,
    pub(crate) item: Option<What>,
    /// Beside the event's items.
    pub(crate) items: &'a [What],
    pub(crate) order: Option<i64>,
    pub(crate) labels: Numbers,
}

/// What an event states beyond its columns.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Stated {
    /// Key of the impression that a click says it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) impression: Option<String>,
    /// Unknown keys.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) attributes: BTreeMap<String, String>,
}

const COLUMNS: [&str; 25] = [
    "key",
    "kind",
    "at",
    "customer",
    "product",
    "variant_of_product",
    "quantity",
    "slot",
    "channel",
    "device",
    "page",
    "placement",
    "strategy",
    "variant",
    "campaign",
    "query",
    "decision",
    "order_id",
    "stated",
    "content_hash",
    "identity",
    "product_identity",
    "session_key",
    "batch",
    "line",
];

/// Writes a new event; `None` if the id is known already.
pub(crate) fn insert(conn: &Connection, row: &Row<'_>) -> Result<Option<i64>, Error> {
    const SQL: &str = "INSERT INTO events (key, kind, at, customer, product, variant_of_product, quantity, slot, channel, device, page, placement, strategy, variant, campaign, query, decision, order_id, stated, content_hash, identity, product_identity, session_key, batch, line)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25) ON CONFLICT (key) DO NOTHING";
    let inserted = with_values(row, |values| {
        Ok(conn.prepare_cached(SQL)?.execute(values)?)
    })?;
    if inserted == 0 {
        return Ok(None);
    }
    let id = conn.last_insert_rowid();
    items(conn, id, row)?;
    Ok(Some(id))
}

/// Writes another statement over an event.
pub(crate) fn overwrite(conn: &Connection, id: i64, row: &Row<'_>) -> Result<(), Error> {
    let set: Vec<String> = COLUMNS
        .iter()
        .enumerate()
        .map(|(i, c)| format!("{c} = ?{}", i + 1))
        .collect();
    with_values(row, |values| {
        let mut values = values.to_vec();
        values.push(&id);
        conn.prepare_cached(&format!(
            "UPDATE events SET {} WHERE id = ?26",
            set.join(", ")
        ))?
        .execute(values.as_slice())?;
        Ok(())
    })?;
    conn.prepare_cached("DELETE FROM event_items WHERE event = ?1")?
        .execute([id])?;
    items(conn, id, row)
}

/// The row of a known id.
pub(crate) fn id_of(conn: &Connection, key: &str) -> Result<i64, Error> {
    existing(conn, "SELECT id FROM events WHERE key = ?1", [key])
}

fn with_values<T>(
    row: &Row<'_>,
    f: impl FnOnce(&[&dyn ToSql]) -> Result<T, Error>,
) -> Result<T, Error> {
    let e = row.event;
    let stated = if e.impression.is_some() || !e.attributes.is_empty() {
        Some(json(&Stated {
            impression: e.impression.clone(),
            attributes: e.attributes.clone(),
        })?)
    } else {
        None
    };
    f(&[
        &e.id,
        &e.kind.code(),
        &e.at.0,
        &row.who.customer,
        &row.item.and_then(|i| i.product),
        &row.item.and_then(|i| i.variant),
        &e.quantity,
        &e.slot,
        &row.labels.channel,
        &row.labels.device,
        &row.labels.page,
        &row.labels.placement,
        &row.labels.strategy,
        &row.labels.variant,
        &row.labels.campaign,
        &e.query,
        &e.decision,
        &row.order,
        &stated,
        &row.statement.hash,
        &row.who.identity,
        &row.item.map(|i| i.identity),
        &e.session,
        &row.statement.batch,
        &row.statement.line,
    ])
}

fn items(conn: &Connection, id: i64, row: &Row<'_>) -> Result<(), Error> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO event_items (event, slot, product, propensity, identity) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (i, what) in row.items.iter().enumerate() {
        insert.execute((
            id,
            i as i64 + 1,
            what.product,
            row.event.propensity.get(i),
            what.identity,
        ))?;
    }
    Ok(())
}
