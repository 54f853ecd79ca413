//! What is said and copied of the table of a shop without a record of what was shown.

use crate::shop::dashboard::{Found, Offline, OfflineRow};
use crate::shop::judge::Average;
use crate::shop::judge_words::LONG_TAIL;
use crate::tui::fmt;
use crate::tui::overlays::Explain;

/// A hit rate: `83.6%`.
pub fn rate(found: Option<&Found>) -> Option<String> {
    let value = found?.hit_rate.value?;
    Some(format!("{}%", fmt::number(value * 100.0, 1)))
}

/// The same with a great first letter.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>());
    first.unwrap_or_default() + chars.as_str()
}

/// What keeps a strategy from being judged.
pub fn lacking(row: &OfflineRow) -> String {
    match (&row.need, row.ready) {
        (Some(need), false) => need.words(),
        _ => row
            .unjudged
            .clone()
            .unwrap_or_else(|| "ready, not judged yet".into()),
    }
}

/// How the numbers are worked out.
pub fn why(offline: &Offline, row: Option<&OfflineRow>, unjudged: Option<&str>) -> Explain {
    let mut said = Explain::new("How these numbers are worked out");
    if let Some(sentence) = &offline.sentence {
        said = said.line("In short", sentence.clone());
    }
    if let Some((row, any)) = row.and_then(|r| Some((r, r.any.as_ref()?))) {
        let of = |f: &Found| {
            let rate = &f.hit_rate;
            let count = |n: u64| fmt::count(n as i64);
            let range = match (rate.low, rate.high) {
                (Some(low), Some(high)) => format!(
                    ", very likely between {}% and {}%",
                    fmt::number(low * 100.0, 1),
                    fmt::number(high * 100.0, 1)
                ),
                _ => String::new(),
            };
            format!(
                "{} of {}{range}",
                count(rate.numerator),
                count(rate.denominator)
            )
        };
        said = said.heading(row.name.clone()).line("Hit rate", of(any));
        if let Some(new) = &row.new {
            said = said.line("New", of(new));
        }
        if let Some(sentence) = &row.sentence {
            said = said.line("In words", sentence.clone());
        }
        let average = |a: &Average, digits: usize, times: f64, unit: &str| {
            let number = |x: f64| fmt::number(x * times, digits);
            format!(
                "{}{unit}, very likely between {} and {}{unit}",
                number(a.value),
                number(a.low),
                number(a.high)
            )
        };
        if let Some(tail) = &any.long_tail {
            said = said.line("Tail", average(tail, 1, 100.0, "%"));
        }
        said = said.line("NDCG@10", average(&any.ndcg, 3, 1.0, "")).line(
            "Shows",
            format!(
                "{} products, {} of the catalogue",
                fmt::count(any.products as i64),
                fmt::percent(any.coverage)
            ),
        );
    }
    said = said
        .heading("What the words mean")
        .line(
            "Hit rate",
            "Customers who bought at least one of the ten products that the strategy would have shown them, of everything they bought next.",
        )
        .line(
            "New",
            "The same of what they had never bought before. A strategy that shows nothing bought before is compared by this.",
        )
        .line(
            "NDCG@10",
            "How near the top the bought products stood: 1 = all at the top, 0 = none of them shown.",
        )
        .line("Shows", "How many different products it showed to all of them.")
        .line("Tail", LONG_TAIL)
        .line(
            "Left out",
            "Groups, filters and rules of your shop: the way of choosing is judged, over the whole catalogue.",
        );
    said = said.heading("How it was judged");
    match (&offline.how, unjudged) {
        (Some(how), _) => said = said.line("Judged", how.clone()),
        (None, Some(why)) => said = said.line("Not judged", why),
        (None, None) => said = said.line("Not judged", "it is being worked out"),
    }
    match offline.lacking {
        "" => said,
        lacking => said.line("For more", lacking),
    }
}

/// The table as text: columns by tabs, one row a line.
pub fn as_text(offline: &Offline) -> String {
    let mut out =
        String::from("Strategy\tHit rate\tNew\tNDCG@10\tShows\tLong tail\tAgainst Best Sellers");
    for row in &offline.rows {
        let cells = match &row.any {
            Some(any) => format!(
                "{}\t{}\t{}\t{}\t{}\t{}",
                rate(Some(any)).unwrap_or_else(|| "n/a".into()),
                rate(row.new.as_ref()).unwrap_or_else(|| "n/a".into()),
                fmt::number(any.ndcg.value, 3),
                fmt::count(any.products as i64),
                any.long_tail
                    .map_or_else(|| "n/a".into(), |t| fmt::percent(t.value)),
                match row.compared().unwrap_or(any).lift {
                    _ if row.baseline => "baseline".into(),
                    Some(lift) => fmt::change(lift),
                    None => "n/a".into(),
                }
            ),
            None => lacking(row),
        };
        out.push_str(&format!("\n{}\t{cells}", row.name));
    }
    out
}
