//! Who entered and who left a target group between two days.

use super::groups::{Member, with_cuts_for};
use super::{Error, Shop};
use crate::model::ids::CustomerId;
use crate::model::time::Day;
use crate::store::plan_sql;
use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::when::{AsOf, When};
use serde::Serialize;

/// How a group changed from the end of one shop day to the end of another.
#[derive(Clone, Debug, Serialize)]
pub struct GroupChange {
    /// The expression as it was understood.
    pub expression: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Members at the end of the first day.
    pub before: u64,
    /// Members at the end of the last day.
    pub after: u64,
    /// Members on both.
    pub stayed: u64,
    /// Members on the last day only.
    pub entered: u64,
    /// Members on the first day only.
    pub left: u64,
    /// The first of those who entered, with their figures on the last day.
    pub entered_members: Vec<Member>,
    /// The first of those who left, with their figures on the last day.
    pub left_members: Vec<Member>,
    /// What is probably not meant so.
    pub warnings: Vec<Diagnostic>,
}

impl Shop {
    /// The day that a merchant writes as `2026-01-31`, `-30d` or `this_month`.
    pub fn day_named(&self, text: &str) -> Result<Day, Error> {
        let as_of = self.targeting_as_of();
        let when = When::parse(text).ok_or_else(|| {
            Error::Asked(format!(
                "`{text}` is no day; write 2026-01-31, so long ago as -30d, or today, this_month, last_year"
            ))
        })?;
        Ok(as_of.zone.day_of(when.span(&as_of).0))
    }

    /// Who entered and who left between the ends of two shop days; lists hold up to `limit` people each. Everything is
    /// asked as of those days (orders, events, consents, RFM cut points); the condition is the one of now.
    pub fn group_change(
        &self,
        text: &str,
        from: Day,
        to: Day,
        limit: usize,
    ) -> Result<GroupChange, Error> {
        if from > to {
            return Err(Error::Asked(format!(
                "{from} lies after {to}; write the earlier day behind --from and the later one behind --to"
            )));
        }
        let (plan, expression, warnings) = self.plan_of(text)?;
        let (asked, currency) = (self.targeting_as_of(), self.currency());
        self.store.read(|db| {
            let end = |day: Day| match asked.zone.end_of(day) {
                end if end < asked.now => AsOf::new(end, asked.zone),
                _ => asked,
            };
            let members = |as_of: &AsOf| plan_sql::members(db, &plan, as_of, None, u64::MAX);
            let then = with_cuts_for(db, &plan, end(from))?;
            let now = with_cuts_for(db, &plan, end(to))?;
            let (before, after) = (members(&then)?, members(&now)?);
            // Both come in order of ids.
            let only = |these: &[CustomerId], those: &[CustomerId]| -> Vec<CustomerId> {
                let new = these.iter().filter(|id| those.binary_search(id).is_err());
                new.copied().collect()
            };
            let (entered, left) = (only(&after, &before), only(&before, &after));
            let rows = |ids: &[CustomerId]| {
                let ids = ids.get(..limit.min(ids.len())).unwrap_or_default();
                Self::member_rows(db, ids, &now, currency)
            };
            Ok(GroupChange {
                expression,
                from: from.to_string(),
                to: asked.zone.day_of(now.now).to_string(),
                before: before.len() as u64,
                after: after.len() as u64,
                stayed: (after.len() - entered.len()) as u64,
                entered: entered.len() as u64,
                left: left.len() as u64,
                entered_members: rows(&entered)?,
                left_members: rows(&left)?,
                warnings,
            })
        })
    }
}
