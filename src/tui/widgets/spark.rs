//! A sparkline of eighth blocks: past parts dim, the last one in accent.

use crate::tui::app::Ctx;
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws one bar a cell, as high as the area; the lowest value still shows an eighth.
pub fn view(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, values: &[Option<f64>]) {
    let known = values.iter().flatten().filter(|v| v.is_finite());
    let (low, high) = known.fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    if low > high || area.is_empty() {
        return;
    }
    let (theme, steps) = (ctx.theme(), ctx.glyphs().eighths());
    let eighths = f64::from(area.height) * 8.0;
    let last = values.iter().rposition(Option::is_some);
    // A line of the whole keeps small changes small: the floor lies under the lowest value.
    let floor = if high > low {
        low - (high - low) * 0.15
    } else {
        low - low.abs().max(1.0)
    };
    for (i, value) in values.iter().enumerate().take(usize::from(area.width)) {
        let Some(value) = value.filter(|v| v.is_finite()) else {
            continue;
        };
        let share = (value - floor) / (high - floor);
        let mut left = ((share * eighths).round() as u16).clamp(1, area.height * 8);
        let style = if Some(i) == last {
            theme.accent()
        } else {
            theme.fg(Token::AccentDim)
        };
        for line in (0..area.height).rev() {
            let here = left.min(8);
            left -= here;
            if here > 0 {
                let glyph = steps[usize::from(here) - 1];
                text::put(buf, area, area.x + i as u16, area.y + line, glyph, style);
            }
        }
    }
}
