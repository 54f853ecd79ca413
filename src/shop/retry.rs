//! Trying left-out rows again: with corrected cells, another mapping, another decimal mark or order of dates.
//!
//! The kept rows, with the rest of their orders, go through the same engine and the same writer as a file does, as an
//! import of its own with the line numbers of the file. An order that has become complete wins over the incomplete one.

use super::clock::wall_clock;
use super::import::{
    Ended, ImportOptions, ImportReport, because, follow, kept, said_in, set_rows, summary,
};
use super::{Cancel, Error, Progress, Shop, mapped};
use crate::import::{self, Checked, Found, HowRead, LeftOut, Reading, Reason, Wishes};
use crate::model::ids::BatchId;
use crate::model::money::Currency;
use crate::model::record::Record;
use crate::model::time::Moment;
use crate::store::batches::{self, Batch, BatchMeta};
use crate::store::importer::{Fate, Fates, Importer};
use crate::store::quarantine::{self, Because, Material, State};
use crate::store::undo::{self, Step};
use crate::store::{Tx, problems};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// How rows are to be tried again.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RetryOptions {
    /// Word of another format.
    pub as_format: Option<String>,
    /// `COLUMN=FIELD` instead of what the columns were taken for.
    pub maps: Vec<String>,
    /// What stands before the cents: `,` or `.`.
    pub decimal: Option<String>,
    /// Whether a date such as 03/04/2026 has the day first.
    pub day_first: Option<bool>,
    /// `LINE:COLUMN=VALUE` for a cell, `LINE=TEXT` for a whole line.
    pub set: Vec<String>,
    /// Say what would happen and change nothing.
    pub dry_run: bool,
}

impl RetryOptions {
    fn import(&self) -> ImportOptions {
        ImportOptions {
            as_format: self.as_format.clone(),
            maps: self.maps.clone(),
            decimal: self.decimal.clone(),
            day_first: self.day_first,
            dry_run: self.dry_run,
            ..ImportOptions::default()
        }
    }

    /// Whether rows are read otherwise than before, not only corrected.
    fn reads_otherwise(&self) -> bool {
        self.as_format.is_some()
            || !self.maps.is_empty()
            || self.decimal.is_some()
            || self.day_first.is_some()
    }
}

/// What came of a retry.
#[derive(Clone, Debug, Serialize)]
pub struct RetryReport {
    /// The import whose rows were tried.
    pub of: BatchId,
    /// Rows that waited before.
    pub waited: u64,
    /// Rows that could be used now.
    pub taken: u64,
    /// Rows that still wait.
    pub waiting: u64,
    /// The import that was made of them; its problems say why rows still wait.
    #[serde(flatten)]
    pub import: ImportReport,
}

/// Rows brought to rest or woken.
#[derive(Clone, Debug, Serialize)]
pub struct Dismissed {
    /// The import.
    pub of: BatchId,
    /// Lines that are now left out for good.
    pub lines: Vec<u64>,
    /// Rows that still wait.
    pub waiting: u64,
}

