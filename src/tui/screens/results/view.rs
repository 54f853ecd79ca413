//! How the Results are drawn: the table above, the chosen row below it; the money at the side.

use super::state::{State, cut};
use super::update::{LIST, SLOT};
use super::{BY, CREDIT, HISTORY, view_history, view_one};
use crate::shop::results::{By, Results, Row as Figures, Word};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::{columns, split_right, split_top};
use crate::tui::screens::Id;
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::interval::{self, Range, Scale};
use crate::tui::widgets::kpi::{CARD_HEIGHT, Kpi, SMALL_HEIGHT};
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of the right side, and the gap before it.
const SIDE: u16 = 42;
pub(super) const GAP: u16 = 4;

pub(super) fn header(ctx: &Ctx<'_>) -> Vec<(String, Style)> {
    let t = ctx.theme();
    vec![
        (ctx.session.period.words(), t.strong()),
        (format!(" {}", ctx.glyphs().pick), t.accent()),
    ]
}

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    match &state.data {
        Load::Waiting => {
            let rest = Pane::new("Results").focus(true).view(ctx, area, buf, hits);
            part::loading(ctx, rest, buf, SLOT, "adding up what was shown and bought");
        }
        Load::Failed(why) => {
            let rest = Pane::new("Results").view(ctx, area, buf, hits);
            let ways = [Way {
                key: "F5",
                verb: "try again",
                action: c::REFRESH.id,
            }];
            let fact = "The results could not be read.";
            part::error(ctx, rest, buf, hits, fact, why, &ways);
        }
        Load::Ready(_) if state.on_history => view_history::page(state, ctx, area, buf, hits),
        Load::Ready(data) if !data.has_impressions => orders_only(data, ctx, area, buf, hits),
        Load::Ready(data) if state.opened && state.chosen().is_some() => {
            view_one::page(state, data, ctx, area, buf, hits);
        }
        Load::Ready(data) => both(state, data, ctx, area, buf, hits),
    }
}

fn both(
    state: &State,
    data: &Results,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let large = ctx.size.large() && area.height >= 34;
    let wanted = state.rows().len() as u16 + if large { 4 } else { 2 };
    // Below: sentence, range and checks of the chosen row.
    let least = if large { 26 } else { 13 };
    let height = wanted.clamp(5, area.height.saturating_sub(least).max(5));
    let (above, below) = split_top(area, height.min(area.height));
    table(state, data, ctx, above, buf, hits);
    let below = split_top(below, 1).1;
    if large {
        let (left, right) = split_right(below, SIDE, GAP);
        view_one::left(state, data, ctx, left, buf, hits);
        view_one::right(state, data, ctx, right, buf, hits);
    } else {
        view_one::small(state, data, ctx, below, buf, hits);
    }
}

/// Only a verdict that may be acted on has a direction.
pub(super) fn called(row: &Figures) -> Option<bool> {
    match row.against.as_ref()?.verdict.word {
        Word::Better => Some(true),
        Word::Worse => Some(false),
        _ => None,
    }
}

pub(super) fn range(row: &Figures) -> Option<Range> {
    let against = row.against.as_ref()?;
    Some(Range {
        at: against.lift?,
        low: against.low,
        high: against.high,
    })
}

/// Mark and words of a verdict, with their style.
pub(super) fn verdict(ctx: &Ctx<'_>, row: &Figures) -> (&'static str, String, Style) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    if row.control {
        return (g.none, "the control".into(), theme.muted());
    }
    if row.visitors_needed > 0 {
        let more = fmt::count(row.visitors_needed as i64);
        return (g.quarter, format!("{more} more needed"), theme.muted());
    }
    let Some(against) = &row.against else {
        return (g.none, "nothing to compare".into(), theme.muted());
    };
    let word = super::view_one::capital(against.verdict.text);
    match against.verdict.word {
        Word::Better => (g.up, word, theme.bold(Token::Positive)),
        Word::Worse => (g.down, word, theme.bold(Token::Negative)),
        Word::LikelyBetter | Word::LikelyWorse => (g.half, word, theme.text()),
        Word::SplitBroken => ("!", word, theme.bold(Token::Negative)),
        Word::TooLittle => (g.none, "Too little to tell".into(), theme.text2()),
        Word::CannotSay if against.verdict.days_left == Some(0) => {
            ("=", "No real difference".into(), theme.text2())
        }
        Word::CannotSay => (g.quarter, word, theme.text2()),
    }
}

