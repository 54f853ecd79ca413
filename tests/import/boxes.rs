//! Exports in the boxes that merchants have them in: archives, workbooks, JSON lists; and boxes made to do harm.

use super::{Outcome, import, member_of};
use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::SeedableRng;
use regulars::import::{Contents, Error, Field, Format, Wishes, contents};
use regulars::model::money::Currency;
use regulars::model::record::{OrderRecord, Record};
use regulars::model::time::Zone;
use rust_xlsxwriter::{ExcelDateTime, Format as Look, Formula, Workbook};
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Answered at once on a quiet machine, and on the busiest within this: whatever unpacks a bomb would take hours.
const HANGS: Duration = Duration::from_secs(60);

const ORDERS: &str = "order,date,sku,product,quantity,price,email\n\
    1001,2026-03-04 10:00:00,A-1,Tent,1,120.00,anna@example.com\n\
    1001,2026-03-04 10:00:00,B-2,Lamp,2,15.50,anna@example.com\n\
    1002,2026-03-05 11:30:00,A-1,Tent,1,120.00,ben@example.com\n";

/// An archive of files.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn inside(bytes: &[u8]) -> Result<Contents, Error> {
    contents(Cursor::new(bytes), "export.zip")
}

fn orders(outcome: &Outcome) -> Vec<&OrderRecord> {
    let records = outcome.records.iter();
    records
        .filter_map(|record| match record {
            Record::Order(order) => Some(order),
            _ => None,
        })
        .collect()
}

/// Every file of an archive that can be read.
fn all(bytes: &[u8]) -> Vec<(String, Outcome)> {
    let euro = Currency::named("EUR").unwrap();
    let members = inside(bytes).unwrap().members;
    let each = members.into_iter().filter_map(|member| {
        let outcome = member_of(bytes, &member, &Wishes::default(), euro, Zone::UTC).ok()?;
        Some((member.name.unwrap_or_default(), outcome))
    });
    each.collect()
}

#[test]
fn every_export_of_an_archive_is_read_and_the_rest_is_named() {
    let bytes = zipped(&[
        ("__MACOSX/._orders.csv", b"x"),
        ("shop/orders.csv", ORDERS.as_bytes()),
        ("shop/logo.png", b"\x89PNG\r\n\x1a\n0000"),
        ("shop/.DS_Store", b"x"),
        ("manual.pdf", b"%PDF-1.7"),
        (
            "old.csv.gz",
            &gzipped(ORDERS.replace("100", "200").as_bytes()),
        ),
        ("more.zip", &zipped(&[("a.csv", ORDERS.as_bytes())])),
        ("book.xlsx", &workbook()),
        ("empty.csv", b""),
    ]);
    let found = inside(&bytes).unwrap();
    let names: Vec<&str> = found
        .members
        .iter()
        .filter_map(|m| m.name.as_deref())
        .collect();
    assert_eq!(names, ["shop/orders.csv", "old.csv.gz", "book.xlsx"]);
    assert_eq!(
        found.left,
        [
            "shop/logo.png was not read: it is a picture",
            "manual.pdf was not read: it is a PDF; ask the shop system for a CSV export",
            "more.zip was not read: it is an archive inside an archive; unpack it and import what is inside",
            "empty.csv was not read: it is empty",
            "2 folders and hidden files were not read",
        ]
    );
    let read = all(&bytes);
    assert_eq!(read.len(), 3);
    let plain = import(ORDERS.as_bytes(), &Wishes::default()).unwrap();
    assert_eq!(read[0].1.records, plain.records);
    assert_eq!(read[0].1.checked.file_hash, plain.checked.file_hash);
    assert_eq!(orders(&read[1].1)[0].key, "2001");
    assert_eq!(read[2].1.records.len(), plain.records.len());
}

