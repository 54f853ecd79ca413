//! Importing a file: what is it, does it hold, write it.
//!
//! The file is read twice, streaming: a pass that checks, then one write transaction. A file that changed between the
//! two is refused, and cancel or a crash leaves the shop as it was.

use super::clock::{Terms, wall_clock};
pub use super::import_options::ImportOptions;
pub use super::import_report::ImportReport;
use super::import_report::{report, set_rows, summary, unusable};
use super::source::{Source, Sources};
use super::together::Place;
use super::{Cancel, Error, Progress, Shop, facts, mapped};
use crate::import::{self, Found, HowRead, LeftOut, Pace, Reading};
pub use crate::import::{
    Column, Detection, Field, Fit, Format, Kind, Lay, Need, Problem, Severity, Trap,
};
use crate::model::money::Currency;
use crate::store::batches::{self, BatchMeta};
pub use crate::store::importer::Fates;
use crate::store::importer::{Imported, Importer};
use crate::store::problems::{self, ProblemRow};
use crate::store::quarantine::{self, Keeper};
use crate::store::undo::{self, Step};
use crate::store::{Tx, extent, rollups, touches};
use serde_json::json;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

impl From<import::Error> for Error {
    fn from(error: import::Error) -> Error {
        match error {
            import::Error::Stopped => Error::Cancelled,
            import::Error::Unreadable(source) => Error::Store(crate::store::Error::Disk {
                path: Default::default(),
                source,
            }),
            other => Error::Asked(other.to_string()),
        }
    }
}

/// What of a file can be imported, and what was left aside and why.
pub(crate) struct SortedOut<'a> {
    pub(crate) found: Vec<(Source<'a>, Detection)>,
    pub(crate) left: Vec<String>,
}

/// Says of which file of an archive something is told.
struct Named<'a> {
    progress: &'a dyn Progress,
    name: Option<&'a str>,
}

impl Progress for Named<'_> {
    fn at(&self, phase: &str, done: u64, total: u64) {
        match self.name {
            Some(name) => self.progress.at(&format!("{name}: {phase}"), done, total),
            None => self.progress.at(phase, done, total),
        }
    }
}

/// Ends a dry run: everything is taken back.
pub(crate) enum Ended {
    Failed(Error),
    Dry(Box<Imported>),
}

impl From<Error> for Ended {
    fn from(error: Error) -> Ended {
        Ended::Failed(error)
    }
}

impl From<crate::store::Error> for Ended {
    fn from(error: crate::store::Error) -> Ended {
        Ended::Failed(error.into())
    }
}

impl From<import::Error> for Ended {
    fn from(error: import::Error) -> Ended {
        Ended::Failed(error.into())
    }
}

