//! How the Homepage is drawn: the blocks in order, as much of them in pictures as there is room for.

use super::state::State;
use super::update::{LIST, SLOT};
use super::{compare, view_block, view_side};
use crate::shop::preview::Preview;
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::fmt;
use crate::tui::layout::split_right;
use crate::tui::screens::preview::viewer::{field, full_name, note};
use crate::tui::widgets::load::Load;
use crate::tui::widgets::pane::Pane;
use crate::tui::widgets::state::{self as part, Way};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(super) fn header(state: &State, ctx: &Ctx<'_>) -> Vec<(String, Style)> {
    let mut out = Vec::new();
    if let Some(page) = state.page.ready() {
        let t = ctx.theme();
        field(ctx, &mut out, "as", full_name(page));
        if let Some(layout) = &page.layout {
            let label = if ctx.size.large() { "   layout " } else { "  " };
            out.push((label.to_owned(), t.muted()));
            out.push((layout.clone(), t.strong()));
        }
        if ctx.size.large() {
            let on = crate::tui::widgets::picture::shown(ctx);
            out.push(("   pictures ".to_owned(), t.muted()));
            out.push((if on { "on" } else { "off" }.to_owned(), t.strong()));
        }
    }
    out
}

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    match &state.page {
        Load::Waiting => {
            let rest = Pane::new("Home page")
                .focus(true)
                .view(ctx, area, buf, hits);
            part::loading(ctx, rest, buf, SLOT, "composing the page");
        }
        Load::Failed(why) => {
            let rest = Pane::new("Home page").view(ctx, area, buf, hits);
            let ways = [Way {
                key: "F5",
                verb: "try again",
                action: c::REFRESH.id,
            }];
            let fact = "The home page could not be composed.";
            part::error(ctx, rest, buf, hits, fact, why, &ways);
        }
        Load::Ready(page) if page.blocks.is_empty() => {
            let rest = Pane::new("Home page")
                .focus(true)
                .view(ctx, area, buf, hits);
            let fact = "No layout is live for the home page";
            let said = "A layout says which blocks stand on the page, and which strategies fill them. \
                        `regulars layouts library` lists ready-made ones, `regulars layouts add FILE` adds yours.";
            let ways = [Way {
                key: "F5",
                verb: "look again",
                action: c::REFRESH.id,
            }];
            part::empty(ctx, rest, buf, hits, fact, said, &ways);
        }
        Load::Ready(page) => {
            let (side, gap) = match ctx.size.large() {
                true => (36, 4),
                false if area.width >= 70 => (21, 3),
                false => (0, 0),
            };
            let (left, right) = split_right(area, side, gap);
            if state.compared {
                compare::view(state, page, ctx, left, buf, hits);
            } else {
                blocks(state, page, ctx, left, buf, hits);
            }
            if side > 0 {
                view_side::view(state, page, ctx, right, buf, hits);
            }
        }
    }
    if let Some(find) = &state.find {
        find.view(ctx, area, buf, hits);
    }
}

/// How much of a block is drawn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// One line.
    Line,
    /// Heading and names.
    Names,
    /// Heading and products with pictures.
    Whole,
}

fn blocks(
    state: &State,
    page: &Preview,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let hidden = page.blocks.iter().filter(|b| b.hidden.is_some()).count();
    let busy = ctx.waits(&[SLOT], 150);
    let mut end = fmt::counted(page.blocks.len() as i64, "block");
    if hidden > 0 {
        end.push_str(&format!(", {hidden} hidden"));
    }
    if busy {
        end = format!("{} composing", ctx.glyphs().spinner(ctx.clock));
    }
    let rest = Pane::new("Home page")
        .focus(true)
        .number(0)
        .end(end, theme.muted())
        .view(ctx, area, buf, hits);
    let rest = note(page, ctx, rest, buf);
    let (forms, gap) = forms(state, page, ctx, rest.height);
    let heights: Vec<u16> = page
        .blocks
        .iter()
        .zip(&forms)
        .map(|(b, form)| view_block::height(b, *form, ctx))
        .collect();
    // If not even the shortest forms fit together, those before the chosen one scroll away.
    let mut first = 0;
    let upto = |first: usize| -> u16 {
        let shown = heights.get(first..=state.cursor.selected).unwrap_or(&[]);
        shown.iter().sum::<u16>() + gap * (shown.len() as u16).saturating_sub(1)
    };
    while first < state.cursor.selected && upto(first) > rest.height {
        first += 1;
    }
    let mut y = rest.y;
    let mut seen = 0;
    for (i, block) in page.blocks.iter().enumerate().skip(first) {
        let height = heights.get(i).copied().unwrap_or(1);
        let room = rest.bottom().saturating_sub(y);
        if room == 0 {
            break;
        }
        let place = Rect {
            y,
            height: height.min(room),
            ..rest
        };
        let form = match forms.get(i) {
            Some(form) if height <= room => *form,
            _ => Form::Line,
        };
        view_block::view(block, form, i == state.cursor.selected, ctx, place, buf);
        hits.add(
            place,
            Hit::Row {
                list: LIST,
                index: i,
            },
        );
        seen += 1;
        y += height + gap;
    }
    hits.seen(rest, LIST, first, seen);
}

/// The form of each block and the blank lines between them: as much as fits. The chosen block comes first, then those
/// below and above it by turns; in little room only the chosen one has pictures.
fn forms(state: &State, page: &Preview, ctx: &Ctx<'_>, height: u16) -> (Vec<Form>, u16) {
    let all = page.blocks.len();
    let total = |forms: &[Form], gap: u16| -> u16 {
        let blocks = page.blocks.iter().zip(forms);
        let sum: u16 = blocks.map(|(b, f)| view_block::height(b, *f, ctx)).sum();
        sum + gap * (all as u16).saturating_sub(1)
    };
    let chosen = state.cursor.selected;
    let tries = [(Form::Names, 1), (Form::Names, 0), (Form::Line, 0)];
    let mut best = (vec![Form::Line; all], 0);
    for (form, gap) in tries {
        let mut forms = vec![form; all];
        if let Some(one) = forms.get_mut(chosen) {
            *one = Form::Whole;
        }
        if total(&forms, gap) <= height {
            best = (forms, gap);
            break;
        }
        best = (forms, gap);
    }
    let (mut forms, gap) = best;
    let wanted = match ctx.size.large() {
        true => Form::Whole,
        false => Form::Names,
    };
    if forms.iter().any(|f| *f < wanted) {
        let mut order: Vec<usize> = (0..all).collect();
        order.sort_by_key(|i| (i.abs_diff(chosen), *i < chosen));
        for i in order {
            let Some(before) = forms.get(i).copied() else {
                continue;
            };
            if let Some(one) = forms.get_mut(i) {
                *one = before.max(wanted);
            }
            if total(&forms, gap) > height
                && i != chosen
                && let Some(one) = forms.get_mut(i)
            {
                *one = before;
            }
        }
    }
    (forms, gap)
}
