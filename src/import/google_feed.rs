//! A Google Merchant Center product feed: one row per variant, those of one product in an item group.

use super::article::Said;
use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::goods::{Goods, Habits};
use super::goods_cells::{Cells, Hand};
use super::kind::Kind;
use super::lists::Lists;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};

/// A product feed as shops give it to Google and others. Prices carry their currency: `12.00 EUR`.
pub(crate) const PLATFORM: Platform = Platform {
    word: "google-feed",
    title: "Google product feed",
    found: "the feed file of Google Merchant Center (TSV or CSV)",
    kind: Kind::Products,
    shape: Shape::Named(Names {
        telling: &["id", "title", "link", "image_link", "availability", "price"],
        never: &[],
        columns: &[
            ("id", Field::Sku),
            ("item_group_id", Field::Parent),
            ("title", Field::Product),
            ("description", Field::Description),
            ("product_type", Field::Category),
            ("google_product_category", Field::CategoryToo),
            ("brand", Field::Brand),
            ("gtin", Field::Barcode),
            ("price", Field::Price),
            ("sale_price", Field::SalePrice),
            ("cost_of_goods_sold", Field::Cost),
            ("availability", Field::Available),
            ("image_link", Field::Image),
            ("color", Field::Option),
            ("size", Field::Option),
            ("link", Field::Attribute),
            ("mpn", Field::Attribute),
            ("condition", Field::Attribute),
            ("gender", Field::Attribute),
            ("age_group", Field::Attribute),
            ("material", Field::Attribute),
            ("pattern", Field::Attribute),
            ("custom_label_*", Field::Attribute),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        lists: Lists {
            categories: ",",
            levels: ">",
            tags: ",",
            images: "",
        },
        place: |cells| {
            let named = [Field::Parent, Field::Sku];
            let keys = named
                .into_iter()
                .map(|f| crate::model::text::fold(&cells.text(f)));
            let key = keys.into_iter().find(|t| !t.is_empty())?;
            Some(super::goods::Place::of(key, super::article::Role::Both))
        },
        amend,
        ..Habits::default()
    };
    Box::new(Goods::new(reading, habits, checked))
}

fn amend(cells: &Cells<'_, '_>, said: &mut Said, hand: &mut Hand<'_>) {
    let group = cells.text(Field::Parent);
    if !group.is_empty() {
        said.product.platform_id = Some(group);
    } else if let Some(variant) = &mut said.variant {
        // A product on its own has no variants: its colour is one of its attributes.
        variant.options.clear();
        for name in ["color", "size"] {
            let content = cells.named_text(name);
            if !content.is_empty() {
                said.product.attributes.insert(name.to_owned(), content);
            }
        }
    }
    // `2026-11-20T00:00+0100/2026-12-01T00:00+0100`
    let dates = cells.named_text("sale_price_effective_date");
    if let (Some((from, to)), Some(variant)) = (dates.split_once('/'), &mut said.variant)
        && let Some(sale) = variant.compare_at.and(variant.price)
    {
        let (from, until) = (hand.moment(from.as_bytes()), hand.moment(to.as_bytes()));
        if from.is_some() || until.is_some() {
            variant.price = variant.compare_at.take();
            super::goods_row::reduced(variant, sale, from, until);
        }
    }
}
