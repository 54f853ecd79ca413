//! Files of one object each: lines of JSON, or rows of a table taken as objects. The engine behind event formats;
//! a format turns an object into records.

use super::checked::{Checked, KeyFacts, Report};
use super::detection::{Column, Reading};
use super::hash;
use super::json::Object;
use super::pass::Taker;
use super::problem::{Blame, Problem, Problems, Severity, shown};
use super::rows::Row;
use super::trap::{Met, Traps};
use super::when::Dates;
use super::{Error, Sink, cells, words};
use crate::model::money::Currency;
use crate::model::record::{LineRecord, OrderRecord, Record};
use crate::model::time::{DAY, Moment, Zone};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

/// No event of a shop is older: a device without a clock says 1970.
const YEAR_2000: Moment = Moment(946_684_800_000);

/// Why an object cannot be used.
pub(crate) struct Refusal {
    /// The key to blame.
    pub(crate) key: &'static str,
    pub(crate) what: String,
    pub(crate) fix: &'static str,
}

/// Makes a refusal.
pub(crate) fn refusal(key: &'static str, what: impl Into<String>, fix: &'static str) -> Refusal {
    Refusal {
        key,
        what: what.into(),
        fix,
    }
}

/// What a format may use while it turns one object into records.
pub(crate) struct Context<'a> {
    /// Line of the object.
    pub(crate) line: u64,
    /// The line as it stands.
    pub(crate) raw: &'a [u8],
    /// The shop's currency.
    pub(crate) currency: Currency,
    /// What stands before the cents.
    pub(crate) mark: u8,
    /// The shop's zone.
    pub(crate) zone: Zone,
    /// The wall clock, where it is known.
    now: Option<Moment>,
    pub(crate) traps: &'a mut Traps,
    pub(crate) out: &'a mut Vec<Record>,
    dates: &'a mut Dates,
    doubts: Option<&'a mut Problems>,
    placed: &'a mut FxHashMap<u64, KeyFacts>,
    checked: Option<&'a Checked>,
    keys: &'a [Key],
    equals: &'a mut FxHashMap<u64, u32>,
}

impl Context<'_> {
    /// Reads a time whose time of day may stand apart.
    pub(crate) fn moment_of(
        &mut self,
        day: Option<&Value>,
        clock: Option<&Value>,
    ) -> Option<Moment> {
        match (day, clock) {
            (Some(Value::String(day)), Some(Value::String(clock))) => self
                .dates
                .read(day.trim().as_bytes(), clock.trim().as_bytes()),
            _ => self.moment(day),
        }
    }

    /// Counts a time that cannot be: after tomorrow, or before the year 2000.
    pub(crate) fn dated(&mut self, at: Moment) {
        if at < YEAR_2000 {
            self.traps.met(Met::TooOld);
        } else if self.now.is_some_and(|now| at > now.plus(DAY)) {
            self.traps.met(Met::Future);
        }
    }

    /// How many with this content came before in this file: exact copies are kept, each with its own id.
    pub(crate) fn equals_before(&mut self, content: u64) -> u32 {
        if self.equals.len() >= IDS && !self.equals.contains_key(&content) {
            return 0;
        }
        let count = self.equals.entry(content).or_insert(0);
        *count += 1;
        *count - 1
    }

    /// Reads a time: RFC 3339, other dates on the shop's clock, seconds or milliseconds since 1970.
    pub(crate) fn moment(&mut self, value: Option<&Value>) -> Option<Moment> {
        match value? {
            Value::String(text) => self.dates.read(text.trim().as_bytes(), b""),
            Value::Number(number) => self.dates.read(number.to_string().as_bytes(), b""),
            _ => None,
        }
    }

    /// Notes something that was not used although the object was.
    pub(crate) fn doubt(&mut self, key: &'static str, what: &str, fix: &str) {
        let (line, raw) = (self.line, self.raw);
        let column = column_of(self.keys, key);
        if let Some(problems) = &mut self.doubts {
            problems.note(Severity::Warning, || Problem {
                line,
                column: Some(column.to_owned()),
                severity: Severity::Warning,
                what: what.to_owned(),
                fix: fix.to_owned(),
                raw: shown(raw),
            });
        }
    }

    /// When an order was placed: the earliest time that the file states for it.
    pub(crate) fn placed(&mut self, order: &str, at: Moment) -> Moment {
        let key = hash::of(order.as_bytes());
        if let Some(checked) = self.checked {
            return checked
                .keys
                .get(&key)
                .map_or(at, |facts| Moment(facts.at.min(at.0)));
        }
        let facts = self.placed.entry(key).or_insert(KeyFacts {
            last_row: 0,
            at: at.0,
            seen: 0,
        });
        facts.at = facts.at.min(at.0);
        Moment(facts.at)
    }
}

