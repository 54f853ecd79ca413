//! What the Groups screen remembers.

use super::builder::{Builder, Choosing, History, View};
use super::members::Listing;
use super::pages::Page;
use crate::model::time::Day;
use crate::shop::groups::{Counted, FieldRow, GroupRow, GroupWorth, Part};
use crate::targeting::check::{Checked, check_as};
use crate::targeting::diagnostic::{Diagnostic, Severity};
use crate::targeting::plan::{Subject, Verb};
use crate::targeting::ready_made::{Have, Need};
use crate::targeting::vocabulary::Vocabulary;
use crate::targeting::words::words;
use crate::tui::app::Ctx;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::load::Load;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The pane with the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pane {
    /// The groups.
    #[default]
    List,
    /// The condition of the chosen group.
    Editor,
    /// Who matches.
    Matches,
}

/// What the shop says once.
#[derive(Clone)]
pub struct Loaded {
    /// Every group, saved ones first.
    pub rows: Vec<GroupRow>,
    /// What can be asked for.
    pub fields: Vec<FieldRow>,
    /// The names that a check looks up.
    pub vocabulary: Arc<Vocabulary>,
    /// Which kinds of data there are.
    pub have: Have,
}

impl Loaded {
    /// What this shop lacks for a verb.
    pub fn verb_missing(&self, verb: Verb) -> Option<String> {
        Need::of_verb(verb).missing(&self.have, &self.vocabulary)
    }
}

/// A row of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entry {
    /// A group that has no name yet.
    New,
    /// A group of the shop.
    Group(usize),
}

/// What is known of the people behind a text.
#[derive(Clone, Debug)]
pub struct More {
    /// Each condition alone.
    pub parts: Vec<Part>,
    /// What the members are worth.
    pub worth: GroupWorth,
}

/// The Groups screen.
#[derive(Default)]
pub struct State {
    /// What the shop has answered.
    pub data: Load<Loaded>,
    /// The rows of the list.
    pub entries: Vec<Entry>,
    /// The chosen row.
    pub list: Cursor,
    /// Which pane has the focus.
    pub pane: Pane,
    /// How the condition is shown.
    pub view: View,
    /// The rows of the text on the screen; `None` while it cannot be read.
    pub builder: Option<Builder>,
    /// What can be taken back, by the name of the group.
    pub history: BTreeMap<String, History>,
    /// What choosers need.
    pub choosing: Choosing,
    /// Whether letters are text.
    pub typing: bool,
    /// Texts that are not saved, by the name of their group; the new one has none.
    pub drafts: BTreeMap<String, TextInput>,
    /// What is right and wrong about the text on the screen; `None` while there is no text.
    pub checked: Option<Checked>,
    /// The text as a sentence.
    pub sentence: Option<String>,
    /// Which problem the repair is offered for.
    pub problem: usize,
    /// The last good count, with the group and the text that it belongs to.
    pub counted: Option<(String, String, Counted)>,
    /// More on the people behind a text.
    pub more: Option<(String, More)>,
    /// Why the last count failed.
    pub failed: Option<String>,
    /// The members, when they are open.
    pub members: Option<Listing>,
    /// The group to choose when the list has come.
    pub wanted: Option<String>,
    /// The page that looks closer, when one is open.
    pub page: Option<Page>,
    /// The past day as of which everything is asked; `None` is now.
    pub back: Option<Day>,
    /// Groups whose size belongs to the data and the day on the screen; others are still to be counted.
    pub sized: BTreeSet<String>,
    /// The first entry and how many were in sight in the last frame.
    pub in_sight: (usize, usize),
}

impl State {
    /// The chosen row of the list.
    pub fn entry(&self) -> Option<Entry> {
        self.entries.get(self.list.selected).copied()
    }

    /// A group of the shop.
    pub fn group(&self, entry: Entry) -> Option<&GroupRow> {
        match entry {
            Entry::New => None,
            Entry::Group(i) => self.data.ready()?.rows.get(i),
        }
    }

    /// The chosen group, unless it is the new one.
    pub fn chosen(&self) -> Option<&GroupRow> {
        self.group(self.entry()?)
    }

    /// The name under which drafts of the chosen group are kept.
    pub fn key(&self) -> String {
        self.chosen().map_or_else(String::new, |g| g.name.clone())
    }

    /// The name as titles say it.
    pub fn title(&self) -> String {
        match self.chosen() {
            Some(g) => g.name.clone(),
            None => "New group".into(),
        }
    }

    /// The text as it was saved.
    pub fn saved_text(&self) -> &str {
        self.chosen().map_or("", |g| g.expression.as_str())
    }

    /// The text on the screen: the draft, or what is saved.
    pub fn text(&self) -> String {
        match self.drafts.get(&self.key()) {
            Some(draft) => draft.value().to_owned(),
            None => self.saved_text().to_owned(),
        }
    }