/// The orders as a workbook: numbers as numbers, dates as dates, a title above, a sheet of notes before.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let notes = book.add_worksheet();
    notes.set_name("Notes").unwrap();
    notes.write(0, 0, "made by the shop system").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("Bestellungen").unwrap();
    sheet.write(0, 0, "Report of March").unwrap();
    let header = [
        "order", "date", "sku", "product", "quantity", "price", "email", "total", "note",
    ];
    for (at, name) in header.iter().enumerate() {
        sheet.write(2, at as u16, *name).unwrap();
    }
    let day = Look::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let lines = [
        (
            1001.0,
            "2026-03-04T10:00:00",
            "A-1",
            "Tent",
            1.0,
            120.0,
            "anna@example.com",
        ),
        (
            1001.0,
            "2026-03-04T10:00:00",
            "B-2",
            "Lamp",
            2.0,
            15.5,
            "anna@example.com",
        ),
        (
            1002.0,
            "2026-03-05T11:30:00",
            "A-1",
            "Tent",
            1.0,
            120.0,
            "ben@example.com",
        ),
    ];
    for (n, line) in lines.iter().enumerate() {
        let row = n as u32 + 3;
        sheet.write(row, 0, line.0).unwrap();
        let at = ExcelDateTime::parse_from_str(line.1).unwrap();
        sheet.write_with_format(row, 1, &at, &day).unwrap();
        sheet.write(row, 2, line.2).unwrap();
        sheet.write(row, 3, line.3).unwrap();
        sheet.write(row, 4, line.4).unwrap();
        sheet.write(row, 5, line.5).unwrap();
        sheet.write(row, 6, line.6).unwrap();
        sheet
            .write(row, 7, Formula::new("=E4*F4").set_result("120"))
            .unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_the_table_that_it_shows() {
    let outcome = import(&workbook(), &Wishes::default()).unwrap();
    let plain = import(ORDERS.as_bytes(), &Wishes::default()).unwrap();
    let (book, text) = (orders(&outcome), orders(&plain));
    assert_eq!(book.len(), 2);
    for (one, other) in book.iter().zip(&text) {
        let unplaced = |order: &OrderRecord| {
            let mut order = order.clone();
            order.line = 0;
            order.lines.iter_mut().for_each(|l| l.line = 0);
            order
        };
        assert_eq!(unplaced(one), unplaced(other));
    }
    assert_eq!(book[0].lines[1].line, 5);
    let said = outcome.detection.evidence.join("; ");
    assert!(said.contains("sheet Bestellungen was read"), "{said}");
    assert!(said.contains("sheet Notes was not read"), "{said}");
    assert!(said.contains("named in row 3"), "{said}");
}

/// The orders as an OpenDocument workbook, with the liberties that its writers take.
fn open_document() -> Vec<u8> {
    let text = |t: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{t}</text:p></table:table-cell>"
        )
    };
    let number = |n: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{n}\"><text:p>shown</text:p></table:table-cell>"
        )
    };
    let date = |d: &str| {
        format!(
            "<table:table-cell office:value-type=\"date\" office:date-value=\"{d}\"><text:p>shown</text:p></table:table-cell>"
        )
    };
    let empty = "<table:table-cell table:number-columns-repeated=\"1017\"/>";
    let row = |cells: &[String]| {
        format!(
            "<table:table-row>{}{empty}</table:table-row>",
            cells.concat()
        )
    };
    let header = [
        "order", "date", "sku", "product", "quantity", "price", "email",
    ]
    .map(text);
    let anna = "anna<text:span>@example.com</text:span>";
    let rows = [
        row(&header),
        row(&[number("1001"), date("2026-03-04T10:00:00"), text("A-1"), text("Tent"), number("1"), number("120"), text(anna)]),
        row(&[number("1001"), date("2026-03-04T10:00:00"), text("B-2"),
            "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>a note</text:p></office:annotation><text:p>Lamp</text:p></table:table-cell>".into(),
            number("2"), number("15.5"), text(anna)]),
        "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>".into(),
        row(&[number("1002"), date("2026-03-05T11:30:00"), text("A-1"), text("Tent"), number("1"), number("120"), text("ben@example.com")]),
        "<table:table-row table:number-rows-repeated=\"1048569\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>".into(),
    ];
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:automatic-styles><style:style style:name=\"ta2\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles><office:body><office:spreadsheet>\
         <table:table table:name=\"Hidden\" table:style-name=\"ta2\">{0}</table:table><table:table table:name=\"Notes\"/>\
         <table:table table:name=\"Orders\" table:style-name=\"ta1\"><table:table-column/>{0}</table:table></office:spreadsheet></office:body></office:document-content>",
        rows.concat()
    );
    zipped(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
    ])
}

