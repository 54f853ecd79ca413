//! What a row of a product table says in the usual columns: of the product and of one of its variants.

use super::article::Said;
use super::catalogue::{PRODUCT_CELLS, Says};
use super::cells::{self, guarded};
use super::field::Field;
use super::goods_cells::{Cells, Hand, text_of};
use super::lists::{self, Lists};
use super::number;
use super::plain::plain;
use super::suggest::normal;
use super::table::says_cents;
use super::trap::{Met, Traps};
use super::words;
use crate::model::money::{Currency, Price, divide_half_away};
use crate::model::product::{ProductStatus, SalePrice, VariantRecord};
use crate::model::time::Moment;
use std::collections::BTreeMap;

/// Reads what the usual columns say of the product itself.
pub(crate) fn product(cells: &Cells<'_, '_>, said: &mut Said, lists: Lists, hand: &mut Hand<'_>) {
    let record = &mut said.product;
    record.title =
        cells::text(&unmarked(cells.field(Field::Product)), hand.traps).unwrap_or_default();
    record.handle = cells::key(cells.field(Field::Handle), hand.traps);
    record.platform_id = id(cells.field(Field::ProductId), hand.traps);
    record.description = [Field::Description, Field::DescriptionToo]
        .iter()
        .find_map(|f| {
            let html = cells::decoded(cells.field(*f), hand.traps).into_owned();
            cells::text(plain(&html).as_bytes(), hand.traps)
        });
    record.brand = cells::text(cells.field(Field::Brand), hand.traps);
    let text = |raw: &[u8], traps: &mut Traps| cells::decoded(raw, traps).into_owned();
    record.tags = lists::parts(&text(cells.field(Field::Tags), hand.traps), lists.tags);
    record.image = lists::first_image(&text(cells.field(Field::Image), hand.traps), lists.images);
    if let Some(image) = record.image.as_mut().filter(|i| i.len() > 1_000) {
        image.clear();
    }
    record.image = record.image.take().filter(|i| !i.is_empty());
    let added = cells.field(Field::Added);
    if !words::is_nothing(added) {
        record.added = hand.moment(added);
        if record.added.is_none() {
            hand.doubts.push((
                Field::Added,
                "this is not a date; it is left out",
                "write it as 2026-11-20",
            ));
        }
    }
    for field in [Field::Category, Field::CategoryToo] {
        for cell in cells.all(field) {
            let cell = plain(&text(cell, hand.traps).replace('>', "\u{1}")).replace('\u{1}', ">");
            said.categories.extend(lists::categories(&cell, lists));
        }
    }
    if let (Some(path), Some(level)) = (
        said.categories.first_mut(),
        cells::text(cells.field(Field::Subcategory), hand.traps),
    ) && path.last() != Some(&level)
    {
        path.push(level);
    }
    let shown = [Field::Published, Field::State].map(|f| is_shown(&cells.text(f)));
    said.product.status = if shown.contains(&Some(false)) {
        Some(ProductStatus::Hidden)
    } else if shown.contains(&Some(true)) {
        Some(ProductStatus::Published)
    } else {
        None
    };
    if words::is_yes(&cells.text(Field::Service)) {
        said.product.service = Some(true);
    }
    for (name, cell) in cells.named_all(Field::Attribute) {
        let html = cells::decoded(cell, hand.traps).into_owned();
        if let Some(content) = cells::text(plain(&html).as_bytes(), hand.traps) {
            said.product
                .attributes
                .entry(attribute(name))
                .or_insert(content);
        }
    }
}

/// Reads what the usual columns say of a variant.
pub(crate) fn variant(
    cells: &Cells<'_, '_>,
    currency: Option<Currency>,
    attributes: &mut BTreeMap<String, String>,
    hand: &mut Hand<'_>,
) -> VariantRecord {
    let mut v = VariantRecord {
        platform_id: id(cells.field(Field::VariantId), hand.traps),
        sku: id(cells.field(Field::Sku), hand.traps),
        barcode: id(cells.field(Field::Barcode), hand.traps),
        options: options(cells, hand.traps),
        ..VariantRecord::default()
    };
    let foreign = currency.filter(|c| hand.shop != Currency::UNKNOWN && *c != hand.shop);
    let mut money = |field: Field, hand: &mut Hand<'_>| {
        let cell = cells.field(field);
        if words::is_nothing(cell) {
            return None;
        }
        let mut price = hand.price(cell);
        if let Some(price) = &mut price
            && cells.names(field).any(says_cents)
        {
            let units = 10i128.pow(currency.unwrap_or(hand.shop).decimals());
            price.0 = divide_half_away(i128::from(price.0), units);
        }
        if price.is_none() && text_of(cell).eq_ignore_ascii_case("variable") {
            return None;
        }
        match (price, foreign) {
            (None, _) => {
                hand.doubts.push((
                    field,
                    "this is not an amount; it is left out",
                    "write it as a number such as 12.50",
                ));
                None
            }
            (Some(_), Some(currency)) => {
                hand.traps.met(Met::ForeignPrice);
                let name = format!("{} {}", field.word(), currency.code());
                attributes.entry(name).or_insert(text_of(cell));
                None
            }
            (price, None) => price,
        }
    };
    v.price = money(Field::Price, hand);
    v.compare_at = money(Field::CompareAt, hand);
    v.cost = money(Field::Cost, hand);
    let sale = money(Field::SalePrice, hand);
    reduce(&mut v, sale, cells, hand);
    v.stock = stock(cells, hand);
    v
}

