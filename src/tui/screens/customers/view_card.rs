//! Draws the card of the chosen customer: who they are, their figures, groups, likes, spending, and what they did.

use super::state::{Card, State};
use super::update::CARD;
use super::{view_sees, words};
use crate::shop::customers::{CustomerRow, Entry};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{columns, row, split_bottom, split_left, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state as part;
use crate::tui::widgets::{bars, marks, spark};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Rows of the facts on their surface.
const FACTS: u16 = 5;

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let Some(known) = state.known() else { return };
    let large = ctx.size.large();
    let rest = title(state, known, ctx, area, buf, hits);
    let (line, rest) = split_top(rest, 1);
    let card = state.card();
    match card {
        Some(card) => contact(card, ctx, line, buf, hits),
        None => {
            text::put_right(
                buf,
                line,
                line.right(),
                line.y,
                &words::place(known),
                ctx.theme().text2(),
            );
        }
    }
    let rest = split_top(rest, 1).1;
    let (at, rest) = split_top(rest, if large { FACTS } else { 2 });
    facts(state, known, ctx, at, buf);
    let rest = split_top(rest, 1).1;
    let Some(card) = card else {
        return waiting(state, ctx, rest, buf, hits);
    };
    let (at, rest) = split_top(rest, 1);
    groups(card, ctx, at, buf);
    hits.add(at, Hit::Act(super::belongs::GROUPS.id));
    let rest = split_top(rest, 1).1;
    if large && rest.height >= 24 {
        let (above, below) = split_bottom(rest, 16.max(rest.height.saturating_sub(24)));
        let above = split_bottom(above, 1).0;
        let (left, right) = split_left(above, 34, 3);
        let (likes_at, months_at) = split_bottom(left, 4);
        likes(card, ctx, likes_at, buf);
        months(card, ctx, months_at, buf);
        story(card, ctx, right, buf, hits);
        view_sees::tiles(state, ctx, below, buf, hits);
    } else {
        small(state, card, ctx, rest, buf, hits);
    }
}

