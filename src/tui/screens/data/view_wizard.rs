//! The frame of the wizard: its steps, how the file is read, its buttons; the steps File and Format.

use super::update_wizard::{BUTTON, FILE_LIST, FORMATS, LOOK, STEP, capital};
use super::wizard::{Step, Wizard, about};
use super::{FORMAT, view_check, view_columns, view_import};
use crate::shop::import::{Detection, Field, Kind, Lay};
use crate::shop::imports::ProblemRow;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::layout::{row, split_bottom, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state as part;
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn view(w: &Wizard, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let (head, rest) = split_top(area, 1);
    steps(w, ctx, head, buf, hits);
    let mut body = split_top(rest, 1).1;
    if w.problems {
        return problems(w, ctx, body, buf, hits);
    }
    if w.step > Step::Format
        && let Some(detection) = w.detection()
    {
        let (line, below) = split_top(body, 1);
        sentence(detection, w, ctx, line, buf, hits);
        body = split_top(below, 1).1;
    }
    match w.step {
        Step::File => file(w, ctx, body, buf, hits),
        Step::Format => format(w, ctx, body, buf, hits),
        Step::Columns => view_columns::view(w, ctx, body, buf, hits),
        Step::Check => view_check::check(w, ctx, body, buf, hits),
        Step::Import => view_check::import(w, ctx, body, buf, hits),
    }
}

/// The steps in one line: done, here, to come.
fn steps(w: &Wizard, ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let names: u16 = Step::ALL.iter().map(|s| text::width(s.name()) + 2).sum();
    let wanted = if ctx.size.large() { 16 } else { 5 };
    let gap = (line.width.saturating_sub(names + 8) / 4).clamp(1, wanted);
    let mut x = line.x;
    for (i, step) in Step::ALL.into_iter().enumerate() {
        let done = step < w.step || w.done.is_some();
        let (mark, mark_style, name_style) = if done {
            (g.check, theme.fg(Token::Positive), theme.text())
        } else if step == w.step {
            (g.dot, theme.accent(), theme.bold(Token::Accent))
        } else {
            (g.ring, theme.muted(), theme.muted())
        };
        let from = x;
        x += text::put(buf, line, x, line.y, mark, mark_style) + 1;
        x += text::put(buf, line, x, line.y, step.name(), name_style);
        let place = Rect {
            x: from,
            width: x - from,
            ..line
        };
        hits.add(
            place.intersection(line),
            Hit::Item {
                what: STEP,
                index: i,
            },
        );
        if i + 1 < Step::ALL.len() {
            x += 1;
            for _ in 0..gap {
                let (glyph, style) = if done {
                    (g.heavy, theme.fg(Token::Positive))
                } else {
                    (g.line, theme.fg(Token::Rule))
                };
                x += text::put(buf, line, x, line.y, glyph, style);
            }
            x += 1;
        }
    }
}

/// How the file is read, in one sentence with what can be changed about it.
fn sentence(
    d: &Detection,
    w: &Wizard,
    ctx: &Ctx<'_>,
    line: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let large = ctx.size.large();
    let mut pieces: Vec<(String, bool)> = vec![
        (
            if large {
                "We read this file as "
            } else {
                "Read as "
            }
            .into(),
            false,
        ),
        (d.format.title().into(), true),
    ];
    if let Some(delimiter) = d.delimiter.filter(|_| large) {
        let word = match delimiter {
            ',' => "comma",
            ';' => "semicolon",
            '\t' => "tab",
            _ => "bar",
        };
        pieces.extend([(", split by ".into(), false), (word.to_owned(), true)]);
    }
    if let Some(said) = date_form(d) {
        let joint = if large { ", dates " } else { ", " };
        pieces.extend([(joint.into(), false), (said.into(), true)]);
    }
    if d.format.is_table() {
        let price = if d.decimal_mark == ',' {
            "1.299,00"
        } else {
            "1,299.00"
        };
        let joint = if large { ", prices " } else { ", " };
        pieces.extend([(joint.into(), false), (price.into(), true)]);
    }
    if large {
        match &d.lay {
            Lay::Sheet(name) => {
                pieces.extend([(", sheet ".into(), false), (name.clone(), true)]);
            }
            Lay::Objects(_) => pieces.push((", written as JSON".into(), false)),
            Lay::Text => {
                pieces.extend([(", letters ".into(), false), (d.encoding.into(), true)]);
            }
        }
        if d.gzip {
            pieces.push((", compressed".into(), false));
        }
    }
    let mut x = line.x;
    let keep = if w.step == Step::Import { 0 } else { 12 };
    for (said, strong) in &pieces {
        let style = if *strong {
            theme.strong()
        } else {
            theme.text2()
        };
        let room = line.right().saturating_sub(x + keep);
        x += text::put_fit(buf, line, (x, line.y), room, said, style);
    }
    if keep > 0 {
        x += if large { 5 } else { 3 };
        let key = ctx.keymap.shown(&FORMAT);
        let used = text::spans(
            buf,
            line,
            x,
            line.y,
            &[(key.as_str(), theme.text()), (" change", theme.muted())],
        );
        let place = Rect {
            x,
            width: used,
            ..line
        };
        hits.add(place.intersection(line), Hit::Act(FORMAT.id));
    }
}

/// How the file writes its dates, if it has any that are figures.
fn date_form(d: &Detection) -> Option<&'static str> {
    let day_first = d.day_first?;
    let dates = d.columns.iter().filter(|c| c.field == Some(Field::At));
    let figures = |s: &String| s.bytes().take_while(u8::is_ascii_digit).count();
    let lengths: Vec<usize> = dates
        .flat_map(|c| &c.samples)
        .map(figures)
        .filter(|n| *n > 0)
        .collect();
    let year_first = |n: &usize| *n == 4 || *n == 8;
    match (lengths.first()?, day_first) {
        _ if lengths.iter().all(|n| *n > 8) => None,
        _ if lengths.iter().all(year_first) => Some("year-month-day"),
        (_, true) => Some("day.month.year"),
        (_, false) => Some("month/day/year"),
    }
}

