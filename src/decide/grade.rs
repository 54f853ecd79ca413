//! Step 8: how personal a page is, by the grade of its slots and by what it shares with the default page.

use super::decision::{Block, Decision, Level};
use std::collections::BTreeSet;

/// Counts the slots of all shown blocks.
pub(crate) fn level(blocks: &[Block]) -> Level {
    let mut level = Level::default();
    for slot in blocks.iter().flat_map(|b| &b.slots) {
        level.count(slot.grade);
    }
    level
}

impl Decision {
    /// Says how many slots hold a product that the default page (an unknown visitor's) shows too.
    pub fn compare_with_default(&mut self, default: &Decision) {
        let products = |d: &Decision| -> BTreeSet<_> {
            let slots = d.blocks.iter().flat_map(|b| &b.slots);
            slots.map(|s| s.product).collect()
        };
        let both = products(self).intersection(&products(default)).count();
        self.level.as_default = Some(both);
    }
}
