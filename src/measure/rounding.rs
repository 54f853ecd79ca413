//! Numbers as a merchant reads them. The one place where a figure becomes text, so that it reads the same on every
//! screen and in every sentence.

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

/// `18473` as `18,473`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
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

    #[test]
    fn numbers_read_as_a_merchant_writes_them() {
        assert_eq!(percent(0.035_35), "3.54%");
        assert_eq!(signed_percent(0.593), "+59%");
        assert_eq!(signed_percent(-0.001), "0%");
        assert_eq!(signed_percent(-0.19), "−19%");
        assert_eq!(signed_points(0.0031), "+0.31 pt");
        assert_eq!(count(18_473), "18,473");
        assert_eq!(counted(1, "order", "orders"), "1 order");
        assert_eq!(counted(583, "order", "orders"), "583 orders");
    }
}
