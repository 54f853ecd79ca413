//! The UCI Online Retail file, read as it lies on disk: every published figure comes out of the records.

use super::import;
use regulars::import::{Format, Wishes};
use regulars::model::customer::Identity;
use regulars::model::money::Amount;
use regulars::model::record::Record;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

fn file() -> Option<Vec<u8>> {
    let path = crate::shared::file("datasets/online_retail/online_retail.csv.gz")?;
    Some(std::fs::read(path).unwrap())
}

#[derive(Default)]
struct Person {
    orders: u32,
    gross: i64,
    net: i64,
}

#[test]
fn the_published_figures_come_out_of_the_records() {
    let Some(bytes) = file() else {
        return;
    };
    let start = Instant::now();
    let outcome = import(&bytes, &Wishes::default()).unwrap();
    eprintln!(
        "online_retail.csv.gz: detect, check and read in {:?}",
        start.elapsed()
    );
    assert_eq!(outcome.detection.format, Format::OrderLines);
    assert!(outcome.detection.gzip);

    let mut people: BTreeMap<Identity, Person> = BTreeMap::new();
    let (mut orders, mut gross, mut credits, mut credited) = (0, Amount(0), 0, Amount(0));
    let (mut known_orders, mut adjustments, mut adjusted) = (0, 0, Amount(0));
    let (mut order_keys, mut credit_keys) = (BTreeSet::new(), BTreeSet::new());
    let mut lines = 0;
    for record in &outcome.records {
        match record {
            Record::Order(order) => {
                assert!(order_keys.insert(&order.key), "{} twice", order.key);
                let total: Amount = order.lines.iter().map(|l| l.total).sum();
                lines += order.lines.len();
                orders += 1;
                gross += total;
                assert!(order.who.len() <= 1);
                if let Some(who) = order.who.first() {
                    known_orders += 1;
                    let person = people.entry(who.clone()).or_default();
                    person.orders += 1;
                    person.gross += total.0;
                    person.net += total.0;
                }
            }
            Record::Refund(refund) => {
                assert!(credit_keys.insert(&refund.key), "{} twice", refund.key);
                credits += 1;
                credited += refund.total;
                lines += refund.lines.len();
                let of_lines: Amount = refund.lines.iter().map(|l| l.total).sum();
                assert_eq!(of_lines, refund.total);
                if let Some(who) = refund.who.first() {
                    people.entry(who.clone()).or_default().net -= refund.total.0;
                }
            }
            Record::Adjustment(adjustment) => {
                adjustments += 1;
                adjusted += adjustment.total;
                for who in &adjustment.who {
                    people.entry(who.clone()).or_default();
                }
                lines += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(lines, 541_909);
    assert_eq!((orders, gross), (19_960, Amount(1_066_668_454)));
    assert_eq!((credits, credited), (3_836, Amount(89_681_249)));
    assert_eq!(gross - credited, Amount(976_987_205));
    assert_eq!((adjustments, adjusted), (2_517, Amount(-2_212_412)));

    let buyers: Vec<&Person> = people.values().filter(|p| p.orders >= 1).collect();
    assert_eq!(buyers.len(), 4_338);
    assert_eq!(people.len(), 4_372);
    assert_eq!(buyers.iter().filter(|p| p.orders >= 5).count(), 1_114);
    assert_eq!(buyers.iter().filter(|p| p.gross > 100_000).count(), 1_668);
    assert_eq!(buyers.iter().filter(|p| p.net > 100_000).count(), 1_633);
    assert_eq!(known_orders, 18_532);
    assert_eq!(people.values().map(|p| p.gross).sum::<i64>(), 891_140_790);
    assert_eq!(people.values().map(|p| p.net).sum::<i64>(), 830_006_581);

    let report = &outcome.checked.report;
    assert_eq!(report.rows, 541_909);
    assert_eq!((report.orders, report.refunds), (19_960, 3_836));
    assert_eq!(
        (report.adjustments, report.refused, report.warnings),
        (2_517, 0, 0)
    );
    assert_eq!(report.first.unwrap().to_string(), "2010-12-01T08:26:00Z");
    assert_eq!(report.last.unwrap().to_string(), "2011-12-09T12:50:00Z");
    let traps: BTreeMap<&str, u64> = report.traps.iter().map(|t| (t.code, t.count)).collect();
    for (code, count) in [
        ("two_times", 43),
        ("duplicate_lines", 5_268),
        ("codes_by_case", 112),
        ("several_names", 650),
        ("anonymous_rows", 135_080),
        ("no_product_name", 1_454),
        ("credit_lines", 9_288),
        ("adjustments", 2_517),
        ("scattered_orders", 1),
    ] {
        assert_eq!(traps.get(code), Some(&count), "{code}");
    }
    assert!(!traps.contains_key("returned_lines"));
}
