//! Free attributes and stated preferences of all customers: their names, values, and how many people have each.

use super::{Db, Error};

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Shelf {
    /// Other columns of customer files.
    Attributes,
    /// What customers said they prefer.
    Preferences,
}

/// Hands over every value of products with its number of products, name by name.
pub fn of_products(db: &Db<'_>, mut take: impl FnMut(&str, &str, u64)) -> Result<(), Error> {
    let mut select = db.conn.prepare_cached(
        "SELECT name, content, count(*) FROM product_attributes GROUP BY name, content ORDER BY name, content",
    )?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let text = |column| {
            row.get_ref(column)
                .map(|value| value.as_str().unwrap_or_default())
        };
        take(text(0)?, text(1)?, row.get::<_, i64>(2)? as u64);
    }
    Ok(())
}

/// Hands over every value of known customers with its number of people: name by name, the most frequent value first.
pub fn values(
    db: &Db<'_>,
    shelf: Shelf,
    mut take: impl FnMut(&str, &str, u64),
) -> Result<(), Error> {
    let table = match shelf {
        Shelf::Attributes => "customer_attributes",
        Shelf::Preferences => "preferences",
    };
    let mut select = db.conn.prepare_cached(&format!(
        "SELECT a.name, a.content, count(*) AS people FROM {table} a JOIN customers c ON c.id = a.customer
         WHERE c.known = 1 GROUP BY a.name, a.content ORDER BY a.name, people DESC, a.content"
    ))?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let text = |column| {
            row.get_ref(column)
                .map(|value| value.as_str().unwrap_or_default())
        };
        take(text(0)?, text(1)?, row.get::<_, i64>(2)? as u64);
    }
    Ok(())
}
