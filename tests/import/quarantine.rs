//! Nothing is lost: rows that cannot be used are kept whole, tried again, dismissed, and come back with undo.

use regulars::model::ids::BatchId;
use regulars::shop::import::{ImportOptions, ImportReport};
use regulars::shop::imports::ImportPage;
use regulars::shop::retry::{RetryOptions, RetryReport};
use regulars::shop::{Cancel, Error, Options, Quiet, Shop};
use std::path::{Path, PathBuf};

struct Place {
    folder: tempfile::TempDir,
    shop: Shop,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let shop = Shop::open(&folder.path().join("shop.db"), Options::default()).unwrap();
    Place { folder, shop }
}

fn import(p: &Place, name: &str, text: &str, options: ImportOptions) -> ImportReport {
    let file = p.folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    let options = ImportOptions {
        currency: Some("EUR".into()),
        ..options
    };
    p.shop
        .import(&file, &options, &Quiet, &Cancel::default())
        .unwrap()
}

fn retry(p: &Place, id: i64, options: RetryOptions) -> Result<RetryReport, Error> {
    p.shop
        .retry_import(BatchId(id), &options, &Quiet, &Cancel::default())
}

fn set(all: &[&str]) -> RetryOptions {
    RetryOptions {
        set: all.iter().map(|s| (*s).to_owned()).collect(),
        ..RetryOptions::default()
    }
}

fn maps(all: &[&str]) -> RetryOptions {
    RetryOptions {
        maps: all.iter().map(|s| (*s).to_owned()).collect(),
        ..RetryOptions::default()
    }
}

fn page(p: &Place, id: i64) -> ImportPage {
    p.shop.import_page(BatchId(id)).unwrap()
}

fn waiting(p: &Place, id: i64) -> Vec<u64> {
    page(p, id).left_out.rows.iter().map(|r| r.line).collect()
}

fn undo(p: &Place) {
    assert!(p.shop.undo(&Quiet, &Cancel::default()).unwrap().is_some());
}

/// Every order with its number, lines, pieces and cents, read from the file itself.
fn orders(p: &Place) -> Vec<(String, i64, i64, i64)> {
    let path: PathBuf = p.folder.path().join("shop.db");
    let db =
        rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)
            .unwrap();
    let mut query = db
        .prepare(
            "SELECT o.number, count(*), sum(l.quantity), sum(l.total) FROM orders o JOIN order_lines l ON l.order_id = o.id
             GROUP BY o.id ORDER BY o.number",
        )
        .unwrap();
    let rows = query
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

