//! Tables with one row per order line: the engine behind every platform whose orders export is such a table.
//!
//! A platform file says which column holds what and what habits its rows have; this one groups the rows.

use super::cells::{self, guarded};
use super::checked::{Checked, KeyFacts, Report};
use super::detection::Reading;
use super::field::Field;
use super::group::{Doubt, Group};
use super::hash;
use super::number;
use super::pass::Taker;
use super::problem::{Problem, Problems, Severity, shown};
use super::rows::Row;
use super::trap::{Met, Traps};
use super::when::Dates;
use super::words;
use super::{Error, Sink};
use crate::model::money::{Amount, Currency, Price};
use crate::model::order::OrderStatus;
use crate::model::product::{ProductRef, is_service};
use crate::model::record::{AdjustmentRecord, LineRecord, Record};
use crate::model::time::Moment;
use rustc_hash::{FxHashMap, FxHashSet};

/// How the rows of a platform behave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Habits {
    /// The order's own fields stand on its first row only; another such row states the order once more.
    pub(crate) head_rows: bool,
    /// An order number that begins with C is a credit note; rows without price are adjustments.
    pub(crate) credit_notes: bool,
}

/// How amounts are written, and in which currency if the row says none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MoneyHabit {
    pub(crate) mark: u8,
    pub(crate) shop: Currency,
}

impl MoneyHabit {
    /// The currency of an order.
    pub(crate) fn currency_of(self, own: Option<Currency>) -> Currency {
        own.unwrap_or(self.shop)
    }
}

/// Which column holds which field.
#[derive(Clone, Debug)]
pub(crate) struct Columns([Option<usize>; Field::ALL.len()]);

impl Columns {
    fn new(reading: &Reading) -> Columns {
        let mut columns = [None; Field::ALL.len()];
        for (i, column) in reading.detection.columns.iter().enumerate() {
            if let Some(field) = column.field
                && columns[field as usize].is_none()
            {
                columns[field as usize] = Some(i);
            }
        }
        Columns(columns)
    }

    /// The cell of a field; empty if there is no such column.
    pub(crate) fn cell<'a>(&self, row: &Row<'a>, field: Field) -> &'a [u8] {
        match self.0[field as usize] {
            Some(column) => row.cell(column),
            None => &[],
        }
    }

    fn has(&self, field: Field) -> bool {
        self.0[field as usize].is_some()
    }
}

/// Bits of `KeyFacts::seen`.
const SOLD: u8 = 1;
const CREDITED: u8 = 2;
const RETURNED: u8 = 4;
const TWO_TIMES: u8 = 8;
const TWO_CUSTOMERS: u8 = 16;
const HEAD: u8 = 32;
const SCATTERED: u8 = 64;

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Sale,
    Credit,
    Returned,
    Adjustment(&'static str),
    /// Only order fields, no line.
    HeadOnly,
}

/// The numbers of a row.
struct Numbers {
    kind: Kind,
    quantity: i64,
    price: Price,
    /// The line's sum, where that and not the price is what the file states.
    total: Option<Price>,
    discount: Option<Price>,
}

struct Refusal {
    field: Option<Field>,
    what: String,
    fix: &'static str,
}

fn refusal(field: Field, what: impl Into<String>, fix: &'static str) -> Refusal {
    Refusal {
        field: Some(field),
        what: what.into(),
        fix,
    }
}

/// What only the first pass keeps.
#[derive(Default)]
struct First {
    keys: FxHashMap<u64, KeyFacts>,
    problems: Problems,
    report: Report,
    skus: FxHashMap<u64, (u64, bool)>,
    spellings: FxHashMap<u64, u32>,
    rows_of_group: FxHashSet<u64>,
    raw_at: Vec<u8>,
    raw_customer: Vec<u8>,
    seen: u8,
    last_row: u64,
    offsets: FxHashSet<Vec<u8>>,
    currencies: FxHashMap<Currency, u64>,
    /// Keys whose first row has not been seen: first line and number of rows.
    headless: FxHashMap<u64, (u64, u64)>,
    rows_in_run: u64,
    services: FxHashMap<u64, bool>,
    period: Option<(Moment, Moment)>,
}

/// What only the second pass keeps.
struct Second<'a> {
    checked: &'a Checked,
    parked: FxHashMap<Vec<u8>, Group>,
    last_row: u64,
    products: FxHashMap<Vec<u8>, (ProductRef, bool)>,
    scratch: Vec<u8>,
}

