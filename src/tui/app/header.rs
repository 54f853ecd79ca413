//! The two header lines: the shop and its data, and the tabs.

use super::update::{LEARN_AFTER, LEARNING};
use super::{Hit, HitMap, Model};
use crate::tui::fmt;
use crate::tui::layout::row;
use crate::tui::screens::Id;
use crate::tui::text::{put, put_fit, width};
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What a click on one of the screen's own pieces of the header is called (`Hit::Item`).
pub const HEADER: &str = "header";

/// Draws both lines.
pub fn view(model: &Model, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let bar = Rect {
        height: area.height.min(2),
        ..area
    };
    model.session.theme.fill(buf, bar, Token::Surface);
    context(model, row(bar, 0), buf, hits);
    tabs(model, row(bar, 1), buf, hits);
}

fn context(model: &Model, line: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let (ctx, s) = (model.ctx(), &model.session);
    let (theme, glyphs) = (ctx.theme(), ctx.glyphs());
    let right = line.right().saturating_sub(2);
    // From the right: badges, the state of the data, what the screen has to say; what does not fit is left out.
    let name = if s.shop.is_empty() {
        "Regulars"
    } else {
        &s.shop
    };
    let keep = line.x + 2 + width(name).min(24) + 2;
    let own: Vec<_> = model.screens.header(model.screen, &ctx);
    let own_width: u16 = own.iter().map(|(t, _)| width(t)).sum();
    let mut x = right;
    let mut place = |buf: &mut Buffer, pieces: &[(String, ratatui::style::Style)], gap: u16| {
        let w: u16 = pieces.iter().map(|(t, _)| width(t)).sum();
        let from = x.saturating_sub(w);
        if w == 0 || from < keep {
            return None;
        }
        let mut at = from;
        for (t, style) in pieces {
            at += put(buf, line, at, line.y, t, *style);
        }
        x = from.saturating_sub(gap);
        Some(from)
    };
    // What the screen has to say goes before the state of the data, which other screens say too.
    let badges = 13 * u16::from(s.read_only) + 9 * u16::from(s.demo);
    let room = right.saturating_sub(keep + badges + own_width + 4);
    let fits = |pieces: &[(String, ratatui::style::Style)]| {
        own_width == 0 || pieces.iter().map(|(t, _)| width(t)).sum::<u16>() < room
    };
    if s.read_only {
        place(
            buf,
            &[(" READ ONLY ".into(), theme.badge(Token::Positive))],
            1,
        );
    }
    if s.demo {
        place(buf, &[(" DEMO ".into(), theme.badge(Token::Series4))], 3);
    }
    if let Some(banner) = &s.banner {
        let dot = (format!("{} ", glyphs.dot), theme.fg(Token::Negative));
        let said = [dot, (banner.clone(), theme.text2())];
        if fits(&said) {
            place(buf, &said, 5);
        }
    } else if let Some(newest) = s.newest {
        let old = s.now.0 - newest.0;
        let (text, token) = if old > 7 * crate::model::time::DAY {
            (
                format!("data end {}", fmt::date(s.zone.day_of(newest))),
                Token::Negative,
            )
        } else {
            match fmt::age(newest, s.now).as_str() {
                "now" => ("data up to date".to_owned(), Token::Positive),
                age => (format!("data {age} old"), Token::Positive),
            }
        };
        let dot = (format!("{} ", glyphs.dot), theme.fg(token));
        let said = [dot, (text, theme.text2())];
        if fits(&said) {
            place(buf, &said, 5);
        }
    }
    if let Some(mut at) = place(buf, &own, 4) {
        for (index, (text, _)) in own.iter().enumerate() {
            let piece = Rect {
                x: at,
                width: width(text),
                ..line
            };
            let what = HEADER;
            hits.add(piece, Hit::Item { what, index });
            at += width(text);
        }
    }
    if let Some(job) = model.jobs.get(LEARNING)
        && model.clock.saturating_sub(job.since) > LEARN_AFTER + 150
    {
        let share = match &job.progress {
            Some((_, done, total)) if *total > 0 => format!(" {}%", done * 100 / total),
            _ => String::new(),
        };
        let spinner = (glyphs.spinner(model.clock).to_owned(), theme.accent());
        let said = (format!(" learning{share}"), theme.muted());
        place(buf, &[spinner, said], 4);
    }
    let used = put_fit(
        buf,
        line,
        (line.x + 2, line.y),
        x.saturating_sub(line.x + 2),
        name,
        theme.strong(),
    );
    let at = line.x + 2 + used + 2;
    if at + width(&s.tagline) <= x {
        put(buf, line, at, line.y, &s.tagline, theme.muted());
    }
}

/// Every screen that has a tab, with its name.
fn tabs_of(name: fn(Id) -> &'static str) -> Vec<(Id, &'static str)> {
    let tabbed = Id::ALL.iter().filter(|id| id.tabbed());
    tabbed.map(|id| (*id, name(*id))).collect()
}

/// The names of the tabs for a width: long, short, or falling away from the right; the active one keeps its name.
fn labels(active: Id, room: u16) -> (Vec<(Id, &'static str)>, u16) {
    let total = |names: &[(Id, &'static str)], gap: u16| {
        let w: u16 = names
            .iter()
            .map(|(_, n)| 1 + if n.is_empty() { 0 } else { 1 + width(n) })
            .sum();
        w + gap * (names.len() as u16).saturating_sub(1)
    };
    let long: Vec<_> = tabs_of(Id::name);
    for gap in [3, 2] {
        if total(&long, gap) <= room {
            return (long, gap);
        }
    }
    let mut names: Vec<_> = tabs_of(Id::short);
    for gap in [2, 1] {
        if total(&names, gap) <= room {
            return (names, gap);
        }
    }
    for i in (0..names.len()).rev() {
        if total(&names, 1) <= room {
            break;
        }
        if names[i].0 != active {
            names[i].1 = "";
        }
    }
    (names, 1)
}

fn tabs(model: &Model, line: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = model.session.theme;
    let (names, gap) = labels(model.screen, line.width.saturating_sub(4));
    // A tab's fill reaches one cell to both sides of its name; with little room it starts one cell earlier.
    let mut x = line.x + if gap > 1 { 2 } else { 1 };
    for (id, name) in names {
        let active = id == model.screen;
        let label = if name.is_empty() {
            id.digit().to_string()
        } else {
            format!("{} {name}", id.digit())
        };
        let w = width(&label);
        let tab = Rect {
            x: x.saturating_sub(1),
            width: w + 2,
            ..line
        }
        .intersection(line);
        if active {
            theme.fill(buf, tab, Token::Canvas);
        }
        let number = if active {
            theme.accent()
        } else {
            theme.muted()
        };
        let digits = put(buf, line, x, line.y, &id.digit().to_string(), number);
        if !name.is_empty() {
            let style = if active {
                theme.bold(Token::Accent)
            } else {
                theme.text2()
            };
            put(buf, line, x + digits + 1, line.y, name, style);
        }
        hits.add(tab, Hit::Screen(id));
        x += w + gap;
    }
}
