//! People: identities and what files say of them.

use super::country::Country;
use super::phone;
use serde::{Deserialize, Serialize};

/// What kind of trace identifies a person, strongest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// The shop system's customer id.
    Platform,
    /// E-mail address, case-folded.
    Email,
    /// Phone number, E.164 where that can be told.
    Phone,
    /// A browser or device: makes a visitor, not a known customer.
    Device,
}

impl IdentityKind {
    /// The word used in the store and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            IdentityKind::Platform => "platform",
            IdentityKind::Email => "email",
            IdentityKind::Phone => "phone",
            IdentityKind::Device => "device",
        }
    }

    /// What a merchant calls it.
    pub fn noun(self) -> &'static str {
        match self {
            IdentityKind::Platform => "customer id",
            IdentityKind::Email => "e-mail",
            IdentityKind::Phone => "phone",
            IdentityKind::Device => "device",
        }
    }

    /// The kind with this word.
    pub fn named(word: &str) -> Option<IdentityKind> {
        [
            IdentityKind::Platform,
            IdentityKind::Email,
            IdentityKind::Phone,
            IdentityKind::Device,
        ]
        .into_iter()
        .find(|k| k.word() == word)
    }

    /// Whether a person with such an identity counts as known (DESIGN: "known = has an e-mail, phone or platform id").
    pub fn makes_known(self) -> bool {
        self != IdentityKind::Device
    }
}

/// A system that numbers people in its own way. The ids of two systems are different traces even if they look alike.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum System {
    /// Shopify.
    Shopify,
    /// WooCommerce and WordPress.
    WooCommerce,
    /// Magento and Adobe Commerce.
    Magento,
    /// PrestaShop.
    PrestaShop,
    /// Shopware.
    Shopware,
    /// BigCommerce.
    BigCommerce,
    /// Wix.
    Wix,
    /// Squarespace.
    Squarespace,
    /// Square.
    Square,
    /// Lightspeed.
    Lightspeed,
    /// Stripe.
    Stripe,
    /// PayPal.
    PayPal,
    /// Etsy.
    Etsy,
    /// eBay.
    Ebay,
    /// Amazon.
    Amazon,
    /// Klaviyo.
    Klaviyo,
    /// Mailchimp.
    Mailchimp,
    /// HubSpot.
    HubSpot,
    /// Omnisend.
    Omnisend,
    /// Brevo, formerly Sendinblue.
    Brevo,
}

impl System {
    /// All of them with their words.
    const ALL: [(System, &'static str); 20] = [
        (System::Shopify, "shopify"),
        (System::WooCommerce, "woocommerce"),
        (System::Magento, "magento"),
        (System::PrestaShop, "prestashop"),
        (System::Shopware, "shopware"),
        (System::BigCommerce, "bigcommerce"),
        (System::Wix, "wix"),
        (System::Squarespace, "squarespace"),
        (System::Square, "square"),
        (System::Lightspeed, "lightspeed"),
        (System::Stripe, "stripe"),
        (System::PayPal, "paypal"),
        (System::Etsy, "etsy"),
        (System::Ebay, "ebay"),
        (System::Amazon, "amazon"),
        (System::Klaviyo, "klaviyo"),
        (System::Mailchimp, "mailchimp"),
        (System::HubSpot, "hubspot"),
        (System::Omnisend, "omnisend"),
        (System::Brevo, "brevo"),
    ];

    /// The word before its ids: `shopify:7210448301122`.
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(system, _)| *system == self)
            .map_or("", |(_, word)| word)
    }
}

/// One normalised trace of a person.
///
/// A phone number without a country of its own is kept as its national digits: the store reads it by the shop's
/// country, so that the country may be said before or after an import. A platform id that a format knows the system of
/// is `shopify:123`; the plain `123` of other files is the same trace while one system alone uses it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Identity {
    /// What kind of trace.
    pub kind: IdentityKind,
    /// Its normalised value: never empty.
    pub value: String,
}

impl Identity {
    /// Normalises a value; `None` if nothing is left of it, or if it is a placeholder.
    pub fn new(kind: IdentityKind, value: &str) -> Option<Identity> {
        match kind {
            IdentityKind::Email => Identity::email(value),
            IdentityKind::Phone => Identity::phone(value, None),
            IdentityKind::Platform => Identity::platform(None, value),
            IdentityKind::Device => Identity::of(kind, plain(value)),
        }
    }

    fn of(kind: IdentityKind, value: String) -> Option<Identity> {
        (!value.is_empty()).then_some(Identity { kind, value })
    }

    /// The e-mail address in a cell, in lower case. Of several the first counts; `None`: none, or a placeholder.
    pub fn email(text: &str) -> Option<Identity> {
        Identity::of(IdentityKind::Email, super::email::read(text)?)
    }

    /// The phone number in a cell. `country`: the one that the same row or record names for this person, never the
    /// shop's, which the store applies. Of several numbers the first counts; `None`: none that can be.
    pub fn phone(text: &str, country: Option<Country>) -> Option<Identity> {
        Identity::of(IdentityKind::Phone, phone::read(text, country)?)
    }

    /// The id that a shop system or another program gave. `system`: whose id it is, where the format knows.
    pub fn platform(system: Option<System>, id: &str) -> Option<Identity> {
        let id = plain(id);
        if id.is_empty() {
            return None;
        }
        let value = match system {
            Some(system) => format!("{}:{id}", system.word()),
            None => id,
        };
        Identity::of(IdentityKind::Platform, value)
    }

    /// The identity behind a `customer` field: with @ an e-mail, with + and digits a phone, else a platform id.
    pub fn guess(value: &str) -> Option<Identity> {
        let trimmed = value.trim().trim_start_matches('\'');
        let kind = if trimmed.contains('@') {
            IdentityKind::Email
        } else if trimmed.starts_with('+')
            && trimmed
                .chars()
                .skip(1)
                .all(|c| c.is_ascii_digit() || " -()".contains(c))
        {
            IdentityKind::Phone
        } else {
            IdentityKind::Platform
        };
        Identity::new(kind, value)
    }

    /// A platform id as the merchant types it: without the word of its system.
    pub fn bare(value: &str) -> &str {
        match value.split_once(':') {
            Some((word, id)) if !id.is_empty() && System::ALL.iter().any(|(_, w)| *w == word) => id,
            _ => value,
        }
    }
}

/// Cleaned text without the apostrophe that spreadsheets put before numbers.
fn plain(text: &str) -> String {
    super::text::clean(text)
        .trim_start_matches('\'')
        .trim()
        .to_owned()
}

/// What a file says of a person beside identities. Empty = not said.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct PersonFields {
    /// Full name.
    pub name: Option<String>,
    /// Country as the file has it (name or code), cleaned.
    pub country: Option<String>,
    /// State, province, county.
    pub region: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Street, house, postal code in one line.
    pub address: Option<String>,
    /// Language tag (`de`).
    pub language: Option<String>,
}

impl PersonFields {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == PersonFields::default()
    }
}
