//! The rows of one order number on their way to becoming an order, a credit note, or both.

use super::cells::{guarded, key, text};
use super::columns_by_field::Columns;
use super::habits::{Habits, MoneyHabit};
use super::trap::{Met, Traps};
use super::when::Dates;
use super::words;
use crate::model::consent::{Consent, Purpose};
use crate::model::country::Country;
use crate::model::customer::{Identity, IdentityKind, PersonFields};
use crate::model::money::{Amount, Currency, Price, divide_half_away};
use crate::model::order::OrderStatus;
use crate::model::product::ProductRef;
use crate::model::record::{
    CustomerRecord, LineRecord, OrderRecord, Record, RefundRecord, SUM_LINE, telling_lines,
};
use crate::model::time::Moment;

use super::field::Field;
use super::rows::Row;

/// What is known so far of one order number.
#[derive(Debug, Default)]
pub(crate) struct Group {
    /// The cell that groups the rows, as it stands.
    pub(crate) name: Vec<u8>,
    /// First line.
    pub(crate) line: u64,
    /// The time that counts: the first one.
    pub(crate) at: Option<Moment>,
    /// Whether the row with the order's own fields was seen.
    pub(crate) head: bool,
    /// The order's own currency.
    pub(crate) currency: Option<Currency>,
    /// Who, and what is said of them.
    pub(crate) who: Vec<Identity>,
    person: PersonFields,
    id: Option<String>,
    status: Option<OrderStatus>,
    state_at: Option<Moment>,
    cancelled: bool,
    discount: Amount,
    subtotal: Option<Amount>,
    shipping: Amount,
    tax: Amount,
    refunded: Amount,
    channel: Option<String>,
    code: Option<String>,
    marketing: bool,
    /// What the order's sum is, and what is left of it after money was given back.
    sum: Option<Amount>,
    sum_after: Option<Amount>,
    /// The sum of the lines is after every discount already.
    pub(crate) discounted: bool,
    /// Tax, where each row states that of its line.
    pub(crate) line_tax: Amount,
    /// The order that these rows give money back for, where they are no part of it.
    refund_of: Option<String>,
    /// Sold lines.
    pub(crate) lines: Vec<LineRecord>,
    /// Lines given back.
    pub(crate) back: Vec<LineRecord>,
    /// Whether the lines given back belong to this order rather than being a credit note's.
    pub(crate) returned: bool,
}

/// A cell that could not be used.
pub(crate) struct Doubt {
    pub(crate) field: Field,
    pub(crate) what: &'static str,
    pub(crate) fix: &'static str,
}

const BAD_DATE: (&str, &str) = (
    "this is not a date",
    "write it as 2026-11-20 14:30, or leave the cell empty",
);
const BAD_AMOUNT: (&str, &str) = (
    "this is not an amount of money",
    "write it as 12.50, or leave the cell empty",
);

/// `Jane Doe (janedoe12)`: what stands in brackets is the id.
fn in_brackets(text: &str) -> &str {
    let inner = text
        .trim()
        .strip_suffix(')')
        .and_then(|t| t.rsplit_once(" ("));
    match inner {
        Some((_, id)) if !id.trim().is_empty() => id.trim(),
        _ => text,
    }
}

/// Whether a word says no more than that an order waits.
fn is_pending(word: &str) -> bool {
    let word = word.trim().to_lowercase();
    matches!(word.strip_prefix("wc-").unwrap_or(&word), "pending")
}

impl Group {
    /// The group that begins in a line.
    pub(crate) fn new(name: &[u8], line: u64) -> Group {
        Group {
            name: name.to_vec(),
            line,
            ..Group::default()
        }
    }