impl Shop {
    /// Imports a file, or one file of an archive.
    pub fn import(
        &self,
        path: &Path,
        options: &ImportOptions,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<ImportReport, Error> {
        let (source, detection) = self.source_of(path, options)?;
        self.bring_in(&source, detection, options, progress, cancel)
    }

    /// Imports a file, or everything in an archive that can be imported: each file of it is an import of its own.
    pub fn import_all(
        &self,
        path: &Path,
        options: &ImportOptions,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<Vec<ImportReport>, Error> {
        let SortedOut { found, left } = self.sort_out(path, options)?;
        let several = found.len() > 1;
        let mut reports = Vec::new();
        for (source, detection) in found {
            let named = Named {
                progress,
                name: source.inside().filter(|_| several),
            };
            reports.push(self.bring_in(&source, detection, options, &named, cancel)?);
        }
        if let Some(first) = reports.first_mut() {
            first.evidence.extend(left);
        }
        Ok(reports)
    }

    /// Imports several files. Two that tell of the same orders, one what was bought and the other when, are one import.
    pub fn import_files(
        &self,
        paths: &[PathBuf],
        options: &ImportOptions,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<Vec<ImportReport>, Error> {
        let mut reports = Vec::new();
        for path in paths {
            let options = ImportOptions {
                together: paths.iter().filter(|p| *p != path).cloned().collect(),
                ..options.clone()
            };
            reports.extend(self.import_all(path, &options, progress, cancel)?);
        }
        Ok(reports)
    }

    /// A file, or one of an archive, with what those that came with it tell.
    pub(crate) fn source_of<'a>(
        &self,
        path: &'a Path,
        options: &ImportOptions,
    ) -> Result<(Source<'a>, Detection), Error> {
        let source = Source::of(path, options.member.as_deref())?;
        let beside = if source.inside().is_some() {
            Sources::of(path)?.all
        } else {
            Vec::new()
        };
        let here = |s: &Source<'_>| s.name != source.name;
        let mut others: Vec<Source<'_>> = beside.into_iter().filter(here).collect();
        others.extend(companions(options));
        let name = source.name.clone();
        match self.placed(source, &others, options)? {
            Place::Read(source, detection) => Ok((source, *detection)),
            Place::With(other) => Err(Error::Asked(format!(
                "{name} says more of the rows of {other}: it goes in with that file"
            ))),
        }
    }

    /// What of a file can be imported, and what was left aside and why.
    pub(crate) fn sort_out<'a>(
        &self,
        path: &'a Path,
        options: &ImportOptions,
    ) -> Result<SortedOut<'a>, Error> {
        let Sources { all, mut contents } = Sources::of(path)?;
        let alone = all.len() == 1;
        let mut found = Vec::new();
        let mut wrong = None;
        let beside = companions(options);
        for at in 0..all.len() {
            let source = all[at].clone();
            let name = source.name.clone();
            let inside = source.inside().map(str::to_owned);
            let of_archive = all.iter().enumerate().filter(|(n, _)| *n != at);
            let others: Vec<Source<'_>> = of_archive
                .map(|(_, s)| s.clone())
                .chain(beside.iter().cloned())
                .collect();
            match (self.placed(source, &others, options), inside) {
                (Ok(Place::Read(source, detection)), _) => found.push((source, *detection)),
                (Ok(Place::With(other)), _) => {
                    contents.left.push(format!("{name} goes in with {other}"));
                }
                (Err(Error::Asked(why)), Some(inside)) if !alone => {
                    let why = why.strip_prefix(&format!("{name} ")).unwrap_or(&why);
                    contents.leave(&inside, &format!("it {why}"));
                    wrong = wrong.or_else(|| Some(Error::Asked(format!("{name} {why}"))));
                }
                (Err(other), _) => return Err(other),
            }
        }
        match wrong {
            Some(wrong) if found.is_empty() => Err(wrong),
            _ => Ok(SortedOut {
                found,
                left: contents.left,
            }),
        }
    }

