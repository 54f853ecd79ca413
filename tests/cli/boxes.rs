//! Archives and workbooks on the command line: each file of an archive is an import of its own, in one answer.

use super::shops::{folder, good, json, run};
use std::io::Write;
use std::path::Path;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const ORDERS: &str = "order,date,sku,product,quantity,price\n1001,2026-03-04,A-1,Tent,1,120.00\n\
    1001,2026-03-04,C-3,Cup,2,4.00\n1002,2026-03-05,B-2,Lamp,x,15.50\n";

fn zipped(path: &Path, files: &[(&str, &str)]) -> String {
    let mut zip = ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn an_archive_is_imported_file_by_file_and_taken_back_file_by_file() {
    let folder = folder("boxes");
    let shop = folder.join("shop.db");
    let later = ORDERS.replace("100", "200").replace(",x,", ",1,");
    let both = zipped(
        &folder.join("export.zip"),
        &[
            ("a/orders.csv", ORDERS),
            ("a/readme.txt", "Thank you for using our shop.\n"),
            ("a/later.csv", &later),
            ("a/logo.png", "\u{89}PNG"),
        ],
    );
    let said = good(&shop, &["import", &both, "--currency", "EUR", "--dry-run"]);
    assert!(said.contains("Only checked, nothing written."), "{said}");
    let answer = json(&shop, &["import", &both, "--currency", "EUR"]);
    let files = answer["files"].as_array().unwrap();
    assert_eq!(files.len(), 2);
    assert_eq!(files[0]["file"], "export.zip/a/orders.csv");
    assert_eq!(files[0]["orders"], 1);
    assert_eq!(files[0]["problems"][0]["line"], 4);
    assert_eq!(files[1]["file"], "export.zip/a/later.csv");
    assert_eq!(files[1]["orders"], 2);
    let evidence = files[0]["evidence"].to_string();
    assert!(
        evidence.contains("a/readme.txt was not read: it has no columns"),
        "{evidence}"
    );
    let listed = json(&shop, &["imports"]);
    assert!(
        listed.to_string().contains("export.zip/a/later.csv"),
        "{listed}"
    );
    // The same content is known again, in an archive or not.
    let plain = folder.join("orders.csv");
    std::fs::write(&plain, ORDERS).unwrap();
    let again = json(&shop, &["import", plain.to_str().unwrap()]);
    assert_eq!(again["already_imported"], files[0]["batch"]);
    good(&shop, &["imports", "undo", "2"]);
    // One file in an archive is answered like one file.
    let one = zipped(&folder.join("one.zip"), &[("later.csv", &later)]);
    let answer = json(&shop, &["import", &one]);
    assert_eq!(answer["file"], "one.zip/later.csv");
    assert_eq!(answer["orders"], 2);
    // Strict: the file with a bad row stays out, the exit code says so.
    let out = run(
        &folder.join("strict.db"),
        &["import", both.as_str(), "--strict", "--json"],
    );
    assert_eq!(out.status.code(), Some(1));
    let none = zipped(&folder.join("none.zip"), &[("readme.txt", "Thank you.\n")]);
    let out = run(&shop, &["import", none.as_str()]);
    assert_eq!(out.status.code(), Some(2));
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(
        said.contains("none.zip/readme.txt has no columns"),
        "{said}"
    );
}

#[test]
fn a_check_needs_no_file_that_may_be_written() {
    let folder = folder("boxes-read-only");
    let shop = folder.join("shop.db");
    let file = folder.join("orders.csv");
    std::fs::write(&file, ORDERS).unwrap();
    let file = file.to_str().unwrap();
    good(&shop, &["import", file, "--currency", "EUR"]);
    let other = folder.join("more.csv");
    std::fs::write(&other, ORDERS.replace("100", "300")).unwrap();
    let other = other.to_str().unwrap();
    let before = std::fs::read(&shop).unwrap();
    let answer = json(&shop, &["import", other, "--dry-run", "--read-only"]);
    assert_eq!(
        (&answer["orders"], &answer["batch"]),
        (&1.into(), &serde_json::Value::Null)
    );
    assert!(run(&shop, &["import", other, "--read-only"]).status.code() != Some(0));
    assert!(std::fs::read(&shop).unwrap() == before);
}
