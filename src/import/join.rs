//! Two tables as one: each row of the first with what the second says of the same order or product.
//!
//! Shop systems often give what was bought and when it was ordered in files of their own, with the order's number in
//! both. The joined table is text again, with the first table's lines where they were.

use super::boxes;
use super::cells::guarded;
use super::detection::Detection;
use super::error::Error;
use super::field::Field;
use super::kind::Kind;
use super::rows::Step;
use super::suggest::{is_exact, normal};
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::{Read, Seek};

/// So much of a table may be held in memory.
const MOST: usize = 256 << 20;
/// So many keys are tried before two tables are held for parts of one.
const TRIED: usize = 1_000;

/// A table in memory.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// What its columns are called.
    pub names: Vec<String>,
    /// What they hold.
    pub fields: Vec<Option<Field>>,
    /// The line of the names.
    header: u64,
    /// Each row with its line.
    rows: Vec<(u64, Vec<Vec<u8>>)>,
}

/// Rows by the key that stands in each of them.
type Keyed<'a> = FxHashMap<&'a [u8], &'a [Vec<u8>]>;

/// What the other table says of each key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Beside<'a> {
    rows: Keyed<'a>,
    /// Its columns that are taken over, with their new names and what they hold.
    taken: Vec<(usize, String, Option<Field>)>,
}

/// The column with the number of the order in a table that says what was bought, but neither when nor by whom.
pub fn order_column(detection: &Detection) -> Option<usize> {
    let columns = &detection.columns;
    let has = |fields: &[Field]| {
        let mut all = columns.iter();
        all.any(|c| c.field.is_some_and(|f| fields.contains(&f)))
    };
    let half = detection.format.kind() == Kind::Orders
        && detection.header_line.is_some()
        && has(&[Field::Product, Field::Sku, Field::ProductId])
        && !has(&[Field::At, Field::DayNumber]);
    let number = |c: &super::detection::Column| match c.field {
        Some(Field::Order) => is_exact(Field::Order, &c.name),
        Some(Field::OrderId) => true,
        _ => false,
    };
    columns.iter().position(number).filter(|_| half)
}

/// Reads a whole table.
pub fn table(input: impl Read + Seek, detection: &Detection) -> Result<Table, Error> {
    let mut table = Table {
        names: detection.columns.iter().map(|c| c.name.clone()).collect(),
        fields: detection.columns.iter().map(|c| c.field).collect(),
        header: detection.header_line.unwrap_or(0),
        rows: Vec::new(),
    };
    let width = table.names.len();
    let mut bytes = 0;
    boxes::rows(input, detection, None, &mut |rows| {
        loop {
            match rows.advance()? {
                Step::End => return Ok(()),
                Step::Bad(_) => continue,
                Step::Row => {}
            }
            let row = rows.row();
            if row.line <= table.header {
                continue;
            }
            bytes += row.raw.len() + 24 * width;
            if bytes > MOST {
                return Err(Error::Refused(
                    "is too large to be put beside another table; join the two by the order number"
                        .to_owned(),
                ));
            }
            let cells = row.cells().map(<[u8]>::to_vec).collect();
            table.rows.push((row.line, cells));
        }
    })?;
    Ok(table)
}

/// A table of texts, such as what the shop knows already.
pub fn made(columns: &[(&str, Field)], rows: Vec<Vec<String>>) -> Table {
    let rows = rows.into_iter().zip(1..);
    Table {
        names: columns.iter().map(|(name, _)| (*name).to_owned()).collect(),
        fields: columns.iter().map(|(_, field)| Some(*field)).collect(),
        header: 0,
        rows: rows
            .map(|(row, line)| (line, row.into_iter().map(String::into_bytes).collect()))
            .collect(),
    }
}

impl Table {
    /// Different values of a column, in the order of the rows.
    pub fn values(&self, column: usize) -> Vec<&[u8]> {
        let mut seen = FxHashSet::default();
        let cells = self.rows.iter().map(|(_, row)| cell(row, column));
        cells.filter(|c| !c.is_empty() && seen.insert(*c)).collect()
    }

    /// The column of this table in which nearly every one of these keys stands, each only once, and the rows by it.
    fn keyed(&self, keys: &[&[u8]]) -> Option<(usize, Keyed<'_>)> {
        let tried = &keys[..keys.len().min(TRIED)];
        (0..self.names.len())
            .filter_map(|column| {
                let mut rows = Keyed::default();
                for (_, row) in &self.rows {
                    let key = cell(row, column);
                    if !key.is_empty() && rows.insert(key, row).is_some() {
                        return None;
                    }
                }
                let hits = tried.iter().filter(|k| rows.contains_key(**k)).count();
                (hits > 0 && hits * 10 >= tried.len() * 8).then_some((hits, column, rows))
            })
            .max_by_key(|(hits, column, _)| (*hits, usize::MAX - column))
            .map(|(_, column, rows)| (column, rows))
    }

