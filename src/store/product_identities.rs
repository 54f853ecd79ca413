//! Traces of products: which product a line, event or catalogue row means, and what statements that rests on.

use super::Error;
use super::joining::{self, Verdicts};
use super::resolve::{self, Cluster, Link, Moved};
use crate::model::product::{ProductRef, names_of};
use crate::model::record::ProductRecord;
use crate::model::text::fold;
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::{FxHashMap, FxHashSet};

/// Who said it: values of `product_links.catalogue`.
const BY_ROW: i64 = 0;
const BY_CATALOGUE: i64 = 1;
const MENTIONED: i64 = 2;

/// What a row is about: the strongest of its traces, and the product as far as known before the import ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct What {
    pub(crate) identity: i64,
    pub(crate) product: Option<i64>,
    pub(crate) variant: Option<i64>,
}

#[derive(Clone, Copy)]
struct Known {
    id: i64,
    product: Option<i64>,
    variant: Option<i64>,
}

/// A way of naming that was met before in this import, and how often.
struct Met {
    what: What,
    others: Vec<i64>,
    name: Option<String>,
    line: u64,
    times: i64,
}

/// The products of one import.
pub(crate) struct Goods<'t> {
    conn: &'t Connection,
    batch: i64,
    known: FxHashMap<(&'static str, String), Known>,
    met: FxHashMap<ProductRef, Met>,
    links: FxHashMap<(i64, i64, i64), (u64, i64)>,
    shown: FxHashMap<i64, String>,
    first_new_product: i64,
}