/// Name, number and since when; returns what is left.
pub(super) fn title(
    state: &State,
    known: &CustomerRow,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> Rect {
    let name = words::name(known);
    let since = state
        .card()
        .and_then(|c| words::since(&c.profile, ctx.session))
        .filter(|_| area.width >= 60);
    let end = match since {
        Some(month) => format!("{}, since {month}", words::number(known)),
        None if area.width >= 60 => words::number(known),
        None => known.platform_id.clone().unwrap_or_default(),
    };
    Pane::new(&name)
        .tight()
        .end(end, ctx.theme().muted())
        .view(ctx, area, buf, hits)
}

/// The masked address, the key that shows it, where they live, what they allow.
pub(super) fn contact(card: &Card, ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let (theme, g, p) = (ctx.theme(), ctx.glyphs(), &card.profile);
    let mut x = line.x;
    if let Some((_, value)) = words::contacts(p).first() {
        let said = words::contact(value, ctx.session);
        let room = line.width.saturating_sub(8);
        x += text::put_fit(buf, line, (x, line.y), room, &said, theme.text2()) + 2;
        let key = ctx.keymap.shown(&c::REVEAL);
        let verb = if ctx.session.reveal { " hide" } else { " show" };
        let from = x;
        x += text::spans(
            buf,
            line,
            x,
            line.y,
            &[(key.as_str(), theme.text()), (verb, theme.muted())],
        );
        let hit = Rect {
            x: from,
            width: x.saturating_sub(from),
            ..line
        };
        hits.add(hit.intersection(line), Hit::Act(c::REVEAL.id));
        x += 2;
    }
    // From the right, as far as there is room: consents, then the place.
    let mut end = line.right();
    for (purpose, word) in [("email", "e-mail"), ("personalization", "personal pages")] {
        let Some(consent) = p.consents.iter().find(|c| c.purpose == purpose) else {
            continue;
        };
        if line.width < 60 {
            break;
        }
        let (mark, style) = if consent.given {
            (g.check, theme.fg(Token::Positive))
        } else {
            (g.cross, theme.fg(Token::Negative))
        };
        let w = text::width(word) + 2;
        if end < x + w + 2 {
            break;
        }
        let at = end - w;
        text::spans(
            buf,
            line,
            at,
            line.y,
            &[(mark, style), (" ", style), (word, theme.text2())],
        );
        end = at.saturating_sub(2);
    }
    let place = words::place(&p.row);
    if end > x + text::width(&place) {
        let at = if line.width < 60 {
            end
        } else {
            end.saturating_sub(2)
        };
        text::put_right(buf, line, at, line.y, &place, theme.text2());
    } else if let Some(city) = &p.row.city
        && end > x + text::width(city)
    {
        text::put_right(buf, line, end, line.y, city, theme.text2());
    }
}

/// Orders, spent, average and last order.
pub(super) fn facts(
    state: &State,
    known: &CustomerRow,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let now = ctx.session.now;
    let large = area.height >= FACTS;
    let card = state.card();
    let average = known.spent.per(known.orders);
    let age = known.last_order.map(|at| fmt::age(at, now));
    let money = |m: crate::model::money::Money| {
        if large {
            m.to_string()
        } else {
            fmt::money_short(m.amount, m.currency)
        }
    };
    let last = match (&age, large) {
        (Some(age), true) => words::ago(age),
        (Some(age), false) if age == "now" => "just now".into(),
        (Some(age), false) => format!("{age} ago"),
        (None, _) => "none yet".into(),
    };
    let returned = card.map(|c| match c.habits.returned {
        0 => "none returned".to_owned(),
        n => format!("{n} returned"),
    });
    let top = state
        .yardstick
        .as_ref()
        .and_then(|y| y.top_share(known.spent));
    let top = top.filter(|_| known.orders > 0).map(|share| match share {
        s if s <= 0.5 => format!("top {:.0}%", (s * 100.0).ceil()),
        _ => "most spent more".to_owned(),
    });
    let over = state.yardstick.as_ref().and_then(|y| {
        let (own, shop) = (average?, y.average_order?);
        let more = own.amount.0 - shop.amount.0;
        let apart =
            crate::model::money::Money::new(crate::model::money::Amount(more.abs()), own.currency);
        Some(match more {
            0 => ("as the shop".to_owned(), theme.muted()),
            1.. => (
                format!("{} {apart} over shop", g.up),
                theme.fg(Token::Positive),
            ),
            _ => (format!("{} {apart} under shop", g.down), theme.text2()),
        })
    });
    let rhythm = card.and_then(words::rhythm);
    let muted = |t: Option<String>| (t.unwrap_or_default(), theme.muted());
    let all: [(&str, String, (String, Style)); 4] = [
        ("Orders", fmt::count(known.orders), muted(returned)),
        ("Spent", money(known.spent), muted(top)),
        (
            if large { "Average order" } else { "Average" },
            average.map_or_else(|| "n/a".into(), money),
            over.unwrap_or_default(),
        ),
        (
            if large { "Last order" } else { "Last" },
            last,
            muted(rhythm),
        ),
    ];
    let inner = if large {
        surface(ctx, area, buf);
        crate::tui::layout::inset(area, 2, 1)
    } else {
        area
    };
    // The words under the last two figures are the longest.
    let (left, right) = split_left(inner, inner.width * 2 / 5, 0);
    let places = if large {
        columns(left, 2, 1)
            .into_iter()
            .chain(columns(right, 2, 1))
            .collect()
    } else {
        columns(inner, 4, 1)
    };
    for ((label, value, (more, style)), at) in all.iter().zip(places) {
        text::put_fit(
            buf,
            row(at, 0),
            (at.x, at.y),
            at.width,
            label,
            theme.muted(),
        );
        text::put_fit(
            buf,
            row(at, 1),
            (at.x, at.y + 1),
            at.width,
            value,
            theme.strong(),
        );
        text::put_fit(buf, row(at, 2), (at.x, at.y + 2), at.width, more, *style);
    }
}

/// A card's fill with half a line of padding above and below.
fn surface(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    if !theme.paints() || area.height < 3 {
        return;
    }
    let edge = Style::new()
        .fg(theme.color(Token::Surface))
        .bg(theme.color(Token::Canvas));
    let filled = Rect {
        y: area.y + 1,
        height: area.height - 2,
        ..area
    };
    theme.fill(buf, filled, Token::Surface);
    for x in area.x..area.right() {
        text::put(buf, area, x, area.y, g.lower, edge);
        text::put(buf, area, x, area.bottom() - 1, g.upper, edge);
    }
}

/// Chips, as many as fit; the group of recency, frequency and money first.
pub(super) fn groups(card: &Card, ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let names = &card.habits.groups;
    let rfm = card.profile.row.rfm_group.as_deref();
    let own = rfm.map(|r| (r, true));
    let rest = names.iter().filter(|n| Some(n.as_str()) != rfm);
    let said = format!("in {} of {} groups", names.len(), card.habits.of_groups);
    let said = if line.width >= 60 {
        said
    } else {
        format!("{} groups", names.len())
    };
    let keep = text::width(&said) + 1;
    let mut x = line.x;
    for (name, main) in own.into_iter().chain(rest.map(|n| (n.as_str(), false))) {
        let w = text::width(name) + 2;
        if x + w + 1 + keep > line.right() {
            break;
        }
        x += marks::chip(ctx, line, (x, line.y), buf, name, main) + 1;
    }
    text::put(
        buf,
        line,
        x + u16::from(x > line.x),
        line.y,
        &said,
        theme.muted(),
    );
}

fn likes(card: &Card, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let head = row(area, 0);
    text::put(buf, head, head.x, head.y, "Likes", theme.strong());
    text::put_right(
        buf,
        head,
        head.right().saturating_sub(6),
        head.y,
        "bought",
        theme.muted(),
    );
    text::put_right(buf, head, head.right(), head.y, "seen", theme.muted());
    let most = card.habits.likes.first().map_or(1.0, |l| l.share).max(1e-9);
    if card.habits.likes.is_empty() {
        let line = row(area, 1);
        text::put_fit(
            buf,
            line,
            (line.x, line.y),
            line.width,
            "Nothing bought or viewed yet.",
            theme.muted(),
        );
    }
    for (i, like) in card.habits.likes.iter().enumerate() {
        let line = row(area, i as u16 + 1);
        if line.is_empty() {
            break;
        }
        let name = words::leaf(&like.category);
        text::put_fit(buf, line, (line.x, line.y), 11, name, theme.text2());
        let track = Rect {
            x: line.x + 12,
            width: 8,
            ..line
        }
        .intersection(line);
        let token = if like.bought > 0 {
            Token::Accent
        } else {
            Token::AccentDim
        };
        bars::bar(ctx, track, buf, like.share / most, token);
        let count = |n: u64| {
            if n == 0 {
                ctx.glyphs().none.to_owned()
            } else {
                fmt::count(n as i64)
            }
        };
        let right = line.right();
        text::put_right(
            buf,
            line,
            right.saturating_sub(6),
            line.y,
            &count(like.bought),
            theme.text(),
        );
        text::put_right(buf, line, right, line.y, &count(like.seen), theme.text2());
    }
}

/// Two cells a month; the ends named.
pub(super) fn months(card: &Card, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let (head, rest) = split_top(area, 1);
    text::put_fit(
        buf,
        head,
        (head.x, head.y),
        head.width,
        "Spent, month by month",
        theme.strong(),
    );
    let months = &card.habits.months;
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        let said = match card.profile.row.last_order {
            Some(at) => format!("Nothing since {}.", fmt::month(ctx.session.zone.day_of(at))),
            None => "Nothing yet.".into(),
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
    };
    let (bars, names) = split_bottom(rest, 1);
    let bars = Rect {
        height: bars.height.min(2),
        ..bars
    };
    let each = if area.width >= 26 { 2 } else { 1 };
    let values: Vec<Option<f64>> = months
        .iter()
        .flat_map(|(_, m)| std::iter::repeat_n(Some(m.major().max(0.0)), each))
        .collect();
    spark::view(ctx, bars, buf, &values);
    let wide = (values.len() as u16).min(area.width);
    text::put(
        buf,
        names,
        names.x,
        names.y,
        &fmt::month(first.0),
        theme.muted(),
    );
    text::put_right(
        buf,
        names,
        names.x + wide,
        names.y,
        &fmt::month(last.0),
        theme.muted(),
    );
}

fn story(card: &Card, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let (head, rest) = split_top(area, 1);
    text::put(buf, head, head.x, head.y, "Timeline", theme.strong());
    let rows = rest.height;
    let dates = dates(card, rows, ctx);
    let more = (card.story.total as i64).saturating_sub(i64::from(rows));
    if more > 0 {
        let said = format!("{} more {}", fmt::count(more), ctx.glyphs().scroll_down);
        text::put_right(buf, head, head.right(), head.y, &said, theme.muted());
        hits.add(head, Hit::Act(c::OPEN.id));
    }
    if card.story.rows.is_empty() {
        text::put_fit(
            buf,
            rest,
            (rest.x, rest.y),
            rest.width,
            "Nothing yet.",
            theme.muted(),
        );
    }
    for (i, entry) in card.story.rows.iter().enumerate().take(usize::from(rows)) {
        happened(entry, dates, ctx, row(rest, i as u16), buf);
    }
}

/// Cells that the dates of the first entries take.
fn dates(card: &Card, rows: u16, ctx: &Ctx<'_>) -> u16 {
    let shown = card.story.rows.iter().take(usize::from(rows));
    let widths = shown.map(|e| text::width(&words::when(e, ctx.session)));
    widths.max().unwrap_or(0).max(6)
}

/// One entry of the timeline in a line.
pub(super) fn happened(entry: &Entry, dates: u16, ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let said = words::said(entry, ctx);
    let when = words::when(entry, ctx.session);
    text::put_right(buf, line, line.x + dates, line.y, &when, theme.muted());
    text::put_fit(
        buf,
        line,
        (line.x + dates + 2, line.y),
        8,
        said.verb,
        said.style,
    );
    let x = line.x + dates + 11;
    let mut end = line.right();
    // A value takes at most what the name leaves, but sums are never cut.
    let w = text::width(&said.value);
    let need = text::width(&said.what).min(14);
    let exact = entry.total.is_some();
    let room = line.right().saturating_sub(x);
    if w > 0 && (exact || room >= need + w + 2) && room > w + 4 {
        let style = if exact { theme.text2() } else { theme.muted() };
        end =
            text::put_right(buf, line, line.right(), line.y, &said.value, style).saturating_sub(1);
    }
    text::put_fit(
        buf,
        line,
        (x, line.y),
        end.saturating_sub(x),
        &said.what,
        theme.text(),
    );
}

fn small(
    state: &State,
    card: &Card,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    // Three of each; what there is more of height goes to the timeline.
    let likes = card.habits.likes.len().min(3) as u16;
    let sees = 3;
    let most = card.habits.likes.first().map_or(1.0, |l| l.share).max(1e-9);
    for (i, like) in card.habits.likes.iter().take(3).enumerate() {
        let line = row(area, i as u16);
        if line.is_empty() {
            return;
        }
        text::put_fit(
            buf,
            line,
            (line.x, line.y),
            9,
            words::leaf(&like.category),
            theme.text2(),
        );
        let track = Rect {
            x: line.x + 10,
            width: 8,
            ..line
        }
        .intersection(line);
        let token = if like.bought > 0 {
            Token::Accent
        } else {
            Token::AccentDim
        };
        bars::bar(ctx, track, buf, like.share / most, token);
        let said = format!("bought {}, viewed {}", like.bought, like.seen);
        text::put_right(buf, line, line.right(), line.y, &said, theme.muted());
    }
    let rest = split_top(area, likes + u16::from(likes > 0)).1;
    let (above, below) = split_bottom(rest, (sees + 1).min(rest.height));
    let dates = dates(card, above.height, ctx);
    for (i, entry) in card
        .story
        .rows
        .iter()
        .enumerate()
        .take(usize::from(above.height))
    {
        happened(entry, dates, ctx, row(above, i as u16), buf);
    }
    view_sees::lines(state, ctx, split_top(below, 1).1, buf, hits);
}

/// Nothing is drawn for a moment, then why it takes time.
fn waiting(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let failed = state
        .card
        .as_ref()
        .filter(|(of, _)| Some(*of) == state.found.chosen());
    if let Some((_, crate::tui::widgets::load::Load::Failed(why))) = failed {
        let keys = [part::Way {
            key: &ctx.keymap.shown(&c::REFRESH),
            verb: "try again",
            action: c::REFRESH.id,
        }];
        return part::error(
            ctx,
            area,
            buf,
            hits,
            "This customer could not be read.",
            why,
            &keys,
        );
    }
    part::loading(ctx, area, buf, CARD, "reading what they did");
}
