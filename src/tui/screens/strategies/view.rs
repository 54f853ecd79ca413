//! How the Strategies screen is drawn: the lists, the document, what the switch would do.

use super::state::{Pane as Focus, State};
use super::update::{RULES, SLOT, STRATEGIES};
use super::{view_detail, view_switch};
use crate::model::strategy::State as Life;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, HitMap};
use crate::tui::layout::{split_bottom, split_left, split_right, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::load::Load;
use crate::tui::widgets::marks::state_mark;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use crate::tui::widgets::table::{Cell, Column, Row, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    match &state.data {
        Load::Waiting => {
            let pane = Pane::new("Strategies").focus(true);
            let rest = pane.view(ctx, area, buf, hits);
            return part::loading(ctx, rest, buf, SLOT, "reading strategies and rules");
        }
        Load::Failed(why) => {
            let rest = Pane::new("Strategies").view(ctx, area, buf, hits);
            let ways = [Way {
                key: "F5",
                verb: "try again",
                action: c::REFRESH.id,
            }];
            let fact = "The strategies could not be read.";
            return part::error(ctx, rest, buf, hits, fact, why, &ways);
        }
        Load::Ready(_) => {}
    }
    if ctx.size.large() && area.height >= 30 {
        let (left, rest) = split_left(area, 42, 4);
        let (middle, right) = split_right(rest, 40, 4);
        // Rules have two lines each; strategies have what is left.
        let rules = (state.len_of(true) as u16 * 2 + 3).clamp(5, left.height / 3);
        let wanted = state.len_of(false) as u16 + 5;
        let above = wanted.min(left.height.saturating_sub(rules));
        let (above, below) = split_top(left, above);
        let above = split_bottom(above, 1).0;
        strategies(state, ctx, above, buf, hits);
        rules_list(state, ctx, below, buf, hits);
        view_detail::detail(state, ctx, middle, buf, hits);
        view_switch::large(state, ctx, right, buf, hits);
    } else if state.opened || area.width < 60 && state.pane == Focus::Detail {
        view_detail::detail(state, ctx, area, buf, hits);
    } else if area.width < 60 {
        one_list(state, ctx, area, buf, hits);
    } else {
        let (left, right) = split_left(area, (area.width * 2 / 5).clamp(30, 44), 3);
        one_list(state, ctx, left, buf, hits);
        let below = if right.height >= 26 { 9 } else { 7 };
        let (above, below) = split_bottom(right, below.min(right.height / 2));
        view_detail::detail(state, ctx, split_bottom(above, 1).0, buf, hits);
        view_switch::small(state, ctx, below, buf, hits);
    }
}

fn one_list(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    match state.on_rules {
        true => rules_list(state, ctx, area, buf, hits),
        false => strategies(state, ctx, area, buf, hits),
    }
}

/// `● live`, or the mark alone where there is little room.
fn life<'a>(ctx: &Ctx<'a>, life: Life, unready: bool) -> Cell<'a> {
    let theme = ctx.theme();
    let (mark, style) = state_mark(ctx, life.word());
    let mut pieces = vec![(mark.to_owned(), style)];
    if ctx.size.large() {
        pieces.push((format!(" {}", life.word()), style));
    }
    if unready {
        pieces.push((" !".into(), theme.bold(Token::Negative)));
    }
    Cell::Pieces(pieces)
}

fn number<'a>(ctx: &Ctx<'a>, at: usize) -> Cell<'a> {
    Cell::text((at + 1).to_string(), ctx.theme().muted())
}