    fn bring_in(
        &self,
        source: &Source<'_>,
        detection: Detection,
        options: &ImportOptions,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<ImportReport, Error> {
        let mut said = self.said(options, &detection)?;
        let mut reading = Reading {
            detection,
            currency: said.currency,
            zone: said.zone,
        };
        let watch = |phase: &'static str| {
            let bytes = source.bytes;
            move |pace: Pace| {
                progress.at(phase, pace.bytes.min(bytes), bytes);
                if cancel.stopped() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            }
        };
        let mut checked = import::check(source.read()?, &reading, &mut watch("checking"))?;
        if said.currency == Currency::UNKNOWN
            && let Some((currency, _)) = checked
                .report
                .currencies
                .iter()
                .max_by_key(|(_, rows)| *rows)
        {
            // The shop has not said its currency, but its orders do.
            said.currency = *currency;
            said.new_currency = true;
            reading.currency = *currency;
            checked = import::check(source.read()?, &reading, &mut watch("checking"))?;
        }
        let already = self
            .store
            .read(|db| Ok::<_, Error>(batches::of_content(db, &checked.file_hash)?))?
            .filter(|b| b.format == reading.detection.format.word());
        let mut report = report(source, &reading, &checked, options);
        report.country = said.country;
        if let Some(batch) = already {
            report.already_imported = Some(batch.id);
            report.rows_unchanged = report.rows_read - report.rows_skipped;
            return Ok(report);
        }
        if options.strict && checked.report.refused > 0 {
            report.refused_by_strict = true;
            return Ok(report);
        }
        report.unusable = unusable(&reading.detection, &checked);
        // Columns that the merchant named are read as told: the rows wait to be put right.
        if report.unusable.is_some() && options.maps.is_empty() {
            return Ok(report);
        }
        if options.dry_run && self.store.is_read_only() {
            // What the shop would make of it could only be found out by writing and taking back.
            report.evidence.push(
                "it was only read: what of it is new to the shop was not tried out".to_owned(),
            );
            return Ok(report);
        }
        let wall = wall_clock();
        let meta = BatchMeta {
            file_name: source.name.clone(),
            file_hash: checked.file_hash.clone(),
            format: reading.detection.format.word().to_owned(),
            imported_at: wall,
            stated_at: source.modified,
        };
        let outcome = self.store.write_until(cancel.flag(), |tx| {
            if batches::of_content(tx, &checked.file_hash)?.is_some_and(|b| b.format == meta.format)
            {
                return Err(Error::Asked(
                    "this file has just been imported by another program; nothing was changed"
                        .into(),
                )
                .into());
            }
            said.keep(tx)?;
            let mut importer = Importer::begin(tx, &meta)?;
            let batch = importer.batch();
            let mut keeper = Keeper::new(batch);
            import::read_all::<Ended>(
                source.read()?,
                &reading,
                &checked,
                &mut watch("importing"),
                &mut |found| {
                    match found {
                        Found::Record(record) => {
                            importer.put(record)?;
                        }
                        Found::Left(row) => keeper.keep(tx, &row_of(row))?,
                    }
                    Ok(())
                },
            )?;
            progress.at("counting", 0, 0);
            let done = importer.finish()?;
            follow(tx, &done)?;
            if options.dry_run {
                return Err(Ended::Dry(Box::new(done)));
            }
            for problem in &checked.problems {
                problems::add(tx, batch, &kept(problem))?;
            }
            mapped::remember(tx, &reading.detection, options, &meta.file_name, wall)?;
            (report.rows_kept, report.rows_not_kept) = keeper.finish(tx)?;
            let how = HowRead::of(&reading, &checked);
            batches::set_reading(tx, batch, &json!(how), None)?;
            set_rows(&mut report, &done);
            report.batch = Some(batch);
            batches::set_report(tx, batch, &summary(&report))?;
            undo::log(
                tx,
                wall,
                &format!("Import of {}", meta.file_name),
                &[Step::Withdraw { batch }],
                &[Step::Import {
                    file: meta.file_name.clone(),
                }],
            )?;
            Ok(())
        });
        match outcome {
            Ok(()) => self.store.truncate_log()?,
            Err(Ended::Dry(done)) => {
                set_rows(&mut report, &done);
                self.store.truncate_log()?;
            }
            Err(Ended::Failed(error)) => return Err(error),
        }
        Ok(report)
    }
}

/// The files that came with one.
pub(crate) fn companions(options: &ImportOptions) -> Vec<Source<'_>> {
    let all = options.together.iter().filter_map(|p| Sources::of(p).ok());
    all.flat_map(|s| s.all).collect()
}

/// Computes what rests on the rows of an import: RFM, roll-ups, touches.
pub(crate) fn follow(tx: &Tx<'_>, done: &Imported) -> Result<(), Error> {
    let terms = Terms::of(tx)?;
    facts::refresh_rfm(tx, terms.now(wall_clock()).0, terms.zone)?;
    if !extent::has_events(tx)? {
        return Ok(());
    }
    if done.first || done.merged > 0 {
        // Merged people carry their whole past over: everything is counted anew.
        rollups::recompute_all(tx, terms.zone)?;
        touches::recompute_all(tx)?;
        return Ok(());
    }
    let days = rollups::days_of_batch(tx, terms.zone, done.batch)?;
    rollups::recompute(tx, terms.zone, days)?;
    touches::recompute(tx, touches::orders_of_batch(tx, done.batch)?)?;
    Ok(())
}

/// A left-out row for the store.
pub(crate) fn row_of(row: LeftOut) -> quarantine::Kept {
    quarantine::Kept {
        line: row.line,
        thing: row.group,
        because: row.reason.map(because),
        cells: row.cells,
        split: row.split,
        whole: !row.cut,
    }
}

/// Why a row was left out, for the store.
pub(crate) fn because(reason: import::Reason) -> quarantine::Because {
    quarantine::Because {
        column: reason.column,
        what: reason.what,
        fix: reason.fix,
    }
}

pub(crate) fn kept(problem: &Problem) -> ProblemRow {
    ProblemRow {
        line: problem.line,
        column: problem.column.clone(),
        severity: match problem.severity {
            Severity::Refused => "refused",
            Severity::Warning => "warning",
        }
        .into(),
        what: problem.what.clone(),
        fix: problem.fix.clone(),
        raw: problem.raw.clone(),
    }
}
