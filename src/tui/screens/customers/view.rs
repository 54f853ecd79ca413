//! Draws the Customers screen: the list at the left, who is chosen at the right, or an opened profile.

use super::state::State;
use super::update::{FIELD, FOUND, LATELY, LIST};
use super::{view_card, view_profile, words};
use crate::shop::customers::{CustomerRow, Sorting};
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_bottom, split_left, split_right, split_top};
use crate::tui::text;
use crate::tui::widgets::finder::Words;
use crate::tui::widgets::found;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use chrono::Timelike;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

const WORDS: Words = Words {
    job: FOUND,
    field: FIELD,
    fields: ("name, town, e-mail or order", "name, e-mail"),
    reading: "reading customers",
    failed: "The customers could not be read.",
    none: "Nobody",
    empty: (
        "No customers yet",
        "They come with your orders: any file with an e-mail, a phone or a customer number names them.",
    ),
    tip: "Try part of a name, a town, an e-mail or an order number such as 9912.",
};

pub(super) fn header(state: &State, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
    let theme = ctx.theme();
    let Some(y) = &state.yardstick else {
        return Vec::new();
    };
    let people = fmt::counted(y.customers as i64, "customer");
    let mut out = vec![(people, theme.strong())];
    if ctx.size.large() {
        let lately = format!(
            "   {} bought in the last year",
            fmt::count(y.bought_lately as i64)
        );
        out.push((lately, theme.text2()));
    }
    out
}

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    if state.found.open.is_some() {
        return view_profile::view(state, ctx, area, buf, hits);
    }
    let large = ctx.size.large();
    let (left, right) = if large {
        split_right(area, 78, 4)
    } else {
        let wide = (area.width * 17 / 40).clamp(34.min(area.width), 60);
        split_left(area, wide, if area.width >= 90 { 4 } else { 2 })
    };
    let lately = state.lately.as_ref().map_or(0, |l| l.looks.len()) as u16;
    if large && lately > 0 && left.height >= 30 {
        // In line with what the chosen one sees.
        let (above, below) = split_top(left, 24.max(left.height.saturating_sub(16)));
        list(state, ctx, split_bottom(above, 1).0, buf, hits);
        looked_at(state, ctx, below, buf, hits);
    } else {
        list(state, ctx, left, buf, hits);
    }
    if state.found.count() > 0 {
        view_card::view(state, ctx, right, buf, hits);
    }
}

fn list(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let all = state.yardstick.as_ref().map(|y| y.customers);
    state.found.view(
        ctx,
        area,
        buf,
        hits,
        &WORDS,
        all,
        |rows, body, buf, hits| table(state, &rows.rows, &rows.find, ctx, body, buf, hits),
    );
}

fn table(
    state: &State,
    rows: &[CustomerRow],
    query: &str,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> u16 {
    let (theme, large) = (ctx.theme(), ctx.size.large());
    let money = |r: &CustomerRow| {
        if large {
            r.spent.to_string()
        } else {
            fmt::money_short(r.spent.amount, r.spent.currency)
        }
    };
    let spent = rows
        .iter()
        .map(|r| text::width(&money(r)))
        .max()
        .unwrap_or(0);
    let columns = [
        Column::name("Name").sorts(2),
        Column::text("Town", 9, 4),
        Column::number("Orders", 6, 3),
        Column::number("Spent", spent.max(5), 2).sorts(1),
        Column::number("Seen", 5, 1).sorts(0),
    ];
    let (by, ascending) = match state.found.sorting {
        Sorting::LastSeen => (0, false),
        Sorting::Spent => (1, false),
        Sorting::Name => (2, true),
    };
    let count = (rows.len() as u16 + 1).min(area.height);
    Table::new(LIST, &columns, rows.len(), &state.found.list)
        .focus(true)
        .close()
        .sorted(by, ascending)
        .view(ctx, area, buf, hits, |i| {
            let Some(r) = rows.get(i) else {
                return Row::new([]);
            };
            let name = match r.name {
                Some(_) => theme.text(),
                None => theme.text2(),
            };
            let city = r.city.as_deref().unwrap_or("");
            Row::new([
                Cell::Pieces(found::pieces(ctx, &words::name(r), query, name)),
                Cell::Pieces(cut_to(found::pieces(ctx, city, query, theme.text2()), 9)),
                Cell::text(fmt::count(r.orders), theme.text2()),
                Cell::text(money(r), theme.text2()),
                match r.last_seen {
                    Some(at) => Cell::text(fmt::age(at, ctx.session.now), theme.muted()),
                    None => Cell::text("n/a", theme.muted()),
                },
            ])
        })
        .min(count)
}

/// Pieces cut together to some cells, so that the mark `…` stands once.
fn cut_to(pieces: Vec<(String, Style)>, cells: u16) -> Vec<(String, Style)> {
    let total: u16 = pieces.iter().map(|(t, _)| text::width(t)).sum();
    if total <= cells {
        return pieces;
    }
    let mut left = cells;
    let mut out = Vec::new();
    let last = pieces.len().saturating_sub(1);
    for (i, (t, style)) in pieces.into_iter().enumerate() {
        let w = text::width(&t);
        if w < left || (w == left && i == last) {
            left -= w;
            out.push((t, style));
        } else {
            // One cell stays for the mark that something is missing.
            out.push((text::fit(&format!("{t}  "), left).into_owned(), style));
            break;
        }
    }
    out
}

fn looked_at(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let (theme, zone) = (ctx.theme(), ctx.session.zone);
    let Some(lately) = &state.lately else { return };
    let body = Pane::new("Looked at lately").view(ctx, area, buf, hits);
    let inner = crate::tui::layout::inset(body, 2, 0);
    let today = zone.day_of(lately.now);
    for (i, look) in lately.looks.iter().enumerate() {
        let line = row(inner, i as u16);
        if line.is_empty() {
            break;
        }
        let day = zone.day_of(look.at);
        let at = zone.local(look.at);
        let when = if day == today {
            format!("today {:02}:{:02}", at.hour(), at.minute())
        } else if day == today.plus(-1) {
            "yesterday".into()
        } else {
            fmt::day(day)
        };
        text::put_fit(buf, line, (line.x, line.y), 18, &look.who, theme.text2());
        let city = look.city.as_deref().unwrap_or("");
        text::put_fit(buf, line, (line.x + 19, line.y), 16, city, theme.muted());
        text::put_right(buf, line, line.right() - 1, line.y, &when, theme.muted());
        hits.add(
            line,
            Hit::Row {
                list: LATELY,
                index: i,
            },
        );
    }
}
