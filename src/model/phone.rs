//! Phone numbers as people write them, in the one form in which they are compared: E.164 (`+493012345678`).
//!
//! With + or 00 a number is international. Any other is national: read by a country, else kept as its digits until the
//! shop says its country. Of several numbers the first counts; an extension is cut; a placeholder is no number.

use super::country::Country;

/// Digits of an international number, calling code included.
const PLAUSIBLE: std::ops::RangeInclusive<usize> = 8..=15;
/// Digits of a national number whose country nobody knows.
const NATIONAL: std::ops::RangeInclusive<usize> = 6..=14;
/// From so many digits on, a number that begins with the calling code is international though its + is missing.
const WITHOUT_PLUS: usize = 11;

/// The number in a cell: `+` and digits, or, if no country is known, the digits of a national number. `None`: no
/// number, or none that can be.
pub fn read(text: &str, country: Option<Country>) -> Option<String> {
    let (plus, digits) = digits(text)?;
    if plus {
        return international(&digits);
    }
    if let Some(rest) = digits.strip_prefix("00") {
        return international(rest);
    }
    match country {
        Some(country) => in_country(&digits, country),
        None => (NATIONAL.contains(&digits.len()) && !is_filler(&digits)).then_some(digits),
    }
}

/// The E.164 form of a national number's digits. `None`: it cannot be a number of this country.
pub fn in_country(digits: &str, country: Country) -> Option<String> {
    let code = country.calling_code();
    if code == "1"
        && let Some(abroad) = digits.strip_prefix("011")
        && digits.len() > 12
    {
        return international(abroad);
    }
    let own = country.without_trunk(digits);
    if own == digits && code.len() > 1 && digits.starts_with(code) {
        // Where numbers have no trunk prefix and at most nine digits, ten with the calling code are enough to tell.
        let enough = if country.drops_zero() || code == "39" {
            WITHOUT_PLUS
        } else {
            WITHOUT_PLUS - 1
        };
        if digits.len() >= enough {
            return international(digits);
        }
    }
    if is_filler(digits) || is_filler(own) {
        return None;
    }
    let whole = format!("+{code}{own}");
    PLAUSIBLE.contains(&(whole.len() - 1)).then_some(whole)
}

fn international(digits: &str) -> Option<String> {
    let (country, rest) = Country::of_international(digits)?;
    let code = country.calling_code();
    // People write the 0 of the national form behind the calling code: it is never dialled there.
    let own = match rest.strip_prefix('0') {
        Some(own) if country.drops_zero() => own,
        _ => rest,
    };
    if is_filler(digits) || is_filler(own) || !PLAUSIBLE.contains(&(code.len() + own.len())) {
        return None;
    }
    Some(format!("+{code}{own}"))
}

/// The digits of the first number in a cell, and whether + stands before them.
fn digits(text: &str) -> Option<(bool, String)> {
    let text = super::text::clean(text);
    let text = text.trim_start_matches(['\'', '=', '"']);
    let lower = text.to_lowercase();
    let mut rest = lower.as_str();
    for label in ["tel", "phone", "mobil", "mob", "cell", "handy", "telefon"] {
        if let Some(after) = rest.strip_prefix(label) {
            rest = after.trim_start_matches(|c: char| c.is_alphabetic() || ". :".contains(c));
            break;
        }
    }
    let rest = first(rest);
    let mut plus = false;
    let mut digits = String::new();
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        match digit(c) {
            Some(d) => digits.push(d),
            None if c == '+' && digits.is_empty() => plus = true,
            // The national 0 in brackets: dialled in Italy alone.
            None if c == '('
                && chars.peek() == Some(&'0')
                && (plus || digits.starts_with("00")) =>
            {
                let mut ahead = chars.clone();
                ahead.next();
                let is_italian = digits.trim_start_matches('0').starts_with("39");
                if ahead.next() == Some(')') && !is_italian {
                    chars = ahead;
                }
            }
            None if c.is_alphabetic() => return None,
            None if c == '+' => break,
            None => {}
        }
    }
    (!digits.is_empty()).then_some((plus, digits))
}

/// The first number of several, without an extension.
fn first(text: &str) -> &str {
    let mut end = text.len();
    for (at, _) in text.match_indices([',', ';', '|', '#', '\u{ff0c}', '\u{3001}']) {
        end = end.min(at);
    }
    for word in [
        "ext",
        "x",
        "durchwahl",
        "poste",
        " or ",
        " oder ",
        " ou ",
        " o ",
        " and ",
        " und ",
    ] {
        if let Some(at) = text.find(word)
            && count(&text[..at]) >= 5
        {
            end = end.min(at);
        }
    }
    // 030/123456 is one number, 030 1234567 / 0171 1234567 are two.
    for (at, _) in text.match_indices('/') {
        if count(&text[..at]) >= 7 && count(&text[at..]) >= 6 {
            end = end.min(at);
        }
    }
    &text[..end]
}

fn count(text: &str) -> usize {
    text.chars().filter(|c| digit(*c).is_some()).count()
}

/// A digit of any of the scripts that exports carry, as ASCII.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => return Some(c),
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        _ => return None,
    };
    char::from_digit(c as u32 - zero as u32, 10)
}

