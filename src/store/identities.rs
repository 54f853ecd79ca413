//! Traces of people: which person each belongs to, and what statements that rests on.
//!
//! Who joins whom:
//! - **E-mail** (in lower case) and **platform id** (the shop system's own number) join strongly: whatever stands together
//!   with one of them in a row is one person. A guest and an account with one e-mail address are one; so are the ids of
//!   two systems with one e-mail address.
//! - **Platform ids of two systems** (`shopify:123`, `klaviyo:123`) are different traces. The plain `123` of a file that
//!   does not say whose id it is means the one system that uses it; if several do, it is a trace of its own.
//! - **Phone** (E.164; a national number is read by its row's country, else by the shop's) joins unless it names two
//!   people with different e-mails or ids: a shared phone is nobody's. Rows with nothing but such a phone are a person
//!   of their own.
//! - **Device** joins only if it names one person: a wrong shared device never joins two.
//! - **By hand** (`store::verdicts`): "the same" and "not the same" hold whatever files say, also of traces that come
//!   back with a later file.
//!
//! All of it is a function of `identity_links`, `identity_verdicts` and the shop's country: files in any order, undo and
//! a country said later give the same people.

use super::joining::{self, Verdicts};
use super::resolve::{self, Cluster, Moved};
use super::{Db, Error, Tx, settings, verdicts};
use crate::model::country::Country;
use crate::model::customer::{Identity, IdentityKind};
use crate::model::phone;
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::{FxHashMap, FxHashSet};

/// A trace as an import knows it.
#[derive(Clone, Copy)]
struct Known {
    id: i64,
    customer: Option<i64>,
}

/// Who a statement is about: the strongest of its traces, and the person as far as known before the import ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Who {
    pub(crate) identity: i64,
    pub(crate) customer: i64,
}

/// The people of one import.
pub(crate) struct People<'t> {
    conn: &'t Connection,
    batch: i64,
    known: FxHashMap<Identity, Known>,
    links: FxHashMap<(i64, i64), (u64, i64)>,
    country: Option<Country>,
    first_new_customer: i64,
}

