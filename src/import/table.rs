//! Tables with one row per order line: the engine behind every platform whose orders export is such a table.
//!
//! A platform file says which column holds what and what habits its rows have; this one groups the rows.

use super::cells::{self, guarded};
use super::checked::Checked;
use super::columns_by_field::Columns;
use super::detection::{Detection, Reading};
use super::field::Field;
use super::group::{Doubt, Group};
use super::habits::{Habits, MoneyHabit};
use super::hash;
use super::judge::{Kind, Numbers, Refusal};
use super::packed;
use super::pass::Taker;
use super::problem::{Blame, Problem, Problems, Severity, shown};
use super::rows::Row;
use super::survey::{First, HEAD, HEADLESS};
use super::trap::{Met, Traps};
use super::when::{self, Dates};
use super::{Error, Sink};
use crate::model::money::{Amount, Price};
use crate::model::product::{ProductRef, is_service};
use crate::model::record::{AdjustmentRecord, LineRecord, Record};
use crate::model::time::{Moment, Zone};
use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

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
    pub(crate) day_one: Option<NaiveDate>,
    /// The order of the last row that named one.
    pub(crate) last_name: Vec<u8>,
    /// The last time zone that a row named.
    zone: (Vec<u8>, Option<Zone>),
}

/// So many products are kept made up; a shop with more pays for making them anew.
pub(crate) const INTERNED: usize = 200_000;

/// Whether the names of the columns say that amounts are in cents: `unit_price_cents`.
fn in_cents(detection: &Detection) -> bool {
    let amounts = [Field::Price, Field::LineTotal, Field::Total];
    let mut columns = detection.columns.iter();
    columns.any(|c| c.field.is_some_and(|f| amounts.contains(&f)) && says_cents(&c.name))
}

/// Whether the name of a column says that its amounts are in cents.
pub(crate) fn says_cents(name: &str) -> bool {
    let name = name.to_lowercase();
    name.split(|c: char| !c.is_alphanumeric())
        .any(|word| matches!(word, "cents" | "cent" | "pence"))
}

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
                minor: habits.minor || in_cents(detection),
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

    /// Counts a row that is none of an order.
    pub(crate) fn pass_over(&mut self, why: Met) -> Result<(), Error> {
        self.row += 1;
        if let Pass::First(first) = &mut self.pass {
            first.report.rows += 1;
        }
        self.traps.met(why);
        Ok(())
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
        let mut listed = Vec::new();
        if self.sums {
            for column in &self.columns.1 {
                let cell = cells::decoded(row.cell(*column), &mut self.traps);
                listed.extend(packed::items(&cell));
            }
        }
        let currency = self.money.currency_of(group.currency);
        let priced = listed
            .iter()
            .all(|i| i.price.is_some() || i.total.is_some());
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
            let sum = item.total.and_then(read).filter(|t| t.0 >= 0);
            let pieces = i128::from(item.quantity);
            let (price, total) = match (item.price.and_then(read), one) {
                (None, _) if let Some(sum) = sum => (
                    Price(crate::model::money::divide_half_away(
                        i128::from(sum.0),
                        pieces,
                    )),
                    sum.amount(currency),
                ),
                (Some(price), _) => (price, price.times(item.quantity, currency)),
                // The only product of the order: its sum is known, if not the price of a piece.
                (None, Some(total)) => (
                    Price(crate::model::money::divide_half_away(
                        i128::from(line.price.0) * i128::from(line.quantity),
                        pieces,
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
}