#[test]
fn an_open_document_is_the_table_that_it_shows() {
    let outcome = import(&open_document(), &Wishes::default()).unwrap();
    let plain = import(ORDERS.as_bytes(), &Wishes::default()).unwrap();
    let (book, text) = (orders(&outcome), orders(&plain));
    let total = |found: &[&OrderRecord]| -> Vec<_> {
        found
            .iter()
            .map(|o| (o.key.clone(), o.at, o.lines.len(), o.lines[0].total))
            .collect()
    };
    assert_eq!(total(&book), total(&text));
    assert_eq!(book[0].lines[1].product.name.as_deref(), Some("Lamp"));
    assert_eq!(book[1].line, 7);
    let said = outcome.detection.evidence.join("; ");
    assert!(said.contains("OpenDocument workbook: sheet Orders was read; sheet Notes was not read; sheet Hidden was not read"), "{said}");
}

#[test]
fn a_row_that_is_repeated_a_million_times_is_refused() {
    let row = "<table:table-row table:number-rows-repeated=\"900000\"><table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"400\"><text:p>bomb</text:p></table:table-cell></table:table-row>";
    let content = format!(
        "<office:document-content><table:table table:name=\"A\">{row}</table:table></office:document-content>"
    );
    let bytes = zipped(&[("mimetype", b"x"), ("content.xml", content.as_bytes())]);
    let start = Instant::now();
    let error = import(&bytes, &Wishes::default()).unwrap_err().to_string();
    assert!(error.contains("too large"), "{error}");
    assert!(start.elapsed() < HANGS);
}

#[test]
fn a_sheet_can_be_asked_for() {
    let wish = |name: &str| Wishes {
        sheet: Some(name.to_owned()),
        ..Wishes::default()
    };
    assert!(import(&workbook(), &wish("bestellungen")).is_ok());
    let error = import(&workbook(), &wish("Orders"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("its sheets are: Notes, Bestellungen"),
        "{error}"
    );
    let error = import(&workbook(), &wish("Notes")).unwrap_err().to_string();
    assert!(error.contains("sheet Notes"), "{error}");
    let error = import(ORDERS.as_bytes(), &wish("Notes"))
        .unwrap_err()
        .to_string();
    assert!(error.contains("leave out --sheet"), "{error}");
}

#[test]
fn a_json_list_is_a_table_of_its_keys() {
    let list = r#"[
  {
    "order_number": "1001", "created_at": "2026-03-04T10:00:00Z", "customer": {"email": "anna@example.com"},
    "line_items": [
      {"sku": "A-1", "name": "Tent", "quantity": 1, "price": "120.00"},
      {"sku": "B-2", "name": "Lamp", "quantity": 2, "price": 15.5}
    ]
  },
  {"order_number": "1002", "created_at": "2026-03-05T11:30:00Z", "customer": {"email": "ben@example.com"},
    "line_items": [{"sku": "A-1", "name": "Tent", "quantity": "x", "price": "120.00"}]}
]"#;
    let outcome = import(list.as_bytes(), &Wishes::default()).unwrap();
    assert_eq!(outcome.detection.format, Format::OrderLines);
    let found = orders(&outcome);
    assert_eq!(
        (
            found.len(),
            found[0].lines.len(),
            found[0].lines[1].quantity
        ),
        (1, 2, 2)
    );
    let problem = &outcome.checked.problems[0];
    assert_eq!(
        (problem.line, problem.column.as_deref()),
        (9, Some("line_items.quantity"))
    );
    // All on one line, longer than the head that is looked at: the entries are counted.
    let entry = |n: u32| {
        format!(
            "{{\"order\":\"{n}\",\"date\":\"2026-03-04\",\"sku\":\"A\",\"price\":\"{}\"}}",
            if n == 2_900 { "free" } else { "2.50" }
        )
    };
    let entries: Vec<String> = (1..=3_000).map(entry).collect();
    let outcome = import(
        format!("[\n{}]", entries.join(",")).as_bytes(),
        &Wishes::default(),
    )
    .unwrap();
    assert_eq!(orders(&outcome).len(), 2_999);
    assert_eq!(outcome.checked.problems[0].line, 2_901);
    // The same, one object a line; the columns can be mapped.
    let lines = "{\"nr\":7,\"wann\":\"2026-03-04\",\"was\":\"Tent\",\"preis\":12.5}\n{\"nr\":8,\"wann\":\"2026-03-05\",\"was\":\"Lamp\",\"preis\":3}\n";
    let maps = ["nr=order", "wann=at", "was=product", "preis=price"];
    let wishes = Wishes::parse(None, &maps).unwrap();
    let outcome = import(lines.as_bytes(), &wishes).unwrap();
    assert_eq!(orders(&outcome).len(), 2);
    assert_eq!(outcome.detection.columns[0].field, Some(Field::Order));
}

