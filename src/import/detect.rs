//! Looks at the head of a file: compression, encoding, kind of text, header, format, columns.

use super::detection::{Detection, Lay, Objects, Wishes};
use super::encoding;
use super::error::Error;
use super::foreign;
use super::format::Format;
use super::head::{self, Head, ROWS};
use super::intake::Intake;
use super::json::Object;
use super::json_table;
use super::platform::Shape;
use crate::model::text::clean;
use encoding_rs::Encoding;
use std::io::Read;

/// So much decompressed text is looked at.
const LOOKED_AT: usize = 1 << 18;
/// A head this long is taken for cut off: its last line may be incomplete.
const CUT: usize = 60 << 10;

/// Finds out what a file is. `head` is its first 64 KiB or so as on disk (fewer only if it is shorter),
/// `file_name` serves messages alone: content decides.
pub fn detect(head: &[u8], file_name: &str, wishes: &Wishes) -> Result<Detection, Error> {
    let file_name = clean(file_name);
    let refuse = |text: &str| Err(Error::Refused(format!("{file_name} {text}")));
    if head.is_empty() {
        return refuse("is empty; export it again");
    }
    if let Some(text) = foreign::told(head) {
        return refuse(text);
    }
    if head.starts_with(b"PK") {
        return refuse(
            "is an archive or a workbook inside a file; unpack it and import what is inside",
        );
    }
    let gzip = head.starts_with(&[0x1f, 0x8b]);
    let mut text = Vec::new();
    let mut cut = head.len() >= CUT;
    if gzip {
        cut = unpack(head, &mut text)? || text.len() >= LOOKED_AT;
        if text.is_empty() {
            return refuse(
                "is compressed, but nothing could be unpacked; copy or download it again",
            );
        }
        if let Some(text) = foreign::told(&text) {
            return refuse(text);
        }
        if text.starts_with(&[0x1f, 0x8b]) {
            return refuse("is compressed twice; unpack it once and import the result");
        }
    } else {
        text.extend_from_slice(head);
    }
    let encoding = encoding::of(&text);
    let mut utf8 = Vec::new();
    let mut intake = Intake::new(text.as_slice(), false, encoding);
    // Not `read_to_end`: it reads into buffers that are too small for a character, and its error would go unseen.
    let mut chunk = [0; 1 << 13];
    while let Ok(n @ 1..) = intake.read(&mut chunk) {
        utf8.extend_from_slice(&chunk[..n]);
    }
    let whole = utf8.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&utf8);
    let body = match whole.iter().rposition(|b| *b == b'\n') {
        Some(end) if cut => &whole[..=end],
        _ => whole,
    };
    let nothing = body.iter().filter(|b| **b == 0).count();
    if nothing * 20 > body.len() {
        return refuse("is not text; export it as CSV or as JSON lines");
    }
    let found = Found {
        file_name: &file_name,
        gzip,
        encoding,
        text: body,
        whole,
        wishes,
    };
    match body.trim_ascii_start().first() {
        None => refuse("holds nothing but blanks; export it again"),
        Some(b'{') => found.json_lines(),
        Some(b'[') if is_list_of_objects(whole) => found.objects(false),
        Some(b'<') => refuse("is a web page or XML, not an export; download the CSV file itself"),
        Some(_) => found.table(),
    }
}

/// What the first rows of a table tell that does not lie as text in a file: a sheet of a workbook.
pub(crate) fn detect_head(
    head: &Head,
    file_name: &str,
    wishes: &Wishes,
) -> Result<Detection, Error> {
    let found = Found {
        file_name,
        gzip: false,
        encoding: encoding_rs::UTF_8,
        text: &[],
        whole: &[],
        wishes,
    };
    found.not_lines()?;
    found.columns(head)
}

/// Whether a text is a list with an object as its first entry.
fn is_list_of_objects(text: &[u8]) -> bool {
    let rest = text.trim_ascii_start().strip_prefix(b"[");
    rest.is_some_and(|rest| rest.trim_ascii_start().first() == Some(&b'{'))
}

/// Unpacks as much of the head as is there; whether it breaks off.
fn unpack(head: &[u8], text: &mut Vec<u8>) -> Result<bool, Error> {
    let mut intake = Intake::new(head, true, encoding_rs::UTF_8);
    let mut chunk = [0; 1 << 13];
    while text.len() < LOOKED_AT {
        match intake.read(&mut chunk) {
            Ok(0) => return Ok(false),
            Ok(n) => text.extend_from_slice(&chunk[..n]),
            // The head ends inside the stream; the whole file is judged when it is read.
            Err(_) => return Ok(true),
        }
    }
    Ok(true)
}

/// A file that was looked at: what is known of it before its rows are.
pub(crate) struct Found<'a> {
    pub(crate) file_name: &'a str,
    pub(crate) gzip: bool,
    pub(crate) encoding: &'static Encoding,
    /// Whole lines of text; none where a table comes from elsewhere.
    pub(crate) text: &'a [u8],
    /// The same with a last line that may be cut off.
    pub(crate) whole: &'a [u8],
    pub(crate) wishes: &'a Wishes,
}

