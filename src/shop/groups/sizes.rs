//! How many people are in each group: counted in portions, kept until the shop changes.

use super::with_cuts;
use crate::shop::{Error, Shop};
use crate::store::{Revision, plan_sql};
use crate::targeting::check::check_as;
use crate::targeting::plan::Subject;
use crate::targeting::when::AsOf;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Lists of sizes that are kept: of now, and of the past days looked at last.
const KEPT: usize = 4;

/// Sizes counted so far, by the state of the shop that they belong to.
#[derive(Default)]
pub(crate) struct Sizes(Mutex<Vec<(State, Counted)>>);

/// The data and the moment that sizes were counted for. Hours count in conditions, so a size is at most a minute old.
#[derive(Clone, Copy, PartialEq, Eq)]
struct State {
    revision: Revision,
    minute: i64,
}

/// What is known of one state.
#[derive(Clone, Default)]
struct Counted {
    of: Option<u64>,
    /// With the cut points, once a group has asked for scores.
    as_of: Option<AsOf>,
    by_name: BTreeMap<String, u64>,
}

impl Sizes {
    fn of(&self, state: State) -> Counted {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|(s, _)| *s == state);
        found
            .map(|(_, counted)| counted.clone())
            .unwrap_or_default()
    }

    fn keep(&self, state: State, counted: Counted) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(s, _)| *s == state);
        let before = at.map(|i| kept.remove(i).1).unwrap_or_default();
        let mut by_name = before.by_name;
        by_name.extend(counted.by_name);
        let counted = Counted {
            of: counted.of.or(before.of),
            as_of: counted.as_of.or(before.as_of),
            by_name,
        };
        kept.insert(0, (state, counted));
        kept.truncate(KEPT);
    }
}

/// The sizes of some groups.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct GroupSizes {
    /// Known people.
    pub of: u64,
    /// Names and members, as far as they were counted.
    pub sizes: Vec<(String, u64)>,
}