    /// Takes what a row says of the order as a whole. What was said before stays.
    pub(crate) fn fill(
        &mut self,
        row: &Row<'_>,
        columns: &Columns,
        habits: Habits,
        money: MoneyHabit,
        dates: &mut Dates,
        traps: &mut Traps,
        doubt: &mut dyn FnMut(Doubt),
    ) {
        let cell = |field| columns.cell(row, field);
        if self.id.is_none() {
            let raw = guarded(cell(Field::OrderId));
            if words::is_shortened(raw) {
                traps.met(Met::Shortened);
                doubt(Doubt {
                    field: Field::OrderId,
                    what: "a spreadsheet has shortened this id; its last digits are lost",
                    fix: "import the export as it was downloaded, not saved again by a spreadsheet",
                });
            } else {
                self.id = key(raw, traps);
            }
        }
        if self.currency.is_none() {
            let raw = cell(Field::Currency).trim_ascii();
            if !words::is_nothing(raw) {
                self.currency = std::str::from_utf8(raw).ok().and_then(Currency::named);
                if self.currency.is_none() {
                    doubt(Doubt {
                        field: Field::Currency,
                        what: "this is not a currency code; the shop's currency is taken",
                        fix: "write the three letters, such as EUR, USD or GBP",
                    });
                }
            }
        }
        self.fill_person(row, columns, habits, traps, doubt);
        if self.status.is_none() {
            let raw = cell(Field::Status);
            if let Some(word) = text(raw, traps) {
                self.status = match words::status(&word) {
                    Some(OrderStatus::Pending)
                        if habits.pending_is_unfinished && is_pending(&word) =>
                    {
                        Some(OrderStatus::Unfinished)
                    }
                    status => status,
                };
                if self.status.is_none() {
                    self.status = Some(OrderStatus::Pending);
                    doubt(Doubt {
                        field: Field::Status,
                        what: "this payment status is not known; the order is taken as not paid yet",
                        fix: "use paid, pending, cancelled, refunded or failed",
                    });
                }
            }
        }
        if self.status == Some(OrderStatus::Paid) && columns.has(Field::Captured) {
            let taken = cell(Field::Captured).trim_ascii();
            if !taken.is_empty() && !std::str::from_utf8(taken).is_ok_and(words::is_yes) {
                self.status = Some(OrderStatus::Authorized);
            }
        }
        for field in [Field::PaidAt, Field::FulfilledAt, Field::CancelledAt] {
            let raw = cell(field).trim_ascii();
            if words::is_nothing(raw) {
                continue;
            }
            match dates.read(raw, b"") {
                Some(at) => self.state_at = self.state_at.max(Some(at)),
                None => doubt(Doubt {
                    field,
                    what: BAD_DATE.0,
                    fix: BAD_DATE.1,
                }),
            }
            self.cancelled |= field == Field::CancelledAt;
        }
        let currency = money.currency_of(self.currency);
        let mut amount = |field: Field| -> Option<Amount> {
            let raw = guarded(cell(field));
            if words::is_nothing(raw) {
                return None;
            }
            let read = money.read(raw, currency).map(|p| p.amount(currency));
            if read.is_none() {
                doubt(Doubt {
                    field,
                    what: BAD_AMOUNT.0,
                    fix: BAD_AMOUNT.1,
                });
            }
            read
        };
        let size = |a: Option<Amount>| a.map(|Amount(a)| Amount(a.saturating_abs()));
        if let Some(discount) = size(amount(Field::Discount)) {
            self.discount = self.discount.max(discount);
        }
        if let Some(subtotal) = amount(Field::Subtotal) {
            self.subtotal = self.subtotal.or(Some(subtotal));
        }
        if let Some(shipping) = amount(Field::Shipping) {
            self.shipping = self.shipping.max(shipping);
        }
        if let Some(tax) = amount(Field::Tax) {
            self.tax = self.tax.max(tax);
        }
        if let Some(refunded) = size(amount(Field::Refunded)) {
            self.refunded = self.refunded.max(refunded);
        }
        if self.sum.is_none() {
            self.sum = amount(Field::Total);
            self.sum_after = amount(Field::TotalAfter);
        }
        if self.channel.is_none() {
            self.channel = text(cell(Field::Channel), traps);
        }
        if self.code.is_none() {
            self.code = text(cell(Field::Code), traps);
        }
        if !self.marketing {
            self.marketing = std::str::from_utf8(cell(Field::Marketing)).is_ok_and(words::is_yes);
        }
    }

