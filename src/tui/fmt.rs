//! Numbers, money and times in the words of the screens.

use crate::model::money::{Amount, Currency, Money};
use crate::model::time::{DAY, Day, HOUR, Moment};
use chrono::Datelike;

/// `12,480`; a true minus sign.
pub fn count(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    if n < 0 {
        out.push('−');
    }
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A share as `3.54%`; unknown is `n/a`.
pub fn rate(share: Option<f64>) -> String {
    match share.filter(|s| s.is_finite()) {
        Some(s) => format!("{:.2}%", s * 100.0),
        None => "n/a".into(),
    }
}

/// A share without decimals: `64%`.
pub fn percent(share: f64) -> String {
    signed(format!("{:.0}%", share * 100.0), false)
}

/// A part of a whole without decimals: only nothing is `0%`, only everything is `100%`.
pub fn part(share: f64) -> String {
    match share {
        s if (0.0..0.005).contains(&s) && s > 0.0 => "<1%".into(),
        s if (0.995..1.0).contains(&s) => ">99%".into(),
        s => percent(s),
    }
}

/// A relative change as `+59%`, `−6%`, `0%`.
pub fn change(share: f64) -> String {
    signed(format!("{:.0}%", share * 100.0), true)
}

/// A relative change with one decimal: `+6.2%`.
pub fn change_fine(share: f64) -> String {
    signed(format!("{:.1}%", share * 100.0), true)
}

/// A difference of two shares in points: `+0.31`.
pub fn points(difference: f64) -> String {
    signed(format!("{:.2}", difference * 100.0), true)
}

/// A number with some decimals and a true minus sign.
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => ("−", rest),
        None => ("", text.as_str()),
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let grouped = whole.parse::<i64>().map_or(whole.to_owned(), count);
    let zero = grouped == "0" && part.chars().all(|c| c == '0');
    let sign = if zero { "" } else { sign };
    if part.is_empty() {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped}.{part}")
    }
}

fn signed(text: String, plus: bool) -> String {
    let zero = text.chars().all(|c| !c.is_ascii_digit() || c == '0');
    match text.strip_prefix('-') {
        Some(rest) if zero => rest.to_owned(),
        Some(rest) => format!("−{rest}"),
        None if plus && !zero => format!("+{text}"),
        None => text,
    }
}

/// An amount of the shop's currency: `€1,299.00`.
pub fn money(amount: Amount, currency: Currency) -> String {
    Money::new(amount, currency).to_string()
}

/// An amount without decimals, for tight lists: `€1,299`.
pub fn money_short(amount: Amount, currency: Currency) -> String {
    let major = Money::new(amount, currency).major();
    let minus = if major <= -0.5 { "−" } else { "" };
    format!("{minus}{}{}", currency.sign(), number(major.abs(), 0))
}

/// A difference of money with its sign: `+€1.80`, `−€1.10`.
pub fn money_change(amount: Amount, currency: Currency) -> String {
    let plus = if amount.0 > 0 { "+" } else { "" };
    format!("{plus}{}", Money::new(amount, currency))
}

/// A big figure in few characters: `931`, `33.5k`, `8.91M`.
pub fn big(value: f64) -> String {
    let a = value.abs();
    match a {
        _ if a < 9_999.5 => number(value, 0),
        _ if a < 99_950.0 => format!("{}k", number(value / 1e3, 1)),
        _ if a < 999_500.0 => format!("{}k", number(value / 1e3, 0)),
        _ if a < 9_995_000.0 => format!("{}M", number(value / 1e6, 2)),
        _ if a < 99_950_000.0 => format!("{}M", number(value / 1e6, 1)),
        _ => format!("{}M", number(value / 1e6, 0)),
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `3 Nov 2026`.
pub fn date(day: Day) -> String {
    let d = day.date();
    format!("{} {} {}", d.day(), MONTHS[d.month0() as usize], d.year())
}

/// `3 Nov`.
pub fn day(day: Day) -> String {
    let d = day.date();
    format!("{} {}", d.day(), MONTHS[d.month0() as usize])
}

/// `Nov 2026`.
pub fn month(day: Day) -> String {
    let d = day.date();
    format!("{} {}", MONTHS[d.month0() as usize], d.year())
}

/// How long ago: `now`, `5 min`, `2 h`, `3 d`, `4 y`.
pub fn age(then: Moment, now: Moment) -> String {
    let ms = now.0.saturating_sub(then.0);
    match ms {
        _ if ms < 60_000 => "now".into(),
        _ if ms < HOUR => format!("{} min", ms / 60_000),
        _ if ms < DAY => format!("{} h", ms / HOUR),
        _ if ms < 1000 * DAY => format!("{} d", count(ms / DAY)),
        _ => format!("{} y", ms / (365 * DAY)),
    }
}

/// A file's size: `812 B`, `34 kB`, `1.2 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", number(bytes as f64 / 1e6, 1)),
    }
}

/// `1 order`, `3 orders`: a count with its noun, the plural with `s`.
pub fn counted(n: i64, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{} {noun}s", count(n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_in_the_pictures() {
        assert_eq!(count(56_264), "56,264");
        assert_eq!(count(-1_234_567), "−1,234,567");
        assert_eq!(rate(Some(0.0354)), "3.54%");
        assert_eq!(rate(None), "n/a");
        assert_eq!(points(0.0031), "+0.31");
        assert_eq!(points(-0.00001), "0.00");
        assert_eq!(
            [0.0, 0.001, 0.5, 0.999, 1.0].map(part).join(" "),
            "0% <1% 50% >99% 100%"
        );
        assert_eq!(change(-0.06), "−6%");
        assert_eq!(change_fine(0.062), "+6.2%");
        assert_eq!(big(33_464.0), "33.5k");
        assert_eq!(big(8_911_407.9), "8.91M");
        assert_eq!(number(-0.004, 2), "0.00");
        let eur = Currency::named("EUR").unwrap();
        assert_eq!(money_change(Amount(-110), eur), "−€1.10");
        assert_eq!(money_short(Amount(693_700), eur), "€6,937");
        assert_eq!(date("2026-11-03".parse().unwrap()), "3 Nov 2026");
        assert_eq!(age(Moment(0), Moment(2 * HOUR)), "2 h");
        assert_eq!(counted(1, "order"), "1 order");
    }
}
