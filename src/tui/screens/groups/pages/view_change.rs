//! Who entered a group and who left it in a period: two lists of people.

use super::figures::{CHANGE, ENTERED, Figures, LEFT, Place};
use crate::shop::groups::Member;
use crate::tui::app::{Ctx, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_bottom};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state as part;
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// `21 Oct to 20 Nov 2026`: from the end of one day to the end of the other.
fn between(from: &str, to: &str) -> String {
    let said = |day: &str| day.parse().map(fmt::date).unwrap_or_default();
    format!("{} to {}", said(from), said(to))
}

/// Draws one of the lists.
pub(super) fn view(
    figures: &Figures,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    place: Place,
) {
    let theme = ctx.theme();
    let entered = place == Place::Entered;
    let (name, list, cursor) = match entered {
        true => ("Entered", ENTERED, &figures.entered),
        false => ("Left", LEFT, &figures.left),
    };
    let focused = figures.place == place;
    let mut pane = Pane::new(name)
        .focus(focused)
        .number(place.number())
        .tight();
    if let Some(change) = figures.change.ready() {
        let n = if entered { change.entered } else { change.left };
        pane = pane.end(between(&change.from, &change.to), theme.muted());
        pane = pane.end(fmt::count(n as i64), theme.text2());
    }
    let inner = pane.view(ctx, area, buf, hits);
    let change = match &figures.change {
        Load::Waiting => return part::loading(ctx, inner, buf, CHANGE, "comparing both days"),
        Load::Failed(why) => {
            text::paragraph(buf, inner, why, theme.fg(Token::Negative));
            return;
        }
        Load::Ready(change) => change,
    };
    let (all, people) = match entered {
        true => (change.entered, &change.entered_members),
        false => (change.left, &change.left_members),
    };
    if people.is_empty() {
        let said = match entered {
            true => "Nobody entered in these days. t takes another period.",
            false => "Nobody left in these days. t takes another period.",
        };
        text::paragraph(buf, inner, said, theme.muted());
        return;
    }
    let cut = all > people.len() as u64;
    let (inner, last) = split_bottom(inner, u16::from(cut));
    if cut {
        let said = format!(
            "The first {} of {}; `regulars groups diff` lists more.",
            fmt::count(people.len() as i64),
            fmt::count(all as i64)
        );
        let line = row(last, 0);
        text::put_fit(
            buf,
            line,
            (line.x, line.y),
            line.width,
            &said,
            theme.muted(),
        );
    }
    let columns = [
        Column::name("Name"),
        Column::text("Town", 14, 3),
        Column::number("Orders", 6, 1),
        Column::number("Spent", 10, 2),
        Column::number("Last order", 11, 4),
    ];
    Table::new(list, &columns, people.len(), cursor)
        .focus(focused)
        .view(ctx, inner, buf, hits, |i| match people.get(i) {
            Some(m) => person(ctx, m),
            None => Row::new([]),
        });
}

fn person<'a>(ctx: &Ctx<'a>, m: &Member) -> Row<'a> {
    let theme = ctx.theme();
    let or_none = |text: Option<String>| match text {
        Some(text) if !text.is_empty() => Cell::text(text, theme.text2()),
        _ => Cell::text(ctx.glyphs().none, theme.muted()),
    };
    let name = match &m.name {
        Some(name) => Cell::text(name.clone(), theme.text()),
        None => Cell::text(format!("Customer {}", m.id), theme.text2()),
    };
    let last = m
        .last_order
        .map(|at| fmt::date(ctx.session.zone.day_of(at)));
    Row::new([
        name,
        or_none(m.city.clone()),
        Cell::text(fmt::count(m.orders), theme.text2()),
        Cell::text(m.spent.to_string(), theme.text2()),
        or_none(last),
    ])
}
