//! One import: what it brought, what was odd, and each row that needs a look.

use super::state::{Import, Opened};
use super::update::{PAGE, ROWS};
use super::view::{GAP, SIDE};
use super::waiting::{Item, RETRY, items, value};
use crate::model::text::{clean, mask_contacts};
use crate::shop::imports::{ImportPage, ProblemRow};
use crate::tui::app::{Ctx, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_bottom, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state as part;
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// What an import brought, a line a figure.
pub(super) fn summary(import: &Import, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let b = &import.brought;
    let mut y = 0;
    let mut say = |label: &str, value: String, token: Token, buf: &mut Buffer| {
        let line = row(area, y);
        if !line.is_empty() {
            text::put(buf, line, line.x, line.y, label, theme.muted());
            text::put_right(buf, line, line.right(), line.y, &value, theme.bold(token));
        }
        y += 1;
    };
    let count = |n: u64| fmt::count(n as i64);
    say("Rows", count(b.rows), Token::Text, buf);
    for (n, label) in [
        (b.orders, "Orders"),
        (b.refunds, "Refunds"),
        (b.events, "Events"),
        (b.customers, "Customers"),
        (b.campaigns, "Campaigns"),
        (b.places, "Towns"),
        (b.weather, "Days of weather"),
        (b.adjustments, "Neither sale nor refund"),
    ] {
        if n > 0 {
            say(label, count(n), Token::Text, buf);
        }
    }
    say("New records", count(b.new), Token::Text, buf);
    if b.updated > 0 {
        say("Changed records", count(b.updated), Token::Text, buf);
    }
    if b.unchanged > 0 {
        say("Known before", count(b.unchanged), Token::Text, buf);
    }
    if b.left_out > 0 {
        say("Rows left out", count(b.left_out), Token::Negative, buf);
    }
    if import.batch.waiting > 0 {
        say(
            "Rows waiting",
            count(import.batch.waiting),
            Token::Negative,
            buf,
        );
    }
    if b.warnings > 0 {
        say("Warnings", count(b.warnings), Token::Text, buf);
    }
    let zone = ctx.session.zone;
    if let (Some(first), Some(last)) = (b.first, b.last) {
        let days = format!(
            "{} to {}",
            fmt::date(zone.day_of(first)),
            fmt::date(zone.day_of(last))
        );
        say("Days", days, Token::Text2, buf);
    }
    let at = zone.local(import.batch.imported_at);
    say(
        "Brought in",
        format!(
            "{}, {}",
            fmt::date(zone.day_of(import.batch.imported_at)),
            at.format("%H:%M")
        ),
        Token::Text2,
        buf,
    );
    if let Some(undone) = import.batch.undone_at {
        say(
            "Taken back",
            fmt::date(zone.day_of(undone)),
            Token::Text2,
            buf,
        );
    }
    let mut rest = split_top(area, y + 1).1;
    for evidence in &b.evidence {
        let said = format!("{evidence}.");
        let used = text::paragraph(
            buf,
            rest,
            &super::update_wizard::capital(&said),
            theme.muted(),
        );
        rest = split_top(rest, used).1;
    }
    rest = split_top(rest, 1).1;
    traps(&b.traps, ctx, rest, buf);
}

/// Sentences on what was odd in a file, each with a mark. Returns the lines used.
pub(super) fn traps(all: &[String], ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let theme = ctx.theme();
    let mut rest = area;
    for said in all {
        if rest.is_empty() {
            break;
        }
        text::put(buf, rest, rest.x, rest.y, "!", theme.bold(Token::Negative));
        let inner = Rect {
            x: rest.x + 2.min(rest.width),
            width: rest.width.saturating_sub(2),
            ..rest
        };
        let said = super::update_wizard::capital(said);
        let used = text::paragraph(buf, inner, &format!("{said}."), theme.text2());
        rest = split_top(rest, used.max(1)).1;
    }
    area.height - rest.height
}

/// A row that needs a look.
struct Shown<'a> {
    line: u64,
    column: Option<&'a str>,
    what: &'a str,
    fix: &'a str,
    value: String,
    state: (&'static str, Style),
}

fn problem<'a>(p: &'a ProblemRow, ctx: &Ctx<'_>) -> Shown<'a> {
    let theme = ctx.theme();
    let state = if p.severity == "refused" {
        ("left out", theme.fg(Token::Negative))
    } else {
        ("kept", theme.muted())
    };
    let value = if ctx.session.reveal {
        p.raw.clone()
    } else {
        mask_contacts(&p.raw)
    };
    Shown {
        line: p.line,
        column: p.column.as_deref(),
        what: &p.what,
        fix: &p.fix,
        value,
        state,
    }
}

/// Problems of a file that is not brought in yet.
pub(super) fn problems(
    all: &[ProblemRow],
    cursor: &Cursor,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    rows(all.len(), cursor, ctx, area, buf, hits, |i| {
        Some(problem(all.get(i)?, ctx))
    });
}

fn rows<'a>(
    count: usize,
    cursor: &Cursor,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    get: impl Fn(usize) -> Option<Shown<'a>>,
) {
    let theme = ctx.theme();
    let columns = [
        Column::number("Line", 8, 0),
        Column::text("Column", if ctx.size.large() { 20 } else { 14 }, 2),
        Column::name("What is wrong"),
        Column::text("", 10, 3),
    ];
    let gap = u16::from(ctx.size.large());
    let table = Table::new(ROWS, &columns, count, cursor).two_lines(gap);
    table.view(ctx, area, buf, hits, |i| match get(i) {
        None => Row::new([]),
        Some(shown) => {
            let fix = match shown.value.as_str() {
                "" => shown.fix.to_owned(),
                value => format!("{}  “{}”", shown.fix, clean(value)),
            };
            Row::new([
                Cell::text(fmt::count(shown.line as i64), theme.text2()),
                Cell::text(shown.column.unwrap_or_default().to_owned(), theme.text()),
                Cell::text(shown.what.to_owned(), theme.text()),
                Cell::text(shown.state.0, shown.state.1),
            ])
            .second(fix, theme.muted())
        }
    });
}

