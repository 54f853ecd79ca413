//! Statements: overlapping files in any order give the same shop, and an import that was undone leaves no trace.

use crate::dump;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use regulars::model::campaign::CampaignRecord;
use regulars::model::consent::{Consent, Purpose};
use regulars::model::customer::{Identity, IdentityKind, PersonFields};
use regulars::model::event::EventKind;
use regulars::model::ids::BatchId;
use regulars::model::money::{Amount, Price};
use regulars::model::order::OrderStatus;
use regulars::model::product::{ProductRef, ProductStatus, VariantRecord};
use regulars::model::record::*;
use regulars::model::time::{Day, HOUR, Moment};
use regulars::store::batches::BatchMeta;
use regulars::store::verdicts::{self, Verdict};
use regulars::store::{Error, Imported, Importer, Store, settings, withdraw};
use std::path::Path;

type Rng = Pcg64Mcg;

fn one_of<T: Clone>(rng: &mut Rng, all: &[T]) -> T {
    all[rng.random_range(0..all.len())].clone()
}

fn maybe<T>(rng: &mut Rng, percent: u32, value: T) -> Option<T> {
    (rng.random_range(0..100) < percent).then_some(value)
}

/// Few traces for many statements: families share phones, people have two addresses, devices change hands.
fn who(rng: &mut Rng) -> Vec<Identity> {
    let mut who = Vec::new();
    let person = rng.random_range(0..8);
    let mut add = |rng: &mut Rng, percent, kind, value: String| {
        if let Some(value) = maybe(rng, percent, value) {
            who.extend(Identity::new(kind, &value));
        }
    };
    // One id with and without the word of its system; sometimes of two systems.
    let system = one_of(rng, &["", "", "shopify:", "shopify:", "klaviyo:"]);
    add(
        rng,
        40,
        IdentityKind::Platform,
        format!("{system}{}", 100 + person),
    );
    add(rng, 40, IdentityKind::Email, format!("p{person}@shop.test"));
    let other = rng.random_range(0..12);
    add(rng, 10, IdentityKind::Email, format!("p{other}@shop.test"));
    let written = one_of(rng, &["+49", "+49", "0", "0049"]);
    add(
        rng,
        30,
        IdentityKind::Phone,
        format!("{written}17000005{}", (person + other % 3) / 2),
    );
    add(
        rng,
        25,
        IdentityKind::Device,
        format!("d{}", (person + other % 2) / 2),
    );
    who
}

fn product(rng: &mut Rng) -> ProductRef {
    let n = rng.random_range(0..7);
    let shift = rng.random_range(0..5) / 4;
    let case = one_of(rng, &["SKU", "sku"]);
    let mut named = ProductRef {
        platform_id: maybe(rng, 15, format!("9{n}")),
        handle: maybe(rng, 15, format!("handle-{n}")),
        sku: maybe(rng, 60, format!("{case}{n}")),
        name: maybe(rng, 70, format!("Lamp {}", (n + shift) / 2)),
    };
    if named == ProductRef::default() {
        named.sku = Some(format!("SKU{n}"));
    }
    named
}

fn line(rng: &mut Rng, at: u64) -> LineRecord {
    let quantity = rng.random_range(1..4);
    let price = Price(rng.random_range(1..9) * 10_000);
    LineRecord {
        line: at,
        product: product(rng),
        quantity,
        price,
        discount: Amount(0),
        total: Amount(quantity * price.0 / 100),
        service: rng.random_range(0..9) == 0,
    }
}

fn when(rng: &mut Rng) -> Moment {
    Moment(1_600_000_000_000 + rng.random_range(0..400) * HOUR / 4)
}

fn person(rng: &mut Rng) -> PersonFields {
    let town = rng.random_range(0..3);
    PersonFields {
        name: maybe(rng, 50, format!("Name {town}")),
        country: maybe(rng, 60, format!("Country {town}")),
        city: maybe(rng, 40, format!("City {town}")),
        ..PersonFields::default()
    }
}

