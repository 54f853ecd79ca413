//! The layer table as a test: who may import whom, and what rooms may not touch.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Room, and what it may import of ours. `lib.rs` draws the same table.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("import", &["model"]),
    ("targeting", &["model"]),
    ("recommend", &["model"]),
    ("decide", &["model", "recommend", "targeting"]),
    ("measure", &["model"]),
    ("export", &["model", "decide", "measure"]),
    ("simulate", &["model"]),
    ("store", &["model", "targeting"]),
    (
        "shop",
        &[
            "model",
            "import",
            "targeting",
            "recommend",
            "decide",
            "measure",
            "export",
            "simulate",
            "store",
        ],
    ),
    ("cli", &["shop", "model", "targeting", "tui"]),
    ("tui", &["shop", "model", "targeting"]),
];

/// Rooms are pure: no files, clock, environment, or randomness without a seed.
const PURE: &[&str] = &[
    "model",
    "import",
    "targeting",
    "recommend",
    "decide",
    "measure",
    "export",
    "simulate",
];

const NOT_IN_PURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::process",
    "std::net",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "rand::rng(",
    "thread_rng",
    "from_os_rng",
];

/// Libraries that belong to one room.
const AT_HOME: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("ratatui", &["tui"]),
    ("crossterm", &["tui"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
];

#[test]
fn every_import_follows_the_layer_table() {
    let mut wrong = Vec::new();
    for (room, path) in sources() {
        let text = read(&path);
        let code = code_of(&text);
        let may: BTreeSet<&str> = allowed(&room).iter().copied().collect();
        for (line, target) in imports(&code) {
            if target != room && !may.contains(target.as_str()) {
                wrong.push(format!(
                    "{}:{line}: {room} may not import {target}",
                    path.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn rooms_are_pure() {
    let mut wrong = Vec::new();
    for (room, path) in sources() {
        if !PURE.contains(&room.as_str()) {
            continue;
        }
        let text = read(&path);
        let code = code_of(&text);
        for (number, line) in code.lines().enumerate() {
            for word in NOT_IN_PURE.iter().filter(|w| line.contains(**w)) {
                wrong.push(format!(
                    "{}:{}: {word} in {room}",
                    path.display(),
                    number + 1
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn libraries_stay_in_their_room() {
    let mut wrong = Vec::new();
    for (room, path) in sources() {
        let text = read(&path);
        let code = code_of(&text);
        for (library, homes) in AT_HOME {
            if homes.contains(&room.as_str()) {
                continue;
            }
            let path_of = format!("{library}::");
            for (number, line) in code
                .lines()
                .enumerate()
                .filter(|(_, l)| l.contains(&path_of))
            {
                wrong.push(format!(
                    "{}:{}: {}",
                    path.display(),
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut wrong = Vec::new();
    for (_, path) in sources() {
        let text = read(&path);
        if !text.starts_with("//! ") {
            wrong.push(format!("{}: does not open with //!", path.display()));
        }
        for word in ["super::super", "pub(in"] {
            if code_of(&text).contains(word) {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_room_of_the_table_stands_and_no_other() {
    let rooms: BTreeSet<String> = fs::read_dir(src())
        .unwrap()
        .map(|e| e.unwrap())
        .filter(|e| e.file_type().unwrap().is_dir())
        .map(|e| e.file_name().into_string().unwrap())
        .collect();
    let table: BTreeSet<String> = MAY_IMPORT.iter().map(|(r, _)| (*r).to_owned()).collect();
    assert_eq!(rooms, table);
    let map = read(&src().join("lib.rs"));
    for room in &table {
        assert!(
            map.contains(&format!("[`{room}`]")),
            "lib.rs does not name {room}"
        );
    }
}

#[test]
fn the_check_itself_can_fail() {
    let code = code_of("use crate::store::Db;\nuse crate::{model::ids, shop};\n// crate::cli\n");
    let found: Vec<String> = imports(&code).into_iter().map(|(_, t)| t).collect();
    assert_eq!(found, ["store", "model", "shop"]);
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn allowed(room: &str) -> &'static [&'static str] {
    MAY_IMPORT.iter().find(|(r, _)| *r == room).map_or_else(
        || panic!("{room} is not in the layer table"),
        |(_, may)| may,
    )
}

/// Every source file inside a room.
fn sources() -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let mut open = vec![src()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let inside = path.strip_prefix(src()).unwrap();
                if inside.components().count() > 1 {
                    let room = inside
                        .components()
                        .next()
                        .unwrap()
                        .as_os_str()
                        .to_str()
                        .unwrap();
                    found.push((room.to_owned(), path.clone()));
                }
            }
        }
    }
    found.sort();
    found
}

/// The text without comments and without the test module at its end; lines keep their numbers.
fn code_of(text: &str) -> String {
    let mut code = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("#[cfg(test)]") {
            break;
        }
        let kept = line.find("//").map_or(line, |i| &line[..i]);
        code.push_str(kept);
        code.push('\n');
    }
    code
}

/// Line and room of every `crate::room` path, braces included.
fn imports(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = code[from..].find("crate::").map(|i| i + from) {
        from = at + "crate::".len();
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[from..];
        if let Some(inner) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            let mut fresh = true;
            for c in inner.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => fresh = true,
                    _ => {}
                }
                if depth == 0 && fresh && (c.is_alphanumeric() || c == '_') {
                    word.push(c);
                } else if !word.is_empty() {
                    found.push((line, std::mem::take(&mut word)));
                    fresh = c == ',';
                }
            }
            if !word.is_empty() {
                found.push((line, word));
            }
        } else {
            let word: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if !word.is_empty() {
                found.push((line, word));
            }
        }
    }
    found
}
