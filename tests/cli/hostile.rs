//! Text made to steer a terminal or to fool its reader: in every field of every file, in names of files and columns, in
//! documents, and in what is typed. None of it may reach the screen, in answers and in errors, as text and as JSON.

use super::shops::{folder, good, json, run};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Clears the screen, sets the title, fills the clipboard, asks for an answer, turns letters round, hides letters.
pub(crate) const NASTY: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{1b}]52;c;aGk=\u{1b}\\\u{9b}31m\u{9d}2;x\u{9c}\u{90}q\u{202e}gnp\u{2066}\u{200b}\u{200f}\u{feff}\u{8}\u{7f}\u{2028}";

/// A field's text: said first what it is, then everything hostile, then ten thousand letters.
fn field(word: &str) -> String {
    format!("{word}{NASTY}{word} {}", "n".repeat(10_000))
}

/// A shop whose every text is hostile.
pub(crate) fn shop() -> &'static Path {
    static SHOP: OnceLock<PathBuf> = OnceLock::new();
    SHOP.get_or_init(|| {
        let folder = folder("hostile");
        let shop = folder.join("shop.db");
        let orders = folder.join(format!("orders{NASTY}.csv"));
        let mut text = format!(
            "order,date,sku,product,category,brand,quantity,price,customer,email,name,phone,country,city,street,note{NASTY}\n"
        );
        for n in 0..12 {
            let order = 1 + n / 2;
            let fields: Vec<String> = [
                format!("{order}{NASTY}"),
                format!("2026-0{}-0{} 10:00:00", 1 + order % 6, 1 + order),
                format!("SKU{}{NASTY}", n % 5),
                field(&format!("Tent {}", n % 5)),
                field("Camping"),
                field("Brand"),
                "1".to_owned(),
                "12.50".to_owned(),
                format!("k{}{NASTY}", order % 3),
                format!("anna{}{NASTY}@web{NASTY}.example", order % 3),
                field("Anna"),
                format!("+49 421 555{NASTY}010{}", order % 3),
                field("Germany"),
                field("Bremen"),
                field("Street"),
                field("note"),
            ]
            .into_iter()
            .map(|f| format!("\"{f}\""))
            .collect();
            text += &fields.join(",");
            text.push('\n');
        }
        // A row that cannot be used is told with what stands in it.
        text += &format!("\"9{NASTY}\",\"never{NASTY}\",\"S\",\"x\",\"x\",\"x\",\"many{NASTY}\",\"free{NASTY}\",\"k\",\"e\",\"n\",\"p\",\"c\",\"t\",\"s\",\"n\"\n");
        std::fs::write(&orders, text).unwrap();
        let mut events = String::new();
        for n in 0..30 {
            let row = |id: String, kind: &str, rest: serde_json::Value| {
                let mut all = serde_json::json!({
                    "id": format!("{id}{NASTY}"), "type": kind,
                    "at": format!("2026-06-{:02}T09:00:00Z", 1 + n % 28),
                    "customer": format!("k{}{NASTY}", n % 3), "visitor": format!("v{n}{NASTY}"),
                    "session": format!("s{n}{NASTY}"), "channel": field("web"), "device": field("phone"),
                });
                for (key, value) in rest.as_object().unwrap() {
                    all[key.as_str()] = value.clone();
                }
                format!("{all}\n")
            };
            let sku = format!("SKU{}{NASTY}", n % 5);
            let (strategy, placement) = (format!("trending{NASTY}"), format!("home-1{NASTY}"));
            events += &row(format!("i{n}"), "impression", serde_json::json!({
                "page": format!("home{NASTY}"), "placement": placement, "strategy": strategy,
                "variant": format!("A{NASTY}"), "items": [sku.clone()], "decision": format!("d{NASTY}")}));
            events += &row(format!("c{n}"), "click", serde_json::json!({
                "placement": placement, "strategy": strategy, "item": sku.clone(), "slot": 1, "impression": format!("i{n}{NASTY}")}));
            events += &row(format!("v{n}"), "view", serde_json::json!({"item": sku}));
            events += &row(format!("q{n}"), "search", serde_json::json!({"query": field("tent")}));
            events += &row(format!("x{n}"), &format!("dance{NASTY}"), serde_json::json!({"item": NASTY}));
        }
        let feed = folder.join(format!("events{NASTY}.jsonl"));
        std::fs::write(&feed, events).unwrap();
        for file in [&orders, &feed] {
            let out = run(
                &shop,
                &[OsString::from("import"), file.into(), "--currency".into(), "EUR".into(), "--zone".into(), "Europe/Berlin".into()],
            );
            safe(&out.stdout, "import");
            safe(&out.stderr, "import");
            assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        }
        good(&shop, &["learn"]);
        shop
    })
}

