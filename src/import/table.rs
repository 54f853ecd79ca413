//! Tables with one row per order line: the engine behind every platform whose orders export is such a table.
//!
//! A platform file says which column holds what and what habits its rows have; this one groups the rows.

use super::cells::{self, guarded};
use super::checked::{Checked, KeyFacts};
use super::detection::Reading;
use super::field::Field;
use super::group::{Doubt, Group};
use super::hash;
use super::judge::{Kind, Numbers, Refusal};
use super::number;
use super::packed;
use super::pass::Taker;
use super::problem::{Blame, Problem, Problems, Severity, shown};
use super::rows::Row;
use super::survey::{
    CREDITED, First, HEAD, HEADLESS, RETURNED, SCATTERED, SOLD, TWO_CUSTOMERS, TWO_TIMES,
    count_order,
};
use super::trap::{Met, Traps};
use super::visit;
use super::when::{self, Dates};
use super::words;
use super::{Error, Sink};
use crate::model::customer::System;
use crate::model::money::{Amount, Currency, Price};
use crate::model::product::{ProductRef, is_service};
use crate::model::record::{AdjustmentRecord, LineRecord, Record, SUM_LINE};
use crate::model::time::{Moment, Zone};
use chrono::{NaiveDate, TimeDelta};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// How the rows of a platform behave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Habits {
    /// The order's own fields stand on its first row only; another such row states the order once more.
    pub(crate) head_rows: bool,
    /// An order number that begins with C is a credit note; rows without price are adjustments.
    pub(crate) credit_notes: bool,
    /// Every row is a whole order: another row of the same number states it once more.
    pub(crate) whole: bool,
    /// Lines may name no product: an amount that was typed in.
    pub(crate) nameless: bool,
    /// A row without product is its order's own row, above those of its products.
    pub(crate) summary_rows: bool,
    /// The tax of a row is that of its line.
    pub(crate) line_tax: bool,
    /// A date such as 03/04/2026 has the month first unless the file shows otherwise.
    pub(crate) month_first: bool,
    /// A pending order is a checkout whose payment never came.
    pub(crate) pending_is_unfinished: bool,
    /// Another export of the platform has the lines: what this one knows besides - the buyer's name, money given back -
    /// becomes a row of its own, so that it stays whichever statement of the order wins.
    pub(crate) apart: bool,
    /// Lines have no prices; each row repeats the sum of its order.
    pub(crate) sum_on_rows: bool,
    /// Amounts are in minor units (cents).
    pub(crate) minor: bool,
    /// Whose customer ids these are.
    pub(crate) system: Option<System>,
}

/// How amounts are written, and in which currency if the row says none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MoneyHabit {
    pub(crate) mark: u8,
    pub(crate) shop: Currency,
    /// Amounts are in minor units.
    pub(crate) minor: bool,
}

impl MoneyHabit {
    /// An amount as a cell has it.
    pub(crate) fn read(self, text: &[u8], currency: Currency) -> Option<Price> {
        let price = number::price(text, self.mark)?;
        Some(if self.minor {
            let units = 10i128.pow(currency.decimals());
            Price(crate::model::money::divide_half_away(
                i128::from(price.0),
                units,
            ))
        } else {
            price
        })
    }

    /// The currency of an order.
    pub(crate) fn currency_of(self, own: Option<Currency>) -> Currency {
        own.unwrap_or(self.shop)
    }
}

/// Which column holds which field.
#[derive(Clone, Debug)]
pub(crate) struct Columns(pub(crate) [Option<usize>; Field::ALL.len()]);

impl Columns {
    /// As detection or the merchant says.
    pub(crate) fn new(reading: &Reading) -> Columns {
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

    /// Whether the file has a column for it.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.0[field as usize].is_some()
    }
}

/// What only the second pass keeps.
pub(crate) struct Second<'a> {
    pub(crate) checked: &'a Checked,
    pub(crate) parked: FxHashMap<Vec<u8>, Group>,
    pub(crate) last_row: u64,
    /// Whether the first row of the order at hand is missing.
    pub(crate) headless: bool,
    pub(crate) products: FxHashMap<Vec<u8>, (ProductRef, bool)>,
    pub(crate) scratch: Vec<u8>,
    /// People whose names were handed over apart from their orders.
    pub(crate) named: FxHashSet<u64>,
}

pub(crate) enum Pass<'a> {
    First(Box<First>),
    Second(Second<'a>),
}

