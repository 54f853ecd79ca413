//! Any table of events: one row for each thing that happened, with a column that says what.

use super::basket;
use super::checked::Checked;
use super::detection::{Column, Reading};
use super::event_words::{self, Meaning};
use super::field::Field;
use super::hash::Xxh64;
use super::json::{self, Object};
use super::json_lines::{Context, JsonLines, Refusal, refusal};
use super::kind::Kind;
use super::number;
use super::pass::Taker;
use super::platform::{Platform, Shape};
use super::trap::Met;
use super::words;
use crate::model::customer::{Identity, IdentityKind, PersonFields};
use crate::model::event::EventKind;
use crate::model::money::{Amount, Currency, Price};
use crate::model::order::OrderStatus;
use crate::model::product::{ProductRef, is_service};
use crate::model::record::{EventRecord, LineRecord, OrderRecord, Record, RefundRecord};
use crate::model::time::Moment;
use std::collections::BTreeMap;

/// Any table of events.
pub(crate) const PLATFORM: Platform = Platform {
    word: "event-table",
    title: "table of events",
    found: "one row for each view, cart, order or message, from a tracker, a warehouse or a mail service",
    kind: Kind::Events,
    shape: Shape::Any,
    taker: |reading, checked| table(reading, checked),
};

/// What reads tables of events, of any platform.
pub(crate) fn table<'a>(reading: &'a Reading, checked: Option<&'a Checked>) -> Box<dyn Taker + 'a> {
    Box::new(JsonLines::table(reading, checked, records, key_of))
}

/// Columns are known by their fields; free ones also by their names.
pub(crate) fn key_of(column: &Column) -> Option<String> {
    match column.field? {
        Field::Ignore => None,
        Field::Attribute => Some(format!("{ATTRIBUTE}{}", column.name)),
        field => Some(field.word().to_owned()),
    }
}

/// Before the name of a column that is kept as it is.
const ATTRIBUTE: &str = "attribute ";

/// What a row says, by field.
pub(crate) struct Cells<'o>(pub(crate) &'o Object);

impl Cells<'_> {
    /// The cell as it stands.
    pub(crate) fn raw(&self, field: Field) -> Option<&str> {
        self.0.get(field.word())?.as_str().map(str::trim)
    }

    /// Its clean text.
    pub(crate) fn text(&self, field: Field, context: &mut Context<'_>) -> Option<String> {
        json::text(self.0.get(field.word()), context.traps)
    }

    /// Its whole text; a number that a spreadsheet shortened is none.
    pub(crate) fn key(&self, field: Field, context: &mut Context<'_>) -> Option<String> {
        let key = json::key(self.0.get(field.word()), context.traps)?;
        if words::is_shortened(key.as_bytes()) {
            context.traps.met(Met::Shortened);
            return None;
        }
        Some(key)
    }

    /// An amount.
    pub(crate) fn price(&self, field: Field, context: &Context<'_>) -> Option<Price> {
        number::price(self.raw(field)?.as_bytes(), context.mark)
    }

    /// A whole number above zero; anything else that is said is a doubt.
    pub(crate) fn positive(&self, field: Field, context: &mut Context<'_>) -> Option<i64> {
        let raw = self.raw(field)?;
        let number = number::count(raw.as_bytes(), context.mark).filter(|n| *n > 0);
        if number.is_none() && !raw.trim_matches('0').is_empty() {
            context.doubt(
                field.word(),
                "this is not a whole number above zero; it is not used",
                "count from 1",
            );
        }
        number
    }

    /// When: needed.
    pub(crate) fn moment(&self, context: &mut Context<'_>) -> Result<Moment, Refusal> {
        let (day, clock) = (
            self.0.get(Field::At.word()),
            self.0.get(Field::Clock.word()),
        );
        if day.is_none() {
            return Err(refusal(
                Field::At.word(),
                "the row has no time",
                "fill it in, such as 2026-11-20 09:00:00",
            ));
        }
        context.moment_of(day, clock).ok_or_else(|| {
            refusal(
                Field::At.word(),
                "this is not a time",
                "write it as 2026-11-20 09:00:00, or as seconds or milliseconds since 1970",
            )
        })
    }

    /// Who: device and customer traces, strongest last.
    pub(crate) fn who(&self, context: &mut Context<'_>) -> Vec<Identity> {
        let mut who = Vec::new();
        for (field, kind) in [
            (Field::Device, Some(IdentityKind::Device)),
            (Field::Customer, None),
            (Field::Email, Some(IdentityKind::Email)),
            (Field::Phone, Some(IdentityKind::Phone)),
        ] {
            let Some(value) = self.key(field, context) else {
                continue;
            };
            if words::is_nobody(value.as_bytes()) {
                continue;
            }
            let value = match field {
                // An id that went through a number format.
                Field::Customer | Field::Device => value.strip_suffix(".0").unwrap_or(&value),
                _ => &value,
            };
            who.extend(match kind {
                Some(IdentityKind::Email) if !value.contains('@') => None,
                Some(kind) => Identity::new(kind, value),
                None => Identity::guess(value),
            });
        }
        who
    }

    /// What.
    pub(crate) fn product(&self, context: &mut Context<'_>) -> Option<ProductRef> {
        let product = ProductRef {
            platform_id: self.key(Field::ProductId, context),
            handle: self.key(Field::Handle, context),
            sku: self.key(Field::Sku, context),
            name: self.text(Field::Product, context),
        };
        (product != ProductRef::default()).then_some(product)
    }

    /// The name of the campaign, else its id.
    pub(crate) fn campaign(&self, context: &mut Context<'_>) -> Option<String> {
        self.text(Field::Campaign, context)
            .or_else(|| self.text(Field::CampaignId, context))
    }

    /// Whether it belongs to a campaign.
    fn names_campaign(&self) -> bool {
        self.raw(Field::Campaign).is_some() || self.raw(Field::CampaignId).is_some()
    }

    /// Columns that are kept as they are.
    pub(crate) fn attributes(&self, context: &mut Context<'_>) -> BTreeMap<String, String> {
        let mut kept = BTreeMap::new();
        for (key, value) in self.0 {
            if let Some(name) = key.strip_prefix(ATTRIBUTE)
                && let Some(text) = json::text(Some(value), context.traps)
            {
                kept.insert(name.to_owned(), text);
            }
        }
        kept
    }
}

