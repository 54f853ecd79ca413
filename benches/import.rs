//! Importing a generated table of order lines (fixed seed) into a new shop file: everything from detection to roll-ups.

use criterion::{BatchSize, Criterion, Throughput};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use regulars::shop::import::ImportOptions;
use regulars::shop::{Cancel, Options, Quiet, Shop};
use std::fmt::Write;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const LINES: u64 = 100_000;

/// Order lines as a small gift shop has them: some 20 to an order, 4,000 products, 2,000 customers.
fn table(lines: u64) -> String {
    let mut rng = Pcg64Mcg::seed_from_u64(11);
    let mut text = String::from(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n",
    );
    let mut order = 500_000;
    let mut customer = 0;
    for line in 0..lines {
        if line == 0 || rng.random_range(0..20) == 0 {
            order += 1;
            customer = 12_000 + (rng.random::<f64>().powi(2) * 2_000.0) as u64;
        }
        let product = (rng.random::<f64>().powi(2) * 4_000.0) as u64;
        let day = 1 + (line * 27 / lines);
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

/// One import by the program itself, beside `sqlite3 .import` of the same file into one bare table (where sqlite3 is
/// installed): lines a second, peak memory, ratio. `REGULARS_BENCH_LINES` says how many lines.
fn beside_sqlite(folder: &Path) {
    let lines = std::env::var("REGULARS_BENCH_LINES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(500_000);
    let file = folder.join("many.csv");
    fs::write(&file, table(lines)).unwrap();
    let ours = watched(
        Command::new(env!("CARGO_BIN_EXE_regulars"))
            .arg("--shop")
            .arg(folder.join("many.db"))
            .arg("import")
            .arg(&file),
    );
    let Some((time, peak)) = ours else {
        eprintln!("import/many lines: the program did not import them");
        return;
    };
    let rate = lines as f64 / time.as_secs_f64();
    eprintln!("import/many lines: {lines} in {time:.2?}, {rate:.0} lines/s, peak {peak} MB");
    let bare = watched(
        Command::new("sqlite3")
            .arg(folder.join("bare.db"))
            .arg(".mode csv")
            .arg(format!(".import {} lines", file.display())),
    );
    match bare {
        Some((bare, _)) => eprintln!(
            "import/many lines: sqlite3 .import takes {bare:.2?}; ratio {:.2}",
            time.as_secs_f64() / bare.as_secs_f64()
        ),
        None => eprintln!("import/many lines: no sqlite3 here to compare with"),
    }
}

/// Runs a command to its end: time and peak memory in MB (Linux; 0 elsewhere). `None` if it failed.
fn watched(command: &mut Command) -> Option<(Duration, u64)> {
    let start = Instant::now();
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn().ok()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Some(ended) = child.try_wait().ok()? {
            return ended.success().then(|| (start.elapsed(), peak >> 10));
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let high = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let high = high.and_then(|l| l.trim().strip_suffix("kB")?.trim().parse().ok());
        peak = peak.max(high.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub(crate) fn benches(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines.csv");
    fs::write(&file, table(LINES)).unwrap();
    beside_sqlite(folder.path());
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
