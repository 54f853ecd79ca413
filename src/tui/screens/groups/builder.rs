//! The rows of the group on the screen: which one is chosen, what it can say, and the way back.

use super::state::{Pane, State};
use crate::shop::groups::FieldValues;
use crate::targeting::ast::Cond;
use crate::targeting::diagnostic::{Diagnostic, Severity};
use crate::targeting::parse::parse;
use crate::targeting::rows::cells::{Cell, Slot, cells, joint};
use crate::targeting::rows::source::Source;
use crate::targeting::rows::{Line, Path, Rows, What};
use crate::targeting::span::Span;
use crate::tui::widgets::input::TextInput;
use std::collections::HashMap;

/// How the condition is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum View {
    /// As rows to choose from.
    #[default]
    Rows,
    /// As text to write.
    Text,
    /// As a sentence to read.
    Sentence,
}

impl View {
    /// The one that the key brings next.
    pub fn next(self) -> View {
        match self {
            View::Rows => View::Text,
            View::Text => View::Sentence,
            View::Sentence => View::Rows,
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            View::Rows => "rows",
            View::Text => "text",
            View::Sentence => "sentence",
        }
    }
}

/// The rows of a text.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    /// The rows.
    pub rows: Rows,
    /// The text that they say.
    pub of: String,
    /// The chosen line, the head of everything first.
    pub at: usize,
    /// The chosen piece of it.
    pub cell: usize,
}

/// A state to go back to.
#[derive(Clone, Debug)]
struct Step {
    text: String,
    builder: Option<Builder>,
}

/// What was before, and what was taken back.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Step>,
    future: Vec<Step>,
}

/// So many steps can be taken back.
const STEPS: usize = 200;

/// Where a condition goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Aim {
    /// Behind a row; the flag: in a group of its own.
    Behind(Path, bool),
    /// In the place of one.
    At(Path),
}

/// A condition on its way into the rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// Where it goes.
    pub aim: Aim,
    /// NOTs before it.
    pub nots: usize,
    /// What it says; values may be open still.
    pub cond: Cond,
}

/// What choosers need.
#[derive(Default)]
pub struct Choosing {
    /// Values of the shop that have come.
    pub values: HashMap<Source, FieldValues>,
    /// The question that waits for its values.
    pub waits: Option<(Said, Slot)>,
}

impl Builder {
    /// The lines with the chosen one.
    pub fn lines(&self) -> Vec<Line<'_>> {
        self.rows.lines()
    }

    /// Where the chosen line stands.
    pub fn path(&self) -> Path {
        let mut lines = self.rows.lines();
        match self.at < lines.len() {
            true => lines.swap_remove(self.at).path,
            false => Path::new(),
        }
    }

    /// Chooses the line at a place.
    pub fn go(&mut self, path: &[usize]) {
        let lines = self.rows.lines();
        let at = lines.iter().position(|l| l.path == path);
        self.at = at.unwrap_or(self.at).min(lines.len().saturating_sub(1));
    }
}

impl State {
    /// Whether the rows have the focus.
    pub fn building(&self) -> bool {
        self.pane == Pane::Editor
            && self.view == View::Rows
            && !self.typing
            && self.members.is_none()
            && self.page.is_none()
            && self.builder.is_some()
    }

    /// Whether Enter takes the repair: while one writes, and where rows cannot be shown for it.
    pub fn mends(&self) -> bool {
        let rowless = self.view == View::Rows && self.builder.is_none();
        let offered = self.offered().is_some_and(|p| p.replacement.is_some());
        offered && (self.typing || rowless)
    }

    /// Makes the rows of the text on the screen, or places those that say it already.
    pub fn sync(&mut self) {
        let text = self.text();
        if text.trim().is_empty() {
            let kept = self.builder.take().filter(|b| b.of.trim().is_empty());
            self.builder = Some(kept.unwrap_or_default());
            return;
        }
        let (expr, problems) = parse(&text);
        let Some(expr) = expr.filter(|_| problems.is_empty()) else {
            self.builder = None;
            return;
        };
        match &mut self.builder {
            Some(builder) if builder.of == text => builder.rows.place(&expr),
            other => {
                let (at, cell) = other.as_ref().map_or((0, 0), |b| (b.at, b.cell));
                *other = Rows::of(&expr).map(|rows| Builder {
                    at: at.min(rows.lines().len().saturating_sub(1)),
                    rows,
                    of: text,
                    cell,
                });
            }
        }
    }

