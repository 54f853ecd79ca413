//! What a cell says of consent. Only a plain yes is one; a word that is not known is told, never guessed.

use super::catalogue::CONSENT;
use super::suggest::normal;

/// What a cell says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Said {
    /// Given.
    Yes,
    /// Refused or withdrawn.
    No,
    /// Neither: empty, never asked, not confirmed yet.
    Nothing,
    /// A word of unknown meaning.
    Unclear,
}

/// Reads a cell, any letter case and spelling (`NEVER_SUBSCRIBED`, `Double opt-in`).
pub(crate) fn said(text: &str) -> Said {
    let word = normal(text);
    if word.is_empty() {
        // A mark such as a tick means something to somebody; nobody says what.
        return match super::words::is_nothing(text.trim().as_bytes()) {
            true => Said::Nothing,
            false => Said::Unclear,
        };
    }
    // A sign of doubt makes a plain word unclear.
    if text.contains('?') {
        return Said::Unclear;
    }
    CONSENT.meaning(&word).copied().unwrap_or(Said::Unclear)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_yes_is_consent() {
        for yes in [
            "yes",
            "TRUE",
            "1",
            "1.0",
            "SUBSCRIBED",
            "opted in",
            "Double opt-in",
            "WAHR",
            "VRAI",
            "VERO",
            "ja",
            "Oui",
            "sí",
            "Sim",
        ] {
            assert_eq!(said(yes), Said::Yes, "{yes}");
        }
        for no in [
            "no",
            "FALSE",
            "0",
            "unsubscribed",
            "FALSCH",
            "Nein",
            "não",
            "cleaned",
            "opted_out",
        ] {
            assert_eq!(said(no), Said::No, "{no}");
        }
        for nothing in [
            "",
            " ",
            "-",
            "n/a",
            "NEVER_SUBSCRIBED",
            "never subscribed",
            "pending",
            "Unknown",
        ] {
            assert_eq!(said(nothing), Said::Nothing, "{nothing}");
        }
        for unclear in [
            "maybe", "yes?", "x", "2", "✓", "weekly", "yes, but", "active",
        ] {
            assert_eq!(said(unclear), Said::Unclear, "{unclear}");
        }
    }
}
