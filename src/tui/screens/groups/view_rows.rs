//! The rows of a condition: one under the other, each in pieces that can be changed.

use super::builder::Builder;
use super::state::{Pane as Focus, State};
use super::update::{PIECE, ROWS, SLOTS};
use super::{ADD, NEST};
use crate::targeting::diagnostic::{Diagnostic, Severity};
use crate::targeting::rows::cells::{Cell, Slot};
use crate::targeting::rows::{Line, What};
use crate::targeting::span::Span;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::layout::{row, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::table::chosen_row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// Cells before the pieces of an outermost row.
const MARGIN: u16 = 4;

/// A line with its pieces laid out.
struct Laid<'a> {
    line: Line<'a>,
    cells: Vec<Cell>,
    /// Of each piece: row below the first, and column.
    at: Vec<(u16, u16)>,
    /// Rows that the pieces take.
    height: u16,
    /// Whether the pieces say that a list opens; where that is too wide, only those of the chosen line do.
    marked: bool,
    /// What is wrong with it.
    wrong: Option<&'a Diagnostic>,
    /// The words of what is wrong, broken into lines.
    said: Vec<String>,
}

/// Draws the rows. Returns the rows of the screen used.
pub(super) fn rows(
    state: &State,
    builder: &Builder,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) -> u16 {
    let theme = ctx.theme();
    let focused = state.pane == Focus::Editor;
    let all: Vec<Laid<'_>> = builder
        .lines()
        .into_iter()
        .enumerate()
        .map(|(i, line)| {
            lay(
                state,
                line,
                focused && i == builder.at,
                area.width,
                ctx.glyphs().cross,
            )
        })
        .collect();
    // Blank lines between rows where there is room for them.
    let tall = |gap: u16| -> u16 {
        let rows = all.iter().map(|l| l.height + l.said.len() as u16 + gap);
        rows.fold(0, u16::saturating_add)
    };
    let spare = area.height.saturating_sub(2);
    let gap = u16::from(ctx.size.large() && tall(1) <= spare * 2 / 3);
    let room = match tall(gap) + 2 <= area.height {
        true => area.height,
        false => area.height.saturating_sub(1).max(1),
    };
    // The chosen line stays in sight.
    let heights: Vec<u16> = all
        .iter()
        .map(|l| l.height + l.said.len() as u16 + gap)
        .collect();
    let mut first = 0;
    let until = |from: usize| -> u16 {
        let shown = heights.get(from..=builder.at).unwrap_or_default();
        shown.iter().copied().fold(0, u16::saturating_add)
    };
    while first < builder.at && until(first) > room {
        first += 1;
    }
    let (place, _) = split_top(area, room);
    hits.seen(place, ROWS, first, usize::from(room));
    let mut y = 0;
    for (i, laid) in all.iter().enumerate().skip(first) {
        let at = split_top(split_top(place, y).1, laid.height).0;
        if at.is_empty() {
            break;
        }
        let chosen = i == builder.at;
        draw(state, builder, ctx, laid, i, at, buf, hits);
        if chosen && focused {
            for n in 0..at.height {
                edge(ctx, buf, row(at, n));
            }
        } else if chosen {
            chosen_row(ctx, buf, row(at, 0), false);
        }
        y += laid.height;
        for (n, said) in laid.said.iter().enumerate() {
            let line = row(place, y);
            let x = line.x + indent(&laid.line);
            let style = match n {
                0 => theme.fg(Token::Negative),
                _ => theme.text2(),
            };
            text::put(buf, line, x, line.y, said, style);
            hits.add(
                line,
                Hit::Row {
                    list: ROWS,
                    index: i,
                },
            );
            y += u16::from(!line.is_empty());
        }
        y += gap;
    }
    let y = y.min(room);
    let right = area.right();
    let g = ctx.glyphs();
    if first > 0 {
        text::put_right(buf, area, right, area.y, g.scroll_up, theme.muted());
    }
    let left: u16 = heights
        .iter()
        .skip(first)
        .copied()
        .fold(0, u16::saturating_add);
    if left > room + gap {
        let bottom = place.bottom().saturating_sub(1);
        text::put_right(buf, area, right, bottom, g.scroll_down, theme.muted());
    }
    y + ways(state, ctx, split_top(area, y).1, buf, hits)
}

