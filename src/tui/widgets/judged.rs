//! What each strategy would have found on the shop's own last weeks: the table against Best Sellers, the chosen row at
//! its side, and what came of it in words.

use super::bars::bar;
use super::cursor::Cursor;
use super::interval::{self, Range, Scale};
use super::judged_text::{capital, lacking, rate};
use super::marks::verdict_mark;
use super::pane::Pane;
use super::table::{Cell, Column, Row, Table};
use crate::model::strategy::State as Part;
use crate::shop::dashboard::{Found, Offline, OfflineRow};
use crate::tui::app::{Ctx, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_bottom, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What came of it, how it was judged, and which file would say more; `unjudged`: why it could not be judged.
pub fn said_of(
    offline: &Offline,
    unjudged: Option<&str>,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = ctx.theme();
    let mut y = 0;
    let mut say = |what: &str, style| {
        let rest = split_top(area, y).1;
        text::paragraph(buf, rest, what, style);
        y += text::wrap(what, area.width).len() as u16;
    };
    match (&offline.sentence, unjudged) {
        (Some(sentence), _) => say(sentence, theme.strong()),
        (None, Some(why)) => say(&capital(why), theme.text()),
        (None, None) => say(
            "Every strategy is being tried on what your customers bought last.",
            theme.text(),
        ),
    }
    if let Some(how) = &offline.how {
        say(how, theme.text2());
    }
    say(offline.lacking, theme.muted());
}

/// The side of the table: how much the chosen strategy finds, against Best Sellers.
pub fn side(offline: &Offline, chosen: &OfflineRow, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let Some(any) = &chosen.any else {
        text::paragraph(buf, area, &format!("It {}.", verb(chosen)), theme.text2());
        return;
    };
    let mut y = 0;
    if let Some(said) = chosen.sentence.as_ref().filter(|_| !chosen.baseline) {
        y += text::paragraph(buf, split_top(area, 5).0, said, theme.text2()) + 1;
    }
    let base = offline.rows.iter().find(|r| r.baseline);
    let of = |r: &OfflineRow| r.any.as_ref().and_then(|f| f.hit_rate.value);
    let new = |r: &OfflineRow| r.new.as_ref().and_then(|f| f.hit_rate.value);
    for (title, own, other) in [
        ("Find what they buy next", of(chosen), base.and_then(of)),
        ("Find something new", new(chosen), base.and_then(new)),
    ] {
        let Some(own) = own else {
            continue;
        };
        let head = row(area, y);
        text::put(buf, head, head.x, head.y, title, theme.muted());
        let lines = [
            ("Here", Some(own), Token::Accent),
            (
                "Best Sellers",
                other.filter(|_| !chosen.baseline),
                Token::AccentDim,
            ),
        ];
        y += 1;
        for (name, share, token) in lines {
            let Some(share) = share else {
                continue;
            };
            let line = row(area, y);
            y += 1;
            text::put(buf, line, line.x, line.y, name, theme.text());
            let said = format!("{}%", fmt::number(share * 100.0, 1));
            text::put_right(buf, line, line.right(), line.y, &said, theme.text());
            let track = Rect {
                x: line.x + 14.min(line.width),
                width: line.width.saturating_sub(14 + 7),
                ..line
            };
            bar(ctx, track, buf, share, token);
        }
        y += 1;
    }
    let said = format!(
        "It showed {} of the {} products then sold ({}).",
        fmt::count(any.products as i64),
        offline
            .basis
            .map_or_else(String::new, |b| fmt::count(b.products as i64)),
        fmt::percent(any.coverage)
    );
    text::paragraph(buf, split_top(area, y).1, &said, theme.text2());
}

fn verb(row: &OfflineRow) -> String {
    let said = lacking(row);
    match (row.ready, said.starts_with("ready")) {
        (_, true) => format!("is {said}"),
        _ => said,
    }
}

fn range(found: Option<&Found>) -> Option<Range> {
    let found = found?;
    Some(Range {
        at: found.lift?,
        low: found.low,
        high: found.high,
    })
}

/// The table of a judgement.
pub struct Judged<'a> {
    /// What came of it.
    pub offline: &'a Offline,
    /// Its heading.
    pub title: &'a str,
    /// The list's name for clicks.
    pub list: &'static str,
    /// The chosen row.
    pub cursor: &'a Cursor,
    /// Whether it has the focus.
    pub focused: bool,
    /// Why it could not be judged.
    pub unjudged: Option<&'a str>,
    /// The slot of the job that judges.
    pub judging: &'static str,
    /// The slot of the job that reads.
    pub counting: &'static str,
}

