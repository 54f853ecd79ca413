//! The step Columns: your column, what it becomes, an example; beside it what will come in.

use super::PROBLEMS;
use super::update_wizard::{CHECK, COLUMNS, capital};
use super::view::{GAP, SIDE};
use super::view_check::reason;
use super::view_wizard::buttons;
use super::wizard::{Wizard, held};
use crate::model::text::mask;
use crate::model::time::Zone;
use crate::shop::import::{Column as FileColumn, Field, Kind};
use crate::shop::look::{FileCheck, FirstRow};
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_bottom, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::kpi;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state as part;
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn view(w: &Wizard, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    if ctx.size.large() && area.height >= 28 {
        let (left, right) = split_right(area, SIDE, GAP);
        let count = w.detection().map_or(0, |d| d.columns.len()) as u16;
        // What is kept has five rows, the table the rest, with air where there is room for it.
        let below = 10;
        let room = left.height.saturating_sub(below);
        let gap = u16::from(3 + 2 * count <= room);
        let height = (3 + count * (1 + gap)).min(room);
        let (above, rest) = split_top(left, height);
        columns(w, ctx, above, buf, hits, gap);
        firsts(w, ctx, split_top(rest, 1).1, buf, hits);
        side(w, ctx, right, buf, hits);
    } else {
        let (above, below) = split_bottom(area, 4);
        columns(w, ctx, above, buf, hits, 0);
        let below = split_top(below, 1).1;
        small_check(w, ctx, below, buf, hits);
        let line = split_top(below, 2).1;
        buttons(w, "Next: check", ctx, line, buf, hits);
    }
}

/// Parts of a text that reach a person, masked.
pub(super) fn masked(raw: &str) -> String {
    raw.split_inclusive([',', ';', '\t', ' ', '|'])
        .map(|part| {
            let word = part.trim_end_matches([',', ';', '\t', ' ', '|']);
            if word.contains('@') {
                part.replace(word, &mask(word))
            } else {
                part.to_owned()
            }
        })
        .collect()
}

fn example(column: &FileColumn, field: Option<Field>, ctx: &Ctx<'_>) -> String {
    let private = matches!(
        field,
        Some(Field::Email | Field::Phone | Field::PhoneToo | Field::Street)
    );
    let said: Vec<String> = column
        .samples
        .iter()
        .map(|s| match (ctx.session.reveal, private) {
            (true, _) => s.clone(),
            (false, true) => mask(s),
            (false, false) => masked(s),
        })
        .collect();
    said.join("  ")
}

fn columns(w: &Wizard, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap, gap: u16) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let Some(d) = w.detection() else {
        return;
    };
    let of = |test: fn(Option<Field>) -> bool| {
        let all = 0..d.columns.len();
        all.filter(|i| test(w.field(*i))).count()
    };
    let plain = |f: Option<Field>| matches!(f, Some(Field::Attribute | Field::Preference));
    let (kept, out) = (of(plain), of(|f| f.is_none()));
    let known = d.columns.len().saturating_sub(kept + out);
    let mut end = format!("{known} known");
    if kept > 0 {
        end.push_str(&format!(", {kept} kept as they are"));
    }
    if out > 0 {
        end.push_str(&format!(", {out} left out"));
    }
    if !d.missing.is_empty() {
        end.push_str(&format!(", {} needed", d.missing.len()));
    }
    let style = if d.missing.is_empty() {
        theme.muted()
    } else {
        theme.fg(Token::Negative)
    };
    let rest = Pane::new("Columns")
        .focus(true)
        .end(end, style)
        .view(ctx, area, buf, hits);
    let large = ctx.size.large();
    let list = [
        Column::name("In your file"),
        Column::text("", 2, 4),
        Column::text("Becomes", if large { 20 } else { 19 }, 0),
        Column::text("For example", if large { 30 } else { 20 }, 2),
        Column::text("Problems", 9, 3),
    ];
    let table = Table::new(COLUMNS, &list, d.columns.len(), &w.column).airy(gap);
    table.view(ctx, rest, buf, hits, |i| {
        let Some(column) = d.columns.get(i) else {
            return Row::new([]);
        };
        let field = w.field(i);
        let (mark, mark_style, name, style) = match field {
            Some(f) => (
                g.check,
                theme.fg(Token::Positive),
                capital(f.title()),
                theme.text(),
            ),
            None if w.could_help(column) => (
                "?",
                theme.bold(Token::Negative),
                format!("choose {}", g.pick),
                theme.strong(),
            ),
            None => (g.none, theme.muted(), "left out".into(), theme.muted()),
        };
        let blamed = w.check.ready().map_or(0, |c| c.blamed(&column.name));
        let problems = match blamed {
            0 => String::new(),
            1 => "1 row".into(),
            n => format!("{} rows", fmt::count(n as i64)),
        };
        let quiet = if field.is_some() {
            theme.text2()
        } else {
            theme.muted()
        };
        Row::new([
            Cell::text(column.name.clone(), theme.text()),
            Cell::text(g.arrow, theme.muted()),
            Cell::Pieces(vec![(format!("{mark} "), mark_style), (name, style)]),
            Cell::text(example(column, field, ctx), quiet),
            Cell::text(problems, theme.fg(Token::Negative)),
        ])
    });
}

