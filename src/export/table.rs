//! A table on its way out: named columns, and cells that know what they are, so that each format writes them its way.

use crate::model::money::Money;

/// One value.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// Nothing: not known, or too little to say.
    Empty,
    /// Text of any origin; formats guard it.
    Text(String),
    /// A count.
    Count(u64),
    /// A number.
    Number(f64),
    /// An amount in the currency's major units, written exactly.
    Money(Money),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(n: u64) -> Cell {
        Cell::Count(n)
    }
}

impl From<f64> for Cell {
    fn from(x: f64) -> Cell {
        Cell::Number(x)
    }
}

impl From<Money> for Cell {
    fn from(money: Money) -> Cell {
        Cell::Money(money)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Empty, Into::into)
    }
}

/// Rows under named columns; every row has as many cells as there are columns.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Table {
    /// Names in snake_case: headings of the CSV and keys of the JSON lines.
    pub columns: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// An amount in major units, exactly: `-1234.50`.
pub(crate) fn amount(money: Money) -> String {
    let decimals = money.currency.decimals() as usize;
    let digits = format!(
        "{:0>width$}",
        money.amount.0.unsigned_abs(),
        width = decimals + 1
    );
    let (whole, part) = digits.split_at(digits.len() - decimals);
    let minus = if money.amount.0 < 0 { "-" } else { "" };
    let point = if decimals > 0 { "." } else { "" };
    format!("{minus}{whole}{point}{part}")
}

/// A number without noise in its last digits; nothing for what is no number.
pub(crate) fn number(x: f64) -> Option<String> {
    x.is_finite().then(|| {
        let rounded = (x * 1e9).round() / 1e9;
        // Minus zero is zero.
        format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
    })
}
