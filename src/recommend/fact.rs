//! One doing of one person with one product: what the live engine is fed with.

use crate::model::ids::{CustomerId, EventId, OrderId, ProductId, SessionId};
use crate::model::time::Moment;

use super::Evidence;

/// What was done with a product.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FactKind {
    /// Its page was seen.
    View,
    /// It was put into the cart.
    Cart,
    /// It was bought: one line of an order that counts as a sale.
    Bought,
    /// It was clicked in a block.
    Click,
}

impl FactKind {
    /// Every kind, by its number.
    pub const ALL: [FactKind; 4] = [
        FactKind::View,
        FactKind::Cart,
        FactKind::Bought,
        FactKind::Click,
    ];

    /// The place in [`FactKind::ALL`].
    pub fn number(self) -> usize {
        match self {
            FactKind::View => 0,
            FactKind::Cart => 1,
            FactKind::Bought => 2,
            FactKind::Click => 3,
        }
    }

    /// The evidence that a source id of this kind stands for.
    pub fn evidence(self, source: i64) -> Evidence {
        match self {
            FactKind::Bought => Evidence::Order(OrderId(source)),
            FactKind::View | FactKind::Cart | FactKind::Click => Evidence::Event(EventId(source)),
        }
    }
}

/// One doing. All lines of one order carry the order's time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fact {
    /// Who; `None` = an anonymous order: it counts for popularity and baskets.
    pub customer: Option<CustomerId>,
    /// Which product.
    pub product: ProductId,
    /// What was done.
    pub kind: FactKind,
    /// When.
    pub at: Moment,
    /// The order's id for [`FactKind::Bought`], else the event's id.
    pub source: i64,
    /// The visit, if known.
    pub session: Option<SessionId>,
    /// Pieces.
    pub quantity: u32,
}
