//! The two passes over a file: one that checks, one that hands over records.

use super::boxes;
use super::checked::{Checked, Pace};
use super::detection::Reading;
use super::format;
use super::kept_rows::KeptRows;
use super::left_out::LeftOut;
use super::problem::Problems;
use super::rows::{MAX_CELL, MAX_COLUMNS, MAX_ROW, Row, RowSource, Step, Unusable};
use super::{Error, Sink};
use crate::model::record::Record;
use std::io::{Read, Seek};
use std::ops::ControlFlow;

/// What a format does with the rows of a file (for JSON lines: rows of one cell).
pub(crate) trait Taker {
    /// Where it notes what is wrong; rows that it refuses there are kept whole.
    fn problems(&mut self) -> &mut Problems;
    /// Takes the next row.
    fn take(&mut self, row: &Row<'_>, sink: &mut Sink<'_>) -> Result<(), Error>;
    /// Takes note of a row that could not be split into cells.
    fn unusable(&mut self, row: &Row<'_>, what: &str, fix: &'static str);
    /// The end of the file; the first pass gives its result.
    fn finish(self: Box<Self>, sink: &mut Sink<'_>) -> Result<Option<Checked>, Error>;
}

/// How often the caller is asked whether to go on.
const ROWS_BETWEEN_LOOKS: u64 = 4_096;

/// Pass 1: reads the whole file, keeps nothing but counts, problems and what pass 2 needs to stream.
///
/// `watch` is asked every few thousand rows; [`ControlFlow::Break`] ends with [`Error::Stopped`].
pub fn check(
    input: impl Read + Seek,
    reading: &Reading,
    watch: &mut dyn FnMut(Pace) -> ControlFlow<()>,
) -> Result<Checked, Error> {
    let (checked, hash) = run(input, reading, None, watch, &mut |_| Ok(()))?;
    let mut checked = checked.ok_or(Error::Changed)?;
    checked.file_hash = hash;
    Ok(checked)
}

/// Pass 2: reads the file again and hands over every record: an order as soon as its last row was read.
///
/// The file's hash is compared in the end: after [`Error::Changed`] the caller takes everything back.
pub fn read<E: From<Error>>(
    input: impl Read + Seek,
    reading: &Reading,
    checked: &Checked,
    watch: &mut dyn FnMut(Pace) -> ControlFlow<()>,
    take: &mut dyn FnMut(Record) -> Result<(), E>,
) -> Result<(), E> {
    read_all(input, reading, checked, watch, &mut |found| match found {
        Found::Record(record) => take(record),
        Found::Left(_) => Ok(()),
    })
}

/// What the second pass hands over.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "handed over one at a time: a box for every record would only cost"
)]
pub enum Found {
    /// A record.
    Record(Record),
    /// A row that was left out, or used but kept beside such a row of the same order.
    Left(LeftOut),
}

/// [`read`] that also hands over every row that was left out, whole.
pub fn read_all<E: From<Error>>(
    input: impl Read + Seek,
    reading: &Reading,
    checked: &Checked,
    watch: &mut dyn FnMut(Pace) -> ControlFlow<()>,
    take: &mut dyn FnMut(Found) -> Result<(), E>,
) -> Result<(), E> {
    let mut refused = None;
    let outcome = run(input, reading, Some(checked), watch, &mut |found| {
        take(found).map_err(|e| {
            refused = Some(e);
            Error::Stopped
        })
    });
    match (outcome, refused) {
        (_, Some(theirs)) => Err(theirs),
        (Err(ours), None) => Err(ours.into()),
        (Ok((_, hash)), None) if hash != checked.file_hash => Err(Error::Changed.into()),
        (Ok(_), None) => Ok(()),
    }
}

/// Reads rows that were kept of a file as [`check`] reads the file.
pub fn check_kept(rows: &[LeftOut], reading: &Reading) -> Result<Checked, Error> {
    let mut source = KeptRows::new(rows, reading);
    drive(&mut source, reading, None, &mut |_| Ok(()), &mut |_| Ok(()))?.ok_or(Error::Changed)
}

