//! Choose one or several values of a long list: type to narrow it, Tab marks, Enter takes; what is typed can be taken
//! as it is.

mod view;

use super::filter::{Fit, filter};
use super::picker::list_key;
use super::{Answer, Hint, MARK, list_hints};
use crate::tui::app::{Ctx, Msg};
use crate::tui::event::Key;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::input::TextInput;
use crossterm::event::KeyCode;

/// One choice.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// As people read it.
    pub name: String,
    /// What is handed over.
    pub value: String,
    /// Muted evidence at the right.
    pub note: String,
    /// What it is, in a line below the list; also found by its words.
    pub help: String,
    /// The heading that it stands under while nothing is typed; empty for none.
    pub heading: &'static str,
    /// Worth less now: muted.
    pub muted: bool,
    /// More words that find it.
    pub words: String,
    /// Only shown once something is typed.
    pub hidden: bool,
}

type Make = Box<dyn FnOnce(Vec<String>) -> Msg + Send>;
/// What typed text stands for: the value, and how it reads; else what to type.
type Typed = Box<dyn Fn(&str) -> Result<(String, String), String> + Send>;

/// A line of the list.
enum Line {
    Heading(&'static str),
    /// Which of those found.
    Found(usize),
    /// What is typed.
    Typed,
}

/// A list to choose from.
pub struct Chooser {
    title: String,
    items: Vec<Choice>,
    found: Vec<Fit>,
    input: TextInput,
    cursor: Cursor,
    many: bool,
    marks: Vec<String>,
    /// Whether the cursor was moved since something was marked.
    moved: bool,
    typed: Option<Typed>,
    /// What is typed comes before what fits it.
    typed_first: bool,
    make: Option<Make>,
}

impl Chooser {
    /// A list under a question; `make` turns the values that were taken into a message.
    pub fn new<M: Into<Msg>>(
        title: impl Into<String>,
        items: Vec<Choice>,
        make: impl FnOnce(Vec<String>) -> M + Send + 'static,
    ) -> Chooser {
        let mut chooser = Chooser {
            title: title.into(),
            items,
            found: Vec::new(),
            input: TextInput::default(),
            cursor: Cursor::default(),
            many: false,
            marks: Vec::new(),
            moved: false,
            typed: None,
            typed_first: false,
            make: Some(Box::new(move |values| make(values).into())),
        };
        chooser.find();
        chooser
    }

    /// Several can be taken; these are marked. What is marked stands first.
    #[must_use]
    pub fn many(mut self, marks: Vec<String>) -> Chooser {
        let mut rest: Vec<Choice> = Vec::new();
        let mut first: Vec<Choice> = Vec::new();
        for item in std::mem::take(&mut self.items) {
            match marks.contains(&item.value) {
                true => first.push(item),
                false => rest.push(item),
            }
        }
        for mark in &marks {
            if !first.iter().any(|i| i.value == *mark) {
                first.push(Choice {
                    name: mark.clone(),
                    value: mark.clone(),
                    ..Choice::default()
                });
            }
        }
        first.extend(rest);
        (self.items, self.many, self.marks) = (first, true, marks);
        self.find();
        self
    }

    /// The value to begin with.
    #[must_use]
    pub fn selected(mut self, value: &str) -> Chooser {
        if let Some(at) = self.items.iter().position(|i| i.value == value) {
            self.cursor.select(at, self.items.len());
        }
        self
    }

    /// What is typed may be taken: it stands for a value, or it is said what to type. `first`: before what fits it.
    #[must_use]
    pub fn typed(
        mut self,
        first: bool,
        typed: impl Fn(&str) -> Result<(String, String), String> + Send + 'static,
    ) -> Chooser {
        self.typed = Some(Box::new(typed));
        self.typed_first = first;
        self
    }

