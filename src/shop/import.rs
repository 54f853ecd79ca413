//! Importing a file: what is it, does it hold, write it.
//!
//! The file is read twice, streaming: a pass that checks, then one write transaction. A file that changed between the
//! two is refused, and cancel or a crash leaves the shop as it was.

use super::clock::{Terms, wall_clock};
use super::source::{Source, Sources};
use super::{Cancel, Error, Progress, Shop, facts, mapped};
use crate::import::{self, Checked, Found, HowRead, LeftOut, Pace, Reading, Report, Wishes};
pub use crate::import::{
    Column, Detection, Field, Fit, Format, Kind, Lay, Need, Problem, Severity, Trap,
};
use crate::model::country::Country;
use crate::model::ids::BatchId;
use crate::model::money::Currency;
use crate::model::time::{Moment, Zone};
use crate::store::batches::{self, BatchMeta};
pub use crate::store::importer::Fates;
use crate::store::importer::{Imported, Importer};
use crate::store::problems::{self, ProblemRow};
use crate::store::quarantine::{self, Keeper};
use crate::store::undo::{self, Step};
use crate::store::{Db, Tx, extent, rollups, settings, touches};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

/// How a file is to be imported.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Word of a format instead of what the file looks like.
    pub as_format: Option<String>,
    /// `COLUMN=FIELD` instead of what the columns look like.
    pub maps: Vec<String>,
    /// What stands before the cents: `,` or `.`.
    pub decimal: Option<String>,
    /// Whether a date such as 03/04/2026 has the day first.
    pub day_first: Option<bool>,
    /// The merchant has seen what the columns become: remember it for the next such file.
    pub confirmed: bool,
    /// The shop's currency, said with its first import.
    pub currency: Option<String>,
    /// The shop's time zone, said with its first import.
    pub zone: Option<String>,
    /// The shop's country, by which its phone numbers are read.
    pub country: Option<String>,
    /// Say what would happen and change nothing.
    pub dry_run: bool,
    /// Change nothing if any row is refused.
    pub strict: bool,
    /// The sheet of a workbook, instead of the one that looks like an export.
    pub sheet: Option<String>,
    /// The file of an archive, by its name there, instead of the first.
    pub member: Option<String>,
    /// While looking: say which columns are missing instead of refusing the table.
    pub incomplete: bool,
}

impl ImportOptions {
    /// What is wished of the reading.
    pub(crate) fn wishes(&self) -> Result<Wishes, Error> {
        let decimal_mark = match self.decimal.as_deref() {
            None => None,
            Some(".") => Some('.'),
            Some(",") => Some(','),
            Some(other) => {
                return Err(Error::Asked(format!(
                    "`{other}` is no decimal mark; type --decimal , or --decimal ."
                )));
            }
        };
        Ok(Wishes {
            incomplete: self.incomplete,
            decimal_mark,
            day_first: self.day_first,
            sheet: self.sheet.clone(),
            now: Some(wall_clock()),
            ..Wishes::parse(self.as_format.as_deref(), &self.maps)?
        })
    }
}

