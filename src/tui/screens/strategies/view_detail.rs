//! One document: in words, what it needs, how it has done, its versions, its text.

use super::state::{Detail, Pane as Focus, State};
use super::update::TEXT;
use super::view::section;
use crate::shop::sentence::Said;
use crate::tui::app::{Ctx, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_bottom, split_top};
use crate::tui::screens::results::HISTORY;
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::judged_text::{capital, lacking, rate};
use crate::tui::widgets::marks::{state_mark, verdict_mark};
use crate::tui::widgets::pane::Pane;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the pane, or the page where it is opened.
pub(super) fn detail(
    state: &State,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let Some(name) = state.name() else {
        return;
    };
    let life = state.life().unwrap_or_default();
    let title = match state.opened && !ctx.size.large() {
        true => format!("Strategies {} {name}", ctx.glyphs().prompt),
        false => name.to_owned(),
    };
    let (mark, style) = state_mark(ctx, life.word());
    let version = format!("version {}", state.version());
    let mut rest = Pane::new(&title)
        .focus(state.pane == Focus::Detail)
        .number(2)
        .end(format!("{mark} {life}"), style)
        .end(version, theme.muted())
        .view(ctx, area, buf, hits);
    let Some(detail) = state.shown() else {
        return;
    };
    let whole = ctx.size.large() || state.opened;
    if whole && !detail.purpose().is_empty() {
        let place = split_top(rest, 3).0;
        let used = text::paragraph(buf, place, detail.purpose(), theme.text2());
        rest = split_top(rest, used + 1).1;
    }
    let used = sentence(detail.said(), whole, ctx, rest, buf);
    rest = split_top(rest, used).1;
    if let Some(problem) = detail.problem() {
        let (_, below) = split_top(rest, u16::from(whole));
        let place = split_top(below, 3).0;
        let said = format!("! {problem}.");
        let used = text::paragraph(buf, place, &said, theme.fg(Token::Negative));
        rest = split_top(below, used).1;
    }
    if !whole {
        one_line(state, detail, ctx, rest, buf);
        return;
    }
    let used = needs(detail, ctx, rest, buf, hits);
    rest = split_top(rest, used).1;
    if !state.on_rules {
        let used = results(state, ctx, rest, buf, hits);
        rest = split_top(rest, used).1;
        let used = on_history(state, ctx, rest, buf, hits);
        rest = split_top(rest, used).1;
    }
    let used = versions(detail, ctx, rest, buf, hits);
    rest = split_top(rest, used).1;
    as_text(state, detail, ctx, rest, buf, hits);
}

/// When, on, then, by, until, else. Returns the rows used.
fn sentence(said: &[Said], whole: bool, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let theme = ctx.theme();
    let labels = said
        .iter()
        .map(|s| text::width(s.label) + 2)
        .max()
        .unwrap_or(6)
        .max(7);
    let airy = whole && said.len() <= 5 && area.height > 26;
    let mut y = 0;
    for part in said {
        let words = Rect {
            x: area.x + labels.min(area.width),
            width: area.width.saturating_sub(labels),
            ..split_top(area, y).1
        };
        if words.height == 0 {
            break;
        }
        text::put(buf, area, area.x, words.y, part.label, theme.muted());
        let most = if whole { 3 } else { 2 };
        let style = match part.label {
            "show" | "then" => theme.strong(),
            _ => theme.text2(),
        };
        let used = text::paragraph(buf, split_top(words, most).0, &part.words, style);
        y += used.max(1) + u16::from(airy);
    }
    y - u16::from(airy && y > 0)
}

/// Whether the shop has what it needs. Returns the rows used.
fn needs(detail: &Detail, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) -> u16 {
    let theme = ctx.theme();
    let all = detail.needs();
    if all.is_empty() || area.height < 4 {
        return 0;
    }
    let rest = section(ctx, area, buf, hits, Pane::new("Enough data?"));
    for (i, need) in all.iter().enumerate() {
        let line = row(rest, i as u16);
        let enough = need.have >= need.need;
        let (mark, style) = tick(ctx, enough);
        text::put(buf, line, line.x, line.y, mark, style);
        let needed = format!("need {}", fmt::count(need.need as i64));
        let end = line.right();
        let at = end.saturating_sub(text::width(&needed).max(11));
        text::put(buf, line, at, line.y, &needed, theme.muted());
        let have = fmt::count(need.have as i64);
        let at = text::put_right(
            buf,
            line,
            at.saturating_sub(3),
            line.y,
            &have,
            theme.strong(),
        );
        let room = at.saturating_sub(line.x + 3);
        text::put_fit(
            buf,
            line,
            (line.x + 2, line.y),
            room,
            &need.what,
            theme.text2(),
        );
    }
    let mut used = rest.y - area.y + all.len() as u16;
    for need in all.iter().filter(|n| n.missing() > 0) {
        let place = split_top(split_top(area, used).1, 3).0;
        let said = format!("It {}: {} brings them.", need.words(), need.brought_by());
        used += text::paragraph(buf, place, &said, theme.muted());
    }
    used
}

