//! `judge`: how much of what people bought next each ranker would have shown them.

use super::output::Page;
use super::progress::Bar;
use super::{Desk, Done};
use crate::shop::Cancel;
use crate::shop::judge::{Found, Judged, JudgedRow};
use crate::shop::judge_words::LONG_TAIL;

pub(crate) fn run(desk: &Desk) -> anyhow::Result<Done> {
    let shop = desk.shop()?;
    let judged = {
        let bar = Bar::new(desk);
        shop.judge(&bar, &Cancel::default())?
    };
    desk.out.answer(&judged, words)?;
    Ok(Done::Yes)
}

fn words(judged: &Judged, page: &mut Page) {
    page.line(&judged.sentence);
    page.gap();
    table(page, "What they bought next", judged, |r| Some(&r.any));
    page.gap();
    table(page, "What was new to them", judged, |r| r.new.as_ref());
    page.gap();
    let mut open: Vec<&str> = Vec::new();
    for row in judged.rows.iter().filter(|r| !r.baseline) {
        let new = row.new.as_ref().filter(|_| row.only_new());
        match (new.unwrap_or(&row.any).better, new) {
            (None, _) => open.push(&row.name),
            (_, None) => page.line(&row.sentence),
            (_, Some(_)) => page.line(row.sentence_new.as_deref().unwrap_or_default()),
        }
    }
    if !open.is_empty() {
        page.line(format!(
            "It cannot be told yet whether these find more than Best Sellers: {}. People are too few, or there is no difference.",
            open.join(", ")
        ));
    }
    page.gap();
    page.line(&judged.how);
    page.line(LONG_TAIL);
}

fn table(
    page: &mut Page,
    title: &str,
    judged: &Judged,
    found: impl Fn(&JudgedRow) -> Option<&Found>,
) {
    let rows: Vec<Vec<String>> = judged
        .rows
        .iter()
        .filter_map(|r| Some(row(&r.name, r.baseline, found(r)?)))
        .collect();
    let header = [
        title,
        ">Hit rate",
        ">95% range",
        ">NDCG@10",
        ">95% range",
        ">Products shown",
        ">Long tail",
        "Against Best Sellers",
    ];
    page.table(&header, &rows);
}

fn row(name: &str, baseline: bool, found: &Found) -> Vec<String> {
    let percent = |share: f64| format!("{:.1}%", share * 100.0);
    let rate = &found.hit_rate;
    let hit_rate = match rate.value {
        Some(value) => percent(value),
        None => format!("n/a ({} more)", rate.needed),
    };
    let range = match (rate.low, rate.high) {
        (Some(low), Some(high)) => format!("{:.1} to {}", low * 100.0, percent(high)),
        _ => String::new(),
    };
    let against = match (baseline, found.lift, found.better) {
        (true, _, _) => "baseline".into(),
        (_, None, _) => String::new(),
        (_, Some(lift), better) => {
            let word = match better {
                Some(true) => "finds more",
                Some(false) => "finds less",
                None => "too early to call",
            };
            format!("{:+.0}%  {word}", lift * 100.0)
        }
    };
    vec![
        name.to_owned(),
        hit_rate,
        range,
        format!("{:.3}", found.ndcg.value),
        format!("{:.3} to {:.3}", found.ndcg.low, found.ndcg.high),
        format!("{} ({})", found.products, percent(found.coverage)),
        found
            .long_tail
            .map_or_else(String::new, |t| percent(t.value)),
        against,
    ]
}
