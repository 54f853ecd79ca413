//! The frame of every overlay: raised fill, rounded accent line, title in the line.

use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::layout::inset;
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the frame; returns the room inside.
pub fn frame(
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    title: &str,
    end: &str,
) -> Rect {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let area = area.intersection(buf.area);
    if area.width < 4 || area.height < 3 {
        return Rect::default();
    }
    theme.clear(buf, area, Token::Raised);
    hits.add(area, Hit::Overlay);
    let line = theme.accent();
    let (left, right) = (area.x, area.right() - 1);
    let (top, bottom) = (area.y, area.bottom() - 1);
    for x in left + 1..right {
        text::put(buf, area, x, top, g.line, line);
        text::put(buf, area, x, bottom, g.line, line);
    }
    for y in top + 1..bottom {
        text::put(buf, area, left, y, g.bar, line);
        text::put(buf, area, right, y, g.bar, line);
    }
    for (x, y, glyph) in [
        (left, top, g.corner_tl),
        (right, top, g.corner_tr),
        (left, bottom, g.corner_bl),
        (right, bottom, g.corner_br),
    ] {
        text::put(buf, area, x, y, glyph, line);
    }
    let room = area.width.saturating_sub(6);
    let title = format!(" {} ", text::fit(title, room));
    let used = text::put(buf, area, left + 2, top, &title, theme.bold(Token::Accent));
    if !end.is_empty() && used + text::width(end) + 8 < area.width {
        let end = format!(" {end} ");
        text::put_right(buf, area, right - 1, top, &end, theme.muted());
    }
    inset(area, 2, 1)
}
