//! Whatever gives a table row by row: text, a sheet of a workbook, a list of JSON objects.

use super::checked::Trap;
use super::error::Error;
use super::intake::{Intake, Tally};
use super::rows::{Row, RowSource, Rows, Span, Step};
use std::cell::RefCell;
use std::rc::Rc;

/// The rows of a file, wherever they lie in it.
pub(crate) trait FileRows: RowSource {
    /// The hash of the content, once there is no more row.
    fn hash(&self) -> String;
    /// What the source itself met on its way and had to decide.
    fn traps(&self) -> Vec<Trap> {
        Vec::new()
    }
}

/// Rows of delimited text, or lines.
pub(crate) struct TextRows<'a> {
    rows: Rows<Intake<'a>>,
    tally: Rc<RefCell<Tally>>,
}

impl<'a> TextRows<'a> {
    /// Splits a text by its delimiter; without one every line is a row.
    pub(crate) fn new(intake: Intake<'a>, delimiter: Option<u8>) -> Result<TextRows<'a>, Error> {
        let tally = intake.tally();
        let rows = match delimiter {
            Some(delimiter) => Rows::new(intake, delimiter)?,
            None => Rows::lines(intake)?,
        };
        Ok(TextRows { rows, tally })
    }
}

impl RowSource for TextRows<'_> {
    fn advance(&mut self) -> Result<Step, Error> {
        self.rows.advance()
    }

    fn row(&self) -> Row<'_> {
        self.rows.row()
    }

    fn bytes(&self) -> u64 {
        self.tally.borrow().bytes
    }
}

impl FileRows for TextRows<'_> {
    fn hash(&self) -> String {
        self.tally.borrow().hash()
    }
}

/// A row put together from cells that do not lie side by side in the file.
#[derive(Debug, Default)]
pub(crate) struct MadeRow {
    line: u64,
    text: Vec<u8>,
    spans: Vec<Span>,
}

impl MadeRow {
    /// Begins a new row of empty cells.
    pub(crate) fn begin(&mut self, line: u64, width: usize) {
        self.line = line;
        self.text.clear();
        self.spans.clear();
        self.spans.resize(width, Span::default());
    }

    /// Fills a cell; the row grows where the column lies behind its end.
    pub(crate) fn set(&mut self, column: usize, cell: &[u8]) {
        if column >= self.spans.len() {
            self.spans.resize(column + 1, Span::default());
        }
        if cell.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(b',');
        }
        let from = self.text.len();
        self.text.extend_from_slice(cell);
        self.spans[column] = Span::own(from, self.text.len());
    }

    /// Whether no cell holds anything.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim_ascii().is_empty()
    }

    /// How long its text is: a mark to go back to.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// As it was put together, from a mark on (0: all of it).
    pub(crate) fn show(&self, mark: usize) -> Row<'_> {
        let raw = self.text.get(mark..).unwrap_or_default();
        let raw = raw.strip_prefix(b",").unwrap_or(raw);
        Row::of_cells(self.line, raw, &self.text, &self.spans)
    }

    /// The same cells, shown as they stand in the file.
    pub(crate) fn show_as<'a>(&'a self, raw: &'a [u8]) -> Row<'a> {
        Row::of_cells(self.line, raw, &self.text, &self.spans)
    }

    /// Empties every cell that was filled after a mark.
    pub(crate) fn back_to(&mut self, mark: usize) {
        self.text.truncate(mark);
        for span in &mut self.spans {
            if span.to > mark {
                *span = Span::default();
            }
        }
    }
}
