//! Draws an opened profile: who they are, what they did, what they see; one pane at a time below 140 columns.

use super::state::{Pane as Focus, State};
use super::update::{FACTS, PANES, PARTS, TIMELINE};
use super::{view_card, view_sees, words};
use crate::shop::customers::Entry;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{split_bottom, split_left, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::facts::{self, Fact};
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state as part;
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use chrono::Datelike;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Everything that is known, line by line.
pub(super) fn facts(state: &State, ctx: &Ctx<'_>) -> Vec<Fact> {
    let (theme, session) = (ctx.theme(), ctx.session);
    let Some(card) = state.card() else {
        return Vec::new();
    };
    let (p, h) = (&card.profile, &card.habits);
    let mut out = Vec::new();
    let text2 = theme.text2();
    let day = |at: crate::model::time::Moment| fmt::date(session.zone.day_of(at));
    let money =
        |m: Option<crate::model::money::Money>| m.map_or_else(|| "n/a".into(), |m| m.to_string());
    {
        let mut line = |label: &str, value: String| {
            if !value.is_empty() {
                out.push(Fact::Line(label.to_owned(), value, text2));
            }
        };
        for (label, value) in words::contacts(p) {
            line(label, words::contact(value, session));
        }
        let place = [&p.row.city, &p.region, &p.row.country];
        let mut place: Vec<&str> = place.into_iter().flatten().map(String::as_str).collect();
        place.dedup();
        line("Lives in", place.join(", "));
        line("Language", p.language.clone().unwrap_or_default());
        line(
            "Customer since",
            words::since(p, session).unwrap_or_default(),
        );
        line("Last seen", p.row.last_seen.map(&day).unwrap_or_default());
    }
    let plain = |l: &str, v: String| (l.to_owned(), v, text2);
    let consents = p.consents.iter().map(|c| {
        let (word, token) = if c.given {
            ("yes", Token::Positive)
        } else {
            ("no", Token::Negative)
        };
        let said = format!("{word}, since {}", day(c.at));
        (words::purpose(&c.purpose).to_owned(), said, theme.fg(token))
    });
    Fact::section(&mut out, "Allows", consents.collect());
    let mut groups: Vec<_> = p
        .row
        .rfm_group
        .iter()
        .map(|g| plain("", g.clone()))
        .collect();
    let named = h
        .groups
        .iter()
        .filter(|g| p.row.rfm_group.as_ref() != Some(g));
    groups.extend(named.map(|g| plain("", g.clone())));
    Fact::section(&mut out, "Groups", groups);
    let mut orders = vec![
        plain(
            "Orders",
            format!("{}, {} returned", fmt::count(p.row.orders), h.returned),
        ),
        plain("Spent", p.row.spent.to_string()),
        plain("before refunds", p.spent_gross.to_string()),
        plain("Average order", money(p.aov)),
        plain(
            "First order",
            p.first_order.map(&day).unwrap_or_else(|| "none yet".into()),
        ),
        plain(
            "Last order",
            p.row
                .last_order
                .map(&day)
                .unwrap_or_else(|| "none yet".into()),
        ),
    ];
    orders.extend(words::rhythm(card).map(|r| plain("Rhythm", r)));
    if let (Some(r), Some(f), Some(m)) = (p.r, p.f, p.m) {
        orders.push(plain(
            "Of 5",
            format!("recency {r}, frequency {f}, money {m}"),
        ));
    }
    Fact::section(&mut out, "Buys", orders);
    let likes = h.likes.iter().map(|l| {
        let said = format!("bought {}, viewed {}", l.bought, l.seen);
        plain(words::leaf(&l.category), said)
    });
    Fact::section(&mut out, "Likes", likes.collect());
    let brands = p.affinities.brands.iter();
    let brands = brands.map(|(name, share)| plain(name, fmt::percent(*share)));
    Fact::section(&mut out, "Brands", brands.collect());
    let mut more: Vec<_> = p.tags.iter().map(|t| plain("tag", t.clone())).collect();
    more.extend(p.preferences.iter().map(|(k, v)| plain(k, v.clone())));
    more.extend(p.attributes.iter().map(|(k, v)| plain(k, v.clone())));
    Fact::section(&mut out, "Also known", more);
    let traces = p.identities.iter().map(|t| {
        let said = match t.kind.as_str() {
            "platform" => t.value.clone(),
            "device" => text::fit(&t.value, 12).into_owned(),
            _ => words::contact(&t.value, session),
        };
        let from = t.file.as_ref().map_or(String::new(), |f| format!(" ({f})"));
        plain(&t.kind, format!("{said}{from}"))
    });
    Fact::section(&mut out, "Known by", traces.collect());
    out
}

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let Some(known) = state.known() else {
        return part::loading(ctx, area, buf, super::update::CARD, "reading this customer");
    };
    let (top, rest) = split_top(area, 1);
    let from = text::put(buf, top, top.x, top.y, "Customers", theme.muted());
    let sign = format!(" {} ", ctx.glyphs().prompt);
    let x = top.x + from;
    let x = x + text::put(buf, top, x, top.y, &sign, theme.muted());
    let name_at = Rect {
        x: x.min(top.right()),
        width: top.right().saturating_sub(x),
        ..top
    };
    view_card::title(state, known, ctx, name_at, buf, hits);
    hits.add(
        Rect {
            width: from.min(top.width),
            ..top
        },
        Hit::Act(c::BACK.id),
    );
    let (line, rest) = split_top(rest, 1);
    let Some(card) = state.card() else {
        return part::loading(
            ctx,
            split_top(rest, 1).1,
            buf,
            super::update::CARD,
            "reading what they did",
        );
    };
    view_card::contact(card, ctx, line, buf, hits);
    if ctx.size.large() && rest.height >= 20 {
        let rest = split_top(rest, 1).1;
        let (at, rest) = split_top(rest, 5);
        view_card::facts(state, known, ctx, at, buf);
        let rest = split_top(rest, 1).1;
        let (left, rest) = split_left(rest, 40, 4);
        let (middle, right) = split_right(rest, 38, 4);
        profile(state, ctx, left, buf, hits);
        timeline(state, ctx, middle, buf, hits);
        sees(state, ctx, right, buf, hits);
        return;
    }
    let (at, rest) = split_top(rest, 2);
    view_card::facts(state, known, ctx, at, buf);
    let rest = split_top(rest, u16::from(rest.height > 12)).1;
    match state.pane {
        Focus::Profile => profile(state, ctx, rest, buf, hits),
        Focus::Timeline => timeline(state, ctx, rest, buf, hits),
        Focus::Sees => sees(state, ctx, rest, buf, hits),
    }
}

