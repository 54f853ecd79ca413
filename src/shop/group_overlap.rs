//! Several target groups side by side: how many people are in two of them, in all, in any.

use super::groups::with_cuts;
use super::{Error, Shop};
use crate::store::plan_sql;
use roaring::RoaringTreemap;
use serde::Serialize;

/// The most groups that are laid side by side.
const MOST: usize = 12;

/// Some groups and what they have in common.
#[derive(Clone, Debug, Serialize)]
pub struct Overlap {
    /// The groups, as asked.
    pub groups: Vec<OverlapGroup>,
    /// Each pair once, in order.
    pub pairs: Vec<Pair>,
    /// People who are in all of them.
    pub in_all: u64,
    /// People who are in at least one.
    pub in_any: u64,
    /// Known people.
    pub of: u64,
}

/// One of the groups.
#[derive(Clone, Debug, Serialize)]
pub struct OverlapGroup {
    /// As asked: a name or an expression.
    pub name: String,
    /// The condition as it was understood.
    pub expression: String,
    /// Its members.
    pub count: u64,
    /// Members who are in none of the others.
    pub alone: u64,
}

/// Two of the groups.
#[derive(Clone, Debug, Serialize)]
pub struct Pair {
    /// Place of the first among the groups, from 0.
    pub a: usize,
    /// Place of the second.
    pub b: usize,
    /// People in both.
    pub both: u64,
    /// `both` of the first; `None` if it is empty.
    pub share_of_a: Option<f64>,
    /// `both` of the second; `None` if it is empty.
    pub share_of_b: Option<f64>,
}

impl Shop {
    /// Lays 2 to 12 groups (names or expressions) side by side.
    pub fn group_overlap(&self, names: &[String]) -> Result<Overlap, Error> {
        if !(2..=MOST).contains(&names.len()) {
            return Err(Error::Asked(format!(
                "name 2 to {MOST} groups, for example: regulars groups overlap Champions \"Left a cart\""
            )));
        }
        let plans: Vec<_> = names
            .iter()
            .map(|name| self.plan_of(name))
            .collect::<Result<_, _>>()?;
        let asked = self.targeting_as_of();
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let mut members: Vec<RoaringTreemap> = Vec::with_capacity(plans.len());
            for (plan, _, _) in &plans {
                let ids = plan_sql::members(db, plan, &as_of, None, u64::MAX)?;
                members.push(
                    ids.into_iter()
                        .filter_map(|id| u64::try_from(id.0).ok())
                        .collect(),
                );
            }
            let share = |n: u64, of: u64| (of > 0).then(|| n as f64 / of as f64);
            let mut pairs = Vec::new();
            for a in 0..members.len() {
                for b in a + 1..members.len() {
                    let both = members[a].intersection_len(&members[b]);
                    pairs.push(Pair {
                        a,
                        b,
                        both,
                        share_of_a: share(both, members[a].len()),
                        share_of_b: share(both, members[b].len()),
                    });
                }
            }
            let union = |but: Option<usize>| {
                let all = members.iter().enumerate();
                all.filter(|(i, _)| Some(*i) != but)
                    .fold(RoaringTreemap::new(), |all, (_, m)| all | m)
            };
            let first = members.first().cloned().unwrap_or_default();
            Ok(Overlap {
                groups: plans
                    .iter()
                    .zip(names)
                    .enumerate()
                    .map(|(i, ((_, expression, _), name))| OverlapGroup {
                        name: name.clone(),
                        expression: expression.clone(),
                        count: members[i].len(),
                        alone: members[i].difference_len(&union(Some(i))),
                    })
                    .collect(),
                pairs,
                in_all: members.iter().fold(first, |all, m| all & m).len(),
                in_any: union(None).len(),
                of: plan_sql::known(db, &as_of)?,
            })
        })
    }
}
