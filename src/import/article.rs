//! One product while its rows are read: what a row says, and what its rows say together.

use super::field::Field;
use crate::model::money::{Price, divide_half_away};
use crate::model::product::{ProductStatus, VariantRecord};
use crate::model::record::ProductRecord;
use crate::model::text::fold;

/// What a row is to its product.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Role {
    /// It states the product, and its only variant unless other rows state variants.
    Product,
    /// It states a variant.
    Variant,
    /// It states both.
    #[default]
    Both,
}

/// What one row says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// Of the product; without variants.
    pub(crate) product: ProductRecord,
    /// Its category paths, the main one first.
    pub(crate) categories: Vec<Vec<String>>,
    /// Of a variant, if anything.
    pub(crate) variant: Option<VariantRecord>,
    /// Of further variants.
    pub(crate) more: Vec<VariantRecord>,
    /// Added to the price of the product, in ten-thousandths; `true`: what reduces that price reduces this too.
    pub(crate) surcharge: Option<(i64, bool)>,
    /// Options of the variants with these article numbers.
    pub(crate) options_of: Vec<(String, String)>,
}

type Surcharge = Option<(i64, bool)>;

/// A product that is being put together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Article {
    product: ProductRecord,
    categories: Vec<Vec<String>>,
    /// What the first row of a variant says of the product: used where no row states the product.
    spare: Option<Box<(ProductRecord, Vec<Vec<String>>)>>,
    /// What the product's own row says of a variant.
    own: Option<VariantRecord>,
    variants: Vec<(VariantRecord, Surcharge)>,
    options_of: Vec<(String, String)>,
    /// Whether a row stated the product itself.
    headed: bool,
}

/// How the rows of a product are put together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Together {
    /// Rows of one variant are places where it lies: their stocks add up.
    pub(crate) places: bool,
    /// Says only some things of products.
    pub(crate) partial: bool,
}

impl Article {
    /// Takes over what a further row says; where two say the same thing, the first counts.
    pub(crate) fn add(&mut self, line: u64, role: Role, said: Said, how: Together) {
        if self.product.line == 0 {
            self.product.line = line;
        }
        self.options_of.extend(said.options_of);
        if role == Role::Variant {
            // A variant's row has its own name, number and place in the shop.
            let spare = || Box::new((said.product, said.categories));
            self.spare.get_or_insert_with(spare);
        } else {
            self.headed = true;
            self.describe(said.product, said.categories);
        }
        let first = said.variant.map(|v| (v, said.surcharge));
        for (variant, surcharge) in first
            .into_iter()
            .chain(said.more.into_iter().map(|v| (v, None)))
        {
            if role == Role::Product {
                self.own.get_or_insert(variant);
            } else {
                self.vary(variant, surcharge, how);
            }
        }
    }

    fn describe(&mut self, new: ProductRecord, categories: Vec<Vec<String>>) {
        let known = &mut self.product;
        if known.title.is_empty() {
            known.title = new.title;
        }
        for (known, new) in [
            (&mut known.platform_id, new.platform_id),
            (&mut known.handle, new.handle),
            (&mut known.sku, new.sku),
            (&mut known.description, new.description),
            (&mut known.brand, new.brand),
            (&mut known.image, new.image),
        ] {
            if known.is_none() {
                *known = new;
            }
        }
        known.status = known.status.or(new.status);
        known.added = known.added.or(new.added);
        known.service = known.service.or(new.service);
        for tag in new.tags {
            if !known.tags.contains(&tag) {
                known.tags.push(tag);
            }
        }
        for (name, content) in new.attributes {
            known.attributes.entry(name).or_insert(content);
        }
        for path in categories {
            if !self.categories.contains(&path) {
                self.categories.push(path);
            }
        }
    }

