//! How a list to choose from is drawn.

use super::{Choice, Chooser, Line};
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::layout::{centred, row, split_bottom, split_top};
use crate::tui::overlays::boxed::frame;
use crate::tui::overlays::picker::{choose_row, marked};
use crate::tui::text;
use crate::tui::theme::Token;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

impl Chooser {
    /// Draws itself.
    pub fn view(&self, ctx: &Ctx<'_>, page: Rect, buf: &mut Buffer, hits: &mut HitMap) {
        let (theme, g) = (ctx.theme(), ctx.glyphs());
        let widest = |f: fn(&Choice) -> &str| {
            let all = self.items.iter().map(|i| text::width(f(i)));
            all.max().unwrap_or(0)
        };
        let (names, notes) = (widest(|i| &i.name).min(46), widest(|i| &i.note));
        let helps = self.items.iter().any(|i| !i.help.is_empty());
        let width = (names + notes + 14)
            .max(text::width(&self.title) + 8)
            .clamp(if helps { 72 } else { 44 }, 76);
        let all = self.lines();
        let longest = if ctx.size.large() { 24 } else { 14 };
        let headed = self.items.iter().any(|i| !i.heading.is_empty());
        let rows = match headed {
            true => longest,
            false => (self.items.len() as u16 + 1).min(longest),
        };
        let height = rows + 5 + if helps { 3 } else { 0 };
        let inner = frame(
            ctx,
            centred(page, width, height),
            buf,
            hits,
            &self.title,
            "",
        );
        let (field, rest) = split_top(inner, 2);
        let count = match self.marks.len() {
            0 if self.input.value().trim().is_empty() => String::new(),
            0 => format!("{} found", self.found.len()),
            n => format!("{n} marked"),
        };
        self.input.view(ctx, field, buf, true, &count);
        let (rest, below) = split_bottom(rest, if helps { 3.min(rest.height) } else { 0 });
        let shown = usize::from(rest.height);
        let wrong = match self.own() {
            Some(Err(wrong)) => Some(wrong),
            _ => None,
        };
        if all.is_empty() {
            let said = match &wrong {
                Some(wrong) => format!("{} {wrong}", g.cross),
                None if self.items.is_empty() && self.typed.is_some() => {
                    "This shop has none yet. Type one, or press Esc.".to_owned()
                }
                None => "Nothing fits. Esc closes.".to_owned(),
            };
            text::paragraph(buf, inset_left(rest), &said, theme.muted());
        }
        let chosen = self.cursor.selected;
        let mut nth = 0;
        let mut places = Vec::new();
        for (i, line) in all.iter().enumerate() {
            if !matches!(line, Line::Heading(_)) {
                places.push(i);
                nth += 1;
            }
        }
        let at = places.get(chosen.min(nth.max(1) - 1)).copied().unwrap_or(0);
        // The chosen one stays in sight, with its heading where it is the first under it.
        let mut cursor = self.cursor;
        cursor.selected = at;
        let from = cursor.first(shown, all.len());
        let from = if at <= 1 { 0 } else { from };
        for (i, line) in all.iter().enumerate().skip(from).take(shown) {
            let place = row(rest, (i - from) as u16);
            let index = places.iter().position(|p| *p == i);
            let is_chosen = i == at;
            match line {
                Line::Heading(said) => {
                    text::put_fit(
                        buf,
                        place,
                        (place.x + 1, place.y),
                        place.width,
                        said,
                        theme.muted(),
                    );
                }
                Line::Typed => {
                    let shown = self.own().and_then(Result::ok).map(|(_, shown)| shown);
                    let said = shown.unwrap_or_default();
                    let style = if is_chosen {
                        theme.strong()
                    } else {
                        theme.text()
                    };
                    let room = place.width.saturating_sub(14);
                    text::put_fit(buf, place, (place.x + 4, place.y), room, &said, style);
                    let right = place.right().saturating_sub(2);
                    text::put_right(buf, place, right, place.y, "as typed", theme.muted());
                }
                Line::Found(f) => {
                    let Some(fit) = self.found.get(*f) else {
                        continue;
                    };
                    let Some(item) = self.items.get(fit.index) else {
                        continue;
                    };
                    let style = match (item.muted, is_chosen) {
                        (true, _) => theme.muted(),
                        (_, true) => theme.strong(),
                        _ => theme.text(),
                    };
                    if self.marks.contains(&item.value) {
                        text::put(buf, place, place.x + 2, place.y, g.check, theme.accent());
                    }
                    let room = place.width.saturating_sub(text::width(&item.note) + 8);
                    let name = text::fit(&item.name, room);
                    marked(
                        theme,
                        buf,
                        place,
                        (place.x + 4, place.y),
                        &name,
                        &fit.at,
                        style,
                    );
                    let right = place.right().saturating_sub(2);
                    text::put_right(buf, place, right, place.y, &item.note, theme.muted());
                }
            }
            if is_chosen {
                choose_row(ctx, buf, place);
            }
            if let Some(index) = index {
                hits.add(place, Hit::Choice(index));
            }
        }
        if helps {
            self.help(ctx, split_top(below, 1).1, buf, wrong.as_deref());
        }
    }

    /// What the chosen one is.
    fn help(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, wrong: Option<&str>) {
        let theme = ctx.theme();
        if let Some(wrong) = wrong.filter(|_| self.found.is_empty()) {
            text::paragraph(buf, inset_left(area), wrong, theme.fg(Token::Negative));
            return;
        }
        let item = match self.choices().get(self.cursor.selected) {
            Some(Line::Found(i)) => self.found.get(*i).and_then(|f| self.items.get(f.index)),
            _ => None,
        };
        if let Some(item) = item {
            text::paragraph(buf, inset_left(area), &item.help, theme.text2());
        }
    }
}

fn inset_left(area: Rect) -> Rect {
    let by = 2.min(area.width);
    Rect {
        x: area.x + by,
        width: area.width - by,
        ..area
    }
}
