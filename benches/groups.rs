//! Live counts of target groups in a large made-up shop (fixed seed): 25 typical expressions, p50 and p95.
//!
//! `REGULARS_BENCH_CUSTOMERS` and `REGULARS_BENCH_EVENTS` set the size (default: 1,000,000 customers, 1,000,000 events);
//! `REGULARS_BENCH_SHOP` names a file that is made if it is not there, and kept.

use criterion::Criterion;
use regulars::model::time::{Day, Zone};
use regulars::shop::{Options, Shop};
use regulars::store::{Error, Store, rfm};
use regulars::targeting::rfm::Cuts;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How often each expression is counted.
const TIMES: usize = 5;

/// What merchants ask for: figures on an index, columns, what was done, and groups worked out of a history.
const BASKET: [&str; 25] = [
    "orders >= 1",
    "orders >= 5",
    "spent > 1000",
    "aov >= 80",
    "last_order < -90d",
    "first_order >= -30d",
    "country IN (Germany, Austria)",
    "country = Germany AND orders >= 3",
    "city = \"Town 7\" AND spent > 200",
    "rfm_group = Champions",
    "rfm_group IN (\"At risk\", \"Previously loyal\")",
    "lifecycle = Dormant",
    "r = 5 AND fm >= 4",
    "tag = vip AND NOT country = Germany",
    "consent.email = yes AND orders >= 1",
    "attribute.age BETWEEN 25 AND 34",
    "household = business AND gender = F",
    "orders >= 3 WITHIN 12m",
    "spent > 300 WITHIN 6m",
    "bought category \"Camping\" WITHIN 90d",
    "bought product sku-7 AND NOT bought brand \"Brand 3\"",
    "viewed >= 3 TIMES WITHIN 30d AND NOT bought WITHIN 30d",
    "carted WITHIN 7d THEN NOT bought WITHIN 24h",
    "discount_share >= 75% AND orders >= 3",
    "overdue > 2",
];

fn size(name: &str, default: i64) -> i64 {
    std::env::var(name)
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(default)
}

