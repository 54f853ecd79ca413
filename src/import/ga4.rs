//! Google Analytics 4 events: the BigQuery export as JSON lines (nested), and tables in which it was made flat.

use super::basket;
use super::checked::Checked;
use super::detection::{Column, Reading};
use super::event_table::bare;
use super::field::Field;
use super::hash::Xxh64;
use super::json::{self, Object};
use super::json_lines::{Context, JsonLines, Refusal, refusal};
use super::kind::Kind;
use super::pass::Taker;
use super::platform::{Names, Platform, Shape};
use super::trap::{Met, Traps};
use crate::model::customer::{Identity, IdentityKind, PersonFields};
use crate::model::event::EventKind;
use crate::model::money::Amount;
use crate::model::order::OrderStatus;
use crate::model::product::ProductRef;
use crate::model::record::{EventRecord, Record, RefundRecord};
use crate::model::time::Moment;
use serde_json::Value;

/// The BigQuery export, one event a line.
pub(crate) const LINES: Platform = Platform {
    word: "ga4-events",
    title: "Google Analytics 4 events",
    found: "the events_... tables of its BigQuery export as JSON, one event a line",
    kind: Kind::Events,
    shape: Shape::Lines {
        own: |object| {
            let keys = [
                "event_name",
                "event_timestamp",
                "event_params",
                "user_pseudo_id",
            ];
            keys.iter().filter(|key| object.contains_key(**key)).count() >= 3
        },
        keys: "`event_name`, `event_timestamp` and `user_pseudo_id`, as in the export of Google Analytics 4",
    },
    taker: |reading, checked| Box::new(JsonLines::new(reading, checked, records)),
};

/// The same as a flat table: by hand, or by a warehouse loader (`param_...`, `event_params.…`).
pub(crate) const TABLE: Platform = Platform {
    word: "ga4-table",
    title: "Google Analytics 4 events as a table",
    found: "its BigQuery export or a warehouse copy of it, saved as CSV",
    kind: Kind::Events,
    shape: Shape::Named(Names {
        telling: &[
            "user_pseudo_id",
            "event_name|name",
            "event_timestamp|timestamp",
        ],
        never: &[],
        columns: &[
            ("event_name|name", Field::Event),
            ("event_timestamp|timestamp", Field::At),
            ("user_pseudo_id", Field::Device),
            ("user_id", Field::Customer),
            (
                "ga_session_id|param_ga_session_id|event_params.ga_session_id",
                Field::Session,
            ),
            (
                "transaction_id|ecommerce_transaction_id|ecommerce.transaction_id",
                Field::Order,
            ),
            (
                "value|param_value|ecommerce_purchase_revenue|ecommerce.purchase_revenue|ecommerce_purchase_revenue_in_usd",
                Field::LineTotal,
            ),
            ("items.item_id|item_id|items_item_id", Field::Sku),
            ("items.item_name|item_name|items_item_name", Field::Product),
            ("items.quantity|quantity|items_quantity", Field::Quantity),
            ("items.price|price|items_price", Field::Price),
            (
                "search_term|param_search_term|event_params.search_term",
                Field::Query,
            ),
            (
                "page_location|param_page_location|event_params.page_location",
                Field::Page,
            ),
            ("device_category|device.category", Field::DeviceType),
            (
                "campaign|param_campaign|event_params.campaign|collected_traffic_source.manual_campaign_name",
                Field::Campaign,
            ),
        ],
    }),
    taker: table,
};

fn table<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    Box::new(JsonLines::table(
        reading,
        checked,
        records,
        |column: &Column| Some(column.name.to_lowercase()),
    ))
}

/// What an event of Google Analytics means to us.
fn meaning(name: &str) -> Option<EventKind> {
    Some(match name {
        "view_item" => EventKind::View,
        "view_item_list" => EventKind::ListView,
        "select_item" | "select_promotion" => EventKind::Click,
        "view_promotion" => EventKind::Impression,
        "add_to_cart" => EventKind::AddToCart,
        "remove_from_cart" => EventKind::RemoveFromCart,
        "begin_checkout" => EventKind::Checkout,
        "purchase" | "ecommerce_purchase" | "in_app_purchase" => EventKind::Order,
        "search" | "view_search_results" => EventKind::Search,
        "sign_up" => EventKind::Signup,
        _ => return None,
    })
}

/// One event as the export has it, whichever way it was made flat.
struct Hit {
    object: Object,
}

