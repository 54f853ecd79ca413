//! Takes an import back: its statements go; a row with none left goes too, any other shows the best one that remains.

use super::derive::{self, Touched};
use super::importer::Aside;
use super::sources::{self, Noun, Statement};
use super::{
    Error, Tx, batches, changes, identities, labels, places, product_identities, quarantine,
};
use crate::model::ids::BatchId;
use crate::model::time::Moment;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

/// What became of an import's rows.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Rows that are gone or show another file's statement again.
    pub reversed: u64,
    /// Rows that stay as they are, because another file or a later change states them too.
    pub kept: u64,
    /// Rows that could not be taken back; they stay as they are.
    pub errored: u64,
    /// Whose facts were computed anew.
    #[serde(skip)]
    pub customers: Vec<i64>,
    /// First and last time of the events and orders that went, in case of any.
    #[serde(skip)]
    pub span: Option<(Moment, Moment)>,
}

/// Withdraws every statement of a batch. Batch history, problems, mappings and settings stay.
pub fn batch(tx: &Tx<'_>, id: BatchId, now: Moment) -> Result<Withdrawn, Error> {
    let conn = tx.conn;
    match batches::find(tx, id)? {
        None => {
            return Err(Error::Refused(format!(
                "there is no import {id}; `regulars imports` lists them"
            )));
        }
        Some(batch) if batch.state == "undone" => {
            return Err(Error::Refused(format!("import {id} is undone already")));
        }
        Some(_) => {}
    }
    let batch = id.0;
    let mut done = Withdrawn::default();
    let people = ids(
        conn,
        "SELECT a FROM identity_links WHERE batch = ?1 UNION SELECT b FROM identity_links WHERE batch = ?1",
        batch,
    )?;
    let goods = ids(
        conn,
        "SELECT a FROM product_links WHERE batch = ?1 UNION SELECT b FROM product_links WHERE batch = ?1",
        batch,
    )?;
    let (first, last): (Option<i64>, Option<i64>) = conn.query_row(
        "SELECT min(at), max(at) FROM (SELECT at FROM orders WHERE batch = ?1 UNION ALL SELECT at FROM events WHERE batch = ?1)",
        [batch],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    done.span = first.zip(last).map(|(a, b)| (Moment(a), Moment(b)));
    let events: bool = conn.query_row("SELECT EXISTS (SELECT 1 FROM events)", [], |r| r.get(0))?;
    let mut aside = Aside::default();
    done.kept += conn.query_row(
        "SELECT count(DISTINCT noun || ' ' || row) FROM row_sources WHERE batch = ?1",
        [batch],
        |r| r.get::<_, i64>(0),
    )? as u64;
    conn.execute("DELETE FROM row_sources WHERE batch = ?1", [batch])?;
    let towns: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM place_statements WHERE batch = ?1)",
        [batch],
        |r| r.get(0),
    )?;
    for noun in Noun::ALL {
        remove(conn, noun, batch, &mut aside, &mut done)?;
        step_back(conn, noun, batch, &mut aside, &mut done)?;
    }
    for table in [
        "consents",
        "customer_statements",
        "product_statements",
        "product_names",
        "identity_links",
        "product_links",
        "campaign_statements",
        "place_statements",
        "weather_statements",
    ] {
        let gone = conn.execute(&format!("DELETE FROM {table} WHERE batch = ?1"), [batch])?;
        if table.ends_with("_statements") {
            done.reversed += gone as u64;
        }
    }
    conn.execute_batch(
        "UPDATE events SET order_id = NULL WHERE order_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = events.order_id);
         DELETE FROM order_touches WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = order_touches.order_id)
           OR NOT EXISTS (SELECT 1 FROM events e WHERE e.id = order_touches.event);",
    )?;
    let settled = identities::settle(
        conn,
        &people,
        identities::Reason {
            at: now.0,
            batch: Some(batch),
            log_below: i64::MIN,
            words: None,
        },
    )?;
    aside.customers.extend(settled.customers);
    let settled = product_identities::settle(
        conn,
        &goods,
        product_identities::Reason {
            at: now.0,
            batch,
            log_below: i64::MIN,
        },
    )?;
    aside.products.extend(settled.products);
    origins(conn, batch)?;
    spellings(conn, &goods)?;
    let (customers, _) = derive::after(
        conn,
        Touched {
            customers: aside.customers,
            products: aside.products,
            moved: settled.moved,
            withdrawn: true,
            first: false,
            events,
        },
    )?;
    if towns {
        places::settle_all(conn)?;
    }
    done.customers = customers;
    labels::sweep(conn)?;
    conn.execute(
        "UPDATE merges SET undone_at = ?2 WHERE batch = ?1 AND undone_at IS NULL",
        (batch, now.0),
    )?;
    quarantine::release(conn, batch)?;
    conn.execute(
        "UPDATE batches SET state = 'undone', undone_at = ?2 WHERE id = ?1",
        (batch, now.0),
    )?;
    changes::bump_epoch(tx)?;
    Ok(done)
}

