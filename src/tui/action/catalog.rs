//! The actions of every screen, and the verbs that screens share so that the same verb has the same key everywhere.
//!
//! A screen lists its own actions in its `ACTIONS` table, taking shared verbs from here:
//! `OPEN.called("open", "open this strategy")`.

use super::Section::{Everywhere, Look, Show};
use super::{Action, ActionId};
use crate::tui::screens::Id;

macro_rules! shared {
    ($($(#[$doc:meta])* $name:ident = $action:expr;)*) => {
        $($(#[$doc])* pub const $name: Action = $action;)*

        /// The shared verbs, whether or not a screen uses them.
        pub const SHARED: &[Action] = &[$($name,)*];
    };
}

shared! {
    /// One row up.
    UP = Action::new("move.up", &["Up", "k"], "move", "one up").quiet().unlisted();
    /// One row down; the footer's `↑↓`.
    DOWN = Action::new("move.down", &["Down", "j"], "move", "one down").unlisted();
    /// To the left.
    LEFT = Action::new("move.left", &["Left", "h"], "left", "to the left").quiet().unlisted();
    /// To the right.
    RIGHT = Action::new("move.right", &["Right", "l"], "right", "to the right").quiet().unlisted();
    /// One page up.
    PAGE_UP = Action::new("move.page_up", &["PgUp"], "page up", "one page up").quiet().unlisted();
    /// One page down.
    PAGE_DOWN = Action::new("move.page_down", &["PgDn"], "page down", "one page down").quiet().unlisted();
    /// To the first row.
    FIRST = Action::new("move.first", &["Home", "g"], "first", "to the first").quiet().unlisted();
    /// To the last row.
    LAST = Action::new("move.last", &["End", "G"], "last", "to the last").quiet().unlisted();
    /// Next pane.
    NEXT_PANE = Action::new("pane.next", &["Tab"], "next pane", "next pane").section(Everywhere).unlisted();
    /// Previous pane.
    PREVIOUS_PANE = Action::new("pane.previous", &["Shift-Tab"], "pane before", "pane before").section(Everywhere).quiet().unlisted();
    /// Into what is chosen.
    OPEN = Action::new("open", &["Enter"], "open", "open what is chosen").unlisted();
    /// One level out; never quits.
    BACK = Action::new("back", &["Esc"], "back", "one step back").section(Everywhere).quiet().unlisted();
    /// Find by text.
    FIND = Action::new("find", &["/"], "find", "find by text").section(Look).words("search");
    /// Show only some.
    FILTER = Action::new("filter", &["f"], "group", "only one group").section(Look).words("filter group segment");
    /// Sort by another column.
    SORT = Action::new("sort", &["s"], "sort", "sort by another column").words("order");
    /// Make a new one.
    NEW = Action::new("new", &["n"], "new", "make a new one").words("add create");
    /// Change what is chosen.
    EDIT = Action::new("edit", &["e"], "edit", "change it").words("change");
    /// Delete what is chosen.
    DELETE = Action::new("delete", &["d"], "delete", "delete it").words("remove");
    /// Mark rows.
    MARK = Action::new("mark", &["Space"], "mark", "mark it");
    /// Put two side by side.
    COMPARE = Action::new("compare", &["c"], "compare", "put two side by side");
    /// Explain a number or a choice.
    WHY = Action::new("why", &["w"], "why", "why this number").words("explain formula");
    /// See it as a shopper does.
    PREVIEW = Action::new("preview", &["p"], "preview", "see it as the customer does").words("simulate");
    /// Copy the meaning.
    COPY = Action::new("copy", &["y"], "copy", "copy this as text").words("clipboard yank");
    /// Write to a file.
    EXPORT = Action::new("export", &["x"], "export", "write this to a file").words("csv save download");
    /// Save a draft.
    SAVE = Action::new("save", &["Ctrl-S"], "save", "save the draft");
    /// Stop a test or a strategy.
    STOP = Action::new("stop", &["X"], "stop", "stop it").words("end pause");
    /// Make use of the winner.
    APPLY = Action::new("apply", &["a"], "use it", "use it for everyone").words("winner live");
    /// Show what was left out.
    REMOVED = Action::new("removed", &["r"], "left out", "show what was left out, and why").section(Look);
    /// Show masked contact details.
    REVEAL = Action::new("reveal", &["m"], "show details", "show or hide e-mail, phone and address").section(Look).words("mask privacy");
    /// Move a thing up in its order.
    RAISE = Action::new("raise", &["K"], "move up", "move it up").quiet();
    /// Move a thing down in its order.
    LOWER = Action::new("lower", &["J"], "move down", "move it down").quiet();
    /// The next customer of the list.
    NEXT = Action::new("next", &["."], "next customer", "the next customer");
}

macro_rules! global {
    ($($(#[$doc:meta])* $name:ident = $action:expr;)*) => {
        $($(#[$doc])* pub const $name: Action = $action;)*

        /// What works on every screen, in the order of the help.
        pub const GLOBAL: &[Action] = &[$($name,)*];
    };
}

global! {
    /// The list of all actions and places.
    PALETTE = Action::new("palette", &["Ctrl-P", ":", "F2"], "all actions", "all actions").section(Everywhere).unlisted();
    /// What works here.
    HELP = Action::new("help", &["?", "F1"], "help", "help").section(Everywhere).words("keys");
    /// Undo the last change.
    UNDO = Action::new("undo", &["u"], "undo", "undo the last change").section(Everywhere).words("take back revert").twin("regulars undo");
    /// Do it again.
    REDO = Action::new("redo", &["U"], "redo", "redo what was undone").section(Everywhere).words("again");
    /// Which days are looked at.
    PERIOD = Action::new("period", &["t"], "period", "which days to look at").section(Look).words("time days range month").twin("regulars results --period 30d");
    /// Read again.
    REFRESH = Action::new("refresh", &["F5"], "refresh", "read new data").section(Look).words("reload update");
    /// The next theme.
    THEME = Action::new("theme", &["T"], "theme", "light, dark, contrast").section(Show).words("colours appearance mode");
    /// Pictures on or off.
    PICTURES = Action::new("pictures", &["i"], "pictures", "pictures on or off").section(Show).words("images");
    /// The mouse on or off.
    MOUSE = Action::new("mouse", &["M"], "mouse", "mouse on or off").section(Show).words("select text");
    /// Paint everything again.
    REPAINT = Action::new("repaint", &["Ctrl-L"], "repaint", "paint the screen again").section(Show).quiet();
    /// To the shell for a while.
    SUSPEND = Action::new("suspend", &["Ctrl-Z"], "suspend", "to the shell; `fg` comes back").section(Show).quiet();
    /// Back, and out at the end.
    QUIT = Action::new("quit", &["q", "F10"], "quit", "back, then quit").section(Everywhere).words("exit leave");
    /// Out at once.
    LEAVE = Action::new("leave", &["Ctrl-C"], "quit", "quit at once").section(Everywhere).quiet().unlisted();
}

/// The action that brings a screen to the front.
pub const fn go(id: Id) -> ActionId {
    ActionId(id.action())
}

/// Every action of the program with the screen it belongs to (`None`: every screen).
pub fn all() -> Vec<(Option<Id>, Action)> {
    let screens = Id::ALL
        .iter()
        .flat_map(|id| id.actions().iter().map(|a| (Some(*id), *a)));
    GLOBAL.iter().map(|a| (None, *a)).chain(screens).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::action::Twin;
    use crate::tui::event::Key;
    use std::collections::BTreeMap;

    /// Control characters that are other keys, screen's and tmux's prefixes, and what AltGr types.
    const FORBIDDEN: [&str; 16] = [
        "Ctrl-H", "Ctrl-I", "Ctrl-J", "Ctrl-M", "Ctrl-[", "Ctrl-A", "Ctrl-B", "[", "]", "{", "}",
        "\\", "|", "@", "~", "Ctrl-@",
    ];

    #[test]
    fn every_action_has_a_way_in_words_and_a_twin_or_none_for_a_reason() {
        for (_, a) in all() {
            assert!(
                !a.keys.is_empty() || a.listed,
                "{:?} cannot be reached",
                a.id
            );
            assert!(!a.label.is_empty() && !a.help.is_empty(), "{:?}", a.id);
            assert!(a.label.len() <= 20, "{:?} is long for a footer", a.id);
            if let Twin::Command(line) = a.twin {
                assert!(line.starts_with("regulars "), "{:?}: {line}", a.id);
            }
            for key in a.keys {
                assert!(Key::named(key).is_some(), "{:?}: {key}", a.id);
                assert!(!FORBIDDEN.contains(key), "{:?}: {key} is never bound", a.id);
            }
        }
    }

    #[test]
    fn no_key_means_two_things_at_one_place() {
        for id in Id::ALL {
            let mut seen: BTreeMap<String, ActionId> = BTreeMap::new();
            let shared = SHARED
                .iter()
                .filter(|s| !s.footer && !s.listed && !id.actions().iter().any(|a| a.id == s.id));
            for a in id.actions().iter().chain(GLOBAL).chain(shared) {
                for key in a.keys {
                    if let Some(other) = seen.insert((*key).to_owned(), a.id) {
                        assert!(other == a.id, "{id:?}: {key} is {other:?} and {:?}", a.id);
                    }
                }
            }
            for digit in '0'..='9' {
                assert!(
                    !id.tabbed() || !seen.contains_key(&digit.to_string()),
                    "{id:?}: {digit} switches screens"
                );
            }
        }
    }

    #[test]
    fn a_shared_verb_keeps_its_key() {
        for (screen, a) in all() {
            for s in SHARED.iter().chain(GLOBAL) {
                if s.id == a.id {
                    assert_eq!(s.keys, a.keys, "{screen:?} {:?}", a.id);
                }
            }
        }
    }
}