impl Hit {
    fn new(mut object: Object) -> Hit {
        // Tables hold nested columns as JSON text.
        for value in object.values_mut() {
            if let Value::String(text) = value
                && text.starts_with(['[', '{'])
                && let Ok(inner) = serde_json::from_str(text)
            {
                *value = inner;
            }
        }
        Hit { object }
    }

    /// The first of some keys that says something.
    fn any(&self, keys: &[&str]) -> Option<&Value> {
        keys.iter().find_map(|key| said(self.object.get(*key)))
    }

    /// `device.category`, nested or flat.
    fn inside(&self, outer: &str, inner: &str) -> Option<&Value> {
        said(self.object.get(outer).and_then(|o| o.get(inner)))
            .or_else(|| said(self.object.get(&format!("{outer}.{inner}"))))
            .or_else(|| said(self.object.get(&format!("{outer}_{inner}"))))
    }

    /// A parameter of the event.
    fn param(&self, name: &str) -> Option<&Value> {
        match self.object.get("event_params") {
            Some(Value::Array(all)) => {
                let own = all
                    .iter()
                    .find(|p| p.get("key").and_then(Value::as_str) == Some(name));
                if let Some(value) = own.and_then(|p| p.get("value")) {
                    return ["string_value", "int_value", "double_value", "float_value"]
                        .iter()
                        .find_map(|kind| said(value.get(*kind)))
                        .or_else(|| said(Some(value)).filter(|v| !v.is_object()));
                }
            }
            Some(Value::Object(all)) => {
                if let Some(value) = said(all.get(name)) {
                    return Some(value);
                }
            }
            _ => {}
        }
        [
            "event_params.",
            "event_params_",
            "param_",
            "params.",
            "ep_",
            "",
        ]
        .iter()
        .find_map(|prefix| said(self.object.get(&format!("{prefix}{name}"))))
    }

    fn text(value: Option<&Value>, traps: &mut Traps) -> Option<String> {
        json::text(value, traps)
    }

    /// The items with what they say, the price being the one that was paid.
    fn items(&self) -> Vec<Object> {
        match self.object.get("items") {
            Some(Value::Array(items)) => items
                .iter()
                .filter_map(Value::as_object)
                .map(|item| {
                    item.iter()
                        // Google's price has the discount taken off already.
                        .filter(|(key, value)| *key != "discount" && said(Some(value)).is_some())
                        .map(|(key, value)| (key.clone(), value.clone()))
                        .collect()
                })
                .filter(|item: &Object| !item.is_empty())
                .collect(),
            _ => {
                let item: Object = [
                    "item_id",
                    "item_name",
                    "item_variant",
                    "item_list_id",
                    "item_list_name",
                    "item_list_index",
                    "index",
                    "promotion_id",
                    "promotion_name",
                    "creative_name",
                    "creative_slot",
                    "price",
                    "quantity",
                ]
                .iter()
                .filter_map(|key| {
                    let own = ["items.", "items_", "item.", ""]
                        .iter()
                        .find_map(|prefix| said(self.object.get(&format!("{prefix}{key}"))))?;
                    Some(((*key).to_owned(), own.clone()))
                })
                .collect();
                if item.contains_key("item_id") || item.contains_key("item_name") {
                    vec![item]
                } else {
                    Vec::new()
                }
            }
        }
    }
}

/// A value that says something: Google writes `(not set)` and the like for nothing.
fn said(value: Option<&Value>) -> Option<&Value> {
    match value? {
        Value::Null => None,
        Value::String(text) => {
            let text = text.trim();
            let nothing = text.is_empty()
                || text == "<Other>"
                || (text.starts_with('(') && text.ends_with(')'));
            (!nothing).then_some(value?)
        }
        Value::Array(all) if all.is_empty() => None,
        _ => value,
    }
}

fn product_of(item: &Object, traps: &mut Traps) -> Option<ProductRef> {
    json::product(Some(&Value::Object(item.clone())), traps)
}

