//! Traces of people: which person each belongs to, and what statements that rests on.

use super::Error;
use super::resolve::{self, Cluster, Moved};
use crate::model::customer::{Identity, IdentityKind};
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
    first_new_customer: i64,
}

impl<'t> People<'t> {
    pub(crate) fn new(conn: &'t Connection, batch: i64) -> Result<People<'t>, Error> {
        let last: i64 = conn.query_row("SELECT coalesce(max(id), 0) FROM customers", [], |r| {
            r.get(0)
        })?;
        Ok(People {
            conn,
            batch,
            known: FxHashMap::default(),
            links: FxHashMap::default(),
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
                        "INSERT INTO identities (kind, content, batch, line) VALUES (?1, ?2, ?3, ?4)",
                    )?
                    .execute((kind, &identity.value, self.batch, line as i64))?;
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
                "SELECT EXISTS (SELECT 1 FROM identity_links WHERE a <> b)",
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
                batch: self.batch,
                log_below: self.first_new_customer,
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
pub(crate) struct Reason {
    pub(crate) at: i64,
    pub(crate) batch: i64,
    /// Merges of people with smaller ids are logged: the others nobody has ever seen.
    pub(crate) log_below: i64,
}

fn new_customer(conn: &Connection) -> Result<i64, Error> {
    conn.prepare_cached("INSERT INTO customers (known) VALUES (0)")?
        .execute([])?;
    Ok(conn.last_insert_rowid())
}

/// Settles who is who among some traces and all that is connected with them, and moves their rows.
pub(crate) fn settle(conn: &Connection, seeds: &[i64], why: Reason) -> Result<Settled, Error> {
    let cluster = Cluster::load(conn, "identity_links", "0", seeds.iter().copied())?;
    let mut level = Vec::with_capacity(cluster.nodes.len());
    let mut old: Vec<Option<i64>> = Vec::with_capacity(cluster.nodes.len());
    {
        let mut select =
            conn.prepare_cached("SELECT kind, customer FROM identities WHERE id = ?1")?;
        for node in &cluster.nodes {
            let (kind, customer) = select.query_row([node], |r| {
                Ok((r.get::<_, String>(0)?, r.get::<_, Option<i64>>(1)?))
            })?;
            level.push(match IdentityKind::named(&kind) {
                Some(IdentityKind::Platform | IdentityKind::Email) => 0,
                Some(IdentityKind::Phone) => 1,
                _ => 2,
            });
            old.push(customer);
        }
    }
    let component = resolve::components(&level, &cluster.links, |_, _, _| true);
    let moved = resolve::owners(&cluster, &component, &old, || new_customer(conn))?;
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
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_unstable();
    let mut insert = conn.prepare_cached(
        "INSERT INTO merges (at, noun, kept, gone, because, batch, moved) VALUES (?1, 'customer', ?2, ?3, ?4, ?5, ?6)",
    )?;
    for ((kept, gone), nodes) in &pairs {
        let because: String = conn
            .prepare_cached("SELECT kind || ' ' || content FROM identities WHERE id = ?1")?
            .query_row([nodes.first().copied().unwrap_or_default()], |r| r.get(0))
            .optional()?
            .unwrap_or_default();
        let moved = serde_json::json!({ "identities": nodes }).to_string();
        insert.execute((
            why.at,
            kept,
            gone,
            format!("{because} is stated together with another trace of the same person"),
            why.batch,
            moved,
        ))?;
    }
    Ok(pairs.len() as u64)
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
