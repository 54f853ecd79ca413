//! The catalogue of file formats: one entry per platform file beside this one.

use super::checked::Checked;
use super::detection::Reading;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Platform, Shape};
use super::{
    customers, event_table, events, ga4, klaviyo_profiles, mailchimp_audience, message_table,
    order_lines, prestashop_customers, segment, shopify_customers, shopify_orders, shown_table,
    woocommerce_customers,
};
use serde::{Serialize, Serializer};
use std::fmt;

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident = $platform:path;)*) => {
        /// A format that the import can read.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Format { $($(#[$doc])* $name,)* }

        impl Format {
            /// Every format. Where two fit a header equally well, the earlier is taken.
            pub const ALL: &'static [Format] = &[$(Format::$name,)*];

            pub(crate) fn platform(self) -> &'static Platform {
                match self { $(Format::$name => &$platform,)* }
            }
        }
    };
}

formats! {
    /// Shopify's orders export.
    ShopifyOrders = shopify_orders::PLATFORM;
    /// Any table of events that names what happened.
    EventTable = event_table::PLATFORM;
    /// Any table with one row per order line; columns by suggestion or `--map`.
    OrderLines = order_lines::PLATFORM;
    /// Any table of products shown, clicked or not.
    ShownTable = shown_table::PLATFORM;
    /// Any table of messages to customers.
    MessageTable = message_table::PLATFORM;
    /// Shopify's customers export.
    ShopifyCustomers = shopify_customers::PLATFORM;
    /// WooCommerce Analytics' customers.
    WooCommerceCustomers = woocommerce_customers::PLATFORM;
    /// PrestaShop's customers.
    PrestaShopCustomers = prestashop_customers::PLATFORM;
    /// Klaviyo's profiles.
    KlaviyoProfiles = klaviyo_profiles::PLATFORM;
    /// Mailchimp's audience.
    MailchimpAudience = mailchimp_audience::PLATFORM;
    /// Any table of people; columns by suggestion or `--map`.
    Customers = customers::PLATFORM;
    /// Our own event file (JSON lines).
    Events = events::PLATFORM;
    /// Segment / RudderStack e-commerce v2 calls (JSON lines).
    SegmentEvents = segment::PLATFORM;
    /// Google Analytics 4 events (JSON lines of the BigQuery export).
    Ga4Events = ga4::LINES;
    /// The same as a flat table.
    Ga4Table = ga4::TABLE;
}

impl Format {
    /// The word for `--as` and JSON.
    pub fn word(self) -> &'static str {
        self.platform().word
    }

    /// What a merchant calls it.
    pub fn title(self) -> &'static str {
        self.platform().title
    }

    /// Where a merchant finds it, or what it holds.
    pub fn found(self) -> &'static str {
        self.platform().found
    }

    /// What its rows are about.
    pub fn kind(self) -> Kind {
        self.platform().kind
    }

    /// Whether its files are tables; the others are JSON lines.
    pub fn is_table(self) -> bool {
        !matches!(self.platform().shape, Shape::Lines { .. })
    }

    /// The format with this word, any letter case; blanks and underscores count as dashes.
    pub fn named(word: &str) -> Option<Format> {
        let word = word.trim().to_lowercase().replace([' ', '_'], "-");
        Format::ALL.iter().copied().find(|f| f.word() == word)
    }
}

/// What reads a format: for the first pass, or for the second if `checked` is given.
pub(crate) fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    (reading.detection.format.platform().taker)(reading, checked)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_own_word_and_title() {
        for format in Format::ALL {
            assert_eq!(Format::named(format.word()), Some(*format));
            let same = |f: &&Format| f.title() == format.title();
            assert_eq!(Format::ALL.iter().filter(same).count(), 1, "{format}");
        }
    }
}
