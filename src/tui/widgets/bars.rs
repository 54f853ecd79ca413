//! Bars on a track: shares and counts, and the terms that a score is made of.

use crate::tui::app::Ctx;
use crate::tui::layout::row;
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Draws a bar of a share on its track.
pub fn bar(ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer, share: f64, token: Token) {
    span(ctx, line, buf, 0.0, share, token);
}

/// Draws the part of a track from one share to another; whatever is not nothing shows at least one cell.
pub fn span(ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer, from: f64, to: f64, token: Token) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let cells = |share: f64| (share.clamp(0.0, 1.0) * f64::from(line.width)).round() as u16;
    let (a, mut b) = (cells(from.min(to)), cells(from.max(to)));
    if a == b && (to - from).abs() > f64::EPSILON {
        b = (a + 1).min(line.width);
    }
    let a = a.min(b.saturating_sub(1));
    for i in 0..line.width {
        let (glyph, style) = if i >= a && i < b {
            (g.heavy, theme.fg(token))
        } else if theme.paints() {
            (g.heavy, theme.fg(Token::Track))
        } else {
            (g.line, theme.fg(Token::Track))
        };
        text::put(buf, line, line.x + i, line.y, glyph, style);
    }
}

/// One term of a score.
#[derive(Clone, Debug)]
pub struct Term {
    /// What it adds; negative takes away.
    pub value: f64,
    /// What it is.
    pub name: String,
    /// What stands behind it.
    pub more: String,
}

/// Draws the terms of a score, each bar starting where the last one ended; three rows a term, or two without `airy`.
/// Returns the rows used.
pub fn waterfall(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, terms: &[Term], airy: bool) -> u16 {
    let theme = ctx.theme();
    let mut sum = 0.0;
    let (mut low, mut high) = (0.0f64, 0.0f64);
    for t in terms {
        sum += t.value;
        (low, high) = (low.min(sum), high.max(sum));
    }
    let whole = if high - low > 0.0 { high - low } else { 1.0 };
    let each = if airy { 4 } else { 2 };
    let mut at = -low;
    let mut used = 0;
    for (i, t) in terms.iter().enumerate() {
        let y = i as u16 * each;
        if y + 2 > area.height {
            break;
        }
        let token = if t.value < 0.0 {
            Token::Negative
        } else {
            Token::Accent
        };
        let line = row(area, y);
        let sign = if t.value < 0.0 { "−" } else { "+" };
        text::put(
            buf,
            line,
            line.x,
            line.y,
            &format!("{sign}{:.2}", t.value.abs()),
            theme.bold(token),
        );
        let track = Rect {
            x: line.x + 7.min(line.width),
            width: line.width.saturating_sub(7),
            ..line
        };
        span(ctx, track, buf, at / whole, (at + t.value) / whole, token);
        at += t.value;
        let name = row(area, y + 1);
        let x = name.x + 7.min(name.width);
        let room = name.right().saturating_sub(x);
        let w = text::put_fit(buf, name, (x, name.y), room, &t.name, theme.text());
        used = y + 2;
        if airy {
            let more = row(area, y + 2);
            text::put_fit(buf, more, (x, more.y), room, &t.more, theme.muted());
            used = y + 3;
        } else if !t.more.is_empty() && room > w + 2 {
            text::put_fit(
                buf,
                name,
                (x + w + 2, name.y),
                room - w - 2,
                &t.more,
                theme.muted(),
            );
        }
    }
    used.min(area.height)
}

/// One part of a whole.
#[derive(Clone, Debug)]
pub struct Part {
    /// How much.
    pub count: u64,
    /// The word under it.
    pub name: String,
    /// Its colour.
    pub style: Style,
}

/// Draws segments by share with their words under them; two rows. Parts of nothing are left out.
pub fn segments(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, parts: &[Part]) {
    let parts: Vec<&Part> = parts.iter().filter(|p| p.count > 0).collect();
    let total: u64 = parts.iter().map(|p| p.count).sum();
    if total == 0 {
        return;
    }
    let gaps = parts.len() as u16 - 1;
    let least: Vec<u16> = parts
        .iter()
        .map(|p| text::width(&p.count.to_string()) + 1 + text::width(&p.name))
        .collect();
    let room = area.width.saturating_sub(gaps);
    let spare = room.saturating_sub(least.iter().sum());
    let mut x = area.x;
    for (p, least) in parts.iter().zip(least) {
        let width = least + (f64::from(spare) * p.count as f64 / total as f64) as u16;
        let (line, words) = (row(area, 0), row(area, 1));
        for i in 0..width {
            text::put(buf, line, x + i, line.y, ctx.glyphs().heavy, p.style);
        }
        text::put_fit(
            buf,
            words,
            (x, words.y),
            width,
            &format!("{} {}", p.count, p.name),
            p.style,
        );
        x += width + 1;
    }
}
