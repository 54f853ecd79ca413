//! Some of the people, whose doings are counted apart: those of a place, of a group, those who came the same way.

use super::counts::Counts;
use super::engine::Engine;
use crate::model::ids::CustomerId;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// People of one engine by their numbers in it. What they do later counts too, as soon as it is seen.
pub struct Crowd {
    name: String,
    /// Bits over the engine's customers.
    members: Vec<u64>,
    people: usize,
    memo: Mutex<Vec<(Key, Arc<Counts>)>>,
}

/// Kind, and the rows that were counted.
type Key = (usize, [(usize, usize); 2]);

/// Counts kept at once.
const KEPT: usize = 8;

impl Crowd {
    /// The people with these ids; `name` says who they are (`people in Berlin`).
    pub fn new(
        name: impl Into<String>,
        engine: &Engine,
        ids: impl IntoIterator<Item = CustomerId>,
    ) -> Crowd {
        let mut crowd = Crowd {
            name: name.into(),
            members: vec![0; engine.customers().div_ceil(64)],
            people: 0,
            memo: Mutex::default(),
        };
        for number in ids.into_iter().filter_map(|id| engine.customer_number(id)) {
            crowd.members[number as usize / 64] |= 1 << (number % 64);
        }
        let bits = crowd.members.iter().map(|word| word.count_ones() as usize);
        crowd.people = bits.sum();
        crowd
    }

    /// Who they are.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many of them ever did something.
    pub fn people(&self) -> usize {
        self.people
    }

    pub(crate) fn has(&self, who: u32) -> bool {
        self.members
            .get(who as usize / 64)
            .is_some_and(|word| word >> (who % 64) & 1 == 1)
    }

    /// The counts of some rows, made once.
    pub(crate) fn counted(&self, key: Key, make: impl FnOnce() -> Counts) -> Arc<Counts> {
        let mut memo = self.memo.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, counts)) = memo.iter().find(|(of, _)| *of == key) {
            return Arc::clone(counts);
        }
        let counts = Arc::new(make());
        memo.truncate(KEPT - 1);
        memo.insert(0, (key, Arc::clone(&counts)));
        counts
    }
}

impl PartialEq for Crowd {
    fn eq(&self, other: &Crowd) -> bool {
        self.name == other.name && self.members == other.members
    }
}

impl Eq for Crowd {}

impl fmt::Debug for Crowd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.people)
    }
}
