//! Columns that are kept under their own names: what their values are, learnt from the whole file, and the one form in
//! which numbers, dates, yes and no are kept, so that conditions can compare them.

use super::cells::{self, guarded};
use super::detection::Reading;
use super::field::Field;
use super::list;
use super::rows::Row;
use super::suggest::normal;
use super::suggest_people::own_name;
use super::trap::Traps;
use super::when::{self, Dates};
use crate::model::time::Zone;
use std::collections::BTreeMap;

/// At most so many columns are kept,
const MOST: usize = 300;
/// each under a name of at most so many characters.
pub(crate) const MAX_NAME: usize = 80;

/// What all values of a column are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Shape {
    /// Kept as they stand.
    #[default]
    Text,
    /// `1.234,50` becomes `1234.50`.
    Number,
    /// `03.04.1985` becomes `1985-04-03`.
    Day,
    /// `WAHR` becomes `yes`.
    YesNo,
}

/// What could be said of a column's values so far.
#[derive(Clone, Copy, Debug)]
struct Could {
    number: bool,
    day: bool,
    yes_no: bool,
    any: bool,
}

struct OwnColumn {
    at: usize,
    name: String,
    could: Could,
    shape: Shape,
}

/// The columns of one kind: attributes or stated preferences.
pub(crate) struct OwnColumns {
    columns: Vec<OwnColumn>,
    mark: u8,
    zone: Zone,
}

impl OwnColumns {
    /// The columns that hold `field`. `shapes`: what the first pass learnt, by column; empty in the first pass.
    pub(crate) fn new(reading: &Reading, field: Field, shapes: &[(usize, Shape)]) -> OwnColumns {
        let columns = reading.detection.columns.iter().enumerate();
        OwnColumns {
            columns: columns
                .filter(|(_, column)| column.field == Some(field))
                .take(MOST)
                .map(|(at, column)| OwnColumn {
                    at,
                    name: own_name(&column.name, MAX_NAME),
                    could: Could {
                        number: true,
                        day: true,
                        yes_no: true,
                        any: false,
                    },
                    shape: shapes
                        .iter()
                        .find(|(column, _)| *column == at)
                        .map_or(Shape::Text, |(_, shape)| *shape),
                })
                .collect(),
            mark: reading.detection.decimal_mark as u8,
            zone: reading.zone,
        }
    }

    /// The values of a row by name; what is empty, and an empty list, is left out.
    pub(crate) fn read(
        &mut self,
        row: &Row<'_>,
        dates: &mut Dates,
        traps: &mut Traps,
    ) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for column in &mut self.columns {
            let Some(text) = cells::text(guarded(row.cell(column.at)), traps) else {
                continue;
            };
            let text = match text.as_str() {
                "[]" | "{}" | "\"\"" | "[\"\"]" => continue,
                json if json.starts_with("[\"") => list::split(json).join("; "),
                _ => text,
            };
            column.could.see(&text, self.mark, dates);
            let own = match column.shape {
                Shape::Text => None,
                Shape::Number => number(&text, self.mark),
                Shape::YesNo => yes_no(&text).map(|yes| if yes { "yes" } else { "no" }.to_owned()),
                Shape::Day => dates.read(text.as_bytes(), b"").map(|at| {
                    let local = self.zone.local(at).to_string();
                    local.strip_suffix(" 00:00:00").unwrap_or(&local).to_owned()
                }),
            };
            found
                .entry(column.name.clone())
                .or_insert(own.unwrap_or(text));
        }
        found
    }

    /// What was learnt of each column.
    pub(crate) fn shapes(&self) -> impl Iterator<Item = (usize, Shape)> + '_ {
        self.columns.iter().map(|c| (c.at, c.could.shape()))
    }
}

impl Could {
    fn see(&mut self, text: &str, mark: u8, dates: &mut Dates) {
        self.any = true;
        self.number = self.number && number(text, mark).is_some();
        self.yes_no = self.yes_no && yes_no(text).is_some();
        // A number proves no date; a date that is one tells how the file orders day and month.
        self.day = self.day
            && when::order_of(text.as_bytes()).is_some()
            && dates.read(text.as_bytes(), b"").is_some();
    }

    fn shape(self) -> Shape {
        match self {
            _ if !self.any => Shape::Text,
            Could { number: true, .. } => Shape::Number,
            Could { day: true, .. } => Shape::Day,
            Could { yes_no: true, .. } => Shape::YesNo,
            _ => Shape::Text,
        }
    }
}

/// A number with a point and without thousands. Leading zeros make a code, more than 15 digits an id.
fn number(text: &str, mark: u8) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (whole, fraction) = match digits.split_once(char::from(mark)) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let thousands = if mark == b',' { '.' } else { ',' };
    let whole = match all(whole) {
        true => whole.to_owned(),
        false => {
            let groups: Vec<&str> = whole
                .split([thousands, ' ', '\'', '\u{a0}', '\u{202f}', '’'])
                .collect();
            let even = groups.len() > 1
                && groups.iter().all(|g| all(g))
                && groups[0].len() <= 3
                && groups[1..].iter().all(|g| g.len() == 3);
            if !even {
                return None;
            }
            groups.concat()
        }
    };
    let length = whole.len() + fraction.map_or(0, str::len);
    if length > 15 || (whole.len() > 1 && whole.starts_with('0')) || !fraction.is_none_or(all) {
        return None;
    }
    Some(match fraction {
        Some(fraction) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{whole}"),
    })
}

/// A word that means yes or no and nothing else.
pub(crate) fn yes_no(text: &str) -> Option<bool> {
    match normal(text).as_str() {
        "yes" | "true" | "y" | "ja" | "oui" | "si" | "sim" | "tak" | "wahr" | "vrai" | "vero"
        | "verdadero" | "verdadeiro" | "waar" | "prawda" => Some(true),
        "no" | "false" | "n" | "nein" | "non" | "nao" | "nie" | "nee" | "falsch" | "faux"
        | "falso" | "onwaar" | "falsz" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_get_one_form() {
        for (text, mark, own) in [
            ("1.234,50", b',', Some("1234.50")),
            ("12,5", b',', Some("12.5")),
            ("1,234", b'.', Some("1234")),
            ("-7", b'.', Some("-7")),
            ("0", b'.', Some("0")),
            ("0.5", b'.', Some("0.5")),
            ("1 234", b',', Some("1234")),
            ("007", b'.', None),
            ("12,5", b'.', None),
            ("25-34", b'.', None),
            ("1234567890123456", b'.', None),
            ("12.", b'.', None),
            ("", b'.', None),
        ] {
            assert_eq!(number(text, mark).as_deref(), own, "{text}");
        }
    }
}