#[test]
fn a_json_list_of_events_is_read_as_events() {
    let lines = include_str!("../fixtures/import/events.jsonl");
    let whole =
        |l: &&str| serde_json::from_str::<serde_json::Value>(l).is_ok_and(|v| v.is_object());
    let objects: Vec<&str> = lines.lines().filter(whole).collect();
    let list = format!("[\n{}\n]", objects.join(",\n"));
    let (list, lines) = (
        import(list.as_bytes(), &Wishes::default()).unwrap(),
        import(lines.as_bytes(), &Wishes::default()).unwrap(),
    );
    assert_eq!(list.detection.format, Format::Events);
    assert_eq!(list.checked.report.events, lines.checked.report.events);
}

fn refused(bytes: &[u8], why: &str) {
    let start = Instant::now();
    let error = inside(bytes).unwrap_err();
    assert!(start.elapsed() < HANGS, "{why}");
    assert!(matches!(error, Error::Refused(_)), "{error}");
    assert!(error.to_string().contains(why), "{error}");
}

#[test]
fn names_that_lead_out_of_the_archive_are_refused() {
    for name in [
        "../../orders.csv",
        "/etc/orders.csv",
        "a/../../b.csv",
        "C:\\orders.csv",
    ] {
        refused(&zipped(&[(name, ORDERS.as_bytes())]), "outside of itself");
    }
    let shown = inside(&zipped(&[("a\u{1b}[2J\u{202e}b.csv", ORDERS.as_bytes())])).unwrap();
    assert_eq!(shown.members[0].name.as_deref(), Some("a[2Jb.csv"));
}

/// The parts of an archive, written by hand so that they may lie.
#[derive(Clone)]
struct Part {
    name: String,
    packed: Vec<u8>,
    states: u32,
    flags: u16,
    crc: u32,
}

impl Part {
    fn deflated(name: &str, bytes: &[u8]) -> Part {
        let mut packer =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(bytes).unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        Part {
            name: name.to_owned(),
            packed: packer.finish().unwrap(),
            states: bytes.len() as u32,
            flags: 0,
            crc: crc.sum(),
        }
    }

    fn header(&self, central: Option<u32>) -> Vec<u8> {
        let mut out = Vec::new();
        let put16 = |out: &mut Vec<u8>, n: u16| out.extend(n.to_le_bytes());
        let put32 = |out: &mut Vec<u8>, n: u32| out.extend(n.to_le_bytes());
        match central {
            Some(_) => {
                out.extend(b"PK\x01\x02");
                put16(&mut out, 20);
            }
            None => out.extend(b"PK\x03\x04"),
        }
        put16(&mut out, 20);
        put16(&mut out, self.flags);
        put16(&mut out, 8);
        put32(&mut out, 0x5a21_0000);
        put32(&mut out, self.crc);
        put32(&mut out, self.packed.len() as u32);
        put32(&mut out, self.states);
        put16(&mut out, self.name.len() as u16);
        put16(&mut out, 0);
        if let Some(at) = central {
            out.extend([0; 10]);
            put32(&mut out, at);
        }
        out.extend(self.name.as_bytes());
        out
    }
}

/// An archive of parts; `shared`: all of them point to the first one's content.
fn archive(parts: &[Part], shared: bool, count: Option<u16>) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (n, part) in parts.iter().enumerate() {
        let at = if shared { 0 } else { out.len() as u32 };
        if n == 0 || !shared {
            out.extend(part.header(None));
            out.extend(&part.packed);
        }
        list.extend(part.header(Some(at)));
    }
    let (from, length) = (out.len() as u32, list.len() as u32);
    out.extend(list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    let count = count.unwrap_or(parts.len() as u16);
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(from.to_le_bytes());
    out.extend([0, 0]);
    out
}

