//! How the Welcome screen is drawn: cards side by side where there is room, else one below the other.

use super::state::{Door, State};
use super::update::{CHECK, DOOR, LIST, MAKE};
use crate::shop::demo::Size;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::glyphs::Set;
use crate::tui::layout::{columns, inset, row, split_bottom, split_top};
use crate::tui::text;
use crate::tui::theme::{Depth, Token};
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::picture::{self, Subject};
use crate::tui::widgets::state as part;
use crate::tui::widgets::table::chosen_row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The name in dots: five rows of four for each letter.
const LOGO: [[u8; 5]; 8] = [
    [0b1110, 0b1001, 0b1110, 0b1010, 0b1001],
    [0b1111, 0b1000, 0b1110, 0b1000, 0b1111],
    [0b0111, 0b1000, 0b1011, 0b1001, 0b0111],
    [0b1001, 0b1001, 0b1001, 0b1001, 0b0110],
    [0b1000, 0b1000, 0b1000, 0b1000, 0b1111],
    [0b0110, 0b1001, 0b1111, 0b1001, 0b1001],
    [0b1110, 0b1001, 0b1110, 0b1010, 0b1001],
    [0b0111, 0b1000, 0b0110, 0b0001, 0b1110],
];
const LOGO_WIDTH: u16 = 8 * 5 - 1;

/// What stands on a door.
struct Sign {
    key: &'static str,
    title: &'static str,
    time: &'static str,
    text: String,
    icon: &'static str,
}

fn sign(door: Door) -> Sign {
    match door {
        Door::Demo => Sign {
            key: "1",
            title: "Look around",
            time: "10 seconds",
            text: format!(
                "Open Fern & Field, a made-up garden shop with {} customers.",
                fmt::count(Size::Medium.customers() as i64)
            ),
            icon: "lantern",
        },
        Door::Import => Sign {
            key: "2",
            title: "Bring in my shop",
            time: "5 minutes",
            text: "Orders, customers, products: files of your shop system, or tables.".into(),
            icon: "backpack",
        },
        Door::Open => Sign {
            key: "3",
            title: "Open a shop file",
            time: "",
            text: "Carry on where you, or your consultant, left off.".into(),
            icon: "pot",
        },
    }
}

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    if state.files.is_some() {
        return open(state, ctx, inset(area, 2, 1), buf, hits);
    }
    if ctx.size.large() && area.height >= 38 {
        large(state, ctx, inset(area, 3, 0), buf, hits);
    } else {
        small(state, ctx, inset(area, 2, 0), buf, hits);
    }
}

fn centred(buf: &mut Buffer, line: Rect, said: &str, style: Style) {
    let said = text::fit(said, line.width);
    let x = line.x + line.width.saturating_sub(text::width(&said)) / 2;
    text::put(buf, line, x, line.y, &said, style);
}

/// The name, three lines high.
fn logo(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    if ctx.session.glyphs == Set::Ascii || area.width < LOGO_WIDTH {
        return centred(
            buf,
            row(area, 1),
            "R E G U L A R S",
            theme.bold(Token::Accent),
        );
    }
    let left = area.x + (area.width - LOGO_WIDTH) / 2;
    for (i, letter) in LOGO.iter().enumerate() {
        for dx in 0..4u16 {
            let on = |half: usize| letter.get(half).is_some_and(|r| r & (0b1000 >> dx) != 0);
            for line in 0..3u16 {
                let half = usize::from(2 * line);
                let glyph = match (on(half), on(half + 1)) {
                    (true, true) => "█",
                    (true, false) => "▀",
                    (false, true) => "▄",
                    (false, false) => continue,
                };
                let x = left + i as u16 * 5 + dx;
                text::put(buf, area, x, area.y + line, glyph, theme.accent());
            }
        }
    }
}

