//! Loads what the in-memory evaluator needs of a customer and of products, and the names that a check looks up.

use super::{Db, Error, places};
use crate::model::consent::{Consent, Purpose};
use crate::model::event::EventKind;
use crate::model::ids::{CustomerId, ProductId};
use crate::model::money::{Amount, Price};
use crate::model::places::Place;
use crate::model::product::ProductStatus;
use crate::model::time::Moment;
use crate::targeting::facts::{
    CustomerFacts, EventFact, OrderFact, ProductFacts, RefundFact, VisitFact,
};
use crate::targeting::vocabulary::{Listed, Values, Vocabulary};
use rusqlite::{OptionalExtension, Row};
use std::collections::{BTreeSet, HashMap};

/// Everything that conditions may ask of one person; `None` = there is no such person.
pub fn customer(db: &Db<'_>, id: CustomerId) -> Result<Option<CustomerFacts>, Error> {
    let conn = db.conn;
    let found = conn
        .prepare_cached(
            "SELECT known, name, email, country, region, city, language, city_tier, \
             COALESCE(added_at, first_seen) FROM customers WHERE id = ?1",
        )?
        .query_row([id.0], |r| {
            let mut facts = CustomerFacts::new(id);
            facts.known = r.get(0)?;
            facts.name = r.get(1)?;
            facts.email = r.get(2)?;
            facts.country = r.get(3)?;
            facts.region = r.get(4)?;
            facts.city = r.get(5)?;
            facts.language = r.get(6)?;
            facts.city_tier = r.get(7)?;
            facts.added = r.get::<_, Option<i64>>(8)?.map(Moment);
            Ok(facts)
        })
        .optional()?;
    let Some(mut facts) = found else {
        return Ok(None);
    };
    facts.tags = all(
        db,
        "SELECT tag FROM customer_tags WHERE customer = ?1 ORDER BY tag",
        id,
        |r| r.get(0),
    )?;
    facts.attributes = all(
        db,
        "SELECT name, content FROM customer_attributes WHERE customer = ?1",
        id,
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?
    .into_iter()
    .collect();
    facts.preferences = all(
        db,
        "SELECT name, content FROM preferences WHERE customer = ?1",
        id,
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?
    .into_iter()
    .collect();
    facts.visits = all(
        db,
        "SELECT s.started_at, h.content, d.content FROM sessions s LEFT JOIN labels h ON h.id = s.channel \
         LEFT JOIN labels d ON d.id = s.device WHERE s.customer = ?1 ORDER BY s.started_at, s.id",
        id,
        |r| {
            Ok(VisitFact {
                at: Moment(r.get(0)?),
                channel: r.get(1)?,
                device: r.get(2)?,
            })
        },
    )?;
    if places::has_weather(db)? {
        let place = Place::of(
            facts.city.as_deref(),
            facts.region.as_deref(),
            facts.country.as_deref(),
        );
        facts.weather = places::weather(db, &place)?;
    }
    facts.sessions = i64::try_from(facts.visits.len()).unwrap_or(i64::MAX);
    let consents: Vec<(String, bool, i64)> = all(
        db,
        "SELECT purpose, given, at FROM consents WHERE customer = ?1 ORDER BY at, given DESC",
        id,
        |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
    )?;
    facts.consents = consents
        .into_iter()
        .filter_map(|(purpose, given, at)| {
            Some(Consent {
                purpose: Purpose::named(&purpose)?,
                given,
                at: Moment(at),
            })
        })
        .collect();
    let mut lines = lines(
        db,
        "SELECT o.id, l.product, l.total FROM orders o JOIN order_lines l ON l.order_id = o.id \
         WHERE o.customer = ?1 AND o.sale = 1 ORDER BY l.id",
        id,
    )?;
    facts.orders = all(
        db,
        &format!(
            "SELECT id, at, own_currency, gross, refunded, {}, channel FROM orders o \
             WHERE customer = ?1 AND sale = 1 ORDER BY at, id",
            super::plan_sql::reduced("o")
        ),
        id,
        |r| {
            Ok(OrderFact {
                at: Moment(r.get(1)?),
                own_currency: r.get(2)?,
                gross: Amount(r.get(3)?),
                refunded: Amount(r.get(4)?),
                reduced: r.get(5)?,
                channel: r.get(6)?,
                lines: lines.remove(&r.get(0)?).unwrap_or_default(),
            })
        },
    )?;
    let mut lines = self::lines(
        db,
        "SELECT r.id, l.product, l.total FROM counted_refunds r JOIN refund_lines l ON l.refund = r.id \
         WHERE r.customer = ?1 ORDER BY l.id",
        id,
    )?;
    facts.refunds = all(
        db,
        "SELECT id, at, own_currency, total FROM counted_refunds WHERE customer = ?1 ORDER BY at, id",
        id,
        |r| {
            Ok(RefundFact {
                at: Moment(r.get(1)?),
                own_currency: r.get(2)?,
                total: Amount(r.get(3)?),
                lines: lines.remove(&r.get(0)?).unwrap_or_default(),
            })
        },
    )?;
    facts.events = all(
        db,
        "SELECT e.kind, e.at, e.product, e.query, s.content, m.content FROM events e \
         LEFT JOIN labels s ON s.id = e.strategy LEFT JOIN labels m ON m.id = e.campaign \
         WHERE e.customer = ?1 ORDER BY e.at, e.id",
        id,
        |r| {
            Ok(
                EventKind::coded(r.get(0)?).map(|kind| -> rusqlite::Result<EventFact> {
                    Ok(EventFact {
                        kind,
                        at: Moment(r.get(1)?),
                        product: r.get::<_, Option<i64>>(2)?.map(ProductId),
                        query: r.get(3)?,
                        strategy: r.get(4)?,
                        campaign: r.get(5)?,
                    })
                }),
            )
        },
    )?
    .into_iter()
    .flatten()
    .collect::<Result<_, _>>()?;
    Ok(Some(facts))
}

/// The products that a person bought, gave back or met in events.
pub fn products_of(
    db: &Db<'_>,
    facts: &CustomerFacts,
) -> Result<HashMap<ProductId, ProductFacts>, Error> {
    let bought = facts.orders.iter().flat_map(|o| &o.lines);
    let given_back = facts.refunds.iter().flat_map(|r| &r.lines);
    let ids: BTreeSet<ProductId> = bought
        .chain(given_back)
        .map(|(p, _)| *p)
        .chain(facts.events.iter().filter_map(|e| e.product))
        .collect();
    let mut products = HashMap::with_capacity(ids.len());
    for id in ids {
        if let Some(facts) = product(db, id)? {
            products.insert(id, facts);
        }
    }
    Ok(products)
}

/// A product as filters and conditions see it.
pub fn product(db: &Db<'_>, id: ProductId) -> Result<Option<ProductFacts>, Error> {
    let found = db
        .conn
        .prepare_cached(
            "SELECT title, brand, category, status, service, price, compare_at, cost, stock, added_at \
             FROM products WHERE id = ?1",
        )?
        .query_row([id.0], |r| {
            let mut facts = ProductFacts::new(id, &r.get::<_, String>(0)?);
            facts.set_brand(r.get::<_, Option<String>>(1)?.as_deref());
            facts.set_category(r.get::<_, Option<String>>(2)?.as_deref());
            if r.get::<_, String>(3)? == "hidden" {
                facts.status = ProductStatus::Hidden;
            }
            facts.service = r.get(4)?;
            facts.price = r.get::<_, Option<i64>>(5)?.map(Price);
            facts.compare_at = r.get::<_, Option<i64>>(6)?.map(Price);
            facts.cost = r.get::<_, Option<i64>>(7)?.map(Price);
            facts.stock = r.get(8)?;
            facts.added = r.get::<_, Option<i64>>(9)?.map(Moment);
            // What names it for a condition are its identities, here as in SQL.
            facts.names.clear();
            Ok(facts)
        })
        .optional()?;
    let Some(mut facts) = found else {
        return Ok(None);
    };
    let names: Vec<(String, String)> = db
        .conn
        .prepare_cached("SELECT kind, content FROM product_identities WHERE product = ?1")?
        .query_map([id.0], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (kind, content) in names {
        if kind == "sku" {
            facts.add_sku(&content);
        } else {
            facts.add_name(&content);
        }
    }
    let tags: Vec<String> = db
        .conn
        .prepare_cached("SELECT tag FROM product_tags WHERE product = ?1 ORDER BY tag")?
        .query_map([id.0], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    tags.iter().for_each(|tag| facts.add_tag(tag));
    let attributes: Vec<(String, String)> = db
        .conn
        .prepare_cached("SELECT name, content FROM product_attributes WHERE product = ?1")?
        .query_map([id.0], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (name, content) in &attributes {
        facts.set_attribute(name, content);
    }
    Ok(Some(facts))
}

/// The shop's own values, for warnings, nearest names and pickers. Currency and groups are added by the front desk.
pub fn vocabulary(db: &Db<'_>) -> Result<Vocabulary, Error> {
    let mut vocabulary = Vocabulary::default();
    for (of, sql) in [
        (
            Listed::Country,
            "SELECT DISTINCT country FROM customers WHERE known = 1 AND country IS NOT NULL ORDER BY 1",
        ),
        (
            Listed::Region,
            "SELECT DISTINCT region FROM customers WHERE known = 1 AND region IS NOT NULL ORDER BY 1",
        ),
        (
            Listed::City,
            "SELECT DISTINCT city FROM customers WHERE known = 1 AND city IS NOT NULL ORDER BY 1",
        ),
        (
            Listed::Language,
            "SELECT DISTINCT language FROM customers WHERE known = 1 AND language IS NOT NULL ORDER BY 1",
        ),
        (
            Listed::CustomerTag,
            "SELECT DISTINCT tag FROM customer_tags ORDER BY 1",
        ),
        (
            Listed::Product,
            "SELECT DISTINCT content FROM product_identities ORDER BY 1",
        ),
        (
            Listed::Category,
            "SELECT DISTINCT category FROM products WHERE category IS NOT NULL ORDER BY 1",
        ),
        (
            Listed::Brand,
            "SELECT DISTINCT brand FROM products WHERE brand IS NOT NULL ORDER BY 1",
        ),
        (
            Listed::ProductTag,
            "SELECT DISTINCT tag FROM product_tags ORDER BY 1",
        ),
        // Which label is a strategy and which a campaign only the events say; a name of either is not called unknown.
        (
            Listed::Device,
            "SELECT content FROM labels WHERE id IN (SELECT device FROM sessions) ORDER BY 1",
        ),
        (
            Listed::Channel,
            "SELECT content FROM labels WHERE id IN (SELECT channel FROM sessions) \
             UNION SELECT channel FROM orders WHERE channel IS NOT NULL ORDER BY 1",
        ),
        (
            Listed::Sky,
            "SELECT DISTINCT sky FROM weather_statements WHERE sky IS NOT NULL ORDER BY 1",
        ),
        (Listed::Strategy, "SELECT content FROM labels ORDER BY 1"),
        (Listed::Campaign, "SELECT content FROM labels ORDER BY 1"),
    ] {
        vocabulary.values.insert(of, Values::new(texts(db, sql)?));
    }
    vocabulary.customer_attributes = texts(
        db,
        "SELECT DISTINCT name FROM customer_attributes ORDER BY 1",
    )?;
    vocabulary.preferences = texts(db, "SELECT DISTINCT name FROM preferences ORDER BY 1")?;
    vocabulary.product_attributes = texts(
        db,
        "SELECT DISTINCT name FROM product_attributes ORDER BY 1",
    )?;
    Ok(vocabulary)
}

type Lines = HashMap<i64, Vec<(ProductId, Amount)>>;

/// What somebody had said that they prefer up to a moment, by name.
pub fn said(db: &Db<'_>, id: CustomerId, until: Moment) -> Result<Vec<(String, String)>, Error> {
    let mut statement = db.conn.prepare_cached(
        "SELECT name, content FROM preferences WHERE customer = ?1 AND at <= ?2 ORDER BY name",
    )?;
    let said = statement.query_map((id.0, until.0), |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(said.collect::<Result<_, _>>()?)
}

fn lines(db: &Db<'_>, sql: &str, id: CustomerId) -> Result<Lines, Error> {
    let rows: Vec<(i64, i64, i64)> = all(db, sql, id, |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    let mut lines = Lines::new();
    for (of, product, total) in rows {
        lines
            .entry(of)
            .or_default()
            .push((ProductId(product), Amount(total)));
    }
    Ok(lines)
}

fn all<T>(
    db: &Db<'_>,
    sql: &str,
    id: CustomerId,
    row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Error> {
    let mut statement = db.conn.prepare_cached(sql)?;
    let rows = statement
        .query_map([id.0], row)?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn texts(db: &Db<'_>, sql: &str) -> Result<Vec<String>, Error> {
    let mut statement = db.conn.prepare(sql)?;
    let rows = statement
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}