/// Reads rows that were kept of a file as [`read_all`] reads the file.
pub fn read_kept<E: From<Error>>(
    rows: &[LeftOut],
    reading: &Reading,
    checked: &Checked,
    take: &mut dyn FnMut(Found) -> Result<(), E>,
) -> Result<(), E> {
    let mut source = KeptRows::new(rows, reading);
    let mut refused = None;
    let outcome = drive(
        &mut source,
        reading,
        Some(checked),
        &mut |_| Ok(()),
        &mut |found| {
            take(found).map_err(|e| {
                refused = Some(e);
                Error::Stopped
            })
        },
    );
    match (outcome, refused) {
        (_, Some(theirs)) => Err(theirs),
        (Err(ours), None) => Err(ours.into()),
        (Ok(_), None) => Ok(()),
    }
}

/// Where a pass hands what it found.
type Finds<'s> = dyn FnMut(Found) -> Result<(), Error> + 's;

fn run(
    input: impl Read + Seek,
    reading: &Reading,
    checked: Option<&Checked>,
    watch: &mut dyn FnMut(Pace) -> ControlFlow<()>,
    finds: &mut Finds<'_>,
) -> Result<(Option<Checked>, String), Error> {
    let mut outcome = None;
    let known = checked.map(|c| c.file_hash.as_str());
    let mut pace = |pace: Pace| match watch(pace) {
        ControlFlow::Break(()) => Err(Error::Stopped),
        ControlFlow::Continue(()) => Ok(()),
    };
    boxes::rows(input, &reading.detection, known, &mut |rows| {
        let mut found = drive(rows, reading, checked, &mut pace, finds)?;
        if let Some(found) = &mut found {
            found.report.traps.extend(rows.traps());
        }
        outcome = Some((found, rows.hash()));
        Ok(())
    })?;
    outcome.ok_or(Error::Changed)
}

/// Hands the rows to the engine of the format, and what it found to the caller.
fn drive(
    rows: &mut (impl RowSource + ?Sized),
    reading: &Reading,
    checked: Option<&Checked>,
    pace: &mut dyn FnMut(Pace) -> Result<(), Error>,
    finds: &mut Finds<'_>,
) -> Result<Option<Checked>, Error> {
    let header = reading.detection.header_line.unwrap_or(0);
    let keeps = checked.is_some_and(|c| c.report.refused > 0);
    let mut taker = format::taker(reading, checked);
    let mut count = 0u64;
    loop {
        match rows.advance()? {
            Step::End => break,
            Step::Row => {
                let row = rows.row();
                if row.line <= header {
                    continue;
                }
                taker.take(&row, &mut |record| finds(Found::Record(record)))?;
            }
            Step::Bad(why) => {
                let row = rows.row();
                if row.line <= header {
                    continue;
                }
                let (what, fix) = words(why);
                taker.unusable(&row, &what, fix);
            }
        }
        if keeps {
            for left in taker.problems().left() {
                finds(Found::Left(left))?;
            }
        }
        count += 1;
        if count.is_multiple_of(ROWS_BETWEEN_LOOKS) {
            let bytes = rows.bytes();
            pace(Pace { bytes, rows: count })?;
        }
    }
    taker.finish(&mut |record| finds(Found::Record(record)))
}

fn words(why: Unusable) -> (String, &'static str) {
    match why {
        Unusable::CellTooLong => (
            format!("a cell is longer than {} MiB", MAX_CELL >> 20),
            "shorten it; a quotation mark that is never closed can be the reason",
        ),
        Unusable::RowTooLong => (
            format!("the row is longer than {} MiB", MAX_ROW >> 20),
            "check that the file is text with one row per line",
        ),
        Unusable::TooManyColumns => (
            format!("the row has more than {MAX_COLUMNS} cells"),
            "leave out columns that are not needed",
        ),
        Unusable::QuoteNeverClosed => (
            "a quotation mark is opened and never closed".to_owned(),
            "close it, or remove it; the rows after it are read as usual",
        ),
        Unusable::NoObject => (
            "this is not a whole JSON object".to_owned(),
            "write it as {\"name\": \"value\"}; the objects after it are read as usual",
        ),
        Unusable::ObjectCutOff => (
            "the file ends inside this JSON object".to_owned(),
            "export or copy the file again; it is cut off, or a brace is missing",
        ),
    }
}
