//! Square's item library: one row per variation.

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
use super::words::is_yes;
use crate::model::product::ProductStatus;
use crate::model::text::fold;

/// Square's item library. What lies at several locations adds up.
pub(crate) const PLATFORM: Platform = Platform {
    word: "square-catalog",
    title: "Square item library",
    found: "Square: Items, Actions, Export library",
    kind: Kind::Products,
    shape: Shape::Named(Names {
        telling: &["Item Name", "Variation Name", "SKU", "Price"],
        never: &["Net Sales"],
        columns: &[
            ("Reference Handle", Field::Handle),
            ("Token", Field::VariantId),
            ("Item Name", Field::Product),
            ("Variation Name", Field::Option),
            ("SKU", Field::Sku),
            ("GTIN", Field::Barcode),
            ("Description", Field::Description),
            ("Categories|Category", Field::Category),
            ("Reporting Category", Field::CategoryToo),
            ("Price", Field::Price),
            ("Online Sale Price", Field::SalePrice),
            ("Default Unit Cost", Field::Cost),
            ("Square Online Item Visibility", Field::State),
            ("Current Quantity *", Field::StockAt),
            ("Item Type", Field::Attribute),
            ("Weight (*", Field::Attribute),
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
            ..Lists::default()
        },
        amend,
        ..Habits::default()
    };
    Box::new(Goods::new(reading, habits, checked))
}

fn place(cells: &Cells<'_, '_>) -> Option<Place> {
    let named = [Field::Handle, Field::Product, Field::Sku];
    let key = named
        .into_iter()
        .map(|f| fold(&cells.text(f)))
        .find(|t| !t.is_empty())?;
    Some(Place::of(key, Role::Both))
}

fn amend(cells: &Cells<'_, '_>, said: &mut Said, _: &mut Hand<'_>) {
    if is_yes(&cells.named_text("Archived")) {
        said.product.status = Some(ProductStatus::Hidden);
    }
    let kind = cells.named_text("Item Type").to_lowercase();
    if kind.contains("gift") || kind.contains("appointment") || kind.contains("donation") {
        said.product.service = Some(true);
    }
}
