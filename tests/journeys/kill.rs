//! Power loss: a process killed at any moment of an import leaves the shop as before it or as after it.

use crate::dump;
use regulars::shop::import::ImportOptions;
use regulars::shop::{Cancel, Options, Quiet, Shop};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const CHILD: &str = "REGULARS_TEST_IMPORT_INTO";

/// A table of order lines, big enough for an import to take a while.
fn write_file(path: &Path, from: u32) {
    let mut text = String::from(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n",
    );
    for order in from..from + 2_000 {
        for line in 0..5 {
            let product = (order * 7 + line * 13) % 97;
            writeln!(
                text,
                "{},SKU{product},Lamp {product},2,2024-03-{:02} 10:00:00,2.50,{},Germany",
                500_000 + order,
                order % 28 + 1,
                10_000 + order % 300
            )
            .unwrap();
        }
    }
    std::fs::write(path, text).unwrap();
}

fn import(shop: &Path, file: &Path) {
    let shop = Shop::open(shop, Options::default()).unwrap();
    shop.import(file, &ImportOptions::default(), &Quiet, &Cancel::default())
        .unwrap();
}

/// Not a test of its own: what the killed process runs.
#[test]
fn child_imports_when_asked() {
    if let Some(shop) = std::env::var_os(CHILD).map(PathBuf::from) {
        import(&shop, &shop.with_file_name("second.csv"));
    }
}

#[test]
fn an_import_killed_at_any_moment_leaves_before_or_after() {
    let folder = tempfile::tempdir().unwrap();
    write_file(&folder.path().join("first.csv"), 0);
    write_file(&folder.path().join("second.csv"), 1_500);
    let base = folder.path().join("base.db");
    import(&base, &folder.path().join("first.csv"));
    let before = dump::canonical(&base);
    let spawn = |shop: &Path| {
        Command::new(std::env::current_exe().unwrap())
            .args(["journeys::kill::child_imports_when_asked", "--exact"])
            .env(CHILD, shop)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let whole = folder.path().join("whole.db");
    std::fs::copy(&base, &whole).unwrap();
    let start = Instant::now();
    assert!(spawn(&whole).wait().unwrap().success());
    let length = start.elapsed();
    let after = dump::canonical(&whole);
    assert_ne!(before, after);
    let mut seen = [0, 0];
    for kill in 0..20_u32 {
        let shop = folder.path().join(format!("killed-{kill}.db"));
        std::fs::copy(&base, &shop).unwrap();
        let mut child = spawn(&shop);
        // Spread over the whole run, a little beyond its end.
        let wait = length.mul_f64(f64::from(kill * 7 % 20) / 18.0);
        std::thread::sleep(wait.max(Duration::from_millis(1)));
        // It may have ended by itself.
        let _ = child.kill();
        child.wait().unwrap();
        drop(Shop::open(&shop, Options::default()).unwrap());
        let found = dump::canonical(&shop);
        let is_after = found == after;
        assert!(
            is_after || found == before,
            "kill {kill} after {wait:?} left something between"
        );
        seen[usize::from(is_after)] += 1;
        let sound: String = rusqlite::Connection::open(&shop)
            .unwrap()
            .query_row("PRAGMA integrity_check", [], |r| r.get(0))
            .unwrap();
        assert_eq!(sound, "ok");
    }
    assert!(seen[0] > 0, "no kill came early enough: {seen:?}");
}

#[test]
fn a_cancelled_import_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write_file(&folder.path().join("first.csv"), 0);
    let path = folder.path().join("shop.db");
    let shop = Shop::open(&path, Options::default()).unwrap();
    let cancel = Cancel::default();
    struct StopAt<'a>(&'a Cancel);
    impl regulars::shop::Progress for StopAt<'_> {
        fn at(&self, phase: &str, _: u64, _: u64) {
            if phase == "importing" {
                self.0.stop();
            }
        }
    }
    let stopped = shop.import(
        &folder.path().join("first.csv"),
        &ImportOptions::default(),
        &StopAt(&cancel),
        &cancel,
    );
    assert!(
        matches!(stopped, Err(regulars::shop::Error::Cancelled)),
        "{stopped:?}"
    );
    assert_eq!(dump::count(&path, "batches"), 0);
    assert_eq!(dump::count(&path, "orders"), 0);
}
