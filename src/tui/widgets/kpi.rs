//! One figure to be read from across the room: half-block digits on a card, or one bold line where there is little room.

use super::spark;
use crate::tui::app::Ctx;
use crate::tui::glyphs::Set;
use crate::tui::layout::row;
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// A figure with its surroundings.
#[derive(Clone, Debug, Default)]
pub struct Kpi<'a> {
    /// What it is: `Click rate`.
    pub label: &'a str,
    /// The figure: `3.54`, `33.5k`, `n/a`.
    pub value: &'a str,
    /// Small before it: `€`.
    pub before: &'a str,
    /// Small behind it: `%`.
    pub after: &'a str,
    /// The change with its sign, and whether it is good (`None`: no change).
    pub delta: Option<(&'a str, Option<bool>)>,
    /// Parts of the period, oldest first.
    pub bars: &'a [Option<f64>],
    /// Numerator and denominator in words.
    pub caption: &'a str,
}

/// Rows of a card.
pub const CARD_HEIGHT: u16 = 8;
/// Rows of the small form.
pub const SMALL_HEIGHT: u16 = 3;

/// The dots of a big character: width, and five rows of octal from above.
fn dots(c: char) -> Option<(u16, [u8; 5])> {
    let (width, rows) = match c {
        '0' => (3, [7, 5, 5, 5, 7]),
        '1' => (2, [1, 3, 1, 1, 1]),
        '2' => (3, [7, 1, 7, 4, 7]),
        '3' => (3, [7, 1, 7, 1, 7]),
        '4' => (3, [5, 5, 7, 1, 1]),
        '5' => (3, [7, 4, 7, 1, 7]),
        '6' => (3, [7, 4, 7, 5, 7]),
        '7' => (3, [7, 1, 1, 1, 1]),
        '8' => (3, [7, 5, 7, 5, 7]),
        '9' => (3, [7, 5, 7, 1, 7]),
        'k' => (3, [4, 5, 6, 5, 5]),
        'M' => (3, [5, 7, 7, 5, 5]),
        '−' | '-' => (3, [0, 0, 7, 0, 0]),
        '.' => (1, [0, 0, 0, 0, 1]),
        ',' => (1, [0, 0, 0, 1, 1]),
        _ => return None,
    };
    Some((width, rows))
}

/// Cells that big digits take; `None` if a character has no big form.
pub fn big_width(value: &str) -> Option<u16> {
    let mut total = 0;
    for c in value.chars() {
        total += dots(c)?.0 + 1;
    }
    Some(total.saturating_sub(1))
}

/// Draws digits three lines high, standing on the last line; plain bold where they cannot be drawn. Returns the cells used.
pub fn big(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, value: &str, style: Style) -> u16 {
    let plain = ctx.session.glyphs == Set::Ascii || area.height < 3;
    match big_width(value) {
        Some(w) if !plain && w <= area.width => {}
        _ => {
            let middle = row(area, area.height / 2);
            return text::put_fit(buf, middle, (middle.x, middle.y), area.width, value, style);
        }
    }
    let style = style.remove_modifier(ratatui::style::Modifier::BOLD);
    let mut x = area.x;
    for (width, rows) in value.chars().filter_map(dots) {
        for dx in 0..width {
            let bit = 1 << (width - 1 - dx);
            // Five rows of dots in six half lines: the upper half of the first stays empty, so that digits stand below.
            let on = |half: usize| half > 0 && rows[half - 1] & bit != 0;
            for line in 0..3u16 {
                let (upper, lower) = (on(usize::from(2 * line)), on(usize::from(2 * line) + 1));
                let glyph = match (upper, lower) {
                    (true, true) => "█",
                    (true, false) => "▀",
                    (false, true) => "▄",
                    (false, false) => continue,
                };
                text::put(buf, area, x + dx, area.y + line, glyph, style);
            }
        }
        x += width + 1;
    }
    (x - area.x).saturating_sub(1)
}

