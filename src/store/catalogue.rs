//! Products as lists and pages show them.

use super::paging::{self, List, Page};
use super::{Db, Error, search};
use crate::model::ids::{ProductId, VariantId};
use crate::model::money::{Currency, Money, Price};
use crate::model::text::fold;
use crate::model::time::Moment;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;
use std::collections::BTreeMap;

/// A line of the product list.
#[derive(Clone, Debug, Serialize)]
pub struct ProductRow {
    /// Row of the store.
    pub id: ProductId,
    /// Title.
    pub title: String,
    /// SKU of its first variant.
    pub sku: Option<String>,
    /// Handle.
    pub handle: Option<String>,
    /// Platform id.
    pub platform_id: Option<String>,
    /// Brand or vendor.
    pub brand: Option<String>,
    /// Category path, `Camping > Lighting`.
    pub category: Option<String>,
    /// Price of its cheapest variant.
    pub price: Option<Money>,
    /// Former price.
    pub compare_at: Option<Money>,
    /// What the shop pays for it.
    pub cost: Option<Money>,
    /// Pieces in stock over all variants; `None` = not tracked.
    pub stock: Option<i64>,
    /// `published` or `hidden`.
    pub status: String,
    /// Postage, fees and the like: never recommended.
    pub service: bool,
    /// Known from order lines or events only.
    pub provisional: bool,
    /// When it came into the shop.
    pub added_at: Option<Moment>,
    /// Pieces sold since ever, before returns.
    pub sold: i64,
}

/// How a list of products is sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sorting {
    /// By title.
    #[default]
    Title,
    /// Newest first.
    Newest,
    /// Highest price first.
    Price,
}

/// What part of the list is wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'a> {
    /// Part of a title, SKU, brand or category.
    pub find: Option<&'a str>,
    /// Order of the list.
    pub sorting: Sorting,
    /// Cursor of the page before.
    pub after: Option<&'a str>,
    /// Rows of a page.
    pub limit: usize,
}

const COLUMNS: &str = "p.id, p.title, p.sku, p.handle, p.platform_id, p.brand, p.category, p.price, p.compare_at, p.cost, p.stock,
  p.status, p.service, p.provisional, p.added_at";

fn money(price: Option<i64>, currency: Currency) -> Option<Money> {
    price.map(|p| Money::new(Price(p).amount(currency), currency))
}

fn row(r: &Row<'_>, currency: Currency) -> rusqlite::Result<ProductRow> {
    Ok(ProductRow {
        id: ProductId(r.get(0)?),
        title: r.get(1)?,
        sku: r.get(2)?,
        handle: r.get(3)?,
        platform_id: r.get(4)?,
        brand: r.get(5)?,
        category: r.get(6)?,
        price: money(r.get(7)?, currency),
        compare_at: money(r.get(8)?, currency),
        cost: money(r.get(9)?, currency),
        stock: r.get(10)?,
        status: r.get(11)?,
        service: r.get(12)?,
        provisional: r.get(13)?,
        added_at: r.get::<_, Option<i64>>(14)?.map(Moment),
        sold: 0,
    })
}

/// Products, page by page.
pub fn page(
    db: &Db<'_>,
    currency: Currency,
    wanted: &Wanted<'_>,
) -> Result<Page<ProductRow>, Error> {
    let mut values: Vec<Value> = Vec::new();
    let mut found = String::from("1");
    if let Some(text) = wanted.find.map(str::trim).filter(|t| !t.is_empty()) {
        values.push(Value::Text(fold(text)));
        found = "(p.id IN (SELECT i.product FROM product_identities i WHERE i.kind IN ('sku', 'platform', 'handle') AND i.content = ?1)".into();
        match search::question(text) {
            Some(question) => {
                values.push(Value::Text(question));
                found.push_str(
                    " OR p.id IN (SELECT rowid FROM products_found WHERE content MATCH ?2))",
                );
            }
            None => found.push_str(" OR instr(lower(p.title), ?1) = 1)"),
        }
    }
    let (key, by_text) = match wanted.sorting {
        Sorting::Title => ("lower(p.title)", true),
        Sorting::Newest => ("coalesce(p.added_at, 0)", false),
        Sorting::Price => ("coalesce(p.price, 0)", false),
    };
    let list = List {
        columns: COLUMNS,
        width: 15,
        from: &format!("FROM products p WHERE {found}"),
        values,
        key,
        id: "p.id",
        by_text,
    };
    let mut page = paging::page(db, list, wanted.after, wanted.limit, |r| {
        let row = row(r, currency)?;
        Ok((row.id.0, row))
    })?;
    // Counted for the rows of the page only: sorting would count it for every product.
    let mut sold = db.conn.prepare_cached(
        "SELECT coalesce(sum(l.quantity), 0) FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE l.product = ?1 AND o.sale = 1",
    )?;
    for row in &mut page.rows {
        row.sold = sold.query_row([row.id.0], |r| r.get(0))?;
    }
    Ok(page)
}