/// The source line of each order line.
fn lines_of(p: &Place, number: &str) -> Vec<(i64, i64)> {
    let db = rusqlite::Connection::open(p.folder.path().join("shop.db")).unwrap();
    let mut query = db
        .prepare(
            "SELECT o.batch, l.line FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.number = ?1 ORDER BY l.line",
        )
        .unwrap();
    let rows = query
        .query_map([number], |r| Ok((r.get(0)?, r.get(1)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

fn order(number: &str, lines: i64, pieces: i64, cents: i64) -> (String, i64, i64, i64) {
    (number.to_owned(), lines, pieces, cents)
}

const TABLE: &str = "Order No,Date,SKU,Name,Quantity,Price,Email\n\
    1,2026-01-02,A,Tea,1,3.00,anna@example.com\n\
    2,2026-01-03,A,Tea,2,3.00,ben@example.com\n\
    2,2026-01-03,B,\"Cup, blue\",two,4.00,ben@example.com\n\
    2,2026-01-03,C,Pot,1,9.00,ben@example.com\n\
    3,2026-01-04,A,Tea,5,3.00,cleo@example.com\n";

#[test]
fn a_corrected_row_completes_its_order() {
    let p = place();
    let done = import(&p, "orders.csv", TABLE, ImportOptions::default());
    assert_eq!((done.rows_skipped, done.rows_kept), (1, 1));
    assert_eq!(orders(&p)[1], order("2", 2, 3, 1500));
    let before = orders(&p);

    let shown = page(&p, 1);
    let row = &shown.left_out.rows[0];
    assert_eq!(
        (row.line, row.because.column.as_deref()),
        (4, Some("Quantity"))
    );
    assert_eq!(
        row.cells,
        [
            "2",
            "2026-01-03",
            "B",
            "Cup, blue",
            "two",
            "4.00",
            "ben@example.com"
        ]
    );
    assert_eq!(p.shop.imports().unwrap()[0].waiting, 1);

    // Nothing is written when only asked, or when it does not help.
    let tried = RetryOptions {
        dry_run: true,
        ..set(&["4:Quantity=2"])
    };
    assert_eq!(retry(&p, 1, tried).unwrap().taken, 1);
    let report = retry(&p, 1, set(&["4:Quantity=a pair"])).unwrap();
    assert_eq!((report.taken, report.import.batch), (0, None));
    assert_eq!((orders(&p), waiting(&p, 1)), (before.clone(), vec![4]));

    let report = retry(&p, 1, set(&["4:quantity=2"])).unwrap();
    assert_eq!((report.waited, report.taken, report.waiting), (1, 1, 0));
    assert_eq!(report.import.orders, 1);
    assert_eq!(report.import.batch, Some(BatchId(2)));
    assert_eq!(
        orders(&p),
        [
            order("1", 1, 1, 300),
            order("2", 3, 5, 2300),
            order("3", 1, 5, 1500)
        ]
    );
    assert_eq!(lines_of(&p, "2"), [(2, 3), (2, 4), (2, 5)]);
    assert_eq!(lines_of(&p, "1"), [(1, 2)]);
    assert_eq!(waiting(&p, 1), [0; 0]);
    assert_eq!(page(&p, 1).left_out.counts.taken, 1);
    assert_eq!(
        p.shop.imports().unwrap()[0].file_name,
        "orders.csv, retried"
    );

    let again = retry(&p, 1, set(&["4:Quantity=3"])).unwrap_err();
    assert!(again.to_string().contains("no row of import 1"), "{again}");
    let own = retry(&p, 2, RetryOptions::default()).unwrap_err();
    assert!(own.to_string().contains("import 1"), "{own}");

    // Undo brings everything back, redo does it again without the file.
    undo(&p);
    assert_eq!((orders(&p), waiting(&p, 1)), (before.clone(), vec![4]));
    std::fs::remove_file(p.folder.path().join("orders.csv")).unwrap();
    p.shop.redo().unwrap().unwrap();
    assert_eq!(orders(&p)[1], order("2", 3, 5, 2300));
    assert_eq!(waiting(&p, 1), [0; 0]);
    undo(&p);
    assert_eq!((orders(&p), waiting(&p, 1)), (before, vec![4]));
}

#[test]
fn two_bad_rows_of_one_order_can_be_mended_one_after_the_other() {
    let p = place();
    let text = TABLE.replace("C,Pot,1,9.00", "C,Pot,1,nine");
    import(&p, "orders.csv", &text, ImportOptions::default());
    assert_eq!(waiting(&p, 1), [4, 5]);
    let first = retry(&p, 1, set(&["4:Quantity=2"])).unwrap();
    assert_eq!((first.taken, first.waiting), (1, 1));
    assert_eq!(orders(&p)[1], order("2", 2, 4, 1400));
    let second = retry(&p, 1, set(&["5:Price=9.00"])).unwrap();
    assert_eq!((second.taken, second.waiting), (1, 0));
    assert_eq!(orders(&p)[1], order("2", 3, 5, 2300));
    undo(&p);
    assert_eq!(orders(&p)[1], order("2", 2, 4, 1400));
    assert_eq!(waiting(&p, 1), [5]);
    undo(&p);
    assert_eq!(waiting(&p, 1), [4, 5]);
    assert_eq!(orders(&p)[1], order("2", 1, 2, 600));
}

#[test]
fn a_wrong_mapping_of_every_row_is_mended_without_the_file() {
    let p = place();
    let mut text = "Ref,When,What,Pieces,Worth,Note\n".to_owned();
    for n in 0..50 {
        text.push_str(&format!(
            "R{n},2026-01-{:02},Thing {},{},{}.50,abc\n",
            n % 28 + 1,
            n % 7,
            n % 3 + 1,
            n % 9
        ));
    }
    let wrong = ImportOptions {
        maps: ["Ref=order", "When=at", "What=product", "Note=price"]
            .map(String::from)
            .to_vec(),
        ..ImportOptions::default()
    };
    let done = import(&p, "own.csv", &text, wrong);
    assert_eq!((done.rows_skipped, done.rows_kept), (50, 50));
    assert!(orders(&p).is_empty());
    std::fs::remove_file(p.folder.path().join("own.csv")).unwrap();
    let report = retry(&p, 1, maps(&["Worth=price", "Pieces=quantity"])).unwrap();
    assert_eq!((report.taken, report.waiting), (50, 0));
    assert_eq!(report.import.rows_written, 50 - 6 + 6);

    // The same shop as from the right mapping at once.
    let q = place();
    let right = ImportOptions {
        maps: [
            "Ref=order",
            "When=at",
            "What=product",
            "Worth=price",
            "Pieces=quantity",
        ]
        .map(String::from)
        .to_vec(),
        ..ImportOptions::default()
    };
    import(&q, "own.csv", &text, right);
    assert_eq!(orders(&p), orders(&q));

    // What was said is remembered, whatever the order of the columns.
    let turned = "Note,Worth,Pieces,What,When,Ref\nabc,4.00,2,Thing 1,2026-02-01,S1\n";
    let done = import(&p, "next.csv", turned, ImportOptions::default());
    assert_eq!(done.orders, 1);
    assert!(
        done.evidence
            .iter()
            .any(|e| e.starts_with("as you mapped such a file on ")),
        "{:?}",
        done.evidence
    );
}

#[test]
fn other_marks_and_dates_are_told_in_a_retry() {
    let p = place();
    let text = "Order No,Date,SKU,Quantity,Price\n1,03/13/2026,A,1,\"1,5\"\n2,04/05/2026,A,1,\"2,5\"\n3,05/14/2026,A,1,\"7,25\"\n";
    let wrong = ImportOptions {
        decimal: Some(".".into()),
        ..ImportOptions::default()
    };
    import(&p, "us.csv", text, wrong);
    let before = waiting(&p, 1).len();
    let told = RetryOptions {
        decimal: Some(",".into()),
        day_first: Some(false),
        ..RetryOptions::default()
    };
    if before > 0 {
        let report = retry(&p, 1, told).unwrap();
        assert_eq!(report.waiting, 0);
    }
    let bad = RetryOptions {
        decimal: Some(";".into()),
        ..RetryOptions::default()
    };
    assert!(retry(&p, 1, bad).is_err());
}

#[test]
fn undoing_the_import_takes_its_waiting_rows_away() {
    let p = place();
    import(&p, "orders.csv", TABLE, ImportOptions::default());
    p.shop.undo_import(BatchId(1), &Cancel::default()).unwrap();
    assert_eq!(p.shop.imports().unwrap()[0].waiting, 0);
    assert!(page(&p, 1).left_out.rows.is_empty());
    let error = retry(&p, 1, set(&["4:Quantity=2"])).unwrap_err();
    assert!(error.to_string().contains("taken back"), "{error}");
    // Its file brings them back.
    import(&p, "orders.csv", TABLE, ImportOptions::default());
    assert_eq!(waiting(&p, 2), [4]);
}

#[test]
fn dismissed_rows_rest_until_undo() {
    let p = place();
    let text = TABLE.replace("3,2026-01-04", "3,never");
    import(&p, "orders.csv", &text, ImportOptions::default());
    assert_eq!(waiting(&p, 1), [4, 6]);
    let done = p.shop.dismiss_rows(BatchId(1), &[6]).unwrap();
    assert_eq!((done.lines, done.waiting), (vec![6], 1));
    assert_eq!(waiting(&p, 1), [4]);
    let error = retry(&p, 1, set(&["6:Date=2026-01-04"])).unwrap_err();
    assert!(error.to_string().contains("for good"), "{error}");
    undo(&p);
    assert_eq!(waiting(&p, 1), [4, 6]);
    p.shop.redo().unwrap().unwrap();
    assert_eq!(waiting(&p, 1), [4]);
    let done = p.shop.dismiss_rows(BatchId(1), &[]).unwrap();
    assert_eq!((done.lines, done.waiting), (vec![4], 0));
    assert!(p.shop.dismiss_rows(BatchId(1), &[]).is_err());
}

const SHOPIFY: &str = "Name,Email,Financial Status,Paid at,Created at,Currency,Subtotal,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Id\n\
    #1001,anna@example.com,paid,2026-01-02 10:00:00 +0000,2026-01-02 09:59:00 +0000,EUR,10.00,one,Tea,4.00,T-1,9001\n\
    #1001,,,,2026-01-02 09:59:00 +0000,,,2,Cup,3.00,C-1,\n\
    #1002,ben@example.com,paid,2026-01-03 10:00:00 +0000,2026-01-03 09:59:00 +0000,EUR,7.00,1,Tea,4.00,T-1,9002\n\
    #1002,,,,2026-01-03 09:59:00 +0000,,,1,Cup,free,C-1,\n";

#[test]
fn rows_of_shopify_orders_are_completed() {
    let p = place();
    let done = import(&p, "orders_export.csv", SHOPIFY, ImportOptions::default());
    assert_eq!(done.format, "shopify-orders");
    // The head of #1001 is bad, so its other row waits too.
    assert_eq!(waiting(&p, 1), [2, 3, 5]);
    assert_eq!(done.rows_skipped, 3);
    assert_eq!(orders(&p), [order("#1002", 1, 1, 400)]);
    let report = retry(
        &p,
        1,
        set(&["2:Lineitem quantity=1", "5:Lineitem price=3.00"]),
    )
    .unwrap();
    assert_eq!((report.taken, report.waiting), (3, 0));
    assert_eq!(
        orders(&p),
        [order("#1001", 2, 3, 1000), order("#1002", 2, 2, 700)]
    );
    assert_eq!(lines_of(&p, "#1001"), [(2, 2), (2, 3)]);
    undo(&p);
    assert_eq!(orders(&p), [order("#1002", 1, 1, 400)]);
    assert_eq!(waiting(&p, 1), [2, 3, 5]);
}

#[test]
fn events_are_corrected_by_key_or_as_a_whole_line() {
    let p = place();
    let text = "{\"id\":\"e1\",\"type\":\"view\",\"at\":\"2026-01-02T09:00:00Z\",\"visitor\":\"v1\",\"item\":\"A\"}\n\
        {\"id\":\"e2\",\"type\":\"view\",\"at\":\"soon\",\"visitor\":\"v1\",\"item\":\"A\"}\n\
        {\"id\":\"e3\",\"type\":\"view\"\n";
    import(&p, "events.jsonl", text, ImportOptions::default());
    assert_eq!(waiting(&p, 1), [2, 3]);
    let report = retry(&p, 1, set(&["2:at=2026-01-02T09:05:00Z"])).unwrap();
    assert_eq!((report.taken, report.waiting), (1, 1));
    let error = retry(&p, 1, set(&["3:at=2026-01-02T09:05:00Z"])).unwrap_err();
    assert!(error.to_string().contains("whole line"), "{error}");
    let whole = "3={\"id\":\"e3\",\"type\":\"view\",\"at\":\"2026-01-02T09:06:00Z\",\"visitor\":\"v1\",\"item\":\"B\"}";
    let report = retry(&p, 1, set(&[whole])).unwrap();
    assert_eq!((report.taken, report.import.events), (1, 1));
    assert_eq!(waiting(&p, 1), [0; 0]);
}

#[test]
fn a_line_that_was_no_row_is_replaced() {
    let p = place();
    let text = TABLE.replace("\"Cup, blue\",two", "\"Cup, blue,2");
    import(&p, "orders.csv", &text, ImportOptions::default());
    let rows = page(&p, 1).left_out.rows;
    assert_eq!((rows.len(), rows[0].line, rows[0].split), (1, 4, false));
    let error = retry(&p, 1, set(&["4:Quantity=2"])).unwrap_err();
    assert!(error.to_string().contains("whole line"), "{error}");
    let whole = "4=2,2026-01-03,B,\"Cup, blue\",2,4.00,ben@example.com";
    assert_eq!(retry(&p, 1, set(&[whole])).unwrap().taken, 1);
    assert_eq!(orders(&p)[1], order("2", 3, 5, 2300));
}

#[test]
fn a_row_without_a_number_joins_its_neighbours_order() {
    let p = place();
    let text = TABLE.replace(
        "2,2026-01-03,B,\"Cup, blue\",two",
        ",2026-01-03,B,\"Cup, blue\",2",
    );
    import(&p, "orders.csv", &text, ImportOptions::default());
    assert_eq!(waiting(&p, 1), [4]);
    assert_eq!(retry(&p, 1, set(&["4:Order No=2"])).unwrap().taken, 1);
    assert_eq!(orders(&p)[1], order("2", 3, 5, 2300));
}

#[test]
fn a_number_of_an_order_whose_rows_are_not_kept_is_not_mixed() {
    let p = place();
    let text = format!(
        "{}4,2026-01-09,A,Tea,1,3.00,dora@example.com\n4,2026-01-09,B,Cup,1,4.00,dora@example.com\n",
        TABLE.replace(
            "2,2026-01-03,B,\"Cup, blue\",two",
            ",2026-01-03,B,\"Cup, blue\",2"
        )
    );
    import(&p, "orders.csv", &text, ImportOptions::default());
    let before = orders(&p);
    let report = retry(&p, 1, set(&["4:Order No=4", "4:Date=2026-01-09"])).unwrap();
    assert_eq!((report.taken, report.import.batch), (0, None));
    assert!(
        report.import.problems[0].what.contains("fuller"),
        "{:?}",
        report.import.problems
    );
    assert_eq!((orders(&p), waiting(&p, 1)), (before, vec![4]));
}

#[test]
fn mistakes_of_a_retry_are_named() {
    let p = place();
    import(&p, "orders.csv", TABLE, ImportOptions::default());
    for (options, says) in [
        (set(&["5:Quantity=2"]), "line 5 of orders.csv does not wait"),
        (set(&["99:Quantity=2"]), "line 99"),
        (set(&["4:Colour=2"]), "its columns are: Order No"),
        (set(&["Quantity=2"]), "LINE:COLUMN=VALUE"),
        (maps(&["Colour=sku"]), "has no column `Colour`"),
        (maps(&["SKU=colour"]), "no field is called `colour`"),
    ] {
        let error = retry(&p, 1, options).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    assert!(retry(&p, 9, RetryOptions::default()).is_err());
    assert_eq!(waiting(&p, 1), [4]);
}

#[test]
fn what_was_said_is_listed_and_forgotten() {
    let p = place();
    let text = "Ref,When,What,Worth\nR1,2026-01-02,Tea,3.00\nR2,2026-01-03,Cup,4.00\n";
    let said = ImportOptions {
        confirmed: true,
        maps: ["Ref=order", "When=at", "What=product", "Worth=price"]
            .map(String::from)
            .to_vec(),
        ..ImportOptions::default()
    };
    import(&p, "own.csv", text, said);
    let all = p.shop.mappings().unwrap();
    assert_eq!((all.len(), all[0].file.as_str()), (1, "own.csv"));
    assert!(
        all[0].words().contains("Worth = price"),
        "{}",
        all[0].words()
    );
    let told = |p: &Place, name: &str| {
        let file = p.folder.path().join(name);
        std::fs::write(&file, text.replace("R", "S")).unwrap();
        let found = p.shop.look_at(Path::new(&file), &ImportOptions::default());
        let evidence = found.unwrap().detection.evidence;
        evidence.iter().any(|e| e.contains("as you mapped"))
    };
    // The header has another name now; the first file's shape is the one that is known.
    assert!(!told(&p, "other.csv"));
    let file = p.folder.path().join("own.csv");
    let mapped = || {
        let found = p.shop.look_at(&file, &ImportOptions::default()).unwrap();
        found
            .detection
            .evidence
            .iter()
            .any(|e| e.contains("as you mapped"))
    };
    assert!(mapped());
    p.shop.forget_mapping(all[0].id).unwrap();
    assert!(!mapped() && p.shop.mappings().unwrap().is_empty());
    assert!(p.shop.forget_mapping(77).is_err());
    undo(&p);
    assert!(mapped());
}

#[test]
fn what_is_kept_is_bounded_and_says_so() {
    let p = place();
    let mut text = "Order No,Date,SKU,Quantity,Price\n".to_owned();
    for n in 0..100_010 {
        text.push_str(&format!("{n},2026-01-02,A,1,much\n"));
    }
    let said = ImportOptions {
        maps: vec!["Price=price".into()],
        ..ImportOptions::default()
    };
    let done = import(&p, "much.csv", &text, said);
    assert_eq!(
        (done.rows_skipped, done.rows_kept, done.rows_not_kept),
        (100_010, 100_000, 10)
    );
    let error = retry(&p, 1, maps(&["SKU=price", "Price=sku"])).unwrap_err();
    assert!(
        error.to_string().contains("import the file again"),
        "{error}"
    );
    // One row can be corrected all the same.
    let report = retry(&p, 1, set(&["7:Price=3.00"])).unwrap();
    assert_eq!((report.taken, report.waiting), (1, 99_999));
    assert_eq!(orders(&p), [order("5", 1, 1, 300)]);
    let first = p.shop.import_rows(BatchId(1), 0, 3).unwrap().left_out;
    assert_eq!(
        first.rows.iter().map(|r| r.line).collect::<Vec<_>>(),
        [2, 3, 4]
    );
    let next = p
        .shop
        .import_rows(BatchId(1), first.next.unwrap(), 3)
        .unwrap()
        .left_out;
    assert_eq!(
        next.rows.iter().map(|r| r.line).collect::<Vec<_>>(),
        [5, 6, 8]
    );
    assert_eq!(next.not_kept, 10);
}

#[test]
fn a_row_that_is_too_long_is_kept_cut_and_needs_a_whole_line() {
    let p = place();
    let text = TABLE.replace("Cup, blue", &"x".repeat(70_000));
    import(&p, "orders.csv", &text, ImportOptions::default());
    let row = &page(&p, 1).left_out.rows[0];
    assert!(!row.whole && row.cells.iter().map(String::len).sum::<usize>() <= 64 << 10);
    let report = retry(&p, 1, set(&["4:Quantity=2"])).unwrap();
    assert_eq!((report.taken, report.import.batch), (0, None));
    let whole = "4=2,2026-01-03,B,Cup,2,4.00,ben@example.com";
    assert_eq!(retry(&p, 1, set(&[whole])).unwrap().taken, 1);
    assert_eq!(orders(&p)[1], order("2", 3, 5, 2300));
}

#[test]
fn several_rows_of_one_object_are_told_apart() {
    let p = place();
    let item = |n: u32, pieces: &str| {
        format!(
            "{{\"sku\":\"A{n}\",\"name\":\"Tent {n}\",\"quantity\":\"{pieces}\",\"price\":\"10\"}}"
        )
    };
    let order = |n: u32, items: &[String]| {
        format!(
            "{{\"order_id\":\"{n}\",\"date\":\"2026-01-0{n}\",\"email\":\"a{n}@example.com\",\"line_items\":[{}]}}",
            items.join(",")
        )
    };
    let mut all: Vec<String> = (1..=8)
        .map(|n| order(n, &[item(1, "1"), item(2, "2")]))
        .collect();
    all[2] = order(3, &[item(1, "x"), item(2, "y"), item(3, "1")]);
    let text = format!("[{}]", all.join(","));
    let done = import(&p, "orders.json", &text, ImportOptions::default());
    assert_eq!((done.rows_read, done.rows_skipped), (17, 2));
    let id = done.batch.unwrap().0;
    assert_eq!(waiting(&p, id), [3, 3]);
    let said = retry(&p, id, set(&["3:line_items.quantity=5"]))
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("2 rows of line 3") && said.contains("`3.1`"),
        "{said}"
    );
    let report = retry(&p, id, set(&["3.2:line_items.quantity=7"])).unwrap();
    assert_eq!((report.taken, report.waiting), (1, 1));
    let of = |p: &Place| orders(p).into_iter().find(|o| o.0 == "3").unwrap();
    assert_eq!(of(&p), self::order("3", 2, 8, 8_000));
    // One is left: it needs no number.
    let report = retry(&p, id, set(&["3:line_items.quantity=5"])).unwrap();
    assert_eq!((report.taken, report.waiting), (1, 0));
    assert_eq!(of(&p), self::order("3", 3, 13, 13_000));
}
