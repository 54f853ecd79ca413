//! What all statements of one product say together, field by field: the newest one that says a field wins.
//!
//! A catalogue lists a product's variants: one that the newest catalogue leaves out is gone. Partial statements (an
//! inventory, a cost list) fill in what they know of the variants that are there. The result depends on what is stated
//! and when, never on the order in which files were imported.

use super::fingerprint::Print;
use crate::model::money::Price;
use crate::model::product::{ProductStatus, VariantRecord};
use crate::model::record::ProductRecord;
use crate::model::text::fold;
use crate::model::time::Moment;
use std::collections::BTreeMap;

/// One statement of a product.
pub(crate) struct Stated {
    pub(crate) at: i64,
    pub(crate) batch: i64,
    pub(crate) line: i64,
    pub(crate) hash: Print,
    pub(crate) record: ProductRecord,
}

/// What is known of a product.
#[derive(Default)]
pub(crate) struct Together {
    /// Every field as the newest statement says it; the variants with theirs.
    pub(crate) record: ProductRecord,
    /// Whether a catalogue states it, not only partial statements.
    pub(crate) catalogued: bool,
    /// Where it comes from: the newest catalogue, else the newest statement.
    pub(crate) batch: i64,
    pub(crate) line: i64,
    /// Which batch said the tags.
    pub(crate) tags_of: i64,
    /// Which batch said each attribute.
    pub(crate) attributes_of: BTreeMap<String, i64>,
    /// Price, stock and status of variants as they became known, oldest first.
    pub(crate) history: Vec<Past>,
}

/// The state of a variant at a time.
pub(crate) struct Past {
    /// Place in the list of variants.
    pub(crate) variant: usize,
    pub(crate) at: i64,
    pub(crate) price: Option<Price>,
    pub(crate) stock: Option<i64>,
    pub(crate) status: ProductStatus,
    pub(crate) batch: i64,
    pub(crate) line: i64,
}

/// Puts the statements of a product together; `None` without any.
pub(crate) fn together(mut stated: Vec<Stated>) -> Option<Together> {
    // At the same time the catalogue is said first, and the file with less in it corrects it.
    stated.sort_by_key(|s| (s.at, s.record.partial, s.record.variants.len(), s.hash));
    let newest = stated
        .iter()
        .rposition(|s| !s.record.partial)
        .unwrap_or(stated.len().checked_sub(1)?);
    let catalogue = stated.get(newest).filter(|s| !s.record.partial);
    // The variants are those of the newest catalogue; what they are like is said below.
    // Statements of one file are one catalogue, even where it has a row for each variant.
    let mut listed: Vec<VariantRecord> = Vec::new();
    for said in stated.iter().filter(|s| !s.record.partial) {
        let newest = catalogue.is_some_and(|c| c.at == said.at);
        for v in said.record.variants.iter().filter(|_| newest) {
            if !listed.iter().any(|known| same_variant(known, v)) {
                listed.push(VariantRecord {
                    platform_id: v.platform_id.clone(),
                    sku: v.sku.clone(),
                    options: v.options.clone(),
                    ..VariantRecord::default()
                });
            }
        }
    }
    let own_skus: Vec<String> = stated
        .iter()
        .filter_map(|s| s.record.sku.as_deref().map(fold))
        .collect();
    let mut all = Together {
        catalogued: catalogue.is_some(),
        batch: stated.get(newest)?.batch,
        line: stated.get(newest)?.line,
        ..Together::default()
    };
    all.record.partial = catalogue.is_none();
    all.record.variants = listed.clone();
    for (place, said) in stated.iter().enumerate() {
        all.say(said);
        let mut concerned = Vec::new();
        for variant in &said.record.variants {
            let variant = &as_of(variant, said.at);
            let own = variant
                .sku
                .as_deref()
                .is_some_and(|s| own_skus.contains(&fold(s)));
            match all.meant(&listed, variant, said.record.partial, own) {
                Meant::One(at) => {
                    if let Some(known) = all.record.variants.get_mut(at) {
                        fill(known, variant, said.record.partial);
                        concerned.push(at);
                    }
                }
                Meant::New if catalogue.is_none() || place > newest => {
                    all.record.variants.push(variant.clone());
                    concerned.push(all.record.variants.len() - 1);
                }
                Meant::Every => {
                    for (at, known) in all.record.variants.iter_mut().enumerate() {
                        let price_only = VariantRecord {
                            price: variant.price,
                            compare_at: variant.compare_at,
                            cost: variant.cost,
                            ..VariantRecord::default()
                        };
                        fill(known, &price_only, true);
                        concerned.push(at);
                    }
                }
                Meant::New | Meant::None => {}
            }
        }
        if said.record.variants.is_empty() && said.record.status.is_some() {
            concerned.extend(0..all.record.variants.len());
        }
        for variant in concerned {
            let known = &all.record.variants[variant];
            all.history.push(Past {
                variant,
                at: said.at,
                price: known.price,
                stock: known.stock,
                status: all.record.status.unwrap_or_default(),
                batch: said.batch,
                line: said.line,
            });
        }
    }
    Some(all)
}

