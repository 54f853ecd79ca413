//! E-mail addresses as people and exports write them, in the one form in which they are compared: lower case.
//!
//! Dots and +tags stay: what belongs to one mailbox only its provider knows.

/// The first address in a cell. `None`: there is none, or it was typed to get past a form.
pub fn read(text: &str) -> Option<String> {
    let text = super::text::clean(text).to_lowercase();
    // `Anna Maier <anna@web.de>`
    let inside = match text.split_once('<') {
        Some((_, rest)) => rest.split('>').next().unwrap_or_default(),
        None => &text,
    };
    let address = inside
        .split(|c: char| c.is_whitespace() || ",;|".contains(c))
        .find(|part| part.contains('@'))?;
    let address = address
        .trim_start_matches(['\'', '"', '(', '='])
        .trim_start_matches("mailto:")
        .trim_end_matches(['.', ',', '\'', '"', ')', ':']);
    let address = address.split('?').next().unwrap_or_default();
    let (name, host) = address.split_once('@')?;
    let usable = !name.is_empty()
        && !name.contains(['[', ']', '(', ')', '<', '>', '\\', ':', '"'])
        && !host.is_empty()
        && !host.starts_with('.')
        && host
            .chars()
            .all(|c| c.is_alphanumeric() || "-._".contains(c));
    (usable && !is_placeholder(name, host)).then(|| address.to_owned())
}

/// Addresses that stand for "no address": `none@...`, `noemail@...`, `test@test.com`, `a@a.de`.
fn is_placeholder(name: &str, host: &str) -> bool {
    let word: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let says_none = [
        "none",
        "noemail",
        "nomail",
        "noaddress",
        "nobody",
        "noone",
        "na",
        "null",
        "unknown",
        "unbekannt",
        "anonymous",
        "noreply",
        "donotreply",
        "keine",
        "keineemail",
        "keinemail",
        "sinemail",
        "sincorreo",
        "pasdemail",
        "invalid",
        "dummy",
        "undefined",
    ];
    let label = host.split('.').next().unwrap_or_default();
    let is_sample = matches!(
        label,
        "example" | "test" | "none" | "na" | "null" | "domain" | "noemail" | "invalid"
    );
    let generic = [
        "test", "email", "mail", "name", "user", "asdf", "example", "customer", "guest", "sample",
    ];
    says_none.contains(&word.as_str())
        || (name == label && (name.len() <= 3 || generic.contains(&name)))
        || (is_sample && generic.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_one_address() {
        for text in [
            "anna.maier@web.de",
            " Anna.Maier@Web.DE ",
            "mailto:anna.maier@web.de",
            "anna.maier@web.de.",
            "anna.maier@web.de,",
            "'anna.maier@web.de",
            "Anna Maier <Anna.Maier@web.de>",
            "anna.maier@web.de; bert@web.de",
            "anna.maier@web.de\u{a0}",
        ] {
            assert_eq!(read(text).as_deref(), Some("anna.maier@web.de"), "{text}");
        }
        assert_eq!(read("a.b+c@gmail.com").as_deref(), Some("a.b+c@gmail.com"));
        assert_eq!(read("anna@anna.de").as_deref(), Some("anna@anna.de"));
        assert_eq!(read("uma@example.com").as_deref(), Some("uma@example.com"));
    }

    #[test]
    fn placeholders_are_nobody() {
        for text in [
            "",
            "-",
            "none",
            "@",
            "a@",
            "@b.de",
            "none@none.com",
            "noemail@example.com",
            "no-email@shop.test",
            "test@test",
            "test@test.com",
            "TEST@example.com",
            "a@a.de",
            "email@email.com",
            "null@null",
            "noreply@shop.de",
            "a;b[2J@web[2J]0;owned",
            "a@b@c.de",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
