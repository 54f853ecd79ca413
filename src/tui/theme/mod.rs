//! The theme: tokens become styles for this terminal's colours, from 24-bit down to none.

pub mod tokens;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
pub use tokens::Token;

/// How many colours the terminal has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// 24-bit.
    True,
    /// The 256-colour palette.
    C256,
    /// The terminal's own 16.
    C16,
    /// None: bold, reverse, underline and words carry everything.
    Mono,
}

/// Turns tokens into styles. Cheap to copy, made once per change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Theme {
    /// Colours at hand.
    pub depth: Depth,
    /// Whether the canvas is dark.
    pub dark: bool,
    /// Whether quiet text is drawn as loud as the rest.
    pub contrast: bool,
}

impl Theme {
    /// The truecolor theme on a dark page.
    pub const DARK: Theme = Theme {
        depth: Depth::True,
        dark: true,
        contrast: false,
    };

    /// The truecolor theme on a light page.
    pub const LIGHT: Theme = Theme {
        depth: Depth::True,
        dark: false,
        contrast: false,
    };

    /// Its name as toasts and settings say it.
    pub fn name(self) -> &'static str {
        match (self.depth, self.dark, self.contrast) {
            (Depth::Mono, _, _) => "no colours",
            (Depth::C16, _, _) => "16 colours",
            (_, true, false) => "dark",
            (_, false, false) => "light",
            (_, true, true) => "dark, high contrast",
            (_, false, true) => "light, high contrast",
        }
    }

    /// The theme after this one on the `T` key, within what the terminal can do.
    #[must_use]
    pub fn next(self, best: Depth) -> Theme {
        let (depth, dark, contrast) = match (self.depth, self.dark, self.contrast) {
            (Depth::Mono, dark, _) if best == Depth::Mono => (Depth::Mono, dark, false),
            (Depth::Mono, _, _) if best == Depth::C16 => (Depth::C16, true, false),
            (Depth::Mono, _, _) => (best, true, false),
            (Depth::C16, _, _) => (Depth::Mono, self.dark, false),
            (d, true, false) => (d, false, false),
            (d, false, false) => (d, true, true),
            (d, true, true) => (d, false, true),
            (_, false, true) => (Depth::C16, true, false),
        };
        Theme {
            depth,
            dark,
            contrast,
        }
    }

    /// Whether surfaces, cards and pictures can be painted.
    pub fn paints(self) -> bool {
        matches!(self.depth, Depth::True | Depth::C256)
    }

    /// The colour of a token.
    pub fn color(self, token: Token) -> Color {
        let token = match token {
            Token::Muted | Token::Text2 if self.contrast => Token::Text,
            Token::Rule if self.contrast => Token::Muted,
            t => t,
        };
        match self.depth {
            Depth::True => hex(token.rgb(self.dark)),
            Depth::C256 => Color::Indexed(token.c256(self.dark)),
            Depth::C16 => token.c16(self.dark),
            Depth::Mono => Color::Reset,
        }
    }

    /// Text or drawing in a token's colour; in mono its modifier.
    pub fn fg(self, token: Token) -> Style {
        let style = Style::new().fg(self.color(token));
        if self.depth != Depth::Mono {
            return style;
        }
        match token {
            Token::Accent | Token::Positive | Token::Negative => style.add_modifier(Modifier::BOLD),
            Token::AccentDim | Token::Rule | Token::Track => style.add_modifier(Modifier::DIM),
            Token::OnAccent => style.add_modifier(Modifier::REVERSED),
            _ => style,
        }
    }

    /// The same, bold.
    pub fn bold(self, token: Token) -> Style {
        self.fg(token).add_modifier(Modifier::BOLD)
    }

    /// Names, values, keys.
    pub fn text(self) -> Style {
        self.fg(Token::Text)
    }

    /// The one value or name that matters in a row.
    pub fn strong(self) -> Style {
        self.bold(Token::Text)
    }

    /// Sentences, secondary values.
    pub fn text2(self) -> Style {
        self.fg(Token::Text2)
    }

    /// Labels, units, hints.
    pub fn muted(self) -> Style {
        self.fg(Token::Muted)
    }

    /// Focus, choice, match.
    pub fn accent(self) -> Style {
        self.fg(Token::Accent)
    }

    /// A match of a search within a name.
    pub fn matched(self) -> Style {
        self.fg(Token::Accent).add_modifier(Modifier::UNDERLINED)
    }

    /// A filled background.
    pub fn bg(self, token: Token) -> Style {
        Style::new().bg(self.color(token))
    }

    /// The only solid accent shape: the recommended key, the field being edited.
    pub fn solid(self) -> Style {
        self.badge(Token::Accent)
    }

    /// Bold text on a strong colour (`DEMO`, `READ ONLY`).
    pub fn badge(self, token: Token) -> Style {
        match self.depth {
            Depth::Mono => Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD),
            _ => Style::new()
                .fg(self.color(Token::OnAccent))
                .bg(self.color(token))
                .add_modifier(Modifier::BOLD),
        }
    }

    /// A token's colour mixed towards the canvas: the pale bar of a range.
    pub fn pale(self, token: Token, share: f32) -> Style {
        match self.depth {
            Depth::True => Style::new().fg(mix(
                hex(token.rgb(self.dark)),
                hex(Token::Canvas.rgb(self.dark)),
                share,
            )),
            _ => self.fg(token),
        }
    }

    /// The background of a cell by how strong it is, from nothing to 1; text on it stays readable. Nothing where no
    /// surfaces are painted.
    pub fn heat(self, token: Token, strength: f32) -> Style {
        // More than this of the token and text in `Token::Text` would be hard to read.
        let most = if self.dark { 0.45 } else { 0.55 };
        let share = strength.clamp(0.0, 1.0) * most;
        let canvas = hex(Token::Canvas.rgb(self.dark));
        match (self.depth, mix(canvas, hex(token.rgb(self.dark)), share)) {
            (Depth::True, colour) => Style::new().bg(colour),
            (Depth::C256, Color::Rgb(r, g, b)) => {
                Style::new().bg(Color::Indexed(nearest_256(r, g, b)))
            }
            _ => Style::new(),
        }
    }

    /// Any colour as this terminal can show it: for pictures only.
    pub fn rgb(self, (r, g, b): (u8, u8, u8)) -> Color {
        match self.depth {
            Depth::True => Color::Rgb(r, g, b),
            Depth::C256 => Color::Indexed(nearest_256(r, g, b)),
            Depth::C16 | Depth::Mono => Color::Reset,
        }
    }

    /// Paints an area's background, leaving its text.
    pub fn fill(self, buf: &mut Buffer, area: Rect, token: Token) {
        buf.set_style(area.intersection(buf.area), self.bg(token));
    }

    /// Clears an area to blanks on a background.
    pub fn clear(self, buf: &mut Buffer, area: Rect, token: Token) {
        let area = area.intersection(buf.area);
        let style = Style::reset()
            .fg(self.color(Token::Text))
            .bg(self.color(token));
        for p in area.positions() {
            if let Some(cell) = buf.cell_mut(p) {
                cell.reset();
                cell.set_symbol(" ").set_style(style);
            }
        }
    }

    /// Marks a row as chosen, after its text is drawn: a fill, or reverse and underline without surfaces.
    pub fn select(self, buf: &mut Buffer, area: Rect, focused: bool) {
        let area = area.intersection(buf.area);
        for p in area.positions() {
            let Some(cell) = buf.cell_mut(p) else {
                continue;
            };
            if self.paints() && !(self.contrast && focused) {
                cell.bg = self.color(if focused {
                    Token::Selected
                } else {
                    Token::SelectedIdle
                });
                if self.depth == Depth::C256 && cell.fg == self.color(Token::Muted) {
                    cell.fg = self.color(Token::Text2);
                }
            } else if focused {
                cell.fg = Color::Reset;
                cell.bg = Color::Reset;
                cell.modifier = Modifier::REVERSED | (cell.modifier & Modifier::BOLD);
                if self.paints() {
                    cell.fg = self.color(Token::Text);
                    cell.bg = self.color(Token::Canvas);
                }
            } else {
                cell.modifier |= Modifier::UNDERLINED;
            }
        }
    }

    /// Pushes what is drawn into the background, behind an overlay.
    pub fn dim(self, buf: &mut Buffer, area: Rect) {
        let area = area.intersection(buf.area);
        let canvas = self.color(Token::Canvas);
        let fallback = match self.depth {
            Depth::C256 => Color::Indexed(if self.dark { 240 } else { 249 }),
            Depth::C16 => Color::DarkGray,
            Depth::True | Depth::Mono => Color::Reset,
        };
        for p in area.positions() {
            let Some(cell) = buf.cell_mut(p) else {
                continue;
            };
            cell.modifier -= Modifier::BOLD | Modifier::UNDERLINED | Modifier::REVERSED;
            match self.depth {
                Depth::True => {
                    cell.fg = mix(cell.fg, canvas, 0.6);
                    cell.bg = mix(cell.bg, canvas, 0.6);
                }
                Depth::C256 => {
                    cell.fg = fallback;
                    cell.bg = canvas;
                }
                Depth::C16 => {
                    cell.fg = fallback;
                    cell.bg = Color::Reset;
                }
                Depth::Mono => cell.modifier |= Modifier::DIM,
            }
        }
    }
}

