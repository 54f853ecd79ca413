//! Why a product stands where it stands: its picture and facts, and its score built up term by term.

use super::state::{Entry, State};
use super::view_list::{score, signed};
use crate::shop::preview::{Preview, PreviewBlock, PreviewSlot};
use crate::shop::why::{Proof, Term, Why, made_of};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_left, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::picture::{self, Subject};
use crate::tui::widgets::{bars, kpi};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// `first`, `second`, `11th`.
pub(super) fn ordinal(n: usize) -> String {
    match n {
        1 => "first".into(),
        2 => "second".into(),
        3 => "third".into(),
        _ => {
            let end = match (n % 10, n % 100 / 10) {
                (1, t) if t != 1 => "st",
                (2, t) if t != 1 => "nd",
                (3, t) if t != 1 => "rd",
                _ => "th",
            };
            format!("{n}{end}")
        }
    }
}

pub(super) fn view(
    state: &State,
    page: &Preview,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let Some(entry) = state.chosen() else {
        return;
    };
    let Some(block) = page.blocks.get(entry.block()) else {
        return;
    };
    match (entry, state.slot()) {
        (Entry::Slot(..), Some(slot)) => shown(state, block, slot, ctx, area, buf, hits),
        _ => hidden(block, ctx, area, buf, hits),
    }
}

/// Why a block is not there.
fn hidden(block: &PreviewBlock, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let title = format!("Why {} is hidden", block.name);
    let rest = Pane::new(&title).view(ctx, area, buf, hits);
    let why = block.hidden.as_deref().unwrap_or("nothing to show");
    let top = split_top(rest, rest.height.min(4)).0;
    let used = text::paragraph(buf, top, why, theme.text());
    let mut y = used + 1;
    for one in &block.considered {
        let line = row(rest, y);
        let mark = if one.taken { "taken" } else { "passed over" };
        let said = format!("{}: {} ({mark})", one.strategy, one.because);
        text::put_fit(
            buf,
            line,
            (line.x, line.y),
            line.width,
            &said,
            theme.muted(),
        );
        y += 1;
    }
    let said = format!(
        "It shows at least {} of {} products, or hides.",
        block.minimum, block.size
    );
    let rest = split_top(rest, y + 1).1;
    text::paragraph(buf, rest, &said, theme.muted());
}

fn shown(
    state: &State,
    block: &PreviewBlock,
    slot: &PreviewSlot,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let large = ctx.size.large() && area.height >= 20;
    let place = ordinal(slot.slot);
    let title = match large {
        true => format!("Why {} is {place}", slot.name),
        false => format!("Why is it {place}?"),
    };
    let mut pane = Pane::new(&title);
    if large {
        let said = format!("{} full trace", ctx.keymap.shown(&c::WHY));
        pane = pane.end_hit(said, theme.muted(), Hit::Act(c::WHY.id));
    }
    let rest = pane.view(ctx, area, buf, hits);
    let why = match state.because() {
        Some(Ok(why)) => Some(why),
        Some(Err(said)) => {
            text::paragraph(buf, rest, said, theme.text2());
            return;
        }
        None => None,
    };
    if large {
        let used = facts(block, slot, ctx, rest, buf);
        let rest = split_top(rest, used + 1).1;
        if let Some(why) = why {
            let used = made(why, ctx, rest, buf);
            terms(why, ctx, split_top(rest, used).1, buf);
        }
    } else {
        small(block, slot, why, ctx, rest, buf);
    }
}

