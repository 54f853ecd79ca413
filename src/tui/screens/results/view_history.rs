//! The strategies tried on the shop's own last weeks: how much more of what people bought next each would have shown.

use super::state::State;
use super::update::{HISTORY_LIST, HISTORY_SLOT, JUDGE};
use super::view::GAP;
use crate::shop::offline::Offline;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, HitMap};
use crate::tui::layout::{split_bottom, split_right, split_top};
use crate::tui::widgets::judged::{Judged, said_of, side};
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of the chosen row's side.
const SIDE: u16 = 34;
const TITLE: &str = "Tried on your own last weeks";

pub(super) fn page(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    match &state.history {
        Load::Waiting => {
            let rest = Pane::new(TITLE).focus(true).view(ctx, area, buf, hits);
            part::loading(ctx, rest, buf, HISTORY_SLOT, "looking up what was judged");
        }
        Load::Failed(why) => {
            let rest = Pane::new(TITLE).view(ctx, area, buf, hits);
            let ways = [Way {
                key: "F5",
                verb: "try again",
                action: c::REFRESH.id,
            }];
            let fact = "The strategies could not be tried.";
            part::error(ctx, rest, buf, hits, fact, why, &ways);
        }
        Load::Ready(offline) => tried(state, offline, ctx, area, buf, hits),
    }
}

fn tried(
    state: &State,
    offline: &Offline,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let table = Judged {
        offline,
        title: TITLE,
        list: HISTORY_LIST,
        cursor: &state.judged,
        focused: true,
        unjudged: state.unjudged.as_deref(),
        judging: JUDGE,
        counting: HISTORY_SLOT,
    };
    let unjudged = state.unjudged.as_deref();
    if ctx.size.large() && area.height >= 32 {
        let (left, right) = split_right(area, SIDE, GAP);
        let wanted = offline.rows.len() as u16 + 5;
        let (above, below) = split_top(left, wanted.min(left.height.saturating_sub(8)));
        table.view(ctx, above, buf, hits);
        let inner = Pane::new("In short").view(ctx, split_top(below, 1).1, buf, hits);
        said_of(offline, unjudged, ctx, inner, buf);
        if let Some(row) = state.tried() {
            let inner = Pane::new(&row.name).view(ctx, right, buf, hits);
            side(offline, row, ctx, inner, buf);
        }
        return;
    }
    // The sentence of the chosen row is what one reads; the table scrolls above it.
    let (above, below) = split_bottom(area, 5.min(area.height / 3));
    table.view(ctx, split_bottom(above, 1).0, buf, hits);
    match state.tried().filter(|r| r.sentence.is_some()) {
        Some(row) => {
            let inner = Pane::new(&row.name).view(ctx, below, buf, hits);
            let said = row.sentence.as_deref().unwrap_or_default();
            let style = ctx.theme().text();
            crate::tui::text::paragraph(buf, inner, said, style);
        }
        None => {
            let inner = Pane::new("In short").view(ctx, below, buf, hits);
            said_of(offline, unjudged, ctx, inner, buf);
        }
    }
}