impl Kpi<'_> {
    fn delta_style(&self, ctx: &Ctx<'_>, good: Option<bool>) -> Style {
        let theme = ctx.theme();
        match good {
            Some(true) => theme.bold(Token::Positive),
            Some(false) => theme.bold(Token::Negative),
            None => theme.muted(),
        }
    }

    /// The change with its mark: `▲ +0.31 pt`. The mark shows the direction, the colour whether it is good.
    fn delta_text(&self, ctx: &Ctx<'_>, small: bool) -> Option<(String, Style)> {
        let (said, good) = self.delta?;
        let g = ctx.glyphs();
        let mark = if said.starts_with('+') {
            g.up
        } else if said.starts_with(['-', '−']) {
            g.down
        } else {
            "="
        };
        let said = if small {
            said.trim_end_matches(" pt")
        } else {
            said
        };
        Some((format!("{mark} {said}"), self.delta_style(ctx, good)))
    }

    /// Draws the card: 8 rows, of which the first and last are half lines of padding.
    pub fn card(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let (theme, g) = (ctx.theme(), ctx.glyphs());
        let area = Rect {
            height: area.height.min(CARD_HEIGHT),
            ..area
        };
        if area.height < CARD_HEIGHT || area.width < 20 {
            return self.small(ctx, area, buf);
        }
        let edge = Style::new()
            .fg(theme.color(Token::Surface))
            .bg(theme.color(Token::Canvas));
        if theme.paints() {
            let filled = Rect {
                y: area.y + 1,
                height: area.height - 2,
                ..area
            };
            theme.fill(buf, filled, Token::Surface);
            for x in area.x..area.right() {
                text::put(buf, area, x, area.y, g.lower, edge);
                text::put(buf, area, x, area.bottom() - 1, g.upper, edge);
            }
        }
        let inner = Rect {
            x: area.x + 2,
            width: area.width - 4,
            ..area
        };
        let mut end = inner.right();
        if let Some((said, style)) = self.delta_text(ctx, false) {
            end = text::put_right(buf, inner, inner.right(), area.y + 1, &said, style);
        }
        let room = end.saturating_sub(inner.x + 1);
        text::put_fit(
            buf,
            inner,
            (inner.x, area.y + 1),
            room,
            self.label,
            theme.text2(),
        );
        let mut x = inner.x;
        let middle = area.y + 3;
        if !self.before.is_empty() {
            x += text::put(buf, inner, x, middle, self.before, theme.text2()) + 1;
        }
        let figure = Rect {
            x,
            y: area.y + 2,
            width: inner.right().saturating_sub(x),
            height: 3,
        };
        let style = if big_width(self.value).is_some() {
            theme.text()
        } else {
            theme.strong()
        };
        x += big(ctx, figure, buf, self.value, style) + 1;
        if !self.after.is_empty() {
            x += text::put(buf, inner, x, middle, self.after, theme.text2()) + 1;
        }
        let width = (self.bars.len() as u16).min(6);
        if x + width <= inner.right() {
            let bars = Rect {
                x: inner.right() - width,
                y: area.y + 3,
                width,
                height: 2,
            };
            spark::view(ctx, bars, buf, self.bars);
        }
        let line = row(area, 6);
        text::put_fit(
            buf,
            line,
            (inner.x, line.y),
            inner.width + 1,
            self.caption,
            theme.muted(),
        );
    }

    /// Draws the small form: label, bold value with its change, a sparkline of one line.
    pub fn small(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let theme = ctx.theme();
        text::put_fit(
            buf,
            area,
            (area.x, area.y),
            area.width,
            self.label,
            theme.muted(),
        );
        let value = format!("{}{}{}", self.before, self.value, self.after);
        let line = row(area, 1);
        let used = text::put_fit(
            buf,
            line,
            (line.x, line.y),
            line.width,
            &value,
            theme.strong(),
        );
        if let Some((said, style)) = self.delta_text(ctx, true)
            && used + 1 + text::width(&said) <= line.width
        {
            text::put(buf, line, line.x + used + 1, line.y, &said, style);
        }
        // Each part is drawn several cells wide, so that the line reaches across.
        let bars = row(area, 2);
        let width = bars.width.min(17);
        let parts: Vec<Option<f64>> = (0..width)
            .map(|i| {
                let at = usize::from(i) * self.bars.len() / usize::from(width.max(1));
                self.bars.get(at).copied().flatten()
            })
            .collect();
        spark::view(ctx, Rect { width, ..bars }, buf, &parts);
    }
}
