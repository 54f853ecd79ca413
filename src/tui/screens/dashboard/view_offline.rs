//! The Dashboard of a shop without a record of what was shown: every strategy with what it lacks, or with what it would
//! have found on the shop's own last weeks.

use super::offline_text::{lacking, rate};
use super::state::{Pane as Focus, State};
use super::update::{JUDGE, SLOT, TABLE};
use super::view::{GAP, SIDE, advice, kpi, one_tip};
use crate::model::strategy::State as Part;
use crate::shop::dashboard::{Dashboard, Found, Offline, OfflineRow};
use crate::tui::app::{Ctx, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{columns, row, split_bottom, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::bars::bar;
use crate::tui::widgets::interval::{self, Range, Scale};
use crate::tui::widgets::kpi::{CARD_HEIGHT, SMALL_HEIGHT};
use crate::tui::widgets::marks::verdict_mark;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn page(
    state: &State,
    data: &Dashboard,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let Some(offline) = &data.offline else {
        return;
    };
    if ctx.size.large() && area.height >= 32 {
        large(state, data, offline, ctx, area, buf, hits);
    } else {
        small(state, data, offline, ctx, area, buf, hits);
    }
}

fn large(
    state: &State,
    data: &Dashboard,
    offline: &Offline,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let (cards, rest) = split_top(area, CARD_HEIGHT);
    for (card, place) in data.cards.iter().zip(columns(cards, 4, 4)) {
        kpi(card).card(ctx, place, buf);
    }
    let body = split_top(rest, 1).1;
    let (left, right) = split_right(body, SIDE, GAP);
    let said = 7.min(left.height / 3);
    let wanted = offline.rows.len() as u16 + 5;
    let (table, below) = split_top(left, wanted.min(left.height.saturating_sub(said)));
    strategies(state, offline, ctx, table, buf, hits);
    let inner = Pane::new("On your own last weeks").view(ctx, split_top(below, 1).1, buf, hits);
    said_of(state, offline, ctx, inner, buf);
    let (above, below) = split_top(right, 14.min(right.height / 2));
    if let Some(row) = state.offline_chosen() {
        let inner = Pane::new(&row.name).view(ctx, above, buf, hits);
        side(offline, row, ctx, inner, buf);
    }
    advice(state, data, ctx, below, buf, hits);
}

fn small(
    state: &State,
    data: &Dashboard,
    offline: &Offline,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let (cards, rest) = split_top(area, SMALL_HEIGHT);
    for (card, place) in data.cards.iter().zip(columns(cards, 4, 2)) {
        kpi(card).small(ctx, place, buf);
    }
    let rest = split_top(rest, 1).1;
    let (body, tip) = split_bottom(rest, 1);
    let body = split_bottom(body, 1).0;
    // Where there is height to spare, the sentences come below the table.
    let wanted = offline.rows.len() as u16 + 4;
    if body.height >= wanted + 8 {
        let (above, below) = split_top(body, wanted);
        strategies(state, offline, ctx, above, buf, hits);
        let inner = Pane::new("On your own last weeks").view(ctx, split_top(below, 1).1, buf, hits);
        said_of(state, offline, ctx, inner, buf);
    } else {
        strategies(state, offline, ctx, body, buf, hits);
    }
    one_tip(state, data, ctx, tip, buf, hits);
}

/// What came of it, how it was judged, and which file would say more.
fn said_of(state: &State, offline: &Offline, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let mut y = 0;
    let mut say = |what: &str, style| {
        let rest = split_top(area, y).1;
        text::paragraph(buf, rest, what, style);
        y += text::wrap(what, area.width).len() as u16;
    };
    match (&offline.sentence, &state.unjudged) {
        (Some(sentence), _) => say(sentence, theme.strong()),
        (None, Some(why)) => say(&capital(why), theme.text()),
        (None, None) => say(
            "Every strategy is being tried on what your customers bought last.",
            theme.text(),
        ),
    }
    if let Some(how) = &offline.how {
        say(how, theme.text2());
    }
    say(offline.lacking, theme.muted());
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>());
    first.unwrap_or_default() + chars.as_str()
}

/// The side of the table: how much the chosen strategy finds, against Best Sellers.
fn side(offline: &Offline, chosen: &OfflineRow, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let Some(any) = &chosen.any else {
        text::paragraph(buf, area, &format!("It {}.", verb(chosen)), theme.text2());
        return;
    };
    let base = offline.rows.iter().find(|r| r.baseline);
    let of = |r: &OfflineRow| r.any.as_ref().and_then(|f| f.hit_rate.value);
    let new = |r: &OfflineRow| r.new.as_ref().and_then(|f| f.hit_rate.value);
    let mut y = 0;
    for (title, own, other) in [
        ("Find what they buy next", of(chosen), base.and_then(of)),
        ("Find something new", new(chosen), base.and_then(new)),
    ] {
        let Some(own) = own else {
            continue;
        };
        let head = row(area, y);
        text::put(buf, head, head.x, head.y, title, theme.muted());
        let lines = [
            ("Here", Some(own), Token::Accent),
            (
                "Best Sellers",
                other.filter(|_| !chosen.baseline),
                Token::AccentDim,
            ),
        ];
        y += 1;
        for (name, share, token) in lines {
            let Some(share) = share else {
                continue;
            };
            let line = row(area, y);
            y += 1;
            text::put(buf, line, line.x, line.y, name, theme.text());
            let said = format!("{}%", fmt::number(share * 100.0, 1));
            text::put_right(buf, line, line.right(), line.y, &said, theme.text());
            let track = Rect {
                x: line.x + 14.min(line.width),
                width: line.width.saturating_sub(14 + 7),
                ..line
            };
            bar(ctx, track, buf, share, token);
        }
        y += 1;
    }
    let said = format!(
        "It showed {} of the {} products then sold ({}).",
        fmt::count(any.products as i64),
        offline
            .basis
            .map_or_else(String::new, |b| fmt::count(b.products as i64)),
        fmt::percent(any.coverage)
    );
    text::paragraph(buf, split_top(area, y).1, &said, theme.text2());
}

fn verb(row: &OfflineRow) -> String {
    let said = lacking(row);
    match (row.ready, said.starts_with("ready")) {
        (_, true) => format!("is {said}"),
        _ => said,
    }
}

fn range(found: Option<&Found>) -> Option<Range> {
    let found = found?;
    Some(Range {
        at: found.lift?,
        low: found.low,
        high: found.high,
    })
}

fn strategies(
    state: &State,
    offline: &Offline,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let focused = state.pane == Focus::Table;
    let long = |slot| {
        let job = ctx.jobs.get(slot);
        job.filter(|j| ctx.clock.saturating_sub(j.since) > 150)
    };
    let mut pane = Pane::new("Strategies").focus(focused).number(0).tight();
    pane = match (long(JUDGE), long(SLOT), offline.basis) {
        (Some(job), _, _) => {
            let share = match &job.progress {
                Some((_, done, total)) if *total > 0 => format!(" {}%", done * 100 / total),
                _ => String::new(),
            };
            let said = format!("{} judging{share}", g.spinner(ctx.clock));
            pane.end(said, theme.muted())
        }
        (None, Some(_), _) => pane.end(format!("{} counting", g.spinner(ctx.clock)), theme.muted()),
        (None, None, Some(basis)) => pane.end(
            format!(
                "tried on {} people since {}",
                fmt::count(basis.judged as i64),
                fmt::date(basis.cut)
            ),
            theme.muted(),
        ),
        (None, None, None) => pane.end("not judged".to_owned(), theme.muted()),
    };
    let rest = pane.view(ctx, area, buf, hits);
    let rows = &offline.rows;
    let scale = Scale::over(rows.iter().filter_map(|r| range(r.compared())));
    let columns = [
        Column::name("Strategy"),
        Column::number("Hit rate", 8, 0),
        Column::number("New", 6, 2),
        Column::number("Shows", 6, 3),
        // Below 140 columns it takes the room of what people were shown, so that names stay whole.
        Column::text(
            "Against Best Sellers",
            if ctx.size.large() { 27 } else { 33 },
            1,
        ),
    ];
    let pinned = rows.last().is_some_and(|r| r.baseline);
    let (body, foot) = split_bottom(rest, 1);
    let table = Table::new(TABLE, &columns, rows.len(), &state.table)
        .focus(focused)
        .pinned(pinned);
    let used = table.view(ctx, body, buf, hits, |i| match rows.get(i) {
        Some(r) => figures(ctx, r, scale),
        None => Row::new([]),
    });
    let line = Rect {
        y: body.y + used,
        ..foot
    };
    if offline.basis.is_some() {
        legend(ctx, line.intersection(rest), buf);
    }
}

fn figures<'a>(ctx: &Ctx<'a>, r: &OfflineRow, scale: Scale) -> Row<'a> {
    let theme = ctx.theme();
    let name = match (r.state, r.baseline) {
        (Part::Live | Part::Scheduled, false) if r.ready => theme.text(),
        _ => theme.text2(),
    };
    let name = Cell::text(r.name.clone(), name);
    let Some(any) = &r.any else {
        return Row::new([name, Cell::Over(lacking(r), theme.muted())]);
    };
    let share = |found: Option<&Found>, style| match rate(found) {
        Some(said) => Cell::text(said, style),
        None => Cell::text("n/a", theme.muted()),
    };
    // What is compared stands out.
    let judged = |it: bool| if it { theme.strong() } else { theme.text2() };
    Row::new([
        name,
        share(Some(any), judged(!r.only_new)),
        share(r.new.as_ref(), judged(r.only_new)),
        Cell::text(fmt::count(any.products as i64), theme.text2()),
        against(*ctx, r, r.compared().unwrap_or(any), scale),
    ])
}

