//! A pane: a title, a rule to the right edge, something muted at its end; no box.

use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::layout::split_top;
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// A title line.
pub struct Pane<'a> {
    title: &'a str,
    end: Vec<(String, Style, Option<Hit>)>,
    focused: bool,
    number: Option<usize>,
    air: bool,
}

impl<'a> Pane<'a> {
    /// A pane with a title.
    pub fn new(title: &'a str) -> Pane<'a> {
        Pane {
            title,
            end: Vec::new(),
            focused: false,
            number: None,
            air: true,
        }
    }

    /// Whether it has the focus of its screen.
    #[must_use]
    pub fn focus(mut self, focused: bool) -> Pane<'a> {
        self.focused = focused;
        self
    }

    /// Its number, so that a click gives it the focus (`Hit::Pane`).
    #[must_use]
    pub fn number(mut self, number: usize) -> Pane<'a> {
        self.number = Some(number);
        self
    }

    /// A count, filter or state at the end of the line.
    #[must_use]
    pub fn end(mut self, text: impl Into<String>, style: Style) -> Pane<'a> {
        self.end.push((text.into(), style, None));
        self
    }

    /// The same, clickable.
    #[must_use]
    pub fn end_hit(mut self, text: impl Into<String>, style: Style, hit: Hit) -> Pane<'a> {
        self.end.push((text.into(), style, Some(hit)));
        self
    }

    /// Without the blank line after the title that wide screens have.
    #[must_use]
    pub fn tight(mut self) -> Pane<'a> {
        self.air = false;
        self
    }

    /// Draws the title line; returns what is left for content.
    pub fn view(self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) -> Rect {
        let (theme, glyphs) = (ctx.theme(), ctx.glyphs());
        let focused = self.focused;
        let (line, rest) = split_top(area, 1);
        if let Some(n) = self.number {
            hits.add(area, Hit::Pane(n));
        }
        let mut x = line.x;
        if focused {
            x += text::put(buf, line, x, line.y, glyphs.focus, theme.accent()) + 1;
        }
        let title_style = if focused {
            theme.bold(Token::Accent)
        } else {
            theme.strong()
        };
        let wanted: u16 = self.end.iter().map(|(t, _, _)| text::width(t) + 3).sum();
        let left = line.right().saturating_sub(x);
        let shows_end = left > wanted + 8;
        let room = if shows_end {
            left - wanted.min(left)
        } else {
            left
        };
        x += text::put_fit(buf, line, (x, line.y), room, self.title, title_style) + 1;
        let mut end = line.right();
        if shows_end {
            for (t, style, hit) in self.end.into_iter().rev() {
                let w = text::width(&t);
                let at = end.saturating_sub(w);
                text::put(buf, line, at, line.y, &t, style);
                if let Some(hit) = hit {
                    hits.add(
                        Rect {
                            x: at,
                            width: w,
                            ..line
                        },
                        hit,
                    );
                }
                end = at.saturating_sub(3);
            }
            end = (end + 2).min(line.right());
        }
        let (glyph, style) = if focused {
            (glyphs.heavy, theme.accent())
        } else {
            (glyphs.line, theme.fg(Token::Rule))
        };
        while x < end {
            text::put(buf, line, x, line.y, glyph, style);
            x += 1;
        }
        if self.air && ctx.size.large() {
            split_top(rest, 1).1
        } else {
            rest
        }
    }
}
