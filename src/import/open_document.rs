//! Sheets of OpenDocument workbooks (LibreOffice and others), read as they stream by.

use super::error::Error;
use super::rows::{MAX_CELL, MAX_COLUMNS, MAX_ROW};
use super::trap::{Met, Traps};
use super::workbook::{Cells, Placed, clock, number_text};
use super::xml::{Event, Tag, Xml, damaged};
use std::io::Read;

/// Rows of a sheet, as many as any program keeps.
const MAX_ROWS: u32 = 1 << 20;
/// A filled row stands so often in a row at most.
const MAX_REPEATED: u32 = 1_000;
/// The texts of a sheet may be so long together, repeated ones counted each time.
const MAX_TEXT: usize = 512 << 20;

/// The sheets of a document: their names, and whether each is shown.
pub(crate) fn sheets(content: impl Read) -> Result<Vec<(String, bool)>, Error> {
    let mut xml = Xml::new(content);
    let (mut found, mut hidden, mut style) = (Vec::new(), Vec::new(), String::new());
    loop {
        match xml.next()? {
            Event::Eof => return Ok(found),
            Event::Start(tag) => match tag.name.as_str() {
                "style:style" => style = tag.get("style:name").unwrap_or_default().to_owned(),
                "style:table-properties" if tag.get("table:display") == Some("false") => {
                    hidden.push(style.clone());
                }
                "table:table" => {
                    let name = tag.get("table:name").unwrap_or_default().to_owned();
                    let own = tag.get("table:style-name").unwrap_or_default();
                    let shown = !hidden.iter().any(|h| h == own);
                    if !name.is_empty() && found.len() < MAX_COLUMNS {
                        found.push((name, shown));
                    }
                }
                _ => {}
            },
            Event::End(_) | Event::Text(_) => {}
        }
    }
}

/// The filled cells of one sheet.
pub(crate) struct Sheet<R: Read> {
    xml: Xml<R>,
    /// The row at hand, how often it still comes, and its filled cells.
    row: u32,
    again: u32,
    cells: Vec<(usize, String)>,
    at: usize,
    /// The row behind it.
    next: u32,
    given: usize,
    ended: bool,
}

impl<R: Read> Sheet<R> {
    /// Goes to the sheet of this name.
    pub(crate) fn open(content: R, name: &str) -> Result<Sheet<R>, Error> {
        let mut xml = Xml::new(content);
        let ended = loop {
            match xml.next()? {
                Event::Eof => return Err(Error::Changed),
                Event::Start(tag)
                    if tag.name == "table:table" && tag.get("table:name") == Some(name) =>
                {
                    break tag.closed;
                }
                _ => {}
            }
        };
        Ok(Sheet {
            xml,
            row: 0,
            again: 0,
            cells: Vec::new(),
            at: 0,
            next: 0,
            given: 0,
            ended,
        })
    }