fn order(rng: &mut Rng, number: u64, at: u64) -> OrderRecord {
    let placed = when(rng);
    let lines = rng.random_range(1..4);
    OrderRecord {
        key: format!("o{number}"),
        number: format!("#{number}"),
        line: at,
        at: placed,
        state_at: placed.plus(rng.random_range(0..3) * HOUR),
        who: who(rng),
        person: person(rng),
        status: one_of(
            rng,
            &[
                OrderStatus::Paid,
                OrderStatus::Cancelled,
                OrderStatus::Pending,
            ],
        ),
        currency: None,
        lines: (0..lines).map(|i| line(rng, at + i)).collect(),
        discount: Amount(rng.random_range(0..50)),
        shipping: Amount(0),
        tax: Amount(0),
        refunded: Amount(rng.random_range(0..2) * 10),
        channel: maybe(rng, 50, "web".into()),
        code: None,
        consents: consents(rng),
    }
}

/// What an inventory, a cost list, a price list or a list of categories says of a product.
fn part(rng: &mut Rng, at: u64) -> ProductRecord {
    let n = rng.random_range(0..8);
    let named = rng.random_range(0..4);
    let handle = format!("handle-{n}");
    let kind = format!("Kind {}", rng.random_range(0..3));
    let hidden = rng.random_range(0..5) == 0;
    let variants = (0..rng.random_range(1..3))
        .map(|v| VariantRecord {
            sku: (named != 1).then(|| format!("SKU{}", (n + v) % 8)),
            options: maybe(rng, 30, format!("{v}")).unwrap_or_default(),
            price: maybe(rng, 30, Price(10_000 * (1 + n))),
            cost: maybe(rng, 30, Price(5_000 * (1 + n))),
            stock: maybe(rng, 50, 7),
            ..VariantRecord::default()
        })
        .collect();
    ProductRecord {
        line: at,
        handle: maybe(rng, 30, handle),
        sku: maybe(rng, 10, format!("SKU{}", (n + 3) % 8)),
        title: if named < 2 {
            format!("Lamp {}", n / 2)
        } else {
            String::new()
        },
        category: maybe(rng, 30, kind).into_iter().collect(),
        status: hidden.then_some(ProductStatus::Hidden),
        state_at: Some(when(rng)),
        variants,
        partial: true,
        ..ProductRecord::default()
    }
}

fn consents(rng: &mut Rng) -> Vec<Consent> {
    let said = when(rng);
    let consent = Consent {
        purpose: one_of(rng, &[Purpose::Email, Purpose::Sms]),
        given: rng.random(),
        at: maybe(rng, 70, said).unwrap_or(Consent::UNDATED),
    };
    maybe(rng, 20, consent).into_iter().collect()
}

