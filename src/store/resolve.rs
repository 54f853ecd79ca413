//! Who is who, as a function of the statements alone: traces that are stated together become one person (or product).
//!
//! Here lies what is stated (the cluster of traces that can influence each other) and who owns what; the rules by which
//! traces become one are in `store::joining`. Because nothing depends on the order of statements, files may come in any
//! order and a batch can be taken back.

use super::Error;
use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

/// Two traces stated together; equal ends: rows hang on this trace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Link {
    pub(crate) a: usize,
    pub(crate) b: usize,
    /// 0: a row said so; 1: a catalogue said so; 2: mentioned only.
    pub(crate) kind: i64,
}

/// The traces that can influence each other, with all that is said of them.
#[derive(Default, Debug)]
pub(crate) struct Cluster {
    /// Ids of traces.
    pub(crate) nodes: Vec<i64>,
    /// Links between positions in `nodes`.
    pub(crate) links: Vec<Link>,
}

impl Cluster {
    /// Everything that is connected with some traces by statements of any batch. `table` has columns a, b and `kind`;
    /// `near` names traces that are connected otherwise.
    pub(crate) fn load(
        conn: &Connection,
        table: &str,
        kind: &str,
        seeds: impl IntoIterator<Item = i64>,
        mut near: impl FnMut(i64) -> Result<Vec<i64>, Error>,
    ) -> Result<Cluster, Error> {
        let mut forth = conn.prepare(&format!(
            "SELECT DISTINCT b, {kind} FROM {table} WHERE a = ?1"
        ))?;
        let mut back = conn.prepare(&format!(
            "SELECT DISTINCT a FROM {table} WHERE b = ?1 AND a <> b"
        ))?;
        let mut cluster = Cluster::default();
        let mut place: FxHashMap<i64, usize> = FxHashMap::default();
        let mut raw = Vec::new();
        for seed in seeds {
            place.entry(seed).or_insert_with(|| {
                cluster.nodes.push(seed);
                cluster.nodes.len() - 1
            });
        }
        let mut next = 0;
        while let Some(node) = cluster.nodes.get(next).copied() {
            let mut reached = near(node)?;
            let mut rows = forth.query([node])?;
            while let Some(row) = rows.next()? {
                let (b, kind): (i64, i64) = (row.get(0)?, row.get(1)?);
                raw.push((node, b, kind));
                reached.push(b);
            }
            drop(rows);
            let mut rows = back.query([node])?;
            while let Some(row) = rows.next()? {
                reached.push(row.get(0)?);
            }
            drop(rows);
            for other in reached {
                place.entry(other).or_insert_with(|| {
                    cluster.nodes.push(other);
                    cluster.nodes.len() - 1
                });
            }
            next += 1;
        }
        cluster.links = raw
            .into_iter()
            .filter_map(|(a, b, kind)| {
                Some(Link {
                    a: *place.get(&a)?,
                    b: *place.get(&b)?,
                    kind,
                })
            })
            .collect();
        Ok(cluster)
    }

    /// Puts the nodes into the order of `rank` (smaller first), so that results do not depend on what came first.
    pub(crate) fn sort<K: Ord>(&mut self, rank: impl Fn(usize) -> K) {
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_by_key(|n| rank(*n));
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        self.nodes = order.iter().map(|old| self.nodes[*old]).collect();
        for link in &mut self.links {
            (link.a, link.b) = (place[link.a], place[link.b]);
        }
        self.links.sort_by_key(|l| (l.a, l.b, l.kind));
    }

    /// Which nodes anything is stated of. The others are about to go, after an import was taken back.
    pub(crate) fn stated(&self) -> Vec<bool> {
        let mut stated = vec![false; self.nodes.len()];
        for link in &self.links {
            stated[link.a] = true;
            stated[link.b] = true;
        }
        stated
    }

    /// Which nodes rows hang on.
    pub(crate) fn primary(&self) -> Vec<bool> {
        let mut primary = vec![false; self.nodes.len()];
        for link in self.links.iter().filter(|l| l.a == l.b && l.kind < 2) {
            primary[link.a] = true;
        }
        primary
    }
}

/// A node's old and new owner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Moved {
    pub(crate) node: i64,
    pub(crate) old: Option<i64>,
    pub(crate) new: Option<i64>,
}

/// Gives every component that rows hang on an owner: the oldest that it inherits, else a new one (`create` is told a
/// trace of it). A component that no row hangs on (a shared phone) has none.
pub(crate) fn owners(
    cluster: &Cluster,
    component: &[usize],
    old: &[Option<i64>],
    mut create: impl FnMut(i64) -> Result<i64, Error>,
) -> Result<Vec<Moved>, Error> {
    let primary = cluster.primary();
    let mut has_rows: FxHashSet<usize> = FxHashSet::default();
    for (node, group) in component.iter().enumerate() {
        if primary[node] {
            has_rows.insert(*group);
        }
    }
    // An owner whose traces part stays with the trace that was known first.
    let mut heirs: FxHashMap<i64, (i64, usize)> = FxHashMap::default();
    for (node, group) in component.iter().enumerate() {
        if let Some(owner) = old[node].filter(|_| has_rows.contains(group)) {
            let heir = heirs.entry(owner).or_insert((cluster.nodes[node], *group));
            if cluster.nodes[node] < heir.0 {
                *heir = (cluster.nodes[node], *group);
            }
        }
    }
    let mut owner_of: FxHashMap<usize, i64> = FxHashMap::default();
    for (owner, (_, group)) in heirs {
        owner_of
            .entry(group)
            .and_modify(|known| *known = owner.min(*known))
            .or_insert(owner);
    }
    let mut moved = Vec::with_capacity(component.len());
    for (node, group) in component.iter().enumerate() {
        let new = if has_rows.contains(group) {
            Some(match owner_of.get(group) {
                Some(owner) => *owner,
                None => {
                    let owner = create(cluster.nodes[node])?;
                    owner_of.insert(*group, owner);
                    owner
                }
            })
        } else {
            None
        };
        moved.push(Moved {
            node: cluster.nodes[node],
            old: old[node],
            new,
        });
    }
    Ok(moved)
}