enum Pass<'a> {
    First(Box<First>),
    Second(Second<'a>),
}

/// Groups the rows of an order table; one for each pass.
pub(crate) struct Table<'a> {
    reading: &'a Reading,
    habits: Habits,
    columns: Columns,
    money: MoneyHabit,
    dates: Dates,
    traps: Traps,
    group: Option<Group>,
    key: u64,
    row: u64,
    pass: Pass<'a>,
}

/// So many products are kept made up; a shop with more pays for making them anew.
const INTERNED: usize = 200_000;

impl Taker for Table<'_> {
    fn unusable(&mut self, row: &Row<'_>, what: &str, fix: &'static str) {
        self.row += 1;
        self.refuse(
            row,
            &Refusal {
                field: None,
                what: what.to_owned(),
                fix,
            },
        );
    }

    fn take(&mut self, row: &Row<'_>, sink: &mut Sink<'_>) -> Result<(), Error> {
        self.row += 1;
        if let Pass::First(first) = &mut self.pass {
            first.report.rows += 1;
            if cells::is_odd(row.raw) {
                cells::inspect(row.cells(), &mut self.traps);
                if row.raw.contains(&b'\n') || row.raw.contains(&b'\r') {
                    self.traps.met(Met::Breaks);
                }
            }
        }
        match self.judge(row) {
            Ok(None) => {
                self.traps.met(Met::Blank);
                Ok(())
            }
            Ok(Some((numbers, at))) => self.use_row(row, &numbers, at, sink),
            Err(refusal) => {
                self.refuse(row, &refusal);
                Ok(())
            }
        }
    }

    fn finish(mut self: Box<Self>, sink: &mut Sink<'_>) -> Result<Option<Checked>, Error> {
        if matches!(self.pass, Pass::First(_)) {
            self.leave();
        } else {
            self.finish_group(sink)?;
        }
        match self.pass {
            Pass::First(first) => Ok(Some(first.result(
                self.reading,
                self.habits,
                self.traps,
                &self.dates,
            ))),
            Pass::Second(second) => {
                // Nothing waits any more unless the file changed between the passes.
                if second.parked.is_empty() {
                    Ok(None)
                } else {
                    Err(Error::Changed)
                }
            }
        }
    }
}

