//! What scripts rely on: every command, one JSON document, stable keys, exit codes, and a file that reading leaves alone.

use super::shops::{answers, copy, every, folder, good, json, program, reads, run, shops};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

/// The paths of all commands as the help lists them: `groups count`, `why` ...
fn leaves(path: &[String], home: &Path) -> Vec<String> {
    let out = program(home).args(path).arg("-h").output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let Some((_, commands)) = text.split_once("\nCommands:\n") else {
        return vec![path.join(" ")];
    };
    commands
        .lines()
        .take_while(|l| l.starts_with("  "))
        .filter_map(|l| l.split_whitespace().next())
        .flat_map(|word| leaves(&[path, &[word.to_owned()]].concat(), home))
        .collect()
}

/// The keys of a document, and of the first thing of each list in it.
fn keys(value: &Value, depth: usize) -> String {
    match value {
        Value::Object(map) if depth > 0 => {
            let all: Vec<String> = map
                .iter()
                .map(|(key, inner)| match keys(inner, depth - 1) {
                    inner if inner.is_empty() => key.clone(),
                    inner => format!("{key}{inner}"),
                })
                .collect();
            format!("{{{}}}", all.join(" "))
        }
        Value::Array(all) if depth > 0 => match all.first() {
            Some(first) => match keys(first, depth) {
                inner if inner.is_empty() => "[]".to_owned(),
                inner => format!("[{inner}]"),
            },
            None => "[]".to_owned(),
        },
        _ => String::new(),
    }
}

#[test]
fn every_command_answers_in_words_and_as_one_document_with_stable_keys() {
    let mut snapshot = String::new();
    let mut done: BTreeSet<String> = BTreeSet::new();
    for answer in answers() {
        let words = &answer.words;
        let text = std::str::from_utf8(&answer.out.stdout).unwrap();
        let said = String::from_utf8_lossy(&answer.out.stderr);
        let code = answer.out.status.code();
        assert_eq!(code, Some(answer.code), "{words:?}: {text}{said}");
        assert!(!text.trim().is_empty(), "{words:?} says nothing");
        assert!(!said.contains("panicked"), "{words:?}: {said}");
        if answer.json {
            let document: Value =
                serde_json::from_str(text).unwrap_or_else(|e| panic!("{words:?}: {e}"));
            let name: Vec<&str> = words.iter().map(|w| shown(w)).collect();
            let of = if answer.demo { "demo" } else { "orders" };
            snapshot += &format!("{of}: {}\n    {}\n", name.join(" "), keys(&document, 1));
        } else {
            assert!(!text.contains("null"), "{words:?}: {text}");
            assert!(
                !text.lines().any(|l| l.ends_with(' ')),
                "{words:?} has blanks at the end of a line: {text}"
            );
        }
        done.insert(words[..words.len().min(2)].join(" "));
        done.insert(words[0].clone());
    }
    insta::assert_snapshot!("keys", snapshot);
    // `learn` and `demo` ran when the shops were made; a document's verbs are the same for the three kinds.
    let same = ["strategies", "rules", "layouts"];
    let verbs: BTreeSet<&str> = done
        .iter()
        .filter_map(|d| d.split_once(' '))
        .filter(|(noun, _)| same.contains(noun))
        .map(|(_, verb)| verb)
        .collect();
    let missing: Vec<String> = leaves(&[], &folder("leaves"))
        .into_iter()
        .filter(|leaf| {
            let of_kind = leaf
                .split_once(' ')
                .is_some_and(|(noun, verb)| same.contains(&noun) && verbs.contains(verb));
            !done.contains(leaf) && !of_kind && leaf != "learn" && leaf != "demo"
        })
        .collect();
    assert!(missing.is_empty(), "no test types {missing:?}");
}

