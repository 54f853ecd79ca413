//! The right side: how personal the page is, what stands behind the chosen block, how its spot did.

use super::state::State;
use crate::shop::dashboard::Delta;
use crate::shop::preview::{Preview, PreviewBlock};
use crate::shop::spots::Spot;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_top};
use crate::tui::screens::preview::viewer::{counts, short_name};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::{bars, kpi};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(super) fn view(
    state: &State,
    page: &Preview,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let large = ctx.size.large();
    let title = if large {
        "How personal is it?"
    } else {
        "How personal?"
    };
    let rest = Pane::new(title).view(ctx, area, buf, hits);
    let used = match large {
        true => share(page, ctx, rest, buf),
        false => share_small(page, ctx, rest, buf),
    };
    let rest = split_top(rest, used + 1).1;
    grades(page, ctx, rest, buf);
    let mut rest = split_top(rest, 6).1;
    let used = compared(state, page, ctx, rest, buf);
    rest = split_top(rest, used + if large { 2 } else { 1 }).1;

    let Some(block) = state.block() else { return };
    let title = match large {
        true => format!("Block {}, {}", block.number, block.name),
        false => format!("Block {}", block.number),
    };
    if rest.height < 2 {
        return;
    }
    let inner = Pane::new(&title).view(ctx, rest, buf, hits);
    let mut y = 0;
    let label = if large { 12 } else { 7 };
    let mut rows = behind(state, block);
    if !large {
        rows.retain(|(name, _)| *name != "At most");
    }
    rows.extend(boosted(block));
    let most = if large {
        rows.len()
    } else {
        usize::from(inner.height.saturating_sub(1))
    };
    for (name, value) in rows.iter().take(most) {
        pair(ctx, row(inner, y), buf, label, name, value);
        y += 1;
    }
    if !large {
        if let Some(spot) = state.spot() {
            let line = row(inner, y);
            let value = fmt::rate(spot.click_rate.value);
            pair(ctx, line, buf, label, "Clicks", &value);
            if let Some(delta) = &spot.click_delta {
                let (said, style) = change(ctx, delta);
                let said = said.trim_end_matches(" pt").to_owned();
                let x = line.x + label + text::width(&value) + 1;
                let room = line.right().saturating_sub(x);
                text::put_fit(buf, line, (x, line.y), room, &said, style);
            }
        }
        return;
    }
    let rest = split_top(inner, y + 2).1;
    if rest.height < 5 {
        return;
    }
    let used = figures_pane(state, block, ctx, rest, buf, hits);
    let rest = split_top(rest, used + 2).1;
    difference(page, ctx, rest, buf, hits);
}

fn pair(ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer, label: u16, name: &str, value: &str) {
    let theme = ctx.theme();
    let room = label.saturating_sub(1);
    text::put_fit(buf, line, (line.x, line.y), room, name, theme.muted());
    let x = line.x + label;
    let room = line.right().saturating_sub(x);
    text::put_fit(buf, line, (x, line.y), room, value, theme.text());
}

/// The share in big digits, and what it is made of. Returns the rows used.
fn share(page: &Preview, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let theme = ctx.theme();
    let digits = split_top(area, 3).0;
    let value = format!("{:.0}", page.personal_share * 100.0);
    let used = kpi::big(ctx, digits, buf, &value, theme.text());
    let x = digits.x + used + 2;
    let line = row(digits, 1);
    text::put(buf, line, x, line.y, "%", theme.text2());
    let x = x + 3;
    let room = digits.right().saturating_sub(x);
    text::put_fit(
        buf,
        line,
        (x, line.y),
        room,
        "personal or group",
        theme.text2(),
    );
    let line = row(digits, 2);
    text::put_fit(
        buf,
        line,
        (x, line.y),
        room,
        &of_products(page),
        theme.muted(),
    );
    3
}

fn of_products(page: &Preview) -> String {
    format!(
        "{} of {}",
        page.level.own(),
        fmt::counted(page.level.slots() as i64, "product")
    )
}

