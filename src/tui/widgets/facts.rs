//! What is known of something, line by line: labelled values under headings, scrolled as a whole.

use crate::tui::app::{Ctx, HitMap};
use crate::tui::layout::row;
use crate::tui::text;
use crate::tui::widgets::cursor::Cursor;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// One line.
pub enum Fact {
    /// A heading.
    Heading(&'static str),
    /// A muted label (may be empty) and a value.
    Line(String, String, Style),
    /// A blank line.
    Air,
}

impl Fact {
    /// Adds a heading with its lines after a blank line; nothing if there are none.
    pub fn section(out: &mut Vec<Fact>, name: &'static str, lines: Vec<(String, String, Style)>) {
        if lines.is_empty() {
            return;
        }
        if !out.is_empty() {
            out.push(Fact::Air);
        }
        out.push(Fact::Heading(name));
        out.extend(lines.into_iter().map(|(l, v, s)| Fact::Line(l, v, s)));
    }
}

/// Draws as many lines as fit from the place's offset on; `list` is its name in the hit map.
pub fn view(
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    list: &'static str,
    facts: &[Fact],
    place: &Cursor,
) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let rows = usize::from(area.height);
    let first = place.offset.min(facts.len().saturating_sub(rows));
    hits.seen(area, list, first, rows);
    let labels = facts.iter().filter_map(|f| match f {
        Fact::Line(label, ..) => Some(text::width(label)),
        _ => None,
    });
    let wide = labels.max().unwrap_or(0).min(area.width * 2 / 5);
    for (i, fact) in facts.iter().skip(first).take(rows).enumerate() {
        let line = row(area, i as u16);
        match fact {
            Fact::Air => {}
            Fact::Heading(name) => {
                let at = (line.x, line.y);
                text::put_fit(buf, line, at, line.width, name, theme.strong());
            }
            Fact::Line(label, value, style) => {
                text::put_fit(buf, line, (line.x, line.y), wide, label, theme.muted());
                let x = line.x + if label.is_empty() { 0 } else { wide + 2 };
                let room = line.right().saturating_sub(x + 1);
                text::put_fit(buf, line, (x, line.y), room, value, *style);
            }
        }
    }
    let right = area.right();
    if first > 0 && rows > 0 {
        text::put_right(buf, area, right, area.y, g.scroll_up, theme.muted());
    }
    if first + rows < facts.len() && rows > 0 {
        let y = area.bottom() - 1;
        text::put_right(buf, area, right, y, g.scroll_down, theme.muted());
    }
}