#[test]
fn archives_made_to_do_harm_are_refused_at_once() {
    let honest = Part::deflated("orders.csv", ORDERS.as_bytes());
    assert_eq!(
        all(&archive(std::slice::from_ref(&honest), false, None)).len(),
        1
    );
    // A bomb of zeros, and many entries over the same content.
    let bomb = Part::deflated("orders.csv", &vec![b'0'; 64 << 20]);
    refused(
        &archive(std::slice::from_ref(&bomb), false, None),
        "hundredfold",
    );
    let same: Vec<Part> = (0..200)
        .map(|n| Part {
            name: format!("{n}.csv"),
            ..honest.clone()
        })
        .collect();
    refused(&archive(&same, true, None), "on top of each other");
    let twice = [honest.clone(), honest.clone()];
    refused(&archive(&twice, false, None), "same name");
    // More than two gibibytes, by what is stated.
    let large: Vec<Part> = (0..3)
        .map(|n| Part {
            name: format!("{n}.csv"),
            states: 1 << 30,
            ..honest.clone()
        })
        .collect();
    refused(&archive(&large, false, None), "2 GiB");
    let many: Vec<Part> = (0..10_001)
        .map(|n| Part {
            name: format!("{n}.csv"),
            packed: Vec::new(),
            states: 0,
            ..honest.clone()
        })
        .collect();
    refused(&archive(&many, false, None), "10,000");
    let locked = Part {
        flags: 1,
        ..honest.clone()
    };
    refused(&archive(&[locked], false, None), "password");
    refused(
        &archive(std::slice::from_ref(&honest), false, Some(60_000)),
        "damaged",
    );
    refused(
        b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "empty archive",
    );
    let cut = archive(&[honest], false, None);
    refused(&cut[..cut.len() - 10], "damaged");
}

#[test]
fn what_an_archive_states_of_a_file_bounds_it() {
    // Ten megabytes that the list of contents calls hundred bytes.
    let text = format!(
        "{ORDERS}{}",
        "1,2026-01-01,A,x,1,1.00,a@b.example\n".repeat(300_000)
    );
    let liar = Part {
        states: 100,
        ..Part::deflated("orders.csv", text.as_bytes())
    };
    let bytes = archive(&[liar], false, None);
    let start = Instant::now();
    let outcome = match inside(&bytes) {
        Ok(found) => {
            let euro = Currency::named("EUR").unwrap();
            member_of(
                &bytes,
                &found.members[0],
                &Wishes::default(),
                euro,
                Zone::UTC,
            )
            .map(|_| ())
        }
        Err(e) => Err(e),
    };
    assert!(matches!(outcome, Err(Error::Refused(_))), "{outcome:?}");
    assert!(start.elapsed() < HANGS);
}

/// Boxes of every kind, for the mutations.
fn corpus() -> Vec<Vec<u8>> {
    let list = format!("[{}]", "{\"order\":1,\"date\":\"2026-03-04\",\"sku\":\"A\",\"price\":\"1\",\"x\":{\"y\":[1,2]}},\n".repeat(9));
    vec![
        zipped(&[
            ("a.csv", ORDERS.as_bytes()),
            ("b/c.csv.gz", &gzipped(ORDERS.as_bytes())),
        ]),
        workbook(),
        open_document(),
        zipped(&[("book.xlsx", &workbook()), ("list.json", list.as_bytes())]),
        list.into_bytes(),
    ]
}