fn name(pane: Focus) -> &'static str {
    match pane {
        Focus::Profile => "Profile",
        Focus::Timeline => "Timeline",
        Focus::Sees => "Sees now",
    }
}

/// A pane's title; below 140 columns the other panes stand at its end.
fn pane<'a>(state: &State, ctx: &Ctx<'_>, of: Focus, title: &'a str) -> Pane<'a> {
    let mut pane = Pane::new(title).focus(state.pane == of).number(of.place());
    if !ctx.size.large() {
        for other in Focus::ALL.into_iter().filter(|p| *p != of) {
            let hit = Hit::Item {
                what: PANES,
                index: other.place(),
            };
            pane = pane.end_hit(name(other), ctx.theme().text2(), hit);
        }
    }
    pane
}

fn profile(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let mut inner =
        pane(state, ctx, Focus::Profile, name(Focus::Profile)).view(ctx, area, buf, hits);
    if let Some(card) = state.card()
        && ctx.size.large()
    {
        let (above, below) = split_bottom(inner, 4);
        view_card::months(card, ctx, below, buf);
        inner = split_bottom(above, 1).0;
    }
    let all = facts(state, ctx);
    facts::view(ctx, inner, buf, hits, FACTS, &all, &state.facts);
}

fn timeline(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let Some(card) = state.card() else { return };
    let words_of = PARTS.iter().find(|p| p.0 == card.part).map_or("", |p| p.1);
    let count = fmt::count(card.story.total as i64);
    let end = if ctx.size.large() {
        format!("{words_of}, {count} {}", ctx.glyphs().pick)
    } else {
        format!("{count} {}", ctx.glyphs().pick)
    };
    let inner = pane(state, ctx, Focus::Timeline, name(Focus::Timeline))
        .end_hit(end, theme.muted(), Hit::Act(c::FILTER.id))
        .view(ctx, area, buf, hits);
    let rows = &card.story.rows;
    if rows.is_empty() {
        let ways = [part::Way {
            key: &ctx.keymap.shown(&c::FILTER),
            verb: "show another part",
            action: c::FILTER.id,
        }];
        let said = "Orders, returns and visits appear here with the files that state them.";
        return part::empty(
            ctx,
            inner,
            buf,
            hits,
            "Nothing in this part of the timeline",
            said,
            &ways,
        );
    }
    let (body, foot) = split_bottom(inner, 2);
    let this_year = ctx.session.today().date().year();
    let when = |at| {
        let day = ctx.session.zone.day_of(at);
        if day.date().year() == this_year {
            fmt::day(day)
        } else {
            fmt::date(day)
        }
    };
    let widest = |f: &dyn Fn(&Entry) -> u16| rows.iter().map(f).max().unwrap_or(0);
    let dates = widest(&|e| text::width(&when(e.at)));
    let sums = widest(&|e| e.total.map_or(0, |t| text::width(&t.to_string())));
    let columns = [
        Column::number("", dates.max(6), 0),
        Column::text("", 8, 0),
        Column::name(""),
        Column::number("", sums.clamp(8, 12), 2),
    ];
    Table::new(TIMELINE, &columns, rows.len(), &state.timeline)
        .focus(state.pane == Focus::Timeline)
        .headless()
        .close()
        .view(ctx, body, buf, hits, |i| {
            let Some(entry) = rows.get(i) else {
                return Row::new([]);
            };
            let said = words::said(entry, ctx);
            let value = if entry.total.is_some() {
                theme.text2()
            } else {
                theme.muted()
            };
            Row::new([
                Cell::text(when(entry.at), theme.muted()),
                Cell::text(said.verb, said.style),
                Cell::text(said.what, theme.text()),
                Cell::text(said.value, value),
            ])
        });
    if let Some(entry) = rows.get(state.timeline.selected) {
        let foot = Rect {
            x: foot.x + 2.min(foot.width),
            width: foot.width.saturating_sub(2),
            ..foot
        };
        text::paragraph(buf, foot, &words::source(entry, ctx.session), theme.muted());
    }
}

fn sees(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let title = match (state.known(), ctx.size.large()) {
        (Some(known), true) => format!("What {} sees now", words::first_name(known)),
        _ => name(Focus::Sees).to_owned(),
    };
    let mut pane = pane(state, ctx, Focus::Sees, &title);
    if ctx.size.large() {
        pane = pane.end_hit("Home", theme.muted(), Hit::Act(c::PREVIEW.id));
    }
    let inner = pane.view(ctx, area, buf, hits);
    view_sees::list(state, ctx, inner, buf, hits, state.pane == Focus::Sees);
}
