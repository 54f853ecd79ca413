//! The steps Check and Import: what would happen, the two questions of a first import, how far it is, what came of it.

use super::update_wizard::{IMPORT, QUESTIONS, TRY, capital, ways};
use super::view::{GAP, SIDE};
use super::view_columns::{first_rows, masked};
use super::view_import::traps;
use super::view_wizard::buttons;
use super::wizard::{Asked, Wizard, held_words};
use super::{FORMAT, LOOK_OVER, PROBLEMS};
use crate::shop::import::ImportReport;
use crate::tui::action::catalog as c;
use crate::tui::app::job::Running;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{row, split_bottom, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use crate::tui::widgets::table::chosen_row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn check(w: &Wizard, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let large = ctx.size.large();
    let (left, right) = if large {
        split_right(area, SIDE, GAP)
    } else {
        let below = 2 + w.questions().len() as u16 + u16::from(!w.questions().is_empty());
        split_bottom(area, below)
    };
    let busy = ctx.jobs.get(TRY).is_some();
    let end = if busy {
        "trying it out"
    } else {
        "tried and taken back"
    };
    let rest = Pane::new("What would happen")
        .end(end, theme.muted())
        .view(ctx, left, buf, hits);
    match &w.tried {
        Load::Waiting => part::loading_bytes(ctx, rest, buf, TRY, "trying it out"),
        Load::Failed(why) => {
            let fact = "The file cannot be brought in like this. Nothing was changed.";
            part::error(ctx, rest, buf, hits, fact, why, &[]);
        }
        Load::Ready(report) => tried(w, report, ctx, rest, buf, hits),
    }
    questions(w, ctx, right, buf, hits);
}

/// Figures of a report in lines: what is new, what changes, what stays.
fn fates(r: &ImportReport) -> Vec<(&'static str, u64, &'static str)> {
    [
        ("New", r.records.written, "what the shop does not know yet"),
        (
            "Changed",
            r.records.updated,
            "known, and this file says something later",
        ),
        (
            "As before",
            r.records.unchanged,
            "known, and this file says the same",
        ),
        (
            "Older",
            r.records.older,
            "known, and a later file that says otherwise stands",
        ),
    ]
    .into_iter()
    .filter(|(label, n, _)| *n > 0 || *label == "New")
    .collect()
}

fn tried(
    w: &Wizard,
    r: &ImportReport,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    if let Some(id) = r.already_imported {
        let said = format!(
            "This very file is here already, as import {id}. Bringing it in again would change nothing."
        );
        let used = text::paragraph(buf, area, &said, theme.strong());
        let enter = match w.next_file() {
            Some(_) => "to the next file",
            None => "opens that import",
        };
        let keys = [
            ("Enter", enter, c::OPEN.id),
            ("n", "another file", c::NEW.id),
        ];
        let keys = keys.map(|(key, verb, action)| Way { key, verb, action });
        part::ways(ctx, row(area, used + 1), buf, hits, &keys, false);
        return;
    }
    if w.all_refused() {
        return refused(w, r, ctx, area, buf, hits);
    }
    let line = row(area, 0);
    let words = held_words(r);
    let rows = format!("  in {}", fmt::counted(r.rows_read as i64, "row"));
    let used = text::put_fit(
        buf,
        line,
        (line.x, line.y),
        line.width,
        &words,
        theme.strong(),
    );
    text::put(buf, line, line.x + used, line.y, &rows, theme.muted());
    let area = split_top(area, 1 + u16::from(ctx.size.large())).1;
    let mut y = 0;
    for (label, n, means) in fates(r) {
        let line = row(area, y);
        text::put(buf, line, line.x, line.y, label, theme.text2());
        text::put_right(
            buf,
            line,
            line.x + 20,
            line.y,
            &fmt::count(n as i64),
            theme.strong(),
        );
        let room = line.width.saturating_sub(23);
        text::put_fit(buf, line, (line.x + 23, line.y), room, means, theme.muted());
        y += 1;
    }
    let line = row(area, y);
    text::put(buf, line, line.x, line.y, "Rows left out", theme.text2());
    let (count, style) = match r.rows_skipped {
        0 => ("0".to_owned(), theme.strong()),
        n => (fmt::count(n as i64), theme.bold(Token::Negative)),
    };
    text::put_right(buf, line, line.x + 20, line.y, &count, style);
    let said = format!("of {}", fmt::counted(r.rows_read as i64, "row"));
    let used = text::put(buf, line, line.x + 23, line.y, &said, theme.muted());
    if r.rows_skipped > 0 {
        // A few are usual; many tell that something is read wrongly.
        let many = r.rows_skipped * 20 >= r.rows_read;
        let does = if many {
            " shows why: look before you go on"
        } else {
            " shows why"
        };
        let key = ctx.keymap.shown(&PROBLEMS);
        let pieces = [(key.as_str(), theme.text()), (does, theme.muted())];
        text::spans(buf, line, line.x + 26 + used, line.y, &pieces);
        hits.add(line, Hit::Act(PROBLEMS.id));
    }
    let mut rest = split_top(area, y + 2).1;
    if !r.traps.is_empty() {
        let words: Vec<String> = r.traps.iter().map(|t| t.words.clone()).collect();
        let inner = Pane::new("Good to know").view(ctx, rest, buf, hits);
        let used = traps(&words, ctx, inner, buf);
        rest = split_top(inner, used + 1).1;
    }
    if !r.problems.is_empty() && rest.height > 2 {
        let inner = Pane::new("Need a look")
            .end_hit(
                format!("{} all", ctx.keymap.shown(&PROBLEMS)),
                theme.muted(),
                Hit::Act(PROBLEMS.id),
            )
            .view(ctx, rest, buf, hits);
        let most = if ctx.size.large() { 8 } else { inner.height };
        for (i, p) in r.problems.iter().take(usize::from(most)).enumerate() {
            let line = row(inner, i as u16);
            let at = format!("line {}", fmt::count(p.line as i64));
            text::put(buf, line, line.x, line.y, &at, theme.muted());
            let mut x = line.x + 14;
            let raw = if ctx.session.reveal {
                p.raw.clone()
            } else {
                masked(&p.raw)
            };
            let raw = format!("“{}”  ", text::fit(&raw, 24));
            x += text::put(buf, line, x, line.y, &raw, theme.text());
            let room = line.right().saturating_sub(x);
            text::put_fit(buf, line, (x, line.y), room, &p.what, theme.text2());
        }
        rest = split_top(inner, (r.problems.len() as u16).min(most) + 1).1;
    }
    if let Some(check) = w.check.ready()
        && rest.height > 8
    {
        let inner = Pane::new("As it will be kept")
            .end("first rows", theme.muted())
            .view(ctx, rest, buf, hits);
        first_rows(&check.firsts, check.report.zone, ctx, inner, buf, hits);
    }
}

/// No row can be used: the most frequent reason, some of the rows, and the ways out.
fn refused(
    w: &Wizard,
    r: &ImportReport,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let all = fmt::counted(r.rows_read as i64, "row");
    let fact = format!("None of the {all} can be used. Nothing was changed.");
    let cause = reason(w);
    let columns = if w.is_table() {
        "back to the columns"
    } else {
        "back"
    };
    let (format, rows) = (ctx.keymap.shown(&FORMAT), ctx.keymap.shown(&PROBLEMS));
    let ways = [
        Way {
            key: "Enter",
            verb: columns,
            action: c::OPEN.id,
        },
        Way {
            key: &format,
            verb: "another format",
            action: FORMAT.id,
        },
        Way {
            key: &rows,
            verb: "the rows",
            action: PROBLEMS.id,
        },
    ];
    part::error(ctx, area, buf, hits, &fact, &cause, &ways);
}

/// Why rows cannot be used, the most frequent reason: where, what, what to do.
pub(super) fn reason(w: &Wizard) -> String {
    let Some((p, rows)) = w.commonest() else {
        return "Look at what each column becomes.".into();
    };
    let column = p
        .column
        .as_deref()
        .map_or(String::new(), |c| format!(", column “{c}”"));
    let more = match rows {
        0 | 1 => String::new(),
        n => format!(" {} rows are like this.", fmt::count(n as i64)),
    };
    let what = capital(p.what.trim_end_matches('.'));
    let fix = match capital(p.fix.trim_end_matches('.')) {
        fix if fix.is_empty() => fix,
        fix => format!(" {fix}."),
    };
    format!("Line {}{column}: {what}.{fix}{more}", p.line)
}

/// What is asked with the first import, then the way on.
fn questions(w: &Wizard, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let large = ctx.size.large();
    let asked = w.questions();
    let mut rest = area;
    if !asked.is_empty() {
        let inner = if large {
            let title = match asked.len() {
                1 => "One thing to confirm",
                2 => "Two things to confirm",
                _ => "Three things to confirm",
            };
            let inner = Pane::new(title).focus(true).view(ctx, area, buf, hits);
            let said = "Asked once: they decide what an amount, a day and a phone number mean.";
            let used = text::paragraph(buf, inner, said, theme.text2());
            split_top(inner, used + 1).1
        } else {
            area
        };
        let each = if large { 2 } else { 1 };
        for (i, question) in asked.iter().enumerate() {
            let line = row(inner, i as u16 * each);
            let (label, value) = match question {
                Asked::Currency => (
                    "Money",
                    w.currency_now()
                        .filter(|c| *c != crate::model::money::Currency::UNKNOWN)
                        .map_or("choose".to_owned(), |c| c.code().to_owned()),
                ),
                Asked::Zone => (
                    "Clock",
                    w.zone_now().map_or(String::new(), |z| z.name().to_owned()),
                ),
                Asked::Country => (
                    "Country",
                    match w.country_now().flatten() {
                        Some(country) => country.name().to_owned(),
                        None => "left open".to_owned(),
                    },
                ),
            };
            text::put(buf, line, line.x + 2, line.y, label, theme.text2());
            let chosen = w.question.selected == i;
            let said = format!(" {value} {} ", g.pick);
            let style = if chosen { theme.solid() } else { theme.text() };
            text::put(buf, line, line.x + 12, line.y, &said, style);
            if chosen {
                let edge = Rect { width: 11, ..line };
                chosen_row(ctx, buf, edge, true);
            }
            hits.add(
                line,
                Hit::Row {
                    list: QUESTIONS,
                    index: i,
                },
            );
        }
        rest = split_top(inner, asked.len() as u16 * each + 1).1;
    }
    let ready = w.tried.ready().is_some() && w.waits_for().is_none();
    if large {
        let said = "Now it can go in. It goes in as one piece, Esc stops it, and you can take the whole import back later.";
        let said = if ready {
            said
        } else {
            "Nothing is written before step 5."
        };
        let used = text::paragraph(buf, rest, said, theme.text2());
        rest = split_top(rest, used + 1).1;
    }
    let chosen = w.question.selected >= asked.len();
    buttons(w, "Import", ctx, rest, buf, hits);
    if chosen && ready && large {
        let below = row(rest, 2);
        let pieces = [("Enter", theme.text()), (" brings it in", theme.muted())];
        text::spans(buf, below, below.x, below.y, &pieces);
    }
}

pub(super) fn import(w: &Wizard, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    match &w.done {
        Some(report) => done(w, report, ctx, area, buf, hits),
        None => running(w, ctx, area, buf, hits),
    }
}

/// How far it is: what is being done, a bar, the pace, the time left.
fn running(w: &Wizard, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let name = w.look.as_ref().map_or("the file", |l| &l.name);
    let title = format!("Bringing in {name}");
    let inner = Pane::new(&title).focus(true).view(ctx, area, buf, hits);
    let Some(job) = ctx.jobs.get(IMPORT) else {
        return;
    };
    let spin = ctx.glyphs().spinner(ctx.clock);
    let (phase, done, total) = job.progress.clone().unwrap_or(("beginning".into(), 0, 0));
    let what = match phase.as_str() {
        "checking" => "reading every row once",
        "importing" => "writing",
        "counting" => "adding up days and customers",
        other => other,
    };
    let line = row(inner, 0);
    let used = text::put(buf, line, line.x, line.y, spin, theme.accent()) + 1;
    text::put(buf, line, line.x + used, line.y, what, theme.strong());
    let bar = row(inner, 2);
    let share = if total > 0 {
        done as f64 / total as f64
    } else {
        0.0
    };
    // Each pass over the file is half of the bar; counting comes after both.
    let whole = match phase.as_str() {
        "checking" => share * 0.3,
        "importing" => 0.3 + share * 0.6,
        "counting" => 0.9,
        _ => 0.0,
    };
    let bar = Rect {
        width: bar.width.min(80),
        ..bar
    };
    part::progress_bar(ctx, bar, buf, whole);
    let line = row(inner, 3);
    let said = pace(w, job, ctx.clock, (share, whole), done);
    text::put_fit(
        buf,
        line,
        (line.x, line.y),
        line.width,
        &said,
        theme.text2(),
    );
    let line = row(inner, 5);
    let pieces = [
        ("Esc", theme.text()),
        (
            " stops it and leaves the shop as it was. Other screens work meanwhile.",
            theme.muted(),
        ),
    ];
    text::spans(buf, line, line.x, line.y, &pieces);
}

/// `62%, 41,200 rows a second, about 3 s left`; `share` is that of this pass, `whole` that of the whole import.
pub(super) fn pace(
    w: &Wizard,
    job: &Running,
    clock: u64,
    (share, whole): (f64, f64),
    done: u64,
) -> String {
    let seconds = clock.saturating_sub(job.phase_since) as f64 / 1_000.0;
    if whole <= 0.0 {
        return "working out how long it takes".into();
    }
    let all = clock.saturating_sub(job.since) as f64 / 1_000.0;
    let left = (all * (1.0 - whole) / whole).ceil();
    let rows = w.report().map_or(0, |r| r.rows_read);
    let speed = match (seconds >= 0.3 && share > 0.0, rows) {
        (false, _) => String::new(),
        (true, 0) => format!(", {} a second", fmt::size((done as f64 / seconds) as u64)),
        (true, rows) => format!(
            ", {} rows a second",
            fmt::count((rows as f64 * share / seconds) as i64)
        ),
    };
    format!("{}{speed}, about {left:.0} s left", fmt::percent(whole))
}

fn done(
    w: &Wizard,
    r: &ImportReport,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let title = format!("{} is brought in", r.file);
    let inner = Pane::new(&title).focus(true).view(ctx, area, buf, hits);
    let said = held_words(r);
    let line = row(inner, 0);
    let mut x = line.x
        + text::put(
            buf,
            line,
            line.x,
            line.y,
            g.check,
            theme.bold(Token::Positive),
        )
        + 1;
    x += text::put(buf, line, x, line.y, &said, theme.strong());
    let of = format!("  from {}", fmt::counted(r.rows_read as i64, "row"));
    text::put(buf, line, x, line.y, &of, theme.text2());
    let mut y = 2;
    for (label, n, _) in fates(r) {
        let line = row(inner, y);
        text::put(buf, line, line.x + 2, line.y, label, theme.text2());
        text::put_right(
            buf,
            line,
            line.x + 22,
            line.y,
            &fmt::count(n as i64),
            theme.strong(),
        );
        y += 1;
    }
    if r.rows_skipped > 0 {
        let line = row(inner, y);
        text::put(
            buf,
            line,
            line.x + 2,
            line.y,
            "Rows left out",
            theme.text2(),
        );
        let count = fmt::count(r.rows_skipped as i64);
        text::put_right(
            buf,
            line,
            line.x + 22,
            line.y,
            &count,
            theme.bold(Token::Negative),
        );
        let (key, does, action) = if r.rows_kept > 0 {
            (
                ctx.keymap.shown(&c::EDIT),
                " mends them: they wait",
                c::EDIT.id,
            )
        } else {
            (ctx.keymap.shown(&PROBLEMS), " shows them", PROBLEMS.id)
        };
        let pieces = [(key.as_str(), theme.text()), (does, theme.muted())];
        text::spans(buf, line, line.x + 25, line.y, &pieces);
        hits.add(line, Hit::Act(action));
        y += 1;
    }
    let rest = split_top(inner, y + 1).1;
    let rest = Pane::new("What to do next").view(ctx, rest, buf, hits);
    let mut y = 0;
    let next = w.next_file();
    // Names stand under each other, whatever the width of their keys.
    let names = rest.x + if next.is_some() { 8 } else { 4 };
    let few = if ctx.size.large() || next.is_none() {
        5
    } else {
        2
    };
    if let Some((name, which)) = &next {
        let line = row(rest, y);
        part::key_chip(ctx, line, (line.x, line.y), buf, "Enter", true);
        text::put(buf, line, names, line.y, "Next file", theme.strong());
        let why = format!("{name}: {which}");
        text::put(buf, line, names + 14, line.y, &why, theme.text2());
        hits.add(line, Hit::Act(c::OPEN.id));
        y += 1 + u16::from(ctx.size.large());
    }
    for (i, (id, key, why)) in ways(w).into_iter().take(few).enumerate() {
        let line = row(rest, y);
        part::key_chip(
            ctx,
            line,
            (line.x, line.y),
            buf,
            &key,
            i == 0 && next.is_none(),
        );
        text::put(buf, line, names, line.y, id.name(), theme.strong());
        text::put(buf, line, names + 14, line.y, why, theme.text2());
        hits.add(line, Hit::Act(c::go(id)));
        y += 1 + u16::from(ctx.size.large());
    }
    for (key, what, why, action) in [
        (
            ctx.keymap.shown(&LOOK_OVER),
            "Data quality",
            "see what is still missing",
            LOOK_OVER.id,
        ),
        (
            ctx.keymap.shown(&c::NEW),
            "Another file",
            missing_files(r),
            c::NEW.id,
        ),
        (
            ctx.keymap.shown(&c::UNDO),
            "Take it back",
            "the whole import, as if it had never been",
            c::UNDO.id,
        ),
    ] {
        let line = row(rest, y);
        part::key_chip(ctx, line, (line.x, line.y), buf, &key, false);
        text::put(buf, line, names, line.y, what, theme.strong());
        text::put(buf, line, names + 14, line.y, why, theme.text2());
        hits.add(line, Hit::Act(action));
        y += 1 + u16::from(ctx.size.large());
    }
}

/// Which other files would help after this one.
fn missing_files(r: &ImportReport) -> &'static str {
    match (r.orders > 0, r.customers > 0 || r.products > 0) {
        (true, _) => "customers, products, or what was shown and clicked",
        (false, true) => "orders say who buys what",
        (false, false) => "orders, customers, products",
    }
}
