//! Two pages side by side: somebody's and a new visitor's, with what only one of them shows marked.

use super::state::State;
use super::update::LINES;
use crate::model::ids::ProductId;
use crate::shop::preview::{Preview, PreviewBlock, PreviewSlot};
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::layout::{columns, row, split_top};
use crate::tui::screens::preview::viewer::{grade, short_name};
use crate::tui::text;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::table::chosen_row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::BTreeSet;

/// A line of the comparison: the block, and the slot of a product; `None` is the block's heading.
type Line = (usize, Option<usize>);

fn lines(page: &Preview, plain: &Preview) -> Vec<Line> {
    let mut lines = Vec::new();
    let all = page.blocks.len().max(plain.blocks.len());
    for b in 0..all {
        lines.push((b, None));
        let of = |p: &Preview| p.blocks.get(b).map_or(0, |b| b.slots.len());
        lines.extend((0..of(page).max(of(plain))).map(|s| (b, Some(s))));
    }
    lines
}

/// How many lines there are.
pub(super) fn len(state: &State) -> usize {
    let both = state.page.ready().zip(state.plain.as_ref());
    both.map_or(0, |(page, plain)| lines(page, plain).len())
}

fn products(page: &Preview) -> BTreeSet<ProductId> {
    let slots = page.blocks.iter().flat_map(|b| &b.slots);
    slots.map(|s| s.product).collect()
}

pub(super) fn view(
    state: &State,
    page: &Preview,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let title = format!("{} and a new visitor", short_name(page));
    let rest = Pane::new(&title)
        .focus(true)
        .end("bold: only on one of the two", theme.muted())
        .view(ctx, area, buf, hits);
    let Some(plain) = &state.plain else {
        text::put_fit(
            buf,
            rest,
            (rest.x + 2, rest.y),
            rest.width.saturating_sub(2),
            "composing the plain page",
            theme.muted(),
        );
        return;
    };
    let (heads, rest) = split_top(rest, 1);
    for (place, name) in columns(heads, 2, 2)
        .into_iter()
        .zip([short_name(page), "A new visitor"])
    {
        let x = place.x + 5;
        let room = place.width.saturating_sub(5);
        text::put_fit(buf, place, (x, place.y), room, name, theme.muted());
    }
    let lines = lines(page, plain);
    let (ours, theirs) = (products(page), products(plain));
    let shown = usize::from(rest.height);
    let first = state.line.first(shown, lines.len());
    hits.seen(rest, LINES, first, shown);
    for (i, (b, slot)) in lines.iter().enumerate().skip(first).take(shown) {
        let line = row(rest, (i - first) as u16);
        let sides = [(page, &theirs), (plain, &ours)];
        for (place, (of, others)) in columns(line, 2, 2).into_iter().zip(sides) {
            let Some(block) = of.blocks.get(*b) else {
                continue;
            };
            match slot {
                None => heading(block, ctx, place, buf),
                Some(s) => {
                    if let Some(slot) = block.slots.get(*s) {
                        product(slot, !others.contains(&slot.product), ctx, place, buf);
                    }
                }
            }
        }
        if i == state.line.selected {
            chosen_row(ctx, buf, line, true);
        }
        hits.add(
            line,
            Hit::Row {
                list: LINES,
                index: i,
            },
        );
    }
}

fn heading(block: &PreviewBlock, ctx: &Ctx<'_>, place: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let number = block.number.to_string();
    text::put_right(buf, place, place.x + 3, place.y, &number, theme.muted());
    let x = place.x + 5;
    let room = place.right().saturating_sub(x);
    let used = text::put_fit(buf, place, (x, place.y), room, &block.name, theme.accent());
    let said = match &block.hidden {
        Some(_) => "hidden",
        None => block.strategy_name.as_deref().unwrap_or(""),
    };
    let x = x + used + 2;
    let room = place.right().saturating_sub(x);
    if room > 3 {
        text::put_fit(buf, place, (x, place.y), room, said, theme.muted());
    }
}

fn product(slot: &PreviewSlot, only: bool, ctx: &Ctx<'_>, place: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let x = place.x + 5;
    let (mark, mark_style) = grade(slot.grade).mark(ctx);
    let end = text::put_right(
        buf,
        place,
        place.right().saturating_sub(1),
        place.y,
        mark,
        mark_style,
    );
    let style = if only { theme.strong() } else { theme.muted() };
    let room = end.saturating_sub(x + 1);
    text::put_fit(buf, place, (x, place.y), room, &slot.name, style);
}
