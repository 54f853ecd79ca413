//! Splits text into rows and cells (RFC 4180 as real exports bend it) without copying.
//!
//! An own splitter, not the `csv` crate's, for what an import owes the merchant: rows of bounded size whatever the
//! file holds, the row as it stands in the file for the problem list, line numbers that also count breaks inside
//! quotes and bare CR, and going on after a quotation mark that is never closed. A test holds it against that crate.

use super::error::Error;
use std::io::Read;

/// A row may be at most this long,
pub(crate) const MAX_ROW: usize = 8 << 20;
/// a cell at most this long,
pub(crate) const MAX_CELL: usize = 1 << 20;
/// and a row may have at most this many cells.
pub(crate) const MAX_COLUMNS: usize = 512;
/// So many never closed quotation marks are one too many.
const MAX_UNCLOSED: u32 = 20;
/// So much of a row that cannot be split is at hand.
const SHOWN: usize = super::left_out::LONGEST + 4;
const CHUNK: usize = 1 << 18;

/// What the splitter found next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    /// A row: see [`Rows::row`].
    Row,
    /// A row that cannot be used, and why.
    Bad(Unusable),
    /// Nothing more.
    End,
}

/// Why a row cannot be split into cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unusable {
    /// A cell is longer than [`MAX_CELL`].
    CellTooLong,
    /// The row is longer than [`MAX_ROW`].
    RowTooLong,
    /// More than [`MAX_COLUMNS`] cells.
    TooManyColumns,
    /// A quotation mark is opened and never closed; reading goes on with the next line.
    QuoteNeverClosed,
    /// Something else than a whole JSON object where one should stand.
    NoObject,
    /// The file ends inside a JSON object.
    ObjectCutOff,
}

/// Where the rows of a pass come from: a text, or what was kept of one.
pub(crate) trait RowSource {
    /// Goes to the next row.
    fn advance(&mut self) -> Result<Step, Error>;
    /// The row that `advance` found.
    fn row(&self) -> Row<'_>;
    /// How many bytes of the file were read so far.
    fn bytes(&self) -> u64 {
        0
    }
}

/// Where a cell stands.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Whether the cell stands unescaped in `Rows::own` instead of in the text.
    own: bool,
}

impl Span {
    /// A cell that stands in the row's own text.
    pub(crate) fn own(from: usize, to: usize) -> Span {
        Span {
            from,
            to,
            own: true,
        }
    }
}

/// One row, borrowed from the splitter.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    /// Line on which it begins, from 1.
    pub(crate) line: u64,
    /// The row as it stands in the file, without its line end.
    pub(crate) raw: &'a [u8],
    text: &'a [u8],
    own: &'a [u8],
    spans: &'a [Span],
}

impl<'a> Row<'a> {
    /// A row whose cells stand in `own`.
    pub(crate) fn of_cells(line: u64, raw: &'a [u8], own: &'a [u8], spans: &'a [Span]) -> Row<'a> {
        Row {
            line,
            raw,
            text: &[],
            own,
            spans,
        }
    }

    /// The cell in a column, from 0; empty if the row is too short.
    pub(crate) fn cell(&self, column: usize) -> &'a [u8] {
        match self.spans.get(column) {
            None => &[],
            Some(s) if s.own => &self.own[s.from..s.to],
            Some(s) => &self.text[s.from..s.to],
        }
    }

    /// How many cells it has.
    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// All cells.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        (0..self.len()).map(|i| self.cell(i))
    }
}

/// The rows of a text.
pub(crate) struct Rows<R> {
    input: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    /// Line of the byte at `start`.
    line: u64,
    stops: [bool; 256],
    /// `None`: a row is one cell, and quotation marks mean nothing (JSON lines).
    delimiter: Option<u8>,
    spans: Vec<Span>,
    own: Vec<u8>,
    row: (u64, usize, usize),
    unclosed: u32,
}

enum Found {
    /// The row ends before `.0`, the next one begins at `.1`, after `.2` line ends inside it.
    Row(usize, usize, u64),
    Bad(Unusable, usize, u64),
    /// The text at hand ends inside the row; whether inside quotes.
    More(bool),
}