impl<'t> Goods<'t> {
    pub(crate) fn new(conn: &'t Connection, batch: i64) -> Result<Goods<'t>, Error> {
        let last: i64 = conn.query_row("SELECT coalesce(max(id), 0) FROM products", [], |r| {
            r.get(0)
        })?;
        Ok(Goods {
            conn,
            batch,
            known: FxHashMap::default(),
            met: FxHashMap::default(),
            links: FxHashMap::default(),
            shown: FxHashMap::default(),
            first_new_product: last + 1,
        })
    }

    /// Takes note of how an order line or event names a product; an unknown one is provisional.
    pub(crate) fn refer(&mut self, named: &ProductRef, line: u64) -> Result<What, Error> {
        if let Some(met) = self.met.get_mut(named) {
            met.times += 1;
            return Ok(met.what);
        }
        let mut traces = traces(named).into_iter();
        let first = traces.next().unwrap_or_else(Trace::unnamed);
        let strongest = self.trace(first, line)?;
        let mut others = Vec::new();
        for trace in traces {
            others.push(self.trace(trace, line)?.id);
        }
        let strongest = self.owned(strongest)?;
        let what = What {
            identity: strongest.id,
            product: strongest.product,
            variant: strongest.variant,
        };
        self.met.insert(
            named.clone(),
            Met {
                what,
                others,
                name: named.name.clone().filter(|n| !n.is_empty()),
                line,
                times: 1,
            },
        );
        Ok(what)
    }

    /// The product that an odd row mentions, if it is known; makes none.
    pub(crate) fn mention(&mut self, named: &ProductRef, line: u64) -> Result<Option<What>, Error> {
        let Some(first) = traces(named).into_iter().next() else {
            return Ok(None);
        };
        let known = self.trace(first, line)?;
        self.link(known.id, known.id, MENTIONED, line, 1);
        Ok(Some(What {
            identity: known.id,
            product: known.product,
            variant: known.variant,
        }))
    }

    /// Takes note of a catalogue row, or of a row that states a part of a product.
    pub(crate) fn catalogue(&mut self, record: &ProductRecord) -> Result<What, Error> {
        let line = record.line;
        // What is no catalogue says what a row says: it never overrules a catalogue on what belongs together.
        let kind = if record.partial { BY_ROW } else { BY_CATALOGUE };
        let mut all = traces_of(record).into_iter();
        let strongest = self.trace(all.next().unwrap_or_else(Trace::unnamed), line)?;
        let strongest = self.owned(strongest)?;
        self.link(strongest.id, strongest.id, kind, line, 1);
        for trace in all {
            let other = self.trace(trace, line)?.id;
            if other != strongest.id {
                self.link(strongest.id, other, kind, line, 1);
            }
        }
        Ok(What {
            identity: strongest.id,
            product: strongest.product,
            variant: None,
        })
    }

    fn link(&mut self, a: i64, b: i64, kind: i64, line: u64, times: i64) {
        self.links.entry((a, b, kind)).or_insert((line, 0)).1 += times;
    }

    /// Gives a trace without a product a provisional one; a SKU names a variant of it.
    fn owned(&mut self, mut known: Known) -> Result<Known, Error> {
        if known.product.is_some() {
            return Ok(known);
        }
        let product = new_product(self.conn)?;
        known.product = Some(product);
        let sku: Option<String> = self
            .conn
            .prepare_cached("SELECT shown FROM product_identities WHERE id = ?1 AND kind = 'sku'")?
            .query_row([known.id], |r| r.get(0))
            .optional()?;
        if let Some(sku) = sku {
            self.conn
                .prepare_cached(
                    "INSERT INTO variants (product, sku, options, batch) VALUES (?1, ?2, '', ?3)",
                )?
                .execute((product, sku, self.batch))?;
            known.variant = Some(self.conn.last_insert_rowid());
        }
        self.conn
            .prepare_cached(
                "UPDATE product_identities SET product = ?2, variant = ?3 WHERE id = ?1",
            )?
            .execute((known.id, product, known.variant))?;
        for same in self.known.values_mut().filter(|k| k.id == known.id) {
            *same = known;
        }
        Ok(known)
    }

    fn trace(&mut self, trace: Trace, line: u64) -> Result<Known, Error> {
        let key = (trace.kind, trace.content);
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let known = self
            .conn
            .prepare_cached(
                "INSERT INTO product_identities (kind, content, shown, batch, line) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (kind, content) DO UPDATE SET shown = min(shown, excluded.shown)
                 RETURNING id, product, variant",
            )?
            .query_row(
                (key.0, &key.1, &trace.shown, self.batch, line as i64),
                |r| {
                    Ok(Known {
                        id: r.get(0)?,
                        product: r.get(1)?,
                        variant: r.get(2)?,
                    })
                },
            )?;
        self.shown.insert(known.id, trace.shown);
        self.known.insert(key, known);
        Ok(known)
    }

    /// Writes links and names and settles what is what. Says which products' rows changed.
    pub(crate) fn settle(mut self, at: i64) -> Result<Settled, Error> {
        let mut names: FxHashMap<(i64, String), i64> = FxHashMap::default();
        for met in std::mem::take(&mut self.met).into_values() {
            self.link(
                met.what.identity,
                met.what.identity,
                BY_ROW,
                met.line,
                met.times,
            );
            for other in met.others {
                self.link(met.what.identity, other, BY_ROW, met.line, met.times);
            }
            if let Some(name) = met.name {
                *names.entry((met.what.identity, name)).or_default() += met.times;
            }
        }
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO product_names (identity, name, batch, seen) VALUES (?1, ?2, ?3, ?4)",
        )?;
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort_unstable();
        for ((identity, name), seen) in &names {
            insert.execute((identity, name, self.batch, seen))?;
        }
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO product_links (a, b, catalogue, batch, line, statements, shown) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        let mut links: Vec<_> = self.links.into_iter().collect();
        links.sort_unstable_by_key(|(key, _)| *key);
        for ((a, b, kind), (line, statements)) in links {
            insert.execute((
                a,
                b,
                kind,
                self.batch,
                line as i64,
                statements,
                self.shown.get(&b),
            ))?;
        }
        let mut seeds: Vec<i64> = self.known.values().map(|k| k.id).collect();
        seeds.sort_unstable();
        settle(
            self.conn,
            &seeds,
            Reason {
                at,
                batch: self.batch,
                log_below: self.first_new_product,
            },
        )
    }
}

/// One way in which a product is named, in the form in which it is compared and as it was written.
struct Trace {
    kind: &'static str,
    content: String,
    shown: String,
}

impl Trace {
    fn of(kind: &'static str, written: Option<&str>) -> Option<Trace> {
        let shown = written?.trim().to_owned();
        let content = if kind == "platform" {
            shown.clone()
        } else {
            fold(&shown)
        };
        (!content.is_empty()).then_some(Trace {
            kind,
            content,
            shown,
        })
    }

    fn unnamed() -> Trace {
        Trace {
            kind: "name",
            content: "(not named)".into(),
            shown: "(not named)".into(),
        }
    }
}

