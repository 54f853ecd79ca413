//! A line chart out of braille: at most four lines, each named at its end, three grid lines, five dates.

use super::interval::nice_step;
use crate::tui::app::Ctx;
use crate::tui::glyphs::Set;
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// One line: a value for each day, gaps where there is none.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// Its name, written at its end.
    pub name: &'a str,
    /// Values from the first day to the last.
    pub points: Vec<Option<f64>>,
    /// Its colour.
    pub token: Token,
    /// Two dots thick: the chosen one.
    pub thick: bool,
    /// Dashed: what others are compared with.
    pub dashed: bool,
}

/// Something that changed on a day.
#[derive(Clone, Debug)]
pub struct Note<'a> {
    /// Which day, counted from the first.
    pub at: usize,
    /// What changed.
    pub text: &'a str,
}

/// A chart.
pub struct Chart<'a> {
    /// Lines; later ones are more important and win where lines meet.
    pub lines: Vec<Line<'a>>,
    /// Writes a value on the axis and at a line's end.
    pub say: fn(f64) -> String,
    /// Writes the date of a day, counted from the first.
    pub date: &'a dyn Fn(usize) -> String,
    /// At most one note.
    pub note: Option<Note<'a>>,
}

/// Cells of names and values at the right, and of the axis at the left.
const NAMES: u16 = 21;
const AXIS: u16 = 6;

/// The ends of the scale: round values around all points, with one in the middle.
fn scale(lines: &[Line<'_>]) -> Option<(f64, f64)> {
    let known = lines
        .iter()
        .flat_map(|l| l.points.iter().flatten())
        .filter(|v| v.is_finite());
    let (low, high) = known.fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(*v), b.max(*v)));
    if low > high {
        return None;
    }
    let step = nice_step(((high - low).max(high.abs() * 0.02).max(1e-9)) / 2.0);
    let mut from = (low / step).floor() * step;
    let mut to = from + 2.0 * step;
    while to < high - 1e-12 {
        // Round ends that hold everything: a larger step, begun anew.
        let step = nice_step((to - from) / 2.0 * 1.2);
        from = (low / step).floor() * step;
        to = from + 2.0 * step;
    }
    if low >= 0.0 {
        from = from.max(0.0);
    }
    Some((from, to))
}

