//! What all screens share: which shop, which days, how things are shown.

use crate::model::money::Currency;
use crate::model::time::{Day, Moment, Zone};
use crate::shop::Shop;
use crate::shop::results::Span;
use crate::tui::glyphs::Set;
use crate::tui::theme::{Depth, Theme};
use std::path::PathBuf;

/// `vs the 30 before`; nothing where there is no before.
pub fn against(span: Span) -> Option<String> {
    match span {
        Span::Days(1) => Some("vs yesterday".into()),
        Span::Days(n) => Some(format!("vs the {n} before")),
        Span::All => None,
        Span::Between(..) => Some("vs as many days before".into()),
    }
}

/// The word of `--period`.
pub fn period_word(span: Span) -> String {
    match span {
        Span::Days(n) => format!("{n}d"),
        Span::All => "all".into(),
        Span::Between(from, to) => format!("{from}..{to}"),
    }
}

/// The surroundings of every screen.
#[derive(Clone, Debug)]
pub struct Session {
    /// The shop's name.
    pub shop: String,
    /// A word on what it sells.
    pub tagline: String,
    /// The days that are looked at.
    pub period: Span,
    /// The moment as of which everything is answered.
    pub now: Moment,
    /// Its zone.
    pub zone: Zone,
    /// Its currency.
    pub currency: Currency,
    /// When the newest order or event happened.
    pub newest: Option<Moment>,
    /// Why the shop is not shown as of this very moment, if so.
    pub banner: Option<String>,
    /// Whether the shop holds no data at all.
    pub empty: bool,
    /// Whether it is the made-up shop.
    pub demo: bool,
    /// Where the made-up shop lies or would lie.
    pub demo_file: Option<PathBuf>,
    /// Whether nothing may be changed.
    pub read_only: bool,
    /// Whether contact details are shown.
    pub reveal: bool,
    /// Whether pictures are drawn.
    pub pictures: bool,
    /// Whether the mouse is ours.
    pub mouse: bool,
    /// Colours in use.
    pub theme: Theme,
    /// The most colours that the terminal has.
    pub best: Depth,
    /// Characters in use.
    pub glyphs: Set,
}

impl Default for Session {
    fn default() -> Session {
        Session {
            shop: String::new(),
            tagline: String::new(),
            period: Span::default(),
            now: Moment::default(),
            zone: Zone::UTC,
            currency: Currency::UNKNOWN,
            newest: None,
            banner: None,
            empty: false,
            demo: false,
            demo_file: None,
            read_only: false,
            reveal: false,
            pictures: true,
            mouse: true,
            theme: Theme::DARK,
            best: Depth::True,
            glyphs: Set::Default,
        }
    }
}

impl Session {
    /// Reads again what the shop says of itself.
    pub fn ask(&mut self, shop: &Shop) {
        self.now = shop.now();
        self.zone = shop.zone();
        self.currency = shop.currency();
        self.banner = shop.banner();
        self.newest = shop.newest();
        self.empty = shop.is_empty().unwrap_or(false);
    }

    /// Today on the shop's calendar.
    pub fn today(&self) -> Day {
        self.zone.day_of(self.now)
    }
}