fn table(
    state: &State,
    data: &Results,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let busy = ctx.waits(&[SLOT], 150);
    let pane = Pane::new(cut(state.by)).focus(true).tight();
    let pane = if busy {
        let said = format!("{} counting", ctx.glyphs().spinner(ctx.clock));
        pane.end(said, theme.muted())
    } else {
        let pick = ctx.glyphs().pick;
        pane.end_hit(
            format!("by {} {pick}", state.by.word()),
            theme.muted(),
            Hit::Act(BY.id),
        )
        .end_hit(
            format!("credit {} {pick}", data.attribution.name),
            theme.muted(),
            Hit::Act(CREDIT.id),
        )
    };
    let rest = pane.view(ctx, area, buf, hits);
    if data.rows.is_empty() {
        let fact = "Nothing has been shown in these days";
        let said = data
            .notes
            .first()
            .map_or("Choose other days.", String::as_str);
        let ways = [Way {
            key: &ctx.keymap.shown(&c::PERIOD),
            verb: "other days",
            action: c::PERIOD.id,
        }];
        return part::empty(ctx, rest, buf, hits, fact, said, &ways);
    }
    let large = ctx.size.large();
    let compared = matches!(state.by, By::Strategy | By::Variant);
    let money = |f: &dyn Fn(&Figures) -> String, title: &str| {
        let cells = data.rows.iter().map(|r| text::width(&f(r)));
        cells.chain([text::width(title)]).max().unwrap_or(8)
    };
    let average = |r: &Figures| {
        r.average_order
            .value
            .map_or("n/a".into(), |m| m.to_string())
    };
    let revenue = |r: &Figures| fmt::money_short(r.revenue.amount, r.revenue.currency);
    let mut list = vec![
        Column::name(match state.by {
            By::Strategy => "Strategy",
            By::Variant => "Variant",
            By::Group => "Group",
            By::Placement => "Place",
            By::Channel => "Channel",
            By::Day => "Day",
        }),
        Column::number("Shown", 8, 8),
        Column::number("Click rate", if large { 10 } else { 6 }, 6).short("Clicks"),
    ];
    if compared {
        list.extend([
            Column::number("Control", 7, 5),
            Column::number("Conv.", 6, 1),
            Column::text(
                if large {
                    "Worse                  Better"
                } else {
                    "Worse     Better"
                },
                if large { 30 } else { 16 },
                3,
            ),
            Column::text("Verdict", if large { 22 } else { 20 }, 2),
        ]);
    } else {
        list.extend([
            Column::number("Shoppers", 8, 5),
            Column::number("Conv.", 6, 1),
            Column::number("Orders", 6, 4),
            Column::number("Avg order", money(&average, "Avg order"), 3),
            Column::number("Revenue", money(&revenue, "Revenue"), 2),
        ]);
    }
    let scale = Scale::over(data.rows.iter().filter_map(range));
    let pinned = data.rows.last().is_some_and(|r| r.control);
    let view = Table::new(LIST, &list, data.rows.len(), &state.cursor).pinned(pinned);
    view.view(ctx, rest, buf, hits, |i| match data.rows.get(i) {
        None => Row::new([]),
        Some(r) => {
            let rate = |v: Option<f64>, strong: bool| match v {
                Some(_) if strong => Cell::text(fmt::rate(v), theme.strong()),
                Some(_) => Cell::text(fmt::rate(v), theme.text2()),
                None => Cell::text("n/a", theme.muted()),
            };
            let name = if r.control || r.external {
                theme.text2()
            } else {
                theme.text()
            };
            let mut cells = vec![
                Cell::text(r.name.clone(), name),
                Cell::text(fmt::count(r.shown as i64), theme.text2()),
                rate(r.click_rate.value, false),
            ];
            if compared {
                let (mark, word, style) = verdict(ctx, r);
                cells.extend([
                    match &r.against {
                        Some(a) => rate(a.control.value, false),
                        None => Cell::text("", theme.muted()),
                    },
                    rate(r.conversion.value, true),
                    bar(*ctx, r, scale),
                    Cell::Pieces(vec![(format!("{mark} "), style), (word, style)]),
                ]);
            } else {
                let value = average(r);
                let style = if value == "n/a" {
                    theme.muted()
                } else {
                    theme.text2()
                };
                cells.extend([
                    Cell::text(fmt::count(r.visitors as i64), theme.text2()),
                    rate(r.conversion.value, true),
                    Cell::text(fmt::count(r.orders as i64), theme.text2()),
                    Cell::text(value, style),
                    Cell::text(revenue(r), theme.text()),
                ]);
            }
            Row::new(cells)
        }
    });
}

