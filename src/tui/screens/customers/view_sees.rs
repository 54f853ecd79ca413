//! Draws what a customer sees now: four pictures on wide screens, lines on small ones, a list on the opened profile.

use super::state::State;
use super::update::{SEES, SLOTS};
use super::words;
use crate::shop::preview::PreviewSlot;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::layout::row;
use crate::tui::text;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::product::{self, Shown, TILE};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Why nothing is shown, or that it is still worked out.
fn missing(state: &State, ctx: &Ctx<'_>) -> String {
    let of = state
        .sees
        .as_ref()
        .filter(|(of, _)| Some(*of) == state.found.chosen());
    match of {
        Some((_, Load::Failed(why))) => why.clone(),
        Some((_, Load::Ready(page))) => {
            let note = match page.layout {
                None => "No layout is live for the homepage.",
                Some(_) => "Every block of the homepage is hidden for them.",
            };
            match page.notes.first() {
                Some(more) => format!("{note} {more}"),
                None => note.to_owned(),
            }
        }
        _ => match ctx.jobs.get(SEES) {
            Some(job) if ctx.clock.saturating_sub(job.since) > 150 => {
                format!("{} working out their page", ctx.glyphs().spinner(ctx.clock))
            }
            _ => String::new(),
        },
    }
}

fn shown(slot: &PreviewSlot) -> Shown<'_> {
    Shown {
        name: &slot.name,
        category: slot.category.as_deref().unwrap_or(""),
        price: slot.price,
        before: slot.price_before,
        grade: slot.grade.into(),
        why: &slot.headline,
    }
}

/// Four tiles with name, price, grade and reason.
pub(super) fn tiles(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let who = state.known().map(words::first_name).unwrap_or_default();
    let title = format!("What {who} sees now");
    let full = format!("{} full page", ctx.keymap.shown(&c::PREVIEW));
    let inner = Pane::new(&title)
        .end("Home", theme.muted())
        .end_hit(full, theme.muted(), Hit::Act(c::PREVIEW.id))
        .view(ctx, area, buf, hits);
    let all = state.shown();
    if all.is_empty() {
        text::paragraph(buf, inner, &missing(state, ctx), theme.text2());
        return;
    }
    hits.seen(inner, SLOTS, 0, all.len().min(4));
    for (i, (_, slot)) in all.iter().take(4).enumerate() {
        let tile = Rect {
            x: inner.x + i as u16 * (TILE + 2),
            width: TILE,
            ..inner
        }
        .intersection(inner);
        if tile.width < 12 {
            break;
        }
        shown(slot).tile(ctx, tile, buf);
        let hit = Hit::Row {
            list: SLOTS,
            index: i,
        };
        hits.add(tile, hit);
    }
}

/// Three products in lines.
pub(super) fn lines(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let head = row(area, 0);
    text::put_fit(buf, head, (head.x, head.y), 9, "Sees now", theme.muted());
    let inner = Rect {
        x: area.x + 10.min(area.width),
        width: area.width.saturating_sub(10),
        ..area
    };
    let all = state.shown();
    if all.is_empty() {
        text::paragraph(buf, inner, &missing(state, ctx), theme.text2());
        return;
    }
    for (i, (_, slot)) in all.iter().take(3).enumerate() {
        let line = row(inner, i as u16);
        if line.is_empty() {
            break;
        }
        shown(slot).line(ctx, line, buf);
        let hit = Hit::Row {
            list: SLOTS,
            index: i,
        };
        hits.add(line, hit);
    }
}

/// Every product of the page.
pub(super) fn list(
    state: &State,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    focused: bool,
) {
    let all = state.shown();
    if all.is_empty() {
        text::paragraph(buf, area, &missing(state, ctx), ctx.theme().text2());
        return;
    }
    let all: Vec<Shown<'_>> = all.iter().map(|(_, slot)| shown(slot)).collect();
    product::list(ctx, area, buf, hits, SLOTS, &all, &state.slots, focused);
}
