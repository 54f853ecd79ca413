//! JSON objects as the rows of a table: a list of them, or one on each line. Keys become columns; a key inside another
//! object is written with a point between (`customer.email`).

use super::cells::guarded;
use super::checked::Trap;
use super::detection::Objects;
use super::error::Error;
use super::file_rows::{FileRows, MadeRow};
use super::intake::{Intake, Tally};
use super::rows::{MAX_CELL, MAX_COLUMNS, MAX_ROW, Row, RowSource, Rows, Step, Unusable};
use super::trap::{Met, Traps};
use rustc_hash::FxHashMap;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::cell::RefCell;
use std::io::Read;
use std::rc::Rc;

/// So deep objects are taken apart; what lies deeper stays one cell.
const DEPTH: usize = 6;
/// A list inside an object may be so long.
const MAX_LIST: usize = 10_000;
const CHUNK: usize = 1 << 18;

/// The keys of an object with their values, in file order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairs(pub(crate) Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Pairs, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = Pairs;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Of)
    }
}

/// What the splitter found next.
enum Piece {
    /// An object: line on which it begins, from where to where.
    Object(u64, usize, usize),
    Bad(Unusable, u64, usize, usize),
    End,
}

/// Finds the objects of a text one by one, however they are parted: as a list, or one after the other.
struct Splitter<R> {
    input: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    line: u64,
}

impl<R: Read> Splitter<R> {
    fn new(input: R) -> Splitter<R> {
        Splitter {
            input,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            ended: false,
            line: 1,
        }
    }

    /// Reads on; what is not used yet moves to the front. Whether there is more.
    fn fill(&mut self) -> Result<bool, Error> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.buffer.len() < self.end + CHUNK {
            self.buffer.resize((2 * self.end).max(self.end + CHUNK), 0);
        }
        while !self.ended {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(n) => {
                    self.end += n;
                    return Ok(true);
                }
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e.into()),
            }
        }
        Ok(false)
    }

    fn next(&mut self) -> Result<Piece, Error> {
        loop {
            while let Some(byte) = self.buffer[..self.end].get(self.start) {
                match byte {
                    b'\n' => self.line += 1,
                    b' ' | b'\t' | b'\r' | b',' | b'[' | b']' => {}
                    // A byte order mark.
                    0xef | 0xbb | 0xbf if self.line == 1 => {}
                    b'{' => return self.object(),
                    _ => return self.other(),
                }
                self.start += 1;
            }
            if !self.fill()? {
                return Ok(Piece::End);
            }
        }
    }

    /// The object that begins at `start`: up to the brace that closes it, whatever its texts hold.
    fn object(&mut self) -> Result<Piece, Error> {
        let line = self.line;
        let (mut at, mut depth, mut text, mut escaped, mut long) = (0, 0u32, false, false, false);
        loop {
            while let Some(byte) = self.buffer[..self.end].get(self.start + at) {
                at += 1;
                match byte {
                    b'\n' => {
                        self.line += 1;
                        escaped = false;
                    }
                    _ if escaped => escaped = false,
                    b'\\' if text => escaped = true,
                    b'"' => text = !text,
                    _ if text => {}
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            let (from, to) = (self.start, self.start + at);
                            self.start = to;
                            return Ok(if long {
                                Piece::Bad(Unusable::RowTooLong, line, to, to)
                            } else {
                                Piece::Object(line, from, to)
                            });
                        }
                    }
                    _ => {}
                }
            }
            if at > MAX_ROW {
                // Too long to keep: only its end is looked for.
                long = true;
                self.start += at;
                at = 0;
            }
            if !self.fill()? {
                let (from, to) = (self.start, self.end);
                self.start = to;
                return Ok(Piece::Bad(
                    Unusable::ObjectCutOff,
                    line,
                    from,
                    to.min(from + 1200),
                ));
            }
        }
    }

    /// Something that is no object: up to the next comma, line or brace.
    fn other(&mut self) -> Result<Piece, Error> {
        let mut at = 1;
        loop {
            let text = &self.buffer[self.start..self.end];
            let stop = text[at.min(text.len())..]
                .iter()
                .position(|b| matches!(b, b',' | b'\n' | b'{'));
            if let Some(n) = stop {
                at += n;
                break;
            }
            at = text.len();
            if at > MAX_ROW || !self.fill()? {
                break;
            }
        }
        let (from, to) = (self.start, self.start + at);
        self.start = to;
        Ok(Piece::Bad(
            Unusable::NoObject,
            self.line,
            from,
            to.min(from + 1200),
        ))
    }
}