fn against<'a>(ctx: Ctx<'a>, r: &OfflineRow, any: &Found, scale: Scale) -> Cell<'a> {
    let theme = ctx.theme();
    if r.baseline {
        return Cell::Over("baseline".into(), theme.muted());
    }
    let Some(range) = range(Some(any)) else {
        return Cell::Over("Best Sellers found nothing".into(), theme.muted());
    };
    let better = any.better;
    Cell::draw(move |buf, area| {
        let said = fmt::change(range.at);
        let style = match better {
            Some(_) => theme.bold(interval::token(better)),
            None => theme.muted(),
        };
        let at = text::put_right(buf, area, area.right(), area.y, &said, style);
        let (mark, mark_style) = verdict_mark(&ctx, better);
        let x = at.saturating_sub(2).max(area.x);
        text::put(buf, area, x, area.y, mark, mark_style);
        let bar = Rect {
            width: area.width.saturating_sub(8),
            ..area
        };
        interval::cell(&ctx, bar, buf, scale, range, better);
    })
}

/// Every mark of the table in one line.
fn legend(ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let (more, less) = (Token::Positive, Token::Negative);
    let mut pieces = vec![
        (g.up, theme.bold(more)),
        (" finds more  ", theme.fg(more)),
        (g.down, theme.bold(less)),
        (" finds less  ", theme.fg(less)),
    ];
    if ctx.size.large() {
        pieces.push((
            "of what stands bold. Grey is too close to tell; ",
            theme.muted(),
        ));
    } else {
        pieces.push(("grey: too close to tell  ", theme.muted()));
    }
    pieces.push((g.bar, theme.text2()));
    pieces.push((" Best Sellers", theme.muted()));
    text::spans(buf, line, line.x + 2, line.y, &pieces);
}
