//! Why a product is not on the page: the step that left it out, and what would have to change.

use super::WHY_NOT;
use super::state::State;
use super::trace::step_name;
use crate::model::decision::Step;
use crate::shop::why::{WhyNot, WhyNotBlock};
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::layout::{columns, row, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::pane::Pane;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn view(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let theme = ctx.theme();
    let large = ctx.size.large();
    let key = ctx.keymap.shown(&WHY_NOT);
    let said = match large {
        true => format!("{key} another product"),
        false => format!("{key} change"),
    };
    let hit = Hit::Act(WHY_NOT.id);
    let rest = Pane::new("Why not?")
        .end_hit(said, theme.muted(), hit.clone())
        .view(ctx, area, buf, hits);
    let field = row(rest, 0);
    if theme.paints() {
        theme.fill(buf, field, Token::SelectedIdle);
    }
    hits.add(field, hit);
    let put = |buf: &mut Buffer, said: &str, style| {
        let room = field.width.saturating_sub(2);
        text::put_fit(buf, field, (field.x + 1, field.y), room, said, style);
    };
    let answer = match &state.not {
        None => return put(buf, "choose a product that is missing", theme.muted()),
        Some(Err(why)) => {
            put(buf, "?", theme.muted());
            text::paragraph(buf, split_top(rest, 1).1, why, theme.text2());
            return;
        }
        Some(Ok(answer)) => answer,
    };
    put(buf, &answer.name, theme.text());
    let rest = split_top(rest, if large { 2 } else { 1 }).1;
    match answer.furthest() {
        Some(block) => told(answer, block, large, ctx, rest, buf),
        None => {
            text::paragraph(buf, rest, &answer.answer, theme.text2());
        }
    }
}

fn told(
    answer: &WhyNot,
    block: &WhyNotBlock,
    large: bool,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let line = row(area, 0);
    if let Some(slot) = block.slot {
        let said = format!("It is on the page: “{}”, slot {slot}.", block.name);
        text::put(
            buf,
            line,
            line.x,
            line.y,
            g.check,
            theme.fg(Token::Positive),
        );
        let side = Rect {
            x: line.x + 2,
            width: line.width.saturating_sub(2),
            height: 2,
            ..line
        };
        text::paragraph(buf, side.intersection(area), &said, theme.text2());
        if large {
            steps(block, ctx, split_top(area, 4).1, buf);
        }
        return;
    }
    let because = block.because.as_deref().unwrap_or(&answer.answer);
    text::put(
        buf,
        line,
        line.x,
        line.y,
        g.cross,
        theme.bold(Token::Negative),
    );
    let room = line.width.saturating_sub(2);
    let style = theme.bold(Token::Negative);
    text::put_fit(
        buf,
        line,
        (line.x + 2, line.y),
        room,
        &capital(because),
        style,
    );
    let mut said = match (block.step, large) {
        (Some(step), true) => format!(
            "Left out of “{}” at step {} of 8, {}.",
            block.name,
            step.number(),
            step.word()
        ),
        (Some(step), false) => format!("Step {} of 8, {}.", step.number(), step.word()),
        (None, _) => format!("Not in “{}”.", block.name),
    };
    if let (Some(Step::Filters), Some(place)) = (block.step, block.would_come) {
        said.push_str(&format!(" Without that it would come at place {place}."));
    }
    if let Some(needed) = &block.needed {
        let needed = match needed.starts_with("nothing") {
            true => capital(needed),
            false => format!("It takes {needed}"),
        };
        said.push_str(&format!(" {needed}."));
    }
    let (about, rest) = split_top(split_top(area, 1).1, 3);
    text::paragraph(buf, about, &said, theme.text2());
    if large {
        steps(block, ctx, split_top(rest, 1).1, buf);
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

/// Every step: passed, the one that left it out, not reached.
fn steps(block: &WhyNotBlock, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let (theme, g) = (ctx.theme(), ctx.glyphs());
    let places = columns(area, 3, 1);
    for (i, step) in Step::ALL.into_iter().enumerate() {
        let Some(column) = places.get(i % 3) else {
            continue;
        };
        let line = row(*column, (i / 3) as u16);
        let (mark, mark_style, style) = match block.step {
            Some(at) if at < step => (g.none, theme.muted(), theme.muted()),
            Some(at) if at == step => (g.cross, theme.bold(Token::Negative), theme.strong()),
            _ => (g.check, theme.fg(Token::Positive), theme.text2()),
        };
        text::put(buf, line, line.x, line.y, mark, mark_style);
        let said = format!("{} {}", step.number(), step_name(step));
        let room = line.width.saturating_sub(2);
        text::put_fit(buf, line, (line.x + 2, line.y), room, &said, style);
    }
}
