//! Shopify's `products_export.csv`, with the old column names and with those of the new template.

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

/// Shopify's products export. The rows of a product share its handle; the title stands on the first one only; a row with a
/// picture and nothing to buy is one more picture.
pub(crate) const PLATFORM: Platform = Platform {
    word: "shopify-products",
    title: "Shopify products export",
    found: "Shopify: Products, Export, Plain CSV file",
    kind: Kind::Products,
    shape: Shape::Named(Names {
        telling: &[
            "Handle|URL handle",
            "Title",
            "Variant Price|Price",
            "Option1 Name",
            "Option1 Value",
            "Vendor",
        ],
        never: &["Location"],
        columns: &[
            ("Handle|URL handle", Field::Handle),
            ("Title", Field::Product),
            ("Body (HTML)|Description", Field::Description),
            ("Vendor", Field::Brand),
            ("Type", Field::Category),
            ("Product Category", Field::CategoryToo),
            ("Tags", Field::Tags),
            ("Published|Published on online store", Field::Published),
            ("Status", Field::State),
            ("Option1 Name", Field::OptionName),
            ("Option1 Value", Field::Option),
            ("Option2 Name", Field::OptionName),
            ("Option2 Value", Field::Option),
            ("Option3 Name", Field::OptionName),
            ("Option3 Value", Field::Option),
            ("Variant SKU|SKU", Field::Sku),
            ("Variant Barcode|Barcode", Field::Barcode),
            ("Variant Price|Price", Field::Price),
            (
                "Variant Compare At Price|Compare-at price",
                Field::CompareAt,
            ),
            ("Cost per item", Field::Cost),
            ("Variant Inventory Qty|Inventory quantity", Field::Stock),
            ("Image Src|Product image URL", Field::Image),
            ("Gift Card", Field::Service),
            ("Variant Grams|Weight value (grams)", Field::Attribute),
            ("Google Shopping / *", Field::Attribute),
            ("Included / *", Field::Attribute),
            ("Price / *", Field::Attribute),
            ("Compare At Price / *", Field::Attribute),
            ("*(product.metafields.*", Field::Attribute),
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
        amend,
        ..Habits::default()
    };
    Box::new(Goods::new(reading, habits, checked))
}

/// A stock counts if Shopify tracks it, and binds if the product is not sold without it.
fn amend(cells: &Cells<'_, '_>, said: &mut Said, _: &mut Hand<'_>) {
    let Some(variant) = &mut said.variant else {
        return;
    };
    let one = |old: &str, new: &str| match cells.named_text(old) {
        text if text.is_empty() => cells.named_text(new),
        text => text,
    };
    let has_tracker =
        cells.has_named("Variant Inventory Tracker") || cells.has_named("Inventory tracker");
    let untracked = has_tracker && one("Variant Inventory Tracker", "Inventory tracker").is_empty();
    let policy = one(
        "Variant Inventory Policy",
        "Continue selling when out of stock",
    )
    .to_lowercase();
    let goes_on =
        matches!(policy.as_str(), "continue" | "true" | "yes") && variant.stock <= Some(0);
    if untracked || goes_on {
        variant.stock = None;
    }
}
