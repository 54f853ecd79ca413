//! One row of the results: the sentence first, then the range, then how it settled, the numbers and whether to trust it.

use super::state::State;
use super::update::SERIES;
use super::view::{called, range, verdict};
use crate::shop::results::{Results, Row as Figures};
use crate::shop::settled::{Settled, trust};
use crate::tui::app::{Ctx, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::interval::{self, nice_step};
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state as part;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The first letter large.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// Verdict and sentence, then the range in words. Returns the lines used.
fn sentence(r: &Figures, whole: bool, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let theme = ctx.theme();
    if r.control {
        let said = "This is what the others are compared with: people who saw nothing personal.";
        return text::paragraph(buf, area, said, theme.text2());
    }
    let Some(against) = &r.against else {
        let said = "These figures stand for themselves: there is no control for such a row.";
        return text::paragraph(buf, area, said, theme.text2());
    };
    let (mark, word, style) = verdict(ctx, r);
    if !ctx.size.large() && !whole {
        // The picture below says the range.
        let said = format!("{mark} {word}. {}", against.verdict.sentence);
        let used = text::paragraph(buf, area, &said, theme.text());
        let lead = format!("{mark} {word}.");
        text::put(buf, area, area.x, area.y, &lead, style);
        return used;
    }
    let mut x = area.x + text::put(buf, area, area.x, area.y, mark, style) + 1;
    x += text::put(buf, area, x, area.y, &format!("{word}. "), style);
    let room = area.right().saturating_sub(x);
    let said = &against.verdict.sentence;
    let mut used = 1;
    if text::width(said) <= room {
        text::put(buf, area, x, area.y, said, theme.strong());
    } else {
        let below = split_top(area, 1).1;
        used += text::paragraph(buf, below, said, theme.text());
    }
    if let (Some(low), Some(high), Some(at)) = (against.low, against.high, against.lift) {
        let said = format!(
            "The true effect very likely lies between {} and {}. Our best single guess is {}.",
            fmt::change(low),
            fmt::change(high),
            fmt::change(at)
        );
        used += text::paragraph(buf, split_top(area, used).1, &said, theme.text2());
    }
    used
}

/// The left side: sentence, range, how it settled.
pub(super) fn left(
    state: &State,
    data: &Results,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let Some(r) = state.chosen() else {
        return;
    };
    let days = r.against.as_ref().map_or(String::new(), |a| {
        format!("{} compared", fmt::counted(i64::from(a.days), "day"))
    });
    let end = if days.is_empty() {
        data.period_words.clone()
    } else {
        days
    };
    let inner = Pane::new(&r.name)
        .end(end, theme.muted())
        .view(ctx, area, buf, hits);
    let used = sentence(r, true, ctx, inner, buf);
    let mut rest = split_top(inner, used + 1).1;
    if let Some(range) = range(r) {
        let (place, below) = split_top(rest, 6);
        let place = Rect {
            x: place.x + 2.min(place.width),
            width: place.width.saturating_sub(6),
            ..place
        };
        interval::large(ctx, place, buf, range, called(r), fmt::change);
        rest = split_top(below, 1).1;
    }
    if r.against.is_none() || rest.height < 8 {
        return;
    }
    let inner = Pane::new("How it settled, day by day")
        .end("grey while too early to call", theme.muted())
        .view(ctx, rest, buf, hits);
    match state.series() {
        Some(series) => settled(series, ctx, inner, buf),
        None => part::loading(ctx, inner, buf, SERIES, "working out each day"),
    }
}

/// One bar a day: the range as it was known then, the estimate across it.
fn settled(series: &[Settled], ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let known: Vec<(f64, f64, f64)> = series
        .iter()
        .filter_map(|s| Some((s.lift?, s.low?, s.high.unwrap_or(f64::INFINITY))))
        .collect();
    if known.is_empty() || area.height < 5 {
        let said = "No day has enough shoppers on both sides yet.";
        text::put_fit(buf, area, (area.x, area.y), area.width, said, theme.muted());
        return;
    }
    // The last days decide the scale: the first ones know next to nothing.
    let late = &known[known.len() / 2..];
    let top = late
        .iter()
        .map(|k| k.2)
        .filter(|v| v.is_finite())
        .fold(0.2, f64::max)
        .clamp(0.2, 3.0)
        * 1.1;
    let bottom = late
        .iter()
        .map(|k| k.1)
        .fold(-0.1, f64::min)
        .clamp(-1.0, -0.1);
    let step = nice_step((top - bottom) / 4.0);
    let plot = Rect {
        x: area.x + 8,
        width: area.width.saturating_sub(16),
        height: area.height - 1,
        ..area
    };
    let rows = f64::from(plot.height.saturating_sub(1));
    let place = |v: f64| {
        let v = v.clamp(bottom, top);
        plot.y + ((top - v) / (top - bottom) * rows).round() as u16
    };
    let mut v = (bottom / step).ceil() * step;
    while v <= top {
        let y = place(v);
        let said = if v.abs() < step / 2.0 {
            "0%".into()
        } else {
            fmt::change(v)
        };
        text::put_right(buf, area, plot.x - 1, y, &said, theme.muted());
        let style = if v.abs() < step / 2.0 {
            theme.muted()
        } else {
            theme.fg(Token::Rule)
        };
        for x in plot.x..plot.right() {
            text::put(buf, plot, x, y, g.grid, style);
        }
        v += step;
    }
    let each = (plot.width / (series.len() as u16).max(1)).clamp(1, 6);
    let width = each.saturating_sub(2).max(1);
    let labels = row(area, area.height - 1);
    text::put(buf, labels, labels.x, labels.y, "day", theme.muted());
    let mut free = plot.x;
    for (i, s) in series.iter().enumerate() {
        let x = plot.x + i as u16 * each + 1;
        let said = crate::tui::fmt::day(s.day);
        let last = i + 1 == series.len();
        if x >= free && (last || (series.len() - 1 - i).is_multiple_of(2)) {
            text::put(buf, labels, x, labels.y, &said, theme.muted());
            free = x + text::width(&said) + 1;
        }
        let (Some(at), Some(low)) = (s.lift, s.low) else {
            text::put(buf, plot, x, place(0.0), g.none, theme.muted());
            continue;
        };
        let token = interval::token(s.called);
        let share = if s.called.is_some() { 0.45 } else { 0.75 };
        let style = theme.pale(token, share);
        let glyph = if theme.paints() { "█" } else { g.bar };
        for y in place(s.high.unwrap_or(top))..=place(low) {
            for dx in 0..width {
                text::put(buf, plot, x + dx, y, glyph, style);
            }
        }
        let back = style.fg.filter(|_| theme.paints());
        let mark = back.map_or(theme.strong(), |b| theme.strong().bg(b));
        for dx in 0..width {
            text::put(buf, plot, x + dx, place(at), g.heavy, mark);
        }
        if last {
            let style = match s.called {
                Some(_) => theme.bold(token),
                None => theme.text2(),
            };
            let said = fmt::change(at);
            text::put(buf, area, x + width + 1, place(at), &said, style);
        }
    }
}

/// The right side: the numbers, whether to trust them, where the money came from.
pub(super) fn right(
    state: &State,
    data: &Results,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let Some(r) = state.chosen() else {
        return;
    };
    let inner = Pane::new("The numbers").view(ctx, area, buf, hits);
    let used = numbers(r, state.control().filter(|c| c.id != r.id), ctx, inner, buf);
    let mut rest = split_top(inner, used + 1).1;
    let checks = trust(r);
    if !checks.is_empty() {
        let inner = Pane::new("Can you trust it?").view(ctx, rest, buf, hits);
        let used = trusted(r, ctx, inner, buf);
        rest = split_top(inner, used + 1).1;
    }
    let inner = Pane::new("Where the money came from").view(ctx, rest, buf, hits);
    money(data, ctx, inner, buf);
}

/// Figures beside those of the control. Returns the lines used.
fn numbers(
    r: &Figures,
    control: Option<&Figures>,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> u16 {
    let theme = ctx.theme();
    let figures = |r: &Figures| {
        let money =
            |m: Option<crate::model::money::Money>| m.map_or("n/a".into(), |m| m.to_string());
        [
            fmt::count(r.visitors as i64),
            fmt::count(r.buyers as i64),
            fmt::rate(r.conversion.value),
            money(r.average_order.value),
            money(r.revenue_per_visitor.value),
        ]
    };
    let own = figures(r);
    let base = control.map(figures);
    let (first, second) = (area.right().saturating_sub(13), area.right());
    let mut y = 0;
    if base.is_some() {
        let line = row(area, 0);
        text::put_right(buf, line, first, line.y, "Control", theme.muted());
        text::put_right(buf, line, second, line.y, "This", theme.muted());
        y = 1;
    }
    let names = [
        "Shoppers",
        "Bought",
        "Conversion",
        "Average order",
        "Revenue each",
    ];
    for (i, name) in names.into_iter().enumerate() {
        let line = row(area, y);
        text::put(buf, line, line.x, line.y, name, theme.text2());
        if let Some(base) = base.as_ref().and_then(|b| b.get(i)) {
            text::put_right(buf, line, first, line.y, base, theme.text2());
        }
        if let Some(own) = own.get(i) {
            text::put_right(buf, line, second, line.y, own, theme.strong());
        }
        y += 1;
    }
    y
}

fn trusted(r: &Figures, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let checks = trust(r);
    for (i, check) in checks.iter().enumerate() {
        let line = row(area, i as u16);
        let (mark, style) = match check.holds {
            Some(true) => (g.check, theme.fg(Token::Positive)),
            Some(false) => ("!", theme.bold(Token::Negative)),
            None => (g.none, theme.muted()),
        };
        text::put(buf, line, line.x, line.y, mark, style);
        let end = text::put_right(
            buf,
            line,
            line.right(),
            line.y,
            &check.figure,
            theme.muted(),
        );
        let room = end.saturating_sub(line.x + 3);
        text::put_fit(
            buf,
            line,
            (line.x + 2, line.y),
            room,
            check.what,
            theme.text(),
        );
    }
    checks.len() as u16
}

/// Credited and not credited make the revenue, to the cent.
fn money(data: &Results, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let m = &data.money;
    let mut lines = vec![
        (
            "Credited to rows above".to_owned(),
            m.credited.to_string(),
            false,
        ),
        (
            format!(
                "Not credited, {}",
                fmt::counted(m.none_orders as i64, "order")
            ),
            m.none.to_string(),
            false,
        ),
    ];
    if m.refund_dates.amount.0 != 0 {
        lines.push((
            "Refunds of other days".into(),
            m.refund_dates.to_string(),
            false,
        ));
    }
    lines.push(("Revenue".into(), m.revenue.to_string(), true));
    for (i, (name, value, strong)) in lines.iter().enumerate() {
        let line = row(area, i as u16);
        let style = if *strong {
            theme.strong()
        } else {
            theme.text2()
        };
        let end = text::put_right(buf, line, line.right(), line.y, value, style);
        let room = end.saturating_sub(line.x + 1);
        text::put_fit(buf, line, (line.x, line.y), room, name, style);
    }
}

/// Below the table on small screens: sentence, range, checks in two columns, the money in one line.
pub(super) fn small(
    state: &State,
    data: &Results,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let Some(r) = state.chosen() else {
        return;
    };
    let inner = Pane::new(&r.name)
        .end(data.period_words.clone(), theme.muted())
        .view(ctx, area, buf, hits);
    let used = sentence(r, false, ctx, inner, buf);
    let mut rest = split_top(inner, used).1;
    if let Some(range) = range(r)
        && rest.height >= 9
    {
        let (place, below) = split_top(rest, 6);
        interval::large(ctx, place, buf, range, called(r), fmt::change);
        rest = below;
    }
    let checks = trust(r);
    let half = area.width / 2;
    for (i, check) in checks.iter().enumerate() {
        let line = row(rest, (i / 2) as u16);
        let x = line.x + if i % 2 == 0 { 0 } else { half };
        let (mark, style) = match check.holds {
            Some(true) => (g.check, theme.fg(Token::Positive)),
            Some(false) => ("!", theme.bold(Token::Negative)),
            None => (g.none, theme.muted()),
        };
        text::put(buf, line, x, line.y, mark, style);
        let said = format!("{} ", check.what);
        let used = text::put(buf, line, x + 2, line.y, &said, theme.text2());
        let room = half.saturating_sub(used + 3);
        text::put_fit(
            buf,
            line,
            (x + 2 + used, line.y),
            room,
            &check.figure,
            theme.muted(),
        );
    }
    let line = row(rest, checks.len().div_ceil(2) as u16);
    let m = &data.money;
    let said = format!(
        "Credited {} + not credited {} = {}",
        m.credited, m.none, m.orders_net
    );
    text::put_fit(
        buf,
        line,
        (line.x, line.y),
        line.width,
        &said,
        theme.muted(),
    );
}

/// The whole page for one row.
pub(super) fn page(
    state: &State,
    data: &Results,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let large = ctx.size.large();
    let (l, r) = split_right(area, if large { 42 } else { 34 }, if large { 4 } else { 2 });
    left(state, data, ctx, l, buf, hits);
    right(state, data, ctx, r, buf, hits);
}
