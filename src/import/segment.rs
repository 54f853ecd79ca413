//! Segment / RudderStack calls with the e-commerce v2 events, one JSON object per line.

use super::basket;
use super::hash::Xxh64;
use super::json::{self, Object};
use super::json_lines::{Context, JsonLines, Refusal, refusal};
use super::kind::Kind;
use super::platform::{Platform, Shape};
use super::trap::Met;
use crate::model::country::Country;
use crate::model::customer::{Identity, IdentityKind, PersonFields};
use crate::model::event::EventKind;
use crate::model::money::Amount;
use crate::model::order::OrderStatus;
use crate::model::product::ProductRef;
use crate::model::record::{CustomerRecord, EventRecord, Record, RefundRecord};
use crate::model::time::Moment;
use serde_json::Value;

/// Calls of Segment or RudderStack.
pub(crate) const PLATFORM: Platform = Platform {
    word: "segment-events",
    title: "Segment e-commerce events",
    found: "track and page calls of Segment or RudderStack, one JSON object a line",
    kind: Kind::Events,
    shape: Shape::Lines {
        own: |object| {
            let call = ["event", "messageId", "anonymousId", "userId", "traits"];
            call.iter().filter(|key| object.contains_key(**key)).count() >= 2
        },
        keys: "`event`, `messageId` or `userId`, as in calls of Segment or RudderStack",
    },
    taker: |reading, checked| Box::new(JsonLines::new(reading, checked, records)),
};

/// What a call means to us.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Event(EventKind),
    OrderUpdated,
    OrderCancelled,
    OrderRefunded,
    Unused,
}

/// The events of the specification (and their older names) and what they mean.
const EVENTS: [(&str, Meaning); 27] = [
    ("products searched", Meaning::Event(EventKind::Search)),
    ("searched products", Meaning::Event(EventKind::Search)),
    ("product list viewed", Meaning::Event(EventKind::ListView)),
    ("product list filtered", Meaning::Event(EventKind::ListView)),
    (
        "viewed product category",
        Meaning::Event(EventKind::ListView),
    ),
    ("promotion viewed", Meaning::Event(EventKind::Impression)),
    ("viewed promotion", Meaning::Event(EventKind::Impression)),
    ("promotion clicked", Meaning::Event(EventKind::Click)),
    ("clicked promotion", Meaning::Event(EventKind::Click)),
    ("product clicked", Meaning::Event(EventKind::Click)),
    ("product viewed", Meaning::Event(EventKind::View)),
    ("viewed product", Meaning::Event(EventKind::View)),
    ("product added", Meaning::Event(EventKind::AddToCart)),
    ("added product", Meaning::Event(EventKind::AddToCart)),
    ("product removed", Meaning::Event(EventKind::RemoveFromCart)),
    ("removed product", Meaning::Event(EventKind::RemoveFromCart)),
    ("checkout started", Meaning::Event(EventKind::Checkout)),
    ("order completed", Meaning::Event(EventKind::Order)),
    ("completed order", Meaning::Event(EventKind::Order)),
    ("order updated", Meaning::OrderUpdated),
    ("order cancelled", Meaning::OrderCancelled),
    ("order refunded", Meaning::OrderRefunded),
    ("signed up", Meaning::Event(EventKind::Signup)),
    ("account created", Meaning::Event(EventKind::Signup)),
    ("email delivered", Meaning::Event(EventKind::MessageSent)),
    ("email opened", Meaning::Event(EventKind::MessageOpened)),
    (
        "email link clicked",
        Meaning::Event(EventKind::MessageClicked),
    ),
];

/// Properties that have a place of their own in an event; all others are kept as attributes.
const USED: [&str; 20] = [
    "product_id",
    "sku",
    "name",
    "products",
    "promotion_id",
    "creative",
    "position",
    "quantity",
    "query",
    "order_id",
    "value",
    "currency",
    "session_id",
    "url",
    "image_url",
    "campaign_id",
    "campaign_name",
    "item",
    "handle",
    "items",
];

/// Turns one call into records.
fn records(object: Object, context: &mut Context<'_>) -> Result<(), Refusal> {
    let call = json::text(object.get("type"), context.traps).map(|t| t.to_lowercase());
    let name = json::text(object.get("event"), context.traps);
    let at = ["originalTimestamp", "timestamp", "sentAt", "receivedAt"];
    // `timestamp` is corrected for the clock of the device; it counts where it is there.
    let stated = at
        .iter()
        .map(|key| object.get(*key))
        .find(|v| json::says(*v))
        .flatten();
    let stated = object
        .get("timestamp")
        .filter(|v| json::says(Some(v)))
        .or(stated);
    let at = context.moment(stated).ok_or_else(|| {
        refusal(
            "timestamp",
            "the call has no usable time",
            "write it as 2026-11-20T09:00:00Z",
        )
    })?;
    let who = who(&object, context);
    if who.is_empty() {
        return Err(refusal(
            "userId",
            "the call says neither userId nor anonymousId",
            "every call needs one of them",
        ));
    }
    match (call.as_deref(), name) {
        (Some("identify"), _) => {
            identify(&object, who, at, context);
            Ok(())
        }
        (Some("alias"), _) => {
            // Who browsed under the earlier id is this person.
            let mut who = who;
            if let Some(earlier) = json::key(object.get("previousId"), context.traps) {
                who.extend(Identity::new(IdentityKind::Device, &earlier));
            }
            identify(&object, who, at, context);
            Ok(())
        }
        (Some("track") | None, Some(name)) => track(&object, &name, who, at, context),
        (Some("track") | None, None) => Err(refusal(
            "event",
            "the call names no event",
            "a track call needs `event`, such as \"Product Viewed\"",
        )),
        _ => {
            context.traps.met(Met::OtherEvent);
            Ok(())
        }
    }
}