/// How colours and pictures were chosen for this terminal.
fn fits(ctx: &Ctx<'_>) -> String {
    let theme = ctx.theme();
    let colours = match theme.depth {
        Depth::True => "all colours",
        Depth::C256 => "256 colours",
        Depth::C16 => "16 colours",
        Depth::Mono => "no colours",
    };
    let side = if theme.dark { "dark" } else { "light" };
    let pictures = if picture::shown(ctx) {
        "pictures as blocks"
    } else {
        "no pictures"
    };
    format!("Colours and pictures fit your terminal: {side}, {colours}, {pictures}.   ")
}

fn large(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let body = 34;
    let top = area.height.saturating_sub(body) / 2;
    let area = split_top(area, top).1;
    let (head, rest) = split_top(area, 10);
    logo(ctx, head, buf);
    let said = "Know who comes back, and show them what they came for.";
    centred(buf, row(head, 4), said, theme.text());
    let said = "One file on this computer. No account, no network.";
    centred(buf, row(head, 6), said, theme.muted());
    let (cards, rest) = split_top(rest, 16);
    for (i, (door, place)) in Door::ALL.into_iter().zip(columns(cards, 3, 4)).enumerate() {
        card(state, door, ctx, place, buf);
        hits.add(
            place,
            Hit::Item {
                what: DOOR,
                index: i,
            },
        );
    }
    if state.making {
        return making(ctx, split_top(rest, 2).1, buf);
    }
    let said = "Tip: drop a file onto this window and it opens in Data.";
    centred(buf, row(rest, 3), said, theme.text2());
    let fits = fits(ctx);
    let line = row(rest, 5);
    let key = ctx.keymap.shown(&c::THEME);
    let width = text::width(&fits) + text::width(&key) + 7;
    let x = line.x + line.width.saturating_sub(width) / 2;
    let pieces = [
        (fits.as_str(), theme.muted()),
        (key.as_str(), theme.text()),
        (" change", theme.muted()),
    ];
    text::spans(buf, line, x, line.y, &pieces);
}

fn card(state: &State, door: Door, ctx: &Ctx<'_>, place: Rect, buf: &mut Buffer) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let sign = sign(door);
    let chosen = state.door == door;
    let fill = if chosen {
        Token::Selected
    } else {
        Token::Surface
    };
    if theme.paints() {
        theme.fill(buf, place, fill);
        if chosen {
            for y in place.y + 1..place.bottom().saturating_sub(1) {
                let style = theme.accent().patch(theme.bg(fill));
                text::put(buf, place, place.x, y, g.edge, style);
            }
        }
    }
    let inner = inset(place, 3, 1);
    part::key_chip(ctx, inner, (inner.x, inner.y), buf, sign.key, chosen);
    let (w, h) = (18, 9);
    let middle = Rect {
        x: inner.x + inner.width.saturating_sub(w) / 2,
        width: w.min(inner.width),
        height: h.min(inner.height),
        ..inner
    };
    let subject = Subject {
        icon: Some(sign.icon),
        name: sign.icon,
        category: match door {
            Door::Demo => "Camping",
            Door::Import => "Backpacks",
            Door::Open => "Garden",
        },
    };
    picture::view(ctx, middle, buf, subject);
    let below = split_top(inner, 10).1;
    let title = if chosen {
        theme.bold(Token::Accent)
    } else {
        theme.strong()
    };
    text::put(buf, below, below.x, below.y, sign.title, title);
    text::put_right(buf, below, below.right(), below.y, sign.time, theme.muted());
    text::paragraph(buf, split_top(below, 2).1, &sign.text, theme.text2());
    if !theme.paints() && chosen {
        chosen_row(ctx, buf, row(below, 0), true);
    }
}