/// Picture, name, price, stock, category and the score. Returns the rows used.
fn facts(
    block: &PreviewBlock,
    slot: &PreviewSlot,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> u16 {
    let theme = ctx.theme();
    let subject = Subject {
        icon: None,
        name: &slot.name,
        category: slot.category.as_deref().unwrap_or(""),
    };
    let drawn = picture::view(ctx, split_top(area, 9).0, buf, subject);
    let side = match drawn.is_empty() {
        true => area,
        false => split_left(area, drawn.width, 3).1,
    };
    let put = |buf: &mut Buffer, at: u16, said: &str, style| {
        let line = row(side, at);
        text::put_fit(buf, line, (line.x, line.y), line.width, said, style);
    };
    put(buf, 0, &slot.name, theme.strong());
    put(buf, 1, &money_and_stock(slot), theme.text2());
    let path = slot.category.as_deref().unwrap_or("");
    put(
        buf,
        2,
        &path.replace(" > ", &format!(" {} ", ctx.glyphs().prompt)),
        theme.muted(),
    );
    put(buf, 4, "Score", theme.muted());
    let digits = Rect {
        height: 3,
        ..split_top(side, 5).1
    }
    .intersection(side);
    match &slot.pinned_by {
        Some(by) => put(buf, 6, &format!("fixed here by {by}"), theme.strong()),
        None => {
            let used = kpi::big(ctx, digits, buf, &score(slot.score), theme.text());
            let said = format!("in {}", block.name);
            let line = row(digits, 1);
            let x = line.x + used + 2;
            let room = line.right().saturating_sub(x);
            text::put_fit(buf, line, (x, line.y), room, &said, theme.muted());
        }
    }
    let said = source(block, slot);
    put(buf, 8, &said, theme.text2());
    9
}

fn money_and_stock(slot: &PreviewSlot) -> String {
    let mut said = slot
        .price
        .map_or_else(|| "no price".to_owned(), |p| p.to_string());
    if let Some(before) = slot.price_before {
        said.push_str(&format!(", was {before}"));
    }
    match slot.stock {
        Some(n) => said.push_str(&format!("   {} in stock", fmt::count(n))),
        None => said.push_str("   stock not tracked"),
    }
    said
}

/// What brought the product, if that is not plain from the block's heading.
fn source(block: &PreviewBlock, slot: &PreviewSlot) -> String {
    match (&slot.pinned_by, slot.fallback) {
        (Some(_), _) if slot.sponsored => "sponsored".into(),
        (Some(_), _) => "fixed slots come before what is ranked".into(),
        (None, Some(_)) => format!(
            "by {}, to fill what {} left empty",
            slot.from,
            block.strategy_name.as_deref().unwrap_or("the strategy")
        ),
        (None, None) => format!("by {}", slot.from),
    }
}

/// What the score is made of, and what moved the product. Returns the rows used, with one between.
fn made(why: &Why, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let theme = ctx.theme();
    let mut said: Vec<(String, ratatui::style::Style)> = Vec::new();
    for moved in &why.placed {
        said.push((format!("{moved}."), theme.text()));
    }
    if why.parts.len() > 1 {
        let parts = made_of(&why.parts, score);
        said.push((format!("Made of {parts}."), theme.muted()));
    }
    let mut used = 0;
    for (said, style) in said {
        let rest = split_top(area, used).1;
        used += text::paragraph(buf, split_top(rest, 3).0, &said, style);
    }
    used + u16::from(used > 0)
}

/// Where a row of the shop is stated.
fn stated(ctx: &Ctx<'_>, p: &Proof) -> String {
    let day = fmt::date(ctx.session.zone.day_of(p.at));
    format!(
        "{}, {day}, {} line {}",
        p.what,
        p.file,
        fmt::count(p.line as i64)
    )
}

/// The terms of the score, each bar starting where the last one ended, with the rows that they rest on.
fn terms(why: &Why, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    if why.terms.is_empty() {
        let said = match &why.pinned_by {
            Some(by) => format!("It was not ranked: {by} gives it this slot."),
            None => "It was not ranked.".to_owned(),
        };
        text::paragraph(buf, area, &said, theme.text2());
        return;
    }
    const EACH: u16 = 4;
    let room = usize::from((area.height + 1) / EACH).max(1);
    let fits = match why.terms.len() > room {
        true => usize::from(area.height.saturating_sub(1) / EACH).max(1),
        false => why.terms.len(),
    };
    let shown = why.terms.get(..fits).unwrap_or(&why.terms);
    let spare = area.height.saturating_sub(fits as u16 * EACH);
    let more = usize::from(spare) / fits.max(1);
    let (mut sum, mut low, mut high) = (0.0f64, 0.0f64, 0.0f64);
    for t in &why.terms {
        sum += t.addend;
        (low, high) = (low.min(sum), high.max(sum));
    }
    let whole = if high - low > 0.0 { high - low } else { 1.0 };
    let mut at = -low;
    let mut rest = area;
    for t in shown {
        let used = term(
            t,
            (at / whole, (at + t.addend) / whole),
            more,
            ctx,
            rest,
            buf,
        );
        at += t.addend;
        rest = split_top(rest, used + 1).1;
    }
    let others = why.terms.get(fits..).unwrap_or_default();
    if !others.is_empty() {
        let sum: f64 = others.iter().map(|t| t.addend).sum();
        let line = row(rest, 0);
        text::put(buf, line, line.x, line.y, &signed(sum), theme.accent());
        let said = format!(
            "{} more, together; {} shows all",
            others.len(),
            ctx.keymap.shown(&c::WHY)
        );
        let x = line.x + 7;
        let room = line.right().saturating_sub(x);
        text::put_fit(buf, line, (x, line.y), room, &said, theme.muted());
    }
}

fn term(
    t: &Term,
    (from, to): (f64, f64),
    evidence: usize,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> u16 {
    let theme = ctx.theme();
    let token = if t.addend < 0.0 {
        Token::Negative
    } else {
        Token::Accent
    };
    let line = row(area, 0);
    text::put(
        buf,
        line,
        line.x,
        line.y,
        &signed(t.addend),
        theme.bold(token),
    );
    let side = split_left(area, 7, 0).1;
    bars::span(ctx, row(side, 0), buf, from, to, token);
    let mut y = 1;
    let mut put = |buf: &mut Buffer, said: &str, style| {
        let line = row(side, y);
        text::put_fit(buf, line, (line.x, line.y), line.width, said, style);
        y += 1;
    };
    put(buf, &t.words, theme.text());
    // A second line of words is worth more than a row of evidence.
    let lines = text::wrap(&t.detail, side.width);
    let more = 1 + usize::from(evidence > 0 && lines.len() > 1);
    for (i, line) in lines.iter().take(more).enumerate() {
        let line = match i + 1 == more {
            true => lines[i..].join(" "),
            false => line.clone(),
        };
        put(buf, &line, theme.muted());
    }
    let evidence = evidence + 1 - more;
    for p in t.evidence.iter().take(evidence) {
        put(buf, &stated(ctx, p), theme.muted());
    }
    y
}

fn small(
    block: &PreviewBlock,
    slot: &PreviewSlot,
    why: Option<&Why>,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = ctx.theme();
    let line = row(area, 0);
    let value = match slot.pinned_by {
        Some(_) => "fixed".to_owned(),
        None => score(slot.score),
    };
    let end = text::put_right(buf, line, line.right(), line.y, &value, theme.strong());
    let room = end.saturating_sub(line.x + 1);
    text::put_fit(
        buf,
        line,
        (line.x, line.y),
        room,
        &slot.name,
        theme.strong(),
    );
    let line = row(area, 1);
    text::put_fit(
        buf,
        line,
        (line.x, line.y),
        line.width,
        &money_and_stock(slot).replace("   ", ", "),
        theme.text2(),
    );
    let Some(why) = why else { return };
    let rest = split_top(area, 3).1;
    // The last rows say what the greatest term rests on.
    let proof = 4.min(rest.height.saturating_sub(1));
    let room = usize::from(rest.height.saturating_sub(proof)).max(1);
    for (i, t) in why.terms.iter().take(room).enumerate() {
        let line = row(rest, i as u16);
        let token = if t.addend < 0.0 {
            Token::Negative
        } else {
            Token::Accent
        };
        text::put(
            buf,
            line,
            line.x,
            line.y,
            &signed(t.addend),
            theme.bold(token),
        );
        let x = line.x + 7;
        let room = line.right().saturating_sub(x);
        text::put_fit(buf, line, (x, line.y), room, &t.words, theme.text());
    }
    let rest = split_top(rest, why.terms.len().min(room) as u16 + 1).1;
    let mut said = why.detail.clone();
    if slot.fallback.is_some() || slot.pinned_by.is_some() {
        said = source(block, slot);
    }
    let used = text::paragraph(buf, rest, &said, theme.muted());
    let mut rest = split_top(rest, used).1;
    for moved in &why.placed {
        let used = text::paragraph(buf, rest, &format!("{moved}."), theme.text2());
        rest = split_top(rest, used).1;
    }
    if let Some(p) = why.terms.first().and_then(|t| t.evidence.first()) {
        text::paragraph(buf, rest, &stated(ctx, p), theme.muted());
    }
}