/// An object with the line on which it begins.
pub(crate) type Found = (u64, Pairs);

/// The whole objects of a head of text, at most so many, and the lines of what is no object.
pub(crate) fn head(text: &[u8], most: usize) -> (Vec<Found>, usize) {
    let mut splitter = Splitter::new(text);
    let (mut found, mut other) = (Vec::new(), 0);
    while found.len() + other < most {
        match splitter.next() {
            Ok(Piece::Object(line, from, to)) => {
                match serde_json::from_slice(&splitter.buffer[from..to]) {
                    Ok(pairs) => found.push((line, pairs)),
                    Err(_) => other += 1,
                }
            }
            // The head may end inside an object.
            Ok(Piece::Bad(Unusable::ObjectCutOff, ..)) | Ok(Piece::End) | Err(_) => break,
            Ok(Piece::Bad(..)) => other += 1,
        }
    }
    (found, other)
}

/// How objects become a table: its columns, and which list of objects gives the rows.
pub(crate) fn columns_of(found: &[Found], lines: bool) -> Objects {
    let each = list_of_objects(found);
    let mut keys: Vec<String> = Vec::new();
    let mut known: FxHashMap<String, ()> = FxHashMap::default();
    for (_, pairs) in found {
        for_each_row(pairs, each.as_deref(), &mut |cells| {
            for (key, _) in cells {
                if keys.len() < MAX_COLUMNS && !known.contains_key(key.as_str()) {
                    known.insert(key.clone(), ());
                    keys.push(key.clone());
                }
            }
        });
    }
    Objects { lines, keys, each }
}

/// The first rows of such a table, at most so many.
pub(crate) fn rows_of(found: &[Found], objects: &Objects, most: usize) -> Vec<(u64, Vec<Vec<u8>>)> {
    let places = places(objects);
    let mut rows = Vec::new();
    for (line, pairs) in found {
        for_each_row(pairs, objects.each.as_deref(), &mut |cells| {
            if rows.len() == most {
                return;
            }
            let mut row = vec![Vec::new(); objects.keys.len()];
            for (key, cell) in cells {
                if let Some(at) = places.get(key.as_str()) {
                    row[*at] = cell.clone().into_bytes();
                }
            }
            rows.push((*line, row));
        });
    }
    rows
}

/// What a key inside the list of an order's lines would be called as a column of a table.
pub(crate) fn hints(objects: &Objects) -> Vec<String> {
    let inside = |key: &str| -> Option<String> {
        let rest = key
            .strip_prefix(objects.each.as_deref()?)?
            .strip_prefix('.')?;
        Some(match rest {
            "name" | "title" => "product name".to_owned(),
            "id" => "line id".to_owned(),
            "total" => "line total".to_owned(),
            rest => rest.replace('.', " "),
        })
    };
    let keys = objects.keys.iter();
    keys.map(|key| inside(key).unwrap_or_else(|| key.replace('.', " ")))
        .collect()
}

fn places(objects: &Objects) -> FxHashMap<&str, usize> {
    let keys = objects.keys.iter().enumerate();
    keys.map(|(at, key)| (key.as_str(), at)).collect()
}

