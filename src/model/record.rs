//! What a file states, one record at a time: the form in which `import` hands rows to the store and `simulate`
//! hands over its shop. All text is cleaned; all identities are normalised; times are instants; money is integer.

use super::campaign::CampaignRecord;
use super::consent::Consent;
use super::customer::{Identity, PersonFields};
use super::event::EventKind;
use super::money::{Amount, Currency, Price};
use super::order::OrderStatus;
use super::product::{ProductRef, ProductStatus, VariantRecord};
use super::time::{Day, Moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One statement of a file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Record {
    /// A whole order with all its lines.
    Order(OrderRecord),
    /// A credit note, with or without its order.
    Refund(RefundRecord),
    /// A money or stock row that is neither sale nor refund; listed, never an order.
    Adjustment(AdjustmentRecord),
    /// A person.
    Customer(CustomerRecord),
    /// A product with its variants.
    Product(ProductRecord),
    /// Something that happened.
    Event(Box<EventRecord>),
    /// A campaign and what its service counted.
    Campaign(Box<CampaignRecord>),
    /// A town and its tier.
    Place(PlaceRecord),
    /// The weather of a place on a day.
    Weather(WeatherRecord),
}

/// An order. `line` numbers are those of the decompressed file, from 1, the header being line 1.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OrderRecord {
    /// What makes it the same order in another file: the platform's id, else the order number.
    pub key: String,
    /// The number that the merchant knows (`#1001`).
    pub number: String,
    /// First line of the file that states it.
    pub line: u64,
    /// When it was placed.
    pub at: Moment,
    /// The latest date that its state carries (paid, fulfilled, cancelled ...), else `at`.
    pub state_at: Moment,
    /// Who bought: empty = nobody known.
    pub who: Vec<Identity>,
    /// What it says of the buyer.
    pub person: PersonFields,
    /// Payment status.
    pub status: OrderStatus,
    /// Currency; `None` = the file does not say: the shop's.
    pub currency: Option<Currency>,
    /// Sold lines in file order: quantity and price above zero.
    pub lines: Vec<LineRecord>,
    /// Discount on the whole order (positive), apart from line discounts.
    pub discount: Amount,
    /// Shipping field.
    pub shipping: Amount,
    /// Tax field.
    pub tax: Amount,
    /// Given back according to a column of this very order (positive).
    pub refunded: Amount,
    /// Sales channel (`web`, `pos`), where said.
    pub channel: Option<String>,
    /// Discount code used.
    pub code: Option<String>,
    /// Consent stated with the order.
    pub consents: Vec<Consent>,
}

/// One line of an order or refund.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct LineRecord {
    /// Line in the file.
    pub line: u64,
    /// What was sold.
    pub product: ProductRef,
    /// Pieces, above zero (in a refund: given back).
    pub quantity: i64,
    /// Unit price.
    pub price: Price,
    /// Discount on this line (positive).
    pub discount: Amount,
    /// Price times quantity less discount, in minor units.
    pub total: Amount,
    /// Postage, fee, voucher or manual adjustment: revenue, never recommended.
    pub service: bool,
}

/// The name of a line that holds the sum of an order whose products are not known.
pub const SUM_LINE: &str = "Order value without lines";

impl LineRecord {
    /// Whether the line is only a sum: it counts in revenue and says nothing of products.
    pub fn is_sum(&self) -> bool {
        self.service && self.product.sku.is_none() && self.product.name.as_deref() == Some(SUM_LINE)
    }
}

/// How many lines of an order or refund tell what was sold for how much: none where a sum stands beside them.
pub fn telling_lines(lines: &[LineRecord]) -> usize {
    if lines.iter().any(LineRecord::is_sum) {
        0
    } else {
        lines.len()
    }
}

/// A credit note.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RefundRecord {
    /// What makes it the same refund in another file.
    pub key: String,
    /// First line of the file that states it.
    pub line: u64,
    /// The order it belongs to, where the file says so.
    pub order_key: Option<String>,
    /// When it was given.
    pub at: Moment,
    /// Who got it.
    pub who: Vec<Identity>,
    /// What it says of the person.
    pub person: PersonFields,
    /// Currency; `None` = the shop's.
    pub currency: Option<Currency>,
    /// Lines given back; may be empty if only a sum is known.
    pub lines: Vec<LineRecord>,
    /// Sum given back (positive).
    pub total: Amount,
}

/// A row that is neither sale nor refund.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AdjustmentRecord {
    /// Document number of the row.
    pub key: String,
    /// Line in the file.
    pub line: u64,
    /// When.
    pub at: Moment,
    /// Who, if said.
    pub who: Vec<Identity>,
    /// What, if said.
    pub product: ProductRef,
    /// Pieces (any sign).
    pub quantity: i64,
    /// Unit price (any sign).
    pub price: Price,
    /// Price times quantity.
    pub total: Amount,
    /// Why it is no sale, in plain words ("price is zero").
    pub why: String,
}