impl<R: Read> Rows<R> {
    /// Splits a text; a byte order mark is skipped.
    pub(crate) fn new(input: R, delimiter: u8) -> Result<Rows<R>, Error> {
        Rows::open(input, Some(delimiter))
    }

    /// Takes a text line by line: every row has one cell.
    pub(crate) fn lines(input: R) -> Result<Rows<R>, Error> {
        Rows::open(input, None)
    }

    fn open(input: R, delimiter: Option<u8>) -> Result<Rows<R>, Error> {
        let mut stops = [false; 256];
        for stop in [b'\n', b'\r'].into_iter().chain(delimiter) {
            stops[usize::from(stop)] = true;
        }
        let mut rows = Rows {
            input,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            ended: false,
            line: 1,
            stops,
            delimiter,
            spans: Vec::new(),
            own: Vec::new(),
            row: (0, 0, 0),
            unclosed: 0,
        };
        while rows.end < 3 && !rows.ended {
            rows.fill()?;
        }
        if rows.buffer[..rows.end].starts_with(b"\xef\xbb\xbf") {
            rows.start = 3;
        }
        Ok(rows)
    }

    /// Goes to the next row; blank lines are skipped.
    pub(crate) fn advance(&mut self) -> Result<Step, Error> {
        loop {
            if self.start == self.end && !self.more()? {
                return Ok(Step::End);
            }
            match self.find() {
                Found::Row(to, next, breaks) => {
                    let line = self.line;
                    let from = self.start;
                    self.line += breaks;
                    self.start = next;
                    if to == from {
                        continue;
                    }
                    self.row = (line, from, to);
                    return Ok(Step::Row);
                }
                Found::Bad(why, next, breaks) => {
                    self.row = (self.line, self.start, next.min(self.start + SHOWN));
                    self.spans.clear();
                    self.line += breaks;
                    self.start = next;
                    return Ok(Step::Bad(why));
                }
                Found::More(quoted) => {
                    let ended = self.ended;
                    if quoted && (ended || self.end - self.start > MAX_ROW) {
                        return self.after_unclosed();
                    }
                    if self.end - self.start > MAX_ROW {
                        return self.skip_line(Unusable::RowTooLong);
                    }
                    if !ended {
                        self.fill()?;
                    }
                }
            }
        }
    }

