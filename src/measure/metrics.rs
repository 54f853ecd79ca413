//! What every figure means: its numerator, its denominator, its window and the words for it; and the types in which
//! figures travel, so that a number is never without them.

use super::interval::{Z95, wilson};
use crate::model::money::{Amount, Money};
use serde::Serialize;

/// Under this denominator a rate is not shown.
pub const SHOWN_FROM: u64 = 30;
/// Under this denominator a row is not ranked and gets no verdict.
pub const RANKED_FROM: u64 = 100;

/// The definition of one figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Metric {
    /// Stable key, as in JSON.
    pub key: &'static str,
    /// Heading.
    pub name: &'static str,
    /// What is counted.
    pub numerator: &'static str,
    /// Out of what.
    pub denominator: &'static str,
    /// Over which time.
    pub window: &'static str,
    /// One sentence for the merchant.
    pub words: &'static str,
}

macro_rules! metrics {
    ($($id:ident = $key:literal, $name:literal, $numerator:literal, $denominator:literal, $window:literal, $words:literal;)*) => {
        $(#[doc = $words] pub const $id: Metric = Metric { key: $key, name: $name, numerator: $numerator, denominator: $denominator, window: $window, words: $words };)*
        /// Every definition.
        pub const ALL: &[Metric] = &[$($id,)*];
    };
}

metrics! {
    CLICK_RATE = "click_rate", "Click rate", "impressions with at least one click", "impressions",
        "impressions of the period; a click counts whenever it came", "How often a block that was shown was clicked.";
    CART_RATE = "cart_rate", "Add-to-cart rate", "impressions of which a product went into the cart", "impressions",
        "within the session, at most 24 hours after the impression", "How often something a block showed was put into the cart.";
    CONVERSION = "conversion", "Conversion", "visitors who saw it and placed a credited order", "visitors who saw it",
        "both in the period; credit as the attribution says", "Of the people who saw it, how many bought through it.";
    SHOP_CONVERSION = "shop_conversion", "Conversion", "visitors with at least one order", "visitors",
        "both in the period", "Of the people who came, how many bought.";
    AVERAGE_ORDER = "average_order", "Average order", "net revenue of the orders", "orders that were not cancelled",
        "orders of the period, refunds taken off their order", "What an order is worth; a fully refunded one counts as 0.";
    REVENUE = "revenue", "Revenue", "goods after discounts less refunds", "",
        "orders of the period", "What the credited orders brought, refunds taken off.";
    REVENUE_PER_VISITOR = "revenue_per_visitor", "Revenue per visitor", "net revenue of visitors who saw it, from the day they first saw it", "visitors who saw it",
        "the period, all their orders, credited or not", "What a visitor who saw it was worth: the figure to decide by.";
    REPEAT_RATE = "repeat_rate", "Repeat rate", "customers with at least two orders", "customers with at least one order",
        "orders of the period", "How many buyers came back.";
}

/// A share with what it is made of. `value`, `low` and `high` are missing together while there is too little to say.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub struct Rate {
    /// The share, 0 to 1.
    pub value: Option<f64>,
    /// How many more of the denominator it takes before the share is shown; 0 = enough.
    pub needed: u64,
    /// What was counted.
    pub numerator: u64,
    /// Out of what.
    pub denominator: u64,
    /// Lower end of the 95 % interval.
    pub low: Option<f64>,
    /// Upper end of the 95 % interval.
    pub high: Option<f64>,
}

impl Rate {
    /// The rate of counts in which every unit of the denominator stands for itself.
    pub fn of(numerator: u64, denominator: u64) -> Rate {
        Rate::with_effect(numerator, denominator, 1.0)
    }

    /// The rate of counts whose variance is `effect` times that of independent units (at least 1).
    pub fn with_effect(numerator: u64, denominator: u64, effect: f64) -> Rate {
        let needed = SHOWN_FROM.saturating_sub(denominator);
        let shown = needed == 0;
        let effect = if effect.is_finite() {
            effect.max(1.0)
        } else {
            1.0
        };
        let (x, n) = (numerator as f64, denominator as f64);
        let (low, high) = wilson(x / effect, n / effect, Z95);
        Rate {
            value: shown.then(|| x / n),
            needed,
            numerator,
            denominator,
            low: shown.then_some(low),
            high: shown.then_some(high),
        }
    }

    /// The numbers as a fraction, for calculations that must not hide small counts.
    pub fn counts(&self) -> (u64, u64) {
        (self.numerator, self.denominator)
    }
}

/// A sum of money over a count, with both.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Mean {
    /// The sum divided by the count; `None` for a count of zero.
    pub value: Option<Money>,
    /// How many more of the denominator it takes before an interval is shown; 0 = enough.
    pub needed: u64,
    /// The sum.
    pub numerator: Money,
    /// The count.
    pub denominator: u64,
    /// Lower end of the 95 % interval.
    pub low: Option<Money>,
    /// Upper end of the 95 % interval.
    pub high: Option<Money>,
    /// The same with single values capped at the shop's 99th percentile (95th under 200 orders).
    pub capped: Option<Money>,
}

impl Mean {
    /// Puts another sum over the same count; interval and cap keep their distance in proportion.
    pub fn rest_on(&mut self, sum: Money) {
        let (old, new) = (self.numerator.amount.0 as f64, sum.amount.0 as f64);
        self.numerator = sum;
        self.value = sum.per(i64::try_from(self.denominator).unwrap_or(0));
        for end in [&mut self.low, &mut self.high, &mut self.capped] {
            *end = end.filter(|_| old > 0.0 && new > 0.0).map(|m| {
                let scaled = (m.amount.0 as f64 * new / old).round();
                Money::new(Amount(scaled as i64), m.currency)
            });
        }
    }
}