fn who(object: &Object, context: &mut Context<'_>) -> Vec<Identity> {
    let mut who: Vec<Identity> = Vec::new();
    if let Some(id) = json::key(object.get("userId"), context.traps) {
        who.extend(Identity::guess(&id));
    }
    for traits in [
        object.get("traits"),
        object.get("context").and_then(|c| c.get("traits")),
    ] {
        let of = |key: &str| traits.and_then(|t| t.get(key));
        let country = of("country").or_else(|| of("address")?.get("country"));
        let country = json::text(country, context.traps).and_then(|c| Country::named(&c));
        for key in ["email", "phone"] {
            let Some(value) = json::key(of(key), context.traps) else {
                continue;
            };
            let identity = match key {
                "email" => Identity::email(&value),
                _ => Identity::phone(&value, country),
            };
            if let Some(identity) = identity
                && !who.iter().any(|i| i.kind == identity.kind)
            {
                who.push(identity);
            }
        }
    }
    if let Some(id) = json::key(object.get("anonymousId"), context.traps) {
        who.extend(Identity::new(IdentityKind::Device, &id));
    }
    who
}

fn identify(object: &Object, who: Vec<Identity>, at: Moment, context: &mut Context<'_>) {
    // A device alone is no customer.
    if !who.iter().any(|i| i.kind.makes_known()) {
        context.traps.met(Met::OtherEvent);
        return;
    }
    let empty = Object::new();
    let traits = object
        .get("traits")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let address = traits
        .get("address")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let added = context.moment(traits.get("createdAt").or(traits.get("created_at")));
    let first = |key: &str| traits.get(key).or(address.get(key));
    let traps = &mut *context.traps;
    let name = json::text(traits.get("name"), traps).or_else(|| {
        let parts = ["firstName", "lastName"].map(|k| json::text(traits.get(k), traps));
        let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    });
    let street = ["street", "postalCode"].map(|k| json::text(address.get(k), traps));
    let street = street.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let used = [
        "email",
        "phone",
        "name",
        "firstName",
        "lastName",
        "address",
        "createdAt",
        "created_at",
        "country",
        "city",
        "state",
        "language",
        "locale",
        "id",
    ];
    let record = CustomerRecord {
        line: context.line,
        who,
        person: PersonFields {
            name,
            country: json::text(first("country"), traps),
            region: json::text(first("state"), traps),
            city: json::text(first("city"), traps),
            address: (!street.is_empty()).then_some(street),
            language: json::text(traits.get("language").or(traits.get("locale")), traps),
        },
        added: added.or(Some(at)),
        attributes: json::attributes(traits, &used, traps),
        ..CustomerRecord::default()
    };
    context.out.push(Record::Customer(record));
}

fn track(
    object: &Object,
    name: &str,
    who: Vec<Identity>,
    at: Moment,
    context: &mut Context<'_>,
) -> Result<(), Refusal> {
    let folded = name.to_lowercase();
    let meaning = EVENTS
        .iter()
        .find(|(known, _)| *known == folded)
        .map_or(Meaning::Unused, |(_, meaning)| *meaning);
    let empty = Object::new();
    let properties = object
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let id = match json::key(object.get("messageId"), context.traps) {
        Some(id) => id,
        None => {
            context.traps.met(Met::NoEventId);
            let mut hash = Xxh64::default();
            hash.feed(context.raw);
            format!("call-{}", hash.hex())
        }
    };
    match meaning {
        Meaning::Unused => {
            context.traps.met(Met::OtherEvent);
            Ok(())
        }
        Meaning::Event(kind) => event(object, properties, &folded, id, kind, who, at, context),
        Meaning::OrderUpdated => {
            let record = order(properties, OrderStatus::Paid, who, at, context)?;
            context.out.push(Record::Order(record));
            Ok(())
        }
        Meaning::OrderCancelled => {
            let record = order(properties, OrderStatus::Cancelled, who, at, context)?;
            context.out.push(Record::Order(record));
            Ok(())
        }
        Meaning::OrderRefunded => refund(properties, &id, who, at, context),
    }
}