/// The first records as they would be kept.
fn firsts(w: &Wizard, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let rest = Pane::new("As it will be kept")
        .end("first rows", theme.muted())
        .view(ctx, area, buf, hits);
    let rows = w.check.ready().map_or(&[][..], |c| &c.firsts);
    let zone = w.check.ready().map_or(ctx.session.zone, |c| c.report.zone);
    first_rows(rows, zone, ctx, rest, buf, hits);
    if rows.is_empty() {
        let said = match (&w.check, w.detection()) {
            (Load::Failed(_), _) => "Nothing can be shown before the columns fit.",
            (_, Some(d)) if !d.missing.is_empty() => "Rows show here once the columns are known.",
            (Load::Ready(_), _) => "No row can be used as it is.",
            _ => "reading the file",
        };
        text::put_fit(
            buf,
            rest,
            (rest.x + 2, rest.y),
            rest.width,
            said,
            theme.muted(),
        );
    }
}

/// A table of first records.
pub(super) fn first_rows(
    rows: &[FirstRow],
    zone: Zone,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    if rows.is_empty() {
        return;
    }
    let theme = ctx.theme();
    let kind = rows.first().map_or(Kind::Orders, |r| r.kind);
    // What, when, who, about, number, money: the headings of a kind; what has none is not shown.
    let titles: [&'static str; 6] = match kind {
        Kind::Orders => ["Order", "Date", "Customer", "Product", "Pieces", "Total"],
        Kind::Customers => ["E-mail list", "Since", "Known by", "Name, town", "", ""],
        Kind::Products => ["Number", "", "Brand", "Product", "Stock", "Price"],
        Kind::Campaigns => [
            "Channel", "Sent", "Audience", "Campaign", "People", "Revenue",
        ],
        Kind::Places => ["Tier", "", "Region", "Town", "", ""],
        Kind::Weather => ["Weather", "", "Day", "Place", "", ""],
        Kind::Events | Kind::Shown | Kind::Messages => {
            ["What", "Date", "Customer", "Product", "Pieces", ""]
        }
    };
    let all = [
        Column::text(titles[0], 14, 0),
        Column::text(titles[1], 12, 3),
        Column::text(titles[2], 20, 4),
        Column::name(titles[3]),
        Column::number(titles[4], 6, 5),
        Column::number(titles[5], 11, 2),
    ];
    let used = [
        rows.iter().any(|r| !r.what.is_empty()),
        rows.iter().any(|r| r.at.is_some()),
        rows.iter().any(|r| !r.who.is_empty()),
        true,
        rows.iter().any(|r| r.number.is_some()),
        rows.iter().any(|r| r.total.is_some()),
    ];
    let keep = |i: usize| used[i] && !titles[i].is_empty();
    let list: Vec<Column> = (0..6).filter(|i| keep(*i)).map(|i| all[i]).collect();
    // No row is chosen here, and none scrolls.
    let rows = &rows[..rows.len().min(usize::from(area.height.saturating_sub(1)))];
    let nowhere = Cursor {
        selected: rows.len(),
        ..Cursor::default()
    };
    let table = Table::new("data.firsts", &list, rows.len(), &nowhere).focus(false);
    table.view(ctx, area, buf, hits, |i| match rows.get(i) {
        None => Row::new([]),
        Some(r) => {
            let who = if r.contact && !ctx.session.reveal {
                mask(&r.who)
            } else {
                r.who.clone()
            };
            let day = r.at.map_or(String::new(), |at| fmt::date(zone.day_of(at)));
            let number = r.number.map_or(String::new(), fmt::count);
            let money = r.total.map_or(String::new(), |t| t.to_string());
            let cells = [
                Cell::text(r.what.clone(), theme.strong()),
                Cell::text(day, theme.text2()),
                Cell::text(who, theme.text2()),
                Cell::text(r.about.clone(), theme.text()),
                Cell::text(number, theme.text2()),
                Cell::text(money, theme.text()),
            ];
            let shown = cells.into_iter().enumerate().filter(|(i, _)| keep(*i));
            Row::new(shown.map(|(_, cell)| cell))
        }
    });
}

