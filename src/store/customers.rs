//! People as lists and pages show them. Contact data are raw here: a face masks them unless asked to reveal.

use super::facts::Affinities;
use super::paging::{self, List, Page};
use super::{Db, Error, search, traces};
use crate::model::ids::CustomerId;
use crate::model::money::{Amount, Currency, Money};
use crate::model::time::Moment;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;
use std::collections::BTreeMap;

/// A line of the customer list.
#[derive(Clone, Debug, Serialize)]
pub struct CustomerRow {
    /// Row of the store.
    pub id: CustomerId,
    /// Full name.
    pub name: Option<String>,
    /// Main e-mail address.
    pub email: Option<String>,
    /// Main phone number.
    pub phone: Option<String>,
    /// Main platform id: what the merchant types to name them.
    pub platform_id: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Sales.
    pub orders: i64,
    /// Net of refunds.
    pub spent: Money,
    /// Last sale.
    pub last_order: Option<Moment>,
    /// Last trace of any kind.
    pub last_seen: Option<Moment>,
    /// Where they stand by recency, frequency and money.
    pub rfm_group: Option<String>,
}

/// How a list of customers is sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sorting {
    /// Newest trace first.
    #[default]
    LastSeen,
    /// By name, else e-mail, else platform id.
    Name,
    /// Highest net spend first.
    Spent,
}

/// What part of the list is wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'a> {
    /// Part of a name, e-mail, phone, town or id, or an order number.
    pub find: Option<&'a str>,
    /// Order of the list.
    pub sorting: Sorting,
    /// Cursor of the page before.
    pub after: Option<&'a str>,
    /// Rows of a page.
    pub limit: usize,
    /// Only these people.
    pub among: Option<&'a [CustomerId]>,
}

const SHOWN_NAME: &str = "lower(coalesce(c.name, c.email, c.platform_id, c.phone, ''))";
const COLUMNS: &str = "c.id, c.name, c.email, c.phone, c.platform_id, c.country, c.city, coalesce(f.orders, 0), coalesce(f.spent, 0),
  f.last_order, c.last_seen, f.rfm_group";
const FROM: &str = "FROM customers c LEFT JOIN customer_facts f ON f.customer = c.id";

fn row(r: &Row<'_>, currency: Currency) -> rusqlite::Result<CustomerRow> {
    Ok(CustomerRow {
        id: CustomerId(r.get(0)?),
        name: r.get(1)?,
        email: r.get(2)?,
        phone: r.get(3)?,
        platform_id: r.get(4)?,
        country: r.get(5)?,
        city: r.get(6)?,
        orders: r.get(7)?,
        spent: Money::new(Amount(r.get(8)?), currency),
        last_order: r.get::<_, Option<i64>>(9)?.map(Moment),
        last_seen: r.get::<_, Option<i64>>(10)?.map(Moment),
        rfm_group: r.get(11)?,
    })
}

/// Known customers, page by page.
pub fn page(
    db: &Db<'_>,
    currency: Currency,
    wanted: &Wanted<'_>,
) -> Result<Page<CustomerRow>, Error> {
    let mut values: Vec<Value> = Vec::new();
    let mut found = String::new();
    if let Some(text) = wanted.find.map(str::trim).filter(|t| !t.is_empty()) {
        values.push(Value::Text(text.to_owned()));
        values.push(Value::Text(text.to_lowercase()));
        let by_trace: Vec<String> = traces::people_named(db, text)?
            .into_iter()
            .map(|id| id.0.to_string())
            .collect();
        found.push_str(&format!(
            " AND (c.id IN (SELECT o.customer FROM orders o WHERE o.number IN (?1, '#' || ?1)) OR c.id IN ({})",
            by_trace.join(", ")
        ));
        match search::question(text) {
            Some(question) => {
                values.push(Value::Text(question));
                found.push_str(
                    " OR c.id IN (SELECT rowid FROM customers_found WHERE content MATCH ?3))",
                );
            }
            None => found.push_str(&format!(" OR instr({SHOWN_NAME}, ?2) = 1)")),
        }
    }
    if let Some(among) = wanted.among {
        let ids: Vec<i64> = among.iter().map(|id| id.0).collect();
        values.push(Value::Text(serde_json::Value::from(ids).to_string()));
        found.push_str(&format!(
            " AND c.id IN (SELECT value FROM json_each(?{}))",
            values.len()
        ));
    }
    let (key, by_text) = match wanted.sorting {
        Sorting::LastSeen => ("coalesce(c.last_seen, 0)", false),
        Sorting::Spent => ("coalesce(f.spent, 0)", false),
        Sorting::Name => (SHOWN_NAME, true),
    };
    let list = List {
        columns: COLUMNS,
        width: 12,
        from: &format!("{FROM} WHERE c.known = 1{found}"),
        values,
        key,
        id: "c.id",
        by_text,
    };
    paging::page(db, list, wanted.after, wanted.limit, |r| {
        let row = row(r, currency)?;
        Ok((row.id.0, row))
    })
}

