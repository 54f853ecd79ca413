//! What the members of a group are worth, beside the whole shop.

use super::{Member, share, with_cuts};
use crate::model::money::{Amount, Money};
use crate::model::time::Moment;
use crate::shop::{Error, Shop};
use crate::store::plan_sql;
use crate::targeting::plan::Plan;
use crate::targeting::when::{Length, Unit, Window};
use serde::Serialize;

/// Figures of a group and, with `shop_`, of all known people.
#[derive(Clone, Debug, Serialize)]
pub struct GroupWorth {
    /// The expression as it was understood.
    pub expression: String,
    /// Members.
    pub customers: u64,
    /// Known people.
    pub shop_customers: u64,
    /// `customers / shop_customers`; `None` in a shop without known people.
    pub share: Option<f64>,
    /// Sales of the members.
    pub orders: i64,
    /// Sales of everybody known.
    pub shop_orders: i64,
    /// Spent by them, net of refunds.
    pub spent: Money,
    /// Spent by everybody known.
    pub shop_spent: Money,
    /// Their part of it; `None` if nobody spent anything.
    pub share_of_spent: Option<f64>,
    /// Net per order; `None` without orders.
    pub average_order: Option<Money>,
    /// The shop's average order.
    pub shop_average_order: Option<Money>,
    /// Net per member; `None` without members.
    pub per_customer: Option<Money>,
    /// Net per known person.
    pub shop_per_customer: Option<Money>,
    /// Sales of the members in the last 12 months.
    pub orders_12_months: i64,
    /// Sales of everybody known in the last 12 months.
    pub shop_orders_12_months: i64,
    /// Spent by them in the last 12 months.
    pub spent_12_months: Money,
    /// Spent by everybody known in the last 12 months.
    pub shop_spent_12_months: Money,
    /// Their part of it; `None` if nobody spent anything.
    pub share_12_months: Option<f64>,
    /// As of when.
    pub as_of: Moment,
    /// The members who spent most.
    pub examples: Vec<Member>,
}

impl Shop {
    /// What the members are worth, and the `examples` who spent most.
    pub fn group_worth(&self, text: &str, examples: u64) -> Result<GroupWorth, Error> {
        let (plan, expression, _) = self.plan_of(text)?;
        let year = Window::Within(Length {
            n: 12,
            unit: Unit::Months,
        });
        let (asked, currency) = (self.targeting_as_of(), self.currency());
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let worth = plan_sql::worth(db, &plan, &as_of, year)?;
            let shop = plan_sql::worth(db, &Plan::everybody(), &as_of, year)?;
            let ids = plan_sql::top_members(db, &plan, &as_of, examples)?;
            let customers = plan_sql::count(db, &plan, &as_of)?;
            let shop_customers = plan_sql::known(db, &as_of)?;
            let money = |minor| Money::new(Amount(minor), currency);
            let each = |minor, of: u64| money(minor).per(i64::try_from(of).unwrap_or(0));
            let part = |of: i64, all: i64| (all > 0).then(|| of as f64 / all as f64);
            Ok(GroupWorth {
                expression,
                customers,
                shop_customers,
                share: share(customers, shop_customers),
                orders: worth.orders,
                shop_orders: shop.orders,
                spent: money(worth.spent),
                shop_spent: money(shop.spent),
                share_of_spent: part(worth.spent, shop.spent),
                average_order: money(worth.spent).per(worth.orders),
                shop_average_order: money(shop.spent).per(shop.orders),
                per_customer: each(worth.spent, customers),
                shop_per_customer: each(shop.spent, shop_customers),
                orders_12_months: worth.orders_within,
                shop_orders_12_months: shop.orders_within,
                spent_12_months: money(worth.spent_within),
                shop_spent_12_months: money(shop.spent_within),
                share_12_months: part(worth.spent_within, shop.spent_within),
                as_of: as_of.now,
                examples: Self::member_rows(db, &ids, &as_of, currency)?,
            })
        })
    }
}
