//! What this terminal can do: colours, background, characters.

use super::glyphs::Set;
use super::theme::{Depth, Theme};
use std::time::Duration;

/// When to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Color {
    /// As the terminal and `NO_COLOR` say.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What was found out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Caps {
    /// The most colours that can be used.
    pub depth: Depth,
    /// Whether the background is dark.
    pub dark: bool,
    /// Which characters to draw with.
    pub glyphs: Set,
}

impl Caps {
    /// The theme to begin with.
    pub fn theme(self) -> Theme {
        Theme {
            depth: self.depth,
            dark: self.dark,
            contrast: false,
        }
    }

    /// Reads the environment through `env`; `dark` asks the terminal for its background.
    pub fn detect(
        color: Color,
        ascii: bool,
        env: impl Fn(&str) -> Option<String>,
        dark: impl FnOnce() -> Option<bool>,
    ) -> Caps {
        let said = |name: &str| env(name).filter(|v| !v.is_empty());
        let term = said("TERM").unwrap_or_default();
        let truecolor = said("COLORTERM")
            .is_some_and(|v| v.contains("truecolor") || v.contains("24bit"))
            || said("WT_SESSION").is_some()
            || term.contains("direct")
            || ["kitty", "ghostty", "alacritty", "wezterm", "foot"]
                .iter()
                .any(|t| term.contains(t));
        let depth = match color {
            Color::Never => Depth::Mono,
            Color::Auto if said("NO_COLOR").is_some() || term == "dumb" => Depth::Mono,
            _ if truecolor => Depth::True,
            _ if term.contains("256") => Depth::C256,
            _ => Depth::C16,
        };
        let utf8 = match said("LC_ALL")
            .or_else(|| said("LC_CTYPE"))
            .or_else(|| said("LANG"))
        {
            Some(l) => {
                let l = l.to_lowercase();
                l.contains("utf") || (l != "c" && l != "posix" && !l.contains("iso"))
            }
            None => true,
        };
        let glyphs = match () {
            () if ascii || !utf8 => Set::Ascii,
            () if term == "linux" => Set::Block,
            () => Set::Default,
        };
        let hinted = said("COLORFGBG").and_then(|v| {
            let last: u8 = v.rsplit(';').next()?.parse().ok()?;
            Some(!matches!(last, 7 | 9..=15))
        });
        let dark = match depth {
            Depth::Mono => true,
            _ => dark().or(hinted).unwrap_or(true),
        };
        Caps {
            depth,
            dark,
            glyphs,
        }
    }
}

/// Asks the terminal whether its background is dark; gives up after 50 ms.
pub fn ask_background() -> Option<bool> {
    let mut options = terminal_colorsaurus::QueryOptions::default();
    options.timeout = Duration::from_millis(50);
    match terminal_colorsaurus::theme_mode(options) {
        Ok(mode) => Some(mode == terminal_colorsaurus::ThemeMode::Dark),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(vars: &[(&str, &str)], color: Color) -> Caps {
        let get = |name: &str| {
            vars.iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| (*v).to_owned())
        };
        Caps::detect(color, false, get, || None)
    }

    #[test]
    fn colours_follow_the_terminal_and_no_color() {
        let full = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor")];
        assert_eq!(with(&full, Color::Auto).depth, Depth::True);
        assert_eq!(with(&full[..1], Color::Auto).depth, Depth::C256);
        assert_eq!(with(&[("TERM", "xterm")], Color::Auto).depth, Depth::C16);
        let none = [full[0], full[1], ("NO_COLOR", "1")];
        assert_eq!(with(&none, Color::Auto).depth, Depth::Mono);
        assert_eq!(with(&none, Color::Always).depth, Depth::True);
        assert_eq!(with(&full, Color::Never).depth, Depth::Mono);
    }

    #[test]
    fn the_console_gets_blocks_and_an_ascii_locale_gets_ascii() {
        assert_eq!(with(&[("TERM", "linux")], Color::Auto).glyphs, Set::Block);
        assert_eq!(with(&[("LANG", "C")], Color::Auto).glyphs, Set::Ascii);
        assert_eq!(
            with(&[("LANG", "de_DE.UTF-8")], Color::Auto).glyphs,
            Set::Default
        );
        assert!(!with(&[("TERM", "xterm"), ("COLORFGBG", "0;15")], Color::Auto).dark);
    }
}