fn record(rng: &mut Rng, at: u64) -> Record {
    match rng.random_range(0..23) {
        20 => Record::Campaign(Box::new(CampaignRecord {
            line: at,
            name: format!("Mail {}", rng.random_range(0..3)),
            opened: maybe(rng, 60, 7),
            clicked: maybe(rng, 60, 3),
            ..CampaignRecord::default()
        })),
        21 => Record::Place(PlaceRecord {
            line: at,
            country: maybe(rng, 40, "Country 1".into()),
            region: None,
            city: format!("City {}", rng.random_range(0..3)),
            tier: rng.random_range(1..3).to_string(),
        }),
        22 => Record::Weather(WeatherRecord {
            line: at,
            day: Day(18_500 + rng.random_range(0..3)),
            city: maybe(rng, 60, "City 1".into()),
            temperature: Some(rng.random_range(-20..300)),
            ..WeatherRecord::default()
        }),
        0..6 => {
            let number = rng.random_range(0..12);
            Record::Order(order(rng, number, at))
        }
        6..8 => Record::Refund(RefundRecord {
            key: format!("r{}", rng.random_range(0..5)),
            line: at,
            order_key: {
                let key = format!("o{}", rng.random_range(0..12));
                maybe(rng, 60, key)
            },
            at: when(rng),
            who: if rng.random() { who(rng) } else { Vec::new() },
            person: person(rng),
            currency: None,
            lines: vec![line(rng, at)],
            total: Amount(rng.random_range(1..90)),
        }),
        8..10 => Record::Adjustment(AdjustmentRecord {
            key: format!("a{}", rng.random_range(0..2)),
            line: at,
            at: Moment(1_600_000_000_000),
            who: Vec::new(),
            product: ProductRef {
                sku: Some(format!("SKU{}", rng.random_range(0..3))),
                ..ProductRef::default()
            },
            quantity: -1,
            price: Price(0),
            total: Amount(0),
            why: "price is zero".into(),
        }),
        10..12 => {
            let mut record = CustomerRecord {
                line: at,
                who: who(rng),
                person: person(rng),
                tags: maybe(rng, 40, "friend".to_owned()).into_iter().collect(),
                consents: consents(rng),
                ..CustomerRecord::default()
            };
            record
                .attributes
                .insert("age".into(), rng.random_range(20..23).to_string());
            if rng.random() {
                let style = one_of(rng, &["light", "warm"]);
                record.preferences.insert("style".into(), style.into());
            }
            if record.who.is_empty() {
                record
                    .who
                    .extend(Identity::new(IdentityKind::Platform, "100"));
            }
            Record::Customer(record)
        }
        12..14 if rng.random() => Record::Product(part(rng, at)),
        12..14 => {
            let n = rng.random_range(0..7);
            let variants = (0..rng.random_range(1..3))
                .map(|v| VariantRecord {
                    sku: maybe(rng, 80, format!("SKU{}", (n + v) % 7)),
                    options: format!("{v}"),
                    price: Some(Price(10_000 * rng.random_range(1..4))),
                    stock: Some(rng.random_range(0..4)),
                    ..VariantRecord::default()
                })
                .collect();
            Record::Product(ProductRecord {
                line: at,
                platform_id: maybe(rng, 30, format!("9{n}")),
                handle: maybe(rng, 70, format!("handle-{n}")),
                title: format!("Lamp {}", n / 2),
                category: vec![format!("Kind {}", rng.random_range(0..3))],
                state_at: Some(when(rng)),
                variants,
                ..ProductRecord::default()
            })
        }
        _ => {
            let kind = one_of(
                rng,
                &[
                    EventKind::View,
                    EventKind::Impression,
                    EventKind::Click,
                    EventKind::AddToCart,
                ],
            );
            let shown = kind == EventKind::Impression;
            let mut all = who(rng);
            if all.is_empty() {
                all.extend(Identity::new(IdentityKind::Device, "d9"));
            }
            Record::Event(Box::new(EventRecord {
                id: format!("e{}", rng.random_range(0..30)),
                line: at,
                kind,
                at: when(rng),
                who: all,
                session: maybe(rng, 30, "s1".into()),
                channel: Some("web".into()),
                device: None,
                page: Some("home".into()),
                placement: None,
                strategy: Some("best".into()),
                variant: None,
                items: if shown {
                    vec![product(rng), product(rng)]
                } else {
                    Vec::new()
                },
                propensity: Vec::new(),
                decision: None,
                item: if shown { None } else { Some(product(rng)) },
                slot: None,
                impression: {
                    let key = format!("e{}", rng.random_range(0..30));
                    maybe(rng, 20, key)
                },
                quantity: None,
                query: None,
                campaign: None,
                order: None,
                attributes: Default::default(),
            }))
        }
    }
}

fn import(store: &Store, file: usize, records: &[Record]) -> Imported {
    store
        .write(|tx| {
            let meta = BatchMeta {
                file_name: format!("file{file}.csv"),
                file_hash: format!("{file}"),
                format: "test".into(),
                imported_at: Moment(1_700_000_000_000),
                stated_at: Moment(1_650_000_000_000 + file as i64),
            };
            let mut importer = Importer::begin(tx, &meta)?;
            for record in records {
                importer.put(record.clone())?;
            }
            importer.finish()
        })
        .unwrap()
}

