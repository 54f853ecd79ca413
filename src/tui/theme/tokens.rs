//! The colour table: every token in truecolor, 256 and 16 colours, for dark and light terminals.

use ratatui::style::Color;

macro_rules! tokens {
    ($($(#[$doc:meta])* $name:ident: $dark:literal $light:literal, $d256:literal $l256:literal, $d16:ident $l16:ident;)*) => {
        /// What a colour is for. No drawing code names a colour, only one of these.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Token { $($(#[$doc])* $name,)* }

        impl Token {
            /// Every token.
            pub const ALL: &'static [Token] = &[$(Token::$name,)*];

            /// The 24-bit value on a dark or light terminal.
            pub fn rgb(self, dark: bool) -> u32 {
                match self { $(Token::$name => if dark { $dark } else { $light },)* }
            }

            /// The value out of 256 colours.
            pub fn c256(self, dark: bool) -> u8 {
                match self { $(Token::$name => if dark { $d256 } else { $l256 },)* }
            }

            /// The value out of 16 colours; `Reset` leaves the terminal's own.
            pub fn c16(self, dark: bool) -> Color {
                match self { $(Token::$name => if dark { Color::$d16 } else { Color::$l16 },)* }
            }
        }
    };
}

tokens! {
    /// The page.
    Canvas: 0x12171a 0xfbfaf6, 233 231, Reset Reset;
    /// Header, footer, cards.
    Surface: 0x1a2125 0xf1efe8, 234 255, Reset Reset;
    /// Overlays and toasts.
    Raised: 0x20292e 0xffffff, 235 231, Reset Reset;
    /// The row or field that has the focus.
    Selected: 0x1d3a37 0xd3ebe3, 236 254, Reset Reset;
    /// A selection in another pane.
    SelectedIdle: 0x263036 0xe6e4dc, 235 254, Reset Reset;
    /// The empty part of a bar; chips.
    Track: 0x29343a 0xe4e1d8, 237 254, Reset Reset;
    /// Title rules and grid lines.
    Rule: 0x36434a 0xc9c6bb, 239 250, Gray DarkGray;
    /// Names, values, keys.
    Text: 0xe8ecec 0x1b2125, 255 234, Reset Reset;
    /// Sentences and secondary values.
    Text2: 0xb9c4c8 0x3f4a50, 251 238, Reset Reset;
    /// Labels, units, hints.
    Muted: 0x94a1a7 0x566167, 248 240, Gray Reset;
    /// Focus, choice, match, first series.
    Accent: 0x62d2b6 0x076a57, 79 23, LightCyan Cyan;
    /// Past bars, lesser bars.
    AccentDim: 0x2f7567 0x7fbdae, 29 109, Cyan Cyan;
    /// Text on accent.
    OnAccent: 0x0d1f1b 0xffffff, 233 231, Black Black;
    /// Up, better, done, live.
    Positive: 0x78b7ff 0x0a5bb0, 111 25, LightBlue Blue;
    /// Down, worse, error, needs you.
    Negative: 0xffa066 0xa64100, 215 94, LightYellow Red;
    /// Second line of a chart.
    Series3: 0xc7adff 0x6a3fc0, 183 55, Magenta Magenta;
    /// Third line of a chart.
    Series4: 0xe0c77e 0x7a5a00, 186 58, Green Green;
}