    /// The row that [`Rows::advance`] found, or as much of a bad one as can be shown.
    pub(crate) fn row(&self) -> Row<'_> {
        let (line, from, to) = self.row;
        Row {
            line,
            raw: &self.buffer[from..to],
            text: &self.buffer,
            own: &self.own,
            spans: &self.spans,
        }
    }

    fn more(&mut self) -> Result<bool, Error> {
        while self.start == self.end && !self.ended {
            self.fill()?;
        }
        Ok(self.start < self.end)
    }

    /// Reads on; the row at hand moves to the front of the buffer.
    fn fill(&mut self) -> Result<(), Error> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.buffer.len() < self.end + CHUNK {
            // Doubling, so that a long row is not scanned over and over.
            self.buffer.resize((2 * self.end).max(self.end + CHUNK), 0);
        }
        while self.end < self.buffer.len() && !self.ended {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(n) => self.end += n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e.into()),
            }
            if self.buffer.len() - self.end < 1 << 12 {
                break;
            }
        }
        Ok(())
    }

    /// Splits the row at `start` into `spans`.
    fn find(&mut self) -> Found {
        self.spans.clear();
        self.own.clear();
        let text = &self.buffer[..self.end];
        let mut at = self.start;
        let mut breaks = 0;
        let mut bad = None;
        // Runs of blanks part cells as one blank does; those at both ends part nothing.
        let blanks = self.delimiter == Some(b' ');
        if blanks {
            at += run_of_blanks(&text[at..]);
        }
        loop {
            let from = at;
            let mut span = Span {
                from,
                to: from,
                own: false,
            };
            if self.delimiter.is_some() && text.get(at) == Some(&b'"') {
                let own_from = self.own.len();
                let mut piece = at + 1;
                at += 1;
                loop {
                    match text[at..].iter().position(|b| *b == b'"') {
                        None => return Found::More(true),
                        Some(n) => at += n,
                    }
                    if at + 1 == text.len() && !self.ended {
                        return Found::More(true);
                    }
                    if text.get(at + 1) != Some(&b'"') {
                        break;
                    }
                    // A doubled mark stands for one.
                    self.own.extend_from_slice(&text[piece..=at]);
                    at += 2;
                    piece = at;
                }
                breaks += line_ends(&text[from..at]);
                let after = at + 1;
                at = after + stop(&text[after..], &self.stops);
                if self.own.len() == own_from && at == after {
                    span.from = from + 1;
                    span.to = after - 1;
                } else {
                    // Text after the closing mark belongs to the cell as it stands.
                    self.own.extend_from_slice(&text[piece..after - 1]);
                    self.own.extend_from_slice(&text[after..at]);
                    span = Span {
                        from: own_from,
                        to: self.own.len(),
                        own: true,
                    };
                }
            } else {
                at += stop(&text[at..], &self.stops);
                span.to = at;
            }
            if span.to - span.from > MAX_CELL {
                bad = Some(Unusable::CellTooLong);
            } else if self.spans.len() == MAX_COLUMNS {
                bad = bad.or(Some(Unusable::TooManyColumns));
            } else {
                self.spans.push(span);
            }
            let next = match text.get(at) {
                None if !self.ended => return Found::More(false),
                None => at,
                Some(b) if Some(*b) == self.delimiter => {
                    at += 1;
                    if blanks {
                        at += run_of_blanks(&text[at..]);
                        if text.get(at).is_some_and(|b| !matches!(b, b'\n' | b'\r')) {
                            continue;
                        }
                        // The row ends in blanks.
                        match text.get(at) {
                            None if !self.ended => return Found::More(false),
                            None => at,
                            Some(b'\r') => match text.get(at + 1) {
                                None if !self.ended => return Found::More(false),
                                Some(b'\n') => at + 2,
                                _ => at + 1,
                            },
                            Some(_) => at + 1,
                        }
                    } else {
                        continue;
                    }
                }
                Some(b'\r') => match text.get(at + 1) {
                    None if !self.ended => return Found::More(false),
                    Some(b'\n') => at + 2,
                    _ => at + 1,
                },
                Some(_) => at + 1,
            };
            breaks += u64::from(next > at);
            return match bad {
                None => Found::Row(at, next, breaks),
                Some(why) => Found::Bad(why, next, breaks),
            };
        }
    }

    /// Gives up the line at hand and goes on with the next one.
    fn after_unclosed(&mut self) -> Result<Step, Error> {
        self.unclosed += 1;
        if self.unclosed > MAX_UNCLOSED {
            return Err(Error::Refused(format!(
                "more than {MAX_UNCLOSED} rows open a quotation mark that is never closed (the last in line {}); \
                 export the file again, or check in a spreadsheet that it is comma-separated text",
                self.line
            )));
        }
        self.skip_line(Unusable::QuoteNeverClosed)
    }

    fn skip_line(&mut self, why: Unusable) -> Result<Step, Error> {
        let line = self.line;
        let shown = self.buffer[self.start..self.end.min(self.start + SHOWN)].to_vec();
        self.spans.clear();
        loop {
            let text = &self.buffer[self.start..self.end];
            if let Some(n) = text.iter().position(|b| matches!(b, b'\n' | b'\r')) {
                let pair = text[n] == b'\r' && text.get(n + 1) == Some(&b'\n');
                self.start += n + 1 + usize::from(pair);
                self.line += 1;
                break;
            }
            self.start = self.end;
            if !self.more()? {
                break;
            }
        }
        // The shown piece is kept apart: the buffer may have moved on.
        let cut = shown
            .iter()
            .position(|b| matches!(b, b'\n' | b'\r'))
            .unwrap_or(shown.len());
        let at = self.buffer.len();
        self.buffer.extend_from_slice(&shown[..cut]);
        self.row = (line, at, at + cut);
        Ok(Step::Bad(why))
    }
}

impl<R: Read> RowSource for Rows<R> {
    fn advance(&mut self) -> Result<Step, Error> {
        Rows::advance(self)
    }

    fn row(&self) -> Row<'_> {
        Rows::row(self)
    }
}

fn run_of_blanks(text: &[u8]) -> usize {
    text.iter().take_while(|b| **b == b' ').count()
}