impl<'t> People<'t> {
    pub(crate) fn new(tx: &Tx<'t>, batch: i64) -> Result<People<'t>, Error> {
        let conn = tx.conn;
        let last: i64 = conn.query_row("SELECT coalesce(max(id), 0) FROM customers", [], |r| {
            r.get(0)
        })?;
        Ok(People {
            conn,
            batch,
            known: FxHashMap::default(),
            links: FxHashMap::default(),
            country: shop_country(tx)?,
            first_new_customer: last + 1,
        })
    }

    /// People from this id on are new.
    pub(crate) fn first_new(&self) -> i64 {
        self.first_new_customer
    }

    /// Takes note of a statement's traces. `None`: nobody is named.
    pub(crate) fn state(&mut self, who: &[Identity], line: u64) -> Result<Option<Who>, Error> {
        let Some(strongest) = who.iter().min() else {
            return Ok(None);
        };
        let mut known = self.trace(strongest, line)?;
        let customer = match known.customer {
            Some(customer) => customer,
            None => {
                let customer = new_customer(self.conn)?;
                known.customer = Some(customer);
                self.known.insert(strongest.clone(), known);
                self.conn
                    .prepare_cached("UPDATE identities SET customer = ?2 WHERE id = ?1")?
                    .execute((known.id, customer))?;
                customer
            }
        };
        self.link(known.id, known.id, line);
        for other in who.iter().filter(|w| *w != strongest) {
            let other = self.trace(other, line)?;
            self.link(known.id, other.id, line);
        }
        Ok(Some(Who {
            identity: known.id,
            customer,
        }))
    }

    fn link(&mut self, a: i64, b: i64, line: u64) {
        self.links.entry((a, b)).or_insert((line, 0)).1 += 1;
    }

    fn trace(&mut self, identity: &Identity, line: u64) -> Result<Known, Error> {
        if let Some(known) = self.known.get(identity) {
            return Ok(*known);
        }
        let kind = identity.kind.word();
        let found = self
            .conn
            .prepare_cached("SELECT id, customer FROM identities WHERE kind = ?1 AND content = ?2")?
            .query_row((kind, &identity.value), |r| {
                Ok(Known {
                    id: r.get(0)?,
                    customer: r.get(1)?,
                })
            })
            .optional()?;
        let known = match found {
            Some(known) => known,
            None => {
                self.conn
                    .prepare_cached(
                        "INSERT INTO identities (kind, content, alike, batch, line) VALUES (?1, ?2, ?3, ?4, ?5)",
                    )?
                    .execute((
                        kind,
                        &identity.value,
                        alike(identity.kind, &identity.value, self.country),
                        self.batch,
                        line as i64,
                    ))?;
                Known {
                    id: self.conn.last_insert_rowid(),
                    customer: None,
                }
            }
        };
        self.known.insert(identity.clone(), known);
        Ok(known)
    }

    /// Writes the links and settles who is who for all that this import named. Says whose facts changed.
    pub(crate) fn settle(self, at: i64) -> Result<Settled, Error> {
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO identity_links (a, b, batch, line, statements) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let mut links: Vec<_> = self.links.into_iter().collect();
        links.sort_unstable();
        let mut paired = false;
        for ((a, b), (line, statements)) in links {
            paired |= a != b;
            insert.execute((a, b, self.batch, line as i64, statements))?;
        }
        let mut seeds: Vec<i64> = self.known.values().map(|k| k.id).collect();
        seeds.sort_unstable();
        let any_pairs: bool = paired
            || self.conn.query_row(
                "SELECT EXISTS (SELECT 1 FROM identity_links WHERE a <> b) OR EXISTS (SELECT 1 FROM identities WHERE alike IS NOT NULL)
                   OR EXISTS (SELECT 1 FROM identity_verdicts)",
                [],
                |r| r.get(0),
            )?;
        if !any_pairs {
            return Ok(Settled {
                customers: self.known.values().filter_map(|k| k.customer).collect(),
                merged: 0,
                moved: false,
            });
        }
        settle(
            self.conn,
            &seeds,
            Reason {
                at,
                batch: Some(self.batch),
                log_below: self.first_new_customer,
                words: None,
            },
        )
    }
}

/// What settling changed.
#[derive(Default, Debug)]
pub(crate) struct Settled {
    /// Everybody concerned, those that are gone too.
    pub(crate) customers: FxHashSet<i64>,
    /// Merges of people that both existed before.
    pub(crate) merged: u64,
    /// Whether rows moved from one person to another.
    pub(crate) moved: bool,
}

/// Why people are settled anew.
pub(crate) struct Reason<'w> {
    pub(crate) at: i64,
    /// The import that brings or takes statements; `None`: the merchant said something.
    pub(crate) batch: Option<i64>,
    /// Merges of people with smaller ids are logged: the others nobody has ever seen.
    pub(crate) log_below: i64,
    /// Why people are one now; else the statement that joins them tells.
    pub(crate) words: Option<&'w str>,
}

fn new_customer(conn: &Connection) -> Result<i64, Error> {
    conn.prepare_cached("INSERT INTO customers (known) VALUES (0)")?
        .execute([])?;
    Ok(conn.last_insert_rowid())
}

/// The shop's country, by which national phone numbers are read.
pub(crate) fn shop_country(db: &Db<'_>) -> Result<Option<Country>, Error> {
    Ok(settings::get(db, "country")?.and_then(|v| Country::named(v.as_str()?)))
}

/// What a trace is compared by, if that is not its content: a national phone number as the country reads it, a
/// platform id without the word of its system.
pub(crate) fn alike(kind: IdentityKind, content: &str, country: Option<Country>) -> Option<String> {
    match kind {
        IdentityKind::Phone if !content.starts_with('+') => phone::in_country(content, country?),
        IdentityKind::Platform => {
            let bare = Identity::bare(content);
            (bare != content).then(|| bare.to_owned())
        }
        _ => None,
    }
}

/// A trace in a cluster.
struct Node {
    kind: IdentityKind,
    content: String,
    alike: Option<String>,
    customer: Option<i64>,
}

