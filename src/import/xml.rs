//! Just enough XML to read a sheet as it streams by: tags with their attributes, and text. No piece may grow large.

use super::error::Error;
use std::io::{BufRead, BufReader, Read};

/// A tag or a text may be so long.
const LONGEST: usize = 4 << 20;

/// What comes next in a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Event {
    /// A tag that opens.
    Start(Tag),
    /// The name of a tag that closes.
    End(String),
    /// Text, with its entities resolved.
    Text(String),
    /// Nothing more.
    Eof,
}

/// An opening tag.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Tag {
    /// Its name with its prefix, as written.
    pub(crate) name: String,
    /// Whether it closes itself.
    pub(crate) closed: bool,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Reads a document piece by piece.
pub(crate) struct Xml<R: Read> {
    input: BufReader<R>,
    piece: Vec<u8>,
    /// Whether the last piece ended before a tag.
    before_tag: bool,
}

impl<R: Read> Xml<R> {
    /// Reads UTF-8.
    pub(crate) fn new(input: R) -> Xml<R> {
        Xml {
            input: BufReader::with_capacity(1 << 16, input),
            piece: Vec::new(),
            before_tag: false,
        }
    }

    /// The next piece of the document.
    pub(crate) fn next(&mut self) -> Result<Event, Error> {
        loop {
            self.piece.clear();
            if !std::mem::take(&mut self.before_tag) {
                self.before_tag = self.until(b'<')?;
                if !self.piece.is_empty() {
                    return Ok(Event::Text(resolved(&self.piece)));
                }
                if !self.before_tag {
                    return Ok(Event::Eof);
                }
                continue;
            }
            if let Some(event) = self.tag()? {
                return Ok(event);
            }
        }
    }

    /// Appends what comes before a byte and takes that away too; whether it was there.
    fn until(&mut self, stop: u8) -> Result<bool, Error> {
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e.into()),
            };
            if chunk.is_empty() {
                return Ok(false);
            }
            let at = chunk.iter().position(|b| *b == stop);
            let taken = at.unwrap_or(chunk.len());
            self.piece.extend_from_slice(&chunk[..taken]);
            self.input.consume(taken + usize::from(at.is_some()));
            if at.is_some() {
                return Ok(true);
            }
            if self.piece.len() > LONGEST {
                return Err(damaged());
            }
        }
    }

    /// The tag behind a `<`; nothing for comments and instructions.
    fn tag(&mut self) -> Result<Option<Event>, Error> {
        loop {
            if !self.until(b'>')? || self.piece.len() > LONGEST {
                return Err(damaged());
            }
            let whole = match self.piece.as_slice() {
                [b'!', b'-', b'-', rest @ ..] => rest.ends_with(b"--"),
                [b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', rest @ ..] => {
                    rest.ends_with(b"]]")
                }
                [b'?', rest @ ..] => rest.ends_with(b"?"),
                [b'!', ..] => true,
                tag => closed_quotes(tag),
            };
            if whole {
                break;
            }
            self.piece.push(b'>');
        }
        let tag = String::from_utf8_lossy(&self.piece);
        if let Some(text) = tag.strip_prefix("![CDATA[") {
            return Ok(Some(Event::Text(text.trim_end_matches("]]").to_owned())));
        }
        if tag.starts_with(['!', '?']) {
            return Ok(None);
        }
        if let Some(name) = tag.strip_prefix('/') {
            return Ok(Some(Event::End(name.trim().to_owned())));
        }
        let (tag, closed) = match tag.strip_suffix('/') {
            Some(tag) => (tag, true),
            None => (&*tag, false),
        };
        let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        let mut attributes = Vec::new();
        while let Some((key, after)) = rest.split_once('=') {
            let after = after.trim_start();
            let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                return Err(damaged());
            };
            let Some((value, after)) = after[1..].split_once(quote) else {
                return Err(damaged());
            };
            attributes.push((key.trim().to_owned(), resolved(value.as_bytes())));
            rest = after;
        }
        Ok(Some(Event::Start(Tag {
            name: name.to_owned(),
            closed,
            attributes,
        })))
    }
}

/// Whether every quotation mark of a tag is closed.
fn closed_quotes(tag: &[u8]) -> bool {
    let mut open = None;
    for b in tag {
        match (open, b) {
            (None, b'"' | b'\'') => open = Some(*b),
            (Some(quote), b) if quote == *b => open = None,
            _ => {}
        }
    }
    open.is_none()
}

/// A text with its entities as the characters that they stand for.
fn resolved(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    if !text.contains('&') {
        return text.into_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        let known = end.and_then(|end| {
            let name = rest.get(1..end)?;
            let number = |digits: &str, radix| {
                u32::from_str_radix(digits, radix)
                    .ok()
                    .and_then(char::from_u32)
            };
            let c = match name {
                "lt" => '<',
                "gt" => '>',
                "amp" => '&',
                "quot" => '"',
                "apos" => '\'',
                name => match name.strip_prefix('#')? {
                    hex if hex.starts_with(['x', 'X']) => number(&hex[1..], 16)?,
                    digits => number(digits, 10)?,
                },
            };
            Some((c, end + 1))
        });
        let (c, used) = known.unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[used..];
    }
    out.push_str(rest);
    out
}

/// What is said of a workbook that cannot be read.
pub(crate) fn damaged() -> Error {
    Error::Refused(
        "the workbook is damaged, or of a kind that Regulars does not read; \
         open it, save its sheet as CSV (UTF-8) and import that"
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str) -> Vec<Event> {
        let mut xml = Xml::new(text.as_bytes());
        let mut all = Vec::new();
        loop {
            match xml.next().unwrap() {
                Event::Eof => return all,
                event => all.push(event),
            }
        }
    }

    #[test]
    fn a_document_comes_apart() {
        let all = events(
            "<?xml v='1'?><!-- <no> --><a b=\"1 > 0\" c='&lt;&#65;'>x &amp; y<d/><![CDATA[<e>]]></a >\n",
        );
        let Event::Start(tag) = &all[0] else {
            panic!("{all:?}");
        };
        assert_eq!(
            (tag.name.as_str(), tag.get("b"), tag.get("c")),
            ("a", Some("1 > 0"), Some("<A"))
        );
        assert_eq!(all[1], Event::Text("x & y".into()));
        assert!(matches!(&all[2], Event::Start(d) if d.closed && d.name == "d"));
        assert_eq!(
            all[3..5],
            [Event::Text("<e>".into()), Event::End("a".into())]
        );
    }

    #[test]
    fn what_never_ends_is_damaged() {
        for text in ["<a", "<a b=\"x>", "<!-- a >", "<![CDATA[ ]>"] {
            assert!(Xml::new(text.as_bytes()).next().is_err(), "{text}");
        }
        assert_eq!(events("plain &unknown; text").len(), 1);
    }
}