fn share_small(page: &Preview, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let theme = ctx.theme();
    let line = row(area, 0);
    let value = fmt::percent(page.personal_share);
    let x = line.x + text::put(buf, line, line.x, line.y, &value, theme.strong()) + 1;
    let said = format!("of {}", fmt::counted(page.level.slots() as i64, "product"));
    let room = line.right().saturating_sub(x);
    text::put_fit(buf, line, (x, line.y), room, &said, theme.text2());
    1
}

fn grades(page: &Preview, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let all = page.level.slots().max(1) as f64;
    for (i, (grade, count)) in counts(page).into_iter().enumerate() {
        let line = row(area, i as u16);
        grade.view(ctx, line, (line.x, line.y), buf);
        let bar = Rect {
            x: line.x + 12.min(line.width),
            width: line.width.saturating_sub(12 + 4),
            ..line
        };
        let bar = bar.intersection(line);
        let token = match i {
            0 | 1 => Token::Accent,
            _ => Token::Muted,
        };
        bars::bar(ctx, bar, buf, count as f64 / all, token);
        let style = if count > 0 {
            theme.strong()
        } else {
            theme.muted()
        };
        text::put_right(buf, line, line.right(), line.y, &count.to_string(), style);
    }
}

/// This person against the group and the shop. Returns the rows used.
fn compared(state: &State, page: &Preview, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let theme = ctx.theme();
    let Some(level) = &state.level else {
        let line = row(area, 0);
        text::put_fit(
            buf,
            line,
            (line.x, line.y),
            line.width,
            "comparing with others",
            theme.muted(),
        );
        return if ctx.size.large() { 3 } else { 1 };
    };
    if !ctx.size.large() {
        let said = format!("Shop average {}", fmt::percent(level.shop.share));
        let line = row(area, 0);
        text::put_fit(
            buf,
            line,
            (line.x, line.y),
            line.width,
            &said,
            theme.muted(),
        );
        return 1;
    }
    let name = match page.customer {
        Some(_) => short_name(page),
        None => "This page",
    };
    let mut rows = vec![(name.to_owned(), page.personal_share, true)];
    if let Some((group, average)) = &level.group {
        rows.push((group.clone(), average.share, false));
    }
    rows.push(("Shop".to_owned(), level.shop.share, false));
    let long_tail = format!(
        "{} pages show {} different products; {} of the places go to the long tail.",
        fmt::count(level.shop.sample as i64),
        fmt::count(level.shop.products as i64),
        fmt::percent(level.shop.long_tail)
    );
    for (i, (name, share, own)) in rows.iter().enumerate() {
        let line = row(area, i as u16);
        let (style, token) = match own {
            true => (theme.strong(), Token::Accent),
            false => (theme.text2(), Token::AccentDim),
        };
        text::put_fit(buf, line, (line.x, line.y), 11, name, style);
        let bar = Rect {
            x: line.x + 12.min(line.width),
            width: line.width.saturating_sub(12 + 5),
            ..line
        };
        bars::bar(ctx, bar.intersection(line), buf, *share, token);
        let said = fmt::percent(*share);
        text::put_right(buf, line, line.right(), line.y, &said, theme.text());
    }
    let used = rows.len() as u16 + 1;
    let place = split_top(split_top(area, used).1, 3).0;
    used + text::paragraph(buf, place, &long_tail, theme.muted())
}

/// What stands behind a block: labels and values.
pub(super) fn behind(state: &State, block: &PreviewBlock) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    let behind = state.behind.get(block.number.saturating_sub(1));
    let own = block.strategy_name.clone();
    match behind {
        Some(behind) => {
            for (i, name) in behind.chain.iter().enumerate() {
                rows.push((if i == 0 { "First" } else { "Then" }, name.clone()));
            }
        }
        None => rows.extend(own.map(|name| ("First", name))),
    }
    let group = behind.and_then(|b| b.group.clone());
    let people = behind.and_then(|b| b.people);
    let who = match (group, people) {
        (None, _) => "everybody".to_owned(),
        (Some(group), Some(n)) => format!("{group}, {} people", fmt::count(n as i64)),
        (Some(group), None) => group,
    };
    rows.push(("For", who));
    rows.push((
        "Shows",
        format!("{}, at least {}", block.size, block.minimum),
    ));
    if let Some(caps) = behind.map(|b| &b.caps).filter(|c| !c.is_empty()) {
        rows.push(("At most", caps.join(", ")));
    }
    rows
}

