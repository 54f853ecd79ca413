//! A product that is recommended: its picture with name, price, grade and reason, as a tile or as a line of a list.

use super::cursor::Cursor;
use super::marks::Grade;
use super::picture::{self, Subject};
use crate::model::money::Money;
use crate::tui::app::{Ctx, Hit, HitMap};
use crate::tui::layout::{row, split_top};
use crate::tui::text;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What is drawn of it.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// Its title.
    pub name: &'a str,
    /// Its category path: the hue of its picture.
    pub category: &'a str,
    /// Its price.
    pub price: Option<Money>,
    /// The former price while it is on sale.
    pub before: Option<Money>,
    /// How near the evidence is.
    pub grade: Grade,
    /// The greatest reason.
    pub why: &'a str,
}

/// Cells of a tile.
pub const TILE: u16 = 18;
/// Rows of its picture.
const PICTURE: u16 = 9;
/// Rows of its words: name, price, grade and a reason of two lines.
const WORDS: u16 = 5;
/// Rows of a product in a list, a blank one included.
const EACH: u16 = 5;

impl Shown<'_> {
    fn subject(&self) -> Subject<'_> {
        Subject {
            icon: None,
            name: self.name,
            category: self.category,
        }
    }

    fn price(&self) -> String {
        self.price.map_or_else(|| "n/a".into(), |p| p.to_string())
    }

    /// Draws a tile: the picture if there is room, then the words, which may be wider.
    pub fn tile(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let theme = ctx.theme();
        let mut rest = area;
        if area.height >= PICTURE + WORDS && area.width >= TILE && picture::shown(ctx) {
            let (above, below) = split_top(area, PICTURE);
            picture::view(ctx, above, buf, self.subject());
            rest = below;
        }
        let line = row(rest, 0);
        let at = (line.x, line.y);
        text::put_fit(buf, line, at, line.width, self.name, theme.strong());
        let line = row(rest, 1);
        let at = (line.x, line.y);
        let w = text::put_fit(buf, line, at, line.width, &self.price(), theme.text2());
        if let Some(before) = self.before {
            let said = format!("was {before}");
            if w + 1 + text::width(&said) <= line.width {
                text::put(buf, line, line.x + w + 1, line.y, &said, theme.muted());
            }
        }
        let line = row(rest, 2);
        self.grade.view(ctx, line, (line.x, line.y), buf);
        text::paragraph(buf, split_top(rest, 3).1, self.why, theme.muted());
    }

    /// Name; price and grade; the reason in two lines.
    fn brief(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let theme = ctx.theme();
        let line = row(area, 0);
        let at = (line.x, line.y);
        text::put_fit(buf, line, at, line.width, self.name, theme.strong());
        let line = row(area, 1);
        let at = (line.x, line.y);
        let w = text::put_fit(buf, line, at, line.width, &self.price(), theme.text2());
        self.grade.view(ctx, line, (line.x + w + 2, line.y), buf);
        text::paragraph(buf, split_top(area, 2).1, self.why, theme.muted());
    }

    /// Draws one line: the name and, at the right, the grade.
    pub fn line(&self, ctx: &Ctx<'_>, line: Rect, buf: &mut Buffer) {
        let theme = ctx.theme();
        let width = 10.max(2 + text::width(self.grade.word()));
        let at = line.right().saturating_sub(width).max(line.x);
        self.grade.view(ctx, line, (at, line.y), buf);
        let room = at.saturating_sub(line.x + 1);
        text::put_fit(buf, line, (line.x, line.y), room, self.name, theme.text());
    }
}

/// Draws a list of products one below the other, with small pictures where there is room; `list` is its name in the
/// hit map.
pub fn list(
    ctx: &Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut HitMap,
    list: &'static str,
    products: &[Shown<'_>],
    cursor: &Cursor,
    focused: bool,
) {
    let rows = usize::from(((area.height + 1) / EACH).max(1));
    let first = cursor.first(rows, products.len());
    hits.seen(area, list, first, rows);
    for (at, product) in products.iter().skip(first).take(rows).enumerate() {
        let place = Rect {
            y: area.y + at as u16 * EACH,
            height: EACH - 1,
            ..area
        }
        .intersection(area);
        if place.is_empty() {
            break;
        }
        let mut words = Rect {
            x: place.x + 2.min(place.width),
            width: place.width.saturating_sub(3),
            ..place
        };
        if place.height >= 4 && place.width >= 34 && picture::shown(ctx) {
            let at = Rect { width: 10, ..words };
            if !picture::view(ctx, at, buf, product.subject()).is_empty() {
                words.x += 12;
                words.width = words.width.saturating_sub(12);
            }
        }
        product.brief(ctx, words, buf);
        if first + at == cursor.selected {
            mark(ctx, buf, place, words, focused);
        }
        let hit = Hit::Row {
            list,
            index: first + at,
        };
        hits.add(place, hit);
    }
}

/// The chosen one: its words filled, an edge down its height; the picture stays as it is.
fn mark(ctx: &Ctx<'_>, buf: &mut Buffer, place: Rect, words: Rect, focused: bool) {
    let theme = ctx.theme();
    theme.select(buf, words, focused);
    let style = if focused {
        theme.accent()
    } else {
        theme.muted()
    };
    for y in place.y..place.bottom() {
        text::put(buf, place, place.x, y, ctx.glyphs().edge, style);
    }
}