    fn fill_person(
        &mut self,
        row: &Row<'_>,
        columns: &Columns,
        habits: Habits,
        traps: &mut Traps,
        doubt: &mut dyn FnMut(Doubt),
    ) {
        let cell = |field| columns.cell(row, field);
        let has_mail = self.has_email();
        let mut add = |kind, raw: &[u8], traps: &mut Traps| {
            let raw = guarded(raw);
            if words::is_nobody(raw) || self.who.iter().any(|i| i.kind == kind) {
                return false;
            }
            let decoded = super::cells::decoded(raw, traps);
            let identity = match kind {
                IdentityKind::Platform => Identity::platform(habits.system, in_brackets(&decoded)),
                kind => Identity::new(kind, &decoded),
            };
            match identity {
                Some(identity) => {
                    self.who.push(identity);
                    true
                }
                None => false,
            }
        };
        let mut id = guarded(cell(Field::Customer));
        if words::is_shortened(id) {
            traps.met(Met::Shortened);
            doubt(Doubt {
                field: Field::Customer,
                what: "a spreadsheet has shortened this id; its last digits are lost",
                fix: "import the export as it was downloaded, not saved again by a spreadsheet",
            });
            id = b"";
        }
        if let Some(whole) = id.strip_suffix(b".0")
            && !whole.is_empty()
            && whole.iter().all(u8::is_ascii_digit)
        {
            traps.met(Met::PointZero);
            id = whole;
        }
        add(IdentityKind::Platform, id, traps);
        let mail = cell(Field::Email);
        if !has_mail && !words::is_nobody(guarded(mail)) && !add(IdentityKind::Email, mail, traps) {
            doubt(Doubt {
                field: Field::Email,
                what: "this is nobody's e-mail address",
                fix: "write it as name@example.com, or leave the cell empty",
            });
        }
        self.fill_phone(row, columns, traps, doubt);
        let mut say = |slot: &mut Option<String>, field, fall_back: Option<Field>| {
            if slot.is_none() {
                *slot = text(guarded(cell(field)), traps)
                    .or_else(|| text(guarded(cell(fall_back?)), traps));
            }
        };
        let name = self.person.name.take();
        say(&mut self.person.name, Field::Name, None);
        if self.person.name.is_none() {
            let (mut first, mut last) = (None, None);
            say(&mut first, Field::FirstName, None);
            say(&mut last, Field::LastName, None);
            self.person.name = match (first, last) {
                (Some(first), Some(last)) => Some(format!("{first} {last}")),
                (first, last) => first.or(last),
            };
        }
        say(&mut self.person.name, Field::NameToo, None);
        if name.is_some() {
            self.person.name = name;
        }
        say(
            &mut self.person.country,
            Field::Country,
            Some(Field::CountryToo),
        );
        say(&mut self.person.region, Field::Region, None);
        say(&mut self.person.city, Field::City, Some(Field::CityToo));
        say(&mut self.person.language, Field::Language, None);
        if self.person.address.is_none() {
            let (mut street, mut zip) = (None, None);
            say(&mut street, Field::Street, None);
            say(&mut zip, Field::Zip, None);
            self.person.address = match (street, zip) {
                (Some(street), Some(zip)) => Some(format!("{street}, {zip}")),
                (street, zip) => street.or(zip),
            };
        }
    }

