//! Input as we use it: presses only, letters by their meaning, never by the shift key behind them.

use crossterm::event::{
    Event as Raw, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};

/// Something the user or the terminal did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// A key.
    Key(Key),
    /// Text pasted or a file dropped.
    Paste(String),
    /// The left button at a cell.
    Click(u16, u16),
    /// The wheel at a cell; positive is down.
    Wheel(u16, u16, i8),
    /// The window has a new size.
    Resize(u16, u16),
}

/// A key with its modifiers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// With the control key.
    pub ctrl: bool,
    /// With the alt key.
    pub alt: bool,
}

impl Key {
    /// The key with a name as the catalogue writes it: `w`, `Enter`, `Ctrl-S`, `F5`, `Shift-Tab`.
    pub fn named(name: &str) -> Option<Key> {
        let (ctrl, rest) = match name.strip_prefix("Ctrl-") {
            Some(rest) => (true, rest),
            None => (false, name),
        };
        let code = match rest {
            "Enter" => KeyCode::Enter,
            "Esc" => KeyCode::Esc,
            "Tab" => KeyCode::Tab,
            "Shift-Tab" => KeyCode::BackTab,
            "Space" => KeyCode::Char(' '),
            "Backspace" => KeyCode::Backspace,
            "Delete" => KeyCode::Delete,
            "Up" => KeyCode::Up,
            "Down" => KeyCode::Down,
            "Left" => KeyCode::Left,
            "Right" => KeyCode::Right,
            "Home" => KeyCode::Home,
            "End" => KeyCode::End,
            "PgUp" => KeyCode::PageUp,
            "PgDn" => KeyCode::PageDown,
            f if f.len() > 1 && f.starts_with('F') => KeyCode::F(f[1..].parse().ok()?),
            one => {
                let mut chars = one.chars();
                let c = chars.next()?;
                if chars.next().is_some() {
                    return None;
                }
                KeyCode::Char(if ctrl { c.to_ascii_lowercase() } else { c })
            }
        };
        Some(Key {
            code,
            ctrl,
            alt: false,
        })
    }

    /// Whether it acts even inside a text field.
    pub fn acts_while_typing(self) -> bool {
        self.ctrl
            || matches!(
                self.code,
                KeyCode::Esc
                    | KeyCode::Tab
                    | KeyCode::BackTab
                    | KeyCode::Enter
                    | KeyCode::F(_)
                    | KeyCode::Up
                    | KeyCode::Down
                    | KeyCode::PageUp
                    | KeyCode::PageDown
            )
    }

    fn of(key: KeyEvent) -> Key {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let code = match key.code {
            KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            KeyCode::Char(c) if ctrl => KeyCode::Char(c.to_ascii_lowercase()),
            other => other,
        };
        // AltGr arrives as Ctrl+Alt on some systems: such a character is text.
        let altgr = ctrl && alt && matches!(code, KeyCode::Char(c) if !c.is_ascii_alphanumeric());
        Key {
            code,
            ctrl: ctrl && !altgr,
            alt: alt && !altgr,
        }
    }
}

impl Event {
    /// What a raw event means to us; releases, moves and focus changes mean nothing.
    pub fn of(raw: Raw) -> Option<Event> {
        match raw {
            Raw::Key(key) if key.kind != KeyEventKind::Release => Some(Event::Key(Key::of(key))),
            Raw::Paste(text) => Some(Event::Paste(text)),
            Raw::Resize(w, h) => Some(Event::Resize(w, h)),
            Raw::Mouse(m) => match m.kind {
                MouseEventKind::Down(MouseButton::Left) => Some(Event::Click(m.column, m.row)),
                MouseEventKind::ScrollDown => Some(Event::Wheel(m.column, m.row, 1)),
                MouseEventKind::ScrollUp => Some(Event::Wheel(m.column, m.row, -1)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Takes late answers of the terminal out of the input. We ask it for its background at the start and wait 50 ms; over a
/// slow line the answer (`ESC ] 11 ; rgb:.. ESC \\`) comes later, letter by letter, as if somebody had typed it.
#[derive(Debug, Default)]
pub struct Replies {
    /// How many characters of an answer were taken out; `None` outside one.
    inside: Option<u8>,
}

impl Replies {
    /// The longest answer that we take for one.
    const LONGEST: u8 = 48;

    /// What a raw event means to us, answers of the terminal left out.
    pub fn pass(&mut self, raw: Raw) -> Option<Event> {
        let Some(Event::Key(key)) = Event::of(raw.clone()) else {
            return Event::of(raw);
        };
        match (self.inside, key.code) {
            (None, KeyCode::Char(']')) if key.alt => self.inside = Some(0),
            (Some(_), KeyCode::Char('\\')) if key.alt => self.inside = None,
            (Some(_), KeyCode::Char('g')) if key.ctrl => self.inside = None,
            (
                Some(n),
                KeyCode::Char(
                    '0'..='9' | 'a'..='f' | 'A'..='F' | ';' | ':' | '/' | '?' | 'r' | 'g',
                ),
            ) if n < Replies::LONGEST && !key.ctrl && !key.alt => {
                self.inside = Some(n + 1);
            }
            _ => {
                self.inside = None;
                return Some(Event::Key(key));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str, replies: &mut Replies) -> String {
        let mut heard = String::new();
        let mut alt = false;
        for c in text.chars() {
            if c == '\u{1b}' {
                alt = true;
                continue;
            }
            let (code, modifiers) = match c {
                '\u{7}' => (KeyCode::Char('g'), KeyModifiers::CONTROL),
                c if alt => (KeyCode::Char(c), KeyModifiers::ALT),
                c => (KeyCode::Char(c), KeyModifiers::NONE),
            };
            alt = false;
            if let Some(Event::Key(key)) = replies.pass(Raw::Key(KeyEvent::new(code, modifiers)))
                && let KeyCode::Char(c) = key.code
            {
                heard.push(c);
            }
        }
        heard
    }

    #[test]
    fn a_late_answer_of_the_terminal_is_no_typing() {
        let mut replies = Replies::default();
        assert_eq!(
            typed("a\u{1b}]11;rgb:1616/1818/1d1d\u{1b}\\4", &mut replies),
            "a4"
        );
        assert_eq!(
            typed("\u{1b}]11;rgb:ffff/ffff/ffff\u{7}rgb", &mut replies),
            "rgb"
        );
        assert_eq!(
            typed("\u{1b}]xy", &mut replies),
            "xy",
            "what is no answer is heard"
        );
    }

    #[test]
    fn only_presses_count_and_shift_is_part_of_the_letter() {
        let mut key = KeyEvent::new(KeyCode::Char('T'), KeyModifiers::SHIFT);
        assert_eq!(Event::of(Raw::Key(key)), Key::named("T").map(Event::Key));
        key.kind = KeyEventKind::Release;
        assert_eq!(Event::of(Raw::Key(key)), None);
        let tab = KeyEvent::new(KeyCode::Tab, KeyModifiers::SHIFT);
        assert_eq!(
            Event::of(Raw::Key(tab)),
            Key::named("Shift-Tab").map(Event::Key)
        );
    }

    #[test]
    fn key_names_are_read() {
        assert_eq!(Key::named("Ctrl-P"), Key::named("Ctrl-p"));
        assert_eq!(Key::named("F10").map(|k| k.code), Some(KeyCode::F(10)));
        assert_eq!(Key::named("F").map(|k| k.code), Some(KeyCode::Char('F')));
        assert_eq!(Key::named("Hyper"), None);
    }
}