fn hex(rgb: u32) -> Color {
    Color::Rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

/// Mixes two 24-bit colours; others are left alone.
fn mix(from: Color, to: Color, share: f32) -> Color {
    match (from, to) {
        (Color::Rgb(r, g, b), Color::Rgb(r2, g2, b2)) => {
            let m = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share) as u8;
            Color::Rgb(m(r, r2), m(g, g2), m(b, b2))
        }
        (other, _) => other,
    }
}

/// The nearest of the 6x6x6 cube and the grey ramp.
fn nearest_256(r: u8, g: u8, b: u8) -> u8 {
    const LEVELS: [i32; 6] = [0, 95, 135, 175, 215, 255];
    let (r, g, b) = (i32::from(r), i32::from(g), i32::from(b));
    let level = |v: i32| (0..6).min_by_key(|i| (LEVELS[*i] - v).abs()).unwrap_or(0);
    let (lr, lg, lb) = (level(r), level(g), level(b));
    let apart = |x: i32, y: i32, z: i32| (x - r).pow(2) + (y - g).pow(2) + (z - b).pow(2);
    let cube = apart(LEVELS[lr], LEVELS[lg], LEVELS[lb]);
    let step = (((r + g + b) / 3 - 8) / 10).clamp(0, 23);
    let grey = 8 + 10 * step;
    if apart(grey, grey, grey) < cube {
        (232 + step) as u8
    } else {
        (16 + 36 * lr + 6 * lg + lb) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(rgb: u32) -> f64 {
        let part = |v: u32| {
            let v = f64::from(v & 0xff) / 255.0;
            if v <= 0.03928 {
                v / 12.92
            } else {
                ((v + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(rgb >> 16) + 0.7152 * part(rgb >> 8) + 0.0722 * part(rgb)
    }

    fn ratio(a: u32, b: u32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn rgb_of_256(index: u8) -> u32 {
        const LEVELS: [u32; 6] = [0, 95, 135, 175, 215, 255];
        if index >= 232 {
            let v = 8 + 10 * u32::from(index - 232);
            return v << 16 | v << 8 | v;
        }
        let i = u32::from(index) - 16;
        LEVELS[(i / 36) as usize] << 16
            | LEVELS[(i / 6 % 6) as usize] << 8
            | LEVELS[(i % 6) as usize]
    }

    const TEXTS: [Token; 8] = [
        Token::Text,
        Token::Text2,
        Token::Muted,
        Token::Accent,
        Token::Positive,
        Token::Negative,
        Token::Series3,
        Token::Series4,
    ];
    const FILLS: [Token; 6] = [
        Token::Canvas,
        Token::Surface,
        Token::Raised,
        Token::Selected,
        Token::SelectedIdle,
        Token::Track,
    ];

    #[test]
    fn every_text_is_readable_on_every_fill() {
        for dark in [true, false] {
            for text in TEXTS {
                for fill in FILLS {
                    let r = ratio(text.rgb(dark), fill.rgb(dark));
                    assert!(r >= 4.5, "{text:?} on {fill:?}, dark {dark}: {r:.2}");
                    // Muted on a chosen row becomes text2 in 256 colours.
                    if text == Token::Muted && fill == Token::Selected {
                        continue;
                    }
                    let r = ratio(rgb_of_256(text.c256(dark)), rgb_of_256(fill.c256(dark)));
                    assert!(r >= 4.5, "256: {text:?} on {fill:?}, dark {dark}: {r:.2}");
                }
            }
            for fill in [Token::Accent, Token::Positive, Token::Series4] {
                let r = ratio(Token::OnAccent.rgb(dark), fill.rgb(dark));
                assert!(r >= 4.5, "on-accent on {fill:?}, dark {dark}: {r:.2}");
            }
        }
    }

    #[test]
    fn text_is_readable_on_a_cell_however_strong() {
        for (dark, depth) in [
            (true, Depth::True),
            (false, Depth::True),
            (true, Depth::C256),
            (false, Depth::C256),
        ] {
            let theme = Theme {
                depth,
                dark,
                contrast: false,
            };
            for tenth in 0..=10 {
                let cell = theme.heat(Token::Accent, tenth as f32 / 10.0).bg;
                let r = match cell {
                    Some(Color::Rgb(r, g, b)) => {
                        let rgb = (u32::from(r) << 16) | (u32::from(g) << 8) | u32::from(b);
                        ratio(Token::Text.rgb(dark), rgb)
                    }
                    Some(Color::Indexed(i)) => {
                        ratio(rgb_of_256(Token::Text.c256(dark)), rgb_of_256(i))
                    }
                    other => panic!("{other:?}"),
                };
                assert!(r >= 4.5, "{depth:?}, dark {dark}, {tenth}/10: {r:.2}");
            }
        }
        let mono = Theme {
            depth: Depth::Mono,
            ..Theme::DARK
        };
        assert_eq!(mono.heat(Token::Accent, 1.0), Style::new());
    }

    #[test]
    fn the_theme_key_comes_round_and_never_exceeds_the_terminal() {
        for (best, steps) in [
            (Depth::True, 6),
            (Depth::C256, 6),
            (Depth::C16, 2),
            (Depth::Mono, 1),
        ] {
            let first = Theme {
                depth: best,
                dark: true,
                contrast: false,
            };
            let mut theme = first;
            for _ in 0..steps {
                theme = theme.next(best);
            }
            assert_eq!(theme, first, "{best:?}");
        }
    }

    #[test]
    fn pictures_get_the_nearest_of_256_colours() {
        assert_eq!(nearest_256(0, 0, 0), 16);
        assert_eq!(nearest_256(255, 255, 255), 231);
        assert_eq!(nearest_256(18, 18, 18), 233);
    }
}