impl<'a> Table<'a> {
    /// The first pass, or the second if `checked` is given.
    pub(crate) fn new(
        reading: &'a Reading,
        habits: Habits,
        checked: Option<&'a Checked>,
    ) -> Table<'a> {
        let detection = &reading.detection;
        let day_first = match checked {
            Some(checked) => checked.day_first,
            None => detection.day_first.unwrap_or(true),
        };
        Table {
            reading,
            habits,
            columns: Columns::new(reading),
            money: MoneyHabit {
                mark: detection.decimal_mark as u8,
                shop: reading.currency,
            },
            dates: Dates::new(reading.zone, day_first),
            traps: Traps::default(),
            group: None,
            key: 0,
            row: 0,
            pass: match checked {
                None => Pass::First(Box::default()),
                Some(checked) => Pass::Second(Second {
                    checked,
                    parked: FxHashMap::default(),
                    last_row: 0,
                    products: FxHashMap::default(),
                    scratch: Vec::new(),
                }),
            },
        }
    }

    fn refuse(&mut self, row: &Row<'_>, refusal: &Refusal) {
        let Pass::First(first) = &mut self.pass else {
            return;
        };
        let column = refusal.field.and_then(|f| self.columns.0[f as usize]);
        first.problems.note(Severity::Refused, || Problem {
            line: row.line,
            column: column.map(|c| self.reading.detection.columns[c].name.clone()),
            severity: Severity::Refused,
            what: refusal.what.clone(),
            fix: refusal.fix.to_owned(),
            raw: shown(column.map_or(row.raw, |c| match row.cell(c) {
                [] => row.raw,
                cell => cell,
            })),
        });
    }

    fn name_of<'r>(&self, row: &Row<'r>) -> &'r [u8] {
        let name = guarded(self.columns.cell(row, Field::Order));
        if name.is_empty() {
            guarded(self.columns.cell(row, Field::OrderId))
        } else {
            name
        }
    }

    /// What a row is, or why it cannot be used; `None` for a row without content.
    fn judge(&mut self, row: &Row<'_>) -> Result<Option<(Numbers, Option<Moment>)>, Refusal> {
        let expected = self.reading.detection.columns.len();
        let columns = &self.columns;
        let name = self.name_of(row);
        if name.is_empty() || row.len() != expected {
            if row.cells().all(|c| c.trim_ascii().is_empty()) {
                return Ok(None);
            }
            // Spreadsheets leave off or add empty cells at the end.
            let extra = (expected..row.len()).any(|i| !row.cell(i).trim_ascii().is_empty());
            if extra || row.len() * 2 < expected {
                return Err(Refusal {
                    field: None,
                    what: format!("the row has {} cells, the header {expected}", row.len()),
                    fix: "put quotation marks around cells that hold the separator or line breaks; \
                          leave out lines of totals",
                });
            }
        }
        if name.is_empty() {
            return Err(refusal(
                Field::Order,
                "the row has no order number",
                "fill it in, or leave the row out if it is a line of totals",
            ));
        }
        if words::is_shortened(name) {
            self.traps.met(Met::Shortened);
            return Err(refusal(
                Field::Order,
                "a spreadsheet has shortened this order number; its last digits are lost",
                "import the export as it was downloaded, not saved again by a spreadsheet",
            ));
        }
        let numbers = self.numbers(row, name)?;
        if numbers.kind != Kind::HeadOnly
            && [Field::Sku, Field::Product, Field::ProductId]
                .iter()
                .all(|f| words::is_nothing(guarded(columns.cell(row, *f))))
        {
            return Err(refusal(
                Field::Product,
                "the row names no product",
                "give it an article number or a product name",
            ));
        }
        let at = self.columns.cell(row, Field::At).trim_ascii();
        let known = self
            .group
            .as_ref()
            .is_some_and(|g| g.name == name && g.at.is_some());
        if at.is_empty() && known {
            return Ok(Some((numbers, None)));
        }
        let clock = self.columns.cell(row, Field::Clock).trim_ascii();
        match self.dates.read(guarded(at), clock) {
            Some(at) => Ok(Some((numbers, Some(at)))),
            None if at.is_empty() => Err(refusal(
                Field::At,
                "the order has no date",
                "fill it in as 2026-11-20 14:30",
            )),
            None => Err(refusal(
                Field::At,
                "this is not a date",
                "write it as 2026-11-20 14:30",
            )),
        }
    }

    fn numbers(&self, row: &Row<'_>, name: &[u8]) -> Result<Numbers, Refusal> {
        let mark = self.money.mark;
        let cell = |field| guarded(self.columns.cell(row, field));
        let (quantity, price) = (cell(Field::Quantity), cell(Field::Price));
        let sum = cell(Field::LineTotal);
        if self.habits.head_rows
            && quantity.is_empty()
            && price.is_empty()
            && cell(Field::Product).is_empty()
        {
            return Ok(Numbers {
                kind: Kind::HeadOnly,
                quantity: 0,
                price: Price(0),
                total: None,
                discount: None,
            });
        }
        let quantity = if self.columns.has(Field::Quantity) {
            number::count(quantity, mark).ok_or_else(|| {
                if quantity.is_empty() {
                    refusal(Field::Quantity, "the quantity is missing", "fill it in")
                } else if number::price(quantity, mark).is_some() {
                    refusal(
                        Field::Quantity,
                        "the quantity is not a whole number of pieces",
                        "state pieces, and the price of one of them",
                    )
                } else {
                    refusal(
                        Field::Quantity,
                        "the quantity is not a number",
                        "write it in digits",
                    )
                }
            })?
        } else {
            1
        };
        let amount = |field: Field, text: &[u8]| {
            number::price(text, mark).ok_or_else(|| {
                if text.is_empty() {
                    refusal(field, "the price is missing", "fill it in; 0 for a gift")
                } else {
                    refusal(
                        field,
                        "this is not an amount of money",
                        "write it as 12.50, without other text",
                    )
                }
            })
        };
        let (price, total) = if self.columns.has(Field::Price)
            && !(price.is_empty() && self.columns.has(Field::LineTotal))
        {
            (amount(Field::Price, price)?, None)
        } else {
            let total = amount(Field::LineTotal, sum)?;
            let pieces = i128::from(quantity.max(1).max(-quantity));
            let signed = if quantity < 0 { -total.0 } else { total.0 };
            let one = crate::model::money::divide_half_away(i128::from(signed), pieces);
            (Price(one), Some(Price(signed)))
        };
        let discount = cell(Field::LineDiscount);
        let discount = if words::is_nothing(discount) {
            None
        } else {
            Some(amount(Field::LineDiscount, discount)?)
        };
        let kind = self.kind(name, quantity, price);
        Ok(Numbers {
            kind,
            quantity,
            price,
            total,
            discount,
        })
    }

    fn kind(&self, name: &[u8], quantity: i64, price: Price) -> Kind {
        let Habits {
            head_rows,
            credit_notes,
        } = self.habits;
        match (quantity, price.0) {
            (1.., 1..) => Kind::Sale,
            (1.., 0) if head_rows => Kind::Sale,
            (_, 0) => Kind::Adjustment("the price is zero"),
            (_, ..0) => Kind::Adjustment("the price is below zero"),
            (0, _) => Kind::Adjustment("the quantity is zero"),
            _ => {
                let marked = matches!(name, [b'C' | b'c', d, ..] if d.is_ascii_digit());
                if credit_notes && marked {
                    Kind::Credit
                } else if self.returns_count() {
                    Kind::Returned
                } else {
                    Kind::Adjustment(
                        "the quantity is below zero and the number is no credit note's",
                    )
                }
            }
        }
    }

    /// Negative quantities inside orders are returns, unless the file marks credit notes by their numbers.
    /// The first pass takes them for returns until it has seen the whole file.
    fn returns_count(&self) -> bool {
        match &self.pass {
            Pass::First(_) => true,
            Pass::Second(second) => !second.checked.credit_notes,
        }
    }

    fn use_row(
        &mut self,
        row: &Row<'_>,
        numbers: &Numbers,
        at: Option<Moment>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Error> {
        let name = self.name_of(row);
        let is_head = self.is_head(row);
        if self.group.as_ref().is_none_or(|g| g.name != name) {
            self.leave();
            self.enter(name, row.line);
        }
        if is_head && self.group.as_ref().is_some_and(|g| g.head) {
            // The order is stated once more: the rows so far are one statement, these another.
            self.finish_group(sink)?;
            self.enter(name, row.line);
        }
        let Some(mut group) = self.group.take() else {
            return Ok(());
        };
        if group.at.is_none() {
            group.at = at;
        }
        if is_head || !group.head || self.wants_more(&group, row) {
            self.fill(&mut group, row);
        }
        group.head |= is_head || !self.habits.head_rows;
        if matches!(self.pass, Pass::First(_)) {
            self.note(row, &group, numbers, at);
            self.group = Some(group);
            return Ok(());
        }
        let currency = self.money.currency_of(group.currency);
        match numbers.kind {
            Kind::HeadOnly => {}
            Kind::Adjustment(why) => {
                let (product, _) = self.product(row);
                sink(Record::Adjustment(AdjustmentRecord {
                    key: cells::key(name, &mut self.traps).unwrap_or_default(),
                    line: row.line,
                    at: at.or(group.at).unwrap_or_default(),
                    who: group.who.clone(),
                    product,
                    quantity: numbers.quantity,
                    price: numbers.price,
                    total: numbers.price.times(numbers.quantity, currency),
                    why: why.to_owned(),
                }))?;
            }
            kind => {
                let (product, service) = self.product(row);
                let quantity = numbers.quantity.saturating_abs();
                let discount = numbers
                    .discount
                    .map_or(Amount(0), |d| Amount(d.amount(currency).0.saturating_abs()));
                let gross = match numbers.total {
                    Some(total) => Amount(total.amount(currency).0.saturating_abs()),
                    None => numbers.price.times(quantity, currency),
                };
                let line = LineRecord {
                    line: row.line,
                    product,
                    quantity,
                    price: numbers.price,
                    discount,
                    total: gross - discount,
                    service,
                };
                if kind == Kind::Sale {
                    group.lines.push(line);
                } else {
                    group.returned |= kind == Kind::Returned;
                    group.back.push(line);
                }
            }
        }
        self.group = Some(group);
        let last = matches!(&self.pass, Pass::Second(s) if s.last_row == self.row);
        if last {
            self.finish_group(sink)
        } else {
            Ok(())
        }
    }

    /// Whether the row carries the order's own fields.
    fn is_head(&self, row: &Row<'_>) -> bool {
        self.habits.head_rows
            && [
                Field::OrderId,
                Field::Status,
                Field::Subtotal,
                Field::Currency,
            ]
            .iter()
            .any(|f| !self.columns.cell(row, *f).trim_ascii().is_empty())
    }

    /// Whether a further row may say who bought.
    fn wants_more(&self, group: &Group, row: &Row<'_>) -> bool {
        group.who.is_empty()
            && [Field::Customer, Field::Email, Field::Phone, Field::PhoneToo]
                .iter()
                .any(|f| !self.columns.cell(row, *f).is_empty())
    }

    fn fill(&mut self, group: &mut Group, row: &Row<'_>) {
        let Table {
            columns,
            money,
            dates,
            traps,
            pass,
            reading,
            ..
        } = self;
        let mut doubt = |doubt: Doubt| {
            if let Pass::First(first) = &mut *pass {
                let column = columns.0[doubt.field as usize];
                first.problems.note(Severity::Warning, || Problem {
                    line: row.line,
                    column: column.map(|c| reading.detection.columns[c].name.clone()),
                    severity: Severity::Warning,
                    what: doubt.what.to_owned(),
                    fix: doubt.fix.to_owned(),
                    raw: shown(columns.cell(row, doubt.field)),
                });
            }
        };
        group.fill(row, columns, *money, dates, traps, &mut doubt);
    }

    /// Begins a group, or takes up a parked one.
    fn enter(&mut self, name: &[u8], line: u64) {
        self.key = hash::of(name);
        let mut group = None;
        match &mut self.pass {
            Pass::First(first) => {
                first.rows_of_group.clear();
                first.raw_at.clear();
                first.raw_customer.clear();
                first.seen = 0;
                first.rows_in_run = 0;
            }
            Pass::Second(second) => {
                if !second.parked.is_empty() {
                    group = second.parked.remove(name);
                }
                second.last_row = second
                    .checked
                    .keys
                    .get(&self.key)
                    .map_or(0, |facts| facts.last_row);
            }
        }
        self.group = Some(group.unwrap_or_else(|| Group::new(name, line)));
    }

    /// Another order's row comes: what is not complete waits.
    fn leave(&mut self) {
        let Some(group) = self.group.take() else {
            return;
        };
        match &mut self.pass {
            Pass::First(_) => self.settle(&group),
            Pass::Second(second) => {
                second.parked.insert(group.name.clone(), group);
            }
        }
    }

    /// The group at hand is complete.
    fn finish_group(&mut self, sink: &mut Sink<'_>) -> Result<(), Error> {
        let Some(group) = self.group.take() else {
            return Ok(());
        };
        if matches!(self.pass, Pass::First(_)) {
            self.settle(&group);
            return Ok(());
        }
        if self.habits.head_rows && !group.head {
            return Ok(());
        }
        let (order, refund) = group.records(self.habits.head_rows);
        if let Some(order) = order {
            sink(order)?;
        }
        if let Some(refund) = refund {
            sink(refund)?;
        }
        Ok(())
    }

    /// The product of a row, made once for each spelling.
    fn product(&mut self, row: &Row<'_>) -> (ProductRef, bool) {
        let sku = guarded(self.columns.cell(row, Field::Sku));
        let name = self.columns.cell(row, Field::Product);
        let id = guarded(self.columns.cell(row, Field::ProductId));
        let Pass::Second(second) = &mut self.pass else {
            return (ProductRef::default(), false);
        };
        second.scratch.clear();
        for part in [sku, b"\0", name, b"\0", id] {
            second.scratch.extend_from_slice(part);
        }
        if let Some(known) = second.products.get(&second.scratch) {
            return known.clone();
        }
        let traps = &mut self.traps;
        let usable = |raw: &[u8]| !words::is_nothing(raw) && !words::is_shortened(raw);
        let product = ProductRef {
            platform_id: if usable(id) {
                cells::key(id, traps)
            } else {
                None
            },
            sku: if words::is_nothing(sku) {
                None
            } else {
                cells::key(sku, traps)
            },
            handle: None,
            name: cells::text(name, traps),
        };
        let service = is_service(product.sku.as_deref(), product.name.as_deref());
        if second.products.len() >= INTERNED {
            second.products.clear();
        }
        second
            .products
            .insert(second.scratch.clone(), (product.clone(), service));
        (product, service)
    }

    /// Pass 1: what a used row tells about the file.
    fn note(&mut self, row: &Row<'_>, group: &Group, numbers: &Numbers, at: Option<Moment>) {
        let Pass::First(first) = &mut self.pass else {
            return;
        };
        let traps = &mut self.traps;
        first.last_row = self.row;
        first.rows_in_run += 1;
        if let Some(at) = at {
            let (from, to) = first.period.unwrap_or((at, at));
            first.period = Some((from.min(at), to.max(at)));
        }
        // Times and customers are compared as they stand: cheap, and equal texts are equal times.
        let raw_at = self.columns.cell(row, Field::At);
        if first.raw_at.is_empty() {
            first.raw_at.extend_from_slice(raw_at);
        } else if !raw_at.is_empty() && first.raw_at != raw_at {
            first.seen |= TWO_TIMES;
        }
        if raw_at.len() > 19
            && let Some(from) = raw_at[19..].iter().position(|b| matches!(b, b'+' | b'-'))
            && !first.offsets.contains(&raw_at[19 + from..])
            && first.offsets.len() < 1_000
        {
            first.offsets.insert(raw_at[19 + from..].to_vec());
        }
        let customer = guarded(self.columns.cell(row, Field::Customer));
        if !customer.is_empty() {
            if first.raw_customer.is_empty() {
                first.raw_customer.extend_from_slice(customer);
            } else if first.raw_customer != customer {
                first.seen |= TWO_CUSTOMERS;
            }
        }
        if group.who.is_empty() {
            traps.met(Met::Anonymous);
        }
        for field in [
            Field::Sku,
            Field::Phone,
            Field::Zip,
            Field::Customer,
            Field::OrderId,
        ] {
            if self.columns.cell(row, field).first() == Some(&b'\'') {
                traps.met(Met::Apostrophe);
            }
        }
        if group.head {
            first.seen |= HEAD;
        }
        match numbers.kind {
            Kind::HeadOnly => {
                first.seen |= SOLD;
                return;
            }
            Kind::Sale => {
                first.seen |= SOLD;
                if numbers.price.0 == 0 {
                    traps.met(Met::FreeLine);
                }
            }
            Kind::Credit => {
                first.seen |= CREDITED;
                traps.met(Met::CreditLine);
            }
            Kind::Returned => {
                first.seen |= RETURNED;
                traps.met(Met::ReturnedLine);
            }
            Kind::Adjustment(_) => traps.met(Met::Adjustment),
        }
        if numbers.quantity.unsigned_abs() >= 10_000 {
            traps.met(Met::Huge);
        }
        if !first.rows_of_group.insert(hash::of(row.raw)) {
            traps.met(Met::DuplicateLine);
        }
        let sku = guarded(self.columns.cell(row, Field::Sku));
        // Names are compared as they stand; one of blanks is none.
        let name = match self.columns.cell(row, Field::Product) {
            name if words::is_nothing(name.trim_ascii()) => b"",
            name => name,
        };
        if name.is_empty() {
            traps.met(Met::NoName);
        }
        if words::is_nothing(sku) {
            traps.met(Met::NoSku);
        } else {
            first.note_code(sku, name, traps);
        }
        let service = (hash::of(sku)).rotate_left(1) ^ hash::of(name);
        let is_service = *first.services.entry(service).or_insert_with(|| {
            let sku = String::from_utf8_lossy(sku);
            let name = String::from_utf8_lossy(name);
            is_service(Some(&sku), Some(&name))
        });
        if is_service {
            traps.met(Met::Service);
        }
        if first.services.len() >= INTERNED {
            first.services.clear();
        }
    }

    /// Pass 1: a run of rows of one order ends.
    fn settle(&mut self, group: &Group) {
        let Pass::First(first) = &mut self.pass else {
            return;
        };
        let at = group.at.unwrap_or_default().0;
        let mut seen = first.seen;
        let known = first.keys.get(&self.key).copied();
        if let Some(known) = known {
            if known.at != at {
                seen |= TWO_TIMES;
            }
            seen |= known.seen;
            if known.last_row < first.last_row && !group.head || !self.habits.head_rows {
                seen |= SCATTERED;
            }
        }
        first.keys.insert(
            self.key,
            KeyFacts {
                last_row: first.last_row,
                seen,
                at: known.map_or(at, |k| k.at),
            },
        );
        if !self.habits.head_rows {
            count_order(group, self.money, known.is_none(), first, &mut self.traps);
            return;
        }
        if seen & HEAD == 0 {
            let waiting = first.headless.entry(self.key).or_insert((group.line, 0));
            waiting.1 += first.rows_in_run;
        } else {
            first.headless.remove(&self.key);
            if group.head {
                if known.is_some_and(|k| k.seen & HEAD != 0) {
                    self.traps.met(Met::Restated);
                }
                let new = known.is_none_or(|k| k.seen & HEAD == 0);
                count_order(group, self.money, new, first, &mut self.traps);
            }
        }
    }
}

