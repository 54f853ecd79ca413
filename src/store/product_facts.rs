//! Products as filters, boosts and screens see them, now or as the catalogue stood at a moment.

use super::product_statements::{Stated, together};
use super::{Db, Error};
use crate::model::ids::ProductId;
use crate::model::money::Price;
use crate::model::product::ProductStatus;
use crate::model::text::fold;
use crate::model::time::Moment;
use crate::targeting::facts::ProductFacts;
use rustc_hash::FxHashMap;

/// One product: what expressions ask of it, and what screens show of it.
#[derive(Clone, PartialEq, Debug)]
pub struct ProductRow {
    /// Folded facts for expressions.
    pub facts: ProductFacts,
    /// Title as written.
    pub title: String,
    /// SKU of the first variant.
    pub sku: Option<String>,
    /// Brand as written.
    pub brand: Option<String>,
    /// Category path as written.
    pub category: Option<String>,
    /// Price and stock of the moment are not known; the oldest known stand here.
    pub assumed: bool,
    /// No catalogue states it.
    pub provisional: bool,
}

/// All products, services too, by id. With a moment: price, stock and status as `product_history` has them then, and
/// what came into the shop later is hidden.
pub fn all(db: &Db<'_>, at: Option<Moment>) -> Result<Vec<ProductRow>, Error> {
    let mut rows = current(db)?;
    let place: FxHashMap<i64, usize> = rows
        .iter()
        .enumerate()
        .map(|(i, r)| (r.facts.id.0, i))
        .collect();
    let mut each = |sql: &str, put: &mut dyn FnMut(&mut ProductFacts, String, Option<String>)| {
        let mut statement = db.conn.prepare_cached(sql)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let at = place.get(&row.get(0)?);
            if let Some(product) = at.and_then(|i| rows.get_mut(*i)) {
                put(&mut product.facts, row.get(1)?, row.get(2)?);
            }
        }
        Ok::<_, Error>(())
    };
    each(
        "SELECT product, content, kind FROM product_identities WHERE product IS NOT NULL ORDER BY product, kind, content",
        &mut |facts, name, kind| match kind.as_deref() {
            Some("sku") => facts.add_sku(&name),
            _ => facts.add_name(&name),
        },
    )?;
    each(
        "SELECT product, tag, NULL FROM product_tags",
        &mut |facts, tag, _| facts.add_tag(&tag),
    )?;
    each(
        "SELECT product, name, content FROM product_attributes",
        &mut |facts, name, content| facts.set_attribute(&name, content.as_deref().unwrap_or("")),
    )?;
    if let Some(at) = at {
        retell(db, &mut rows, &place, at)?;
        rewind(db, &mut rows, &place, at)?;
    }
    Ok(rows)
}

/// Texts and cost as the catalogues said them up to the moment, where later ones said something else.
fn retell(
    db: &Db<'_>,
    rows: &mut [ProductRow],
    place: &FxHashMap<i64, usize>,
    at: Moment,
) -> Result<(), Error> {
    let mut statement = db.conn.prepare_cached(
        "SELECT product, state_at, batch, line, content_hash, stated FROM product_statements \
         WHERE state_at <= ?1 AND product IN \
           (SELECT product FROM product_statements GROUP BY product HAVING min(state_at) <= ?1 AND max(state_at) > ?1)",
    )?;
    let mut found = statement.query([at.0])?;
    let mut said: FxHashMap<i64, Vec<Stated>> = FxHashMap::default();
    while let Some(row) = found.next()? {
        let text: String = row.get(5)?;
        if let Ok(record) = serde_json::from_str(&text) {
            said.entry(row.get(0)?).or_default().push(Stated {
                at: row.get(1)?,
                batch: row.get(2)?,
                line: row.get(3)?,
                hash: row.get(4)?,
                record,
            });
        }
    }
    for (product, said) in said {
        let row = place.get(&product).and_then(|i| rows.get_mut(*i));
        let (Some(row), Some(then)) = (row, together(said).filter(|t| t.catalogued)) else {
            continue;
        };
        let then = then.record;
        let facts = &mut row.facts;
        if !then.title.is_empty() {
            facts.title = fold(&then.title);
            row.title = then.title;
        }
        row.brand = then.brand;
        row.category = (!then.category.is_empty()).then(|| then.category.join(" > "));
        facts.set_brand(row.brand.as_deref());
        facts.set_category(row.category.as_deref());
        facts.tags.clear();
        then.tags.iter().for_each(|tag| facts.add_tag(tag));
        facts.attributes.clear();
        let attributes = then.attributes.iter();
        attributes.for_each(|(name, content)| facts.set_attribute(name, content));
        let costs = then.variants.iter();
        let cheapest = costs.clone().filter(|v| v.price.is_some());
        let cheapest = cheapest.min_by_key(|v| v.price);
        let least = costs.filter_map(|v| v.cost).min();
        facts.cost = cheapest.and_then(|v| v.cost).or(least);
    }
    Ok(())
}

