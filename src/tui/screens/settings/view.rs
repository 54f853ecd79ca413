//! How the Settings are drawn.

use super::state::State;
use super::update::{LIST, SET, SLOT};
use crate::shop::settings::Setting;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, HitMap};
use crate::tui::glyphs::Set;
use crate::tui::layout::{row, split_top};
use crate::tui::text;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Cells of a value.
const VALUE: u16 = 26;

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let wanted = state.count() as u16 * 2 + 4;
    let (above, below) = split_top(area, wanted.max(6).min(area.height));
    let mut pane = Pane::new("The shop").focus(true);
    if ctx.jobs.get(SET).is_some() {
        let said = format!("{} working it through", ctx.glyphs().spinner(ctx.clock));
        pane = pane.end(said, theme.muted());
    }
    let rest = pane.view(ctx, above, buf, hits);
    match &state.data {
        Load::Waiting => part::loading(ctx, rest, buf, SLOT, "reading the settings"),
        Load::Failed(why) => {
            let ways = [Way {
                key: "F5",
                verb: "try again",
                action: c::REFRESH.id,
            }];
            let fact = "The settings could not be read.";
            part::error(ctx, rest, buf, hits, fact, why, &ways);
        }
        Load::Ready(settings) => list(state, settings, ctx, rest, buf, hits),
    }
    let inner = Pane::new("This terminal").view(ctx, split_top(below, 1).1, buf, hits);
    terminal(ctx, inner, buf);
}

/// A line a setting: its key and value, and what it means below.
fn list(
    state: &State,
    settings: &[Setting],
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let columns = [Column::text("Setting", VALUE, 0), Column::name("Value")];
    let table = Table::new(LIST, &columns, settings.len(), &state.list)
        .headless()
        .two_lines(0);
    table.view(ctx, area, buf, hits, |i| match settings.get(i) {
        Some(setting) => {
            let style = if setting.set {
                theme.strong()
            } else {
                theme.muted()
            };
            let mut name = setting.key.replace('_', " ");
            if let Some(first) = name.get_mut(0..1) {
                first.make_ascii_uppercase();
            }
            Row::new([
                Cell::text(name, theme.text()),
                Cell::text(setting.words(), style),
            ])
            .second(setting.what, theme.muted())
        }
        None => Row::new([]),
    });
}

/// How the shop is shown here, and the key that changes it.
fn terminal(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let (theme, s) = (ctx.theme(), ctx.session);
    let on = |on: bool| if on { "on" } else { "off" };
    let lines = [
        (
            "Colours",
            s.theme.name().to_owned(),
            ctx.keymap.shown(&c::THEME),
        ),
        (
            "Characters",
            match s.glyphs {
                Set::Ascii => "plain ASCII".to_owned(),
                _ => "lines, bars and dots".to_owned(),
            },
            "--ascii".to_owned(),
        ),
        ("Mouse", on(s.mouse).to_owned(), ctx.keymap.shown(&c::MOUSE)),
        (
            "Pictures",
            on(s.pictures).to_owned(),
            ctx.keymap.shown(&c::PICTURES),
        ),
        (
            "Changes",
            if s.read_only {
                "looking only".to_owned()
            } else {
                "allowed".to_owned()
            },
            "--read-only".to_owned(),
        ),
    ];
    for (i, (name, value, key)) in lines.iter().enumerate() {
        let line = row(area, i as u16);
        if line.is_empty() {
            break;
        }
        text::put_fit(buf, line, (line.x + 2, line.y), VALUE, name, theme.text());
        let at = line.x + 4 + VALUE;
        let end = text::put_right(buf, line, line.right(), line.y, key, theme.muted());
        let room = end.saturating_sub(at + 1);
        text::put_fit(buf, line, (at, line.y), room, value, theme.strong());
    }
}
