//! Looks at the head of a file: compression, encoding, kind of text, header, format, columns.

use super::cells;
use super::detection::{Column, Detection, Lay, Objects, Wishes};
use super::error::Error;
use super::field::Field;
use super::format::Format;
use super::intake::Intake;
use super::json::Object;
use super::json_table;
use super::kind::{Kind, Need};
use super::number;
use super::platform::{Names, Shape};
use super::problem::shown;
use super::product_words;
use super::rows::{Rows, Step};
use super::suggest::{self, Look, Suggestion, normal};
use super::suggest_people;
use super::trap::{Traps, grouped};
use super::when::{self, Order};
use crate::model::money::Currency;
use crate::model::text::{clean, fold};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;
use std::io::Read;

/// So much decompressed text is looked at.
const LOOKED_AT: usize = 1 << 18;
/// So many rows are looked at.
const ROWS: usize = 300;
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
    if let Some(text) = foreign(head) {
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
        if let Some(text) = foreign(&text) {
            return refuse(text);
        }
        if text.starts_with(&[0x1f, 0x8b]) {
            return refuse("is compressed twice; unpack it once and import the result");
        }
    } else {
        text.extend_from_slice(head);
    }
    let encoding = encoding_of(&text);
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

/// The first rows of a table, wherever they come from.
pub(crate) struct Head {
    /// Each with its line, from 1.
    pub(crate) rows: Vec<Line>,
    /// How many columns it has.
    pub(crate) width: usize,
    /// The names of the columns, where they do not stand in a row.
    pub(crate) names: Option<Vec<String>>,
    /// Other names of the columns, which tell better what they hold.
    pub(crate) hints: Option<Vec<String>>,
    /// What parts the cells, in text.
    pub(crate) delimiter: Option<u8>,
}

/// Whether a text is a list with an object as its first entry.
fn is_list_of_objects(text: &[u8]) -> bool {
    let rest = text.trim_ascii_start().strip_prefix(b"[");
    rest.is_some_and(|rest| rest.trim_ascii_start().first() == Some(&b'{'))
}

/// Files of other programs, by their first bytes.
pub(crate) fn foreign(head: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 10] = [
        (
            b"\xd0\xcf\x11\xe0",
            "is an old Excel workbook; save the sheet as CSV and import that",
        ),
        (b"\x89PNG", "is a picture"),
        (b"\xff\xd8\xff", "is a picture"),
        (
            b"SQLite format 3\0",
            "is a database; if it is a shop of Regulars, open it with --shop",
        ),
        (b"%PDF", "is a PDF; ask the shop system for a CSV export"),
        (
            b"\x28\xb5\x2f\xfd",
            "is compressed with zstd; unpack it or use gzip",
        ),
        (
            b"\xfd7zXZ\0",
            "is compressed with xz; unpack it (xz -dk) or use gzip",
        ),
        (b"BZh", "is compressed with bzip2; unpack it or use gzip"),
        (
            b"7z\xbc\xaf",
            "is a 7-Zip archive; unpack it and import the file inside",
        ),
        (b"PAR1", "is a Parquet file; export it as CSV"),
    ];
    if head.get(257..262) == Some(b"ustar") {
        return Some("is an archive; unpack it and import the files inside");
    }
    KNOWN
        .iter()
        .find(|(magic, _)| head.starts_with(magic))
        .map(|(_, text)| *text)
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

fn encoding_of(text: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(text) {
        return encoding;
    }
    let head = &text[..text.len().min(1 << 12)];
    let nul = |odd: usize| {
        head.iter()
            .skip(odd)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    if head.len() >= 8 && (nul(0) + nul(1)) * 4 > head.len() {
        return if nul(1) > nul(0) {
            encoding_rs::UTF_16LE
        } else {
            encoding_rs::UTF_16BE
        };
    }
    match std::str::from_utf8(text) {
        Ok(_) => encoding_rs::UTF_8,
        // A character cut in two at the end of the head.
        Err(e) if e.error_len().is_none() => encoding_rs::UTF_8,
        Err(e) => {
            // Mostly valid with a few stray bytes: a mixed file; those cells are read as windows-1252.
            let long = text[..e.valid_up_to()]
                .iter()
                .filter(|b| **b >= 0x80)
                .count();
            if long >= 8 {
                return encoding_rs::UTF_8;
            }
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(text, true);
            let guess = detector.guess(None, Utf8Detection::Deny);
            if guess.is_single_byte() || guess.name().starts_with("UTF") {
                guess
            } else {
                // Two-byte encodings are only believed if they decode without a flaw.
                match guess.decode(text) {
                    (_, _, false) => guess,
                    _ => encoding_rs::WINDOWS_1252,
                }
            }
        }
    }
}

struct Found<'a> {
    file_name: &'a str,
    gzip: bool,
    encoding: &'static Encoding,
    /// Whole lines of text; none where a table comes from elsewhere.
    text: &'a [u8],
    /// The same with a last line that may be cut off.
    whole: &'a [u8],
    wishes: &'a Wishes,
}

