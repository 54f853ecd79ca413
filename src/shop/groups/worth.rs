//! What the members of a group are worth, beside the whole shop.

use super::{Member, with_cuts};
use crate::model::money::{Amount, Money};
use crate::shop::{Error, Shop};
use crate::store::plan_sql;
use crate::targeting::plan::{Node, Plan, Subject};
use crate::targeting::when::{Length, Unit, Window};
use serde::Serialize;

/// What a group's members are worth, beside the whole shop.
#[derive(Clone, Debug, Serialize)]
pub struct GroupWorth {
    /// Sales of the members.
    pub orders: i64,
    /// Spent by them, net of refunds.
    pub spent: Money,
    /// Net per order; `None` without orders.
    pub average_order: Option<Money>,
    /// The shop's average order.
    pub shop_average_order: Option<Money>,
    /// Spent by them in the last 12 months.
    pub spent_12_months: Money,
    /// Their part of what known people spent in the last 12 months; `None` if nobody spent anything.
    pub share_12_months: Option<f64>,
    /// The members who spent most.
    pub examples: Vec<Member>,
}

impl Shop {
    /// What the members are worth, and the `examples` who spent most.
    pub fn group_worth(&self, text: &str, examples: u64) -> Result<GroupWorth, Error> {
        let (plan, _, _) = self.plan_of(text)?;
        let year = Window::Within(Length {
            n: 12,
            unit: Unit::Months,
        });
        let everybody = Plan {
            subject: Subject::Customers,
            root: Node::All(Vec::new()),
        };
        let (asked, currency) = (self.targeting_as_of(), self.currency());
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let worth = plan_sql::worth(db, &plan, &as_of, year)?;
            let shop = plan_sql::worth(db, &everybody, &as_of, year)?;
            let ids = plan_sql::top_members(db, &plan, &as_of, examples)?;
            let money = |minor| Money::new(Amount(minor), currency);
            Ok(GroupWorth {
                orders: worth.orders,
                spent: money(worth.spent),
                average_order: money(worth.spent).per(worth.orders),
                shop_average_order: money(shop.spent).per(shop.orders),
                spent_12_months: money(worth.spent_within),
                share_12_months: (shop.spent_within > 0)
                    .then(|| worth.spent_within as f64 / shop.spent_within as f64),
                examples: Self::member_rows(db, &ids, &as_of, currency)?,
            })
        })
    }
}
