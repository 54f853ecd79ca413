//! What the first pass over an order table keeps: counts, problems, traps, and the last row of every order.

use super::cells::guarded;
use super::checked::{Checked, KeyFacts, Report};
use super::detection::Reading;
use super::field::Field;
use super::group::Group;
use super::habits::{Habits, MoneyHabit};
use super::hash;
use super::judge::{Kind, Numbers};
use super::problem::{Problem, Problems, Severity};
use super::rows::Row;
use super::table::{INTERNED, Pass, Table};
use super::trap::{Met, Traps};
use super::when::Dates;
use super::words;
use crate::model::money::Currency;
use crate::model::order::OrderStatus;
use crate::model::product::is_service;
use crate::model::time::Moment;
use rustc_hash::{FxHashMap, FxHashSet};

/// Bits of `KeyFacts::seen`.
pub(crate) const SOLD: u8 = 1;
pub(crate) const CREDITED: u8 = 2;
pub(crate) const RETURNED: u8 = 4;
pub(crate) const TWO_TIMES: u8 = 8;
pub(crate) const TWO_CUSTOMERS: u8 = 16;
pub(crate) const HEAD: u8 = 32;
pub(crate) const SCATTERED: u8 = 64;

/// Why a row of an order without its first row is left out, and what helps.
pub(crate) const HEADLESS: (&str, &str) = (
    "the first row of this order is missing or cannot be used",
    "export the orders whole, without a filter on rows",
);

/// What only the first pass keeps.
#[derive(Default)]
pub(crate) struct First {
    pub(crate) keys: FxHashMap<u64, KeyFacts>,
    pub(crate) report: Report,
    pub(crate) skus: FxHashMap<u64, (u64, bool)>,
    pub(crate) spellings: FxHashMap<u64, u32>,
    pub(crate) rows_of_group: FxHashSet<u64>,
    pub(crate) raw_at: Vec<u8>,
    pub(crate) raw_customer: Vec<u8>,
    pub(crate) seen: u8,
    pub(crate) last_row: u64,
    pub(crate) offsets: FxHashSet<Vec<u8>>,
    pub(crate) currencies: FxHashMap<Currency, u64>,
    /// Keys whose first row has not been seen: first line and number of rows.
    pub(crate) headless: FxHashMap<u64, (u64, u64)>,
    pub(crate) rows_in_run: u64,
    pub(crate) services: FxHashMap<u64, bool>,
    pub(crate) period: Option<(Moment, Moment)>,
}

impl Table<'_> {
    /// Pass 1: what a used row tells about the file.
    pub(crate) fn note(
        &mut self,
        row: &Row<'_>,
        group: &Group,
        numbers: &Numbers,
        at: Option<Moment>,
    ) {
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
    pub(crate) fn settle(&mut self, group: &Group) {
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
    /// Takes note of an article number and its name.
    pub(crate) fn note_code(&mut self, sku: &[u8], name: &[u8], traps: &mut Traps) {
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

    /// What the whole file turned out to be.
    pub(crate) fn result(
        self,
        reading: &Reading,
        habits: Habits,
        mut problems: Problems,
        mut traps: Traps,
        dates: &Dates,
    ) -> Checked {
        let credit_notes = habits.credit_notes
            && (traps.count(Met::CreditLine) > 0 || reading.detection.settled.credit_notes);
        if credit_notes {
            // The file marks its credit notes, so other rows below zero are none.
            let odd = traps.count(Met::ReturnedLine);
            traps.set(Met::ReturnedLine, 0);
            traps.set(Met::Adjustment, traps.count(Met::Adjustment) + odd);
        }
        let mut headless: Vec<(u64, u64)> = self.headless.values().copied().collect();
        headless.sort_unstable();
        for (line, rows) in &headless {
            problems.note(Severity::Refused, || Problem {
                line: *line,
                column: None,
                severity: Severity::Refused,
                what: format!(
                    "the first row of this order is missing; its {rows} lines are left out"
                ),
                fix: HEADLESS.1.to_owned(),
                raw: String::new(),
            });
        }
        // Every row of such an order is left out.
        problems.refused += headless.iter().map(|(_, rows)| rows - 1).sum::<u64>();
        problems.kept.sort_by_key(|p| p.line);
        let count = |bit: u8| self.keys.values().filter(|k| k.seen & bit != 0).count() as u64;
        traps.set(Met::TwoTimes, count(TWO_TIMES));
        traps.set(Met::TwoCustomers, count(TWO_CUSTOMERS));
        traps.set(Met::Scattered, count(SCATTERED));
        traps.set(Met::Offsets, (self.offsets.len() as u64).saturating_sub(1));
        traps.set(Met::SerialDate, dates.serials);
        let (day, month) = dates.proof;
        let settled = &reading.detection.settled;
        let day_first = settled.day_first.unwrap_or(match (day, month) {
            (0, 0) => reading.detection.day_first.unwrap_or(!habits.month_first),
            _ => day >= month,
        });
        traps.set(Met::OtherOrder, day.min(month));
        let mut currencies: Vec<(Currency, u64)> = self.currencies.into_iter().collect();
        currencies.sort_unstable();
        let report = Report {
            refused: problems.refused,
            warnings: problems.warnings,
            orders: count(SOLD) - headless.len() as u64,
            refunds: self.report.refunds
                + count(CREDITED)
                + if credit_notes { 0 } else { count(RETURNED) },
            adjustments: traps.count(Met::Adjustment),
            first: self.period.map(|p| p.0),
            last: self.period.map(|p| p.1),
            currencies,
            traps: traps.list(),
            ..self.report
        };
        Checked {
            report,
            problems: problems.kept,
            broken: problems.broken,
            keys: self.keys,
            day_first,
            credit_notes,
            ..Checked::default()
        }
    }
}
