//! Damaged files: whatever happens to the bytes, the import answers, in bounded time, and never panics.

use super::catalogues;
use super::traps::CORPUS;
use super::{import, import_in, people};
use flate2::Compression;
use flate2::write::GzEncoder;
use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::SeedableRng;
use regulars::import::{Error, Pace, Reading, Wishes, check, detect, read};
use regulars::model::money::Currency;
use regulars::model::time::Zone;
use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

const TOKENS: [&[u8]; 16] = [
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\r",
    b"\n",
    b"\t",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"'",
    b"{",
    b"}",
    b"-",
    b"99999999999999999999",
    b"\xf0\x9f\x8f\xb4",
];

/// The orders exports of the platforms.
const PLATFORMS: [&[u8]; 17] = [
    include_bytes!("../fixtures/import/orders/amazon.txt"),
    include_bytes!("../fixtures/import/orders/bigcommerce.csv"),
    include_bytes!("../fixtures/import/orders/ebay.csv"),
    include_bytes!("../fixtures/import/orders/etsy_items.csv"),
    include_bytes!("../fixtures/import/orders/etsy_orders.csv"),
    include_bytes!("../fixtures/import/orders/journey.csv"),
    include_bytes!("../fixtures/import/orders/magento_grid.csv"),
    include_bytes!("../fixtures/import/orders/prestashop.csv"),
    include_bytes!("../fixtures/import/orders/purchases.txt"),
    include_bytes!("../fixtures/import/orders/square_items.csv"),
    include_bytes!("../fixtures/import/orders/square_transactions.csv"),
    include_bytes!("../fixtures/import/orders/squarespace.csv"),
    include_bytes!("../fixtures/import/orders/stripe.csv"),
    include_bytes!("../fixtures/import/orders/stripe_cents.csv"),
    include_bytes!("../fixtures/import/orders/wix.csv"),
    include_bytes!("../fixtures/import/orders/woocommerce_analytics.csv"),
    include_bytes!("../fixtures/import/orders/woocommerce_plugin.csv"),
];

/// A fixture: of order lines and events as often as of customers, of products and of orders of the platforms.
fn fixture(rng: &mut Pcg64Mcg) -> &'static [u8] {
    let all = match rng.random_range(0..4) {
        0 => &CORPUS[..],
        1 => people::CORPUS,
        2 => &PLATFORMS,
        _ => catalogues::ALL,
    };
    all[rng.random_range(0..all.len())]
}

fn mutant(rng: &mut Pcg64Mcg) -> Vec<u8> {
    let mut bytes = fixture(rng).to_vec();
    for _ in 0..rng.random_range(1..12) {
        // Mostly behind the header: a damaged header is refused at once and teaches little.
        let from = if rng.random_range(0..4) > 0 {
            bytes.len() / 3
        } else {
            0
        };
        let at = rng.random_range(from..=bytes.len());
        let to = (at + rng.random_range(0..60)).min(bytes.len());
        match rng.random_range(0..6) {
            0 if at < bytes.len() => bytes[at] = rng.random(),
            1 => drop(bytes.drain(at..to)),
            2 => {
                let piece = bytes[at..to].to_vec();
                bytes.splice(at..at, piece);
            }
            3 => {
                let token = TOKENS[rng.random_range(0..TOKENS.len())];
                bytes.splice(at..at, token.iter().copied());
            }
            4 => bytes.truncate(at.max(1)),
            _ => {
                let other = fixture(rng);
                let from = rng.random_range(0..other.len());
                let until = (from + 80).min(other.len());
                bytes.splice(at..at, other[from..until].iter().copied());
            }
        }
    }
    if rng.random_range(0..8) == 0 {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&bytes).unwrap();
        bytes = packed.finish().unwrap();
        if rng.random() {
            let at = rng.random_range(0..bytes.len());
            bytes[at] ^= 1 << rng.random_range(0..8);
        }
    }
    bytes
}

/// No import of so small a file takes this long on any machine, however busy: it would hang.
const HANGS: Duration = Duration::from_secs(60);