fn small(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let airy = area.height >= 22;
    let area = split_top(area, if airy { 2 } else { 1 }).1;
    let (head, rest) = split_top(area, if airy { 6 } else { 2 });
    if airy {
        logo(ctx, head, buf);
    }
    let said = "Know who comes back, and show them what they came for.";
    let line = if airy { 4 } else { 0 };
    centred(buf, row(head, line), said, theme.text());
    let width = rest.width.min(64);
    let list = Rect {
        x: rest.x + (rest.width - width) / 2,
        width,
        ..rest
    };
    let mut rest = split_top(list, u16::from(airy)).1;
    for (i, door) in Door::ALL.into_iter().enumerate() {
        let (place, below) = split_top(rest, 3);
        let sign = sign(door);
        let chosen = state.door == door;
        let inner = Rect {
            x: place.x + 8.min(place.width),
            width: place.width.saturating_sub(10),
            ..place
        };
        let title = if chosen {
            theme.bold(Token::Accent)
        } else {
            theme.strong()
        };
        text::put(buf, inner, inner.x, inner.y, sign.title, title);
        text::put_right(buf, inner, inner.right(), inner.y, sign.time, theme.muted());
        let words = Rect {
            width: inner.width.min(40),
            ..split_top(inner, 1).1
        };
        text::paragraph(buf, words, &sign.text, theme.text2());
        if chosen {
            chosen_row(ctx, buf, place, true);
        }
        part::key_chip(ctx, place, (place.x + 3, place.y), buf, sign.key, chosen);
        hits.add(
            place,
            Hit::Item {
                what: DOOR,
                index: i,
            },
        );
        rest = split_top(below, u16::from(airy)).1;
    }
    if state.making {
        return making(ctx, rest, buf);
    }
    let said = "Or drop a file onto this window.";
    centred(buf, row(rest, 0), said, theme.muted());
}

/// How far the made-up shop is.
fn making(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let Some(job) = ctx.jobs.get(MAKE) else {
        return;
    };
    let (phase, done, total) = job.progress.clone().unwrap_or(("making".into(), 0, 0));
    let width = area.width.min(64);
    let line = Rect {
        x: area.x + (area.width - width) / 2,
        width,
        ..row(area, 0)
    };
    let said = format!(
        "{} Making the shop: {phase}{}",
        ctx.glyphs().spinner(ctx.clock),
        if total > 0 {
            format!(
                " {} of {}",
                fmt::count(done as i64),
                fmt::count(total as i64)
            )
        } else {
            String::new()
        }
    );
    let stop = "Esc stay here";
    let end = text::put_right(buf, line, line.right(), line.y, stop, theme.muted());
    let room = end.saturating_sub(line.x + 2);
    text::put_fit(buf, line, (line.x, line.y), room, &said, theme.text2());
    let bar = Rect {
        y: line.y + 1,
        ..line
    };
    // Writing is most of the work; what comes after it has no count.
    let share = match phase.as_str() {
        "making" => 0.05,
        "writing" if total > 0 => 0.1 + 0.6 * done as f64 / total as f64,
        "counting" => 0.72,
        "scoring customers" => 0.76,
        "adding up days" => 0.82,
        "tracing orders" => 0.9,
        _ => 0.97,
    };
    part::progress_bar(ctx, bar.intersection(area), buf, share);
}

fn open(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let rest = Pane::new("Open a shop file")
        .focus(true)
        .tight()
        .end("INPUT", theme.muted())
        .view(ctx, area, buf, hits);
    let (said, rest) = split_top(rest, if state.wrong.is_some() { 4 } else { 1 });
    match &state.wrong {
        Some(why) => {
            let fact = "This file could not be opened.";
            part::error(ctx, said, buf, hits, fact, why, &[]);
        }
        None => {
            let hint =
                "A file that Regulars has made, such as shop.db. Type its path, or find it here:";
            text::put_fit(buf, said, (said.x, said.y), said.width, hint, theme.text2());
        }
    }
    let (body, foot) = split_bottom(rest, 1);
    if let Some(field) = &state.files {
        field.view(
            ctx,
            split_bottom(body, 1).0,
            buf,
            hits,
            LIST,
            "Tab completes",
        );
    }
    let said = if ctx.jobs.get(CHECK).is_some() {
        "opening it"
    } else {
        "Esc goes back to the doors."
    };
    text::put_fit(buf, foot, (foot.x, foot.y), foot.width, said, theme.muted());
}
