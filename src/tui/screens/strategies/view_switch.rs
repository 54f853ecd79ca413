//! What the switch would do: home pages counted with and without the change, and one person's page before and after.

use super::state::State;
use super::update::DIFF;
use super::view::section;
use super::view_detail::tick;
use crate::shop::diff::{Diff, DiffExample};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::figure::{FIGURE_HEIGHT, Figure};
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state as part;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

fn title(state: &State) -> &'static str {
    match state.life().map(|l| l.switched().on()) {
        Some(false) => "If you pause it",
        _ => "If it goes live",
    }
}

/// How many pages were compared.
fn sample(diff: &Diff) -> String {
    match diff.compared == diff.customers {
        true => "counted on everyone".into(),
        false => format!(
            "{} of {} counted",
            fmt::count(diff.compared as i64),
            fmt::count(diff.customers as i64)
        ),
    }
}

fn pane<'a>(state: &State, ctx: &Ctx<'_>) -> Pane<'a> {
    let theme = ctx.theme();
    let pane = Pane::new(title(state));
    match state.diff_now() {
        Some(diff) => pane.end(sample(diff), theme.muted()),
        None if ctx.jobs.get(DIFF).is_some() => {
            let spinner = ctx.glyphs().spinner(ctx.clock);
            pane.end(format!("{spinner} counting"), theme.muted())
        }
        None => pane,
    }
}

fn figure(diff: &Diff) -> Figure<'static> {
    Figure {
        label: "Home pages that change",
        count: Some(diff.changed as u64),
        of: diff.compared as u64,
        ..Figure::default()
    }
}

/// Good and bad of the change: whether it is fine, a count, what is counted.
fn checks(diff: &Diff) -> Vec<(bool, usize, &'static str)> {
    vec![
        (diff.emptied == 0, diff.emptied, "spots would go empty"),
        (diff.sold_out == 0, diff.sold_out, "sold-out products shown"),
        (true, diff.newly_seen, "products newly seen"),
        (
            diff.no_longer_seen == 0,
            diff.no_longer_seen,
            "products no longer seen",
        ),
    ]
}

/// Why nothing changes, where that is so.
fn nothing(state: &State, diff: &Diff) -> Option<&'static str> {
    if diff.changed > 0 || diff.visitors_changed {
        return None;
    }
    Some(match state.shown().is_some_and(|d| d.on_home()) {
        true => "Nobody's home page would look different now.",
        false => {
            "It has no place on the home page. Other pages and messages are not compared here."
        }
    })
}

/// The pane at the right of a wide screen.
pub(super) fn large(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    if state.key().is_none() {
        return;
    }
    let rest = pane(state, ctx).view(ctx, area, buf, hits);
    let Some(diff) = state.diff_now() else {
        if let Some(why) = &state.diff_failed {
            text::paragraph(buf, split_top(rest, 5).0, why, theme.text2());
        } else {
            let place = split_top(rest, FIGURE_HEIGHT).0;
            part::loading(ctx, place, buf, DIFF, "comparing home pages");
        }
        return;
    };
    let (card, rest) = split_top(rest, FIGURE_HEIGHT);
    figure(diff).card(ctx, card, buf);
    let mut rest = split_top(rest, 1).1;
    if let Some(why) = nothing(state, diff) {
        let used = text::paragraph(buf, split_top(rest, 4).0, why, theme.text2());
        rest = split_top(rest, used + 1).1;
    }
    for (i, (fine, count, what)) in checks(diff).into_iter().enumerate() {
        let line = row(rest, i as u16);
        let (mark, style) = tick(ctx, fine);
        text::put(buf, line, line.x, line.y, mark, style);
        let count = fmt::count(count as i64);
        text::put_right(buf, line, line.x + 7, line.y, &count, theme.strong());
        let room = line.width.saturating_sub(9);
        text::put_fit(buf, line, (line.x + 9, line.y), room, what, theme.text2());
    }
    let line = row(rest, 4);
    let visitors = match diff.visitors_changed {
        true => "A new visitor sees another page, too.",
        false => "A new visitor sees the same page.",
    };
    text::put_fit(
        buf,
        line,
        (line.x, line.y),
        line.width,
        visitors,
        theme.muted(),
    );
    let mut rest = split_top(rest, 5).1;
    if let Some(example) = diff.examples.get(state.example) {
        let used = compared(state, diff, example, ctx, rest, buf, hits);
        rest = split_top(rest, used).1;
    }
    let line = row(rest, 1);
    text::spans(buf, line, line.x, line.y, &switch_words(ctx));
}

/// Which key does it and which takes it back.
fn switch_words(ctx: &Ctx<'_>) -> [(&'static str, Style); 4] {
    let theme = ctx.theme();
    [
        ("Space", theme.text()),
        (" does it, ", theme.muted()),
        ("u", theme.text()),
        (" takes it back any time", theme.muted()),
    ]
}