    /// Bytes before the caret of the text.
    pub fn caret(&self) -> usize {
        let Some(draft) = self.drafts.get(&self.key()) else {
            return self.saved_text().len();
        };
        let text = draft.value();
        let at = text.char_indices().nth(draft.caret());
        at.map_or(text.len(), |(byte, _)| byte)
    }

    /// Whether a row of the list is one that the merchant has made.
    pub fn own(&self, entry: Entry) -> bool {
        self.group(entry).is_none_or(|g| !g.ready_made)
    }

    /// Whether a group has a draft that says something else than what is saved.
    pub fn is_unsaved(&self, entry: Entry) -> bool {
        let (name, saved) = match self.group(entry) {
            Some(g) => (g.name.as_str(), g.expression.as_str()),
            None => ("", ""),
        };
        self.drafts
            .get(name)
            .is_some_and(|d| d.value().trim() != saved.trim() || entry == Entry::New)
    }

    /// Whether the chosen one has.
    pub fn changed(&self) -> bool {
        self.entry().is_some_and(|e| self.is_unsaved(e))
    }

    /// The text to change.
    pub fn draft(&mut self) -> &mut TextInput {
        let (key, text) = (self.key(), self.text());
        self.drafts
            .entry(key)
            .or_insert_with(|| TextInput::with(&text))
    }

    /// Ends typing; a draft that says what is saved, or nothing at all, is none.
    pub fn stop(&mut self) {
        self.typing = false;
        let key = self.key();
        let nothing = key.is_empty() && self.text().trim().is_empty();
        if nothing || !self.changed() {
            self.drafts.remove(&key);
            self.history.remove(&key);
        }
        if nothing {
            self.arrange();
        }
    }

    /// Problems of the text.
    pub fn problems(&self) -> &[Diagnostic] {
        self.checked.as_ref().map_or(&[], |c| &c.problems)
    }

    /// Whether the chosen group, as it was saved, asks for data that the shop has not: its count would say nothing.
    pub fn waits(&self) -> bool {
        !self.changed() && self.chosen().is_some_and(|g| !g.missing.is_empty())
    }

    /// Whether the text can be counted.
    pub fn right(&self) -> bool {
        self.checked.as_ref().is_some_and(|c| c.plan.is_some())
    }

    /// The first error, else the first warning.
    pub fn worst(&self) -> Option<&Diagnostic> {
        let all = self.problems();
        all.iter()
            .find(|p| p.severity == Severity::Error)
            .or_else(|| all.first())
    }

    /// The problem that the repair is offered for.
    pub fn offered(&self) -> Option<&Diagnostic> {
        self.problems().get(self.problem)
    }

    /// How many match, of how many, and whether that belongs to the text on the screen: the last good count of this
    /// group, before the first one that of its saved text.
    pub fn count(&self) -> Option<(u64, u64, bool)> {
        let (key, text, counted) = self.counted.as_ref()?;
        if *key == self.key() {
            return Some((counted.count, counted.of, *text == self.text()));
        }
        let saved = self.chosen()?.count?;
        Some((saved, counted.of, !self.changed()))
    }

    /// More on the text on the screen.
    pub fn more_now(&self) -> Option<&More> {
        let (of, more) = self.more.as_ref()?;
        (*of == self.text()).then_some(more)
    }

    /// Builds the list anew; the chosen group stays chosen.
    pub fn arrange(&mut self) {
        let chosen = self
            .wanted
            .take()
            .or_else(|| self.entry().map(|_| self.key()));
        let rows = self.data.ready().map_or(0, |d| d.rows.len());
        self.entries.clear();
        if self.drafts.contains_key("") {
            self.entries.push(Entry::New);
        }
        self.entries.extend((0..rows).map(Entry::Group));
        let name = |e: &Entry| self.group(*e).map_or("", |g| g.name.as_str());
        let at = chosen
            .as_deref()
            .and_then(|wanted| self.entries.iter().position(|e| name(e) == wanted));
        let len = self.entries.len();
        self.list.select(at.unwrap_or(self.list.selected), len);
    }

    /// Checks the text on the screen: pure, without asking the shop.
    pub fn check(&mut self, ctx: &Ctx<'_>) {
        let (text, name) = (self.text(), self.key());
        self.checked = match self.data.ready() {
            Some(data) if !text.trim().is_empty() => {
                let name = Some(name.as_str()).filter(|n| !n.is_empty());
                Some(check_as(&text, Subject::Customers, &data.vocabulary, name))
            }
            _ => None,
        };
        self.sync();
        let plan = self.checked.as_ref().and_then(|c| c.plan.as_ref());
        self.sentence = plan.map(|p| words(p, ctx.session.currency));
        let errors = |p: &Diagnostic| p.severity == Severity::Error;
        self.problem = self.problems().iter().position(errors).unwrap_or(0);
    }
}