/// Whether bytes may go to a terminal: text without anything that steers, hides or turns round.
pub(crate) fn safe(bytes: &[u8], of: &str) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|e| panic!("{of}: no UTF-8: {e}"));
    let bad = text.char_indices().find(|(_, c)| {
        matches!(*c, '\0'..='\t' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    });
    if let Some((at, c)) = bad {
        let from = text[..at]
            .char_indices()
            .rev()
            .nth(60)
            .map_or(0, |(i, _)| i);
        let words: String = text[from..].chars().take(120).collect();
        panic!("{of}: {c:?} in {words:?}");
    }
}

/// Runs a command as text and as JSON and looks at every byte that comes out.
fn look(shop: &Path, words: &[&str]) {
    for json in [false, true] {
        let mut typed = words.to_vec();
        if json {
            typed.insert(0, "--json");
        }
        let out = run(shop, &typed);
        let of = format!("{typed:?}");
        assert!(out.status.code().is_some(), "{of} was killed");
        safe(&out.stdout, &of);
        safe(&out.stderr, &of);
        let said = String::from_utf8(out.stderr).unwrap();
        assert!(!said.contains("panicked"), "{of}: {said}");
        if json && out.status.success() {
            let document: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
            // An escape in a document becomes a byte again in whatever reads it.
            strings(&document, &mut |text| safe(text.as_bytes(), &of));
        }
    }
}

fn strings(value: &serde_json::Value, see: &mut dyn FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => see(text),
        serde_json::Value::Array(all) => all.iter().for_each(|v| strings(v, see)),
        serde_json::Value::Object(map) => map.iter().for_each(|(key, v)| {
            see(key);
            strings(v, see);
        }),
        _ => {}
    }
}

#[test]
fn no_answer_carries_what_the_files_hold() {
    let shop = shop();
    let listed = json(shop, &["customers", "list"]);
    let people = listed["rows"].as_array().unwrap();
    assert!(people.len() >= 3, "{people:?}");
    let customer = format!("customer-{}", people[0]["id"]);
    let listed = json(shop, &["products", "list"]);
    assert_eq!(listed["rows"].as_array().unwrap().len(), 5);
    let product = format!("product-{}", listed["rows"][0]["id"]);
    for words in [
        &["imports"][..],
        &["imports", "show", "1"],
        &["imports", "show", "2"],
        &["customers", "list", "--find", "anna"],
        &["--reveal", "customers", "list"],
        &["--reveal", "customers", "show", &customer],
        &["products", "list"],
        &["products", "show", &product],
        &["groups", "list"],
        &["groups", "fields"],
        &["--reveal", "groups", "members", "orders >= 1"],
        &["groups", "explain", "orders >= 1", "--customer", &customer],
        &["strategies", "list"],
        &["recommend", "--customer", &customer],
        &["recommend", "--product", &product],
        &["recommend", "--session", &product],
        &["preview", "--customer", &customer],
        &["preview", "--visitor"],
        &["why", "--customer", &customer],
        &["why-not", "--customer", &customer, "--product", &product],
        &["results", "--period", "all"],
        &["results", "--period", "all", "--by", "placement"],
        &["results", "--period", "all", "--by", "channel"],
        &["results", "--period", "all", "--by", "variant"],
        &["settings"],
        &["log"],
    ] {
        look(shop, words);
    }
}

