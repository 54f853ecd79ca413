//! What the head of a file tells about it, with the evidence in words, and what the caller wishes instead.

use super::error::Error;
use super::field::Field;
use super::format::Format;
use crate::model::money::Currency;
use crate::model::text::{clean, fold};
use crate::model::time::{Moment, Zone};
use serde::Serialize;

/// What `--as` and `--map` ask for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wishes {
    /// Read the file as this format, whatever it looks like.
    pub format: Option<Format>,
    /// Column name (any letter case; `Name#2` is the second of that name) and its field. A text in single quotation
    /// marks instead of a name is what every row says.
    pub map: Vec<(String, Field)>,
    /// What stands before the cents, whatever it looks like.
    pub decimal_mark: Option<char>,
    /// Whether a date such as 03/04/2026 has the day first, whatever it looks like.
    pub day_first: Option<bool>,
    /// Read this sheet of a workbook.
    pub sheet: Option<String>,
    /// Say which columns are missing instead of refusing a table without them: for a face that asks for them.
    pub incomplete: bool,
    /// The wall clock: times after it are told.
    pub now: Option<Moment>,
}

impl Wishes {
    /// Reads the words of a command line: `--as FORMAT` and each `--map COLUMN=FIELD`.
    pub fn parse(format: Option<&str>, maps: &[impl AsRef<str>]) -> Result<Wishes, Error> {
        let format = match format {
            None => None,
            Some(word) => Some(Format::named(word).ok_or_else(|| {
                let known: Vec<&str> = Format::ALL.iter().map(|f| f.word()).collect();
                Error::Asked(format!(
                    "no format is called `{}`; there are: {}",
                    clean(word),
                    known.join(", ")
                ))
            })?),
        };
        let map = maps
            .iter()
            .map(|text| Wishes::pair(text.as_ref()))
            .collect::<Result<_, _>>()?;
        Ok(Wishes {
            format,
            map,
            ..Wishes::default()
        })
    }

    fn pair(text: &str) -> Result<(String, Field), Error> {
        let text = clean(text);
        let (column, word) = text.rsplit_once('=').ok_or_else(|| {
            Error::Asked(format!(
                "`{text}` is not COLUMN=FIELD; an example: --map \"Order No=order\""
            ))
        })?;
        let field = Field::named(word).ok_or_else(|| {
            let near = Field::ALL
                .iter()
                .max_by(|a, b| {
                    strsim::jaro_winkler(a.word(), word)
                        .total_cmp(&strsim::jaro_winkler(b.word(), word))
                })
                .map_or("order", |f| f.word());
            let all: Vec<&str> = Field::ALL.iter().map(|f| f.word()).collect();
            Error::Asked(format!(
                "no field is called `{word}`; the nearest is `{near}`; there are: {}",
                all.join(", ")
            ))
        })?;
        Ok((column.trim().to_owned(), field))
    }
}

/// A column of the file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Column {
    /// Its name in the header, cleaned; `Column 3` if there is no header; a repeated name gets `#2`.
    pub name: String,
    /// What it holds; `None` = not used.
    pub field: Option<Field>,
    /// Why that field, in plain words; empty without a field.
    pub because: String,
    /// A few different values from the first rows, cleaned and cut.
    pub samples: Vec<String>,
    /// How many of the first rows look like each field that has a look of its own.
    #[serde(skip)]
    pub fits: Vec<Fit>,
}

/// How well the values of a column look like a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fit {
    /// The field.
    pub field: Field,
    /// Values that look like it.
    pub good: usize,
    /// Values that were looked at; empty ones do not count.
    pub all: usize,
}

/// What the merchant or an earlier reading of the whole file has settled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Settled {
    /// Whether a date with two possible readings has the day first.
    pub day_first: Option<bool>,
    /// Whether the file marks its credit notes by their numbers.
    pub credit_notes: bool,
}

/// How the rows lie in a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Lay {
    /// As text: parted by the delimiter, or lines.
    #[default]
    Text,
    /// In a sheet of a workbook, by its name.
    Sheet(String),
    /// As JSON objects.
    Objects(Objects),
}

