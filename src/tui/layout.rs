//! Breakpoints, margins and rectangles that never leave their parent.

use ratatui::layout::Rect;

/// The least size that we draw on.
pub const NEEDED: (u16, u16) = (60, 16);

/// How much room there is across.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Size {
    /// Under 100 columns: two panes, one-line explanations.
    Small,
    /// 100 to 139 columns: as small, with more columns.
    Medium,
    /// 140 columns and more.
    Large,
}

impl Size {
    /// The size class of a width.
    pub fn of(width: u16) -> Size {
        match width {
            0..100 => Size::Small,
            100..140 => Size::Medium,
            _ => Size::Large,
        }
    }

    /// Whether the wide layout (cards, three panes, airy lists) fits.
    pub fn large(self) -> bool {
        self == Size::Large
    }
}

/// The page between header and footer, with its margins: two columns at the sides, a blank row above and below.
pub fn page(screen: Rect) -> Rect {
    inset(
        Rect {
            y: screen.y + 2.min(screen.height),
            height: screen.height.saturating_sub(3),
            ..screen
        },
        2,
        1,
    )
}

/// A smaller area, some cells away from each side.
pub fn inset(area: Rect, across: u16, down: u16) -> Rect {
    Rect {
        x: area.x + across.min(area.width),
        y: area.y + down.min(area.height),
        width: area.width.saturating_sub(2 * across),
        height: area.height.saturating_sub(2 * down),
    }
}

/// The first `height` rows, and what is left below them.
pub fn split_top(area: Rect, height: u16) -> (Rect, Rect) {
    let h = height.min(area.height);
    (
        Rect { height: h, ..area },
        Rect {
            y: area.y + h,
            height: area.height - h,
            ..area
        },
    )
}

/// What is left above, and the last `height` rows.
pub fn split_bottom(area: Rect, height: u16) -> (Rect, Rect) {
    split_top(area, area.height.saturating_sub(height))
}

/// The first `width` columns, and what is left after a gap.
pub fn split_left(area: Rect, width: u16, gap: u16) -> (Rect, Rect) {
    let w = width.min(area.width);
    let skip = (w + gap).min(area.width);
    (
        Rect { width: w, ..area },
        Rect {
            x: area.x + skip,
            width: area.width - skip,
            ..area
        },
    )
}

/// What is left before a gap, and the last `width` columns.
pub fn split_right(area: Rect, width: u16, gap: u16) -> (Rect, Rect) {
    let left = area.width.saturating_sub(width + gap);
    split_left(area, left, gap)
}

/// `count` equal columns with gaps; cells left over stay at the right.
pub fn columns(area: Rect, count: u16, gap: u16) -> Vec<Rect> {
    let count = count.max(1);
    let width = area.width.saturating_sub(gap * (count - 1)) / count;
    (0..count)
        .map(|i| {
            Rect {
                x: area.x + i * (width + gap),
                width,
                ..area
            }
            .intersection(area)
        })
        .collect()
}

/// One row of an area; empty when there is no such row.
pub fn row(area: Rect, index: u16) -> Rect {
    split_top(split_top(area, index).1, 1).0
}

/// An area of some size in the middle, a little above it; at least one row and two columns of the page stay visible.
pub fn centred(screen: Rect, width: u16, height: u16) -> Rect {
    let w = width.min(screen.width.saturating_sub(4));
    let h = height.min(screen.height.saturating_sub(3));
    Rect {
        x: screen.x + (screen.width - w) / 2,
        y: screen.y + (screen.height - h).saturating_sub(1) / 2,
        width: w,
        height: h,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stay_inside_whatever_the_size() {
        for w in 0..60 {
            for h in 0..20 {
                let all = Rect::new(3, 2, w, h);
                let mut parts = vec![
                    page(all),
                    inset(all, 9, 9),
                    centred(all, 40, 30),
                    row(all, 5),
                ];
                parts.extend(columns(all, 4, 4));
                for (a, b) in [
                    split_top(all, 7),
                    split_bottom(all, 7),
                    split_left(all, 31, 4),
                    split_right(all, 31, 4),
                ] {
                    parts.extend([a, b]);
                }
                for p in parts {
                    assert!(p.is_empty() || all.intersection(p) == p, "{p} in {all}");
                }
            }
        }
    }
}