    fn vary(&mut self, variant: VariantRecord, surcharge: Surcharge, how: Together) {
        let same = |v: &&mut (VariantRecord, Surcharge)| {
            let (v, n) = (&v.0, &variant);
            fold(&v.options) == fold(&n.options)
                && (v.sku == n.sku || (how.places && n.sku.is_none()))
                && v.platform_id == n.platform_id
        };
        match self.variants.iter_mut().find(same) {
            Some((known, _)) if how.places => {
                known.stock = match (known.stock, variant.stock) {
                    (Some(a), Some(b)) => Some(a.saturating_add(b)),
                    (a, b) => a.or(b),
                };
            }
            Some(_) => {}
            None => self.variants.push((variant, surcharge)),
        }
    }

    /// The product with its variants.
    pub(crate) fn record(mut self, how: Together) -> ProductRecord {
        if let Some(spare) = self.spare.take().filter(|_| !self.headed) {
            self.describe(spare.0, spare.1);
            self.product.status = None;
            // Its id is the variant's.
            self.product.platform_id = None;
            self.product.sku = None;
        }
        let mut record = self.product;
        let own = self.own.unwrap_or_default();
        if self.variants.is_empty() {
            if own != VariantRecord::default() || !how.partial {
                self.variants.push((own, None));
            }
        } else {
            inherit(&mut self.variants, &own);
            record.sku = record.sku.or(own.sku);
        }
        record.variants = self
            .variants
            .into_iter()
            .map(|(mut v, _)| {
                // What is owed to customers is not in stock.
                v.stock = v.stock.map(|s| s.max(0));
                v.compare_at = v.compare_at.filter(|c| Some(*c) > v.price);
                let named = self
                    .options_of
                    .iter()
                    .find(|(sku, _)| v.sku.as_ref() == Some(sku));
                if let Some((_, options)) = named {
                    v.options.clone_from(options);
                }
                v
            })
            .collect();
        if record.variants.iter().any(|v| v.sku == record.sku) {
            record.sku = None;
        }
        let mut categories = self.categories.into_iter();
        record.category = categories.next().unwrap_or_default();
        let further: Vec<String> = categories.map(|path| path.join(" > ")).collect();
        if !further.is_empty() {
            record
                .attributes
                .entry("further categories".to_owned())
                .or_insert(further.join(", "));
        }
        // A variant without its product says nothing of what other variants there are.
        record.partial = how.partial || !self.headed;
        if record.status.is_none() && self.headed && !how.partial {
            record.status = Some(ProductStatus::Published);
        }
        record
    }
}

/// Variants have what their product says where they say nothing.
fn inherit(variants: &mut [(VariantRecord, Surcharge)], own: &VariantRecord) {
    let untracked = variants.iter().all(|(v, _)| v.stock.is_none());
    for (n, (v, surcharge)) in variants.iter_mut().enumerate() {
        if v.price.is_none() && v.sale.is_none() {
            let (plus, reduced) = surcharge.unwrap_or_default();
            v.compare_at = own.compare_at.map(|p| Price(p.0 + plus));
            v.price = own.price.map(|p| match own.compare_at {
                Some(full) if reduced && full.0 > 0 => {
                    let whole = i128::from(full.0 + plus) * i128::from(p.0);
                    Price(divide_half_away(whole, i128::from(full.0)))
                }
                _ => Price(p.0 + plus),
            });
            v.sale = own.sale.map(|mut s| {
                s.price.0 += plus;
                s
            });
        }
        v.cost = v.cost.or(own.cost);
        if untracked && n == 0 {
            // Counted for the product as a whole: the sum over its variants is the same.
            v.stock = own.stock;
        }
    }
}

/// Fields of which one is enough to make a row a variant's.
pub(crate) const OF_VARIANT: [Field; 9] = [
    Field::Sku,
    Field::VariantId,
    Field::Price,
    Field::SalePrice,
    Field::Cost,
    Field::Stock,
    Field::StockAt,
    Field::Barcode,
    Field::Option,
];