/// Where a product of the new page stood before: its mark and colour.
fn moved(ctx: &Ctx<'_>, before: &[String], now: usize, name: &str) -> (String, Style) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    match before.iter().position(|b| b == name) {
        None => ("new".into(), theme.bold(Token::Positive)),
        Some(was) if was > now => (format!("{}{}", g.up, was - now), theme.text2()),
        Some(was) if was < now => (format!("{}{}", g.down, now - was), theme.muted()),
        Some(_) => (String::new(), theme.muted()),
    }
}

/// One person's block now and then. Returns the rows used.
fn compared(
    state: &State,
    diff: &Diff,
    example: &DiffExample,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> u16 {
    let theme = ctx.theme();
    if area.height < 6 {
        return 0;
    }
    let who = match example.name.is_empty() {
        true => format!("For example, customer {}", example.customer),
        false => format!("For example, {}", example.name),
    };
    let mut pane = Pane::new(&who);
    if diff.examples.len() > 1 {
        let key = ctx.keymap.shown(&c::NEXT);
        let said = format!(
            "{} of {}  next {key}",
            state.example + 1,
            diff.examples.len()
        );
        pane = pane.end_hit(said, theme.muted(), Hit::Act(c::NEXT.id));
    }
    let rest = section(ctx, area, buf, hits, pane);
    let line = row(rest, 0);
    text::put_fit(
        buf,
        line,
        (line.x, line.y),
        line.width,
        &example.block,
        theme.text2(),
    );
    let half = rest.width.saturating_sub(3) / 2;
    let second = rest.x + half + 1;
    let head = row(rest, 1);
    text::put(buf, head, head.x, head.y, "Now", theme.muted());
    text::put(buf, head, second, head.y, "Then", theme.muted());
    let body = split_top(rest, 2).1;
    let rows = example.before.len().max(example.after.len()).min(6);
    for i in 0..rows {
        let line = row(body, i as u16);
        if line.is_empty() {
            break;
        }
        let number = (i + 1).to_string();
        text::put(buf, line, line.x, line.y, &number, theme.muted());
        if let Some(name) = example.before.get(i) {
            let cells = half.saturating_sub(3);
            text::put_fit(buf, line, (line.x + 2, line.y), cells, name, theme.text2());
        }
        match example.after.get(i) {
            Some(name) => {
                let (mark, style) = moved(ctx, &example.before, i, name);
                let end = text::put_right(buf, line, line.right(), line.y, &mark, style);
                let new = !example.before.contains(name);
                let style = if new { theme.strong() } else { theme.text2() };
                let room = end.saturating_sub(second + 1);
                text::put_fit(buf, line, (second, line.y), room, name, style);
            }
            None if i == 0 => {
                let said = "the block hides";
                text::put(buf, line, second, line.y, said, theme.muted());
            }
            None => {}
        }
    }
    rest.y - area.y + 2 + rows as u16
}

/// The pane below the document.
pub(super) fn small(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    if state.key().is_none() {
        return;
    }
    let rest = pane(state, ctx).view(ctx, area, buf, hits);
    let Some(diff) = state.diff_now() else {
        if let Some(why) = &state.diff_failed {
            text::paragraph(buf, split_top(rest, 3).0, why, theme.text2());
        }
        return;
    };
    let used = figure(diff).small(ctx, rest, buf, "home pages change");
    let rest = split_top(rest, used).1;
    if let Some(why) = nothing(state, diff) {
        text::paragraph(buf, split_top(rest, 3).0, why, theme.text2());
        return;
    }
    let wrong: Vec<String> = checks(diff)
        .into_iter()
        .filter(|(fine, ..)| !fine)
        .map(|(_, count, what)| format!("{} {what}", fmt::count(count as i64)))
        .collect();
    let line = row(rest, 0);
    let (mark, style) = tick(ctx, wrong.is_empty());
    text::put(buf, line, line.x, line.y, mark, style);
    let said = match wrong.is_empty() {
        true => "none go empty or show sold-out things".to_owned(),
        false => wrong.join(", "),
    };
    let room = line.width.saturating_sub(2);
    text::put_fit(buf, line, (line.x + 2, line.y), room, &said, theme.text2());
    let line = row(rest, 1);
    if let Some(example) = diff.examples.get(state.example) {
        let first = example
            .after
            .iter()
            .find(|n| !example.before.contains(n))
            .or(example.after.first());
        let said = match first {
            Some(name) => format!("{}: {name} in {}", example.name, example.block),
            None => format!("{}: {} hides", example.name, example.block),
        };
        text::put_fit(
            buf,
            line,
            (line.x, line.y),
            line.width,
            &said,
            theme.muted(),
        );
    }
    let line = row(rest, 2);
    text::spans(buf, line, line.x, line.y, &switch_words(ctx));
}