fn ids(conn: &Connection, sql: &str, batch: i64) -> Result<Vec<i64>, Error> {
    let mut select = conn.prepare(sql)?;
    let rows = select.query_map([batch], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Rows that nobody else states go, set by set: most of an import.
fn remove(
    conn: &Connection,
    noun: Noun,
    batch: i64,
    aside: &mut Aside,
    done: &mut Withdrawn,
) -> Result<(), Error> {
    let place = noun.place();
    let table = place.table;
    conn.execute_batch(
        "DROP TABLE IF EXISTS gone_rows; CREATE TEMP TABLE gone_rows (id INTEGER PRIMARY KEY)",
    )?;
    conn.execute(
        &format!(
            "INSERT INTO gone_rows SELECT id FROM {table} WHERE batch = ?1
               AND NOT EXISTS (SELECT 1 FROM row_sources s WHERE s.noun = ?2 AND s.row = {table}.id)"
        ),
        (batch, noun as i64),
    )?;
    let mut customers = conn.prepare(&format!(
        "SELECT DISTINCT customer FROM {table} WHERE id IN (SELECT id FROM gone_rows) AND customer IS NOT NULL"
    ))?;
    let mut rows = customers.query([])?;
    while let Some(r) = rows.next()? {
        aside.customers.insert(r.get(0)?);
    }
    if let Some((children, parent)) = place.children {
        let mut products = conn.prepare(&format!(
            "SELECT DISTINCT product FROM {children} WHERE {parent} IN (SELECT id FROM gone_rows)"
        ))?;
        let mut rows = products.query([])?;
        while let Some(r) = rows.next()? {
            aside.products.insert(r.get(0)?);
        }
        conn.execute(
            &format!("DELETE FROM {children} WHERE {parent} IN (SELECT id FROM gone_rows)"),
            [],
        )?;
    }
    done.reversed += conn.execute(
        &format!("DELETE FROM {table} WHERE id IN (SELECT id FROM gone_rows)"),
        [],
    )? as u64;
    conn.execute_batch("DROP TABLE gone_rows")?;
    Ok(())
}

/// Rows of this batch that other files state too show the best of those.
fn step_back(
    conn: &Connection,
    noun: Noun,
    batch: i64,
    aside: &mut Aside,
    done: &mut Withdrawn,
) -> Result<(), Error> {
    let rows = ids(
        conn,
        &format!("SELECT id FROM {} WHERE batch = ?1", noun.place().table),
        batch,
    )?;
    for row in rows {
        let best = conn
            .prepare_cached(
                "SELECT id, batch, line, state_at, line_count, content_hash, version FROM row_sources WHERE noun = ?1 AND row = ?2
                 ORDER BY line_count > 0 DESC, state_at DESC, line_count DESC, content_hash DESC, batch, id LIMIT 1",
            )?
            .query_row((noun as i64, row), |r| {
                Ok((
                    r.get::<_, i64>(0)?,
                    Statement {
                        batch: r.get(1)?,
                        line: r.get(2)?,
                        state_at: r.get(3)?,
                        line_count: r.get(4)?,
                        hash: r.get(5)?,
                    },
                    r.get::<_, Option<String>>(6)?,
                ))
            })
            .optional()?;
        let (Some((source, best, version)), Some(now)) = (best, sources::current(conn, noun, row)?)
        else {
            done.errored += 1;
            continue;
        };
        aside.note(conn, noun, row)?;
        match version {
            _ if best.hash == now.hash => {
                conn.prepare_cached(&format!(
                    "UPDATE {} SET batch = ?2, line = ?3 WHERE id = ?1",
                    noun.place().table
                ))?
                .execute((row, best.batch, best.line))?;
                done.kept += 1;
            }
            Some(version) => {
                sources::restore(conn, noun, row, &best, &version)?;
                aside.note(conn, noun, row)?;
                done.reversed += 1;
            }
            None => {
                done.errored += 1;
                continue;
            }
        }
        conn.prepare_cached("DELETE FROM row_sources WHERE id = ?1")?
            .execute([source])?;
    }
    Ok(())
}

/// Traces that were first stated here are now first stated by another file.
fn origins(conn: &Connection, batch: i64) -> Result<(), Error> {
    for (table, links) in [
        ("identities", "identity_links"),
        ("product_identities", "product_links"),
    ] {
        conn.execute(
            &format!(
                "UPDATE {table} SET (batch, line) = (SELECT l.batch, l.line FROM {links} l WHERE l.b = {table}.id ORDER BY l.batch, l.line LIMIT 1)
                 WHERE batch = ?1"
            ),
            [batch],
        )?;
    }
    Ok(())
}

/// A SKU is shown as the remaining files write it.
fn spellings(conn: &Connection, traces: &[i64]) -> Result<(), Error> {
    let mut update = conn.prepare(
        "UPDATE product_identities SET shown = (SELECT min(l.shown) FROM product_links l WHERE l.b = ?1)
         WHERE id = ?1 AND shown IS NOT (SELECT min(l.shown) FROM product_links l WHERE l.b = ?1)",
    )?;
    for trace in traces {
        update.execute([trace])?;
    }
    Ok(())
}
