//! Looking at products: the list, and one product.

use super::{Error, Shop};
use crate::model::ids::ProductId;
use crate::store::catalogue;
pub use crate::store::catalogue::{
    PastState, ProductPage, ProductRow, Sorting, VariantRow, Wanted,
};
use crate::store::paging::Page;

impl Shop {
    /// Products, page by page.
    pub fn products(&self, wanted: &Wanted<'_>) -> Result<Page<ProductRow>, Error> {
        let currency = self.currency();
        self.store
            .read(|db| Ok(catalogue::page(db, currency, wanted)?))
    }

    /// The product that a merchant means by a SKU, platform id, handle, exact name or `product-12`.
    pub fn product_named(&self, text: &str) -> Result<ProductId, Error> {
        self.store
            .read(|db| Ok::<_, Error>(catalogue::named(db, text)?))?
            .ok_or_else(|| {
                Error::Asked(format!(
                    "no product is known as `{}`; `regulars products --find {}` looks in titles, brands and categories too",
                    crate::model::text::clean(text),
                    crate::model::text::clean(text)
                ))
            })
    }

    /// One product.
    pub fn product(&self, id: ProductId) -> Result<ProductPage, Error> {
        let currency = self.currency();
        self.store
            .read(|db| Ok::<_, Error>(catalogue::product(db, currency, id)?))?
            .ok_or_else(|| Error::Asked(format!("there is no product {id} (any more)")))
    }
}