/// The id of something that the file gives none: its content, and how many equal ones stand before it.
pub(crate) fn id_of(
    prefix: &str,
    parts: &[&str],
    who: &[Identity],
    product: Option<&ProductRef>,
    context: &mut Context<'_>,
) -> String {
    let mut hash = Xxh64::default();
    let mut feed = |text: &str| {
        hash.feed(text.as_bytes());
        hash.feed(b"\0");
    };
    parts.iter().for_each(|part| feed(part));
    for identity in who {
        feed(identity.kind.word());
        feed(&identity.value);
    }
    if let Some(p) = product {
        for part in [&p.platform_id, &p.handle, &p.sku, &p.name] {
            feed(part.as_deref().unwrap_or(""));
        }
    }
    match context.equals_before(hash.value()) {
        0 => format!("{prefix}-{}", hash.hex()),
        n => format!("{prefix}-{}-{}", hash.hex(), n + 1),
    }
}

/// An event of which nothing but its kind, time and person is known.
pub(crate) fn bare(
    id: String,
    kind: EventKind,
    at: Moment,
    who: Vec<Identity>,
    line: u64,
) -> EventRecord {
    EventRecord {
        id,
        line,
        kind,
        at,
        who,
        session: None,
        channel: None,
        device: None,
        page: None,
        placement: None,
        strategy: None,
        variant: None,
        items: Vec::new(),
        propensity: Vec::new(),
        decision: None,
        item: None,
        slot: None,
        impression: None,
        quantity: None,
        query: None,
        campaign: None,
        order: None,
        attributes: BTreeMap::new(),
    }
}

