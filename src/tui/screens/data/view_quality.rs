//! How the page Data quality is drawn: a sentence, the findings, the chosen one, what the strategies need.

use super::quality::{FINDINGS, NEEDS, Part, QUALITY, Quality, mend, place};
use super::view::GAP;
use crate::model::text::mask_contacts;
use crate::shop::doctor::{Checkup, Finding, JUDGING, Level, StrategyReadiness};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_bottom, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of the chosen finding where it stands at the right.
const DETAIL: u16 = 50;

pub(super) fn view(page: &Quality, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    match &page.data {
        Load::Waiting => {
            let rest = Pane::new("Data quality")
                .focus(true)
                .view(ctx, area, buf, hits);
            part::loading(ctx, rest, buf, QUALITY, "looking the data over");
        }
        Load::Failed(why) => {
            let rest = Pane::new("Data quality").view(ctx, area, buf, hits);
            let ways = [Way {
                key: "F5",
                verb: "try again",
                action: c::REFRESH.id,
            }];
            let fact = "The data could not be looked over.";
            part::error(ctx, rest, buf, hits, fact, why, &ways);
        }
        Load::Ready(checkup) => ready(page, checkup, ctx, area, buf, hits),
    }
}

fn ready(
    page: &Quality,
    checkup: &Checkup,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let (head, rest) = split_top(area, 1);
    text::put_fit(
        buf,
        head,
        (head.x, head.y),
        head.width,
        &checkup.sentence,
        theme.strong(),
    );
    let rest = split_top(rest, 1).1;
    if ctx.size.large() {
        let (left, right) = split_right(rest, DETAIL, GAP);
        let wanted = page.rows().len() as u16 + 2;
        let least = (checkup.strategies.len() as u16 + 3).min(left.height / 2);
        let (above, below) = split_top(left, wanted.min(left.height.saturating_sub(least + 1)));
        findings(page, ctx, above, buf, hits);
        needs(page, checkup, ctx, split_top(below, 1).1, buf, hits);
        detail(page, ctx, right, buf, hits);
        return;
    }
    let height = match page.part {
        Part::Findings => rest.height.saturating_sub(10).max(rest.height / 3),
        Part::Needs => rest.height.saturating_sub(5),
    };
    let (above, below) = split_top(rest, height);
    match page.part {
        Part::Findings => findings(page, ctx, above, buf, hits),
        Part::Needs => needs(page, checkup, ctx, above, buf, hits),
    }
    detail(page, ctx, split_top(below, 1).1, buf, hits);
}

/// The mark of a level.
fn mark(level: Level, ctx: &Ctx<'_>) -> (&'static str, Style) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    match level {
        Level::Wrong => (g.cross, theme.bold(Token::Negative)),
        Level::Weak => ("!", theme.bold(Token::Negative)),
        Level::Note => (g.none, theme.muted()),
        Level::Fine => (g.check, theme.fg(Token::Positive)),
    }
}

fn findings(page: &Quality, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let all = page.rows();
    let focused = page.part == Part::Findings;
    let fine = all.iter().filter(|f| f.level == Level::Fine).count();
    let end = match ctx.jobs.get(QUALITY) {
        Some(_) => "looking again".to_owned(),
        None => format!("{} looked at, {fine} fine", all.len()),
    };
    let rest = Pane::new("Data quality")
        .focus(focused)
        .tight()
        .end(end, theme.muted())
        .view(ctx, area, buf, hits);
    let columns = [Column::name("Finding"), Column::text("", 13, 2)];
    let table = Table::new(FINDINGS, &columns, all.len(), &page.findings)
        .headless()
        .focus(focused);
    table.view(ctx, rest, buf, hits, |i| match all.get(i) {
        None => Row::new([]),
        Some(f) => {
            let (glyph, style) = mark(f.level, ctx);
            let (said, word) = match f.level {
                Level::Fine => (theme.muted(), ""),
                level => (theme.text(), level.word()),
            };
            Row::new([
                Cell::Pieces(vec![(format!("{glyph} "), style), (f.title.clone(), said)]),
                Cell::text(word, theme.muted()),
            ])
        }
    });
}

fn needs(
    page: &Quality,
    checkup: &Checkup,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let all = &checkup.strategies;
    let focused = page.part == Part::Needs;
    let ready = all.iter().filter(|s| s.ready).count();
    let rest = Pane::new("What the strategies need")
        .focus(focused)
        .tight()
        .end(format!("{ready} of {} ready", all.len()), theme.muted())
        .view(ctx, area, buf, hits);
    let columns = [
        Column::name("Strategy"),
        Column::text("", 7, 3),
        Column::number("Has", 10, 0),
        Column::number("Needs", 8, 0),
        Column::text("Of what", if ctx.size.large() { 30 } else { 24 }, 1),
    ];
    let table = Table::new(NEEDS, &columns, all.len(), &page.needs).focus(focused);
    table.view(ctx, rest, buf, hits, |i| match all.get(i) {
        None => Row::new([]),
        Some(s) => {
            let enough = s.have >= s.need;
            let (glyph, style) = match enough {
                true => (ctx.glyphs().check, theme.fg(Token::Positive)),
                false => ("!", theme.bold(Token::Negative)),
            };
            let has = if enough {
                theme.text2()
            } else {
                theme.bold(Token::Negative)
            };
            Row::new([
                Cell::Pieces(vec![
                    (format!("{glyph} "), style),
                    (s.name.clone(), theme.text()),
                ]),
                Cell::text(s.state.word(), theme.muted()),
                Cell::text(fmt::count(s.have as i64), has),
                Cell::text(fmt::count(s.need as i64), theme.text2()),
                Cell::text(s.of_what.clone(), theme.text2()),
            ])
        }
    });
}

