//! What a cell says of consent. Only a plain yes is one; a word that is not known is told, never guessed.

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

const YES: &[&str] = &[
    "yes",
    "y",
    "true",
    "1",
    "10",
    "on",
    "ja",
    "j",
    "oui",
    "si",
    "sim",
    "tak",
    "wahr",
    "vrai",
    "vero",
    "verdadero",
    "verdadeiro",
    "waar",
    "prawda",
    "subscribed",
    "subscriber",
    "issubscribed",
    "resubscribed",
    "optedin",
    "optin",
    "singleoptin",
    "doubleoptin",
    "confirmedoptin",
    "confirmed",
    "consented",
    "consentgiven",
    "given",
    "granted",
    "accepted",
    "accepts",
    "allowed",
    "agreed",
    "abonniert",
    "angemeldet",
    "eingewilligt",
    "zugestimmt",
    "einwilligung",
    "bestatigt",
    "inscrit",
    "inscrite",
    "abonne",
    "abonnee",
    "accepte",
    "suscrito",
    "suscrita",
    "aceptado",
    "iscritto",
    "iscritta",
    "accettato",
    "ingeschreven",
    "aangemeld",
    "geabonneerd",
    "toegestaan",
    "inscrito",
    "inscrita",
    "aceito",
    "zapisany",
    "subskrybowany",
    "zgoda",
];

const NO: &[&str] = &[
    "no",
    "n",
    "false",
    "0",
    "00",
    "off",
    "nein",
    "non",
    "nao",
    "nie",
    "nee",
    "falsch",
    "faux",
    "falso",
    "onwaar",
    "falsz",
    "unsubscribed",
    "unsubscribe",
    "unsub",
    "notsubscribed",
    "isnotsubscribed",
    "optedout",
    "optout",
    "withdrawn",
    "revoked",
    "denied",
    "refused",
    "rejected",
    "declined",
    "notallowed",
    "donotcontact",
    "dnd",
    "suppressed",
    "blocked",
    "blacklisted",
    "cleaned",
    "bounced",
    "complained",
    "spam",
    "abgemeldet",
    "abbestellt",
    "widerrufen",
    "abgelehnt",
    "nichtabonniert",
    "desabonne",
    "desabonnee",
    "desinscrit",
    "desinscrite",
    "refuse",
    "noninscrit",
    "dadodebaja",
    "baja",
    "nosuscrito",
    "rechazado",
    "disiscritto",
    "disiscritta",
    "cancellato",
    "noniscritto",
    "rifiutato",
    "uitgeschreven",
    "afgemeld",
    "nietingeschreven",
    "naoinscrito",
    "descadastrado",
    "recusado",
    "wypisany",
    "brakzgody",
];

const NOTHING: &[&str] = &[
    "",
    "nan",
    "null",
    "none",
    "na",
    "nil",
    "undefined",
    "never",
    "neversubscribed",
    "nonsubscribed",
    "nonsubscriber",
    "transactional",
    "pending",
    "pendingconfirmation",
    "unconfirmed",
    "notconfirmed",
    "notset",
    "notspecified",
    "notasked",
    "unspecified",
    "unset",
    "unknown",
    "unbekannt",
    "inconnu",
    "desconocido",
    "sconosciuto",
    "onbekend",
    "desconhecido",
    "nieznany",
    "keineangabe",
    "nieangemeldet",
    "nieabonniert",
    "ausstehend",
    "enattente",
    "jamaisinscrit",
    "jamaisabonne",
    "pendiente",
    "nuncasuscrito",
    "inattesa",
    "maiiscritto",
    "nooitingeschreven",
    "inafwachting",
    "pendente",
    "oczekujacy",
];

/// Reads a cell, any letter case and spelling (`NEVER_SUBSCRIBED`, `Double opt-in`).
pub(crate) fn said(text: &str) -> Said {
    let word = normal(text);
    let is = |list: &[&str]| list.contains(&word.as_str());
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
    if is(YES) {
        Said::Yes
    } else if is(NO) {
        Said::No
    } else if is(NOTHING) {
        Said::Nothing
    } else {
        Said::Unclear
    }
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

    #[test]
    fn no_word_has_two_meanings() {
        let all: Vec<&&str> = YES.iter().chain(NO).chain(NOTHING).collect();
        for (i, word) in all.iter().enumerate() {
            assert!(!all[..i].contains(word), "{word}");
            assert_eq!(normal(word), **word, "{word}");
        }
    }
}
