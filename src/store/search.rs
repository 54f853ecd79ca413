//! Find as you type: the texts by which people and products are found.

use super::Error;
use rusqlite::Connection;

/// Writes the texts of `touched_customers` and `touched_products` anew.
pub(crate) fn derive(conn: &Connection) -> Result<(), Error> {
    conn.execute_batch(
        "DELETE FROM customers_found WHERE rowid IN (SELECT id FROM touched_customers);
         INSERT INTO customers_found (rowid, content)
           SELECT c.id, concat_ws(' ', c.name, c.email, c.phone, c.city, c.platform_id)
           FROM touched_customers t JOIN customers c ON c.id = t.id WHERE c.known = 1;
         DELETE FROM products_found WHERE rowid IN (SELECT id FROM touched_products);
         INSERT INTO products_found (rowid, content)
           SELECT p.id, concat_ws(' ', p.title, (SELECT group_concat(v.sku, ' ' ORDER BY v.sku) FROM variants v WHERE v.product = p.id), p.brand, p.category)
           FROM touched_products t JOIN products p ON p.id = t.id;",
    )?;
    Ok(())
}

/// An FTS5 question that means this very text; `None` if it is too short for trigrams.
pub(crate) fn question(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split_whitespace()
        .filter(|w| w.chars().count() >= 3)
        .map(|w| format!("\"{}\"", w.replace('"', "\"\"")))
        .collect();
    (!words.is_empty()).then(|| words.join(" AND "))
}
