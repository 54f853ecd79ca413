//! Workbooks (Excel, LibreOffice): a sheet becomes the rows of a table. Cells become text without loss; formulas count
//! with the value that was saved with them.

use super::archive::Archive;
use super::checked::Trap;
use super::error::Error;
use super::file_rows::{FileRows, MadeRow};
use super::head::{Head, Line};
use super::open_document;
use super::rows::{MAX_CELL, MAX_COLUMNS, MAX_ROW, Row, RowSource, Step, Unusable};
use super::trap::{Met, Traps};
use super::xml::damaged;
use crate::model::text::clean;
use calamine::{DataType, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use calamine::{XlsxCellReader, XlsxError};
use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// A workbook may be so large unpacked,
const MAX_UNPACKED: u64 = 512 << 20;
/// and what is held in memory of it (texts, styles) so large.
const MAX_HELD: u64 = 128 << 20;

/// Which program's workbook it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Book {
    /// Excel since 2007: xlsx, xlsm.
    Excel,
    /// LibreOffice and others: ods.
    OpenDocument,
}

impl Book {
    /// What the entries of an archive make it; a refusal for files of programs that hold no table.
    pub(crate) fn of<R: Read + Seek>(archive: &Archive<R>) -> Result<Option<Book>, Error> {
        let has = |name: &str| archive.entries.iter().any(|e| e.name == name);
        let refuse = |text: &str| Err(Error::Refused(text.to_owned()));
        if has("xl/workbook.bin") {
            return refuse(
                "the workbook is of the binary kind (xlsb); save it as xlsx or as CSV and import that",
            );
        }
        let book = if has("[Content_Types].xml") {
            if has("word/document.xml") || has("ppt/presentation.xml") {
                return refuse(
                    "the file is a document, not a workbook; ask for the table as CSV or Excel file",
                );
            }
            Book::Excel
        } else if has("mimetype") && has("content.xml") {
            Book::OpenDocument
        } else {
            return Ok(None);
        };
        let sum = |sheets: bool| -> u64 {
            let parts = archive.entries.iter().filter(|e| {
                let read = e.name.ends_with(".xml") || e.name.ends_with(".rels");
                let streamed = e.name.starts_with("xl/worksheets/") || e.name == "content.xml";
                read && streamed == sheets
            });
            parts.map(|e| e.bytes).fold(0, u64::saturating_add)
        };
        if sum(true).saturating_add(sum(false)) > MAX_UNPACKED || sum(false) > MAX_HELD {
            return refuse(
                "the workbook is too large to be read as one; save its sheet as CSV (UTF-8) and import that",
            );
        }
        Ok(Some(book))
    }

    /// What a merchant calls it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Book::Excel => "Excel workbook",
            Book::OpenDocument => "OpenDocument workbook",
        }
    }
}

/// Counts what is read, to say how far one is.
struct Counted<R> {
    input: R,
    read: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.read.set(self.read.get() + n as u64);
        Ok(n)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.input.seek(to)
    }
}

enum Opened<R: Read + Seek> {
    Excel(Box<Xlsx<Counted<R>>>),
    /// The archive, the place of its content, the sheets and whether each is shown.
    OpenDocument(Box<Archive<Counted<R>>>, usize, Vec<(String, bool)>),
}

/// An opened workbook.
pub(crate) struct Workbook<R: Read + Seek> {
    opened: Opened<R>,
    read: Rc<Cell<u64>>,
}

impl<R: Read + Seek> Workbook<R> {
    /// Opens a workbook whose archive kept the limits.
    pub(crate) fn open(input: R, book: Book) -> Result<Workbook<R>, Error> {
        let read = Rc::new(Cell::new(0));
        let input = Counted {
            input,
            read: Rc::clone(&read),
        };
        let opened = match book {
            Book::Excel => Opened::Excel(Box::new(Xlsx::new(input).map_err(xlsx)?)),
            Book::OpenDocument => {
                let mut archive = Archive::open(input)?;
                let content = archive.entries.iter().find(|e| e.name == "content.xml");
                let index = content.map(|e| e.index).ok_or_else(damaged)?;
                let sheets = open_document::sheets(archive.read(index)?)?;
                Opened::OpenDocument(Box::new(archive), index, sheets)
            }
        };
        Ok(Workbook { opened, read })
    }

    /// The names of its sheets, those that are shown first, and how many are shown.
    pub(crate) fn sheets(&self) -> (Vec<String>, usize) {
        let all: Vec<(String, bool)> = match &self.opened {
            Opened::Excel(book) => book
                .sheets_metadata()
                .iter()
                .filter(|s| s.typ == SheetType::WorkSheet)
                .map(|s| (s.name.clone(), s.visible == SheetVisible::Visible))
                .collect(),
            Opened::OpenDocument(_, _, sheets) => sheets.clone(),
        };
        let (shown, hidden): (Vec<_>, Vec<_>) = all.into_iter().partition(|s| s.1);
        let count = shown.len();
        let names = shown.into_iter().chain(hidden).map(|s| s.0);
        (names.collect(), count)
    }