pub(crate) type Line = (u64, Vec<Vec<u8>>);
type Table = Vec<Line>;

impl Found<'_> {
    fn refuse<T>(&self, text: &str) -> Result<T, Error> {
        Err(Error::Refused(format!("{} {text}", self.file_name)))
    }

    fn detection(&self, format: Format, evidence: Vec<String>) -> Detection {
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
        let Some((delimiter, rows, width)) = self.split() else {
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

    /// What the columns of a table hold.
    fn columns(&self, head: &Head) -> Result<Detection, Error> {
        let Head {
            rows: table,
            width,
            names: known,
            hints,
            delimiter,
        } = head;
        let (width, delimiter) = (*width, *delimiter);
        let start = table
            .iter()
            .position(|(_, row)| known.is_some() || is_header_like(row, width))
            .unwrap_or(0);
        let Some((line, first)) = table.get(start) else {
            return self.refuse("has no rows");
        };
        let has_header = known.is_none() && !looks_like_data(first);
        let header_line = has_header.then_some(*line);
        let data = &table[start + usize::from(has_header)..];
        let names = match known {
            Some(known) => {
                let cells: Vec<Vec<u8>> = known.iter().map(|k| k.clone().into_bytes()).collect();
                names(&cells, width, true)
            }
            None => names(first, width, has_header),
        };
        let mark = match self.wishes.decimal_mark {
            Some(mark) => mark as u8,
            None => decimal_mark(data, delimiter),
        };
        let looks: Vec<Look<'_>> = names
            .iter()
            .enumerate()
            .map(|(at, name)| Look {
                name: hints.as_ref().and_then(|h| h.get(at)).unwrap_or(name),
                values: data
                    .iter()
                    .map(|(_, row)| row.get(at).map_or(&[][..], Vec::as_slice))
                    .collect(),
            })
            .collect();
        let Chosen {
            format,
            why,
            fields,
            vague,
        } = self.choose(&names, &looks, mark)?;
        let mut columns: Vec<Column> = names
            .iter()
            .enumerate()
            .map(|(at, name)| Column {
                name: name.clone(),
                field: None,
                because: String::new(),
                samples: samples(data, at),
                fits: suggest::looks(&looks[at].values, mark),
            })
            .collect();
        for (column, suggestion) in columns.iter_mut().zip(fields) {
            if let Some((field, because)) = suggestion {
                column.field = Some(field);
                column.because = because;
            }
        }
        self.apply_map(&mut columns)?;
        let fixed = self.fixed(format.kind())?;
        let mut missing = self.complete(format.kind(), &columns, &fixed, vague)?;
        if let Some(day) = column_of(&columns, Field::DayNumber)
            && column_of(&columns, Field::At).is_none()
            && !fixed
                .iter()
                .any(|(f, text)| *f == Field::DayOne && when::day(text).is_some())
        {
            if !self.wishes.incomplete {
                return self.refuse(&format!(
                    "counts days in its column `{}`; say which date was day 1: --map \"'2026-01-01'=day_one\"",
                    columns[day].name
                ));
            }
            missing.push("date of day 1");
        }
        let mut evidence = vec![why];
        let parted = delimiter.map_or(String::new(), |d| {
            format!(", parted by {}", delimiter_word(d))
        });
        let place = if delimiter.is_some() { "line" } else { "row" };
        evidence.push(match header_line {
            _ if known.is_some() => format!("{} columns: the keys of its objects", columns.len()),
            Some(line) => format!(
                "{} columns{parted}, named in {place} {}",
                columns.len(),
                grouped(line)
            ),
            None => format!(
                "{} columns{parted}, without a {place} of names",
                columns.len()
            ),
        });
        let mut detection = self.detection(format, evidence);
        detection.delimiter = delimiter.map(char::from);
        if known.is_none() {
            // Without a header the lines above the table, if any, still have to be skipped.
            detection.header_line = header_line.or((*line > 1).then(|| line - 1));
        }
        detection.settled.day_first = self.wishes.day_first;
        detection.day_first = match self.wishes.day_first {
            None => day_first(data, &columns),
            said => said,
        };
        detection.serial_dates = serial_dates(data, &columns);
        detection.discount_shares = discount_shares(data, &columns, mark);
        detection.decimal_mark = char::from(mark);
        detection.currency_sign = currency_sign(data, &columns);
        detection.columns = columns;
        detection.fixed = fixed;
        detection.missing = missing;
        Ok(detection)
    }

    /// Splits the head by the separator that gives the most even table.
    fn split(&self) -> Option<(u8, Table, usize)> {
        let mut best: Option<(f64, u8, Table, usize)> = None;
        for delimiter in [b',', b';', b'\t', b'|'] {
            let table = rows_of(self.text, delimiter);
            let mut widths: Vec<usize> = table.iter().map(|(_, row)| row.len()).collect();
            widths.sort_unstable();
            let most = widths
                .chunk_by(|a, b| a == b)
                .filter(|same| same[0] > 1)
                .max_by_key(|same| (same.len(), same[0]))
                .map(|same| (same[0], same.len()));
            let Some((width, even)) = most else {
                continue;
            };
            let score = even as f64 / table.len() as f64 + (width as f64).ln() / 4.0;
            if best.as_ref().is_none_or(|(s, ..)| score > *s) {
                best = Some((score, delimiter, table, width));
            }
        }
        best.map(|(_, delimiter, table, width)| (delimiter, table, width))
            .or_else(|| self.blanks())
    }

    /// A table whose columns are parted by runs of blanks: even throughout, and mostly numbers, unlike a text.
    fn blanks(&self) -> Option<(u8, Table, usize)> {
        let table = rows_of(self.text, b' ');
        let width = table.last()?.1.len();
        let even = table.iter().filter(|(_, row)| row.len() == width).count();
        let cells = table.iter().flat_map(|(_, row)| row);
        let numbers = cells.filter(|c| c.iter().any(u8::is_ascii_digit)).count();
        (width >= 3
            && table.len() >= 3
            && even * 20 >= table.len() * 19
            && numbers * 3 >= table.len() * width * 2)
            .then_some((b' ', table, width))
    }

    /// What the merchant says of every row: `--map "'email'=channel"`.
    fn fixed(&self, kind: Kind) -> Result<Vec<(Field, String)>, Error> {
        let said = self.wishes.map.iter();
        let fixed: Vec<(Field, String)> = said
            .filter_map(|(name, field)| Some((*field, fixed_text(name)?.to_owned())))
            .collect();
        let takes = |field: &Field| match kind {
            Kind::Orders => *field == Field::DayOne,
            Kind::Customers | Kind::Products => false,
            _ => true,
        };
        match fixed.iter().find(|(field, _)| !takes(field)) {
            Some((field, text)) => Err(Error::Asked(format!(
                "{} is taken for a {}, which takes no text for every row; leave out --map \"'{text}'={}\"",
                self.file_name,
                kind.words(),
                field.word()
            ))),
            _ => Ok(fixed),
        }
    }

    fn apply_map(&self, columns: &mut [Column]) -> Result<(), Error> {
        for (name, field) in &self.wishes.map {
            if fixed_text(name).is_some() {
                continue;
            }
            let wanted = fold(name);
            let Some(at) = columns.iter().position(|c| fold(&c.name) == wanted) else {
                let names: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
                let near = names
                    .iter()
                    .max_by(|a, b| {
                        strsim::jaro_winkler(&fold(a), &wanted)
                            .total_cmp(&strsim::jaro_winkler(&fold(b), &wanted))
                    })
                    .cloned()
                    .unwrap_or_default();
                return Err(Error::Asked(format!(
                    "{} has no column `{name}`; the nearest is `{near}`; its columns are: {}",
                    self.file_name,
                    list(&names)
                )));
            };
            for column in columns.iter_mut() {
                if column.field == Some(*field) && !field.is_free() {
                    column.field = None;
                    column.because.clear();
                }
            }
            columns[at].field = Some(*field);
            columns[at].because = "you said so".to_owned();
        }
        Ok(())
    }

    /// Refuses a table without the columns that its kind cannot do without, or says which are missing.
    fn complete(
        &self,
        kind: Kind,
        columns: &[Column],
        fixed: &[(Field, String)],
        vague: bool,
    ) -> Result<Vec<&'static str>, Error> {
        let has = |field: &Field| {
            columns.iter().any(|c| c.field == Some(*field)) || fixed.iter().any(|(f, _)| f == field)
        };
        let mut missing: Vec<&Need> = kind
            .needs()
            .iter()
            .filter(|need| !need.fields.iter().any(has))
            .collect();
        if vague
            && !has(&Field::Order)
            && let Some(number) = kind.needs().first()
            && !missing.iter().any(|n| n.words == number.words)
        {
            missing.insert(0, number);
        }
        let words: Vec<&'static str> = missing.iter().map(|n| n.words).collect();
        if missing.is_empty() || self.wishes.incomplete {
            return Ok(words);
        }
        let maps: Vec<String> = missing
            .iter()
            .filter_map(|n| Some(format!("--map COLUMN={}", n.fields.first()?.word())))
            .collect();
        let names: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
        let part = self.part_of_orders(kind, columns, &missing);
        self.refuse(&format!(
            "has no column that looks like: {}. {part}If it is a {}, say which one it is: {}. {}\
             Its columns are: {}",
            words.join(", "),
            kind.words(),
            maps.join(" "),
            self.other_kinds(kind),
            list(&names)
        ))
    }

    /// What is wrong with a table that holds one half of the orders: what was bought, or when.
    fn part_of_orders(&self, kind: Kind, columns: &[Column], missing: &[&Need]) -> &'static str {
        let has = |fields: &[Field]| {
            columns
                .iter()
                .any(|c| c.field.is_some_and(|f| fields.contains(&f)))
        };
        let lacks = |field: Field| missing.iter().any(|n| n.fields.contains(&field));
        const PRODUCT: [Field; 3] = [Field::Product, Field::Sku, Field::ProductId];
        let numbered = columns.iter().any(|c| {
            matches!(c.field, Some(Field::Order)) && suggest::is_exact(Field::Order, &c.name)
        });
        if kind != Kind::Orders || !numbered {
            return "";
        }
        match (lacks(Field::At), lacks(Field::Price)) {
            (true, _) if has(&PRODUCT) => {
                "If another table says when these orders were placed, export both in one, or join them by the order \
                 number. "
            }
            (false, true) if !has(&PRODUCT) => {
                "If another table says what was bought, export both in one, or join them by the order number. "
            }
            (false, true) => {
                "If the prices stand in a table of products, put each beside what was sold. "
            }
            _ => "",
        }
    }

    /// What a table may be besides what it was taken for.
    fn other_kinds(&self, kind: Kind) -> String {
        if self.wishes.format.is_some() {
            return String::new();
        }
        let mut others: Vec<Format> = Format::ALL
            .iter()
            .copied()
            .filter(|f| matches!(f.platform().shape, Shape::Any) && f.kind() != kind)
            .collect();
        others.sort_by_key(|f| f.kind());
        let words: Vec<&str> = others.iter().map(|f| f.word()).collect();
        let (last, first) = words.split_last().unwrap_or((&"", &[]));
        format!(
            "If it is something else, say what: --as {} or {last}. ",
            first.join(", ")
        )
    }

    /// What kind of table it is, and what its columns hold.
    fn choose(&self, names: &[String], looks: &[Look<'_>], mark: u8) -> Result<Chosen, Error> {
        if let Some(format) = self.wishes.format {
            let fields = match &format.platform().shape {
                Shape::Named(own) => {
                    if own.recognise(names).is_none() {
                        return Err(Error::Asked(format!(
                            "{} has not the columns of the {format} ({}); its columns are: {}",
                            self.file_name,
                            own.telling.join(", "),
                            list(names)
                        )));
                    }
                    named(own, names, format.kind())
                }
                _ => suggest::suggest(looks, mark, format.kind()),
            };
            return Ok(Chosen {
                format,
                why: "you asked for this format".to_owned(),
                fields,
                vague: false,
            });
        }
        let mut best: Option<(usize, Format, &Names)> = None;
        for format in Format::ALL {
            if let Shape::Named(own) = &format.platform().shape
                && let Some(used) = own.recognise(names)
                && best.is_none_or(|(most, ..)| used > most)
            {
                best = Some((used, *format, own));
            }
        }
        if let Some((used, format, own)) = best {
            return Ok(Chosen {
                format,
                why: own.evidence(format.title(), used, names.len()),
                fields: named(own, names, format.kind()),
                vague: false,
            });
        }
        // Any table: the first kind whose needs are all met, else the one of which most are.
        let mut chosen: Option<((bool, usize), Chosen)> = None;
        for format in Format::ALL {
            if !matches!(format.platform().shape, Shape::Any) {
                continue;
            }
            let kind = format.kind();
            if kind == Kind::Customers && suggest_people::is_about_others(looks) {
                continue;
            }
            let others = matches!(kind, Kind::Products | Kind::Places | Kind::Weather);
            if others && suggest_people::is_about_orders(looks) {
                continue;
            }
            let fields = suggest::suggest(looks, mark, kind);
            // Of a table that few have, a part of a name is too little.
            let rare = matches!(
                kind,
                Kind::Shown | Kind::Messages | Kind::Campaigns | Kind::Places | Kind::Weather
            );
            let mapped = |f: &Field| {
                let mut all = looks.iter().zip(&fields);
                all.any(|(look, found)| {
                    let offered = found.as_ref().is_some_and(|(field, _)| field == f);
                    offered && (!rare || *f == Field::At || suggest::is_exact(*f, look.name))
                }) || self.wishes.map.iter().any(|(_, field)| field == f)
            };
            let needs = format.kind().needs();
            // Nearly every table names something: that alone makes none of products.
            let met = match format.kind() {
                Kind::Products if !is_catalogue(looks, mark, &fields) => 0,
                Kind::Customers if !suggest_people::says_something(looks, &fields) => 0,
                _ => needs.iter().filter(|n| n.fields.iter().any(mapped)).count(),
            };
            let said: Vec<Field> = self.wishes.map.iter().map(|(_, f)| *f).collect();
            let vague =
                format.kind() == Kind::Orders && !suggest::tells_orders(looks, &fields, &said);
            let fit = if met == needs.len() && !vague {
                (true, 0)
            } else {
                (false, met)
            };
            // Most tables that nobody knows are orders.
            let usual = *format == Format::OrderLines && !fit.0;
            let better = |best: &(bool, usize)| fit > *best || (usual && fit == *best);
            if chosen.as_ref().is_none_or(|(best, _)| better(best)) {
                let why = format!("it looks like a {}", format.kind().words());
                let format = *format;
                chosen = Some((
                    fit,
                    Chosen {
                        format,
                        why,
                        fields,
                        vague,
                    },
                ));
            }
        }
        match chosen {
            Some((_, chosen)) => Ok(chosen),
            None => self.refuse("is a table of no known kind"),
        }
    }
}

