//! What is said and copied of the table of a shop without a record of what was shown.

use crate::shop::dashboard::{Found, Offline, OfflineRow};
use crate::tui::fmt;
use crate::tui::overlays::Explain;

/// A hit rate: `83.6%`.
pub(super) fn rate(found: Option<&Found>) -> Option<String> {
    let value = found?.hit_rate.value?;
    Some(format!("{}%", fmt::number(value * 100.0, 1)))
}

/// What keeps a strategy from being judged.
pub(super) fn lacking(row: &OfflineRow) -> String {
    match (&row.need, row.ready) {
        (Some(need), false) if need.need == 1 => format!("needs {}, has none", need.what),
        (Some(need), false) => format!(
            "needs {} {}, has {}",
            fmt::count(need.need as i64),
            need.what,
            fmt::count(need.have as i64)
        ),
        _ => row
            .unjudged
            .clone()
            .unwrap_or_else(|| "ready, not judged yet".into()),
    }
}

/// How the numbers are worked out.
pub(super) fn why(offline: &Offline, row: Option<&OfflineRow>, unjudged: Option<&str>) -> Explain {
    let mut said = Explain::new("How these numbers are worked out");
    if let Some(sentence) = &offline.sentence {
        said = said.line("In short", sentence.clone());
    }
    match (&offline.how, unjudged) {
        (Some(how), _) => said = said.line("Judged", how.clone()),
        (None, Some(why)) => said = said.line("Not judged", why),
        (None, None) => said = said.line("Not judged", "it is being worked out"),
    }
    said = said
        .line(
            "Hit rate",
            "Customers who bought at least one of the ten products that the strategy would have shown them, of everything they bought next.",
        )
        .line(
            "New",
            "The same of what they had never bought before. A strategy that shows nothing bought before is compared by this.",
        )
        .line("Shows", "How many different products it showed to all of them.")
        .line(
            "Left out",
            "Groups, filters and rules of your shop: the way of choosing is judged, over the whole catalogue.",
        );
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
        said = said.line("NDCG@10", fmt::number(any.ndcg, 3)).line(
            "Shows",
            format!(
                "{} products, {} of the catalogue",
                fmt::count(any.products as i64),
                fmt::percent(any.coverage)
            ),
        );
    }
    said.line("For more", offline.lacking)
}

/// The table as text: columns by tabs, one row a line.
pub(super) fn as_text(offline: &Offline) -> String {
    let mut out = String::from("Strategy\tHit rate\tNew\tShows\tAgainst Best Sellers");
    for row in &offline.rows {
        let cells = match &row.any {
            Some(any) => format!(
                "{}\t{}\t{}\t{}",
                rate(Some(any)).unwrap_or_else(|| "n/a".into()),
                rate(row.new.as_ref()).unwrap_or_else(|| "n/a".into()),
                fmt::count(any.products as i64),
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
