//! CSV for spreadsheets: UTF-8, a header, and text that no spreadsheet takes for a formula.

use super::table::{amount, number};
use super::{Cell, Error, Table};
use std::borrow::Cow;
use std::io::Write;

/// Writes a table. With `raw`, text goes out exactly as it is, also what a spreadsheet would run as a formula.
pub fn write(table: &Table, raw: bool, out: impl Write) -> Result<(), Error> {
    let mut csv = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(out);
    csv.write_record(&table.columns).map_err(told)?;
    for row in &table.rows {
        for cell in row {
            let text: Cow<'_, str> = match cell {
                Cell::Empty => "".into(),
                Cell::Text(text) if raw => text.as_str().into(),
                Cell::Text(text) => guarded(text),
                Cell::Count(n) => n.to_string().into(),
                Cell::Number(x) => number(*x).unwrap_or_default().into(),
                Cell::Money(money) => amount(*money).into(),
            };
            csv.write_field(text.as_bytes()).map_err(told)?;
        }
        csv.write_record(None::<&[u8]>).map_err(told)?;
    }
    csv.flush()?;
    Ok(())
}

fn told(error: ::csv::Error) -> Error {
    Error::Io(std::io::Error::other(error))
}

/// Text with an apostrophe before it where a spreadsheet would read a formula (OWASP ASVS 1.2.10, CWE-1236). An
/// international phone number stays as it is.
pub fn guarded(text: &str) -> Cow<'_, str> {
    let phone = text.strip_prefix('+').is_some_and(|rest| {
        (7..=15).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit())
    });
    let dangerous = text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\0', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]);
    if dangerous && !phone {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::money::{Amount, Currency, Money};

    #[test]
    fn no_text_becomes_a_formula_and_numbers_stay_numbers() {
        for (text, safe) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2+3|cmd", "'-2+3|cmd"),
            ("+1-800-EVIL", "'+1-800-EVIL"),
            ("＝1+1", "'＝1+1"),
            ("\t=1", "'\t=1"),
            ("+4915112345678", "+4915112345678"),
            ("Tent, \"large\"", "Tent, \"large\""),
            ("'quoted", "'quoted"),
        ] {
            assert_eq!(guarded(text), safe);
        }
        let eur = Currency::named("EUR").unwrap();
        let table = Table {
            columns: vec!["name", "shown", "rate", "revenue", "note"],
            rows: vec![vec![
                "=cmd()".into(),
                7_u64.into(),
                0.0354_f64.into(),
                Money::new(Amount(-5), eur).into(),
                Cell::Empty,
            ]],
        };
        let mut out = Vec::new();
        write(&table, false, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "name,shown,rate,revenue,note\r\n'=cmd(),7,0.0354,-0.05,\r\n"
        );
        let mut raw = Vec::new();
        write(&table, true, &mut raw).unwrap();
        assert!(String::from_utf8(raw).unwrap().contains("\r\n=cmd(),"));
    }
}