    /// What this table says of the orders with these numbers, if it is one of orders: it says when they were placed.
    pub fn of_orders(&self, first: &Table, keys: &[&[u8]]) -> Option<Beside<'_>> {
        if !self
            .fields
            .iter()
            .flatten()
            .any(|f| matches!(f, Field::At | Field::DayNumber))
        {
            return None;
        }
        let (key, rows) = self.keyed(keys)?;
        let known: Vec<String> = first.names.iter().map(|n| normal(n)).collect();
        let columns = self.names.iter().zip(&self.fields).enumerate();
        let taken = columns
            .filter(|(at, _)| *at != key)
            .map(|(at, (name, field))| {
                let of_order = match field {
                    Some(Field::Total | Field::LineTotal | Field::Price) => "order total",
                    Some(Field::Subtotal) => "order subtotal",
                    Some(Field::Discount | Field::LineDiscount) => "order discount",
                    Some(Field::Shipping) => "order shipping",
                    Some(Field::Tax) => "order tax",
                    Some(Field::Status) => "order status",
                    Some(Field::At) => "order date",
                    _ => name,
                };
                let new = if known.contains(&normal(of_order)) {
                    format!("order {name}")
                } else {
                    of_order.to_owned()
                };
                (at, new, *field)
            });
        Some(Beside {
            taken: taken.collect(),
            rows,
        })
    }

    /// What this table says of the products with these numbers that the first does not: name and price.
    pub fn of_products(&self, first: &Table, keys: &[&[u8]]) -> Option<Beside<'_>> {
        let (key, rows) = self.keyed(keys)?;
        let lacks = |field: Field| !first.fields.contains(&Some(field));
        let columns = self.fields.iter().enumerate();
        let taken: Vec<(usize, String, Option<Field>)> = columns
            .filter(|(at, _)| *at != key)
            .filter_map(|(at, field)| match field {
                Some(Field::Price) if lacks(Field::Price) => {
                    Some((at, "unit price".to_owned(), *field))
                }
                Some(Field::Product) if lacks(Field::Product) => {
                    Some((at, "product name".to_owned(), *field))
                }
                _ => None,
            })
            .collect();
        let priced = taken.iter().any(|(.., field)| *field == Some(Field::Price));
        priced.then_some(Beside { rows, taken })
    }

    /// Each row of this table with what is said of its key; and how many keys of the other no row names.
    pub fn with(mut self, column: usize, beside: &Beside<'_>) -> (Table, u64) {
        let width = self.names.len();
        let mut used = FxHashSet::default();
        for (_, row) in &mut self.rows {
            let found = beside.rows.get_key_value(cell(row, column));
            used.extend(found.map(|(key, _)| *key));
            let rest = beside.taken.iter().map(|(at, ..)| {
                // A line break in what is added would move the lines below.
                found.map_or(Vec::new(), |(_, row)| in_one_line(cell(row, *at)))
            });
            let rest: Vec<Vec<u8>> = rest.collect();
            row.resize(width, Vec::new());
            row.extend(rest);
        }
        for (_, name, field) in &beside.taken {
            self.names.push(name.clone());
            self.fields.push(*field);
        }
        (self, (beside.rows.len() - used.len()) as u64)
    }

    /// The whole table as text parted by commas, each row on the line that it has in its file.
    pub fn text(&self) -> Vec<u8> {
        let names: Vec<Vec<u8>> = self.names.iter().map(|n| n.clone().into_bytes()).collect();
        let rows = self.rows.iter().map(|(line, row)| (*line, row));
        let mut text = Vec::new();
        let mut line = 1;
        for (at, row) in std::iter::once((self.header, &names)).chain(rows) {
            while line < at {
                text.push(b'\n');
                line += 1;
            }
            for (n, cell) in row.iter().enumerate() {
                if n > 0 {
                    text.push(b',');
                }
                line += quote(cell, &mut text);
            }
            text.push(b'\n');
            line += 1;
        }
        text
    }
}

fn cell(row: &[Vec<u8>], column: usize) -> &[u8] {
    row.get(column).map_or(&[][..], |c| guarded(c))
}

fn in_one_line(cell: &[u8]) -> Vec<u8> {
    let blank = |b: &u8| if matches!(b, b'\n' | b'\r') { b' ' } else { *b };
    cell.iter().map(blank).collect()
}

/// Writes a cell as CSV has it; how many lines it breaks.
fn quote(cell: &[u8], text: &mut Vec<u8>) -> u64 {
    let plain = !cell
        .iter()
        .any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r'));
    if plain {
        text.extend_from_slice(cell);
        return 0;
    }
    text.push(b'"');
    for byte in cell {
        if *byte == b'"' {
            text.push(b'"');
        }
        text.push(*byte);
    }
    text.push(b'"');
    cell.iter().filter(|b| **b == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(names: &[(&str, Field)], rows: &[&[&str]]) -> Table {
        let rows = rows
            .iter()
            .map(|r| r.iter().map(|c| (*c).to_owned()).collect());
        let mut table = made(names, rows.collect());
        table.header = 1;
        for (line, _) in &mut table.rows {
            *line += 1;
        }
        table
    }

    #[test]
    fn each_row_gets_what_the_other_table_says_of_its_order() {
        let items = small(
            &[
                ("order_id", Field::Order),
                ("product_id", Field::ProductId),
                ("total", Field::LineTotal),
            ],
            &[
                &["7", "lamp, \"red\"", "5"],
                &["8", "tent", "9"],
                &["7", "cup", "2"],
            ],
        );
        let orders = small(
            &[
                ("id", Field::Order),
                ("created", Field::At),
                ("total", Field::LineTotal),
                ("note", Field::Attribute),
            ],
            &[
                &["7", "2026-01-02", "7", "a\nb"],
                &["9", "2026-01-03", "1", ""],
                &["8", "2026-01-04", "9", ""],
            ],
        );
        let keys = items.values(0);
        let beside = orders.of_orders(&items, &keys).unwrap();
        let (joined, unused) = items.clone().with(0, &beside);
        assert_eq!(
            String::from_utf8(joined.text()).unwrap(),
            "order_id,product_id,total,order date,order total,note\n\
             7,\"lamp, \"\"red\"\"\",5,2026-01-02,7,a b\n\
             8,tent,9,2026-01-04,9,\n\
             7,cup,2,2026-01-02,7,a b\n"
        );
        assert_eq!(unused, 1);
        assert_eq!(orders.of_orders(&items, &[b"1", b"2"]), None);
    }
}
