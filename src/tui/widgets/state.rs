//! What a list shows when it has no rows: still loading, empty, no match, or an error; each with the way on.

use crate::tui::action::ActionId;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{inset, row, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A key to press, its verb, and what a click on it does.
pub struct Way<'a> {
    /// The key's name.
    pub key: &'a str,
    /// The verb.
    pub verb: &'a str,
    /// The action.
    pub action: ActionId,
}

/// A chip with a key, then its verb; accent for the recommended one. Returns the cells used.
pub fn key_chip(
    ctx: &Ctx<'_>,
    area: Rect,
    at: (u16, u16),
    buf: &mut Buffer,
    key: &str,
    main: bool,
) -> u16 {
    let theme = ctx.theme();
    let style = if main {
        theme.solid()
    } else {
        theme.accent().patch(theme.bg(Token::Track))
    };
    text::put(buf, area, at.0, at.1, &format!(" {key} "), style)
}

/// Key chips with their verbs in one line, centred; the first is the recommended one.
pub fn ways(
    ctx: &Ctx<'_>,
    line: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    ways: &[Way<'_>],
    centred: bool,
) {
    let each = |w: &Way<'_>| text::width(w.key) + 3 + text::width(w.verb);
    let total: u16 = ways
        .iter()
        .map(|w| each(w) + 4)
        .sum::<u16>()
        .saturating_sub(4);
    let mut x = line.x;
    if centred {
        x += line.width.saturating_sub(total) / 2;
    }
    for (i, w) in ways.iter().enumerate() {
        let from = x;
        x += key_chip(ctx, line, (x, line.y), buf, w.key, i == 0) + 1;
        x += text::put(buf, line, x, line.y, w.verb, ctx.theme().text2());
        let hit = Rect {
            x: from,
            width: x - from,
            ..line
        };
        hits.add(hit.intersection(line), Hit::Act(w.action));
        x += 4;
    }
}

/// Nothing here yet: a fact, a sentence, the keys that change it.
pub fn empty(
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    fact: &str,
    sentence: &str,
    keys: &[Way<'_>],
) {
    let theme = ctx.theme();
    let width = area.width.min(54);
    let lines = text::wrap(sentence, width);
    let height = lines.len() as u16 + 1 + if keys.is_empty() { 0 } else { 2 };
    let top = area.height.saturating_sub(height) / 3;
    let mut y = top;
    let centre = |buf: &mut Buffer, y: u16, t: &str, style| {
        let line = row(area, y);
        let t = text::fit(t, line.width);
        let x = line.x + line.width.saturating_sub(text::width(&t)) / 2;
        text::put(buf, line, x, line.y, &t, style);
    };
    centre(buf, y, fact, theme.strong());
    for line in &lines {
        y += 1;
        centre(buf, y, line, theme.text2());
    }
    if !keys.is_empty() {
        ways(ctx, row(area, y + 2), buf, hits, keys, true);
    }
}

/// Nothing fits what was searched for; says how to get back.
pub fn no_match(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, fact: &str, near: &[&str]) {
    let theme = ctx.theme();
    let area = inset(area, 2, 0);
    text::put_fit(
        buf,
        area,
        (area.x, area.y),
        area.width,
        fact,
        theme.strong(),
    );
    let line = row(area, 1);
    let mut x = line.x;
    if !near.is_empty() {
        x += text::put(buf, line, x, line.y, "Near: ", theme.muted());
        for (i, name) in near.iter().enumerate() {
            if i > 0 {
                x += text::put(buf, line, x, line.y, ", ", theme.muted());
            }
            x += text::put(buf, line, x, line.y, name, theme.matched());
        }
        x += 4;
    }
    let keys = [("Esc", theme.text()), (" clears the search", theme.muted())];
    text::spans(buf, line, x, line.y, &keys);
}

/// Something is wrong: the fact, the cause and what still works, the keys.
pub fn error(
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    fact: &str,
    cause: &str,
    keys: &[Way<'_>],
) {
    let theme = ctx.theme();
    text::put(
        buf,
        area,
        area.x,
        area.y,
        ctx.glyphs().cross,
        theme.fg(Token::Negative),
    );
    let inner = Rect {
        x: area.x + 2.min(area.width),
        width: area.width.saturating_sub(2),
        ..area
    };
    let used = text::paragraph(
        buf,
        Rect {
            height: inner.height.min(3),
            ..inner
        },
        fact,
        theme.strong(),
    );
    let (_, rest) = split_top(inner, used);
    let used = text::paragraph(
        buf,
        Rect {
            height: rest.height.min(4),
            ..rest
        },
        cause,
        theme.text2(),
    );
    if !keys.is_empty() {
        ways(ctx, row(rest, used + 1), buf, hits, keys, false);
    }
}

/// Rows to come, after 100 ms; from 150 ms a spinner with what is done, from 1 s the way out.
pub fn loading(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, slot: &str, what: &str) {
    loading_in(ctx, area, buf, slot, what, |n| fmt::count(n as i64));
}

/// The same where what is done is counted in bytes.
pub fn loading_bytes(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, slot: &str, what: &str) {
    loading_in(ctx, area, buf, slot, what, fmt::size);
}

fn loading_in(
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    slot: &str,
    what: &str,
    amount: fn(u64) -> String,
) {
    let Some(job) = ctx.jobs.get(slot) else {
        return;
    };
    let waited = ctx.clock.saturating_sub(job.since);
    if waited < 100 {
        return;
    }
    let (theme, glyphs) = (ctx.theme(), ctx.glyphs());
    const NAMES: [u16; 5] = [18, 13, 21, 15, 17];
    let rows = area.height.saturating_sub(3).min(5);
    let inner = inset(area, 2.min(area.width / 8), 0);
    let style = theme.fg(Token::Track);
    for i in 0..rows {
        let line = row(inner, i);
        let mut x = line.x;
        for (w, gap) in [(NAMES[usize::from(i) % 5], 28), (6, 12), (5, 10), (8, 0)] {
            text::put(
                buf,
                line,
                x,
                line.y,
                &glyphs.skeleton.repeat(usize::from(w)),
                style,
            );
            x += gap;
        }
    }
    if waited < 150 {
        return;
    }
    let line = row(inner, rows + 1);
    let mut x = line.x
        + text::put(
            buf,
            line,
            line.x,
            line.y,
            glyphs.spinner(ctx.clock),
            theme.accent(),
        )
        + 1;
    let said = match &job.progress {
        Some((phase, done, total)) if *total > 0 => {
            format!("{phase} {} of {}", amount(*done), amount(*total))
        }
        Some((phase, done, _)) if *done > 0 => format!("{phase} {}", amount(*done)),
        Some((phase, _, _)) => phase.clone(),
        None => what.to_owned(),
    };
    x += text::put(buf, line, x, line.y, &said, theme.text2());
    if let Some((_, done, total)) = &job.progress
        && *total > 0
    {
        if waited >= 1_000 && *done > 0 {
            let left = waited as f64 * (*total - done.min(total)) as f64 / *done as f64 / 1_000.0;
            x += text::put(
                buf,
                line,
                x,
                line.y,
                &format!(", {:.0} s left", left.ceil()),
                theme.text2(),
            );
        }
        let bar = row(inner, rows + 2);
        progress_bar(ctx, bar, buf, *done as f64 / *total as f64);
    }
    if waited >= 1_000 {
        x += 3;
        text::spans(
            buf,
            line,
            x,
            line.y,
            &[("Esc", theme.text()), (" stop", theme.muted())],
        );
    }
}

/// A filling bar.
pub fn progress_bar(ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer, share: f64) {
    let (theme, glyphs) = (ctx.theme(), ctx.glyphs());
    let full = (f64::from(line.width) * share.clamp(0.0, 1.0)).round() as u16;
    for i in 0..line.width {
        let (glyph, style) = match (i < full, theme.paints()) {
            (true, _) => (glyphs.heavy, theme.accent()),
            (false, true) => (glyphs.heavy, theme.fg(Token::Track)),
            (false, false) => (glyphs.line, theme.fg(Token::Track)),
        };
        text::put(buf, line, line.x + i, line.y, glyph, style);
    }
}
