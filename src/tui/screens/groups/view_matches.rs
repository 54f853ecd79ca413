//! Who matches: the count, what they are worth, some of them, and what speaks of the group.

use super::pages::{OVERLAP, VALUE};
use super::state::{Pane as Focus, State};
use super::update::{COUNT, OPEN_MEMBERS};
use super::view::{pair, section};
use crate::shop::groups::{GroupWorth, Member};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::figure::{FIGURE_HEIGHT, Figure};
use crate::tui::widgets::pane::Pane;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What the title line says of the count.
fn state_of_count(state: &State, ctx: &Ctx<'_>) -> (String, bool) {
    let counting = ctx.jobs.get(COUNT).is_some();
    let current = state.count().is_some_and(|(_, _, current)| current);
    if !state.right() && !state.text().trim().is_empty() {
        return ("waits for the repair".into(), true);
    }
    if state.failed.is_some() {
        return ("could not count".into(), true);
    }
    if state.waits() {
        return ("waits for data".into(), true);
    }
    if counting && !current {
        let spinner = ctx.glyphs().spinner(ctx.clock);
        return (format!("{spinner} counting"), true);
    }
    (String::new(), !current)
}

fn title<'a>(state: &State, ctx: &Ctx<'_>) -> Pane<'a> {
    let (said, _) = state_of_count(state, ctx);
    let pane = Pane::new("Who matches")
        .focus(state.pane == Focus::Matches)
        .number(2);
    let pane = match super::back::said(state) {
        Some(day) => pane.end(day, ctx.theme().fg(Token::Negative)),
        None => pane,
    };
    match said.is_empty() {
        true => pane,
        false => pane.end(said, ctx.theme().muted()),
    }
}

fn figure<'a>(state: &'a State, ctx: &Ctx<'_>) -> Figure<'a> {
    let (_, old) = state_of_count(state, ctx);
    let counted = state.count();
    let saved = state.chosen().and_then(|g| g.count);
    let delta = match (counted, saved) {
        (Some((now, _, true)), Some(saved)) if state.changed() && now != saved => {
            let by = now as i64 - saved as i64;
            let plus = if by > 0 { "+" } else { "" };
            Some(format!("{plus}{} vs saved", fmt::count(by)))
        }
        _ => None,
    };
    let broken = !state.right() && !state.text().trim().is_empty();
    Figure {
        label: "Customers in this group",
        count: counted
            .map(|(count, _, _)| count)
            .filter(|_| !state.waits()),
        of: counted.map_or(0, |(_, of, _)| of),
        delta,
        caption: match (broken, old && counted.is_some()) {
            _ if state.waits() => "the shop lacks what it asks for",
            (true, true) => "last good count, before the error",
            (true, false) => "not counted yet",
            (false, true) => "last good count",
            _ => "",
        },
        old,
    }
}

/// The pane at the right of a wide screen.
pub(super) fn large(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let rest = title(state, ctx).view(ctx, area, buf, hits);
    let (card, rest) = split_top(rest, FIGURE_HEIGHT);
    figure(state, ctx).card(ctx, card, buf);
    hits.add(
        card,
        Hit::Item {
            what: OPEN_MEMBERS,
            index: 0,
        },
    );
    let mut rest = split_top(rest, 1).1;
    if let Some(why) = &state.failed {
        let said = format!("{} {why}", ctx.glyphs().cross);
        let used = text::paragraph(buf, split_top(rest, 4).0, &said, theme.fg(Token::Negative));
        rest = split_top(rest, used + 1).1;
    }
    if let Some(more) = state.more_now().filter(|_| !state.waits()) {
        let used = worth(&more.worth, ctx, rest, buf);
        let used = used + closer(ctx, row(rest, used), buf, hits);
        rest = split_top(rest, used + 1).1;
        let used = examples(state, &more.worth.examples, ctx, rest, buf);
        rest = split_top(rest, used).1;
    }
    used_by(state, ctx, rest, buf, hits);
}

/// What they spend, beside the shop. Returns the rows used.
fn worth(worth: &GroupWorth, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let theme = ctx.theme();
    text::put(buf, area, area.x, area.y, "They are worth", theme.muted());
    let or_none = |m: Option<crate::model::money::Money>| m.map_or("n/a".into(), |m| m.to_string());
    let shop = format!("shop {}", or_none(worth.shop_average_order));
    let share = match worth.share_12_months {
        Some(share) => format!("{} of all", fmt::percent(share)),
        None => "n/a".into(),
    };
    let orders = fmt::count(worth.orders);
    let spent = fmt::money_short(worth.spent_12_months.amount, worth.spent_12_months.currency);
    pair(ctx, row(area, 1), buf, "Orders", &orders, " ");
    pair(
        ctx,
        row(area, 2),
        buf,
        "Average order",
        &or_none(worth.average_order),
        &shop,
    );
    pair(ctx, row(area, 3), buf, "Spent, 12 months", &spent, &share);
    4
}

/// The pages that say more, with their keys. Returns the rows used.
fn closer(ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer, hits: &mut HitMap) -> u16 {
    let theme = ctx.theme();
    let mut x = line.x;
    for (action, said) in [(VALUE, "over time"), (OVERLAP, "overlap"), (c::WHY, "why")] {
        let from = x;
        x += text::put(
            buf,
            line,
            x,
            line.y,
            &ctx.keymap.shown(&action),
            theme.text(),
        ) + 1;
        x += text::put(buf, line, x, line.y, said, theme.muted());
        let place = Rect {
            x: from,
            width: x.saturating_sub(from),
            ..line
        };
        hits.add(place.intersection(line), Hit::Act(action.id));
        x += 3;
    }
    1
}

