//! A cell that holds a list: `a, b`, `a; b`, `a|b`, `[a, b]`, `["a","b"]`.

/// At most this many entries are kept.
const MOST: usize = 200;

/// The entries of a list, each once, in their order, cleaned by the caller beforehand.
pub(crate) fn split(text: &str) -> Vec<String> {
    let text = text.trim();
    let mut found: Vec<String> = Vec::new();
    let mut add = |entry: &str| {
        let entry = entry.trim_matches(|c: char| c.is_whitespace() || ",;|\"'".contains(c));
        if !entry.is_empty() && found.len() < MOST && !found.iter().any(|f| f == entry) {
            found.push(entry.to_owned());
        }
    };
    if text.starts_with('[')
        && let Ok(entries) = serde_json::from_str::<Vec<serde_json::Value>>(text)
    {
        for entry in &entries {
            match entry {
                serde_json::Value::String(text) => add(text),
                serde_json::Value::Null => {}
                other => add(&other.to_string()),
            }
        }
        return found;
    }
    let inner = text
        .strip_prefix('[')
        .and_then(|t| t.strip_suffix(']'))
        .unwrap_or(text);
    // The mark that parts the entries: a semicolon or bar where there is one, since commas stand inside entries then.
    let mark = [';', '|', ',']
        .into_iter()
        .find(|mark| inner.contains(*mark))
        .unwrap_or(',');
    // `"a, b", c`: a mark inside quotation marks parts nothing.
    let mut quoted = false;
    for entry in inner.split(|c: char| {
        quoted ^= c == '"';
        c == mark && !quoted
    }) {
        add(entry);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_all_spellings_are_read() {
        let two = ["vip", "summer sale"];
        for text in [
            "vip, summer sale",
            "vip;summer sale",
            "[vip, summer sale]",
            "[\"vip\",\"summer sale\"]",
            "\"vip\",\"summer sale\"",
            "vip | summer sale,",
            "vip, vip, summer sale",
        ] {
            assert_eq!(split(text), two, "{text}");
        }
        assert_eq!(split("\"Austria, Tyrol\",vip"), ["Austria, Tyrol", "vip"]);
        assert!(split("[]").is_empty());
        assert!(split(" , ;").is_empty());
        assert_eq!(split("[1, null, true]"), ["1", "true"]);
    }
}
