//! The words, numbers and days of plain speech, and what they are called here.

use crate::model::text::fold;
use chrono::NaiveDate;

/// Words that say nothing.
#[rustfmt::skip]
pub(super) const FILLERS: &[&str] = &[
    "customers", "customer", "people", "person", "buyers", "clients", "shoppers", "everyone", "everybody", "anyone",
    "all", "those", "who", "that", "which", "whose", "have", "has", "had", "with", "the", "a", "an", "their", "of",
    "were", "are", "was", "been", "did", "do", "does", "something", "anything", "my", "our", "any", "where",
];

/// Several words, or one of another name, and what they are called here. Longer ones first.
#[rustfmt::skip]
pub(super) const PHRASES: &[(&str, &str)] = &[
    ("is not equal to", "!="), ("not equal to", "!="), ("no more than", "<="), ("not more than", "<="), ("no less than", ">="),
    ("is greater than", ">"), ("is more than", ">"), ("is less than", "<"), ("is equal to", "="), ("is at least", ">="),
    ("more than", ">"), ("greater than", ">"), ("bigger than", ">"), ("higher than", ">"), ("at least", ">="),
    ("less than", "<"), ("fewer than", "<"), ("lower than", "<"), ("smaller than", "<"), ("at most", "<="),
    ("equal to", "="), ("equals", "="), ("exactly", "="), ("over", ">"), ("above", ">"), ("under", "<"), ("below", "<"),
    ("did not buy", "not bought"), ("do not buy", "not bought"), ("didn't buy", "not bought"), ("have not bought", "not bought"),
    ("haven't bought", "not bought"), ("has not bought", "not bought"), ("hasn't bought", "not bought"),
    ("never bought", "not bought"), ("never buy", "not bought"), ("never ordered", "not bought"), ("never purchased", "not bought"),
    ("added to cart", "carted"), ("added to the cart", "carted"), ("put into the cart", "carted"), ("looked at", "viewed"),
    ("abandoned carts", "carted then not bought within 24h"), ("abandoned cart", "carted then not bought within 24h"),
    ("in the last", "within"), ("in the past", "within"), ("during the last", "within"), ("within the last", "within"),
    ("over the last", "within"), ("for the last", "within"), ("in last", "within"), ("in past", "within"), ("within last", "within"),
    ("average order value", "aov"), ("average order", "aov"), ("number of orders", "orders"), ("order count", "orders"),
    ("total spent", "spent"), ("total spend", "spent"), ("without orders", "orders = 0"), ("no orders", "orders = 0"),
    ("last order", "last_order"), ("first order", "first_order"), ("last purchase", "last_order"), ("first purchase", "first_order"), ("last bought", "last_order"), ("last ordered", "last_order"),
    ("purchased", "bought"), ("ordered", "bought"), ("buy", "bought"), ("buys", "bought"), ("purchases", "orders"),
    ("saw", "viewed"), ("seen", "viewed"), ("spend", "spent"), ("spends", "spent"), ("revenue", "spent"), ("order", "orders"),
    ("town", "city"), ("e-mail", "email"), ("mail", "email"), ("once", ">= 1 times"), ("twice", ">= 2 times"), ("but", "and"),
    ("include", "contains"), ("includes", "contains"), ("containing", "contains"), ("like", "contains"),
    ("begins with", "starts with"), ("women", "gender = F"), ("men", "gender = M"), ("female", "gender = F"), ("male", "gender = M"),
];

/// Numbers as words.
#[rustfmt::skip]
const NUMBERS: [(&str, usize); 22] = [
    ("zero", 0), ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8),
    ("nine", 9), ("ten", 10), ("eleven", 11), ("twelve", 12), ("fifteen", 15), ("twenty", 20), ("thirty", 30),
    ("forty", 40), ("fifty", 50), ("sixty", 60), ("ninety", 90), ("hundred", 100), ("thousand", 1000),
];

/// Words behind an amount that say nothing.
pub(super) const MONEY: &[&str] = &[
    "euro", "euros", "eur", "dollar", "dollars", "usd", "pound", "pounds", "gbp", "rupees", "inr",
    "chf",
];

/// The number that a word is: `three` -> 3.
pub(crate) fn number_word(word: &str) -> Option<usize> {
    NUMBERS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word))
        .map(|(_, n)| *n)
}

/// The letter of a unit of time: `months` -> m.
pub(crate) fn unit(word: &str) -> Option<char> {
    Some(match fold(word).as_str() {
        "hour" | "hours" | "hr" | "hrs" | "std" | "h" => 'h',
        "day" | "days" | "d" | "tag" | "tage" | "t" => 'd',
        "week" | "weeks" | "wk" | "w" => 'w',
        "month" | "months" | "mo" | "mon" | "m" => 'm',
        "year" | "years" | "yr" | "y" | "j" => 'y',
        _ => return None,
    })
}

/// A day in another form as 2026-01-31: `31.01.2026`, `31/01/2026`, `2026/1/31`, `31-Jan-2026`. With slashes and both
/// numbers under 13 nobody can tell the day from the month.
pub(crate) fn iso_day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['.', '/', '-']).collect();
    let [a, b, c] = parts[..] else {
        return None;
    };
    let month = |text: &str| -> Option<u32> {
        let names = [
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ];
        let lower = text.to_lowercase();
        let named = names.iter().position(|n| lower.starts_with(n));
        match named {
            Some(at) if lower.len() <= 9 => u32::try_from(at + 1).ok(),
            _ => text.parse().ok(),
        }
    };
    let date = if a.len() == 4 {
        NaiveDate::from_ymd_opt(a.parse().ok()?, month(b)?, c.parse().ok()?)
    } else if c.len() == 4 {
        let (year, first): (i32, u32) = (c.parse().ok()?, a.parse().ok()?);
        let second = month(b)?;
        match (text.contains('/'), first > 12, second > 12) {
            (true, false, false) if first != second => None,
            (true, false, true) => NaiveDate::from_ymd_opt(year, first, second),
            _ => NaiveDate::from_ymd_opt(year, second, first),
        }
    } else {
        None
    };
    date.map(|d| d.format("%Y-%m-%d").to_string())
}

/// A number however it is written: `1.000,50`, `1,000.50`, `12,5`, `30%`.
pub(crate) fn plain_number(text: &str) -> Option<String> {
    let body = text.trim_end_matches('%');
    let percent = if body.len() < text.len() { "%" } else { "" };
    let digits = body.strip_prefix('-').unwrap_or(body);
    if digits.is_empty()
        || !digits
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '\''))
    {
        return None;
    }
    let (comma, point) = (body.rfind(','), body.rfind('.'));
    let thousands = |at: usize| body.len() - at == 4;
    let plain = match (comma, point) {
        (Some(comma), Some(point)) if comma > point => body.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => body.replace(',', ""),
        (Some(at), None) if thousands(at) => body.replace(',', ""),
        (Some(_), None) => body.replace(',', "."),
        _ => body.to_owned(),
    };
    let plain = plain.replace('\'', "");
    (plain.matches('.').count() <= 1 && plain.ends_with(|c: char| c.is_ascii_digit()))
        .then(|| format!("{plain}{percent}"))
}
