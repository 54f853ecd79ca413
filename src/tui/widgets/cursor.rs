//! Where one is in a list: the chosen row, the first row shown, and how arrows, wheel and clicks move them.

use crate::tui::action::ActionId;
use crate::tui::action::catalog as c;

/// A place in a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cursor {
    /// The chosen row.
    pub selected: usize,
    /// The first row shown.
    pub offset: usize,
    /// Rows that fitted in the last frame.
    pub rows: usize,
}

impl Cursor {
    /// Moves by an action; `None` if the action is no movement in a list, else whether the choice has changed.
    pub fn act(&mut self, action: ActionId, len: usize) -> Option<bool> {
        let page = self.rows.saturating_sub(1).max(1);
        let to = match action {
            a if a == c::UP.id => self.selected.saturating_sub(1),
            a if a == c::DOWN.id => self.selected + 1,
            a if a == c::PAGE_UP.id => self.selected.saturating_sub(page),
            a if a == c::PAGE_DOWN.id => self.selected + page,
            a if a == c::FIRST.id => 0,
            a if a == c::LAST.id => usize::MAX,
            _ => return None,
        };
        Some(self.select(to, len))
    }

    /// Chooses a row, kept within the list and within sight; whether the choice has changed.
    pub fn select(&mut self, to: usize, len: usize) -> bool {
        let before = self.selected;
        self.selected = to.min(len.saturating_sub(1));
        self.follow(len);
        before != self.selected
    }

    /// Scrolls without choosing, as far as the chosen row stays in sight by moving along.
    pub fn wheel(&mut self, by: i32, len: usize) -> bool {
        let last = len.saturating_sub(self.rows.max(1));
        self.offset = self.offset.saturating_add_signed(by as isize).min(last);
        let before = self.selected;
        let bottom = (self.offset + self.rows.max(1) - 1).min(len.saturating_sub(1));
        self.selected = self.selected.clamp(self.offset.min(bottom), bottom);
        before != self.selected
    }

    /// Scrolls lines of which none is chosen; `None` if the action is no movement.
    pub fn scroll(&mut self, action: ActionId, len: usize) -> Option<()> {
        let page = self.rows.max(2) as i32 - 1;
        let by = match action {
            a if a == c::DOWN.id => 1,
            a if a == c::UP.id => -1,
            a if a == c::PAGE_DOWN.id => page,
            a if a == c::PAGE_UP.id => -page,
            a if a == c::FIRST.id => -100_000,
            a if a == c::LAST.id => 100_000,
            _ => return None,
        };
        self.wheel(by, len);
        Some(())
    }

    /// Takes note of how many rows fit (`Input::Seen`).
    pub fn seen(&mut self, rows: usize, len: usize) {
        self.rows = rows;
        self.follow(len);
    }

    /// The first row to show when `rows` fit: the chosen one stays in sight.
    pub fn first(&self, rows: usize, len: usize) -> usize {
        let rows = rows.max(1);
        let lowest = (self.selected + 1).saturating_sub(rows);
        self.offset
            .clamp(lowest, self.selected.max(lowest))
            .min(len.saturating_sub(rows))
    }

    fn follow(&mut self, len: usize) {
        self.selected = self.selected.min(len.saturating_sub(1));
        if self.rows > 0 {
            self.offset = self.first(self.rows, len);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_chosen_row_is_always_in_the_list_and_in_sight(
            steps in proptest::collection::vec((0u8..8, 0usize..40, 1usize..12), 1..40)
        ) {
            let mut cursor = Cursor::default();
            for (step, len, rows) in steps {
                cursor.seen(rows, len);
                let moves = [c::UP, c::DOWN, c::PAGE_UP, c::PAGE_DOWN, c::FIRST, c::LAST];
                match moves.get(usize::from(step)) {
                    Some(a) => { cursor.act(a.id, len); }
                    None => { cursor.wheel(if step == 6 { 3 } else { -3 }, len); }
                }
                prop_assert!(cursor.selected < len.max(1));
                let first = cursor.first(rows, len);
                prop_assert!(first <= cursor.selected && cursor.selected < first + rows);
            }
        }
    }
}
