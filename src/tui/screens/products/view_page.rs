//! Draws an opened product: its facts, how prices and stock changed, what goes with it; one pane at a time below 140
//! columns.

use super::state::{Pane as Focus, State};
use super::update::{CARD, FACTS, HISTORY, ITEMS, PANES};
use super::{facts, view_card};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{split_bottom, split_left, split_right, split_top};
use crate::tui::text;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::picture;
use crate::tui::widgets::product::{self, Shown};
use crate::tui::widgets::state as part;
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let Some(known) = state.known() else {
        return part::loading(ctx, area, buf, CARD, "reading this product");
    };
    let (top, rest) = split_top(area, 1);
    let from = text::put(buf, top, top.x, top.y, "Products", theme.muted());
    let sign = format!(" {} ", ctx.glyphs().prompt);
    let x = top.x + from;
    let x = x + text::put(buf, top, x, top.y, &sign, theme.muted());
    let name_at = Rect {
        x: x.min(top.right()),
        width: top.right().saturating_sub(x),
        ..top
    };
    view_card::title(known, ctx, name_at, buf, hits);
    let back = Rect {
        width: from.min(top.width),
        ..top
    };
    hits.add(back, Hit::Act(c::BACK.id));
    let (line, rest) = split_top(rest, 1);
    view_card::about(known, ctx, line, buf);
    let rest = split_top(rest, 1).1;
    let Some(card) = state.card() else {
        return part::loading(ctx, rest, buf, CARD, "reading what became of it");
    };
    if ctx.size.large() && rest.height >= 20 {
        let mut rest = rest;
        let said = card.page.description.as_deref().unwrap_or("");
        if !said.is_empty() {
            let at = split_top(rest, 2).0;
            let wide = Rect {
                width: at.width.min(110),
                ..at
            };
            let used = text::paragraph(buf, wide, said, theme.text2());
            rest = split_top(rest, used + 1).1;
        }
        let (left, rest) = split_left(rest, 40, 4);
        let (middle, right) = split_right(rest, 38, 4);
        let mut left = left;
        if picture::shown(ctx) && left.height >= 28 {
            picture::view(ctx, left, buf, view_card::subject(known, Some(card)));
            let beside = split_left(left, 18, 3).1;
            let (beside, _) = split_top(beside, 4);
            view_card::months(card, ctx, beside, buf);
            left = split_top(left, 10).1;
        }
        facts_pane(state, ctx, left, buf, hits);
        history(state, ctx, middle, buf, hits);
        together(state, ctx, right, buf, hits);
        return;
    }
    match state.pane {
        Focus::Facts => facts_pane(state, ctx, rest, buf, hits),
        Focus::History => history(state, ctx, rest, buf, hits),
        Focus::Together => together(state, ctx, rest, buf, hits),
    }
}

fn name(pane: Focus, large: bool) -> &'static str {
    match (pane, large) {
        (Focus::Facts, _) => "Facts",
        (Focus::History, true) => "Price and stock history",
        (Focus::History, false) => "History",
        (Focus::Together, _) => "Bought together",
    }
}

/// A pane's title; below 140 columns the other panes stand at its end.
fn pane(state: &State, ctx: &Ctx<'_>, of: Focus) -> Pane<'static> {
    let large = ctx.size.large();
    let mut pane = Pane::new(name(of, large))
        .focus(state.pane == of)
        .number(of.place());
    if !large {
        for other in Focus::ALL.into_iter().filter(|p| *p != of) {
            let hit = Hit::Item {
                what: PANES,
                index: other.place(),
            };
            pane = pane.end_hit(name(other, large), ctx.theme().text2(), hit);
        }
    }
    pane
}

fn facts_pane(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let inner = pane(state, ctx, Focus::Facts).view(ctx, area, buf, hits);
    let all = facts::facts(state, ctx);
    crate::tui::widgets::facts::view(ctx, inner, buf, hits, FACTS, &all, &state.facts);
}

fn history(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let Some(card) = state.card() else { return };
    let rows = &card.page.history;
    let count = fmt::count(rows.len() as i64);
    let inner = pane(state, ctx, Focus::History)
        .end(count, theme.muted())
        .view(ctx, area, buf, hits);
    if rows.is_empty() {
        let said = "Prices and stock are kept with every catalogue that is brought in.";
        let fact = "No file has stated a price";
        return part::empty(ctx, inner, buf, hits, fact, said, &[]);
    }
    let (body, foot) = split_bottom(inner, 2);
    let columns = [
        Column::number("Since", 11, 0),
        Column::name("Variant"),
        Column::number("Price", 9, 1),
        Column::number("Stock", 5, 2),
    ];
    let variant = |id| {
        let found = card.page.variants.iter().find(|v| v.id == id);
        found.map_or("", |v| match v.options.as_str() {
            "" => v.sku.as_deref().unwrap_or(""),
            options => options,
        })
    };
    Table::new(HISTORY, &columns, rows.len(), &state.history)
        .focus(state.pane == Focus::History)
        .close()
        .view(ctx, body, buf, hits, |i| {
            let Some(s) = rows.get(i) else {
                return Row::new([]);
            };
            let day = fmt::date(ctx.session.zone.day_of(s.at));
            let hidden = s.status == "hidden";
            let mut name = variant(s.variant).to_owned();
            if hidden {
                name = format!("hidden {name}");
            }
            let stock = s.stock.map_or_else(|| "n/a".into(), fmt::count);
            Row::new([
                Cell::text(day, theme.muted()),
                Cell::text(name, if hidden { theme.muted() } else { theme.text() }),
                Cell::text(facts::money(s.price), theme.text2()),
                Cell::text(stock, theme.text2()),
            ])
        });
    if let Some(s) = rows.get(state.history.selected) {
        let foot = Rect {
            x: foot.x + 2.min(foot.width),
            width: foot.width.saturating_sub(2),
            ..foot
        };
        let said = format!("{}, line {}", s.file, fmt::count(s.line as i64));
        text::paragraph(buf, foot, &said, theme.muted());
    }
}

fn together(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let inner = pane(state, ctx, Focus::Together).view(ctx, area, buf, hits);
    let all = state.together().unwrap_or_default();
    if all.is_empty() {
        let said = view_card::missing(state, ctx);
        text::paragraph(buf, inner, &said, ctx.theme().text2());
        return;
    }
    let about = state.known().map_or("", |r| r.title.as_str());
    let why: Vec<String> = all.iter().map(|i| view_card::reason(i, about)).collect();
    let all = all.iter().zip(&why);
    let all: Vec<Shown<'_>> = all.map(|(i, why)| view_card::shown(i, why)).collect();
    let focused = state.pane == Focus::Together;
    product::list(ctx, inner, buf, hits, ITEMS, &all, &state.items, focused);
}