/// Whether a table that names products is about them: it says a usual thing of each, and no order or buyer.
fn is_catalogue(looks: &[Look<'_>], mark: u8, fields: &[Suggestion]) -> bool {
    const USUAL: [Field; 6] = [
        Field::Product,
        Field::Sku,
        Field::ProductId,
        Field::Handle,
        Field::Attribute,
        Field::Added,
    ];
    // Whatever has a name may have a kind, a state and a day: of products more is said, or they are called so.
    const VAGUE: [Field; 5] = [
        Field::Category,
        Field::State,
        Field::Published,
        Field::Tags,
        Field::Description,
    ];
    let called = looks.iter().zip(fields).any(|(look, found)| {
        found.as_ref().is_some_and(|(field, _)| match field {
            Field::Sku | Field::Handle => true,
            Field::Product | Field::ProductId => {
                !matches!(normal(look.name).as_str(), "name" | "title" | "id")
            }
            _ => false,
        })
    });
    // A question of a survey may hold the word `price` too.
    let named =
        |field: Field, name: &str| product_words::is_exact(field, name) || normal(name).len() <= 14;
    let says = |(look, found): (&Look<'_>, &Suggestion)| {
        found.as_ref().is_some_and(|(field, _)| {
            !USUAL.contains(field)
                && (called || !VAGUE.contains(field) && named(*field, look.name))
                // Any number of pieces is called a quantity: only a stock that is named so is one.
                && (*field != Field::Stock || product_words::is_exact(*field, look.name))
        })
    };
    let others = suggest::suggest(looks, mark, Kind::Orders);
    let other = |f: &Suggestion| {
        let field = f.as_ref().map(|(field, _)| *field);
        matches!(field, Some(Field::Order | Field::Email | Field::Customer))
    };
    looks.iter().zip(fields).any(says) && !others.iter().any(other)
}

/// The text that a map gives to every row, if it names no column.
fn fixed_text(name: &str) -> Option<&str> {
    let text = name.strip_prefix('\'')?.strip_suffix('\'')?;
    (!text.trim().is_empty()).then(|| text.trim())
}

/// What a table was taken for.
struct Chosen {
    format: Format,
    why: String,
    fields: Vec<Suggestion>,
    /// Whether it may as well be a table of something else: an order number would tell.
    vague: bool,
}

/// The fields of a platform's own columns.
fn named(own: &Names, columns: &[String], kind: Kind) -> Vec<Suggestion> {
    let mut taken: Vec<Field> = Vec::new();
    let mut found: Vec<Suggestion> = columns.iter().map(|_| None).collect();
    let entries = own.entries(columns);
    // In the order of the platform's list, so that the better of two columns wins.
    for (entry, (_, field)) in own.columns.iter().enumerate() {
        for (at, found) in found.iter_mut().enumerate() {
            if entries[at] == Some(entry) && (field.is_free() || !taken.contains(field)) {
                taken.push(*field);
                *found = Some((*field, "the platform's own name".to_owned()));
            }
        }
    }
    if kind == Kind::Customers {
        for (at, suggestion) in found.iter_mut().enumerate() {
            if suggestion.is_none() && entries[at].is_none() {
                *suggestion = suggest_people::rest(&columns[at]);
            }
        }
    }
    found
}

fn list(names: &[String]) -> String {
    let mut shown: Vec<&str> = names.iter().take(40).map(String::as_str).collect();
    if names.len() > 40 {
        shown.push("…");
    }
    shown.join(", ")
}

fn rows_of(text: &[u8], delimiter: u8) -> Table {
    let mut table = Vec::new();
    let Ok(mut rows) = Rows::new(text, delimiter) else {
        return table;
    };
    while table.len() < ROWS {
        match rows.advance() {
            Ok(Step::Row) => {
                let row = rows.row();
                table.push((row.line, row.cells().map(<[u8]>::to_vec).collect()));
            }
            Ok(Step::Bad(_)) => {}
            Ok(Step::End) | Err(_) => break,
        }
    }
    table
}

/// Whether a row can be the header: as wide as the table, mostly filled, no title line.
fn is_header_like(row: &[Vec<u8>], width: usize) -> bool {
    let filled = row.iter().filter(|c| !c.trim_ascii().is_empty()).count();
    // A header may have a few columns more or fewer than the rows (trailing separators).
    row.len() + 1 >= width && filled * 2 >= width && filled >= 2
}

/// Whether the first row is already data: dates or several numbers among its cells.
fn looks_like_data(row: &[Vec<u8>]) -> bool {
    let dates = row.iter().filter(|c| when::order_of(c).is_some()).count();
    let numbers = row
        .iter()
        .map(|c| c.trim_ascii())
        // `Tax1` is a name, no amount of some currency.
        .filter(|c| !c.first().is_some_and(u8::is_ascii_alphabetic))
        .filter(|c| number::price(c, b'.').is_some())
        .count();
    dates >= 1 || numbers >= 2
}

fn names(first: &[Vec<u8>], width: usize, has_header: bool) -> Vec<String> {
    let mut traps = Traps::default();
    let mut names: Vec<String> = Vec::new();
    let width = if has_header {
        width.max(first.len())
    } else {
        width
    };
    for at in 0..width {
        let name = has_header
            .then(|| cells::text(first.get(at)?, &mut traps))
            .flatten()
            .unwrap_or_else(|| format!("Column {}", at + 1));
        let same = |n: &String| fold(n.split('#').next().unwrap_or(n)) == fold(&name);
        let before = names.iter().filter(|n| same(n)).count();
        names.push(if before > 0 {
            format!("{name}#{}", before + 1)
        } else {
            name
        });
    }
    names
}

fn samples(data: &[Line], column: usize) -> Vec<String> {
    let mut samples: Vec<String> = Vec::new();
    for (_, row) in data {
        let Some(cell) = row.get(column) else {
            continue;
        };
        let text: String = shown(cell).chars().take(60).collect();
        if !text.is_empty() && !samples.contains(&text) {
            samples.push(text);
        }
        if samples.len() == 5 {
            break;
        }
    }
    samples
}

/// The decimal mark: what stands before the last one or two digits of cells more often.
fn decimal_mark(data: &[Line], delimiter: Option<u8>) -> u8 {
    let (mut points, mut commas) = (0, 0);
    for cell in data.iter().flat_map(|(_, row)| row) {
        let text = cell.trim_ascii();
        let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
        if digits == 0 || digits * 2 < text.len() || text.len() > 20 {
            continue;
        }
        let Some(at) = text.iter().rposition(|b| matches!(b, b'.' | b',')) else {
            continue;
        };
        let tail = text[at + 1..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let only = text.iter().filter(|b| **b == text[at]).count() == 1;
        if only && (1..=2).contains(&tail) {
            match text[at] {
                b'.' => points += 1,
                _ => commas += 1,
            }
        }
    }
    if commas > points || (commas == points && delimiter == Some(b';') && commas > 0) {
        b','
    } else {
        b'.'
    }
}

fn column_of(columns: &[Column], field: Field) -> Option<usize> {
    columns.iter().position(|c| c.field == Some(field))
}

fn day_first(data: &[Line], columns: &[Column]) -> Option<bool> {
    let at = column_of(columns, Field::At)?;
    let (mut day, mut month, mut either) = (0, 0, 0);
    for (_, row) in data {
        match row.get(at).and_then(|c| when::order_of(cells::guarded(c))) {
            Some(Order::DayFirst) => day += 1,
            Some(Order::MonthFirst) => month += 1,
            Some(Order::Either) => either += 1,
            Some(Order::Clear) | None => {}
        }
    }
    match (day, month, either) {
        (0, 0, 0) => Some(true),
        (0, 0, _) => None,
        (day, month, _) => Some(day >= month),
    }
}

/// Whether every date of the head is a spreadsheet's number of days.
fn serial_dates(data: &[Line], columns: &[Column]) -> bool {
    let Some(at) = column_of(columns, Field::At) else {
        return false;
    };
    let mut cells = data
        .iter()
        .filter_map(|(_, row)| row.get(at))
        .map(|cell| cells::guarded(cell))
        .filter(|cell| !cell.is_empty())
        .peekable();
    cells.peek().is_some() && cells.all(|cell| when::days_since_1900(cell).is_some())
}

/// Whether the discounts of lines are shares: none above 1, some between, beside sums of which that is next to nothing.
fn discount_shares(data: &[Line], columns: &[Column], mark: u8) -> bool {
    let Some(at) = column_of(columns, Field::LineDiscount) else {
        return false;
    };
    let sum = column_of(columns, Field::LineTotal).or(column_of(columns, Field::Price));
    let read =
        |row: &[Vec<u8>], at: usize| number::price(cells::guarded(row.get(at)?), mark).map(|p| p.0);
    let said: Vec<i64> = data.iter().filter_map(|(_, row)| read(row, at)).collect();
    let between = said.iter().filter(|v| (1..10_000).contains(*v)).count();
    if said.len() < 3 || between == 0 || said.iter().any(|v| !(0..=10_000).contains(v)) {
        return false;
    }
    let mut sums: Vec<i64> = data.iter().filter_map(|(_, row)| read(row, sum?)).collect();
    sums.sort_unstable();
    sums.get(sums.len() / 2)
        .is_some_and(|usual| *usual >= 50_000)
}

fn currency_sign(data: &[Line], columns: &[Column]) -> Option<Currency> {
    let at = column_of(columns, Field::Price).or_else(|| column_of(columns, Field::LineTotal))?;
    data.iter().find_map(|(_, row)| {
        let text = String::from_utf8_lossy(row.get(at)?).into_owned();
        text.chars()
            .find_map(|c| number::currency_of_sign(c).flatten())
            .or_else(|| {
                let word: String = text.chars().filter(char::is_ascii_alphabetic).collect();
                (word.len() == 3).then(|| Currency::named(&word)).flatten()
            })
    })
}

fn delimiter_word(delimiter: u8) -> &'static str {
    match delimiter {
        b';' => "semicolons",
        b'\t' => "tabs",
        b'|' => "vertical bars",
        b' ' => "blanks",
        _ => "commas",
    }
}