/// Which variant a statement means.
enum Meant {
    One(usize),
    /// The product as a whole.
    Every,
    /// One that is not listed.
    New,
    None,
}

impl Together {
    fn meant(
        &self,
        listed: &[VariantRecord],
        variant: &VariantRecord,
        partial: bool,
        own: bool,
    ) -> Meant {
        // Known by what the catalogue says they are; those that came since by their own words.
        let known = self
            .record
            .variants
            .iter()
            .enumerate()
            .map(|(at, v)| listed.get(at).unwrap_or(v));
        let whole = variant.options.is_empty() && (variant.sku.is_none() || own);
        if let Some(at) = known.clone().position(|v| same_variant(v, variant)) {
            return Meant::One(at);
        }
        match (partial, known.count()) {
            (false, _) => Meant::None,
            (true, 0) => Meant::New,
            (true, 1) if whole => Meant::One(0),
            (true, _) if whole => Meant::Every,
            // Without a catalogue every number is a variant; a catalogue knows best which there are.
            (true, _) if !self.catalogued || !variant.options.is_empty() => Meant::New,
            (true, _) => Meant::None,
        }
    }

    /// Takes over what a statement says of the product itself.
    fn say(&mut self, said: &Stated) {
        let (known, new) = (&mut self.record, &said.record);
        let text = |known: &mut Option<String>, new: &Option<String>| {
            if new.as_deref().is_some_and(|t| !t.is_empty()) {
                known.clone_from(new);
            }
        };
        text(&mut known.platform_id, &new.platform_id);
        text(&mut known.handle, &new.handle);
        text(&mut known.sku, &new.sku);
        text(&mut known.description, &new.description);
        text(&mut known.brand, &new.brand);
        text(&mut known.image, &new.image);
        if !new.title.is_empty() {
            known.title.clone_from(&new.title);
        }
        if !new.category.is_empty() {
            known.category.clone_from(&new.category);
        }
        if !new.tags.is_empty() {
            known.tags.clone_from(&new.tags);
            self.tags_of = said.batch;
        }
        known.status = new.status.or(known.status);
        known.service = new.service.or(known.service);
        known.added = match (known.added, new.added) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        for (name, content) in &new.attributes {
            known.attributes.insert(name.clone(), content.clone());
            self.attributes_of.insert(name.clone(), said.batch);
        }
    }
}

/// A variant with the prices of the time at which it is stated.
fn as_of(variant: &VariantRecord, at: i64) -> VariantRecord {
    let (price, compare_at) = variant.prices_at(Moment(at));
    VariantRecord {
        price,
        compare_at,
        sale: None,
        ..variant.clone()
    }
}

/// Takes over what a statement says of a variant. The former price belongs to the price it stands beside.
fn fill(known: &mut VariantRecord, new: &VariantRecord, partial: bool) {
    for (known, new) in [
        (&mut known.platform_id, &new.platform_id),
        (&mut known.sku, &new.sku),
        (&mut known.barcode, &new.barcode),
    ] {
        if new.is_some() {
            known.clone_from(new);
        }
    }
    if !new.options.is_empty() {
        known.options.clone_from(&new.options);
    }
    if new.price.is_some() {
        known.price = new.price;
        let before = known.compare_at.filter(|c| partial && Some(*c) > new.price);
        known.compare_at = new.compare_at.or(before);
    } else if new.compare_at.is_some() {
        known.compare_at = new.compare_at;
    }
    known.cost = new.cost.or(known.cost);
    known.stock = new.stock.or(known.stock);
}