/// The side of the wide form: how many rows are ready, what they are, which need a look.
fn side(w: &Wizard, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let busy = ctx.jobs.get(CHECK).is_some();
    let end = if busy { "reading" } else { "nothing written" };
    let inner = Pane::new("What will come in")
        .end(end, theme.muted())
        .view(ctx, area, buf, hits);
    let (body, foot) = split_bottom(inner, 3);
    match &w.check {
        Load::Ready(check) => checked(w, check, ctx, body, buf, hits),
        Load::Failed(why) => {
            let fact = "The file cannot be read like this.";
            part::error(ctx, body, buf, hits, fact, why, &[]);
        }
        Load::Waiting if busy => part::loading_bytes(ctx, body, buf, CHECK, "reading the file"),
        Load::Waiting => {
            text::paragraph(buf, body, &hint(w), theme.text2());
        }
    }
    buttons(w, "Next: check", ctx, foot, buf, hits);
}

/// What to do while a column is missing.
fn hint(w: &Wizard) -> String {
    let missing = w.detection().map_or(&[][..], |d| &d.missing);
    let missing = missing.join(", and which the ");
    let likely = w.likeliest().is_some();
    if likely {
        format!("Say which column is the {missing}: choose it with the arrows and press Enter.")
    } else {
        format!(
            "No column looks like the {missing}. Is the export complete? If one is it, choose it, press Enter."
        )
    }
}

fn checked(
    w: &Wizard,
    check: &FileCheck,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let r = &check.report;
    let (card, rest) = split_top(area, 8);
    if theme.paints() {
        let (top, fill) = split_top(card, 1);
        let (fill, bottom) = split_bottom(fill, 1);
        for (line, glyph) in [(top, g.lower), (bottom, g.upper)] {
            for x in line.x..line.right() {
                text::put(buf, line, x, line.y, glyph, theme.fg(Token::Surface));
            }
        }
        theme.fill(buf, fill, Token::Surface);
    }
    let inside = crate::tui::layout::inset(card, 2, 1);
    text::put(buf, inside, inside.x, inside.y, "Rows ready", theme.text2());
    let figure = fmt::count(r.rows_read.saturating_sub(r.rows_skipped) as i64);
    let place = split_top(split_top(inside, 1).1, 3).0;
    let used = kpi::big(ctx, place, buf, &figure, theme.strong());
    let x = inside.x + used + 2;
    let of = format!("of {}", fmt::count(r.rows_read as i64));
    text::put(buf, inside, x, inside.y + 2, &of, theme.text2());
    let need = r.rows_skipped + r.warnings;
    if need > 0 {
        let said = format!("{} need you", fmt::count(need as i64));
        text::put(
            buf,
            inside,
            x,
            inside.y + 3,
            &said,
            theme.bold(Token::Negative),
        );
    }
    let caption = w
        .look
        .as_ref()
        .map_or(String::new(), |l| fmt::size(l.bytes));
    text::put(buf, inside, inside.x, inside.y + 5, &caption, theme.muted());
    let rest = split_top(rest, 1).1;
    let mut y = 0;
    for (label, _, n) in held(r) {
        let line = row(rest, y);
        text::put(buf, line, line.x, line.y, label, theme.text2());
        let count = fmt::count(n as i64);
        text::put_right(buf, line, line.x + 22, line.y, &count, theme.strong());
        y += 1;
    }
    if let (Some(first), Some(last)) = (r.first, r.last) {
        let zone = r.zone;
        let line = row(rest, y);
        let said = format!(
            "{} to {}",
            fmt::date(zone.day_of(first)),
            fmt::date(zone.day_of(last))
        );
        text::put(buf, line, line.x, line.y, &said, theme.muted());
        y += 1;
    }
    let rest = split_top(rest, y + 1).1;
    if w.all_refused() {
        let key = ctx.keymap.shown(&PROBLEMS);
        let ways = [part::Way {
            key: &key,
            verb: "shows the rows",
            action: PROBLEMS.id,
        }];
        part::error(
            ctx,
            rest,
            buf,
            hits,
            "No row can be used.",
            &reason(w),
            &ways,
        );
        return;
    }
    if r.problems.is_empty() {
        let traps: Vec<String> = r.traps.iter().map(|t| t.words.clone()).collect();
        let rest = Pane::new("Good to know").view(ctx, rest, buf, hits);
        super::view_import::traps(&traps, ctx, rest, buf);
        return;
    }
    let rest = Pane::new("Need a look")
        .end_hit(
            format!("{} all", ctx.keymap.shown(&PROBLEMS)),
            theme.muted(),
            Hit::Act(PROBLEMS.id),
        )
        .view(ctx, rest, buf, hits);
    let mut rest = rest;
    for p in r.problems.iter().take(6) {
        if rest.height < 2 {
            break;
        }
        let at = format!("line {}", fmt::count(p.line as i64));
        let used = text::put(buf, rest, rest.x, rest.y, &at, theme.muted());
        let x = rest.x + used.max(9) + 2;
        let raw = if ctx.session.reveal {
            p.raw.clone()
        } else {
            masked(&p.raw)
        };
        let said = format!("“{raw}”");
        let room = rest.right().saturating_sub(x);
        text::put_fit(buf, rest, (x, rest.y), room, &said, theme.strong());
        text::put_fit(buf, rest, (x, rest.y + 1), room, &p.what, theme.text2());
        rest = split_top(rest, 3).1;
    }
}