/// The product that a merchant means by a SKU, platform id, handle, exact name, `product-12`, or the number alone where
/// nothing else is called that.
pub fn named(db: &Db<'_>, text: &str) -> Result<Option<ProductId>, Error> {
    let text = text.trim();
    let row = |number: &str| match number.parse::<i64>() {
        Ok(id) => Ok::<_, Error>(
            db.conn
                .prepare_cached("SELECT id FROM products WHERE id = ?1")?
                .query_row([id], |r| r.get(0))
                .optional()?
                .map(ProductId),
        ),
        Err(_) => Ok(None),
    };
    if let Some(number) = text.strip_prefix("product-")
        && let Some(id) = row(number)?
    {
        return Ok(Some(id));
    }
    let folded = fold(text);
    let found = db
        .conn
        .prepare_cached(
            "SELECT product FROM product_identities WHERE product IS NOT NULL
               AND ((kind = 'platform' AND content = ?1) OR (kind IN ('sku', 'handle', 'name') AND content = ?2))
             ORDER BY CASE kind WHEN 'sku' THEN 0 WHEN 'platform' THEN 1 WHEN 'handle' THEN 2 ELSE 3 END LIMIT 1",
        )?
        .query_row((text, &folded), |r| r.get(0))
        .optional()?
        .or(db
            .conn
            .prepare_cached("SELECT id FROM products WHERE lower(title) = ?1 ORDER BY service, id LIMIT 1")?
            .query_row([&folded], |r| r.get(0))
            .optional()?)
        .map(ProductId);
    match found {
        Some(id) => Ok(Some(id)),
        None => row(text),
    }
}

/// One variant.
#[derive(Clone, Debug, Serialize)]
pub struct VariantRow {
    /// Row of the store.
    pub id: VariantId,
    /// SKU.
    pub sku: Option<String>,
    /// `Green / M`.
    pub options: String,
    /// Selling price.
    pub price: Option<Money>,
    /// Former price.
    pub compare_at: Option<Money>,
    /// Pieces in stock.
    pub stock: Option<i64>,
    /// Barcode.
    pub barcode: Option<String>,
}

/// A price, stock or status as it was stated.
#[derive(Clone, Debug, Serialize)]
pub struct PastState {
    /// Of which variant.
    pub variant: VariantId,
    /// As of when.
    pub at: Moment,
    /// Price.
    pub price: Option<Money>,
    /// Pieces in stock.
    pub stock: Option<i64>,
    /// `published` or `hidden`.
    pub status: String,
    /// File that says so.
    pub file: String,
    /// Line of that file.
    pub line: u64,
}

/// A way in which files name a product.
#[derive(Clone, Debug, Serialize)]
pub struct ProductTrace {
    /// `platform`, `handle`, `sku` or `name`.
    pub kind: String,
    /// As files write it.
    pub shown: String,
    /// The variant that it names.
    pub variant: Option<VariantId>,
    /// File that first named it so.
    pub file: Option<String>,
}

/// A product known from lines or another file that turned out to be this one.
#[derive(Clone, Debug, Serialize)]
pub struct ProductMerge {
    /// When that was found.
    pub at: Moment,
    /// What joins the two.
    pub because: String,
    /// The import that said so; undoing it parts them again.
    pub file: Option<String>,
}

/// Everything that is known of a product.
#[derive(Clone, Debug, Serialize)]
pub struct ProductPage {
    /// As in the list.
    #[serde(flatten)]
    pub row: ProductRow,
    /// Plain text.
    pub description: Option<String>,
    /// Picture link.
    pub image: Option<String>,
    /// What can be bought.
    pub variants: Vec<VariantRow>,
    /// The shop's own labels.
    pub tags: Vec<String>,
    /// Free attributes.
    pub attributes: BTreeMap<String, String>,
    /// How prices, stock and status changed, newest first.
    pub history: Vec<PastState>,
    /// What files call it.
    pub traces: Vec<ProductTrace>,
    /// What was joined with it, newest first.
    pub merges: Vec<ProductMerge>,
    /// Sales that held it.
    pub orders: u64,
    /// Pieces sold.
    pub pieces: i64,
    /// Known customers that bought it.
    pub buyers: u64,
    /// Pieces given back.
    pub pieces_back: i64,
    /// File that states it.
    pub file: Option<String>,
    /// Line of that file.
    pub line: Option<u64>,
}

