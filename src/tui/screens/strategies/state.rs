//! What the Strategies screen remembers.

use crate::model::strategy::State as Life;
use crate::shop::diff::Diff;
use crate::shop::offline::{Offline, OfflineRow};
use crate::shop::results::Row;
use crate::shop::rules::{RuleDetail, RuleRow};
use crate::shop::sentence::Said;
use crate::shop::strategies::{Need, StrategyDetail, StrategyRow, VersionRow};
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::load::Load;

/// The pane with the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pane {
    /// The strategies.
    #[default]
    Strategies,
    /// The rules.
    Rules,
    /// The chosen document.
    Detail,
}

/// Both lists.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// In list order.
    pub strategies: Vec<StrategyRow>,
    /// In the order in which they are applied.
    pub rules: Vec<RuleRow>,
}

/// Which document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// A rule, else a strategy.
    pub rule: bool,
    /// Its id.
    pub id: String,
}

/// A document in full.
#[derive(Clone, Debug)]
pub enum Detail {
    /// A strategy.
    Strategy(Box<StrategyDetail>),
    /// A rule.
    Rule(Box<RuleDetail>),
}

impl Detail {
    /// Which it is.
    pub fn key(&self) -> Key {
        match self {
            Detail::Strategy(d) => Key {
                rule: false,
                id: d.row.id.clone(),
            },
            Detail::Rule(d) => Key {
                rule: true,
                id: d.row.id.clone(),
            },
        }
    }

    /// As a sentence in parts.
    pub fn said(&self) -> &[Said] {
        match self {
            Detail::Strategy(d) => &d.said,
            Detail::Rule(d) => &d.said,
        }
    }

    /// What it is for.
    pub fn purpose(&self) -> &str {
        match self {
            Detail::Strategy(d) => &d.row.purpose,
            Detail::Rule(d) => &d.row.purpose,
        }
    }

    /// As text.
    pub fn toml(&self) -> &str {
        match self {
            Detail::Strategy(d) => &d.toml,
            Detail::Rule(d) => &d.toml,
        }
    }

    /// All versions, newest first.
    pub fn versions(&self) -> &[VersionRow] {
        match self {
            Detail::Strategy(d) => &d.versions,
            Detail::Rule(d) => &d.versions,
        }
    }

    /// What is wrong with it.
    pub fn problem(&self) -> Option<&str> {
        match self {
            Detail::Strategy(d) => d.row.problem.as_deref(),
            Detail::Rule(d) => d.row.problem.as_deref(),
        }
    }

    /// What it needs.
    pub fn needs(&self) -> &[Need] {
        match self {
            Detail::Strategy(d) => &d.row.needs,
            Detail::Rule(_) => &[],
        }
    }

    /// Whether a block of the homepage could show it.
    pub fn on_home(&self) -> bool {
        match self {
            Detail::Strategy(d) => d.row.placements.iter().any(|p| p.starts_with("home")),
            Detail::Rule(d) => {
                d.row.places.is_empty() || d.row.places.iter().any(|p| p.starts_with("home"))
            }
        }
    }
}

/// The Strategies screen.
#[derive(Default)]
pub struct State {
    /// Both lists.
    pub data: Load<Loaded>,
    /// The chosen strategy.
    pub strategies: Cursor,
    /// The chosen rule.
    pub rules: Cursor,
    /// Which pane has the focus.
    pub pane: Pane,
    /// Whether the chosen document is a rule.
    pub on_rules: bool,
    /// The chosen document in full.
    pub detail: Option<Detail>,
    /// Whether the document may say something else by now.
    pub stale: bool,
    /// What came of the strategies in the days of the session.
    pub results: Load<Vec<Row>>,
    /// What each would have found on the shop's own last weeks.
    pub history: Load<Offline>,
    /// What the switch would do: to which document, into which state.
    pub diff: Option<(Key, Life, Diff)>,
    /// Why that could not be said.
    pub diff_failed: Option<String>,
    /// Which of its examples is shown.
    pub example: usize,
    /// First line of the document's text that is shown.
    pub scroll: usize,
    /// Whether the document has the page.
    pub opened: bool,
    /// The strategy to choose when the lists have come.
    pub wanted: Option<String>,
}

impl State {
    /// The chosen strategy.
    pub fn strategy(&self) -> Option<&StrategyRow> {
        self.data.ready()?.strategies.get(self.strategies.selected)
    }

    /// The chosen rule.
    pub fn rule(&self) -> Option<&RuleRow> {
        self.data.ready()?.rules.get(self.rules.selected)
    }

    /// What the chosen strategy would have found on the shop's own last weeks.
    pub fn tried(&self) -> Option<&OfflineRow> {
        let id = &self.strategy().filter(|_| !self.on_rules)?.id;
        self.history.ready()?.rows.iter().find(|r| r.id == *id)
    }

    /// Which document is chosen.
    pub fn key(&self) -> Option<Key> {
        let id = match self.on_rules {
            true => self.rule()?.id.clone(),
            false => self.strategy()?.id.clone(),
        };
        Some(Key {
            rule: self.on_rules,
            id,
        })
    }

    /// Its name.
    pub fn name(&self) -> Option<&str> {
        match self.on_rules {
            true => self.rule().map(|r| r.name.as_str()),
            false => self.strategy().map(|s| s.name.as_str()),
        }
    }

    /// Its state.
    pub fn life(&self) -> Option<Life> {
        match self.on_rules {
            true => self.rule().map(|r| r.state),
            false => self.strategy().map(|s| s.state),
        }
    }

    /// Its version.
    pub fn version(&self) -> i64 {
        match self.on_rules {
            true => self.rule().map_or(1, |r| r.version),
            false => self.strategy().map_or(1, |s| s.version),
        }
    }

    /// The chosen document in full, once it has come.
    pub fn shown(&self) -> Option<&Detail> {
        let key = self.key()?;
        self.detail.as_ref().filter(|d| d.key() == key)
    }

    /// What the switch would do to the chosen document, once it has come.
    pub fn diff_now(&self) -> Option<&Diff> {
        let (key, to) = (self.key()?, self.life()?.switched());
        let (of, into, diff) = self.diff.as_ref()?;
        (*of == key && *into == to).then_some(diff)
    }

    /// What came of the chosen strategy: its row, if it was shown.
    pub fn result(&self) -> Option<&Row> {
        let id = &self.strategy()?.id;
        self.results.ready()?.iter().find(|r| r.id == *id)
    }

    /// How many documents a list has.
    pub fn len_of(&self, rules: bool) -> usize {
        self.data.ready().map_or(0, |d| match rules {
            true => d.rules.len(),
            false => d.strategies.len(),
        })
    }

    /// Keeps the cursors in their lists; chooses what was asked for.
    pub fn arrange(&mut self) {
        if let (Some(wanted), Some(data)) = (&self.wanted, self.data.ready()) {
            let strategy = data.strategies.iter().position(|s| s.id == *wanted);
            let rule = data.rules.iter().position(|r| r.id == *wanted);
            match (strategy, rule) {
                (Some(at), _) => (self.strategies.selected, self.on_rules) = (at, false),
                (None, Some(at)) => (self.rules.selected, self.on_rules) = (at, true),
                (None, None) => {}
            }
            self.pane = match self.on_rules {
                true => Pane::Rules,
                false => Pane::Strategies,
            };
            self.wanted = None;
        }
        let (strategies, rules) = (self.len_of(false), self.len_of(true));
        self.strategies.select(self.strategies.selected, strategies);
        self.rules.select(self.rules.selected, rules);
    }
}
