//! What the in-memory evaluator knows of a product and of a customer.

use crate::model::consent::Consent;
use crate::model::event::EventKind;
use crate::model::ids::{CustomerId, ProductId};
use crate::model::money::{Amount, Price, divide_half_away};
use crate::model::product::{ProductStatus, mark};
use crate::model::text;
use crate::model::time::Moment;
use crate::targeting::moment::Days;
use crate::targeting::plan::category_path;
use std::collections::{BTreeMap, HashMap};

/// A product as filters, boosts and rules see it. Fill it with [`ProductFacts::new`] and the setters of its texts, which
/// fold once so that a test costs no allocation.
#[derive(Clone, PartialEq, Debug)]
pub struct ProductFacts {
    /// Which.
    pub id: ProductId,
    /// Folded title.
    pub title: String,
    /// Folded SKUs of its variants.
    pub skus: Vec<String>,
    /// Everything that names it, folded: SKUs, platform ids, handle, names.
    pub names: Vec<String>,
    /// Folded brand.
    pub brand: Option<String>,
    /// Category in the form of [`category_path`].
    pub category: Option<String>,
    /// Folded labels.
    pub tags: Vec<String>,
    /// Folded attribute name -> folded text.
    pub attributes: BTreeMap<String, String>,
    /// Selling price.
    pub price: Option<Price>,
    /// Former price.
    pub compare_at: Option<Price>,
    /// What the shop pays.
    pub cost: Option<Price>,
    /// Pieces; `None` = not tracked.
    pub stock: Option<i64>,
    /// Offered or not.
    pub status: ProductStatus,
    /// Postage, fees and the like.
    pub service: bool,
    /// When it came into the shop.
    pub added: Option<Moment>,
}

impl ProductFacts {
    /// A published product of which only the title is known.
    pub fn new(id: ProductId, title: &str) -> ProductFacts {
        let title = text::fold(title);
        ProductFacts {
            id,
            names: vec![title.clone()],
            title,
            skus: Vec::new(),
            brand: None,
            category: None,
            tags: Vec::new(),
            attributes: BTreeMap::new(),
            price: None,
            compare_at: None,
            cost: None,
            stock: None,
            status: ProductStatus::Published,
            service: false,
            added: None,
        }
    }

    /// Adds a SKU of a variant.
    pub fn add_sku(&mut self, sku: &str) {
        self.skus.push(text::fold(sku));
        self.names.push(text::fold(sku));
    }

    /// Adds another name: platform id, handle, name on order lines.
    pub fn add_name(&mut self, name: &str) {
        self.names.push(text::fold(name));
    }

    /// Sets the brand.
    pub fn set_brand(&mut self, brand: Option<&str>) {
        self.brand = brand.map(text::fold);
    }

    /// Sets the category path (`Camping > Lighting`).
    pub fn set_category(&mut self, path: Option<&str>) {
        self.category = path.map(category_path);
    }

    /// Adds a label.
    pub fn add_tag(&mut self, tag: &str) {
        self.tags.push(text::fold(tag));
    }

    /// Sets an attribute.
    pub fn set_attribute(&mut self, name: &str, value: &str) {
        self.attributes.insert(text::fold(name), text::fold(value));
    }

    /// Labels and attributes as words to compare products by.
    pub fn marks(&self) -> Vec<String> {
        let tags = self.tags.iter().filter_map(|tag| mark(tag, None));
        let attributes = self.attributes.iter();
        let attributes = attributes.filter_map(|(name, content)| mark(name, Some(content)));
        let mut marks: Vec<String> = tags.chain(attributes).collect();
        marks.sort_unstable();
        marks.dedup();
        marks
    }

    /// Whether it sells below its former price.
    pub fn on_sale(&self) -> bool {
        matches!((self.price, self.compare_at), (Some(now), Some(before)) if now < before)
    }

    /// (price - cost) / price in hundredths of a percent; `None` without both or at no price.
    pub fn margin(&self) -> Option<i64> {
        let (price, cost) = (self.price?.0, self.cost?.0);
        (price > 0).then(|| {
            divide_half_away(
                (i128::from(price) - i128::from(cost)) * 10_000,
                i128::from(price),
            )
        })
    }
}

