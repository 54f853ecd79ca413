//! Sets of people that were found lately, kept until the shop changes: whoever writes a condition keeps most of it from
//! one letter to the next.

use super::{Db, Error, Revision, changes};
use roaring::RoaringBitmap;
use std::sync::{Arc, Mutex, PoisonError};

/// At most so many sets are kept.
const MOST: usize = 64;
/// And at most so many bytes of them.
const MOST_BYTES: usize = 32 << 20;

/// The sets of one shop file, the latest used first.
#[derive(Default)]
pub(crate) struct KeptPeople(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    revision: Revision,
    sets: Vec<(String, Arc<RoaringBitmap>)>,
}

impl Db<'_> {
    /// The set that was found for a question, if the shop is as it was then. Inside of a change nothing is kept.
    pub(crate) fn kept_people(&self, question: &str) -> Result<Option<Arc<RoaringBitmap>>, Error> {
        let Some(people) = self.people else {
            return Ok(None);
        };
        let revision = changes::current(self)?;
        let mut kept = people.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.revision != revision {
            kept.sets.clear();
            kept.revision = revision;
        }
        let Some(at) = kept.sets.iter().position(|(q, _)| q == question) else {
            return Ok(None);
        };
        let found = kept.sets.remove(at);
        let set = Arc::clone(&found.1);
        kept.sets.insert(0, found);
        Ok(Some(set))
    }

    /// Keeps what was found for a question.
    pub(crate) fn keep_people(&self, question: String, set: &Arc<RoaringBitmap>) {
        let (Some(people), Ok(revision)) = (self.people, changes::current(self)) else {
            return;
        };
        let mut kept = people.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A slower question of an older state must not be taken for one of the present.
        if kept.revision != revision {
            return;
        }
        kept.sets.insert(0, (question, Arc::clone(set)));
        let mut bytes = 0;
        let fitting = kept.sets.iter().take_while(|(_, set)| {
            bytes += set.serialized_size();
            bytes <= MOST_BYTES
        });
        let fitting = fitting.count().min(MOST);
        kept.sets.truncate(fitting);
    }
}