/// The chosen one: examples, why it matters, what to do.
fn detail(page: &Quality, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    match page.part {
        Part::Findings => {
            if let Some(finding) = page.finding() {
                of_finding(finding, ctx, area, buf, hits);
            }
        }
        Part::Needs => {
            if let Some(need) = page.need() {
                of_need(page, need, ctx, area, buf, hits);
            }
        }
    }
}

/// A paragraph, then what is left below it.
fn say(buf: &mut Buffer, area: Rect, said: &str, style: Style) -> Rect {
    let used = text::paragraph(buf, area, said, style);
    split_top(area, used).1
}

fn of_finding(f: &Finding, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let large = ctx.size.large();
    let air = u16::from(large);
    let title = match f.level {
        Level::Fine => "Fine".to_owned(),
        level => super::update_wizard::capital(level.word()),
    };
    let rest = Pane::new(&title).view(ctx, area, buf, hits);
    let (rest, foot) = split_bottom(rest, 1);
    // Where the list cuts it, the title stands here once more.
    let cut = text::width(&f.title) + 20 > area.width;
    let mut rest = match large {
        true => split_top(say(buf, rest, &f.title, theme.strong()), 1).1,
        false if cut => say(buf, rest, &f.title, theme.strong()),
        false => rest,
    };
    if f.level == Level::Fine {
        text::paragraph(
            buf,
            rest,
            "Nothing is to be done about this.",
            theme.text2(),
        );
        return;
    }
    if !f.why.is_empty() {
        rest = say(buf, rest, &f.why, theme.text2());
        rest = split_top(rest, air).1;
    }
    let (place_to, what) = mend(f);
    if !what.is_empty() {
        text::put(buf, rest, rest.x, rest.y, "Do", theme.muted());
        rest = labelled(buf, rest, what, theme.text());
        rest = split_top(rest, air).1;
    }
    for (i, e) in f.examples.iter().enumerate() {
        let label = if i == 0 { "E.g." } else { "" };
        text::put(buf, rest, rest.x, rest.y, label, theme.muted());
        let said = format!("{}{}", e.what, place(e));
        let said = if ctx.session.reveal {
            said
        } else {
            mask_contacts(&said)
        };
        if large {
            rest = labelled(buf, rest, &said, theme.text2());
        } else {
            let line = row(beside(rest), 0);
            text::put_fit(
                buf,
                line,
                (line.x, line.y),
                line.width,
                &said,
                theme.text2(),
            );
            rest = split_top(rest, 1).1;
        }
    }
    if let Some(to) = place_to {
        let at = if large {
            row(split_top(rest, 1).1, 0)
        } else {
            foot
        };
        let used = part::key_chip(ctx, at, (at.x, at.y), buf, "Enter", true);
        text::put(buf, at, at.x + used + 1, at.y, &to.verb(), theme.text2());
        hits.add(at, Hit::Act(c::OPEN.id));
    }
}

/// The room right of a label.
fn beside(area: Rect) -> Rect {
    let by = 5.min(area.width);
    Rect {
        x: area.x + by,
        width: area.width - by,
        ..area
    }
}

/// A paragraph right of a label, then what is left below it.
fn labelled(buf: &mut Buffer, area: Rect, said: &str, style: Style) -> Rect {
    let used = text::paragraph(buf, beside(area), said, style);
    split_top(area, used.max(1)).1
}

fn of_need(
    page: &Quality,
    s: &StrategyReadiness,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let rest = Pane::new(&s.name).view(ctx, area, buf, hits);
    let said = match (s.ready, s.id.as_str()) {
        (true, _) => format!("It {}.", s.words),
        (false, JUDGING) => format!("It {}: {} brings them.", s.words, s.brought_by),
        (false, _) => format!(
            "It {}: {} brings them. Until then the next strategy in order takes its place.",
            s.words, s.brought_by
        ),
    };
    let rest = say(buf, rest, &said, theme.text2());
    let all = page.data.ready().map_or("", |c| c.ready.as_str());
    let rest = split_top(rest, 1).1;
    let rest = say(buf, rest, all, theme.muted());
    let air = u16::from(ctx.size.large());
    let at = row(split_top(rest, air).1, 0);
    let used = part::key_chip(ctx, at, (at.x, at.y), buf, "Enter", true);
    text::put(
        buf,
        at,
        at.x + used + 1,
        at.y,
        "goes to Strategies",
        theme.text2(),
    );
    hits.add(at, Hit::Act(c::OPEN.id));
}
