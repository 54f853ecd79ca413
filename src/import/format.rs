//! The catalogue of file formats: one entry per platform file beside this one.

use super::checked::Checked;
use super::detection::Reading;
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Platform, Shape};
use super::{
    amazon_listings, amazon_orders, bigcommerce_products, campaign_table, customers, ebay_orders,
    etsy_listings, etsy_order_items, etsy_orders, event_table, events, ga4, google_feed,
    klaviyo_profiles, magento_orders, magento_products, mailchimp_audience, message_table,
    order_lines, paypal_activity, place_tables, prestashop_customers, prestashop_orders,
    prestashop_products, products, segment, shopify_customers, shopify_inventory, shopify_orders,
    shopify_products, shown_table, square_catalog, square_items, square_transactions,
    squarespace_orders, stripe_payments, wix_orders, wix_products, woocommerce_analytics,
    woocommerce_analytics_orders, woocommerce_customers, woocommerce_products,
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
    /// Squarespace's orders export.
    SquarespaceOrders = squarespace_orders::PLATFORM;
    /// Wix's orders export.
    WixOrders = wix_orders::PLATFORM;
    /// Etsy's Sold Order Items.
    EtsyOrderItems = etsy_order_items::PLATFORM;
    /// Etsy's Sold Orders, without lines.
    EtsyOrders = etsy_orders::PLATFORM;
    /// Square's items detail.
    SquareItems = square_items::PLATFORM;
    /// Square's transactions, without lines.
    SquareTransactions = square_transactions::PLATFORM;
    /// Stripe's payments, without lines.
    StripePayments = stripe_payments::PLATFORM;
    /// PayPal's activity report.
    PayPalActivity = paypal_activity::PLATFORM;
    /// WooCommerce's Analytics, Orders.
    WooCommerceAnalyticsOrders = woocommerce_analytics_orders::PLATFORM;
    /// PrestaShop's orders, without lines.
    PrestaShopOrders = prestashop_orders::PLATFORM;
    /// Magento's orders, without lines.
    MagentoOrders = magento_orders::PLATFORM;
    /// Amazon's order reports.
    AmazonOrders = amazon_orders::PLATFORM;
    /// eBay's orders report.
    EbayOrders = ebay_orders::PLATFORM;
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
    /// Shopify's products export, old and new column names.
    ShopifyProducts = shopify_products::PLATFORM;
    /// Shopify's inventory export.
    ShopifyInventory = shopify_inventory::PLATFORM;
    /// WooCommerce's products export.
    WooCommerceProducts = woocommerce_products::PLATFORM;
    /// WooCommerce's Analytics download of products.
    WooCommerceAnalyticsProducts = woocommerce_analytics::PLATFORM;
    /// Wix's products export.
    WixProducts = wix_products::PLATFORM;
    /// Magento's product export.
    MagentoProducts = magento_products::PLATFORM;
    /// PrestaShop's products.
    PrestaShopProducts = prestashop_products::PLATFORM;
    /// BigCommerce's products export.
    BigCommerceProducts = bigcommerce_products::PLATFORM;
    /// Square's item library.
    SquareCatalog = square_catalog::PLATFORM;
    /// Etsy's listings.
    EtsyListings = etsy_listings::PLATFORM;
    /// Amazon's listings report.
    AmazonListings = amazon_listings::PLATFORM;
    /// Google's product feed.
    GoogleFeed = google_feed::PLATFORM;
    /// Any table of campaigns.
    Campaigns = campaign_table::PLATFORM;
    /// Any table of towns and their tiers.
    Towns = place_tables::TOWNS;
    /// Any table of weather by day.
    Weather = place_tables::WEATHER;
    /// Any table of products; columns by suggestion or `--map`.
    Products = products::PLATFORM;
    /// Klaviyo's export of campaigns.
    KlaviyoCampaigns = campaign_table::KLAVIYO;
    /// Klaviyo's campaigns in a warehouse.
    KlaviyoCampaignTable = campaign_table::KLAVIYO_TABLE;
    /// Mailchimp's campaigns in a warehouse.
    MailchimpCampaignTable = campaign_table::MAILCHIMP_TABLE;
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