/// Turns one row into an event.
pub(crate) fn records(object: Object, context: &mut Context<'_>) -> Result<(), Refusal> {
    let row = Cells(&object);
    let Some(word) = row.text(Field::Event, context) else {
        return Err(refusal(
            Field::Event.word(),
            "the row does not say what happened",
            event_words::KNOWN,
        ));
    };
    let product = row.product(context);
    let kind = match event_words::meaning(&word) {
        None => {
            let shown: String = word.chars().take(40).collect();
            return Err(refusal(
                Field::Event.word(),
                format!("no event is called `{shown}`"),
                event_words::KNOWN,
            ));
        }
        Some(Meaning::Unused) => {
            context.traps.met(Met::OtherEvent);
            return Ok(());
        }
        Some(Meaning::Refund) => return refund(&row, product, context),
        Some(Meaning::Event(kind)) => kind,
        Some(Meaning::Tap) => {
            let on_a_page = product.is_some()
                || row.raw(Field::Strategy).is_some()
                || row.raw(Field::Placement).is_some();
            if row.names_campaign() && !on_a_page {
                EventKind::MessageClicked
            } else {
                EventKind::Click
            }
        }
    };
    if kind == EventKind::View && product.is_none() && !row.names_campaign() {
        // A page without a product: of no use, as page views are.
        context.traps.met(Met::OtherEvent);
        return Ok(());
    }
    let at = row.moment(context)?;
    context.dated(at);
    let who = row.who(context);
    if kind == EventKind::Order {
        return order(&row, product, who, at, context);
    }
    if who.is_empty() {
        context.traps.met(Met::NobodysEvent);
        return Ok(());
    }
    let is_message = matches!(
        kind,
        EventKind::MessageSent | EventKind::MessageOpened | EventKind::MessageClicked
    );
    if kind == EventKind::Click && product.is_none() && row.raw(Field::Strategy).is_none() {
        context.doubt(
            Field::Event.word(),
            "the click names neither product nor strategy",
            "map the column that says what was clicked",
        );
    }
    let millis = at.0.to_string();
    let given = row.key(Field::EventId, context);
    let text = |field: Field| row.raw(field).unwrap_or("");
    let parts = [
        kind.word(),
        &millis,
        text(Field::Query),
        text(Field::Placement),
        text(Field::Strategy),
        text(Field::Campaign),
        text(Field::Page),
    ];
    let id = match given {
        Some(id) => id,
        None => {
            context.traps.met(Met::NoEventId);
            id_of("row", &parts, &who, product.as_ref(), context)
        }
    };
    let mut event = bare(id, kind, at, who, context.line);
    fill(&mut event, &row, context);
    if is_message {
        event.channel = event_words::channel(&word)
            .map(str::to_owned)
            .or(event.channel)
            .or_else(|| Some("email".to_owned()));
    }
    if matches!(kind, EventKind::Impression | EventKind::ListView) {
        event.items = product.into_iter().collect();
    } else if !is_message {
        event.quantity = row.positive(Field::Quantity, context);
        event.item = product;
        if kind == EventKind::Click {
            event.slot = row
                .positive(Field::Slot, context)
                .and_then(|n| u32::try_from(n).ok());
        } else if matches!(kind, EventKind::Search | EventKind::Signup) {
            event.item = None;
        }
    }
    if matches!(kind, EventKind::AddToCart | EventKind::RemoveFromCart) && event.item.is_none() {
        context.doubt(
            Field::ProductId.word(),
            "the event names no product",
            "fill in the product id or the article number",
        );
    }
    context.out.push(Record::Event(Box::new(event)));
    Ok(())
}

/// What a row of any kind of event may say.
pub(crate) fn fill(event: &mut EventRecord, row: &Cells<'_>, context: &mut Context<'_>) {
    event.session = row.key(Field::Session, context);
    event.channel = row.text(Field::Channel, context).map(|c| c.to_lowercase());
    event.device = row
        .text(Field::DeviceType, context)
        .map(|d| d.to_lowercase());
    event.page = row.text(Field::Page, context);
    event.placement = row.text(Field::Placement, context);
    event.strategy = row.text(Field::Strategy, context);
    event.variant = row.text(Field::Variant, context);
    event.query = row.text(Field::Query, context);
    event.campaign = row.campaign(context);
    event.attributes = row.attributes(context);
}

/// The currency of a row.
fn currency(row: &Cells<'_>, context: &mut Context<'_>) -> Option<Currency> {
    let raw = row.raw(Field::Currency)?;
    let currency = Currency::named(raw);
    if currency.is_none() {
        context.doubt(
            Field::Currency.word(),
            "this is not a currency code; the shop's currency is taken",
            "write the three letters, such as EUR, USD or GBP",
        );
    }
    currency
}