/// `2 rows wait, 3 warnings`.
fn count(page: &ImportPage, import: &Import) -> String {
    let waiting = page.left_out.counts.waiting;
    let shown = page.left_out.rows.len() as u64;
    let others = items(page).len() as u64 - shown;
    let mut parts = Vec::new();
    match waiting {
        0 => {}
        n if n > shown => parts.push(format!(
            "the first {} of {} rows that wait",
            fmt::count(shown as i64),
            fmt::count(n as i64)
        )),
        1 => parts.push("1 row waits".to_owned()),
        n => parts.push(format!("{} rows wait", fmt::count(n as i64))),
    }
    let all = import.brought.left_out + import.brought.warnings;
    match others {
        0 => {}
        n if waiting == 0 && all > n => parts.push(format!(
            "the first {} of {} problems",
            fmt::count(n as i64),
            fmt::count(all as i64)
        )),
        n => parts.push(fmt::counted(n as i64, "problem")),
    }
    parts.join(", ")
}

/// The rows that wait and those in doubt, two lines each: where and what is wrong, then how to mend it.
fn waiting(
    page: &ImportPage,
    cursor: &Cursor,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let items = items(page);
    rows(items.len(), cursor, ctx, area, buf, hits, |i| {
        Some(match items.get(i)? {
            Item::Waiting(w) => Shown {
                line: w.line,
                column: w.because.column.as_deref(),
                what: &w.because.what,
                fix: &w.because.fix,
                value: value(page, w, ctx.session.reveal),
                state: ("waits", theme.fg(Token::Negative)),
            },
            Item::Problem(p) => problem(p, ctx),
        })
    });
}

pub(super) fn page(
    opened: &Opened,
    import: &Import,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let listed = opened.page.ready().is_some_and(|p| !items(p).is_empty());
    let (left, right) = if ctx.size.large() {
        split_right(area, SIDE, GAP)
    } else if listed {
        // The rows need the width; what the import brought is one line.
        let (above, foot) = split_bottom(area, 2);
        in_short(import, ctx, row(foot, 1), buf);
        (above, Rect::default())
    } else {
        split_right(area, 30, 3)
    };
    let title = format!("Files {} {}", ctx.glyphs().prompt, import.batch.file_name);
    let end = if ctx.jobs.get(RETRY).is_some() {
        format!(
            "{} trying again, Esc stops",
            ctx.glyphs().spinner(ctx.clock)
        )
    } else {
        opened
            .page
            .ready()
            .map_or(String::new(), |p| count(p, import))
    };
    let rest = Pane::new(&title)
        .focus(true)
        .tight()
        .end(end, theme.muted())
        .view(ctx, left, buf, hits);
    match &opened.page {
        Load::Waiting => part::loading(ctx, rest, buf, PAGE, "reading the import"),
        Load::Failed(why) => {
            let fact = "This import could not be read.";
            part::error(ctx, rest, buf, hits, fact, why, &[]);
        }
        Load::Ready(page) if items(page).is_empty() => {
            let counts = page.left_out.counts;
            let (fact, said) = if counts.taken + counts.dismissed > 0 {
                (
                    "No row waits any more",
                    "Those that were left out are taken up, or left out for good.",
                )
            } else {
                (
                    "Every row could be used",
                    "Nothing was left out and nothing is in doubt.",
                )
            };
            part::empty(ctx, rest, buf, hits, fact, said, &[]);
        }
        Load::Ready(page) => waiting(page, &opened.cursor, ctx, rest, buf, hits),
    }
    if !right.is_empty() {
        let inner = Pane::new("What it brought").view(ctx, right, buf, hits);
        summary(import, ctx, inner, buf);
    }
}

/// `38 orders of 40 rows, brought in 20 Nov`.
fn in_short(import: &Import, ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer) {
    let b = &import.brought;
    let said = format!(
        "{} of {}, brought in {}",
        b.words(),
        fmt::counted(b.rows as i64, "row"),
        fmt::date(ctx.session.zone.day_of(import.batch.imported_at)),
    );
    let at = (line.x + 2.min(line.width), line.y);
    let room = line.width.saturating_sub(2);
    text::put_fit(buf, line, at, room, &said, ctx.theme().muted());
}
