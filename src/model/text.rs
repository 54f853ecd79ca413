//! Text from outside, made safe to keep and to show.

use std::borrow::Cow;

/// Drops what could steer a terminal or fool a reader: C0 and C1 controls, DEL, bidi overrides and isolates,
/// zero-width characters (a joiner between two emoji stays). Line breaks and tabs become one blank; blanks at
/// the ends go. Every string is cleaned where it enters (import) and again where it is printed.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return Cow::Borrowed(text.trim_matches(' '));
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\n' | '\r' | '\t' => {
                if !kept.ends_with(' ') {
                    kept.push(' ');
                }
            }
            '\u{200d}' => {
                let joins = kept.chars().next_back().is_some_and(is_emoji)
                    && rest.peek().copied().is_some_and(is_emoji);
                if joins {
                    kept.push(c);
                }
            }
            c if is_hostile(c) => {}
            c => kept.push(c),
        }
    }
    Cow::Owned(kept.trim().to_owned())
}

/// Whether a character may never reach a terminal.
pub fn is_hostile(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// As it has to be typed in a command: in quotation marks if it is more than one plain word.
pub fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "@._+-:".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace(['"', '`', '$', '\\'], ""))
    }
}

/// Lower case with accents kept: the form in which e-mails, SKUs and names are compared.
pub fn fold(text: &str) -> String {
    let text = clean(text);
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

/// `anna.maier@web.de` -> `anna.m•••@web.de`; a phone keeps its last two digits; other text its first letter.
pub fn mask(text: &str) -> String {
    if let Some((name, host)) = text.split_once('@') {
        let shown: String = match name.split_once('.') {
            Some((first, last)) => format!("{first}.{}", last.chars().take(1).collect::<String>()),
            None => name.chars().take(1).collect(),
        };
        return format!("{shown}•••@{host}");
    }
    let count = text.chars().count();
    if count > 4
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "+-() .".contains(c))
    {
        let end: String = text.chars().skip(count - 2).collect();
        return format!("{}•••{end}", text.chars().take(3).collect::<String>());
    }
    match text.chars().next() {
        Some(c) => format!("{c}•••"),
        None => String::new(),
    }
}

/// A text with the e-mail addresses and international phone numbers in it masked.
pub fn mask_contacts(text: &str) -> String {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '@');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| !part(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let digits = word.chars().filter(char::is_ascii_digit).count();
        if word.contains('@') || word.starts_with('+') && digits >= 7 {
            out.push_str(&mask(word));
        } else {
            out.push_str(word);
        }
        let end = after.find(part).unwrap_or(after.len());
        out.push_str(&after[..end]);
        rest = &after[end..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_kept() {
        let hostile = "\u{1b}]52;c;aGk=\u{7}Tent\u{9b}2J \u{202e}gnp\u{2066}\r\nx\u{feff}";
        assert_eq!(clean(hostile), "]52;c;aGk=Tent2J gnp x");
        assert!(clean(hostile).chars().all(|c| !is_hostile(c)));
    }

    #[test]
    fn emoji_families_stay_whole() {
        assert_eq!(clean("👩\u{200d}👧 a\u{200d}b"), "👩\u{200d}👧 ab");
    }

    #[test]
    fn contacts_inside_a_text_are_masked() {
        assert_eq!(
            mask_contacts("{\"customer\":\"anna.roth@web.de\",\"n\":12345678} +4915112345678; Tea"),
            "{\"customer\":\"anna.r•••@web.de\",\"n\":12345678} +49•••78; Tea"
        );
    }

    #[test]
    fn what_is_to_be_typed_is_quoted_where_it_must_be() {
        assert_eq!(quoted("anna@web.de"), "anna@web.de");
        assert_eq!(quoted("Anna Maier"), "\"Anna Maier\"");
        assert_eq!(quoted("a\"$(x)"), "\"a(x)\"");
    }

    #[test]
    fn contacts_are_masked() {
        assert_eq!(mask("anna.maier@web.de"), "anna.m•••@web.de");
        assert_eq!(mask("+4915112345678"), "+49•••78");
    }
}
