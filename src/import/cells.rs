//! Cells as text: decoded, cleaned, bounded; what had to be done to them is counted.

use super::trap::{Met, Traps};
use crate::model::text::{clean, is_hostile};
use std::borrow::Cow;

/// A text of a record is at most this many characters long.
const MAX_TEXT: usize = 1_000;

/// A cell as UTF-8; bytes that are not are read as windows-1252, the usual reason for a mixed file.
pub(crate) fn decoded<'a>(raw: &'a [u8], traps: &mut Traps) -> Cow<'a, str> {
    match std::str::from_utf8(raw) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            traps.met(Met::OtherEncoding);
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(raw).0
        }
    }
}

/// The text of a cell: cleaned and cut; `None` if nothing is left.
pub(crate) fn text(raw: &[u8], traps: &mut Traps) -> Option<String> {
    let decoded = decoded(raw.trim_ascii(), traps);
    let clean = clean(&decoded);
    if clean.is_empty() || super::words::is_nothing(clean.as_bytes()) {
        return None;
    }
    if clean.len() > MAX_TEXT
        && let Some((at, _)) = clean.char_indices().nth(MAX_TEXT)
    {
        traps.met(Met::Cut);
        return Some(clean[..at].trim_end().to_owned());
    }
    Some(clean.into_owned())
}

/// A key: cleaned, never cut, so that two long keys cannot become one.
pub(crate) fn key(raw: &[u8], traps: &mut Traps) -> Option<String> {
    let decoded = decoded(guarded(raw), traps);
    let clean = clean(&decoded);
    (!clean.is_empty()).then(|| clean.into_owned())
}

/// A cell without blanks around it and without the apostrophe that spreadsheets put before numbers.
pub(crate) fn guarded(raw: &[u8]) -> &[u8] {
    let raw = raw.trim_ascii();
    raw.strip_prefix(b"'").map_or(raw, <[u8]>::trim_ascii_start)
}

/// Counts what is odd about the texts of a row, for the first pass, which builds none.
pub(crate) fn inspect<'a>(cells: impl Iterator<Item = &'a [u8]>, traps: &mut Traps) {
    for cell in cells {
        if cell.len() > MAX_TEXT {
            text(cell, traps);
        }
        // Nothing but printable ASCII and line ends: nothing to find.
        if cell
            .iter()
            .all(|b| (0x20..0x7f).contains(b) || matches!(b, b'\n' | b'\r' | b'\t'))
        {
            continue;
        }
        let text = decoded(cell, traps);
        if text
            .chars()
            .any(|c| is_hostile(c) && !matches!(c, '\n' | '\r' | '\t' | '\u{200d}'))
        {
            traps.met(Met::Hostile);
        }
    }
}

/// Whether a row is worth [`inspect`]ing: anything besides printable ASCII, or very long. Built to be vectorised.
pub(crate) fn is_odd(raw: &[u8]) -> bool {
    raw.len() > MAX_TEXT
        || raw
            .iter()
            .fold(false, |odd, b| odd | (*b < 0x20) | (*b >= 0x7f))
}
