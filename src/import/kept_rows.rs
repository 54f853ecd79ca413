//! Rows that were kept of a file, in the place of the file.

use super::Error;
use super::detection::Reading;
use super::left_out::LeftOut;
use super::rows::{Row, RowSource, Rows, Span, Step, Unusable};

/// Hands kept rows to an engine, with the line numbers of their file.
pub(crate) struct KeptRows<'a> {
    rows: std::slice::Iter<'a, LeftOut>,
    /// What stands between cells; `None`: a row is one text.
    delimiter: Option<u8>,
    line: u64,
    raw: Vec<u8>,
    own: Vec<u8>,
    spans: Vec<Span>,
}

impl<'a> KeptRows<'a> {
    pub(crate) fn new(rows: &'a [LeftOut], reading: &Reading) -> KeptRows<'a> {
        KeptRows {
            rows: rows.iter(),
            delimiter: match reading.detection.delimiter {
                Some(delimiter) => Some(delimiter as u8),
                // A row of a workbook or of JSON objects is typed like one of a CSV.
                None => (!reading.detection.columns.is_empty()).then_some(b','),
            },
            line: 0,
            raw: Vec::new(),
            own: Vec::new(),
            spans: Vec::new(),
        }
    }

    fn push(&mut self, cell: &[u8]) {
        let from = self.own.len();
        self.own.extend_from_slice(cell);
        self.spans.push(Span::own(from, self.own.len()));
    }

    /// A line that had not been split: now it is one row, or it is still none.
    fn split(&mut self, text: &str) -> Result<Step, Error> {
        self.raw.extend_from_slice(text.as_bytes());
        let Some(delimiter) = self.delimiter else {
            self.push(text.as_bytes());
            return Ok(Step::Row);
        };
        let mut rows = Rows::new(text.as_bytes(), delimiter)?;
        match rows.advance()? {
            Step::Row => {
                for cell in rows.row().cells() {
                    self.push(cell);
                }
            }
            Step::Bad(why) => return Ok(Step::Bad(why)),
            Step::End => self.push(b""),
        }
        if rows.advance()? == Step::End {
            return Ok(Step::Row);
        }
        self.spans.clear();
        Ok(Step::Bad(Unusable::QuoteNeverClosed))
    }
}

impl RowSource for KeptRows<'_> {
    fn advance(&mut self) -> Result<Step, Error> {
        self.raw.clear();
        self.own.clear();
        self.spans.clear();
        let Some(kept) = self.rows.next() else {
            return Ok(Step::End);
        };
        self.line = kept.line;
        match kept.cells.as_slice() {
            [text] if !kept.split => return self.split(text),
            cells => {
                for (place, cell) in cells.iter().enumerate() {
                    if place > 0 {
                        self.raw.push(self.delimiter.unwrap_or(b','));
                    }
                    self.raw.extend_from_slice(cell.as_bytes());
                    self.push(cell.as_bytes());
                }
            }
        }
        Ok(Step::Row)
    }

    fn row(&self) -> Row<'_> {
        Row::of_cells(self.line, &self.raw, &self.own, &self.spans)
    }
}