/// `✓` or `!` with its colour.
pub(super) fn tick(ctx: &Ctx<'_>, fine: bool) -> (&'static str, ratatui::style::Style) {
    match fine {
        true => (ctx.glyphs().check, ctx.theme().fg(Token::Positive)),
        false => ("!", ctx.theme().bold(Token::Negative)),
    }
}

/// What came of it. Returns the rows used.
fn results(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) -> u16 {
    let theme = ctx.theme();
    if area.height < 5 {
        return 0;
    }
    let pane = Pane::new("How it has done").end(ctx.session.period.words(), theme.muted());
    let rest = section(ctx, area, buf, hits, pane);
    let head = rest.y - area.y;
    let Some(r) = state.result() else {
        let said = match &state.results {
            crate::tui::widgets::load::Load::Waiting => "counting",
            crate::tui::widgets::load::Load::Failed(_) => "The results could not be read.",
            _ => "It was not shown in these days, so nothing is known of it.",
        };
        return head + text::paragraph(buf, split_top(rest, 2).0, said, theme.muted());
    };
    let average = r
        .average_order
        .value
        .map_or("n/a".into(), |m| m.to_string());
    let figures = [
        ("Shown", fmt::count(r.shown as i64)),
        ("Click rate", fmt::rate(r.click_rate.value)),
        ("Conversion", fmt::rate(r.conversion.value)),
        ("Avg order", average),
    ];
    let mut used = of_four(&figures, None, ctx, rest, buf);
    if let Some(against) = &r.against {
        let better = match against.verdict.word {
            crate::shop::results::Word::Better => Some(true),
            crate::shop::results::Word::Worse => Some(false),
            _ => None,
        };
        let (mark, style) = verdict_mark(ctx, better);
        let mut x = rest.x;
        let line = row(rest, 2);
        if better.is_some() {
            x += text::put(buf, line, x, line.y, mark, style) + 1;
        }
        let place = Rect {
            x,
            width: line.right().saturating_sub(x),
            ..split_top(split_top(rest, 2).1, 3).0
        };
        used += text::paragraph(buf, place, &against.verdict.sentence, theme.text2());
    }
    head + used
}

