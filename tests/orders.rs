//! An order that a shop export knows by its id and a storefront event by its number is one order.

use crate::dump;
use regulars::model::ids::BatchId;
use regulars::shop::import::ImportOptions;
use regulars::shop::results::{Ask, Span};
use regulars::shop::{Cancel, Options, Quiet, Shop};
use std::path::{Path, PathBuf};

const EXPORT: &str = "Name,Email,Financial Status,Currency,Subtotal,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Id\n\
    #1001,anna@example.com,paid,EUR,60.00,2026-03-01 10:00:00 +0000,2,Tent,30.00,TENT,9001\n\
    #1002,bert@example.com,paid,EUR,12.00,2026-03-02 10:00:00 +0000,1,Mug,12.00,MUG,9002\n";

/// 1001 is the export's order, 77 is another one, and the second 1001 is of another year.
const EVENTS: &str = r#"{"id":"e1","type":"order","at":"2026-03-01T10:00:05Z","visitor":"d1","customer":"anna@example.com","order":"1001","value":60.0,"currency":"EUR","lines":[{"item":"TENT","quantity":2,"price":30.0}]}
{"id":"e2","type":"order","at":"2026-03-04T10:00:05Z","visitor":"d2","order":"77","value":12.0,"currency":"EUR","lines":[{"item":"MUG","quantity":1,"price":12.0}]}
"#;

const LAST_YEAR: &str = r#"{"id":"e3","type":"order","at":"2025-03-01T10:00:05Z","visitor":"d3","order":"1002","value":30.0,"currency":"EUR","lines":[{"item":"TENT","quantity":1,"price":30.0}]}
"#;

fn import(shop: &Shop, folder: &Path, name: &str, text: &str) -> BatchId {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    let options = ImportOptions {
        currency: Some("EUR".into()),
        zone: Some("UTC".into()),
        ..ImportOptions::default()
    };
    let report = shop.import(&path, &options, &Quiet, &Cancel::default());
    report.unwrap().batch.unwrap()
}

fn open(folder: &Path, name: &str) -> (Shop, PathBuf) {
    let path = folder.join(name);
    (Shop::open(&path, Options::default()).unwrap(), path)
}

fn sums(shop: &Shop) -> (u64, String) {
    let ask = Ask {
        span: Span::All,
        ..Ask::default()
    };
    let orders = shop.results(&ask).unwrap().orders;
    (orders.orders, orders.gross.to_string())
}

#[test]
fn an_order_of_both_files_counts_once_in_either_order() {
    let folder = tempfile::tempdir().unwrap();
    let (first, first_file) = open(folder.path(), "first.db");
    let export = import(&first, folder.path(), "orders.csv", EXPORT);
    let events = import(&first, folder.path(), "events.jsonl", EVENTS);
    let (second, second_file) = open(folder.path(), "second.db");
    import(&second, folder.path(), "events.jsonl", EVENTS);
    import(&second, folder.path(), "orders.csv", EXPORT);
    for shop in [&first, &second] {
        assert_eq!(sums(shop), (3, "€84.00".into()));
    }
    dump::assert_same(
        &dump::canonical(&first_file),
        &dump::canonical(&second_file),
        "files in either order",
    );
    // Each of the two can be taken back, and what the other states stays.
    first.undo_import(events, &Cancel::default()).unwrap();
    let (alone, alone_file) = open(folder.path(), "alone.db");
    import(&alone, folder.path(), "orders.csv", EXPORT);
    dump::assert_same(
        &dump::canonical(&first_file),
        &dump::canonical(&alone_file),
        "without the events",
    );
    import(&first, folder.path(), "events.jsonl", EVENTS);
    first.undo_import(export, &Cancel::default()).unwrap();
    let (told, told_file) = open(folder.path(), "told.db");
    import(&told, folder.path(), "events.jsonl", EVENTS);
    dump::assert_same(
        &dump::canonical(&first_file),
        &dump::canonical(&told_file),
        "without the export",
    );
}

#[test]
fn the_same_number_of_another_year_is_another_order() {
    let folder = tempfile::tempdir().unwrap();
    let (shop, _) = open(folder.path(), "shop.db");
    import(&shop, folder.path(), "orders.csv", EXPORT);
    import(&shop, folder.path(), "last_year.jsonl", LAST_YEAR);
    assert_eq!(sums(&shop), (3, "€102.00".into()));
}