    fn find(&mut self) {
        let query = self.input.value();
        let said: Vec<String> = self
            .items
            .iter()
            .map(|i| format!("{} {}", i.help, i.words))
            .collect();
        let rows = self.items.iter().zip(&said);
        let rows = rows.map(|(i, said)| (i.name.as_str(), said.as_str()));
        self.found = filter(query, rows);
        // What is hidden is there for who calls it by its name: letters scattered over it are no reason to show it.
        let lower = query.to_lowercase();
        let called = |i: &Choice| {
            let name = i.name.to_lowercase();
            !lower.trim().is_empty() && lower.split_whitespace().all(|w| name.contains(w))
        };
        let items = &self.items;
        self.found
            .retain(|f| items.get(f.index).is_some_and(|i| !i.hidden || called(i)));
    }

    /// What is typed, if it can be taken and is no choice of its own.
    fn own(&self) -> Option<Result<(String, String), String>> {
        let text = self.input.value().trim();
        let typed = self.typed.as_ref().filter(|_| !text.is_empty())?;
        let own = typed(text);
        if let Ok((value, shown)) = &own {
            let there = |i: &Choice| i.value == *value || i.name.eq_ignore_ascii_case(shown);
            let mut found = self.found.iter().filter_map(|f| self.items.get(f.index));
            if found.any(there) {
                return None;
            }
        }
        Some(own)
    }

    fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let own = matches!(self.own(), Some(Ok(_)));
        if own && self.typed_first {
            lines.push(Line::Typed);
        }
        let mut heading = "";
        for (i, fit) in self.found.iter().enumerate() {
            let of = self.items.get(fit.index).map_or("", |i| i.heading);
            if self.input.value().trim().is_empty() && of != heading {
                heading = of;
                lines.push(Line::Heading(of));
            }
            lines.push(Line::Found(i));
        }
        if own && !self.typed_first {
            lines.push(Line::Typed);
        }
        lines
    }

    /// The lines that can be chosen.
    fn choices(&self) -> Vec<Line> {
        let mut lines = self.lines();
        lines.retain(|l| !matches!(l, Line::Heading(_)));
        lines
    }

    fn value_at(&self, at: usize) -> Option<String> {
        match self.choices().get(at)? {
            Line::Typed => self.own()?.ok().map(|(value, _)| value),
            Line::Found(i) => {
                let item = self.items.get(self.found.get(*i)?.index)?;
                Some(item.value.clone())
            }
            Line::Heading(_) => None,
        }
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key, _ctx: &Ctx<'_>) -> Answer {
        match key.code {
            KeyCode::Esc => return Answer::Close,
            KeyCode::Enter => return self.take(),
            KeyCode::Tab if self.many => {
                self.mark(self.cursor.selected);
                return Answer::Stay;
            }
            _ => {}
        }
        if let Some(action) = list_key(key) {
            let len = self.choices().len();
            self.cursor.act(action, len);
            self.moved = true;
        } else if self.input.key(key) {
            self.typing();
        }
        Answer::Stay
    }

    fn typing(&mut self) {
        self.find();
        let rows = self.cursor.rows;
        self.cursor = Cursor::default();
        self.cursor.rows = rows;
        self.moved = true;
    }

    fn mark(&mut self, at: usize) {
        let Some(value) = self.value_at(at) else {
            return;
        };
        self.moved = false;
        if self.marks.contains(&value) {
            self.marks.retain(|m| *m != value);
            return;
        }
        if !self.items.iter().any(|i| i.value == value) {
            // What was typed becomes a choice.
            let name = self.own().and_then(Result::ok).map(|(_, shown)| shown);
            self.items.insert(
                0,
                Choice {
                    name: name.unwrap_or_else(|| value.clone()),
                    value: value.clone(),
                    ..Choice::default()
                },
            );
        }
        self.marks.push(value);
        // The next one is looked for from the start.
        if !self.input.value().is_empty() {
            self.input.clear();
            self.find();
            self.cursor.select(0, self.items.len());
        }
    }

