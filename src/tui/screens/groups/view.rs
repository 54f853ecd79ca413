//! How the Groups screen is drawn: list, editor, who matches.

use super::state::{Entry, Pane as Focus, State};
use super::update::{LIST, SLOT};
use super::{back, members, pages, sizes, view_editor, view_matches};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_bottom, split_left, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use crate::tui::widgets::table::chosen_row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(super) fn header(state: &State, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
    let (t, g) = (ctx.theme(), ctx.glyphs());
    let mut said = Vec::new();
    if let Some(day) = back::said(state) {
        said.push((g.dot.into(), t.fg(Token::Negative)));
        said.push((format!(" {day}   "), t.text()));
    }
    if state.changed() && state.members.is_none() && state.page.is_none() {
        said.extend([
            (g.dot.into(), t.fg(Token::Negative)),
            (" not saved   ".into(), t.text2()),
            (ctx.keymap.shown(&c::SAVE), t.text()),
            (" save".into(), t.muted()),
        ]);
    } else if state.back.is_some() {
        said.push((ctx.keymap.shown(&back::AS_OF), t.text()));
        said.push((" another day".into(), t.muted()));
    }
    said
}

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    match &state.data {
        Load::Waiting => {
            let rest = Pane::new("Groups").focus(true).view(ctx, area, buf, hits);
            return part::loading(ctx, rest, buf, SLOT, "reading the groups");
        }
        Load::Failed(why) => {
            let rest = Pane::new("Groups").view(ctx, area, buf, hits);
            let ways = [Way {
                key: "F5",
                verb: "try again",
                action: c::REFRESH.id,
            }];
            let fact = "The groups could not be read.";
            return part::error(ctx, rest, buf, hits, fact, why, &ways);
        }
        Load::Ready(_) => {}
    }
    if let Some(listing) = &state.members {
        return members::page(state, listing, ctx, area, buf, hits);
    }
    if let Some(page) = &state.page {
        return pages::view(state, page, ctx, area, buf, hits);
    }
    if ctx.size.large() && area.height >= 30 {
        let (left, rest) = split_left(area, 29, 4);
        let (middle, right) = split_right(rest, 39, 4);
        list(state, ctx, left, buf, hits);
        view_editor::editor(state, ctx, middle, buf, hits);
        view_matches::large(state, ctx, right, buf, hits);
    } else if area.width < 60 {
        // Too narrow for two: the pane with the focus has the page.
        match state.pane {
            Focus::List => list(state, ctx, area, buf, hits),
            Focus::Editor => view_editor::editor(state, ctx, area, buf, hits),
            Focus::Matches => view_matches::small(state, ctx, area, buf, hits),
        }
    } else {
        let (left, right) = split_left(area, (area.width / 4).clamp(21, 30), 3);
        list(state, ctx, left, buf, hits);
        let below = match (right.height >= 26, state.building()) {
            (true, _) => 10,
            // Rows need the room more than examples do.
            (false, true) => 6,
            (false, false) => 7,
        };
        let (above, below) = split_bottom(right, below.min(right.height / 2));
        view_editor::editor(state, ctx, split_bottom(above, 1).0, buf, hits);
        view_matches::small(state, ctx, below, buf, hits);
    }
}