/// Groups the rows of an order table; one for each pass.
pub(crate) struct Table<'a> {
    pub(crate) reading: &'a Reading,
    pub(crate) habits: Habits,
    pub(crate) columns: Columns,
    pub(crate) money: MoneyHabit,
    pub(crate) dates: Dates,
    pub(crate) traps: Traps,
    pub(crate) problems: Problems,
    pub(crate) group: Option<Group>,
    pub(crate) key: u64,
    pub(crate) row: u64,
    pub(crate) pass: Pass<'a>,
    /// No column names products: a row is a sum, or lists its products in one cell.
    pub(crate) sums: bool,
    /// No column numbers the orders: purchases are told apart by buyer and time.
    pub(crate) unnumbered: bool,
    /// How often each purchase without a number was met.
    pub(crate) equals: FxHashMap<u64, u32>,
    /// The date of day 1, where a column numbers the days.
    day_one: Option<NaiveDate>,
    /// The order of the last row that named one.
    last_name: Vec<u8>,
    /// The last time zone that a row named.
    zone: (Vec<u8>, Option<Zone>),
}

/// So many products are kept made up; a shop with more pays for making them anew.
const INTERNED: usize = 200_000;

impl Taker for Table<'_> {
    fn problems(&mut self) -> &mut Problems {
        &mut self.problems
    }

    fn unusable(&mut self, row: &Row<'_>, what: &str, fix: &'static str) {
        self.row += 1;
        if let Pass::First(first) = &mut self.pass {
            first.report.rows += 1;
        }
        self.refuse(
            row,
            b"",
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
        self.set_zone(row);
        let name = self.name_of(row);
        if !self.unnumbered && !name.is_empty() && *name != *self.last_name {
            self.last_name.clear();
            self.last_name.extend_from_slice(&name);
        }
        match self.judge(row, &name) {
            Ok(None) => {
                self.traps.met(Met::Blank);
                Ok(())
            }
            Ok(Some((numbers, at))) => self.use_row(row, &name, &numbers, at, sink),
            Err(_) if self.is_total(row) => {
                self.traps.met(Met::Totals);
                Ok(())
            }
            Err(refusal) => {
                self.refuse(row, &name, &refusal);
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
                self.problems,
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
            None => detection.day_first.unwrap_or(!habits.month_first),
        };
        let columns = Columns::new(reading);
        let none = |fields: &[Field]| !fields.iter().any(|f| columns.has(*f));
        let sums = none(&[Field::Product, Field::Sku, Field::ProductId]);
        let unnumbered = none(&[Field::Order, Field::OrderId]);
        // `Created date (UTC)`: the column says whose clock it is.
        let in_utc = columns.0[Field::At as usize].is_some_and(|c| {
            let name = detection.columns[c].name.to_lowercase();
            name.split(|c: char| !c.is_alphanumeric())
                .any(|w| matches!(w, "utc" | "gmt"))
        });
        // The sum of an order stands on each of its rows, unlike that of a line.
        let whole = habits.whole
            || (sums
                && !unnumbered
                && columns.has(Field::Total)
                && none(&[Field::Price, Field::LineTotal]));
        Table {
            reading,
            habits: Habits {
                sum_on_rows: !sums
                    && columns.has(Field::Total)
                    && none(&[Field::Price, Field::LineTotal]),
                whole,
                head_rows: habits.head_rows || whole,
                ..habits
            },
            sums,
            unnumbered,
            equals: FxHashMap::default(),
            day_one: detection
                .fixed
                .iter()
                .find(|(field, _)| *field == Field::DayOne)
                .and_then(|(_, text)| when::day(text)),
            last_name: Vec::new(),
            zone: (Vec::new(), None),
            columns,
            money: MoneyHabit {
                mark: detection.decimal_mark as u8,
                shop: reading.currency,
                minor: habits.minor,
            },
            dates: Dates::new(if in_utc { Zone::UTC } else { reading.zone }, day_first)
                .with_serials(detection.serial_dates),
            traps: Traps::default(),
            problems: Problems::new(checked),
            group: None,
            key: 0,
            row: 0,
            pass: match checked {
                None => Pass::First(Box::default()),
                Some(checked) => Pass::Second(Second {
                    checked,
                    parked: FxHashMap::default(),
                    last_row: 0,
                    headless: false,
                    products: FxHashMap::default(),
                    scratch: Vec::new(),
                    named: FxHashSet::default(),
                }),
            },
        }
    }

    /// The zone that the row names for its date.
    fn set_zone(&mut self, row: &Row<'_>) {
        if !self.columns.has(Field::TimeZone) {
            return;
        }
        let raw = self.columns.cell(row, Field::TimeZone).trim_ascii();
        if raw != self.zone.0.as_slice() {
            let zone = std::str::from_utf8(raw).ok().and_then(when::zone_of);
            self.zone = (raw.to_vec(), zone);
        }
        self.dates.on(self.zone.1.unwrap_or(self.reading.zone));
    }

    fn refuse(&mut self, row: &Row<'_>, group: &[u8], refusal: &Refusal) {
        let cell = refusal.field.and_then(|f| self.columns.0[f as usize]);
        let columns = &self.reading.detection.columns;
        self.problems.refuse(row, Some(group), || Blame {
            cell,
            column: cell.map(|c| columns[c].name.clone()),
            what: refusal.what.clone(),
            fix: refusal.fix.to_owned(),
        });
    }

    fn use_row(
        &mut self,
        row: &Row<'_>,
        name: &[u8],
        numbers: &Numbers,
        at: Option<Moment>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Error> {
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
        match &self.pass {
            Pass::Second(Second { headless: true, .. })
                if !matches!(numbers.kind, Kind::Adjustment(_)) =>
            {
                self.problems.refuse(row, Some(name), || Blame {
                    cell: None,
                    column: None,
                    what: HEADLESS.0.to_owned(),
                    fix: HEADLESS.1.to_owned(),
                });
            }
            _ => self.problems.used(row, self.key),
        }
        let Some(mut group) = self.group.take() else {
            return Ok(());
        };
        if group.at.is_none() {
            group.at = at;
        }
        if is_head || !group.head || self.wants_more(&group, row) {
            self.fill(&mut group, row);
            if numbers.refund {
                group.gives_back(guarded(self.number_of(row)));
            }
        }
        if self.habits.line_tax && !matches!(self.pass, Pass::First(_)) {
            self.add_tax(&mut group, row);
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
                    group.discounted |= numbers.after_discounts;
                    self.add_lines(&mut group, row, line);
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

    /// A sold line; or those that a cell lists, with the sum beside them if their prices are not known.
    fn add_lines(&mut self, group: &mut Group, row: &Row<'_>, line: LineRecord) {
        let listed = match self.sums && self.columns.has(Field::Items) {
            true => packed::items(&cells::decoded(
                self.columns.cell(row, Field::Items),
                &mut self.traps,
            )),
            false => Vec::new(),
        };
        let currency = self.money.currency_of(group.currency);
        let priced = listed.iter().all(|i| i.price.is_some());
        if listed.is_empty() {
            group.lines.push(line);
            return;
        }
        let one = (listed.len() == 1 && !priced).then_some(line.total);
        for item in listed {
            let mut clean = |text: Option<String>| cells::text(text?.as_bytes(), &mut self.traps);
            let product = ProductRef {
                platform_id: clean(item.id),
                sku: clean(item.sku),
                handle: None,
                name: clean(item.name),
            };
            let service = is_service(product.sku.as_deref(), product.name.as_deref());
            let read = |text: String| self.money.read(text.trim().as_bytes(), currency);
            let (price, total) = match (item.price.and_then(read), one) {
                (Some(price), _) => (price, price.times(item.quantity, currency)),
                // The only product of the order: its sum is known, if not the price of a piece.
                (None, Some(total)) => (
                    Price(crate::model::money::divide_half_away(
                        i128::from(line.price.0) * i128::from(line.quantity),
                        i128::from(item.quantity),
                    )),
                    total,
                ),
                (None, None) => (Price(0), Amount(0)),
            };
            group.lines.push(LineRecord {
                product,
                service,
                quantity: item.quantity,
                price,
                discount: Amount(0),
                total,
                line: line.line,
            });
        }
        if !priced && one.is_none() {
            group.lines.push(line);
        }
    }

    /// Adds the tax of a line.
    fn add_tax(&self, group: &mut Group, row: &Row<'_>) {
        let currency = self.money.currency_of(group.currency);
        let raw = guarded(self.columns.cell(row, Field::Tax));
        if let Some(tax) = self.money.read(raw, currency) {
            group.line_tax += tax.amount(currency);
        }
    }

    /// Whether a row that cannot be used sums up others, or is a note below the table.
    fn is_total(&self, row: &Row<'_>) -> bool {
        let at = self.columns.cell(row, Field::At).trim_ascii();
        (at.is_empty() || words::is_total(at) || row.len() < self.reading.detection.columns.len())
            && row.cells().any(|c| words::is_total(c.trim_ascii()))
    }

    /// The cell that numbers the order.
    pub(crate) fn number_of<'r>(&self, row: &Row<'r>) -> &'r [u8] {
        let name = guarded(self.columns.cell(row, Field::Order));
        if name.is_empty() {
            guarded(self.columns.cell(row, Field::OrderId))
        } else {
            name
        }
    }

    /// What groups the rows: the order's number; for money given back also which refund it is; else buyer and time.
    fn name_of<'r>(&mut self, row: &Row<'r>) -> Cow<'r, [u8]> {
        if self.unnumbered {
            return Cow::Owned(visit::key(self, row));
        }
        let number = self.number_of(row);
        if number.is_empty() && !self.last_name.is_empty() && self.goes_on(row) {
            return Cow::Owned(self.last_name.clone());
        }
        if self.columns.has(Field::RowKind) && !number.is_empty() && self.gives_back(row) {
            let payment = guarded(self.columns.cell(row, Field::Payment));
            let which = if payment.is_empty() {
                self.columns.cell(row, Field::At).trim_ascii()
            } else {
                payment
            };
            return Cow::Owned([number, b"/", which].concat());
        }
        Cow::Borrowed(number)
    }

    /// Whether a row without number is one more line of the order above: it has a product and nothing of an order.
    fn goes_on(&self, row: &Row<'_>) -> bool {
        let empty = |f: &Field| self.columns.cell(row, *f).trim_ascii().is_empty();
        !self.sums
            && [Field::At, Field::Customer, Field::Email, Field::Status]
                .iter()
                .all(empty)
            && ![Field::Product, Field::Sku, Field::ProductId]
                .iter()
                .all(empty)
            && !row.cells().any(|c| words::is_total(c.trim_ascii()))
    }

    /// The cells that say when: date and time of day.
    pub(crate) fn when_of<'r>(&self, row: &Row<'r>) -> (Cow<'r, [u8]>, Cow<'r, [u8]>) {
        let at = guarded(self.columns.cell(row, Field::At));
        let clock = self.columns.cell(row, Field::Clock).trim_ascii();
        let Some(first) = self.day_one.filter(|_| at.is_empty()) else {
            return (Cow::Borrowed(at), Cow::Borrowed(clock));
        };
        let number = number::count(
            guarded(self.columns.cell(row, Field::DayNumber)),
            self.money.mark,
        );
        let date = number
            .and_then(|n| first.checked_add_signed(TimeDelta::try_days(n.checked_sub(1)?)?))
            .map_or_else(String::new, |date| date.to_string());
        (Cow::Owned(date.into_bytes()), when::clock(clock))
    }

    /// Whether the row says that money was given back.
    pub(crate) fn gives_back(&self, row: &Row<'_>) -> bool {
        words::is_refund(self.columns.cell(row, Field::RowKind))
    }

    /// Whether the row carries the order's own fields.
    fn is_head(&self, row: &Row<'_>) -> bool {
        self.habits.head_rows
            && (self.habits.whole
                || [
                    Field::OrderId,
                    Field::Status,
                    Field::Subtotal,
                    Field::Currency,
                ]
                .iter()
                .any(|f| !self.columns.cell(row, *f).trim_ascii().is_empty()))
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
            problems,
            reading,
            habits,
            ..
        } = self;
        let mut doubt = |doubt: Doubt| {
            let column = columns.0[doubt.field as usize];
            problems.note(Severity::Warning, || Problem {
                line: row.line,
                column: column.map(|c| reading.detection.columns[c].name.clone()),
                severity: Severity::Warning,
                what: doubt.what.to_owned(),
                fix: doubt.fix.to_owned(),
                raw: shown(columns.cell(row, doubt.field)),
            });
        };
        group.fill(row, columns, *habits, *money, dates, traps, &mut doubt);
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
                let facts = second.checked.keys.get(&self.key);
                second.last_row = facts.map_or(0, |facts| facts.last_row);
                second.headless =
                    self.habits.head_rows && facts.is_some_and(|facts| facts.seen & HEAD == 0);
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
        if self.habits.apart
            && let Some((person, key)) = group.buyer()
            && let Pass::Second(second) = &mut self.pass
            && second.named.insert(key)
        {
            sink(person)?;
        }
        let currency = self.money.currency_of(group.currency);
        for record in group.records(self.habits, currency).into_iter().flatten() {
            sink(record)?;
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
        if self.sums
            || (self.habits.nameless
                && [sku, name.trim_ascii(), id]
                    .into_iter()
                    .all(words::is_nothing))
        {
            let product = ProductRef {
                name: Some(SUM_LINE.to_owned()),
                ..ProductRef::default()
            };
            return (product, true);
        }
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
                if numbers.price.0 == 0 && !self.habits.sum_on_rows {
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
        if numbers.weighed {
            traps.met(Met::Weighed);
        }
        if self.sums && !self.columns.has(Field::Items) {
            traps.met(Met::ValueOnly);
            return;
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
        if self.habits.apart && known.is_none() && group.will_give_back() {
            first.report.refunds += 1;
        }
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
