//! PrestaShop's product table, as its export and its import form write it: semicolons, one row per product.

use super::article::Said;
use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::goods::{Goods, Habits};
use super::goods_cells::{Cells, Hand};
use super::goods_row::reduced;
use super::kind::Kind;
use super::lists::Lists;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use crate::model::money::{Price, divide_half_away};
use crate::model::product::ProductStatus;

/// PrestaShop's products. Prices are those before tax where the column says so.
pub(crate) const PLATFORM: Platform = Platform {
    word: "prestashop-products",
    title: "PrestaShop products",
    found: "PrestaShop: Catalog, Products, Export; or the file of its import",
    kind: Kind::Products,
    shape: Shape::Named(Names {
        telling: &[
            "Product ID|ID",
            "Active (0/1)",
            "Name",
            "Categories (x,y,z...)",
            "Price tax excluded|Price tax included",
        ],
        never: &[],
        columns: &[
            ("Product ID|ID", Field::ProductId),
            ("Active (0/1)", Field::Published),
            ("Name", Field::Product),
            ("Categories (x,y,z...)", Field::Category),
            ("Price tax excluded|Price tax included", Field::Price),
            ("Wholesale price", Field::Cost),
            ("Reference #|Reference", Field::Sku),
            ("Manufacturer", Field::Brand),
            ("EAN13", Field::Barcode),
            ("UPC", Field::Barcode),
            ("Quantity", Field::Stock),
            ("Visibility", Field::State),
            ("Description", Field::Description),
            ("Summary", Field::DescriptionToo),
            ("Tags (x,y,z...)", Field::Tags),
            ("URL rewritten", Field::Handle),
            ("Product creation date", Field::Added),
            ("Image URLs (x,y,z...)", Field::Image),
            ("Supplier", Field::Attribute),
            ("Condition", Field::Attribute),
            ("Weight", Field::Attribute),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        lists: Lists {
            categories: ",",
            levels: "/>",
            tags: ",",
            images: ",",
        },
        amend,
        ..Habits::default()
    };
    Box::new(Goods::new(reading, habits, checked))
}

fn amend(cells: &Cells<'_, '_>, said: &mut Said, hand: &mut Hand<'_>) {
    // `Colour:Red:1,Material:Wool:2`
    for feature in cells.named_text("Feature(Name:Value:Position)").split(',') {
        let mut parts = feature.split(':').map(str::trim);
        if let (Some(name), Some(content)) = (parts.next(), parts.next())
            && !name.is_empty()
            && !content.is_empty()
        {
            said.product
                .attributes
                .insert(name.to_owned(), content.to_owned());
        }
    }
    // The root of the tree is no category of the shop.
    said.categories
        .retain(|path| !matches!(path.as_slice(), [only] if only == "Home"));
    for path in &mut said.categories {
        if path.len() > 1 && path[0] == "Home" {
            path.remove(0);
        }
    }
    // The word `none` is an answer here.
    if cells.named("Visibility").eq_ignore_ascii_case(b"none") {
        said.product.status = Some(ProductStatus::Hidden);
    }
    let Some(variant) = &mut said.variant else {
        return;
    };
    let off = |name: &str, hand: &Hand<'_>| hand.price(cells.named(name)).filter(|p| p.0 > 0);
    let less = match (
        off("Discount amount", hand),
        off("Discount percent", hand),
        variant.price,
    ) {
        (Some(Price(off)), ..) => off,
        (None, Some(Price(percent)), Some(Price(full))) => {
            divide_half_away(i128::from(full) * i128::from(percent), 1_000_000)
        }
        _ => return,
    };
    let from = hand.moment(cells.named("Discount from (yyyy-mm-dd)"));
    let until = hand.end_of(cells.named("Discount to (yyyy-mm-dd)"));
    if let Some(Price(full)) = variant.price.filter(|p| less > 0 && less < p.0) {
        reduced(variant, Price(full - less), from, until);
    }
}
