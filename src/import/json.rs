//! Values of JSON objects as clean text, numbers, moments, identities.

use super::cells;
use super::number;
use super::trap::Traps;
use crate::model::money::Price;
use crate::model::product::ProductRef;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// At most so many unknown keys are kept of one event.
const MAX_ATTRIBUTES: usize = 64;

/// Text or number as clean text; `None` if absent, empty or something else.
pub(crate) fn text(value: Option<&Value>, traps: &mut Traps) -> Option<String> {
    match value? {
        Value::String(text) => cells::text(text.as_bytes(), traps),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A key: like [`text`], never cut.
pub(crate) fn key(value: Option<&Value>, traps: &mut Traps) -> Option<String> {
    match value? {
        Value::String(text) => cells::key(text.as_bytes(), traps),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An amount, as a number or as text.
pub(crate) fn price(value: Option<&Value>) -> Option<Price> {
    match value? {
        Value::String(text) => number::price(text.trim().as_bytes(), b'.'),
        Value::Number(number) => number::price(number.to_string().as_bytes(), b'.'),
        _ => None,
    }
}

/// A whole number, as a number or as text.
pub(crate) fn count(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::String(text) => number::count(text.trim().as_bytes(), b'.'),
        Value::Number(number) => number
            .as_i64()
            .or_else(|| number::count(number.to_string().as_bytes(), b'.')),
        _ => None,
    }
}

/// Whether a key is there and says something.
pub(crate) fn says(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(_) => true,
    }
}

/// A product: a text is an article number; an object has `sku` or `item`, `product_id`, `handle`, `name`.
pub(crate) fn product(value: Option<&Value>, traps: &mut Traps) -> Option<ProductRef> {
    let product = match value? {
        Value::Object(object) => ProductRef {
            platform_id: key(object.get("product_id").or(object.get("variant_id")), traps),
            sku: key(
                object
                    .get("sku")
                    .or(object.get("item"))
                    .or(object.get("item_id")),
                traps,
            ),
            handle: key(object.get("handle"), traps),
            name: text(object.get("name").or(object.get("item_name")), traps),
        },
        one => ProductRef {
            sku: key(Some(one), traps),
            ..ProductRef::default()
        },
    };
    (product != ProductRef::default()).then_some(product)
}

/// All keys of an object that are not among those used, as text; nested values as compact JSON.
pub(crate) fn attributes(
    object: &Object,
    used: &[&str],
    traps: &mut Traps,
) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    for (name, value) in object {
        if used.contains(&name.as_str()) || attributes.len() >= MAX_ATTRIBUTES {
            continue;
        }
        let content = match value {
            Value::Null => None,
            Value::String(text) => cells::text(text.as_bytes(), traps),
            Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
            nested => cells::text(nested.to_string().as_bytes(), traps),
        };
        if let (Some(name), Some(content)) = (cells::text(name.as_bytes(), traps), content) {
            attributes.insert(name, content);
        }
    }
    attributes
}
