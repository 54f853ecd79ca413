//! Ranges: a line with a dot in a table cell, and two rows with the three values written out.

use crate::tui::app::Ctx;
use crate::tui::layout::row;
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A range around an estimate; an end that is not known lies beyond the edge.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Range {
    /// The estimate.
    pub at: f64,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// What the ends of the drawing stand for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    /// The left edge.
    pub from: f64,
    /// The right edge.
    pub to: f64,
}

impl Scale {
    /// A scale that holds zero and most of each range: one wild range does not flatten the others.
    pub fn over(ranges: impl Iterator<Item = Range> + Clone) -> Scale {
        let ends = |f: fn(&Range) -> Option<f64>| {
            let mut all: Vec<f64> = ranges
                .clone()
                .flat_map(|r| [Some(r.at), f(&r)])
                .flatten()
                .filter(|v| v.is_finite())
                .collect();
            all.sort_by(f64::total_cmp);
            all
        };
        let (lows, highs) = (ends(|r| r.low), ends(|r| r.high));
        let at = |sorted: &[f64], share: f64| {
            let last = sorted.len().saturating_sub(1);
            sorted
                .get((last as f64 * share).round() as usize)
                .copied()
                .unwrap_or(0.0)
        };
        let from = at(&lows, 0.0).max(at(&lows, 0.25) * 3.0).clamp(-1.0, 0.0);
        let to = at(&highs, 1.0)
            .min(at(&highs, 0.75).abs() * 2.0)
            .clamp(0.0, 3.0);
        let from = from.min(-0.05);
        let to = to.max(0.05);
        let air = (to - from) * 0.04;
        Scale {
            from: from - air,
            to: to + air,
        }
    }

    fn cell(self, value: f64, width: u16) -> f64 {
        (value - self.from) / (self.to - self.from) * f64::from(width.saturating_sub(1))
    }

    fn place(self, value: f64, width: u16) -> u16 {
        self.cell(value, width)
            .round()
            .clamp(0.0, f64::from(width.saturating_sub(1))) as u16
    }
}

/// How a range is coloured: only a called verdict has a colour.
pub fn token(better: Option<bool>) -> Token {
    match better {
        Some(true) => Token::Positive,
        Some(false) => Token::Negative,
        None => Token::Text2,
    }
}

/// Draws the zero line of one row.
pub fn zero_line(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, scale: Scale) {
    let x = area.x + scale.place(0.0, area.width);
    text::put(buf, area, x, area.y, ctx.glyphs().bar, ctx.theme().text2());
}

/// Draws a range in one row, with the zero line through it.
pub fn cell(
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    scale: Scale,
    range: Range,
    better: Option<bool>,
) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    if area.width < 3 {
        return;
    }
    zero_line(ctx, area, buf, scale);
    let token = token(better);
    let end = |v: Option<f64>, edge: u16| v.map_or(edge, |v| scale.place(v, area.width));
    let (low, high) = (end(range.low, 0), end(range.high, area.width - 1));
    let line = theme.pale(token, 0.35);
    for x in low..=high {
        text::put(buf, area, area.x + x, area.y, g.heavy, line);
    }
    // The zero line goes on through the bars, so that it reads as one line.
    let zero = scale.place(0.0, area.width);
    if zero >= low && zero <= high {
        text::put(buf, area, area.x + zero, area.y, g.crossing, line);
    }
    let at = scale.place(range.at, area.width);
    text::put(buf, area, area.x + at, area.y, g.dot, theme.fg(token));
    let mark = |x: u16, glyph: &str, buf: &mut Buffer| {
        text::put(buf, area, area.x + x, area.y, glyph, line);
    };
    if ctx.session.glyphs == crate::tui::glyphs::Set::Ascii {
        mark(low, "<", buf);
        mark(high, ">", buf);
    }
}

