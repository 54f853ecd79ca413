//! Importing a generated table of order lines (fixed seed) into a new shop file: everything from detection to roll-ups.

use criterion::{BatchSize, Criterion, Throughput};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use regulars::shop::import::ImportOptions;
use regulars::shop::{Cancel, Options, Quiet, Shop};
use std::fmt::Write;
use std::fs;
use std::hint::black_box;
use std::time::Duration;

const LINES: u64 = 100_000;

/// Order lines as a small gift shop has them: some 20 to an order, 4,000 products, 2,000 customers.
fn table() -> String {
    let mut rng = Pcg64Mcg::seed_from_u64(11);
    let mut text = String::from(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n",
    );
    let mut order = 500_000;
    let mut customer = 0;
    for line in 0..LINES {
        if line == 0 || rng.random_range(0..20) == 0 {
            order += 1;
            customer = 12_000 + (rng.random::<f64>().powi(2) * 2_000.0) as u64;
        }
        let product = (rng.random::<f64>().powi(2) * 4_000.0) as u64;
        let day = 1 + (line * 27 / LINES);
        let _ = writeln!(
            text,
            "{order},{},GIFT NUMBER {product} IN A BOX,{},2011-03-{day:02} 10:{:02}:00,{}.{:02},{customer},United Kingdom",
            20_000 + product,
            rng.random_range(1..13),
            line % 60,
            rng.random_range(0..9),
            rng.random_range(5..100),
        );
    }
    text
}

pub(crate) fn benches(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines.csv");
    fs::write(&file, table()).unwrap();
    let mut group = c.benchmark_group("import");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(8))
        .throughput(Throughput::Elements(LINES));
    group.bench_function("order lines", |b| {
        b.iter_batched(
            || tempfile::tempdir().unwrap(),
            |place| {
                let shop = Shop::open(&place.path().join("shop.db"), Options::default()).unwrap();
                let done =
                    shop.import(&file, &ImportOptions::default(), &Quiet, &Cancel::default());
                black_box(done.unwrap());
                place
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}