impl Shop {
    /// Tries the rows of an import again that were left out.
    pub fn retry_import(
        &self,
        id: BatchId,
        options: &RetryOptions,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<RetryReport, Error> {
        let mut dry = None;
        let outcome = self.store.write_until(cancel.flag(), |tx| {
            let report = retry(tx, id, options, progress)?;
            if options.dry_run || report.import.batch.is_none() {
                dry = Some(report);
                return Err(Ended::Dry(Box::default()));
            }
            let (inverse, again) = steps(id, options, &report);
            let what = format!("Retry of {}", report.import.file);
            undo::log(tx, wall_clock(), &what, &inverse, &again)?;
            Ok(report)
        });
        match (outcome, dry) {
            (Ok(report), _) => {
                self.store.truncate_log()?;
                Ok(report)
            }
            (Err(Ended::Dry(_)), Some(mut report)) => {
                report.import.batch = None;
                if options.dry_run || report.taken == 0 {
                    report.import.dry_run = options.dry_run;
                }
                Ok(report)
            }
            (Err(Ended::Failed(error)), _) => Err(error),
            (Err(Ended::Dry(_)), None) => Err(Error::Cancelled),
        }
    }

    /// Leaves rows out for good: those of the given lines, or all that wait. Undo lets them wait again.
    pub fn dismiss_rows(&self, id: BatchId, lines: &[u64]) -> Result<Dismissed, Error> {
        self.store.write(|tx| {
            let batch = standing(tx, id)?;
            for line in lines {
                waits(tx, &batch, *line)?;
            }
            let wanted = (!lines.is_empty()).then_some(lines);
            let lines = quarantine::set(tx, id, wanted, State::Dismissed)?;
            if lines.is_empty() {
                return Err(none_waits(&batch));
            }
            let rows = |wait| Step::Rows {
                batch: id,
                lines: lines.clone(),
                wait,
            };
            let what = format!(
                "{} rows of {} left out for good",
                lines.len(),
                batch.file_name
            );
            undo::log(tx, wall_clock(), &what, &[rows(true)], &[rows(false)])?;
            crate::store::changes::bump(tx)?;
            let waiting = quarantine::counts(tx, id)?.waiting;
            Ok(Dismissed {
                of: id,
                lines,
                waiting,
            })
        })
    }
}

/// Does a retry again that was undone; returns what takes it back.
pub(crate) fn redo(
    tx: &Tx<'_>,
    id: BatchId,
    options: &Value,
    progress: &dyn Progress,
) -> Result<Vec<Step>, Error> {
    let options: RetryOptions = serde_json::from_value(options.clone()).unwrap_or_default();
    let report = retry(tx, id, &options, progress).map_err(|e| match e {
        Ended::Failed(error) => error,
        Ended::Dry(_) => Error::Cancelled,
    })?;
    if report.import.batch.is_none() {
        return Err(Error::Asked(format!(
            "none of the rows of import {id} can be used any more; `regulars imports show {id}` lists them"
        )));
    }
    Ok(steps(id, &options, &report).0)
}

/// What takes a retry back, and what does it again.
fn steps(id: BatchId, options: &RetryOptions, report: &RetryReport) -> (Vec<Step>, Vec<Step>) {
    let batch = report.import.batch.unwrap_or_default();
    let again = Step::Retry {
        batch: id,
        options: json!(options),
    };
    (vec![Step::Withdraw { batch }], vec![again])
}

fn none_waits(batch: &Batch) -> Error {
    Error::Asked(format!(
        "no row of import {} ({}) waits; nothing was changed",
        batch.id, batch.file_name
    ))
}

/// The import, which has to stand and to be a file's.
fn standing(tx: &Tx<'_>, id: BatchId) -> Result<Batch, Error> {
    let batch = batches::find(tx, id)?.ok_or_else(|| super::imports::absent(id))?;
    if batch.state != "done" {
        return Err(Error::Asked(format!(
            "import {id} is taken back; import {} again, then its rows can be tried again",
            batch.file_name
        )));
    }
    if let Some(of) = batch.retry_of {
        return Err(Error::Asked(format!(
            "import {id} is itself a retry; its rows wait in import {of}: regulars imports retry {of}"
        )));
    }
    Ok(batch)
}

/// Says why a row cannot be corrected or dismissed.
fn waits(tx: &Tx<'_>, batch: &Batch, line: u64) -> Result<(), Error> {
    let said = match quarantine::state(tx, batch.id, line)?.as_deref() {
        Some("waiting") => return Ok(()),
        Some("taken") => "is taken up already",
        Some(_) => "is left out for good; `regulars undo` lets it wait again",
        None => "does not wait",
    };
    Err(Error::Asked(format!(
        "line {line} of {} {said}; `regulars imports show {}` lists the rows that wait",
        batch.file_name, batch.id
    )))
}

/// Reads what waits and writes what can be used now. Without a batch in the report nothing was written.
fn retry(
    tx: &Tx<'_>,
    id: BatchId,
    options: &RetryOptions,
    progress: &dyn Progress,
) -> Result<RetryReport, Ended> {
    let batch = standing(tx, id)?;
    let base = batches::base(tx, id)?;
    let material = quarantine::material(tx, id)?;
    let waited = material.iter().filter(|m| m.waits).count() as u64;
    let (Some(base), 1..) = (base, waited) else {
        return Err(none_waits(&batch).into());
    };
    let lost = batch.report.get("rows_not_kept").and_then(Value::as_u64);
    if options.reads_otherwise() && lost.is_some_and(|n| n > 0) {
        return Err(Error::Asked(format!(
            "{} left out more rows than are kept; take import {id} back and import the file again with --map, --as, \
             --decimal or --day-first",
            batch.file_name
        ))
        .into());
    }
    let how: HowRead = serde_json::from_value(base.reading).map_err(|e| {
        Error::Asked(format!(
            "how {} was read cannot be understood any more ({e}); import the file again",
            batch.file_name
        ))
    })?;
    progress.at("checking", 0, waited);
    let rows = Rows::of(tx, &batch, material, &how, &options.set)?;
    let import = options.import();
    let wishes = import.wishes()?;
    let (reading, checked) = checked(tx, &batch, &how, &rows.fed, &wishes, &import)?;
    let file_name = format!("{}, retried", batch.file_name);
    let wall = wall_clock();
    let meta = BatchMeta {
        file_name: file_name.clone(),
        file_hash: format!("retry of {id}"),
        format: reading.0.detection.format.word().to_owned(),
        imported_at: wall,
        stated_at: base.stated_at,
    };
    let (reading, said) = reading;
    said.keep(tx)?;
    let mut importer = Importer::begin(tx, &meta)?;
    let own = importer.batch();
    let mut tally = Tally::new(&rows);
    progress.at("importing", 0, waited);
    import::read_kept::<Ended>(&rows.fed, &reading, &checked, &mut |found| {
        match found {
            Found::Record(record) => {
                if tally.is_news(&record) {
                    let about = About::of(&record);
                    let fate = importer.put(record)?;
                    tally.met(about, fate);
                }
            }
            Found::Left(left) => tally.left(left),
        }
        Ok(())
    })?;
    let done = importer.finish()?;
    follow(tx, &done)?;
    let mut report = super::import::report_of(&file_name, &reading, &checked, &import);
    tally.write(&mut report);
    set_rows(&mut report, &done);
    let mut taken = 0;
    for (at, row) in rows.fed.iter().enumerate() {
        let Some((number, before)) = rows.waiting.get(&row.line).filter(|w| w.0 == rows.ids[at])
        else {
            continue;
        };
        match tally.still.get(&row.line) {
            None => {
                quarantine::take(tx, own, *number, &row.cells)?;
                taken += 1;
            }
            Some(because) if because != before => quarantine::say(tx, own, *number, because)?,
            Some(_) => {}
        }
    }
    report.rows_read = waited;
    report.rows_skipped = waited - taken;
    for problem in &rows.unreadable {
        report.problems.push(problem.clone());
    }
    report.problems.extend(tally.older);
    report.problems.sort_by_key(|p| p.line);
    report.problems.truncate(import::KEPT);
    if taken > 0 {
        report.batch = Some(own);
        for problem in &report.problems {
            problems::add(tx, own, &kept(problem))?;
        }
        batches::set_reading(tx, own, &json!(HowRead::of(&reading, &checked)), Some(id))?;
        batches::set_report(tx, own, &summary(&report))?;
        mapped::remember(tx, &reading.detection, &import, &batch.file_name, wall)?;
    }
    Ok(RetryReport {
        of: id,
        waited,
        taken,
        waiting: waited - taken,
        import: report,
    })
}

type Ready = (Reading, super::import::Said);

/// How the rows are read, and the result of the first pass over them.
fn checked(
    tx: &Tx<'_>,
    batch: &Batch,
    how: &HowRead,
    fed: &[LeftOut],
    wishes: &Wishes,
    import: &ImportOptions,
) -> Result<(Ready, Checked), Ended> {
    let detection = how.detection(fed, &batch.file_name, wishes)?;
    let mut said = said_in(tx, import, &detection)?;
    let mut reading = Reading {
        detection,
        currency: said.currency,
        zone: said.zone,
    };
    let mut checked = import::check_kept(fed, &reading)?;
    let named = checked.report.currencies.iter().max_by_key(|c| c.1);
    if let (Currency::UNKNOWN, Some((currency, _))) = (said.currency, named) {
        said.currency = *currency;
        said.new_currency = true;
        reading.currency = *currency;
        checked = import::check_kept(fed, &reading)?;
    }
    Ok(((reading, said), checked))
}

/// The rows of a retry, corrected.
struct Rows {
    fed: Vec<LeftOut>,
    /// Their numbers.
    ids: Vec<i64>,
    /// Rows that wait, by line: number, and why they were left out.
    waiting: FxHashMap<u64, (i64, Because)>,
    /// Rows that are not kept whole.
    unreadable: Vec<import::Problem>,
}

impl Rows {
    fn of(
        tx: &Tx<'_>,
        batch: &Batch,
        material: Vec<Material>,
        how: &HowRead,
        set: &[String],
    ) -> Result<Rows, Error> {
        let mut rows = Rows {
            fed: Vec::with_capacity(material.len()),
            ids: Vec::new(),
            waiting: FxHashMap::default(),
            unreadable: Vec::new(),
        };
        let mut all: Vec<Material> = material;
        let mut places: FxHashMap<u64, usize> = FxHashMap::default();
        for (at, m) in all.iter().enumerate().filter(|(_, m)| m.waits) {
            places.entry(m.row.line).or_insert(at);
        }
        let mut whole: FxHashSet<u64> = FxHashSet::default();
        for text in set {
            let (line, rest) = line_of(text)?;
            let Some(found) = places.get(&line).and_then(|at| all.get_mut(*at)) else {
                waits(tx, batch, line)?;
                continue;
            };
            if correct(&mut found.row, rest, how, &batch.file_name)? {
                whole.insert(line);
            }
        }
        for Material { id, row, waits } in all {
            let quarantine::Kept {
                line,
                thing,
                because,
                cells,
                split,
                whole: complete,
            } = row;
            if waits && !complete && !whole.contains(&line) {
                let because = because.unwrap_or_else(unknown);
                rows.unreadable.push(import::Problem {
                    line,
                    column: because.column,
                    severity: import::Severity::Refused,
                    what: because.what,
                    fix: "it, or the rest of its order, is too long to be kept: correct the file and import it again"
                        .to_owned(),
                    raw: String::new(),
                });
                continue;
            }
            if waits {
                rows.waiting
                    .insert(line, (id, because.clone().unwrap_or_else(unknown)));
            }
            rows.ids.push(id);
            rows.fed.push(LeftOut {
                line,
                group: thing,
                reason: because.map(|b| Reason {
                    column: b.column,
                    what: b.what,
                    fix: b.fix,
                }),
                cells,
                split,
                cut: false,
            });
        }
        Ok(rows)
    }
}

fn unknown() -> Because {
    Because {
        column: None,
        what: String::new(),
        fix: String::new(),
    }
}

/// The line number before `:` or `=`, and the rest with that sign.
fn line_of(text: &str) -> Result<(u64, &str), Error> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (line, rest) = text.split_at(end);
    match line.parse() {
        Ok(line) if rest.starts_with([':', '=']) => Ok((line, rest)),
        _ => Err(Error::Asked(format!(
            "`{text}` is neither LINE:COLUMN=VALUE nor LINE=TEXT; an example: --set \"88:Quantity=2\""
        ))),
    }
}

