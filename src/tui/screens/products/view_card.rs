//! Draws the card of the chosen product: picture, figures, months, buyers, variants, and what goes with it.

use super::facts;
use super::state::{Card, State};
use super::update::{CARD, ITEMS, TOGETHER};
use crate::shop::products::ProductRow;
use crate::shop::recommend::RecommendedItem;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{columns, row, split_bottom, split_left, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::picture::{self, Subject};
use crate::tui::widgets::product::{Shown, TILE};
use crate::tui::widgets::state::{self as part, Way};
use crate::tui::widgets::{bars, spark};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let Some(known) = state.known() else { return };
    let large = ctx.size.large() && area.height >= 38;
    let rest = title(known, ctx, area, buf, hits);
    let (line, rest) = split_top(rest, 1);
    about(known, ctx, line, buf);
    let rest = split_top(rest, 1).1;
    if !large {
        return small(state, known, ctx, rest, buf, hits);
    }
    let (head, rest) = split_top(rest, 9);
    let mut beside = head;
    if picture::shown(ctx) {
        picture::view(ctx, head, buf, subject(known, state.card()));
        beside = split_left(head, 18, 3).1;
    }
    figures(state, known, ctx, beside, buf);
    let rest = split_top(rest, 1).1;
    let Some(card) = state.card() else {
        return waiting(state, ctx, rest, buf, hits);
    };
    let (above, below) = split_bottom(rest, 16.max(rest.height.saturating_sub(16)));
    let above = split_bottom(above, 1).0;
    let (left, right) = split_left(above, 33, 4);
    let (months_at, variants_at) = split_top(left, 4);
    months(card, ctx, months_at, buf);
    variants(card, ctx, split_top(variants_at, 1).1, buf);
    let (buyers_at, shown_at) = split_top(right, 5);
    buyers(card, ctx, buyers_at, buf, 4);
    shown_by(card, ctx, split_top(shown_at, 1).1, buf);
    tiles(state, ctx, below, buf, hits);
}

/// The picture of a product; demo shops name one in an attribute.
pub(super) fn subject<'a>(row: &'a ProductRow, card: Option<&'a Card>) -> Subject<'a> {
    Subject {
        icon: card.and_then(|c| c.page.attributes.get("icon").map(String::as_str)),
        name: &row.title,
        category: row.category.as_deref().unwrap_or(""),
    }
}

