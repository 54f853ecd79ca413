//! What the made shop hands over: the small facts become records, one at a time.

use super::ShopSettings;
use super::blocks::{CONTROL, PLACEMENTS, STRATEGIES, page};
use super::calendar::Calendar;
use super::catalogue::{Catalogue, variant_sku};
use super::dice::mix;
use super::town::{Known, LETTERS, WARM_BAG};
use super::truth::Truth;
use super::visit::{
    APP, CONTROL_POOL, Fact, LETTER, Line, MOBILE, NONE, Order, SECOND, SIGNED_IN, Trace, What,
};
use crate::model::customer::{Identity, IdentityKind, PersonFields};
use crate::model::event::EventKind;
use crate::model::money::{Amount, Price, divide_half_away};
use crate::model::order::OrderStatus;
use crate::model::product::ProductRef;
use crate::model::record::{EventRecord, LineRecord, OrderRecord, Record, RefundRecord};
use crate::model::time::{HOUR, Moment};
use std::collections::BTreeMap;

/// A made shop: its records can be read as often as needed, one at a time.
pub struct Simulated {
    settings: ShopSettings,
    truth: Truth,
    seed: u64,
    catalogue: Catalogue,
    trace: Trace,
    known: BTreeMap<u32, Known>,
    /// Product, moment, newest.
    states: Vec<(usize, i64, bool)>,
    /// Known people by arrival.
    people: Vec<u32>,
    /// Order numbers by order.
    numbers: Vec<u32>,
}

impl std::fmt::Debug for Simulated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Simulated({}, {} records)", self.seed, self.len())
    }
}

impl Simulated {
    pub(crate) fn new(
        settings: ShopSettings,
        truth: Truth,
        seed: u64,
        calendar: Calendar,
        catalogue: Catalogue,
        trace: Trace,
        known: BTreeMap<u32, Known>,
    ) -> Simulated {
        let last = calendar.days_ago(0) + 4 * HOUR;
        let mut states: Vec<(usize, i64, bool)> = Vec::new();
        for (n, p) in catalogue.products.iter().enumerate() {
            let changes = p.prices.iter().map(|s| s.0).chain(p.hidden_from);
            let mut moments: Vec<i64> = changes.map(|at| at.max(p.added)).collect();
            if p.title == "Kids' Boots" {
                // Sold out since the fourteenth.
                moments.push(calendar.days_ago(6) + 11 * HOUR);
            }
            moments.sort_unstable();
            moments.dedup();
            let sold_out = p.title == "Kids' Boots";
            let newest = moments.last().copied().unwrap_or(p.added);
            states.extend(
                moments
                    .into_iter()
                    .map(|at| (n, at, sold_out && at == newest)),
            );
            states.push((n, last.max(p.added), true));
        }
        states.sort_by_key(|s| (s.1, s.0));
        let mut people: Vec<u32> = known.keys().copied().collect();
        people.sort_by_key(|p| (known.get(p).map(|k| k.since), *p));
        let mut by_time: Vec<usize> = (0..trace.orders.len()).collect();
        by_time.sort_by_key(|n| (trace.orders[*n].at, *n));
        let mut numbers = vec![0; by_time.len()];
        for (n, order) in by_time.into_iter().enumerate() {
            numbers[order] = 10_001 + n as u32;
        }
        Simulated {
            settings,
            truth,
            seed,
            catalogue,
            trace,
            known,
            states,
            people,
            numbers,
        }
    }

    /// Name, currency, zone and clock.
    pub fn settings(&self) -> &ShopSettings {
        &self.settings
    }

    /// What the strategies truly do.
    pub fn truth(&self) -> &Truth {
        &self.truth
    }

    /// How many records [`Simulated::records`] yields.
    pub fn len(&self) -> usize {
        self.states.len() + self.people.len() + self.trace.facts.len()
    }