/// Turns one event into records.
fn records(object: Object, context: &mut Context<'_>) -> Result<(), Refusal> {
    let hit = Hit::new(object);
    let Some(name) = json::text(hit.any(&["event_name", "name"]), context.traps) else {
        return Err(refusal(
            "event_name",
            "the event has no name",
            "export the column event_name too",
        ));
    };
    let kind = meaning(&name);
    if kind.is_none() && name != "refund" {
        context.traps.met(Met::OtherEvent);
        return Ok(());
    }
    let at = moment(&hit, context)?;
    context.dated(at);
    let mut who: Vec<Identity> = Vec::new();
    let device = json::key(hit.any(&["user_pseudo_id"]), context.traps);
    who.extend(
        device
            .as_deref()
            .and_then(|d| Identity::new(IdentityKind::Device, d)),
    );
    if let Some(user) = json::key(hit.any(&["user_id"]), context.traps) {
        who.extend(Identity::guess(&user));
    }
    let id = id_of(&hit, &name);
    match kind {
        None => refund(&hit, &id, who, at, context),
        Some(EventKind::Order) => order(&hit, id, who, device, at, context),
        Some(_) if who.is_empty() => {
            context.traps.met(Met::NobodysEvent);
            Ok(())
        }
        Some(kind) => {
            let event = filled(bare(id, kind, at, who, context.line), &hit, device, context);
            if matches!(name.as_str(), "view_promotion" | "select_promotion") {
                promotions(event, &hit, context);
            } else {
                products(event, &hit, context);
            }
            Ok(())
        }
    }
}

fn moment(hit: &Hit, context: &mut Context<'_>) -> Result<Moment, Refusal> {
    let given = hit.any(&["event_timestamp", "timestamp"]);
    let utc = match given {
        // Without an offset, Google's clock is UTC, whatever the shop's zone.
        Some(Value::String(text))
            if text.contains(['-', '/']) && !text.ends_with(['Z', 'z']) && !text.contains('+') =>
        {
            context.moment(Some(&Value::String(format!(
                "{} UTC",
                text.trim_end_matches("UTC").trim()
            ))))
        }
        _ => None,
    };
    utc.or_else(|| context.moment(given)).ok_or_else(|| {
        refusal(
            "event_timestamp",
            "the event has no usable time",
            "export the column event_timestamp as it is, in microseconds",
        )
    })
}

/// The export gives events no id: visitor, time, name and place in the bundle tell them apart.
fn id_of(hit: &Hit, name: &str) -> String {
    let mut hash = Xxh64::default();
    for value in [
        hit.any(&["user_pseudo_id", "user_id"]),
        hit.any(&["event_timestamp", "timestamp"]),
        hit.any(&["event_bundle_sequence_id", "bundle_sequence_id"]),
        hit.any(&["batch_event_index"]),
        hit.any(&["batch_page_id"]),
    ] {
        let text = match value {
            None => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        hash.feed(text.as_bytes());
        hash.feed(b"\0");
    }
    hash.feed(name.as_bytes());
    format!("ga4-{}", hash.hex())
}

/// What every event says besides its products.
fn filled(
    mut event: EventRecord,
    hit: &Hit,
    device: Option<String>,
    context: &mut Context<'_>,
) -> EventRecord {
    let traps = &mut *context.traps;
    event.session = Hit::text(hit.param("ga_session_id"), traps).map(|session| match &device {
        // The number of a visit is only the visitor's own.
        Some(device) => format!("{device}.{session}"),
        None => session,
    });
    let platform = Hit::text(hit.any(&["platform"]), traps).map(|p| p.to_lowercase());
    event.channel = platform.map(|p| match p.as_str() {
        "ios" | "android" => "app".to_owned(),
        _ => p,
    });
    event.device = Hit::text(hit.inside("device", "category"), traps).map(|d| d.to_lowercase());
    event.page = Hit::text(hit.param("page_location").or(hit.param("page_path")), traps)
        .map(|page| path_of(&page).to_owned());
    event.query = Hit::text(hit.param("search_term"), traps);
    event.campaign = Hit::text(
        hit.param("campaign")
            .or_else(|| hit.inside("collected_traffic_source", "manual_campaign_name")),
        traps,
    );
    for (name, value) in [
        (
            "source",
            hit.param("source")
                .or_else(|| hit.inside("collected_traffic_source", "manual_source"))
                .or_else(|| hit.inside("traffic_source", "source")),
        ),
        (
            "medium",
            hit.param("medium")
                .or_else(|| hit.inside("collected_traffic_source", "manual_medium"))
                .or_else(|| hit.inside("traffic_source", "medium")),
        ),
        ("country", hit.inside("geo", "country")),
        ("region", hit.inside("geo", "region")),
        ("city", hit.inside("geo", "city")),
    ] {
        if let Some(text) = Hit::text(value, traps) {
            event.attributes.insert(name.to_owned(), text);
        }
    }
    event
}

/// The path of an address: the same page whatever its parameters.
fn path_of(address: &str) -> &str {
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => address,
    };
    path.split(['?', '#']).next().unwrap_or(path)
}

