//! People: the profile that follows from all that is stated of them.

use super::{Error, places};
use crate::model::country;
use crate::model::customer::PersonFields;
use crate::model::record::CustomerRecord;
use rusqlite::Connection;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A customer file's statement with what ranks it: state date, fullness, content hash; then batch and line.
type Ranked = (i64, usize, [u8; 16], CustomerRecord, i64, i64);

/// Everything a profile is computed from.
#[derive(Default)]
struct Material {
    traces: Vec<(String, String, i64)>,
    statements: Vec<(i64, String, [u8; 16], i64, i64)>,
}

/// Computes the profiles of `touched_customers` anew.
pub(crate) fn derive(conn: &Connection) -> Result<(), Error> {
    let mut material: FxHashMap<i64, Material> = FxHashMap::default();
    let mut select = conn.prepare(
        "SELECT i.customer, i.kind, coalesce(i.alike, i.content), sum((SELECT max(n) FROM
           (SELECT sum(l.statements) AS n FROM identity_links l WHERE l.b = i.id GROUP BY l.batch)))
         FROM touched_customers t JOIN identities i ON i.customer = t.id GROUP BY 1, 2, 3",
    )?;
    let mut rows = select.query([])?;
    while let Some(r) = rows.next()? {
        material.entry(r.get(0)?).or_default().traces.push((
            r.get(1)?,
            r.get(2)?,
            r.get::<_, Option<i64>>(3)?.unwrap_or_default(),
        ));
    }
    let mut select = conn.prepare(
        "SELECT s.customer, s.state_at, s.stated, s.content_hash, s.batch, s.line
         FROM touched_customers t JOIN customer_statements s ON s.customer = t.id",
    )?;
    let mut rows = select.query([])?;
    while let Some(r) = rows.next()? {
        material.entry(r.get(0)?).or_default().statements.push((
            r.get(1)?,
            r.get(2)?,
            r.get(3)?,
            r.get(4)?,
            r.get(5)?,
        ));
    }
    let by_order = newest_orders(conn)?;
    let tiers = places::tiers(conn)?;
    conn.execute_batch(
        "DELETE FROM customer_tags WHERE customer IN (SELECT id FROM touched_customers) AND batch IS NOT NULL;
         DELETE FROM customer_attributes WHERE customer IN (SELECT id FROM touched_customers) AND batch IS NOT NULL;
         DELETE FROM preferences WHERE customer IN (SELECT id FROM touched_customers) AND batch IS NOT NULL;",
    )?;
    let mut seen = conn.prepare(
        "SELECT min(first), max(last) FROM (
           SELECT min(at) AS first, max(at) AS last FROM orders WHERE customer = ?1 UNION ALL
           SELECT min(at), max(at) FROM refunds WHERE customer = ?1 UNION ALL
           SELECT min(at), max(at) FROM adjustments WHERE customer = ?1 UNION ALL
           SELECT min(at), max(at) FROM events WHERE customer = ?1)",
    )?;
    let mut update = conn.prepare(
        "UPDATE customers SET known = ?2, name = ?3, email = ?4, phone = ?5, platform_id = ?6, country = ?7, region = ?8, city = ?9,
           address = ?10, language = ?11, added_at = ?12, first_seen = ?13, last_seen = ?14, city_tier = ?15 WHERE id = ?1",
    )?;
    let mut ids: Vec<i64> = material.keys().copied().collect();
    ids.sort_unstable();
    for id in ids {
        let Some(mut material) = material.remove(&id) else {
            continue;
        };
        // Most stated in one file first (an overlapping file adds nothing), then the least text: the same whatever came
        // first.
        material
            .traces
            .sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
        let trace = |kind: &str| {
            material
                .traces
                .iter()
                .find(|t| t.0 == kind)
                .map(|t| t.1.as_str())
        };
        let known = material.traces.iter().any(|t| t.0 != "device");
        let mut stated: Vec<Ranked> = material
            .statements
            .iter()
            .filter_map(|(at, text, hash, batch, line)| {
                let record: CustomerRecord = serde_json::from_str(text).ok()?;
                Some((*at, fullness(&record), *hash, record, *batch, *line))
            })
            .collect();
        stated.sort_by_key(|s| std::cmp::Reverse((s.0, s.1, s.2)));
        let mut person = PersonFields::default();
        for (_, _, _, record, _, _) in &stated {
            fill(&mut person, &record.person);
        }
        if let Some(orders) = by_order.get(&id) {
            fill(&mut person, orders);
        }
        let (first, last): (Option<i64>, Option<i64>) =
            seen.query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let added = stated
            .iter()
            .filter_map(|s| s.3.added.map(|m| m.0))
            .min()
            .or(first);
        update.execute(rusqlite::params![
            id,
            known,
            person.name,
            trace("email"),
            trace("phone"),
            trace("platform"),
            person.country.as_deref().map(country::shown),
            person.region,
            person.city,
            person.address,
            person.language,
            added,
            first,
            last,
            tiers.of(
                person.city.as_deref(),
                person.region.as_deref(),
                person.country.as_deref()
            )
        ])?;
        extras(conn, id, &stated)?;
    }
    Ok(())
}