/// A person as a customer file states them.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct CustomerRecord {
    /// Line in the file.
    pub line: u64,
    /// All traces; at least one.
    pub who: Vec<Identity>,
    /// Profile fields.
    pub person: PersonFields,
    /// When the shop added them.
    pub added: Option<Moment>,
    /// The shop's own labels.
    pub tags: Vec<String>,
    /// Consent statements.
    pub consents: Vec<Consent>,
    /// Any other column: name -> text (`age` -> `34`).
    pub attributes: BTreeMap<String, String>,
    /// Preferences that the person stated (`style` -> `light`), apart from anything inferred.
    pub preferences: BTreeMap<String, String>,
}

/// A product as a catalogue states it, or a part of it as another table does. What is empty is not said.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ProductRecord {
    /// Line in the file.
    pub line: u64,
    /// Platform id.
    pub platform_id: Option<String>,
    /// Handle (URL part).
    pub handle: Option<String>,
    /// Its own article number, where its variants have others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// Title; empty = not said.
    pub title: String,
    /// Plain text, tags stripped.
    pub description: Option<String>,
    /// Brand or vendor.
    pub brand: Option<String>,
    /// Category path, broadest first: `["Camping", "Lighting"]`.
    pub category: Vec<String>,
    /// The shop's own labels.
    pub tags: Vec<String>,
    /// Offered or not; `None` = not said.
    pub status: Option<ProductStatus>,
    /// Picture link (never fetched).
    pub image: Option<String>,
    /// When it came into the shop.
    pub added: Option<Moment>,
    /// As of when price and stock are stated; `None` = time of import.
    pub state_at: Option<Moment>,
    /// At least one, unless the statement is partial.
    pub variants: Vec<VariantRecord>,
    /// Any other attribute (`material` -> `wool`).
    pub attributes: BTreeMap<String, String>,
    /// Whether it sells a service (a gift card, a repair); `None` = judged by number and title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<bool>,
    /// Says only some things of the product (an inventory, a cost list): it lists no variants, so it drops none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
}

/// Something that happened (FORMATS.md section 4).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EventRecord {
    /// A repeated id is the same event.
    pub id: String,
    /// Line in the file.
    pub line: u64,
    /// Type.
    pub kind: EventKind,
    /// When.
    pub at: Moment,
    /// Device and customer identities; at least one.
    pub who: Vec<Identity>,
    /// The file's session id.
    pub session: Option<String>,
    /// `web`, `app`, `email`, `store` ...
    pub channel: Option<String>,
    /// `mobile`, `desktop` ...
    pub device: Option<String>,
    /// Page type or the shop's own page name.
    pub page: Option<String>,
    /// Spot on the page (`home-2`).
    pub placement: Option<String>,
    /// Strategy that was shown.
    pub strategy: Option<String>,
    /// Experiment variant (`A`).
    pub variant: Option<String>,
    /// Products shown, slot 1 first (impressions, list views).
    pub items: Vec<ProductRef>,
    /// Chance with which each item was chosen, beside `items`; empty = not logged.
    pub propensity: Vec<f64>,
    /// Decision id.
    pub decision: Option<String>,
    /// The product concerned (view, click, cart).
    pub item: Option<ProductRef>,
    /// Slot clicked, from 1.
    pub slot: Option<u32>,
    /// Impression event id that a click belongs to.
    pub impression: Option<String>,
    /// Pieces.
    pub quantity: Option<i64>,
    /// Search text.
    pub query: Option<String>,
    /// Campaign of a message or a link.
    pub campaign: Option<String>,
    /// The order of an `order` event; one more statement of an order also known from a file.
    pub order: Option<OrderRecord>,
    /// Unknown keys, kept.
    pub attributes: BTreeMap<String, String>,
}

/// A town and its tier.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PlaceRecord {
    /// Line in the file.
    pub line: u64,
    /// Country.
    pub country: Option<String>,
    /// State or province.
    pub region: Option<String>,
    /// Town.
    pub city: String,
    /// Its tier in one form (`2`).
    pub tier: String,
}

/// The weather of a place on a day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct WeatherRecord {
    /// Line in the file.
    pub line: u64,
    /// Day in the shop's zone.
    pub day: Day,
    /// Country.
    pub country: Option<String>,
    /// State or province.
    pub region: Option<String>,
    /// Town; without one the row is about the region, the country, or everywhere.
    pub city: Option<String>,
    /// Tenths of a degree Celsius.
    pub temperature: Option<i32>,
    /// The weather in a word (`rain`).
    pub sky: Option<String>,
}