/// The buttons, and what the next step waits for above them at the left (small) or below them (large).
pub(super) fn buttons(
    w: &Wizard,
    next: &str,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let large = ctx.size.large();
    let line = row(area, 0);
    let waits = w.waits_for();
    let (back, next) = (" ‹ Back ".to_owned(), format!(" {next} › "));
    let (back, next) = if ctx.session.glyphs == crate::tui::glyphs::Set::Ascii {
        (back.replace('‹', "<"), next.replace('›', ">"))
    } else {
        (back, next)
    };
    let width = text::width(&back) + 2 + text::width(&next);
    let mut x = if large {
        line.x
    } else {
        line.right().saturating_sub(width + 1)
    };
    let style = theme.text2().patch(theme.bg(Token::Track));
    let start = x;
    let mut button = |x: u16, label: &str, style, index, buf: &mut Buffer| {
        let used = text::put(buf, line, x, line.y, label, style);
        let place = Rect {
            x,
            width: used,
            ..line
        };
        hits.add(
            place.intersection(line),
            Hit::Item {
                what: BUTTON,
                index,
            },
        );
        used
    };
    x += button(x, &back, style, 0, buf) + 2;
    let style = match waits {
        None => theme.solid(),
        Some(_) => theme.muted().patch(theme.bg(Token::Track)),
    };
    button(x, &next, style, 1, buf);
    if let Some(waits) = waits {
        let said = format!("Next waits for {waits}");
        if large {
            let below = split_top(area, 1).1;
            text::paragraph(buf, below, &said, theme.muted());
        } else {
            let room = start.saturating_sub(line.x + 2);
            text::put_fit(buf, line, (line.x, line.y), room, &said, theme.muted());
        }
    }
}

fn file(w: &Wizard, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let rest = Pane::new("Which file?")
        .focus(true)
        .tight()
        .end("INPUT", theme.muted())
        .view(ctx, area, buf, hits);
    let (said, rest) = split_top(rest, if w.wrong.is_some() { 4 } else { 1 });
    match &w.wrong {
        Some(why) => {
            let fact = "This file cannot be brought in.";
            part::error(ctx, said, buf, hits, fact, why, &[]);
        }
        None => {
            let hint = "Orders, customers, products, events: drop the file here, or find it below.";
            text::put_fit(buf, said, (said.x, said.y), said.width, hint, theme.text2());
        }
    }
    let (body, foot) = split_bottom(rest, 1);
    let body = split_bottom(body, 1).0;
    w.files
        .view(ctx, body, buf, hits, FILE_LIST, "Tab completes");
    match ctx.jobs.get(LOOK) {
        Some(job) if ctx.clock.saturating_sub(job.since) > 150 => {
            let said = format!("{} looking at it", ctx.glyphs().spinner(ctx.clock));
            text::put(buf, foot, foot.x, foot.y, &said, theme.text2());
        }
        _ => {
            let said = "Nothing is written before step 5. The whole import can be taken back.";
            text::put_fit(buf, foot, (foot.x, foot.y), foot.width, said, theme.muted());
        }
    }
}

