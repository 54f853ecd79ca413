//! Draws the Products screen: the list at the left, the chosen product at the right, or an opened product.

use super::state::State;
use super::update::{FIELD, FOUND, LIST};
use super::{facts, view_card, view_page};
use crate::shop::products::{ProductRow, Sorting};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{inset, split_left, split_right, split_top};
use crate::tui::screens::Id;
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use crate::tui::widgets::{found, load::Load};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

const TIP: &str = "Try part of a title, a brand, a category or a SKU.";

pub(super) fn header(state: &State, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
    let all = state.all.map(|n| fmt::counted(n as i64, "product"));
    all.map(|said| (said, ctx.theme().strong()))
        .into_iter()
        .collect()
}

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    if state.open.is_some() {
        return view_page::view(state, ctx, area, buf, hits);
    }
    let (left, right) = if ctx.size.large() {
        split_right(area, 68, 4)
    } else {
        let wide = (area.width * 17 / 40).clamp(34.min(area.width), 60);
        split_left(area, wide, if area.width >= 90 { 4 } else { 2 })
    };
    list(state, ctx, left, buf, hits);
    if state.count() > 0 {
        view_card::view(state, ctx, right, buf, hits);
    }
}

fn list(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let (theme, g, large) = (ctx.theme(), ctx.glyphs(), ctx.size.large());
    let query = state.find.value().trim();
    let searching = ctx
        .jobs
        .get(FOUND)
        .is_some_and(|j| ctx.clock.saturating_sub(j.since) > 150);
    let total = state.rows.ready().map_or(0, |r| r.total) as i64;
    let end = match (&state.rows, state.all) {
        _ if searching => format!("{} looking", g.spinner(ctx.clock)),
        (Load::Ready(_), Some(all)) if !query.is_empty() && large => {
            format!("{} of {}", fmt::count(total), fmt::count(all as i64))
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
    let words = if large {
        "title, SKU, brand or category"
    } else {
        "title, SKU"
    };
    let hint = if state.typing {
        words.to_owned()
    } else {
        format!("{}  {words}", ctx.keymap.shown(&c::FIND))
    };
    state.find.view(ctx, field, buf, state.typing, &hint);
    let hit = Hit::Item {
        what: FIELD,
        index: 0,
    };
    hits.add(field, hit);
    let body = split_top(rest, 1).1;
    match &state.rows {
        Load::Waiting => part::loading(ctx, body, buf, FOUND, "reading products"),
        Load::Failed(why) => {
            let ways = [Way {
                key: &ctx.keymap.shown(&c::REFRESH),
                verb: "try again",
                action: c::REFRESH.id,
            }];
            let fact = "The products could not be read.";
            part::error(ctx, body, buf, hits, fact, why, &ways);
        }
        Load::Ready(rows) if rows.rows.is_empty() && !rows.find.is_empty() => {
            let fact = format!("Nothing fits “{}”.", rows.find);
            part::no_match(ctx, body, buf, &fact, &[]);
            let more = inset(split_top(body, 3).1, 2, 0);
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
            let said = "They come with your catalogue, or with the lines of your orders.";
            part::empty(ctx, body, buf, hits, "No products yet", said, &ways);
        }
        Load::Ready(rows) => {
            let used = table(state, &rows.rows, &rows.find, ctx, body, buf, hits);
            let below = split_top(body, used + 1).1;
            if rows.next.is_none() && below.height > 1 {
                let all = match rows.rows.len() {
                    1 => "One fits.".to_owned(),
                    n => format!("All {} shown.", fmt::count(n as i64)),
                };
                let said = format!("{all} {TIP}");
                text::paragraph(buf, inset(below, 2, 0), &said, theme.muted());
            }
        }
    }
}

fn table(
    state: &State,
    rows: &[ProductRow],
    query: &str,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> u16 {
    let theme = ctx.theme();
    let widest = |f: &dyn Fn(&ProductRow) -> String, least: u16| {
        let cells = rows.iter().map(|r| text::width(&f(r)));
        cells.max().unwrap_or(0).max(least)
    };
    let columns = [
        Column::name("Product").sorts(0),
        Column::text(
            "SKU",
            widest(&|r| r.sku.clone().unwrap_or_default(), 3).min(10),
            6,
        ),
        Column::text("Category", 10, 5),
        Column::number("Price", widest(&|r| facts::money(r.price), 5), 2).sorts(2),
        Column::number("Stock", widest(&facts::stock, 5), 4),
        Column::number("Sold", widest(&|r| fmt::count(r.sold), 4), 3),
    ];
    let sorted = match state.sorting {
        Sorting::Title => Some((0, true)),
        Sorting::Newest => None,
        Sorting::Price => Some((2, false)),
    };
    let mut table = Table::new(LIST, &columns, rows.len(), &state.list)
        .focus(true)
        .close();
    if let Some((column, ascending)) = sorted {
        table = table.sorted(column, ascending);
    }
    let count = (rows.len() as u16 + 1).min(area.height);
    let used = table.view(ctx, area, buf, hits, |i| {
        let Some(r) = rows.get(i) else {
            return Row::new([]);
        };
        let offered = !r.service && r.status != "hidden";
        let name = if offered { theme.text() } else { theme.muted() };
        let sku = r.sku.as_deref().unwrap_or("");
        let stock = match r.stock {
            Some(n) if n <= 0 && offered => theme.fg(Token::Negative),
            Some(_) => theme.text2(),
            None => theme.muted(),
        };
        Row::new([
            Cell::Pieces(found::pieces(ctx, &r.title, query, name)),
            Cell::Pieces(found::pieces(ctx, sku, query, theme.muted())),
            Cell::Pieces(found::pieces(ctx, facts::leaf(r), query, theme.text2())),
            match r.price {
                Some(price) => Cell::text(price.to_string(), theme.text2()),
                None => Cell::text("n/a", theme.muted()),
            },
            Cell::text(facts::stock(r), stock),
            match r.sold {
                0 => Cell::text(ctx.glyphs().none, theme.muted()),
                n => Cell::text(fmt::count(n), theme.text2()),
            },
        ])
    });
    used.min(count)
}