/// The members who spent most. Returns the rows used.
fn examples(state: &State, all: &[Member], ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let theme = ctx.theme();
    if all.is_empty() {
        return 0;
    }
    text::put(buf, area, area.x, area.y, "For example", theme.muted());
    let shown: Vec<(String, String, String)> = all
        .iter()
        .map(|m| {
            (
                m.name
                    .clone()
                    .unwrap_or_else(|| format!("Customer {}", m.id)),
                fmt::counted(m.orders, "order"),
                m.spent.to_string(),
            )
        })
        .collect();
    let widest = |f: &dyn Fn(&(String, String, String)) -> u16| {
        shown.iter().map(f).max().unwrap_or_default()
    };
    let (orders, spent) = (
        widest(&|s| text::width(&s.1)),
        widest(&|s| text::width(&s.2)),
    );
    for (i, (name, count, money)) in shown.iter().enumerate() {
        let line = row(area, 1 + i as u16);
        let right = line.right();
        text::put_right(buf, line, right, line.y, money, theme.text2());
        let middle = right.saturating_sub(spent + 2);
        text::put_right(buf, line, middle, line.y, count, theme.text2());
        let room = middle.saturating_sub(orders + 1 + line.x);
        text::put_fit(buf, line, (line.x, line.y), room, name, theme.text());
    }
    let line = row(area, 1 + shown.len() as u16);
    if let Some((count, _, true)) = state.count() {
        let said = match state.pane {
            Focus::Matches => format!("Enter shows all {}", fmt::count(count as i64)),
            _ => "Tab, then Enter on the count shows all".into(),
        };
        text::put_fit(
            buf,
            line,
            (line.x, line.y),
            line.width,
            &said,
            theme.muted(),
        );
    }
    shown.len() as u16 + 2
}

/// What speaks of the group.
fn used_by(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let Some(group) = state.chosen() else {
        return;
    };
    if area.height < 4 {
        return;
    }
    let count = group.used_by.len().to_string();
    let pane = Pane::new("Used by").end(count, theme.muted());
    let rest = section(ctx, area, buf, hits, pane);
    if group.used_by.is_empty() {
        let said = "Nothing speaks of it yet. Strategies, rules and tests can.";
        text::paragraph(buf, rest, said, theme.muted());
        return;
    }
    let (list, _) = split_top(rest, rest.height.min(8));
    for (i, by) in group.used_by.iter().enumerate() {
        let line = row(list, i as u16);
        let w = text::put_right(buf, line, line.right(), line.y, &by.kind, theme.muted());
        let room = w.saturating_sub(line.x + 1);
        text::put_fit(buf, line, (line.x, line.y), room, &by.name, theme.text());
    }
    let used = (group.used_by.len() as u16).min(list.height);
    if state.changed() {
        let said = "Saving changes for whom these hold. You can undo it.";
        let below = split_top(rest, used + 1).1;
        text::paragraph(buf, below, said, theme.text2());
    }
}

/// The pane below the editor.
pub(super) fn small(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let rest = title(state, ctx).view(ctx, area, buf, hits);
    let figure = figure(state, ctx);
    let used = figure.small(ctx, rest, buf, "customers");
    hits.add(
        split_top(rest, used).0,
        Hit::Item {
            what: OPEN_MEMBERS,
            index: 0,
        },
    );
    let rest = split_top(rest, used).1;
    if let Some(why) = &state.failed {
        let said = format!("{} {why}", ctx.glyphs().cross);
        text::paragraph(buf, rest, &said, theme.fg(Token::Negative));
        return;
    }
    if figure.old && !figure.caption.is_empty() {
        let line = row(rest, 0);
        text::put_fit(
            buf,
            line,
            (line.x, line.y),
            line.width,
            figure.caption,
            theme.muted(),
        );
        return;
    }
    let Some(more) = state.more_now() else {
        return;
    };
    let names: Vec<&str> = more
        .worth
        .examples
        .iter()
        .filter_map(|m| m.name.as_deref())
        .collect();
    let line = row(rest, 0);
    let said = names.join(", ");
    text::put_fit(
        buf,
        line,
        (line.x, line.y),
        line.width,
        &said,
        theme.text2(),
    );
    let line = row(rest, 1);
    let average = more
        .worth
        .average_order
        .map_or("n/a".into(), |m| m.to_string());
    let spent = more.worth.spent_12_months;
    let spent = fmt::money_short(spent.amount, spent.currency);
    let share = more
        .worth
        .share_12_months
        .map_or(String::new(), |s| format!(" {} of all", fmt::percent(s)));
    let pieces = [
        ("Avg order ", theme.muted()),
        (average.as_str(), theme.strong()),
        ("  12 months ", theme.muted()),
        (spent.as_str(), theme.strong()),
        (share.as_str(), theme.muted()),
    ];
    text::spans(buf, line, line.x, line.y, &pieces);
    let line = row(rest, 2);
    if let Some(group) = state.chosen().filter(|g| !g.used_by.is_empty()) {
        let names: Vec<&str> = group.used_by.iter().map(|b| b.name.as_str()).collect();
        let said = format!("Used by {}", names.join(", "));
        text::put_fit(
            buf,
            line,
            (line.x, line.y),
            line.width,
            &said,
            theme.muted(),
        );
    }
}
