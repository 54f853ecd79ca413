//! How the Dashboard is drawn.

use super::state::{Column as By, Pane as Focus, State};
use super::update::{NEXT, SLOT, TABLE, place_of};
use super::view_offline;
use super::view_strategy as strategy;
use crate::shop::dashboard::{Card, Dashboard, Next, Row as Figures, Word};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap, session};
use crate::tui::fmt;
use crate::tui::layout::{columns, split_bottom, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::chart::{Chart, Line};
use crate::tui::widgets::interval::{self, Range, Scale};
use crate::tui::widgets::kpi::{CARD_HEIGHT, Kpi, SMALL_HEIGHT};
use crate::tui::widgets::load::Load;
use crate::tui::widgets::marks::verdict_mark;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use crate::tui::widgets::table::{Cell, Column, Row, Table, chosen_row};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of the right side where there is one, and the gap before it.
pub(super) const SIDE: u16 = 33;
pub(super) const GAP: u16 = 3;

pub(super) fn header(ctx: &Ctx<'_>) -> Vec<(String, Style)> {
    let t = ctx.theme();
    let mut out = vec![
        (ctx.session.period.words(), t.strong()),
        (format!(" {}", ctx.glyphs().pick), t.accent()),
    ];
    if ctx.size.large()
        && let Some(against) = session::against(ctx.session.period)
    {
        out.push((format!(" {against}"), t.muted()));
    }
    out
}

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    match &state.data {
        Load::Waiting => {
            let rest = Pane::new("Strategies")
                .focus(true)
                .view(ctx, area, buf, hits);
            part::loading(ctx, rest, buf, SLOT, "adding up what was shown and bought");
        }
        Load::Failed(why) => {
            let rest = Pane::new("Dashboard").view(ctx, area, buf, hits);
            let ways = [Way {
                key: "F5",
                verb: "try again",
                action: c::REFRESH.id,
            }];
            let fact = "The numbers could not be read.";
            part::error(ctx, rest, buf, hits, fact, why, &ways);
        }
        Load::Ready(data) if state.opened && state.chosen().is_some() => {
            strategy::page(state, data, ctx, area, buf, hits);
        }
        Load::Ready(data) if data.offline.is_some() => {
            view_offline::page(state, data, ctx, area, buf, hits);
        }
        Load::Ready(data) if ctx.size.large() && area.height >= 32 => {
            large(state, data, ctx, area, buf, hits)
        }
        Load::Ready(data) => small(state, data, ctx, area, buf, hits),
    }
}

pub(super) fn kpi(card: &Card) -> Kpi<'_> {
    Kpi {
        label: card.name,
        value: &card.value,
        before: &card.before,
        after: &card.after,
        delta: card.delta.as_ref().map(|d| (d.text.as_str(), d.good)),
        bars: &card.bars,
        caption: &card.caption,
    }
}

fn large(
    state: &State,
    data: &Dashboard,
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
    // The table has what it needs, as long as the chart keeps a height that can be read.
    let wanted = state.order.len() as u16 + 5;
    let least = 14;
    let height = wanted.clamp(8, body.height.saturating_sub(least).max(8));
    let (above, below) = split_top(body, height);
    let below = split_top(below, 1).1;
    let (left, right) = split_right(above, SIDE, GAP);
    strategies(state, data, ctx, left, buf, hits);
    if let Some(row) = state.chosen() {
        let inner = Pane::new(&row.name).view(ctx, right, buf, hits);
        strategy::side(state, row, ctx, inner, buf);
    }
    let (left, right) = split_right(below, SIDE, GAP);
    chart(state, data, ctx, left, buf, hits);
    advice(state, data, ctx, right, buf, hits);
}

fn small(
    state: &State,
    data: &Dashboard,
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
    // Where there is height to spare, the days come below the table.
    let wanted = state.order.len() as u16 + 4;
    if body.height >= wanted + 13 {
        let (above, below) = split_top(body, wanted);
        strategies(state, data, ctx, above, buf, hits);
        chart(state, data, ctx, split_top(below, 1).1, buf, hits);
    } else {
        strategies(state, data, ctx, body, buf, hits);
    }
    one_tip(state, data, ctx, tip, buf, hits);
}