impl Node {
    fn level(&self) -> u8 {
        match self.kind {
            IdentityKind::Platform | IdentityKind::Email => 0,
            IdentityKind::Phone => 1,
            IdentityKind::Device => 2,
        }
    }
}

/// Traces that are compared by the same text as this one.
fn alike_ones(conn: &Connection, id: i64) -> Result<Vec<i64>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT o.id FROM identities i JOIN identities o ON o.kind = i.kind AND o.alike = coalesce(i.alike, i.content)
           WHERE i.id = ?1 AND i.kind IN ('platform', 'phone')
         UNION ALL
         SELECT o.id FROM identities i JOIN identities o ON o.kind = i.kind AND o.content = i.alike WHERE i.id = ?1 AND i.alike IS NOT NULL",
    )?;
    let rows = select.query_map([id], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Settles who is who among some traces and all that is connected with them, and moves their rows.
pub(crate) fn settle(conn: &Connection, seeds: &[i64], why: Reason<'_>) -> Result<Settled, Error> {
    let said = verdicts::by_trace(conn)?;
    let any_alike: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM identities WHERE alike IS NOT NULL)",
        [],
        |r| r.get(0),
    )?;
    let mut cluster = Cluster::load(conn, "identity_links", "0", seeds.iter().copied(), |id| {
        let mut near = said.joined_with(id);
        if any_alike {
            near.extend(alike_ones(conn, id)?);
        }
        Ok(near)
    })?;
    let mut nodes = nodes(conn, &cluster.nodes)?;
    if !said.parts.is_empty() {
        cluster.sort(|n| (nodes[n].level(), nodes[n].kind, nodes[n].content.clone()));
        nodes.sort_by(|a, b| (a.level(), a.kind, &a.content).cmp(&(b.level(), b.kind, &b.content)));
    }
    let verdicts = verdicts(&cluster, &nodes, &said);
    let level: Vec<u8> = nodes.iter().map(Node::level).collect();
    let old: Vec<Option<i64>> = nodes.iter().map(|n| n.customer).collect();
    let component = joining::components(&level, &cluster.links, &verdicts, |_, _, _| true);
    let takes_back = why.log_below == i64::MIN;
    let moved = resolve::owners(&cluster, &component, &old, |trace| {
        match if takes_back {
            former(conn, trace)?
        } else {
            None
        } {
            Some(id) => Ok(id),
            None => new_customer(conn),
        }
    })?;
    let mut settled = Settled::default();
    for m in &moved {
        settled.customers.extend(m.old);
        settled.customers.extend(m.new);
    }
    let changed: Vec<Moved> = moved.into_iter().filter(|m| m.old != m.new).collect();
    if !changed.is_empty() {
        move_rows(conn, &changed)?;
        settled.moved = changed.iter().any(|m| m.old.is_some());
        settled.merged = log(conn, &changed, &why)?;
    }
    Ok(settled)
}

fn nodes(conn: &Connection, ids: &[i64]) -> Result<Vec<Node>, Error> {
    let mut select =
        conn.prepare_cached("SELECT kind, content, alike, customer FROM identities WHERE id = ?1")?;
    ids.iter()
        .map(|id| {
            Ok(select.query_row([id], |r| {
                let kind = IdentityKind::named(&r.get::<_, String>(0)?);
                Ok(Node {
                    kind: kind.unwrap_or(IdentityKind::Device),
                    content: r.get(1)?,
                    alike: r.get(2)?,
                    customer: r.get(3)?,
                })
            })?)
        })
        .collect()
}