/// What came of an import.
#[derive(Clone, Debug, Serialize)]
pub struct ImportReport {
    /// The file.
    pub file: String,
    /// Word of its format.
    pub format: String,
    /// Name of its format.
    pub format_title: String,
    /// What the format was told by.
    pub evidence: Vec<String>,
    /// The import; `None` when nothing was kept.
    pub batch: Option<BatchId>,
    /// The import that already holds this very file.
    pub already_imported: Option<BatchId>,
    /// Nothing was changed, as asked.
    pub dry_run: bool,
    /// Nothing was changed, because rows were refused under `--strict`.
    pub refused_by_strict: bool,
    /// No row could be used: why, and what to say of the columns. Unless the columns were named, nothing was changed.
    pub unusable: Option<String>,
    /// Rows of the file.
    pub rows_read: u64,
    /// Rows that are new.
    pub rows_written: u64,
    /// Rows that replaced an older statement.
    pub rows_updated: u64,
    /// Rows that were known, saying the same.
    pub rows_unchanged: u64,
    /// Rows that were known, a later statement of them standing.
    pub rows_older: u64,
    /// Rows that could not be used.
    pub rows_skipped: u64,
    /// Rows that could not be used and are kept for a retry,
    pub rows_kept: u64,
    /// and those that were too many to be kept.
    pub rows_not_kept: u64,
    /// Problems that left their row in.
    pub warnings: u64,
    /// Orders of the file.
    pub orders: u64,
    /// Credit notes of the file.
    pub refunds: u64,
    /// Rows of the file that are neither.
    pub adjustments: u64,
    /// Events of the file.
    pub events: u64,
    /// Products that the file states as a catalogue does.
    pub products: u64,
    /// People of the file's customer rows.
    pub customers: u64,
    /// Of these, those whom nothing named before.
    pub new_customers: u64,
    /// Campaigns of the file, as their service counts them.
    pub campaigns: u64,
    /// Towns of the file.
    pub places: u64,
    /// Days of weather of the file.
    pub weather: u64,
    /// Orders, refunds, adjustments, events, people and products by what became of them.
    pub records: Fates,
    /// Earliest time of the file.
    pub first: Option<Moment>,
    /// Latest time of the file.
    pub last: Option<Moment>,
    /// The shop's currency.
    pub currency: Currency,
    /// The shop's zone.
    pub zone: Zone,
    /// The shop's country, if it was said.
    pub country: Option<Country>,
    /// Traps of real exports that were met, and how they were dealt with.
    pub traps: Vec<Trap>,
    /// Rows with a problem (the first 1,000), with line, column and fix.
    pub problems: Vec<Problem>,
}

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
    left: Vec<String>,
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
    /// What a file is taken for: format, evidence, columns with their fields. Reads only its head.
    pub fn detect(&self, path: &Path, options: &ImportOptions) -> Result<Detection, Error> {
        let source = Source::of(path, options.member.as_deref())?;
        self.detected(&source, options)
    }

    pub(crate) fn detected(
        &self,
        source: &Source<'_>,
        options: &ImportOptions,
    ) -> Result<Detection, Error> {
        let wishes = options.wishes()?;
        let found = source.look(&wishes);
        if !wishes.map.is_empty() {
            return found;
        }
        // What the merchant said of such a file is taken up again, also where a column could not be told.
        let shape = match &found {
            Ok(detection) => detection.shape(),
            Err(_) => {
                let lacking = Wishes {
                    format: None,
                    incomplete: true,
                    ..wishes.clone()
                };
                source.look(&lacking).map_or(String::new(), |d| d.shape())
            }
        };
        let zone = self.zone();
        let kept = self
            .store
            .read(|db| mapped::recall(db, &shape, &wishes, zone))?;
        let Some((wishes, day)) = kept else {
            return found;
        };
        match source.look(&wishes) {
            Ok(mut detection) => {
                detection
                    .evidence
                    .push(format!("as you mapped such a file on {day}"));
                let said = |name: &str| wishes.map.iter().any(|(column, _)| column == name);
                for column in &mut detection.columns {
                    if column.field.is_some() && said(&column.name) {
                        column.because = format!("as you said on {day}");
                    }
                }
                Ok(detection)
            }
            // The file has changed too much: it is looked at anew.
            Err(_) => found,
        }
    }

    /// Imports a file, or one file of an archive.
    pub fn import(
        &self,
        path: &Path,
        options: &ImportOptions,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<ImportReport, Error> {
        let source = Source::of(path, options.member.as_deref())?;
        let detection = self.detected(&source, options)?;
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
        for source in all {
            match (self.detected(&source, options), source.inside()) {
                (Ok(detection), _) => found.push((source, detection)),
                (Err(Error::Asked(why)), Some(inside)) if !alone => {
                    let why = why
                        .strip_prefix(&format!("{} ", source.name))
                        .unwrap_or(&why);
                    contents.leave(inside, &format!("it {why}"));
                    wrong = wrong.or_else(|| Some(Error::Asked(format!("{} {why}", source.name))));
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

    /// Currency and zone: what the shop has said, else what is said with this import.
    pub(crate) fn said(
        &self,
        options: &ImportOptions,
        detection: &Detection,
    ) -> Result<Said, Error> {
        self.store.read(|db| said_in(db, options, detection))
    }
}

/// As [`Shop::said`], inside a transaction.
pub(crate) fn said_in(
    db: &Db<'_>,
    options: &ImportOptions,
    detection: &Detection,
) -> Result<Said, Error> {
    let (currency, zone) = (settings::get(db, "currency")?, settings::get(db, "zone")?);
    let country = settings::get(db, "country")?;
    let empty = extent::is_empty(db)?;
    let asked_country = options
        .country
        .as_deref()
        .map(super::settings::country)
        .transpose()?;
    let known_country = country.as_ref().and_then(|v| Country::named(v.as_str()?));
    if let (Some(known), Some(asked)) = (known_country, asked_country)
        && known != asked
        && !empty
    {
        return Err(Error::Asked(format!(
            "the shop's country is {known}; leave out --country, or change it with `regulars settings set country {}`",
            asked.code()
        )));
    }
    let asked_currency = match options.currency.as_deref() {
        Some(text) => Some(Currency::named(text).ok_or_else(|| {
            Error::Asked(format!(
                "`{text}` is not a currency code; type one such as --currency EUR"
            ))
        })?),
        None => None,
    };
    let asked_zone = match options.zone.as_deref() {
        Some(text) => Some(Zone::named(text).ok_or_else(|| {
            Error::Asked(format!(
                "`{text}` is not a time zone; type one such as --zone Europe/Berlin"
            ))
        })?),
        None => None,
    };
    let known_currency = currency
        .as_ref()
        .and_then(Value::as_str)
        .and_then(Currency::named);
    let known_zone = zone.as_ref().and_then(Value::as_str).and_then(Zone::named);
    if let (Some(known), Some(asked)) = (known_currency, asked_currency)
        && known != asked
        && !empty
    {
        return Err(Error::Asked(format!(
            "the shop's currency is {known} since its first import; leave out --currency {asked} (orders that name another currency are kept apart)"
        )));
    }
    if let (Some(known), Some(asked)) = (known_zone, asked_zone)
        && known != asked
        && !empty
    {
        return Err(Error::Asked(format!(
            "the shop's zone is {}; leave out --zone, or change it with `regulars settings set zone {}`",
            known.name(),
            asked.name()
        )));
    }
    let new = asked_currency.filter(|c| Some(*c) != known_currency);
    let currency = asked_currency.or(known_currency);
    Ok(Said {
        new_currency: new.is_some() || (currency.is_none() && detection.currency_sign.is_some()),
        currency: currency
            .or(detection.currency_sign)
            .unwrap_or(Currency::UNKNOWN),
        new_zone: asked_zone.filter(|z| Some(*z) != known_zone).is_some(),
        zone: asked_zone.or(known_zone).unwrap_or(Zone::UTC),
        new_country: asked_country
            .filter(|c| Some(*c) != known_country)
            .is_some(),
        country: asked_country.or(known_country),
    })
}

/// Currency and zone of an import, and whether they are new to the shop.
pub(crate) struct Said {
    pub(crate) currency: Currency,
    pub(crate) new_currency: bool,
    pub(crate) zone: Zone,
    new_zone: bool,
    pub(crate) country: Option<Country>,
    new_country: bool,
}

impl Said {
    pub(crate) fn keep(&self, tx: &Tx<'_>) -> Result<(), Error> {
        if self.new_currency {
            settings::set(tx, "currency", Some(&json!(self.currency.code())))?;
            if !extent::is_empty(tx)? {
                super::settings::follow(tx, "currency", wall_clock(), true)?;
            }
        }
        if let Some(country) = self.country.filter(|_| self.new_country) {
            let value = json!(country.code());
            if extent::is_empty(tx)? {
                settings::set(tx, "country", Some(&value))?;
            } else {
                // People may become one by it: a change of its own, made just before the import.
                let before = settings::get(tx, "country")?;
                let at = wall_clock().plus(-1);
                super::settings::change(tx, "country", before, value, at)?;
            }
        }
        if self.new_zone {
            settings::set(tx, "zone", Some(&json!(self.zone.name())))?;
            if !extent::is_empty(tx)? {
                super::settings::follow(tx, "zone", wall_clock(), true)?;
            }
        }
        Ok(())
    }
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

pub(crate) fn report(
    source: &Source<'_>,
    reading: &Reading,
    checked: &Checked,
    options: &ImportOptions,
) -> ImportReport {
    report_of(&source.name, reading, checked, options)
}

/// The report of rows that came from something of this name.
pub(crate) fn report_of(
    name: &str,
    reading: &Reading,
    checked: &Checked,
    options: &ImportOptions,
) -> ImportReport {
    let Report {
        rows,
        refused,
        warnings,
        orders,
        refunds,
        adjustments,
        events,
        products,
        customers,
        campaigns,
        places,
        weather,
        first,
        last,
        traps,
        ..
    } = checked.report.clone();
    ImportReport {
        file: name.to_owned(),
        format: reading.detection.format.word().to_owned(),
        format_title: reading.detection.format.title().to_owned(),
        evidence: reading.detection.evidence.clone(),
        batch: None,
        already_imported: None,
        dry_run: options.dry_run,
        refused_by_strict: false,
        unusable: None,
        rows_read: rows,
        rows_written: 0,
        rows_updated: 0,
        rows_unchanged: 0,
        rows_older: 0,
        rows_skipped: refused,
        rows_kept: 0,
        rows_not_kept: 0,
        warnings,
        orders,
        refunds,
        adjustments,
        events,
        products,
        customers,
        new_customers: 0,
        campaigns,
        places,
        weather,
        records: Fates::default(),
        first,
        last,
        currency: reading.currency,
        zone: reading.zone,
        country: None,
        traps,
        problems: checked.problems.clone(),
    }
}

/// Why nothing of a file can be used, if that is so: no row is left, so the columns mean something else. A row or two
/// may just be wrong: they are kept to be put right.
fn unusable(detection: &Detection, checked: &Checked) -> Option<String> {
    const FEW: u64 = 2;
    let rows = checked.report.rows;
    if rows <= FEW || checked.report.refused < rows {
        return None;
    }
    let mut reasons: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    for problem in &checked.problems {
        if problem.severity == Severity::Refused {
            *reasons
                .entry((&problem.what, problem.column.as_deref()))
                .or_default() += 1;
        }
    }
    let most = reasons.into_iter().max_by_key(|(_, count)| *count);
    let ((what, column), _) = most?;
    let field = column.and_then(|name| {
        let mut columns = detection.columns.iter();
        columns.find(|c| c.name == name)?.field
    });
    let told = match (column, field) {
        (Some(column), Some(field)) => format!(
            "{what} (column `{column}`). If another column holds it, say which: --map COLUMN={}",
            field.word()
        ),
        (Some(column), None) => format!("{what} (column `{column}`)"),
        _ => what.to_owned(),
    };
    Some(format!(
        "none of its {rows} rows can be used, read as {}: {told}. If it is something else, say what with --as",
        detection.format.title()
    ))
}

pub(crate) fn set_rows(report: &mut ImportReport, done: &Imported) {
    let rows = done.rows;
    report.records = done.fates;
    if done.people.0 > 0 {
        report.customers = done.people.0;
    }
    report.new_customers = done.people.1;
    report.rows_written = rows.written;
    report.rows_updated = rows.updated;
    report.rows_unchanged = rows.unchanged;
    report.rows_older = rows.older;
}

/// What is kept of a report: the problems lie in a table of their own.
pub(crate) fn summary(report: &impl Serialize) -> Value {
    let mut value = json!(report);
    if let Some(object) = value.as_object_mut() {
        object.remove("problems");
        object.remove("batch");
    }
    value
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