/// Counts what an order as a whole says, once for each order.
fn count_order(group: &Group, money: MoneyHabit, new: bool, first: &mut First, traps: &mut Traps) {
    if !new {
        return;
    }
    if let Some(currency) = group.currency {
        *first.currencies.entry(currency).or_default() += 1;
        if money.shop != Currency::UNKNOWN && currency != money.shop {
            traps.met(Met::OtherCurrency);
        }
    }
    if group.has_refund() {
        traps.met(Met::RefundColumn);
    }
    match group.status() {
        OrderStatus::Pending => traps.met(Met::Pending),
        status if !status.counts_by_default() => traps.met(Met::NoSale),
        _ => {}
    }
    if !group.has_email() {
        traps.met(Met::NoEmail);
    }
}

impl First {
    fn note_code(&mut self, sku: &[u8], name: &[u8], traps: &mut Traps) {
        let code = hash::of(sku);
        let name = if name.is_empty() {
            0
        } else {
            hash::of(name) | 1
        };
        match self.skus.get_mut(&code) {
            None => {
                self.skus.insert(code, (name, false));
                let folded = crate::model::text::fold(&String::from_utf8_lossy(sku));
                let spellings = self
                    .spellings
                    .entry(hash::of(folded.as_bytes()))
                    .or_default();
                *spellings += 1;
                if *spellings == 2 {
                    traps.met(Met::CaseOnly);
                }
            }
            Some((known, several)) if name != 0 && *known != name => {
                if *known == 0 {
                    *known = name;
                } else if !*several {
                    *several = true;
                    traps.met(Met::SeveralNames);
                }
            }
            Some(_) => {}
        }
    }

