//! One strategy: its funnel and groups beside the table, and its own page.

use super::state::State;
use super::view::{called, lines_chart, range};
use crate::shop::dashboard::{Dashboard, Funnel, Row};
use crate::tui::app::{Ctx, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::bars::bar;
use crate::tui::widgets::interval;
use crate::tui::widgets::marks::verdict_mark;
use crate::tui::widgets::pane::Pane;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What became of the impressions: a line a step.
fn funnel(row_of: &Row, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let theme = ctx.theme();
    let steps = Funnel::of(row_of).steps;
    for (i, step) in steps.iter().enumerate() {
        let line = row(area, i as u16);
        if line.is_empty() {
            return i as u16;
        }
        text::put(buf, line, line.x, line.y, step.name, theme.text2());
        let count = fmt::count(step.count as i64);
        let counts = line.x + 15.min(line.width / 2);
        text::put_right(buf, line, counts, line.y, &count, theme.strong());
        let share = step.share.value;
        let said = match share {
            Some(s) if s >= 1.0 => "100%".into(),
            s => fmt::rate(s),
        };
        text::put_right(buf, line, line.right(), line.y, &said, theme.muted());
        let track = Rect {
            x: counts + 2,
            width: line.right().saturating_sub(counts + 2 + 9),
            ..line
        };
        bar(ctx, track, buf, share.unwrap_or(0.0), Token::Accent);
    }
    steps.len() as u16
}

/// The most groups shown.
const GROUPS: usize = 5;

/// For whom it works, the best groups first; bars against the best one.
fn groups(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let Some(groups) = state.works_for() else {
        text::put(buf, area, area.x, area.y, "Who it works for", theme.muted());
        let line = row(area, 1);
        text::put(buf, line, line.x, line.y, "counting", theme.muted());
        return;
    };
    let best = groups
        .iter()
        .filter_map(|g| g.conversion.value)
        .fold(0.0, f64::max);
    if best == 0.0 {
        return;
    }
    text::put(buf, area, area.x, area.y, "Who it works for", theme.muted());
    let known = groups.iter().filter(|g| g.conversion.value.is_some());
    for (i, group) in known.take(GROUPS).enumerate() {
        let line = row(area, 1 + i as u16);
        if line.is_empty() {
            break;
        }
        text::put_fit(buf, line, (line.x, line.y), 15, &group.name, theme.text());
        let said = fmt::rate(group.conversion.value);
        let known = group.conversion.value.is_some();
        let style = if known { theme.text() } else { theme.muted() };
        text::put_right(buf, line, line.right(), line.y, &said, style);
        let track = Rect {
            x: line.x + 17.min(line.width),
            width: line.width.saturating_sub(17 + 9),
            ..line
        };
        let share = group.conversion.value.unwrap_or(0.0) / if best > 0.0 { best } else { 1.0 };
        let token = if share > 0.66 {
            Token::Accent
        } else {
            Token::AccentDim
        };
        bar(ctx, track, buf, share, token);
    }
}

/// The side of the table: funnel, groups, verdict.
pub(super) fn side(state: &State, chosen: &Row, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let used = funnel(chosen, ctx, area, buf);
    let rest = split_top(area, used + 1).1;
    groups(state, ctx, rest, buf);
    let count = state.works_for().map_or(1, |g| {
        let known = g.iter().filter(|g| g.conversion.value.is_some());
        known.take(GROUPS).count()
    }) as u16;
    let rest = split_top(rest, if count > 0 { count + 2 } else { 0 }).1;
    if let Some(against) = &chosen.against {
        text::paragraph(buf, rest, &against.verdict.sentence, ctx.theme().text2());
    }
}

/// The page of one strategy: what is certain, its days, its funnel, for whom it works.
pub(super) fn page(
    state: &State,
    data: &Dashboard,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let Some(chosen) = state.chosen() else {
        return;
    };
    let theme = ctx.theme();
    let title = format!("Strategies {} {}", ctx.glyphs().prompt, chosen.name);
    let end = format!("{} of {}", state.table.selected + 1, state.order.len());
    let rest = Pane::new(&title)
        .focus(true)
        .end(end, theme.muted())
        .view(ctx, area, buf, hits);
    let side_width = if ctx.size.large() { 40 } else { 30 };
    let (left, right) = split_right(rest, side_width, 4);
    side(state, chosen, ctx, right, buf);
    let (head, mut left) = split_top(left, 3);
    match &chosen.against {
        _ if chosen.control => {
            text::paragraph(
                buf,
                head,
                "This is what the others are compared with: people who saw nothing personal.",
                theme.text2(),
            );
        }
        None => {
            text::paragraph(
                buf,
                head,
                "There is no control to compare it with yet.",
                theme.text2(),
            );
        }
        Some(against) => {
            let better = called(chosen);
            let (mark, style) = verdict_mark(ctx, better);
            let mut x = head.x;
            if better.is_some() {
                x += text::put(buf, head, x, head.y, mark, style) + 1;
            }
            let word = if better.is_some() {
                style
            } else {
                theme.strong()
            };
            let mut said = against.verdict.text.to_owned();
            if let Some(first) = said.get_mut(0..1) {
                first.make_ascii_uppercase();
            }
            text::put(buf, head, x, head.y, &said, word);
            let below = split_top(head, 1).1;
            text::paragraph(buf, below, &against.verdict.sentence, theme.text2());
        }
    }
    if let Some(range) = range(chosen) {
        let (place, below) = split_top(split_top(left, 1).1, 6);
        interval::large(ctx, place, buf, range, called(chosen), fmt::change);
        left = split_top(below, 1).1;
    }
    let inner = Pane::new("Conversion, day by day")
        .end("7-day average", theme.muted())
        .view(ctx, left, buf, hits);
    lines_chart(data, Some(&chosen.id), ctx, inner, buf);
}