/// One product.
pub fn product(
    db: &Db<'_>,
    currency: Currency,
    id: ProductId,
) -> Result<Option<ProductPage>, Error> {
    let main = db
        .conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, p.description, p.image, b.file_name, p.line FROM products p LEFT JOIN batches b ON b.id = p.batch WHERE p.id = ?1"
        ))?
        .query_row([id.0], |r| {
            Ok(ProductPage {
                row: row(r, currency)?,
                description: r.get(15)?,
                image: r.get(16)?,
                variants: Vec::new(),
                tags: Vec::new(),
                attributes: BTreeMap::new(),
                history: Vec::new(),
                traces: Vec::new(),
                merges: Vec::new(),
                orders: 0,
                pieces: 0,
                buyers: 0,
                pieces_back: 0,
                file: r.get(17)?,
                line: r.get::<_, Option<i64>>(18)?.map(|l| l as u64),
            })
        })
        .optional()?;
    let Some(mut page) = main else {
        return Ok(None);
    };
    page.variants = db
        .conn
        .prepare_cached("SELECT id, sku, options, price, compare_at, stock, barcode FROM variants WHERE product = ?1 ORDER BY id")?
        .query_map([id.0], |r| {
            Ok(VariantRow {
                id: VariantId(r.get(0)?),
                sku: r.get(1)?,
                options: r.get(2)?,
                price: money(r.get(3)?, currency),
                compare_at: money(r.get(4)?, currency),
                stock: r.get(5)?,
                barcode: r.get(6)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    page.tags = db
        .conn
        .prepare_cached("SELECT tag FROM product_tags WHERE product = ?1 ORDER BY tag")?
        .query_map([id.0], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    page.attributes = db
        .conn
        .prepare_cached("SELECT name, content FROM product_attributes WHERE product = ?1")?
        .query_map([id.0], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<Result<_, _>>()?;
    page.history = db
        .conn
        .prepare_cached(
            "SELECT h.variant, h.at, h.price, h.stock, h.status, b.file_name, h.line FROM product_history h JOIN batches b ON b.id = h.batch
             WHERE h.product = ?1 ORDER BY h.at DESC, h.variant, h.batch LIMIT 200",
        )?
        .query_map([id.0], |r| {
            Ok(PastState {
                variant: VariantId(r.get(0)?),
                at: Moment(r.get(1)?),
                price: money(r.get(2)?, currency),
                stock: r.get(3)?,
                status: r.get(4)?,
                file: r.get(5)?,
                line: r.get::<_, i64>(6)? as u64,
            })
        })?
        .collect::<Result<_, _>>()?;
    page.traces = db
        .conn
        .prepare_cached(
            "SELECT i.kind, coalesce(i.shown, i.content), i.variant, b.file_name FROM product_identities i LEFT JOIN batches b ON b.id = i.batch
             WHERE i.product = ?1 ORDER BY CASE i.kind WHEN 'platform' THEN 0 WHEN 'handle' THEN 1 WHEN 'sku' THEN 2 ELSE 3 END, i.content LIMIT 500",
        )?
        .query_map([id.0], |r| {
            Ok(ProductTrace {
                kind: r.get(0)?,
                shown: r.get(1)?,
                variant: r.get::<_, Option<i64>>(2)?.map(VariantId),
                file: r.get(3)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    page.merges = db
        .conn
        .prepare_cached(
            "SELECT m.at, m.because, b.file_name FROM merges m LEFT JOIN batches b ON b.id = m.batch
             WHERE m.noun = 'product' AND m.kept = ?1 AND m.undone_at IS NULL ORDER BY m.id DESC LIMIT 200",
        )?
        .query_map([id.0], |r| {
            Ok(ProductMerge {
                at: Moment(r.get(0)?),
                because: r.get(1)?,
                file: r.get(2)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    (page.orders, page.pieces, page.buyers) = db
        .conn
        .prepare_cached(
            "SELECT count(DISTINCT o.id), coalesce(sum(l.quantity), 0), count(DISTINCT c.id) FROM order_lines l
             JOIN orders o ON o.id = l.order_id LEFT JOIN customers c ON c.id = o.customer AND c.known = 1 WHERE l.product = ?1 AND o.sale = 1",
        )?
        .query_row([id.0], |r| Ok((r.get::<_, i64>(0)? as u64, r.get(1)?, r.get::<_, i64>(2)? as u64)))?;
    page.row.sold = page.pieces;
    page.pieces_back = db
        .conn
        .prepare_cached("SELECT coalesce(sum(quantity), 0) FROM refund_lines WHERE product = ?1")?
        .query_row([id.0], |r| r.get(0))?;
    Ok(Some(page))
}