/// Only a verdict that may be acted on has a direction.
pub(super) fn called(row: &Figures) -> Option<bool> {
    match row.against.as_ref()?.verdict.word {
        Word::Better => Some(true),
        Word::Worse => Some(false),
        _ => None,
    }
}

pub(super) fn range(row: &Figures) -> Option<Range> {
    let against = row.against.as_ref()?;
    Some(Range {
        at: against.lift?,
        low: against.low,
        high: against.high,
    })
}

fn table_columns(state: &State, data: &Dashboard, ctx: &Ctx<'_>) -> [Column; 7] {
    let rows = &data.results.rows;
    let widest = |title: By, f: &dyn Fn(&Figures) -> String| {
        let cells = rows.iter().map(|r| text::width(&f(r)));
        cells.chain([text::width(title.title())]).max().unwrap_or(8)
    };
    let revenue = widest(By::Revenue, &|r| {
        fmt::money_short(r.revenue.amount, r.revenue.currency)
    });
    let average = widest(By::AverageOrder, &|r| {
        r.average_order
            .value
            .map_or(String::new(), |m| m.to_string())
    });
    let shown = widest(By::Shown, &|r| fmt::count(r.shown as i64));
    let large = ctx.size.large();
    // What the table is sorted by goes last of all.
    let keep = |by: By, priority: u8| if state.sort == by { 1 } else { priority };
    [
        Column::name(By::Name.title()).sorts(0),
        Column::number("Shown", shown, keep(By::Shown, 7)).sorts(1),
        Column::number(
            "Click rate",
            if large { 10 } else { 6 },
            keep(By::ClickRate, 4),
        )
        .short("Clicks")
        .sorts(2),
        Column::number("Conv.", 6, keep(By::Conversion, 2)).sorts(3),
        Column::number("Avg order", average, keep(By::AverageOrder, 5)).sorts(4),
        Column::number("Revenue", revenue, keep(By::Revenue, 6)).sorts(5),
        Column::text(
            "Against control",
            if large { 21 } else { 27 },
            keep(By::Against, 3),
        )
        .sorts(6),
    ]
}

fn strategies(
    state: &State,
    data: &Dashboard,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let focused = state.pane == Focus::Table;
    let busy = ctx.waits(&[SLOT], 150);
    let mut pane = Pane::new("Strategies").focus(focused).number(0).tight();
    pane = if busy {
        pane.end(format!("{} counting", g.spinner(ctx.clock)), theme.muted())
    } else {
        pane.end(
            format!("credit: {}", data.results.attribution.name),
            theme.muted(),
        )
    };
    let rest = pane.view(ctx, area, buf, hits);
    if state.order.is_empty() {
        let fact = "Nothing has been shown in these days";
        let said = data.results.notes.first().map_or(
            "Results appear here when a file of events says what was shown and clicked.",
            String::as_str,
        );
        let ways = [Way {
            key: &ctx.keymap.shown(&c::PERIOD),
            verb: "other days",
            action: c::PERIOD.id,
        }];
        return part::empty(ctx, rest, buf, hits, fact, said, &ways);
    }
    let columns = table_columns(state, data, ctx);
    let sorted = By::ALL.iter().position(|b| *b == state.sort).unwrap_or(3);
    let rows = (0..state.order.len()).filter_map(|i| state.row(i));
    let scale = Scale::over(rows.filter_map(range));
    let pinned = state.row(state.order.len() - 1).is_some_and(|r| r.control);
    let (body, foot) = split_bottom(rest, 1);
    let table = Table::new(TABLE, &columns, state.order.len(), &state.table)
        .focus(focused)
        .sorted(sorted, state.ascending)
        .pinned(pinned);
    let used = table.view(ctx, body, buf, hits, |i| match state.row(i) {
        Some(r) => figures(ctx, r, scale),
        None => Row::new([]),
    });
    let line = Rect {
        y: body.y + used,
        ..foot
    };
    legend(ctx, line.intersection(rest), buf);
}

