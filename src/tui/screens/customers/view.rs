//! Draws the Customers screen: the list at the left, who is chosen at the right, or an opened profile.

use super::state::State;
use super::update::{FIELD, FOUND, LATELY, LIST};
use super::{view_card, view_profile, words};
use crate::shop::customers::{CustomerRow, Sorting};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_bottom, split_left, split_right, split_top};
use crate::tui::screens::Id;
use crate::tui::text;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use crate::tui::widgets::{found, load::Load};
use chrono::Timelike;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

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
    if state.open.is_some() {
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
    if state.count() > 0 {
        view_card::view(state, ctx, right, buf, hits);
    }
}

fn list(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let large = ctx.size.large();
    let query = state.find.value().trim();
    let searching = ctx
        .jobs
        .get(FOUND)
        .is_some_and(|j| ctx.clock.saturating_sub(j.since) > 150);
    let total = state.rows.ready().map_or(0, |r| r.total) as i64;
    let end = match (&state.rows, state.yardstick.as_ref()) {
        _ if searching => format!("{} looking", g.spinner(ctx.clock)),
        (Load::Ready(_), Some(y)) if !query.is_empty() && large => {
            format!(
                "{} of {}",
                fmt::count(total),
                fmt::count(y.customers as i64)
            )
        }
        (Load::Ready(_), _) => fmt::count(total),
        _ => String::new(),
    };
    let mut pane = Pane::new("Find").focus(true);
    if state.typing {
        pane = pane.end("INPUT", theme.accent());
    }
    if !end.is_empty() {
        pane = pane.end(end, theme.muted());
    }
    let rest = pane.view(ctx, area, buf, hits);
    let (field, rest) = split_top(rest, 1);
    let key = ctx.keymap.shown(&c::FIND);
    let hint = match (state.typing, large) {
        (true, true) => "name, town, e-mail or order".to_owned(),
        (true, false) => "name, e-mail".to_owned(),
        (false, true) => format!("{key}  name, town, e-mail or order"),
        (false, false) => format!("{key}  name, e-mail"),
    };
    state.find.view(ctx, field, buf, state.typing, &hint);
    hits.add(
        field,
        Hit::Item {
            what: FIELD,
            index: 0,
        },
    );
    let body = split_top(rest, 1).1;
    match &state.rows {
        Load::Waiting => part::loading(ctx, body, buf, FOUND, "reading customers"),
        Load::Failed(why) => part::error(
            ctx,
            body,
            buf,
            hits,
            "The customers could not be read.",
            why,
            &[Way {
                key: &ctx.keymap.shown(&c::REFRESH),
                verb: "try again",
                action: c::REFRESH.id,
            }],
        ),
        Load::Ready(rows) if rows.rows.is_empty() && !rows.find.is_empty() => {
            let fact = format!("Nobody fits “{}”.", rows.find);
            part::no_match(ctx, body, buf, &fact, &[]);
            let more = crate::tui::layout::inset(split_top(body, 3).1, 2, 0);
            text::paragraph(buf, more, TIP, theme.muted());
        }
        Load::Ready(rows) if rows.rows.is_empty() => {
            let data = Id::named("data").map(|id| (id.digit().to_string(), c::go(id)));
            let ways: Vec<Way<'_>> = data
                .iter()
                .map(|(key, action)| Way {
                    key,
                    verb: "bring in a file",
                    action: *action,
                })
                .collect();
            part::empty(
                ctx,
                body,
                buf,
                hits,
                "No customers yet",
                "They come with your orders: any file with an e-mail, a phone or a customer number names them.",
                &ways,
            );
        }
        Load::Ready(rows) => {
            let used = table(state, &rows.rows, &rows.find, ctx, body, buf, hits);
            let below = split_top(body, used + 1).1;
            if rows.next.is_none() && below.height > 1 {
                let all = match rows.rows.len() {
                    1 => "One fits.".to_owned(),
                    n => format!("All {} shown.", fmt::count(n as i64)),
                };
                let tip = crate::tui::layout::inset(below, 2, 0);
                text::paragraph(buf, tip, &format!("{all} {TIP}"), theme.muted());
            }
        }
    }
}

const TIP: &str = "Try part of a name, a town, an e-mail or an order number such as 9912.";

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
    let (by, ascending) = match state.sorting {
        Sorting::LastSeen => (0, false),
        Sorting::Spent => (1, false),
        Sorting::Name => (2, true),
    };
    let count = (rows.len() as u16 + 1).min(area.height);
    Table::new(LIST, &columns, rows.len(), &state.list)
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
                Cell::Pieces(cut(found::pieces(ctx, &words::name(r), query, name))),
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

fn cut(pieces: Vec<(String, Style)>) -> Vec<(String, Style)> {
    pieces
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