    /// The pieces of a line.
    pub fn cells(&self, what: What<'_>, open: bool) -> Vec<Cell> {
        match (what, self.data.ready()) {
            (What::Head(group), _) => vec![Cell {
                slot: Slot::Joint,
                text: joint(group),
                span: None,
                said: true,
            }],
            (What::Is(nots, cond, _), Some(data)) => cells(nots, cond, &data.vocabulary, open),
            (What::Is(..), None) => Vec::new(),
        }
    }

    /// The chosen condition, with its NOTs, and the chosen piece of it or of the head.
    pub fn chosen_cell(&self) -> Option<(Option<(usize, Cond)>, Cell)> {
        let builder = self.builder.as_ref()?;
        let lines = builder.lines();
        let what = lines.get(builder.at)?.what;
        let mut cells = self.cells(what, true);
        let cell = builder.cell.min(cells.len().checked_sub(1)?);
        let cond = match what {
            What::Is(nots, cond, _) => Some((nots, cond.clone())),
            What::Head(_) => None,
        };
        Some((cond, cells.swap_remove(cell)))
    }

    /// How many pieces the chosen line has.
    pub fn cell_count(&self) -> usize {
        let count = || {
            let builder = self.builder.as_ref()?;
            let what = builder.lines().get(builder.at)?.what;
            Some(self.cells(what, true).len())
        };
        count().unwrap_or(0)
    }

    /// What is wrong with a piece of the text: the first error, else the first warning, with its number.
    pub fn problem_in(&self, span: Span) -> Option<(usize, &Diagnostic)> {
        let inside = |p: &Diagnostic| {
            p.span.start >= span.start && p.span.start <= span.end && p.span.end <= span.end
        };
        let all = self.problems().iter().enumerate();
        let mut all: Vec<_> = all.filter(|(_, p)| inside(p)).collect();
        all.sort_by_key(|(_, p)| p.severity != Severity::Error);
        all.into_iter().next()
    }

    /// Keeps what is on the screen, so that one can come back to it.
    pub fn remember(&mut self) {
        let step = Step {
            text: self.text(),
            builder: self.builder.clone(),
        };
        let history = self.history.entry(self.key()).or_default();
        history.future.clear();
        if history.past.last().is_none_or(|s| s.text != step.text) {
            history.past.push(step);
            let extra = history.past.len().saturating_sub(STEPS);
            history.past.drain(..extra);
        }
    }

    /// Changes the rows, and the text with them. The change says which row is chosen then.
    pub fn change(&mut self, change: impl FnOnce(&mut Rows) -> Option<Path>) {
        self.remember();
        let Some(mut builder) = self.builder.take() else {
            return;
        };
        let to = change(&mut builder.rows);
        let text = builder.rows.expr().map_or(String::new(), |e| e.to_string());
        *self.draft() = TextInput::with(&text);
        builder.of = self.text();
        if let Some(path) = to {
            builder.go(&path);
        }
        builder.at = builder.at.min(builder.lines().len().saturating_sub(1));
        self.builder = Some(builder);
    }

    /// Whether something of the draft can be taken back (or, with `again`, done again).
    pub fn can_step(&self, again: bool) -> bool {
        let text = self.text();
        self.history.get(&self.key()).is_some_and(|h| {
            let steps = if again { &h.future } else { &h.past };
            steps.iter().any(|s| s.text != text)
        })
    }

    /// Takes the last change of the draft back, or does it again.
    pub fn step(&mut self, again: bool) {
        let (key, text) = (self.key(), self.text());
        let now = Step {
            text: text.clone(),
            builder: self.builder.clone(),
        };
        let Some(history) = self.history.get_mut(&key) else {
            return;
        };
        let (from, to) = match again {
            true => (&mut history.future, &mut history.past),
            false => (&mut history.past, &mut history.future),
        };
        while let Some(step) = from.pop() {
            if step.text != text {
                to.push(now);
                *self.draft() = TextInput::with(&step.text);
                self.builder = step.builder;
                return;
            }
        }
    }
}
