//! How a table writes its numbers, dates and discounts, by its first rows.

use super::cells;
use super::detection::Column;
use super::field::Field;
use super::head::Line;
use super::number;
use super::when::{self, Order};
use crate::model::money::Currency;

/// The decimal mark: what stands before the last one or two digits of cells more often.
pub(crate) fn decimal_mark(data: &[Line], delimiter: Option<u8>) -> u8 {
    let (mut points, mut commas) = (0, 0);
    for cell in data.iter().flat_map(|(_, row)| row) {
        let text = cell.trim_ascii();
        let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
        if digits == 0 || digits * 2 < text.len() || text.len() > 20 {
            continue;
        }
        let Some(at) = text.iter().rposition(|b| matches!(b, b'.' | b',')) else {
            continue;
        };
        let tail = text[at + 1..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let only = text.iter().filter(|b| **b == text[at]).count() == 1;
        if only && (1..=2).contains(&tail) {
            match text[at] {
                b'.' => points += 1,
                _ => commas += 1,
            }
        }
    }
    if commas > points || (commas == points && delimiter == Some(b';') && commas > 0) {
        b','
    } else {
        b'.'
    }
}

/// The first column that holds a field.
pub(crate) fn column_of(columns: &[Column], field: Field) -> Option<usize> {
    columns.iter().position(|c| c.field == Some(field))
}

/// Whether dates have the day first; `None` if none of them tells, yes if there is none.
pub(crate) fn day_first(data: &[Line], columns: &[Column]) -> Option<bool> {
    let at = column_of(columns, Field::At)?;
    let (mut day, mut month, mut either) = (0, 0, 0);
    for (_, row) in data {
        match row.get(at).and_then(|c| when::order_of(cells::guarded(c))) {
            Some(Order::DayFirst) => day += 1,
            Some(Order::MonthFirst) => month += 1,
            Some(Order::Either) => either += 1,
            Some(Order::Clear) | None => {}
        }
    }
    match (day, month, either) {
        (0, 0, 0) => Some(true),
        (0, 0, _) => None,
        (day, month, _) => Some(day >= month),
    }
}

/// Whether every date of the head is a spreadsheet's number of days.
pub(crate) fn serial_dates(data: &[Line], columns: &[Column]) -> bool {
    let Some(at) = column_of(columns, Field::At) else {
        return false;
    };
    let mut cells = data
        .iter()
        .filter_map(|(_, row)| row.get(at))
        .map(|cell| cells::guarded(cell))
        .filter(|cell| !cell.is_empty())
        .peekable();
    cells.peek().is_some() && cells.all(|cell| when::days_since_1900(cell).is_some())
}

/// Whether the discounts of lines are shares: none above 1, some between, beside sums of which that is next to nothing.
pub(crate) fn discount_shares(data: &[Line], columns: &[Column], mark: u8) -> bool {
    let Some(at) = column_of(columns, Field::LineDiscount) else {
        return false;
    };
    let sum = column_of(columns, Field::LineTotal).or(column_of(columns, Field::Price));
    let read =
        |row: &[Vec<u8>], at: usize| number::price(cells::guarded(row.get(at)?), mark).map(|p| p.0);
    let said: Vec<i64> = data.iter().filter_map(|(_, row)| read(row, at)).collect();
    let between = said.iter().filter(|v| (1..10_000).contains(*v)).count();
    if said.len() < 3 || between == 0 || said.iter().any(|v| !(0..=10_000).contains(v)) {
        return false;
    }
    let mut sums: Vec<i64> = data.iter().filter_map(|(_, row)| read(row, sum?)).collect();
    sums.sort_unstable();
    sums.get(sums.len() / 2)
        .is_some_and(|usual| *usual >= 50_000)
}

/// The currency that stands beside the amounts.
pub(crate) fn currency_sign(data: &[Line], columns: &[Column]) -> Option<Currency> {
    let at = column_of(columns, Field::Price).or_else(|| column_of(columns, Field::LineTotal))?;
    data.iter().find_map(|(_, row)| {
        let text = String::from_utf8_lossy(row.get(at)?).into_owned();
        text.chars()
            .find_map(|c| number::currency_of_sign(c).flatten())
            .or_else(|| {
                let word: String = text.chars().filter(char::is_ascii_alphabetic).collect();
                (word.len() == 3).then(|| Currency::named(&word)).flatten()
            })
    })
}
