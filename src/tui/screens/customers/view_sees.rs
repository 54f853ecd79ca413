//! Draws what a customer sees now: four pictures on wide screens, lines on small ones, a list on the opened profile.

use super::state::State;
use super::update::{SEES, SLOTS};
use super::words;
use crate::shop::preview::PreviewSlot;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::layout::{row, split_top};
use crate::tui::text;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::marks::Grade;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::picture::{self, Subject};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Why nothing is shown, or that it is still worked out.
fn missing(state: &State, ctx: &Ctx<'_>) -> String {
    let of = state
        .sees
        .as_ref()
        .filter(|(of, _)| Some(*of) == state.chosen());
    match of {
        Some((_, Load::Failed(why))) => why.clone(),
        Some((_, Load::Ready(page))) => {
            let note = match page.layout {
                None => "No layout is live for the homepage.",
                Some(_) => "Every block of the homepage is hidden for them.",
            };
            page.notes
                .first()
                .map_or_else(|| note.to_owned(), |n| format!("{note} {n}"))
        }
        _ => match ctx.jobs.get(SEES) {
            Some(job) if ctx.clock.saturating_sub(job.since) > 150 => {
                format!("{} working out their page", ctx.glyphs().spinner(ctx.clock))
            }
            _ => String::new(),
        },
    }
}

pub(super) fn subject(slot: &PreviewSlot) -> Subject<'_> {
    Subject {
        icon: None,
        name: &slot.name,
        category: slot.category.as_deref().unwrap_or(""),
    }
}

fn price(slot: &PreviewSlot) -> String {
    slot.price.map_or_else(|| "n/a".into(), |p| p.to_string())
}

/// Four tiles with name, price, grade and reason.
pub(super) fn tiles(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let who = state.known().map(words::first_name).unwrap_or_default();
    let title = format!("What {who} sees now");
    let key = ctx.keymap.shown(&c::PREVIEW);
    let inner = Pane::new(&title)
        .end("Home", theme.muted())
        .end_hit(
            format!("{key} full page"),
            theme.muted(),
            Hit::Act(c::PREVIEW.id),
        )
        .view(ctx, area, buf, hits);
    let shown = state.shown();
    if shown.is_empty() {
        text::paragraph(buf, inner, &missing(state, ctx), theme.text2());
        return;
    }
    hits.seen(inner, SLOTS, 0, shown.len().min(4));
    let below = 5;
    let pictures = picture::shown(ctx) && inner.height >= 9 + below;
    for (i, (_, slot)) in shown.iter().take(4).enumerate() {
        let x = inner.x + i as u16 * 20;
        let tile = Rect {
            x,
            width: 18,
            ..inner
        }
        .intersection(inner);
        if tile.width < 12 {
            break;
        }
        let mut rest = tile;
        if pictures {
            picture::view(ctx, Rect { height: 9, ..tile }, buf, subject(slot));
            rest = split_top(tile, 9).1;
        }
        about(slot, ctx, rest, buf);
        hits.add(
            tile,
            Hit::Row {
                list: SLOTS,
                index: i,
            },
        );
    }
}

/// Name, price, grade, and the reason in what is left.
fn about(slot: &PreviewSlot, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let line = row(area, 0);
    text::put_fit(
        buf,
        line,
        (line.x, line.y),
        line.width,
        &slot.name,
        theme.strong(),
    );
    let line = row(area, 1);
    let w = text::put_fit(
        buf,
        line,
        (line.x, line.y),
        line.width,
        &price(slot),
        theme.text2(),
    );
    if let Some(before) = slot.price_before {
        let said = format!("was {before}");
        if w + 1 + text::width(&said) <= line.width {
            text::put(buf, line, line.x + w + 1, line.y, &said, theme.muted());
        }
    }
    let line = row(area, 2);
    Grade::from(slot.grade).view(ctx, line, (line.x, line.y), buf);
    text::paragraph(buf, split_top(area, 3).1, &slot.headline, theme.muted());
}

