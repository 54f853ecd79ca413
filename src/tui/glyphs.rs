//! The characters of drawings, in sets: `default`, `block` (no braille) and `ascii`.

/// Which characters the terminal's font shows well.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Set {
    /// Box lines, blocks, braille.
    #[default]
    Default,
    /// No braille: charts from eighth blocks.
    Block,
    /// Only ASCII.
    Ascii,
}

macro_rules! glyphs {
    ($($(#[$doc:meta])* $name:ident: $default:literal $ascii:literal;)*) => {
        /// One set of characters.
        #[derive(Clone, Copy, Debug)]
        pub struct Glyphs {
            /// Which set it is.
            pub set: Set,
            $($(#[$doc])* pub $name: &'static str,)*
        }

        impl Glyphs {
            /// The characters of a set.
            pub const fn of(set: Set) -> Glyphs {
                match set {
                    Set::Ascii => Glyphs { set, $($name: $ascii,)* },
                    Set::Default | Set::Block => Glyphs { set, $($name: $default,)* },
                }
            }
        }
    };
}

glyphs! {
    /// Thin rule.
    line: "─" "-";
    /// Heavy rule, bars.
    heavy: "━" "=";
    /// Vertical line: zero, dividers.
    bar: "│" "|";
    /// The zero line where a bar crosses it.
    crossing: "┿" "|";
    /// Heavy vertical line: an estimate.
    heavy_bar: "┃" "|";
    /// Grid line.
    grid: "┈" ".";
    /// A note in a chart.
    note: "┊" ":";
    /// Edge of the chosen row.
    edge: "▌" ">";
    /// Caret of a text field.
    caret: "▏" "_";
    /// Focus.
    focus: "▶" ">";
    /// Opens a picker.
    pick: "▾" "v";
    /// Up, better.
    up: "▲" "^";
    /// Down, worse.
    down: "▼" "v";
    /// A point, the personal grade, live.
    dot: "●" "o";
    /// Done, fine.
    check: "✓" "+";
    /// Wrong, left out.
    cross: "✕" "x";
    /// Nothing here.
    none: "·" ".";
    /// Cut text.
    more: "…" "...";
    /// Leads to.
    arrow: "→" "->";
    /// Prompt of a search.
    prompt: "›" ">";
    /// Both vertical arrow keys.
    up_down: "↑↓" "Up/Dn";
    /// Both horizontal arrow keys.
    left_right: "←→" "Lt/Rt";
    /// A branch that goes on.
    tee: "├" "+";
    /// There is more below.
    scroll_down: "↓" "v";
    /// There is more above.
    scroll_up: "↑" "^";
    /// Paused.
    paused: "‖" "=";
    /// A draft; picked by hand.
    ring: "○" "m";
    /// Popular; scheduled.
    quarter: "◔" "b";
    /// By context.
    half: "◑" "C";
    /// By group.
    three: "◕" "G";
    /// Personal grade.
    full: "●" "P";
    /// Corners of overlays: top left, top right, bottom left, bottom right.
    corner_tl: "╭" "+";
    /// Top right corner.
    corner_tr: "╮" "+";
    /// Bottom left corner.
    corner_bl: "╰" "+";
    /// Bottom right corner.
    corner_br: "╯" "+";
    /// Skeleton of a row to come.
    skeleton: "▂" "-";
    /// Upper half block: lower edge of a card.
    upper: "▀" " ";
    /// Lower half block: upper edge of a card.
    lower: "▄" " ";
}

impl Glyphs {
    /// The eight steps of a sparkline, lowest first.
    pub fn eighths(&self) -> [&'static str; 8] {
        match self.set {
            Set::Ascii => ["_", "_", ".", ".", "-", "=", "*", "#"],
            _ => ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
        }
    }

    /// The spinner's picture at a time.
    pub fn spinner(&self, ms: u64) -> &'static str {
        const BRAILLE: [&str; 8] = ["⠋", "⠙", "⠸", "⠴", "⠦", "⠇", "⠏", "⠹"];
        const PLAIN: [&str; 4] = ["-", "\\", "|", "/"];
        let step = (ms / 100) as usize;
        match self.set {
            Set::Default => BRAILLE[step % 8],
            _ => PLAIN[step % 4],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn the_ascii_set_is_ascii_and_the_default_set_one_cell_wide() {
        let ascii = format!("{:?}", Glyphs::of(Set::Ascii));
        assert!(ascii.is_ascii(), "{ascii}");
        let g = Glyphs::of(Set::Default);
        for one in [
            g.line, g.heavy, g.edge, g.focus, g.pick, g.up, g.dot, g.check, g.three, g.more,
        ] {
            assert_eq!(one.width(), 1, "{one}");
        }
    }
}
