//! Lifecycle stages: how far a person has come with the shop, told from their doings and today.

use crate::model::time::Day;
use serde::{Deserialize, Serialize};

/// A customer whose last order is more than this many shop days ago is dormant.
pub const DORMANT_AFTER_DAYS: i32 = 365;
/// With this many orders a customer is loyal.
pub const LOYAL_FROM_ORDERS: i64 = 4;

/// A stage. The first two are visitors without a name; groups count known people, who start as [`Stage::Prospect`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Stage {
    /// Nobody knows them and this is their first visit.
    #[serde(rename = "First-time visitor")]
    FirstTimeVisitor,
    /// Nobody knows them, and they came back.
    #[serde(rename = "Returning visitor")]
    ReturningVisitor,
    /// Known by e-mail, phone or account; no order yet.
    Prospect,
    /// One order.
    #[serde(rename = "First-time customer")]
    FirstTimeCustomer,
    /// Two or three orders.
    #[serde(rename = "Repeat customer")]
    RepeatCustomer,
    /// Four orders or more.
    #[serde(rename = "Loyal customer")]
    LoyalCustomer,
    /// Ordered once or often, but not for more than a year.
    Dormant,
}

impl Stage {
    /// Every stage, in the order in which people pass them.
    pub const ALL: [Stage; 7] = [
        Stage::FirstTimeVisitor,
        Stage::ReturningVisitor,
        Stage::Prospect,
        Stage::FirstTimeCustomer,
        Stage::RepeatCustomer,
        Stage::LoyalCustomer,
        Stage::Dormant,
    ];

    /// The stage of a person: whether they are known, their sessions, sales and the day of the last sale.
    pub fn of(
        known: bool,
        sessions: i64,
        orders: i64,
        last_order: Option<Day>,
        today: Day,
    ) -> Stage {
        match (orders, last_order) {
            (1.., Some(last)) if last < today.plus(-DORMANT_AFTER_DAYS) => Stage::Dormant,
            (LOYAL_FROM_ORDERS.., _) => Stage::LoyalCustomer,
            (2.., _) => Stage::RepeatCustomer,
            (1, _) => Stage::FirstTimeCustomer,
            _ if known => Stage::Prospect,
            _ if sessions > 1 => Stage::ReturningVisitor,
            _ => Stage::FirstTimeVisitor,
        }
    }

    /// The name in JSON, in expressions (any letter case) and on screens.
    pub fn word(self) -> &'static str {
        match self {
            Stage::FirstTimeVisitor => "First-time visitor",
            Stage::ReturningVisitor => "Returning visitor",
            Stage::Prospect => "Prospect",
            Stage::FirstTimeCustomer => "First-time customer",
            Stage::RepeatCustomer => "Repeat customer",
            Stage::LoyalCustomer => "Loyal customer",
            Stage::Dormant => "Dormant",
        }
    }

    /// The stage with this name; case, `_` and `-` do not matter.
    pub fn named(name: &str) -> Option<Stage> {
        let name = super::plain(name);
        Stage::ALL
            .into_iter()
            .find(|s| super::plain(s.word()) == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_follow_orders_and_the_last_one() {
        let today = Day(1000);
        let stage = |orders, last: Option<i32>| Stage::of(true, 0, orders, last.map(Day), today);
        assert_eq!(stage(0, None), Stage::Prospect);
        assert_eq!(stage(1, Some(999)), Stage::FirstTimeCustomer);
        assert_eq!(stage(3, Some(999)), Stage::RepeatCustomer);
        assert_eq!(stage(4, Some(635)), Stage::LoyalCustomer);
        assert_eq!(stage(9, Some(634)), Stage::Dormant);
        assert_eq!(Stage::of(false, 1, 0, None, today), Stage::FirstTimeVisitor);
        assert_eq!(Stage::of(false, 2, 0, None, today), Stage::ReturningVisitor);
        assert_eq!(
            Stage::named("first_time_customer"),
            Some(Stage::FirstTimeCustomer)
        );
    }
}
