//! Money and counts as people write them: `$1,234.50`, `(RM 50.00)`, `1.234,50`, `12,00 €`, `6.0`.

use crate::model::money::{Currency, Price, divide_half_away};

/// Reads an amount in ten-thousandths. `mark` is what stands before the cents in this file.
pub(crate) fn price(text: &[u8], mark: u8) -> Option<Price> {
    plain(text, mark).or_else(|| dressed(text, mark)).map(Price)
}

/// Reads a whole number; `6.0` and `1,000` are whole, `0.5` is not.
pub(crate) fn count(text: &[u8], mark: u8) -> Option<i64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    if !digits.is_empty() && digits.len() < 19 && digits.iter().all(u8::is_ascii_digit) {
        let number = digits
            .iter()
            .fold(0i64, |n, d| n * 10 + i64::from(d - b'0'));
        return Some(if digits.len() < text.len() {
            -number
        } else {
            number
        });
    }
    let Price(parts) = price(text, mark)?;
    (parts % 10_000 == 0).then_some(parts / 10_000)
}

/// The common case: digits, at most one decimal mark, a leading minus.
fn plain(text: &[u8], mark: u8) -> Option<i64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let mut number = 0i64;
    let mut decimals = None;
    if digits.is_empty() || digits.len() > 14 || digits[0] == mark {
        return None;
    }
    for b in digits {
        match b {
            b'0'..=b'9' => {
                number = number * 10 + i64::from(b - b'0');
                decimals = decimals.map(|n| n + 1);
            }
            b if *b == mark && decimals.is_none() => decimals = Some(0u32),
            _ => return None,
        }
    }
    let decimals = decimals.unwrap_or(0);
    if decimals > 4 {
        return None;
    }
    number *= 10i64.pow(4 - decimals);
    Some(if digits.len() < text.len() {
        -number
    } else {
        number
    })
}

/// Everything else: signs and codes of currencies, brackets, thousands, more than four decimals.
fn dressed(text: &[u8], mark: u8) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    if text.len() > 60 || text.ends_with('%') {
        return None;
    }
    let bracketed = text.starts_with('(') && text.ends_with(')');
    let mut minus = bracketed;
    let mut body = String::with_capacity(text.len());
    let mut letters = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' | '.' | ',' => body.push(c),
            '-' | '\u{2212}' | '\u{2013}' => {
                if minus {
                    return None;
                }
                minus = true;
            }
            '+' | '(' | ')' | '\'' | '\u{2019}' => {}
            c if c.is_whitespace() => {}
            c if currency_of_sign(c).is_some() => {}
            c if c.is_alphabetic() => letters.push(c),
            _ => return None,
        }
    }
    // `7.21E+12` is no amount that anybody wrote; `CHF`, `RM`, `kr.`, `zł` are.
    if letters.chars().count() > 4 || letters.eq_ignore_ascii_case("e") {
        return None;
    }
    // The dot of `kr. 50`, `Rs. 50` or `50 kr.`
    let body = body.as_str();
    let body = if letters.is_empty() {
        body
    } else {
        body.trim_start_matches('.').trim_end_matches('.')
    };
    let (whole, part) = split(body, mark)?;
    let mut number = 0i128;
    for c in whole.chars().filter(char::is_ascii_digit) {
        number = number * 10 + i128::from(c.to_digit(10)?);
        if number > 1_000_000_000_000_000 {
            return None;
        }
    }
    let mut scale = 1i128;
    for c in part.chars().take(12) {
        number = number * 10 + i128::from(c.to_digit(10)?);
        scale *= 10;
    }
    let value = divide_half_away(number * 10_000, scale);
    Some(if minus { -value } else { value })
}

