//! Every group with its size, and the groups that a customer is in.

use super::uses::{UsedBy, uses};
use super::{first_error, share, with_cuts};
use crate::model::ids::CustomerId;
use crate::model::text::fold;
use crate::model::time::Moment;
use crate::shop::{Error, Shop};
use crate::store::{groups, plan_sql, targeting_facts};
use crate::targeting::check::{check, check_as};
use crate::targeting::plan::Subject;
use crate::targeting::ready_made::ready_made;
use serde::Serialize;

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
    /// The names of the groups that a customer is in: saved ones first, then ready-made ones.
    pub fn groups_of(&self, customer: CustomerId) -> Result<Vec<String>, Error> {
        let vocabulary = self.vocabulary()?;
        let asked = self.targeting_as_of();
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let Some(facts) = targeting_facts::customer(db, customer)? else {
                return Ok(Vec::new());
            };
            let products = targeting_facts::products_of(db, &facts)?;
            let saved: Vec<String> = groups::all(db)?.into_iter().map(|g| g.name).collect();
            let taken: Vec<String> = saved.iter().map(|n| fold(n)).collect();
            let ready = ready_made().into_iter().map(|g| g.name);
            let names = saved
                .iter()
                .cloned()
                .chain(ready.filter(|n| !taken.contains(&fold(n))));
            Ok(names
                .filter(|name| {
                    let text = vocabulary.groups.get(name).map_or("", String::as_str);
                    check(text, Subject::Customers, &vocabulary)
                        .plan
                        .is_some_and(|p| {
                            facts.known && p.holds_for_customer(&facts, &products, &as_of)
                        })
                })
                .collect())
        })
    }

    /// Every group with its size: saved ones first, then the ready-made ones that no saved one replaces.
    pub fn groups(&self) -> Result<Vec<GroupRow>, Error> {
        let vocabulary = self.vocabulary()?;
        let asked = self.targeting_as_of();
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let of = plan_sql::known(db, &as_of)?;
            let saved = groups::all(db)?;
            let taken: Vec<String> = saved.iter().map(|g| fold(&g.name)).collect();
            let uses = uses(db, &saved)?;
            let used_by = |name: &str| -> Vec<UsedBy> {
                uses.iter()
                    .filter(|(used, _)| *used == fold(name))
                    .map(|(_, by)| by.clone())
                    .collect()
            };
            let mut rows = Vec::new();
            for group in saved {
                rows.push(GroupRow {
                    used_by: used_by(&group.name),
                    id: Some(group.id),
                    name: group.name,
                    expression: group.expression,
                    purpose: None,
                    ready_made: false,
                    count: None,
                    share: None,
                    problem: None,
                    missing: Vec::new(),
                    since: Some(group.since),
                });
            }
            let have = plan_sql::have(db)?;
            for group in ready_made() {
                if taken.contains(&fold(&group.name)) {
                    continue;
                }
                rows.push(GroupRow {
                    id: None,
                    used_by: used_by(&group.name),
                    name: group.name,
                    expression: group.expression,
                    purpose: Some(group.purpose),
                    ready_made: true,
                    count: None,
                    share: None,
                    problem: None,
                    missing: group
                        .needs
                        .iter()
                        .filter_map(|need| need.missing(&have, &vocabulary))
                        .collect(),
                    since: None,
                });
            }
            for row in &mut rows {
                let checked = check_as(
                    &row.expression,
                    Subject::Customers,
                    &vocabulary,
                    Some(&row.name),
                );
                match checked.plan {
                    Some(plan) => {
                        let count = plan_sql::count(db, &plan, &as_of)?;
                        row.count = Some(count);
                        row.share = share(count, of);
                    }
                    None => row.problem = first_error(&checked.problems),
                }
            }
            Ok(rows)
        })
    }
}
