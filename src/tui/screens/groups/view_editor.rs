//! The editor of a group: its text with what is wrong under the word, the same in words, each condition alone.

use super::builder::View;
use super::state::{Pane as Focus, State};
use super::view_rows::rows;
use super::view_text::{field, problems};
use super::view_words::{alone, as_text, in_words, sentence};
use super::{ADD, INSERT, VIEW};
use crate::tui::action::catalog as c;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::layout::{row, split_top};
use crate::tui::text;
use crate::tui::theme::Token;
use crate::tui::widgets::pane::Pane;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the pane.
pub(super) fn editor(
    state: &State,
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
) {
    let theme = ctx.theme();
    let title = state.title();
    let focused = state.pane == Focus::Editor;
    let made = match (state.typing, state.chosen()) {
        (true, _) => "INPUT",
        (_, Some(g)) if g.ready_made => "ready-made",
        (_, Some(_)) => "",
        (_, None) => "not saved yet",
    };
    let mut pane = Pane::new(&title).focus(focused).number(1);
    if !made.is_empty() {
        let style = if state.typing {
            theme.accent()
        } else {
            theme.muted()
        };
        pane = pane.end(made, style);
    }
    // The way to the other views; a click goes there.
    let shown = format!("{} {}", ctx.keymap.shown(&VIEW), state.view.next().name());
    pane = pane.end_hit(shown, theme.muted(), Hit::Act(VIEW.id));
    let rest = pane.view(ctx, area, buf, hits);
    let purpose = state.chosen().and_then(|g| g.purpose.as_deref());
    let missing = state.chosen().map_or(&[][..], |g| &g.missing);
    let mut rest = rest;
    if let Some(purpose) = purpose.filter(|_| !state.typing && rest.height > 6) {
        let used = text::paragraph(buf, split_top(rest, 2).0, purpose, theme.text2());
        rest = split_top(rest, used + u16::from(ctx.size.large())).1;
    }
    if !missing.is_empty() {
        let said = format!(
            "! Waits for data: {}. Screen 9 brings them in.",
            missing.join(", ")
        );
        let used = text::paragraph(buf, split_top(rest, 2).0, &said, theme.fg(Token::Negative));
        rest = split_top(rest, used + u16::from(ctx.size.large())).1;
    }
    match (state.view, &state.builder) {
        (View::Sentence, _) => return sentence(state, ctx, rest, buf, hits),
        (View::Rows, Some(builder)) => {
            let keep = if ctx.size.large() { 14 } else { 2 };
            let most = rest.height.saturating_sub(keep).max(rest.height.min(6));
            let used = rows(state, builder, ctx, split_top(rest, most).0, buf, hits);
            let below = split_top(rest, used).1;
            let used = in_words(state, ctx, below, buf, hits);
            let below = split_top(below, used).1;
            let used = as_text(state, ctx, below, buf, hits);
            alone(state, ctx, split_top(below, used).1, buf, hits);
            return;
        }
        (View::Rows, None) => {
            let said = "The rows come back when the text can be read.";
            let used = text::paragraph(buf, split_top(rest, 2).0, said, theme.text2());
            rest = split_top(rest, used + u16::from(ctx.size.large())).1;
        }
        (View::Text, _) => {}
    }
    let used = field(state, ctx, rest, buf, hits);
    let rest = split_top(rest, used).1;
    let used = problems(state, ctx, rest, buf, hits);
    let rest = split_top(rest, used).1;
    let used = ways(state, ctx, rest, buf, hits);
    let rest = split_top(rest, used).1;
    let used = in_words(state, ctx, rest, buf, hits);
    alone(state, ctx, split_top(rest, used).1, buf, hits);
}

/// Keys that work on the text. Returns the rows used.
fn ways(state: &State, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, hits: &mut HitMap) -> u16 {
    if !ctx.size.large() {
        return 0;
    }
    let theme = ctx.theme();
    let line = row(area, 0);
    let hints = match state.typing {
        true => vec![
            (INSERT, "add condition"),
            (c::SAVE, "save"),
            (c::BACK, "done"),
        ],
        false => vec![
            (ADD, "add condition"),
            (c::EDIT, "edit the text"),
            (c::COPY, "copy it"),
        ],
    };
    let mut x = line.x + 2;
    for (action, verb) in hints {
        let from = x;
        let key = ctx.keymap.shown(&action);
        x += text::put(buf, line, x, line.y, &key, theme.text()) + 1;
        x += text::put(buf, line, x, line.y, verb, theme.muted());
        let hit = Rect {
            x: from,
            width: x.saturating_sub(from),
            ..line
        };
        hits.add(hit.intersection(line), Hit::Act(action.id));
        x += 3;
    }
    2
}
