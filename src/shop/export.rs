//! Files out: results and the members of a group as a table for a spreadsheet or a program. The caller opens the file and hands over a writer.

use crate::export::{self, Cell, Table, csv, jsonl};
use crate::shop::results::{Ask, Mean, Rate, Results, Row};
use crate::shop::{Error, Shop};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Members read at a time.
const PAGE: u64 = 5_000;

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// For spreadsheets; text that would run as a formula gets an apostrophe.
    #[default]
    Csv,
    /// For spreadsheets, text exactly as it is, also what would run as a formula.
    CsvRaw,
    /// For programs: one JSON object per line.
    Jsonl,
}

impl Format {
    /// The format that a file name asks for: `.jsonl` and `.ndjson`, else CSV.
    pub fn of(file_name: &str) -> Format {
        let name = file_name.to_lowercase();
        if name.ends_with(".jsonl") || name.ends_with(".ndjson") {
            Format::Jsonl
        } else {
            Format::Csv
        }
    }
}

impl From<export::Error> for Error {
    fn from(error: export::Error) -> Error {
        Error::Asked(error.to_string())
    }
}

impl Shop {
    /// Writes the results of [`Shop::results`], totals and "(none)" included. Returns the number of rows.
    pub fn export_results(&self, ask: &Ask, format: Format, out: impl Write) -> Result<u64, Error> {
        write(&results_table(&self.results(ask)?), format, out)
    }

    /// The same into a new file, in the format that its name asks for; an older file is never written over.
    pub fn save_results(&self, ask: &Ask, path: &Path) -> Result<u64, Error> {
        let file = File::create_new(path).map_err(|e| {
            let name = crate::model::text::clean(&path.to_string_lossy()).into_owned();
            Error::Asked(match e.kind() {
                std::io::ErrorKind::AlreadyExists => {
                    format!("there is a file {name} already; write to another name")
                }
                _ => format!("{name} could not be written: {e}; try another folder"),
            })
        })?;
        self.export_results(
            ask,
            Format::of(&path.to_string_lossy()),
            BufWriter::new(file),
        )
    }
}

impl Shop {
    /// Writes every member of a group (an expression), the columns of [`Shop::group_members`]. Returns how many.
    pub fn export_members(
        &self,
        expression: &str,
        format: Format,
        out: impl Write,
    ) -> Result<u64, Error> {
        let mut table = Table {
            columns: vec![
                "customer",
                "name",
                "email",
                "country",
                "city",
                "orders",
                "spent",
                "currency",
                "last_order",
            ],
            rows: Vec::new(),
        };
        let mut after = None;
        loop {
            let page = self.group_members(expression, after, PAGE)?;
            for m in page.members {
                table.rows.push(vec![
                    u64::try_from(m.id.0).unwrap_or(0).into(),
                    m.name.into(),
                    m.email.into(),
                    m.country.into(),
                    m.city.into(),
                    u64::try_from(m.orders).unwrap_or(0).into(),
                    m.spent.into(),
                    m.spent.currency.code().into(),
                    m.last_order.map(|at| at.to_string()).into(),
                ]);
            }
            after = page.next;
            if after.is_none() {
                return write(&table, format, out);
            }
        }
    }
}

fn write(table: &Table, format: Format, out: impl Write) -> Result<u64, Error> {
    match format {
        Format::Csv => csv::write(table, false, out)?,
        Format::CsvRaw => csv::write(table, true, out)?,
        Format::Jsonl => jsonl::write(table, out)?,
    }
    Ok(table.rows.len() as u64)
}

