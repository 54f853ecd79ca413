//! `products`: find one, and everything about it.

use super::args;
use super::{Desk, Done};
use crate::model::money::Money;
use crate::shop::products::Wanted;

/// So many traces and merges are printed; JSON has more.
const TRACES: usize = 12;

pub(crate) fn run(desk: &Desk, typed: Option<&args::Things>) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let all = args::Things::List(args::Find {
        find: None,
        limit: 20,
        after: None,
    });
    match typed.unwrap_or(&all) {
        args::Things::List(find) => {
            let rows = shop.products(&Wanted {
                find: find.find.as_deref(),
                after: find.after.as_deref(),
                limit: find.limit,
                ..Wanted::default()
            })?;
            desk.out.answer(&rows, |rows, page| {
                let lines: Vec<Vec<String>> = rows
                    .rows
                    .iter()
                    .map(|p| {
                        vec![
                            format!("product-{}", p.id),
                            p.title.clone(),
                            p.sku.clone().unwrap_or_default(),
                            p.category.clone().unwrap_or_default(),
                            money(p.price),
                            p.stock.map_or_else(|| "n/a".into(), |s| s.to_string()),
                        ]
                    })
                    .collect();
                page.table(
                    &["Id", "Product", "SKU", "Category", ">Price", ">Stock"],
                    &lines,
                );
                page.line(format!("{} of {}", rows.rows.len(), rows.total));
                if let Some(next) = &rows.next {
                    page.line(format!("More: --after {next}"));
                }
            })?;
        }
        args::Things::Show { id } => {
            let shown = shop.product(shop.product_named(id)?)?;
            desk.out.answer(&shown, |p, page| {
                page.line(format!("{}  product-{}", p.row.title, p.row.id));
                for text in [&p.row.brand, &p.row.category, &p.description]
                    .into_iter()
                    .flatten()
                {
                    page.line(format!("  {text}"));
                }
                page.line(format!(
                    "  in {} orders of {} buyers, {} pieces",
                    p.orders, p.buyers, p.pieces
                ));
                let rows: Vec<Vec<String>> = p
                    .variants
                    .iter()
                    .map(|v| {
                        vec![
                            v.sku.clone().unwrap_or_default(),
                            v.options.clone(),
                            money(v.price),
                            v.stock.map_or_else(|| "n/a".into(), |s| s.to_string()),
                        ]
                    })
                    .collect();
                page.gap();
                page.table(&["SKU", "Variant", ">Price", ">Stock"], &rows);
                let traces: Vec<String> = p
                    .traces
                    .iter()
                    .take(TRACES)
                    .map(|t| format!("{} {}", t.kind, t.shown))
                    .collect();
                if !traces.is_empty() {
                    page.gap();
                    let more = match p.traces.len().saturating_sub(TRACES) {
                        0 => String::new(),
                        n => format!(", and {n} more"),
                    };
                    page.line(format!("Known as: {}{more}", traces.join(", ")));
                }
                for merge in p.merges.iter().take(TRACES) {
                    let file = merge.file.as_deref().unwrap_or("n/a");
                    page.line(format!("Joined: {} ({file})", merge.because));
                }
            })?;
        }
    }
    Ok(Done::Yes)
}

fn money(money: Option<Money>) -> String {
    money.map_or_else(|| "n/a".into(), |m| m.to_string())
}
