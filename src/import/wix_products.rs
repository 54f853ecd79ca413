//! Wix's product export: a row for each product, then one for each of its variants.

use super::article::{Role, Said};
use super::checked::Checked;
use super::detection::Reading;
use super::field::Field;
use super::goods::{Goods, Habits, Place};
use super::goods_cells::{Cells, Hand};
use super::goods_row::reduced;
use super::kind::Kind;
use super::lists::Lists;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use crate::model::money::{Price, divide_half_away};
use crate::model::text::fold;

/// Wix's products: rows are told apart by `fieldType`; a variant costs its product's price and a surcharge.
pub(crate) const PLATFORM: Platform = Platform {
    word: "wix-products",
    title: "Wix products export",
    found: "Wix: Store products, More actions, Export",
    kind: Kind::Products,
    shape: Shape::Named(Names {
        telling: &["handleId", "fieldType", "name", "price", "inventory"],
        never: &[],
        columns: &[
            ("handleId", Field::ProductId),
            ("fieldType", Field::RowType),
            ("name", Field::Product),
            ("description", Field::Description),
            ("productImageUrl", Field::Image),
            ("collection", Field::Category),
            ("sku", Field::Sku),
            ("brand", Field::Brand),
            ("price", Field::Price),
            ("visible", Field::Published),
            ("inventory", Field::Stock),
            ("cost", Field::Cost),
            ("ribbon", Field::Attribute),
            ("weight", Field::Attribute),
            ("productOptionDescription1", Field::Option),
            ("productOptionDescription2", Field::Option),
            ("productOptionDescription3", Field::Option),
            ("productOptionDescription4", Field::Option),
            ("productOptionDescription5", Field::Option),
            ("productOptionDescription6", Field::Option),
        ],
    }),
    taker,
};

fn taker<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    let habits = Habits {
        place,
        lists: Lists {
            categories: ";",
            levels: ">",
            tags: ";",
            images: ";",
        },
        amend,
        ..Habits::default()
    };
    Box::new(Goods::new(reading, habits, checked))
}

fn is_variant(cells: &Cells<'_, '_>) -> bool {
    cells.text(Field::RowType).eq_ignore_ascii_case("variant")
}

fn place(cells: &Cells<'_, '_>) -> Option<Place> {
    let key = fold(&cells.text(Field::ProductId));
    let role = if is_variant(cells) {
        Role::Variant
    } else {
        Role::Product
    };
    (!key.is_empty()).then(|| Place::of(key, role))
}

fn amend(cells: &Cells<'_, '_>, said: &mut Said, hand: &mut Hand<'_>) {
    for n in 1..=6 {
        let (name, content) = (
            cells.named_text(&format!("additionalInfoTitle{n}")),
            cells.named_text(&format!("additionalInfoDescription{n}")),
        );
        if !name.is_empty() && !content.is_empty() {
            said.product
                .attributes
                .insert(name, super::plain::plain(&content));
        }
    }
    let percent = cells
        .named_text("discountMode")
        .eq_ignore_ascii_case("percent");
    let Some(variant) = &mut said.variant else {
        return;
    };
    if is_variant(cells) {
        // A colour is written with its code: `#ff0000:Red`.
        let names = variant
            .options
            .split(" / ")
            .map(|o| match o.split_once(':') {
                Some((code, name)) if code.starts_with('#') => name,
                _ => o,
            });
        variant.options = names.collect::<Vec<_>>().join(" / ");
        variant.price = None;
        let plus = hand.price(cells.named("surcharge")).map_or(0, |p| p.0);
        said.surcharge = Some((plus, true));
        return;
    }
    // The product's own row lists what there is to choose.
    variant.options.clear();
    let (Some(Price(full)), Some(Price(off))) =
        (variant.price, hand.price(cells.named("discountValue")))
    else {
        return;
    };
    let less = if percent {
        divide_half_away(i128::from(full) * i128::from(off), 1_000_000)
    } else {
        off
    };
    if less > 0 && less < full {
        reduced(variant, Price(full - less), None, None);
    }
}