/// What a row says of its product, strongest first.
fn traces(named: &ProductRef) -> Vec<Trace> {
    [
        Trace::of("platform", named.platform_id.as_deref()),
        Trace::of("handle", named.handle.as_deref()),
        Trace::of("sku", named.sku.as_deref()),
        Trace::of("name", named.name.as_deref()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a statement says of a product, strongest first.
fn traces_of(record: &ProductRecord) -> Vec<Trace> {
    let variants = &record.variants;
    let mut all: Vec<Trace> = Vec::new();
    all.extend(Trace::of("platform", record.platform_id.as_deref()));
    all.extend(Trace::of("handle", record.handle.as_deref()));
    all.extend(Trace::of("sku", record.sku.as_deref()));
    let skus = variants.iter().map(|v| v.sku.as_deref());
    all.extend(skus.filter_map(|sku| Trace::of("sku", sku)));
    all.extend(Trace::of("name", Some(&record.title)));
    // Variants and products share one range of platform ids: rows name either.
    let ids = variants.iter().map(|v| v.platform_id.as_deref());
    all.extend(ids.filter_map(|id| Trace::of("platform", id)));
    if !record.partial {
        let names = variants.iter().flat_map(|v| names_of(&record.title, v));
        all.extend(names.filter_map(|name| Trace::of("name", Some(&name))));
    }
    all
}

/// What settling changed.
#[derive(Default, Debug)]
pub(crate) struct Settled {
    /// Every product concerned, those that are gone too.
    pub(crate) products: FxHashSet<i64>,
    /// Products that rows of others moved to.
    pub(crate) moved: FxHashSet<i64>,
}

/// Why products are settled anew.
pub(crate) struct Reason {
    pub(crate) at: i64,
    pub(crate) batch: i64,
    /// Merges of products with smaller ids are logged: the others nobody has ever seen.
    pub(crate) log_below: i64,
}

fn new_product(conn: &Connection) -> Result<i64, Error> {
    conn.prepare_cached(
        "INSERT INTO products (title, status, service, provisional) VALUES ('', 'published', 0, 1)",
    )?
    .execute([])?;
    Ok(conn.last_insert_rowid())
}

/// Whether a link lets a trace of level `weak` lean on one of level `strong`. Levels: 0 platform ids and handles of a
/// catalogue, 1 its SKUs, 2 its names, 3 to 5 the same known from rows only. Names carry nothing: two SKUs may share one.
fn counts(link: &Link, weak: u8, strong: u8) -> bool {
    match (weak, strong) {
        (_, 2 | 5) | (2, 3..) => false,
        (0..=2, _) => link.kind == BY_CATALOGUE,
        _ => true,
    }
}

/// Settles what is what among some traces and all that is connected with them, and moves their rows.
pub(crate) fn settle(conn: &Connection, seeds: &[i64], why: Reason) -> Result<Settled, Error> {
    let cluster = Cluster::load(
        conn,
        "product_links",
        "catalogue",
        seeds.iter().copied(),
        |_| Ok(Vec::new()),
    )?;
    let mut by_catalogue = vec![false; cluster.nodes.len()];
    for link in cluster.links.iter().filter(|l| l.kind == BY_CATALOGUE) {
        by_catalogue[link.a] = true;
        by_catalogue[link.b] = true;
    }
    let mut level = Vec::with_capacity(cluster.nodes.len());
    let mut old: Vec<Option<i64>> = Vec::with_capacity(cluster.nodes.len());
    {
        let mut select =
            conn.prepare_cached("SELECT kind, product FROM product_identities WHERE id = ?1")?;
        for (place, node) in cluster.nodes.iter().enumerate() {
            let (kind, product) = select.query_row([node], |r| {
                Ok((r.get::<_, String>(0)?, r.get::<_, Option<i64>>(1)?))
            })?;
            let base = match kind.as_str() {
                "platform" | "handle" => 0,
                "sku" => 1,
                _ => 2,
            };
            level.push(if by_catalogue[place] { base } else { base + 3 });
            old.push(product);
        }
    }
    let component = joining::components(&level, &cluster.links, &Verdicts::default(), counts);
    let moved = resolve::owners(&cluster, &component, &old, |_| new_product(conn))?;
    let mut settled = Settled::default();
    for m in &moved {
        settled.products.extend(m.old);
        settled.products.extend(m.new);
    }
    let changed: Vec<Moved> = moved.into_iter().filter(|m| m.old != m.new).collect();
    if !changed.is_empty() {
        move_rows(conn, &changed)?;
        settled.moved = changed
            .iter()
            .filter(|m| m.old.is_some())
            .filter_map(|m| m.new)
            .collect();
        log(conn, &changed, &why)?;
    }
    conn.execute(
        "UPDATE adjustments SET product = (SELECT i.product FROM product_identities i WHERE i.id = adjustments.product_identity)
         WHERE product IS NULL AND product_identity IS NOT NULL",
        [],
    )?;
    Ok(settled)
}

fn move_rows(conn: &Connection, changed: &[Moved]) -> Result<(), Error> {
    let mut update = conn.prepare_cached(
        "UPDATE product_identities SET product = ?2, variant = NULL WHERE id = ?1",
    )?;
    conn.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS moved_products (id INTEGER PRIMARY KEY); DELETE FROM moved_products",
    )?;
    let mut note = conn.prepare_cached("INSERT OR IGNORE INTO moved_products VALUES (?1)")?;
    let mut any = false;
    for m in changed {
        update.execute((m.node, m.new))?;
        if let Some(old) = m.old {
            any = true;
            note.execute([old])?;
        }
    }
    if !any {
        return Ok(());
    }
    for (table, identity) in [
        ("order_lines", "identity"),
        ("refund_lines", "identity"),
        ("adjustments", "product_identity"),
        ("events", "product_identity"),
        ("event_items", "identity"),
        ("product_statements", "identity"),
    ] {
        conn.execute(
            &format!(
                "UPDATE {table} SET product = (SELECT i.product FROM product_identities i WHERE i.id = {table}.{identity})
                 WHERE product IN (SELECT id FROM moved_products) AND {identity} IS NOT NULL"
            ),
            [],
        )?;
    }
    Ok(())
}

fn log(conn: &Connection, changed: &[Moved], why: &Reason) -> Result<(), Error> {
    let mut pairs: FxHashMap<(i64, i64), Vec<i64>> = FxHashMap::default();
    for m in changed {
        if let (Some(old), Some(new)) = (m.old, m.new)
            && old < why.log_below
        {
            pairs.entry((new, old)).or_default().push(m.node);
        }
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_unstable();
    let mut insert = conn.prepare_cached(
        "INSERT INTO merges (at, noun, kept, gone, because, batch, moved) VALUES (?1, 'product', ?2, ?3, ?4, ?5, ?6)",
    )?;
    for ((kept, gone), nodes) in pairs {
        let because: String = conn
            .prepare_cached("SELECT kind || ' ' || content FROM product_identities WHERE id = ?1")?
            .query_row([nodes.first().copied().unwrap_or_default()], |r| r.get(0))
            .optional()?
            .unwrap_or_default();
        let moved = serde_json::json!({ "identities": nodes }).to_string();
        insert.execute((
            why.at,
            kept,
            gone,
            format!("{because} names the same product"),
            why.batch,
            moved,
        ))?;
    }
    Ok(())
}

/// Removes traces that no statement names any more, then products without a trace.
pub(crate) fn sweep(conn: &Connection) -> Result<(), Error> {
    conn.execute_batch(
        "DELETE FROM product_identities WHERE NOT EXISTS (SELECT 1 FROM product_links l WHERE l.a = product_identities.id)
           AND NOT EXISTS (SELECT 1 FROM product_links l WHERE l.b = product_identities.id);",
    )?;
    sweep_products(conn)
}

/// Removes products without a trace, with all that hangs on them.
pub(crate) fn sweep_products(conn: &Connection) -> Result<(), Error> {
    conn.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS gone_products (id INTEGER PRIMARY KEY); DELETE FROM gone_products;
         INSERT INTO gone_products SELECT id FROM products p
           WHERE NOT EXISTS (SELECT 1 FROM product_identities i WHERE i.product = p.id);
         DELETE FROM products_found WHERE rowid IN (SELECT id FROM gone_products);
         DELETE FROM product_history WHERE product IN (SELECT id FROM gone_products);
         DELETE FROM product_tags WHERE product IN (SELECT id FROM gone_products);
         DELETE FROM product_attributes WHERE product IN (SELECT id FROM gone_products);
         DELETE FROM variants WHERE product IN (SELECT id FROM gone_products);
         DELETE FROM products WHERE id IN (SELECT id FROM gone_products);",
    )?;
    Ok(())
}
