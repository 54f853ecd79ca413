//! The Dashboard of a shop without a record of what was shown: every strategy with what it lacks, or with what it would
//! have found on the shop's own last weeks.

use super::state::{Pane as Focus, State};
use super::update::{JUDGE, SLOT, TABLE};
use super::view::{GAP, SIDE, advice, kpi, one_tip};
use crate::shop::dashboard::{Dashboard, Offline};
use crate::tui::app::{Ctx, HitMap};
use crate::tui::layout::{columns, split_bottom, split_right, split_top};
use crate::tui::widgets::judged::{self, Judged, said_of};
use crate::tui::widgets::kpi::{CARD_HEIGHT, SMALL_HEIGHT};
use crate::tui::widgets::pane::Pane;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn page(
    state: &State,
    data: &Dashboard,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let Some(offline) = &data.offline else {
        return;
    };
    if ctx.size.large() && area.height >= 32 {
        large(state, data, offline, ctx, area, buf, hits);
    } else {
        small(state, data, offline, ctx, area, buf, hits);
    }
}

fn large(
    state: &State,
    data: &Dashboard,
    offline: &Offline,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let (cards, rest) = split_top(area, CARD_HEIGHT);
    for (card, place) in data.cards.iter().zip(columns(cards, 4, 4)) {
        kpi(card).card(ctx, place, buf);
    }
    let body = split_top(rest, 1).1;
    let (left, right) = split_right(body, SIDE, GAP);
    let said = 7.min(left.height / 3);
    let wanted = offline.rows.len() as u16 + 5;
    let (table, below) = split_top(left, wanted.min(left.height.saturating_sub(said)));
    table_of(state, offline).view(ctx, table, buf, hits);
    let inner = Pane::new("On your own last weeks").view(ctx, split_top(below, 1).1, buf, hits);
    said_of(offline, state.unjudged.as_deref(), ctx, inner, buf);
    let (above, below) = split_top(right, 14.min(right.height / 2));
    if let Some(row) = state.offline_chosen() {
        let inner = Pane::new(&row.name).view(ctx, above, buf, hits);
        judged::side(offline, row, ctx, inner, buf);
    }
    advice(state, data, ctx, below, buf, hits);
}

fn small(
    state: &State,
    data: &Dashboard,
    offline: &Offline,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let (cards, rest) = split_top(area, SMALL_HEIGHT);
    for (card, place) in data.cards.iter().zip(columns(cards, 4, 2)) {
        kpi(card).small(ctx, place, buf);
    }
    let rest = split_top(rest, 1).1;
    let (body, tip) = split_bottom(rest, 1);
    let body = split_bottom(body, 1).0;
    // Where there is height to spare, the sentences come below the table.
    let wanted = offline.rows.len() as u16 + 4;
    if body.height >= wanted + 8 {
        let (above, below) = split_top(body, wanted);
        table_of(state, offline).view(ctx, above, buf, hits);
        let inner = Pane::new("On your own last weeks").view(ctx, split_top(below, 1).1, buf, hits);
        said_of(offline, state.unjudged.as_deref(), ctx, inner, buf);
    } else {
        table_of(state, offline).view(ctx, body, buf, hits);
    }
    one_tip(state, data, ctx, tip, buf, hits);
}

fn table_of<'a>(state: &'a State, offline: &'a Offline) -> Judged<'a> {
    Judged {
        offline,
        title: "Strategies",
        list: TABLE,
        cursor: &state.table,
        focused: state.pane == Focus::Table,
        unjudged: state.unjudged.as_deref(),
        judging: JUDGE,
        counting: SLOT,
    }
}