/// Puts a value into a row; whether its whole line was replaced.
fn correct(
    row: &mut quarantine::Kept,
    rest: &str,
    how: &HowRead,
    file: &str,
) -> Result<bool, Error> {
    let line = row.line;
    if let Some(text) = rest.strip_prefix('=') {
        row.cells = vec![text.to_owned()];
        row.split = false;
        return Ok(true);
    }
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    if how.columns.is_empty() {
        let Some((key, value)) = rest.split_once('=') else {
            return Err(Error::Asked(format!(
                "`{line}:{rest}` gives no value; an example: --set \"{line}:at=2026-11-20T09:00:00Z\""
            )));
        };
        let text = row.cells.first().map_or("", String::as_str);
        let Ok(mut object) = serde_json::from_str::<serde_json::Map<String, Value>>(text) else {
            return Err(Error::Asked(format!(
                "line {line} of {file} is not a JSON object; give the whole line: --set '{line}={{...}}'"
            )));
        };
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
        object.insert(key.trim().to_owned(), value);
        row.cells = vec![Value::Object(object).to_string()];
        return Ok(false);
    }
    // A column's name may hold the sign itself.
    let found = rest
        .match_indices('=')
        .find_map(|(at, _)| Some((how.column(&rest[..at])?, &rest[at + 1..])));
    let Some((column, value)) = found else {
        let names: Vec<&str> = how.columns.iter().map(|(name, _)| name.as_str()).collect();
        return Err(Error::Asked(format!(
            "`{line}:{rest}` names no column of {file}; its columns are: {}",
            names.join(", ")
        )));
    };
    if !row.split {
        return Err(Error::Asked(format!(
            "line {line} of {file} could not be parted into cells; give the whole line: --set \"{line}=...\""
        )));
    }
    if row.cells.len() <= column {
        row.cells.resize(column + 1, String::new());
    }
    row.cells[column] = value.to_owned();
    Ok(false)
}

