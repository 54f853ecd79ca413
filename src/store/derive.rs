//! What follows from the rows, for those concerned only: refunds find their orders, products their titles and variants,
//! events their sessions, people their profile and facts. Always equal to a recount of everything.

use super::{
    Error, facts, identities, product_identities, products, profiles, refunds, search, sessions,
};
use rusqlite::Connection;
use rustc_hash::FxHashSet;

/// Who and what a change concerned.
#[derive(Default)]
pub(crate) struct Touched {
    pub(crate) customers: FxHashSet<i64>,
    pub(crate) products: FxHashSet<i64>,
    /// Products that rows of others moved to.
    pub(crate) moved: FxHashSet<i64>,
    /// Whether statements went, so that traces, people and products may be left without any.
    pub(crate) withdrawn: bool,
    /// Whether the rows are all new: their lines point to the right variants already.
    pub(crate) first: bool,
    /// Whether events came, went or changed hands.
    pub(crate) events: bool,
}

/// Indexes that a first import builds at its end: sorted once they cost a fraction of what they cost row by row. That of
/// the lines of orders is none of them: lines come in the order of their orders, so that it only ever grows at its end.
const DEFERRED: [(&str, &str); 4] = [
    ("order_lines_of_product", "order_lines (product, order_id)"),
    ("events_of_customer", "events (customer, at)"),
    ("events_by_kind", "events (kind, at, customer, product)"),
    ("events_of_batch", "events (batch)"),
];

/// Puts the big indexes off if the shop is still empty. Says whether it did.
pub(crate) fn defer_indexes(conn: &Connection) -> Result<bool, Error> {
    let empty: bool = conn.query_row(
        "SELECT NOT EXISTS (SELECT 1 FROM order_lines) AND NOT EXISTS (SELECT 1 FROM events)",
        [],
        |r| r.get(0),
    )?;
    if empty {
        // Sorted in memory, as temporary data are else, the indexes of millions of lines would be the most that an import
        // takes; in files without a name they are sorted piece by piece. These hold numbers of rows alone. It can only
        // be said before the first temporary table is made: else it stays as it is.
        let _ = conn.pragma_update(None, "temp_store", "file");
        for (name, _) in DEFERRED {
            conn.execute_batch(&format!("DROP INDEX IF EXISTS {name}"))?;
        }
    }
    Ok(empty)
}

/// Builds the indexes that were put off.
pub(crate) fn restore_indexes(conn: &Connection, deferred: bool) -> Result<(), Error> {
    if deferred {
        // SQLite sorts pieces as large as its cache may be, beside the cache.
        let usual: i64 = conn.query_row("PRAGMA cache_size", [], |r| r.get(0))?;
        conn.execute_batch("PRAGMA cache_size = -8192; PRAGMA shrink_memory")?;
        for (name, columns) in DEFERRED {
            conn.execute_batch(&format!("CREATE INDEX IF NOT EXISTS {name} ON {columns}"))?;
        }
        conn.pragma_update(None, "cache_size", usual)?;
    }
    Ok(())
}

/// Computes all that follows. Says whose and which products' rows were computed, those that are gone left out.
pub(crate) fn after(
    conn: &Connection,
    mut touched: Touched,
) -> Result<(Vec<i64>, Vec<i64>), Error> {
    touched.customers.extend(refunds::connect(conn)?);
    if touched.withdrawn {
        identities::sweep(conn)?;
        product_identities::sweep(conn)?;
    } else {
        identities::sweep_customers(conn)?;
        product_identities::sweep_products(conn)?;
    }
    fill(conn, "touched_customers", "customers", &touched.customers)?;
    let products = fill(conn, "touched_products", "products", &touched.products)?;
    touched.moved.extend(products::derive(conn, &products)?);
    if !touched.first || !touched.moved.is_empty() {
        products::point_lines(conn)?;
    }
    buyers_of(conn, &touched.moved)?;
    if touched.events || !touched.moved.is_empty() {
        sessions::derive(conn)?;
    }
    profiles::derive(conn)?;
    facts::derive(conn)?;
    search::derive(conn)?;
    let customers = conn
        .prepare("SELECT id FROM touched_customers ORDER BY id")?
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    conn.execute_batch("DROP TABLE touched_customers; DROP TABLE touched_products")?;
    Ok((customers, products))
}

/// Tastes are counted by category and brand: whoever bought or viewed a product that changed in these is concerned too.
fn buyers_of(conn: &Connection, products: &FxHashSet<i64>) -> Result<(), Error> {
    if products.is_empty() {
        return Ok(());
    }
    fill(
        conn,
        "changed_products",
        "products",
        &products.iter().copied().collect(),
    )?;
    conn.execute_batch(
        "INSERT OR IGNORE INTO touched_customers SELECT o.customer FROM changed_products t JOIN order_lines l ON l.product = t.id
           JOIN orders o ON o.id = l.order_id WHERE o.customer IS NOT NULL;
         INSERT OR IGNORE INTO touched_customers SELECT DISTINCT e.customer FROM events e
           WHERE e.product IN (SELECT id FROM changed_products);
         INSERT OR IGNORE INTO touched_customers SELECT DISTINCT e.customer FROM event_items i JOIN events e ON e.id = i.event
           WHERE i.product IN (SELECT id FROM changed_products);
         DROP TABLE changed_products;",
    )?;
    Ok(())
}

/// A temporary table of the ids that still exist.
fn fill(conn: &Connection, table: &str, of: &str, ids: &FxHashSet<i64>) -> Result<Vec<i64>, Error> {
    conn.execute_batch(&format!(
        "DROP TABLE IF EXISTS {table}; CREATE TEMP TABLE {table} (id INTEGER PRIMARY KEY)"
    ))?;
    let mut ids: Vec<i64> = ids.iter().copied().collect();
    ids.sort_unstable();
    let mut insert = conn.prepare(&format!(
        "INSERT INTO {table} SELECT id FROM {of} WHERE id = ?1"
    ))?;
    let mut kept = Vec::with_capacity(ids.len());
    for id in ids {
        if insert.execute([id])? > 0 {
            kept.push(id);
        }
    }
    Ok(kept)
}
