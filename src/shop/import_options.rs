//! How a file is to be imported.

use super::Error;
use super::clock::wall_clock;
use crate::import::Wishes;
use std::path::PathBuf;

/// How a file is to be imported.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Word of a format instead of what the file looks like.
    pub as_format: Option<String>,
    /// `COLUMN=FIELD` instead of what the columns look like.
    pub maps: Vec<String>,
    /// What stands before the cents: `,` or `.`.
    pub decimal: Option<String>,
    /// Whether a date such as 03/04/2026 has the day first.
    pub day_first: Option<bool>,
    /// The merchant has seen what the columns become: remember it for the next such file.
    pub confirmed: bool,
    /// The shop's currency, said with its first import.
    pub currency: Option<String>,
    /// The shop's time zone, said with its first import.
    pub zone: Option<String>,
    /// The shop's country, by which its phone numbers are read.
    pub country: Option<String>,
    /// Say what would happen and change nothing.
    pub dry_run: bool,
    /// Change nothing if any row is refused.
    pub strict: bool,
    /// The sheet of a workbook, instead of the one that looks like an export.
    pub sheet: Option<String>,
    /// The file of an archive, by its name there, instead of the first.
    pub member: Option<String>,
    /// Files that came with it: one may say what it lacks.
    pub together: Vec<PathBuf>,
    /// While looking: say which columns are missing instead of refusing the table.
    pub incomplete: bool,
}

impl ImportOptions {
    /// What is wished of the reading.
    pub(crate) fn wishes(&self) -> Result<Wishes, Error> {
        let decimal_mark = match self.decimal.as_deref() {
            None => None,
            Some(".") => Some('.'),
            Some(",") => Some(','),
            Some(other) => {
                return Err(Error::Asked(format!(
                    "`{other}` is no decimal mark; type --decimal , or --decimal ."
                )));
            }
        };
        Ok(Wishes {
            incomplete: self.incomplete,
            decimal_mark,
            day_first: self.day_first,
            sheet: self.sheet.clone(),
            now: Some(wall_clock()),
            ..Wishes::parse(self.as_format.as_deref(), &self.maps)?
        })
    }
}