/// The shop's products, to judge what was bought or viewed.
pub trait Products {
    /// The facts of a product.
    fn product(&self, id: ProductId) -> Option<&ProductFacts>;
}

impl Products for HashMap<ProductId, ProductFacts> {
    fn product(&self, id: ProductId) -> Option<&ProductFacts> {
        self.get(&id)
    }
}

impl Products for BTreeMap<ProductId, ProductFacts> {
    fn product(&self, id: ProductId) -> Option<&ProductFacts> {
        self.get(&id)
    }
}

/// Everything that conditions over customers may ask of one person. Facts after the moment asked about may be
/// present: the evaluator does not look at them.
#[derive(Clone, PartialEq, Debug)]
pub struct CustomerFacts {
    /// Who.
    pub id: CustomerId,
    /// Has an e-mail, phone or platform id.
    pub known: bool,
    /// Full name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// State, province, county.
    pub region: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Its tier, by the tables of towns.
    pub city_tier: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// The shop's own labels.
    pub tags: Vec<String>,
    /// Imported columns.
    pub attributes: BTreeMap<String, String>,
    /// What they said they prefer.
    pub preferences: BTreeMap<String, String>,
    /// When they were added: as stated, else their first trace.
    pub added: Option<Moment>,
    /// Statements, oldest first; among equal times the later one wins.
    pub consents: Vec<Consent>,
    /// Sales, oldest first.
    pub orders: Vec<OrderFact>,
    /// Refunds, oldest first.
    pub refunds: Vec<RefundFact>,
    /// Events, oldest first.
    pub events: Vec<EventFact>,
    /// Number of sessions: tells visitors apart.
    pub sessions: i64,
    /// Sessions, oldest first.
    pub visits: Vec<VisitFact>,
    /// The weather where they live, by day.
    pub weather: Days,
}

impl CustomerFacts {
    /// A known customer of whom nothing else is known.
    pub fn new(id: CustomerId) -> CustomerFacts {
        CustomerFacts {
            id,
            known: true,
            name: None,
            email: None,
            country: None,
            region: None,
            city: None,
            city_tier: None,
            language: None,
            tags: Vec::new(),
            attributes: BTreeMap::new(),
            preferences: BTreeMap::new(),
            added: None,
            consents: Vec::new(),
            orders: Vec::new(),
            refunds: Vec::new(),
            events: Vec::new(),
            sessions: 0,
            visits: Vec::new(),
            weather: Days::new(),
        }
    }
}

/// One sale.
#[derive(Clone, PartialEq, Debug)]
pub struct OrderFact {
    /// When.
    pub at: Moment,
    /// In the shop's currency, so that its sums count.
    pub own_currency: bool,
    /// Goods after discounts.
    pub gross: Amount,
    /// Given back, as the order itself says.
    pub refunded: Amount,
    /// With a discount or a code.
    pub reduced: bool,
    /// Where it was made.
    pub channel: Option<String>,
    /// What was bought, and the line's total.
    pub lines: Vec<(ProductId, Amount)>,
}

/// One refund.
#[derive(Clone, PartialEq, Debug)]
pub struct RefundFact {
    /// When.
    pub at: Moment,
    /// In the shop's currency.
    pub own_currency: bool,
    /// Given back.
    pub total: Amount,
    /// For which products, if said.
    pub lines: Vec<(ProductId, Amount)>,
}

/// One event.
#[derive(Clone, PartialEq, Debug)]
pub struct EventFact {
    /// Type.
    pub kind: EventKind,
    /// When.
    pub at: Moment,
    /// The product concerned.
    pub product: Option<ProductId>,
    /// Search text.
    pub query: Option<String>,
    /// Strategy of the block.
    pub strategy: Option<String>,
    /// Campaign of the message or link.
    pub campaign: Option<String>,
}

/// One session on the shop's own pages.
#[derive(Clone, PartialEq, Debug)]
pub struct VisitFact {
    /// When it began.
    pub at: Moment,
    /// Where from or where.
    pub channel: Option<String>,
    /// On which device.
    pub device: Option<String>,
}