/// How JSON objects become rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Objects {
    /// Whether each line is one object; else they stand in one list.
    pub lines: bool,
    /// The key of each column (`customer.email` for a key inside another object); none for events.
    pub keys: Vec<String>,
    /// The key of a list of objects: each of them becomes a row of its own.
    pub each: Option<String>,
}

/// What was found out about a file from its first bytes.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Detection {
    /// The format.
    pub format: Format,
    /// Why this format, one plain sentence each.
    pub evidence: Vec<String>,
    /// Which file of an archive it is.
    #[serde(skip)]
    pub member: Option<usize>,
    /// How its rows lie.
    #[serde(skip)]
    pub lay: Lay,
    /// Whether it is gzip-compressed.
    pub gzip: bool,
    /// Name of the text encoding (`UTF-8`, `windows-1252`, `UTF-16LE`).
    pub encoding: &'static str,
    /// What stands between cells; `None` for JSON lines.
    pub delimiter: Option<char>,
    /// Line of the header, from 1; `None` = no header (or JSON lines).
    pub header_line: Option<u64>,
    /// The columns in file order; empty for JSON lines.
    pub columns: Vec<Column>,
    /// Whether a date such as 03/04/2026 has the day first; `None` = the head does not tell, the first pass decides.
    pub day_first: Option<bool>,
    /// The wall clock: times after it are told.
    #[serde(skip)]
    pub now: Option<Moment>,
    /// What the merchant says of every row: a field and its text.
    pub fixed: Vec<(Field, String)>,
    /// Whether its dates are a spreadsheet's numbers of days since 1900.
    #[serde(skip)]
    pub serial_dates: bool,
    /// Whether discounts of lines are shares of their sums (0.2), not amounts.
    pub discount_shares: bool,
    /// What stands before the cents.
    pub decimal_mark: char,
    /// The currency whose sign the price cells carry, if any: a suggestion for the shop's currency.
    pub currency_sign: Option<Currency>,
    /// What is settled already, whatever the rows prove.
    #[serde(skip)]
    pub settled: Settled,
    /// What an order table cannot do without and this one has not (only if the wishes allow it).
    #[serde(skip)]
    pub missing: Vec<&'static str>,
}

impl Detection {
    /// A format of plain text without columns.
    pub(crate) fn bare(format: Format, evidence: Vec<String>) -> Detection {
        Detection {
            format,
            evidence,
            member: None,
            lay: Lay::Text,
            gzip: false,
            encoding: "UTF-8",
            delimiter: None,
            header_line: None,
            columns: Vec::new(),
            day_first: None,
            decimal_mark: '.',
            now: None,
            fixed: Vec::new(),
            serial_dates: false,
            discount_shares: false,
            currency_sign: None,
            settled: Settled::default(),
            missing: Vec::new(),
        }
    }

    /// What turns the file's bytes into text.
    pub(crate) fn decoder(&self) -> &'static encoding_rs::Encoding {
        encoding_rs::Encoding::for_label(self.encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8)
    }

    /// What makes a remembered mapping fit again: the folded column names, in whatever order the file has them.
    pub fn shape(&self) -> String {
        let mut names: Vec<String> = self.columns.iter().map(|c| fold(&c.name)).collect();
        names.sort_unstable();
        names.join("|")
    }

    /// The mapping as `--map` would give it: what to remember for the next file of this shape.
    pub fn mapping(&self) -> Vec<(String, Field)> {
        let columns = self.columns.iter();
        columns
            .filter_map(|c| Some((c.name.clone(), c.field?)))
            .chain(self.fixed.iter().map(|(f, text)| (format!("'{text}'"), *f)))
            .collect()
    }
}

/// All that both passes need to know.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// What the file is.
    pub detection: Detection,
    /// The shop's currency: for rows that name none.
    pub currency: Currency,
    /// The zone of times without an offset.
    pub zone: Zone,
}
