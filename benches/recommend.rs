//! The recommendation engine on generated shops with fixed seeds: build, one more fact, fit, one recommendation.

use criterion::{BatchSize, Criterion};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;
use regulars::model::ids::{CustomerId, ProductId, SessionId};
use regulars::model::time::{DAY, Day, Moment};
use regulars::recommend::{
    EVIDENCE, Engine, Fact, FactKind, Item, Request, about, learn, ranker, rankers,
};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

const DAYS: i64 = 540;

/// A shop of a size: popularity falls with the product's number, visits of some views and now and then an order.
fn shop(facts: usize, products: i64, people: i64) -> (Vec<Item>, Vec<Fact>) {
    let mut rng = Pcg64Mcg::seed_from_u64(7);
    let items = (1..=products)
        .map(|id| Item {
            title: format!("Thing {} of kind {}", id, id % 37),
            category: Some(format!("Kind {} > Sort {}", id % 8, id % 40)),
            ..Item::bare(ProductId(id))
        })
        .collect();
    let mut made = Vec::with_capacity(facts + 8);
    let (mut event, mut order, mut visit) = (0, 0, 0);
    while made.len() < facts {
        visit += 1;
        let customer = (rng.random::<f64>().powi(2) * people as f64) as i64 + 1;
        let at = made.len() as i64 * DAYS * DAY / facts as i64;
        let taste = customer * 13 % products;
        let buys = rng.random_bool(0.15);
        for step in 0..rng.random_range(2..8i64) {
            let any = (rng.random::<f64>().powi(3) * products as f64) as i64;
            let near = taste + rng.random_range(0..20);
            let product = if rng.random_bool(0.5) { any } else { near };
            event += 1;
            let fact = Fact {
                customer: Some(CustomerId(customer)),
                product: ProductId(product % products + 1),
                kind: FactKind::View,
                at: Moment(at + step * 60_000),
                source: event,
                session: Some(SessionId(visit)),
                quantity: 1,
            };
            made.push(fact);
            if buys && step > 0 {
                made.push(Fact {
                    kind: FactKind::Bought,
                    at: Moment(at + 600_000),
                    source: order + 1,
                    ..fact
                });
            }
        }
        order += i64::from(buys);
    }
    (items, made)
}

/// Median and 99th percentile over many different people; the best of three tries each, so that other programs on
/// the machine do not count.
fn percentiles(name: &str, mut ask: impl FnMut(i64)) {
    let mut times: Vec<Duration> = (0..2_000)
        .map(|i| {
            let tries = (0..3).map(|_| {
                let start = Instant::now();
                ask(i);
                start.elapsed()
            });
            tries.min().unwrap_or_default()
        })
        .collect();
    times.sort_unstable();
    eprintln!("{name}: p50 {:?}, p99 {:?}", times[1_000], times[1_980]);
}

/// What takes long is done once: how long it took on the clock, and on all cores together.
fn once<T>(name: &str, make: impl FnOnce() -> T) -> T {
    let (start, before) = (Instant::now(), cpu_seconds());
    let made = make();
    let used = cpu_seconds() - before;
    eprintln!("{name}: {:.2?}, {used:.2} s of CPU", start.elapsed());
    made
}

