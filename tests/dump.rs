//! A shop as text without ids, so that two shops can be compared.

use rusqlite::{Connection, OpenFlags};
use std::path::Path;

fn open(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

const CUSTOMER: &str = "(SELECT group_concat(x, '|') FROM (SELECT i.kind || ':' || i.content AS x FROM identities i WHERE i.customer = {} ORDER BY 1))";
const PRODUCT: &str = "(SELECT group_concat(x, '|') FROM (SELECT i.kind || ':' || i.content AS x FROM product_identities i WHERE i.product = {} ORDER BY 1))";
const VARIANT: &str =
    "(SELECT coalesce(v.sku, '') || '/' || v.options FROM variants v WHERE v.id = {})";

/// What every table says, without ids, batches and lines (which depend on what came first).
const TABLES: &[(&str, &str)] = &[
    (
        "customers",
        "SELECT C(t.id), known, name, email, phone, platform_id, country, region, city, city_tier, address, language, added_at, first_seen, last_seen FROM customers t",
    ),
    (
        "campaign_statements",
        "SELECT DISTINCT key, state_at, stated FROM campaign_statements t",
    ),
    (
        "place_statements",
        "SELECT DISTINCT city, region, country, tier, state_at FROM place_statements t",
    ),
    (
        "weather_statements",
        "SELECT DISTINCT day, city, region, country, temperature, sky, state_at FROM weather_statements t",
    ),
    (
        "identities",
        "SELECT kind, content, C(t.customer) FROM identities t",
    ),
    (
        "identity_links",
        "SELECT DISTINCT a.kind, a.content, b.kind, b.content FROM identity_links t JOIN identities a ON a.id = t.a JOIN identities b ON b.id = t.b",
    ),
    (
        "consents",
        "SELECT DISTINCT C(t.customer), purpose, given, at FROM consents t",
    ),
    (
        "customer_tags",
        "SELECT C(t.customer), tag FROM customer_tags t",
    ),
    (
        "customer_attributes",
        "SELECT C(t.customer), name, content FROM customer_attributes t",
    ),
    (
        "preferences",
        "SELECT C(t.customer), name, content FROM preferences t",
    ),
    (
        "customer_facts",
        "SELECT C(t.customer), orders, spent, spent_gross, reduced, first_order, last_order, affinities FROM customer_facts t",
    ),
    (
        "customers_found",
        "SELECT C(t.rowid), content FROM customers_found t",
    ),
    (
        "products",
        "SELECT P(t.id), title, handle, platform_id, sku, brand, category, status, service, provisional, price, compare_at, cost, stock, added_at FROM products t",
    ),
    (
        "product_identities",
        "SELECT kind, content, shown, P(t.product), V(t.variant) FROM product_identities t",
    ),
    (
        "variants",
        "SELECT P(t.product), platform_id, sku, options, price, compare_at, cost, stock, barcode FROM variants t",
    ),
    (
        "product_history",
        "SELECT DISTINCT P(t.product), V(t.variant), at, price, stock, status FROM product_history t",
    ),
    (
        "product_tags",
        "SELECT P(t.product), tag FROM product_tags t",
    ),
    (
        "product_attributes",
        "SELECT P(t.product), name, content FROM product_attributes t",
    ),
    (
        "products_found",
        "SELECT P(t.rowid), content FROM products_found t",
    ),
    (
        "orders",
        "SELECT key, number, C(t.customer), at, state_at, status, sale, currency, own_currency, gross, refunded, discount, shipping, tax, channel, code, stated, line_count, hex(content_hash) FROM orders t",
    ),
    (
        "order_lines",
        "SELECT o.key, P(t.product), V(t.variant), t.quantity, t.price, t.discount, t.total, t.service FROM order_lines t JOIN orders o ON o.id = t.order_id",
    ),
    (
        "refunds",
        "SELECT t.key, (SELECT o.key FROM orders o WHERE o.id = t.order_id), t.order_key, C(t.customer), t.at, t.currency, t.own_currency, t.total, t.stated, t.line_count FROM refunds t",
    ),
    (
        "refund_lines",
        "SELECT o.key, P(t.product), V(t.variant), t.quantity, t.price, t.discount, t.total, t.service FROM refund_lines t JOIN refunds o ON o.id = t.refund",
    ),
    (
        "adjustments",
        "SELECT key, ordinal, at, C(t.customer), P(t.product), quantity, price, total, why FROM adjustments t",
    ),
    (
        "sessions",
        "SELECT key, C(t.customer), started_at, ended_at, events, (SELECT content FROM labels WHERE id = t.channel) FROM sessions t",
    ),
    (
        "events",
        "SELECT key, kind, at, C(t.customer), (SELECT s.started_at FROM sessions s WHERE s.id = t.session), P(t.product), quantity, slot, (SELECT i.key FROM events i WHERE i.id = t.impression), (SELECT content FROM labels WHERE id = t.strategy), (SELECT o.key FROM orders o WHERE o.id = t.order_id), stated, session_key FROM events t",
    ),
    (
        "event_items",
        "SELECT e.key, t.slot, P(t.product) FROM event_items t JOIN events e ON e.id = t.event",
    ),
    ("labels", "SELECT content FROM labels"),
];

/// Replaces `C(x)`, `P(x)` and `V(x)` by what names the row.
fn expanded(sql: &str) -> String {
    let mut sql = sql.to_owned();
    for (mark, by) in [("C(", CUSTOMER), ("P(", PRODUCT), ("V(", VARIANT)] {
        while let Some(start) = sql.find(&format!(" {mark}")) {
            let open = start + 1 + mark.len();
            let close = open + sql[open..].find(')').unwrap();
            let inner = sql[open..close].to_owned();
            sql.replace_range(start + 1..=close, &by.replace("{}", &inner));
        }
    }
    sql
}

/// One sorted line per row.
pub(crate) fn canonical(path: &Path) -> Vec<String> {
    let conn = open(path);
    let mut lines = Vec::new();
    for (table, sql) in TABLES {
        let mut select = conn.prepare(&expanded(sql)).unwrap();
        let columns = select.column_count();
        let mut rows = select.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<String> = (0..columns)
                .map(|i| format!("{:?}", row.get::<_, rusqlite::types::Value>(i).unwrap()))
                .collect();
            lines.push(format!("{table}: {}", cells.join(", ")));
        }
    }
    lines.sort();
    lines
}

/// Shows the first lines that differ.
pub(crate) fn assert_same(left: &[String], right: &[String], what: &str) {
    if left == right {
        return;
    }
    let only = |a: &[String], b: &[String]| {
        a.iter()
            .filter(|l| !b.contains(l))
            .take(6)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n  ")
    };
    panic!(
        "{what}: shops differ\nonly first:\n  {}\nonly second:\n  {}",
        only(left, right),
        only(right, left)
    );
}

/// Rows of a table.
pub(crate) fn count(path: &Path, table: &str) -> i64 {
    open(path)
        .query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0))
        .unwrap()
}

/// Every table of the schema that holds rows.
pub(crate) fn not_empty(path: &Path) -> Vec<String> {
    let conn = open(path);
    let mut tables = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\\_found\\_%' ESCAPE '\\' ORDER BY name")
        .unwrap();
    let tables: Vec<String> = tables
        .query_map([], |r| r.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    tables.into_iter().filter(|t| count(path, t) > 0).collect()
}