/// The person that a merchant means by an e-mail address, platform id, phone number, `customer-12`, or the number alone
/// where no shop system uses it. More than one where two systems use the same id.
pub fn named(db: &Db<'_>, text: &str) -> Result<Vec<CustomerId>, Error> {
    let text = text.trim();
    let row = |number: &str| match number.parse::<i64>() {
        Ok(id) => Ok::<_, Error>(
            db.conn
                .prepare_cached("SELECT id FROM customers WHERE id = ?1")?
                .query_row([id], |r| r.get(0))
                .optional()?
                .map(CustomerId),
        ),
        Err(_) => Ok(None),
    };
    if let Some(number) = text.strip_prefix("customer-")
        && let Some(id) = row(number)?
    {
        return Ok(vec![id]);
    }
    let found = traces::people_named(db, text)?;
    if found.is_empty() {
        return Ok(row(text)?.into_iter().collect());
    }
    Ok(found)
}

/// One trace of a person, and where it was first stated.
#[derive(Clone, Debug, Serialize)]
pub struct Trace {
    /// `platform`, `email`, `phone` or `device`.
    pub kind: String,
    /// Its value.
    pub value: String,
    /// File that first stated it.
    pub file: Option<String>,
    /// Line of that file.
    pub line: Option<u64>,
}

/// What a person allowed for one purpose; newest statement.
#[derive(Clone, Debug, Serialize)]
pub struct ConsentNow {
    /// `email`, `sms`, `push`, `personalization`, `ads`.
    pub purpose: String,
    /// Given or withdrawn.
    pub given: bool,
    /// When that was said.
    pub at: Moment,
    /// File that says so.
    pub file: Option<String>,
    /// Line of that file.
    pub line: Option<u64>,
}

/// One attribute or stated preference, and where it stands.
#[derive(Clone, Debug, Serialize)]
pub struct Stated {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// File that says so.
    pub file: Option<String>,
    /// Line of that file.
    pub line: Option<u64>,
}

/// Everything that is known of a person beside the timeline.
#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    /// As in the list.
    #[serde(flatten)]
    pub row: CustomerRow,
    /// Has an e-mail, phone or platform id; else a visitor.
    pub known: bool,
    /// State, province, county.
    pub region: Option<String>,
    /// Street, house, postal code.
    pub address: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// When the shop added them, else their first trace.
    pub added_at: Option<Moment>,
    /// First trace of any kind.
    pub first_seen: Option<Moment>,
    /// Sales before refunds.
    pub spent_gross: Money,
    /// Net spend per sale.
    pub aov: Option<Money>,
    /// First sale.
    pub first_order: Option<Moment>,
    /// Recency, 1 to 5.
    pub r: Option<i64>,
    /// Frequency, 1 to 5.
    pub f: Option<i64>,
    /// Money, 1 to 5.
    pub m: Option<i64>,
    /// Top categories and brands.
    pub affinities: Affinities,
    /// All traces.
    pub identities: Vec<Trace>,
    /// Consent by purpose; absent = unknown = no.
    pub consents: Vec<ConsentNow>,
    /// The shop's own labels.
    pub tags: Vec<String>,
    /// Free attributes.
    pub attributes: BTreeMap<String, String>,
    /// What they said they prefer.
    pub preferences: BTreeMap<String, String>,
    /// The same attributes with the file and line that state each.
    pub attributes_from: Vec<Stated>,
    /// The same preferences with the file and line that state each.
    pub preferences_from: Vec<Stated>,
}