    /// The rows of a sheet, each at least so many cells wide.
    pub(crate) fn rows(
        &mut self,
        sheet: &str,
        width: usize,
        hash: String,
    ) -> Result<SheetRows<'_>, Error> {
        let read = Rc::clone(&self.read);
        let cells: Box<dyn Cells + '_> = match &mut self.opened {
            Opened::Excel(book) => Box::new(book.worksheet_cells_reader(sheet).map_err(xlsx)?),
            Opened::OpenDocument(archive, content, _) => {
                Box::new(open_document::Sheet::open(archive.read(*content)?, sheet)?)
            }
        };
        Ok(SheetRows {
            cells,
            waiting: None,
            ended: false,
            row: MadeRow::default(),
            width,
            traps: Traps::default(),
            hash,
            read,
        })
    }

    /// The first rows of a sheet, at most so many.
    pub(crate) fn head(&mut self, sheet: &str, most: usize) -> Result<Head, Error> {
        let mut rows = self.rows(sheet, 0, String::new())?;
        let mut found: Vec<Line> = Vec::new();
        while found.len() < most {
            match rows.advance()? {
                Step::Row => {
                    let row = rows.row();
                    found.push((row.line, row.cells().map(<[u8]>::to_vec).collect()));
                }
                Step::Bad(_) => {}
                Step::End => break,
            }
        }
        // As wide as its fullest row: titles above and notes beside a table have fewer cells.
        let filled = |row: &Line| row.1.iter().filter(|c| !c.is_empty()).count();
        let width = found
            .iter()
            .rev()
            .max_by_key(|row| filled(row))
            .map_or(0, |row| row.1.len());
        Ok(Head {
            rows: found,
            width,
            names: None,
            hints: None,
            delimiter: None,
        })
    }
}

/// A cell: row and column from 0, and its text.
pub(crate) type Placed = (u32, usize, String);

/// Gives the filled cells of a sheet, row by row.
pub(crate) trait Cells {
    /// The next filled cell.
    fn next(&mut self, traps: &mut Traps) -> Result<Option<Placed>, Error>;
}

impl<R: Read + Seek> Cells for XlsxCellReader<'_, R> {
    fn next(&mut self, traps: &mut Traps) -> Result<Option<Placed>, Error> {
        while let Some(cell) = self.next_cell().map_err(xlsx)? {
            let (row, column) = cell.get_position();
            if let Some(text) = text_of(cell.get_value(), traps) {
                return Ok(Some((row, column as usize, text)));
            }
        }
        Ok(None)
    }
}

/// The rows of a sheet.
pub(crate) struct SheetRows<'a> {
    cells: Box<dyn Cells + 'a>,
    /// The first cell of the next row.
    waiting: Option<Placed>,
    ended: bool,
    row: MadeRow,
    width: usize,
    traps: Traps,
    hash: String,
    read: Rc<Cell<u64>>,
}

impl SheetRows<'_> {
    /// The next cell; nothing more once there was none.
    fn next(&mut self) -> Result<Option<Placed>, Error> {
        if self.ended {
            return Ok(None);
        }
        let cell = self.cells.next(&mut self.traps)?;
        self.ended = cell.is_none();
        Ok(cell)
    }
}

impl RowSource for SheetRows<'_> {
    fn advance(&mut self) -> Result<Step, Error> {
        loop {
            let first = match self.waiting.take() {
                Some(first) => first,
                None => match self.next()? {
                    Some(first) => first,
                    None => return Ok(Step::End),
                },
            };
            let at = first.0;
            self.row.begin(u64::from(at) + 1, self.width);
            let mut bad = None;
            let mut cell = Some(first);
            while let Some((row, column, text)) = cell {
                if row != at {
                    self.waiting = Some((row, column, text));
                    break;
                }
                if column >= MAX_COLUMNS {
                    bad = Some(Unusable::TooManyColumns);
                } else if text.len() > MAX_CELL {
                    bad = Some(Unusable::CellTooLong);
                } else if self.row.bytes() > MAX_ROW {
                    bad = Some(Unusable::RowTooLong);
                } else {
                    self.row.set(column, text.as_bytes());
                }
                cell = self.next()?;
            }
            match bad {
                Some(why) => return Ok(Step::Bad(why)),
                None if self.row.is_blank() => {}
                None => return Ok(Step::Row),
            }
        }
    }

    fn row(&self) -> Row<'_> {
        self.row.show(0)
    }

    fn bytes(&self) -> u64 {
        self.read.get()
    }
}

impl FileRows for SheetRows<'_> {
    fn hash(&self) -> String {
        self.hash.clone()
    }

    fn traps(&self) -> Vec<Trap> {
        self.traps.list()
    }
}