    /// Whether there is no record at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Products, then customers, then orders, refunds and events by time. Their line numbers are those of one
    /// virtual file "demo": each record is a line, the header being line 1.
    pub fn records(&self) -> impl Iterator<Item = Record> + '_ {
        let mut line = 1;
        let mut next = move || {
            line += 1;
            line
        };
        let products = self
            .states
            .iter()
            .map(|(n, at, last)| (Some((*n, *at, *last)), None, None));
        let people = self.people.iter().map(|p| (None, Some(*p), None));
        let facts = self.trace.facts.iter().map(|f| (None, None, Some(f)));
        products
            .chain(people)
            .chain(facts)
            .filter_map(move |(product, person, fact)| {
                let line = next();
                if let Some((n, at, last)) = product {
                    return Some(Record::Product(self.catalogue.state(n, at, last, line)));
                }
                if let Some(person) = person {
                    let mut record = self.known.get(&person)?.profile.record.clone();
                    record.line = line;
                    return Some(Record::Customer(record));
                }
                self.fact(fact?, line)
            })
    }

    fn fact(&self, fact: &Fact, line: u64) -> Option<Record> {
        match fact.what {
            What::Event(kind) => Some(Record::Event(Box::new(self.event(fact, kind, line)?))),
            What::Order => Some(Record::Order(self.order(fact.link, line)?)),
            What::Refund => Some(Record::Refund(self.refund(fact.link, line)?)),
        }
    }

    /// The device of somebody, and who it is where the visit says so.
    fn who(&self, fact: &Fact) -> Vec<Identity> {
        let known = self.known.get(&fact.person).filter(|k| k.since <= fact.at);
        let mut who = Vec::with_capacity(2);
        if fact.ways & LETTER == 0 {
            let turn = u64::from(fact.person) * 2 + u64::from(fact.ways & SECOND != 0);
            who.push(Identity {
                kind: IdentityKind::Device,
                value: format!("d{:011x}{:x}", mix(self.seed, turn) >> 20, turn % 16),
            });
        }
        if fact.ways & SIGNED_IN != 0
            && let Some(known) = known
        {
            who.extend(known.profile.who.last().cloned());
        }
        who
    }

    fn product(&self, n: u32) -> Option<ProductRef> {
        let p = self.catalogue.products.get(n as usize)?;
        Some(ProductRef {
            sku: Some(variant_sku(&p.sku, 0, p.options.len())),
            ..ProductRef::default()
        })
    }

    fn variant(&self, n: u32, variant: u8, named: bool) -> Option<ProductRef> {
        let p = self.catalogue.products.get(n as usize)?;
        Some(ProductRef {
            sku: Some(variant_sku(&p.sku, usize::from(variant), p.options.len())),
            name: named.then(|| p.title.clone()),
            ..ProductRef::default()
        })
    }

    fn event(&self, fact: &Fact, kind: EventKind, line: u64) -> Option<EventRecord> {
        let who = self.who(fact);
        if who.is_empty() {
            return None;
        }
        let block = |n: u32| format!("i{:x}-{n}", fact.person);
        let letter = fact.ways & LETTER != 0;
        let shown = matches!(kind, EventKind::Impression | EventKind::Click);
        let arm = usize::from(fact.arm);
        let place = usize::from(fact.place);
        let campaign = (letter && fact.link != NONE)
            .then(|| LETTERS.get(fact.link as usize).map(|l| l.1.to_owned()))
            .flatten();
        let one = match kind {
            EventKind::View | EventKind::Click => self.product(fact.product),
            EventKind::AddToCart | EventKind::RemoveFromCart => {
                self.variant(fact.product, fact.variant, false)
            }
            _ => None,
        };
        let items: Vec<ProductRef> = fact
            .items
            .iter()
            .filter(|p| **p != u16::MAX)
            .filter_map(|p| self.product(u32::from(*p)))
            .collect();
        let propensity = if kind == EventKind::Impression && arm == CONTROL {
            vec![items.len() as f64 / CONTROL_POOL as f64; items.len()]
        } else {
            Vec::new()
        };
        let mut attributes = BTreeMap::new();
        if kind == EventKind::ListView
            && let Some(category) = self.catalogue.categories.get(fact.product as usize)
        {
            attributes.insert("category".to_owned(), category.clone());
        }
        Some(EventRecord {
            id: if kind == EventKind::Impression {
                block(fact.link)
            } else {
                format!("e{line:x}")
            },
            line,
            kind,
            at: Moment(fact.at),
            who,
            session: (fact.visit > 0).then(|| format!("s{:x}-{}", fact.person, fact.visit)),
            channel: Some(
                match fact.ways {
                    w if w & LETTER != 0 => "email",
                    w if w & APP != 0 => "app",
                    _ => "web",
                }
                .to_owned(),
            ),
            device: (!letter).then(|| {
                if fact.ways & MOBILE != 0 {
                    "mobile"
                } else {
                    "desktop"
                }
                .to_owned()
            }),
            page: match kind {
                EventKind::Impression | EventKind::Click => Some(page(place)),
                EventKind::View => Some("product"),
                EventKind::ListView => Some("category"),
                EventKind::Search => Some("search"),
                EventKind::AddToCart | EventKind::RemoveFromCart => Some("cart"),
                EventKind::Checkout => Some("checkout"),
                _ => None,
            }
            .map(str::to_owned),
            placement: shown
                .then(|| PLACEMENTS.get(place).map(|p| (*p).to_owned()))
                .flatten(),
            strategy: shown
                .then(|| STRATEGIES.get(arm).map(|s| s.id.to_owned()))
                .flatten(),
            variant: None,
            items,
            propensity,
            decision: None,
            item: one,
            slot: (kind == EventKind::Click).then(|| u32::from(fact.slot)),
            impression: (kind == EventKind::Click).then(|| block(fact.link)),
            quantity: (fact.quantity > 0).then(|| i64::from(fact.quantity)),
            query: (kind == EventKind::Search).then(|| self.query(fact.link)),
            campaign,
            order: match kind {
                EventKind::Order => Some(self.order(fact.link, line)?),
                _ => None,
            },
            attributes,
        })
    }

    /// What somebody types who looks for a family.
    fn query(&self, family: u32) -> String {
        if family == WARM_BAG {
            return "warm bag".to_owned();
        }
        self.catalogue
            .families
            .get(family as usize)
            .and_then(|f| self.catalogue.products.get(*f.first()?))
            .map_or_else(String::new, |p| {
                let words: Vec<&str> = p.title.split(' ').collect();
                words[..words.len().min(2)].join(" ").to_lowercase()
            })
    }

    fn buyer(&self, order: &Order) -> (Vec<Identity>, PersonFields) {
        match self.known.get(&order.person) {
            Some(known) => (
                known.profile.who.clone(),
                known.profile.record.person.clone(),
            ),
            None => (Vec::new(), PersonFields::default()),
        }
    }

    fn line(&self, line: &Line, quantity: u8, at: u64) -> Option<LineRecord> {
        let quantity = i64::from(quantity);
        Some(LineRecord {
            line: at,
            product: self.variant(line.product, line.variant, true)?,
            quantity,
            price: Price(line.price * 100),
            discount: Amount(0),
            total: Amount(line.price * quantity),
            service: false,
        })
    }

    fn order(&self, n: u32, line: u64) -> Option<OrderRecord> {
        let order = self.trace.orders.get(n as usize)?;
        let number = self.numbers.get(n as usize)?;
        let (who, person) = self.buyer(order);
        let net = order.goods() - order.discount;
        Some(OrderRecord {
            key: number.to_string(),
            number: format!("#{number}"),
            line,
            at: Moment(order.at),
            state_at: Moment(order.at),
            who,
            person,
            status: if order.cancelled {
                OrderStatus::Cancelled
            } else {
                OrderStatus::Paid
            },
            currency: Some(self.settings.currency),
            lines: order
                .lines
                .iter()
                .filter_map(|l| self.line(l, l.quantity, line))
                .collect(),
            discount: Amount(order.discount),
            shipping: Amount(order.shipping),
            tax: Amount(divide_half_away(i128::from(net) * 19, 119)),
            refunded: Amount(0),
            channel: Some(if order.person == NONE { "pos" } else { "web" }.to_owned()),
            code: order.code.map(str::to_owned),
            consents: Vec::new(),
        })
    }

    fn refund(&self, n: u32, line: u64) -> Option<RefundRecord> {
        let order = self.trace.orders.get(n as usize)?;
        let number = self.numbers.get(n as usize)?;
        let (when, back) = order.refund.as_ref()?;
        let (who, person) = self.buyer(order);
        let goods: i64 = back
            .iter()
            .filter_map(|(l, q)| Some(order.lines.get(*l)?.price * i64::from(*q)))
            .sum();
        // The discount on the whole order is given back in proportion.
        let less = divide_half_away(
            i128::from(order.discount) * i128::from(goods),
            i128::from(order.goods()),
        );
        Some(RefundRecord {
            key: format!("{number}-R1"),
            line,
            order_key: Some(number.to_string()),
            at: Moment(*when),
            who,
            person,
            currency: Some(self.settings.currency),
            lines: back
                .iter()
                .filter_map(|(l, q)| self.line(order.lines.get(*l)?, *q, line))
                .collect(),
            total: Amount(goods - less),
        })
    }
}