fn order(
    properties: &Object,
    status: OrderStatus,
    who: Vec<Identity>,
    at: Moment,
    context: &mut Context<'_>,
) -> Result<crate::model::record::OrderRecord, Refusal> {
    let key = order_id(properties, context)?;
    let said = basket::Order {
        at: context.placed(&key, at),
        key,
        state_at: at,
        who,
        status,
        value: &["subtotal", "revenue", "total", "value"],
        lines: "products",
    };
    Ok(basket::order(properties, said, context))
}

fn order_id(properties: &Object, context: &mut Context<'_>) -> Result<String, Refusal> {
    json::key(properties.get("order_id"), context.traps).ok_or_else(|| {
        refusal(
            "properties.order_id",
            "the order has no order_id",
            "give it in `properties`",
        )
    })
}

fn refund(
    properties: &Object,
    id: &str,
    who: Vec<Identity>,
    at: Moment,
    context: &mut Context<'_>,
) -> Result<(), Refusal> {
    let order_key = order_id(properties, context)?;
    let currency = basket::currency(properties, context);
    let shop = currency.unwrap_or(context.currency);
    let lines = basket::lines(properties, "products", shop, context);
    let of_lines: Amount = lines.iter().map(|l| l.total).sum();
    let stated = ["total", "revenue", "value"]
        .iter()
        .find_map(|k| json::price(properties.get(*k)))
        .map(|p| Amount(p.amount(shop).0.saturating_abs()));
    let total = stated.unwrap_or(of_lines);
    if total == Amount(0) {
        return Err(refusal(
            "properties.total",
            "the refund states no sum",
            "give `total` or the products with their prices",
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

fn event(
    object: &Object,
    properties: &Object,
    name: &str,
    id: String,
    kind: EventKind,
    who: Vec<Identity>,
    at: Moment,
    context: &mut Context<'_>,
) -> Result<(), Refusal> {
    let is_promotion = name.contains("promotion");
    let is_message = name.starts_with("email");
    let products: Vec<ProductRef> = match properties.get("products") {
        Some(Value::Array(all)) => all
            .iter()
            .filter_map(|p| json::product(Some(p), context.traps))
            .collect(),
        _ => Vec::new(),
    };
    // The `name` of a promotion is its own, not a product's.
    let own = ["product_id", "sku"]
        .iter()
        .any(|k| json::says(properties.get(*k)));
    let item = if is_message || (is_promotion && !own) {
        None
    } else {
        let mut product = properties.clone();
        if is_promotion {
            product.remove("name");
        }
        json::product(Some(&Value::Object(product)), context.traps)
    };
    let order = if kind == EventKind::Order {
        Some(order(
            properties,
            OrderStatus::Paid,
            who.clone(),
            at,
            context,
        )?)
    } else {
        None
    };
    let is_single = matches!(
        kind,
        EventKind::View | EventKind::AddToCart | EventKind::RemoveFromCart | EventKind::Click
    );
    let traps = &mut *context.traps;
    let mut attributes = json::attributes(properties, &USED, traps);
    let slot = json::count(properties.get("position"))
        .filter(|n| *n > 0)
        .and_then(|n| u32::try_from(n).ok());
    if slot.is_none()
        && let Some(position) = json::text(properties.get("position"), traps)
    {
        attributes.insert("position".to_owned(), position);
    }
    let around = object.get("context");
    let inside = |path: [&str; 2]| {
        around
            .and_then(|c| c.get(path[0]))
            .and_then(|o| o.get(path[1]))
    };
    let mut text = |value: Option<&Value>| json::text(value, traps);
    let has_page = inside(["page", "path"]).is_some() || inside(["page", "url"]).is_some();
    let channel = if is_message {
        Some("email".to_owned())
    } else {
        text(object.get("channel")).or_else(|| has_page.then(|| "web".to_owned()))
    };
    let campaign = text(properties.get("campaign_name"))
        .or_else(|| text(properties.get("campaign_id")))
        .or_else(|| text(inside(["campaign", "name"])));
    let promotion = |key: &str| {
        if is_promotion {
            properties.get(key)
        } else {
            None
        }
    };
    let event = EventRecord {
        id,
        line: context.line,
        kind,
        at,
        who,
        session: text(
            properties
                .get("session_id")
                .or(around.and_then(|c| c.get("sessionId"))),
        ),
        channel,
        device: text(inside(["device", "type"])),
        page: text(inside(["page", "path"])),
        placement: text(promotion("name").or(properties.get("list_id").filter(|_| !is_promotion))),
        strategy: text(promotion("promotion_id")),
        variant: text(promotion("creative")),
        items: if kind == EventKind::Impression && products.is_empty() {
            item.iter().cloned().collect()
        } else if kind == EventKind::Order {
            Vec::new()
        } else {
            products
        },
        propensity: Vec::new(),
        decision: None,
        item: if is_single { item } else { None },
        slot,
        impression: None,
        quantity: json::count(properties.get("quantity")).filter(|n| is_single && *n > 0),
        query: text(properties.get("query")),
        campaign,
        order,
        attributes,
    };
    context.out.push(Record::Event(Box::new(event)));
    Ok(())
}
