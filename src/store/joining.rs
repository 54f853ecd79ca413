//! By which rules traces become one person (or one product).
//!
//! 1. What is the same by its nature is one: a phone number written in two ways, a platform id with and without the
//!    word of its system (`Verdicts::joins`, as are those said by hand).
//! 2. What the merchant parted by hand is never joined, whatever files say.
//! 3. Strong traces that stand together in a statement join: platform ids and e-mail addresses (of products: ids and
//!    handles). A guest and an account with one e-mail address are one person, so are two e-mail addresses of one id.
//! 4. A weaker trace (a phone, then a device; a SKU, then a name) joins only if all that is said of it names one and the
//!    same: a family's phone or a wrong shared device joins nobody. Rows that hang on it alone then belong to nobody
//!    else: it is a person of its own.
//!
//! The result depends on the statements and on the order of nodes and links alone: callers with parts sort both by
//! content first.

use super::resolve::Link;
use rustc_hash::{FxHashMap, FxHashSet};

/// What holds whatever files state: pairs of nodes.
#[derive(Default, Debug)]
pub(crate) struct Verdicts {
    /// The same.
    pub(crate) joins: Vec<(usize, usize)>,
    /// Not the same.
    pub(crate) parts: Vec<(usize, usize)>,
}

struct Joined<'p> {
    parent: Vec<usize>,
    parts: &'p [(usize, usize)],
}

impl Joined<'_> {
    fn root(&mut self, mut node: usize) -> usize {
        while self.parent[node] != node {
            self.parent[node] = self.parent[self.parent[node]];
            node = self.parent[node];
        }
        node
    }

    /// Whether no verdict keeps the two sides apart.
    fn may(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        for (x, y) in self.parts {
            let (x, y) = (self.root(*x), self.root(*y));
            if x != y && ((x, y) == (a, b) || (y, x) == (a, b)) {
                return false;
            }
        }
        true
    }

    fn join(&mut self, a: usize, b: usize) {
        if !self.may(a, b) {
            return;
        }
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }
}

