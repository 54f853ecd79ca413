//! Magento's (Adobe Commerce's) `catalog_product.csv`: every article is a row; configurable products name theirs.

use super::article::{Role, Said};
use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::goods::{Goods, Habits, Place};
use super::goods_cells::{Cells, Hand};
use super::kind::Kind;
use super::lists::Lists;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::trap::Met;
use super::words::is_yes;
use crate::model::product::ProductStatus;
use crate::model::text::fold;

/// Magento's product export. Rows of a store view are texts of a product in another language, not products.
pub(crate) const PLATFORM: Platform = Platform {
    word: "magento-products",
    title: "Magento product export",
    found: "Magento: System, Data transfer, Export, Products",
    kind: Kind::Products,
    shape: Shape::Named(Names {
        telling: &["sku", "product_type", "attribute_set_code", "name", "price"],
        never: &[],
        columns: &[
            ("sku", Field::Sku),
            ("product_type", Field::RowType),
            ("categories", Field::Category),
            ("name", Field::Product),
            ("description", Field::Description),
            ("short_description", Field::DescriptionToo),
            ("visibility", Field::State),
            ("price", Field::Price),
            ("special_price", Field::SalePrice),
            ("special_price_from_date|special_from_date", Field::SaleFrom),
            ("special_price_to_date|special_to_date", Field::SaleTo),
            ("cost", Field::Cost),
            ("url_key", Field::Handle),
            ("created_at", Field::Added),
            ("base_image|image", Field::Image),
            ("manufacturer|brand", Field::Brand),
            ("qty", Field::Stock),
            ("weight", Field::Attribute),
            ("country_of_manufacture", Field::Attribute),
            ("related_skus", Field::Attribute),
            ("crosssell_skus", Field::Attribute),
            ("upsell_skus", Field::Attribute),
            ("associated_skus", Field::Attribute),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        place,
        lists: Lists {
            categories: ",",
            levels: "/",
            tags: ",",
            images: "",
        },
        amend,
        ..Habits::default()
    };
    Box::new(Goods::new(reading, habits, checked))
}

/// The articles of a configurable product and what tells each: `sku=A-S,size=S,color=Red|sku=A-M,...`.
fn variations(cells: &Cells<'_, '_>) -> Vec<(String, String)> {
    let text = cells.named_text("configurable_variations");
    let one = |part: &str| {
        let pairs = assignments(part, ",");
        let sku = pairs.iter().find(|(name, _)| name == "sku")?.1.clone();
        let options: Vec<String> = pairs
            .into_iter()
            .filter(|(name, _)| !matches!(name.as_str(), "sku" | "display" | "price"))
            .map(|(_, content)| content)
            .collect();
        Some((sku, options.join(" / ")))
    };
    text.split('|').filter_map(one).collect()
}

/// `a=b,c=d`; a mark inside a value is followed by no name.
fn assignments(text: &str, mark: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in text.split(mark) {
        let is_name =
            |n: &str| !n.is_empty() && n.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        match (part.split_once('='), pairs.last_mut()) {
            (Some((name, content)), _) if is_name(name.trim()) => {
                pairs.push((name.trim().to_owned(), content.trim().to_owned()));
            }
            (_, Some((_, content))) => {
                content.push_str(mark);
                content.push_str(part);
            }
            (_, None) => {}
        }
    }
    pairs
}

fn place(cells: &Cells<'_, '_>) -> Option<Place> {
    if !cells.named_text("store_view_code").is_empty() {
        return Some(Place::Skip(Met::StoreView));
    }
    let key = fold(&cells.text(Field::Sku));
    let also = variations(cells)
        .into_iter()
        .map(|(sku, _)| fold(&sku))
        .collect();
    (!key.is_empty()).then_some(Place::Of {
        key,
        role: Role::Product,
        also,
    })
}

fn amend(cells: &Cells<'_, '_>, said: &mut Said, _: &mut Hand<'_>) {
    for path in &mut said.categories {
        // The root of the tree is no category of the shop.
        if path.first().is_some_and(|p| fold(p) == "default category") {
            path.remove(0);
        }
    }
    said.categories.retain(|path| !path.is_empty());
    for (name, content) in assignments(&cells.named_text("additional_attributes"), ",") {
        if matches!(name.as_str(), "manufacturer" | "brand") && said.product.brand.is_none() {
            said.product.brand = Some(content);
        } else if !content.is_empty() {
            said.product
                .attributes
                .insert(name, content.replace('|', ", "));
        }
    }
    if cells.named("product_online") == b"2" {
        said.product.status = Some(ProductStatus::Hidden);
    }
    if cells.text(Field::RowType).to_lowercase().contains("gift") {
        said.product.service = Some(true);
    }
    said.options_of = variations(cells);
    let Some(variant) = &mut said.variant else {
        return;
    };
    let off = |name: &str| cells.named(name) == b"0";
    if off("manage_stock") && off("use_config_manage_stock") || !said.options_of.is_empty() {
        variant.stock = None;
    } else if off("is_in_stock") && !is_yes(&cells.named_text("allow_backorders")) {
        variant.stock = Some(0);
    }
    // Configurable products have the prices of their articles.
    if !said.options_of.is_empty() && variant.price.is_some_and(|p| p.0 == 0) {
        variant.price = None;
    }
}
