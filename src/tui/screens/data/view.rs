//! How the list of imports is drawn; one import and the wizard are beside.

use super::state::{Import, State};
use super::update::{LIST, SLOT, TAKE_BACK};
use super::{LOOK_OVER, view_import, view_quality, view_wizard};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{split_bottom, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of the right side where there is one, and the gap before it.
pub(super) const SIDE: u16 = 40;
pub(super) const GAP: u16 = 4;

pub(super) fn header(state: &State, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
    let t = ctx.theme();
    match state.asking() {
        Some(w) => {
            let Some(look) = &w.look else {
                return Vec::new();
            };
            let rows = w.rows_words().map_or(fmt::size(look.bytes), |r| r);
            vec![
                (text::fit(&look.name, 40).into_owned(), t.strong()),
                (format!("   {rows}"), t.text2()),
            ]
        }
        None => Vec::new(),
    }
}

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    if let Some(w) = state.asking() {
        return view_wizard::view(w, ctx, area, buf, hits);
    }
    if let Some(page) = state.looking() {
        return view_quality::view(page, ctx, area, buf, hits);
    }
    if let Some(opened) = &state.opened
        && let Some(import) = state.chosen()
    {
        return view_import::page(opened, import, ctx, area, buf, hits);
    }
    match &state.imports {
        Load::Waiting => {
            let rest = Pane::new("Files").focus(true).view(ctx, area, buf, hits);
            part::loading(ctx, rest, buf, SLOT, "reading what was brought in");
        }
        Load::Failed(why) => {
            let rest = Pane::new("Files").view(ctx, area, buf, hits);
            let ways = [Way {
                key: "F5",
                verb: "try again",
                action: c::REFRESH.id,
            }];
            let fact = "The imports could not be read.";
            part::error(ctx, rest, buf, hits, fact, why, &ways);
        }
        Load::Ready(rows) => list(state, rows, ctx, area, buf, hits),
    }
}

fn list(
    state: &State,
    rows: &[Import],
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let (left, right) = if ctx.size.large() && !rows.is_empty() {
        split_right(area, SIDE, GAP)
    } else {
        (area, Rect::default())
    };
    let standing = rows.iter().filter(|i| i.stands()).count();
    let end = match (rows.len(), standing) {
        (0, _) => String::new(),
        (all, s) if all == s => fmt::counted(all as i64, "import"),
        (all, s) => format!("{s} of {} stand", fmt::counted(all as i64, "import")),
    };
    let key = ctx.keymap.shown(&LOOK_OVER);
    let end = match rows.len() {
        0 => end,
        _ => format!("{end}   {key} data quality"),
    };
    let rest = Pane::new("Files that were brought in")
        .focus(true)
        .tight()
        .end_hit(end, theme.muted(), Hit::Act(LOOK_OVER.id))
        .view(ctx, left, buf, hits);
    if rows.is_empty() {
        let ways = [Way {
            key: &ctx.keymap.shown(&c::NEW),
            verb: "bring in a file",
            action: c::NEW.id,
        }];
        let said = "Orders, customers, products, and what was shown and clicked come from the files that your shop \
                    system exports. Drop one on this window, or press n.";
        let fact = "Nothing has been brought in yet";
        let (above, foot) = split_bottom(rest, 1);
        part::empty(ctx, above, buf, hits, fact, said, &ways);
        if state.wizard.is_some() {
            draft(state, ctx, foot, buf);
        }
        return;
    }
    let (body, foot) = split_bottom(rest, 2);
    let what = rows
        .iter()
        .map(|i| text::width(&i.brought.words()))
        .max()
        .unwrap_or(8)
        .clamp(12, 40);
    let kind = rows
        .iter()
        .map(|i| text::width(&i.brought.format))
        .max()
        .unwrap_or(8)
        .clamp(8, 26);
    let columns = [
        Column::name("File"),
        Column::text("Kind", kind, 5),
        Column::text("When", 11, 2),
        Column::text("Held", what, 3),
        Column::number("Waiting", 8, 4),
        Column::text("State", 12, 1),
    ];
    let table = Table::new(LIST, &columns, rows.len(), &state.cursor);
    let used = table.view(ctx, body, buf, hits, |i| match rows.get(i) {
        Some(import) => line(state, import, ctx),
        None => Row::new([]),
    });
    let below = Rect {
        y: body.y + used + 1,
        ..foot
    };
    draft(state, ctx, below.intersection(rest), buf);
    if let Some(import) = state.chosen() {
        let title = &import.batch.file_name;
        let inner = Pane::new(title).view(ctx, right, buf, hits);
        view_import::summary(import, ctx, inner, buf);
    }
}

fn line<'a>(state: &State, import: &Import, ctx: &Ctx<'_>) -> Row<'a> {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let b = &import.brought;
    let gone = !import.stands();
    let quiet = |style: Style| if gone { theme.muted() } else { style };
    let when = fmt::date(ctx.session.zone.day_of(import.batch.imported_at));
    let waiting = match import.batch.waiting {
        0 => Cell::text(g.none, theme.muted()),
        n => Cell::text(fmt::count(n as i64), quiet(theme.fg(Token::Negative))),
    };
    let busy = state.taking_back == Some(import.batch.id);
    let pieces = if busy {
        vec![
            (format!("{} ", g.spinner(ctx.clock)), theme.accent()),
            ("going".to_owned(), theme.text2()),
        ]
    } else if gone {
        vec![("· taken back".to_owned(), theme.muted())]
    } else {
        vec![
            (format!("{} ", g.check), theme.fg(Token::Positive)),
            ("stands".to_owned(), theme.text2()),
        ]
    };
    Row::new([
        Cell::text(import.batch.file_name.clone(), quiet(theme.text())),
        Cell::text(b.format.clone(), quiet(theme.text2())),
        Cell::text(when, theme.muted()),
        Cell::text(b.words(), quiet(theme.text2())),
        waiting,
        Cell::Pieces(pieces),
    ])
}

/// What is under way, or the file that waits in the wizard.
fn draft(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let line = split_top(area, 1).0;
    if state.taking_back.is_some() {
        let waited = ctx
            .jobs
            .get(TAKE_BACK)
            .map_or(0, |j| ctx.clock.saturating_sub(j.since) / 1_000);
        let said = format!("Taking it back, {waited} s so far.  ");
        let pieces = [
            (said.as_str(), theme.text2()),
            ("Esc", theme.text()),
            (" stop", theme.muted()),
        ];
        text::spans(buf, line, line.x + 2, line.y, &pieces);
        return;
    }
    if let Some(w) = &state.wizard
        && let Some(look) = &w.look
    {
        let said = format!(
            "{} waits at {}. ",
            text::fit(&look.name, 30),
            w.step.name().to_lowercase()
        );
        let pieces = [
            (ctx.glyphs().ring, theme.bold(Token::Accent)),
            (" ", theme.text2()),
            (said.as_str(), theme.text2()),
            ("n", theme.text()),
            (" goes on", theme.muted()),
        ];
        text::spans(buf, line, line.x + 2, line.y, &pieces);
        return;
    }
    let said = "Drop a file here, or press n. Each import can be taken back as a whole.";
    text::put_fit(
        buf,
        line,
        (line.x + 2, line.y),
        line.width.saturating_sub(2),
        said,
        theme.muted(),
    );
}
