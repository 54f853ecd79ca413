//! Draws the Products screen: the list at the left, the chosen product at the right, or an opened product.

use super::state::State;
use super::update::{FIELD, FOUND, LIST};
use super::{facts, view_card, view_page};
use crate::shop::products::{ProductRow, Sorting};
use crate::tui::app::{Ctx, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{split_left, split_right};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::finder::Words;
use crate::tui::widgets::found;
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

const WORDS: Words = Words {
    job: FOUND,
    field: FIELD,
    fields: ("title, SKU, brand or category", "title, SKU"),
    reading: "reading products",
    failed: "The products could not be read.",
    none: "Nothing",
    empty: (
        "No products yet",
        "They come with your catalogue, or with the lines of your orders.",
    ),
    tip: "Try part of a title, a brand, a category or a SKU.",
};

pub(super) fn header(state: &State, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
    let all = state.all.map(|n| fmt::counted(n as i64, "product"));
    all.map(|said| (said, ctx.theme().strong()))
        .into_iter()
        .collect()
}

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    if state.found.open.is_some() {
        return view_page::view(state, ctx, area, buf, hits);
    }
    let (left, right) = if ctx.size.large() {
        split_right(area, 68, 4)
    } else {
        let wide = (area.width * 17 / 40).clamp(34.min(area.width), 60);
        split_left(area, wide, if area.width >= 90 { 4 } else { 2 })
    };
    list(state, ctx, left, buf, hits);
    if state.found.count() > 0 {
        view_card::view(state, ctx, right, buf, hits);
    }
}

fn list(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let all = state.all;
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
    let sorted = match state.found.sorting {
        Sorting::Title => Some((0, true)),
        Sorting::Newest => None,
        Sorting::Price => Some((2, false)),
    };
    let mut table = Table::new(LIST, &columns, rows.len(), &state.found.list)
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
