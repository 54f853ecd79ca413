//! What is left out in a few rows, and how personal the page is.

use super::state::{Pane as Focus, State};
use super::update::OUT;
use super::viewer::{counts, short_name};
use crate::shop::preview::Preview;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::bars::{self, Part};
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::table::chosen_row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn left_out(
    state: &State,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let focused = state.pane == Focus::LeftOut;
    let mut pane = Pane::new("Left out").focus(focused).number(1).tight();
    if let Some(out) = &state.out {
        let shown = usize::from(area.height.saturating_sub(1)).min(out.telling.len());
        let more = fmt::count(out.total.saturating_sub(shown) as i64);
        let key = ctx.keymap.shown(&c::REMOVED);
        let said = match ctx.size.large() {
            true => format!("{more} more: {key} lists every reason"),
            false => format!("{more} more, {key} all"),
        };
        pane = pane.end_hit(said, theme.muted(), Hit::Act(c::REMOVED.id));
    }
    let rest = pane.view(ctx, area, buf, hits);
    let Some(out) = &state.out else {
        text::put_fit(
            buf,
            rest,
            (rest.x + 2, rest.y),
            rest.width.saturating_sub(2),
            "looking through what is not shown",
            theme.muted(),
        );
        return;
    };
    let rows = usize::from(rest.height);
    let first = state.out_cursor.first(rows, out.telling.len());
    hits.seen(rest, OUT, first, rows);
    let widest = out.telling.iter().skip(first).take(rows);
    let widest = widest.map(|r| text::width(&r.name)).max().unwrap_or(0);
    let names = (widest + 4).min(rest.width * 45 / 100).max(18);
    for (i, one) in out.telling.iter().enumerate().skip(first).take(rows) {
        let line = row(rest, (i - first) as u16);
        text::put(
            buf,
            line,
            line.x + 2,
            line.y,
            g.cross,
            theme.fg(Token::Negative),
        );
        let room = names.saturating_sub(2);
        text::put_fit(
            buf,
            line,
            (line.x + 4, line.y),
            room,
            &one.name,
            theme.text(),
        );
        let x = line.x + 4 + names;
        let room = line.right().saturating_sub(x);
        text::put_fit(buf, line, (x, line.y), room, &one.because, theme.muted());
        if focused && i == state.out_cursor.selected {
            chosen_row(ctx, buf, line, true);
        }
        hits.add(
            line,
            Hit::Row {
                list: OUT,
                index: i,
            },
        );
    }
}

pub(super) fn personal(
    state: &State,
    page: &Preview,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let rest = Pane::new("How personal is this page?").view(ctx, area, buf, hits);
    let parts = counts(page).map(|(grade, count)| Part {
        count: count as u64,
        name: grade.word().to_owned(),
        style: grade.mark(ctx).1,
    });
    bars::segments(ctx, split_top(rest, 2).0, buf, &parts);
    let large = ctx.size.large();
    let line = match (large, rest.height) {
        (true, 4..) => row(rest, 3),
        // Where there is no room for both, the sentence says more than the words under the segments.
        (_, 0..=2) => {
            let line = row(rest, 1);
            let blank = " ".repeat(usize::from(line.width));
            text::put(buf, line, line.x, line.y, &blank, theme.text());
            line
        }
        _ => row(rest, 2),
    };
    let share = fmt::percent(page.personal_share);
    let x = line.x + text::put(buf, line, line.x, line.y, &share, theme.strong());
    let name = short_name(page);
    let (of, average) = match (large, &state.level) {
        (true, level) => (
            match page.customer {
                Some(_) => format!("comes from {name} or people like {name}."),
                None => "is personal: nobody knows a new visitor.".to_owned(),
            },
            level
                .as_ref()
                .map(|l| format!(" Shop average {}.", fmt::percent(l.shop.share))),
        ),
        (false, level) => (
            "personal or group".to_owned(),
            level
                .as_ref()
                .map(|l| format!(", shop average {}", fmt::percent(l.shop.share))),
        ),
    };
    let average = average.unwrap_or_default();
    let room = line.right().saturating_sub(x + 1);
    // The whole sentence where it fits, else without the words that can be guessed.
    let long = format!(" of the page {of}{average}");
    let said = match large && text::width(&long) <= room {
        true => long,
        false => format!(" {of}{average}"),
    };
    text::put_fit(buf, line, (x, line.y), room + 1, &said, theme.text2());
}
