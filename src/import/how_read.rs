//! How the rows of a file were read, in a form that can be kept: kept rows are read again by it, without the file.

use super::checked::Checked;
use super::detect::detect_head;
use super::detection::{Detection, Reading, Settled, Wishes};
use super::error::Error;
use super::field::Field;
use super::format::Format;
use super::head::Head;
use super::left_out::LeftOut;
use serde::{Deserialize, Serialize};

/// So many kept rows are looked at.
const SAMPLE: usize = 300;

/// What is kept of a reading.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HowRead {
    /// Word of the format.
    pub format: String,
    /// What stands between cells; `None`: a row is one text.
    pub delimiter: Option<char>,
    /// Line of the header.
    pub header_line: Option<u64>,
    /// The file's encoding.
    pub encoding: String,
    /// The columns with the words of their fields.
    pub columns: Vec<(String, Option<String>)>,
    /// What was said of every row: words of fields with their texts.
    #[serde(default)]
    pub fixed: Vec<(String, String)>,
    /// Whether dates are a spreadsheet's day numbers.
    #[serde(default)]
    pub serial_dates: bool,
    /// Whether discounts of lines are shares of their sums.
    #[serde(default)]
    pub discount_shares: bool,
    /// What stands before the cents.
    pub decimal_mark: char,
    /// Whether a date with two possible readings has the day first.
    pub day_first: bool,
    /// Whether the file marks its credit notes by their numbers.
    pub credit_notes: bool,
    /// Code of the currency of rows that name none.
    pub currency: String,
    /// Zone of times without an offset.
    pub zone: String,
}

impl HowRead {
    /// Keeps a reading and what the first pass settled.
    pub fn of(reading: &Reading, checked: &Checked) -> HowRead {
        let d = &reading.detection;
        HowRead {
            format: d.format.word().to_owned(),
            delimiter: d.delimiter,
            header_line: d.header_line,
            encoding: d.encoding.to_owned(),
            columns: d
                .columns
                .iter()
                .map(|c| (c.name.clone(), c.field.map(|f| f.word().to_owned())))
                .collect(),
            fixed: d
                .fixed
                .iter()
                .map(|(f, text)| (f.word().to_owned(), text.clone()))
                .collect(),
            serial_dates: d.serial_dates,
            discount_shares: d.discount_shares,
            decimal_mark: d.decimal_mark,
            day_first: checked.day_first,
            credit_notes: checked.credit_notes,
            currency: reading.currency.code().to_owned(),
            zone: reading.zone.name().to_owned(),
        }
    }

    /// Place of a column, by its name in any letter case.
    pub fn column(&self, name: &str) -> Option<usize> {
        let wanted = crate::model::text::fold(name);
        self.columns
            .iter()
            .position(|(n, _)| crate::model::text::fold(n) == wanted)
    }

    /// What the kept rows are taken for: as before, except for what is wished otherwise.
    pub fn detection(
        &self,
        rows: &[LeftOut],
        file_name: &str,
        wishes: &Wishes,
    ) -> Result<Detection, Error> {
        let before = Format::named(&self.format).ok_or_else(|| {
            Error::Refused(format!(
                "the rows of {file_name} were read as `{}`, which this program does not know; update Regulars",
                self.format
            ))
        })?;
        let format = wishes.format.unwrap_or(before);
        if format.is_table() != before.is_table() {
            return Err(Error::Asked(format!(
                "{file_name} was read as {before}; its rows cannot be read as {format}"
            )));
        }
        let settled = Settled {
            day_first: Some(wishes.day_first.unwrap_or(self.day_first)),
            credit_notes: self.credit_notes,
        };
        let mark = wishes.decimal_mark.unwrap_or(self.decimal_mark);
        if self.columns.is_empty() {
            if !wishes.map.is_empty() {
                return Err(Error::Asked(format!(
                    "the rows of {file_name} have no columns that could be mapped; correct them with --set"
                )));
            }
            let mut bare = Detection::bare(format, Vec::new());
            bare.delimiter = self.delimiter;
            bare.settled = settled;
            bare.now = wishes.now;
            bare.fixed = self.fixed().collect();
            return Ok(bare);
        }
        let mut map = Vec::new();
        if format == before {
            for (name, word) in &self.columns {
                let field = word.as_deref().and_then(Field::named);
                map.push((name.clone(), field.unwrap_or(Field::Ignore)));
            }
        }
        map.extend(
            self.fixed()
                .map(|(field, text)| (format!("'{text}'"), field)),
        );
        map.extend(wishes.map.iter().cloned());
        let wishes = Wishes {
            format: Some(format),
            map,
            decimal_mark: Some(mark),
            day_first: settled.day_first,
            incomplete: wishes.incomplete,
            sheet: None,
            now: wishes.now,
        };
        let mut found = detect_head(&self.head(rows), file_name, &wishes)?;
        found.delimiter = self.delimiter;
        found.header_line = None;
        found.evidence = vec![format!("rows that {file_name} left out, read as {format}")];
        found.settled = settled;
        found.serial_dates |= self.serial_dates;
        found.discount_shares = self.discount_shares;
        Ok(found)
    }

    fn fixed(&self) -> impl Iterator<Item = (Field, String)> + '_ {
        let all = self.fixed.iter();
        all.filter_map(|(word, text)| Some((Field::named(word)?, text.clone())))
    }

    /// The columns and some rows.
    fn head(&self, rows: &[LeftOut]) -> Head {
        let width = self.columns.len();
        let cells = |row: &LeftOut| {
            let mut cells: Vec<Vec<u8>> =
                row.cells.iter().map(|c| c.clone().into_bytes()).collect();
            cells.resize(width, Vec::new());
            (row.line, cells)
        };
        Head {
            rows: rows
                .iter()
                .filter(|r| r.split)
                .take(SAMPLE)
                .map(cells)
                .collect(),
            width,
            names: Some(self.columns.iter().map(|(name, _)| name.clone()).collect()),
            hints: None,
            delimiter: self.delimiter.map(|d| d as u8),
        }
    }
}
