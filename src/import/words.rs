//! What cells say in words: yes, nothing, payment states.

use super::catalogue::{CELLS, ORDER_STATES, Says};
use crate::model::order::OrderStatus;

/// Whether a cell plainly says yes. Anything else, also nothing, is no.
pub(crate) fn is_yes(text: &str) -> bool {
    CELLS.says(&Says::Yes, &text.trim().to_lowercase())
}

/// Whether a cell stands for nothing: empty, `-`, `nan`, `null` and the like.
pub(crate) fn is_nothing(text: &[u8]) -> bool {
    const NOTHING: [&[u8]; 9] = [
        b"-",
        b"--",
        b"nan",
        b"null",
        b"none",
        b"n/a",
        b"#n/a",
        b"nil",
        b"undefined",
    ];
    text.is_empty()
        || (text.len() <= 9 && NOTHING.iter().any(|word| word.eq_ignore_ascii_case(text)))
}

/// Whether a customer id stands for nobody.
pub(crate) fn is_nobody(text: &[u8]) -> bool {
    const NOBODY: [&[u8]; 6] = [b"0", b"guest", b"anonymous", b"gast", b"unknown", b"0.0"];
    is_nothing(text) || NOBODY.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// The payment state of a word as shop systems write it, in the languages of their screens.
pub(crate) fn status(text: &str) -> Option<OrderStatus> {
    let word = plain(text);
    let word = word.strip_prefix("wc ").unwrap_or(&word);
    let known =
        |word: &str| OrderStatus::named(word).or_else(|| ORDER_STATES.meaning(word).cloned());
    known(word).or_else(|| {
        // `Shipped - Returned to Seller`: what came of it stands behind.
        let (before, behind) = text.split_once(" - ")?;
        let behind = plain(behind);
        match behind.split(' ').next()? {
            "returned" | "rejected" => Some(OrderStatus::Refunded),
            "cancelled" | "canceled" => Some(OrderStatus::Cancelled),
            _ => known(&plain(before)),
        }
    })
}

/// A word in lower case without accents, with single blanks for marks.
fn plain(text: &str) -> String {
    let plain = deunicode::deunicode(text).to_lowercase();
    let words: Vec<&str> = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    words.join(" ")
}

/// Whether a row says of itself that money was given back.
pub(crate) fn is_refund(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|t| !t.is_empty() && CELLS.says(&Says::Refund, &plain(t)))
}

/// Whether a cell says that its row sums up others or notes something below the table.
pub(crate) fn is_total(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else {
        return false;
    };
    if text.is_empty() || text.len() > 60 {
        return false;
    }
    let word = plain(text);
    CELLS.says(&Says::Total, &word)
        || word.ends_with("record s downloaded")
        || word.starts_with("end of report")
        || word.starts_with("seller id ")
}

/// Whether a spreadsheet has shortened a long number (`7.21E+12`): the digits are gone.
pub(crate) fn is_shortened(text: &[u8]) -> bool {
    let Some(at) = text.iter().position(|b| matches!(b, b'E' | b'e')) else {
        return false;
    };
    let (head, tail) = (&text[..at], &text[at + 1..]);
    let digits = tail.strip_prefix(b"+").unwrap_or(&[]);
    !digits.is_empty()
        && digits.len() <= 3
        && digits.iter().all(u8::is_ascii_digit)
        && head.first().is_some_and(u8::is_ascii_digit)
        && head
            .iter()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_yes_is_consent() {
        for yes in ["yes", "TRUE", "1", "WAHR", "Vrai"] {
            assert!(is_yes(yes), "{yes}");
        }
        for no in ["", "no", "false", "0", "FALSCH", "maybe", "unknown", "yes?"] {
            assert!(!is_yes(no), "{no}");
        }
    }

    #[test]
    fn shortened_numbers_are_seen() {
        assert!(is_shortened(b"7.21E+12"));
        assert!(is_shortened(b"7,21E+12"));
        assert!(!is_shortened(b"E+12"));
        assert!(!is_shortened(b"22E"));
        assert!(!is_shortened(b"84029E"));
    }

    #[test]
    fn states_of_several_systems_are_known() {
        assert_eq!(status("wc-cancelled"), Some(OrderStatus::Cancelled));
        assert_eq!(
            status("Partially refunded"),
            Some(OrderStatus::PartiallyRefunded)
        );
        assert_eq!(status("Completed"), Some(OrderStatus::Paid));
        assert_eq!(status("bezahlt"), Some(OrderStatus::Paid));
        for (word, want) in [
            ("Zurückerstattet", OrderStatus::Refunded),
            ("Annulée", OrderStatus::Cancelled),
            ("Pendiente de pago", OrderStatus::Pending),
            ("In Bearbeitung", OrderStatus::Paid),
            ("Voltooid", OrderStatus::Paid),
            ("wc-on-hold", OrderStatus::Pending),
            ("Pending payment", OrderStatus::Unfinished),
            ("Anulowane", OrderStatus::Cancelled),
            ("İptal edildi", OrderStatus::Cancelled),
            ("PARTIALLY_REFUNDED", OrderStatus::PartiallyRefunded),
        ] {
            assert_eq!(status(word), Some(want), "{word}");
        }
        assert_eq!(status("mystery"), None);
        assert!(is_refund(b"Refund") && !is_refund(b"Payment") && !is_refund(b""));
        assert!(
            is_total(b"Summe:") && is_total(b"3,record(s) downloaded") && !is_total(b"Total Tent")
        );
    }
}
