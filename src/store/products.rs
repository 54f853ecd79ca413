//! Products: what follows from catalogues and order lines.

use super::Error;
use super::product_statements::{Stated, Together, same_variant, together};
use crate::model::product::{ProductStatus, VariantRecord, is_service, names_of};
use crate::model::record::ProductRecord;
use crate::model::text::fold;
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;

/// What order lines tell of a product.
#[derive(Clone, Copy, Default)]
struct Sold {
    lines: i64,
    services: i64,
    first: i64,
    last: i64,
    price: i64,
}

/// Computes some products (also in `touched_products`) anew from all that is stated of them. Says which of them changed
/// in what tastes are counted by.
pub(crate) fn derive(conn: &Connection, products: &[i64]) -> Result<Vec<i64>, Error> {
    let sold = sold(conn, products.len())?;
    let mut changed = Vec::new();
    for id in products {
        let before = taste(conn, *id)?;
        let mut stated: Vec<Stated> = Vec::new();
        let mut select = conn.prepare_cached(
            "SELECT state_at, batch, line, content_hash, stated FROM product_statements WHERE product = ?1",
        )?;
        let mut rows = select.query([id])?;
        while let Some(r) = rows.next()? {
            let text: String = r.get(4)?;
            if let Ok(record) = serde_json::from_str(&text) {
                stated.push(Stated {
                    at: r.get(0)?,
                    batch: r.get(1)?,
                    line: r.get(2)?,
                    hash: r.get(3)?,
                    record,
                });
            }
        }
        drop(rows);
        conn.prepare_cached("DELETE FROM product_tags WHERE product = ?1 AND batch IS NOT NULL")?
            .execute([id])?;
        conn.prepare_cached(
            "DELETE FROM product_attributes WHERE product = ?1 AND batch IS NOT NULL",
        )?
        .execute([id])?;
        conn.prepare_cached("DELETE FROM product_history WHERE product = ?1")?
            .execute([id])?;
        let mut all = together(stated).unwrap_or_default();
        if !all.catalogued {
            complete(conn, *id, &mut all)?;
        }
        write(conn, *id, &all, sold.get(id).copied().unwrap_or_default())?;
        if taste(conn, *id)? != before {
            changed.push(*id);
        }
    }
    Ok(changed)
}

type Taste = (Option<String>, Option<String>, bool);

fn taste(conn: &Connection, id: i64) -> Result<Taste, Error> {
    Ok(conn
        .prepare_cached("SELECT category, brand, service FROM products WHERE id = ?1")?
        .query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?)
}

/// What order lines tell of `touched_products`.
fn sold(conn: &Connection, touched: usize) -> Result<FxHashMap<i64, Sold>, Error> {
    let mut found: FxHashMap<i64, Sold> = FxHashMap::default();
    let products: i64 = conn.query_row("SELECT count(*) FROM products", [], |r| r.get(0))?;
    // Reading all lines in their order beats looking up most products one by one.
    let from = if touched as i64 * 4 > products {
        "FROM order_lines l"
    } else {
        "FROM touched_products t CROSS JOIN order_lines l ON l.product = t.id"
    };
    let mut select = conn.prepare(&format!(
        "SELECT l.product, l.service, l.price, l.order_id {from}"
    ))?;
    // The lines of an order stand together: its time is looked up once for all of them.
    let mut time = conn.prepare("SELECT at FROM orders WHERE id = ?1")?;
    let mut last = (0, 0);
    let mut rows = select.query([])?;
    while let Some(r) = rows.next()? {
        let (product, service, price, order): (i64, i64, i64, i64) =
            (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?);
        if order != last.0 {
            last = (order, time.query_row([order], |r| r.get(0))?);
        }
        let at = last.1;
        let sold = found.entry(product).or_insert(Sold {
            first: at,
            last: at,
            price,
            ..Sold::default()
        });
        sold.lines += 1;
        sold.services += service;
        sold.first = at.min(sold.first);
        if at > sold.last || (at == sold.last && price > sold.price) {
            (sold.last, sold.price) = (at, price);
        }
    }
    Ok(found)
}

