//! One type for each kind of id, so that a wrong argument order does not compile.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident => $word:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($word, "-{}"), self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    )*};
}

ids! {
    /// A visitor or customer: row of `customers`.
    CustomerId => "customer";
    /// What is recommended and filtered: row of `products`.
    ProductId => "product";
    /// What is bought (a size, a colour): row of `variants`.
    VariantId => "variant";
    /// Row of `orders`.
    OrderId => "order";
    /// Row of `events`.
    EventId => "event";
    /// One import: row of `batches`.
    BatchId => "batch";
    /// Row of `sessions`.
    SessionId => "session";
}
