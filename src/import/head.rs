//! The first rows of a table, wherever they come from: the separator, the header, the names, samples of the values.

use super::cells;
use super::number;
use super::problem::shown;
use super::rows::{Rows, Step};
use super::trap::Traps;
use super::when;
use crate::model::text::fold;

/// So many rows are looked at.
pub(crate) const ROWS: usize = 300;

/// A row with its line, from 1.
pub(crate) type Line = (u64, Vec<Vec<u8>>);
type Table = Vec<Line>;

/// The first rows of a table, wherever they come from.
pub(crate) struct Head {
    /// Each with its line, from 1.
    pub(crate) rows: Vec<Line>,
    /// How many columns it has.
    pub(crate) width: usize,
    /// The names of the columns, where they do not stand in a row.
    pub(crate) names: Option<Vec<String>>,
    /// Other names of the columns, which tell better what they hold.
    pub(crate) hints: Option<Vec<String>>,
    /// What parts the cells, in text.
    pub(crate) delimiter: Option<u8>,
}

/// Splits the head by the separator that gives the most even table.
pub(crate) fn split(text: &[u8]) -> Option<(u8, Table, usize)> {
    let mut best: Option<(f64, u8, Table, usize)> = None;
    for delimiter in [b',', b';', b'\t', b'|'] {
        let table = rows_of(text, delimiter);
        let mut widths: Vec<usize> = table.iter().map(|(_, row)| row.len()).collect();
        widths.sort_unstable();
        let most = widths
            .chunk_by(|a, b| a == b)
            .filter(|same| same[0] > 1)
            .max_by_key(|same| (same.len(), same[0]))
            .map(|same| (same[0], same.len()));
        let Some((width, even)) = most else {
            continue;
        };
        let score = even as f64 / table.len() as f64 + (width as f64).ln() / 4.0;
        if best.as_ref().is_none_or(|(s, ..)| score > *s) {
            best = Some((score, delimiter, table, width));
        }
    }
    best.map(|(_, delimiter, table, width)| (delimiter, table, width))
        .or_else(|| blanks(text))
}

/// A table whose columns are parted by runs of blanks: even throughout, and mostly numbers, unlike a text.
fn blanks(text: &[u8]) -> Option<(u8, Table, usize)> {
    let table = rows_of(text, b' ');
    let width = table.last()?.1.len();
    let even = table.iter().filter(|(_, row)| row.len() == width).count();
    let cells = table.iter().flat_map(|(_, row)| row);
    let numbers = cells.filter(|c| c.iter().any(u8::is_ascii_digit)).count();
    (width >= 3
        && table.len() >= 3
        && even * 20 >= table.len() * 19
        && numbers * 3 >= table.len() * width * 2)
        .then_some((b' ', table, width))
}

/// The first rows of a text, parted by a separator; those that cannot be parted are left out.
fn rows_of(text: &[u8], delimiter: u8) -> Table {
    let mut table = Vec::new();
    let Ok(mut rows) = Rows::new(text, delimiter) else {
        return table;
    };
    while table.len() < ROWS {
        match rows.advance() {
            Ok(Step::Row) => {
                let row = rows.row();
                table.push((row.line, row.cells().map(<[u8]>::to_vec).collect()));
            }
            Ok(Step::Bad(_)) => {}
            Ok(Step::End) | Err(_) => break,
        }
    }
    table
}

/// Whether a row can be the header: as wide as the table, mostly filled, no title line.
pub(crate) fn is_header_like(row: &[Vec<u8>], width: usize) -> bool {
    let filled = row.iter().filter(|c| !c.trim_ascii().is_empty()).count();
    // A header may have a few columns more or fewer than the rows (trailing separators).
    row.len() + 1 >= width && filled * 2 >= width && filled >= 2
}

/// Whether the first row is already data: dates or several numbers among its cells.
pub(crate) fn looks_like_data(row: &[Vec<u8>]) -> bool {
    let dates = row.iter().filter(|c| when::order_of(c).is_some()).count();
    let numbers = row
        .iter()
        .map(|c| c.trim_ascii())
        // `Tax1` is a name, no amount of some currency.
        .filter(|c| !c.first().is_some_and(u8::is_ascii_alphabetic))
        .filter(|c| number::price(c, b'.').is_some())
        .count();
    dates >= 1 || numbers >= 2
}

/// The names of the columns: those of the header, else `Column 1`; a second of the same name is `Name#2`.
pub(crate) fn names(first: &[Vec<u8>], width: usize, has_header: bool) -> Vec<String> {
    let mut traps = Traps::default();
    let mut names: Vec<String> = Vec::new();
    let width = if has_header {
        width.max(first.len())
    } else {
        width
    };
    for at in 0..width {
        let name = has_header
            .then(|| cells::text(first.get(at)?, &mut traps))
            .flatten()
            .unwrap_or_else(|| format!("Column {}", at + 1));
        let same = |n: &String| fold(n.split('#').next().unwrap_or(n)) == fold(&name);
        let before = names.iter().filter(|n| same(n)).count();
        names.push(if before > 0 {
            format!("{name}#{}", before + 1)
        } else {
            name
        });
    }
    names
}

/// A few different values of a column, cleaned and cut.
pub(crate) fn samples(data: &[Line], column: usize) -> Vec<String> {
    let mut samples: Vec<String> = Vec::new();
    for (_, row) in data {
        let Some(cell) = row.get(column) else {
            continue;
        };
        let text: String = shown(cell).chars().take(60).collect();
        if !text.is_empty() && !samples.contains(&text) {
            samples.push(text);
        }
        if samples.len() == 5 {
            break;
        }
    }
    samples
}
