//! How the Preview is drawn: the panes and what stands in the header.

use super::state::State;
use super::update::SLOT;
use super::viewer::{self, field, full_name, page_name};
use super::{view_left_out, view_list, view_not, view_why};
use crate::shop::preview::Preview;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, HitMap};
use crate::tui::layout::{split_bottom, split_left};
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(super) fn header(state: &State, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
    let mut out = Vec::new();
    if let (Some(ask), Some(page)) = (&state.ask, state.page.ready()) {
        field(ctx, &mut out, "as", full_name(page));
        field(ctx, &mut out, "on", page_name(ask.page));
        field(ctx, &mut out, "at", &viewer::time_name(ctx, ask.at));
    }
    out
}

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    match &state.page {
        Load::Waiting => {
            let pane = Pane::new("What they see").focus(true);
            let rest = pane.view(ctx, area, buf, hits);
            part::loading(ctx, rest, buf, SLOT, "composing the page");
        }
        Load::Failed(why) => {
            let rest = Pane::new("Preview").view(ctx, area, buf, hits);
            let who = ctx.keymap.shown(&c::FIND);
            let ways = [
                Way {
                    key: "F5",
                    verb: "try again",
                    action: c::REFRESH.id,
                },
                Way {
                    key: &who,
                    verb: "somebody else",
                    action: c::FIND.id,
                },
            ];
            let fact = "This page could not be composed.";
            part::error(ctx, rest, buf, hits, fact, why, &ways);
        }
        Load::Ready(page) if page.blocks.is_empty() => nothing(page, ctx, area, buf, hits),
        Load::Ready(page) => ready(state, page, ctx, area, buf, hits),
    }
    if let Some(find) = &state.find {
        find.view(ctx, area, buf, hits);
    }
}

/// There is no layout for this page.
fn nothing(page: &Preview, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let pane = Pane::new("What they see").focus(true);
    let rest = pane.view(ctx, area, buf, hits);
    let fact = format!("Nothing is planned for the {} page", page_name(page.page));
    let said = "A page shows something once a layout for it is live. The Strategies screen has ready-made ones, and \
                `regulars layouts library` lists them.";
    let other = ctx.keymap.shown(&super::WHERE);
    let ways = [Way {
        key: &other,
        verb: "another page",
        action: super::WHERE.id,
    }];
    part::empty(ctx, rest, buf, hits, &fact, said, &ways);
}

fn ready(
    state: &State,
    page: &Preview,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let large = ctx.size.large() && area.height >= 32;
    let (share, gap) = if large { (53, 5) } else { (56, 3) };
    let width = (u32::from(area.width) * share / 100) as u16;
    let (left, right) = split_left(area, width, gap);

    // From the bottom: how personal, what is left out; where there is little height the list keeps it.
    let (personal, out) = match (large, left.height) {
        (true, _) => (6, 4),
        (_, 18..) => (3, 4),
        (_, 13..18) => (0, 3),
        _ => (0, 0),
    };
    let mut above = left;
    if personal > 0 {
        let (rest, place) = split_bottom(above, personal);
        view_left_out::personal(state, page, ctx, place, buf, hits);
        above = split_bottom(rest, 1).0;
    }
    if out > 0 {
        let (rest, place) = split_bottom(above, out);
        view_left_out::left_out(state, ctx, place, buf, hits);
        above = split_bottom(rest, 1).0;
    }
    view_list::view(state, page, ctx, above, buf, hits);

    let not = match (large, right.height) {
        (true, _) => 12,
        (_, 18..) => 6,
        _ => 0,
    };
    let (above, place) = split_bottom(right, not);
    if not > 0 {
        view_not::view(state, ctx, place, buf, hits);
    }
    let above = split_bottom(above, u16::from(not > 0)).0;
    view_why::view(state, page, ctx, above, buf, hits);
}
