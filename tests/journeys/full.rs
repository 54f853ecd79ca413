//! A full disk: an import that cannot be written to its end says so and leaves the shop as it was.

use crate::dump;
use std::fmt::Write as _;
use std::process::Command;

/// A table of 1 MB, which takes several in the shop file.
fn table() -> String {
    let mut text = String::from("Order No,Date,SKU,Product,Quantity,Price,Email\n");
    for order in 0..12_000 {
        writeln!(
            text,
            "{order},2026-03-{:02} 10:00:00,SKU-{},A lamp of kind {},1,12.50,person{}@example.com",
            order % 28 + 1,
            order % 997,
            order % 997,
            order % 9_001,
        )
        .unwrap();
    }
    text
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_shop_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (small, big) = (
        folder.path().join("small.csv"),
        folder.path().join("big.csv"),
    );
    std::fs::write(
        &small,
        "Order No,Date,SKU,Quantity,Price\nfirst,2026-01-02,A,1,3.00\n",
    )
    .unwrap();
    std::fs::write(&big, table()).unwrap();
    let shop = folder.path().join("shop.db");
    let program = env!("CARGO_BIN_EXE_regulars");
    let import = |file: &std::path::Path, blocks: &str| {
        // No file may grow beyond the limit (in blocks of 512 bytes or more): what a full disk answers, without one.
        Command::new("sh")
            .args([
                "-c",
                "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"",
                "sh",
                blocks,
            ])
            .arg(program)
            .arg("--shop")
            .arg(&shop)
            .arg("import")
            .arg(file)
            .output()
            .unwrap()
    };
    let done = import(&small, "unlimited");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let before = dump::canonical(&shop);
    for blocks in ["1200", "3000"] {
        let out = import(&big, blocks);
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(3), "{blocks}: {said}");
        assert!(said.contains("othing was changed"), "{blocks}: {said}");
        assert!(!said.contains("panicked"), "{blocks}: {said}");
        assert_eq!(dump::canonical(&shop), before, "{blocks}");
    }
    let done = import(&big, "unlimited");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    assert_eq!(dump::count(&shop, "orders"), 12_001);
}
