//! The matrix of what groups have in common, and what the chosen cell says.

use super::State;
use super::overlap::{CELL, Matrix, SLOT};
use super::{chosen_cell, title};
use crate::shop::group_overlap::Overlap;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::state::{self as part, Way};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The letter that stands for a group above its column.
fn letter(index: usize) -> String {
    let letter = u8::try_from(index).map_or(b'?', |i| b'A'.saturating_add(i));
    char::from(letter).to_string()
}

/// Draws the page.
pub(super) fn view(
    state: &State,
    matrix: &Matrix,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let end = fmt::counted(matrix.names.len() as i64, "group");
    let inner = title(
        state,
        ctx,
        area,
        buf,
        hits,
        ("What they have in common", end),
    );
    let data = match &matrix.data {
        Load::Waiting => {
            return part::loading(ctx, inner, buf, SLOT, "reading who is in each group");
        }
        Load::Failed(why) => {
            let ways = [Way {
                key: "F5",
                verb: "try again",
                action: c::REFRESH.id,
            }];
            let fact = "The groups could not be laid side by side.";
            return part::error(ctx, inner, buf, hits, fact, why, &ways);
        }
        Load::Ready(data) => data,
    };
    let lines = grid(matrix, data, ctx, inner, buf, hits);
    let rest = split_top(inner, lines + 1).1;
    said(matrix, data, ctx, rest, buf);
}

/// Draws the matrix; returns the rows used.
fn grid(
    matrix: &Matrix,
    data: &Overlap,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> u16 {
    let theme = ctx.theme();
    let n = data.groups.len() as u16;
    // Two lines a cell where everything else still fits.
    let tall = if area.height >= 3 * n + 9 && ctx.size.large() {
        3
    } else {
        1
    };
    let names = (area.width / 4).clamp(18, 34);
    let cell = (area.width.saturating_sub(names) / n.max(1)).clamp(5, 11);
    let head = row(area, 0);
    for i in 0..n {
        let x = area.x + names + i * cell;
        let said = letter(usize::from(i));
        let style = match usize::from(i) == matrix.column {
            true => theme.strong(),
            false => theme.muted(),
        };
        text::put_right(buf, head, x + cell - 1, head.y, &said, style);
    }
    for (a, group) in data.groups.iter().enumerate() {
        let y = 1 + a as u16 * tall;
        let place = Rect {
            height: tall.min(2),
            ..row(area, y)
        }
        .intersection(area);
        let chosen = a == matrix.row;
        let style = if chosen {
            theme.strong()
        } else {
            theme.text2()
        };
        let w = text::put(buf, place, place.x, place.y, &letter(a), theme.muted());
        let at = (place.x + w + 1, place.y);
        text::put_fit(
            buf,
            place,
            at,
            names.saturating_sub(w + 3),
            &group.name,
            style,
        );
        for b in 0..data.groups.len() {
            let at = Rect {
                x: area.x + names + b as u16 * cell,
                width: cell.saturating_sub(1),
                ..place
            }
            .intersection(area);
            one(matrix, data, ctx, at, buf, (a, b));
            let index = a * data.groups.len() + b;
            hits.add(at, Hit::Item { what: CELL, index });
        }
    }
    1 + n * tall
}

/// Draws one cell: how many, and where there are two lines which part of the group at the left.
fn one(
    matrix: &Matrix,
    data: &Overlap,
    ctx: &Ctx<'_>,
    at: Rect,
    buf: &mut Buffer,
    (a, b): (usize, usize),
) {
    let theme = ctx.theme();
    let itself = a == b;
    let (count, share) = match matrix.pair(a, b) {
        Some(pair) if !itself => (pair.both, pair.share_of_a),
        _ => (data.groups.get(a).map_or(0, |g| g.count), None),
    };
    if theme.paints() {
        let style = match (itself, share) {
            (true, _) => theme.bg(Token::Track),
            (_, share) => theme.heat(Token::Accent, share.unwrap_or(0.0) as f32),
        };
        buf.set_style(at, style);
    }
    let said = match count {
        0 => ctx.glyphs().none.to_owned(),
        n => fmt::count(n as i64),
    };
    let style = match count {
        0 => theme.muted(),
        _ => theme.text(),
    };
    let right = at.right().saturating_sub(1);
    text::put_right(buf, at, right, at.y, &said, style);
    if at.height > 1 {
        let said = match share {
            Some(share) if count > 0 => fmt::part(share),
            _ => String::new(),
        };
        text::put_right(buf, at, right, at.y + 1, &said, theme.text());
    }
    if (a, b) == (matrix.row, matrix.column) {
        chosen_cell(ctx, buf, at);
    }
}

/// What the chosen cell says, and what all of them have in common.
fn said(matrix: &Matrix, data: &Overlap, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let (Some(a), Some(b)) = (data.groups.get(matrix.row), data.groups.get(matrix.column)) else {
        return;
    };
    let share = |s: Option<f64>| s.map_or_else(|| "n/a".into(), fmt::part);
    let count = |n: u64| fmt::count(n as i64);
    let (first, second) = match matrix.pair(matrix.row, matrix.column) {
        Some(pair) if matrix.row != matrix.column && pair.both == 0 => (
            format!("Nobody is in {} and in {}.", a.name, b.name),
            format!(
                "{} has {}, {} has {}.",
                a.name,
                fmt::counted(a.count as i64, "customer"),
                b.name,
                fmt::counted(b.count as i64, "customer")
            ),
        ),
        Some(pair) if matrix.row != matrix.column => (
            format!("{} are in {} and in {}.", count(pair.both), a.name, b.name),
            format!(
                "That is {} of {} ({}) and {} of {} ({}).",
                share(pair.share_of_a),
                a.name,
                count(a.count),
                share(pair.share_of_b),
                b.name,
                count(b.count)
            ),
        ),
        _ => (
            format!("{} are in {}.", count(a.count), a.name),
            format!("{} of them are in none of the others here.", count(a.alone)),
        ),
    };
    let used = text::paragraph(buf, split_top(area, 2).0, &first, theme.strong());
    let area = split_top(area, used).1;
    let used = text::paragraph(buf, split_top(area, 2).0, &second, theme.text2());
    let area = split_top(area, used + u16::from(ctx.size.large())).1;
    let all = format!(
        "Of {} customers {} are in at least one of these groups, {} in all of them.",
        count(data.of),
        count(data.in_any),
        count(data.in_all)
    );
    let used = text::paragraph(buf, split_top(area, 2).0, &all, theme.muted());
    let colour = match (theme.paints(), theme.dark) {
        (false, _) => "",
        (true, true) => "A brighter cell: a larger part of the group at the left. ",
        (true, false) => "A darker cell: a larger part of the group at the left. ",
    };
    let marks = format!("{colour}Enter shows who they are.");
    text::paragraph(buf, split_top(area, used).1, &marks, theme.muted());
}