impl Judged<'_> {
    /// Draws it with the legend of its marks.
    pub fn view(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
        let (theme, g) = (ctx.theme(), ctx.glyphs());
        let offline = self.offline;
        let long = |slot| {
            let job = ctx.jobs.get(slot);
            job.filter(|j| ctx.clock.saturating_sub(j.since) > 150)
        };
        let mut pane = Pane::new(self.title).focus(self.focused).number(0).tight();
        pane = match (long(self.judging), long(self.counting), offline.basis) {
            (Some(job), _, _) => {
                let share = match &job.progress {
                    Some((_, done, total)) if *total > 0 => format!(" {}%", done * 100 / total),
                    _ => String::new(),
                };
                let said = format!("{} judging{share}", g.spinner(ctx.clock));
                pane.end(said, theme.muted())
            }
            (None, Some(_), _) => {
                pane.end(format!("{} counting", g.spinner(ctx.clock)), theme.muted())
            }
            (None, None, Some(basis)) => pane.end(
                format!(
                    "tried on {} people since {}",
                    fmt::count(basis.judged as i64),
                    fmt::date(basis.cut)
                ),
                theme.muted(),
            ),
            (None, None, None) => {
                let said = match self.unjudged {
                    Some(_) => "too little to judge by",
                    None => "not judged",
                };
                pane.end(said.to_owned(), theme.muted())
            }
        };
        let rest = pane.view(ctx, area, buf, hits);
        let rows = &offline.rows;
        let scale = Scale::over(rows.iter().filter_map(|r| range(r.compared())));
        let large = ctx.size.large();
        let mut columns = vec![
            Column::name("Strategy"),
            Column::number("Hit rate", 8, 0),
            Column::number("New", 6, 2),
        ];
        if large {
            columns.push(Column::number("NDCG", 5, 5));
        }
        columns.push(Column::number("Shows", 6, 3));
        if large {
            columns.push(Column::number("Tail", 4, 4));
        }
        columns.push(
            // Below 140 columns it takes the room of what people were shown, so that names stay whole.
            Column::text("Against Best Sellers", if large { 27 } else { 33 }, 1),
        );
        let pinned = rows.last().is_some_and(|r| r.baseline);
        let (body, foot) = split_bottom(rest, 1);
        let table = Table::new(self.list, &columns, rows.len(), self.cursor)
            .focus(self.focused)
            .pinned(pinned);
        let used = table.view(ctx, body, buf, hits, |i| match rows.get(i) {
            Some(r) => figures(ctx, r, scale),
            None => Row::new([]),
        });
        let line = Rect {
            y: body.y + used,
            ..foot
        };
        if offline.basis.is_some() {
            legend(ctx, line.intersection(rest), buf);
        }
    }
}

fn figures<'a>(ctx: &Ctx<'a>, r: &OfflineRow, scale: Scale) -> Row<'a> {
    let theme = ctx.theme();
    let name = match (r.state, r.baseline) {
        (Part::Live | Part::Scheduled, false) if r.ready => theme.text(),
        _ => theme.text2(),
    };
    let name = Cell::text(r.name.clone(), name);
    let Some(any) = &r.any else {
        return Row::new([name, Cell::Over(lacking(r), theme.muted())]);
    };
    let share = |found: Option<&Found>, style| match rate(found) {
        Some(said) => Cell::text(said, style),
        None => Cell::text("n/a", theme.muted()),
    };
    // What is compared stands out.
    let judged = |it: bool| if it { theme.strong() } else { theme.text2() };
    let large = ctx.size.large();
    let compared = r.compared().unwrap_or(any);
    let mut cells = vec![
        name,
        share(Some(any), judged(!r.only_new)),
        share(r.new.as_ref(), judged(r.only_new)),
    ];
    if large {
        let ndcg = fmt::number(compared.ndcg.value, 3);
        cells.push(Cell::text(ndcg, theme.text2()));
    }
    cells.push(Cell::text(fmt::count(any.products as i64), theme.text2()));
    if large {
        let tail = compared.long_tail.map(|t| fmt::percent(t.value));
        cells.push(Cell::text(tail.unwrap_or_default(), theme.text2()));
    }
    cells.push(against(*ctx, r, compared, scale));
    Row::new(cells)
}

fn against<'a>(ctx: Ctx<'a>, r: &OfflineRow, any: &Found, scale: Scale) -> Cell<'a> {
    let theme = ctx.theme();
    if r.baseline {
        return Cell::Over("baseline".into(), theme.muted());
    }
    let Some(range) = range(Some(any)) else {
        return Cell::Over("Best Sellers found nothing".into(), theme.muted());
    };
    let better = any.better;
    Cell::draw(move |buf, area| {
        let said = fmt::change(range.at);
        let style = match better {
            Some(_) => theme.bold(interval::token(better)),
            None => theme.muted(),
        };
        let at = text::put_right(buf, area, area.right(), area.y, &said, style);
        let (mark, mark_style) = verdict_mark(&ctx, better);
        let x = at.saturating_sub(2).max(area.x);
        text::put(buf, area, x, area.y, mark, mark_style);
        let bar = Rect {
            width: area.width.saturating_sub(8),
            ..area
        };
        interval::cell(&ctx, bar, buf, scale, range, better);
    })
}

/// Every mark of the table in one line.
fn legend(ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let (more, less) = (Token::Positive, Token::Negative);
    let mut pieces = vec![
        (g.up, theme.bold(more)),
        (" finds more  ", theme.fg(more)),
        (g.down, theme.bold(less)),
        (" finds less  ", theme.fg(less)),
    ];
    if ctx.size.large() {
        pieces.push((
            "of what stands bold. Grey is too close to tell; ",
            theme.muted(),
        ));
    } else {
        pieces.push(("grey: too close to tell  ", theme.muted()));
    }
    pieces.push((g.bar, theme.text2()));
    pieces.push((" Best Sellers", theme.muted()));
    text::spans(buf, line, line.x + 2, line.y, &pieces);
}
