//! Descriptions as plain text: tags and entities of HTML removed.

/// The text of a piece of HTML on one line. Text without tags stays as it is but for its blanks.
pub(crate) fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = if rest.starts_with('<') {
            tag(rest, &mut out)
        } else {
            entity(rest, &mut out)
        };
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Skips a tag; a sign that opens none is text. Styles and scripts go with all that is in them.
fn tag<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let opens = rest[1..]
        .chars()
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
    let end = if rest.starts_with("<!--") {
        rest.find("-->").map(|n| n + 3)
    } else {
        rest.find('>').map(|n| n + 1)
    };
    let (true, Some(end)) = (opens, end) else {
        out.push('<');
        return &rest[1..];
    };
    let name: String = rest[1..end]
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '/')
        .collect::<String>()
        .to_ascii_lowercase();
    let inline = [
        "b", "i", "em", "strong", "span", "a", "u", "sup", "sub", "font", "small",
    ];
    if !inline.contains(&name.trim_matches('/')) {
        out.push(' ');
    }
    if matches!(name.as_str(), "script" | "style") {
        let close = format!("</{name}");
        let after = rest[end..].to_ascii_lowercase().find(&close);
        return after.map_or("", |n| &rest[end + n..]);
    }
    &rest[end..]
}

fn entity<'a>(rest: &'a str, out: &mut String) -> &'a str {
    const NAMED: [(&str, char); 22] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("ndash", '–'),
        ("mdash", '—'),
        ("hellip", '…'),
        ("rsquo", '’'),
        ("lsquo", '‘'),
        ("rdquo", '”'),
        ("ldquo", '“'),
        ("euro", '€'),
        ("auml", 'ä'),
        ("ouml", 'ö'),
        ("uuml", 'ü'),
        ("szlig", 'ß'),
        ("eacute", 'é'),
        ("times", '×'),
        ("deg", '°'),
        ("reg", '®'),
    ];
    let known = rest[1..]
        .find(';')
        .filter(|n| *n <= 8)
        .and_then(|n| Some((rest.get(1..=n)?, n)));
    if let Some((name, n)) = known {
        let number =
            name.strip_prefix('#')
                .and_then(|digits| match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => digits.parse().ok(),
                });
        let found = number.and_then(char::from_u32).or(NAMED
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, c)| *c));
        if let Some(c) = found {
            out.push(c);
            return &rest[n + 2..];
        }
    }
    out.push('&');
    &rest[1..]
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn tags_and_entities_go_and_text_stays() {
        for (html, text) in [
            (
                "<p>A <b>light</b> tent.</p><ul><li>2&nbsp;kg</li><li>Red</li></ul>",
                "A light tent. 2 kg Red",
            ),
            (
                "Salt &amp; pepper &#8364;5 &#x2013; new&hellip;",
                "Salt & pepper €5 – new…",
            ),
            ("5 < 6 and AT&T", "5 < 6 and AT&T"),
            (
                "<style>p { color: red }</style>Mug<!-- old > text --> <br/>blue",
                "Mug blue",
            ),
            ("never <closed", "never <closed"),
            ("&unknown; &#xFFFFFFFF;", "&unknown; &#xFFFFFFFF;"),
        ] {
            assert_eq!(plain(html), text);
        }
    }
}