/// Writes a product as it is known. One that no catalogue states is provisional and has the latest price it was sold for.
fn write(conn: &Connection, id: i64, all: &Together, sold: Sold) -> Result<(), Error> {
    let r = &all.record;
    let variants = write_variants(conn, id, r, all.batch, all.line)?;
    let cheapest = r
        .variants
        .iter()
        .filter(|v| v.price.is_some())
        .min_by_key(|v| v.price);
    let cost = cheapest
        .and_then(|v| v.cost)
        .or(r.variants.iter().filter_map(|v| v.cost).min());
    let stock: Vec<i64> = r.variants.iter().filter_map(|v| v.stock).collect();
    let sku = r
        .variants
        .iter()
        .find_map(|v| v.sku.as_deref())
        .or(r.sku.as_deref());
    let was_sold = !all.catalogued && sold.lines > 0;
    let service = match r.service {
        Some(service) => service,
        None if was_sold => 2 * sold.services > sold.lines,
        None => is_service(sku, Some(&r.title)),
    };
    conn.prepare_cached(
        "UPDATE products SET title = ?2, handle = ?3, platform_id = ?4, sku = ?5, brand = ?6, category = ?7, description = ?8, image = ?9,
           status = ?10, service = ?11, provisional = ?12, price = ?13, compare_at = ?14, cost = ?15, stock = ?16, added_at = ?17,
           batch = ?18, line = ?19 WHERE id = ?1",
    )?
    .execute(params![
        id,
        r.title,
        r.handle,
        r.platform_id,
        sku,
        r.brand,
        (!r.category.is_empty()).then(|| r.category.join(" > ")),
        r.description,
        r.image,
        status_word(r.status.unwrap_or_default()),
        service,
        !all.catalogued,
        cheapest
            .and_then(|v| v.price)
            .map(|p| p.0)
            .or(was_sold.then_some(sold.price)),
        cheapest.and_then(|v| v.compare_at).map(|p| p.0),
        cost.map(|p| p.0),
        (!stock.is_empty()).then(|| stock.iter().sum::<i64>()),
        r.added.map(|m| m.0).or(was_sold.then_some(sold.first)),
        (all.batch > 0).then_some(all.batch),
        (all.batch > 0).then_some(all.line),
    ])?;
    for tag in &r.tags {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO product_tags (product, tag, batch) VALUES (?1, ?2, ?3)",
        )?
        .execute((id, tag, all.tags_of))?;
    }
    for (name, content) in &r.attributes {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO product_attributes (product, name, content, batch) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((id, name, content, all.attributes_of.get(name)))?;
    }
    for past in &all.history {
        let Some(variant) = variants.get(past.variant) else {
            continue;
        };
        conn.prepare_cached(
            "INSERT OR IGNORE INTO product_history (product, variant, at, price, stock, status, batch, line) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((
            id,
            variant,
            past.at,
            past.price.map(|p| p.0),
            past.stock,
            status_word(past.status),
            past.batch,
            past.line,
        ))?;
    }
    Ok(())
}

/// Fills in what lines, events and partial statements call a product that no catalogue states: its most seen name, its traces.
fn complete(conn: &Connection, id: i64, all: &mut Together) -> Result<(), Error> {
    let name: Option<String> = conn
        .prepare_cached(
            "SELECT n.name FROM product_identities i JOIN product_names n ON n.identity = i.id
             WHERE i.product = ?1 GROUP BY n.name ORDER BY sum(n.seen) DESC, n.name DESC LIMIT 1",
        )?
        .query_row([id], |r| r.get(0))
        .optional()?;
    let mut traces: FxHashMap<String, String> = FxHashMap::default();
    let mut origin = (None, None);
    let record = &mut all.record;
    let own = record.sku.as_deref().map(fold);
    {
        let mut select = conn.prepare_cached(
            "SELECT kind, shown, batch, line FROM product_identities WHERE product = ?1 ORDER BY kind, content",
        )?;
        let mut rows = select.query([id])?;
        while let Some(r) = rows.next()? {
            let (kind, shown): (String, String) = (r.get(0)?, r.get(1)?);
            let folded = fold(&shown);
            let known = |v: &VariantRecord| v.sku.as_deref().is_some_and(|s| fold(s) == folded);
            if kind == "sku" && own.as_ref() != Some(&folded) && !record.variants.iter().any(known)
            {
                record.variants.push(VariantRecord {
                    sku: Some(shown.clone()),
                    ..VariantRecord::default()
                });
            }
            let from: (Option<i64>, Option<i64>) = (r.get(2)?, r.get(3)?);
            if origin.0.is_none() || from < origin {
                origin = from;
            }
            traces.entry(kind).or_insert(shown);
        }
    }
    if all.batch == 0 {
        (all.batch, all.line) = (origin.0.unwrap_or_default(), origin.1.unwrap_or_default());
    }
    record.handle = record.handle.take().or(traces.get("handle").cloned());
    record.platform_id = record
        .platform_id
        .take()
        .or(traces.get("platform").cloned());
    if record.title.is_empty() {
        record.title = name
            .or(["sku", "handle", "platform", "name"]
                .iter()
                .find_map(|kind| traces.get(*kind).cloned()))
            .unwrap_or_default();
    }
    Ok(())
}