/// Draws a range large: values above it, two rows of bar, the axis below with "no change" in words. Needs 6 rows.
pub fn large(
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    range: Range,
    better: Option<bool>,
    say: impl Fn(f64) -> String,
) {
    let theme = ctx.theme();
    let g = ctx.glyphs();
    if area.height < 6 || area.width < 20 {
        return;
    }
    let scale = Scale::over(std::iter::once(range));
    let (low, high) = (
        range.low.unwrap_or(scale.from),
        range.high.unwrap_or(scale.to),
    );
    let token = token(better);
    let place = |v: f64| area.x + scale.place(v, area.width);
    // Half of the certainty lies within about a third of the range.
    let (inner_low, inner_high) = (
        range.at - (range.at - low) * 0.344,
        range.at + (high - range.at) * 0.344,
    );
    for y in 1..3 {
        let line = row(area, y);
        for x in place(low)..=place(high) {
            let strong = x >= place(inner_low) && x <= place(inner_high);
            let style = theme.pale(token, if strong { 0.35 } else { 0.7 });
            let glyph = if theme.paints() { "█" } else { g.heavy };
            text::put(buf, line, x, line.y, glyph, style);
        }
        let on = theme.text();
        let back = theme
            .pale(token, 0.35)
            .fg
            .unwrap_or(theme.color(Token::Canvas));
        let on = if theme.paints() { on.bg(back) } else { on };
        text::put(buf, line, place(range.at), line.y, g.heavy_bar, on);
    }
    let values = row(area, 0);
    let mut free = values.x;
    let mut last = String::new();
    for (v, style) in [
        (low, theme.text2()),
        (range.at, theme.strong()),
        (high, theme.text2()),
    ] {
        let said = say(v);
        let w = text::width(&said);
        let x = place(v)
            .saturating_sub(w / 2)
            .max(free)
            .min(area.right().saturating_sub(w));
        if x >= free && said != last {
            text::put(buf, values, x, values.y, &said, style);
            free = x + w + 1;
        }
        last = said;
    }
    let (axis, names) = (row(area, 4), row(area, 5));
    for x in axis.x..axis.right() {
        text::put(buf, axis, x, axis.y, g.line, theme.fg(Token::Rule));
    }
    for y in 0..4 {
        let line = row(area, y);
        let x = place(0.0);
        let blank = buf.cell((x, line.y)).is_some_and(|c| c.symbol() == " ");
        if blank {
            text::put(buf, line, x, line.y, g.bar, theme.text2());
        }
    }
    let zero = "no change";
    let x = place(0.0)
        .saturating_sub(text::width(zero) / 2)
        .max(names.x)
        .min(names.right().saturating_sub(text::width(zero)));
    text::put(buf, names, x, names.y, zero, theme.muted());
    let taken = (x, x + text::width(zero));
    let step = nice_step((scale.to - scale.from) / 4.0);
    let mut v = (scale.from / step).ceil() * step;
    while v <= scale.to {
        let said = say(v);
        let w = text::width(&said);
        let at = place(v).saturating_sub(w / 2).max(names.x);
        let clear = at + w < taken.0 || at > taken.1 + 1;
        if v.abs() > step / 2.0 && clear && at + w <= names.right() {
            text::put(buf, names, at, names.y, &said, theme.muted());
        }
        v += step;
    }
}

/// A round step of about this size.
pub fn nice_step(raw: f64) -> f64 {
    if !raw.is_finite() || raw <= 0.0 {
        return 1.0;
    }
    let base = 10f64.powf(raw.log10().floor());
    let ratio = raw / base;
    let step = if ratio <= 1.0 {
        1.0
    } else if ratio <= 2.0 {
        2.0
    } else if ratio <= 2.5 {
        2.5
    } else if ratio <= 5.0 {
        5.0
    } else {
        10.0
    };
    step * base
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_holds_zero_and_survives_odd_ranges() {
        let r = |at, low, high| Range { at, low, high };
        for ranges in [
            vec![],
            vec![r(0.0, None, None)],
            vec![
                r(0.59, Some(0.1), Some(1.2)),
                r(-0.19, Some(-0.5), Some(0.2)),
            ],
            vec![r(0.1, Some(0.0), Some(900.0)), r(0.2, Some(0.1), Some(0.3))],
            vec![r(f64::NAN, Some(f64::INFINITY), None)],
        ] {
            let s = Scale::over(ranges.into_iter());
            assert!(s.from < 0.0 && s.to > 0.0 && s.to < 5.0, "{s:?}");
        }
    }

    #[test]
    fn steps_are_round() {
        for (raw, step) in [(0.3, 0.5), (0.0011, 0.002), (24.0, 25.0), (7.0, 10.0)] {
            assert!((nice_step(raw) - step).abs() < 1e-9, "{raw}");
        }
    }
}
