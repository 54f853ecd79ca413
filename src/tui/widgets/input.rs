//! A one-line text field with a caret.

use crate::tui::app::Ctx;
use crate::tui::event::Key;
use crate::tui::text;
use crate::tui::theme::Token;
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use tui_input::{Input, InputRequest};
use unicode_segmentation::UnicodeSegmentation;

/// The longest text that a field takes.
const LONGEST: usize = 2_000;

/// The text and where the caret is.
#[derive(Clone, Debug, Default)]
pub struct TextInput {
    input: Input,
}

impl TextInput {
    /// A field that holds a text, the caret at its end.
    pub fn with(text: &str) -> TextInput {
        TextInput {
            input: Input::new(text::safe(text).into_owned()),
        }
    }

    /// The text.
    pub fn value(&self) -> &str {
        self.input.value()
    }

    /// Characters before the caret.
    pub fn caret(&self) -> usize {
        self.input.cursor()
    }

    /// Empties the field.
    pub fn clear(&mut self) {
        self.input = Input::default();
    }

    /// Takes a key; whether the text has changed.
    pub fn key(&mut self, key: Key) -> bool {
        let request = match (key.code, key.ctrl) {
            (KeyCode::Char('w'), true) => InputRequest::DeletePrevWord,
            (KeyCode::Char('u'), true) => InputRequest::DeleteLine,
            (KeyCode::Char('k'), true) => InputRequest::DeleteTillEnd,
            (KeyCode::Char('e'), true) => InputRequest::GoToEnd,
            (KeyCode::Left, true) => InputRequest::GoToPrevWord,
            (KeyCode::Right, true) => InputRequest::GoToNextWord,
            (KeyCode::Char(c), false) if !key.alt && self.value().len() < LONGEST => {
                InputRequest::InsertChar(c)
            }
            (KeyCode::Backspace, false) => InputRequest::DeletePrevChar,
            (KeyCode::Delete, _) => InputRequest::DeleteNextChar,
            (KeyCode::Left, false) => InputRequest::GoToPrevChar,
            (KeyCode::Right, false) => InputRequest::GoToNextChar,
            (KeyCode::Home, _) => InputRequest::GoToStart,
            (KeyCode::End, _) => InputRequest::GoToEnd,
            _ => return false,
        };
        self.input.handle(request).is_some_and(|c| c.value)
    }

    /// Inserts a pasted text; line breaks become blanks.
    pub fn paste(&mut self, pasted: &str) -> bool {
        let mut changed = false;
        for c in text::safe(pasted).chars() {
            if self.value().len() >= LONGEST {
                break;
            }
            changed |= self.input.handle(InputRequest::InsertChar(c)).is_some();
        }
        changed
    }

    /// Draws one row: fill, edge, text, caret; a hint stands at the right while there is room.
    pub fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, focused: bool, hint: &str) {
        let (theme, glyphs) = (ctx.theme(), ctx.glyphs());
        let row = Rect {
            height: area.height.min(1),
            ..area
        };
        if row.width < 3 || row.is_empty() {
            return;
        }
        let fill = if focused {
            Token::Selected
        } else {
            Token::SelectedIdle
        };
        if theme.paints() {
            theme.fill(buf, row, fill);
        }
        let edge = if focused {
            theme.accent()
        } else {
            theme.muted()
        };
        text::put(buf, row, row.x, row.y, glyphs.edge, edge);
        let inner = Rect {
            x: row.x + 1,
            width: row.width - 1,
            ..row
        };
        // The caret stays in sight: text runs out at the left.
        let before: String = self.value().chars().take(self.caret()).collect();
        let mut shown = before.as_str();
        while text::width(shown) + 1 > inner.width {
            let cut = shown.graphemes(true).next().map_or(1, str::len);
            shown = &shown[cut..];
        }
        let after: String = self.value().chars().skip(self.caret()).collect();
        let x = inner.x + text::put(buf, inner, inner.x, inner.y, shown, theme.text());
        let rest = text::put(buf, inner, x, inner.y, &after, theme.text());
        if focused {
            if after.is_empty() {
                text::put(buf, inner, x, inner.y, glyphs.caret, theme.accent());
            } else if let Some(cell) = buf.cell_mut((x, inner.y)) {
                cell.modifier |= Modifier::REVERSED;
            }
        }
        let used = x + rest + 2;
        if !hint.is_empty() && used + text::width(hint) < inner.right() {
            text::put_right(buf, inner, inner.right() - 1, inner.y, hint, theme.muted());
        }
        if !theme.paints() && focused {
            buf.set_style(inner, Modifier::UNDERLINED);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_moving_and_pasting_change_the_text() {
        let mut field = TextInput::default();
        for k in ["a", "n", "Left", "x", "Ctrl-E", "é"] {
            field.key(Key::named(k).unwrap());
        }
        assert_eq!(field.value(), "axné");
        assert!(field.paste("\u{1b}[2J\nb"));
        assert_eq!(field.value(), "axné[2J b");
        assert!(!field.key(Key::named("F5").unwrap()));
        assert!(field.key(Key::named("Ctrl-W").unwrap()));
        assert_eq!(field.value(), "axné[2J ");
    }
}