fn bar<'a>(ctx: Ctx<'a>, r: &Figures, scale: Scale) -> Cell<'a> {
    let (range, better) = (range(r), called(r));
    Cell::draw(move |buf, area| match range {
        Some(range) => interval::cell(&ctx, area, buf, scale, range, better),
        None => interval::zero_line(&ctx, area, buf, scale),
    })
}

/// What orders alone can tell, and which file would bring the rest.
fn orders_only(data: &Results, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let o = &data.orders;
    let short = |m: crate::model::money::Money| (m.currency.sign(), fmt::big(m.major()));
    let (sign, revenue) = short(o.revenue);
    let average = o.average_order.value.map(|m| {
        let said = fmt::number(m.major(), 2);
        (m.currency.sign(), said)
    });
    let (average_sign, average) = average.unwrap_or((String::new(), "n/a".into()));
    let repeat = o
        .repeat_rate
        .value
        .map_or("n/a".to_owned(), |v| fmt::number(v * 100.0, 2));
    let percent = if o.repeat_rate.value.is_some() {
        "%"
    } else {
        ""
    };
    let captions = [
        format!("{} less {} given back", o.gross, o.refunds),
        match o.foreign_orders {
            0 => "orders that count as sales".to_owned(),
            n => format!("and {} in other money", fmt::count(n as i64)),
        },
        fmt::counted(o.average_order.denominator as i64, "order"),
        format!(
            "{} of {} customers came back",
            fmt::count(o.repeat_rate.numerator as i64),
            fmt::count(o.repeat_rate.denominator as i64)
        ),
    ];
    let orders = fmt::count(o.orders as i64);
    let cards = [
        ("Revenue", revenue.as_str(), sign.as_str(), ""),
        ("Orders", orders.as_str(), "", ""),
        ("Average order", average.as_str(), average_sign.as_str(), ""),
        ("Repeat rate", repeat.as_str(), "", percent),
    ];
    let large = ctx.size.large();
    let height = if large { CARD_HEIGHT } else { SMALL_HEIGHT };
    let (top, rest) = split_top(area, height);
    let places = columns(top, 4, if large { 4 } else { 2 });
    for (((label, value, before, after), place), caption) in
        cards.into_iter().zip(places).zip(&captions)
    {
        let kpi = Kpi {
            label,
            value,
            before,
            after,
            delta: None,
            bars: &[],
            caption,
        };
        if large {
            kpi.card(ctx, place, buf);
        } else {
            kpi.small(ctx, place, buf);
        }
    }
    let rest = split_top(rest, 1).1;
    let rest = Pane::new("What was shown and clicked")
        .focus(true)
        .view(ctx, rest, buf, hits);
    let fact = "Nothing has been logged of what was shown";
    let note = data.notes.first().map_or(
        "Bring in a file of events to see click rates, conversion and which way of choosing products works.",
        String::as_str,
    );
    let ways = [
        Way {
            key: &Id::Data.digit().to_string(),
            verb: "to Data, bring in a file of events",
            action: c::go(Id::Data),
        },
        Way {
            key: &ctx.keymap.shown(&HISTORY),
            verb: "try the strategies on your own last weeks",
            action: HISTORY.id,
        },
    ];
    part::empty(ctx, rest, buf, hits, fact, note, &ways);
}