/// Three files that share many records and contradict each other in others.
fn files(seed: u64) -> Vec<Vec<Record>> {
    let mut rng = Rng::seed_from_u64(seed);
    let shared: Vec<Record> = (0..12).map(|i| record(&mut rng, 1_000 + 10 * i)).collect();
    (0..3)
        .map(|_| {
            let mut file: Vec<Record> = shared
                .iter()
                .filter(|_| rng.random_range(0..3) > 0)
                .cloned()
                .collect();
            for i in 0..12 {
                let new = record(&mut rng, 2 + 10 * i);
                file.insert(rng.random_range(0..=file.len()), new);
            }
            file
        })
        .collect()
}

fn shop_of(folder: &Path, name: &str, files: &[Vec<Record>], order: &[usize]) -> Store {
    let store = Store::open(&folder.join(name)).unwrap();
    set_country(&store, "DE");
    for file in order {
        import(&store, *file, &files[*file]);
    }
    store
}

/// As the front desk does: the setting, then the phone numbers.
fn set_country(store: &Store, code: &str) {
    store
        .write(|tx| {
            settings::set(tx, "country", Some(&code.into()))?;
            verdicts::read_phones(tx, Moment(1_700_000_000_002), true)
        })
        .unwrap();
}

/// A merchant's words on some traces of the files: the same, not the same.
fn by_hand(seed: u64) -> Vec<Verdict> {
    let mut rng = Rng::seed_from_u64(seed);
    let mut said: Vec<Verdict> = Vec::new();
    while said.len() < 5 {
        let (mut a, mut b) = (who(&mut rng), who(&mut rng));
        if let (Some(a), Some(b)) = (a.pop(), b.pop())
            && a != b
        {
            said.push(Verdict::new(&a, &b, Some(rng.random_range(0..3) == 0)));
        }
    }
    said.sort();
    said.dedup_by(|x, y| (&x.a, &x.b) == (&y.a, &y.b));
    said
}

fn say(store: &Store, said: &[Verdict]) {
    store
        .write(|tx| verdicts::say(tx, said, Moment(1_700_000_000_003), true))
        .unwrap();
}

#[test]
fn files_in_any_order_give_the_same_shop() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 0..30 {
        let files = files(seed);
        let mut first = None;
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]] {
            let name = format!("{seed}-{order:?}.db");
            let store = shop_of(folder.path(), &name, &files, &order);
            let dump = dump::canonical(store.path());
            match &first {
                None => first = Some(dump),
                Some(first) => {
                    dump::assert_same(first, &dump, &format!("seed {seed}, order {order:?}"))
                }
            }
        }
    }
}

#[test]
fn what_is_said_by_hand_and_the_country_hold_in_any_order() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 300..312 {
        let files = files(seed);
        let said = by_hand(seed);
        let make = |name: &str, steps: &[&str]| {
            let path = folder.path().join(format!("{seed}-{name}.db"));
            let store = Store::open(&path).unwrap();
            for step in steps {
                match *step {
                    "country" => set_country(&store, "DE"),
                    "other" => set_country(&store, "AT"),
                    "say" => say(&store, &said),
                    "half" => say(&store, &said[..2]),
                    "unsay" => {
                        let none = said.iter().map(|v| Verdict {
                            same: None,
                            ..v.clone()
                        });
                        say(&store, &none.collect::<Vec<_>>());
                    }
                    "undo" => {
                        store
                            .write(|tx| withdraw::batch(tx, BatchId(1), Moment(1_700_000_000_004)))
                            .unwrap();
                    }
                    file => {
                        let file: usize = file.parse().unwrap();
                        import(&store, file, &files[file]);
                    }
                }
            }
            dump::canonical(store.path())
        };
        let wanted = make("first", &["country", "say", "0", "1", "2"]);
        for (name, steps) in [
            ("country last", &["say", "2", "1", "0", "country"][..]),
            ("hand last", &["country", "1", "0", "2", "say"]),
            ("both last", &["0", "2", "1", "country", "say"]),
            (
                "other country first",
                &["other", "0", "half", "1", "2", "country", "say"],
            ),
            ("between", &["0", "say", "1", "country", "2"]),
            (
                "unsaid and said again",
                &["say", "0", "1", "unsay", "2", "country", "say"],
            ),
            (
                "a file taken back",
                &["2", "country", "say", "0", "undo", "1", "2"],
            ),
        ] {
            dump::assert_same(&wanted, &make(name, steps), &format!("seed {seed}, {name}"));
        }
        let without = make("never", &["country", "0", "1", "2"]);
        let unsaid = make("unsaid", &["say", "0", "country", "1", "2", "unsay"]);
        dump::assert_same(&without, &unsaid, &format!("seed {seed}, unsaid"));
    }
}

