//! Streams what the recommendation engine lives on: the catalogue, sold lines and product events.

use super::{Db, Error};
use crate::model::event::EventKind;
use crate::model::ids::{CustomerId, ProductId, SessionId};
use crate::model::money::Price;
use crate::model::product::mark;
use crate::model::time::Moment;
use rusqlite::Row;
use rustc_hash::FxHashMap;

/// A product as its current row says.
#[derive(Clone, PartialEq, Debug)]
pub struct ProductRow {
    /// Its row.
    pub id: ProductId,
    /// Title.
    pub title: String,
    /// SKU of the first variant.
    pub sku: Option<String>,
    /// Brand.
    pub brand: Option<String>,
    /// Leaf path.
    pub category: Option<String>,
    /// Tags and attributes as words to compare products by.
    pub marks: Vec<String>,
    /// Selling price of the cheapest variant.
    pub price: Option<Price>,
    /// Its former price.
    pub compare_at: Option<Price>,
    /// Its cost.
    pub cost: Option<Price>,
    /// Sum of the variants.
    pub stock: Option<i64>,
    /// When it came into the shop.
    pub added: Option<Moment>,
    /// When the first catalogue stated it; `None` = no catalogue does.
    pub stated: Option<Moment>,
    /// When it came back after it was sold out, oldest first.
    pub restocked: Vec<Moment>,
    /// Offered to shoppers.
    pub published: bool,
    /// Postage, fee and the like.
    pub service: bool,
}

/// One sold line or one product event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HistoryRow {
    /// What happened; [`EventKind::Order`] for a sold line.
    pub kind: EventKind,
    /// Who, if known.
    pub customer: Option<CustomerId>,
    /// Which product.
    pub product: ProductId,
    /// When.
    pub at: Moment,
    /// Row of the order or event.
    pub source: i64,
    /// The visit.
    pub session: Option<SessionId>,
    /// Pieces.
    pub quantity: i64,
}

/// How far history was read: the greatest row numbers, so that the next reading takes only what was added.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct HistoryMark {
    line: i64,
    event: i64,
}

/// All products in the order of their rows.
pub fn products(db: &Db<'_>) -> Result<Vec<ProductRow>, Error> {
    let mut statement = db.conn.prepare_cached(
        "SELECT id, title, sku, brand, category, price, compare_at, cost, stock, added_at, status, service, \
           CASE provisional WHEN 0 THEN coalesce((SELECT min(state_at) FROM product_statements WHERE product = p.id), 0) END \
         FROM products p ORDER BY id",
    )?;
    let rows = statement.query_map([], |r| {
        Ok(ProductRow {
            id: ProductId(r.get(0)?),
            title: r.get(1)?,
            sku: r.get(2)?,
            brand: r.get(3)?,
            category: r.get(4)?,
            marks: Vec::new(),
            price: r.get::<_, Option<i64>>(5)?.map(Price),
            compare_at: r.get::<_, Option<i64>>(6)?.map(Price),
            cost: r.get::<_, Option<i64>>(7)?.map(Price),
            stock: r.get(8)?,
            added: r.get::<_, Option<i64>>(9)?.map(Moment),
            stated: r.get::<_, Option<i64>>(12)?.map(Moment),
            restocked: Vec::new(),
            published: r.get_ref(10)?.as_str().is_ok_and(|s| s == "published"),
            service: r.get(11)?,
        })
    })?;
    let mut products: Vec<ProductRow> = rows.collect::<Result<_, _>>()?;
    restocked(db, &mut products)?;
    marked(db, &mut products)?;
    Ok(products)
}

/// Notes the tags and attributes of each product.
fn marked(db: &Db<'_>, products: &mut [ProductRow]) -> Result<(), Error> {
    let mut statement = db.conn.prepare_cached(
        "SELECT product, tag, NULL FROM product_tags UNION ALL SELECT product, name, content FROM product_attributes",
    )?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let product = ProductId(r.get(0)?);
        let (word, content): (String, Option<String>) = (r.get(1)?, r.get(2)?);
        if let Ok(place) = products.binary_search_by_key(&product, |p| p.id) {
            products[place]
                .marks
                .extend(mark(&word, content.as_deref()));
        }
    }
    for product in products {
        product.marks.sort_unstable();
        product.marks.dedup();
    }
    Ok(())
}

