//! WooCommerce's product export: one row per product, one more for each of its variations.

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
use super::words::is_nothing;
use crate::model::text::fold;

/// WooCommerce's own product export. A variation names its parent by SKU or as `id:44` and has its categories.
pub(crate) const PLATFORM: Platform = Platform {
    word: "woocommerce-products",
    title: "WooCommerce products export",
    found: "WooCommerce: Products, Export",
    kind: Kind::Products,
    shape: Shape::Named(Names {
        telling: &["ID", "Type", "SKU", "Name", "Published", "Regular price"],
        never: &[],
        columns: &[
            ("ID", Field::ProductId),
            ("Type", Field::RowType),
            ("SKU", Field::Sku),
            ("Name", Field::Product),
            ("Published", Field::Published),
            ("Visibility in catalog", Field::State),
            ("Description", Field::Description),
            ("Short description", Field::DescriptionToo),
            ("Date sale price starts", Field::SaleFrom),
            ("Date sale price ends", Field::SaleTo),
            ("In stock?", Field::Available),
            ("Stock", Field::Stock),
            ("Sale price", Field::SalePrice),
            ("Regular price", Field::Price),
            ("Cost of goods|Meta: _wc_cog_cost|Meta: _cost", Field::Cost),
            ("Categories", Field::Category),
            ("Tags", Field::Tags),
            ("Images", Field::Image),
            ("Parent", Field::Parent),
            ("GTIN, UPC, EAN, or ISBN", Field::Barcode),
            (
                "Brands|Brand|Meta: brand|Meta: _brand|Meta: product_brand",
                Field::Brand,
            ),
            ("Upsells", Field::Attribute),
            ("Cross-sells", Field::Attribute),
            ("Grouped products", Field::Attribute),
            ("Weight (*", Field::Attribute),
            ("Shipping class", Field::Attribute),
            ("Meta: *", Field::Attribute),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        place,
        lists: Lists {
            categories: ",",
            levels: ">",
            tags: ",",
            images: ",",
        },
        amend,
        ..Habits::default()
    };
    Box::new(Goods::new(reading, habits, checked))
}

/// The type cell can hold several words: `simple, downloadable, virtual`.
fn is_variation(cells: &Cells<'_, '_>) -> bool {
    let kind = cells.text(Field::RowType).to_lowercase();
    kind.split(',').any(|word| word.trim() == "variation")
}

fn place(cells: &Cells<'_, '_>) -> Option<Place> {
    let id = cells.text(Field::ProductId);
    let by_id = (!id.is_empty()).then(|| format!("id:{id}"));
    let sku = |field: Field| match cells.text(field) {
        sku if is_nothing(sku.as_bytes()) => None,
        sku if sku.starts_with("id:") => Some(sku),
        sku => Some(format!("sku:{}", fold(&sku))),
    };
    if is_variation(cells) {
        let key = sku(Field::Parent).or(by_id).or(sku(Field::Sku))?;
        return Some(Place::of(key, Role::Variant));
    }
    // Its variations may name it either way.
    let key = sku(Field::Sku)
        .or(by_id.clone())
        .or_else(|| Some(fold(&cells.text(Field::Product))).filter(|t| !t.is_empty()))?;
    Some(Place::Of {
        key,
        role: Role::Product,
        also: by_id.into_iter().collect(),
    })
}

fn amend(cells: &Cells<'_, '_>, said: &mut Said, _: &mut Hand<'_>) {
    let variation = is_variation(cells);
    let mut chosen = Vec::new();
    for n in 1..=30 {
        let (name, content) = (
            cells.named_text(&format!("Attribute {n} name")),
            cells.named_text(&format!("Attribute {n} value(s)")),
        );
        if name.is_empty() && n > 3 {
            break;
        }
        if content.is_empty() {
            continue;
        }
        if variation {
            chosen.push(content);
        } else if !name.is_empty() {
            if said.product.brand.is_none()
                && matches!(fold(&name).as_str(), "brand" | "marke" | "marque")
            {
                said.product.brand = Some(content.clone());
            }
            said.product.attributes.insert(name, content);
        }
    }
    // Settings of plugins are no news of the product.
    said.product
        .attributes
        .retain(|name, _| !name.starts_with('_'));
    if cells.text(Field::RowType).to_lowercase().contains("gift") {
        said.product.service = Some(true);
    }
    let Some(variant) = &mut said.variant else {
        return;
    };
    if variation {
        variant.options = chosen.join(" / ");
        variant.platform_id = said.product.platform_id.take();
    }
    if variant.stock.is_none() && cells.text(Field::Available) == "0" {
        variant.stock = Some(0);
    }
}
