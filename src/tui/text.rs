//! Text on cells: width, cutting with an ellipsis, wrapping, and printing that cannot leave its area.

use crate::model::text::{clean, is_hostile};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells that a text takes; ambiguous characters count as one.
pub fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// What may reach the terminal: nothing that steers it.
pub fn safe(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hostile) {
        clean(text)
    } else {
        Cow::Borrowed(text)
    }
}

/// The text cut to some cells, with `…` where something is missing.
pub fn fit(text: &str, cells: u16) -> Cow<'_, str> {
    let text = safe(text);
    if width(&text) <= cells {
        return text;
    }
    let mut kept = String::new();
    let mut used = 0;
    for g in text.graphemes(true) {
        let w = width(g);
        if used + w + 1 > cells {
            break;
        }
        kept.push_str(g);
        used += w;
    }
    let mut kept = kept.trim_end().to_owned();
    if cells > 0 {
        kept.push('…');
    }
    Cow::Owned(kept)
}

/// Prints within an area; what does not fit is clipped. Returns the cells used.
pub fn put(buf: &mut Buffer, area: Rect, x: u16, y: u16, text: &str, style: Style) -> u16 {
    let area = area.intersection(buf.area);
    if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
        return 0;
    }
    let room = usize::from(area.right() - x);
    let (end, _) = buf.set_stringn(x, y, safe(text), room, style);
    end.saturating_sub(x)
}

/// Prints cut to `cells` with an ellipsis. Returns the cells used.
pub fn put_fit(
    buf: &mut Buffer,
    area: Rect,
    at: (u16, u16),
    cells: u16,
    text: &str,
    style: Style,
) -> u16 {
    put(buf, area, at.0, at.1, &fit(text, cells), style)
}

/// Prints so that the text ends before `right`. Returns where it begins.
pub fn put_right(
    buf: &mut Buffer,
    area: Rect,
    right: u16,
    y: u16,
    text: &str,
    style: Style,
) -> u16 {
    let text = fit(text, right.saturating_sub(area.left()));
    let x = right.saturating_sub(width(&text));
    put(buf, area, x, y, &text, style);
    x
}

/// Prints pieces one after another. Returns the cells used.
pub fn spans(buf: &mut Buffer, area: Rect, x: u16, y: u16, pieces: &[(&str, Style)]) -> u16 {
    let mut at = x;
    for (text, style) in pieces {
        at += put(buf, area, at, y, text, *style);
    }
    at - x
}

/// Breaks a sentence into lines of at most `cells`; longer words are cut.
pub fn wrap(text: &str, cells: u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in safe(text).split_whitespace() {
        let word = fit(word, cells);
        let need = width(&line) + u16::from(!line.is_empty()) + width(&word);
        if need > cells && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Prints a sentence over several lines, the last cut with an ellipsis if it does not end. Returns the lines used.
pub fn paragraph(buf: &mut Buffer, area: Rect, text: &str, style: Style) -> u16 {
    let lines = wrap(text, area.width);
    for (i, line) in lines.iter().take(usize::from(area.height)).enumerate() {
        let last = i + 1 == usize::from(area.height) && lines.len() > i + 1;
        let line = if last {
            fit(&format!("{line} {}", lines[i + 1..].join(" ")), area.width).into_owned()
        } else {
            line.clone()
        };
        put(buf, area, area.x, area.y + i as u16, &line, style);
    }
    (lines.len() as u16).min(area.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_text_never_exceeds_its_cells() {
        for text in [
            "Frequently Bought Together",
            "日本語の商品名",
            "👩‍👧 family",
            "a\u{1b}[2Jb",
            "",
        ] {
            for cells in 0..30 {
                let cut = fit(text, cells);
                assert!(width(&cut) <= cells, "{cut:?} in {cells}");
                assert!(!cut.chars().any(|c| is_hostile(c) && c != '\u{200d}'));
            }
        }
        assert_eq!(fit("Frequently Bought Together", 18), "Frequently Bought…");
    }

    #[test]
    fn sentences_break_between_words() {
        assert_eq!(
            wrap("32% up so far, not certain. 9 more days", 16),
            ["32% up so far,", "not certain. 9", "more days"]
        );
    }

    #[test]
    fn printing_outside_is_no_error() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 4, 2));
        let area = buf.area;
        assert_eq!(put(&mut buf, area, 9, 9, "x", Style::new()), 0);
        assert_eq!(put(&mut buf, area, 2, 0, "日本", Style::new()), 2);
    }
}
