//! One count out of a whole on a card: the big digits, `of 3,120` and the share beside them, a bar or a note below.

use super::bars::bar;
use super::kpi::{big, big_width};
use crate::tui::app::Ctx;
use crate::tui::fmt;
use crate::tui::layout::{row, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Rows of the card.
pub const FIGURE_HEIGHT: u16 = 8;

/// A count out of a whole.
#[derive(Clone, Debug, Default)]
pub struct Figure<'a> {
    /// What is counted.
    pub label: &'a str,
    /// How many; `None` while nothing is known.
    pub count: Option<u64>,
    /// Out of so many.
    pub of: u64,
    /// The change with its sign, at the right of the label.
    pub delta: Option<String>,
    /// A note below; empty draws a bar of the share instead.
    pub caption: &'a str,
    /// Not the newest answer: drawn quietly.
    pub old: bool,
}

impl Figure<'_> {
    fn share(&self) -> Option<f64> {
        let count = self.count?;
        (self.of > 0).then(|| count as f64 / self.of as f64)
    }

    /// Draws the card.
    pub fn card(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let (theme, g) = (ctx.theme(), ctx.glyphs());
        let (area, _) = split_top(area, FIGURE_HEIGHT);
        if area.height < FIGURE_HEIGHT || area.width < 20 {
            self.small(ctx, area, buf, "");
            return;
        }
        if theme.paints() {
            let edge = Style::new()
                .fg(theme.color(Token::Surface))
                .bg(theme.color(Token::Canvas));
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
        let top = row(inner, 1);
        let end = self.delta_at(ctx, top, top.right(), buf);
        let room = end.saturating_sub(top.x + 1);
        text::put_fit(buf, top, (top.x, top.y), room, self.label, theme.text2());
        let figure = Rect {
            y: area.y + 2,
            height: 3,
            ..inner
        };
        let (value, style) = self.value(ctx);
        let wide = big_width(&value).is_none_or(|w| w + 12 > figure.width);
        let value = match self.count {
            Some(n) if wide => fmt::big(n as f64),
            _ => value,
        };
        let used = big(ctx, figure, buf, &value, style);
        if let Some(share) = self.share() {
            let beside = Rect {
                x: (figure.x + used + 3).min(figure.right()),
                width: figure.width.saturating_sub(used + 3),
                ..figure
            };
            let of = format!("of {}", fmt::count(self.of as i64));
            let (a, b) = (row(beside, 1), row(beside, 2));
            text::put_fit(buf, a, (a.x, a.y), a.width, &of, theme.text2());
            let strong = if self.old {
                theme.muted()
            } else {
                theme.strong()
            };
            text::put(buf, b, b.x, b.y, &fine(share), strong);
        }
        let line = row(inner, 6);
        if self.caption.is_empty() {
            bar(ctx, line, buf, self.share().unwrap_or(0.0), self.token());
        } else {
            text::put_fit(
                buf,
                line,
                (line.x, line.y),
                line.width,
                self.caption,
                theme.muted(),
            );
        }
    }

    /// Draws one line and a bar; `what` follows the figures ("customers"). Returns the rows used.
    pub fn small(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, what: &str) -> u16 {
        let theme = ctx.theme();
        let line = row(area, 0);
        let (value, style) = self.value(ctx);
        let mut x = line.x + text::put(buf, line, line.x, line.y, &value, style);
        if let Some(share) = self.share() {
            let of = format!(" of {} {what}", fmt::count(self.of as i64));
            let end = self.delta_at(ctx, line, line.right(), buf);
            let room = end.saturating_sub(x + 1);
            x += text::put_fit(buf, line, (x, line.y), room, of.trim_end(), theme.text2()) + 3;
            if end > x + 8 {
                text::put(buf, line, x, line.y, &fine(share), theme.muted());
            }
        }
        bar(
            ctx,
            row(area, 1),
            buf,
            self.share().unwrap_or(0.0),
            self.token(),
        );
        2
    }

    fn value(&self, ctx: &Ctx<'_>) -> (String, Style) {
        let theme = ctx.theme();
        match self.count {
            Some(n) if self.old => (fmt::count(n as i64), theme.muted()),
            Some(n) => (fmt::count(n as i64), theme.strong()),
            None => ("n/a".into(), theme.muted()),
        }
    }

    fn token(&self) -> Token {
        if self.old {
            Token::AccentDim
        } else {
            Token::Accent
        }
    }

    fn delta_at(&self, ctx: &Ctx<'_>, line: Rect, right: u16, buf: &mut Buffer) -> u16 {
        let (theme, g) = (ctx.theme(), ctx.glyphs());
        let Some(delta) = &self.delta else {
            return right;
        };
        let mark = if delta.starts_with('+') { g.up } else { g.down };
        let said = format!("{mark} {delta}");
        // More people is neither good nor bad: no colour, only the direction.
        text::put_right(buf, line, right, line.y, &said, theme.strong())
    }
}

/// A share with one decimal, as beside a count: `13.2%`.
fn fine(share: f64) -> String {
    format!("{}%", fmt::number(share * 100.0, 1))
}
