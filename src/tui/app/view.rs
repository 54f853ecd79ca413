//! Draws the model: header, page, footer, messages, and what is asked above them. Pure; returns what lies where.

use super::{Ctx, HitMap, Model, Toast, footer, header, toast};
use crate::tui::layout::{self, NEEDED, row, split_bottom};
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws one frame.
pub fn view(model: &Model, area: Rect, buf: &mut Buffer) -> HitMap {
    let mut hits = HitMap::default();
    let (ctx, theme) = (model.ctx(), model.session.theme);
    theme.clear(buf, area, Token::Canvas);
    if area.width < NEEDED.0 || area.height < NEEDED.1 {
        too_small(&ctx, area, buf);
        return hits;
    }
    let page = if model.screen.tabbed() {
        header::view(model, area, buf, &mut hits);
        layout::page(area)
    } else {
        split_bottom(area, 1).0
    };
    model.screens.view(model.screen, &ctx, page, buf, &mut hits);
    toasts(&ctx, &model.toasts, page, buf);
    let (above, last) = split_bottom(area, 1);
    if let Some(overlay) = &model.overlay {
        theme.dim(buf, above);
        hits.cover();
        overlay.view(&ctx, above, buf, &mut hits);
    }
    footer::view(model, last, buf, &mut hits);
    hits
}

fn too_small(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let lines = [
        format!("This window is {} x {}.", area.width, area.height),
        format!("Regulars needs {} x {}.", NEEDED.0, NEEDED.1),
        "Make it larger, or use".into(),
        "a smaller font.".into(),
    ];
    let top = area.height.saturating_sub(lines.len() as u16) / 2;
    for (i, line) in lines.iter().enumerate() {
        let at = row(area, top + i as u16);
        let style = if i == 1 {
            ctx.theme().strong()
        } else {
            ctx.theme().text2()
        };
        let x = at.x + at.width.saturating_sub(text::width(line)) / 2;
        text::put_fit(buf, at, (x, at.y), at.width, line, style);
    }
}

/// At the bottom right of the page, the newest lowest.
fn toasts(ctx: &Ctx<'_>, all: &[Toast], page: Rect, buf: &mut Buffer) {
    let (theme, glyphs) = (ctx.theme(), ctx.glyphs());
    let mut bottom = page.bottom();
    for t in all.iter().rev() {
        let key = t.key.map_or(String::new(), |(k, v)| format!("{k} {v}"));
        let longest = (text::width(&t.title) + 3 + text::width(&key)).max(text::width(&t.more));
        let width = (longest + 7).clamp(30, 66).min(page.width);
        if bottom < page.y + 3 {
            break;
        }
        let area = Rect {
            x: page.right() - width,
            y: bottom - 2,
            width,
            height: 2,
        };
        theme.clear(buf, area, Token::Raised);
        let edge = theme.fg(t.token());
        for y in area.y..area.bottom() {
            text::put(buf, area, area.x, y, glyphs.edge, edge);
        }
        let mark = match t.kind {
            toast::Kind::Done => glyphs.check,
            toast::Kind::Warning => "!",
            toast::Kind::Note => "i",
            toast::Kind::Error => glyphs.cross,
        };
        text::put(buf, area, area.x + 2, area.y, mark, theme.bold(t.token()));
        let right = area.right() - 2;
        let mut end = right;
        if !key.is_empty() {
            end = text::put_right(buf, area, right, area.y, &key, theme.strong()).saturating_sub(2);
        }
        let x = area.x + 5;
        text::put_fit(
            buf,
            area,
            (x, area.y),
            end.saturating_sub(x),
            &t.title,
            theme.text(),
        );
        text::put_fit(
            buf,
            area,
            (x, area.y + 1),
            right.saturating_sub(x),
            &t.more,
            theme.muted(),
        );
        bottom = area.y.saturating_sub(1);
    }
}
