//! Customers of several files in one shop: who they are, what they allow, what is known of them.

use crate::dump;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use regulars::shop::attributes::AttributeKind;
use regulars::shop::import::{ImportOptions, ImportReport};
use regulars::shop::{Cancel, Options, Quiet, Shop};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};

const DEMOGRAPHICS: &str = include_str!("fixtures/import/demographics.csv");
const WIDE: &str = include_str!("fixtures/import/preferences_wide.csv");
const SHOPIFY: &str = include_str!("fixtures/import/shopify_customers.csv");

const ORDERS: &str = "\
Order No,Date,SKU,Product,Quantity,Price,Customer ID
1,2026-01-02,A,Tent,1,30.00,1001
2,2026-01-03,A,Tent,1,30.00,1002
3,2026-01-04,B,Lamp,1,20.00,1003
";

fn shop(path: &Path) -> Shop {
    Shop::open(path, Options::default()).unwrap()
}

/// Imports a text as a file that was written on a day of 2026.
fn import(shop: &Shop, name: &str, day: u64, text: &str) -> ImportReport {
    let path = shop.path().with_extension("").join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    // 1 January 2026, and so many days later.
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600 + day * 86_400);
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(at)
        .unwrap();
    let options = ImportOptions {
        currency: Some("EUR".into()),
        ..ImportOptions::default()
    };
    shop.import(&path, &options, &Quiet, &Cancel::default())
        .unwrap()
}

fn count(shop: &Shop, expression: &str) -> u64 {
    shop.count_group(expression).unwrap().count
}

#[test]
fn demographics_join_the_customers_of_orders_whatever_came_first() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("orders.csv", ORDERS),
        ("demographics.csv", DEMOGRAPHICS),
        ("preferences.csv", WIDE),
    ];
    let mut first = None;
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let shop = shop(&folder.path().join(format!("{order:?}.db")));
        for at in order {
            let (name, text) = files[at];
            let report = import(&shop, name, at as u64, text);
            if order == [0, 1, 2] && at == 1 {
                assert_eq!((report.customers, report.new_customers), (4, 2));
            }
        }
        // 1, 1001, 1002, 1003, 1004.
        assert_eq!(count(&shop, "orders >= 0"), 5);
        assert_eq!(count(&shop, "attribute.age = \"45-54\" AND orders = 1"), 1);
        assert_eq!(count(&shop, "attribute.home_ownership = homeowner"), 3);
        let id = shop.customer_named("1001").unwrap();
        let profile = shop.customer(id).unwrap();
        assert_eq!(profile.row.orders, 1);
        assert_eq!(
            profile.preferences.get("favourite brand").unwrap(),
            "Norrland"
        );
        let from = &profile.attributes_from[0];
        assert_eq!(from.file.as_deref(), Some("demographics.csv"));
        assert_eq!(from.line, Some(3));
        let from = &profile.preferences_from[0];
        assert_eq!(from.file.as_deref(), Some("preferences.csv"));
        assert_eq!(from.line, Some(2));
        let dump = dump::canonical(shop.path());
        match &first {
            None => first = Some(dump),
            Some(first) => dump::assert_same(first, &dump, &format!("{order:?}")),
        }
    }
}

#[test]
fn a_customer_file_alone_shows_people() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop(&folder.path().join("shop.db"));
    let report = import(&shop, "customers_export.csv", 3, SHOPIFY);
    assert_eq!((report.customers, report.new_customers), (5, 5));
    assert_eq!(count(&shop, "orders = 0"), 5);
    assert_eq!(count(&shop, "tag = vip AND consent.email = yes"), 1);
    assert_eq!(count(&shop, "consent.email = yes"), 3);
    assert_eq!(count(&shop, "consent.sms = yes"), 1);
    // The same people again, in an older form of the file: nobody new.
    let old = include_str!("fixtures/import/shopify_customers_old.csv");
    let report = import(&shop, "customers.csv", 2, old);
    assert_eq!((report.customers, report.new_customers), (2, 1));
    // What the older file says of consent changes nothing that the newer one says.
    assert_eq!(
        count(
            &shop,
            "consent.email = yes AND email = \"ines.okafor@example.com\""
        ),
        1
    );
}

#[test]
fn kinds_of_attributes_are_learnt_and_forgotten_with_their_files() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop(&folder.path().join("shop.db"));
    let kinds = |shop: &Shop| -> BTreeMap<String, (AttributeKind, u64)> {
        let all = shop.customer_attributes().unwrap();
        let kinds = all.iter().map(|a| (a.name.clone(), (a.kind, a.customers)));
        kinds.collect()
    };
    import(
        &shop,
        "one.csv",
        1,
        "email,Shoe size,since,member,likes,note\n\
         ana@example.com,38,2024-01-05,yes,red; blue,\n\
         bo@example.com,41.5,2023-11-30,no,blue; green,rings twice\n\
         cy@example.com,44,,yes,red; green,\n",
    );
    let one = kinds(&shop);
    assert_eq!(one["Shoe size"], (AttributeKind::Number, 3));
    assert_eq!(one["since"], (AttributeKind::Day, 2));
    assert_eq!(one["member"], (AttributeKind::YesNo, 3));
    assert_eq!(one["likes"], (AttributeKind::List, 3));
    assert_eq!(one["note"], (AttributeKind::Text, 1));
    let two = import(
        &shop,
        "two.csv",
        2,
        "email,SHOE SIZE\ndi@example.com,large\ned@example.com,small\n",
    );
    let both = kinds(&shop);
    assert_eq!(both.len(), one.len());
    assert_eq!(both["SHOE SIZE"], (AttributeKind::Text, 5));
    shop.undo_import(two.batch.unwrap(), &Cancel::default())
        .unwrap();
    assert_eq!(kinds(&shop), one);
    let fields = shop.group_fields().unwrap();
    let size = fields
        .iter()
        .find(|f| f.name == "attribute.\"Shoe size\"")
        .unwrap();
    assert_eq!(
        size.learnt.as_ref().map(|l| l.kind),
        Some(AttributeKind::Number)
    );
    assert_eq!(size.values, ["38", "41.5", "44"]);
}