/// The accent edge of the chosen line; its pieces have their own fill.
fn edge(ctx: &Ctx<'_>, buf: &mut Buffer, line: Rect) {
    text::put(
        buf,
        line,
        line.x,
        line.y,
        ctx.glyphs().edge,
        ctx.theme().accent(),
    );
}

/// Columns before the pieces of a line.
fn indent(line: &Line<'_>) -> u16 {
    match line.path.len() {
        0 => 1,
        depth => MARGIN + 3 * (depth as u16 - 1),
    }
}

/// Lays the pieces of a line out: what does not fit goes on below.
fn lay<'a>(state: &'a State, line: Line<'a>, open: bool, width: u16, cross: &str) -> Laid<'a> {
    let cells = state.cells(line.what, open);
    let left = indent(&line) + if line.path.is_empty() { 21 } else { 0 };
    let hang = indent(&line) + 2;
    // As airy as fits into one line.
    let laid = |mark: u16, gap: u16| {
        let (mut x, mut y) = (left, 0);
        let mut at = Vec::new();
        for cell in &cells {
            let w = (text::width(&cell.text) + mark).min(width.saturating_sub(hang));
            if x > left && x + w > width {
                (x, y) = (hang, y + 1);
            }
            at.push((y, x));
            x += w + gap;
        }
        (at, y)
    };
    let ((mut at, mut y), mut marked) = (laid(2, 2), true);
    if y > 0 {
        let (close, rows) = if open { laid(2, 1) } else { laid(0, 2) };
        if rows < y {
            ((at, y), marked) = ((close, rows), open);
        }
    }
    let wrong = match line.what {
        What::Is(_, _, span) if span.end > 0 => state.problem_in(span).map(|(_, p)| p),
        _ => None,
    };
    let room = width.saturating_sub(indent(&line));
    let said = wrong.map_or(Vec::new(), |p| said_of(p, open, room, cross));
    Laid {
        line,
        cells,
        at,
        height: y + 1,
        marked,
        wrong,
        said,
    }
}

fn said_of(p: &Diagnostic, open: bool, room: u16, cross: &str) -> Vec<String> {
    let mark = match p.severity {
        Severity::Error => cross,
        Severity::Warning => "!",
    };
    let mut what = p.what.clone();
    if let Some(first) = what.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    let mut lines = text::wrap(&format!("{mark} {what}."), room);
    let help = match (open, &p.replacement) {
        (true, Some(_)) => format!("{} Enter takes it.", p.help()),
        _ => p.help(),
    };
    lines.extend(text::wrap(&help, room));
    lines.truncate(if open { 4 } else { 2 });
    lines
}

/// Text, the mark of a list, and a cell at each side for the fill.
fn piece_width(cell: &Cell) -> u16 {
    text::width(&cell.text) + 2
}

