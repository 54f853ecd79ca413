//! What one person did, newest first: orders, refunds, odd rows and events, each with the file and line that state it.

use super::paging::{self, Cursor, Page};
use super::{Db, Error};
use crate::model::event::EventKind;
use crate::model::ids::{CustomerId, ProductId};
use crate::model::money::{Amount, Currency, Money};
use crate::model::time::Moment;
use rusqlite::OptionalExtension;
use serde::Serialize;

/// A product of an order, refund or event.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// The product.
    pub product: ProductId,
    /// Its title.
    pub title: String,
    /// Its SKU.
    pub sku: Option<String>,
    /// Pieces.
    pub quantity: i64,
    /// Worth of the line.
    pub total: Option<Money>,
    /// Line of the file.
    pub line: Option<u64>,
}

/// One thing that happened.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// When.
    pub at: Moment,
    /// `order`, `refund`, `adjustment`, or the word of an event.
    pub kind: String,
    /// Row of its table.
    pub id: i64,
    /// Number of the order or refund, search text, or what was shown.
    pub what: Option<String>,
    /// Payment status of an order; why a row is neither sale nor refund.
    pub status: Option<String>,
    /// Whether it counts as a sale (orders).
    pub sale: Option<bool>,
    /// Worth, minus for a refund.
    pub total: Option<Money>,
    /// Products concerned.
    pub items: Vec<Item>,
    /// Strategy that was shown or clicked.
    pub strategy: Option<String>,
    /// Where on the page.
    pub placement: Option<String>,
    /// Sales or message channel.
    pub channel: Option<String>,
    /// File that states it.
    pub file: String,
    /// Line of that file.
    pub line: u64,
    #[serde(skip)]
    source: u8,
}

/// Which part of what happened is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Part {
    /// All of it.
    #[default]
    All,
    /// What the person did, without what was only shown or sent to them.
    Done,
    /// Orders, refunds and odd rows.
    Money,
}

impl Part {
    /// What events have to fulfil: kinds 4, 9 and 11 are lists, blocks and messages that were only shown or sent.
    fn events(self) -> &'static str {
        match self {
            Part::All => "",
            Part::Done => "AND kind NOT IN (4, 9, 11)",
            Part::Money => "AND 0",
        }
    }
}

/// What a person did, page by page.
pub fn page(
    db: &Db<'_>,
    currency: Currency,
    id: CustomerId,
    part: Part,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<Entry>, Error> {
    let of = part.events();
    // The key holds time and source; ties are broken by source, then id.
    let cursor = after.and_then(Cursor::parse).and_then(|c| {
        let (at, source) = c.key.split_once(',')?;
        Some((at.parse::<i64>().ok()?, source.parse::<i64>().ok()?, c.id))
    });
    let (at, source, row) = cursor.unwrap_or((i64::MAX, 9, i64::MAX));
    let total: i64 = db
        .conn
        .prepare_cached(&format!(
            "SELECT (SELECT count(*) FROM orders WHERE customer = ?1) + (SELECT count(*) FROM refunds WHERE customer = ?1)
               + (SELECT count(*) FROM adjustments WHERE customer = ?1) + (SELECT count(*) FROM events WHERE customer = ?1 AND order_id IS NULL {of})",
        ))?
        .query_row([id.0], |r| r.get(0))?;
    let mut select = db.conn.prepare_cached(&format!(
        "SELECT at, source, id FROM (
           SELECT at, 3 AS source, id FROM orders WHERE customer = ?1 AND at <= ?2 UNION ALL
           SELECT at, 2, id FROM refunds WHERE customer = ?1 AND at <= ?2 UNION ALL
           SELECT at, 1, id FROM adjustments WHERE customer = ?1 AND at <= ?2 UNION ALL
           SELECT at, 0, id FROM events WHERE customer = ?1 AND at <= ?2 AND order_id IS NULL {of})
         WHERE (at, source, id) < (?2, ?3, ?4) ORDER BY at DESC, source DESC, id DESC LIMIT ?5",
    ))?;
    let keys: Vec<(i64, u8, i64)> = select
        .query_map((id.0, at, source, row, limit as i64 + 1), |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })?
        .collect::<Result<_, _>>()?;
    let mut entries = Vec::with_capacity(keys.len());
    for (_, source, id) in keys {
        entries.extend(entry(db, currency, source, id)?);
    }
    Ok(paging::cut(entries, limit, total as u64, |e| Cursor {
        id: e.id,
        key: format!("{},{}", e.at.0, e.source),
    }))
}