/// A line of the list.
enum Line {
    Entry(usize),
    Blank,
    Heading(&'static str),
    /// The key for a new group.
    New,
}

fn list_lines(state: &State, airy: bool) -> Vec<Line> {
    let mut out = Vec::new();
    let first_ready = state.entries.iter().position(|e| !state.own(*e));
    let made = first_ready.unwrap_or(state.entries.len());
    out.extend((0..made).map(Line::Entry));
    if made == 0 {
        out.push(Line::Heading("None of your own"));
    }
    if airy {
        out.push(Line::Blank);
    }
    out.push(Line::New);
    if made < state.entries.len() {
        out.push(Line::Blank);
        out.push(Line::Heading("Ready-made"));
        out.extend((made..state.entries.len()).map(Line::Entry));
    }
    out
}

fn list(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let focused = state.pane == Focus::List;
    let count = state.data.ready().map_or(0, |d| d.rows.len());
    let said = match ctx.jobs.get(sizes::SLOT) {
        Some(_) => format!("{} counting {count}", ctx.glyphs().spinner(ctx.clock)),
        None => count.to_string(),
    };
    let rest = Pane::new("Groups")
        .focus(focused)
        .number(0)
        .end(said, theme.muted())
        .view(ctx, area, buf, hits);
    let lines = list_lines(state, ctx.size.large());
    let height = usize::from(rest.height);
    let at = |l: &Line| matches!(l, Line::Entry(i) if *i == state.list.selected);
    let chosen = lines.iter().position(at).unwrap_or(0);
    // The chosen one stays in sight with a little below it.
    let first = (chosen + 3)
        .saturating_sub(height)
        .min(lines.len().saturating_sub(height));
    hits.seen(rest, LIST, first, height);
    for (i, line) in lines.iter().enumerate().skip(first).take(height) {
        let place = row(rest, (i - first) as u16);
        match line {
            Line::Blank => {}
            Line::Heading(said) => {
                let x = if ctx.size.large() {
                    place.x
                } else {
                    place.x + 2
                };
                text::put_fit(buf, place, (x, place.y), place.width, said, theme.muted());
            }
            Line::New => {
                let key = ctx.keymap.shown(&c::NEW);
                let pieces = [(key.as_str(), theme.text()), (" new group", theme.muted())];
                text::spans(buf, place, place.x + 2, place.y, &pieces);
                hits.add(place, Hit::Act(c::NEW.id));
            }
            Line::Entry(index) => entry(state, ctx, *index, place, focused, buf, hits),
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

fn entry(
    state: &State,
    ctx: &Ctx<'_>,
    index: usize,
    place: Rect,
    focused: bool,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let Some(entry) = state.entries.get(index).copied() else {
        return;
    };
    let chosen = index == state.list.selected;
    let group = state.group(entry);
    let name = group.map_or("New group", |r| r.name.as_str());
    let missing = group.is_some_and(|r| !r.missing.is_empty());
    let (count, style) = match group {
        _ if state.is_unsaved(entry) => (g.dot.to_owned(), theme.fg(Token::Negative)),
        Some(r) if r.problem.is_some() => (g.cross.to_owned(), theme.fg(Token::Negative)),
        Some(_) if missing => ("n/a".into(), theme.muted()),
        Some(r) => match (r.count, state.sized.contains(&r.name)) {
            (Some(n), true) => (fmt::count(n as i64), theme.text2()),
            // Of older data or another day: the new one is on its way.
            (Some(n), false) => (fmt::count(n as i64), theme.muted()),
            (None, _) => (g.more.to_owned(), theme.muted()),
        },
        None => (g.none.to_owned(), theme.muted()),
    };
    let (name_style, style) = match (chosen, missing) {
        (true, _) => (theme.strong(), style.patch(theme.strong())),
        (_, true) => (theme.muted(), style),
        _ => (theme.text2(), style),
    };
    let style = if state.is_unsaved(entry) {
        theme.fg(Token::Negative)
    } else {
        style
    };
    let end = text::put_right(
        buf,
        place,
        place.right().saturating_sub(1),
        place.y,
        &count,
        style,
    );
    let mut x = place.x + 2;
    if !state.own(entry) && ctx.size.large() {
        x += text::put(buf, place, x, place.y, "+ ", theme.accent());
    }
    let room = end.saturating_sub(x + 1);
    text::put_fit(buf, place, (x, place.y), room, name, name_style);
    if chosen {
        chosen_row(ctx, buf, place, focused);
    }
    hits.add(place, Hit::Row { list: LIST, index });
}

/// A label at the left and what belongs to it at the right of a line.
pub(super) fn pair(
    ctx: &Ctx<'_>,
    line: Rect,
    buf: &mut Buffer,
    label: &str,
    value: &str,
    note: &str,
) {
    let theme = ctx.theme();
    let wide = text::width(note);
    let end = if note.is_empty() {
        line.right()
    } else {
        text::put_right(buf, line, line.right(), line.y, note, theme.muted());
        line.right().saturating_sub(wide.max(13) + 1)
    };
    let at = text::put_right(buf, line, end, line.y, value, theme.strong());
    let room = at.saturating_sub(line.x + 1);
    text::put_fit(buf, line, (line.x, line.y), room, label, theme.text2());
}

/// Whether the entry is the new one.
pub(super) fn is_new(state: &State) -> bool {
    matches!(state.entry(), Some(Entry::New))
}

/// A section of a pane: its title line, after a blank one where there is room. Returns what is below.
pub(super) fn section(
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    pane: Pane<'_>,
) -> Rect {
    let (_, area) = split_top(area, u16::from(ctx.size.large()));
    pane.view(ctx, area, buf, hits)
}