/// What products that no catalogue states were last sold for up to a moment.
fn sold_for(db: &Db<'_>, at: Moment) -> Result<FxHashMap<i64, (i64, i64)>, Error> {
    let mut statement = db.conn.prepare_cached(
        "SELECT p.id, o.at, l.price FROM products p JOIN order_lines l ON l.product = p.id JOIN orders o ON o.id = l.order_id \
         WHERE p.provisional = 1 AND o.at <= ?1",
    )?;
    let mut found = statement.query([at.0])?;
    let mut sold: FxHashMap<i64, (i64, i64)> = FxHashMap::default();
    while let Some(row) = found.next()? {
        let last = (row.get(1)?, row.get(2)?);
        let newest = sold.entry(row.get(0)?).or_insert(last);
        *newest = last.max(*newest);
    }
    Ok(sold)
}

fn current(db: &Db<'_>) -> Result<Vec<ProductRow>, Error> {
    let mut statement = db.conn.prepare_cached(
        "SELECT id, title, sku, brand, category, price, compare_at, cost, stock, status, service, added_at, provisional
         FROM products ORDER BY id",
    )?;
    let rows = statement.query_map([], |r| {
        let title: String = r.get(1)?;
        let sku: Option<String> = r.get(2)?;
        let brand: Option<String> = r.get(3)?;
        let category: Option<String> = r.get(4)?;
        let status: String = r.get(9)?;
        let mut facts = ProductFacts::new(ProductId(r.get(0)?), &title);
        facts.set_brand(brand.as_deref());
        facts.set_category(category.as_deref());
        let price = |i| Ok::<_, rusqlite::Error>(r.get::<_, Option<i64>>(i)?.map(Price));
        facts.price = price(5)?;
        facts.compare_at = price(6)?;
        facts.cost = price(7)?;
        facts.stock = r.get(8)?;
        facts.status = status_of(&status);
        facts.service = r.get(10)?;
        facts.added = r.get::<_, Option<i64>>(11)?.map(Moment);
        Ok(ProductRow {
            facts,
            title,
            sku,
            brand,
            category,
            assumed: false,
            provisional: r.get(12)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn status_of(word: &str) -> ProductStatus {
    match word {
        "hidden" => ProductStatus::Hidden,
        _ => ProductStatus::Published,
    }
}

/// A variant's newest state up to the moment, else its oldest.
struct Then {
    price: Option<i64>,
    stock: Option<i64>,
    hidden: bool,
    assumed: bool,
}

/// Turns price, stock and status back to what they were.
fn rewind(
    db: &Db<'_>,
    rows: &mut [ProductRow],
    place: &FxHashMap<i64, usize>,
    at: Moment,
) -> Result<(), Error> {
    let mut statement = db.conn.prepare_cached(
        "SELECT product, variant, at, price, stock, status FROM product_history ORDER BY product, variant, at, batch, line",
    )?;
    let mut found = statement.query([])?;
    let mut then: FxHashMap<i64, Vec<(i64, Then)>> = FxHashMap::default();
    while let Some(row) = found.next()? {
        let (product, variant, when): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let status: String = row.get(5)?;
        let state = Then {
            price: row.get(3)?,
            stock: row.get(4)?,
            hidden: status_of(&status) == ProductStatus::Hidden,
            assumed: when > at.0,
        };
        let variants = then.entry(product).or_default();
        match variants.last_mut() {
            Some((last, known)) if *last == variant => {
                if !state.assumed {
                    *known = state;
                } else if known.price.is_none() {
                    // Its stock was stated before its price was: the oldest known price is assumed.
                    known.price = state.price;
                }
            }
            _ => variants.push((variant, state)),
        }
    }
    for (product, variants) in then {
        let Some(row) = place.get(&product).and_then(|i| rows.get_mut(*i)) else {
            continue;
        };
        // Variants that came later than the moment do not count beside some that were there.
        let known = variants.iter().any(|(_, v)| !v.assumed);
        let there = || {
            let all = variants.iter().map(|(_, v)| v);
            all.filter(move |v| !known || !v.assumed)
        };
        row.assumed = !known;
        row.facts.price = there().filter_map(|v| v.price).min().map(Price);
        let stocks: Vec<i64> = there().filter_map(|v| v.stock).collect();
        row.facts.stock = (!stocks.is_empty()).then(|| stocks.iter().sum());
        if there().all(|v| v.hidden) {
            row.facts.status = ProductStatus::Hidden;
        } else {
            row.facts.status = ProductStatus::Published;
        }
        // The former price of that day is not recorded: a sale of today must not be seen in the past.
        if variants.iter().any(|(_, v)| v.assumed) || row.facts.compare_at <= row.facts.price {
            row.facts.compare_at = None;
        }
    }
    if rows.iter().any(|r| r.provisional) {
        let sold = sold_for(db, at)?;
        for row in rows.iter_mut().filter(|r| r.provisional) {
            let last = sold.get(&row.facts.id.0);
            row.facts.price = last.map(|(_, price)| Price(*price)).or(row.facts.price);
        }
    }
    for row in rows {
        if row.facts.added.is_some_and(|added| added > at) {
            row.facts.status = ProductStatus::Hidden;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn the_catalogue_of_a_past_day_comes_from_its_history() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("shop.db")).unwrap();
        store
            .write(|tx| {
                tx.conn.execute_batch(
                    "INSERT INTO batches (id, file_name, file_hash, format, imported_at, state, report) VALUES (1, 'f', 'h', 'x', 0, 'done', '{}');
                     INSERT INTO products (id, title, status, service, provisional, price, stock, added_at)
                       VALUES (1, 'Tent', 'published', 0, 0, 900, 0, NULL), (2, 'Mug', 'published', 0, 0, 50, 3, 500);
                     INSERT INTO product_identities (kind, content, product) VALUES ('sku', 't-1', 1);
                     INSERT INTO product_tags VALUES (1, 'Summer', 1);
                     INSERT INTO product_history VALUES
                       (1, 11, 100, 1000, 5, 'published', 1, 1), (1, 11, 200, 900, 0, 'published', 1, 2),
                       (1, 12, 100, 1200, 2, 'published', 1, 3), (2, 0, 500, 50, 3, 'published', 1, 4);",
                )?;
                Ok::<_, Error>(())
            })
            .unwrap();
        let at = |t: Option<i64>| store.read(|db| all(db, t.map(Moment))).unwrap();
        let now = at(None);
        assert_eq!(
            (now[0].facts.price, now[0].facts.stock),
            (Some(Price(900)), Some(0))
        );
        assert_eq!(now[0].facts.skus, ["t-1"]);
        assert_eq!(now[0].facts.tags, ["summer"]);
        let then = at(Some(150));
        assert_eq!(
            (then[0].facts.price, then[0].facts.stock),
            (Some(Price(1000)), Some(7))
        );
        assert!(!then[0].assumed);
        assert_eq!(then[1].facts.status, ProductStatus::Hidden, "it came later");
        let before = at(Some(50));
        assert!(before[0].assumed);
        assert_eq!(before[0].facts.price, Some(Price(1000)));
    }
}