/// The check in two lines, for small screens.
fn small_check(w: &Wizard, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let (line, below) = (row(area, 0), row(area, 1));
    match &w.check {
        Load::Ready(_) if w.all_refused() => {
            let said = format!("{} No row can be used. {}", ctx.glyphs().cross, reason(w));
            let style = theme.fg(Token::Negative);
            text::paragraph(buf, split_top(area, 2).0, &said, style);
            hits.add(line, Hit::Act(PROBLEMS.id));
            return;
        }
        Load::Ready(check) => {
            let r = &check.report;
            let ready = fmt::count(r.rows_read.saturating_sub(r.rows_skipped) as i64);
            let mut x = line.x + text::put(buf, line, line.x, line.y, &ready, theme.strong());
            x += text::put(buf, line, x, line.y, " rows ready   ", theme.text2());
            if let Some(p) = r.problems.first() {
                let need = fmt::count((r.rows_skipped + r.warnings) as i64);
                let said = format!("{need} need a look: ");
                x += text::put(buf, line, x, line.y, &said, theme.fg(Token::Negative));
                let said = format!("line {}, {}", fmt::count(p.line as i64), p.what);
                let room = line.right().saturating_sub(x);
                text::put_fit(buf, line, (x, line.y), room, &said, theme.text2());
                hits.add(line, Hit::Act(PROBLEMS.id));
            } else {
                text::put(buf, line, x, line.y, "none needs a look", theme.muted());
            }
        }
        Load::Failed(why) => {
            let said = format!("{} {why}", ctx.glyphs().cross);
            let style = theme.fg(Token::Negative);
            text::put_fit(buf, line, (line.x, line.y), line.width, &said, style);
        }
        Load::Waiting => {
            let said = match ctx.jobs.get(CHECK) {
                Some(_) => format!("{} reading the file", ctx.glyphs().spinner(ctx.clock)),
                None => hint(w),
            };
            let lines = split_top(area, 2).0;
            if text::paragraph(buf, lines, &said, theme.text2()) > 1 {
                return;
            }
        }
    }
    let said = "Nothing is written before step 5. You can take the whole import back.";
    text::put_fit(
        buf,
        below,
        (below.x, below.y),
        below.width,
        said,
        theme.muted(),
    );
}
