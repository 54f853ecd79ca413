//! Choose one of a list: type to narrow it, Enter takes it.

use super::boxed::frame;
use super::filter::{Fit, filter};
use super::{Answer, Hint, list_hints};
use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap, Msg};
use crate::tui::event::Key;
use crate::tui::layout::{centred, row, split_top};
use crate::tui::text;
use crate::tui::theme::Theme;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::input::TextInput;
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

struct Item {
    name: String,
    note: String,
    /// Taken when chosen; `None` after that, or when it is not possible.
    msg: Option<Msg>,
}

/// A list to choose from.
pub struct Picker {
    title: String,
    items: Vec<Item>,
    found: Vec<Fit>,
    input: TextInput,
    cursor: Cursor,
    under: Option<Rect>,
}

impl Picker {
    /// An empty list under a question.
    pub fn new(title: impl Into<String>) -> Picker {
        Picker {
            title: title.into(),
            items: Vec::new(),
            found: Vec::new(),
            input: TextInput::default(),
            cursor: Cursor::default(),
            under: None,
        }
    }

    /// Adds a choice: its name, muted evidence at the right, and what happens.
    #[must_use]
    pub fn item(
        mut self,
        name: impl Into<String>,
        note: impl Into<String>,
        msg: impl Into<Msg>,
    ) -> Picker {
        self.items.push(Item {
            name: name.into(),
            note: note.into(),
            msg: Some(msg.into()),
        });
        self.find();
        self
    }

    /// Adds a choice that is not possible now; the note says why.
    #[must_use]
    pub fn impossible(mut self, name: impl Into<String>, reason: impl Into<String>) -> Picker {
        self.items.push(Item {
            name: name.into(),
            note: reason.into(),
            msg: None,
        });
        self.find();
        self
    }

    /// The choice to begin with.
    #[must_use]
    pub fn selected(mut self, index: usize) -> Picker {
        self.cursor.select(index, self.items.len());
        self
    }

    /// Opens under a field instead of in the middle.
    #[must_use]
    pub fn under(mut self, field: Rect) -> Picker {
        self.under = Some(field);
        self
    }

    fn find(&mut self) {
        let rows = self
            .items
            .iter()
            .map(|i| (i.name.as_str(), i.note.as_str()));
        self.found = filter(self.input.value(), rows);
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key, _ctx: &Ctx<'_>) -> Answer {
        match key.code {
            KeyCode::Esc => return Answer::Close,
            KeyCode::Enter => return self.take(self.cursor.selected),
            _ => {}
        }
        if let Some(action) = list_key(key) {
            self.cursor.act(action, self.found.len());
        } else if self.input.key(key) {
            self.find();
            self.cursor = Cursor::default();
        }
        Answer::Stay
    }

    fn take(&mut self, at: usize) -> Answer {
        let msg = self
            .found
            .get(at)
            .and_then(|f| self.items.get_mut(f.index))
            .and_then(|i| i.msg.take());
        match msg {
            Some(msg) => Answer::Do(Box::new(msg)),
            None => Answer::Stay,
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.input.paste(text);
        self.find();
    }

    /// Takes the wheel.
    pub fn wheel(&mut self, by: i32) {
        let to = self.cursor.selected.saturating_add_signed(by as isize);
        self.cursor.select(to, self.found.len());
    }

    /// Takes a click.
    pub fn choose(&mut self, index: usize, _ctx: &Ctx<'_>) -> Answer {
        self.take(index)
    }

    /// Its hints.
    pub fn footer(&self, ctx: &Ctx<'_>) -> Vec<Hint> {
        list_hints(ctx, "take it")
    }

    /// Draws itself.
    pub fn view(&self, ctx: &Ctx<'_>, page: Rect, buf: &mut Buffer, hits: &mut HitMap) {
        let theme = ctx.theme();
        let widest = |f: fn(&Item) -> &str| {
            self.items
                .iter()
                .map(|i| text::width(f(i)))
                .max()
                .unwrap_or(0)
        };
        let (names, notes) = (widest(|i| &i.name).min(44), widest(|i| &i.note));
        let width = (names + notes + 12)
            .max(text::width(&self.title) + 8)
            .clamp(36, 76);
        let height = (self.items.len() as u16).min(14) + 5;
        let mut area = centred(page, width, height);
        if let Some(field) = self.under {
            area.x = field
                .x
                .min(page.right().saturating_sub(area.width + 2))
                .max(page.x);
            let below = field.y + 1;
            area.y = if below + area.height <= page.bottom() {
                below
            } else {
                page.bottom().saturating_sub(area.height)
            };
        }
        let inner = frame(ctx, area, buf, hits, &self.title, "");
        let (field, rest) = split_top(inner, 2);
        let count = format!("{} of {}", self.found.len(), self.items.len());
        self.input.view(ctx, field, buf, true, &count);
        let shown = usize::from(rest.height);
        let first = self.cursor.first(shown, self.found.len());
        if self.found.is_empty() {
            text::put(
                buf,
                rest,
                rest.x + 2,
                rest.y,
                "Nothing fits. Esc closes.",
                theme.muted(),
            );
        }
        for (i, f) in self.found.iter().enumerate().skip(first).take(shown) {
            let Some(item) = self.items.get(f.index) else {
                continue;
            };
            let line = row(rest, (i - first) as u16);
            let chosen = i == self.cursor.selected;
            let style = match (&item.msg, chosen) {
                (None, _) => theme.muted(),
                (_, true) => theme.strong(),
                _ => theme.text(),
            };
            let room = line.width.saturating_sub(text::width(&item.note) + 6);
            marked(
                theme,
                buf,
                line,
                (line.x + 2, line.y),
                &text::fit(&item.name, room),
                &f.at,
                style,
            );
            text::put_right(
                buf,
                line,
                line.right().saturating_sub(2),
                line.y,
                &item.note,
                theme.muted(),
            );
            if chosen {
                choose_row(ctx, buf, line);
            }
            hits.add(line, Hit::Choice(i));
        }
    }
}

/// Marks a row of an overlay as chosen.
pub(crate) fn choose_row(ctx: &Ctx<'_>, buf: &mut Buffer, line: Rect) {
    ctx.theme().select(buf, line, true);
    if ctx.theme().paints() {
        text::put(
            buf,
            line,
            line.x,
            line.y,
            ctx.glyphs().edge,
            ctx.theme().accent(),
        );
    }
}

/// Prints a name with the matching letters marked.
pub(crate) fn marked(
    theme: Theme,
    buf: &mut Buffer,
    area: Rect,
    at: (u16, u16),
    name: &str,
    marks: &[u32],
    style: Style,
) -> u16 {
    let mut x = at.0;
    for (i, g) in name.graphemes(true).enumerate() {
        let style = if marks.binary_search(&(i as u32)).is_ok() {
            style.patch(theme.matched())
        } else {
            style
        };
        x += text::put(buf, area, x, at.1, g, style);
    }
    x - at.0
}

/// The movement behind a key inside a list with a search field, where letters are text.
pub(crate) fn list_key(key: Key) -> Option<ActionId> {
    match key.code {
        KeyCode::Up | KeyCode::BackTab => Some(c::UP.id),
        KeyCode::Down | KeyCode::Tab => Some(c::DOWN.id),
        KeyCode::PageUp => Some(c::PAGE_UP.id),
        KeyCode::PageDown => Some(c::PAGE_DOWN.id),
        _ => None,
    }
}
