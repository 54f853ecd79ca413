//! The catalogue of file formats: one entry per platform file beside this one.

use super::checked::Checked;
use super::detection::Reading;
use super::json_lines::JsonLines;
use super::pass::Taker;
use super::{events, order_lines, segment, shopify_orders};
use serde::{Serialize, Serializer};
use std::fmt;

/// A format that the import can read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// Any table with one row per order line; columns by suggestion or `--map`.
    OrderLines,
    /// Shopify's orders export.
    ShopifyOrders,
    /// Our own event file (JSON lines).
    Events,
    /// Segment / RudderStack e-commerce v2 calls (JSON lines).
    SegmentEvents,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 4] = [
        Format::OrderLines,
        Format::ShopifyOrders,
        Format::Events,
        Format::SegmentEvents,
    ];

    /// The word for `--as` and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Format::OrderLines => "order-lines",
            Format::ShopifyOrders => "shopify-orders",
            Format::Events => "events",
            Format::SegmentEvents => "segment-events",
        }
    }

    /// What a merchant calls it.
    pub fn title(self) -> &'static str {
        match self {
            Format::OrderLines => "table of order lines",
            Format::ShopifyOrders => "Shopify orders export",
            Format::Events => "Regulars event file",
            Format::SegmentEvents => "Segment e-commerce events",
        }
    }

    /// Whether its files are tables; the others are JSON lines.
    pub fn is_table(self) -> bool {
        matches!(self, Format::OrderLines | Format::ShopifyOrders)
    }

    /// The format with this word, any letter case; blanks and underscores count as dashes.
    pub fn named(word: &str) -> Option<Format> {
        let word = word.trim().to_lowercase().replace([' ', '_'], "-");
        Format::ALL.into_iter().find(|f| f.word() == word)
    }
}

/// What reads a format: for the first pass, or for the second if `checked` is given.
pub(crate) fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    match reading.detection.format {
        Format::OrderLines => Box::new(order_lines::taker(reading, checked)),
        Format::ShopifyOrders => Box::new(shopify_orders::taker(reading, checked)),
        Format::Events => Box::new(JsonLines::new(reading, checked, events::records)),
        Format::SegmentEvents => Box::new(JsonLines::new(reading, checked, segment::records)),
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.word())
    }
}