    /// The phone number, read by the country that the same row names.
    fn fill_phone(
        &mut self,
        row: &Row<'_>,
        columns: &Columns,
        traps: &mut Traps,
        doubt: &mut dyn FnMut(Doubt),
    ) {
        if self.who.iter().any(|i| i.kind == IdentityKind::Phone) {
            return;
        }
        let mut read = |field| {
            let raw = guarded(columns.cell(row, field));
            (!words::is_nobody(raw)).then(|| super::cells::decoded(raw, traps).into_owned())
        };
        for field in [Field::Phone, Field::PhoneToo] {
            let Some(text) = read(field) else {
                continue;
            };
            let country = [Field::Country, Field::CountryToo]
                .into_iter()
                .find_map(|field| Country::named(&read(field)?));
            if let Some(phone) = Identity::phone(&text, country) {
                self.who.push(phone);
                return;
            }
            if text.contains(|c: char| c.is_ascii_digit()) {
                doubt(Doubt {
                    field,
                    what: "this cannot be a phone number; nobody is known by it",
                    fix: "write it with its country, such as +49 30 1234567, or leave the cell empty",
                });
            }
        }
    }

    /// The payment status as the row fields tell it.
    pub(crate) fn status(&self) -> OrderStatus {
        match &self.status {
            _ if self.cancelled => OrderStatus::Cancelled,
            Some(status) => status.clone(),
            None => OrderStatus::Paid,
        }
    }

    /// Whether money was given back according to a column.
    pub(crate) fn has_refund(&self) -> bool {
        self.refunded > Amount(0)
    }

    /// Whether an e-mail address is known.
    pub(crate) fn has_email(&self) -> bool {
        self.who.iter().any(|i| i.kind == IdentityKind::Email)
    }

    /// These rows give money back for an order, and are no part of it.
    pub(crate) fn gives_back(&mut self, order: &[u8]) {
        if self.refund_of.is_none() {
            self.refund_of = key(order, &mut Traps::default());
        }
    }

    /// The buyer by name, with a number that tells the buyer apart from others.
    pub(crate) fn buyer(&self) -> Option<(Record, u64)> {
        let name = self.person.name.clone()?;
        let first = self.who.first()?;
        let record = CustomerRecord {
            line: self.line,
            who: self.who.clone(),
            // Only the name: an address would stand over those of later orders.
            person: PersonFields {
                name: Some(name),
                ..PersonFields::default()
            },
            ..CustomerRecord::default()
        };
        let number = super::hash::of(first.value.as_bytes());
        Some((Record::Customer(record), number))
    }

    /// The finished records: an order if anything was sold, a credit note if anything was given back, and one for money
    /// given back that is stated apart from the order.
    pub(crate) fn records(mut self, habits: Habits, currency: Currency) -> [Option<Record>; 3] {
        let number = {
            let mut unused = Traps::default();
            key(&self.name, &mut unused).unwrap_or_default()
        };
        let id = self.id.clone().unwrap_or_else(|| number.clone());
        let at = self.at.unwrap_or_default();
        let status = self.status();
        let discount = if self.discounted {
            Amount(0)
        } else {
            self.order_discount()
        };
        if habits.sum_on_rows {
            self.add_sum(currency);
        }
        let total: Amount = self.back.iter().map(|l| l.total).sum();
        if telling_lines(&self.back) == 0 {
            // Only a sum is known.
            self.back.clear();
        }
        let refund = (total > Amount(0) || !self.back.is_empty()).then(|| {
            let (key, order_key) = match &self.refund_of {
                Some(order) => (number.clone(), Some(order.clone())),
                None if self.returned => (format!("{id}/returned"), Some(id.clone())),
                None => (id.clone(), None),
            };
            Record::Refund(RefundRecord {
                key,
                line: self.back.first().map_or(self.line, |l| l.line),
                order_key,
                at,
                who: self.who.clone(),
                person: self.person.clone(),
                currency: self.currency,
                total,
                lines: std::mem::take(&mut self.back),
            })
        });
        let apart = habits.apart.then(|| self.given_back(&status)).flatten();
        let apart = apart.map(|total| {
            Record::Refund(RefundRecord {
                key: format!("{id}/adjusted"),
                line: self.line,
                order_key: Some(id.clone()),
                at: self.state_at.map_or(at, |s| s.max(at)),
                who: self.who.clone(),
                person: self.person.clone(),
                currency: self.currency,
                lines: Vec::new(),
                total,
            })
        });
        let sold: Amount = self.lines.iter().map(|l| l.total).sum();
        let goods = (sold - discount).max(Amount(0));
        if status == OrderStatus::Refunded
            && self.refunded == Amount(0)
            && refund.is_none()
            && apart.is_none()
        {
            // Nothing says how much: all of it.
            self.refunded = goods;
        }
        if goods > Amount(0) {
            // What is given back above the goods is their shipping and tax, which are no revenue either.
            self.refunded = self.refunded.min(goods);
        }
        let order =
            (habits.head_rows && self.refund_of.is_none() || !self.lines.is_empty()).then(|| {
                Record::Order(OrderRecord {
                    key: id,
                    number,
                    line: self.line,
                    at,
                    state_at: self.state_at.map_or(at, |s| s.max(at)),
                    who: self.who,
                    person: self.person,
                    status,
                    currency: self.currency,
                    lines: self.lines,
                    discount,
                    shipping: self.shipping,
                    tax: self.tax.max(self.line_tax),
                    refunded: self.refunded,
                    channel: self.channel,
                    code: self.code,
                    consents: if self.marketing {
                        vec![Consent {
                            purpose: Purpose::Email,
                            given: true,
                            at,
                        }]
                    } else {
                        Vec::new()
                    },
                })
            });
        [order, refund, apart]
    }

