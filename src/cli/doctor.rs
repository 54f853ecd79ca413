//! `doctor`: how good the shop's data are, and what each strategy needs.

use super::output::Page;
use super::{Desk, Done};
use crate::shop::doctor::{Checkup, Finding};

pub(crate) fn run(desk: &Desk) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let checkup = shop.doctor()?;
    desk.out.answer(&checkup, words)?;
    Ok(if checkup.is_sound() {
        Done::Yes
    } else {
        Done::No
    })
}

fn words(checkup: &Checkup, page: &mut Page) {
    page.line(&checkup.sentence);
    for finding in &checkup.findings {
        page.gap();
        said(finding, page);
    }
    if !checkup.fine.is_empty() {
        page.gap();
        page.line("Fine:");
        for finding in &checkup.fine {
            page.line(format!("  ✓ {}", finding.title));
        }
    }
    page.gap();
    page.line(&checkup.ready);
    let rows: Vec<Vec<String>> = checkup
        .strategies
        .iter()
        .map(|s| {
            vec![
                s.name.clone(),
                s.state.word().to_owned(),
                if s.ready { "ready" } else { "waits" }.to_owned(),
                s.words.clone(),
            ]
        })
        .collect();
    page.table(&["Strategy", "State", "Data", "What it needs"], &rows);
}

fn said(finding: &Finding, page: &mut Page) {
    page.line(format!("{} ({})", finding.title, finding.level.word()));
    for example in &finding.examples {
        let place = match (&example.file, example.line) {
            (Some(file), Some(line)) => format!("  {file}, line {line}"),
            (Some(file), None) => format!("  {file}"),
            _ => String::new(),
        };
        page.line(format!("  for example {}{place}", example.what));
    }
    page.line(format!("  Why: {}", finding.why));
    if !finding.fix.is_empty() {
        page.line(format!("  Do:  {}", finding.fix));
    }
}