/// CPU time of this process so far, in seconds; 0 where the system does not say.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    let ticks: f64 = ticks.filter_map(|n| n.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// The most memory that this process held so far, in MB; 0 where the system does not say.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|l| l.split_whitespace().nth(1));
    kilobytes.and_then(|k| k.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// From this size on building and fitting are done once.
const LARGE: usize = 10_000_000;

/// All measurements of this room.
pub(crate) fn benches(c: &mut Criterion) {
    let mut group = c.benchmark_group("recommend");
    group.sample_size(10);
    let mut sizes = vec![(100_000, 640, 3_000), (1_000_000, 3_600, 60_000)];
    // Ten million need some gigabytes and minutes: only when asked for.
    if std::env::var_os("REGULARS_BENCH_10M").is_some() {
        sizes.push((10_000_000, 12_000, 600_000));
    }
    for (facts, products, people) in sizes {
        let (items, made) = shop(facts, products, people);
        if facts < LARGE {
            group.bench_function(format!("build {facts}"), |b| {
                b.iter_batched(
                    || (items.clone(), made.clone()),
                    |(items, made)| Engine::build(items, made),
                    BatchSize::PerIteration,
                );
            });
        }
        let mut engine = once(&format!("build {facts}"), || {
            Engine::build(items, made.iter().copied())
        });
        let fit = once(&format!("fit {facts}"), || {
            learn::fit(&engine, Day(DAYS as i32), &|_| {})
        });
        eprintln!(
            "facts, engine and fit of {facts}: at most {:.0} MB",
            peak_mb()
        );
        let (none, choices) = (BTreeMap::new(), BTreeMap::new());
        let now = Moment(DAYS * DAY);
        let allowed = engine.allowed(|_, _| true);
        let plain = Request {
            customer: None,
            anchor: None,
            cart: &[],
            session: &[],
            query: None,
            about: &about::NOTHING,
            among: None,
            now,
            parameters: &none,
            choices: &choices,
            evidence: EVIDENCE,
        };
        if let Some(for_you) = ranker("recommended-for-you") {
            // A clock that moves on: nothing may rest on the very same moment being asked again.
            let rank = |i: i64, request: Request<'_>| {
                let now = now.plus(i * 1_000);
                let request = Request { now, ..request };
                black_box(for_you.rank(&engine, Some(&fit), &request, &allowed, 12));
            };
            percentiles(&format!("customer, {facts} facts"), |i| {
                let customer = Some(CustomerId(i * 7 % people + 1));
                rank(
                    i,
                    Request {
                        customer,
                        ..plain.clone()
                    },
                );
            });
            percentiles(&format!("visit, {facts} facts"), |i| {
                let seen: Vec<_> = (0..5)
                    .map(|k| ProductId((i * 31 + k * 7) % products + 1))
                    .collect();
                let session = &seen;
                rank(
                    i,
                    Request {
                        session,
                        ..plain.clone()
                    },
                );
            });
        }
        if let Some(next) = ranker("session") {
            percentiles(&format!("next in a visit, {facts} facts"), |i| {
                let seen: Vec<_> = (0..1 + i % 9)
                    .map(|k| ProductId((i * 31 + k * 7) % products + 1))
                    .collect();
                let request = Request {
                    session: &seen,
                    now: now.plus(i * 1_000),
                    ..plain.clone()
                };
                black_box(next.rank(&engine, Some(&fit), &request, &allowed, 20));
            });
        }
        for ranker in rankers() {
            percentiles(&format!("{}, {facts} facts", ranker.card().id), |i| {
                let request = Request {
                    anchor: Some(ProductId(i * 11 % products + 1)),
                    customer: Some(CustomerId(i * 7 % people + 1)),
                    ..plain.clone()
                };
                black_box(ranker.rank(&engine, Some(&fit), &request, &allowed, 12));
            });
        }
        group.bench_function(format!("customer {facts}"), |b| {
            let mut i = 0;
            b.iter(|| {
                i += 7;
                let customer = Some(CustomerId(i % people + 1));
                let request = Request {
                    customer,
                    ..plain.clone()
                };
                let for_you = ranker("recommended-for-you")?;
                Some(for_you.rank(&engine, Some(&fit), &request, &allowed, 12))
            });
        });
        group.bench_function(format!("batch of 1000 customers {facts}"), |b| {
            let people: Vec<i64> = (0..1_000).map(|i| i * 7 % people + 1).collect();
            b.iter(|| {
                let for_you = ranker("recommended-for-you")?;
                let pick = |customer: &i64| {
                    let request = Request {
                        customer: Some(CustomerId(*customer)),
                        ..plain.clone()
                    };
                    for_you.pick(&engine, Some(&fit), &request, &allowed, 12)
                };
                Some(people.par_iter().map(pick).collect::<Vec<_>>())
            });
        });
        group.bench_function(format!("one more fact {facts}"), |b| {
            let mut i = 0usize;
            b.iter(|| {
                i += 1;
                // Every tenth is dated in the past.
                let mut fact = made[i * 7919 % made.len()];
                if !i.is_multiple_of(10) {
                    fact.at = Moment(now.0 + i as i64 * 1_000);
                }
                fact.source += 10_000_000 + i as i64;
                engine.push(&fact);
            });
        });
        if facts < LARGE {
            group.bench_function(format!("fit {facts}"), |b| {
                b.iter(|| learn::fit(&engine, Day(DAYS as i32), &|_| {}));
            });
        }
    }
    group.finish();
}
