//! Product pictures out of half blocks: flat shapes on a rounded tile in the hue of the category.
//!
//! Only where surfaces can be painted (24-bit and 256 colours) and the user wants them; price and name are always
//! written as text beside them.

use super::icons::{ICONS, Icon, PARCEL, Shape};
use crate::tui::app::Ctx;
use crate::tui::glyphs::Set;
use crate::tui::theme::{Theme, Token};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::LazyLock;

/// Widths and heights in cells that pictures come in, largest first.
pub const SIZES: [(u16, u16); 3] = [(18, 9), (15, 7), (10, 4)];

/// The largest picture for a place; `None` if even the smallest does not fit.
pub fn size_for(width: u16, height: u16) -> Option<(u16, u16)> {
    SIZES.into_iter().find(|(w, h)| *w <= width && *h <= height)
}

/// Whether pictures can be drawn and are wanted.
pub fn shown(ctx: &Ctx<'_>) -> bool {
    ctx.session.pictures && ctx.theme().paints() && ctx.session.glyphs != Set::Ascii
}

/// What is pictured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Subject<'a> {
    /// The product's `icon` attribute, if it has one.
    pub icon: Option<&'a str>,
    /// Its name, searched for words when there is no icon.
    pub name: &'a str,
    /// Its category, from the top (`Camping > Tents`): the hue of the tile.
    pub category: &'a str,
}

impl Subject<'_> {
    fn icon(&self) -> &'static Icon {
        let named = self.icon.and_then(|id| ICONS.iter().find(|i| i.name == id));
        named.unwrap_or_else(|| {
            let name = self.name.to_lowercase();
            // The word that stands last names the thing: "lantern" in "Mug Lantern", "mug" in "Lantern Mug".
            let fits = |icon: &&Icon| icon.words.iter().filter_map(|w| place(&name, w)).max();
            ICONS
                .iter()
                .filter_map(|i| fits(&i).map(|at| (at, i)))
                .max_by_key(|(at, _)| *at)
                .map_or(&PARCEL, |(_, i)| i)
        })
    }

    fn hue(&self) -> u16 {
        let mut category = self.category.trim();
        loop {
            if let Some(hue) = HUES.get(category) {
                return *hue;
            }
            match category.rsplit_once('>') {
                Some((parent, _)) => category = parent.trim(),
                None => break,
            }
        }
        let seed = if category.is_empty() {
            self.name
        } else {
            category
        };
        let hash = seed.bytes().fold(0x811c_9dc5_u32, |h, b| {
            (h ^ u32::from(b)).wrapping_mul(0x0100_0193)
        });
        ((hash >> 8) % 24 * 15) as u16
    }
}

/// Where a word begins in a name, at the beginning of a word there.
fn place(name: &str, word: &str) -> Option<usize> {
    name.match_indices(word.trim_end())
        .map(|(at, _)| at)
        .filter(|at| {
            !name[..*at]
                .chars()
                .next_back()
                .is_some_and(char::is_alphanumeric)
        })
        .last()
}

static HUES: LazyLock<BTreeMap<String, u16>> = LazyLock::new(|| {
    let table: toml::Table = include_str!("../../../data/demo/icons.toml")
        .parse()
        .unwrap_or_default();
    let hues = table.get("hues").and_then(toml::Value::as_table).cloned();
    hues.unwrap_or_default()
        .into_iter()
        .filter_map(|(name, v)| Some((name, u16::try_from(v.as_integer()?).ok()?)))
        .collect()
});