#[test]
fn no_document_or_name_carries_it_either() {
    let folder = folder("hostile-documents");
    let shop = super::shops::copy(&super::shops::shops().orders, &folder);
    let escaped: String = NASTY
        .chars()
        .map(|c| format!("\\U{:08x}", u32::from(c)))
        .collect();
    let rule = folder.join("rule.toml");
    std::fs::write(
        &rule,
        format!(
            "[[rule]]\nid = \"bad{escaped}\"\nname = \"Bad{escaped}\"\npurpose = \"{escaped}\"\nthen = \"hide\"\nwhat = \"price > 5\"\n"
        ),
    )
    .unwrap();
    let raw = folder.join("raw.toml");
    std::fs::write(
        &raw,
        format!("[[rule]]\nid = \"raw\"\nwhat{NASTY} = \"x\"\n"),
    )
    .unwrap();
    let nasty = format!("Mine{NASTY}");
    let condition = format!("city = \"Bre{NASTY}men\"");
    let (rule, raw) = (rule.to_str().unwrap(), raw.to_str().unwrap());
    for words in [
        &["rules", "diff", rule][..],
        &["rules", "add", rule],
        &["rules", "add", raw],
        &["rules", "list"],
        &["groups", "save", &nasty, "orders >= 1"],
        &["groups", "save", "Other", &condition],
        &["groups", "list"],
        &["groups", "rm", &nasty],
        &["settings", "set", "name", &nasty],
        &["settings"],
        &["log"],
        &["undo"],
    ] {
        look(&shop, words);
    }
}

#[test]
fn no_mistake_is_echoed_raw() {
    let folder = folder("hostile-errors");
    let shop = super::shops::copy(&super::shops::shops().orders, &folder);
    let orders = super::shops::ORDERS;
    let odd = folder.join(format!("odd{NASTY}.csv"));
    std::fs::write(&odd, format!("colour{NASTY},size{NASTY}\nred{NASTY},4\n")).unwrap();
    let lines = folder.join(format!("lines{NASTY}.jsonl"));
    std::fs::write(&lines, format!("{{\"type\":\"view{NASTY}\"\n")).unwrap();
    let (odd, lines) = (odd.to_str().unwrap(), lines.to_str().unwrap());
    let map = format!("colour{NASTY}=sku{NASTY}");
    let option = format!("--{NASTY}");
    for words in [
        &[NASTY][..],
        &[&option],
        &["customers", NASTY],
        &["customers", "show", NASTY],
        &["customers", "list", "--find", NASTY],
        &["customers", "list", "--limit", NASTY],
        &["customers", "list", "--after", NASTY],
        &["products", "show", NASTY],
        &["groups", "count", NASTY],
        &["groups", "count", &format!("orders{NASTY} >= 1")],
        &["groups", "count", &format!("country = \"{NASTY}\"")],
        &["groups", "members", NASTY],
        &["groups", "rm", NASTY],
        &["groups", "explain", "orders >= 1", "--customer", NASTY],
        &["strategies", "show", NASTY],
        &["strategies", "set", "trending", NASTY],
        &["rules", "add", NASTY],
        &["imports", "show", NASTY],
        &["import", NASTY],
        &["import", odd],
        &["import", lines],
        &["import", orders, "--as", NASTY],
        &["import", orders, "--map", &map],
        &["import", orders, "--currency", NASTY],
        &["import", orders, "--zone", NASTY],
        &["recommend", "--customer", NASTY],
        &["recommend", "--product", "TENT-2", "--ranker", NASTY],
        &["recommend", "--product", "TENT-2", "--strategy", NASTY],
        &["recommend", "--session", NASTY],
        &["preview", "--group", NASTY],
        &["preview", "--visitor", "--page", NASTY],
        &["preview", "--visitor", "--page", "search", "--query", NASTY],
        &["why-not", "--customer", "customer-1", "--product", NASTY],
        &["results", "--by", NASTY],
        &["results", "--period", NASTY],
        &["results", "--attribution", NASTY],
        &["settings", "get", NASTY],
        &["settings", "set", NASTY, "x"],
        &["settings", "set", "currency", NASTY],
        &["settings", "set", "zone", NASTY],
        &["--now", NASTY, "imports"],
        &["--color", NASTY, "imports"],
        &["demo", "--size", NASTY],
    ] {
        look(&shop, words);
    }
    // A shop file with such a name, and one that cannot be.
    let named = folder.join(format!("shop{NASTY}.db"));
    std::fs::copy(&shop, &named).unwrap();
    look(&named, &["imports"]);
    look(&named, &["demo", "--no-tui"]);
    std::fs::write(&named, "no database, only words, and enough of them").unwrap();
    look(&named, &["imports"]);
    look(
        &folder.join(format!("none{NASTY}")),
        &["--read-only", "imports"],
    );
}