/// Lines of a record, and what it is called.
struct About {
    lines: Vec<u64>,
    name: String,
    at: Option<Moment>,
    kind: usize,
}

impl About {
    fn of(record: &Record) -> About {
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
struct Tally<'a> {
    rows: &'a Rows,
    /// Rows that still cannot be used, and why.
    still: FxHashMap<u64, Because>,
    /// Orders that lie in the shop with more rows.
    older: Vec<import::Problem>,
    counts: [u64; 9],
    period: Option<(Moment, Moment)>,
}

impl<'a> Tally<'a> {
    fn new(rows: &'a Rows) -> Tally<'a> {
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
    fn is_news(&self, record: &Record) -> bool {
        let waits = |line: &u64| self.rows.waiting.contains_key(line);
        matches!(record, Record::Adjustment(_) | Record::Product(_))
            || About::of(record).lines.iter().any(waits)
    }

    fn met(&mut self, about: About, fate: Fate) {
        let waiting: Vec<u64> = about
            .lines
            .iter()
            .copied()
            .filter(|line| self.rows.waiting.contains_key(line))
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
            for line in waiting {
                self.still.insert(line, because.clone());
            }
            return;
        }
        self.counts[about.kind] += 1;
        if let Some(at) = about.at {
            let (from, to) = self.period.unwrap_or((at, at));
            self.period = Some((from.min(at), to.max(at)));
        }
    }

    fn left(&mut self, left: LeftOut) {
        if let Some(reason) = left.reason {
            self.still.insert(left.line, because(reason));
        }
    }

    fn write(&self, report: &mut ImportReport) {
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