/// The key whose list of objects is worth a row each: the one that most objects have, the first of equals.
fn list_of_objects(found: &[Found]) -> Option<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for (_, pairs) in found {
        for (key, value) in &pairs.0 {
            let Value::Array(items) = value else {
                continue;
            };
            if items.is_empty() || !items.iter().all(Value::is_object) {
                continue;
            }
            match counts.iter_mut().find(|(k, _)| k == key) {
                Some((_, count)) => *count += 1,
                None => counts.push((key, 1)),
            }
        }
    }
    // Lists of lines are in every order; lists of notes or refunds in a few.
    let is_lines = |key: &str| {
        let key = key.to_lowercase();
        ["item", "line", "product", "position", "artikel"]
            .iter()
            .any(|w| key.contains(w))
    };
    counts
        .iter()
        .rev()
        .max_by_key(|(key, count)| (is_lines(key), *count))
        .map(|(key, _)| (*key).to_owned())
}

type Cells = Vec<(String, String)>;
/// Takes the cells of one row.
type Take<'t> = dyn FnMut(&[(String, String)]) + 't;

/// The rows that an object makes: one, or one for each object of its list, the other keys repeated.
fn for_each_row(pairs: &Pairs, each: Option<&str>, take: &mut Take<'_>) {
    let mut own: Cells = Vec::new();
    let mut items: &[Value] = &[];
    for (key, value) in &pairs.0 {
        match value {
            Value::Array(list) if Some(key.as_str()) == each && !list.is_empty() => items = list,
            value => flatten(key.clone(), value, 1, &mut own),
        }
    }
    if items.is_empty() {
        return take(&own);
    }
    let before = own.len();
    for item in items {
        own.truncate(before);
        flatten(each.unwrap_or_default().to_owned(), item, 1, &mut own);
        take(&own);
    }
}

fn flatten(key: String, value: &Value, depth: usize, cells: &mut Cells) {
    match value {
        Value::Object(object) if depth < DEPTH => {
            for (inner, value) in object {
                flatten(format!("{key}.{inner}"), value, depth + 1, cells);
            }
        }
        Value::Null => cells.push((key, String::new())),
        Value::String(text) => cells.push((key, text.clone())),
        Value::Array(list) if list.iter().all(|v| !v.is_object() && !v.is_array()) => {
            let parts: Vec<String> = list
                .iter()
                .map(|v| match v {
                    Value::String(text) => text.clone(),
                    Value::Null => String::new(),
                    other => other.to_string(),
                })
                .collect();
            cells.push((key, parts.join(", ")));
        }
        Value::Number(number) => cells.push((key, plain(number))),
        other => cells.push((key, other.to_string())),
    }
}

/// A number as it was meant: `12.0` stays, `1e+20` is a number whose last digits are lost.
fn plain(number: &serde_json::Number) -> String {
    let text = number.to_string();
    match text.split_once('e') {
        Some((head, tail)) if !tail.starts_with(['+', '-']) => format!("{head}E+{tail}"),
        _ => text,
    }
}

enum Pieces<'a> {
    Lines(Box<Rows<Intake<'a>>>),
    List(Splitter<Intake<'a>>),
}

/// The rows of JSON objects.
pub(crate) struct JsonRows<'a> {
    pieces: Pieces<'a>,
    tally: Rc<RefCell<Tally>>,
    objects: &'a Objects,
    places: FxHashMap<&'a str, usize>,
    row: MadeRow,
    /// The object at hand as it stands in the file.
    raw: Vec<u8>,
    line: u64,
    /// The objects inside the one at hand that are still to become rows, last first.
    waiting: Vec<Value>,
    /// Where the cells of the object itself end in the row.
    mark: usize,
    /// Whether the row at hand is one of the list's.
    listed: bool,
    traps: Traps,
}