fn draw(
    state: &State,
    builder: &Builder,
    ctx: &Ctx<'_>,
    laid: &Laid<'_>,
    index: usize,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let focused = state.pane == Focus::Editor;
    let chosen = index == builder.at;
    if chosen && focused {
        for n in 0..area.height {
            theme.select(buf, row(area, n), true);
        }
    }
    hits.add(area, Hit::Row { list: ROWS, index });
    let head = row(area, 0);
    match laid.line.path.as_slice() {
        [] => {
            let x = head.x + 1;
            text::put(buf, head, x, head.y, "Customers who match", theme.text2());
        }
        [at] => {
            let style = if chosen {
                theme.accent()
            } else {
                theme.muted()
            };
            let number = format!("{:>2}", at + 1);
            text::put(buf, head, head.x + 1, head.y, &number, style);
        }
        _ => branch(ctx, laid, head, buf),
    }
    let cell = builder.cell.min(laid.cells.len().saturating_sub(1));
    for (i, (piece, (dy, dx))) in laid.cells.iter().zip(&laid.at).enumerate() {
        let line = row(area, *dy);
        let place = Rect {
            x: line.x + (*dx).min(line.width),
            width: line.width.saturating_sub(*dx).min(piece_width(piece)),
            ..line
        };
        let here = chosen && focused && i == cell;
        let wrong = laid.wrong.filter(|p| is_in(p.span, piece.span));
        let style = piece_style(ctx, piece, here, wrong.is_some());
        let fitted = text::fit(
            &piece.text,
            place.width.saturating_sub(if laid.marked { 2 } else { 0 }),
        );
        if here {
            let wide = Rect {
                x: place.x.saturating_sub(1).max(area.x),
                width: (text::width(&fitted) + 4)
                    .min(area.right().saturating_sub(place.x.saturating_sub(1))),
                ..place
            };
            buf.set_style(wide, style);
        }
        let used = text::put(buf, place, place.x, place.y, &fitted, style);
        if laid.marked {
            let mark = if here { style } else { theme.muted() };
            let mark_at = place.x + used + 1;
            text::put(buf, place, mark_at, place.y, ctx.glyphs().pick, mark);
        }
        let hit = Hit::Item {
            what: PIECE,
            index: index * SLOTS + piece.slot as usize,
        };
        hits.add(place, hit);
    }
}

fn is_in(problem: Span, piece: Option<Span>) -> bool {
    piece.is_some_and(|p| problem.start >= p.start && problem.end <= p.end)
}

fn piece_style(ctx: &Ctx<'_>, piece: &Cell, here: bool, wrong: bool) -> Style {
    let theme = ctx.theme();
    let style = match (here, piece.said, piece.slot) {
        (true, _, _) => theme.solid(),
        (_, false, _) => theme.muted(),
        _ if wrong => theme.fg(Token::Negative),
        (_, _, Slot::Op | Slot::Window | Slot::Times | Slot::ThenWithin) => theme.text2(),
        _ => theme.text(),
    };
    match wrong {
        true => style.add_modifier(Modifier::UNDERLINED),
        false => style,
    }
}

/// The branches of groups in groups.
fn branch(ctx: &Ctx<'_>, laid: &Laid<'_>, head: Rect, buf: &mut Buffer) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let depth = laid.line.path.len();
    for level in 1..depth {
        let x = head.x + MARGIN + 3 * (level as u16 - 1);
        let last = laid.line.last.get(level).copied().unwrap_or(true);
        let glyph = match (level + 1 == depth, last) {
            (true, true) => g.corner_bl,
            (true, false) => g.tee,
            (false, true) => " ",
            (false, false) => g.bar,
        };
        text::put(buf, head, x, head.y, glyph, theme.fg(Token::Rule));
    }
}

/// Keys that work on the rows. Returns the rows used.
fn ways(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) -> u16 {
    if area.height == 0 {
        return 0;
    }
    let theme = ctx.theme();
    let line = row(area, 0);
    let empty = state.text().trim().is_empty();
    let hints = match empty {
        true => vec![
            (ADD, "add the first condition"),
            (c::EDIT, "write it as text"),
        ],
        false => vec![
            (ADD, "add condition"),
            (NEST, "add nested"),
            (c::DELETE, "remove"),
        ],
    };
    let mut x = line.x + MARGIN;
    for (action, verb) in hints {
        let from = x;
        let key = ctx.keymap.shown(&action);
        x += text::put(buf, line, x, line.y, &key, theme.text()) + 1;
        x += text::put(buf, line, x, line.y, verb, theme.muted());
        let hit = Rect {
            x: from,
            width: x.saturating_sub(from),
            ..line
        };
        hits.add(hit.intersection(line), Hit::Act(action.id));
        x += 3;
    }
    1 + u16::from(ctx.size.large())
}