/// Numbers typed to get past a form: one digit over and over, or digits in a row.
fn is_filler(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let steps = |by: u8| {
        bytes
            .windows(2)
            .all(|w| (w[0] - b'0' + by) % 10 == w[1] - b'0')
    };
    bytes.len() < 2 || steps(0) || steps(1) || steps(9)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, country: &str) -> Option<String> {
        read(text, Country::named(country))
    }

    #[test]
    fn numbers_of_many_countries_become_one_form() {
        for (country, text, wanted) in [
            ("DE", "030 1234 5670", "+493012345670"),
            ("DE", "+49 (0)30 12345670", "+493012345670"),
            ("DE", "0049 30 12345670", "+493012345670"),
            ("DE", "+49 030 12345670", "+493012345670"),
            ("DE", "0171/123 45 67", "+491711234567"),
            ("DE", "491711234567", "+491711234567"),
            ("AT", "0664 123 4567", "+436641234567"),
            ("CH", "044 668 18 00", "+41446681800"),
            ("FR", "06 12 34 56 79", "+33612345679"),
            ("GB", "07911 123456", "+447911123456"),
            ("GB", "020 7946 0958", "+442079460958"),
            ("US", "(415) 555-0132", "+14155550132"),
            ("US", "1-415-555-0132", "+14155550132"),
            ("CA", "+1 604 555 0199", "+16045550199"),
            ("US", "011 49 30 12345670", "+493012345670"),
            ("IT", "06 698 83712", "+390669883712"),
            ("IT", "+39 (0)6 69883712", "+390669883712"),
            ("IT", "347 123 4568", "+393471234568"),
            ("ES", "612 34 56 79", "+34612345679"),
            ("ES", "34612345679", "+34612345679"),
            ("PT", "912 345 679", "+351912345679"),
            ("NL", "06-12345679", "+31612345679"),
            ("BE", "0470 12 34 57", "+32470123457"),
            ("PL", "512 345 679", "+48512345679"),
            ("DK", "20 12 34 57", "+4520123457"),
            ("DK", "4520123457", "+4520123457"),
            ("SE", "070-123 45 68", "+46701234568"),
            ("NO", "406 12 346", "+4740612346"),
            ("FI", "040 1234568", "+358401234568"),
            ("CZ", "601 123 457", "+420601123457"),
            ("HU", "06 30 123 4568", "+36301234568"),
            ("RU", "8 (912) 345-67-80", "+79123456780"),
            ("LT", "8 612 34568", "+37061234568"),
            ("LT", "0 612 34568", "+37061234568"),
            ("GR", "694 123 4568", "+306941234568"),
            ("IE", "086 123 4568", "+353861234568"),
            ("AU", "0412 345 679", "+61412345679"),
            ("NZ", "021 123 4568", "+64211234568"),
            ("BR", "(11) 91234-5679", "+5511912345679"),
            ("IN", "098765 43211", "+919876543211"),
            ("IL", "050-123-4568", "+972501234568"),
            ("JP", "０９０-1234-5679", "+819012345679"),
            ("SG", "9123 4568", "+6591234568"),
            ("SG", "6591234568", "+6591234568"),
            ("TR", "0532 123 45 68", "+905321234568"),
            ("ZA", "082 123 4568", "+27821234568"),
        ] {
            assert_eq!(
                of(text, country).as_deref(),
                Some(wanted),
                "{country} {text}"
            );
        }
    }

    #[test]
    fn the_first_number_counts_and_extensions_are_cut() {
        for (text, wanted) in [
            ("030 12345670 ext. 5", "+493012345670"),
            ("030 12345670 x5", "+493012345670"),
            ("030 12345670 #12", "+493012345670"),
            ("030 12345670 / 0171 1234567", "+493012345670"),
            ("030 12345670, 0171 1234567", "+493012345670"),
            ("030 12345670 oder 0171 1234567", "+493012345670"),
            ("+49 30 12345670 +49 171 1234567", "+493012345670"),
            ("Tel.: 030 12345670", "+493012345670"),
            ("tel:+493012345670", "+493012345670"),
            ("'+493012345670", "+493012345670"),
        ] {
            assert_eq!(of(text, "DE").as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn placeholders_and_words_are_no_numbers() {
        for text in [
            "",
            "-",
            "n/a",
            "none",
            "0000000",
            "1111111",
            "123456789",
            "0123456789",
            "9876543210",
            "+49 0000000000",
            "+1 555 555 5555",
            "+49 123456789",
            "1-800-FLOWERS",
            "12",
            "+999 123 456 789",
            "+49 30",
            "4.91512E+12",
            "1234567890123456789",
        ] {
            assert_eq!(of(text, "DE"), None, "{text}");
            assert_eq!(of(text, ""), None, "{text}");
        }
    }

    #[test]
    fn without_a_country_the_national_digits_are_kept_and_read_later() {
        let kept = read("030 / 1234 5670", None).unwrap();
        assert_eq!(kept, "03012345670");
        assert_eq!(
            in_country(&kept, Country::named("DE").unwrap()).as_deref(),
            Some("+493012345670")
        );
        assert_eq!(in_country("12", Country::named("DE").unwrap()), None);
        assert_eq!(
            read("+49 30 12345670", None).as_deref(),
            Some("+493012345670")
        );
    }

    #[test]
    fn reading_a_number_again_changes_nothing() {
        for country in Country::all() {
            for national in ["0301234568", "6123456799", "912345679"] {
                if let Some(once) = in_country(national, country) {
                    assert_eq!(
                        read(&once, None),
                        Some(once.clone()),
                        "{country} {national}"
                    );
                }
            }
        }
    }
}
