//! Who matches.

use super::with_cuts;
use crate::model::ids::CustomerId;
use crate::model::money::{Currency, Money};
use crate::model::time::Moment;
use crate::shop::{Error, Shop};
use crate::store::{Db, plan_sql, targeting_facts};
use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::when::AsOf;
use serde::Serialize;

/// One member of a group.
#[derive(Clone, Debug, Serialize)]
pub struct Member {
    /// Who.
    pub id: CustomerId,
    /// Full name.
    pub name: Option<String>,
    /// E-mail address; faces mask it.
    pub email: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Sales.
    pub orders: i64,
    /// Spent net of refunds.
    pub spent: Money,
    /// Last sale.
    pub last_order: Option<Moment>,
}

/// Some members of a group, by id.
#[derive(Clone, Debug, Serialize)]
pub struct Members {
    /// The expression as it was understood.
    pub expression: String,
    /// All who match.
    pub count: u64,
    /// Those asked for.
    pub members: Vec<Member>,
    /// Where to go on; `None` = these were the last.
    pub next: Option<CustomerId>,
    /// What is probably not meant so.
    pub warnings: Vec<Diagnostic>,
}

impl Shop {
    /// Up to `limit` members after one of them, by id.
    pub fn group_members(
        &self,
        text: &str,
        after: Option<CustomerId>,
        limit: u64,
    ) -> Result<Members, Error> {
        let (plan, expression, warnings) = self.plan_of(text)?;
        let (asked, currency) = (self.targeting_as_of(), self.currency());
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let count = plan_sql::count(db, &plan, &as_of)?;
            let mut ids = plan_sql::members(db, &plan, &as_of, after, limit.saturating_add(1))?;
            let more = ids.len() as u64 > limit;
            if more {
                ids.pop();
            }
            Ok(Members {
                expression,
                count,
                next: ids.last().copied().filter(|_| more),
                members: Self::member_rows(db, &ids, &as_of, currency)?,
                warnings,
            })
        })
    }

    /// Every member's id, in order: for audiences and previews of a whole group.
    pub fn group_member_ids(&self, text: &str) -> Result<Vec<CustomerId>, Error> {
        let (plan, _, _) = self.plan_of(text)?;
        let asked = self.targeting_as_of();
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            Ok(plan_sql::members(db, &plan, &as_of, None, u64::MAX)?)
        })
    }

    pub(crate) fn member_rows(
        db: &Db<'_>,
        ids: &[CustomerId],
        as_of: &AsOf,
        currency: Currency,
    ) -> Result<Vec<Member>, Error> {
        let mut members = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(facts) = targeting_facts::customer(db, *id)? else {
                continue;
            };
            let totals = facts.totals(as_of);
            members.push(Member {
                id: *id,
                name: facts.name,
                email: facts.email,
                country: facts.country,
                city: facts.city,
                orders: totals.orders,
                spent: Money::new(totals.spent, currency),
                last_order: totals.last_order,
            });
        }
        Ok(members)
    }
}
