//! Counts of what was shown and what came of it, as the store keeps them and `measure` reads them. Labels
//! (strategy, variant, placement, channel) are ids of the store's label table; 0 = not said.

use super::event::EventKind;
use super::ids::{CustomerId, EventId, OrderId, ProductId};
use super::money::Amount;
use super::time::{Day, Moment};
use roaring::RoaringBitmap;
use serde::Serialize;
use std::ops::AddAssign;

/// Shop days, both included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Period {
    /// How many days; 0 if it ends before it begins.
    pub fn days(self) -> u32 {
        u32::try_from(i64::from(self.to.0) - i64::from(self.from.0) + 1).unwrap_or(0)
    }

    /// Whether a day lies in it.
    pub fn holds(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// The period of the same length that ends the day before.
    #[must_use]
    pub fn before(self) -> Period {
        let days = i32::try_from(self.days()).unwrap_or(i32::MAX);
        Period {
            from: self.from.plus(days.saturating_neg()),
            to: self.from.plus(-1),
        }
    }
}

/// Additive counts of impressions.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Shown {
    /// Blocks rendered, each once to one visitor.
    pub impressions: u64,
    /// Impressions with at least one click.
    pub clicked: u64,
    /// Impressions of which a product went into the cart within the session.
    pub carted: u64,
    /// Clicks, also several on one impression and those whose impression is not known.
    pub clicks: u64,
    /// Products shown in all.
    pub slots: u64,
}

impl AddAssign for Shown {
    fn add_assign(&mut self, other: Shown) {
        self.impressions += other.impressions;
        self.clicked += other.clicked;
        self.carted += other.carted;
        self.clicks += other.clicks;
        self.slots += other.slots;
    }
}

/// Where and when something was shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CountKey {
    /// Shop day of the impression.
    pub day: Day,
    /// Strategy label.
    pub strategy: i64,
    /// Variant label.
    pub variant: i64,
    /// Placement label.
    pub placement: i64,
    /// Channel label.
    pub channel: i64,
}

/// Sums over visitors of a day, so that a rate per impression gets an interval that knows that a visitor's
/// impressions resemble each other.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Moments {
    /// Visitor-days.
    pub units: u64,
    /// Sum of impressions.
    pub shown: u64,
    /// Sum of squares of impressions.
    pub shown_squared: u64,
    /// Sum of clicked impressions.
    pub clicked: u64,
    /// Sum of squares of clicked impressions.
    pub clicked_squared: u64,
    /// Sum of products of impressions and clicked impressions.
    pub shown_clicked: u64,
    /// Sum of carted impressions.
    pub carted: u64,
    /// Sum of squares of carted impressions.
    pub carted_squared: u64,
    /// Sum of products of impressions and carted impressions.
    pub shown_carted: u64,
}

impl Moments {
    /// Counts one visitor's day.
    pub fn add_visitor(&mut self, shown: u64, clicked: u64, carted: u64) {
        *self += Moments {
            units: 1,
            shown,
            shown_squared: shown * shown,
            clicked,
            clicked_squared: clicked * clicked,
            shown_clicked: shown * clicked,
            carted,
            carted_squared: carted * carted,
            shown_carted: shown * carted,
        };
    }
}

impl AddAssign for Moments {
    fn add_assign(&mut self, other: Moments) {
        self.units += other.units;
        self.shown += other.shown;
        self.shown_squared += other.shown_squared;
        self.clicked += other.clicked;
        self.clicked_squared += other.clicked_squared;
        self.shown_clicked += other.shown_clicked;
        self.carted += other.carted;
        self.carted_squared += other.carted_squared;
        self.shown_carted += other.shown_carted;
    }
}

/// Who saw a strategy's variant on a spot on a day.
#[derive(Clone, PartialEq, Debug)]
pub struct Exposure {
    /// Shop day.
    pub day: Day,
    /// Strategy label.
    pub strategy: i64,
    /// Variant label.
    pub variant: i64,
    /// Placement label.
    pub placement: i64,
    /// Customer ids.
    pub visitors: RoaringBitmap,
    /// Sums over these visitors.
    pub moments: Moments,
}

/// Something clicked or opened before an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Touch {
    /// The order that followed.
    pub order: OrderId,
    /// The event.
    pub event: EventId,
    /// Its type.
    pub kind: EventKind,
    /// When.
    pub at: Moment,
    /// Minutes from the touch to the order, rounded up.
    pub minutes: u32,
    /// Strategy label.
    pub strategy: i64,
    /// Variant label.
    pub variant: i64,
    /// Placement label.
    pub placement: i64,
    /// Channel label.
    pub channel: i64,
    /// Campaign label.
    pub campaign: i64,
    /// The product touched, if one was.
    pub product: Option<ProductId>,
    /// Whether that product, or a variant of it, is in the order.
    pub same_product: bool,
}

/// One sale in the shop's currency, with what was given back against it whenever that was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sale {
    /// The order.
    pub order: OrderId,
    /// When.
    pub at: Moment,
    /// Shop day.
    pub day: Day,
    /// Who, if known.
    pub customer: Option<CustomerId>,
    /// Goods after discounts.
    pub gross: Amount,
    /// Given back according to a column of the order itself, which has no date of its own.
    pub refunded: Amount,
    /// Gross less all refunds of this order, whenever they came.
    pub net: Amount,
}

/// Something given back, on its own date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GivenBack {
    /// Shop day.
    pub day: Day,
    /// Sum, positive.
    pub total: Amount,
    /// Whether its order is known.
    pub order_known: bool,
}