impl<'a> JsonRows<'a> {
    /// Reads a text as a detection found it.
    pub(crate) fn new(intake: Intake<'a>, objects: &'a Objects) -> Result<JsonRows<'a>, Error> {
        let tally = intake.tally();
        let pieces = if objects.lines {
            Pieces::Lines(Box::new(Rows::lines(intake)?))
        } else {
            Pieces::List(Splitter::new(intake))
        };
        Ok(JsonRows {
            pieces,
            tally,
            objects,
            places: places(objects),
            row: MadeRow::default(),
            raw: Vec::new(),
            line: 0,
            waiting: Vec::new(),
            mark: 0,
            listed: false,
            traps: Traps::default(),
        })
    }

    /// Takes the next object; what it is if it makes no row.
    fn object(&mut self) -> Result<Option<Step>, Error> {
        self.raw.clear();
        let bad = match &mut self.pieces {
            Pieces::Lines(rows) => match rows.advance()? {
                Step::End => return Ok(Some(Step::End)),
                step => {
                    let row = rows.row();
                    self.line = row.line;
                    self.raw.extend_from_slice(row.raw.trim_ascii());
                    match step {
                        Step::Bad(why) => Some(why),
                        _ => None,
                    }
                }
            },
            Pieces::List(splitter) => match splitter.next()? {
                Piece::End => return Ok(Some(Step::End)),
                Piece::Object(line, from, to) => {
                    // In a list on one line the count goes on, so that each object can be told from the others.
                    self.line = line.max(self.line + 1);
                    self.raw.extend_from_slice(&splitter.buffer[from..to]);
                    None
                }
                Piece::Bad(why, line, from, to) => {
                    self.line = line.max(self.line + 1);
                    self.raw.extend_from_slice(&splitter.buffer[from..to]);
                    Some(why)
                }
            },
        };
        // What cannot be split into cells is kept as it stands.
        self.row.begin(self.line, 0);
        if let Some(why) = bad {
            return Ok(Some(Step::Bad(why)));
        }
        if self.objects.keys.is_empty() {
            // Events: the format reads the object itself.
            return Ok((!self.raw.is_empty()).then_some(Step::Row));
        }
        if self.raw.is_empty() {
            return Ok(None);
        }
        let Ok(pairs) = serde_json::from_slice::<Pairs>(&self.raw) else {
            return Ok(Some(Step::Bad(Unusable::NoObject)));
        };
        let mut own = Cells::new();
        for (key, value) in pairs.0 {
            match value {
                Value::Array(list)
                    if Some(&key) == self.objects.each.as_ref() && !list.is_empty() =>
                {
                    self.waiting = list;
                }
                value => flatten(key, &value, 1, &mut own),
            }
        }
        if self.waiting.len() > MAX_LIST {
            self.waiting.clear();
            return Ok(Some(Step::Bad(Unusable::RowTooLong)));
        }
        if own.iter().any(|(_, cell)| cell.len() > MAX_CELL) {
            self.waiting.clear();
            return Ok(Some(Step::Bad(Unusable::CellTooLong)));
        }
        self.row.begin(self.line, self.objects.keys.len());
        self.set(&own);
        self.mark = self.row.bytes();
        self.waiting.reverse();
        Ok(self.waiting.is_empty().then_some(Step::Row))
    }

    fn set(&mut self, cells: &Cells) {
        for (key, cell) in cells {
            match self.places.get(key.as_str()) {
                Some(at) => self.row.set(*at, cell.as_bytes()),
                None if guarded(cell.as_bytes()).is_empty() => {}
                None => self.traps.met(Met::LateKey),
            }
        }
    }
}