/// Imports damaged files: how many could be read, how many were refused.
fn answered(seed: u64, mutants: u32) -> (u32, u32) {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let (mut read, mut refused) = (0, 0);
    for n in 0..mutants {
        let bytes = mutant(&mut rng);
        let start = Instant::now();
        match import(&bytes, &Wishes::default()) {
            Ok(outcome) => {
                read += 1;
                let report = &outcome.checked.report;
                assert!(outcome.checked.problems.len() as u64 <= report.refused + report.warnings);
            }
            Err(Error::Refused(_)) => refused += 1,
            Err(other) => panic!("seed {seed}, mutant {n}: {other}"),
        }
        let took = start.elapsed();
        assert!(took < HANGS, "seed {seed}, mutant {n}: {took:?}");
    }
    (read, refused)
}

#[test]
fn two_thousand_mutants_are_answered() {
    let (read, refused) = answered(20_261_120, 2_000);
    assert!(
        read > 1_000 && refused > 20,
        "{read} read, {refused} refused"
    );
}

/// The long count: 250 seeds of 4,000 mutants each.
#[test]
#[ignore = "a quarter of an hour in release"]
fn one_million_mutants_are_answered() {
    let (mut read, mut refused) = (0, 0);
    for seed in 1..=250 {
        let (r, f) = answered(seed, 4_000);
        read += r;
        refused += f;
        println!("seed {seed}: {read} read, {refused} refused so far");
    }
    println!("{read} read, {refused} refused");
    assert_eq!(read + refused, 1_000_000);
}

#[test]
fn checking_and_reading_agree() {
    let mut rng = Pcg64Mcg::seed_from_u64(7);
    for _ in 0..300 {
        let bytes = mutant(&mut rng);
        let Ok(outcome) = import(&bytes, &Wishes::default()) else {
            continue;
        };
        use regulars::model::record::Record;
        let count =
            |test: fn(&Record) -> bool| outcome.records.iter().filter(|r| test(r)).count() as u64;
        let report = &outcome.checked.report;
        assert_eq!(
            count(|r| matches!(r, Record::Adjustment(_))),
            report.adjustments
        );
        assert_eq!(count(|r| matches!(r, Record::Refund(_))), report.refunds);
        assert_eq!(count(|r| matches!(r, Record::Event(_))), report.events);
        let people = count(|r| matches!(r, Record::Customer(_)));
        assert!(people >= report.customers && people <= report.rows - report.refused);
    }
}

#[test]
fn a_file_that_changed_between_the_passes_is_refused() {
    let bytes = CORPUS[2];
    let reading = Reading {
        detection: detect(bytes, "a.csv", &Wishes::default()).unwrap(),
        currency: Currency::UNKNOWN,
        zone: Zone::UTC,
    };
    let go_on = |_: Pace| ControlFlow::Continue(());
    let checked = check(Cursor::new(bytes), &reading, &mut { go_on }).unwrap();
    let changed = String::from_utf8_lossy(bytes).replace("2.55", "9.55");
    let outcome = read::<Error>(
        Cursor::new(changed.as_bytes()),
        &reading,
        &checked,
        &mut { go_on },
        &mut |_| Ok(()),
    );
    assert!(matches!(outcome, Err(Error::Changed)), "{outcome:?}");
}

#[test]
fn the_caller_can_stop() {
    let mut text = b"order,date,sku,quantity,price\n".to_vec();
    for n in 0..20_000 {
        text.extend_from_slice(format!("{n},2026-01-01,A,1,1.00\n").as_bytes());
    }
    let reading = Reading {
        detection: detect(&text[..60_000], "a.csv", &Wishes::default()).unwrap(),
        currency: Currency::UNKNOWN,
        zone: Zone::UTC,
    };
    let mut seen = Vec::new();
    let stopped = check(Cursor::new(text.as_slice()), &reading, &mut |pace: Pace| {
        seen.push(pace.rows);
        if pace.rows > 10_000 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert!(matches!(stopped, Err(Error::Stopped)));
    assert_eq!(seen, [4_096, 8_192, 12_288]);
}

#[test]
fn an_import_of_a_gigantic_cell_stays_small() {
    let mut text = b"order,date,sku,quantity,price\n1,2026-01-01,\"".to_vec();
    text.extend(std::iter::repeat_n(b'x', 40 << 20));
    text.extend_from_slice(b"\n2,2026-01-01,A,1,1.00\n");
    let wishes = Wishes::default();
    let outcome = import_in(&text, &wishes, Currency::UNKNOWN, Zone::UTC).unwrap();
    assert_eq!(
        (outcome.records.len(), outcome.checked.report.refused),
        (1, 1)
    );
}