/// Views, carts, lists: one event with all products, or one for each where an event can have only one.
fn products(mut event: EventRecord, hit: &Hit, context: &mut Context<'_>) {
    let items = hit.items();
    let first = items.first();
    let list = |key: &str| first.and_then(|item| item.get(key)).or(hit.param(key));
    event.placement = json::text(
        list("item_list_name").or_else(|| list("item_list_id")),
        context.traps,
    );
    match event.kind {
        EventKind::ListView => {
            event.items = items
                .iter()
                .filter_map(|item| product_of(item, context.traps))
                .collect();
            context.out.push(Record::Event(Box::new(event)));
        }
        EventKind::Checkout | EventKind::Search | EventKind::Signup => {
            event.placement = None;
            context.out.push(Record::Event(Box::new(event)));
        }
        _ => {
            let of_table = !matches!(hit.object.get("items"), Some(Value::Array(_)));
            let mut put = 0;
            for item in &items {
                let Some(product) = product_of(item, context.traps) else {
                    continue;
                };
                let mut one = event.clone();
                if of_table && let Some(key) = product.sku.as_ref().or(product.name.as_ref()) {
                    // A flat table has a row for each product of an event.
                    one.id = format!("{}/{key}", event.id);
                } else if put > 0 {
                    one.id = format!("{}/{}", event.id, put + 1);
                }
                one.quantity = json::count(item.get("quantity")).filter(|n| *n > 0);
                if event.kind == EventKind::Click {
                    one.slot = slot(item);
                }
                one.item = Some(product);
                context.out.push(Record::Event(Box::new(one)));
                put += 1;
            }
            if put == 0 {
                context.doubt(
                    "items",
                    "the event names no product",
                    "send `items` with it",
                );
                context.out.push(Record::Event(Box::new(event)));
            }
        }
    }
}

/// Google counts places from 0, we from 1.
fn slot(item: &Object) -> Option<u32> {
    let index = json::count(item.get("item_list_index").or(item.get("index")))?;
    u32::try_from(index.checked_add(1)?).ok().filter(|n| *n > 0)
}

/// Promotions that were shown or clicked: one event for each, with its products.
fn promotions(event: EventRecord, hit: &Hit, context: &mut Context<'_>) {
    const TELLING: [&str; 4] = [
        "promotion_id",
        "promotion_name",
        "creative_name",
        "creative_slot",
    ];
    type Told = [Option<String>; 4];
    type Shown = (ProductRef, Option<u32>);
    let mut found: Vec<(Told, Vec<Shown>)> = Vec::new();
    let items = hit.items();
    let none = Object::new();
    for item in if items.is_empty() {
        std::slice::from_ref(&none)
    } else {
        items.as_slice()
    } {
        let told: Told =
            TELLING.map(|key| json::text(item.get(key).or(hit.param(key)), context.traps));
        let product = product_of(item, context.traps).map(|p| (p, slot(item)));
        match found.iter_mut().find(|(t, _)| *t == told) {
            Some((_, products)) => products.extend(product),
            None => found.push((told, product.into_iter().collect())),
        }
    }
    for (n, (told, products)) in found.into_iter().enumerate() {
        let [promotion, name, creative, slot] = told;
        let mut one = event.clone();
        if n > 0 {
            one.id = format!("{}/{}", event.id, n + 1);
        }
        one.placement = slot.or_else(|| promotion.as_ref().and(name.clone()));
        one.strategy = promotion.or(name);
        one.variant = creative;
        if one.kind == EventKind::Click {
            let clicked = products.into_iter().next();
            one.slot = clicked.as_ref().and_then(|(_, slot)| *slot);
            one.item = clicked.map(|(product, _)| product);
        } else {
            one.items = products.into_iter().map(|(product, _)| product).collect();
        }
        if one.strategy.is_none() {
            context.doubt(
                "promotion_id",
                "the promotion has no id and no name",
                "send promotion_id with it: it says which strategy was shown",
            );
        }
        context.out.push(Record::Event(Box::new(one)));
    }
}

/// The order's number as the shop knows it.
fn transaction(hit: &Hit, context: &mut Context<'_>) -> Result<String, Refusal> {
    let stated = hit
        .param("transaction_id")
        .or_else(|| hit.inside("ecommerce", "transaction_id"));
    json::key(stated, context.traps).ok_or_else(|| {
        refusal(
            "transaction_id",
            "the purchase has no transaction_id",
            "send the order number as transaction_id, so that the order is never counted twice; the shop's own orders file has it anyway",
        )
    })
}

