//! What the engine knows of each product, and the numbers by which it calls them.

use super::rows::millis;
use crate::model::ids::ProductId;
use crate::model::money::Price;
use crate::model::text;
use crate::model::time::Moment;
use rustc_hash::FxHashMap;

/// A product as the engine sees it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Item {
    /// Its row in the shop.
    pub id: ProductId,
    /// Title.
    pub title: String,
    /// SKU of the first variant.
    pub sku: Option<String>,
    /// Brand.
    pub brand: Option<String>,
    /// Leaf path, `Camping > Lighting`.
    pub category: Option<String>,
    /// Tags, and attributes as `name value`; lower case.
    pub marks: Vec<String>,
    /// Selling price of the cheapest variant.
    pub price: Option<Price>,
    /// Former price, higher while on sale.
    pub compare_at: Option<Price>,
    /// What the shop pays.
    pub cost: Option<Price>,
    /// Pieces in stock; `None` = not tracked.
    pub stock: Option<i64>,
    /// When it came into the shop, if said.
    pub added: Option<Moment>,
    /// From when a catalogue states it; `None` = from the start. What no catalogue states is known from its first
    /// order or event on: [`Item::UNLISTED`].
    pub since: Option<Moment>,
    /// When it came back after it was sold out, oldest first.
    pub restocked: Vec<Moment>,
    /// Offered to shoppers.
    pub published: bool,
    /// Postage, fee and the like: never recommended.
    pub service: bool,
}

impl Item {
    /// `since` of a product that only orders or events name.
    pub const UNLISTED: Option<Moment> = Some(Moment(i64::MAX));

    /// A product of which only the id is known.
    pub fn bare(id: ProductId) -> Item {
        Item {
            id,
            published: true,
            ..Item::default()
        }
    }

    /// How far under its former price it sells, 0 to 1; 0 if it is not on sale.
    pub fn discount(&self) -> f64 {
        match (self.price, self.compare_at) {
            (Some(price), Some(before)) if before.0 > 0 && price.0 < before.0 && price.0 >= 0 => {
                1.0 - price.0 as f64 / before.0 as f64
            }
            _ => 0.0,
        }
    }

    /// The category's parts, broadest first.
    pub fn path(&self) -> impl Iterator<Item = &str> {
        self.category
            .as_deref()
            .unwrap_or("")
            .split('>')
            .map(str::trim)
            .filter(|part| !part.is_empty())
    }

    /// Whether it lies in a category (the whole path, or its beginning: `Camping` holds `Camping > Lighting`).
    pub fn is_in(&self, category: &str) -> bool {
        let mut own = self.path();
        let mut parts = category
            .split('>')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .peekable();
        parts.peek().is_some()
            && parts.all(|part| {
                own.next()
                    .is_some_and(|o| text::fold(o) == text::fold(part))
            })
    }
}

/// All products, numbered from 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalogue {
    items: Vec<Item>,
    ids: Vec<ProductId>,
    services: Vec<bool>,
    numbers: FxHashMap<ProductId, u32>,
}

impl Catalogue {
    /// Numbers the products in the order of their ids, so that the same shop gives the same numbers.
    pub(crate) fn new(mut items: Vec<Item>) -> Catalogue {
        items.sort_by_key(|item| item.id);
        items.dedup_by_key(|item| item.id);
        let numbers = (0..).zip(&items).map(|(n, item)| (item.id, n)).collect();
        let ids = items.iter().map(|item| item.id).collect();
        let services = items.iter().map(|item| item.service).collect();
        Catalogue {
            items,
            ids,
            services,
            numbers,
        }
    }

    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }

    pub(crate) fn ids(&self) -> &[ProductId] {
        &self.ids
    }

    pub(crate) fn is_service(&self, product: u32) -> bool {
        self.services.get(product as usize).is_some_and(|s| *s)
    }

    /// From when a catalogue states a product, in milliseconds; 0 = from the start.
    pub(crate) fn listed(&self, product: u32) -> u64 {
        let item = self.items.get(product as usize);
        item.and_then(|item| item.since).map_or(0, millis)
    }

    pub(crate) fn number(&self, id: ProductId) -> Option<u32> {
        self.numbers.get(&id).copied()
    }

    /// The product's number, given now if it is new.
    pub(crate) fn number_or_new(&mut self, id: ProductId) -> u32 {
        let next = self.items.len() as u32;
        let number = *self.numbers.entry(id).or_insert(next);
        if number == next {
            self.items.push(Item {
                since: Item::UNLISTED,
                ..Item::bare(id)
            });
            self.ids.push(id);
            self.services.push(false);
        }
        number
    }

    /// States a product anew.
    pub(crate) fn put(&mut self, item: Item) {
        let number = self.number_or_new(item.id);
        self.services[number as usize] = item.service;
        self.items[number as usize] = item;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_holds_what_lies_below_it() {
        let lamp = Item {
            category: Some("Camping > Lighting".into()),
            ..Item::default()
        };
        assert!(lamp.is_in("camping") && lamp.is_in("Camping>Lighting"));
        assert!(
            !lamp.is_in("Lighting") && !lamp.is_in("Camping > Lighting > Lamps") && !lamp.is_in("")
        );
    }

    #[test]
    fn a_discount_needs_a_higher_former_price() {
        let mut item = Item {
            price: Some(Price(750_000)),
            compare_at: Some(Price(1_000_000)),
            ..Item::default()
        };
        assert!((item.discount() - 0.25).abs() < 1e-12);
        item.compare_at = Some(Price(500_000));
        assert_eq!(item.discount(), 0.0);
    }
}