impl Shop {
    /// How many people are in some groups, in their order: at least one group, then on until `enough` time has gone.
    /// What was counted before of the same data is not counted again; groups with an error are left out.
    pub fn group_sizes(&self, names: &[String], enough: Duration) -> Result<GroupSizes, Error> {
        let started = Instant::now();
        let vocabulary = self.vocabulary()?;
        let asked = self.targeting_as_of();
        let state = State {
            revision: self.store.revision()?,
            minute: asked.now.0.div_euclid(60_000),
        };
        let known = self.sizes.of(state);
        let mut new = Counted::default();
        let done = self.store.read(|db| {
            let of = match known.of {
                Some(of) => of,
                None => plan_sql::known(db, &asked)?,
            };
            new.of = Some(of);
            let mut sizes = Vec::new();
            for name in names {
                if let Some(size) = known.by_name.get(name) {
                    sizes.push((name.clone(), *size));
                    continue;
                }
                if !new.by_name.is_empty() && started.elapsed() > enough {
                    break;
                }
                let Some((name, text)) = vocabulary.group(name) else {
                    continue;
                };
                let checked = check_as(text, Subject::Customers, &vocabulary, Some(name));
                let Some(plan) = checked.plan.filter(|p| p.unsettled().is_none()) else {
                    continue;
                };
                // The buyers of a past day are sorted once for all groups.
                let cut = match (plan.asks_scores(), new.as_of.or(known.as_of)) {
                    (false, _) => asked,
                    (true, Some(cut)) => cut,
                    (true, None) => *new.as_of.insert(with_cuts(db, asked)?),
                };
                let size = plan_sql::count(db, &plan, &cut)?;
                new.by_name.insert(name.to_owned(), size);
                sizes.push((name.to_owned(), size));
            }
            Ok::<_, Error>(GroupSizes { of, sizes })
        })?;
        self.sizes.keep(state, new);
        Ok(done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::CustomerId;
    use crate::model::time::DAY;
    use crate::shop::customers::Wanted;
    use crate::shop::demo::Size;
    use crate::shop::{Cancel, Quiet};

    /// Every way of asking how many people are in a group gives the length of its list; every so many people are asked
    /// one by one.
    fn one_count(shop: &Shop, every: usize) {
        let rows = shop.groups().unwrap();
        assert!(rows.len() >= 40);
        let all = shop.group_member_ids("orders >= 0").unwrap();
        let mut told: Vec<(CustomerId, Vec<String>)> = Vec::new();
        for id in all.iter().step_by(every) {
            told.push((*id, shop.groups_of(*id).unwrap()));
        }
        for row in &rows {
            let name = &row.name;
            let count = row.count.unwrap();
            assert_eq!(shop.count_group(name).unwrap().count, count, "{name}");
            assert_eq!(
                shop.count_group(&row.expression).unwrap().count,
                count,
                "{name}"
            );
            let list = shop.group_member_ids(name).unwrap();
            assert_eq!(list.len() as u64, count, "{name}");
            let page = shop.group_members(name, None, u64::MAX).unwrap();
            assert_eq!(
                (page.count, page.members.len() as u64),
                (count, count),
                "{name}"
            );
            let wanted = Wanted {
                among: Some(&list),
                limit: 1,
                ..Wanted::default()
            };
            assert_eq!(shop.customers(&wanted).unwrap().total, count, "{name}");
            let worth = shop.group_worth(name, 3).unwrap();
            assert_eq!(worth.customers, count, "{name}");
            assert_eq!(worth.share, row.share, "{name}");
            for (id, groups) in &told {
                let is_in = list.binary_search(id).is_ok();
                assert_eq!(groups.contains(name), is_in, "{id} in {name}");
            }
            let today = shop.zone().day_of(shop.now());
            let change = shop.group_change(name, today.plus(-30), today, 0).unwrap();
            assert_eq!(change.after, count, "{name}");
            let trend = shop.group_trend(name, 0).unwrap();
            assert_eq!(trend.points[0].count, count, "{name}");
        }
        let names: Vec<String> = rows.iter().map(|r| r.name.clone()).collect();
        for some in names.chunks(11) {
            let overlap = shop.group_overlap(some).unwrap();
            for group in &overlap.groups {
                let row = rows.iter().find(|r| r.name == group.name).unwrap();
                assert_eq!(Some(group.count), row.count, "{}", group.name);
            }
        }
        let grid = shop.rfm_grid().unwrap();
        for group in crate::targeting::rfm::RfmGroup::ALL {
            let row = rows.iter().find(|r| r.name == group.word()).unwrap();
            let cells = grid.cells.iter().filter(|c| c.group == group);
            let count = match group {
                crate::targeting::rfm::RfmGroup::Prospects => grid.prospects,
                _ => cells.map(|c| c.count).sum(),
            };
            assert_eq!(Some(count), row.count, "{}", row.name);
        }
    }

    #[test]
    fn a_count_is_the_length_of_the_list_everywhere_and_at_any_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.db");
        let shop = Shop::demo(&path, Size::Small, 1, &Quiet).unwrap();
        one_count(&shop, 2);
        let cancel = Cancel::default();
        let then = shop.looked_at(Some(shop.now().plus(-120 * DAY)), &cancel);
        one_count(&then, 9);
        let (now, before) = (shop.groups().unwrap(), then.groups().unwrap());
        assert!(
            now.iter().zip(&before).any(|(a, b)| a.count != b.count),
            "sizes of then and of now are kept apart"
        );
        cancel.stop();
        assert!(matches!(then.groups(), Ok(_) | Err(Error::Cancelled)));
        let long_ago = shop.looked_at(Some(shop.now().plus(-200 * DAY)), &cancel);
        assert!(matches!(long_ago.groups(), Err(Error::Cancelled)));
    }

    #[test]
    fn sizes_come_in_portions_and_are_counted_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.db");
        let shop = Shop::demo(&path, Size::Small, 1, &Quiet).unwrap();
        let names = ["Champions", "No such group", "Loyal", "New"].map(String::from);
        let first = shop.group_sizes(&names, Duration::ZERO).unwrap();
        assert_eq!(first.sizes.len(), 1, "at least one, then no time is left");
        let second = shop.group_sizes(&names, Duration::ZERO).unwrap();
        assert_eq!(second.sizes.len(), 2, "the first was known");
        let all = shop.group_sizes(&names, Duration::MAX).unwrap();
        let counted = |name: &str| shop.count_group(name).unwrap().count;
        let wanted = ["Champions", "Loyal", "New"].map(|n| (n.to_owned(), counted(n)));
        assert_eq!(all.sizes, wanted);
        shop.save_group("Champions", "orders >= 1").unwrap();
        let anew = shop.group_sizes(&names[..1], Duration::ZERO).unwrap();
        assert_eq!(anew.sizes[0].1, counted("orders >= 1"));
    }
}