/// Whether two records speak of the same variant: the strongest thing both say decides.
pub(crate) fn same_variant(a: &VariantRecord, b: &VariantRecord) -> bool {
    match (&a.platform_id, &b.platform_id, &a.sku, &b.sku) {
        (Some(a), Some(b), _, _) => a == b,
        (_, _, Some(a), Some(b)) => fold(a) == fold(b),
        _ => fold(&a.options) == fold(&b.options),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(
        at: i64,
        partial: bool,
        title: &str,
        variants: &[(&str, &str, Option<i64>, Option<i64>)],
    ) -> Stated {
        let variants = variants
            .iter()
            .map(|(sku, options, price, stock)| VariantRecord {
                sku: (!sku.is_empty()).then(|| (*sku).to_owned()),
                options: (*options).to_owned(),
                price: price.map(Price),
                stock: *stock,
                ..VariantRecord::default()
            })
            .collect();
        Stated {
            at,
            batch: at,
            line: 2,
            hash: [0; 16],
            record: ProductRecord {
                title: title.to_owned(),
                partial,
                variants,
                ..ProductRecord::default()
            },
        }
    }

    fn figures(all: &Together) -> Vec<(&str, Option<i64>, Option<i64>)> {
        let variants = all.record.variants.iter();
        variants
            .map(|v| (v.options.as_str(), v.price.map(|p| p.0), v.stock))
            .collect()
    }

    #[test]
    fn an_inventory_and_a_price_list_complete_a_catalogue() {
        let all = together(vec![
            said(
                2,
                true,
                "",
                &[("t-s", "", None, Some(4)), ("T-M", "", None, Some(6))],
            ),
            said(3, true, "", &[("", "", Some(900), None)]),
            said(
                1,
                false,
                "Tent",
                &[
                    ("T-S", "S", Some(1_000), None),
                    ("T-M", "M", Some(1_200), Some(1)),
                ],
            ),
        ])
        .unwrap();
        assert_eq!(
            (all.record.title.as_str(), all.catalogued, all.batch),
            ("Tent", true, 1)
        );
        assert_eq!(
            figures(&all),
            [("S", Some(900), Some(4)), ("M", Some(900), Some(6))]
        );
        let steps: Vec<_> = all
            .history
            .iter()
            .filter(|p| p.variant == 1)
            .map(|p| (p.at, p.price.map(|p| p.0), p.stock))
            .collect();
        assert_eq!(
            steps,
            [
                (1, Some(1_200), Some(1)),
                (2, Some(1_200), Some(6)),
                (3, Some(900), Some(6))
            ]
        );
    }

    #[test]
    fn a_newer_catalogue_drops_variants_and_a_newer_inventory_brings_one() {
        let first = || {
            said(
                1,
                false,
                "Tent",
                &[("A", "S", Some(10), Some(1)), ("B", "M", Some(10), Some(1))],
            )
        };
        let second = || said(5, false, "Tent", &[("B", "M", None, None)]);
        assert_eq!(
            figures(&together(vec![second(), first()]).unwrap()),
            [("M", Some(10), Some(1))]
        );
        let newer = said(6, true, "", &[("C", "L", None, Some(7))]);
        let older = said(4, true, "", &[("D", "XL", None, Some(7))]);
        let all = together(vec![older, second(), newer, first()]).unwrap();
        assert_eq!(
            figures(&all),
            [("M", Some(10), Some(1)), ("L", None, Some(7))]
        );
    }

    #[test]
    fn a_former_price_goes_with_the_price_that_ends_the_sale() {
        let mut sale = said(1, false, "Tent", &[("A", "", Some(800), None)]);
        sale.record.variants[0].compare_at = Some(Price(1_000));
        let ended = said(2, false, "", &[("A", "", Some(1_000), None)]);
        let all = together(vec![sale, ended]).unwrap();
        assert_eq!(all.record.title, "Tent");
        assert_eq!(all.record.variants[0].compare_at, None);
    }
}
