//! Printing: text for people, one JSON document for scripts, both safe for a terminal.

use crate::model::text;
use serde::Serialize;
use serde_json::Value;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// Keys whose text is personal contact data: masked unless `--reveal`.
const CONTACT: [&str; 3] = ["email", "phone", "address"];

/// Where answers go.
pub(crate) struct Out {
    json: bool,
    reveal: bool,
}

impl Out {
    /// Text or JSON, masked or not.
    pub(crate) fn new(json: bool, reveal: bool) -> Out {
        Out { json, reveal }
    }

    /// Prints an answer: the value as JSON, or the lines that `words` makes of it.
    pub(crate) fn answer<T: Serialize>(
        &self,
        value: &T,
        words: impl FnOnce(&T, &mut Page),
    ) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if self.json {
            let mut value = serde_json::to_value(value)?;
            if !self.reveal {
                mask(&mut value);
            }
            escape(&mut value);
            serde_json::to_writer_pretty(&mut out, &value)?;
            writeln!(out)?;
        } else {
            let mut page = Page {
                reveal: self.reveal,
                lines: Vec::new(),
            };
            words(value, &mut page);
            for line in page.lines {
                writeln!(out, "{line}")?;
            }
        }
        out.flush()
    }

    /// Says something on standard error (progress, hints), cleaned.
    pub(crate) fn say(&self, words: impl Display) {
        for line in words.to_string().lines() {
            // A closed standard error must not stop the work.
            let _ = writeln!(io::stderr(), "{}", printable(line));
        }
    }

    /// Whether contact data is shown as it is.
    pub(crate) fn reveals(&self) -> bool {
        self.reveal
    }

    /// Whether the answer is a document for scripts.
    pub(crate) fn json(&self) -> bool {
        self.json
    }

    /// Whether progress bars make sense.
    pub(crate) fn progress_visible(&self) -> bool {
        io::stderr().is_terminal()
    }
}

/// The lines of an answer for people.
pub(crate) struct Page {
    reveal: bool,
    lines: Vec<String>,
}

impl Page {
    /// One line, cleaned.
    pub(crate) fn line(&mut self, words: impl Display) {
        self.lines
            .push(printable(&words.to_string()).trim_end().to_owned());
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) {
        self.lines.push(String::new());
    }

    /// Contact data, masked unless `--reveal`.
    pub(crate) fn contact(&self, text: &str) -> String {
        if self.reveal {
            text.to_owned()
        } else {
            text::mask(text)
        }
    }

    /// A table: left-aligned first column, the others right-aligned where the header starts with `>`.
    pub(crate) fn table(&mut self, header: &[&str], rows: &[Vec<String>]) {
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|r| r.iter().map(|c| printable(c)).collect())
            .collect();
        let right: Vec<bool> = header.iter().map(|h| h.starts_with('>')).collect();
        let titles: Vec<&str> = header.iter().map(|h| h.trim_start_matches('>')).collect();
        let width = |s: &str| unicode_width::UnicodeWidthStr::width(s);
        let widths: Vec<usize> = (0..titles.len())
            .map(|i| {
                cells
                    .iter()
                    .filter_map(|r| r.get(i))
                    .map(|c| width(c))
                    .chain([width(titles[i])])
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let draw = |row: &mut dyn Iterator<Item = &str>| {
            let mut line = String::new();
            for (i, cell) in row.enumerate() {
                let gap = " ".repeat(
                    widths
                        .get(i)
                        .copied()
                        .unwrap_or(0)
                        .saturating_sub(width(cell)),
                );
                if i > 0 {
                    line.push_str("  ");
                }
                if right.get(i).copied().unwrap_or(false) {
                    line.push_str(&gap);
                    line.push_str(cell);
                } else {
                    line.push_str(cell);
                    line.push_str(&gap);
                }
            }
            line.trim_end().to_owned()
        };
        self.lines.push(draw(&mut titles.iter().copied()));
        for row in &cells {
            self.lines.push(draw(&mut row.iter().map(String::as_str)));
        }
    }
}

/// A line without anything that steers a terminal; inner and leading blanks stay.
pub(crate) fn printable(line: &str) -> String {
    line.chars().filter(|c| !text::is_hostile(*c)).collect()
}

/// Masks contact fields wherever they stand in a document.
fn mask(value: &mut Value) {
    match value {
        Value::Object(map) => {
            let contact_kind = matches!(
                map.get("kind").and_then(Value::as_str),
                Some("email" | "phone")
            );
            for (key, inner) in map.iter_mut() {
                match inner {
                    Value::String(s)
                        if CONTACT.contains(&key.as_str())
                            || (contact_kind
                                && matches!(key.as_str(), "value" | "content" | "read_as")) =>
                    {
                        *s = text::mask(s);
                    }
                    // A row of a file as it stands may hold anything.
                    Value::String(s) if key == "raw" => *s = text::mask_contacts(s),
                    inner => mask(inner),
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(mask),
        _ => {}
    }
}

/// Takes out what JSON would print raw although it steers a terminal (C1, bidi, zero-width).
fn escape(value: &mut Value) {
    match value {
        Value::String(s) if s.chars().any(text::is_hostile) => *s = printable(s),
        Value::Object(map) => map.values_mut().for_each(escape),
        Value::Array(all) => all.iter_mut().for_each(escape),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn contact_data_is_masked_wherever_it_stands() {
        let mut value = json!({"email": "anna.maier@web.de", "of": [{"kind": "phone", "value": "+4915112345678"}], "name": "Anna"});
        mask(&mut value);
        assert_eq!(
            value,
            json!({"email": "anna.m•••@web.de", "of": [{"kind": "phone", "value": "+49•••78"}], "name": "Anna"})
        );
    }
}