/// What one file says of a person: the word as written, and its meaning.
const WORDS: [(&str, Option<bool>); 9] = [
    ("yes", Some(true)),
    ("SUBSCRIBED", Some(true)),
    ("WAHR", Some(true)),
    ("no", Some(false)),
    ("unsubscribed", Some(false)),
    ("0", Some(false)),
    ("NEVER_SUBSCRIBED", None),
    ("perhaps", None),
    ("", None),
];

#[test]
fn consent_is_what_was_said_last_and_never_guessed() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 0..8 {
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        let people = ["ana", "bo", "cy", "di", "ed"];
        // Per file: its day, its text, and what it says of each person and when.
        let mut files = Vec::new();
        for file in 0..4u64 {
            let day = rng.random_range(30..34) + file;
            let own_time = rng.random();
            let mut text = match own_time {
                true => "email,newsletter,consent_date,row\n".to_owned(),
                false => "email,newsletter,row\n".to_owned(),
            };
            let mut says = Vec::new();
            for (row, person) in people.iter().enumerate() {
                if rng.random_range(0..4) == 0 {
                    continue;
                }
                let (word, meaning) = WORDS[rng.random_range(0..WORDS.len())];
                let said = rng.random_range(1..28u64);
                if own_time {
                    text +=
                        &format!("{person}@example.com,{word},2026-01-{said:02},{seed}-{row}\n");
                } else {
                    text += &format!("{person}@example.com,{word},{seed}-{row}\n");
                }
                if let Some(given) = meaning {
                    // Day of the year from 0; a refusal counts from when the file speaks.
                    let at = if own_time && given { said - 1 } else { day };
                    says.push((*person, at, given));
                }
            }
            files.push((day, text, says));
        }
        let expect = |left_out: Option<usize>| -> Vec<bool> {
            let said = |person: &str| {
                let all = files.iter().enumerate();
                all.filter(|(at, _)| Some(*at) != left_out)
                    .flat_map(|(_, (_, _, says))| says)
                    .filter(|(who, ..)| *who == person)
                    // Of two at the same moment the refusal counts.
                    .max_by_key(|(_, at, given)| (*at, !*given))
                    .is_some_and(|(_, _, given)| *given)
            };
            people.iter().map(|p| said(p)).collect()
        };
        let told = |shop: &Shop| -> Vec<bool> {
            let one = |person: &&str| {
                let text = format!("email = \"{person}@example.com\" AND consent.email = yes");
                count(shop, &text) == 1
            };
            people.iter().map(one).collect()
        };
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
            let shop = shop(&folder.path().join(format!("{seed}-{order:?}.db")));
            let mut batches = BTreeMap::new();
            for at in order {
                let (day, text, _) = &files[at];
                let report = import(&shop, &format!("file{at}.csv"), *day, text);
                batches.insert(at, report.batch.unwrap());
            }
            assert_eq!(told(&shop), expect(None), "seed {seed}, order {order:?}");
            let undone = rng.random_range(0..4);
            shop.undo_import(batches[&undone], &Cancel::default())
                .unwrap();
            assert_eq!(
                told(&shop),
                expect(Some(undone)),
                "seed {seed}, order {order:?}, file {undone} undone"
            );
        }
    }
}

#[test]
fn the_command_line_tells_who_says_what() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let shop = shop(&path);
    import(&shop, "orders.csv", 0, ORDERS);
    import(&shop, "demographics.csv", 1, DEMOGRAPHICS);
    drop(shop);
    let run = |args: &[&str]| -> String {
        let done = assert_cmd::Command::cargo_bin("regulars")
            .unwrap()
            .arg("--shop")
            .arg(&path)
            .args(args)
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
        String::from_utf8(done.stdout).unwrap()
    };
    let shown = run(&["customers", "show", "1001"]);
    assert!(
        shown.contains("age = 45-54  (demographics.csv line 3)"),
        "{shown}"
    );
    let file = folder.path().join("more.csv");
    std::fs::write(
        &file,
        "customer id,email,newsletter\n1001,ana@example.com,yes\n1009,bo@example.com,no\n",
    )
    .unwrap();
    let said = run(&["import", file.to_str().unwrap()]);
    assert!(
        said.contains("2 customers: 1 new, 1 known before"),
        "{said}"
    );
    let shown = run(&["customers", "show", "1001"]);
    assert!(shown.contains("email yes since"), "{shown}");
    assert!(shown.contains("(more.csv line 2)"), "{shown}");
}
