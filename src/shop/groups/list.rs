//! Every group, at once without its size or with it.

use super::uses::{UsedBy, uses};
use super::{first_error, share, unsettled};
use crate::model::text::fold;
use crate::model::time::Moment;
use crate::shop::{Error, Shop};
use crate::store::{groups, plan_sql};
use crate::targeting::check::check_as;
use crate::targeting::plan::Subject;
use crate::targeting::ready_made::ready_made;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// One group in the list.
#[derive(Clone, Debug, Serialize)]
pub struct GroupRow {
    /// Id of a saved group.
    pub id: Option<String>,
    /// Name.
    pub name: String,
    /// The condition.
    pub expression: String,
    /// What it is for (ready-made groups).
    pub purpose: Option<String>,
    /// Comes with the program and was not saved by the merchant.
    pub ready_made: bool,
    /// How many people are in it; `None` if it has an error.
    pub count: Option<u64>,
    /// Part of all known people.
    pub share: Option<f64>,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// Which of its data are missing in this shop, in plain words.
    pub missing: Vec<String>,
    /// Names of the strategies, rules, experiments and groups that use it.
    pub used_by: Vec<UsedBy>,
    /// Since when it says so.
    pub since: Option<Moment>,
}

impl Shop {
    /// Every group with its size: saved ones first, then the ready-made ones that no saved one replaces.
    pub fn groups(&self) -> Result<Vec<GroupRow>, Error> {
        let mut rows = self.group_list()?;
        let right = rows.iter().filter(|r| r.problem.is_none());
        let names: Vec<String> = right.map(|r| r.name.clone()).collect();
        let counted = self.group_sizes(&names, Duration::MAX)?;
        let sizes: BTreeMap<String, u64> = counted.sizes.into_iter().collect();
        for row in &mut rows {
            row.count = sizes.get(&row.name).copied();
            row.share = row.count.and_then(|n| share(n, counted.of));
        }
        Ok(rows)
    }

    /// The same without sizes: quick however large the shop is.
    pub fn group_list(&self) -> Result<Vec<GroupRow>, Error> {
        let vocabulary = self.vocabulary()?;
        self.store.read(|db| {
            let saved = groups::all(db)?;
            let taken: Vec<String> = saved.iter().map(|g| fold(&g.name)).collect();
            let uses = uses(db, &saved)?;
            let row = |name: String, expression: String| GroupRow {
                used_by: uses
                    .iter()
                    .filter(|(used, _)| *used == fold(&name))
                    .map(|(_, by)| by.clone())
                    .collect(),
                problem: {
                    let checked =
                        check_as(&expression, Subject::Customers, &vocabulary, Some(&name));
                    let unsettled = checked.plan.as_ref().and_then(unsettled);
                    unsettled.or_else(|| first_error(&checked.problems))
                },
                id: None,
                name,
                expression,
                purpose: None,
                ready_made: false,
                count: None,
                share: None,
                missing: Vec::new(),
                since: None,
            };
            let mut rows: Vec<GroupRow> = saved
                .into_iter()
                .map(|group| GroupRow {
                    id: Some(group.id),
                    since: Some(group.since),
                    ..row(group.name, group.expression)
                })
                .collect();
            let have = plan_sql::have(db)?;
            let ready = ready_made().into_iter();
            rows.extend(
                ready
                    .filter(|g| !taken.contains(&fold(&g.name)))
                    .map(|group| {
                        let missing = group.needs.iter();
                        GroupRow {
                            missing: missing
                                .filter_map(|n| n.missing(&have, &vocabulary))
                                .collect(),
                            purpose: Some(group.purpose),
                            ready_made: true,
                            ..row(group.name, group.expression)
                        }
                    }),
            );
            Ok(rows)
        })
    }
}
