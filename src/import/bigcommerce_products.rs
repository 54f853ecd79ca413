//! BigCommerce's product export: the rows of a product's SKUs and rules follow it.

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
use crate::model::text::fold;

/// BigCommerce's products (bulk edit template). A SKU row names its options: `[S]Size=Small,[RB]Colour=Red`.
pub(crate) const PLATFORM: Platform = Platform {
    word: "bigcommerce-products",
    title: "BigCommerce products export",
    found: "BigCommerce: Products, Export",
    kind: Kind::Products,
    shape: Shape::Named(Names {
        telling: &[
            "Item Type",
            "Product ID",
            "Product Name",
            "Product Code/SKU",
            "Price",
        ],
        never: &[],
        columns: &[
            ("Item Type", Field::RowType),
            ("Product ID", Field::ProductId),
            ("Product Name", Field::Product),
            ("Product Code/SKU", Field::Sku),
            ("Brand Name", Field::Brand),
            ("Product Description", Field::Description),
            ("Price", Field::Price),
            ("Cost Price", Field::Cost),
            ("Retail Price", Field::CompareAt),
            ("Sale Price", Field::SalePrice),
            ("Product Visible?", Field::Published),
            ("Current Stock Level", Field::Stock),
            ("Category", Field::Category),
            ("Product UPC/EAN", Field::Barcode),
            ("Date Added", Field::Added),
            ("Product Image File - 1", Field::Image),
            ("Product Weight", Field::Attribute),
            ("Product Condition", Field::Attribute),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        place,
        lists: Lists {
            categories: ";",
            levels: "/",
            tags: ",",
            images: "",
        },
        amend,
        ..Habits::default()
    };
    Box::new(Goods::new(reading, habits, checked))
}

fn place(cells: &Cells<'_, '_>) -> Option<Place> {
    match fold(&cells.text(Field::RowType)).as_str() {
        "sku" | "variant" => Some(Place::Follows(Role::Variant)),
        "rule" | "image" | "video" => Some(Place::Skip(Met::RuleRow)),
        _ => {
            let named = [Field::ProductId, Field::Sku, Field::Product];
            let key = named
                .into_iter()
                .map(|f| fold(&cells.text(f)))
                .find(|t| !t.is_empty())?;
            Some(Place::of(key, Role::Product))
        }
    }
}

fn amend(cells: &Cells<'_, '_>, said: &mut Said, _: &mut Hand<'_>) {
    let Some(variant) = &mut said.variant else {
        return;
    };
    // Nothing typed in is written as 0.
    variant.cost = variant.cost.filter(|c| c.0 > 0);
    // The word `none` is an answer here.
    let track = cells.named("Track Inventory");
    let untracked = track.eq_ignore_ascii_case(b"none") || track.eq_ignore_ascii_case(b"n");
    if untracked {
        variant.stock = None;
    }
    if fold(&cells.text(Field::RowType)) == "product" {
        return;
    }
    variant.price = variant.price.filter(|p| p.0 > 0);
    let chosen: Vec<String> = cells
        .text(Field::Product)
        .split(',')
        .filter_map(|part| Some(part.split_once('=')?.1.split(':').next()?.trim().to_owned()))
        .collect();
    variant.options = chosen.join(" / ");
}
