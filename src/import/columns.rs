//! What the columns of a table hold, and how it writes its cells, by its first rows.

use super::choose::Chosen;
use super::conventions::{
    column_of, currency_sign, day_first, decimal_mark, discount_shares, serial_dates,
};
use super::detect::Found;
use super::detection::{Column, Detection};
use super::error::Error;
use super::field::Field;
use super::head::{Head, is_header_like, looks_like_data, names, samples};
use super::looks;
use super::suggest::Look;
use super::trap::grouped;
use super::when;

impl Found<'_> {
    /// What the columns of a table hold.
    pub(crate) fn columns(&self, head: &Head) -> Result<Detection, Error> {
        let Head {
            rows: table,
            width,
            names: known,
            hints,
            delimiter,
        } = head;
        let (width, delimiter) = (*width, *delimiter);
        let start = table
            .iter()
            .position(|(_, row)| known.is_some() || is_header_like(row, width))
            .unwrap_or(0);
        let Some((line, first)) = table.get(start) else {
            return self.refuse("has no rows");
        };
        if first
            .iter()
            .any(|c| c.iter().filter(|b| **b == b',').count() >= 8)
            && width <= 3
        {
            return self.refuse(
                "has each of its rows in a single cell, as a spreadsheet saves it that could not part them; import the \
                 export as it was downloaded",
            );
        }
        let has_header = known.is_none() && !looks_like_data(first);
        let header_line = has_header.then_some(*line);
        let data = &table[start + usize::from(has_header)..];
        let names = match known {
            Some(known) => {
                let cells: Vec<Vec<u8>> = known.iter().map(|k| k.clone().into_bytes()).collect();
                names(&cells, width, true)
            }
            None => names(first, width, has_header),
        };
        let mark = match self.wishes.decimal_mark {
            Some(mark) => mark as u8,
            None => decimal_mark(data, delimiter),
        };
        let looks: Vec<Look<'_>> = names
            .iter()
            .enumerate()
            .map(|(at, name)| Look {
                name: hints.as_ref().and_then(|h| h.get(at)).unwrap_or(name),
                values: data
                    .iter()
                    .map(|(_, row)| row.get(at).map_or(&[][..], Vec::as_slice))
                    .collect(),
            })
            .collect();
        let Chosen {
            format,
            why,
            fields,
            vague,
        } = self.choose(&names, &looks, mark)?;
        let mut columns: Vec<Column> = names
            .iter()
            .enumerate()
            .map(|(at, name)| Column {
                name: name.clone(),
                field: None,
                because: String::new(),
                samples: samples(data, at),
                fits: looks::looks(&looks[at].values, mark),
            })
            .collect();
        for (column, suggestion) in columns.iter_mut().zip(fields) {
            if let Some((field, because)) = suggestion {
                column.field = Some(field);
                column.because = because;
            }
        }
        self.apply_map(&mut columns)?;
        let fixed = self.fixed(format.kind())?;
        let mut missing = self.complete(format.kind(), &columns, &fixed, vague)?;
        if let Some(day) = column_of(&columns, Field::DayNumber)
            && column_of(&columns, Field::At).is_none()
            && !fixed
                .iter()
                .any(|(f, text)| *f == Field::DayOne && when::day(text).is_some())
        {
            if !self.wishes.incomplete {
                return self.refuse(&format!(
                    "counts days in its column `{}`; say which date was day 1: --map \"'2026-01-01'=day_one\"",
                    columns[day].name
                ));
            }
            missing.push("date of day 1");
        }
        let mut evidence = vec![why];
        let parted = delimiter.map_or(String::new(), |d| {
            format!(", parted by {}", delimiter_word(d))
        });
        let place = if delimiter.is_some() { "line" } else { "row" };
        evidence.push(match header_line {
            _ if known.is_some() => format!("{} columns: the keys of its objects", columns.len()),
            Some(line) => format!(
                "{} columns{parted}, named in {place} {}",
                columns.len(),
                grouped(line)
            ),
            None => format!(
                "{} columns{parted}, without a {place} of names",
                columns.len()
            ),
        });
        let mut detection = self.detection(format, evidence);
        detection.delimiter = delimiter.map(char::from);
        if known.is_none() {
            // Without a header the lines above the table, if any, still have to be skipped.
            detection.header_line = header_line.or((*line > 1).then(|| line - 1));
        }
        detection.settled.day_first = self.wishes.day_first;
        detection.day_first = match self.wishes.day_first {
            None => day_first(data, &columns),
            said => said,
        };
        detection.serial_dates = serial_dates(data, &columns);
        detection.discount_shares = discount_shares(data, &columns, mark);
        detection.decimal_mark = char::from(mark);
        detection.currency_sign = currency_sign(data, &columns);
        detection.columns = columns;
        detection.fixed = fixed;
        detection.missing = missing;
        Ok(detection)
    }
}

fn delimiter_word(delimiter: u8) -> &'static str {
    match delimiter {
        b';' => "semicolons",
        b'\t' => "tabs",
        b'|' => "vertical bars",
        b' ' => "blanks",
        _ => "commas",
    }
}
