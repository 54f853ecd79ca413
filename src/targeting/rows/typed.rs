//! What people type for a value, read kindly: `45 days`, `12 months`, `3 or more`, `2026-01-31 to 2026-02-28`.

use super::change::value;
use crate::targeting::ast::{Value, Window};
use crate::targeting::fields::Kind;
use crate::targeting::plan::Cmp;
use crate::targeting::when::{Length, When};
use crate::targeting::words::{length_words, when_words};

/// A length of time: `45`, `45d`, `45 days`, `last 45 days`.
pub fn length(text: &str) -> Option<Length> {
    let text = text.trim().to_lowercase();
    let text = ["in the last", "the last", "last", "within"]
        .into_iter()
        .find_map(|w| text.strip_prefix(w))
        .unwrap_or(&text)
        .trim();
    if let Some(length) = Length::parse(text) {
        return Some(length);
    }
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let (n, unit) = text.split_at_checked(digits)?;
    let letter = match unit.trim() {
        "" | "d" | "day" | "days" => "d",
        "h" | "hour" | "hours" => "h",
        "w" | "week" | "weeks" => "w",
        "m" | "month" | "months" => "m",
        "y" | "year" | "years" => "y",
        _ => return None,
    };
    Length::parse(&format!("{n}{letter}"))
}

/// A day: `2026-01-31`, `today`, `30 days ago`, `-30d`.
pub fn day(text: &str) -> Option<When> {
    let text = text.trim().to_lowercase();
    let ago = || {
        let length = length(text.strip_suffix("ago")?)?;
        When::parse(&format!("-{length}"))
    };
    When::parse(&text.replace(' ', "_")).or_else(ago)
}

/// A day as it stands in an expression.
fn written(when: When) -> String {
    match when {
        When::Date(day) => day.to_string(),
        When::Ago(length) => format!("-{length}"),
        When::Named(named) => crate::targeting::when::NamedDay::ALL
            .iter()
            .find(|(_, n, _)| *n == named)
            .map_or("today", |(word, _, _)| word)
            .to_owned(),
    }
}

/// A time that a condition is limited to: a length, a day since when, or two days.
pub fn window(text: &str) -> Option<Window> {
    let text = text.trim();
    if let Some(length) = length(text) {
        return Some(Window::Within(value(&length.to_string())));
    }
    let lower = text.to_lowercase();
    let rest = lower.strip_prefix("since").unwrap_or(&lower);
    if let Some(when) = day(rest) {
        return Some(Window::Since(value(&written(when))));
    }
    let rest = lower.strip_prefix("between").unwrap_or(&lower);
    let (from, to) = [" to ", " and ", " - ", " "]
        .into_iter()
        .find_map(|joint| {
            let (a, b) = rest.trim().split_once(joint)?;
            Some((day(a)?, day(b)?))
        })?;
    Some(Window::Between(value(&written(from)), value(&written(to))))
}

/// How often: `3`, `3 times`, `exactly 2`, `at most 1`.
pub fn times(text: &str) -> Option<(Cmp, Value)> {
    let text = text.trim().to_lowercase();
    let text = text.trim_end_matches("times").trim();
    let (cmp, rest) = [
        ("exactly", Cmp::Equal),
        ("at most", Cmp::AtMost),
        ("at least", Cmp::AtLeast),
        ("more than", Cmp::Greater),
        ("fewer than", Cmp::Less),
        (">=", Cmp::AtLeast),
        ("<=", Cmp::AtMost),
        ("!=", Cmp::NotEqual),
        (">", Cmp::Greater),
        ("<", Cmp::Less),
        ("=", Cmp::Equal),
    ]
    .into_iter()
    .find_map(|(w, cmp)| Some((cmp, text.strip_prefix(w)?)))
    .unwrap_or((Cmp::AtLeast, text));
    let rest = rest.trim_end_matches("or more").trim_end();
    let rest = rest.trim_end_matches("times").trim();
    let n: u32 = rest.parse().ok()?;
    Some((cmp, value(&n.to_string())))
}

/// A number of a kind, as it stands in an expression: `1,299.00` is `1299.00`, `30` percent is `30%`.
pub fn number(kind: Kind, text: &str) -> Option<String> {
    let text: String = text.trim().replace([',', '\'', ' '], "");
    if kind == Kind::Days
        && let Some(length) = length(&text)
        && !text.chars().all(|c| c.is_ascii_digit())
    {
        return Some(length.to_string());
    }
    let digits: String = text
        .chars()
        .skip_while(|c| !c.is_ascii_digit() && *c != '-')
        .collect();
    let (bare, percent) = match digits.strip_suffix('%') {
        Some(bare) => (bare, "%"),
        None => (digits.as_str(), ""),
    };
    let n: f64 = bare.parse().ok()?;
    let whole = matches!(kind, Kind::Count | Kind::Days);
    if !n.is_finite() || (whole && bare.contains('.')) || bare.contains(['e', 'E']) {
        return None;
    }
    let sign = match kind {
        Kind::Percent => "%",
        _ if percent.is_empty() => "",
        _ => return None,
    };
    Some(format!("{bare}{sign}"))
}

/// The day and the value of what was typed for a day, with how it reads.
pub fn day_value(text: &str) -> Option<(String, String)> {
    let when = day(text)?;
    Some((written(when), when_words(when)))
}

/// The same of a length.
pub fn length_value(text: &str) -> Option<(String, String)> {
    let length = length(text)?;
    Some((length.to_string(), length_words(length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_kindly() {
        let shown = |w: Option<Window>| w.map_or("?".to_owned(), |w| w.to_string());
        for (typed, read) in [
            ("45", "WITHIN 45d"),
            ("12 months", "WITHIN 12m"),
            ("last 2 weeks", "WITHIN 2w"),
            ("2026-01-31", "SINCE 2026-01-31"),
            ("since this month", "SINCE this_month"),
            ("90 days ago", "SINCE -90d"),
            (
                "2026-01-01 to 2026-01-31",
                "BETWEEN 2026-01-01 AND 2026-01-31",
            ),
            ("between -60d and -30d", "BETWEEN -60d AND -30d"),
            ("soon", "?"),
            ("", "?"),
        ] {
            assert_eq!(shown(window(typed)), read, "{typed}");
        }
        let often = |t: &str| times(t).map(|(cmp, n)| format!("{} {n}", cmp.sign()));
        assert_eq!(often("3"), Some(">= 3".to_owned()));
        assert_eq!(often("3 times or more"), Some(">= 3".to_owned()));
        assert_eq!(often("exactly 2 times"), Some("= 2".to_owned()));
        assert_eq!(often("often"), None);
        assert_eq!(number(Kind::Money, "€1,299.50").as_deref(), Some("1299.50"));
        assert_eq!(number(Kind::Percent, "30").as_deref(), Some("30%"));
        assert_eq!(number(Kind::Days, "2 weeks").as_deref(), Some("2w"));
        assert_eq!(number(Kind::Count, "2.5"), None);
        assert_eq!(number(Kind::Count, "nine"), None);
        assert_eq!(
            day_value("30 days ago"),
            Some(("-30d".into(), "30 days ago".into()))
        );
    }
}