#[test]
fn hundreds_of_damaged_boxes_are_answered() {
    let mut rng = Pcg64Mcg::seed_from_u64(42);
    let corpus = corpus();
    let euro = Currency::named("EUR").unwrap();
    let (mut read, mut refused) = (0, 0);
    for n in 0..600 {
        let mut bytes = corpus[rng.random_range(0..corpus.len())].clone();
        for _ in 0..rng.random_range(1..6) {
            let at = rng.random_range(0..bytes.len());
            let to = (at + rng.random_range(0..40)).min(bytes.len());
            match rng.random_range(0..5) {
                0 | 1 => bytes[at] = rng.random(),
                2 => drop(bytes.drain(at..to)),
                3 => {
                    let piece = bytes[at..to].to_vec();
                    bytes.splice(at..at, piece);
                }
                // The end holds the list of contents: sizes, places, counts.
                _ => {
                    let from = bytes.len() - (bytes.len() / 4).max(1);
                    let at = rng.random_range(from..bytes.len());
                    bytes[at] = *[0, 1, 0x7f, 0xff].get(rng.random_range(0..4)).unwrap();
                }
            }
            if bytes.is_empty() {
                bytes.push(0);
            }
        }
        let start = Instant::now();
        match inside(&bytes) {
            Ok(found) => {
                for member in &found.members {
                    match member_of(&bytes, member, &Wishes::default(), euro, Zone::UTC) {
                        Ok(_) => read += 1,
                        Err(Error::Refused(_)) => refused += 1,
                        Err(other) => panic!("mutant {n}: {other}"),
                    }
                }
            }
            Err(Error::Refused(_)) => refused += 1,
            Err(other) => panic!("mutant {n}: {other}"),
        }
        assert!(start.elapsed() < HANGS, "mutant {n}");
    }
    assert!(read > 50 && refused > 100, "{read} read, {refused} refused");
}

/// The sheet of the workbook, damaged and packed anew so that only its reader can notice.
#[test]
fn damaged_sheets_in_sound_archives_are_answered() {
    let mut rng = Pcg64Mcg::seed_from_u64(7);
    let unzipped = |book: Vec<u8>| {
        let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
        let mut zip = zip::ZipArchive::new(Cursor::new(&book)).unwrap();
        for at in 0..zip.len() {
            let mut file = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            parts.push((file.name().unwrap().into_owned(), bytes));
        }
        parts
    };
    let books = [unzipped(workbook()), unzipped(open_document())];
    let tokens: [&[u8]; 9] = [
        b"<",
        b">",
        b"\"",
        b"</c>",
        b"<row r=\"1\">",
        b"<c r=\"XFD1048576\"><v>1</v></c>",
        b"99999999999",
        b"t=\"s\"",
        b"-1",
    ];
    let euro = Currency::named("EUR").unwrap();
    for n in 0..600 {
        let mut damaged = books[n % 2].clone();
        let at = rng.random_range(0..damaged.len());
        let bytes = &mut damaged[at].1;
        for _ in 0..rng.random_range(1..5) {
            let at = rng.random_range(0..=bytes.len());
            let to = (at + rng.random_range(0..60)).min(bytes.len());
            match rng.random_range(0..3) {
                0 => drop(bytes.drain(at..to)),
                1 => drop(bytes.splice(
                    at..at,
                    tokens[rng.random_range(0..tokens.len())].iter().copied(),
                )),
                _ => {
                    let piece = bytes[at..to].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        let files: Vec<(&str, &[u8])> = damaged
            .iter()
            .map(|(n, b)| (n.as_str(), b.as_slice()))
            .collect();
        let bytes = zipped(&files);
        let start = Instant::now();
        if let Ok(found) = inside(&bytes) {
            for member in &found.members {
                let outcome = member_of(&bytes, member, &Wishes::default(), euro, Zone::UTC);
                let answered = matches!(outcome, Ok(_) | Err(Error::Refused(_)));
                assert!(answered, "mutant {n}: {outcome:?}");
            }
        }
        assert!(start.elapsed() < HANGS, "mutant {n}");
    }
}

#[test]
fn days_since_1900_in_a_resaved_table_are_dates() {
    let text = "order,date,sku,product,quantity,price\n1001,45983.604,A-1,Tent,1,120.00\n1002,45984,B-2,Lamp,1,15.50\n";
    let outcome = import(text.as_bytes(), &Wishes::default()).unwrap();
    assert_eq!(orders(&outcome)[0].at.to_string(), "2025-11-22T14:29:46Z");
    let trap = outcome
        .checked
        .report
        .traps
        .iter()
        .find(|t| t.code == "serial_dates");
    assert_eq!(trap.map(|t| t.count), Some(2));
}
