//! What is on the page: block by block, every product with price, score, grade and its reason.

use super::state::{Entry, Pane as Focus, State};
use super::update::{LIST, SLOT};
use super::viewer::{self, grade, short_name};
use crate::shop::preview::{Preview, PreviewBlock, PreviewSlot};
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::bars;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::table::chosen_row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A score in few characters; great ones are counts.
pub(super) fn score(value: f64) -> String {
    let decimals = if value.abs() < 9.995 { 2 } else { 0 };
    fmt::number(value, decimals)
}

/// An addend with its sign.
pub(super) fn signed(value: f64) -> String {
    let sign = if value < 0.0 { "−" } else { "+" };
    format!("{sign}{}", score(value.abs()))
}

/// A line of the list.
enum Line {
    Blank,
    Heading(usize),
    Entry(usize),
    Empty(usize),
}

pub(super) fn view(
    state: &State,
    page: &Preview,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let title = format!("What {} sees", short_name(page));
    let busy = ctx.waits(&[SLOT], 150);
    let end = match busy {
        true => format!("{} composing", g.spinner(ctx.clock)),
        false => {
            let all = match ctx.size.large() {
                true => fmt::counted(page.candidates as i64, "product"),
                false => fmt::count(page.candidates as i64),
            };
            format!("{} of {all}", fmt::count(page.level.slots() as i64))
        }
    };
    let rest = Pane::new(&title)
        .focus(state.pane == Focus::Page)
        .number(0)
        .end(end, theme.muted())
        .view(ctx, area, buf, hits);

    let rest = viewer::note(page, ctx, rest, buf);
    let large = ctx.size.large();
    let lines = lines(state, page, large);
    let tall = |line: &Line| match line {
        Line::Entry(_) if large => 2i32,
        _ => 1,
    };
    let height = i32::from(rest.height);
    let total: i32 = lines.iter().map(tall).sum();
    let mut at = 0;
    let mut chosen = 0;
    for line in &lines {
        if matches!(line, Line::Entry(i) if *i == state.cursor.selected) {
            chosen = at;
        }
        at += tall(line);
    }
    // The chosen one stays in the middle while there is more above and below.
    let top = (chosen - height / 2).min(total - height).max(0);
    let seen = usize::from(rest.height / if large { 2 } else { 1 }).max(1);
    hits.seen(rest, LIST, top as usize, seen);
    let mut y = -top;
    for line in &lines {
        let tall = tall(line);
        if y >= 0 && y + tall <= height {
            let place = Rect {
                y: rest.y + y as u16,
                height: tall as u16,
                ..rest
            };
            draw(state, page, ctx, line, place, buf, hits);
        }
        y += tall;
        if y >= height {
            break;
        }
    }
}

fn lines(state: &State, page: &Preview, large: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut block = None;
    for (i, entry) in state.entries.iter().enumerate() {
        let b = entry.block();
        if block != Some(b) {
            if block.is_some() && large {
                lines.push(Line::Blank);
            }
            if matches!(entry, Entry::Slot(..)) {
                lines.push(Line::Heading(b));
            }
            block = Some(b);
        }
        lines.push(Line::Entry(i));
        let of = page.blocks.get(b);
        let last = of.is_some_and(|o| *entry == Entry::Slot(b, o.slots.len().saturating_sub(1)));
        if last && of.is_some_and(|o| o.empty.is_some()) {
            lines.push(Line::Empty(b));
        }
    }
    lines
}

fn draw(
    state: &State,
    page: &Preview,
    ctx: &Ctx<'_>,
    line: &Line,
    place: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    match line {
        Line::Blank => {}
        Line::Heading(b) => {
            if let Some(block) = page.blocks.get(*b) {
                heading(block, ctx, place, buf);
            }
        }
        Line::Empty(b) => {
            let said = page.blocks.get(*b).and_then(|b| b.empty.as_deref());
            let x = place.x + 6;
            let room = place.right().saturating_sub(x);
            text::put_fit(
                buf,
                place,
                (x, place.y),
                room,
                said.unwrap_or(""),
                theme.muted(),
            );
        }
        Line::Entry(i) => {
            let chosen = *i == state.cursor.selected;
            match state.entries.get(*i) {
                Some(Entry::Slot(b, s)) => {
                    let block = page.blocks.get(*b);
                    if let Some((block, slot)) = block.and_then(|b| Some((b, b.slots.get(*s)?))) {
                        entry(block, slot, chosen, ctx, place, buf);
                    }
                }
                Some(Entry::Hidden(b)) => {
                    if let Some(block) = page.blocks.get(*b) {
                        hidden(block, ctx, place, buf);
                    }
                }
                None => {}
            }
            if chosen {
                chosen_row(ctx, buf, place, state.pane == Focus::Page);
            }
            hits.add(
                place,
                Hit::Row {
                    list: LIST,
                    index: *i,
                },
            );
        }
    }
}

