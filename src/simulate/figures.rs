//! Prints the demo's key figures for those who tune it: `cargo test --lib figures -- --ignored --nocapture`.

use super::{Size, shop};
use crate::model::record::Record;
use std::collections::{BTreeMap, BTreeSet};

fn figures(size: Size) {
    let made = shop(size, 1);
    println!("{size:?}: {} records", made.len());
    let clock = made.settings().clock.0;
    let from = clock - 30 * 86_400_000;
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut recent: BTreeMap<&str, usize> = BTreeMap::new();
    let mut visitors = BTreeSet::new();
    let (mut orders, mut revenue, mut all_orders, mut lines, mut pos) = (0, 0, 0, 0, 0);
    let mut buyers = BTreeSet::new();
    let mut on_sale = 0;
    let mut months: BTreeMap<String, (usize, i64)> = BTreeMap::new();
    for r in made.records() {
        let (kind, at) = match &r {
            Record::Event(e) => {
                if e.at.0 > from {
                    visitors.insert(e.who[0].clone());
                }
                (e.kind.word(), e.at.0)
            }
            Record::Order(o) => {
                all_orders += 1;
                lines += o.lines.len();
                let net = o.lines.iter().map(|l| l.total.0).sum::<i64>() - o.discount.0;
                let m = months.entry(o.at.to_string()[..7].to_owned()).or_default();
                m.0 += 1;
                m.1 += net;
                if o.channel.as_deref() == Some("pos") {
                    pos += 1;
                }
                if o.at.0 > from {
                    orders += 1;
                    revenue += net;
                    if !o.who.is_empty() {
                        buyers.insert(o.who[0].clone());
                    }
                }
                ("ORDER", o.at.0)
            }
            Record::Refund(f) => ("REFUND", f.at.0),
            Record::Product(p) => {
                if p.state_at.is_some_and(|a| a.0 > clock - 86_400_000)
                    && p.variants.iter().any(|v| v.compare_at.is_some())
                {
                    on_sale += 1;
                }
                ("PRODUCT", 0)
            }
            Record::Customer(_) => ("CUSTOMER", 0),
            Record::Adjustment(_) => ("ADJ", 0),
            Record::Campaign(_) => ("CAMPAIGN", 0),
            Record::Place(_) => ("PLACE", 0),
            Record::Weather(_) => ("WEATHER", 0),
        };
        *kinds.entry(kind).or_default() += 1;
        if at > from {
            *recent.entry(kind).or_default() += 1;
        }
    }
    println!("all {kinds:?}\n30d {recent:?}");
    println!(
        "30d visitors {} orders {orders} buyers {} revenue {} AOV {} ; all orders {all_orders} lines {lines} pos {pos} on sale {on_sale}",
        visitors.len(),
        buyers.len(),
        revenue / 100,
        revenue as f64 / 100.0 / f64::from(orders)
    );
    println!("{months:?}");
    for p in &made.truth().periods {
        println!("{} {}..{}", p.name, p.from, p.to);
        for s in &p.strategies {
            let a = s.all;
            println!(
                "{:>20} imp {:>6} vis {:>6} ctr {:.2}% cred {:.2}% ({:+.0}%) any {:.2}% ctl {:.2}% lift {:+.1}% naive {:+.1}%",
                s.strategy,
                a.impressions,
                a.visitors,
                a.ctr * 100.,
                a.credited_conversion * 100.,
                a.credited_against_control * 100.,
                a.conversion * 100.,
                a.conversion_if_control * 100.,
                a.lift * 100.,
                a.against_control * 100.
            );
        }
    }
}

#[test]
#[ignore = "prints only"]
fn print_figures() {
    figures(Size::Small);
    figures(Size::Medium);
    figures(Size::Large);
}
