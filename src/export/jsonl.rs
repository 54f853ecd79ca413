//! JSON lines for programs: one object per row, amounts as exact numbers, nothing guarded.

use super::table::{amount, number};
use super::{Cell, Error, Table};
use std::io::Write;

/// Writes a table, keys in the order of its columns; an empty cell is `null`.
pub fn write(table: &Table, mut out: impl Write) -> Result<(), Error> {
    for row in &table.rows {
        let mut line = String::from("{");
        for (n, (column, cell)) in table.columns.iter().zip(row).enumerate() {
            if n > 0 {
                line.push(',');
            }
            let value = match cell {
                Cell::Empty => None,
                Cell::Text(text) => Some(serde_json::Value::from(text.as_str()).to_string()),
                Cell::Count(n) => Some(n.to_string()),
                Cell::Number(x) => number(*x),
                Cell::Money(money) => Some(amount(*money)),
            };
            line.push_str(&serde_json::Value::from(*column).to_string());
            line.push(':');
            line.push_str(value.as_deref().unwrap_or("null"));
        }
        line.push_str("}\n");
        out.write_all(line.as_bytes())?;
    }
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::money::{Amount, Currency, Money};

    #[test]
    fn each_line_is_an_object_that_reads_back() {
        let money = Money::new(Amount(123_450), Currency::UNKNOWN);
        let table = Table {
            columns: vec!["name", "shown", "lift", "revenue", "high"],
            rows: vec![vec![
                "a \"b\"\n".into(),
                3_u64.into(),
                (-0.25_f64).into(),
                money.into(),
                f64::INFINITY.into(),
            ]],
        };
        let mut out = Vec::new();
        write(&table, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "{\"name\":\"a \\\"b\\\"\\n\",\"shown\":3,\"lift\":-0.25,\"revenue\":1234.50,\"high\":null}\n"
        );
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["revenue"], 1234.5);
    }
}