/// Labels, attributes and preferences: the newest statement that says one wins.
fn extras(conn: &Connection, id: i64, stated: &[Ranked]) -> Result<(), Error> {
    let mut tags: BTreeSet<&str> = BTreeSet::new();
    let mut attributes: BTreeMap<&str, (&str, i64, i64)> = BTreeMap::new();
    let mut preferences: BTreeMap<&str, (&str, i64, i64, i64)> = BTreeMap::new();
    let mut tagged_by = None;
    for (at, _, _, record, batch, line) in stated {
        if tagged_by.is_none() && !record.tags.is_empty() {
            tagged_by = Some(*batch);
            tags.extend(record.tags.iter().map(String::as_str));
        }
        for (name, content) in &record.attributes {
            attributes.entry(name).or_insert((content, *batch, *line));
        }
        for (name, content) in &record.preferences {
            preferences
                .entry(name)
                .or_insert((content, *at, *batch, *line));
        }
    }
    for tag in tags {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO customer_tags (customer, tag, batch) VALUES (?1, ?2, ?3)",
        )?
        .execute((id, tag, tagged_by))?;
    }
    for (name, (content, batch, line)) in attributes {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO customer_attributes (customer, name, content, batch, line) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((id, name, content, batch, line))?;
    }
    for (name, (content, at, batch, line)) in preferences {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO preferences (customer, name, content, at, batch, line) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((id, name, content, at, batch, line))?;
    }
    Ok(())
}

/// What the newest orders and refunds of each person say of them.
fn newest_orders(conn: &Connection) -> Result<FxHashMap<i64, PersonFields>, Error> {
    let mut found: FxHashMap<i64, PersonFields> = FxHashMap::default();
    let mut select = conn.prepare(
        "SELECT customer, stated FROM (
           SELECT o.customer, o.at, 1 AS rank, o.key, o.stated FROM touched_customers t JOIN orders o ON o.customer = t.id WHERE o.stated IS NOT NULL
           UNION ALL
           SELECT r.customer, r.at, 0, r.key, r.stated FROM touched_customers t JOIN refunds r ON r.customer = t.id WHERE r.stated IS NOT NULL)
         ORDER BY customer, rank DESC, at DESC, key DESC",
    )?;
    let mut rows = select.query([])?;
    while let Some(r) = rows.next()? {
        let person = found.entry(r.get(0)?).or_default();
        if is_full(person) {
            continue;
        }
        let text = r.get_ref(1)?.as_str().unwrap_or_default();
        if let Ok(stated) = serde_json::from_str::<PersonFields>(text) {
            fill(person, &stated);
        }
    }
    Ok(found)
}

fn has_place(person: &PersonFields) -> bool {
    person.country.is_some() || person.city.is_some() || person.address.is_some()
}

fn is_full(person: &PersonFields) -> bool {
    person.name.is_some() && person.language.is_some() && has_place(person)
}

/// Fills what is empty. A place is taken as a whole: never the street of one town with the name of another.
fn fill(person: &mut PersonFields, from: &PersonFields) {
    if person.name.is_none() {
        person.name.clone_from(&from.name);
    }
    if person.language.is_none() {
        person.language.clone_from(&from.language);
    }
    if !has_place(person) {
        person.country.clone_from(&from.country);
        person.region.clone_from(&from.region);
        person.city.clone_from(&from.city);
        person.address.clone_from(&from.address);
    }
}

fn fullness(record: &CustomerRecord) -> usize {
    let p = &record.person;
    [
        &p.name,
        &p.country,
        &p.region,
        &p.city,
        &p.address,
        &p.language,
    ]
    .iter()
    .filter(|f| f.is_some())
    .count()
        + record.tags.len()
        + record.attributes.len()
        + record.preferences.len()
}
