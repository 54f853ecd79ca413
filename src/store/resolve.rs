//! Who is who, as a function of the statements alone: traces that are stated together become one person (or product).
//!
//! A strong trace always joins. A weak one (a phone, a device; a SKU, a name) joins only if all that is said of it names
//! one and the same; a family's shared phone joins nobody. Because nothing depends on the order of statements, files
//! may come in any order and a batch can be taken back.

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
    /// Everything that is connected with some traces by statements of any batch. `table` has columns a, b and `kind`.
    pub(crate) fn load(
        conn: &Connection,
        table: &str,
        kind: &str,
        seeds: impl IntoIterator<Item = i64>,
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
            let mut reached = Vec::new();
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

    /// Which nodes rows hang on.
    pub(crate) fn primary(&self) -> Vec<bool> {
        let mut primary = vec![false; self.nodes.len()];
        for link in self.links.iter().filter(|l| l.a == l.b && l.kind < 2) {
            primary[link.a] = true;
        }
        primary
    }
}

struct Joined(Vec<usize>);

impl Joined {
    fn root(&mut self, mut node: usize) -> usize {
        while self.0[node] != node {
            self.0[node] = self.0[self.0[node]];
            node = self.0[node];
        }
        node
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// Groups the nodes of a cluster: equal numbers belong together. `level` 0 is strongest; `counts(link, weak, strong)`
/// says whether a link lets a node of level `weak` lean on one of level `strong` (or join one of its own level).
pub(crate) fn components(
    level: &[u8],
    links: &[Link],
    counts: impl Fn(&Link, u8, u8) -> bool,
) -> Vec<usize> {
    let mut all = Joined((0..level.len()).collect());
    let deepest = level.iter().copied().max().unwrap_or(0);
    for now in 0..=deepest {
        // Nodes of one level that are stated together act as one, unless they then name several.
        let mut together = Joined((0..level.len()).collect());
        let mut leans: Vec<(usize, usize)> = Vec::new();
        for link in links.iter().filter(|l| l.a != l.b) {
            let (a, b) = (level[link.a], level[link.b]);
            if a == now && b == now && counts(link, now, now) {
                together.join(link.a, link.b);
            } else if a == now && b < now && counts(link, a, b) {
                leans.push((link.a, all.root(link.b)));
            } else if b == now && a < now && counts(link, b, a) {
                leans.push((link.b, all.root(link.a)));
            }
        }
        let mut named: FxHashMap<usize, FxHashSet<usize>> = FxHashMap::default();
        for (node, anchor) in &leans {
            let group = together.root(*node);
            named.entry(group).or_default().insert(*anchor);
        }
        let mut alone: FxHashMap<usize, FxHashSet<usize>> = FxHashMap::default();
        for (node, anchor) in &leans {
            alone.entry(*node).or_default().insert(*anchor);
        }
        for node in (0..level.len()).filter(|n| level[*n] == now) {
            let group = together.root(node);
            match named.get(&group).map_or(0, FxHashSet::len) {
                0 => all.join(node, group),
                1 => {
                    for anchor in named.get(&group).into_iter().flatten() {
                        all.join(node, *anchor);
                    }
                }
                _ => {
                    if let Some(anchors) = alone.get(&node).filter(|a| a.len() == 1) {
                        for anchor in anchors {
                            all.join(node, *anchor);
                        }
                    }
                }
            }
        }
    }
    (0..level.len()).map(|n| all.root(n)).collect()
}

/// A node's old and new owner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Moved {
    pub(crate) node: i64,
    pub(crate) old: Option<i64>,
    pub(crate) new: Option<i64>,
}

/// Gives every component that rows hang on an owner: the oldest that it inherits, else a new one. A component that no row
/// hangs on (a shared phone) has none.
pub(crate) fn owners(
    cluster: &Cluster,
    component: &[usize],
    old: &[Option<i64>],
    mut create: impl FnMut() -> Result<i64, Error>,
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
                    let owner = create()?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn link(a: usize, b: usize) -> Link {
        Link { a, b, kind: 0 }
    }

    #[test]
    fn a_shared_phone_joins_nobody_and_a_private_one_joins_its_owner() {
        // 0, 1: e-mails; 2: a phone of both; 3: a phone of the first.
        let found = components(
            &[0, 0, 1, 1],
            &[link(0, 2), link(1, 2), link(0, 3)],
            |_, _, _| true,
        );
        assert_ne!(found[0], found[1]);
        assert_ne!(found[2], found[0]);
        assert_ne!(found[2], found[1]);
        assert_eq!(found[3], found[0]);
    }

    #[test]
    fn an_email_joins_two_platform_ids_and_their_phone_is_then_one_persons() {
        let found = components(
            &[0, 0, 0, 1, 2],
            &[link(0, 2), link(1, 2), link(0, 3), link(1, 3), link(3, 4)],
            |_, _, _| true,
        );
        assert!(found.iter().all(|f| *f == found[0]), "{found:?}");
    }
}
