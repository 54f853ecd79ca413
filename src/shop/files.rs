//! Finding a file on this computer: what a folder holds, and which path a pasted or dropped text means.

use super::Error;
use crate::model::text::clean;
use crate::model::time::Moment;
use std::path::{Path, PathBuf};

/// At most this many entries of a folder are listed.
const MOST: usize = 2_000;

/// Endings of the files that an import can read.
pub const EXPORTS: &[&str] = &[
    "csv", "tsv", "txt", "tab", "xlsx", "xlsm", "ods", "json", "jsonl", "ndjson", "zip", "gz",
];

/// A file or folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its name, cleaned.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Whether it is a folder.
    pub folder: bool,
    /// Its size.
    pub bytes: u64,
    /// When it was written.
    pub modified: Option<Moment>,
}

/// What a folder holds: folders first, then files, both by name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Folder {
    /// The folder.
    pub path: PathBuf,
    /// What it holds; hidden things are left out.
    pub entries: Vec<Entry>,
}

/// A typed text split at its last separator: the folder (`~` is the home folder) and what is looked for in it.
pub fn split(typed: &str) -> (PathBuf, String) {
    let typed = typed.trim_start();
    let at = typed.rfind(std::path::is_separator).map_or(0, |i| i + 1);
    let (folder, rest) = typed.split_at(at);
    (home(folder), rest.to_owned())
}

/// The path that a typed text means.
pub fn typed_path(typed: &str) -> PathBuf {
    home(typed.trim())
}

fn home(text: &str) -> PathBuf {
    if let Some(rest) = text.strip_prefix('~')
        && (rest.is_empty() || rest.starts_with(std::path::is_separator))
        && let Ok(home) = etcetera::home_dir()
    {
        return home.join(rest.trim_start_matches(std::path::is_separator));
    }
    PathBuf::from(text)
}

/// The path that a pasted or dropped text means: quotes, `file://` and backslashes before blanks are taken off; of
/// several files the first counts. `None` if it is no path.
pub fn pasted(text: &str) -> Option<PathBuf> {
    pasted_all(text).into_iter().next()
}

/// Every path of a pasted or dropped text, in its order.
pub fn pasted_all(text: &str) -> Vec<PathBuf> {
    text.trim()
        .lines()
        .flat_map(apart)
        .map_while(|piece| one(piece.trim()))
        .collect()
}

