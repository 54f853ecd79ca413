//! The shop's products as of one moment, in the engine's numbering, and how documents name them.

use crate::model::ids::ProductId;
use crate::model::text::fold;
use crate::recommend::{Allowed, Engine};
use crate::targeting::facts::{ProductFacts, Products};
use rustc_hash::FxHashMap;

/// Product facts by engine number.
#[derive(Clone, Debug, Default)]
pub struct Goods {
    facts: Vec<ProductFacts>,
    names: FxHashMap<String, u32>,
    places: FxHashMap<ProductId, u32>,
    assumed: usize,
}

impl Products for Goods {
    fn product(&self, id: ProductId) -> Option<&ProductFacts> {
        self.get(*self.places.get(&id)?)
    }
}

impl Goods {
    /// The products of an engine with their facts as of a moment. A product without facts is known by its engine
    /// item alone; facts of products that the engine does not have are dropped. `assumed` says for how many
    /// products the price and stock of that moment were not known, so that the oldest known stand for them.
    pub fn new(
        engine: &Engine,
        facts: impl IntoIterator<Item = ProductFacts>,
        assumed: usize,
    ) -> Goods {
        let mut all: Vec<ProductFacts> = engine
            .items()
            .iter()
            .map(|item| {
                let mut bare = ProductFacts::new(item.id, &item.title);
                if let Some(sku) = &item.sku {
                    bare.add_sku(sku);
                }
                bare.set_brand(item.brand.as_deref());
                bare.set_category(item.category.as_deref());
                bare.price = item.price;
                bare.compare_at = item.compare_at;
                bare.cost = item.cost;
                bare.stock = item.stock;
                bare.added = item.added;
                bare.service = item.service;
                bare.status = if item.published {
                    crate::model::product::ProductStatus::Published
                } else {
                    crate::model::product::ProductStatus::Hidden
                };
                bare
            })
            .collect();
        for fact in facts {
            if let Some(place) = engine.number(fact.id).and_then(|n| all.get_mut(n as usize)) {
                *place = fact;
            }
        }
        // A SKU beats another product's title of the same spelling, and of equal ones the older product has it.
        let mut names = FxHashMap::default();
        for sku_first in [true, false] {
            for (number, fact) in (0..).zip(&all) {
                let own = if sku_first { &fact.skus } else { &fact.names };
                for name in own {
                    names.entry(name.clone()).or_insert(number);
                }
            }
        }
        Goods {
            places: (0..).zip(&all).map(|(n, f)| (f.id, n)).collect(),
            facts: all,
            names,
            assumed,
        }
    }

    /// The facts of a product by its number.
    pub fn get(&self, number: u32) -> Option<&ProductFacts> {
        self.facts.get(number as usize)
    }

    /// All products; the place is the number.
    pub fn facts(&self) -> &[ProductFacts] {
        &self.facts
    }

    /// For how many products price and stock of that moment are assumed.
    pub fn assumed(&self) -> usize {
        self.assumed
    }

    /// The product that a document means: by SKU, handle, platform id or exact name.
    pub fn named(&self, name: &str) -> Option<u32> {
        self.names.get(&fold(name)).copied()
    }

    /// The products for which `test` holds, services left out.
    pub fn only(&self, engine: &Engine, test: impl Fn(&ProductFacts) -> bool) -> Allowed {
        engine.allowed(|number, _| self.get(number).is_some_and(|f| !f.service && test(f)))
    }

    /// The row of a product in the shop.
    pub fn id(&self, number: u32) -> Option<ProductId> {
        self.get(number).map(|f| f.id)
    }
}