/// Turns one object into records.
pub(crate) type Translate = fn(Object, &mut Context<'_>) -> Result<(), Refusal>;

/// The key that a column of a table has in the objects made of its rows; `None`: not used.
pub(crate) type KeyOf = fn(&Column) -> Option<String>;

/// A used column of a table.
pub(crate) struct Key {
    at: usize,
    key: String,
    column: String,
}

/// The name of the column behind a key; JSON has no other.
fn column_of<'k>(keys: &'k [Key], key: &'k str) -> &'k str {
    keys.iter()
        .find(|k| k.key == key)
        .map_or(key, |k| k.column.as_str())
}

/// So many event ids are remembered to count repeated ones; the store knows them all anyway.
const IDS: usize = 4_000_000;

/// One pass over a file of JSON lines.
pub(crate) struct JsonLines<'a> {
    reading: &'a Reading,
    checked: Option<&'a Checked>,
    translate: Translate,
    traps: Traps,
    problems: Problems,
    report: Report,
    dates: Dates,
    ids: FxHashSet<u64>,
    placed: FxHashMap<u64, KeyFacts>,
    orders: FxHashSet<u64>,
    out: Vec<Record>,
    /// The columns of a table, in file order; `None`: lines of JSON.
    table: Option<Vec<Key>>,
    /// What the merchant said for all rows.
    fixed: Vec<(&'static str, &'a str)>,
    equals: FxHashMap<u64, u32>,
    /// Second pass over a table: orders of which rows are still to come.
    waiting: FxHashMap<u64, Record>,
}