fn strategies(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let Some(data) = state.data.ready() else {
        return;
    };
    let focused = state.pane == Focus::Strategies;
    let end = match ctx.size.large() {
        true => "first wins".to_owned(),
        false => format!("{}   Tab rules", data.strategies.len()),
    };
    let rest = Pane::new("Strategies")
        .focus(focused)
        .number(0)
        .end(end, theme.muted())
        .view(ctx, area, buf, hits);
    if data.strategies.is_empty() {
        let said = "Add one from a TOML file with: regulars strategies add FILE";
        return part::empty(ctx, rest, buf, hits, "No strategy yet", said, &[]);
    }
    let columns = [
        Column::number("", 2, 0),
        Column::name("Name"),
        Column::text("State", if ctx.size.large() { 11 } else { 3 }, 0),
    ];
    let (body, foot) = split_bottom(rest, 1);
    let mut table = Table::new(
        STRATEGIES,
        &columns,
        data.strategies.len(),
        &state.strategies,
    )
    .focus(focused);
    if !ctx.size.large() {
        table = table.headless();
    }
    table.view(ctx, body, buf, hits, |i| match data.strategies.get(i) {
        Some(s) => Row::new([
            number(ctx, i),
            Cell::text(
                s.name.clone(),
                if s.state.on() {
                    theme.text()
                } else {
                    theme.text2()
                },
            ),
            life(ctx, s.state, s.problem.is_some() || !s.ready),
        ]),
        None => Row::new([]),
    });
    let unready = data
        .strategies
        .iter()
        .any(|s| s.problem.is_some() || !s.ready);
    legend(ctx, foot, buf, unready);
}

/// What the marks mean.
fn legend(ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer, unready: bool) {
    let theme = ctx.theme();
    let x = line.x + 2;
    if ctx.size.large() {
        if unready {
            let pieces = [
                ("!", theme.bold(Token::Negative)),
                (" waits for data or needs a look", theme.muted()),
            ];
            text::spans(buf, line, x, line.y, &pieces);
        }
        return;
    }
    let mut at = x;
    for (i, life) in [Life::Live, Life::Draft, Life::Paused].iter().enumerate() {
        let (mark, style) = state_mark(ctx, life.word());
        let gap = if i == 0 { 0 } else { 2 };
        at += gap;
        at += text::put(buf, line, at, line.y, mark, style) + 1;
        at += text::put(buf, line, at, line.y, life.word(), theme.muted());
    }
}

fn rules_list(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let Some(data) = state.data.ready() else {
        return;
    };
    let focused = state.pane == Focus::Rules;
    let end = match ctx.size.large() {
        true => "by priority".to_owned(),
        false => format!("{}   Tab document", data.rules.len()),
    };
    let rest = Pane::new("Rules")
        .focus(focused)
        .number(1)
        .end(end, theme.muted())
        .view(ctx, area, buf, hits);
    if data.rules.is_empty() {
        let said = "Rules hide, boost or pin products for all strategies. Add one with: regulars rules add FILE";
        text::paragraph(buf, rest, said, theme.muted());
        return;
    }
    let columns = [
        Column::number("", 2, 0),
        Column::name("Name"),
        Column::text("State", if ctx.size.large() { 11 } else { 3 }, 0),
    ];
    let table = Table::new(RULES, &columns, data.rules.len(), &state.rules)
        .focus(focused)
        .headless()
        .two_lines(0);
    let body = match ctx.size.large() {
        true => rest,
        false => split_bottom(rest, 1).0,
    };
    table.view(ctx, body, buf, hits, |i| match data.rules.get(i) {
        Some(r) => {
            let whom = r.when.as_deref().unwrap_or("everybody");
            let second = format!("    {} for {whom}", r.then);
            Row::new([
                number(ctx, i),
                Cell::text(r.name.clone(), theme.text()),
                life(ctx, r.state, r.problem.is_some()),
            ])
            .second(second, theme.muted())
        }
        None => Row::new([]),
    });
    if !ctx.size.large() {
        legend(ctx, split_bottom(rest, 1).1, buf, false);
    }
}

/// A section of a pane with an empty line before it where there is room.
pub(super) fn section(
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    pane: Pane<'_>,
) -> Rect {
    let air = u16::from(ctx.size.large() || area.height > 3);
    pane.view(ctx, split_top(area, air).1, buf, hits)
}