impl RowSource for JsonRows<'_> {
    fn advance(&mut self) -> Result<Step, Error> {
        loop {
            if let Some(item) = self.waiting.pop() {
                self.row.back_to(self.mark);
                let mut cells = Cells::new();
                let key = self.objects.each.clone().unwrap_or_default();
                flatten(key, &item, 1, &mut cells);
                self.set(&cells);
                self.listed = true;
                if cells.iter().any(|(_, cell)| cell.len() > MAX_CELL) {
                    self.row.back_to(self.mark);
                    return Ok(Step::Bad(Unusable::CellTooLong));
                }
                return Ok(Step::Row);
            }
            self.listed = false;
            if let Some(step) = self.object()? {
                return Ok(step);
            }
        }
    }

    fn row(&self) -> Row<'_> {
        if self.listed {
            // Each of the rows of one object is shown with what is its own.
            return self.row.show(self.mark);
        }
        self.row.show_as(&self.raw)
    }

    fn bytes(&self) -> u64 {
        self.tally.borrow().bytes
    }
}

impl FileRows for JsonRows<'_> {
    fn hash(&self) -> String {
        self.tally.borrow().hash()
    }

    fn traps(&self) -> Vec<Trap> {
        self.traps.list()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(u64, Vec<String>)> {
        let (found, _) = head(text.as_bytes(), 100);
        let objects = columns_of(&found, false);
        let intake = Intake::new(text.as_bytes(), false, encoding_rs::UTF_8);
        let mut rows = JsonRows::new(intake, &objects).unwrap();
        let mut all = vec![(0, objects.keys.clone())];
        loop {
            match rows.advance().unwrap() {
                Step::End => return all,
                Step::Bad(why) => all.push((rows.row().line, vec![format!("{why:?}")])),
                Step::Row => {
                    let row = rows.row();
                    let cells = row.cells().map(|c| String::from_utf8_lossy(c).into());
                    all.push((row.line, cells.collect()));
                }
            }
        }
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|c| (*c).to_owned()).collect())
    }

    #[test]
    fn a_list_over_many_lines_is_a_table() {
        let text = "[\n {\n  \"id\": 7,\n  \"who\": {\"name\": \"An{n\\\"a\", \"tags\": [\"a\", 2]}\n },\n 3,\n {\"id\": 12345678901234567, \"new\": true},\n {\"id\": 9, \"id2\": null}]\n";
        assert_eq!(
            cells(text),
            [
                row(0, &["id", "who.name", "who.tags", "new", "id2"]),
                row(2, &["7", "An{n\"a", "a, 2", "", ""]),
                row(6, &["NoObject"]),
                row(7, &["12345678901234567", "", "", "true", ""]),
                row(8, &["9", "", "", "", ""]),
            ]
        );
    }

    #[test]
    fn a_list_of_lines_inside_an_order_is_a_row_each() {
        let text = r#"{"order":"1001","notes":[{"t":"x"}],"line_items":[{"sku":"A","price":"2.50"},{"sku":"B","price":"1"}]}
{"order":"1002","line_items":[]}"#;
        let all = cells(text);
        assert_eq!(
            all[0].1,
            [
                "order",
                "notes",
                "line_items.price",
                "line_items.sku",
                "line_items"
            ]
        );
        assert_eq!(
            all[1],
            row(1, &["1001", "[{\"t\":\"x\"}]", "2.50", "A", ""])
        );
        assert_eq!(all[2].1[3], "B");
        assert_eq!(all[3], row(2, &["1002", "", "", "", ""]));
    }

    #[test]
    fn what_is_cut_off_or_too_long_is_said() {
        let all = cells("[{\"a\": 1}, {\"a\": \"never");
        assert_eq!(all[2], row(2, &["ObjectCutOff"]));
        let long = format!("[{{\"a\": \"{}\"}}, {{\"a\": 2}}]", "x".repeat(3 * MAX_ROW));
        let objects = Objects {
            lines: false,
            keys: vec!["a".into()],
            each: None,
        };
        let intake = Intake::new(long.as_bytes(), false, encoding_rs::UTF_8);
        let mut rows = JsonRows::new(intake, &objects).unwrap();
        assert_eq!(rows.advance().unwrap(), Step::Bad(Unusable::RowTooLong));
        assert_eq!(rows.advance().unwrap(), Step::Row);
        assert_eq!(rows.row().cell(0), b"2");
    }
}