fn entry(db: &Db<'_>, shop: Currency, source: u8, id: i64) -> Result<Option<Entry>, Error> {
    let sql = match source {
        3 => {
            "SELECT t.at, 'order', t.number, t.status, t.sale, t.gross - t.refunded, t.currency, NULL, NULL, t.channel, b.file_name, t.line, 0
             FROM orders t JOIN batches b ON b.id = t.batch WHERE t.id = ?1"
        }
        2 => {
            "SELECT t.at, 'refund', t.key, NULL, NULL, -t.total, t.currency, NULL, NULL, NULL, b.file_name, t.line, 0
             FROM refunds t JOIN batches b ON b.id = t.batch WHERE t.id = ?1"
        }
        1 => {
            "SELECT t.at, 'adjustment', t.key, t.why, NULL, t.total, NULL, NULL, NULL, NULL, b.file_name, t.line, 0
             FROM adjustments t JOIN batches b ON b.id = t.batch WHERE t.id = ?1"
        }
        _ => {
            "SELECT t.at, '', t.query, NULL, NULL, NULL, NULL,
               (SELECT content FROM labels WHERE id = t.strategy), (SELECT content FROM labels WHERE id = t.placement),
               (SELECT content FROM labels WHERE id = t.channel), b.file_name, t.line, t.kind
             FROM events t JOIN batches b ON b.id = t.batch WHERE t.id = ?1"
        }
    };
    let mut entry = db
        .conn
        .prepare_cached(sql)?
        .query_row([id], |r| {
            let currency = r
                .get::<_, Option<String>>(6)?
                .and_then(|c| Currency::named(&c))
                .filter(|c| *c != Currency::UNKNOWN)
                .unwrap_or(shop);
            let kind: String = r.get(1)?;
            Ok(Entry {
                at: Moment(r.get(0)?),
                kind: if kind.is_empty() {
                    EventKind::coded(r.get(12)?)
                        .map_or("event", EventKind::word)
                        .to_owned()
                } else {
                    kind
                },
                id,
                what: r.get(2)?,
                status: r.get(3)?,
                sale: r.get(4)?,
                total: r
                    .get::<_, Option<i64>>(5)?
                    .map(|t| Money::new(Amount(t), currency)),
                items: Vec::new(),
                strategy: r.get(7)?,
                placement: r.get(8)?,
                channel: r.get(9)?,
                file: r.get(10)?,
                line: r.get::<_, i64>(11)? as u64,
                source,
            })
        })
        .optional()?;
    if let Some(entry) = &mut entry {
        let currency = entry.total.map_or(shop, |t| t.currency);
        entry.items = items(db, currency, source, id)?;
    }
    Ok(entry)
}

fn items(db: &Db<'_>, currency: Currency, source: u8, id: i64) -> Result<Vec<Item>, Error> {
    let sql = match source {
        3 => {
            "SELECT p.id, p.title, coalesce(v.sku, p.sku), l.quantity, l.total, l.line FROM order_lines l
             JOIN products p ON p.id = l.product LEFT JOIN variants v ON v.id = l.variant WHERE l.order_id = ?1 ORDER BY l.id"
        }
        2 => {
            "SELECT p.id, p.title, coalesce(v.sku, p.sku), l.quantity, l.total, l.line FROM refund_lines l
             JOIN products p ON p.id = l.product LEFT JOIN variants v ON v.id = l.variant WHERE l.refund = ?1 ORDER BY l.id"
        }
        1 => {
            "SELECT p.id, p.title, p.sku, a.quantity, a.total, a.line FROM adjustments a
             JOIN products p ON p.id = a.product WHERE a.id = ?1"
        }
        _ => {
            "SELECT p.id, p.title, p.sku, coalesce(e.quantity, 1), NULL, NULL FROM events e JOIN products p ON p.id = e.product WHERE e.id = ?1
             UNION ALL SELECT p.id, p.title, p.sku, 1, NULL, NULL FROM event_items i JOIN products p ON p.id = i.product WHERE i.event = ?1"
        }
    };
    let mut select = db.conn.prepare_cached(sql)?;
    let rows = select.query_map([id], |r| {
        Ok(Item {
            product: ProductId(r.get(0)?),
            title: r.get(1)?,
            sku: r.get(2)?,
            quantity: r.get(3)?,
            total: r
                .get::<_, Option<i64>>(4)?
                .map(|t| Money::new(Amount(t), currency)),
            line: r.get::<_, Option<i64>>(5)?.map(|l| l as u64),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
