//! Magento's grid of orders as it is exported: one row per order, its sum, without products.

use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::habits::Habits;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::table::Table;

/// Magento's grid of orders.
pub(crate) const PLATFORM: Platform = Platform {
    word: "magento-orders",
    title: "Magento orders",
    found: "Magento: Sales, Orders, Export (an order export extension also has the products)",
    kind: Kind::Orders,
    shape: Shape::Named(Names {
        telling: &[
            "ID|Order #",
            "Purchase Date|Purchased On",
            "Bill-to Name",
            "Grand Total (Purchased)|Grand Total (Base)|G.T. (Purchased)|G.T. (Base)",
        ],
        never: &["SKU"],
        columns: &[
            ("ID|Order #", Field::Order),
            ("Purchase Date|Purchased On", Field::At),
            ("Status", Field::Status),
            ("Grand Total (Purchased)|G.T. (Purchased)", Field::Total),
            ("Grand Total (Base)|G.T. (Base)", Field::Total),
            ("Shipping and Handling", Field::Shipping),
            ("Total Refunded", Field::Refunded),
            ("Customer Email", Field::Email),
            ("Customer Name", Field::Name),
            ("Bill-to Name", Field::Name),
            ("Purchase Point|Purchased From (Store)", Field::Channel),
        ],
    }),
    taker,
};

/// Every row is an order; its sum is after every discount.
fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        whole: true,
        ..Habits::default()
    };
    Box::new(Table::new(reading, habits, checked))
}