/// Three products in lines.
pub(super) fn lines(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    text::put_fit(
        buf,
        row(area, 0),
        (area.x, area.y),
        9,
        "Sees now",
        theme.muted(),
    );
    let inner = Rect {
        x: area.x + 10.min(area.width),
        width: area.width.saturating_sub(10),
        ..area
    };
    let shown = state.shown();
    if shown.is_empty() {
        text::paragraph(buf, inner, &missing(state, ctx), theme.text2());
        return;
    }
    for (i, (_, slot)) in shown.iter().take(3).enumerate() {
        let line = row(inner, i as u16);
        let grade = Grade::from(slot.grade);
        let w = 2 + text::width(grade.word());
        let at = line.right().saturating_sub(10.max(w));
        grade.view(ctx, line, (at, line.y), buf);
        let room = at.saturating_sub(line.x + 1);
        text::put_fit(buf, line, (line.x, line.y), room, &slot.name, theme.text());
        hits.add(
            line,
            Hit::Row {
                list: SLOTS,
                index: i,
            },
        );
    }
}

/// Rows of a product in the list of the opened profile.
const EACH: u16 = 5;

/// Every product of the page, one below the other, with small pictures.
pub(super) fn list(
    state: &State,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    focused: bool,
) {
    let theme = ctx.theme();
    let shown = state.shown();
    if shown.is_empty() {
        text::paragraph(buf, area, &missing(state, ctx), theme.text2());
        return;
    }
    let rows = usize::from(((area.height + 1) / EACH).max(1));
    let first = state.slots.first(rows, shown.len());
    hits.seen(area, SLOTS, first, rows);
    for at in 0..rows.min(shown.len().saturating_sub(first)) {
        let Some((_, slot)) = shown.get(first + at) else {
            break;
        };
        let place = Rect {
            y: area.y + at as u16 * EACH,
            height: EACH - 1,
            ..area
        }
        .intersection(area);
        if place.is_empty() {
            break;
        }
        let mut words_at = Rect {
            x: place.x + 2.min(place.width),
            width: place.width.saturating_sub(3),
            ..place
        };
        if place.height >= 4 && place.width >= 34 && picture::shown(ctx) {
            let done = picture::view(
                ctx,
                Rect {
                    width: 10,
                    ..words_at
                },
                buf,
                subject(slot),
            );
            if !done.is_empty() {
                words_at.x += 12;
                words_at.width = words_at.width.saturating_sub(12);
            }
        }
        brief(slot, ctx, words_at, buf);
        let chosen = first + at == state.slots.selected;
        if chosen {
            mark(ctx, buf, place, words_at, focused);
        }
        hits.add(
            place,
            Hit::Row {
                list: SLOTS,
                index: first + at,
            },
        );
    }
}

/// The chosen one: its words filled, an edge down its height; the picture stays as it is.
fn mark(ctx: &Ctx<'_>, buf: &mut Buffer, place: Rect, words: Rect, focused: bool) {
    let theme = ctx.theme();
    theme.select(buf, words, focused);
    let style = if focused {
        theme.accent()
    } else {
        theme.muted()
    };
    for y in place.y..place.bottom() {
        text::put(buf, place, place.x, y, ctx.glyphs().edge, style);
    }
}

/// Name; price and grade; the reason in two lines.
fn brief(slot: &PreviewSlot, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let line = row(area, 0);
    text::put_fit(
        buf,
        line,
        (line.x, line.y),
        line.width,
        &slot.name,
        theme.strong(),
    );
    let line = row(area, 1);
    let w = text::put_fit(
        buf,
        line,
        (line.x, line.y),
        line.width,
        &price(slot),
        theme.text2(),
    );
    Grade::from(slot.grade).view(ctx, line, (line.x + w + 2, line.y), buf);
    let rest = split_top(area, 2).1;
    text::paragraph(buf, rest, &slot.headline, theme.muted());
}