/// What holds whatever files state: what was said by hand, and traces that are the same by their nature. A trace that
/// no file states any more joins nobody: it is about to go.
fn verdicts(cluster: &Cluster, nodes: &[Node], said: &verdicts::ByTrace) -> Verdicts {
    let stated = cluster.stated();
    let mut same: FxHashMap<(IdentityKind, &str), Vec<usize>> = FxHashMap::default();
    for (n, node) in nodes.iter().enumerate().filter(|(n, _)| stated[*n]) {
        if matches!(node.kind, IdentityKind::Platform | IdentityKind::Phone) {
            let by = node.alike.as_deref().unwrap_or(&node.content);
            same.entry((node.kind, by)).or_default().push(n);
        }
    }
    let mut verdicts = Verdicts::default();
    for ((kind, by), all) in same {
        let of_systems = all.iter().filter(|n| nodes[**n].content != by).count();
        if kind == IdentityKind::Phone || of_systems == 1 {
            verdicts.joins.extend(all.windows(2).map(|w| (w[0], w[1])));
        }
    }
    let place: FxHashMap<i64, usize> = cluster
        .nodes
        .iter()
        .enumerate()
        .filter(|(n, _)| stated[*n])
        .map(|(n, id)| (*id, n))
        .collect();
    let known = |(a, b): &(i64, i64)| Some((*place.get(a)?, *place.get(b)?));
    verdicts.joins.extend(said.joins.iter().filter_map(known));
    verdicts.parts.extend(said.parts.iter().filter_map(known));
    verdicts.joins.sort_unstable();
    verdicts
}

/// The number that a trace's person had before a merge, if nobody has it now.
fn former(conn: &Connection, trace: i64) -> Result<Option<i64>, Error> {
    let id: Option<i64> = conn
        .prepare_cached(
            "SELECT m.gone FROM merges m, json_each(m.moved, '$.identities') moved WHERE m.noun = 'customer' AND moved.value = ?1
               AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.id = m.gone) ORDER BY m.id DESC LIMIT 1",
        )?
        .query_row([trace], |r| r.get(0))
        .optional()?;
    if let Some(id) = id {
        conn.prepare_cached("INSERT INTO customers (id, known) VALUES (?1, 0)")?
            .execute([id])?;
    }
    Ok(id)
}

/// Reads the national phone numbers by another country and settles anew whose they are. Says whose facts changed.
pub(crate) fn read_phones(
    conn: &Connection,
    country: Option<Country>,
    why: Reason<'_>,
) -> Result<Settled, Error> {
    let mut select = conn.prepare(
        "SELECT id, content, alike FROM identities WHERE kind = 'phone' AND content NOT LIKE '+%' ORDER BY id",
    )?;
    let rows = select.query_map([], |r| {
        Ok((
            r.get::<_, i64>(0)?,
            r.get::<_, String>(1)?,
            r.get::<_, Option<String>>(2)?,
        ))
    })?;
    let mut seeds = Vec::new();
    for row in rows.collect::<Result<Vec<_>, _>>()? {
        let (id, content, before) = row;
        let now = alike(IdentityKind::Phone, &content, country);
        if now != before {
            // Those that it was one with are settled without it.
            seeds.extend(alike_ones(conn, id)?);
            seeds.push(id);
            conn.prepare_cached("UPDATE identities SET alike = ?2 WHERE id = ?1")?
                .execute((id, now))?;
        }
    }
    seeds.sort_unstable();
    seeds.dedup();
    settle(conn, &seeds, why)
}

fn move_rows(conn: &Connection, changed: &[Moved]) -> Result<(), Error> {
    let mut update = conn.prepare_cached("UPDATE identities SET customer = ?2 WHERE id = ?1")?;
    conn.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS moved_customers (id INTEGER PRIMARY KEY); DELETE FROM moved_customers",
    )?;
    let mut note = conn.prepare_cached("INSERT OR IGNORE INTO moved_customers VALUES (?1)")?;
    for m in changed {
        update.execute((m.node, m.new))?;
        if let Some(old) = m.old {
            note.execute([old])?;
        }
    }
    for table in [
        "orders",
        "refunds",
        "adjustments",
        "events",
        "consents",
        "customer_statements",
    ] {
        conn.execute(
            &format!(
                "UPDATE {table} SET customer = (SELECT i.customer FROM identities i WHERE i.id = {table}.identity)
                 WHERE customer IN (SELECT id FROM moved_customers) AND identity IS NOT NULL"
            ),
            [],
        )?;
    }
    Ok(())
}

