//! The values that a field or property has in this shop, the most frequent first: what pickers offer. One look each.

use super::{Db, Error};
use crate::model::event::EventKind;
use crate::targeting::stated::Shelf;
use crate::targeting::vocabulary::Listed;
use rusqlite::types::Value;
use rusqlite::{Params, params, params_from_iter};

/// A value and how often it is there.
pub type Counted = (String, u64);

fn all(db: &Db<'_>, sql: &str, values: impl Params) -> Result<Vec<Counted>, Error> {
    let mut select = db.conn.prepare_cached(sql)?;
    let rows = select.query_map(values, |r| Ok((r.get(0)?, r.get::<_, i64>(1)? as u64)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Order lines of each product, by an index alone.
const SOLD: &str = "SELECT product, count(*) AS n FROM order_lines GROUP BY product";

/// Up to `most` values of a list: people for their own fields, order lines for products and what they belong to, visits
/// and events for channels, devices and campaigns; strategies without a number (0).
pub fn listed(db: &Db<'_>, of: Listed, most: usize) -> Result<Vec<Counted>, Error> {
    let most = most as i64;
    let of_people = |column: &str| {
        format!(
            "SELECT {column}, count(*) AS n FROM customers WHERE known = 1 AND {column} IS NOT NULL
             GROUP BY {column} ORDER BY n DESC, {column} LIMIT ?1"
        )
    };
    let of_products = |column: &str| {
        format!(
            "SELECT p.{column}, sum(COALESCE(s.n, 0)) AS n FROM products p LEFT JOIN ({SOLD}) s ON s.product = p.id
             WHERE p.service = 0 AND p.{column} IS NOT NULL GROUP BY p.{column} ORDER BY n DESC, p.{column} LIMIT ?1"
        )
    };
    let of_visits = |column: &str| {
        format!(
            "SELECT {column} AS label, count(*) AS n FROM sessions WHERE {column} IS NOT NULL GROUP BY {column}"
        )
    };
    let sql = match of {
        Listed::Country => of_people("country"),
        Listed::Region => of_people("region"),
        Listed::City => of_people("city"),
        Listed::Language => of_people("language"),
        Listed::CustomerTag => "SELECT t.tag, count(*) AS n FROM customer_tags t JOIN customers c ON c.id = t.customer
             WHERE c.known = 1 GROUP BY t.tag ORDER BY n DESC, t.tag LIMIT ?1"
            .to_owned(),
        Listed::Product => of_products("title"),
        Listed::Category => of_products("category"),
        Listed::Brand => of_products("brand"),
        Listed::ProductTag => format!(
            "SELECT t.tag, sum(COALESCE(s.n, 0)) AS n FROM product_tags t LEFT JOIN ({SOLD}) s ON s.product = t.product
             GROUP BY t.tag ORDER BY n DESC, t.tag LIMIT ?1"
        ),
        Listed::Device => format!(
            "SELECT l.content, v.n FROM ({}) v JOIN labels l ON l.id = v.label ORDER BY v.n DESC, l.content LIMIT ?1",
            of_visits("device")
        ),
        Listed::Channel => format!(
            "SELECT channel, sum(n) AS n FROM (
               SELECT l.content AS channel, v.n FROM ({}) v JOIN labels l ON l.id = v.label
               UNION ALL SELECT channel, count(*) FROM orders WHERE channel IS NOT NULL GROUP BY channel
             ) GROUP BY channel ORDER BY n DESC, channel LIMIT ?1",
            of_visits("channel")
        ),
        Listed::Campaign => "SELECT l.content, v.n FROM (
               SELECT campaign, count(*) AS n FROM events WHERE campaign IS NOT NULL GROUP BY campaign
             ) v JOIN labels l ON l.id = v.campaign ORDER BY v.n DESC, l.content LIMIT ?1"
            .to_owned(),
        Listed::Sky => "SELECT sky, count(DISTINCT day) AS n FROM weather_statements WHERE sky IS NOT NULL
             GROUP BY sky ORDER BY n DESC, sky LIMIT ?1"
            .to_owned(),
        Listed::Strategy => "SELECT id, 0 FROM documents WHERE noun = 'strategy' AND valid_to IS NULL
             ORDER BY position, id LIMIT ?1"
            .to_owned(),
    };
    all(db, &sql, [most])
}

/// Up to `most` values of a column or preference, with the number of known people.
pub fn column(
    db: &Db<'_>,
    shelf: Shelf,
    names: &[String],
    most: usize,
) -> Result<Vec<Counted>, Error> {
    let table = match shelf {
        Shelf::Attributes => "customer_attributes",
        Shelf::Preferences => "preferences",
    };
    let marks: Vec<String> = (2..names.len() + 2).map(|i| format!("?{i}")).collect();
    let sql = format!(
        "SELECT a.content, count(*) AS n FROM {table} a JOIN customers c ON c.id = a.customer
         WHERE a.name IN ({}) AND c.known = 1 GROUP BY a.content ORDER BY n DESC, a.content LIMIT ?1",
        marks.join(", ")
    );
    let first = [Value::Integer(most as i64)].into_iter();
    let values = first.chain(names.iter().map(|n| Value::Text(n.clone())));
    all(db, &sql, params_from_iter(values))
}

/// Up to `most` search texts, with the number of searches.
pub fn queries(db: &Db<'_>, most: usize) -> Result<Vec<Counted>, Error> {
    let sql = "SELECT query, count(*) AS n FROM events WHERE kind = ?1 AND query IS NOT NULL AND query != ''
               GROUP BY query ORDER BY n DESC, query LIMIT ?2";
    all(db, sql, params![EventKind::Search.code(), most as i64])
}

/// Tiers of towns, with the number of known people.
pub fn tiers(db: &Db<'_>, most: usize) -> Result<Vec<Counted>, Error> {
    let sql =
        "SELECT city_tier, count(*) AS n FROM customers WHERE known = 1 AND city_tier IS NOT NULL
               GROUP BY city_tier ORDER BY n DESC, city_tier LIMIT ?1";
    all(db, sql, [most as i64])
}

/// What stands behind the @ of e-mail addresses, with the number of known people.
pub fn domains(db: &Db<'_>, most: usize) -> Result<Vec<Counted>, Error> {
    let sql = "SELECT substr(email, instr(email, '@') + 1) AS domain, count(*) AS n FROM customers
               WHERE known = 1 AND instr(email, '@') > 0 GROUP BY domain ORDER BY n DESC, domain LIMIT ?1";
    all(db, sql, [most as i64])
}
