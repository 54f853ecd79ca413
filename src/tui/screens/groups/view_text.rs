//! The text of a group: its colours, its caret, and what is wrong under the word.

use super::lines::{Kind, kinds, lines};
use super::state::State;
use super::update::REPAIR;
use crate::targeting::diagnostic::{Diagnostic, Severity};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::layout::{row, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// The text; what is wrong stands under its word. Returns the rows used.
pub(super) fn field(
    state: &State,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> u16 {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let source = state.text();
    let airy = ctx.size.large();
    let inner = Rect {
        x: area.x + 2.min(area.width),
        width: area.width.saturating_sub(3),
        ..area
    };
    let laid = lines(&source, inner.width.saturating_sub(1));
    let marked: Vec<&Diagnostic> = state.problems().iter().collect();
    // A line of its own under each line with something wrong.
    let wrong_in = |line: &Range<usize>, last: bool| -> Option<&Diagnostic> {
        let here =
            |p: &&Diagnostic| line.contains(&p.span.start) || last && p.span.start >= line.end;
        let all = marked.iter().copied().filter(here);
        let (errors, rest): (Vec<_>, Vec<_>) = all.partition(|p| p.severity == Severity::Error);
        errors.into_iter().chain(rest).next()
    };
    let rows: u16 = laid
        .iter()
        .enumerate()
        .map(|(i, l)| 1 + u16::from(wrong_in(l, i + 1 == laid.len()).is_some()))
        .sum();
    let most = area.height.saturating_sub(2).max(1);
    let height = rows.min(most);
    let (place, _) = split_top(area, height);
    let fill = if state.typing {
        Token::Selected
    } else {
        Token::Surface
    };
    if theme.paints() {
        theme.fill(buf, place, fill);
    }
    let edge = if state.typing {
        theme.accent()
    } else {
        theme.muted()
    };
    for y in place.y..place.bottom() {
        text::put(buf, place, place.x, y, g.edge, edge);
    }
    hits.add(place, Hit::Act(c::EDIT.id));
    if source.is_empty() {
        let hint = "such as: orders >= 3 WITHIN 12m and country IN (DE, AT)";
        let line = row(place, 0);
        let mut x = line.x + 2;
        if state.typing {
            x += text::put(buf, line, x, line.y, g.caret, theme.accent());
        }
        let room = line.right().saturating_sub(x + 1);
        text::put_fit(buf, line, (x, line.y), room, hint, theme.muted());
        return height + u16::from(airy);
    }
    let colours = kinds(&source);
    let caret = state.caret();
    let caret_line = laid
        .iter()
        .rposition(|l| l.start <= caret)
        .unwrap_or_default();
    // The line with the caret stays in sight.
    let mut first = 0;
    let rows_between = |from: usize, to: usize| -> u16 {
        (from..=to)
            .filter_map(|i| laid.get(i).map(|l| (i, l)))
            .map(|(i, l)| 1 + u16::from(wrong_in(l, i + 1 == laid.len()).is_some()))
            .sum()
    };
    while state.typing && first < caret_line && rows_between(first, caret_line) > height {
        first += 1;
    }
    let mut y = 0;
    for (i, line) in laid.iter().enumerate().skip(first) {
        let at = row(place, y);
        if at.is_empty() {
            break;
        }
        let at = Rect {
            x: inner.x,
            width: inner.width,
            ..at
        };
        let here = (state.typing && i == caret_line).then_some(caret);
        print(ctx, at, buf, &source, line, &colours, &marked, here);
        y += 1;
        if let Some(p) = wrong_in(line, i + 1 == laid.len()) {
            under(ctx, inner, row(place, y), buf, &source, line, p);
            y += 1;
        }
    }
    if first > 0 {
        text::put_right(
            buf,
            place,
            place.right(),
            place.y,
            g.scroll_up,
            theme.muted(),
        );
    }
    if rows_between(first, laid.len()) > height {
        let y = place.bottom().saturating_sub(1);
        text::put_right(buf, place, place.right(), y, g.scroll_down, theme.muted());
    }
    height + u16::from(airy)
}

/// Prints one line of the text with its colours and the caret.
pub(super) fn print(
    ctx: &Ctx<'_>,
    at: Rect,
    buf: &mut Buffer,
    source: &str,
    line: &Range<usize>,
    colours: &[(Range<usize>, Kind)],
    wrong: &[&Diagnostic],
    caret: Option<usize>,
) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let mut x = at.x;
    for (i, piece) in source
        .get(line.clone())
        .unwrap_or_default()
        .grapheme_indices(true)
    {
        let byte = line.start + i;
        let kind = colours.iter().find(|(r, _)| r.contains(&byte));
        let mut style = match kind.map(|(_, k)| *k) {
            Some(Kind::Word) => theme.accent(),
            Some(Kind::Value) => theme.fg(Token::Series4),
            _ => theme.text(),
        };
        if wrong.iter().any(|p| p.span.range().contains(&byte)) {
            style = tone(ctx).add_modifier(Modifier::UNDERLINED);
        }
        if caret == Some(byte) {
            style = style.add_modifier(Modifier::REVERSED);
        }
        x += text::put(buf, at, x, at.y, piece, style);
    }
    if caret.is_some_and(|c| c >= line.end) {
        text::put(buf, at, x, at.y, g.caret, theme.accent());
    }
}

/// The colour of a problem; its mark says whether it is an error or only worth a look.
fn tone(ctx: &Ctx<'_>) -> Style {
    ctx.theme().fg(Token::Negative)
}

/// `~~~~ what is wrong` under the word.
fn under(
    ctx: &Ctx<'_>,
    inner: Rect,
    at: Rect,
    buf: &mut Buffer,
    source: &str,
    line: &Range<usize>,
    p: &Diagnostic,
) {
    let cells = |to: usize| {
        let piece = source.get(line.start..to.min(line.end).max(line.start));
        text::width(piece.unwrap_or_default())
    };
    let from = cells(p.span.start);
    let to = cells(p.span.end).max(from + 1);
    let style = tone(ctx);
    let wave = "~".repeat(usize::from(to - from));
    let at = Rect {
        x: inner.x,
        width: inner.width,
        ..at
    };
    let x = at.x + from.min(at.width.saturating_sub(1));
    let used = text::put(buf, at, x, at.y, &wave, style);
    let right = x + used + 1;
    let room = at.right().saturating_sub(right);
    if text::width(&p.what) <= room {
        text::put(buf, at, right, at.y, &p.what, style);
    } else if x > at.x + text::width(&p.what) + 1 {
        text::put_right(buf, at, x.saturating_sub(1), at.y, &p.what, style);
    } else {
        text::put_fit(buf, at, (right, at.y), room, &p.what, style);
    }
}

/// What is wrong with its reason and repair. Returns the rows used.
pub(super) fn problems(
    state: &State,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> u16 {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let Some(p) = state.offered() else {
        return 0;
    };
    let area = Rect {
        x: area.x + 2.min(area.width),
        width: area.width.saturating_sub(2),
        ..area
    };
    let mark = match p.severity {
        Severity::Error => g.cross,
        Severity::Warning => "!",
    };
    let line = row(area, 0);
    let mut what = p.what.clone();
    if let Some(first) = what.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    let said = format!("{mark} {what}.");
    let count = state.problems().len();
    let more = match count {
        1 => String::new(),
        _ => format!("{} of {count} {}", state.problem + 1, g.up_down),
    };
    let mut end = text::put_right(buf, line, line.right(), line.y, &more, theme.muted());
    let help = p.help();
    let wrapped = text::wrap(&help, area.width.saturating_sub(4));
    let shown = wrapped.len().min(3);
    let last = wrapped
        .get(shown.saturating_sub(1))
        .map_or("", String::as_str);
    let behind = text::width(last) + 18 < area.width;
    let mends = state.mends();
    if mends && !behind {
        let gap = if more.is_empty() { 0 } else { 2 };
        end = text::put_right(
            buf,
            line,
            end.saturating_sub(gap),
            line.y,
            " take it",
            theme.muted(),
        );
        end = text::put_right(buf, line, end, line.y, "Enter", theme.text());
    }
    let room = end.saturating_sub(line.x + 1);
    let mut used = 1;
    if text::width(&said) <= room {
        text::put(buf, line, line.x, line.y, &said, tone(ctx));
    } else {
        let place = Rect {
            height: area.height.min(2),
            ..area
        };
        let place = Rect {
            width: end.saturating_sub(place.x + 1),
            ..place
        };
        used = text::paragraph(buf, place, &said, tone(ctx));
    }
    let (_, below) = split_top(area, used);
    for (i, said) in wrapped.iter().take(3).enumerate() {
        let line = row(below, i as u16);
        let x = line.x + 2;
        let w = text::put(buf, line, x, line.y, said, theme.text2());
        used += u16::from(!line.is_empty());
        if i + 1 == shown && mends {
            if behind {
                let pieces = [("Enter", theme.text()), (" take it", theme.muted())];
                text::spans(buf, line, x + w + 2, line.y, &pieces);
            }
            hits.add(
                line,
                Hit::Item {
                    what: REPAIR,
                    index: state.problem,
                },
            );
        }
    }
    used + u16::from(ctx.size.large())
}