/// The files of one line: a bare blank before something that begins like a path parts two.
fn apart(line: &str) -> Vec<&str> {
    const BEGINS: [&str; 5] = ["/", "'", "\"", "file://", "~/"];
    let (mut pieces, mut from) = (Vec::new(), 0);
    let (mut quote, mut escaped) = (None, false);
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote.is_none() && !cfg!(windows) => escaped = true,
            c if quote == Some(c) => quote = None,
            '\'' | '"' if quote.is_none() && line[from..at].trim().is_empty() => quote = Some(c),
            ' ' if quote.is_none()
                && !line[from..at].trim().is_empty()
                && BEGINS.iter().any(|b| line[at + 1..].starts_with(b)) =>
            {
                pieces.push(&line[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&line[from..]);
    pieces
}

fn one(line: &str) -> Option<PathBuf> {
    let line = match line.strip_prefix("file://") {
        Some(rest) => {
            let path = rest.strip_prefix("localhost").unwrap_or(rest);
            return path.starts_with('/').then(|| PathBuf::from(unescape(path)));
        }
        None => line,
    };
    let quoted = ['"', '\''].into_iter().find(|q| line.starts_with(*q));
    let path = match quoted {
        Some(quote) => line[1..].split(quote).next()?.to_owned(),
        None if cfg!(windows) => line.to_owned(),
        None => {
            // A terminal writes a blank of a name as `\ `.
            let mut path = String::new();
            let mut chars = line.chars();
            while let Some(c) = chars.next() {
                match c {
                    '\\' => path.extend(chars.next()),
                    c => path.push(c),
                }
            }
            path
        }
    };
    let looks = path.contains(std::path::is_separator) || Path::new(&path).extension().is_some();
    (looks && !path.chars().any(char::is_control)).then(|| typed_path(&path))
}

/// `%20` of a `file://` address as the byte that it stands for.
fn unescape(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|h| std::str::from_utf8(h).ok());
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(byte) if *first == b'%' => {
                out.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// What a folder holds; the empty path is the current folder.
pub fn list(folder: &Path) -> Result<Folder, Error> {
    let at = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let at = &std::path::absolute(at).unwrap_or_else(|_| at.to_owned());
    let told = |e: std::io::Error| {
        Error::Asked(match e.kind() {
            std::io::ErrorKind::NotFound => {
                format!("there is no folder {}", clean(&at.to_string_lossy()))
            }
            std::io::ErrorKind::PermissionDenied => {
                format!(
                    "the folder {} may not be read",
                    clean(&at.to_string_lossy())
                )
            }
            _ => format!("{}: {e}", clean(&at.to_string_lossy())),
        })
    };
    let mut entries: Vec<Entry> = std::fs::read_dir(at)
        .map_err(told)?
        .flatten()
        .filter(|e| !e.file_name().to_string_lossy().starts_with('.'))
        .take(MOST)
        .filter_map(|e| {
            // Follows links: a link to a folder is a folder.
            let known = std::fs::metadata(e.path()).ok()?;
            Some(Entry {
                name: clean(&e.file_name().to_string_lossy()).into_owned(),
                path: at.join(e.file_name()),
                folder: known.is_dir(),
                bytes: known.len(),
                modified: known
                    .modified()
                    .ok()
                    .map(|t| Moment::from(chrono::DateTime::<chrono::Utc>::from(t))),
            })
        })
        .collect();
    entries.sort_by_cached_key(|e| (!e.folder, e.name.to_lowercase(), e.name.clone()));
    Ok(Folder {
        path: at.clone(),
        entries,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_and_dropped_texts_become_paths() {
        for (text, path) in [
            ("/a/orders.csv", "/a/orders.csv"),
            ("  '/a/my orders.csv' ", "/a/my orders.csv"),
            ("\"/a/my orders.csv\"", "/a/my orders.csv"),
            ("/a/my\\ orders\\ (2).csv\n", "/a/my orders (2).csv"),
            ("file:///a/my%20orders.csv\r\n", "/a/my orders.csv"),
            ("file://localhost/a/b", "/a/b"),
            ("orders.csv", "orders.csv"),
        ] {
            assert_eq!(pasted(text), Some(PathBuf::from(path)), "{text}");
        }
        let two = vec![PathBuf::from("/a/x y.csv"), PathBuf::from("/b.csv")];
        for text in [
            "'/a/x y.csv' '/b.csv' ",
            "/a/x\\ y.csv /b.csv",
            "file:///a/x%20y.csv\nfile:///b.csv\n",
            "\"/a/x y.csv\" /b.csv",
            "/a/x y.csv /b.csv",
        ] {
            assert_eq!(pasted_all(text), two, "{text}");
        }
        for text in ["", "hello", "file://else/x"] {
            assert_eq!(pasted(text), None, "{text}");
        }
    }

    #[test]
    fn a_folder_lists_folders_first_and_nothing_hidden() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.csv", "A.csv", ".hidden"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::create_dir(folder.path().join("sub")).unwrap();
        let found = list(folder.path()).unwrap();
        let names: Vec<&str> = found.entries.iter().map(|e| e.name.as_str()).collect();
        assert_eq!(names, ["sub", "A.csv", "b.csv"]);
        assert!(list(&folder.path().join("none")).is_err());
        assert_eq!(split("/a/b/or"), (PathBuf::from("/a/b/"), "or".into()));
        assert_eq!(split("or"), (PathBuf::new(), "or".into()));
    }
}