fn stop(text: &[u8], stops: &[bool; 256]) -> usize {
    text.iter()
        .position(|b| stops[usize::from(*b)])
        .unwrap_or(text.len())
}

fn line_ends(text: &[u8]) -> u64 {
    let mut ends = 0;
    for (i, b) in text.iter().enumerate() {
        ends += u64::from(*b == b'\n' || (*b == b'\r' && text.get(i + 1) != Some(&b'\n')));
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Split = Vec<Result<(u64, Vec<String>), Unusable>>;

    fn split(text: &[u8], delimiter: u8) -> Split {
        let mut rows = Rows::new(text, delimiter).unwrap();
        let mut all = Vec::new();
        loop {
            match rows.advance().unwrap() {
                Step::End => return all,
                Step::Bad(why) => all.push(Err(why)),
                Step::Row => {
                    let row = rows.row();
                    let cells = row
                        .cells()
                        .map(|c| String::from_utf8_lossy(c).into_owned())
                        .collect();
                    all.push(Ok((row.line, cells)));
                }
            }
        }
    }

    fn ok(line: u64, cells: &[&str]) -> Result<(u64, Vec<String>), Unusable> {
        Ok((line, cells.iter().map(|c| (*c).to_owned()).collect()))
    }

    #[test]
    fn quotes_breaks_and_line_ends_of_all_kinds() {
        let text = b"\xef\xbb\xbfa,b\r\n\"x, \"\"y\"\"\r\nz\",2\n\n3,\"\"\r4,\"q\"w";
        assert_eq!(
            split(text, b','),
            [
                ok(1, &["a", "b"]),
                ok(2, &["x, \"y\"\r\nz", "2"]),
                ok(5, &["3", ""]),
                ok(6, &["4", "qw"])
            ]
        );
    }

    #[test]
    fn a_never_closed_mark_costs_one_line() {
        let text = b"a,b\n\"1,2\n3,4\n5,6\n";
        assert_eq!(
            split(text, b','),
            [
                ok(1, &["a", "b"]),
                Err(Unusable::QuoteNeverClosed),
                ok(3, &["3", "4"]),
                ok(4, &["5", "6"])
            ]
        );
    }

    #[test]
    fn runs_of_blanks_part_cells_once() {
        assert_eq!(
            split(b" 00001 19970101  1  11.77\n   2 x  3 \r\n4 5 6", b' '),
            [
                ok(1, &["00001", "19970101", "1", "11.77"]),
                ok(2, &["2", "x", "3"]),
                ok(3, &["4", "5", "6"])
            ]
        );
    }

    #[test]
    fn sizes_are_bounded() {
        let mut text = b"a,b\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', MAX_CELL + 1));
        text.extend(b",1\n2,3\n");
        text.extend(std::iter::repeat_n(b',', MAX_COLUMNS));
        text.extend(b"\n4,5\n");
        text.extend(std::iter::repeat_n(b'y', 3 * MAX_ROW));
        text.extend(b"\n6,7\n");
        assert_eq!(
            split(&text, b','),
            [
                ok(1, &["a", "b"]),
                Err(Unusable::CellTooLong),
                ok(3, &["2", "3"]),
                Err(Unusable::TooManyColumns),
                ok(5, &["4", "5"]),
                Err(Unusable::RowTooLong),
                ok(7, &["6", "7"])
            ]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn rows_are_those_of_the_csv_crate(
            table in prop::collection::vec(prop::collection::vec("[a-z,\"; \r\n]{0,6}", 2..5), 1..12),
            end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        ) {
            let mut text = Vec::new();
            for row in &table {
                let cells: Vec<String> =
                    row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
                text.extend_from_slice(cells.join(",").as_bytes());
                text.extend_from_slice(end.as_bytes());
            }
            let theirs: Vec<Vec<String>> = csv::ReaderBuilder::new()
                .has_headers(false).flexible(true).from_reader(text.as_slice())
                .records()
                .map(|r| r.unwrap().iter().map(str::to_owned).collect())
                .collect();
            let ours: Vec<Vec<String>> =
                split(&text, b',').into_iter().map(|r| r.unwrap().1).collect();
            prop_assert_eq!(ours, theirs);
        }
    }
}