/// What basket and refund read: sums under our keys.
fn sums(hit: &Hit, revenue: &[&str]) -> Object {
    let mut sums = Object::new();
    let mut put = |key: &str, value: Option<&Value>| {
        if let Some(value) = value {
            sums.insert(key.to_owned(), value.clone());
        }
    };
    put("currency", hit.param("currency"));
    put("coupon", hit.param("coupon"));
    put(
        "shipping",
        hit.param("shipping")
            .or_else(|| hit.inside("ecommerce", "shipping_value")),
    );
    put(
        "tax",
        hit.param("tax")
            .or_else(|| hit.inside("ecommerce", "tax_value")),
    );
    put(
        "value",
        hit.param("value")
            .or_else(|| revenue.iter().find_map(|key| hit.inside("ecommerce", key))),
    );
    let items = hit.items().into_iter().map(Value::Object).collect();
    sums.insert("lines".to_owned(), Value::Array(items));
    sums
}

fn order(
    hit: &Hit,
    id: String,
    who: Vec<Identity>,
    device: Option<String>,
    at: Moment,
    context: &mut Context<'_>,
) -> Result<(), Refusal> {
    let key = transaction(hit, context)?;
    let said = basket::Order {
        at: context.placed(&key, at),
        key,
        state_at: at,
        who: who.clone(),
        status: OrderStatus::Paid,
        value: &["value"],
        lines: "lines",
    };
    let sums = sums(hit, &["purchase_revenue", "purchase_revenue_in_usd"]);
    let order = basket::order(&sums, said, context);
    if who.is_empty() {
        // An order of nobody still counts for products and revenue.
        context.traps.met(Met::Anonymous);
        context.out.push(Record::Order(order));
        return Ok(());
    }
    let event = bare(id, EventKind::Order, at, who, context.line);
    let mut event = filled(event, hit, device, context);
    event.order = Some(order);
    context.out.push(Record::Event(Box::new(event)));
    Ok(())
}

fn refund(
    hit: &Hit,
    id: &str,
    who: Vec<Identity>,
    at: Moment,
    context: &mut Context<'_>,
) -> Result<(), Refusal> {
    let order_key = transaction(hit, context)?;
    let sums = sums(hit, &["refund_value", "refund_value_in_usd"]);
    let currency = basket::currency(&sums, context);
    let shop = currency.unwrap_or(context.currency);
    let lines = basket::lines(&sums, "lines", shop, context);
    let of_lines: Amount = lines.iter().map(|l| l.total).sum();
    let stated = json::price(sums.get("value")).map(|p| Amount(p.amount(shop).0.saturating_abs()));
    let total = stated.unwrap_or(of_lines);
    if total == Amount(0) {
        return Err(refusal(
            "value",
            "the refund states no sum",
            "send `value` or the products with their prices",
        ));
    }
    context.out.push(Record::Refund(RefundRecord {
        key: format!("{order_key}/refund/{id}"),
        line: context.line,
        order_key: Some(order_key),
        at,
        who,
        person: PersonFields::default(),
        currency,
        lines,
        total,
    }));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parameters_are_found_nested_and_flat() {
        for object in [
            json!({"event_params": [{"key": "value", "value": {"string_value": null, "int_value": "7"}}]}),
            json!({"event_params": {"value": "7"}}),
            json!({"event_params.value": "7"}),
            json!({"param_value": "7"}),
            json!({"event_params": "[{\"key\":\"value\",\"value\":{\"double_value\":7}}]"}),
        ] {
            let hit = Hit::new(object.as_object().cloned().unwrap());
            assert_eq!(json::count(hit.param("value")), Some(7), "{:?}", hit.object);
            assert_eq!(hit.param("campaign"), None);
        }
    }

    #[test]
    fn what_google_writes_for_nothing_is_nothing() {
        for text in ["(not set)", "(direct)", "<Other>", " "] {
            assert_eq!(said(Some(&json!(text))), None, "{text}");
        }
        assert!(said(Some(&json!("(new) tent"))).is_some());
    }

    #[test]
    fn a_page_is_its_path() {
        assert_eq!(path_of("https://shop.example/a/b?x=1#y"), "/a/b");
        assert_eq!(path_of("https://shop.example"), "/");
        assert_eq!(path_of("/cart?x"), "/cart");
    }
}