fn format(w: &Wizard, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let rest = Pane::new("What kind of file is it?")
        .focus(true)
        .tight()
        .end("INPUT", theme.muted())
        .view(ctx, area, buf, hits);
    let found = w.detection().map(|d| d.format);
    let (field, rest) = split_top(rest, 2);
    let hint = "type to find: shopify, customers, newsletter ...";
    w.find.view(ctx, row(field, 0), buf, true, hint);
    let evidence = w.detection().map_or(0, |d| d.evidence.len()) as u16;
    let below = evidence.min(3) + if ctx.size.large() { 7 } else { 5 };
    let (rest, below) = split_bottom(rest, below);
    let all = w.fitting();
    if all.is_empty() {
        let said = "Nothing is called like that. A table of your own is one “of orders”, “of customers”, “of products”.";
        text::paragraph(buf, rest, said, theme.muted());
    }
    let kinds: Vec<Kind> = all.iter().map(|f| f.kind()).collect();
    let columns = [
        Column::text("", 10, 2),
        Column::name("Kind"),
        Column::text("", if ctx.size.large() { 64 } else { 11 }, 1),
    ];
    let table = Table::new(FORMATS, &columns, all.len(), &w.formats).headless();
    table.view(ctx, rest, buf, hits, |i| match all.get(i) {
        None => Row::new([]),
        Some(f) => {
            let own = found == Some(*f) && !w.unsure;
            // The heading of a kind stands at its first format only.
            let head = match i.checked_sub(1).and_then(|b| kinds.get(b)) {
                Some(before) if *before == f.kind() => "",
                _ => about(f.kind()),
            };
            let last = match own {
                true => Cell::text("as it looks", theme.accent()),
                false if ctx.size.large() => Cell::text(f.found(), theme.muted()),
                false => Cell::empty(),
            };
            Row::new([
                Cell::text(head, theme.muted()),
                Cell::text(capital(f.title()), theme.text()),
                last,
            ])
        }
    });
    let chosen = all.get(w.formats.selected);
    let (line, rest) = split_top(below, 1 + u16::from(ctx.size.large()));
    if let Some(f) = chosen {
        let line = row(line, line.height.saturating_sub(1));
        let said = capital(f.found());
        text::put_fit(
            buf,
            line,
            (line.x + 2, line.y),
            line.width.saturating_sub(2),
            &said,
            theme.text2(),
        );
    }
    let rest = split_top(rest, 1).1;
    let title = if w.unsure {
        "We could not tell"
    } else {
        "Why we think so"
    };
    let rest = Pane::new(title).view(ctx, rest, buf, hits);
    if w.unsure {
        let said = "Too few columns are known. Say what one row is: part of an order, a customer, a product, an event. \
                    If it is none of these, go back with the left arrow and take another file.";
        text::paragraph(buf, split_bottom(rest, 1).0, said, theme.text2());
    }
    for (i, said) in w
        .detection()
        .filter(|_| !w.unsure)
        .map_or(&[][..], |d| &d.evidence)
        .iter()
        .enumerate()
    {
        let line = row(rest, i as u16);
        let said = format!("{} {}", ctx.glyphs().check, capital(said));
        text::put_fit(
            buf,
            line,
            (line.x, line.y),
            line.width,
            &said,
            theme.text2(),
        );
    }
    let line = row(split_bottom(rest, 1).1, 0);
    let key = ctx.keymap.shown(&c::OPEN);
    let pieces = [
        (key.as_str(), theme.text()),
        (" reads it as the chosen kind   ", theme.muted()),
        ("Esc", theme.text()),
        (
            if w.unsure {
                " leaves"
            } else {
                " changes nothing"
            },
            theme.muted(),
        ),
    ];
    text::spans(buf, line, line.x, line.y, &pieces);
}

fn problems(w: &Wizard, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let all: Vec<ProblemRow> = w.report().map_or(Vec::new(), |r| {
        let kept = |p: &crate::shop::import::Problem| ProblemRow {
            line: p.line,
            column: p.column.clone(),
            severity: p.severity.word().into(),
            what: p.what.clone(),
            fix: p.fix.clone(),
            raw: p.raw.clone(),
        };
        r.problems.iter().map(kept).collect()
    });
    let rest = Pane::new("Rows that need a look")
        .focus(true)
        .tight()
        .end(format!("{} rows", all.len()), theme.muted())
        .view(ctx, area, buf, hits);
    let (body, foot) = split_bottom(rest, 1);
    view_import::problems(&all, &w.problem, ctx, split_bottom(body, 1).0, buf, hits);
    let said = "Rows left out can be mended in the file; bring it in again and only they are new.";
    text::put_fit(buf, foot, (foot.x, foot.y), foot.width, said, theme.muted());
}
