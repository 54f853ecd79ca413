//! How the Dashboard is drawn.

use super::state::{Pane as Focus, State};
use super::update::SLOT;
use crate::tui::app::{Ctx, HitMap};
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state as part;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(super) fn header(ctx: &Ctx<'_>) -> Vec<(String, Style)> {
    let t = ctx.theme();
    let mut out = vec![
        (ctx.session.period.words(), t.strong()),
        (format!(" {}", ctx.glyphs().pick), t.accent()),
    ];
    if ctx.size.large()
        && let Some(against) = crate::tui::app::session::against(ctx.session.period)
    {
        out.push((format!(" {against}"), t.muted()));
    }
    out
}

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let rest = Pane::new("Strategies")
        .focus(state.pane == Focus::Table)
        .number(0)
        .view(ctx, area, buf, hits);
    part::loading(ctx, rest, buf, SLOT, "adding up");
}
