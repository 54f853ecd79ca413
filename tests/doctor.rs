//! What `doctor` finds in a shop whose faults are known.

use regulars::shop::doctor::{Checkup, Finding, Level};
use regulars::shop::import::ImportOptions;
use regulars::shop::{Cancel, Options, Quiet, Shop};
use std::path::Path;

/// Seven orders: #3 has no customer, #4 is pending, #5 is in dollars, #6 is huge, #7 comes after a silence of 40 days;
/// Eva Roth buys by e-mail and, in #2, by phone; the last row has no date that exists.
const ORDERS: &str = "\
Order No,Date,SKU,Product,Quantity,Price,Email,Phone,Customer name,City,Currency,Status
1,2026-01-02,A,Tent,1,30.00,eva@example.com,,Eva Roth,Graz,EUR,paid
2,2026-01-03,A,Tent,1,30.00,,+436601234567,Eva Roth,Graz,EUR,paid
3,2026-01-04,B,Lamp,1,20.00,,,,,EUR,paid
4,2026-01-05,B,Lamp,1,20.00,max@example.com,,Max Berg,Linz,EUR,failed
5,2026-01-06,B,Lamp,1,25.00,ida@example.com,,Ida Holm,Wien,USD,paid
6,2026-01-07,B,Lamp,90,20.00,big@example.com,,Big Buyer,Wien,EUR,paid
7,2026-02-17,A,Tent,1,30.00,eva@example.com,,Eva Roth,Graz,EUR,paid
8,2026-02-31,A,Tent,1,30.00,eva@example.com,,Eva Roth,Graz,EUR,paid
";

fn shop_with(folder: &Path, text: &str) -> Shop {
    let shop = Shop::open(&folder.join("shop.db"), Options::default()).unwrap();
    let file = folder.join("orders.csv");
    std::fs::write(&file, text).unwrap();
    let options = ImportOptions {
        currency: Some("EUR".into()),
        ..ImportOptions::default()
    };
    shop.import(&file, &options, &Quiet, &Cancel::default())
        .unwrap();
    shop
}

fn of<'c>(checkup: &'c Checkup, code: &str) -> &'c Finding {
    let mut all = checkup.findings.iter().chain(&checkup.fine);
    all.find(|f| f.code == code).unwrap()
}

#[test]
fn faults_are_found_with_their_rows() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_with(folder.path(), ORDERS);
    let checkup = shop.doctor().unwrap();
    let expected = [
        ("integrity", 0, Level::Fine),
        ("rows_left_out", 1, Level::Wrong),
        ("orders_not_counted", 1, Level::Note),
        ("unsaid_terms", 1, Level::Weak),
        ("other_currencies", 1, Level::Weak),
        ("orders_without_customer", 1, Level::Weak),
        ("possible_duplicates", 1, Level::Weak),
        ("consent_unknown", 4, Level::Weak),
        ("products_without_catalogue", 2, Level::Weak),
        ("products_without_category", 2, Level::Weak),
        ("products_without_price", 0, Level::Fine),
        ("outliers", 1, Level::Weak),
        ("impossible_times", 0, Level::Fine),
        ("days_without_orders", 40, Level::Weak),
    ];
    for (code, count, level) in expected {
        let found = of(&checkup, code);
        assert_eq!(
            (found.count, found.level),
            (count, level),
            "{code}: {found:?}"
        );
    }
    assert!(!checkup.is_sound());
    let huge = &of(&checkup, "outliers").examples[0];
    assert_eq!(huge.what, "order 6: €1,800.00");
    assert_eq!(
        (huge.file.as_deref(), huge.line),
        (Some("orders.csv"), Some(7))
    );
    let nobody = &of(&checkup, "orders_without_customer").examples[0];
    assert_eq!((nobody.what.as_str(), nobody.line), ("order 3", Some(4)));
    let silence = &of(&checkup, "days_without_orders").title;
    assert!(
        silence.contains("from 2026-01-08 to 2026-02-16"),
        "{silence}"
    );
    assert!(
        checkup
            .findings
            .iter()
            .all(|f| !f.why.is_empty() && !f.fix.is_empty())
    );
    let waiting = checkup
        .strategies
        .iter()
        .find(|s| s.name == "Recently Viewed");
    assert!(waiting.is_some_and(|s| !s.ready && s.have == 0 && s.need == 1));
}

#[test]
fn a_shop_in_order_is_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_with(
        folder.path(),
        "Order No,Date,SKU,Product,Quantity,Price,Email\n1,2026-01-02,A,Tent,1,30.00,eva@example.com\n",
    );
    let checkup = shop.doctor().unwrap();
    assert!(checkup.is_sound(), "{:?}", checkup.findings);
    assert_eq!(of(&checkup, "rows_left_out").level, Level::Fine);
    // A figure that no longer equals its recount is found.
    let file = folder.path().join("shop.db");
    drop(shop);
    rusqlite::Connection::open(&file)
        .unwrap()
        .execute("UPDATE customer_facts SET orders = 7", [])
        .unwrap();
    let shop = Shop::open(&file, Options::default()).unwrap();
    let integrity = shop.doctor().unwrap();
    let found = of(&integrity, "integrity");
    assert_eq!(found.level, Level::Wrong);
    assert_eq!(found.examples[0].what, "orders of customers: off by 6");
}
