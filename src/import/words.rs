//! Small vocabularies of cells: yes, nothing, payment states.

use crate::model::order::OrderStatus;

/// Whether a cell plainly says yes. Anything else, also nothing, is no.
pub(crate) fn is_yes(text: &str) -> bool {
    const YES: [&str; 15] = [
        "yes",
        "true",
        "1",
        "y",
        "ja",
        "oui",
        "si",
        "sí",
        "wahr",
        "vrai",
        "vero",
        "verdadero",
        "on",
        "subscribed",
        "opted_in",
    ];
    let text = text.trim().to_lowercase();
    YES.contains(&text.as_str())
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

/// The payment state of a word as shop systems write it, in a few languages.
pub(crate) fn status(text: &str) -> Option<OrderStatus> {
    let word = text.trim().to_lowercase().replace([' ', '-'], "_");
    let word = word.strip_prefix("wc_").unwrap_or(&word);
    OrderStatus::named(word).or(match word {
        "completed" | "complete" | "processing" | "captured" | "succeeded" | "success"
        | "closed" | "shipped" | "delivered" | "fulfilled" | "bezahlt" | "abgeschlossen"
        | "payé" | "payée" | "pagado" | "pagato" | "betaald" | "invoiced" => {
            Some(OrderStatus::Paid)
        }
        "on_hold" | "open" | "unpaid" | "pending_payment" | "awaiting_payment" | "offen"
        | "new" | "en_attente" | "pendiente" | "unfulfilled" | "placed" => {
            Some(OrderStatus::Pending)
        }
        "authorised" => Some(OrderStatus::Authorized),
        "canceled" | "storniert" | "annulé" | "annulée" | "cancelado" | "annullato"
        | "geannuleerd" | "trash" => Some(OrderStatus::Cancelled),
        "refund" | "erstattet" | "remboursé" | "remboursée" | "reembolsado" | "returned" => {
            Some(OrderStatus::Refunded)
        }
        "partial_refund" => Some(OrderStatus::PartiallyRefunded),
        "declined" | "expired" | "error" | "fehlgeschlagen" => Some(OrderStatus::Failed),
        "void" => Some(OrderStatus::Voided),
        _ => None,
    })
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
        assert_eq!(status("mystery"), None);
    }
}
