//! What is weak or odd in a shop's rows: counts with a few examples, each traced to file and line.

use super::{Db, Error};
use crate::model::money::{Amount, Currency, Money};
use crate::model::time::{Day, Moment, Zone};
use rusqlite::Params;
use serde::Serialize;

/// How many examples are shown of a finding.
const EXAMPLES: u32 = 3;

/// A row that shows what is meant.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Example {
    /// The row in words (`order #1001`).
    pub what: String,
    /// File that states it.
    pub file: Option<String>,
    /// Line of that file.
    pub line: Option<u64>,
}

/// How many rows something holds for, of how many.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Found {
    /// Rows concerned.
    pub count: u64,
    /// Rows looked at.
    pub of: u64,
    /// The first few of them.
    pub examples: Vec<Example>,
}

/// `counting` gives count and total; `naming` gives words, file and line, and takes the number of examples last.
fn found(db: &Db<'_>, counting: &str, naming: &str, given: &[i64]) -> Result<Found, Error> {
    let (count, of): (i64, i64) = db
        .conn
        .prepare(counting)?
        .query_row(rusqlite::params_from_iter(given), |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?;
    let mut examples = Vec::new();
    if count > 0 {
        let mut all: Vec<i64> = given.to_vec();
        all.push(i64::from(EXAMPLES));
        examples = named(db, naming, rusqlite::params_from_iter(all))?;
    }
    Ok(Found {
        count: count.unsigned_abs(),
        of: of.unsigned_abs(),
        examples,
    })
}

fn named(db: &Db<'_>, sql: &str, given: impl Params) -> Result<Vec<Example>, Error> {
    let mut statement = db.conn.prepare(sql)?;
    let rows = statement.query_map(given, |r| {
        Ok(Example {
            what: r.get(0)?,
            file: r.get(1)?,
            line: r.get::<_, Option<i64>>(2)?.map(i64::unsigned_abs),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Sales without a customer.
pub fn orders_without_customer(db: &Db<'_>) -> Result<Found, Error> {
    found(
        db,
        "SELECT coalesce(sum(customer IS NULL), 0), count(*) FROM orders WHERE sale = 1",
        "SELECT 'order ' || o.number, b.file_name, o.line FROM orders o LEFT JOIN batches b ON b.id = o.batch
         WHERE o.sale = 1 AND o.customer IS NULL ORDER BY o.at DESC, o.id LIMIT ?1",
        &[],
    )
}

/// Orders whose payment status does not count as a sale.
pub fn orders_not_counted(db: &Db<'_>) -> Result<Found, Error> {
    found(
        db,
        "SELECT coalesce(sum(sale = 0), 0), count(*) FROM orders",
        "SELECT 'order ' || o.number || ', ' || o.status, b.file_name, o.line FROM orders o LEFT JOIN batches b ON b.id = o.batch
         WHERE o.sale = 0 ORDER BY o.at DESC, o.id LIMIT ?1",
        &[],
    )
}

/// Orders in another currency than the shop's.
pub fn other_currencies(db: &Db<'_>) -> Result<Found, Error> {
    found(
        db,
        "SELECT coalesce(sum(own_currency = 0), 0), count(*) FROM orders",
        "SELECT 'order ' || o.number || ' in ' || o.currency, b.file_name, o.line FROM orders o LEFT JOIN batches b ON b.id = o.batch
         WHERE o.own_currency = 0 ORDER BY o.at DESC, o.id LIMIT ?1",
        &[],
    )
}

/// Orders and events dated after their file was imported, or before a moment.
pub fn impossible_times(db: &Db<'_>, earliest: Moment) -> Result<Found, Error> {
    const SKEW: &str = "b.imported_at + 86400000";
    found(
        db,
        &format!(
            "SELECT (SELECT count(*) FROM orders o JOIN batches b ON b.id = o.batch WHERE o.at > {SKEW} OR o.at < ?1)
                  + (SELECT count(*) FROM events e JOIN batches b ON b.id = e.batch WHERE e.at > {SKEW} OR e.at < ?1),
                    (SELECT count(*) FROM orders) + (SELECT count(*) FROM events)"
        ),
        &format!(
            "SELECT * FROM (
               SELECT 'order ' || o.number || ' of ' || date(o.at / 1000, 'unixepoch'), b.file_name, o.line
                 FROM orders o JOIN batches b ON b.id = o.batch WHERE o.at > {SKEW} OR o.at < ?1
               UNION ALL
               SELECT 'event ' || e.key || ' of ' || date(e.at / 1000, 'unixepoch'), b.file_name, e.line
                 FROM events e JOIN batches b ON b.id = e.batch WHERE e.at > {SKEW} OR e.at < ?1) LIMIT ?2"
        ),
        &[earliest.0],
    )
}

/// Refunds whose order is not known.
pub fn refunds_without_order(db: &Db<'_>) -> Result<Found, Error> {
    found(
        db,
        "SELECT coalesce(sum(order_id IS NULL), 0), count(*) FROM refunds",
        "SELECT 'credit ' || r.key, b.file_name, r.line FROM refunds r LEFT JOIN batches b ON b.id = r.batch
         WHERE r.order_id IS NULL ORDER BY r.at DESC, r.id LIMIT ?1",
        &[],
    )
}

/// What may be missing of a product.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gap {
    /// Category.
    Category,
    /// Price.
    Price,
    /// Cost.
    Cost,
    /// Picture.
    Image,
    /// Everything that only a catalogue says: known from orders or events alone.
    Catalogue,
}

/// Products on offer of which something is missing.
pub fn products_without(db: &Db<'_>, gap: Gap) -> Result<Found, Error> {
    let missing = match gap {
        Gap::Category => "p.category IS NULL",
        Gap::Price => "p.price IS NULL",
        Gap::Cost => "p.cost IS NULL",
        Gap::Image => "p.image IS NULL",
        Gap::Catalogue => "p.provisional = 1",
    };
    found(
        db,
        &format!(
            "SELECT coalesce(sum({missing}), 0), count(*) FROM products p WHERE p.service = 0 AND p.status = 'published'"
        ),
        &format!(
            "SELECT p.title, b.file_name, p.line FROM products p LEFT JOIN batches b ON b.id = p.batch
             WHERE p.service = 0 AND p.status = 'published' AND {missing} ORDER BY p.id LIMIT ?1"
        ),
        &[],
    )
}

/// Codes that a catalogue gives to several products, and so name none.
pub fn shared_product_codes(db: &Db<'_>) -> Result<Found, Error> {
    // An article of its own may hang on such a code, if order lines name nothing else.
    const SHARED: &str = "i.kind IN ('sku', 'handle', 'platform')
        AND (SELECT count(DISTINCT a.product) FROM product_links l JOIN product_identities a ON a.id = l.a
             WHERE l.b = i.id AND l.a <> l.b AND l.catalogue = 1) > 1";
    found(
        db,
        &format!(
            "SELECT (SELECT count(*) FROM product_identities i WHERE {SHARED}),
                    (SELECT count(*) FROM product_identities WHERE kind IN ('sku', 'handle', 'platform'))"
        ),
        &format!(
            "SELECT coalesce(i.shown, i.content), b.file_name, i.line FROM product_identities i LEFT JOIN batches b ON b.id = i.batch
             WHERE {SHARED} ORDER BY i.content LIMIT ?1"
        ),
        &[],
    )
}

/// Phones and devices that several people share, and so name nobody.
pub fn shared_traces(db: &Db<'_>) -> Result<Found, Error> {
    found(
        db,
        "SELECT coalesce(sum(customer IS NULL), 0), count(*) FROM identities",
        "SELECT 'a ' || i.kind || ' of several people', b.file_name, i.line FROM identities i LEFT JOIN batches b ON b.id = i.batch
         WHERE i.customer IS NULL ORDER BY i.id LIMIT ?1",
        &[],
    )
}

/// People of the same name in the same town who may be one person: at the same address, or none of the two gives a
/// trace of a kind that the other gives too.
pub fn possible_duplicates(db: &Db<'_>) -> Result<Found, Error> {
    // Materialised, so that SQLite joins by an index of its own.
    const PAIRS: &str = "WITH people AS MATERIALIZED (
          SELECT id, lower(name) AS name, lower(city) AS city, lower(address) AS address, email, phone, platform_id FROM customers
          WHERE known = 1 AND instr(trim(name), ' ') > 0 AND city IS NOT NULL)
        SELECT a.id AS first, b.id AS second FROM people a JOIN people b ON b.name = a.name AND b.city = a.city AND b.id > a.id
        WHERE a.address = b.address
          OR ((a.address IS NULL OR b.address IS NULL)
            AND (a.email IS NULL OR b.email IS NULL) AND (a.phone IS NULL OR b.phone IS NULL)
            AND (a.platform_id IS NULL OR b.platform_id IS NULL))";
    found(
        db,
        &format!(
            "SELECT (SELECT count(DISTINCT second) FROM ({PAIRS})), (SELECT count(*) FROM customers WHERE known = 1)"
        ),
        &format!(
            "SELECT c.name || ', ' || c.city || ': customers ' || p.first || ' and ' || p.second, NULL, NULL
             FROM ({PAIRS}) p JOIN customers c ON c.id = p.first ORDER BY p.first, p.second LIMIT ?1"
        ),
        &[],
    )
}

/// Known customers with an e-mail address of whom nothing is stated about messages by e-mail.
pub fn consent_unknown(db: &Db<'_>) -> Result<Found, Error> {
    const UNKNOWN: &str = "c.known = 1 AND c.email IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM consents s WHERE s.customer = c.id AND s.purpose = 'email')";
    found(
        db,
        &format!(
            "SELECT (SELECT count(*) FROM customers c WHERE {UNKNOWN}),
                    (SELECT count(*) FROM customers c WHERE c.known = 1 AND c.email IS NOT NULL)"
        ),
        &format!(
            "SELECT coalesce(c.name, 'customer ' || c.id), NULL, NULL FROM customers c WHERE {UNKNOWN} ORDER BY c.id LIMIT ?1"
        ),
        &[],
    )
}

/// Clicks whose impression is not known.
pub fn clicks_without_impression(db: &Db<'_>) -> Result<Found, Error> {
    found(
        db,
        "SELECT coalesce(sum(impression IS NULL), 0), count(*) FROM events WHERE kind = 10",
        "SELECT 'click ' || e.key, b.file_name, e.line FROM events e LEFT JOIN batches b ON b.id = e.batch
         WHERE e.kind = 10 AND e.impression IS NULL ORDER BY e.at DESC, e.id LIMIT ?1",
        &[],
    )
}

/// Whether anything was ever reported as shown.
pub fn impressions(db: &Db<'_>) -> Result<bool, Error> {
    Ok(db
        .conn
        .prepare("SELECT EXISTS (SELECT 1 FROM events WHERE kind = 9)")?
        .query_row([], |r| r.get(0))?)
}

/// Sales that are worth more than some times the usual one (the median), and that median.
pub fn outliers(db: &Db<'_>, times: i64, currency: Currency) -> Result<(Found, Money), Error> {
    let median: Option<i64> = db
        .conn
        .prepare(
            "SELECT gross FROM orders WHERE sale = 1 AND own_currency = 1 AND gross > 0 ORDER BY gross
             LIMIT 1 OFFSET (SELECT count(*) / 2 FROM orders WHERE sale = 1 AND own_currency = 1 AND gross > 0)",
        )?
        .query_map([], |r| r.get(0))?
        .next()
        .transpose()?;
    let median = median.unwrap_or(0);
    let limit = median.saturating_mul(times);
    let mut found = found(
        db,
        "SELECT coalesce(sum(gross > ?1), 0), count(*) FROM orders WHERE sale = 1 AND own_currency = 1",
        "SELECT o.number, b.file_name, o.line FROM orders o LEFT JOIN batches b ON b.id = o.batch
         WHERE o.sale = 1 AND o.own_currency = 1 AND o.gross > ?1 ORDER BY o.gross DESC LIMIT ?2",
        &[limit],
    )?;
    if median <= 0 {
        found = Found::default();
    }
    for example in &mut found.examples {
        let gross: i64 = db
            .conn
            .prepare_cached("SELECT max(gross) FROM orders WHERE number = ?1")?
            .query_row([&example.what], |r| r.get(0))?;
        example.what = format!(
            "order {}: {}",
            example.what,
            Money::new(Amount(gross), currency)
        );
    }
    Ok((found, Money::new(Amount(median), currency)))
}

/// The longest run of days without a row between the first and the last one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Silence {
    /// First day without.
    pub from: Day,
    /// Last day without.
    pub to: Day,
    /// How many.
    pub days: i32,
    /// The usual run of days without (the median of all runs, 0 if days follow each other).
    pub usual: i32,
}

/// The longest silence among sales, or among views.
pub fn silence(db: &Db<'_>, zone: Zone, of_views: bool) -> Result<Option<Silence>, Error> {
    let sql = if of_views {
        "SELECT at FROM events WHERE kind = 1 ORDER BY at"
    } else {
        "SELECT at FROM orders WHERE sale = 1 ORDER BY at"
    };
    let mut statement = db.conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut last: Option<Day> = None;
    let mut runs: Vec<i32> = Vec::new();
    let mut longest: Option<Silence> = None;
    while let Some(r) = rows.next()? {
        let day = zone.day_of(Moment(r.get(0)?));
        if let Some(before) = last
            && before != day
        {
            let days = day.0 - before.0 - 1;
            runs.push(days);
            if days > longest.map_or(0, |l| l.days) {
                longest = Some(Silence {
                    from: before.plus(1),
                    to: day.plus(-1),
                    days,
                    usual: 0,
                });
            }
        }
        last = Some(day);
    }
    runs.sort_unstable();
    let usual = runs.get(runs.len() / 2).copied().unwrap_or(0);
    Ok(longest.map(|l| Silence { usual, ..l }))
}

/// What SQLite itself says of the file: empty if it is sound.
pub fn damages(db: &Db<'_>) -> Result<Vec<String>, Error> {
    let mut said: Vec<String> = Vec::new();
    let mut check = db.conn.prepare("PRAGMA quick_check(5)")?;
    for row in check.query_map([], |r| r.get::<_, String>(0))? {
        let row = row?;
        if row != "ok" {
            said.push(row);
        }
    }
    let mut check = db.conn.prepare("PRAGMA foreign_key_check")?;
    for row in check.query_map([], |r| r.get::<_, String>(0))?.take(5) {
        said.push(format!("a row of {} points at nothing", row?));
    }
    Ok(said)
}

/// Figures kept beside the rows that differ from a recount: empty if all agree.
pub fn miscounts(db: &Db<'_>) -> Result<Vec<String>, Error> {
    const RECOUNTS: [(&str, &str); 3] = [
        (
            "orders of customers",
            "SELECT (SELECT coalesce(sum(orders), 0) FROM customer_facts)
                  - (SELECT count(*) FROM orders WHERE sale = 1 AND customer IS NOT NULL)",
        ),
        (
            "money spent by customers",
            "SELECT (SELECT coalesce(sum(spent_gross), 0) FROM customer_facts)
                  - (SELECT coalesce(sum(gross), 0) FROM orders WHERE sale = 1 AND own_currency = 1 AND customer IS NOT NULL)",
        ),
        (
            "things shown",
            "SELECT (SELECT coalesce(sum(impressions), 0) FROM daily_counts) - (SELECT count(*) FROM events WHERE kind = 9)",
        ),
    ];
    let mut said = Vec::new();
    for (what, sql) in RECOUNTS {
        let off: i64 = db.conn.prepare(sql)?.query_row([], |r| r.get(0))?;
        if off != 0 {
            said.push(format!("{what}: off by {off}"));
        }
    }
    Ok(said)
}

/// Rows of files that could not be used and still wait, of all rows that were read.
pub fn rows_left_out(db: &Db<'_>) -> Result<Found, Error> {
    found(
        db,
        "SELECT (SELECT count(*) FROM quarantine q JOIN batches b ON b.id = q.batch WHERE q.state = 'waiting' AND b.state = 'done')
                + coalesce(sum(json_extract(report, '$.rows_not_kept')), 0), coalesce(sum(json_extract(report, '$.rows_read')), 0)
         FROM batches WHERE state = 'done' AND retry_of IS NULL",
        "SELECT coalesce(q.what, ''), b.file_name, q.line FROM quarantine q JOIN batches b ON b.id = q.batch
         WHERE b.state = 'done' AND q.state = 'waiting' ORDER BY q.batch DESC, q.line LIMIT ?1",
        &[],
    )
}