impl Chart<'_> {
    /// Draws it; needs at least 5 rows and 40 columns.
    pub fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        if area.height < 5 || area.width < 40 {
            return;
        }
        let Some((from, to)) = scale(&self.lines) else {
            return;
        };
        let top = area.y + u16::from(self.note.is_some());
        let plot = Rect {
            x: area.x + AXIS,
            y: top,
            width: area.width - AXIS - NAMES,
            height: area.bottom() - 1 - top,
        };
        let days = self.lines.iter().map(|l| l.points.len()).max().unwrap_or(0);
        self.grid(ctx, area, plot, buf, (from, to));
        self.dates(ctx, area, plot, buf, days);
        if let Some(note) = &self.note {
            self.note(ctx, area, plot, buf, note, days);
        }
        let place = |v: f64, dots: u16| {
            let share = (v - from) / (to - from);
            ((1.0 - share) * f64::from(dots - 1))
                .round()
                .clamp(0.0, f64::from(dots - 1)) as u16
        };
        if ctx.session.glyphs == Set::Default {
            self.braille(ctx, plot, buf, days, &place);
        } else {
            self.coarse(ctx, plot, buf, days, &place);
        }
        self.names(ctx, area, plot, buf, &place);
    }

    fn grid(
        &self,
        ctx: &Ctx<'_>,
        area: Rect,
        plot: Rect,
        buf: &mut Buffer,
        (from, to): (f64, f64),
    ) {
        let (theme, g) = (ctx.theme(), ctx.glyphs());
        let last = plot.height - 1;
        for (y, v) in [(0, to), (last / 2, from + (to - from) / 2.0), (last, from)] {
            let y = plot.y + y;
            let said = (self.say)(v);
            text::put_right(buf, area, plot.x.saturating_sub(1), y, &said, theme.muted());
            for x in plot.x..plot.right() {
                text::put(buf, plot, x, y, g.grid, theme.fg(Token::Rule));
            }
        }
    }

    fn dates(&self, ctx: &Ctx<'_>, area: Rect, plot: Rect, buf: &mut Buffer, days: usize) {
        if days < 2 {
            return;
        }
        let y = area.bottom() - 1;
        let mut free = plot.x;
        for i in 0..5usize {
            let day = i * (days - 1) / 4;
            let said = (self.date)(day);
            let w = text::width(&said);
            let at = plot.x + (day as f64 / (days - 1) as f64 * f64::from(plot.width - 1)) as u16;
            let x = match i {
                0 => at,
                4 => at.saturating_sub(w.saturating_sub(1)),
                _ => at.saturating_sub(w / 2),
            };
            if x >= free {
                text::put(buf, area, x, y, &said, ctx.theme().muted());
                free = x + w + 2;
            }
        }
    }

    fn note(
        &self,
        ctx: &Ctx<'_>,
        area: Rect,
        plot: Rect,
        buf: &mut Buffer,
        note: &Note<'_>,
        days: usize,
    ) {
        let theme = ctx.theme();
        let share = note.at as f64 / days.saturating_sub(1).max(1) as f64;
        let x = plot.x + (share * f64::from(plot.width - 1)) as u16;
        for y in plot.y..plot.bottom() {
            text::put(buf, plot, x, y, ctx.glyphs().note, theme.fg(Token::Rule));
        }
        let w = text::width(note.text);
        let at = x
            .saturating_sub(5)
            .min(area.right().saturating_sub(w))
            .max(plot.x);
        text::put(buf, area, at, area.y, note.text, theme.text2());
    }

    /// The value of a line at a share of its days, between two known points; nothing in a gap.
    fn value(line: &Line<'_>, share: f64) -> Option<f64> {
        let last = line.points.len().checked_sub(1)?;
        let at = share * last as f64;
        let (a, b) = (at.floor() as usize, (at.ceil() as usize).min(last));
        match (
            line.points.get(a).copied().flatten(),
            line.points.get(b).copied().flatten(),
        ) {
            (Some(x), Some(y)) => Some(x + (y - x) * (at - a as f64)),
            (Some(x), None) if at - (a as f64) < 0.5 => Some(x),
            (None, Some(y)) if at - (a as f64) >= 0.5 => Some(y),
            _ => None,
        }
        .filter(|v| v.is_finite())
    }

    fn braille(
        &self,
        ctx: &Ctx<'_>,
        plot: Rect,
        buf: &mut Buffer,
        days: usize,
        place: &dyn Fn(f64, u16) -> u16,
    ) {
        const BITS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
        let (columns, dots) = (plot.width * 2, plot.height * 4);
        let mut cells: Vec<(u8, usize)> =
            vec![(0, 0); usize::from(plot.width) * usize::from(plot.height)];
        for (owner, line) in self.lines.iter().enumerate() {
            let mut before: Option<u16> = None;
            for x in 0..columns {
                let share = f64::from(x) / f64::from(columns.saturating_sub(1).max(1));
                let Some(v) = Self::value(line, share).filter(|_| days > 0) else {
                    before = None;
                    continue;
                };
                let y = place(v, dots);
                if line.dashed && x % 6 > 2 {
                    before = None;
                    continue;
                }
                // A steep piece is filled so that the line does not break.
                let (mut from, mut to) = match before {
                    Some(b) if b + 1 < y => (b + 1, y),
                    Some(b) if b > y + 1 => (y, b - 1),
                    _ => (y, y),
                };
                before = Some(y);
                if line.thick {
                    if to + 1 < dots {
                        to += 1;
                    } else {
                        from = from.saturating_sub(1);
                    }
                }
                for y in from..=to {
                    let at = usize::from(y / 4) * usize::from(plot.width) + usize::from(x / 2);
                    if let Some(cell) = cells.get_mut(at) {
                        if cell.1 != owner {
                            *cell = (0, owner);
                        }
                        cell.0 |= BITS[usize::from(x % 2)][usize::from(y % 4)];
                    }
                }
            }
        }
        for (i, (bits, owner)) in cells.into_iter().enumerate() {
            if bits == 0 {
                continue;
            }
            let (x, y) = (i as u16 % plot.width, i as u16 / plot.width);
            let glyph = char::from_u32(0x2800 + u32::from(bits)).unwrap_or(' ');
            let style = self.style(ctx, owner);
            text::put(
                buf,
                plot,
                plot.x + x,
                plot.y + y,
                glyph.encode_utf8(&mut [0; 4]),
                style,
            );
        }
    }

    /// Without braille: one mark a column, a level of eight in its cell, or a letter for each line.
    fn coarse(
        &self,
        ctx: &Ctx<'_>,
        plot: Rect,
        buf: &mut Buffer,
        days: usize,
        place: &dyn Fn(f64, u16) -> u16,
    ) {
        const MARKS: [&str; 4] = ["*", "o", "+", "x"];
        let levels = ctx.glyphs().eighths();
        for (owner, line) in self.lines.iter().enumerate() {
            for x in 0..plot.width {
                let share = f64::from(x) / f64::from(plot.width.saturating_sub(1).max(1));
                let Some(v) = Self::value(line, share).filter(|_| days > 0) else {
                    continue;
                };
                if line.dashed && x % 3 == 2 {
                    continue;
                }
                let eighth = place(v, plot.height * 8);
                let glyph = if ctx.session.glyphs == Set::Ascii {
                    MARKS[(self.lines.len() - 1 - owner) % 4]
                } else {
                    levels[usize::from(7 - eighth % 8)]
                };
                text::put(
                    buf,
                    plot,
                    plot.x + x,
                    plot.y + eighth / 8,
                    glyph,
                    self.style(ctx, owner),
                );
            }
        }
    }

    fn style(&self, ctx: &Ctx<'_>, owner: usize) -> Style {
        let line = self.lines.get(owner);
        let theme = ctx.theme();
        line.map_or(theme.muted(), |l| {
            if l.thick {
                theme.bold(l.token)
            } else {
                theme.fg(l.token)
            }
        })
    }

    fn names(
        &self,
        ctx: &Ctx<'_>,
        area: Rect,
        plot: Rect,
        buf: &mut Buffer,
        place: &dyn Fn(f64, u16) -> u16,
    ) {
        let mut ends: Vec<(u16, usize, f64)> = self
            .lines
            .iter()
            .enumerate()
            .filter_map(|(i, l)| {
                let last = l.points.iter().rev().flatten().next()?;
                Some((place(*last, plot.height * 4) / 4, i, *last))
            })
            .collect();
        ends.sort_by(|a, b| b.2.total_cmp(&a.2).then(b.1.cmp(&a.1)));
        // Names that would share a row are moved apart, downwards first, then up from the bottom.
        for i in 1..ends.len() {
            ends[i].0 = ends[i].0.max(ends[i - 1].0 + 1);
        }
        let mut limit = plot.height;
        for e in ends.iter_mut().rev() {
            e.0 = e.0.min(limit.saturating_sub(1));
            limit = e.0;
        }
        let x = plot.right() + 1;
        for (y, i, value) in ends {
            let Some(line) = self.lines.get(i) else {
                continue;
            };
            let style = self.style(ctx, i);
            let said = (self.say)(value);
            let at = text::put_right(buf, area, area.right(), plot.y + y, &said, style);
            text::put_fit(
                buf,
                area,
                (x, plot.y + y),
                at.saturating_sub(x + 1),
                line.name,
                style,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[f64]) -> Line<'static> {
        Line {
            name: "x",
            points: points.iter().map(|v| Some(*v)).collect(),
            token: Token::Accent,
            thick: false,
            dashed: false,
        }
    }

    #[test]
    fn the_scale_is_round_and_holds_every_point() {
        for points in [
            &[0.0241, 0.039][..],
            &[0.5],
            &[0.0, 0.0],
            &[1.0, 1.01],
            &[3.0, 912.0],
        ] {
            let (from, to) = scale(&[line(points)]).unwrap();
            for p in points {
                assert!(
                    from <= p + 1e-9 && *p <= to + 1e-9,
                    "{points:?} in {from}..{to}"
                );
            }
            assert!(to > from);
        }
        assert_eq!(
            scale(&[line(&[0.0241, 0.039])])
                .map(|(a, b)| (a * 100.0, b * 100.0))
                .map(|(a, b)| (a.round(), b.round())),
            Some((2.0, 4.0))
        );
        assert_eq!(scale(&[]), None);
    }
}
