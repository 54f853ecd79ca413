//! Explains: a number, a choice, a word. Labels at the left, sentences at the right; scrolls.

use super::boxed::frame;
use super::{Answer, CHOOSE, CLOSE, Hint};
use crate::tui::app::{Ctx, HitMap};
use crate::tui::event::Key;
use crate::tui::layout::{centred, row};
use crate::tui::text;
use crate::tui::theme::Token;
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

enum Part {
    Heading(String),
    Line(String, String),
}

/// A text with headings and labelled lines.
pub struct Explain {
    title: String,
    parts: Vec<Part>,
    offset: usize,
}

impl Explain {
    /// An empty text under a title ("Why 3.83%?").
    pub fn new(title: impl Into<String>) -> Explain {
        Explain {
            title: title.into(),
            parts: Vec::new(),
            offset: 0,
        }
    }

    /// Adds a heading.
    #[must_use]
    pub fn heading(mut self, text: impl Into<String>) -> Explain {
        self.parts.push(Part::Heading(text.into()));
        self
    }

    /// Adds a line: a muted label (may be empty) and a sentence.
    #[must_use]
    pub fn line(mut self, label: impl Into<String>, text: impl Into<String>) -> Explain {
        self.parts.push(Part::Line(label.into(), text.into()));
        self
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key, _ctx: &Ctx<'_>) -> Answer {
        match key.code {
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('w' | 'q') => return Answer::Close,
            KeyCode::Down | KeyCode::Char('j') => self.wheel(1),
            KeyCode::Up | KeyCode::Char('k') => self.wheel(-1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.wheel(10),
            KeyCode::PageUp => self.wheel(-10),
            KeyCode::Home => self.offset = 0,
            _ => {}
        }
        Answer::Stay
    }

    /// Takes pasted text: nothing.
    pub fn paste(&mut self, _text: &str) {}

    /// Takes the wheel.
    pub fn wheel(&mut self, by: i32) {
        self.offset = self
            .offset
            .saturating_add_signed(by as isize)
            .min(self.parts.len() * 8);
    }

    /// Takes a click: nothing to choose.
    pub fn choose(&mut self, _index: usize, _ctx: &Ctx<'_>) -> Answer {
        Answer::Stay
    }

    /// Its hints.
    pub fn footer(&self, ctx: &Ctx<'_>) -> Vec<Hint> {
        vec![
            (ctx.glyphs().up_down.into(), "scroll".into(), CHOOSE),
            ("Esc".into(), "close".into(), CLOSE),
        ]
    }

    /// Draws itself.
    pub fn view(&self, ctx: &Ctx<'_>, page: Rect, buf: &mut Buffer, hits: &mut HitMap) {
        let theme = ctx.theme();
        let width = 84.min(page.width.saturating_sub(6));
        let labels = self
            .parts
            .iter()
            .filter_map(|p| match p {
                Part::Line(label, _) if !label.is_empty() => Some(text::width(label) + 2),
                _ => None,
            })
            .max()
            .unwrap_or(0)
            .min(22);
        let mut lines: Vec<(String, String, bool)> = Vec::new();
        for part in &self.parts {
            match part {
                Part::Heading(t) => {
                    if !lines.is_empty() {
                        lines.push((String::new(), String::new(), false));
                    }
                    lines.push((t.clone(), String::new(), true));
                }
                Part::Line(label, t) => {
                    let wrapped = text::wrap(t, width.saturating_sub(6 + labels));
                    for (i, t) in wrapped.into_iter().enumerate() {
                        let label = if i == 0 { label.clone() } else { String::new() };
                        lines.push((label, t, false));
                    }
                }
            }
        }
        let height = lines.len() as u16 + 4;
        let end = if height > page.height.saturating_sub(3) {
            "more below"
        } else {
            ""
        };
        let inner = frame(
            ctx,
            centred(page, width, height),
            buf,
            hits,
            &self.title,
            end,
        );
        let body = crate::tui::layout::inset(inner, 0, 1);
        let most = lines.len().saturating_sub(usize::from(body.height));
        for (i, (label, t, heading)) in lines.iter().skip(self.offset.min(most)).enumerate() {
            let line = row(body, i as u16);
            if line.is_empty() {
                break;
            }
            let style = if *heading {
                theme.bold(Token::Accent)
            } else {
                theme.muted()
            };
            let room = if *heading { line.width } else { labels };
            text::put_fit(buf, line, (line.x + 1, line.y), room, label, style);
            text::put(buf, line, line.x + 1 + labels, line.y, t, theme.text2());
        }
    }
}
