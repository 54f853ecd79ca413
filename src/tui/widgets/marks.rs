//! Small signs that mean the same everywhere: chips, states, evidence grades, verdicts.

use crate::tui::app::Ctx;
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Draws ` Loyal ` on track, in accent when it is the one meant. Returns the cells used.
pub fn chip(
    ctx: &Ctx<'_>,
    area: Rect,
    at: (u16, u16),
    buf: &mut Buffer,
    name: &str,
    main: bool,
) -> u16 {
    let theme = ctx.theme();
    let style = if main { theme.accent() } else { theme.text2() };
    text::put(
        buf,
        area,
        at.0,
        at.1,
        &format!(" {name} "),
        style.patch(theme.bg(Token::Track)),
    )
}

/// Draws a field that opens a picker: solid accent while it is edited, else plain with a muted mark. Returns the cells used.
pub fn field(
    ctx: &Ctx<'_>,
    area: Rect,
    at: (u16, u16),
    buf: &mut Buffer,
    value: &str,
    edited: bool,
) -> u16 {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    if edited {
        return text::put(
            buf,
            area,
            at.0,
            at.1,
            &format!(" {value} {} ", g.pick),
            theme.solid(),
        );
    }
    let w = text::put(buf, area, at.0, at.1, value, theme.text());
    w + 1 + text::put(buf, area, at.0 + w + 1, at.1, g.pick, theme.muted())
}

/// How personal a recommendation is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Grade {
    /// From the person's own history.
    Personal,
    /// From people like them.
    Group,
    /// From the page, the season, the place.
    Context,
    /// What everybody buys.
    Popular,
    /// Picked by hand.
    Manual,
}

impl From<crate::shop::preview::Grade> for Grade {
    fn from(grade: crate::shop::preview::Grade) -> Grade {
        use crate::shop::preview::Grade as Given;
        match grade {
            Given::Personal => Grade::Personal,
            Given::Group => Grade::Group,
            Given::Contextual => Grade::Context,
            Given::Popular => Grade::Popular,
            Given::Manual => Grade::Manual,
        }
    }
}

impl Grade {
    /// Every grade, the most personal first.
    pub const ALL: [Grade; 5] = [
        Grade::Personal,
        Grade::Group,
        Grade::Context,
        Grade::Popular,
        Grade::Manual,
    ];

    /// The word beside the mark.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Personal => "personal",
            Grade::Group => "group",
            Grade::Context => "context",
            Grade::Popular => "popular",
            Grade::Manual => "manual",
        }
    }

    /// The mark and its colour.
    pub fn mark(self, ctx: &Ctx<'_>) -> (&'static str, Style) {
        let (theme, g) = (ctx.theme(), ctx.glyphs());
        match self {
            Grade::Personal => (g.full, theme.accent()),
            Grade::Group => (g.three, theme.accent()),
            Grade::Context => (g.half, theme.text2()),
            Grade::Popular => (g.quarter, theme.muted()),
            Grade::Manual => (g.ring, theme.muted()),
        }
    }

    /// Draws mark and word. Returns the cells used.
    pub fn view(self, ctx: &Ctx<'_>, area: Rect, at: (u16, u16), buf: &mut Buffer) -> u16 {
        let (mark, style) = self.mark(ctx);
        let w = text::put(buf, area, at.0, at.1, mark, style) + 1;
        w + text::put(buf, area, at.0 + w, at.1, self.word(), style)
    }
}

/// The mark, word and colour of a document's state: live, draft, paused, scheduled, archived.
pub fn state_mark(ctx: &Ctx<'_>, state: &str) -> (&'static str, Style) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    match state {
        "live" | "running" => (g.dot, theme.fg(Token::Positive)),
        "draft" => (g.ring, theme.bold(Token::Accent)),
        "paused" => (g.paused, theme.muted()),
        "scheduled" | "planned" => (g.quarter, theme.muted()),
        _ => (g.none, theme.muted()),
    }
}

/// The mark and colour of a verdict that may be acted on: better, worse; nothing for the rest.
pub fn verdict_mark(ctx: &Ctx<'_>, better: Option<bool>) -> (&'static str, Style) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    match better {
        Some(true) => (g.up, theme.bold(Token::Positive)),
        Some(false) => (g.down, theme.bold(Token::Negative)),
        None => (" ", theme.text2()),
    }
}