/// Title and SKU; returns what is left.
pub(super) fn title(
    known: &ProductRow,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> Rect {
    Pane::new(&known.title)
        .tight()
        .end(known.sku.clone().unwrap_or_default(), ctx.theme().muted())
        .view(ctx, area, buf, hits)
}

/// Category and brand, and at the right what is unusual.
pub(super) fn about(known: &ProductRow, ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let mut end = line.right();
    for (mark, word, style) in facts::marks(known, ctx) {
        let short = word.split(':').next().unwrap_or(word);
        let word = if line.width >= 60 { word } else { short };
        let said = format!("{mark} {word}");
        if text::width(&said) + 12 > end.saturating_sub(line.x) {
            break;
        }
        end = text::put_right(buf, line, end, line.y, &said, style).saturating_sub(2);
    }
    let mut said = facts::category(known);
    if let Some(brand) = &known.brand {
        if !said.is_empty() {
            said.push_str(", by ");
        }
        said.push_str(brand);
    }
    let room = end.saturating_sub(line.x);
    text::put_fit(buf, line, (line.x, line.y), room, &said, theme.text2());
}

/// A figure: its label, value, note with style.
type Figure = (&'static str, String, (String, Style));

fn all_figures(state: &State, known: &ProductRow, ctx: &Ctx<'_>) -> Vec<Figure> {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let card = state.card();
    let muted = |t: Option<String>| (t.unwrap_or_default(), theme.muted());
    let before = known
        .compare_at
        .filter(|b| Some(b.amount) > known.price.map(|p| p.amount));
    let price = match before {
        Some(before) => (
            format!("{} was {before}", g.down),
            theme.fg(Token::Positive),
        ),
        None => muted(None),
    };
    let margin = known.margin();
    let sold = card.map(|c| format!("in {}", fmt::counted(c.page.orders as i64, "order")));
    let back = card.map(|c| match c.page.pieces_back {
        0 => "none given back".to_owned(),
        n => format!("{} given back", fmt::count(n)),
    });
    let last = card.and_then(|c| c.sales.last);
    let age = last.map(|at| fmt::age(at, ctx.session.now));
    vec![
        ("Price", facts::money(known.price), price),
        (
            "Margin",
            margin.map_or_else(|| "n/a".into(), |(_, share)| fmt::percent(share)),
            muted(margin.map(|(left, _)| format!("{left} a piece"))),
        ),
        (
            "Stock",
            facts::stock(known),
            muted(card.and_then(|c| reach(c, known))),
        ),
        ("Sold", fmt::count(known.sold), muted(sold)),
        (
            "Buyers",
            card.map_or_else(String::new, |c| fmt::count(c.page.buyers as i64)),
            muted(back),
        ),
        (
            "Last sold",
            match (&age, card) {
                (Some(age), _) if age == "now" => "just now".into(),
                (Some(age), _) => format!("{age} ago"),
                (None, Some(_)) => "never".into(),
                (None, None) => String::new(),
            },
            muted(last.map(|at| fmt::date(ctx.session.zone.day_of(at)))),
        ),
    ]
}

/// How long the stock lasts at the pace of the last full months.
fn reach(card: &Card, row: &ProductRow) -> Option<String> {
    let stock = row.stock.filter(|n| *n > 0)?;
    let full = card.sales.months.len().checked_sub(4)?;
    let months = card.sales.months.iter().skip(full).take(3);
    let sold: i64 = months.map(|(_, n)| n).sum();
    (sold > 0).then(|| match 3 * stock / sold {
        0 => "under a month".to_owned(),
        n @ 1..=24 => format!("for {}", fmt::counted(n, "month")),
        _ => "for over 2 y".into(),
    })
}

/// Six figures in two rows.
fn figures(state: &State, known: &ProductRow, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let all = all_figures(state, known, ctx);
    for (i, (label, value, (note, style))) in all.iter().enumerate() {
        let at = columns(area, 3, 1).into_iter().nth(i % 3).unwrap_or(area);
        let at = split_top(at, (i / 3) as u16 * 5).1;
        let lines = [
            (*label, theme.muted()),
            (value.as_str(), theme.strong()),
            (note.as_str(), *style),
        ];
        for (y, (said, style)) in lines.into_iter().enumerate() {
            let line = row(at, y as u16);
            text::put_fit(buf, line, (line.x, line.y), line.width, said, style);
        }
    }
}

/// Two cells a month; the ends named.
pub(super) fn months(card: &Card, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let (head, rest) = split_top(area, 1);
    let title = "Sold, month by month";
    let w = text::put_fit(
        buf,
        head,
        (head.x, head.y),
        head.width,
        title,
        theme.strong(),
    );
    let months = &card.sales.months;
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return;
    };
    let most = months.iter().map(|(_, n)| *n).max().unwrap_or(0);
    if most <= 0 {
        let said = match card.sales.last {
            Some(at) => format!("Nothing since {}.", fmt::month(ctx.session.zone.day_of(at))),
            None => "Never sold.".into(),
        };
        text::put_fit(
            buf,
            rest,
            (rest.x, rest.y),
            rest.width,
            &said,
            theme.muted(),
        );
        return;
    }
    let said = format!("at most {}", fmt::count(most));
    if w + 2 + text::width(&said) <= head.width {
        text::put_right(buf, head, head.right(), head.y, &said, theme.muted());
    }
    let (bars, names) = split_bottom(rest, 1);
    let bars = Rect {
        height: bars.height.min(2),
        ..bars
    };
    let each = if area.width >= 26 { 2 } else { 1 };
    let values: Vec<Option<f64>> = months
        .iter()
        .flat_map(|(_, n)| std::iter::repeat_n(Some((*n).max(0) as f64), each))
        .collect();
    spark::view(ctx, bars, buf, &values);
    let wide = (values.len() as u16).min(area.width);
    let (from, to) = (fmt::month(first.0), fmt::month(last.0));
    text::put(buf, names, names.x, names.y, &from, theme.muted());
    if wide > text::width(&from) + text::width(&to) {
        text::put_right(buf, names, names.x + wide, names.y, &to, theme.muted());
    }
}

fn variants(card: &Card, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let all = &card.page.variants;
    let (head, rest) = split_top(area, 1);
    // One variant without options says nothing new: what prices did does.
    if all.len() < 2 {
        text::put(buf, head, head.x, head.y, "Price history", theme.strong());
        return history(card, ctx, rest, buf);
    }
    text::put(buf, head, head.x, head.y, "Variants", theme.strong());
    text::put_right(buf, head, head.right(), head.y, "stock", theme.muted());
    let rows = usize::from(rest.height);
    let shown = if all.len() > rows {
        rows.saturating_sub(1)
    } else {
        rows
    };
    for (i, v) in all.iter().take(shown).enumerate() {
        let line = row(rest, i as u16);
        let name = if v.options.is_empty() {
            v.sku.as_deref().unwrap_or("")
        } else {
            &v.options
        };
        let stock = v.stock.map_or_else(|| "n/a".into(), fmt::count);
        let right = line.right();
        text::put_right(buf, line, right, line.y, &stock, theme.text2());
        let price = facts::money(v.price);
        let at = text::put_right(
            buf,
            line,
            right.saturating_sub(7),
            line.y,
            &price,
            theme.text2(),
        );
        let room = at.saturating_sub(line.x + 1);
        text::put_fit(buf, line, (line.x, line.y), room, name, theme.text2());
    }
    if all.len() > shown {
        let line = row(rest, shown as u16);
        let said = format!("{} more", all.len() - shown);
        text::put(buf, line, line.x, line.y, &said, theme.muted());
    }
}

/// The newest prices, each where it changed.
fn history(card: &Card, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let mut changed: Vec<_> = card.page.history.iter().collect();
    changed.dedup_by(|older, newer| {
        let same = older.price == newer.price && older.status == newer.status;
        if same {
            // The same was stated before: since then it has been so.
            *newer = older;
        }
        same
    });
    if changed.is_empty() {
        let said = "No file has stated a price.";
        text::put_fit(buf, area, (area.x, area.y), area.width, said, theme.muted());
    }
    for (i, state) in changed.iter().take(usize::from(area.height)).enumerate() {
        let line = row(area, i as u16);
        let day = fmt::date(ctx.session.zone.day_of(state.at));
        let said = format!("since {day}");
        text::put_fit(buf, line, (line.x, line.y), 20, &said, theme.muted());
        let price = facts::money(state.price);
        text::put_right(buf, line, line.right(), line.y, &price, theme.text2());
    }
}

fn buyers(card: &Card, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, most: usize) {
    let theme = ctx.theme();
    let (head, rest) = split_top(area, 1);
    text::put(buf, head, head.x, head.y, "Who buys it", theme.strong());
    text::put_right(buf, head, head.right(), head.y, "buyers", theme.muted());
    bars_of_buyers(card, ctx, rest, buf, most, false);
}

fn bars_of_buyers(
    card: &Card,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    most: usize,
    words: bool,
) {
    let theme = ctx.theme();
    let all = &card.sales.buyers;
    let top = all.first().map_or(1, |(_, n)| *n).max(1);
    if all.is_empty() {
        let said = "No known customer yet.";
        text::put_fit(buf, area, (area.x, area.y), area.width, said, theme.muted());
    }
    for (i, (name, n)) in all.iter().take(most).enumerate() {
        let line = row(area, i as u16);
        if line.is_empty() {
            break;
        }
        text::put_fit(buf, line, (line.x, line.y), 16, name, theme.text2());
        let track = Rect {
            x: line.x + 17,
            width: 8,
            ..line
        }
        .intersection(line);
        let token = if i == 0 {
            Token::Accent
        } else {
            Token::AccentDim
        };
        bars::bar(ctx, track, buf, *n as f64 / top as f64, token);
        let said = match words {
            true => fmt::counted(*n as i64, "buyer"),
            false => fmt::count(*n as i64),
        };
        text::put_right(buf, line, line.right(), line.y, &said, theme.text2());
    }
}

fn shown_by(card: &Card, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let (head, rest) = split_top(area, 1);
    text::put(buf, head, head.x, head.y, "Shown lately by", theme.strong());
    text::put_right(buf, head, head.right(), head.y, "times", theme.muted());
    let s = &card.sales;
    if s.shown_by.is_empty() {
        let said = match s.blocks {
            0 => "No file says what was shown.".to_owned(),
            n => format!("No strategy, of {} blocks.", fmt::count(n as i64)),
        };
        text::put_fit(
            buf,
            rest,
            (rest.x, rest.y),
            rest.width,
            &said,
            theme.muted(),
        );
    }
    for (i, by) in s.shown_by.iter().take(usize::from(rest.height)).enumerate() {
        let line = row(rest, i as u16);
        let said = fmt::count(by.shown as i64);
        let at = text::put_right(buf, line, line.right(), line.y, &said, theme.text2());
        let room = at.saturating_sub(line.x + 1);
        text::put_fit(buf, line, (line.x, line.y), room, &by.name, theme.text2());
    }
}

/// The greatest reason with its figures, without the name of the product that all is about.
pub(super) fn reason(item: &RecommendedItem, about: &str) -> String {
    let Some(term) = item.reasons.first() else {
        return String::new();
    };
    let said = if term.detail.is_empty() {
        &term.words
    } else {
        &term.detail
    };
    said.replace(&format!(" with {about}"), "")
        .replace(about, "it")
}

pub(super) fn shown<'a>(item: &'a RecommendedItem, why: &'a str) -> Shown<'a> {
    Shown {
        name: &item.name,
        category: item.category.as_deref().unwrap_or(""),
        price: item.price,
        before: None,
        grade: item.grade.into(),
        why,
    }
}

/// Why nothing goes with it, or that it is still worked out.
pub(super) fn missing(state: &State, ctx: &Ctx<'_>) -> String {
    let of = state.together.as_ref();
    match of.filter(|(of, _)| Some(*of) == state.found.chosen()) {
        Some((_, Load::Failed(why))) => why.clone(),
        Some(_) if state.known().is_some_and(|r| r.service) => {
            "A service goes with nothing: it is never recommended, nor asked about.".into()
        }
        Some(_) => "Too few orders hold it together with anything else to say.".into(),
        None => match ctx.jobs.get(TOGETHER) {
            Some(job) if ctx.clock.saturating_sub(job.since) > 150 => {
                format!("{} working it out", ctx.glyphs().spinner(ctx.clock))
            }
            _ => String::new(),
        },
    }
}

fn tiles(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let page = format!("{} product page", ctx.keymap.shown(&c::PREVIEW));
    let inner = Pane::new("Bought together")
        .end_hit(page, theme.muted(), Hit::Act(c::PREVIEW.id))
        .view(ctx, area, buf, hits);
    let all = state.together().unwrap_or_default();
    if all.is_empty() {
        text::paragraph(buf, inner, &missing(state, ctx), theme.text2());
        return;
    }
    hits.seen(inner, ITEMS, 0, all.len().min(3));
    for (i, item) in all.iter().take(3).enumerate() {
        let tile = Rect {
            x: inner.x + i as u16 * (TILE + 7),
            width: TILE + 4,
            ..inner
        }
        .intersection(inner);
        if tile.width < 12 {
            break;
        }
        let about = state.known().map_or("", |r| r.title.as_str());
        shown(item, &reason(item, about)).tile(ctx, tile, buf);
        let hit = Hit::Row {
            list: ITEMS,
            index: i,
        };
        hits.add(tile, hit);
    }
}

fn small(
    state: &State,
    known: &ProductRow,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let (at, rest) = split_top(area, 2);
    let wanted = ["Price", "Margin", "Stock", "Sold"];
    let all = all_figures(state, known, ctx);
    let all = all.iter().filter(|f| wanted.contains(&f.0));
    for ((label, value, _), at) in all.zip(columns(at, 4, 1)) {
        let (a, b) = (row(at, 0), row(at, 1));
        text::put_fit(buf, a, (a.x, a.y), a.width, label, theme.muted());
        text::put_fit(buf, b, (b.x, b.y), b.width, value, theme.strong());
    }
    let rest = split_top(rest, 1).1;
    let Some(card) = state.card() else {
        return waiting(state, ctx, rest, buf, hits);
    };
    let (head, rest) = split_top(rest, 4);
    let mut beside = head;
    if head.height >= 4 && head.width >= 34 && picture::shown(ctx) {
        let at = Rect { width: 10, ..head };
        picture::view(ctx, at, buf, subject(known, Some(card)));
        beside = split_left(head, 10, 2).1;
    }
    months(card, ctx, beside, buf);
    let rest = split_top(rest, 1).1;
    let groups = rest.height.saturating_sub(4).clamp(1, 8);
    let (at, rest) = split_top(rest, groups.min(card.sales.buyers.len().max(1) as u16));
    bars_of_buyers(card, ctx, at, buf, usize::from(groups), true);
    let rest = split_top(rest, 1).1;
    let head = row(rest, 0);
    text::put_fit(buf, head, (head.x, head.y), 9, "Goes with", theme.muted());
    let lines = split_right(rest, rest.width.saturating_sub(10), 0).1;
    let all = state.together().unwrap_or_default();
    if all.is_empty() {
        text::paragraph(buf, lines, &missing(state, ctx), theme.text2());
    }
    for (i, item) in all
        .iter()
        .take(usize::from(lines.height.min(6)))
        .enumerate()
    {
        let line = row(lines, i as u16);
        let price = facts::money(item.price);
        let at = text::put_right(buf, line, line.right(), line.y, &price, theme.muted());
        let room = at.saturating_sub(line.x + 1);
        text::put_fit(buf, line, (line.x, line.y), room, &item.name, theme.text());
        let hit = Hit::Row {
            list: ITEMS,
            index: i,
        };
        hits.add(line, hit);
    }
}

/// Nothing is drawn for a moment, then why it takes time.
fn waiting(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let failed = state.card.as_ref();
    let failed = failed.filter(|(of, _)| Some(*of) == state.found.chosen());
    if let Some((_, Load::Failed(why))) = failed {
        let keys = [Way {
            key: &ctx.keymap.shown(&c::REFRESH),
            verb: "try again",
            action: c::REFRESH.id,
        }];
        let fact = "This product could not be read.";
        return part::error(ctx, area, buf, hits, fact, why, &keys);
    }
    part::loading(ctx, area, buf, CARD, "reading what became of it");
}
