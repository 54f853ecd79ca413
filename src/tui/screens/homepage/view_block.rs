//! One block of the page: its heading, and its products as tiles with picture, name, price and grade.

use super::view::Form;
use crate::shop::preview::{PreviewBlock, PreviewSlot};
use crate::tui::app::Ctx;
use crate::tui::layout::{row, split_top};
use crate::tui::screens::preview::viewer::grade;
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::marks::Grade;
use crate::tui::widgets::picture::{self, Subject};
use crate::tui::widgets::table::chosen_row;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Where the name of a block begins.
const INDENT: u16 = 5;

/// Width and height of a picture here, and the gap between two.
fn tile(ctx: &Ctx<'_>) -> (u16, u16, u16) {
    let (width, height, gap) = match ctx.size.large() {
        true => (15, 7, 4),
        false => (10, 4, 2),
    };
    match picture::shown(ctx) {
        true => (width, height, gap),
        false => (width.max(14), 0, gap),
    }
}

/// Rows that a block takes.
pub(super) fn height(block: &PreviewBlock, form: Form, ctx: &Ctx<'_>) -> u16 {
    match form {
        _ if block.slots.is_empty() => 1,
        Form::Line => 1,
        Form::Names => 2,
        Form::Whole => tile(ctx).1 + 3,
    }
}

pub(super) fn view(
    block: &PreviewBlock,
    form: Form,
    chosen: bool,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = ctx.theme();
    let line = row(area, 0);
    heading(block, form, chosen, ctx, line, buf);
    if chosen {
        chosen_row(ctx, buf, line, true);
        for y in area.y + 1..area.bottom() {
            text::put(buf, area, area.x, y, ctx.glyphs().edge, theme.accent());
        }
    }
    if block.slots.is_empty() {
        return;
    }
    let below = split_top(area, 1).1;
    let below = Rect {
        x: below.x + INDENT.min(below.width),
        width: below.width.saturating_sub(INDENT),
        ..below
    };
    match form {
        Form::Line => {}
        Form::Names => {
            let names: Vec<&str> = block.slots.iter().map(|s| s.name.as_str()).collect();
            let said = names.join(&format!(" {} ", ctx.glyphs().none));
            text::put_fit(
                buf,
                below,
                (below.x, below.y),
                below.width,
                &said,
                theme.text2(),
            );
        }
        Form::Whole => tiles(block, ctx, below, buf),
    }
}

fn heading(
    block: &PreviewBlock,
    form: Form,
    chosen: bool,
    ctx: &Ctx<'_>,
    line: Rect,
    buf: &mut Buffer,
) {
    let theme = ctx.theme();
    let number = block.number.to_string();
    let style = if chosen {
        theme.accent()
    } else {
        theme.muted()
    };
    text::put_right(buf, line, line.x + 3, line.y, &number, style);
    // At the right end how near the reasons are, most personal first.
    let mut end = line.right().saturating_sub(1);
    for of in Grade::ALL.into_iter().rev() {
        let n = block.slots.iter().filter(|s| grade(s.grade) == of).count();
        if n == 0 || end < line.x + 24 {
            continue;
        }
        let (mark, style) = of.mark(ctx);
        let count = format!(" {n}");
        end = text::put_right(buf, line, end, line.y, &count, theme.text2());
        end = text::put_right(buf, line, end, line.y, mark, style);
        end = end.saturating_sub(3);
    }
    let x = line.x + INDENT;
    let room = end.saturating_sub(x);
    if let Some(why) = &block.hidden {
        let used = text::put_fit(buf, line, (x, line.y), room, &block.name, theme.text2());
        let said = format!("hidden: {why}");
        let x = x + used + 2;
        let room = end.saturating_sub(x);
        text::put_fit(buf, line, (x, line.y), room, &said, theme.muted());
        return;
    }
    let used = text::put_fit(buf, line, (x, line.y), room, &block.name, theme.strong());
    let by = block.strategy_name.as_deref().unwrap_or("");
    let mut said = match &block.arm {
        Some(arm) => format!("{by}, {} of {}", arm.variant, arm.experiment),
        None => by.to_owned(),
    };
    let left = block.slots.len() as u16 - fit(block, ctx, line.width.saturating_sub(INDENT)).0;
    if form == Form::Whole && left > 0 {
        said = format!("{said}, and {left} more");
    }
    if form == Form::Line {
        let names: Vec<&str> = block.slots.iter().map(|s| s.name.as_str()).collect();
        said = names.join(&format!(" {} ", ctx.glyphs().none));
    }
    let x = x + used + 2;
    let room = end.saturating_sub(x);
    if room > 3 {
        text::put_fit(buf, line, (x, line.y), room, &said, theme.muted());
    }
}

/// How many tiles fit side by side, and the gap between them: they move a little closer before one is left out.
fn fit(block: &PreviewBlock, ctx: &Ctx<'_>, room: u16) -> (u16, u16) {
    let (width, _, gap) = tile(ctx);
    let wanted = block.slots.len() as u16;
    let least = wanted.saturating_mul(width);
    let gap = match room.saturating_sub(least) / wanted.saturating_sub(1).max(1) {
        n @ 1..=3 if least < room => n.min(gap),
        _ => gap,
    };
    (((room + gap) / (width + gap)).min(wanted), gap)
}

fn tiles(block: &PreviewBlock, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let (width, height, _) = tile(ctx);
    let (fit, gap) = fit(block, ctx, area.width);
    let mut x = area.x;
    for slot in block.slots.iter().take(usize::from(fit)) {
        let place = Rect { x, width, ..area }.intersection(area);
        one(slot, height, ctx, place, buf);
        x += width + gap;
    }
    let side = Rect {
        x,
        width: area.right().saturating_sub(x),
        ..area
    };
    let missing = block.slots.len() - usize::from(fit);
    if missing > 0 {
        let said = format!("+{missing}");
        let line = row(side, height / 2);
        text::put_fit(
            buf,
            line,
            (line.x, line.y),
            line.width,
            &said,
            theme.muted(),
        );
    } else if let Some(why) = &block.empty
        && side.width >= 12
    {
        let (fact, reason) = why.split_once(": ").unwrap_or((why, ""));
        let top = split_top(side, height / 3).1;
        let used = text::paragraph(buf, top, fact, theme.text2());
        text::paragraph(buf, split_top(top, used).1, reason, theme.muted());
    }
}

/// Picture, name, price and grade.
fn one(slot: &PreviewSlot, height: u16, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme();
    let subject = Subject {
        icon: None,
        name: &slot.name,
        category: slot.category.as_deref().unwrap_or(""),
    };
    let (above, below) = split_top(area, height);
    picture::view(ctx, above, buf, subject);
    let line = row(below, 0);
    text::put_fit(
        buf,
        line,
        (line.x, line.y),
        line.width,
        &slot.name,
        theme.text(),
    );
    let line = row(below, 1);
    let (mark, style) = grade(slot.grade).mark(ctx);
    let end = text::put_right(buf, line, line.right(), line.y, mark, style);
    let price = slot
        .price
        .map_or_else(|| "no price".to_owned(), |p| p.to_string());
    let room = end.saturating_sub(line.x + 1);
    text::put_fit(buf, line, (line.x, line.y), room, &price, theme.muted());
    if slot.sponsored && room > 12 {
        let x = line.x + text::width(&price) + 1;
        text::put_fit(
            buf,
            line,
            (x, line.y),
            end.saturating_sub(x + 1),
            "ad",
            theme.fg(Token::Muted),
        );
    }
}
