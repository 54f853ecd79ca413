//! The condition of a group as a sentence, and how many match each part of it alone.

use super::VIEW;
use super::builder::View;
use super::lines::{kinds, lines};
use super::state::State;
use super::view::{is_new, section};
use super::view_text::print;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::bars::bar;
use crate::tui::widgets::pane::Pane;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The sentence. Returns the rows used.
pub(super) fn in_words(
    state: &State,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> u16 {
    let theme = ctx.theme();
    let (said, style) = match &state.sentence {
        Some(said) => (said.as_str(), theme.text2()),
        None if state.text().trim().is_empty() && state.view == View::Rows => (
            "Each row is one condition. Choose what it is about, then its value; nothing has to be typed.",
            theme.muted(),
        ),
        None if state.text().trim().is_empty() => (
            "Conditions are joined by AND, OR and NOT. Write one, or take one from the list.",
            theme.muted(),
        ),
        None => ("It can be said in words once it is mended.", theme.muted()),
    };
    if area.height < 2 {
        return 0;
    }
    if !ctx.size.large() {
        // Where a line is dear the sentence stands under the text without a title.
        let (_, place) = split_top(area, u16::from(area.height > 3));
        let (place, _) = split_top(place, 5);
        return area.height.min(1) + text::paragraph(buf, place, said, style);
    }
    let pane = Pane::new(if is_new(state) {
        "What it says"
    } else {
        "In words"
    });
    let rest = section(ctx, area, buf, hits, pane);
    let head = rest.y.saturating_sub(area.y);
    let used = text::paragraph(buf, split_top(rest, 7).0, said, style);
    head + used
}

/// The whole view of a sentence: large, then one by one.
pub(super) fn sentence(
    state: &State,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let (said, style) = match &state.sentence {
        Some(said) => (said.clone(), theme.text()),
        None if state.text().trim().is_empty() => (
            "Nobody is meant yet: add a condition.".to_owned(),
            theme.muted(),
        ),
        None => {
            let problem = state.worst().map_or(String::new(), |p| {
                format!("{} {}. {}", ctx.glyphs().cross, p.what, p.help())
            });
            (problem, theme.fg(Token::Negative))
        }
    };
    let most = area.height.saturating_sub(5).max(2);
    let used = text::paragraph(buf, split_top(area, most).0, &said, style);
    let rest = split_top(area, used + u16::from(!ctx.size.large())).1;
    alone(state, ctx, rest, buf, hits);
}

/// The same as a line of text, where there is room. Returns the rows used.
pub(super) fn as_text(
    state: &State,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> u16 {
    let source = state.text();
    if !ctx.size.large() || area.height < 8 || source.trim().is_empty() {
        return 0;
    }
    let theme = ctx.theme();
    let shown = format!("{} text", ctx.keymap.shown(&VIEW));
    let pane = Pane::new("As a line of text").end_hit(shown, theme.muted(), Hit::Act(VIEW.id));
    let rest = section(ctx, area, buf, hits, pane);
    let head = rest.y.saturating_sub(area.y);
    let laid = lines(&source, rest.width.saturating_sub(3));
    let (place, _) = split_top(rest, (laid.len() as u16).min(4));
    if theme.paints() {
        theme.fill(buf, place, Token::Surface);
    }
    let colours = kinds(&source);
    for (i, line) in laid.iter().enumerate() {
        let at = row(place, i as u16);
        let inner = Rect {
            x: at.x + 2.min(at.width),
            width: at.width.saturating_sub(3),
            ..at
        };
        print(ctx, inner, buf, &source, line, &colours, &[], None);
    }
    head + place.height
}

/// Each condition alone: how many match it.
pub(super) fn alone(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let parts = state
        .more
        .as_ref()
        .map(|(_, m)| m.parts.as_slice())
        .unwrap_or_default();
    let fresh = state.more_now().is_some();
    if area.height < 5 || parts.len() < 2 || !state.right() {
        return;
    }
    let pane = Pane::new("Each condition alone").end("customers", theme.muted());
    let rest = section(ctx, area, buf, hits, pane);
    let of = state.count().map_or(1, |(_, of, _)| of).max(1) as f64;
    let number = |n: u64| fmt::count(n as i64);
    let room = rest.height.saturating_sub(1);
    let widest = parts.iter().map(|p| text::width(&short(&p.words))).max();
    let names = widest
        .unwrap_or(12)
        .clamp(rest.width / 3, rest.width * 3 / 5);
    let draw = |buf: &mut Buffer, i: u16, name: &str, count: u64, all: bool| {
        let line = row(rest, i);
        let style = match (all, fresh) {
            (_, false) => theme.muted(),
            (true, _) => theme.strong(),
            _ => theme.text2(),
        };
        text::put_fit(buf, line, (line.x, line.y), names, name, style);
        text::put_right(buf, line, line.right(), line.y, &number(count), style);
        let track = Rect {
            x: line.x + (names + 2).min(line.width),
            width: line.width.saturating_sub(names + 2 + 10),
            ..line
        };
        let token = if all { Token::Accent } else { Token::AccentDim };
        bar(ctx, track, buf, count as f64 / of, token);
    };
    let shown = match parts.len() > usize::from(room) {
        // The last line says how many there are more.
        true => usize::from(room).saturating_sub(1),
        false => parts.len(),
    };
    for (i, part) in parts.iter().take(shown).enumerate() {
        draw(buf, i as u16, &short(&part.words), part.count, false);
    }
    let mut next = shown as u16;
    if shown < parts.len() {
        let line = row(rest, next);
        let said = format!("and {} more", parts.len() - shown);
        text::put(buf, line, line.x, line.y, &said, theme.muted());
        next += 1;
    }
    if let Some((count, _, true)) = state.count() {
        draw(buf, next, "All together", count, true);
    }
}

/// The words of one condition without the subject: `Customers with 3 orders.` becomes `With 3 orders`.
fn short(words: &str) -> String {
    let words = words.trim_end_matches('.');
    let rest = words.strip_prefix("Customers ").unwrap_or(words);
    let rest = rest.strip_prefix("who ").unwrap_or(rest);
    let mut said = rest.to_owned();
    if let Some(first) = said.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    said
}
