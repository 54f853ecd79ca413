//! Our own event file: the way any shop or storefront reports what was shown, clicked and bought.

use super::basket;
use super::json::{self, Object};
use super::json_lines::{Context, JsonLines, Refusal, refusal};
use super::kind::Kind;
use super::platform::{Platform, Shape};
use crate::model::customer::{Identity, IdentityKind};
use crate::model::event::EventKind;
use crate::model::order::OrderStatus;
use crate::model::product::ProductRef;
use crate::model::record::{EventRecord, Record};
use serde_json::Value;

/// Our own event file.
pub(crate) const PLATFORM: Platform = Platform {
    word: "events",
    title: "Regulars event file",
    found: "what was shown, clicked and bought, one JSON object a line",
    kind: Kind::Events,
    shape: Shape::Lines {
        own: |object| object.contains_key("type") && object.contains_key("at"),
        keys: "`type` and `at`, as in our event file",
    },
    taker: |reading, checked| Box::new(JsonLines::new(reading, checked, records)),
};

/// The keys that have a meaning; all others are kept as attributes.
const KEYS: [&str; 30] = [
    "id",
    "type",
    "at",
    "visitor",
    "customer",
    "session",
    "channel",
    "device",
    "page",
    "placement",
    "strategy",
    "variant",
    "items",
    "propensity",
    "decision",
    "item",
    "slot",
    "impression",
    "quantity",
    "query",
    "campaign",
    "order",
    "value",
    "currency",
    "lines",
    "shipping",
    "tax",
    "discount",
    "coupon",
    "code",
];

/// Turns one object into one event.
fn records(object: Object, context: &mut Context<'_>) -> Result<(), Refusal> {
    let id = json::key(object.get("id"), context.traps).ok_or_else(|| {
        refusal(
            "id",
            "the event has no id",
            "give every event an id of its own, so that it is never counted twice",
        )
    })?;
    let kind = kind(&object, context)?;
    let at = match object.get("at") {
        None | Some(Value::Null) => {
            return Err(refusal(
                "at",
                "the event has no time",
                "write it as 2026-11-20T09:00:00Z",
            ));
        }
        given => context.moment(given).ok_or_else(|| {
            refusal(
                "at",
                "this is not a time",
                "write it as 2026-11-20T09:00:00Z",
            )
        })?,
    };
    let mut who = Vec::new();
    if let Some(visitor) = json::key(object.get("visitor"), context.traps) {
        who.extend(Identity::new(IdentityKind::Device, &visitor));
    }
    if let Some(customer) = json::key(object.get("customer"), context.traps) {
        who.extend(Identity::guess(&customer));
    }
    if who.is_empty() {
        return Err(refusal(
            "visitor",
            "the event says neither visitor nor customer",
            "give the browser's or device's id as `visitor`, or e-mail, phone or customer id as `customer`",
        ));
    }
    let items = items(&object, context);
    let propensity = propensity(&object, items.len(), context);
    let item = json::product(object.get("item"), context.traps);
    let needs_item = matches!(
        kind,
        EventKind::View | EventKind::AddToCart | EventKind::RemoveFromCart | EventKind::Click
    );
    if needs_item && item.is_none() {
        context.doubt(
            "item",
            "the event names no product",
            "give the article number as `item`",
        );
    }
    if kind == EventKind::Impression && items.is_empty() {
        context.doubt(
            "items",
            "the impression names no products",
            "list the article numbers as `items`",
        );
    }
    let order = if kind == EventKind::Order {
        let key = json::key(object.get("order"), context.traps).ok_or_else(|| {
            refusal(
                "order",
                "the order event has no order number",
                "give it as `order`",
            )
        })?;
        let said = basket::Order {
            at: context.placed(&key, at),
            key,
            state_at: at,
            who: who.clone(),
            status: OrderStatus::Paid,
            value: &["value"],
            lines: "lines",
        };
        Some(basket::order(&object, said, context))
    } else {
        None
    };
    let slot = positive(&object, "slot", context).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    let quantity = positive(&object, "quantity", context);
    // Keys that only an order event uses are attributes of other events.
    let attributes = if kind == EventKind::Order {
        json::attributes(&object, &KEYS, context.traps)
    } else {
        json::attributes(&object, &KEYS[..21], context.traps)
    };
    let traps = &mut *context.traps;
    let mut text = |key: &str| json::text(object.get(key), traps);
    let event = EventRecord {
        id,
        line: context.line,
        kind,
        at,
        who,
        session: text("session"),
        channel: text("channel"),
        device: text("device"),
        page: text("page"),
        placement: text("placement"),
        strategy: text("strategy"),
        variant: text("variant"),
        items,
        propensity,
        decision: text("decision"),
        item,
        slot,
        impression: text("impression"),
        quantity,
        query: text("query"),
        campaign: text("campaign"),
        order,
        attributes,
    };
    context.out.push(Record::Event(Box::new(event)));
    Ok(())
}

fn kind(object: &Object, context: &mut Context<'_>) -> Result<EventKind, Refusal> {
    let Some(word) = json::text(object.get("type"), context.traps) else {
        return Err(refusal(
            "type",
            "the event has no type",
            "write view, click, impression, order ...",
        ));
    };
    if let Some(kind) = EventKind::named(&word) {
        return Ok(kind);
    }
    let folded = word.to_lowercase().replace([' ', '-'], "_");
    EventKind::named(&folded).ok_or_else(|| {
        let near = EventKind::ALL
            .iter()
            .max_by(|a, b| {
                strsim::jaro_winkler(a.word(), &folded).total_cmp(&strsim::jaro_winkler(b.word(), &folded))
            })
            .map_or("view", |k| k.word());
        let shown: String = word.chars().take(40).collect();
        refusal(
            "type",
            format!("no event type is called `{shown}`; the nearest is `{near}`"),
            "use view, add_to_cart, remove_from_cart, list_view, search, checkout, order, signup, impression, click, \
             message_sent, message_opened or message_clicked",
        )
    })
}

fn items(object: &Object, context: &mut Context<'_>) -> Vec<ProductRef> {
    match object.get("items") {
        Some(Value::Array(items)) => {
            let known: Vec<ProductRef> = items
                .iter()
                .filter_map(|item| json::product(Some(item), context.traps))
                .collect();
            if known.len() < items.len() {
                context.doubt(
                    "items",
                    "an item has no name",
                    "list article numbers as text",
                );
            }
            known
        }
        None | Some(Value::Null) => Vec::new(),
        one => json::product(one, context.traps).into_iter().collect(),
    }
}

/// The chances beside the items; unusable ones are as good as none.
fn propensity(object: &Object, items: usize, context: &mut Context<'_>) -> Vec<f64> {
    let all: Option<Vec<f64>> = match object.get("propensity") {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(all)) => all.iter().map(Value::as_f64).collect(),
        Some(one) => one.as_f64().map(|p| vec![p]),
    };
    match all {
        Some(all) if all.len() == items && all.iter().all(|p| *p > 0.0 && *p <= 1.0) => all,
        _ => {
            context.doubt(
                "propensity",
                "the chances do not fit the items; they are not used",
                "give one number above 0 and at most 1 for each item",
            );
            Vec::new()
        }
    }
}

fn positive(object: &Object, key: &'static str, context: &mut Context<'_>) -> Option<i64> {
    let value = object.get(key);
    if !json::says(value) {
        return None;
    }
    let number = json::count(value).filter(|n| *n > 0);
    if number.is_none() {
        context.doubt(
            key,
            "this is not a whole number above zero; it is not used",
            "count from 1",
        );
    }
    number
}
