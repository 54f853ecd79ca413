//! What the terms of a score rest on, with the figures needed to say it.

use crate::model::ids::ProductId;
use serde::Serialize;

/// What a term of a score rests on. `reason::words` turns it into a sentence for the merchant.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Because {
    /// Bought by many in the last days.
    Sold {
        /// Pieces or orders, as the ranker counts.
        orders: u32,
        /// Within how many days.
        days: u32,
    },
    /// Rising: recent doings weigh more.
    Rising {
        /// Orders in the recent part.
        recent: u32,
        /// Orders in the part before.
        before: u32,
        /// Length of a part in days.
        days: u32,
    },
    /// New in the shop.
    New {
        /// Days since it came.
        days: u32,
    },
    /// Looked at by many in the last days.
    Seen {
        /// Views.
        views: u32,
        /// Within how many days.
        days: u32,
    },
    /// Views are rising.
    RisingViews {
        /// Views in the recent part.
        recent: u32,
        /// Views in the part before.
        before: u32,
        /// Length of a part in days.
        days: u32,
    },
    /// Among the most bought of its category.
    TopIn {
        /// The category.
        category: String,
        /// Orders with it.
        orders: u32,
        /// Within how many days.
        days: u32,
    },
    /// Sells under its former price.
    OnSale {
        /// By how many percent.
        percent: u32,
    },
    /// Was sold out and can be had again.
    BackInStock {
        /// Days since it came back.
        days: u32,
    },
    /// This person looked at it.
    Viewed {
        /// How often.
        times: u32,
        /// Days since the last time.
        days_ago: u32,
    },
    /// Bought in the same orders as another product.
    BoughtWith {
        /// The other product.
        product: ProductId,
        /// Orders with both.
        both: u32,
        /// Orders with the other.
        of: u32,
    },
    /// Looked at in the same visits as another product.
    ViewedWith {
        /// The other product.
        product: ProductId,
        /// Visits with both.
        both: u32,
        /// Visits with the other.
        of: u32,
    },
    /// People who bought another product tend to this one (item-item model).
    LikedWith {
        /// The other product, in this person's history.
        product: ProductId,
    },
    /// The same from several more products of this person's history, taken together.
    LikedWithOthers {
        /// How many.
        products: u32,
    },
    /// Few bought it yet, but it is of the kind that this person bought or looked at.
    LikeHistory {
        /// The product of the history that is most like it.
        product: ProductId,
        /// What both share, in words (`both say “dome”`, `same brand`).
        shared: Vec<String>,
        /// Orders with it so far.
        orders: u32,
    },
    /// Nothing was bought or looked at together with another product yet; this speaks for it instead.
    Instead {
        /// The other product.
        product: ProductId,
        /// What there is nothing of yet (`bought with it`).
        lacking: &'static str,
        /// What speaks for it.
        because: Box<Because>,
    },
    /// Shares words with another product's title.
    AlikeWords {
        /// The other product.
        product: ProductId,
        /// The words, weightiest first.
        words: Vec<String>,
    },
    /// Lies in the category of another product.
    SameCategory {
        /// The other product.
        product: ProductId,
        /// The part of the path that both share.
        category: String,
    },
    /// Comes from the brand of another product.
    SameBrand {
        /// The other product.
        product: ProductId,
        /// The brand.
        brand: String,
    },
    /// Costs about as much as another product.
    NearPrice {
        /// The other product.
        product: ProductId,
    },
    /// This person bought it before.
    BoughtBefore {
        /// How often.
        times: u32,
        /// Days since the last time.
        days_ago: u32,
        /// Usual days between, if known.
        every: Option<u32>,
    },
    /// The usual time between this person's purchases of it is about over.
    Due {
        /// Days since the last time.
        days_ago: u32,
        /// Usual days between.
        every: u32,
    },
    /// This person put it into the cart and did not buy it.
    LeftInCart {
        /// Days since.
        days_ago: u32,
    },
    /// Visits that looked at another product looked at this one too, most often next.
    NextAfter {
        /// The other product, of this visit.
        product: ProductId,
        /// How many of the visits most like this one.
        visits: u32,
    },
    /// Looked at in this very visit.
    InVisit {
        /// How often.
        times: u32,
        /// Different products looked at since.
        back: u32,
    },
    /// Not one of the things that everybody always takes: what speaks for it speaks louder.
    Rare {
        /// Orders or views in all.
        times: u32,
    },
    /// In the shop for long: known to be wanted.
    Known {
        /// Days since it was first met.
        days: u32,
    },
    /// People like this one bought it.
    Peers {
        /// Who they are (`people in Berlin`).
        who: String,
        /// Orders of theirs.
        orders: u32,
        /// Within how many days.
        days: u32,
    },
    /// It fits what this person said they like.
    Said {
        /// What they were asked.
        name: String,
        /// What they said.
        content: String,
    },
    /// Only the doings of some people were counted.
    Among {
        /// Who they are.
        who: String,
        /// What was counted.
        because: Box<Because>,
    },
    /// Chosen by the merchant.
    Chosen,
    /// A strategy's or rule's boost or bury moved it.
    Weighted {
        /// Name of the boost's document.
        by: String,
        /// The multiplier.
        times: f64,
    },
}
