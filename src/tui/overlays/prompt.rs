//! Asking for one text: a name, a file to write to.

use super::boxed::frame;
use super::{Answer, CLOSE, Hint, RUN};
use crate::tui::app::{Ctx, HitMap, Msg};
use crate::tui::event::Key;
use crate::tui::layout::{centred, row};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::input::TextInput;
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

type Make = Box<dyn FnOnce(String) -> Msg + Send>;
type Check = fn(&str) -> Result<(), String>;

/// A question answered by a text.
pub struct Prompt {
    title: String,
    label: String,
    input: TextInput,
    check: Check,
    wrong: Option<String>,
    make: Option<Make>,
}

impl Prompt {
    /// A field with a label; `make` turns the text into a message.
    pub fn new<M: Into<Msg>>(
        title: impl Into<String>,
        label: impl Into<String>,
        value: &str,
        make: impl FnOnce(String) -> M + Send + 'static,
    ) -> Prompt {
        Prompt {
            title: title.into(),
            label: label.into(),
            input: TextInput::with(value),
            check: |text| {
                if text.is_empty() {
                    Err("write something first".into())
                } else {
                    Ok(())
                }
            },
            wrong: None,
            make: Some(Box::new(move |text| make(text).into())),
        }
    }

    /// With a check of its own: what is wrong with the text, and what to do.
    #[must_use]
    pub fn check(mut self, check: Check) -> Prompt {
        self.check = check;
        self
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key, _ctx: &Ctx<'_>) -> Answer {
        match key.code {
            KeyCode::Esc => return Answer::Close,
            KeyCode::Enter => {
                let text = self.input.value().trim().to_owned();
                match (self.check)(&text) {
                    Err(wrong) => self.wrong = Some(wrong),
                    Ok(()) => {
                        if let Some(make) = self.make.take() {
                            return Answer::Do(Box::new(make(text)));
                        }
                    }
                }
            }
            _ => {
                if self.input.key(key) {
                    self.wrong = None;
                }
            }
        }
        Answer::Stay
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.input.paste(text);
    }

    /// Takes the wheel: nothing.
    pub fn wheel(&mut self, _by: i32) {}

    /// Takes a click: nothing to choose.
    pub fn choose(&mut self, _index: usize, _ctx: &Ctx<'_>) -> Answer {
        Answer::Stay
    }

    /// Its hints.
    pub fn footer(&self, _ctx: &Ctx<'_>) -> Vec<Hint> {
        vec![
            ("Enter".into(), "done".into(), RUN),
            ("Esc".into(), "leave it".into(), CLOSE),
        ]
    }

    /// Draws itself.
    pub fn view(&self, ctx: &Ctx<'_>, page: Rect, buf: &mut Buffer, hits: &mut HitMap) {
        let theme = ctx.theme();
        let inner = frame(ctx, centred(page, 64, 7), buf, hits, &self.title, "");
        let label = row(inner, 1);
        text::put_fit(
            buf,
            label,
            (label.x, label.y),
            label.width,
            &self.label,
            theme.muted(),
        );
        self.input.view(ctx, row(inner, 2), buf, true, "");
        if let Some(wrong) = &self.wrong {
            let line = row(inner, 3);
            let said = format!("{} {wrong}", ctx.glyphs().cross);
            text::put_fit(
                buf,
                line,
                (line.x + 1, line.y),
                line.width,
                &said,
                theme.fg(Token::Negative),
            );
        }
    }
}