/// Writes a product's variants; one that was there before keeps its id. Lines then point to the right one.
fn write_variants(
    conn: &Connection,
    product: i64,
    record: &ProductRecord,
    batch: i64,
    line: i64,
) -> Result<Vec<i64>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT id, platform_id, sku, options FROM variants WHERE product = ?1 ORDER BY id",
    )?;
    let mut there: Vec<(i64, VariantRecord)> = select
        .query_map([product], |r| {
            Ok((
                r.get(0)?,
                VariantRecord {
                    platform_id: r.get(1)?,
                    sku: r.get(2)?,
                    options: r.get(3)?,
                    ..VariantRecord::default()
                },
            ))
        })?
        .collect::<Result<_, _>>()?;
    let mut written: Vec<i64> = Vec::with_capacity(record.variants.len());
    for v in &record.variants {
        let id = match there.iter().position(|(_, t)| same_variant(t, v)) {
            Some(place) => there.remove(place).0,
            None => {
                conn.prepare_cached("INSERT INTO variants (product, options) VALUES (?1, '')")?
                    .execute([product])?;
                conn.last_insert_rowid()
            }
        };
        conn.prepare_cached(
            "UPDATE variants SET platform_id = ?2, sku = ?3, options = ?4, price = ?5, compare_at = ?6, cost = ?7, stock = ?8, barcode = ?9,
               batch = ?10, line = ?11 WHERE id = ?1",
        )?
        .execute(params![
            id,
            v.platform_id,
            v.sku,
            v.options,
            v.price.map(|p| p.0),
            v.compare_at.map(|p| p.0),
            v.cost.map(|p| p.0),
            v.stock,
            v.barcode,
            batch,
            line
        ])?;
        written.push(id);
    }
    for (gone, _) in there {
        conn.prepare_cached("DELETE FROM variants WHERE id = ?1")?
            .execute([gone])?;
    }
    point(conn, product, record, &written)?;
    Ok(written)
}

/// Traces that name a variant point to it, and so do the lines that were written by such a trace.
fn point(
    conn: &Connection,
    product: i64,
    record: &ProductRecord,
    ids: &[i64],
) -> Result<(), Error> {
    let mut select = conn.prepare_cached(
        "SELECT id, kind, content, variant FROM product_identities WHERE product = ?1",
    )?;
    let traces: Vec<(i64, String, String, Option<i64>)> = select
        .query_map([product], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
        })?
        .collect::<Result<_, _>>()?;
    for (trace, kind, content, before) in traces {
        let variant = record
            .variants
            .iter()
            .zip(ids)
            .find(|(v, _)| match kind.as_str() {
                "sku" => v.sku.as_deref().is_some_and(|s| fold(s) == content),
                "platform" => v.platform_id.as_deref() == Some(&content),
                "name" => names_of(&record.title, v).any(|n| fold(&n) == content),
                _ => false,
            })
            .map(|(_, id)| *id)
            // A product with one variant is bought as that one, however it is named.
            .or((ids.len() == 1 && kind != "sku").then(|| ids[0]));
        if variant == before {
            continue;
        }
        conn.prepare_cached("UPDATE product_identities SET variant = ?2 WHERE id = ?1")?
            .execute((trace, variant))?;
        for sql in [
            "UPDATE order_lines SET variant = ?3 WHERE product = ?1 AND identity = ?2",
            "UPDATE refund_lines SET variant = ?3 WHERE product = ?1 AND identity = ?2",
        ] {
            conn.prepare_cached(sql)?
                .execute((product, trace, variant))?;
        }
    }
    Ok(())
}

/// Lines of `touched_products` point to the variant that their trace names.
pub(crate) fn point_lines(conn: &Connection) -> Result<(), Error> {
    for table in ["order_lines", "refund_lines"] {
        conn.execute(
            &format!(
                "UPDATE {table} SET variant = (SELECT i.variant FROM product_identities i WHERE i.id = {table}.identity)
                 WHERE product IN (SELECT id FROM touched_products) AND identity IS NOT NULL
                   AND variant IS NOT (SELECT i.variant FROM product_identities i WHERE i.id = {table}.identity)"
            ),
            [],
        )?;
    }
    conn.execute(
        "UPDATE events SET variant_of_product = (SELECT i.variant FROM product_identities i WHERE i.id = events.product_identity)
         WHERE product IN (SELECT id FROM touched_products) AND product_identity IS NOT NULL
           AND variant_of_product IS NOT (SELECT i.variant FROM product_identities i WHERE i.id = events.product_identity)",
        [],
    )?;
    Ok(())
}

fn status_word(status: ProductStatus) -> &'static str {
    match status {
        ProductStatus::Published => "published",
        ProductStatus::Hidden => "hidden",
    }
}