type Rgb = (u8, u8, u8);
type Key = (&'static str, u16, u16, u16, bool);

thread_local! {
    /// Pictures that were drawn before: the same few come back frame after frame.
    static DRAWN: RefCell<BTreeMap<Key, Rc<Vec<Rgb>>>> = const { RefCell::new(BTreeMap::new()) };
}

/// The most pictures kept.
const KEPT: usize = 256;

/// Draws a picture at the top left of an area, in the largest size that fits. Returns its area, empty if none was drawn.
pub fn view(ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer, subject: Subject<'_>) -> Rect {
    let Some((width, height)) = size_for(area.width, area.height).filter(|_| shown(ctx)) else {
        return Rect::default();
    };
    let place = Rect {
        width,
        height,
        ..area
    };
    let theme = ctx.theme();
    let icon = subject.icon();
    let key = (icon.name, subject.hue(), width, height, theme.dark);
    let cached = DRAWN.with_borrow(|d| d.get(&key).cloned());
    let dots = cached.unwrap_or_else(|| {
        let dots = Rc::new(draw(icon, subject.hue(), width, 2 * height, theme));
        DRAWN.with_borrow_mut(|d| {
            if d.len() >= KEPT {
                d.clear();
            }
            d.insert(key, Rc::clone(&dots));
        });
        dots
    });
    for y in 0..height {
        for x in 0..width {
            let at = |row: u16| {
                let i = usize::from(row) * usize::from(width) + usize::from(x);
                dots.get(i).copied().unwrap_or_default()
            };
            let style = Style::new()
                .fg(theme.rgb(at(2 * y)))
                .bg(theme.rgb(at(2 * y + 1)));
            if let Some(cell) = buf.cell_mut((place.x + x, place.y + y)) {
                cell.reset();
                cell.set_symbol("▀").set_style(style);
            }
        }
    }
    place
}

/// Draws a picture by sampling each dot 4 x 4 times.
fn draw(icon: &Icon, hue: u16, width: u16, height: u16, theme: Theme) -> Vec<Rgb> {
    const SAMPLES: u16 = 4;
    let canvas = split(Token::Canvas.rgb(theme.dark));
    let tile = if theme.dark {
        hsl(hue, 0.26, 0.235)
    } else {
        hsl(hue, 0.42, 0.86)
    };
    let (w, h) = (f32::from(width), f32::from(height));
    let mut out = Vec::with_capacity(usize::from(width) * usize::from(height));
    for y in 0..height {
        for x in 0..width {
            let mut sum = [0.0f32; 3];
            for sy in 0..SAMPLES {
                for sx in 0..SAMPLES {
                    let part = |i: u16| (f32::from(i) + 0.5) / f32::from(SAMPLES);
                    let (px, py) = (f32::from(x) + part(sx), f32::from(y) + part(sy));
                    let mut c = if in_tile(px, py, w, h) { tile } else { canvas };
                    // The field is square; a picture of another shape shows it whole, in its middle.
                    let scale = 18.0 / w.min(h);
                    let (fx, fy) = ((px - w / 2.0) * scale + 9.0, (py - h / 2.0) * scale + 9.0);
                    for shape in icon.shapes {
                        if let Some((colour, share)) = hit(shape, fx, fy) {
                            c = blend(c, colour, share);
                        }
                    }
                    for (s, v) in sum.iter_mut().zip(c) {
                        *s += v;
                    }
                }
            }
            let n = f32::from(SAMPLES * SAMPLES);
            out.push(((sum[0] / n) as u8, (sum[1] / n) as u8, (sum[2] / n) as u8));
        }
    }
    out
}

/// A tile with corners rounded by about one dot.
fn in_tile(x: f32, y: f32, w: f32, h: f32) -> bool {
    in_round(x, y, 0.0, 0.0, w, h, 1.4)
}

fn in_round(x: f32, y: f32, left: f32, top: f32, w: f32, h: f32, r: f32) -> bool {
    if x < left || y < top || x > left + w || y > top + h {
        return false;
    }
    let r = r.min(w / 2.0).min(h / 2.0);
    let dx = (left + r - x).max(x - (left + w - r)).max(0.0);
    let dy = (top + r - y).max(y - (top + h - r)).max(0.0);
    dx * dx + dy * dy <= r * r + f32::EPSILON
}

/// The colour of a shape at a point and how much of it covers.
fn hit(shape: &Shape, x: f32, y: f32) -> Option<([f32; 3], f32)> {
    let ellipse =
        |cx: f32, cy: f32, rx: f32, ry: f32| ((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2);
    let (inside, colour, share) = match *shape {
        Shape::E(cx, cy, rx, ry, c) => (ellipse(cx, cy, rx, ry) <= 1.0, c, 1.0),
        Shape::G(cx, cy, rx, ry, c) => (ellipse(cx, cy, rx, ry) <= 1.0, c, 0.2),
        Shape::R(left, top, w, h, r, c) => (in_round(x, y, left, top, w, h, r), c, 1.0),
        Shape::L(ax, ay, bx, by, width, c) => {
            let (dx, dy) = (bx - ax, by - ay);
            let t =
                (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy).max(0.001)).clamp(0.0, 1.0);
            let apart = (x - ax - t * dx).powi(2) + (y - ay - t * dy).powi(2);
            (apart <= (width / 2.0).powi(2), c, 1.0)
        }
        Shape::O(cx, cy, rx, ry, width, c) => {
            let outer = ellipse(cx, cy, rx, ry) <= 1.0;
            let hole = ellipse(cx, cy, (rx - width).max(0.01), (ry - width).max(0.01)) < 1.0;
            (outer && !hole, c, 1.0)
        }
        Shape::P(points, c) => {
            let mut inside = false;
            let mut before = points.last().copied().unwrap_or_default();
            for &p in points {
                let crosses = (p.1 > y) != (before.1 > y);
                if crosses && x < (before.0 - p.0) * (y - p.1) / (before.1 - p.1) + p.0 {
                    inside = !inside;
                }
                before = p;
            }
            (inside, c, 1.0)
        }
    };
    inside.then(|| (split(colour), share))
}

fn split(rgb: u32) -> [f32; 3] {
    [
        (rgb >> 16 & 255) as f32,
        (rgb >> 8 & 255) as f32,
        (rgb & 255) as f32,
    ]
}

fn blend(below: [f32; 3], above: [f32; 3], share: f32) -> [f32; 3] {
    [0, 1, 2].map(|i| below[i] + (above[i] - below[i]) * share)
}

fn hsl(hue: u16, saturation: f32, lightness: f32) -> [f32; 3] {
    let a = saturation * lightness.min(1.0 - lightness);
    [0.0f32, 8.0, 4.0].map(|n| {
        let k = (n + f32::from(hue % 360) / 30.0) % 12.0;
        255.0 * (lightness - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> &'static str {
        Subject {
            name,
            ..Subject::default()
        }
        .icon()
        .name
    }

    #[test]
    fn products_find_their_picture_by_icon_or_by_word() {
        assert_eq!(of("WHITE METAL LANTERN"), "lantern");
        assert_eq!(of("Enamel Mug Moss"), "mug");
        assert_eq!(of("Gift voucher"), "parcel");
        assert_eq!(
            of("Chatterbox"),
            "parcel",
            "a word inside a word names nothing"
        );
        let named = Subject {
            icon: Some("tent"),
            name: "Mug",
            category: "",
        };
        assert_eq!(named.icon().name, "tent");
    }

    #[test]
    fn the_demo_has_a_picture_for_each_of_its_icons_and_a_hue_for_each_category() {
        let table: toml::Table = include_str!("../../../data/demo/icons.toml")
            .parse()
            .unwrap();
        for id in table["icons"].as_array().unwrap() {
            let id = id.as_str().unwrap();
            assert!(ICONS.iter().any(|i| i.name == id), "no picture for {id}");
        }
        let hue = |category| {
            Subject {
                category,
                ..Subject::default()
            }
            .hue()
        };
        assert_eq!(hue("Camping > Tents"), 205);
        assert_eq!(hue("Camping > Something"), 215);
    }

    #[test]
    fn every_picture_draws_something_in_every_size_and_theme() {
        for icon in ICONS.iter().chain([&PARCEL]) {
            for (w, h) in SIZES {
                for theme in [Theme::DARK, Theme::LIGHT] {
                    let dots = draw(icon, 200, w, 2 * h, theme);
                    assert_eq!(dots.len(), usize::from(w) * usize::from(2 * h));
                    let kinds: std::collections::BTreeSet<_> = dots.iter().collect();
                    assert!(kinds.len() > 8, "{} is empty at {w}x{h}", icon.name);
                }
            }
        }
    }
}
