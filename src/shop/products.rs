//! Looking at products: the list, one product, and what became of it.

use super::customers::last_months;
use super::recommend::{RecommendAsk, RecommendedItem};
use super::{Error, Shop};
use crate::model::ids::ProductId;
use crate::model::money::Money;
use crate::model::time::{Day, Moment};
pub use crate::store::catalogue::{
    PastState, ProductMerge, ProductPage, ProductRow, ProductTrace, Sorting, VariantRow, Wanted,
};
use crate::store::paging::Cursor;
pub use crate::store::paging::Page;
use crate::store::{catalogue, product_sales};
use chrono::Datelike;
use serde::Serialize;

/// Months of sales on a card, the present one included.
const MONTHS: usize = 13;
/// The newest shown blocks that are searched for a product.
const BLOCKS: usize = 20_000;

/// What became of a product.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Sales {
    /// First day of the month and pieces sold, oldest first.
    pub months: Vec<(Day, i64)>,
    /// The first sale.
    pub first: Option<Moment>,
    /// The last sale.
    pub last: Option<Moment>,
    /// Known buyers by their group of recency, frequency and money, the largest first.
    pub buyers: Vec<(String, u64)>,
    /// By which strategies it was shown among the newest blocks.
    pub shown_by: Vec<Shown>,
    /// How many of the newest blocks were searched.
    pub blocks: u64,
}

/// By which strategy a product was shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Shown {
    /// Id of the strategy, as events name it.
    pub strategy: String,
    /// Its name, else its id.
    pub name: String,
    /// Blocks that held the product.
    pub shown: u64,
    /// Of these, blocks in which it was clicked.
    pub clicked: u64,
}

impl ProductRow {
    /// What is left of the price after the cost, and its share of the price; `None` unless both are known.
    pub fn margin(&self) -> Option<(Money, f64)> {
        let (price, cost) = (self.price?, self.cost?);
        let left = Money::new(price.amount - cost.amount, price.currency);
        (price.amount.0 > 0).then(|| (left, left.amount.0 as f64 / price.amount.0 as f64))
    }
}

impl Shop {
    /// Products, page by page.
    pub fn products(&self, wanted: &Wanted<'_>) -> Result<Page<ProductRow>, Error> {
        if let Some(after) = wanted.after.filter(|after| Cursor::parse(after).is_none()) {
            return Err(Error::Asked(format!(
                "--after: `{after}` is not the place printed at the end of a list"
            )));
        }
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
                    "no product is known as `{}`; `regulars products list --find {}` looks in titles, brands and categories too",
                    crate::model::text::clean(text),
                    crate::model::text::quoted(&crate::model::text::clean(text))
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

    /// What became of a product: sales by month, who buys it, which strategies showed it.
    pub fn product_sales(&self, id: ProductId) -> Result<Sales, Error> {
        let zone = self.zone();
        let today = zone.day_of(self.now());
        let month = |d: Day| (d.date().year(), d.date().month());
        self.store.read(|db| {
            let mut months: Vec<(Day, i64)> = last_months(today, MONTHS)
                .into_iter()
                .map(|m| (m, 0))
                .collect();
            let since = months.first().map_or(today, |(m, _)| *m);
            for (at, pieces) in product_sales::sold_since(db, id, zone.start_of(since))? {
                let of = month(zone.day_of(at));
                if let Some((_, sum)) = months.iter_mut().find(|(m, _)| month(*m) == of) {
                    *sum += pieces;
                }
            }
            let (first, last) = product_sales::first_and_last(db, id)?;
            let (shown_by, blocks) = product_sales::shown_lately(db, id, BLOCKS)?;
            let names = super::documents::playbook(db, None)?.0.strategies;
            Ok(Sales {
                months,
                first,
                last,
                buyers: product_sales::buyers_by_group(db, id)?,
                shown_by: shown_by
                    .into_iter()
                    .map(|s| Shown {
                        name: names
                            .iter()
                            .find(|n| n.id == s.strategy)
                            .map_or_else(|| s.strategy.clone(), |n| n.name.clone()),
                        strategy: s.strategy,
                        shown: s.shown,
                        clicked: s.clicked,
                    })
                    .collect(),
                blocks,
            })
        })
    }

    /// What is bought together with a product, best first; nothing where too few orders hold it.
    pub fn bought_together(&self, id: ProductId, n: usize) -> Result<Vec<RecommendedItem>, Error> {
        let ask = RecommendAsk {
            product: Some(id),
            ranker: Some("Bought Together".into()),
            n,
            ..RecommendAsk::default()
        };
        Ok(self.recommend(&ask)?.items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::Quiet;
    use crate::shop::demo::Size;

    #[test]
    fn sales_agree_with_the_page_of_the_product() {
        let folder = tempfile::tempdir().unwrap();
        let shop = Shop::demo(&folder.path().join("demo.db"), Size::Small, 7, &Quiet).unwrap();
        let page = |after: Option<&str>| {
            shop.products(&Wanted {
                after,
                limit: 400,
                ..Wanted::default()
            })
            .unwrap()
        };
        let first = page(None);
        let best = first.rows.iter().max_by_key(|r| (r.sold, r.id)).unwrap();
        let (detail, sales) = (
            shop.product(best.id).unwrap(),
            shop.product_sales(best.id).unwrap(),
        );
        assert_eq!(best.sold, detail.pieces);
        assert_eq!(detail.row.sold, detail.pieces);
        let lately: i64 = sales.months.iter().map(|(_, n)| n).sum();
        assert!(lately > 0 && lately <= detail.pieces);
        assert_eq!(sales.months.len(), MONTHS);
        let buyers: u64 = sales.buyers.iter().map(|(_, n)| n).sum();
        assert_eq!(buyers, detail.buyers);
        assert!(sales.first <= sales.last && sales.first.is_some());
        assert!(sales.blocks > 0);
        assert!(
            sales
                .shown_by
                .iter()
                .all(|s| s.clicked <= s.shown && s.shown <= sales.blocks)
        );
        assert!(
            sales.shown_by.iter().any(|s| s.name != s.strategy),
            "names, not ids"
        );
        for item in shop.bought_together(best.id, 3).unwrap() {
            assert_ne!(item.product, best.id);
        }
        let (left, share) = detail.row.margin().unwrap();
        assert!(share > 0.0 && share < 1.0 && left.amount < detail.row.price.unwrap().amount);
    }
}
