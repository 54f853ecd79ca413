//! Orders, refunds and odd money rows as files state them.

use serde::{Deserialize, Serialize};

/// What the platform says of an order's payment. Which of these are sales is a setting.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Paid, or a file without statuses.
    Paid,
    /// Authorised, not captured.
    Authorized,
    /// Not paid yet: cash on delivery, bank transfer.
    Pending,
    /// Paid in part.
    PartiallyPaid,
    /// Paid and given back in part.
    PartiallyRefunded,
    /// Paid and given back.
    Refunded,
    /// Payment voided.
    Voided,
    /// Cancelled.
    Cancelled,
    /// Payment failed.
    Failed,
    /// A checkout whose payment never came, where the shop system tells that from an order that waits for its money.
    Unfinished,
}

impl OrderStatus {
    /// Every status, in the order of screens.
    pub const ALL: [OrderStatus; 10] = [
        OrderStatus::Paid,
        OrderStatus::Authorized,
        OrderStatus::Pending,
        OrderStatus::PartiallyPaid,
        OrderStatus::PartiallyRefunded,
        OrderStatus::Refunded,
        OrderStatus::Voided,
        OrderStatus::Cancelled,
        OrderStatus::Failed,
        OrderStatus::Unfinished,
    ];

    /// The word used in the store, settings and JSON.
    pub fn word(&self) -> &'static str {
        match self {
            OrderStatus::Paid => "paid",
            OrderStatus::Authorized => "authorized",
            OrderStatus::Pending => "pending",
            OrderStatus::PartiallyPaid => "partially_paid",
            OrderStatus::PartiallyRefunded => "partially_refunded",
            OrderStatus::Refunded => "refunded",
            OrderStatus::Voided => "voided",
            OrderStatus::Cancelled => "cancelled",
            OrderStatus::Failed => "failed",
            OrderStatus::Unfinished => "unfinished",
        }
    }

    /// The status with this word; blanks and dashes count as underscores.
    pub fn named(word: &str) -> Option<OrderStatus> {
        let word = word.trim().to_lowercase().replace([' ', '-'], "_");
        OrderStatus::ALL.into_iter().find(|s| s.word() == word)
    }

    /// Whether the status counts as a sale unless the merchant says otherwise. Pending counts: a
    /// cash-on-delivery shop must not look empty. A refunded order stays an order, worth nothing.
    pub fn counts_by_default(&self) -> bool {
        !matches!(
            self,
            OrderStatus::Voided
                | OrderStatus::Cancelled
                | OrderStatus::Failed
                | OrderStatus::Unfinished
        )
    }
}