/// Parts a number at its decimal mark.
fn split(body: &str, mark: u8) -> Option<(&str, &str)> {
    if !body.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let dots = body.matches('.').count();
    let commas = body.matches(',').count();
    let at = match (dots, commas) {
        (0, 0) => None,
        // Both: the last one is the decimal mark, the other one groups thousands.
        (d, c) if d > 0 && c > 0 => {
            let at = body.rfind(['.', ','])?;
            let last = body.as_bytes()[at];
            if body.bytes().filter(|b| *b == last).count() > 1 {
                return None;
            }
            Some(at)
        }
        // One kind, several times: thousands.
        (d, c) if d + c > 1 => None,
        _ => {
            let at = body.find(['.', ','])?;
            let groups = body.len() - at == 4 && at > 0 && at <= 3;
            (body.as_bytes()[at] == mark || !groups).then_some(at)
        }
    };
    let (whole, part) = match at {
        Some(at) => (&body[..at], &body[at + 1..]),
        None => (body, ""),
    };
    let grouped = whole.contains(['.', ',']);
    let well_grouped = !grouped
        || whole
            .split(['.', ','])
            .enumerate()
            .all(|(i, g)| g.len() == 3 || (i == 0 && (1..=3).contains(&g.len())));
    // Indian grouping (1,23,456.00) has pairs before the last three.
    let indian = grouped && whole.rsplit([',']).next().is_some_and(|g| g.len() == 3);
    (well_grouped || indian).then_some((whole, part))
}

/// The currency that a sign stands for, where it stands for one.
pub(crate) fn currency_of_sign(sign: char) -> Option<Option<Currency>> {
    let code = match sign {
        '€' => "EUR",
        '£' => "GBP",
        '₹' => "INR",
        '₺' => "TRY",
        '₽' => "RUB",
        '₩' => "KRW",
        '₪' => "ILS",
        '₫' => "VND",
        '฿' => "THB",
        '₴' => "UAH",
        // Several currencies share these.
        '$' | '¥' | '￥' | '¤' => return Some(None),
        _ => return None,
    };
    Some(Currency::named(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_as_real_files_write_it() {
        for (text, mark, want) in [
            ("2.55", b'.', 25_500),
            ("-11062.06", b'.', -110_620_600),
            ("0", b'.', 0),
            ("$1,234.50", b'.', 12_345_000),
            ("-$12.00", b'.', -120_000),
            ("(RM 50.00)", b'.', -500_000),
            ("1.234,50", b',', 12_345_000),
            ("1.234,50", b'.', 12_345_000),
            ("12,00", b',', 120_000),
            ("12,00", b'.', 120_000),
            ("116,99 €", b',', 1_169_900),
            ("1'234.50", b'.', 12_345_000),
            ("1,234", b'.', 12_340_000),
            ("1.234", b',', 12_340_000),
            ("1.234", b'.', 12_340),
            ("1,234,567", b'.', 12_345_670_000),
            ("1,23,456.00", b'.', 1_234_560_000),
            ("\u{2212}3.5", b'.', -35_000),
            ("0.00005", b'.', 1),
            ("kr. 50", b'.', 500_000),
            ("'19.99", b'.', 199_900),
            (".5", b'.', 5_000),
            ("1 234,50", b',', 12_345_000),
        ] {
            assert_eq!(price(text.as_bytes(), mark), Some(Price(want)), "{text}");
        }
    }

    #[test]
    fn what_is_no_money_is_refused() {
        for text in [
            "",
            "abc",
            "7.21E+12",
            "0.07%",
            "1.2.3,4,5",
            "--5",
            "12,34,5",
            "free",
            "2010-12-01",
            "99999999999999999999",
        ] {
            assert_eq!(price(text.as_bytes(), b'.'), None, "{text}");
        }
    }

    #[test]
    fn counts_are_whole() {
        assert_eq!(count(b"6", b'.'), Some(6));
        assert_eq!(count(b"-80995", b'.'), Some(-80_995));
        assert_eq!(count(b"6.0", b'.'), Some(6));
        assert_eq!(count(b"1,000", b'.'), Some(1_000));
        assert_eq!(count(b"0.5", b'.'), None);
        assert_eq!(count(b"", b'.'), None);
        assert_eq!(count(b"-", b'.'), None);
    }
}