    /// Takes what is marked, and the chosen row where that is more than was marked.
    fn take(&mut self) -> Answer {
        let mut values = std::mem::take(&mut self.marks);
        if (values.is_empty() || self.moved)
            && let Some(value) = self.value_at(self.cursor.selected)
            && !values.contains(&value)
        {
            values.push(value);
        }
        match self.make.take_if(|_| !values.is_empty()) {
            Some(make) => Answer::Do(Box::new(make(values))),
            None => {
                self.marks = values;
                Answer::Stay
            }
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.input.paste(text);
        self.typing();
    }

    /// Takes the wheel.
    pub fn wheel(&mut self, by: i32) {
        let to = self.cursor.selected.saturating_add_signed(by as isize);
        let len = self.choices().len();
        self.cursor.select(to, len);
        self.moved = true;
    }

    /// Takes a click: of several, it marks.
    pub fn choose(&mut self, index: usize, _ctx: &Ctx<'_>) -> Answer {
        let len = self.choices().len();
        self.cursor.select(index, len);
        if self.many {
            self.mark(index);
            return Answer::Stay;
        }
        self.take()
    }

    /// Its hints.
    pub fn footer(&self, ctx: &Ctx<'_>) -> Vec<Hint> {
        let mut hints = list_hints(ctx, "take it");
        if self.many {
            let verb = if self.marks.len() > 1 {
                "take them"
            } else {
                "take it"
            };
            hints = list_hints(ctx, verb);
            hints.insert(1, ("Tab".into(), "mark several".into(), MARK));
        }
        hints
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chooser(many: bool) -> Chooser {
        let item = |name: &str, note: &str| Choice {
            name: name.into(),
            value: name.to_lowercase(),
            note: note.into(),
            ..Choice::default()
        };
        let items = vec![
            item("Germany", "12"),
            item("Austria", "9"),
            item("France", "1"),
        ];
        let chooser = Chooser::new("Which?", items, |values| {
            Msg::Toast(crate::tui::app::Toast::note(values.join("+"), ""))
        });
        let chooser = chooser.typed(false, |t| Ok((t.to_owned(), format!("“{t}”"))));
        match many {
            true => chooser.many(Vec::new()),
            false => chooser,
        }
    }

    fn press(chooser: &mut Chooser, keys: &str) -> Option<String> {
        let model = crate::tui::app::Model::new(
            crate::tui::app::Session::default(),
            crate::tui::action::keymap::Keymap::default(),
            (80, 24),
        );
        for name in keys.split_whitespace() {
            if let Answer::Do(msg) = chooser.key(Key::named(name).unwrap(), &model.ctx()) {
                return match *msg {
                    Msg::Toast(t) => Some(t.title),
                    _ => None,
                };
            }
        }
        None
    }

    #[test]
    fn enter_takes_the_marked_and_the_one_gone_to() {
        let taken = |keys| press(&mut chooser(true), keys).unwrap();
        assert_eq!(taken("Enter"), "germany");
        assert_eq!(taken("Tab Enter"), "germany");
        assert_eq!(taken("Tab Down Enter"), "germany+austria");
        assert_eq!(taken("Tab Down Tab Enter"), "germany+austria");
        assert_eq!(taken("f r Enter"), "france");
        assert_eq!(taken("Down Tab Tab Enter"), "austria");
        let again = |keys| {
            let mut open = chooser(true).many(vec!["austria".into()]);
            press(&mut open, keys).unwrap()
        };
        assert_eq!(again("Enter"), "austria");
        assert_eq!(again("Down Enter"), "austria+germany");
        assert_eq!(again("Tab Down Enter"), "germany");
    }

    #[test]
    fn what_is_typed_can_be_taken_unless_it_is_there() {
        let taken = |keys| press(&mut chooser(false), keys).unwrap();
        assert_eq!(taken("x y Enter"), "xy");
        assert_eq!(taken("f r a n c e Enter"), "france");
        assert_eq!(taken("f r Down Enter"), "fr");
    }
}
