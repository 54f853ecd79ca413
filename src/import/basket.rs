//! The order inside an event: lines, sums, and what to do if only the value is known.

use super::json::{self, Object};
use super::json_lines::Context;
use super::trap::Met;
use crate::model::customer::{Identity, PersonFields};
use crate::model::money::{Amount, Currency, Price};
use crate::model::order::OrderStatus;
use crate::model::product::{ProductRef, is_service};
use crate::model::record::{LineRecord, OrderRecord, SUM_LINE};
use crate::model::time::Moment;
use serde_json::Value;

/// The lines under a key; lines without product or pieces are left out with a doubt.
pub(crate) fn lines(
    object: &Object,
    key: &'static str,
    currency: Currency,
    context: &mut Context<'_>,
) -> Vec<LineRecord> {
    let Some(Value::Array(items)) = object.get(key) else {
        return Vec::new();
    };
    let mut lines = Vec::with_capacity(items.len());
    for item in items {
        let Some(product) = json::product(Some(item), context.traps) else {
            context.doubt(
                key,
                "a line names no product; it is left out",
                "give it `item` or `sku`",
            );
            continue;
        };
        let quantity = match item.get("quantity") {
            None | Some(Value::Null) => 1,
            given => match json::count(given) {
                Some(quantity @ 1..) => quantity,
                _ => {
                    context.doubt(
                        key,
                        "a line has no whole number of pieces above zero; it is left out",
                        "write `quantity` as 1, 2, 3 ...",
                    );
                    continue;
                }
            },
        };
        let price = match item.get("price") {
            None | Some(Value::Null) => Price(0),
            given => match json::price(given) {
                Some(price) if price >= Price(0) => price,
                _ => {
                    context.doubt(
                        key,
                        "a line has no usable price; it counts as zero",
                        "write `price` as 12.50, for one piece",
                    );
                    Price(0)
                }
            },
        };
        let discount = json::price(item.get("discount"))
            .map_or(Amount(0), |d| Amount(d.amount(currency).0.saturating_abs()));
        let service = is_service(product.sku.as_deref(), product.name.as_deref());
        lines.push(LineRecord {
            line: context.line,
            product,
            quantity,
            price,
            discount,
            total: price.times(quantity, currency) - discount,
            service,
        });
    }
    lines
}

/// The currency that an object names.
pub(crate) fn currency(object: &Object, context: &mut Context<'_>) -> Option<Currency> {
    let named = json::text(object.get("currency"), context.traps)?;
    let currency = Currency::named(&named);
    if currency.is_none() {
        context.doubt(
            "currency",
            "this is not a currency code; the shop's currency is taken",
            "write the three letters, such as EUR, USD or GBP",
        );
    }
    currency
}

/// What an event says of an order besides its lines.
pub(crate) struct Order {
    pub(crate) key: String,
    /// When the order was placed, and as of when this is said.
    pub(crate) at: Moment,
    pub(crate) state_at: Moment,
    pub(crate) who: Vec<Identity>,
    pub(crate) status: OrderStatus,
    /// Keys of the object that hold the sum and the lines.
    pub(crate) value: &'static [&'static str],
    pub(crate) lines: &'static str,
}

/// The line that stands for an order's sum: no product.
pub(crate) fn one_sum(value: Price, currency: Currency, line: u64) -> LineRecord {
    LineRecord {
        line,
        product: ProductRef {
            name: Some(SUM_LINE.to_owned()),
            ..ProductRef::default()
        },
        quantity: 1,
        price: value,
        discount: Amount(0),
        total: value.amount(currency),
        service: true,
    }
}

/// The order of an event. Where a sum is stated but no prices, the sum becomes one line that is no product.
pub(crate) fn order(object: &Object, said: Order, context: &mut Context<'_>) -> OrderRecord {
    let own = currency(object, context);
    let currency = own.unwrap_or(context.currency);
    let mut lines = lines(object, said.lines, currency, context);
    let amount = |key: &str| {
        json::price(object.get(key)).map_or(Amount(0), |p| Amount(p.amount(currency).0.max(0)))
    };
    let value = said.value.iter().find_map(|k| json::price(object.get(*k)));
    if let Some(value) = value
        && value > Price(0)
        && lines.iter().all(|l| l.price == Price(0))
    {
        context.traps.met(Met::ValueOnly);
        lines.push(one_sum(value, currency, context.line));
    }
    OrderRecord {
        number: said.key.clone(),
        key: said.key,
        line: context.line,
        at: said.at,
        state_at: said.state_at,
        who: said.who,
        person: PersonFields::default(),
        status: said.status,
        currency: own,
        lines,
        discount: amount("discount"),
        shipping: amount("shipping"),
        tax: amount("tax"),
        refunded: Amount(0),
        channel: None,
        code: json::text(object.get("coupon").or(object.get("code")), context.traps),
        consents: Vec::new(),
    }
}
