//! The rows of one order number on their way to becoming an order, a credit note, or both.

use super::cells::{guarded, key, text};
use super::number;
use super::table::{Columns, MoneyHabit};
use super::trap::{Met, Traps};
use super::when::Dates;
use super::words;
use crate::model::consent::{Consent, Purpose};
use crate::model::country::Country;
use crate::model::customer::{Identity, IdentityKind, PersonFields};
use crate::model::money::{Amount, Currency};
use crate::model::order::OrderStatus;
use crate::model::record::{LineRecord, OrderRecord, Record, RefundRecord};
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
        self.fill_person(row, columns, traps, doubt);
        if self.status.is_none() {
            let raw = cell(Field::Status);
            if let Some(word) = text(raw, traps) {
                self.status = words::status(&word);
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
            let read = number::price(raw, money.mark).map(|p| p.amount(currency));
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
        traps: &mut Traps,
        doubt: &mut dyn FnMut(Doubt),
    ) {
        let cell = |field| columns.cell(row, field);
        let mut add = |kind, raw: &[u8], traps: &mut Traps| {
            let raw = guarded(raw);
            if words::is_nobody(raw) || self.who.iter().any(|i| i.kind == kind) {
                return false;
            }
            let decoded = super::cells::decoded(raw, traps);
            match Identity::new(kind, &decoded) {
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
        if mail.contains(&b'@') {
            add(IdentityKind::Email, mail, traps);
        } else if !words::is_nobody(guarded(mail)) {
            doubt(Doubt {
                field: Field::Email,
                what: "this is not an e-mail address",
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
        say(&mut self.person.name, Field::Name, Some(Field::NameToo));
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

    /// The finished records: an order if anything was sold, a credit note if anything was given back.
    pub(crate) fn records(self, empty_order: bool) -> (Option<Record>, Option<Record>) {
        let number = {
            let mut unused = Traps::default();
            key(&self.name, &mut unused).unwrap_or_default()
        };
        let id = self.id.clone().unwrap_or_else(|| number.clone());
        let at = self.at.unwrap_or_default();
        let status = self.status();
        let discount = self.order_discount();
        let refund = (!self.back.is_empty()).then(|| {
            Record::Refund(RefundRecord {
                key: if self.returned {
                    format!("{id}/returned")
                } else {
                    id.clone()
                },
                line: self.back.first().map_or(self.line, |l| l.line),
                order_key: self.returned.then(|| id.clone()),
                at,
                who: self.who.clone(),
                person: self.person.clone(),
                currency: self.currency,
                total: self.back.iter().map(|l| l.total).sum(),
                lines: self.back,
            })
        });
        let order = (empty_order || !self.lines.is_empty()).then(|| {
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
                tax: self.tax,
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
        (order, refund)
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
