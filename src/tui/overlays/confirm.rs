//! Asking first, only when it cannot be undone: the safe choice is Esc, the other one a letter.

use super::boxed::frame;
use super::{Answer, CLOSE, Hint};
use crate::tui::app::{Ctx, Hit, HitMap, Msg};
use crate::tui::event::Key;
use crate::tui::layout::{centred, row};
use crate::tui::text;
use crate::tui::theme::Token;
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A question with a safe and a dangerous answer.
pub struct Confirm {
    title: String,
    text: String,
    keep: String,
    letter: char,
    verb: String,
    msg: Option<Msg>,
}

impl Confirm {
    /// `keep` is the safe answer ("Keep Anna"), `letter` and `verb` the other ("y", "erase for good").
    pub fn new(
        title: impl Into<String>,
        text: impl Into<String>,
        keep: impl Into<String>,
        letter: char,
        verb: impl Into<String>,
        msg: impl Into<Msg>,
    ) -> Confirm {
        Confirm {
            title: title.into(),
            text: text.into(),
            keep: keep.into(),
            letter,
            verb: verb.into(),
            msg: Some(msg.into()),
        }
    }

    /// Takes a key. Enter keeps: it is pressed by reflex.
    pub fn key(&mut self, key: Key, _ctx: &Ctx<'_>) -> Answer {
        match key.code {
            KeyCode::Esc | KeyCode::Enter => Answer::Close,
            KeyCode::Char(l) if l == self.letter && !key.ctrl => match self.msg.take() {
                Some(msg) => Answer::Do(Box::new(msg)),
                None => Answer::Close,
            },
            _ => Answer::Stay,
        }
    }

    /// Takes pasted text: nothing.
    pub fn paste(&mut self, _text: &str) {}

    /// Takes the wheel: nothing.
    pub fn wheel(&mut self, _by: i32) {}

    /// Takes a click: 0 keeps, 1 does it.
    pub fn choose(&mut self, index: usize, _ctx: &Ctx<'_>) -> Answer {
        match (index, self.msg.take()) {
            (1, Some(msg)) => Answer::Do(Box::new(msg)),
            _ => Answer::Close,
        }
    }

    /// Its hints.
    pub fn footer(&self, _ctx: &Ctx<'_>) -> Vec<Hint> {
        vec![("Esc".into(), self.keep.to_lowercase(), CLOSE)]
    }

    /// Draws itself.
    pub fn view(&self, ctx: &Ctx<'_>, page: Rect, buf: &mut Buffer, hits: &mut HitMap) {
        let theme = ctx.theme();
        let lines = text::wrap(&self.text, 58.min(page.width.saturating_sub(10)));
        let area = centred(page, 66, lines.len() as u16 + 6);
        let inner = frame(ctx, area, buf, hits, &self.title, "");
        for (i, line) in lines.iter().enumerate() {
            let at = row(inner, 1 + i as u16);
            text::put(buf, at, at.x + 1, at.y, line, theme.text2());
        }
        let line = row(inner, inner.height.saturating_sub(1));
        let keep = format!("  Esc  {}  ", self.keep);
        let mut x = line.x + 1;
        let w = text::put(buf, line, x, line.y, &keep, theme.solid());
        hits.add(
            Rect {
                x,
                width: w,
                ..line
            },
            Hit::Choice(0),
        );
        x += w + 4;
        let chip = theme.bold(Token::Negative).patch(theme.bg(Token::Track));
        let from = x;
        x += text::put(buf, line, x, line.y, &format!(" {} ", self.letter), chip) + 1;
        x += text::put(buf, line, x, line.y, &self.verb, theme.text2());
        hits.add(
            Rect {
                x: from,
                width: x.saturating_sub(from),
                ..line
            },
            Hit::Choice(1),
        );
    }
}
