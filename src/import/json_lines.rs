//! Files with one JSON object per line: the engine behind event formats. A format turns an object into records.

use super::checked::{Checked, KeyFacts, Report};
use super::detection::Reading;
use super::hash;
use super::json::Object;
use super::pass::Taker;
use super::problem::{Blame, Problem, Problems, Severity, shown};
use super::rows::Row;
use super::trap::{Met, Traps};
use super::when::Dates;
use super::{Error, Sink};
use crate::model::money::Currency;
use crate::model::record::Record;
use crate::model::time::Moment;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

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
    pub(crate) traps: &'a mut Traps,
    pub(crate) out: &'a mut Vec<Record>,
    dates: &'a mut Dates,
    doubts: Option<&'a mut Problems>,
    placed: &'a mut FxHashMap<u64, KeyFacts>,
    checked: Option<&'a Checked>,
}

impl Context<'_> {
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
        if let Some(problems) = &mut self.doubts {
            problems.note(Severity::Warning, || Problem {
                line,
                column: Some(key.to_owned()),
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
            dates: Dates::new(reading.zone, true),
            ids: FxHashSet::default(),
            placed: FxHashMap::default(),
            orders: FxHashSet::default(),
            out: Vec::new(),
        }
    }

    fn refuse(&mut self, row: &Row<'_>, key: Option<&str>, what: String, fix: &'static str) {
        self.problems.refuse(row, None, || Blame {
            cell: None,
            column: key.map(str::to_owned),
            what,
            fix: fix.to_owned(),
        });
    }

    /// Pass 1: what a record tells about the file.
    fn note(&mut self, record: &Record) {
        let report = &mut self.report;
        let at = match record {
            Record::Event(event) => {
                report.events += 1;
                if self.ids.len() < IDS && !self.ids.insert(hash::of(event.id.as_bytes())) {
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
        let object = match serde_json::from_slice::<Object>(raw) {
            Ok(object) => object,
            Err(error) => {
                let what = format!(
                    "this line is not a JSON object (character {}: {})",
                    error.column(),
                    reason(&error)
                );
                self.refuse(
                    row,
                    None,
                    what,
                    "write one whole JSON object on the line, without a comma behind it",
                );
                return Ok(());
            }
        };
        let first = self.checked.is_none();
        let mut context = Context {
            line: row.line,
            raw: row.raw,
            currency: self.reading.currency,
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
        };
        if let Err(refusal) = (self.translate)(object, &mut context) {
            self.refuse(row, Some(refusal.key), refusal.what, refusal.fix);
            self.out.clear();
            return Ok(());
        }
        let mut out = std::mem::take(&mut self.out);
        for record in out.drain(..) {
            if first {
                self.note(&record);
            } else {
                sink(record)?;
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
            return Ok(None);
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
            file_hash: String::new(),
            parents: FxHashMap::default(),
            keys: self.placed,
            broken: self.problems.broken,
            day_first: true,
            credit_notes: false,
        }))
    }
}

/// The reason alone, without the place, which the problem names itself.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    crate::model::text::clean(text).into_owned()
}