/// What boosts moved in a block: the slots, and where they would be without.
pub(super) fn boosted(block: &PreviewBlock) -> Option<(&'static str, String)> {
    let moved = block.slots.iter().filter_map(|s| {
        let moved = s.moved.as_ref().filter(|m| m.from != m.to)?;
        Some(format!("{} to {}", moved.from, moved.to))
    });
    let moved: Vec<String> = moved.collect();
    (!moved.is_empty()).then(|| ("Boosts", format!("place {}", moved.join(", "))))
}

/// The figures of a spot: what, how much, how it changed.
pub(super) fn figures(spot: &Spot) -> [(&'static str, String, Option<&Delta>); 3] {
    let order = spot.average_order.value;
    [
        (
            "Click rate",
            fmt::rate(spot.click_rate.value),
            spot.click_delta.as_ref(),
        ),
        (
            "Conversion",
            fmt::rate(spot.conversion.value),
            spot.conversion_delta.as_ref(),
        ),
        (
            "Average order",
            order.map_or_else(|| "n/a".to_owned(), |m| m.to_string()),
            spot.order_delta.as_ref(),
        ),
    ]
}

/// A change with its mark and colour.
fn change(ctx: &Ctx<'_>, delta: &Delta) -> (String, Style) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    match delta.good {
        Some(true) => (
            format!("{} {}", g.up, delta.text),
            theme.fg(Token::Positive),
        ),
        Some(false) => (
            format!("{} {}", g.down, delta.text),
            theme.fg(Token::Negative),
        ),
        None => (delta.text.clone(), theme.muted()),
    }
}

fn figures_pane(
    state: &State,
    block: &PreviewBlock,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> u16 {
    let theme = ctx.theme();
    let title = format!("Last {}", ctx.session.period.words());
    let rest = Pane::new(&title)
        .end(block.placement.clone(), theme.muted())
        .view(ctx, area, buf, hits);
    let above = rest.y.saturating_sub(area.y);
    match (state.spot(), &state.spots) {
        (Some(spot), _) => {
            for (i, (name, value, delta)) in figures(spot).into_iter().enumerate() {
                let line = row(rest, i as u16);
                text::put(buf, line, line.x, line.y, name, theme.text2());
                let middle = line.x + (line.width * 2 / 3).min(24);
                text::put_right(buf, line, middle, line.y, &value, theme.strong());
                if let Some(delta) = delta {
                    let (said, style) = change(ctx, delta);
                    text::put_right(buf, line, line.right(), line.y, &said, style);
                }
            }
            above + 3
        }
        (None, Some(_)) => {
            let said = "Nobody has seen this spot in these days, as far as the events say.";
            above + text::paragraph(buf, split_top(rest, 3).0, said, theme.muted())
        }
        (None, None) => {
            text::put_fit(
                buf,
                rest,
                (rest.x, rest.y),
                rest.width,
                "counting",
                theme.muted(),
            );
            above + 1
        }
    }
}

/// How far the page is from what a new visitor sees.
fn difference(page: &Preview, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let Some(same) = page.level.as_default.filter(|_| page.customer.is_some()) else {
        return;
    };
    let all = page.level.slots();
    let said = format!(
        "This page differs from the plain home page in {} of {}.",
        all.saturating_sub(same),
        fmt::counted(all as i64, "product")
    );
    let used = text::paragraph(buf, area, &said, theme.text2());
    let line = row(area, used + 1);
    let key = ctx.keymap.shown(&c::COMPARE);
    let x = line.x + text::put(buf, line, line.x, line.y, &key, theme.text()) + 1;
    let said = "put the two side by side";
    let room = line.right().saturating_sub(x);
    text::put_fit(buf, line, (x, line.y), room, said, theme.muted());
    hits.add(line, Hit::Act(c::COMPARE.id));
}
