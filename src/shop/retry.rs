//! Trying left-out rows again: with corrected cells, another mapping, another decimal mark or order of dates.
//!
//! The kept rows, with the rest of their orders, go through the same engine and the same writer as a file does, as an
//! import of its own with the line numbers of the file. An order that has become complete wins over the incomplete one.

use super::clock::wall_clock;
use super::import::{Ended, ImportOptions, ImportReport, follow, kept};
use super::import_report::{report_of, set_rows, summary};
use super::import_terms::{Said, said_in};
use super::retry_rows::Rows;
use super::retry_tally::{About, Tally};
use super::{Cancel, Error, Progress, Shop, mapped};
use crate::import::{self, Checked, Found, HowRead, LeftOut, Reading, Wishes};
use crate::model::ids::BatchId;
use crate::model::money::Currency;
use crate::store::batches::{self, Batch, BatchMeta};
use crate::store::importer::Importer;
use crate::store::quarantine::{self, State};
use crate::store::undo::{self, Step};
use crate::store::{Tx, problems};
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
pub(crate) fn waits(tx: &Tx<'_>, batch: &Batch, line: u64) -> Result<(), Error> {
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
    let mut report = report_of(&file_name, &reading, &checked, &import);
    tally.write(&mut report);
    set_rows(&mut report, &done);
    let mut taken = 0;
    for (at, row) in rows.fed.iter().enumerate() {
        let (number, Some(before)) = (rows.ids[at], &rows.waiting[at]) else {
            continue;
        };
        match tally.still.get(&at) {
            None => {
                quarantine::take(tx, own, number, &row.cells)?;
                taken += 1;
            }
            Some(because) if because != before => quarantine::say(tx, own, number, because)?,
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

type Ready = (Reading, Said);

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
