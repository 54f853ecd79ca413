//! What became of the rows of a retry.

use super::import::{ImportReport, because};
use super::retry_rows::Rows;
use crate::import::{self, LeftOut};
use crate::model::record::Record;
use crate::model::time::Moment;
use crate::store::importer::{Fate, Fates};
use crate::store::quarantine::Because;
use rustc_hash::FxHashMap;

/// Lines of a record, and what it is called.
pub(crate) struct About {
    lines: Vec<u64>,
    name: String,
    at: Option<Moment>,
    kind: usize,
}

impl About {
    pub(crate) fn of(record: &Record) -> About {
        let about = |lines: Vec<u64>, name: &str, at, kind| About {
            lines,
            name: name.to_owned(),
            at,
            kind,
        };
        match record {
            Record::Order(o) => about(
                [o.line]
                    .into_iter()
                    .chain(o.lines.iter().map(|l| l.line))
                    .collect(),
                &o.number,
                Some(o.at),
                0,
            ),
            Record::Refund(r) => about(
                [r.line]
                    .into_iter()
                    .chain(r.lines.iter().map(|l| l.line))
                    .collect(),
                &r.key,
                Some(r.at),
                1,
            ),
            Record::Adjustment(a) => about(vec![a.line], &a.key, Some(a.at), 2),
            Record::Event(e) => {
                let lines = e.order.iter().flat_map(|o| &o.lines).map(|l| l.line);
                about(
                    [e.line].into_iter().chain(lines).collect(),
                    &e.id,
                    Some(e.at),
                    3,
                )
            }
            Record::Customer(c) => about(vec![c.line], "", None, 4),
            Record::Product(p) => about(vec![p.line], "", None, 5),
            Record::Campaign(c) => about(vec![c.line], &c.name, c.sent_at, 6),
            Record::Place(p) => about(vec![p.line], &p.city, None, 7),
            Record::Weather(w) => about(vec![w.line], "", None, 8),
        }
    }
}

/// What became of the rows.
pub(crate) struct Tally<'a> {
    rows: &'a Rows,
    /// Rows that still cannot be used, and why.
    pub(crate) still: FxHashMap<usize, Because>,
    /// Orders that lie in the shop with more rows.
    pub(crate) older: Vec<import::Problem>,
    counts: [u64; 9],
    period: Option<(Moment, Moment)>,
}

impl<'a> Tally<'a> {
    pub(crate) fn new(rows: &'a Rows) -> Tally<'a> {
        Tally {
            rows,
            still: FxHashMap::default(),
            older: Vec::new(),
            counts: [0; 9],
            period: None,
        }
    }

    /// Whether a record rests on a row that waited. Rows that are neither sale nor refund are told apart by their
    /// number among equals, and products do not know all their lines: these are stated again in any case.
    pub(crate) fn is_news(&self, record: &Record) -> bool {
        let waits = |line: &u64| self.rows.waits(*line);
        matches!(record, Record::Adjustment(_) | Record::Product(_))
            || About::of(record).lines.iter().any(waits)
    }

    pub(crate) fn met(&mut self, about: About, fate: Fate) {
        let waiting: Vec<u64> = about
            .lines
            .iter()
            .copied()
            .filter(|line| self.rows.waits(*line))
            .collect();
        let Some(first) = waiting.first().copied() else {
            return;
        };
        if fate == Fate::Older && about.kind < 2 {
            let because = Because {
                column: None,
                what: format!(
                    "a fuller or later statement of {} is here already",
                    about.name
                ),
                fix: "correct the file and import it again, or dismiss the row".to_owned(),
            };
            self.older.push(import::Problem {
                line: first,
                column: None,
                severity: import::Severity::Refused,
                what: because.what.clone(),
                fix: because.fix.clone(),
                raw: String::new(),
            });
            for at in waiting.into_iter().flat_map(|l| self.rows.waiting_of(l)) {
                self.still.insert(at, because.clone());
            }
            return;
        }
        self.counts[about.kind] += 1;
        if let Some(at) = about.at {
            let (from, to) = self.period.unwrap_or((at, at));
            self.period = Some((from.min(at), to.max(at)));
        }
    }

    pub(crate) fn left(&mut self, left: LeftOut) {
        let Some(reason) = left.reason else {
            return;
        };
        // Several rows of one line are told apart by what they say.
        let of_line = self
            .rows
            .of_line
            .get(&left.line)
            .map_or(&[][..], Vec::as_slice);
        let same = |at: &&usize| {
            !self.still.contains_key(*at)
                && (of_line.len() == 1 || self.rows.fed[**at].cells == left.cells)
        };
        if let Some(at) = of_line.iter().find(same) {
            self.still.insert(*at, because(reason));
        }
    }

    pub(crate) fn write(&self, report: &mut ImportReport) {
        [
            report.orders,
            report.refunds,
            report.adjustments,
            report.events,
            report.customers,
            _,
            report.campaigns,
            report.places,
            report.weather,
        ] = self.counts;
        report.first = self.period.map(|p| p.0);
        report.last = self.period.map(|p| p.1);
        report.records = Fates::default();
    }
}
