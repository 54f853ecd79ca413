//! A small hand-made shop for tests of what is derived from events and orders: rows go in as they stand, so that a
//! test can say every figure by hand.

use super::{Store, Tx};
use rusqlite::params;
use std::path::PathBuf;
use tempfile::TempDir;

/// A new shop file in a directory that goes with it.
pub(crate) fn shop_file() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    let store = Store::open(&path).unwrap();
    store
        .write(|tx| {
            for batch in 1..=9 {
                tx.conn.execute(
                    "INSERT INTO batches (id, file_name, file_hash, format, imported_at, state, report)
                     VALUES (?1, 'by hand', ?1, 'own', 0, 'done', '{}')",
                    [batch],
                )?;
            }
            Ok::<(), super::Error>(())
        })
        .unwrap();
    (dir, path)
}

/// An event; fields that a test does not name are absent.
#[derive(Clone, Copy, Default)]
pub(crate) struct Happened<'a> {
    pub(crate) id: i64,
    pub(crate) kind: &'a str,
    pub(crate) at: i64,
    pub(crate) customer: i64,
    pub(crate) session: Option<i64>,
    pub(crate) product: Option<i64>,
    pub(crate) impression: Option<i64>,
    pub(crate) strategy: &'a str,
    pub(crate) variant: &'a str,
    pub(crate) placement: &'a str,
    pub(crate) channel: &'a str,
    pub(crate) campaign: &'a str,
    pub(crate) items: &'a [i64],
    pub(crate) batch: i64,
}

pub(crate) fn people(tx: &Tx<'_>, ids: std::ops::RangeInclusive<i64>) {
    for id in ids {
        tx.conn
            .execute("INSERT INTO customers (id, known) VALUES (?1, 1)", [id])
            .unwrap();
    }
}

/// A known person.
pub(crate) fn person(tx: &Tx<'_>, id: i64, name: &str, country: &str) {
    tx.conn
        .execute(
            "INSERT INTO customers (id, known, name, country) VALUES (?1, 1, ?2, ?3)",
            params![id, name, country],
        )
        .unwrap();
}

pub(crate) fn products(tx: &Tx<'_>, ids: std::ops::RangeInclusive<i64>) {
    for id in ids {
        tx.conn
            .execute(
                "INSERT INTO products (id, title, status, service, provisional) VALUES (?1, 'P' || ?1, 'published', 0, 0)",
                [id],
            )
            .unwrap();
    }
}

pub(crate) fn label(tx: &Tx<'_>, content: &str) -> Option<i64> {
    if content.is_empty() {
        return None;
    }
    tx.conn
        .execute(
            "INSERT OR IGNORE INTO labels (content) VALUES (?1)",
            [content],
        )
        .unwrap();
    super::labels::find(tx, content).unwrap()
}

pub(crate) fn event(tx: &Tx<'_>, e: Happened<'_>) {
    let kind = crate::model::event::EventKind::named(e.kind)
        .unwrap()
        .code();
    tx.conn
        .execute(
            "INSERT INTO events (id, key, kind, at, customer, session, product, impression, strategy, variant, placement, channel,
               campaign, batch, line)
             VALUES (?1, 'e' || ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?1)",
            params![
                e.id,
                kind,
                e.at,
                e.customer,
                e.session,
                e.product,
                e.impression,
                label(tx, e.strategy),
                label(tx, e.variant),
                label(tx, e.placement),
                label(tx, e.channel),
                label(tx, e.campaign),
                e.batch.max(1)
            ],
        )
        .unwrap();
    for (n, product) in e.items.iter().enumerate() {
        tx.conn
            .execute(
                "INSERT INTO event_items (event, slot, product) VALUES (?1, ?2, ?3)",
                params![e.id, n as i64 + 1, product],
            )
            .unwrap();
    }
}

/// An order of one line.
pub(crate) struct Ordered {
    pub(crate) id: i64,
    pub(crate) at: i64,
    pub(crate) customer: Option<i64>,
    pub(crate) product: i64,
    pub(crate) gross: i64,
    pub(crate) sale: bool,
    pub(crate) own_currency: bool,
}

pub(crate) fn order(tx: &Tx<'_>, o: &Ordered) {
    tx.conn
        .execute(
            "INSERT INTO orders (id, key, number, customer, at, state_at, status, sale, currency, own_currency, gross, refunded,
               discount, shipping, tax, line_count, content_hash, batch, line)
             VALUES (?1, 'o' || ?1, ?1, ?2, ?3, ?3, 'paid', ?4, 'EUR', ?5, ?6, 0, 0, 0, 0, 1, x'00', 1, ?1)",
            params![o.id, o.customer, o.at, o.sale, o.own_currency, o.gross],
        )
        .unwrap();
    tx.conn
        .execute(
            "INSERT INTO order_lines (order_id, product, quantity, price, discount, total, service, line)
             VALUES (?1, ?2, 1, 0, 0, ?3, 0, ?1)",
            params![o.id, o.product, o.gross],
        )
        .unwrap();
}

pub(crate) fn refund(tx: &Tx<'_>, id: i64, at: i64, order: Option<i64>, total: i64) {
    tx.conn
        .execute(
            "INSERT INTO refunds (id, key, order_id, at, currency, own_currency, total, line_count, content_hash, batch, line)
             VALUES (?1, 'r' || ?1, ?2, ?3, 'EUR', 1, ?4, 1, x'00', 1, ?1)",
            params![id, order, at, total],
        )
        .unwrap();
}

/// Takes a batch's events away.
pub(crate) fn forget_events(tx: &Tx<'_>, batch: i64) {
    for sql in [
        "DELETE FROM event_items WHERE event IN (SELECT id FROM events WHERE batch = ?1)",
        "UPDATE events SET impression = NULL WHERE impression IN (SELECT id FROM events WHERE batch = ?1)",
        "DELETE FROM events WHERE batch = ?1",
    ] {
        tx.conn.execute(sql, [batch]).unwrap();
    }
}

/// Both roll-up tables and the touches as text, to compare with.
pub(crate) fn derived(db: &super::Db<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for sql in [
        "SELECT format('%d %d %d %d %d: %d %d %d %d %d', day, strategy, variant, placement, channel, impressions, clicked, carted, clicks, slots) FROM daily_counts ORDER BY 1",
        "SELECT format('%d %d %d %d: %d %d %d %d %d %d %d %d %s', day, strategy, variant, placement, shown, shown_squared, clicked, clicked_squared, shown_clicked, carted, carted_squared, shown_carted, hex(visitors)) FROM daily_visitors ORDER BY 1",
        "SELECT format('%d %d %d %d %d %d %d %d %d %d', order_id, event, kind, minutes, strategy, variant, placement, channel, campaign, same_product) FROM order_touches ORDER BY 1",
    ] {
        let mut query = db.conn.prepare(sql).unwrap();
        let rows = query.query_map([], |r| r.get::<_, String>(0)).unwrap();
        found.extend(rows.map(Result::unwrap));
    }
    found
}