/// Fills a new shop file; numbers come of a hash of the row, so that every run has the same shop.
fn fill(path: &Path, customers: i64, events: i64) {
    drop(Shop::open(path, Options::default()).unwrap());
    let conn = rusqlite::Connection::open(path).unwrap();
    let orders = customers * 2;
    // dice(n, k): an even number from 0 to k - 1.
    conn.create_scalar_function(
        "dice",
        2,
        rusqlite::functions::FunctionFlags::SQLITE_DETERMINISTIC,
        |ctx| {
            let (n, k): (i64, i64) = (ctx.get(0)?, ctx.get(1)?);
            let mut x = (n as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
            x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            Ok(((x ^ (x >> 31)) % k.max(1) as u64) as i64)
        },
    )
    .unwrap();
    let series = |n: i64| {
        format!("WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {n})")
    };
    let (all, bought, seen) = (series(customers), series(orders), series(events));
    let products = series(2_000);
    // Two years up to now; buyers are few and some of them buy often.
    let now = "CAST(strftime('%s', 'now') AS INTEGER) * 1000";
    let year = 365 * 86_400_i64;
    let someone = |n: &str| format!("(1 + dice({n}, 1 + dice({n} + 7, {customers})))");
    conn.execute_batch(&format!(
        "BEGIN;
         INSERT INTO batches (id, file_name, file_hash, format, imported_at, state, report) VALUES (1, 'f', 'h', 'x', 0, 'done', '{{}}');
         {products} INSERT INTO products (id, title, brand, category, status, service, provisional)
           SELECT i, 'Product ' || i, 'Brand ' || dice(i, 20), 'Camping > Part ' || dice(i + 1, 30), 'published', 0, 0 FROM s WHERE i % 4 = 0
           UNION ALL SELECT i, 'Product ' || i, 'Brand ' || dice(i, 20), 'Garden > Part ' || dice(i + 1, 30), 'published', 0, 0 FROM s WHERE i % 4 <> 0;
         INSERT INTO product_identities (kind, content, product) SELECT 'sku', 'sku-' || id, id FROM products;
         {all} INSERT INTO customers (id, known, name, email, country, city, added_at, first_seen)
           SELECT i, 1, 'Person ' || i, 'p' || i || '@mail' || dice(i, 9) || '.example',
             CASE dice(i + 2, 5) WHEN 0 THEN 'Germany' WHEN 1 THEN 'Austria' WHEN 2 THEN 'France' WHEN 3 THEN 'Italy' END,
             'Town ' || dice(i + 3, 300), 0, 0 FROM s;
         {all} INSERT INTO customer_tags (customer, tag) SELECT i, 'vip' FROM s WHERE dice(i + 4, 20) = 0;
         {all} INSERT INTO customer_attributes (customer, name, content) SELECT i, 'age', 18 + dice(i + 5, 60) FROM s WHERE dice(i + 6, 2) = 0;
         {all} INSERT INTO customer_attributes (customer, name, content) SELECT i, 'gender', iif(dice(i + 7, 2), 'F', 'M') FROM s WHERE dice(i + 8, 2) = 0;
         {all} INSERT INTO customer_attributes (customer, name, content) SELECT i, 'household', iif(dice(i + 9, 10), 'family', 'business') FROM s WHERE dice(i + 10, 3) = 0;
         {all} INSERT INTO consents (customer, purpose, given, at) SELECT i, 'email', dice(i + 11, 2), 0 FROM s WHERE dice(i + 12, 3) > 0;
         {bought} INSERT INTO orders (id, key, number, customer, at, state_at, status, sale, currency, own_currency, gross, refunded, discount, shipping, tax, line_count, content_hash, batch, line)
           SELECT i, i, i, {order_of}, {now} - 1000 * dice(i + 13, {span}), 0, 'paid', 1, 'XXX', 1, 500 + dice(i + 14, 20000), 0, iif(dice(i + 15, 4), 0, 100), 0, 0, 2, x'', 1, 1 FROM s;
         {bought} INSERT INTO order_lines (order_id, product, quantity, price, discount, total, service, line)
           SELECT i, 1 + dice(i + 16, 2000), 1, 1, 0, 500, 0, 1 FROM s UNION ALL SELECT i, 1 + dice(i + 17, 2000), 1, 1, 0, 500, 0, 2 FROM s;
         {seen} INSERT INTO events (key, kind, at, customer, product, batch, line)
           SELECT i, iif(dice(i + 18, 6), 1, 2), {now} - 1000 * dice(i + 19, {span}), {event_of}, 1 + dice(i + 20, 2000), 1, 1 FROM s;
         INSERT INTO customer_facts (customer, orders, spent, spent_gross, reduced, first_order, last_order, affinities)
           SELECT c.id, count(o.id), COALESCE(sum(o.gross), 0), COALESCE(sum(o.gross), 0), COALESCE(sum(o.discount > 0), 0), min(o.at), max(o.at), '{{}}'
           FROM customers c LEFT JOIN orders o ON o.customer = c.id GROUP BY c.id;
         COMMIT; ANALYZE;",
        order_of = someone("i"),
        event_of = someone("i + 21"),
        span = 2 * year,
    ))
    .unwrap();
    drop(conn);
    let store = Store::open(path).unwrap();
    let zone = Zone::named("UTC").unwrap();
    store
        .write(|tx| {
            let buyers = rfm::buyers(tx, zone)?;
            let today = buyers.iter().map(|b| b.last_order).max().unwrap_or(Day(0));
            rfm::set(tx, &Cuts::of(&buyers, today), zone)?;
            Ok::<_, Error>(())
        })
        .unwrap();
}

pub(crate) fn benches(c: &mut Criterion) {
    let _ = c;
    // Criterion would count each expression a hundred times; what is asked is the spread over a basket.
    let mut filters = std::env::args().skip(1).filter(|a| !a.starts_with('-'));
    let meant = filters.next().is_none_or(|first| first == "groups");
    if !meant || std::env::args().any(|a| a == "--test") {
        return;
    }
    let customers = size("REGULARS_BENCH_CUSTOMERS", 1_000_000);
    let events = size("REGULARS_BENCH_EVENTS", 1_000_000);
    let folder = tempfile::tempdir().unwrap();
    let path = std::env::var_os("REGULARS_BENCH_SHOP")
        .map_or_else(|| folder.path().join("shop.db"), PathBuf::from);
    if !path.exists() {
        let started = Instant::now();
        fill(&path, customers, events);
        eprintln!(
            "groups: {customers} customers, {} orders, {events} events, made in {:.1} s",
            customers * 2,
            started.elapsed().as_secs_f64()
        );
    }
    let shop = Shop::open(&path, Options::default()).unwrap();
    // The names of the shop are read once, as when a screen opens.
    let started = Instant::now();
    shop.count_group("orders >= 1").unwrap();
    eprintln!(
        "groups: first count {:.0} ms",
        started.elapsed().as_secs_f64() * 1e3
    );
    drop(shop);
    let (mut fresh, mut again): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for text in BASKET {
        let mut first: Vec<f64> = Vec::with_capacity(TIMES);
        let mut count = 0;
        for _ in 0..TIMES {
            // A shop that was just opened remembers no answer; its names are read before the clock starts.
            let shop = Shop::open(&path, Options::default()).unwrap();
            shop.vocabulary().unwrap();
            let started = Instant::now();
            count = shop.count_group(text).unwrap().count;
            first.push(started.elapsed().as_secs_f64() * 1e3);
            let started = Instant::now();
            shop.count_group(text).unwrap();
            again.push(started.elapsed().as_secs_f64() * 1e3);
        }
        first.sort_by(f64::total_cmp);
        eprintln!("groups: {:8.1} ms  {count:>8}  {text}", first[TIMES / 2]);
        fresh.extend(first);
    }
    for (what, mut all) in [("first counts", fresh), ("counts again", again)] {
        all.sort_by(f64::total_cmp);
        let at = |share: f64| all[((all.len() - 1) as f64 * share) as usize];
        eprintln!(
            "groups: {} {what}, p50 {:.1} ms, p95 {:.1} ms",
            all.len(),
            at(0.5),
            at(0.95)
        );
    }
}
