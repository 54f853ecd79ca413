//! What came of an import, in the words of its report.

use super::import::{Detection, Problem, Severity, Trap};
use super::import_options::ImportOptions;
use super::source::Source;
use crate::import::{Checked, Reading, Report};
use crate::model::country::Country;
use crate::model::ids::BatchId;
use crate::model::money::Currency;
use crate::model::time::{Moment, Zone};
use crate::store::importer::{Fates, Imported};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

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
pub(crate) fn unusable(detection: &Detection, checked: &Checked) -> Option<String> {
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