fn heading(block: &PreviewBlock, ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let mut x = line.x + 2;
    x += text::put(
        buf,
        line,
        x,
        line.y,
        &block.number.to_string(),
        theme.muted(),
    ) + 1;
    let room = line.right().saturating_sub(x);
    x += text::put_fit(buf, line, (x, line.y), room, &block.name, theme.text2()) + 2;
    let by = block.strategy_name.as_deref().unwrap_or("");
    let by = match &block.arm {
        Some(arm) => format!("{by}, {} of {}", arm.variant, arm.experiment),
        None => by.to_owned(),
    };
    let room = line.right().saturating_sub(x);
    text::put_fit(buf, line, (x, line.y), room, &by, theme.muted());
}

fn hidden(block: &PreviewBlock, ctx: &Ctx<'_>, place: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let mut x = place.x + 2;
    x += text::put(
        buf,
        place,
        x,
        place.y,
        &block.number.to_string(),
        theme.muted(),
    ) + 1;
    let room = place.right().saturating_sub(x);
    x += text::put_fit(buf, place, (x, place.y), room, &block.name, theme.muted()) + 2;
    let room = place.right().saturating_sub(x + 1);
    let why = block.hidden.as_deref().unwrap_or("nothing to show");
    if place.height > 1 {
        text::put_fit(buf, place, (x, place.y), room, "hidden", theme.muted());
        let below = (place.x + 6, place.y + 1);
        let room = place.right().saturating_sub(below.0 + 1);
        text::put_fit(buf, place, below, room, why, theme.muted());
    } else {
        let said = format!("hidden: {why}");
        text::put_fit(buf, place, (x, place.y), room, &said, theme.muted());
    }
}

fn entry(
    block: &PreviewBlock,
    slot: &PreviewSlot,
    chosen: bool,
    ctx: &Ctx<'_>,
    place: Rect,
    buf: &mut Buffer,
) {
    let theme = ctx.theme();
    let large = ctx.size.large();
    let (y, right) = (place.y, place.right());
    let number = slot.slot.to_string();
    let (end, name) = if large { (4, 6) } else { (4, 5) };
    let style = if chosen {
        theme.accent()
    } else {
        theme.muted()
    };
    text::put_right(buf, place, place.x + end, y, &number, style);

    let mark = grade(slot.grade);
    mark.view(ctx, place, (right.saturating_sub(11), y), buf);
    let value = right.saturating_sub(if large { 26 } else { 13 });
    let mut end = value.saturating_sub(5);
    if slot.pinned_by.is_some() {
        let said = if large { "fixed here" } else { "fixed" };
        if large {
            text::put(buf, place, value.saturating_sub(4), y, said, theme.text2());
        } else {
            text::put_right(buf, place, value, y, said, theme.muted());
        }
    } else {
        end = text::put_right(buf, place, value, y, &score(slot.score), theme.text());
        if large {
            let most = block.slots.iter().map(|s| s.score).fold(0.0, f64::max);
            let share = if most > 0.0 { slot.score / most } else { 0.0 };
            let bar = Rect {
                x: value + 1,
                width: 12,
                height: 1,
                ..place
            };
            let token = if chosen {
                Token::Accent
            } else {
                Token::AccentDim
            };
            bars::bar(ctx, bar, buf, share, token);
        }
    }
    if place.width >= 60 {
        let price = slot
            .price
            .map_or_else(|| "n/a".to_owned(), |p| p.to_string());
        let column = value.saturating_sub(if large { 8 } else { 7 });
        end = text::put_right(buf, place, column, y, &price, theme.text2());
    }
    let x = place.x + name;
    let room = end.saturating_sub(x + 1);
    text::put_fit(buf, place, (x, y), room, &slot.name, theme.strong());
    if place.height > 1 {
        let room = right.saturating_sub(x + 1);
        text::put_fit(buf, place, (x, y + 1), room, &reason(slot), theme.muted());
    }
}

/// The finding with its figures; before it what brought the product, if it is not the block's own strategy.
fn reason(slot: &PreviewSlot) -> String {
    if let Some(by) = &slot.pinned_by {
        let paid = if slot.sponsored { ", sponsored" } else { "" };
        return format!("Fixed here by {by}{paid}");
    }
    let mut said = slot.headline.clone();
    if !slot.detail.is_empty() {
        said = format!("{said}: {}", slot.detail);
    }
    if slot.fallback.is_some() {
        said = format!("To fill the page, {}. {said}", slot.from);
    }
    match slot.moved.as_ref().filter(|m| m.from != m.to) {
        Some(moved) => format!("{said}. Place {} without boosts", moved.from),
        None => said,
    }
}