    /// Lines without prices: the order's sum beside them, or as that of its only line.
    fn add_sum(&mut self, currency: Currency) {
        let Some(sum) = self.sum else {
            return;
        };
        let goods = if (Amount(0)..=sum).contains(&self.shipping) {
            sum - self.shipping
        } else {
            sum
        };
        // Minor units as ten-thousandths of the major one.
        let price = |pieces: i64| {
            let scale = 10i128.pow(currency.decimals()) * i128::from(pieces.max(1));
            Price(divide_half_away(i128::from(goods.0) * 10_000, scale))
        };
        match self.lines.as_mut_slice() {
            [] => {}
            [only] => {
                only.price = price(only.quantity);
                only.total = goods;
            }
            [first, ..] => {
                let sum = LineRecord {
                    line: first.line,
                    product: ProductRef {
                        name: Some(SUM_LINE.to_owned()),
                        ..ProductRef::default()
                    },
                    quantity: 1,
                    price: price(1),
                    discount: Amount(0),
                    total: goods,
                    service: true,
                };
                self.lines.push(sum);
            }
        }
    }

    /// What was given back according to the sums of the order before and after.
    fn given_back(&self, status: &OrderStatus) -> Option<Amount> {
        let gone = match (self.sum, self.sum_after) {
            (Some(before), Some(after)) => before - after,
            // Another file may know the order's lines and not that it came to nothing.
            _ if !status.counts_by_default() || *status == OrderStatus::Refunded => {
                self.lines.iter().map(|l| l.total).sum::<Amount>() - self.discount
            }
            _ => Amount(0),
        };
        (gone > Amount(0)).then_some(gone)
    }

    /// Whether [`Group::given_back`] will find something, as far as it can be told before the lines are kept.
    pub(crate) fn will_give_back(&self) -> bool {
        let status = self.status();
        match (self.sum, self.sum_after) {
            (Some(before), Some(after)) => before > after,
            _ => !status.counts_by_default() || status == OrderStatus::Refunded,
        }
    }

    /// The discount besides those of the lines. Exports differ in whether the order's discount repeats them:
    /// the subtotal tells; without it the repeated part is taken out.
    fn order_discount(&self) -> Amount {
        let of_lines: Amount = self.lines.iter().map(|l| l.discount).sum();
        if of_lines == Amount(0) {
            return self.discount;
        }
        let after_lines: Amount = self.lines.iter().map(|l| l.total).sum();
        let apart = self.discount;
        let rest = (self.discount - of_lines).max(Amount(0));
        match self.subtotal {
            Some(subtotal) if after_lines - apart == subtotal => apart,
            _ => rest,
        }
    }
}
