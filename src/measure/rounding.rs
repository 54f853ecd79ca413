//! Numbers as a merchant reads them. The one place where a figure becomes text, so that it reads the same on every
//! screen and in every sentence.

use crate::model::money::Money;

/// `0.0354` as `3.54%`.
pub fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

/// `0.1` as `10%`, a whole share.
pub fn whole_percent(share: f64) -> String {
    format!("{:.0}%", half_away(share * 100.0))
}

/// A lift: `+59%`, `-6%`, `0%`; a true minus sign.
pub fn signed_percent(lift: f64) -> String {
    let rounded = half_away(lift * 100.0);
    if rounded > 0.0 {
        format!("+{rounded:.0}%")
    } else if rounded < 0.0 {
        format!("−{:.0}%", -rounded)
    } else {
        "0%".to_owned()
    }
}

/// A difference of two shares in points: `+0.31 pt`.
pub fn signed_points(difference: f64) -> String {
    let points = half_away(difference * 10_000.0) / 100.0;
    if points > 0.0 {
        format!("+{points:.2} pt")
    } else if points < 0.0 {
        format!("−{:.2} pt", -points)
    } else {
        "0.00 pt".to_owned()
    }
}

/// A growth with one decimal: `+6.2%`.
pub fn signed_percent_fine(growth: f64) -> String {
    let rounded = half_away(growth * 1000.0) / 10.0;
    if rounded > 0.0 {
        format!("+{rounded:.1}%")
    } else if rounded < 0.0 {
        format!("−{:.1}%", -rounded)
    } else {
        "0.0%".to_owned()
    }
}

/// An amount with its sign always: `+€1.10`, `−€1.10`.
pub fn signed_money(money: Money) -> String {
    if money.amount.0 > 0 {
        format!("+{money}")
    } else {
        money.to_string()
    }
}

/// An amount without its currency, short enough to stand large: `57.40`, `6,937`, `33.5k`, `9,770k`.
pub fn compact(money: Money) -> String {
    let major = money.major();
    let minus = if major < 0.0 { "−" } else { "" };
    let x = major.abs();
    let text = if x < 1_000.0 {
        format!("{x:.*}", money.currency.decimals() as usize)
    } else if x < 10_000.0 {
        count(half_away(x) as u64)
    } else if x < 99_950.0 {
        format!("{:.1}k", half_away(x / 100.0) / 10.0)
    } else {
        format!("{}k", count(half_away(x / 1000.0) as u64))
    };
    format!("{minus}{text}")
}

/// `18473` as `18,473`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    grouped
}

/// A count and its noun: `1 order`, `1,200 orders`.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// Half away from zero, with minus zero as zero.
fn half_away(x: f64) -> f64 {
    let rounded = x.round();
    if rounded == 0.0 { 0.0 } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::money::{Amount, Currency};

    #[test]
    fn numbers_read_as_a_merchant_writes_them() {
        assert_eq!(percent(0.035_35), "3.54%");
        assert_eq!(signed_percent(0.593), "+59%");
        assert_eq!(signed_percent(-0.001), "0%");
        assert_eq!(signed_percent(-0.19), "−19%");
        assert_eq!(signed_points(0.0031), "+0.31 pt");
        assert_eq!(count(18_473), "18,473");
        assert_eq!(signed_percent_fine(0.062), "+6.2%");
        let eur = |n| Money::new(Amount(n), Currency::named("EUR").unwrap());
        assert_eq!(signed_money(eur(-110)), "−€1.10");
        assert_eq!(signed_money(eur(110)), "+€1.10");
        for (minor, text) in [
            (5740, "57.40"),
            (693_700, "6,937"),
            (3_346_400, "33.5k"),
            (976_987_205, "9,770k"),
            (-3_346_400, "−33.5k"),
        ] {
            assert_eq!(compact(eur(minor)), text);
        }
        assert_eq!(counted(1, "order", "orders"), "1 order");
        assert_eq!(counted(583, "order", "orders"), "583 orders");
    }
}
