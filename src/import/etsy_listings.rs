//! Etsy's listings download: one row per listing, its variations as lists in cells.

use super::article::Said;
use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::goods::{Goods, Habits};
use super::goods_cells::{Cells, Hand};
use super::kind::Kind;
use super::lists::{Lists, parts};
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use crate::model::product::VariantRecord;

/// Etsy's listings. One price and one stock for all variations.
pub(crate) const PLATFORM: Platform = Platform {
    word: "etsy-listings",
    title: "Etsy listings",
    found: "Etsy: Shop manager, Settings, Options, Download data, Currently for sale listings",
    kind: Kind::Products,
    shape: Shape::Named(Names {
        telling: &[
            "TITLE",
            "DESCRIPTION",
            "PRICE",
            "CURRENCY_CODE",
            "QUANTITY",
            "IMAGE1",
        ],
        never: &[],
        columns: &[
            ("TITLE", Field::Product),
            ("DESCRIPTION", Field::Description),
            ("PRICE", Field::Price),
            ("CURRENCY_CODE", Field::Currency),
            ("QUANTITY", Field::Stock),
            ("TAGS", Field::Tags),
            ("MATERIALS", Field::Attribute),
            ("SECTION", Field::Category),
            ("IMAGE1", Field::Image),
            ("SKU", Field::Sku),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        lists: Lists {
            categories: "",
            levels: ">",
            tags: ",",
            images: "",
        },
        place: |cells| {
            let key = crate::model::text::fold(&cells.text(Field::Product));
            (!key.is_empty()).then(|| super::goods::Place::of(key, super::article::Role::Both))
        },
        amend,
        ..Habits::default()
    };
    Box::new(Goods::new(reading, habits, checked))
}

fn amend(cells: &Cells<'_, '_>, said: &mut Said, _: &mut Hand<'_>) {
    for tag in &mut said.product.tags {
        *tag = tag.replace('_', " ");
    }
    let values = parts(&cells.named_text("VARIATION 1 VALUES"), ",");
    let second = !cells.named_text("VARIATION 2 VALUES").is_empty();
    for n in 1..=2 {
        let (name, values) = (
            cells.named_text(&format!("VARIATION {n} NAME")),
            cells.named_text(&format!("VARIATION {n} VALUES")),
        );
        if !name.is_empty() && !values.is_empty() {
            said.product
                .attributes
                .insert(name, values.replace(',', ", "));
        }
    }
    let skus = parts(&cells.text(Field::Sku), ",");
    let Some(first) = &mut said.variant else {
        return;
    };
    if skus.len() < 2 {
        return;
    }
    let option = |n: usize| match values.get(n) {
        Some(value) if !second && values.len() == skus.len() => value.clone(),
        _ => String::new(),
    };
    // The stock is that of all variations together: it is counted once.
    let others = skus
        .iter()
        .enumerate()
        .skip(1)
        .map(|(n, sku)| VariantRecord {
            sku: Some(sku.clone()),
            options: option(n),
            stock: None,
            ..first.clone()
        });
    said.more = others.collect();
    first.sku = skus.first().cloned();
    first.options = option(0);
}