    fn result(
        mut self,
        reading: &Reading,
        habits: Habits,
        mut traps: Traps,
        dates: &Dates,
    ) -> Checked {
        let credit_notes = habits.credit_notes && traps.count(Met::CreditLine) > 0;
        if credit_notes {
            // The file marks its credit notes, so other rows below zero are none.
            let odd = traps.count(Met::ReturnedLine);
            traps.set(Met::ReturnedLine, 0);
            traps.set(Met::Adjustment, traps.count(Met::Adjustment) + odd);
        }
        let mut headless: Vec<(u64, u64)> = self.headless.values().copied().collect();
        headless.sort_unstable();
        for (line, rows) in &headless {
            self.problems.note(Severity::Refused, || Problem {
                line: *line,
                column: None,
                severity: Severity::Refused,
                what: format!(
                    "the first row of this order is missing; its {rows} lines are left out"
                ),
                fix: "export the orders whole, without a filter on rows".to_owned(),
                raw: String::new(),
            });
        }
        self.problems.kept.sort_by_key(|p| p.line);
        let count = |bit: u8| self.keys.values().filter(|k| k.seen & bit != 0).count() as u64;
        traps.set(Met::TwoTimes, count(TWO_TIMES));
        traps.set(Met::TwoCustomers, count(TWO_CUSTOMERS));
        traps.set(Met::Scattered, count(SCATTERED));
        traps.set(Met::Offsets, (self.offsets.len() as u64).saturating_sub(1));
        let (day, month) = dates.proof;
        let day_first = match (day, month) {
            (0, 0) => reading.detection.day_first.unwrap_or(true),
            _ => day >= month,
        };
        traps.set(Met::OtherOrder, day.min(month));
        let mut currencies: Vec<(Currency, u64)> = self.currencies.into_iter().collect();
        currencies.sort_unstable();
        let report = Report {
            refused: self.problems.refused,
            warnings: self.problems.warnings,
            orders: count(SOLD) - headless.len() as u64,
            refunds: count(CREDITED) + if credit_notes { 0 } else { count(RETURNED) },
            adjustments: traps.count(Met::Adjustment),
            first: self.period.map(|p| p.0),
            last: self.period.map(|p| p.1),
            currencies,
            traps: traps.list(),
            ..self.report
        };
        Checked {
            report,
            problems: self.problems.kept,
            file_hash: String::new(),
            keys: self.keys,
            day_first,
            credit_notes,
        }
    }
}