fn figures<'a>(ctx: &Ctx<'a>, r: &Figures, scale: Scale) -> Row<'a> {
    let theme = ctx.theme();
    let ctx = *ctx;
    let rate = |v: Option<f64>| match v {
        Some(_) => Cell::text(fmt::rate(v), theme.text()),
        None => Cell::text("n/a", theme.muted()),
    };
    let average = match r.average_order.value {
        Some(m) => Cell::text(m.to_string(), theme.text2()),
        None => Cell::text("n/a", theme.muted()),
    };
    let revenue = fmt::money_short(r.revenue.amount, r.revenue.currency);
    let name = if r.control || r.external {
        theme.text2()
    } else {
        theme.text()
    };
    Row::new([
        Cell::text(r.name.clone(), name),
        Cell::text(fmt::count(r.shown as i64), theme.text2()),
        rate(r.click_rate.value),
        rate(r.conversion.value),
        average,
        Cell::text(revenue, theme.text2()),
        against(ctx, r, scale),
    ])
}

fn against<'a>(ctx: Ctx<'a>, r: &Figures, scale: Scale) -> Cell<'a> {
    let theme = ctx.theme();
    if r.control {
        return Cell::Over("baseline".into(), theme.muted());
    }
    if r.visitors_needed > 0 {
        let said = format!(
            "{} more people needed",
            fmt::count(r.visitors_needed as i64)
        );
        return Cell::Over(said, theme.muted());
    }
    let Some(range) = range(r) else {
        let said = r
            .against
            .as_ref()
            .map_or("no control to compare", |a| a.verdict.text);
        return Cell::Over(said.into(), theme.muted());
    };
    let better = called(r);
    Cell::draw(move |buf, area| {
        let said = fmt::change(range.at);
        let style = if better.is_some() {
            theme.bold(interval::token(better))
        } else {
            theme.muted()
        };
        let at = text::put_right(buf, area, area.right(), area.y, &said, style);
        let (mark, mark_style) = verdict_mark(&ctx, better);
        text::put(
            buf,
            area,
            at.saturating_sub(2).max(area.x),
            area.y,
            mark,
            mark_style,
        );
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
    let x = line.x + 2;
    let better = (g.up, theme.bold(Token::Positive));
    let worse = (g.down, theme.bold(Token::Negative));
    if ctx.size.large() {
        text::spans(
            buf,
            line,
            x,
            line.y,
            &[
                better,
                (" better ", theme.fg(Token::Positive)),
                worse,
                (" worse ", theme.fg(Token::Negative)),
                (
                    "are certain enough to act on. Grey is too early to call; ",
                    theme.muted(),
                ),
                (g.bar, theme.text2()),
                (" is no difference.", theme.muted()),
            ],
        );
    } else {
        text::spans(
            buf,
            line,
            x,
            line.y,
            &[
                better,
                (" better  ", theme.fg(Token::Positive)),
                worse,
                (" worse  ", theme.fg(Token::Negative)),
                ("grey: too early to call  ", theme.muted()),
                (g.bar, theme.text2()),
                (" no difference", theme.muted()),
            ],
        );
    }
}

/// At most four lines: the control, two of the best, and the chosen one in front.
fn chart(
    state: &State,
    data: &Dashboard,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let inner = Pane::new("Conversion, day by day")
        .end("7-day average", theme.muted())
        .view(ctx, area, buf, hits);
    let chosen = state.chosen().map(|r| r.id.as_str());
    lines_chart(data, chosen, ctx, inner, buf);
}

pub(super) fn lines_chart(
    data: &Dashboard,
    chosen: Option<&str>,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = ctx.theme();
    let has = |id: &str| data.series.iter().any(|s| s.id == id);
    let front = chosen.filter(|id| has(id)).or_else(|| {
        data.series
            .iter()
            .find(|s| !s.control)
            .map(|s| s.id.as_str())
    });
    let line = |s: &'_ crate::shop::dashboard::Series, token: Token, thick: bool| {
        (s.id.clone(), token, thick)
    };
    let others = data
        .series
        .iter()
        .filter(|s| !s.control && Some(s.id.as_str()) != front);
    let mut wanted: Vec<(String, Token, bool)> = others
        .zip([Token::Series3, Token::Series4])
        .map(|(s, token)| line(s, token, false))
        .collect();
    wanted.reverse();
    let mut all: Vec<(String, Token, bool)> = data
        .series
        .iter()
        .filter(|s| s.control)
        .map(|s| line(s, Token::Muted, false))
        .collect();
    all.extend(wanted);
    all.extend(
        data.series
            .iter()
            .filter(|s| Some(s.id.as_str()) == front)
            .map(|s| line(s, Token::Accent, true)),
    );
    let lines: Vec<Line<'_>> = all
        .iter()
        .filter_map(|(id, token, thick)| {
            let s = data.series.iter().find(|s| s.id == *id)?;
            Some(Line {
                name: &s.name,
                points: s.points.iter().map(|(_, v)| *v).collect(),
                token: *token,
                thick: *thick,
                dashed: s.control,
            })
        })
        .collect();
    if lines.iter().all(|l| l.points.iter().all(Option::is_none)) {
        let said = "Nobody has seen a strategy in these days.";
        text::put_fit(buf, area, (area.x, area.y), area.width, said, theme.muted());
        return;
    }
    let from = data.period.from;
    let chart = Chart {
        lines,
        say: |v| {
            let digits = if (v * 1000.0).round() % 10.0 == 0.0 {
                0
            } else {
                1
            };
            format!("{}%", fmt::number(v * 100.0, digits))
        },
        date: &|i| fmt::day(from.plus(i as i32)),
        note: None,
    };
    chart.view(ctx, area, buf);
}