/// What it would have found on the shop's own last weeks. Returns the rows used.
fn on_history(
    state: &State,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> u16 {
    let theme = ctx.theme();
    let Some(row) = state.tried().filter(|_| area.height >= 6) else {
        return 0;
    };
    let pane = Pane::new("On your own last weeks");
    let rest = section(ctx, area, buf, hits, pane);
    let head = rest.y - area.y;
    let Some(any) = &row.any else {
        let mut said = format!("{}.", capital(&lacking(row)));
        if row.ready && row.unjudged.is_none() {
            let key = ctx.keymap.shown(&HISTORY);
            said.push_str(&format!(" {key} on Results tries every strategy."));
        }
        return head + text::paragraph(buf, split_top(rest, 3).0, &said, theme.muted());
    };
    let compared = row.compared().unwrap_or(any);
    let tail = compared.long_tail.map(|t| fmt::percent(t.value));
    let figures = [
        ("Hit rate", rate(Some(compared)).unwrap_or("n/a".into())),
        ("NDCG@10", fmt::number(compared.ndcg.value, 3)),
        ("Shows", fmt::percent(any.coverage)),
        ("Long tail", tail.unwrap_or("n/a".into())),
    ];
    head + of_four(&figures, row.sentence.as_deref(), ctx, rest, buf)
}

/// Four figures beside each other, and a sentence below. Returns the rows used.
fn of_four(
    figures: &[(&str, String); 4],
    sentence: Option<&str>,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
) -> u16 {
    let theme = ctx.theme();
    let each = area.width / 4;
    let (labels, values) = (row(area, 0), row(area, 1));
    for (i, (label, value)) in figures.iter().enumerate() {
        let x = area.x + each * i as u16;
        let cells = each.saturating_sub(1);
        text::put_fit(buf, labels, (x, labels.y), cells, label, theme.muted());
        let style = if value == "n/a" {
            theme.muted()
        } else {
            theme.strong()
        };
        text::put_fit(buf, values, (x, values.y), cells, value, style);
    }
    let Some(sentence) = sentence else {
        return 2;
    };
    let place = split_top(split_top(area, 2).1, 4).0;
    2 + text::paragraph(buf, place, sentence, theme.text2())
}

/// Its history. Returns the rows used.
fn versions(
    detail: &Detail,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> u16 {
    let theme = ctx.theme();
    let all = detail.versions();
    if all.len() < 2 || area.height < 8 {
        return 0;
    }
    let count = all.len().to_string();
    let pane = Pane::new("Versions").end(count, theme.muted());
    let rest = section(ctx, area, buf, hits, pane);
    let shown = all.len().min(4);
    for (i, v) in all.iter().take(shown).enumerate() {
        let line = row(rest, i as u16);
        let since = match v.since {
            Some(at) => format!("since {}", fmt::date(ctx.session.zone.day_of(at))),
            None => "from the start".into(),
        };
        let now = if v.until.is_none() { " (now)" } else { "" };
        let said = format!("{}{now}", v.version);
        text::put(buf, line, line.x, line.y, &said, theme.text2());
        let x = line.x + 10.min(line.width);
        let (mark, style) = state_mark(ctx, v.state.word());
        let used = text::put(buf, line, x, line.y, mark, style) + 1;
        text::put(buf, line, x + used, line.y, v.state.word(), theme.text2());
        text::put_right(buf, line, line.right(), line.y, &since, theme.muted());
    }
    rest.y - area.y + shown as u16
}

/// The document as TOML.
fn as_text(
    state: &State,
    detail: &Detail,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    if area.height < 4 {
        return;
    }
    let pane = Pane::new("As text").end("y copy", theme.muted());
    let rest = section(ctx, area, buf, hits, pane);
    let lines: Vec<&str> = detail.toml().lines().collect();
    let mut rest = rest;
    if usize::from(rest.height) > lines.len() + 3 {
        let noun = if state.on_rules {
            "rules"
        } else {
            "strategies"
        };
        let said =
            format!("To change it: y, edit the text in a file, then regulars {noun} add FILE");
        let (above, below) = split_bottom(rest, 2);
        text::paragraph(buf, below, &said, theme.muted());
        // The hint stands right below the text.
        rest = above;
    }
    let height = usize::from(rest.height);
    let first = state.scroll.min(lines.len().saturating_sub(height));
    hits.seen(rest, TEXT, first, height);
    for (i, said) in lines.iter().skip(first).take(height).enumerate() {
        let line = row(rest, i as u16);
        let (key, value) = match said.split_once('=') {
            Some((key, value)) if !key.trim_end().contains(' ') => (key, value),
            _ => (*said, ""),
        };
        let used = text::put_fit(buf, line, (line.x, line.y), line.width, key, theme.muted());
        if !value.is_empty() {
            let used = used + text::put(buf, line, line.x + used, line.y, "=", theme.muted());
            let room = line.width.saturating_sub(used);
            text::put_fit(
                buf,
                line,
                (line.x + used, line.y),
                room,
                value,
                theme.text2(),
            );
        }
    }
    let right = area.right();
    if first > 0 {
        text::put_right(
            buf,
            area,
            right,
            rest.y,
            ctx.glyphs().scroll_up,
            theme.muted(),
        );
    }
    if first + height < lines.len() {
        let y = rest.bottom().saturating_sub(1);
        text::put_right(buf, area, right, y, ctx.glyphs().scroll_down, theme.muted());
    }
}

/// Data and results in a line each, where there is little room.
fn one_line(state: &State, detail: &Detail, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let (_, area) = split_top(area, u16::from(area.height > 3));
    let mut y = 0;
    if let Some(need) = detail.needs().first() {
        let line = row(area, y);
        let enough = need.have >= need.need;
        let (mark, style) = tick(ctx, enough);
        text::put(buf, line, line.x, line.y, mark, style);
        let said = need.words();
        let room = line.width.saturating_sub(2);
        text::put_fit(buf, line, (line.x + 2, line.y), room, &said, theme.text2());
        y += 1;
    }
    if let Some(r) = state.result().filter(|_| !state.on_rules) {
        let line = row(area, y);
        let shown = fmt::count(r.shown as i64);
        let rate = fmt::rate(r.conversion.value);
        let pieces = [
            ("Shown ", theme.muted()),
            (shown.as_str(), theme.strong()),
            ("   Conversion ", theme.muted()),
            (rate.as_str(), theme.strong()),
        ];
        text::spans(buf, line, line.x, line.y, &pieces);
    }
}