impl<'a> JsonLines<'a> {
    /// The first pass, or the second if `checked` is given.
    pub(crate) fn new(
        reading: &'a Reading,
        checked: Option<&'a Checked>,
        translate: Translate,
    ) -> JsonLines<'a> {
        JsonLines {
            reading,
            checked,
            translate,
            traps: Traps::default(),
            problems: Problems::new(checked),
            report: Report::default(),
            dates: Dates::new(
                reading.zone,
                checked.map_or(reading.detection.day_first.unwrap_or(true), |c| c.day_first),
            ),
            ids: FxHashSet::default(),
            placed: FxHashMap::default(),
            orders: FxHashSet::default(),
            out: Vec::new(),
            table: None,
            fixed: Vec::new(),
            equals: FxHashMap::default(),
            waiting: FxHashMap::default(),
        }
    }

    /// A table whose rows are taken as objects of texts. Rows that state the same order are put together.
    pub(crate) fn table(
        reading: &'a Reading,
        checked: Option<&'a Checked>,
        translate: Translate,
        key_of: KeyOf,
    ) -> JsonLines<'a> {
        let columns = reading.detection.columns.iter().enumerate();
        let keys = columns.filter_map(|(at, column)| {
            Some(Key {
                at,
                key: key_of(column)?,
                column: column.name.clone(),
            })
        });
        let fixed = reading.detection.fixed.iter();
        JsonLines {
            table: Some(keys.collect()),
            fixed: fixed
                .map(|(field, text)| (field.word(), text.as_str()))
                .collect(),
            ..JsonLines::new(reading, checked, translate)
        }
    }

    /// A row of a table as an object; `Err`: why it cannot be one.
    fn object_of(&mut self, row: &Row<'_>) -> Result<Object, (String, &'static str)> {
        let expected = self.reading.detection.columns.len();
        let extra = (expected..row.len()).any(|i| !row.cell(i).trim_ascii().is_empty());
        if extra || row.len() * 2 < expected {
            return Err((
                format!("the row has {} cells, the header {expected}", row.len()),
                "check the row for a missing or an unquoted separator",
            ));
        }
        let mut object = Object::new();
        for key in self.table.iter().flatten() {
            let cell = cells::guarded(row.cell(key.at));
            if !words::is_nothing(cell) {
                let text = cells::decoded(cell, &mut self.traps).into_owned();
                object.insert(key.key.clone(), Value::String(text));
            }
        }
        if !object.is_empty() {
            for (key, text) in &self.fixed {
                object.insert((*key).to_owned(), Value::String((*text).to_owned()));
            }
        }
        Ok(object)
    }

    /// Second pass: hands a record over; one of an order of which rows are to come waits for them.
    fn hand_over(&mut self, record: Record, sink: &mut Sink<'_>) -> Result<(), Error> {
        let Some(key) = self.order_key(&record) else {
            return sink(record);
        };
        let last = self
            .checked
            .and_then(|c| c.keys.get(&key))
            .is_none_or(|facts| facts.last_row <= self.report.rows);
        let record = match self.waiting.remove(&key) {
            Some(waiting) => together(waiting, record),
            None => record,
        };
        if last {
            sink(record)
        } else {
            self.waiting.insert(key, record);
            Ok(())
        }
    }

    /// The hashed key of the order that a row of a table states.
    fn order_key(&self, record: &Record) -> Option<u64> {
        self.table.as_ref()?;
        order_in(record).map(|order| hash::of(order.key.as_bytes()))
    }

    fn refuse(&mut self, row: &Row<'_>, key: Option<&str>, what: String, fix: &'static str) {
        let keys = self.table.as_deref().unwrap_or(&[]);
        // A row of a table may be one line of an order that the rows around it state.
        let group = self.table.is_some().then_some(&b""[..]);
        self.problems.refuse(row, group, || Blame {
            cell: None,
            column: key.map(|key| column_of(keys, key).to_owned()),
            what,
            fix: fix.to_owned(),
        });
    }

    /// Pass 1: what a record tells about the file.
    fn note(&mut self, record: &Record) {
        let again = match self.order_key(record) {
            Some(key) => {
                let facts = self.placed.entry(key).or_insert(KeyFacts {
                    last_row: 0,
                    at: i64::MAX,
                    seen: 0,
                });
                let again = facts.last_row > 0;
                facts.last_row = self.report.rows;
                again
            }
            None => false,
        };
        let report = &mut self.report;
        let at = match record {
            Record::Event(event) => {
                report.events += u64::from(!again);
                if !again && self.ids.len() < IDS && !self.ids.insert(hash::of(event.id.as_bytes()))
                {
                    self.traps.met(Met::RepeatedEvent);
                }
                if let Some(order) = &event.order {
                    self.orders.insert(hash::of(order.key.as_bytes()));
                }
                Some(event.at)
            }
            Record::Order(order) => {
                self.orders.insert(hash::of(order.key.as_bytes()));
                Some(order.state_at)
            }
            Record::Refund(refund) => {
                report.refunds += 1;
                Some(refund.at)
            }
            Record::Customer(_) => {
                report.customers += 1;
                None
            }
            Record::Campaign(campaign) => {
                report.campaigns += 1;
                campaign.sent_at
            }
            Record::Place(_) => {
                report.places += 1;
                None
            }
            Record::Weather(_) => {
                report.weather += 1;
                None
            }
            Record::Adjustment(_) | Record::Product(_) => None,
        };
        if let Some(at) = at {
            report.first = Some(report.first.map_or(at, |f| f.min(at)));
            report.last = Some(report.last.map_or(at, |l| l.max(at)));
        }
    }
}