impl Found<'_> {
    pub(crate) fn refuse<T>(&self, text: &str) -> Result<T, Error> {
        Err(Error::Refused(format!("{} {text}", self.file_name)))
    }

    pub(crate) fn detection(&self, format: Format, evidence: Vec<String>) -> Detection {
        let mut all = evidence;
        if self.gzip {
            all.push("it is compressed with gzip".to_owned());
        }
        if !self.text.is_empty() {
            all.push(format!("its text is {}", self.encoding.name()));
        }
        Detection {
            gzip: self.gzip,
            encoding: self.encoding.name(),
            now: self.wishes.now,
            ..Detection::bare(format, all)
        }
    }

    fn json_lines(&self) -> Result<Detection, Error> {
        let (mut objects, mut lines) = (0, 0);
        let mut counts = vec![0u32; Format::ALL.len()];
        for line in self.text.split(|b| matches!(b, b'\n' | b'\r')).take(ROWS) {
            if line.trim_ascii().is_empty() {
                continue;
            }
            lines += 1;
            let Ok(object) = serde_json::from_slice::<Object>(line) else {
                continue;
            };
            objects += 1;
            for (count, format) in counts.iter_mut().zip(Format::ALL) {
                if let Shape::Lines { own, .. } = format.platform().shape {
                    *count += u32::from(own(&object));
                }
            }
        }
        let Some(evidence) = self.events(&counts, &format!("first {lines} lines")) else {
            // Objects of another kind, or over several lines each: a table.
            return self.objects(objects * 2 > lines);
        };
        let (format, why) = evidence;
        Ok(self.detection(format, vec![why]))
    }

    /// Which format of events it is, if it is one: by how many objects have the keys of each.
    fn events(&self, counts: &[u32], of: &str) -> Option<(Format, String)> {
        let count_of = |format: Format| counts[format as usize];
        let most = Format::ALL
            .iter()
            .copied()
            .rev()
            .max_by_key(|f| count_of(*f));
        let format = match self.wishes.format {
            Some(format) if format.is_table() => return None,
            Some(format) => format,
            None => most.filter(|f| count_of(*f) > 0)?,
        };
        let keys = match format.platform().shape {
            Shape::Lines { keys, .. } => keys,
            Shape::Named(_) | Shape::Any => "",
        };
        let why = format!(
            "{} of the {of} are JSON objects with {keys}",
            count_of(format)
        );
        Some((format, why))
    }

    /// JSON objects as a table: one on each line, or in a list.
    fn objects(&self, lines: bool) -> Result<Detection, Error> {
        let (found, _) = json_table::head(self.whole, ROWS);
        if found.is_empty() {
            return self.refuse(
                "begins like JSON, but holds no whole JSON object; export it again, or write one object on each line",
            );
        }
        if !lines {
            let mut counts = vec![0u32; Format::ALL.len()];
            for (_, pairs) in &found {
                let object: Object = pairs.0.iter().cloned().collect();
                for (count, format) in counts.iter_mut().zip(Format::ALL) {
                    if let Shape::Lines { own, .. } = format.platform().shape {
                        *count += u32::from(own(&object));
                    }
                }
            }
            if let Some(evidence) = self.events(&counts, &format!("first {} entries", found.len()))
            {
                let (format, why) = evidence;
                let mut detection = self.detection(format, vec![why]);
                detection.lay = Lay::Objects(Objects::default());
                return Ok(detection);
            }
        }
        let objects = json_table::columns_of(&found, lines);
        let head = Head {
            rows: json_table::rows_of(&found, &objects, ROWS),
            width: objects.keys.len(),
            names: Some(objects.keys.clone()),
            hints: Some(json_table::hints(&objects)),
            delimiter: None,
        };
        let mut detection = self.columns(&head)?;
        if let Some(each) = &objects.each {
            let each = clean(each);
            detection
                .evidence
                .push(format!("each entry of `{each}` is a row of its own"));
        }
        detection.lay = Lay::Objects(objects);
        Ok(detection)
    }

    fn not_lines(&self) -> Result<(), Error> {
        match self.wishes.format {
            Some(format) if !format.is_table() => Err(Error::Asked(format!(
                "{} is a table, not JSON lines; leave out --as",
                self.file_name
            ))),
            _ => Ok(()),
        }
    }

    fn table(&self) -> Result<Detection, Error> {
        self.not_lines()?;
        let Some((delimiter, rows, width)) = head::split(self.text) else {
            return self.refuse(
                "has no columns; save it as comma-separated text (CSV): one row for each order line, customer, product \
                 or event, below a row with the names of the columns",
            );
        };
        self.columns(&Head {
            rows,
            width,
            names: None,
            hints: None,
            delimiter: Some(delimiter),
        })
    }
}