/// The results as a table: the rows, `total`, then `none`, which nobody is credited with.
fn results_table(results: &Results) -> Table {
    let columns = vec![
        "period_from",
        "period_to",
        "attribution",
        "currency",
        "id",
        "name",
        "shown",
        "clicked",
        "click_rate",
        "click_rate_low",
        "click_rate_high",
        "carted",
        "cart_rate",
        "cart_rate_low",
        "cart_rate_high",
        "visitors",
        "buyers",
        "conversion",
        "conversion_low",
        "conversion_high",
        "orders",
        "average_order",
        "average_order_low",
        "average_order_high",
        "average_order_capped",
        "gross",
        "revenue",
        "revenue_per_visitor",
        "lift",
        "lift_low",
        "lift_high",
        "e_value",
        "verdict",
        "days_left",
    ];
    let start = |row: &Row| -> Vec<Cell> {
        vec![
            results.period.from.to_string().into(),
            results.period.to.to_string().into(),
            results.attribution.id.into(),
            results.currency.code().into(),
            row.id.clone().into(),
            row.name.clone().into(),
        ]
    };
    let rate = |r: &Rate| -> [Cell; 3] { [r.value.into(), r.low.into(), r.high.into()] };
    let mean =
        |m: &Mean| -> [Cell; 4] { [m.value.into(), m.low.into(), m.high.into(), m.capped.into()] };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for row in results.rows.iter().chain([&results.totals]) {
        let mut cells = start(row);
        cells.extend([row.shown.into(), row.clicked.into()]);
        cells.extend(rate(&row.click_rate));
        cells.push(row.cart_rate.numerator.into());
        cells.extend(rate(&row.cart_rate));
        cells.extend([row.visitors.into(), row.buyers.into()]);
        cells.extend(rate(&row.conversion));
        cells.push(row.orders.into());
        cells.extend(mean(&row.average_order));
        cells.extend([
            row.gross.into(),
            row.revenue.into(),
            row.revenue_per_visitor.value.into(),
        ]);
        let against = row.against.as_ref();
        cells.extend([
            against.and_then(|a| a.lift).into(),
            against.and_then(|a| a.low).into(),
            against.and_then(|a| a.high).into(),
            against.map(|a| a.e_value).into(),
            against.map(|a| a.verdict.text).into(),
            against
                .and_then(|a| a.verdict.days_left.map(u64::from))
                .into(),
        ]);
        rows.push(cells);
    }
    let mut none = vec![Cell::Empty; columns.len()];
    let said = start(&results.totals).into_iter().zip(&columns);
    for (n, (cell, column)) in said.enumerate() {
        if let Some(place) = none.get_mut(n) {
            *place = match *column {
                "id" => "none".into(),
                "name" => "(none)".into(),
                _ => cell,
            };
        }
    }
    for (place, column) in none.iter_mut().zip(&columns) {
        match *column {
            "orders" => *place = results.money.none_orders.into(),
            "revenue" => *place = results.money.none.into(),
            _ => {}
        }
    }
    rows.push(none);
    Table { columns, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::Options;
    use crate::store::fixture;

    #[test]
    fn members_go_out_with_names_that_are_no_formulas() {
        let (_dir, path) = fixture::shop_file();
        let shop = Shop::open(&path, Options::default()).unwrap();
        shop.store
            .write(|tx| {
                fixture::person(tx, 1, "=HYPERLINK(\"x\")", "DE");
                fixture::person(tx, 2, "Anna", "FR");
                Ok::<(), crate::store::Error>(())
            })
            .unwrap();
        let mut out = Vec::new();
        let members = shop
            .export_members("country = DE", Format::Csv, &mut out)
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(members, 1);
        let row = text.lines().nth(1).unwrap();
        assert!(
            row.starts_with("1,\"'=HYPERLINK(\"\"x\"\")\",,DE,,0,0.00,XXX,"),
            "{row}"
        );
    }

    #[test]
    fn a_file_of_results_has_as_many_cells_as_headings() {
        let (_dir, path) = fixture::shop_file();
        let shop = Shop::open(&path, Options::default()).unwrap();
        let mut out = Vec::new();
        let rows = shop
            .export_results(&Ask::default(), Format::of("x.CSV"), &mut out)
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(rows, 2);
        let widths: Vec<usize> = text.lines().map(|l| l.split(',').count()).collect();
        assert_eq!(widths, [34, 34, 34]);
        let mut out = Vec::new();
        shop.export_results(&Ask::default(), Format::of("x.jsonl"), &mut out)
            .unwrap();
        let last: serde_json::Value =
            serde_json::from_str(String::from_utf8(out).unwrap().lines().last().unwrap()).unwrap();
        assert_eq!((&last["id"], &last["orders"]), (&"none".into(), &0.into()));
        assert!(last["click_rate"].is_null());
    }
}