impl Taker for JsonLines<'_> {
    fn problems(&mut self) -> &mut Problems {
        &mut self.problems
    }

    fn take(&mut self, row: &Row<'_>, sink: &mut Sink<'_>) -> Result<(), Error> {
        let raw = row.raw.trim_ascii();
        if raw.is_empty() {
            return Ok(());
        }
        self.report.rows += 1;
        let object = if self.table.is_some() {
            if self.checked.is_none() && cells::is_odd(row.raw) {
                cells::inspect(row.cells(), &mut self.traps);
            }
            self.object_of(row)
        } else {
            object_in(raw)
        };
        let object = match object {
            Ok(object) if object.is_empty() && self.table.is_some() => {
                self.traps.met(Met::Blank);
                return Ok(());
            }
            Ok(object) => object,
            Err((what, fix)) => {
                self.refuse(row, None, what, fix);
                return Ok(());
            }
        };
        let first = self.checked.is_none();
        let mut context = Context {
            line: row.line,
            raw: row.raw,
            currency: self.reading.currency,
            mark: self.reading.detection.decimal_mark as u8,
            zone: self.reading.zone,
            now: self.reading.detection.now,
            traps: &mut self.traps,
            out: &mut self.out,
            dates: &mut self.dates,
            doubts: if first {
                Some(&mut self.problems)
            } else {
                None
            },
            placed: &mut self.placed,
            checked: self.checked,
            keys: self.table.as_deref().unwrap_or(&[]),
            equals: &mut self.equals,
        };
        if let Err(refusal) = (self.translate)(object, &mut context) {
            self.refuse(row, Some(refusal.key), refusal.what, refusal.fix);
            self.out.clear();
            return Ok(());
        }
        let mut out = std::mem::take(&mut self.out);
        for record in out.drain(..) {
            if let Some(key) = self.order_key(&record) {
                self.problems.used(row, key);
            }
            if first {
                self.note(&record);
            } else {
                self.hand_over(record, sink)?;
            }
        }
        self.out = out;
        Ok(())
    }

    fn unusable(&mut self, row: &Row<'_>, what: &str, fix: &'static str) {
        self.report.rows += 1;
        self.refuse(row, None, what.to_owned(), fix);
    }

    fn finish(self: Box<Self>, _: &mut Sink<'_>) -> Result<Option<Checked>, Error> {
        if self.checked.is_some() {
            // Nothing waits any more unless the file changed between the passes.
            return if self.waiting.is_empty() {
                Ok(None)
            } else {
                Err(Error::Changed)
            };
        }
        let report = Report {
            refused: self.problems.refused,
            warnings: self.problems.warnings,
            orders: self.orders.len() as u64,
            traps: self.traps.list(),
            ..self.report
        };
        Ok(Some(Checked {
            report,
            problems: self.problems.kept,
            keys: self.placed,
            broken: self.problems.broken,
            day_first: self.dates.mostly_day_first(),
            ..Checked::default()
        }))
    }
}

/// The object of a line.
fn object_in(raw: &[u8]) -> Result<Object, (String, &'static str)> {
    serde_json::from_slice::<Object>(raw).map_err(|error| {
        (
            format!(
                "this line is not a JSON object (character {}: {})",
                error.column(),
                reason(&error)
            ),
            "write one whole JSON object on the line, without a comma behind it",
        )
    })
}

/// The order that a record states.
fn order_in(record: &Record) -> Option<&OrderRecord> {
    match record {
        Record::Order(order) => Some(order),
        Record::Event(event) => event.order.as_ref(),
        _ => None,
    }
}

/// Two rows of one order: the first says when and who, each has its lines.
fn together(mut first: Record, second: Record) -> Record {
    let (mut more, who) = match second {
        Record::Order(order) => (order, Vec::new()),
        Record::Event(event) => match event.order {
            Some(order) => (order, event.who),
            None => return first,
        },
        _ => return first,
    };
    let order = match &mut first {
        Record::Order(order) => order,
        Record::Event(event) => {
            event.who.extend(
                who.into_iter()
                    .filter(|w| !event.who.contains(w))
                    .collect::<Vec<_>>(),
            );
            match &mut event.order {
                Some(order) => order,
                None => return first,
            }
        }
        _ => return first,
    };
    let is_sum = LineRecord::is_sum;
    if order.lines.iter().any(is_sum) || more.lines.iter().any(|l| !is_sum(l)) {
        more.lines.retain(|line| !is_sum(line));
    }
    order.lines.append(&mut more.lines);
    order.state_at = order.state_at.max(more.state_at);
    first
}

/// The reason alone, without the place, which the problem names itself.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    crate::model::text::clean(text).into_owned()
}
