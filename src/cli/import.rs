//! `import`: bring in files, all or nothing each, with a report of what was understood.

use super::args;
use super::output::Page;
use super::progress::Bar;
use super::words::when;
use super::{Desk, Done};
use crate::shop::Cancel;
use crate::shop::import::{ImportOptions, ImportReport, Problem};
use serde::Serialize;

pub(crate) fn run(desk: &Desk, typed: &args::Import) -> anyhow::Result<Done> {
    let shop = desk.shop_to_fill()?;
    let options = ImportOptions {
        as_format: typed.format.clone(),
        maps: typed.maps.clone(),
        currency: typed.currency.clone(),
        zone: typed.zone.clone(),
        country: typed.country.clone(),
        dry_run: typed.dry_run,
        strict: typed.strict,
        sheet: typed.sheet.clone(),
        decimal: typed.decimal.clone(),
        day_first: typed.day_first,
        ..ImportOptions::default()
    };
    let bar = Bar::new(desk);
    let reports = shop.import_files(&typed.files, &options, &bar, &Cancel::default())?;
    let refused = reports
        .iter()
        .any(|r| r.refused_by_strict || r.unusable.is_some());
    match reports.as_slice() {
        [report] => desk.out.answer(report, words)?,
        _ => desk.out.answer(&Reports { files: reports }, |all, page| {
            for report in &all.files {
                words(report, page);
                page.gap();
            }
        })?,
    }
    let unread = shop.unread_phones(1)?.numbers;
    if unread > 0 && !desk.common.json && shop.country().is_none() {
        desk.out.say(format!(
            "{unread} phone number{} no country: say yours, such as `regulars settings set country DE`, and it is read by that.",
            if unread == 1 { " names" } else { "s name" }
        ));
    }
    Ok(if refused { Done::No } else { Done::Yes })
}

/// Several files in one call.
#[derive(Serialize)]
struct Reports {
    files: Vec<ImportReport>,
}

/// `412 customers: 400 new, 12 known before`.
fn people(report: &ImportReport) -> String {
    let all = report.customers;
    let noun = if all == 1 { "customer" } else { "customers" };
    match (report.batch, report.dry_run) {
        (None, false) => format!("{all} {noun}"),
        _ => format!(
            "{all} {noun}: {} new, {} known before",
            report.new_customers,
            all.saturating_sub(report.new_customers)
        ),
    }
}

fn words(report: &ImportReport, page: &mut Page) {
    page.line(format!("{}: {}", report.file, report.format_title));
    for evidence in &report.evidence {
        page.line(format!("  {evidence}"));
    }
    page.line(format!(
        "  {} rows read, {} left out, {} with a warning",
        report.rows_read, report.rows_skipped, report.warnings
    ));
    let parts: Vec<String> = [
        (report.orders, "orders"),
        (report.refunds, "refunds"),
        (report.adjustments, "adjustments"),
        (report.events, "events"),
        (report.products, "products"),
        (report.campaigns, "campaigns"),
        (report.places, "towns"),
        (report.weather, "days of weather"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    if !parts.is_empty() {
        page.line(format!("  {}", parts.join(", ")));
    }
    if report.customers > 0 {
        page.line(format!("  {}", people(report)));
    }
    if let (Some(first), Some(last)) = (report.first, report.last) {
        page.line(format!(
            "  from {} to {}",
            when(first, report.zone),
            when(last, report.zone)
        ));
    }
    for trap in &report.traps {
        page.line(format!("  {}", trap.words));
    }
    for problem in report.problems.iter().take(10) {
        page.line(self::problem(problem));
    }
    if report.problems.len() > 10 {
        page.line(format!(
            "  and {} more; --json lists them",
            report.problems.len() - 10
        ));
    }
    if let (Some(id), 1..) = (report.batch, report.rows_kept) {
        page.line(format!(
            "  rows left out are kept: `regulars imports show {id}` lists them, `regulars imports retry {id}` tries them again"
        ));
    }
    if report.rows_not_kept > 0 {
        page.line(format!(
            "  {} rows were left out beyond what is kept: correct the file, take this import back and import it again",
            report.rows_not_kept
        ));
    }
    if let Some(why) = &report.unusable
        && report.already_imported.is_none()
    {
        page.line(format!("Nothing was brought in: {why}."));
        return;
    }
    page.line(match (report.batch, report.already_imported) {
        _ if report.refused_by_strict => {
            "Nothing was brought in: some rows cannot be used (--strict).".to_owned()
        }
        _ if report.dry_run => "Only checked, nothing written.".to_owned(),
        (_, Some(id)) => format!("Already here as import {id}: nothing to do."),
        (Some(id), None) => format!(
            "Brought in as import {id}: {} new, {} changed, {} as before. `regulars imports undo {id}` takes it back.",
            report.rows_written, report.rows_updated, report.rows_unchanged
        ),
        (None, None) => "Nothing was brought in.".to_owned(),
    });
}

/// One problem as a line.
pub(super) fn problem(problem: &Problem) -> String {
    let column = problem
        .column
        .as_ref()
        .map_or_else(String::new, |c| format!(", column {c}"));
    format!(
        "  line {}{column}: {}; {}",
        problem.line, problem.what, problem.fix
    )
}