/// The key that leads to where an advice can be followed: the digit of its screen.
fn key_of(next: &Next) -> String {
    place_of(next.action).map_or_else(String::new, |id| id.digit().to_string())
}

pub(super) fn advice(
    state: &State,
    data: &Dashboard,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let focused = state.pane == Focus::Next;
    let inner = Pane::new("What to do next")
        .focus(focused)
        .number(1)
        .end(data.next.len().to_string(), theme.muted())
        .view(ctx, area, buf, hits);
    if data.next.is_empty() {
        text::paragraph(
            buf,
            inner,
            "Nothing needs you now. Come back when new orders are in.",
            theme.muted(),
        );
        return;
    }
    hits.seen(inner, NEXT, 0, data.next.len());
    let mut y = 0;
    for (i, next) in data.next.iter().enumerate() {
        let place = split_top(inner, y).1;
        let text_at = Rect {
            x: place.x + 5,
            width: place.width.saturating_sub(5),
            ..place
        };
        if place.height < 2 {
            break;
        }
        let why = text::wrap(&next.why, text_at.width);
        let height = (1 + why.len().min(3) as u16).min(place.height);
        text::put_fit(
            buf,
            text_at,
            (text_at.x, text_at.y),
            text_at.width,
            &next.title,
            theme.strong(),
        );
        let below = Rect {
            height: height - 1,
            ..split_top(text_at, 1).1
        };
        text::paragraph(buf, below, &next.why, theme.text2());
        let entry = Rect { height, ..place };
        if focused && i == state.next.selected {
            chosen_row(ctx, buf, entry, true);
        }
        let key = key_of(next);
        if !key.is_empty() {
            part::key_chip(ctx, place, (place.x + 1, place.y), buf, &key, false);
        }
        hits.add(
            entry,
            Hit::Row {
                list: NEXT,
                index: i,
            },
        );
        let air = u16::from(inner.height > 3 * (height + 1));
        y += height + 1 + air;
    }
}

/// The chosen advice in one line.
pub(super) fn one_tip(
    state: &State,
    data: &Dashboard,
    ctx: &Ctx<'_>,
    line: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let focused = state.pane == Focus::Next;
    let Some(next) = data.next.get(state.next.selected) else {
        return;
    };
    let key = key_of(next);
    let mut x = line.x;
    if !key.is_empty() {
        x += part::key_chip(ctx, line, (x, line.y), buf, &key, focused) + 2;
    }
    let count = format!("{} of {} tips", state.next.selected + 1, data.next.len());
    let end = text::put_right(buf, line, line.right(), line.y, &count, theme.muted());
    let room = end.saturating_sub(x + 2);
    let used = text::put_fit(buf, line, (x, line.y), room, &next.title, theme.strong());
    if used + 8 < room {
        text::put_fit(
            buf,
            line,
            (x + used + 1, line.y),
            room - used - 1,
            &next.why,
            theme.text2(),
        );
    }
    hits.seen(line, NEXT, state.next.selected, 1);
    hits.add(
        line,
        Hit::Row {
            list: NEXT,
            index: state.next.selected,
        },
    );
    if focused {
        let rest = Rect {
            x,
            width: end.saturating_sub(x + 1),
            ..line
        };
        theme.select(buf, rest, true);
    }
}