/// One person.
pub fn profile(db: &Db<'_>, currency: Currency, id: CustomerId) -> Result<Option<Profile>, Error> {
    let main = db
        .conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, c.known, c.region, c.address, c.language, c.added_at, c.first_seen, coalesce(f.spent_gross, 0), f.first_order,
               f.r, f.f, f.m, f.affinities {FROM} WHERE c.id = ?1"
        ))?
        .query_row([id.0], |r| {
            let row = row(r, currency)?;
            let affinities: Option<String> = r.get(23)?;
            Ok(Profile {
                known: r.get(12)?,
                region: r.get(13)?,
                address: r.get(14)?,
                language: r.get(15)?,
                added_at: r.get::<_, Option<i64>>(16)?.map(Moment),
                first_seen: r.get::<_, Option<i64>>(17)?.map(Moment),
                spent_gross: Money::new(Amount(r.get(18)?), currency),
                aov: row.spent.per(row.orders),
                first_order: r.get::<_, Option<i64>>(19)?.map(Moment),
                r: r.get(20)?,
                f: r.get(21)?,
                m: r.get(22)?,
                affinities: affinities
                    .and_then(|a| serde_json::from_str(&a).ok())
                    .unwrap_or_default(),
                identities: Vec::new(),
                consents: Vec::new(),
                tags: Vec::new(),
                attributes: BTreeMap::new(),
                preferences: BTreeMap::new(),
                attributes_from: Vec::new(),
                preferences_from: Vec::new(),
                row,
            })
        })
        .optional()?;
    let Some(mut profile) = main else {
        return Ok(None);
    };
    profile.identities = db
        .conn
        .prepare_cached(
            "SELECT i.kind, CASE i.kind WHEN 'phone' THEN coalesce(i.alike, i.content) ELSE i.content END AS shown, b.file_name, i.line, min(i.id)
             FROM identities i LEFT JOIN batches b ON b.id = i.batch
             WHERE i.customer = ?1 GROUP BY 1, 2 ORDER BY CASE i.kind WHEN 'platform' THEN 0 WHEN 'email' THEN 1 WHEN 'phone' THEN 2 ELSE 3 END, shown",
        )?
        .query_map([id.0], |r| {
            Ok(Trace {
                kind: r.get(0)?,
                value: r.get(1)?,
                file: r.get(2)?,
                line: r.get::<_, Option<i64>>(3)?.map(|l| l as u64),
            })
        })?
        .collect::<Result<_, _>>()?;
    profile.consents = consents(db, id)?;
    profile.tags = db
        .conn
        .prepare_cached("SELECT tag FROM customer_tags WHERE customer = ?1 ORDER BY tag")?
        .query_map([id.0], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let pairs = |from: &[Stated]| {
        from.iter()
            .map(|s| (s.name.clone(), s.value.clone()))
            .collect()
    };
    profile.attributes_from = stated(db, "customer_attributes", id)?;
    profile.preferences_from = stated(db, "preferences", id)?;
    profile.attributes = pairs(&profile.attributes_from);
    profile.preferences = pairs(&profile.preferences_from);
    Ok(Some(profile))
}

/// What a person allows now: per purpose the newest statement; of two at the same moment the refusal.
pub fn consents(db: &Db<'_>, id: CustomerId) -> Result<Vec<ConsentNow>, Error> {
    let mut select = db.conn.prepare_cached(
        "SELECT c.purpose, c.given, c.at, b.file_name, c.line FROM consents c LEFT JOIN batches b ON b.id = c.batch
         WHERE c.customer = ?1 ORDER BY c.purpose, c.at DESC, c.given, c.id",
    )?;
    let mut now: Vec<ConsentNow> = select
        .query_map([id.0], |r| {
            Ok(ConsentNow {
                purpose: r.get(0)?,
                given: r.get(1)?,
                at: Moment(r.get(2)?),
                file: r.get(3)?,
                line: r.get::<_, Option<i64>>(4)?.map(|l| l as u64),
            })
        })?
        .collect::<Result<_, _>>()?;
    now.dedup_by(|later, first| later.purpose == first.purpose);
    Ok(now)
}

fn stated(db: &Db<'_>, table: &str, id: CustomerId) -> Result<Vec<Stated>, Error> {
    let mut select = db.conn.prepare_cached(&format!(
        "SELECT t.name, t.content, b.file_name, t.line FROM {table} t LEFT JOIN batches b ON b.id = t.batch
         WHERE t.customer = ?1 ORDER BY t.name"
    ))?;
    let rows = select.query_map([id.0], |r| {
        Ok(Stated {
            name: r.get(0)?,
            value: r.get(1)?,
            file: r.get(2)?,
            line: r.get::<_, Option<i64>>(3)?.map(|l| l as u64),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