/// A reduced price: for the time that the file says, else for good.
fn reduce(v: &mut VariantRecord, sale: Option<Price>, cells: &Cells<'_, '_>, hand: &mut Hand<'_>) {
    let Some(price) = sale.filter(|s| s.0 > 0 && v.price.is_none_or(|p| *s < p)) else {
        return;
    };
    let from = hand.moment(cells.field(Field::SaleFrom));
    let until = hand.end_of(cells.field(Field::SaleTo));
    reduced(v, price, from, until);
}

/// Sets a reduced price on a variant.
pub(crate) fn reduced(
    v: &mut VariantRecord,
    price: Price,
    from: Option<Moment>,
    until: Option<Moment>,
) {
    if from.is_some() || until.is_some() {
        v.sale = Some(SalePrice { price, from, until });
    } else {
        v.compare_at = v.price.or(v.compare_at);
        v.price = Some(price);
    }
}

/// Pieces in stock; words that say so stand for none or for not tracked.
fn stock(cells: &Cells<'_, '_>, hand: &mut Hand<'_>) -> Option<i64> {
    let mut sum: Option<i64> = None;
    let mut stated = false;
    for field in [Field::Stock, Field::StockAt] {
        for cell in cells.all(field) {
            if words::is_nothing(cell) {
                continue;
            }
            stated = true;
            let parts = number::price(guarded(cell), hand.mark).map(|p| p.0.div_euclid(10_000));
            match parts {
                Some(pieces) => sum = Some(sum.unwrap_or(0).saturating_add(pieces)),
                None => match stock_word(&text_of(cell)) {
                    Some(pieces) => sum = sum.or(pieces),
                    None => hand.doubts.push((
                        field,
                        "this is not a number of pieces; it is left out",
                        "write a whole number, or leave the cell empty if the stock is not counted",
                    )),
                },
            }
        }
    }
    if sum.is_none() && !stated {
        sum = stock_word(&cells.text(Field::Available)).flatten();
    }
    sum
}

/// What a word says of the stock: `Some(None)` = not counted, `Some(Some(0))` = none left; `None` = no such word.
fn stock_word(word: &str) -> Option<Option<i64>> {
    match PRODUCT_CELLS.meaning(&normal(word))? {
        Says::NoneLeft => Some(Some(0)),
        Says::NotCounted => Some(None),
        _ => None,
    }
}

/// The options of a variant, `Green / M`; a product without options has none.
fn options(cells: &Cells<'_, '_>, traps: &mut Traps) -> String {
    let said: Vec<String> = cells
        .all(Field::Option)
        .filter_map(|cell| cells::text(cell, traps))
        .filter(|o| !matches!(normal(o).as_str(), "defaulttitle" | "default" | "regular"))
        .collect();
    said.join(" / ")
}

/// An id or number; one that a spreadsheet shortened is none.
fn id(raw: &[u8], traps: &mut Traps) -> Option<String> {
    let raw = guarded(raw);
    if raw.is_empty() {
        return None;
    }
    if words::is_shortened(raw) {
        traps.met(Met::Shortened);
        return None;
    }
    cells::key(raw, traps).filter(|k| !words::is_nothing(k.as_bytes()))
}

/// A title without the entities that some exports leave in it.
fn unmarked(raw: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    match std::str::from_utf8(raw) {
        Ok(text) if text.contains('&') && text.contains(';') => plain(text).into_bytes().into(),
        _ => raw.into(),
    }
}

/// The currency that a row names, by a column or beside its price.
pub(crate) fn currency_of(cells: &Cells<'_, '_>) -> Option<Currency> {
    let named = Currency::named(&cells.text(Field::Currency));
    named.or_else(|| {
        let price = cells.text(Field::Price);
        let word: String = price.chars().filter(char::is_ascii_alphabetic).collect();
        let by_word = (word.len() == 3).then(|| Currency::named(&word)).flatten();
        by_word.or_else(|| {
            price
                .chars()
                .find_map(|c| number::currency_of_sign(c).flatten())
        })
    })
}

/// Whether a word says that a product is offered.
pub(crate) fn is_shown(word: &str) -> Option<bool> {
    if word.is_empty() {
        return None;
    }
    let normal = normal(word);
    if PRODUCT_CELLS.says(&Says::Shown, &normal) {
        Some(true)
    } else if PRODUCT_CELLS.says(&Says::Hidden, &normal)
        || (normal == "1" && word.trim().starts_with('-'))
    {
        Some(false)
    } else {
        words::is_yes(word).then_some(true)
    }
}

/// What an attribute is called: the column's name without what belongs to the platform.
fn attribute(column: &str) -> String {
    let name = column
        .split(" (product.metafields")
        .next()
        .unwrap_or(column);
    let name = name.strip_prefix("Meta: ").unwrap_or(name);
    let name = name.strip_prefix("Google Shopping / ").unwrap_or(name);
    name.trim().to_owned()
}