/// The text of a cell; nothing for an empty one.
fn text_of(cell: &impl DataType, traps: &mut Traps) -> Option<String> {
    if let Some(text) = cell.get_string() {
        return (!text.trim().is_empty()).then(|| text.to_owned());
    }
    if let Some(number) = cell.get_float() {
        return number_text(number, traps);
    }
    if let Some(whole) = cell.get_int() {
        return match whole.unsigned_abs() {
            0..1_000_000_000_000_000 => Some(whole.to_string()),
            _ => number_text(whole as f64, traps),
        };
    }
    if let Some(yes) = cell.get_bool() {
        return Some(yes.to_string());
    }
    if let Some(at) = cell.get_datetime() {
        return date_text(at);
    }
    if let Some(text) = cell.get_datetime_iso() {
        return Some(text.to_owned());
    }
    if let Some(text) = cell.get_duration_iso() {
        return Some(clock(text).unwrap_or_else(|| text.to_owned()));
    }
    if cell.get_error().is_some() {
        traps.met(Met::ErrorCell);
    }
    None
}

/// A number as the spreadsheet shows it: 15 digits are all that it keeps.
pub(crate) fn number_text(number: f64, traps: &mut Traps) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return Some(format!("{number:.0}"));
    }
    let short = format!("{number:.14e}");
    if number.abs() >= 1e15 {
        traps.met(Met::LongNumber);
        let (digits, power) = short.split_once('e')?;
        let digits = digits.trim_end_matches('0').trim_end_matches('.');
        return Some(format!("{digits}E+{power}"));
    }
    // What arithmetic left behind the fifteenth digit goes.
    let rounded: f64 = short.parse().ok()?;
    Some(format!("{rounded}"))
}

fn date_text(at: ExcelDateTime) -> Option<String> {
    let days = at.as_f64();
    if at.is_duration() || (0.0..1.0).contains(&days) {
        let seconds = (days * 86_400.0).round();
        if !(0.0..=86_400.0 * 400.0).contains(&seconds) {
            return None;
        }
        let seconds = seconds as u64;
        let (hours, rest) = (seconds / 3_600, seconds % 3_600);
        return Some(format!("{hours:02}:{:02}:{:02}", rest / 60, rest % 60));
    }
    if !(0.0..2_958_466.0).contains(&days) {
        return None;
    }
    let at = at.as_datetime()?;
    let text = match at.time() == chrono::NaiveTime::MIN {
        true => at.format("%Y-%m-%d"),
        false if at.and_utc().timestamp_subsec_millis() == 0 => at.format("%Y-%m-%d %H:%M:%S"),
        false => at.format("%Y-%m-%d %H:%M:%S%.3f"),
    };
    Some(text.to_string())
}

/// `PT14H30M05S` as `14:30:05`.
pub(crate) fn clock(text: &str) -> Option<String> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.split(['S', '.']).next().filter(|s| !s.is_empty());
    let pad = |t: &str| -> Option<String> { Some(format!("{:02}", t.parse::<u32>().ok()?)) };
    Some(format!(
        "{}:{}:{}",
        pad(hours)?,
        pad(minutes)?,
        pad(seconds.unwrap_or("0"))?
    ))
}

fn xlsx(error: XlsxError) -> Error {
    match error {
        XlsxError::Password => locked(),
        XlsxError::Io(e) => match Error::from(e) {
            Error::Refused(text) => Error::Refused(text),
            _ => damaged(),
        },
        _ => damaged(),
    }
}

fn locked() -> Error {
    Error::Refused(
        "the workbook is protected with a password; save it without one, or save the sheet as CSV"
            .to_owned(),
    )
}

/// A sheet as it is named in messages.
pub(crate) fn named(sheet: &str) -> String {
    format!("sheet {}", clean(sheet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{CellErrorType, Data, ExcelDateTimeType};

    fn text(cell: Data) -> Option<String> {
        text_of(&cell, &mut Traps::default())
    }

    #[test]
    fn numbers_keep_what_they_mean() {
        for (number, want) in [
            (12.0, "12"),
            (-3.0, "-3"),
            (12.5, "12.5"),
            (0.1 + 0.2, "0.3"),
            (123_456_789_012_345.0, "123456789012345"),
            (1_234_567_890_123_456_789.0, "1.23456789012346E+18"),
            (4.35 * 100.0, "435"),
        ] {
            assert_eq!(text(Data::Float(number)).as_deref(), Some(want));
        }
        assert_eq!(
            text(Data::Int(7_210_448_301_122)).as_deref(),
            Some("7210448301122")
        );
        let mut traps = Traps::default();
        text_of(&Data::Float(7_210_448_301_122_555.0), &mut traps);
        text_of(&Data::Error(CellErrorType::NA), &mut traps);
        let codes: Vec<&str> = traps.list().iter().map(|t| t.code).collect();
        assert_eq!(codes, ["error_cells", "numbers_too_long"]);
    }

    #[test]
    fn dates_and_times_are_written_out() {
        let date = |value: f64| {
            let kind = ExcelDateTimeType::DateTime;
            text(Data::DateTime(ExcelDateTime::new(value, kind, false)))
        };
        assert_eq!(date(45_983.0).as_deref(), Some("2025-11-22"));
        assert_eq!(
            date(45_983.604_166_666_664).as_deref(),
            Some("2025-11-22 14:30:00")
        );
        assert_eq!(date(0.604_166_666_7).as_deref(), Some("14:30:00"));
        assert_eq!(date(1e12), None);
        assert_eq!(
            text(Data::DurationIso("PT14H30M05S".into())).as_deref(),
            Some("14:30:05")
        );
    }
}