    /// Reads the next row; whether there is one.
    fn read_row(&mut self, traps: &mut Traps) -> Result<bool, Error> {
        let tag = loop {
            match self.xml.next()? {
                Event::Eof => return Err(damaged()),
                Event::End(name) if name == "table:table" => return Ok(false),
                Event::Start(tag) if tag.name == "table:table-row" => break tag,
                _ => {}
            }
        };
        let times = count(&tag, "table:number-rows-repeated");
        self.cells.clear();
        self.at = 0;
        self.row = self.next;
        self.again = times;
        self.next = self.next.saturating_add(times);
        let (mut column, mut width) = (0usize, 0usize);
        let mut open = !tag.closed;
        while open {
            match self.xml.next()? {
                Event::Eof => return Err(damaged()),
                Event::End(name) if name == "table:table-row" => open = false,
                Event::Start(cell)
                    if matches!(
                        cell.name.as_str(),
                        "table:table-cell" | "table:covered-table-cell"
                    ) =>
                {
                    let times = count(&cell, "table:number-columns-repeated") as usize;
                    if let Some(text) = self.cell(&cell, traps)? {
                        // One column too many is enough to refuse the row.
                        for at in (column..column.saturating_add(times)).take(MAX_COLUMNS + 1) {
                            self.spend(text.len())?;
                            width += text.len() + 16;
                            if width > 2 * MAX_ROW {
                                return Err(too_large());
                            }
                            self.cells.push((at, text.clone()));
                        }
                    }
                    column = column.saturating_add(times);
                }
                _ => {}
            }
        }
        if !self.cells.is_empty() && (times > MAX_REPEATED || self.row >= MAX_ROWS) {
            return Err(too_large());
        }
        Ok(self.next <= MAX_ROWS.saturating_mul(2) || !self.cells.is_empty())
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Error> {
        self.given = self.given.saturating_add(bytes + 16);
        if self.given > MAX_TEXT {
            return Err(too_large());
        }
        Ok(())
    }

    /// The text of a cell, up to its end.
    fn cell(&mut self, tag: &Tag, traps: &mut Traps) -> Result<Option<String>, Error> {
        let mut text = String::new();
        let (mut paragraphs, mut skipped) = (0, 0u32);
        let mut open = !tag.closed;
        while open {
            match self.xml.next()? {
                Event::Eof => return Err(damaged()),
                Event::End(name) if name == tag.name => open = false,
                Event::Start(inner) if inner.name == "office:annotation" && !inner.closed => {
                    skipped += 1;
                }
                Event::End(name) if name == "office:annotation" => {
                    skipped = skipped.saturating_sub(1);
                }
                _ if skipped > 0 => {}
                Event::Start(inner) => match inner.name.as_str() {
                    "text:p" => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs += 1;
                    }
                    "text:s" => {
                        let blanks = count(&inner, "text:c").min(1_000);
                        text.extend(std::iter::repeat_n(' ', blanks as usize));
                    }
                    "text:tab" | "text:line-break" => text.push(' '),
                    _ => {}
                },
                Event::Text(more) if paragraphs > 0 => text.push_str(&more),
                Event::End(_) | Event::Text(_) => {}
            }
            if text.len() > MAX_CELL + 1 {
                text.truncate(text.floor_char_boundary(MAX_CELL + 1));
            }
        }
        if tag.get("calcext:value-type") == Some("error") {
            traps.met(Met::ErrorCell);
            return Ok(None);
        }
        let value = match tag.get("office:value-type") {
            Some("float" | "percentage" | "currency") => tag
                .get("office:value")
                .and_then(|v| v.parse().ok())
                .and_then(|v| number_text(v, traps)),
            Some("date") => tag.get("office:date-value").map(str::to_owned),
            Some("time") => tag
                .get("office:time-value")
                .map(|v| clock(v).unwrap_or_else(|| v.to_owned())),
            Some("boolean") => tag.get("office:boolean-value").map(str::to_owned),
            _ => tag.get("office:string-value").map(str::to_owned),
        };
        Ok(value.or(Some(text)).filter(|t| !t.trim().is_empty()))
    }
}

impl<R: Read> Cells for Sheet<R> {
    fn next(&mut self, traps: &mut Traps) -> Result<Option<Placed>, Error> {
        loop {
            if let Some((column, text)) = self.cells.get(self.at) {
                let found = (self.row, *column, text.clone());
                self.at += 1;
                self.spend(found.2.len())?;
                return Ok(Some(found));
            }
            if self.again > 1 && !self.cells.is_empty() {
                self.again -= 1;
                self.row += 1;
                self.at = 0;
                continue;
            }
            self.ended = self.ended || !self.read_row(traps)?;
            if self.ended {
                return Ok(None);
            }
        }
    }
}

/// How often something is repeated.
fn count(tag: &Tag, name: &str) -> u32 {
    let times = tag.get(name).and_then(|v| v.trim().parse().ok());
    times.unwrap_or(1).max(1)
}

fn too_large() -> Error {
    Error::Refused(
        "the workbook is too large to be read as one; save its sheet as CSV (UTF-8) and import that".to_owned(),
    )
}