/// A word of a command without the machine's folders.
fn shown(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

#[test]
fn the_help_of_every_command_is_as_it_was() {
    let folder = folder("help");
    let mut text = String::new();
    let mut todo = vec![Vec::<String>::new()];
    while let Some(path) = todo.pop() {
        let out = program(&folder).args(&path).arg("--help").output().unwrap();
        assert!(out.status.success() && out.stderr.is_empty(), "{path:?}");
        let help = String::from_utf8(out.stdout).unwrap();
        if let Some((_, commands)) = help.split_once("\nCommands:\n") {
            let words = commands.lines().take_while(|l| l.starts_with("  "));
            let words: Vec<&str> = words.filter_map(|l| l.split_whitespace().next()).collect();
            todo.extend(
                words
                    .iter()
                    .rev()
                    .map(|w| [path.clone(), vec![(*w).to_owned()]].concat()),
            );
        }
        // The common options are the same everywhere.
        let own = help
            .split("Options of every command:")
            .next()
            .unwrap_or_default();
        text += &format!("$ regulars {}\n{}\n\n", path.join(" "), own.trim());
    }
    insta::assert_snapshot!("help", text);
    let all = good(&shops().demo, &["--help"]);
    let common = all.split_once("\nOptions of every command:\n").unwrap().1;
    insta::assert_snapshot!("common_options", common);
}

#[test]
fn options_stand_before_and_after_the_command() {
    let shop = &shops().demo;
    let before = good(shop, &["--json", "--now", "2026-06-01", "groups", "list"]);
    let after = good(shop, &["groups", "list", "--now", "2026-06-01", "--json"]);
    assert_eq!(before, after);
    let program = program(shop.parent().unwrap())
        .args(["customers", "list", "--reveal", "--limit", "1", "--shop"])
        .arg(shop)
        .output()
        .unwrap();
    assert!(program.status.success());
}

#[test]
fn now_and_at_are_one_option_and_hide_what_came_later() {
    let shop = &shops().demo;
    let count = |arguments: &[&str]| {
        let counted = json(
            shop,
            &[arguments, &["groups", "count", "orders >= 1"]].concat(),
        );
        counted["count"].as_u64().unwrap()
    };
    let now = count(&[]);
    let then = count(&["--now", "2026-03-01"]);
    assert!(0 < then && then < now, "{then} then, {now} now");
    assert_eq!(then, count(&["--at", "2026-03-01"]));
    assert_eq!(count(&["--now", "1999-01-01T00:00:00Z"]), 0);
    // A page of that day shows only what there was to be seen then.
    let page = good(
        shop,
        &["preview", "--visitor", "--at", "2026-03-01", "--read-only"],
    );
    assert_ne!(page, good(shop, &["preview", "--visitor", "--read-only"]));
}

#[test]
fn reading_only_changes_no_byte_and_refuses_to_write() {
    let folder = folder("read-only");
    let shop = copy(&shops().orders, &folder);
    let before = std::fs::read(&shop).unwrap();
    for (words, code) in every(false) {
        let out = run(
            &shop,
            &[&["--read-only".to_owned()], words.as_slice()].concat(),
        );
        let said = String::from_utf8(out.stderr).unwrap();
        if words[0] == "import" {
            // Refused, or already here: either way nothing is written.
        } else if reads(&words) {
            assert_eq!(out.status.code(), Some(code), "{words:?}: {said}");
        } else {
            assert!(
                matches!(out.status.code(), Some(1 | 2)),
                "{words:?} was not refused"
            );
            assert!(said.starts_with("regulars: "), "{words:?}: {said}");
        }
        assert!(std::fs::read(&shop).unwrap() == before, "{words:?} wrote");
    }
    let new = folder.join("new.db");
    for (words, code) in [(&["demo", "--no-tui"][..], 3), (&["customers"], 2)] {
        let out = run(&new, &[&["--read-only"], words].concat());
        assert_eq!(out.status.code(), Some(code), "{words:?}");
        assert!(!new.exists(), "{words:?} made a file");
    }
}

#[test]
fn exit_codes_tell_apart_no_from_wrong_from_broken() {
    let folder = folder("codes");
    let shop = copy(&shops().orders, &folder);
    let strict = folder.join("one bad row.csv");
    let mut rows = String::from("order,date,sku,product,quantity,price,customer\n");
    for day in 1..10 {
        rows += &format!("{day},2026-01-0{day},A,Tent,1,5.00,k{day}\n");
    }
    std::fs::write(&strict, rows + "10,never,B,Lamp,1,5.00,k2\n").unwrap();
    let strict = strict.to_str().unwrap();
    let garbage = folder.join("garbage.db");
    std::fs::write(&garbage, "no database at all, just words in a file").unwrap();
    let mut codes = BTreeMap::new();
    for (on, words) in [
        (&shop, &["groups", "count", "orders >= 1"][..]),
        (&shop, &["redo"]),
        (
            &shop,
            &[
                "groups",
                "explain",
                "orders > 99",
                "--customer",
                "customer-1",
            ],
        ),
        (&shop, &["import", "--strict", strict]),
        (&shop, &["import", strict]),
        (&shop, &["groups", "count", "ordres >= 1"]),
        (&shop, &["frobnicate"]),
        (&shop, &["customers", "show", "nobody"]),
        (&shop, &["import", "no such file.csv"]),
        (&shop, &["rules", "add", "no such file.toml"]),
        (&garbage, &["customers"]),
        (&folder, &["customers"]),
    ] {
        let out = run(on, words);
        let name: Vec<&str> = words.iter().map(|w| shown(w)).collect();
        let place = shown(on.to_str().unwrap()).to_owned();
        codes.insert(format!("{place}: {}", name.join(" ")), out.status.code());
    }
    insta::assert_debug_snapshot!("codes", codes);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let shop = &shops().demo;
    for words in [
        &["products", "list", "--limit", "600"][..],
        &["groups", "fields", "--json"],
    ] {
        let mut child = program(shop.parent().unwrap())
            .arg("--shop")
            .arg(shop)
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // One byte of buffer: the reader takes the first line's beginning and closes.
        let mut reader = BufReader::with_capacity(1, child.stdout.take().unwrap());
        assert!(!reader.fill_buf().unwrap().is_empty());
        drop(reader);
        let out = child.wait_with_output().unwrap();
        assert_eq!(out.status.code(), Some(0), "{words:?}");
        assert_eq!(String::from_utf8_lossy(&out.stderr), "", "{words:?}");
    }
}

#[test]
fn the_shop_is_found_by_option_then_variable_then_home() {
    let folder = folder("home");
    let name = |command: &mut std::process::Command| {
        let out = command
            .args(["settings", "get", "name", "--json"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.success(), "{said}");
        let found: Value = serde_json::from_slice(&out.stdout).unwrap();
        found["settings"][0]["value"].clone()
    };
    let orders = copy(&shops().orders, &folder);
    good(&orders, &["settings", "set", "name", "Corner Shop"]);
    let demo = &shops().demo;
    let mut by_variable = program(&folder);
    assert_eq!(
        name(by_variable.env("REGULARS_SHOP", &orders)),
        "Corner Shop"
    );
    let mut both = program(&folder);
    both.env("REGULARS_SHOP", &orders).arg("--shop").arg(demo);
    assert_eq!(name(&mut both), "Fern & Field");
    let home = folder.join("new home");
    std::fs::create_dir(&home).unwrap();
    assert_eq!(name(&mut program(&home)), Value::Null);
    let made: Vec<_> = walk(&home);
    assert!(
        made.iter().any(|p| p.ends_with("regulars/shop.db")),
        "{made:?}"
    );
    let out = program(&home).arg("imports").output().unwrap();
    assert_eq!(
        String::from_utf8(out.stdout).unwrap(),
        "Nothing was brought in yet. Type: regulars import FILE\n"
    );
    // Without a terminal there is no dashboard; the text names what works without one.
    let out = program(&home).output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("regulars --help"));
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        }
        found.push(path);
    }
    found
}

#[test]
fn a_list_goes_on_where_it_ended() {
    let shop = &shops().demo;
    for noun in ["customers", "products"] {
        let whole = json(shop, &[noun, "list", "--limit", "45"]);
        let ids = |page: &Value| -> Vec<u64> {
            let rows = page["rows"].as_array().unwrap().iter();
            rows.map(|r| r["id"].as_u64().unwrap()).collect()
        };
        let mut got = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..3 {
            let mut words = vec![noun, "list", "--limit", "15"];
            words.extend(
                after
                    .as_deref()
                    .map(|a| ["--after", a])
                    .into_iter()
                    .flatten(),
            );
            let page = json(shop, &words);
            got.extend(ids(&page));
            after = page["next"].as_str().map(str::to_owned);
        }
        assert_eq!(got, ids(&whole), "{noun}");
        let first = format!("{}-{}", noun.trim_end_matches('s'), got[0]);
        let shown = good(shop, &[noun, "show", &first]);
        assert!(shown.lines().next().unwrap().ends_with(&first), "{shown}");
    }
}