/// The line of an order or refund that a row states.
fn line(
    row: &Cells<'_>,
    product: Option<ProductRef>,
    currency: Currency,
    context: &mut Context<'_>,
) -> Option<LineRecord> {
    let product = product?;
    let quantity = row.positive(Field::Quantity, context).unwrap_or(1);
    let price = row
        .price(Field::Price, context)
        .map_or(Price(0), |p| Price(p.0.saturating_abs()));
    let service = is_service(product.sku.as_deref(), product.name.as_deref());
    Some(LineRecord {
        line: context.line,
        product,
        quantity,
        price,
        discount: Amount(0),
        total: price.times(quantity, currency),
        service,
    })
}

/// A row that states an order: with the other rows of its number it is one more statement of that order.
fn order(
    row: &Cells<'_>,
    product: Option<ProductRef>,
    who: Vec<Identity>,
    at: Moment,
    context: &mut Context<'_>,
) -> Result<(), Refusal> {
    let key = match row.key(Field::Order, context) {
        Some(key) => key,
        None => {
            let Some(visit) = row.key(Field::Session, context) else {
                return Err(refusal(
                    Field::Order.word(),
                    "the order has no number",
                    "map the column with the order number, or the one with the visit: purchases of one visit are one order",
                ));
            };
            context.traps.met(Met::OrderOfVisit);
            format!("{visit}/order")
        }
    };
    let own = currency(row, context);
    let currency = own.unwrap_or(context.currency);
    let mut lines: Vec<LineRecord> = line(row, product, currency, context).into_iter().collect();
    let value = row.price(Field::LineTotal, context);
    if let Some(value) = value
        && value > Price(0)
        && lines.iter().all(|l| l.price == Price(0))
    {
        context.traps.met(Met::ValueOnly);
        lines.push(basket::one_sum(value, currency, context.line));
    }
    if lines.is_empty() {
        return Err(refusal(
            Field::ProductId.word(),
            "the order names neither a product nor a sum",
            "map the column with the product, or the one with the order's value",
        ));
    }
    let record = OrderRecord {
        number: key.clone(),
        line: context.line,
        at: context.placed(&key, at),
        state_at: at,
        who: who.clone(),
        person: PersonFields::default(),
        status: OrderStatus::Paid,
        currency: own,
        lines,
        discount: Amount(0),
        shipping: Amount(0),
        tax: Amount(0),
        refunded: Amount(0),
        channel: row.text(Field::Channel, context),
        code: None,
        consents: Vec::new(),
        key,
    };
    if who.is_empty() {
        // An order of nobody still counts for products and revenue.
        context.traps.met(Met::Anonymous);
        context.out.push(Record::Order(record));
        return Ok(());
    }
    let id = format!("{}/order", record.key);
    let mut event = bare(id, EventKind::Order, at, who, context.line);
    fill(&mut event, row, context);
    event.order = Some(record);
    context.out.push(Record::Event(Box::new(event)));
    Ok(())
}

fn refund(
    row: &Cells<'_>,
    product: Option<ProductRef>,
    context: &mut Context<'_>,
) -> Result<(), Refusal> {
    let at = row.moment(context)?;
    context.dated(at);
    let who = row.who(context);
    let order_key = row.key(Field::Order, context);
    let own = currency(row, context);
    let currency = own.unwrap_or(context.currency);
    let lines: Vec<LineRecord> = line(row, product, currency, context).into_iter().collect();
    let of_lines: Amount = lines.iter().map(|l| l.total).sum();
    let stated = row.price(Field::LineTotal, context);
    let total = stated.map_or(of_lines, |p| Amount(p.amount(currency).0.saturating_abs()));
    if total == Amount(0) {
        return Err(refusal(
            Field::LineTotal.word(),
            "the refund states no sum",
            "map the column with the refunded value",
        ));
    }
    let id = match row.key(Field::EventId, context) {
        Some(id) => id,
        None => id_of(
            "refund",
            &[&at.0.to_string(), order_key.as_deref().unwrap_or("")],
            &who,
            lines.first().map(|l| &l.product),
            context,
        ),
    };
    context.out.push(Record::Refund(RefundRecord {
        key: format!("{}/refund/{id}", order_key.as_deref().unwrap_or("")),
        line: context.line,
        order_key,
        at,
        who,
        person: PersonFields::default(),
        currency: own,
        lines,
        total,
    }));
    Ok(())
}