/// Notes when each product came back: no variant had any, and at a later moment one has.
fn restocked(db: &Db<'_>, products: &mut [ProductRow]) -> Result<(), Error> {
    let mut statement = db.conn.prepare_cached(
        "SELECT product, variant, at, stock FROM product_history WHERE stock IS NOT NULL ORDER BY product, at, batch, line",
    )?;
    let mut rows = statement.query([])?;
    let mut of = None;
    let mut stocks: FxHashMap<i64, i64> = FxHashMap::default();
    // What all variants had before the rows of this moment; `None` = nothing was stated before.
    let mut before = None;
    while let Some(r) = rows.next()? {
        let (product, variant): (i64, i64) = (r.get(0)?, r.get(1)?);
        let (at, stock): (i64, i64) = (r.get(2)?, r.get(3)?);
        match of {
            Some((same, then)) if same == product => {
                if then != at {
                    before = Some(stocks.values().map(|s| (*s).max(0)).sum::<i64>());
                }
            }
            _ => {
                stocks.clear();
                before = None;
            }
        }
        of = Some((product, at));
        stocks.insert(variant, stock);
        let place = products.binary_search_by_key(&ProductId(product), |p| p.id);
        if before == Some(0)
            && stock > 0
            && let Ok(place) = place
        {
            let restocked = &mut products[place].restocked;
            if restocked.last() != Some(&Moment(at)) {
                restocked.push(Moment(at));
            }
        }
    }
    Ok(())
}

/// Sold lines of orders that count as sales, then views, carts and clicks: all after `mark`. Returns the new mark.
pub fn read(
    db: &Db<'_>,
    mark: HistoryMark,
    mut each: impl FnMut(HistoryRow),
) -> Result<HistoryMark, Error> {
    let mut next = mark;
    // Orders first and looked up in memory: twice as quick as a join over half a million lines.
    let first_order: Option<i64> = db
        .conn
        .prepare_cached("SELECT min(order_id) FROM order_lines WHERE id > ?1")?
        .query_row([mark.line], |r| r.get(0))?;
    let mut orders: FxHashMap<i64, (Option<i64>, i64)> = FxHashMap::default();
    if let Some(first_order) = first_order {
        let mut statement = db
            .conn
            .prepare_cached("SELECT id, customer, at FROM orders WHERE sale = 1 AND id >= ?1")?;
        let mut rows = statement.query([first_order])?;
        while let Some(r) = rows.next()? {
            orders.insert(r.get(0)?, (r.get(1)?, r.get(2)?));
        }
    }
    let mut statement = db.conn.prepare_cached(
        "SELECT id, order_id, product, quantity, service FROM order_lines WHERE id > ?1 ORDER BY id",
    )?;
    let mut rows = statement.query([mark.line])?;
    while let Some(r) = rows.next()? {
        next.line = r.get(0)?;
        let source: i64 = r.get(1)?;
        let service: bool = r.get(4)?;
        let Some(&(customer, at)) = orders.get(&source).filter(|_| !service) else {
            continue;
        };
        each(HistoryRow {
            kind: EventKind::Order,
            customer: customer.map(CustomerId),
            product: ProductId(r.get(2)?),
            at: Moment(at),
            source,
            session: None,
            quantity: r.get(3)?,
        });
    }
    let mut statement = db.conn.prepare_cached(
        "SELECT id, kind, at, customer, session, product, quantity FROM events WHERE id > ?1 ORDER BY id",
    )?;
    let mut rows = statement.query([mark.event])?;
    while let Some(r) = rows.next()? {
        next.event = r.get(0)?;
        if let Some(row) = event(r)? {
            each(row);
        }
    }
    Ok(next)
}

fn event(r: &Row<'_>) -> Result<Option<HistoryRow>, Error> {
    let kind = match EventKind::coded(r.get(1)?) {
        Some(kind @ (EventKind::View | EventKind::AddToCart | EventKind::Click)) => kind,
        _ => return Ok(None),
    };
    let Some(product) = r.get::<_, Option<i64>>(5)? else {
        return Ok(None);
    };
    Ok(Some(HistoryRow {
        kind,
        customer: Some(CustomerId(r.get(3)?)),
        product: ProductId(product),
        at: Moment(r.get(2)?),
        source: r.get(0)?,
        session: r.get::<_, Option<i64>>(4)?.map(SessionId),
        quantity: r.get::<_, Option<i64>>(6)?.unwrap_or(1),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, fixture};

    #[test]
    fn a_product_came_back_when_no_variant_had_any_and_then_one_has() {
        let (_dir, path) = fixture::shop_file();
        let store = Store::open(&path).unwrap();
        store
            .write(|tx| {
                fixture::products(tx, 1..=2);
                // Product 1: two variants of which one is out at first; both out at 200, one back at 300 and more at 400.
                // Product 2: one variant, first stated sold out, back at 250.
                tx.conn.execute_batch(
                    "INSERT INTO product_history (product, variant, at, price, stock, status, batch, line) VALUES
                       (1, 11, 100, NULL, 0, 'published', 1, 1), (1, 12, 100, NULL, 4, 'published', 1, 2),
                       (1, 12, 200, NULL, 0, 'published', 1, 3), (1, 11, 300, NULL, 2, 'published', 1, 4),
                       (1, 12, 400, NULL, 5, 'published', 1, 5),
                       (2, 21, 100, NULL, 0, 'published', 1, 6), (2, 21, 250, NULL, 1, 'published', 1, 7);",
                )?;
                Ok::<_, Error>(())
            })
            .unwrap();
        let all = store.read(products).unwrap();
        assert_eq!(all[0].restocked, [Moment(300)]);
        assert_eq!(all[1].restocked, [Moment(250)]);
    }
}
