//! Where something is shown: page types; placements are spots on them, named by the shop (`home-2`).

use serde::{Deserialize, Serialize};

/// A type of page or message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageType {
    /// The homepage.
    Home,
    /// A list of one category.
    Category,
    /// One product.
    Product,
    /// Search results.
    Search,
    /// The cart.
    Cart,
    /// The checkout.
    Checkout,
    /// After an order.
    PostPurchase,
    /// An e-mail.
    Email,
    /// A text message.
    Sms,
    /// A push message.
    Push,
    /// An advertisement elsewhere.
    Ad,
}

impl PageType {
    /// Every page type, on-site ones first.
    pub const ALL: [PageType; 11] = [
        PageType::Home,
        PageType::Category,
        PageType::Product,
        PageType::Search,
        PageType::Cart,
        PageType::Checkout,
        PageType::PostPurchase,
        PageType::Email,
        PageType::Sms,
        PageType::Push,
        PageType::Ad,
    ];

    /// The word in files, commands and JSON.
    pub fn word(self) -> &'static str {
        match self {
            PageType::Home => "home",
            PageType::Category => "category",
            PageType::Product => "product",
            PageType::Search => "search",
            PageType::Cart => "cart",
            PageType::Checkout => "checkout",
            PageType::PostPurchase => "post_purchase",
            PageType::Email => "email",
            PageType::Sms => "sms",
            PageType::Push => "push",
            PageType::Ad => "ad",
        }
    }

    /// The page type with this word (dashes count as underscores).
    pub fn named(word: &str) -> Option<PageType> {
        let word = word.trim().to_lowercase().replace('-', "_");
        PageType::ALL.into_iter().find(|p| p.word() == word)
    }

    /// Whether the shop itself shows it (else a message or an advertisement).
    pub fn on_site(self) -> bool {
        !matches!(
            self,
            PageType::Email | PageType::Sms | PageType::Push | PageType::Ad
        )
    }
}
