//! Keys to actions: the screen's own first, then what works everywhere; `keys.toml` may give an action other keys.

use super::catalog::{self, GLOBAL, SHARED};
use super::{Action, ActionId};
use crate::tui::event::Key;
use crate::tui::screens::Id;
use crossterm::event::KeyCode;
use std::collections::BTreeMap;

/// Which key does what.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    changed: BTreeMap<String, Vec<String>>,
    /// What was wrong in `keys.toml`, with its line; those actions keep their keys.
    pub problems: Vec<String>,
}

impl Keymap {
    /// Reads `keys.toml`: `"dashboard.sort" = ["s", "F3"]`, one action a line.
    pub fn read(text: &str) -> Keymap {
        let mut map = Keymap::default();
        let all = catalog::all();
        for (i, line) in text.lines().enumerate() {
            let at = i + 1;
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Ok(table) = line.parse::<toml::Table>() else {
                map.problems.push(format!(
                    "keys.toml line {at}: write \"action\" = [\"key\"], such as \"sort\" = [\"s\"]"
                ));
                continue;
            };
            for (id, keys) in table {
                let known = all
                    .iter()
                    .map(|(_, a)| a)
                    .chain(SHARED)
                    .any(|a| a.id.0 == id);
                if !known {
                    map.problems
                        .push(format!("keys.toml line {at}: there is no action `{id}`"));
                    continue;
                }
                let keys: Vec<String> = match keys {
                    toml::Value::String(one) => vec![one],
                    toml::Value::Array(many) => many
                        .into_iter()
                        .filter_map(|v| v.as_str().map(str::to_owned))
                        .collect(),
                    _ => Vec::new(),
                };
                match keys.iter().find(|k| Key::named(k).is_none()) {
                    Some(bad) => map.problems.push(format!(
                        "keys.toml line {at}: `{bad}` is no key, try F6 or Ctrl-K"
                    )),
                    None if keys.is_empty() => map.problems.push(format!(
                        "keys.toml line {at}: `{id}` needs at least one key"
                    )),
                    None => {
                        map.changed.insert(id, keys);
                    }
                }
            }
        }
        map.drop_conflicts(text);
        map
    }

    /// A key that would mean two things at one place: the changed action falls back to its own.
    fn drop_conflicts(&mut self, text: &str) {
        let ids: Vec<String> = self.changed.keys().cloned().collect();
        for id in ids {
            let clash = Id::ALL.iter().find_map(|screen| {
                let here: Vec<&Action> = screen.actions().iter().chain(GLOBAL).collect();
                let mine = here.iter().find(|a| a.id.0 == id)?;
                let keys = self.keys(mine);
                here.iter()
                    .find(|a| a.id != mine.id && self.keys(a).iter().any(|k| keys.contains(k)))
                    .map(|a| a.id)
            });
            if let Some(other) = clash {
                let line = text
                    .lines()
                    .position(|l| l.contains(id.as_str()))
                    .map_or(0, |l| l + 1);
                self.changed.remove(&id);
                self.problems.push(format!(
                    "keys.toml line {line}: the key of `{id}` already does `{}`",
                    other.0
                ));
            }
        }
    }

    /// The keys of an action.
    pub fn keys(&self, action: &Action) -> Vec<String> {
        match self.changed.get(action.id.0) {
            Some(keys) => keys.clone(),
            None => action.keys.iter().map(|k| (*k).to_owned()).collect(),
        }
    }

    /// The key to show for an action.
    pub fn shown(&self, action: &Action) -> String {
        self.keys(action).into_iter().next().unwrap_or_default()
    }

    /// The action of a key on a screen.
    pub fn action(&self, screen: Option<Id>, key: Key) -> Option<ActionId> {
        let own = screen.map_or(&[][..], |s| s.actions());
        let hit = |a: &&Action| self.keys(a).iter().any(|k| Key::named(k) == Some(key));
        own.iter()
            .chain(GLOBAL)
            .chain(SHARED.iter().filter(|s| !s.footer && !s.listed))
            .find(hit)
            .map(|a| a.id)
            .or_else(|| {
                [catalog::DOWN, catalog::OPEN, catalog::NEXT_PANE]
                    .iter()
                    .find(hit)
                    .map(|a| a.id)
            })
    }

    /// The screen of a digit.
    pub fn screen(key: Key) -> Option<Id> {
        match key.code {
            KeyCode::Char(c) if !key.ctrl && !key.alt => Id::ALL
                .iter()
                .copied()
                .find(|s| s.tabbed() && s.digit() == c),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_can_be_changed_and_mistakes_name_their_line() {
        let map = Keymap::read(
            "# mine\n\"theme\" = [\"F6\"]\n\"nonsense\" = [\"a\"]\n\"quit\" = [\"Hyper\"]\n\"mouse\" = [\"q\"]\n",
        );
        assert_eq!(map.keys(&catalog::THEME), ["F6"]);
        assert_eq!(map.keys(&catalog::QUIT), ["q", "F10"]);
        assert_eq!(map.keys(&catalog::MOUSE), ["M"]);
        assert_eq!(map.problems.len(), 3, "{:?}", map.problems);
        assert!(map.problems[0].starts_with("keys.toml line 3"));
        assert!(
            map.problems
                .iter()
                .any(|p| p.contains("line 5") && p.contains("quit"))
        );
    }

    #[test]
    fn letters_and_arrows_mean_the_same() {
        let map = Keymap::default();
        for (a, b) in [("Down", "j"), ("Up", "k"), ("Home", "g"), ("End", "G")] {
            let find = |k| map.action(Some(Id::Dashboard), Key::named(k).unwrap());
            assert_eq!(find(a), find(b));
            assert!(find(a).is_some());
        }
        assert_eq!(
            Keymap::screen(Key::named("1").unwrap()),
            Some(Id::Dashboard)
        );
    }
}