/// Logs who became one with whom.
fn log(conn: &Connection, changed: &[Moved], why: &Reason) -> Result<u64, Error> {
    let mut pairs: FxHashMap<(i64, i64), Vec<i64>> = FxHashMap::default();
    for m in changed {
        if let (Some(old), Some(new)) = (m.old, m.new)
            && old < why.log_below
            && new < why.log_below
        {
            pairs.entry((new, old)).or_default().push(m.node);
        }
    }
    // Somebody who keeps a trace is not gone.
    let mut stays =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM identities WHERE customer = ?1)")?;
    let mut gone = Vec::new();
    for (pair, nodes) in pairs {
        if !stays.query_row([pair.1], |r| r.get::<_, bool>(0))? {
            gone.push((pair, nodes));
        }
    }
    let mut pairs = gone;
    pairs.sort_unstable();
    let mut insert = conn.prepare_cached(
        "INSERT INTO merges (at, noun, kept, gone, because, batch, moved) VALUES (?1, 'customer', ?2, ?3, ?4, ?5, ?6)",
    )?;
    for ((kept, gone), nodes) in &pairs {
        let because = match why.words {
            Some(words) => words.to_owned(),
            None => because(conn, nodes, why.batch)?,
        };
        let moved = serde_json::json!({ "identities": nodes }).to_string();
        insert.execute((why.at, kept, gone, because, why.batch, moved))?;
    }
    Ok(pairs.len() as u64)
}

/// The statement of an import that ties the traces that moved to others, in words without contact data.
fn because(conn: &Connection, moved: &[i64], batch: Option<i64>) -> Result<String, Error> {
    let inside = serde_json::json!(moved).to_string();
    let mut select = conn.prepare_cached(
        "SELECT a.kind, b.kind, f.file_name, l.line FROM identity_links l JOIN identities a ON a.id = l.a JOIN identities b ON b.id = l.b
           JOIN batches f ON f.id = l.batch
         WHERE l.a <> l.b AND l.batch = coalesce(?2, l.batch)
           AND (l.a IN (SELECT value FROM json_each(?1))) <> (l.b IN (SELECT value FROM json_each(?1)))
         ORDER BY l.batch DESC, l.line LIMIT 1",
    )?;
    let found = select
        .query_row((inside, batch), |r| {
            let noun = |i| {
                r.get::<_, String>(i)
                    .map(|w| IdentityKind::named(&w).map_or("trace", IdentityKind::noun))
            };
            Ok(format!(
                "{} and {} stand together ({} line {})",
                noun(0)?,
                noun(1)?,
                r.get::<_, String>(2)?,
                r.get::<_, i64>(3)?
            ))
        })
        .optional()?;
    Ok(found.unwrap_or_else(|| "one id or number, written in two ways".into()))
}

/// Removes traces that no statement names any more, then people without a trace, with all that was computed of them.
pub(crate) fn sweep(conn: &Connection) -> Result<(), Error> {
    conn.execute(
        "DELETE FROM identities WHERE NOT EXISTS (SELECT 1 FROM identity_links l WHERE l.a = identities.id)
           AND NOT EXISTS (SELECT 1 FROM identity_links l WHERE l.b = identities.id)",
        [],
    )?;
    sweep_customers(conn)
}

/// Removes people without a trace, with all that was computed of them.
pub(crate) fn sweep_customers(conn: &Connection) -> Result<(), Error> {
    conn.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS gone_customers (id INTEGER PRIMARY KEY); DELETE FROM gone_customers;
         INSERT INTO gone_customers SELECT id FROM customers c
           WHERE NOT EXISTS (SELECT 1 FROM identities i WHERE i.customer = c.id);
         DELETE FROM customer_facts WHERE customer IN (SELECT id FROM gone_customers);
         DELETE FROM customers_found WHERE rowid IN (SELECT id FROM gone_customers);
         DELETE FROM customer_tags WHERE customer IN (SELECT id FROM gone_customers);
         DELETE FROM customer_attributes WHERE customer IN (SELECT id FROM gone_customers);
         DELETE FROM preferences WHERE customer IN (SELECT id FROM gone_customers);
         DELETE FROM sessions WHERE customer IN (SELECT id FROM gone_customers);
         DELETE FROM consents WHERE customer IN (SELECT id FROM gone_customers);",
    )?;
    conn.execute(
        "DELETE FROM customers WHERE id IN (SELECT id FROM gone_customers)",
        [],
    )?;
    Ok(())
}
