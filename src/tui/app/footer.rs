//! The last line: what can be done now, out of the catalogue; help and all actions always at the right.

use super::{Hit, HitMap, Model};
use crate::tui::action::catalog as c;
use crate::tui::action::{Action, ActionId};
use crate::tui::text::{put, width};
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A key and its verb.
struct Hint {
    key: String,
    verb: String,
    action: ActionId,
}

/// The keys of a movement stand together: `↑↓`.
fn shown_key(model: &Model, action: &Action) -> String {
    let glyphs = model.ctx().glyphs();
    match action.id {
        id if id == c::DOWN.id || id == c::UP.id => glyphs.up_down.into(),
        id if id == c::RIGHT.id || id == c::LEFT.id => glyphs.left_right.into(),
        id if id == c::LOWER.id => "J K".into(),
        _ => model.keymap.shown(action),
    }
}

fn hints(model: &Model) -> Vec<Hint> {
    if let Some(overlay) = &model.overlay {
        return overlay
            .footer(&model.ctx())
            .into_iter()
            .map(|(key, verb, action)| Hint { key, verb, action })
            .collect();
    }
    let ctx = model.ctx();
    model
        .screen
        .actions()
        .iter()
        .filter(|a| {
            a.footer
                && model.screens.hinted(model.screen, a.id)
                && model.screens.enabled(model.screen, a.id, &ctx).is_ok()
        })
        .map(|a| Hint {
            key: shown_key(model, a),
            verb: a.label.into(),
            action: a.id,
        })
        .collect()
}

/// Draws the line.
pub fn view(model: &Model, area: Rect, buf: &mut Buffer, hits: &mut HitMap) {
    let (theme, ctx) = (model.session.theme, model.ctx());
    theme.fill(buf, area, Token::Surface);
    let all = if ctx.size.large() {
        "all actions"
    } else {
        "actions"
    };
    let fixed = [
        Hint {
            key: model.keymap.shown(&c::HELP),
            verb: "help".into(),
            action: c::HELP.id,
        },
        Hint {
            key: model.keymap.shown(&c::PALETTE),
            verb: all.into(),
            action: c::PALETTE.id,
        },
    ];
    let size = |h: &Hint| width(&h.key) + 1 + width(&h.verb);
    let gap = if ctx.size.large() { 3 } else { 2 };
    let mut draw = |buf: &mut Buffer, x: u16, h: &Hint| {
        let w = put(buf, area, x, area.y, &h.key, theme.text());
        put(buf, area, x + w + 1, area.y, &h.verb, theme.muted());
        hits.add(
            Rect {
                x,
                width: size(h),
                ..area
            }
            .intersection(area),
            Hit::Act(h.action),
        );
    };
    let right = area.right().saturating_sub(2);
    let from = right.saturating_sub(size(&fixed[0]) + gap + size(&fixed[1]));
    draw(buf, from, &fixed[0]);
    draw(buf, from + size(&fixed[0]) + gap, &fixed[1]);
    let most = if ctx.size.large() { 8 } else { 5 };
    let mut x = area.x + 2;
    for h in hints(model).iter().take(most) {
        if x + size(h) + 2 > from {
            break;
        }
        draw(buf, x, h);
        x += size(h) + gap;
    }
}
