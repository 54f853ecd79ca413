//! The acceptance figures of a real export: UCI Online Retail, where the shared data are there.

use crate::{dump, shared};
use regulars::shop::import::ImportOptions;
use regulars::shop::{Cancel, Options, Quiet, Shop};

#[test]
fn online_retail_gives_the_known_figures_and_leaves_no_trace_after_undo() {
    let Some(file) = shared::file("datasets/online_retail/online_retail.csv.gz") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let shop = Shop::open(&path, Options::default()).unwrap();
    let options = ImportOptions {
        currency: Some("GBP".into()),
        zone: Some("Europe/London".into()),
        ..ImportOptions::default()
    };
    let dry = ImportOptions {
        dry_run: true,
        ..options.clone()
    };
    let tried = shop
        .import(&file, &dry, &Quiet, &Cancel::default())
        .unwrap();
    assert_eq!(dump::count(&path, "orders"), 0);
    let report = shop
        .import(&file, &options, &Quiet, &Cancel::default())
        .unwrap();
    assert_eq!(tried.records, report.records);
    assert_eq!(report.rows_read, 541_909);

    let conn = rusqlite::Connection::open(&path).unwrap();
    let one = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
    assert_eq!(
        one("SELECT count(*) FROM customer_facts WHERE orders >= 1"),
        4_338
    );
    assert_eq!(
        one("SELECT count(*) FROM customer_facts WHERE orders >= 5"),
        1_114
    );
    assert_eq!(
        one("SELECT count(*) FROM customer_facts WHERE spent_gross > 100000"),
        1_668
    );
    assert_eq!(
        one("SELECT count(*) FROM customer_facts WHERE spent > 100000"),
        1_633
    );
    assert_eq!(
        one("SELECT count(*) FROM orders WHERE customer IS NOT NULL"),
        18_532
    );
    assert_eq!(
        one("SELECT sum(gross) FROM orders WHERE customer IS NOT NULL"),
        891_140_790
    );
    assert_eq!(one("SELECT count(*) FROM orders"), 19_960);
    assert_eq!(one("SELECT sum(gross) FROM orders"), 1_066_668_454);
    assert_eq!(one("SELECT count(*) FROM refunds"), 3_836);
    assert_eq!(one("SELECT sum(total) FROM refunds"), 89_681_249);
    assert_eq!(one("SELECT count(*) FROM adjustments"), 2_517);
    assert_eq!(one("SELECT sum(total) FROM adjustments"), -2_212_412);
    let net = one("SELECT sum(spent) FROM customer_facts f WHERE orders > 0")
        + one("SELECT coalesce(sum(spent), 0) FROM customer_facts f WHERE orders = 0");
    assert_eq!(net, 830_006_581);
    assert_eq!(
        one("SELECT (SELECT sum(gross) FROM orders) - (SELECT sum(total) FROM refunds)"),
        976_987_205
    );
    for code in ["POST", "D", "M", "BANK CHARGES", "DOT", "C2"] {
        let sql = format!("SELECT min(service) FROM products WHERE sku = '{code}'");
        assert_eq!(one(&sql), 1, "{code}");
    }
    assert_eq!(
        shop.banner().as_deref(),
        Some("Data ends 9 Dec 2011: shown as of that day")
    );

    let again = shop
        .import(&file, &options, &Quiet, &Cancel::default())
        .unwrap();
    assert_eq!((again.batch, again.rows_unchanged), (None, 541_909));
    let find = |text| {
        let wanted = regulars::shop::customers::Wanted {
            find: Some(text),
            limit: 5,
            ..Default::default()
        };
        shop.customers(&wanted)
            .unwrap()
            .rows
            .iter()
            .filter_map(|r| r.platform_id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(find("17850"), ["17850"]);
    assert_eq!(find("536365"), ["17850"]);
    let id = shop.customer_named("17850").unwrap();
    let timeline = shop.timeline(id, None, 10).unwrap();
    let rest = shop.timeline(id, timeline.next.as_deref(), 1_000).unwrap();
    assert_eq!(
        timeline.total,
        (timeline.rows.len() + rest.rows.len()) as u64
    );
    let first = rest.rows.last().unwrap();
    assert_eq!(
        (first.what.as_deref(), first.line, first.items.len()),
        (Some("536365"), 2, 7)
    );

    drop(shop);
    let shop = Shop::open(&path, Options::default()).unwrap();
    let undone = shop
        .undo_import(report.batch.unwrap(), &Cancel::default())
        .unwrap();
    assert_eq!(undone.errored, 0);
    let left = dump::not_empty(&path);
    for table in &left {
        assert!(
            [
                "batches",
                "changes",
                "settings",
                "undo_log",
                "problems",
                "mappings",
                "documents",
                "demo_truth"
            ]
            .contains(&table.as_str()),
            "{table} still holds rows"
        );
    }
}