/// Groups the nodes of a cluster: equal numbers belong together. `level` 0 is strongest; `counts(link, weak, strong)`
/// says whether a link lets a node of level `weak` lean on one of level `strong` (or join one of its own level).
pub(crate) fn components(
    level: &[u8],
    links: &[Link],
    verdicts: &Verdicts,
    counts: impl Fn(&Link, u8, u8) -> bool,
) -> Vec<usize> {
    let parts = verdicts.parts.as_slice();
    let fresh = || Joined {
        parent: (0..level.len()).collect(),
        parts,
    };
    let mut all = fresh();
    for (a, b) in &verdicts.joins {
        all.join(*a, *b);
    }
    // Where a verdict ties a weak node to a stronger one, its other statements do not matter.
    let mut strongest = level.to_vec();
    for (node, own) in level.iter().enumerate() {
        let root = all.root(node);
        strongest[root] = strongest[root].min(*own);
    }
    let by_hand: Vec<usize> = (0..level.len()).map(|n| all.root(n)).collect();
    let tied = |node: usize| strongest[by_hand[node]] < level[node];
    let deepest = level.iter().copied().max().unwrap_or(0);
    for now in 0..=deepest {
        // Nodes of one level that are stated together act as one, unless they then name several.
        let mut together = fresh();
        for (a, b) in &verdicts.joins {
            if level[*a] == now && level[*b] == now {
                together.join(*a, *b);
            }
        }
        let mut leans: Vec<(usize, usize)> = Vec::new();
        for link in links.iter().filter(|l| l.a != l.b) {
            let (a, b) = (level[link.a], level[link.b]);
            let (weak, strong) = if a == now && b == now && counts(link, now, now) {
                together.join(link.a, link.b);
                continue;
            } else if a == now && b < now && counts(link, a, b) {
                (link.a, link.b)
            } else if b == now && a < now && counts(link, b, a) {
                (link.b, link.a)
            } else {
                continue;
            };
            if !tied(weak) && all.may(weak, strong) {
                leans.push((weak, all.root(strong)));
            }
        }
        for node in (0..level.len()).filter(|n| level[*n] == now && tied(*n)) {
            leans.push((node, all.root(node)));
        }
        let mut named: FxHashMap<usize, FxHashSet<usize>> = FxHashMap::default();
        let mut alone: FxHashMap<usize, FxHashSet<usize>> = FxHashMap::default();
        for (node, anchor) in &leans {
            let group = together.root(*node);
            named.entry(group).or_default().insert(*anchor);
            alone.entry(by_hand[*node]).or_default().insert(*anchor);
        }
        for link in links.iter().filter(|l| l.a != l.b) {
            if level[link.a] == now
                && level[link.b] == now
                && counts(link, now, now)
                && !named.contains_key(&together.root(link.a))
            {
                all.join(link.a, link.b);
            }
        }
        for node in (0..level.len()).filter(|n| level[*n] == now) {
            let group = together.root(node);
            let anchors = match named.get(&group).map_or(0, FxHashSet::len) {
                0 => continue,
                1 => named.get(&group),
                _ => alone.get(&by_hand[node]).filter(|a| a.len() == 1),
            };
            for anchor in anchors.into_iter().flatten() {
                all.join(node, *anchor);
            }
        }
    }
    (0..level.len()).map(|n| all.root(n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::resolve::Link;

    fn link(a: usize, b: usize) -> Link {
        Link { a, b, kind: 0 }
    }

    #[test]
    fn a_shared_phone_joins_nobody_and_a_private_one_joins_its_owner() {
        // 0, 1: e-mails; 2: a phone of both; 3: a phone of the first.
        let found = components(
            &[0, 0, 1, 1],
            &[link(0, 2), link(1, 2), link(0, 3)],
            &Verdicts::default(),
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
            &Verdicts::default(),
            |_, _, _| true,
        );
        assert!(found.iter().all(|f| *f == found[0]), "{found:?}");
    }

    fn parts_of(found: &[usize]) -> Vec<Vec<usize>> {
        let mut all: Vec<Vec<usize>> = Vec::new();
        for (node, group) in found.iter().enumerate() {
            match all.iter_mut().find(|g| found[g[0]] == *group) {
                Some(known) => known.push(node),
                None => all.push(vec![node]),
            }
        }
        all
    }

    #[test]
    fn what_was_parted_by_hand_stays_apart_whatever_files_say() {
        // 0: id, 1 and 2: its e-mails, 3: a phone of 2.
        let links = [link(0, 1), link(0, 2), link(2, 3)];
        let verdicts = Verdicts {
            joins: Vec::new(),
            parts: vec![(0, 2), (1, 2)],
        };
        let found = components(&[0, 0, 0, 1], &links, &verdicts, |_, _, _| true);
        assert_eq!(parts_of(&found), [vec![0, 1], vec![2, 3]]);
        // A bridge between the two joins one of them only.
        let links = [link(0, 1), link(0, 3), link(2, 3)];
        let found = components(&[0, 0, 0, 0], &links, &verdicts, |_, _, _| true);
        assert_eq!(parts_of(&found), [vec![0, 1, 3], vec![2]]);
    }

    #[test]
    fn what_was_joined_by_hand_is_one_and_a_shared_phone_then_names_one() {
        // 0, 1: e-mails, 2: a phone of both, 3: a device of the phone.
        let links = [link(0, 2), link(1, 2), link(2, 3)];
        let by_hand = |joins| Verdicts {
            joins,
            parts: Vec::new(),
        };
        let of = |verdicts: &Verdicts| {
            parts_of(&components(&[0, 0, 1, 2], &links, verdicts, |_, _, _| true))
        };
        assert_eq!(of(&by_hand(vec![])), [vec![0], vec![1], vec![2, 3]]);
        assert_eq!(of(&by_hand(vec![(0, 1)])), [vec![0, 1, 2, 3]]);
        // The phone is said to be the first one's: the second is not drawn in.
        assert_eq!(of(&by_hand(vec![(0, 2)])), [vec![0, 2, 3], vec![1]]);
    }

    #[test]
    fn two_phones_said_to_be_one_act_as_one() {
        let links = [link(0, 2), link(1, 3)];
        let joins = vec![(2, 3)];
        let verdicts = Verdicts {
            joins,
            parts: Vec::new(),
        };
        let found = components(&[0, 0, 1, 1], &links, &verdicts, |_, _, _| true);
        assert_eq!(parts_of(&found), [vec![0], vec![1], vec![2, 3]]);
    }
}
