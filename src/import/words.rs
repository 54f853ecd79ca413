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

/// The payment state of a word as shop systems write it, in the languages of their screens.
pub(crate) fn status(text: &str) -> Option<OrderStatus> {
    const STATES: &[(OrderStatus, &[&str])] = &[
        (
            OrderStatus::Paid,
            &[
                "completed",
                "complete",
                "processing",
                "captured",
                "succeeded",
                "success",
                "closed",
                "shipped",
                "delivered",
                "fulfilled",
                "invoiced",
                "paid out",
                "payment accepted",
                "awaiting fulfillment",
                "awaiting shipment",
                "awaiting pickup",
                "partially shipped",
                "unshipped",
                "sent",
                "done",
                "sold",
                "payment received",
                "settled",
                "approved",
                "bezahlt",
                "abgeschlossen",
                "komplett abgeschlossen",
                "komplett ausgeliefert",
                "komplett bezahlt",
                "in progress",
                "in bearbeitung",
                "versandt",
                "versendet",
                "verschickt",
                "geliefert",
                "zugestellt",
                "erledigt",
                "paye",
                "payee",
                "terminee",
                "termine",
                "expedie",
                "expediee",
                "livre",
                "livree",
                "paiement accepte",
                "en cours de preparation",
                "en cours",
                "pagado",
                "pagada",
                "completado",
                "completada",
                "procesando",
                "enviado",
                "enviada",
                "entregado",
                "pago aceptado",
                "pagato",
                "pagata",
                "completato",
                "completata",
                "in lavorazione",
                "spedito",
                "consegnato",
                "pagamento accettato",
                "betaald",
                "afgerond",
                "voltooid",
                "in behandeling",
                "verzonden",
                "bezorgd",
                "pago",
                "paga",
                "concluido",
                "concluida",
                "concluído",
                "processando",
                "oplacone",
                "zaplacone",
                "zrealizowane",
                "w trakcie realizacji",
                "wyslane",
                "dostarczone",
                "in process",
                "resolved",
                "ready to ship",
                "to ship",
                "to receive",
                "out for delivery",
                "dispatched",
                "despatched",
                "hoan thanh",
                "selesai",
                "odendi",
                "tamamlandi",
                "hazirlaniyor",
                "isleniyor",
                "kargolandi",
                "teslim edildi",
                "betalt",
                "betald",
            ],
        ),
        (
            OrderStatus::Pending,
            &[
                "on hold",
                "open",
                "unpaid",
                "not paid",
                "awaiting payment",
                "placed",
                "new",
                "unfulfilled",
                "cash on delivery",
                "cod",
                "awaiting bank wire payment",
                "awaiting check payment",
                "holded",
                "offen",
                "ausstehend",
                "wartend",
                "in wartestellung",
                "unbezahlt",
                "nachnahme",
                "neu",
                "en attente",
                "non paye",
                "non payee",
                "en attente de paiement",
                "pendiente",
                "pendiente de pago",
                "en espera",
                "no pagado",
                "in attesa",
                "in sospeso",
                "non pagato",
                "openstaand",
                "in de wacht",
                "niet betaald",
                "pendente",
                "aguardando",
                "oczekujace",
                "nieoplacone",
                "beklemede",
                "odenmedi",
            ],
        ),
        (
            OrderStatus::Authorized,
            &[
                "authorised",
                "uncaptured",
                "requires capture",
                "autorisiert",
                "autorizado",
            ],
        ),
        (
            OrderStatus::Cancelled,
            &[
                "canceled",
                "trash",
                "storniert",
                "storniert abgelehnt",
                "abgebrochen",
                "annule",
                "annulee",
                "cancelado",
                "cancelada",
                "anulado",
                "annullato",
                "annullata",
                "geannuleerd",
                "anulowane",
                "da huy",
                "batal",
                "dibatalkan",
                "iptal",
                "iptal edildi",
                "avbruten",
                "buyer canceled",
                "seller canceled",
            ],
        ),
        (
            OrderStatus::Refunded,
            &[
                "refund",
                "returned",
                "fully refunded",
                "erstattet",
                "zuruckerstattet",
                "ruckerstattet",
                "rembourse",
                "remboursee",
                "reembolsado",
                "reembolsada",
                "rimborsato",
                "rimborsata",
                "terugbetaald",
                "zwrocone",
                "zwrot",
                "iade edildi",
            ],
        ),
        (
            OrderStatus::PartiallyRefunded,
            &[
                "partial refund",
                "partly refunded",
                "teilweise erstattet",
                "partiellement rembourse",
                "partiellement remboursee",
                "reembolsado parcialmente",
                "parzialmente rimborsato",
                "gedeeltelijk terugbetaald",
            ],
        ),
        (
            OrderStatus::PartiallyPaid,
            &["partial", "teilweise bezahlt", "partially captured"],
        ),
        (
            OrderStatus::Failed,
            &[
                "declined",
                "expired",
                "error",
                "blocked",
                "chargeback",
                "payment error",
                "requires payment method",
                "fehlgeschlagen",
                "abgelehnt",
                "echoue",
                "echouee",
                "erreur de paiement",
                "fallido",
                "fallida",
                "error en pago",
                "fallito",
                "fallita",
                "errore di pagamento",
                "mislukt",
                "falhou",
                "malsucedido",
                "nieudane",
                "basarisiz",
            ],
        ),
        (
            OrderStatus::Unfinished,
            &[
                "pending payment",
                "payment pending",
                "checkout draft",
                "draft",
                "incomplete",
                "abandoned",
                "requires action",
                "requires confirmation",
                "zahlung ausstehend",
                "entwurf",
                "attente paiement",
                "in attesa di pagamento",
                "wachten op betaling",
            ],
        ),
        (OrderStatus::Voided, &["void"]),
    ];
    let word = plain(text);
    let word = word.strip_prefix("wc ").unwrap_or(&word);
    let known = |word: &str| {
        OrderStatus::named(word).or_else(|| {
            let found = STATES.iter().find(|(_, words)| words.contains(&word));
            found.map(|(status, _)| status.clone())
        })
    };
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
    const REFUND: [&str; 20] = [
        "refund",
        "refunded",
        "return",
        "returned",
        "payment refund",
        "chargeback",
        "reversal",
        "credit note",
        "erstattung",
        "ruckerstattung",
        "ruckzahlung",
        "gutschrift",
        "storno",
        "remboursement",
        "avoir",
        "reembolso",
        "devolucion",
        "rimborso",
        "terugbetaling",
        "zwrot",
    ];
    std::str::from_utf8(text).is_ok_and(|t| !t.is_empty() && REFUND.contains(&plain(t).as_str()))
}

/// Whether a cell says that its row sums up others or notes something below the table.
pub(crate) fn is_total(text: &[u8]) -> bool {
    const TOTAL: [&str; 27] = [
        "total",
        "totals",
        "grand total",
        "sub total",
        "subtotal",
        "sum",
        "overall",
        "report total",
        "summe",
        "gesamt",
        "gesamtsumme",
        "gesamtergebnis",
        "zwischensumme",
        "somme",
        "total general",
        "totaux",
        "suma",
        "totale",
        "totali",
        "totaal",
        "totalen",
        "soma",
        "totais",
        "razem",
        "toplam",
        "genel toplam",
        "totalt",
    ];
    let Ok(text) = std::str::from_utf8(text) else {
        return false;
    };
    if text.is_empty() || text.len() > 60 {
        return false;
    }
    let word = plain(text);
    TOTAL.contains(&word.as_str())
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