#[test]
fn an_undone_import_leaves_the_shop_as_if_it_had_never_been() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 100..125 {
        let files = files(seed);
        let without = shop_of(
            folder.path(),
            &format!("{seed}-without.db"),
            &files,
            &[0, 2],
        );
        let wanted = dump::canonical(without.path());
        for (name, order, batch) in [
            ("first", [1, 0, 2], 1),
            ("middle", [0, 1, 2], 2),
            ("last", [0, 2, 1], 3),
        ] {
            let store = shop_of(folder.path(), &format!("{seed}-{name}.db"), &files, &order);
            let path = store.path().to_owned();
            drop(store);
            // After a restart.
            let store = Store::open(&path).unwrap();
            let done = store
                .write(|tx| withdraw::batch(tx, BatchId(batch), Moment(1_700_000_000_001)))
                .unwrap();
            assert_eq!(done.errored, 0, "seed {seed}, {name}");
            dump::assert_same(
                &wanted,
                &dump::canonical(&path),
                &format!("seed {seed}, undone {name}"),
            );
        }
    }
}

#[test]
fn undoing_everything_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 200..206 {
        let files = files(seed);
        let store = shop_of(folder.path(), &format!("{seed}.db"), &files, &[0, 1, 2]);
        for batch in [2, 1, 3] {
            store
                .write(|tx| withdraw::batch(tx, BatchId(batch), Moment(1_700_000_000_001)))
                .unwrap();
        }
        let left = dump::not_empty(store.path());
        assert_eq!(
            left,
            ["batches", "changes", "merges", "settings"]
                .map(str::to_owned)
                .into_iter()
                .filter(|t| left.contains(t))
                .collect::<Vec<_>>()
        );
        let again = store.write(|tx| withdraw::batch(tx, BatchId(1), Moment(0)));
        assert!(matches!(again, Err(Error::Refused(text)) if text.contains("undone already")));
    }
}

#[test]
fn the_same_content_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let files = files(7);
    let store = shop_of(folder.path(), "again.db", &files, &[0, 1, 2]);
    let before = dump::canonical(store.path());
    let done = import(&store, 1, &files[1]);
    assert_eq!(done.fates.written, 0);
    assert_eq!(done.fates.updated, 0);
    dump::assert_same(&before, &dump::canonical(store.path()), "again");
}

#[test]
fn exact_duplicates_inside_a_file_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut rng = Rng::seed_from_u64(1);
    let mut twice = order(&mut rng, 1, 5);
    twice.lines = vec![twice.lines[0].clone(), twice.lines[0].clone()];
    let adjustment = AdjustmentRecord {
        key: "a".into(),
        line: 9,
        at: Moment(0),
        who: Vec::new(),
        product: product(&mut rng),
        quantity: -1,
        price: Price(0),
        total: Amount(0),
        why: "price is zero".into(),
    };
    let file = vec![
        Record::Order(twice),
        Record::Adjustment(adjustment.clone()),
        Record::Adjustment(adjustment),
    ];
    let store = Store::open(&folder.path().join("twice.db")).unwrap();
    import(&store, 0, &file);
    import(&store, 1, &file);
    assert_eq!(dump::count(store.path(), "order_lines"), 2);
    assert_eq!(dump::count(store.path(), "adjustments"), 2);
}
