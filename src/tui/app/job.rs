//! Jobs: calls of the shop that run beside the screen, at most one for each slot.

use super::Msg;
use crate::shop::{Cancel, Progress, Shop};
use std::collections::BTreeMap;

type Run = Box<dyn FnOnce(&JobCx<'_>) -> Msg + Send>;

/// What a job may use.
pub struct JobCx<'a> {
    /// The shop.
    pub shop: &'a Shop,
    /// To hand on to long work.
    pub cancel: &'a Cancel,
    /// Where long work says how far it is.
    pub progress: &'a dyn Progress,
}

/// A call of the shop, waiting to be run.
pub struct Job {
    /// What is loaded.
    pub slot: &'static str,
    /// Milliseconds to wait, during which a newer job replaces it.
    pub debounce: u64,
    run: Run,
}

impl Job {
    /// A job for a slot.
    pub fn new(slot: &'static str, run: impl FnOnce(&JobCx<'_>) -> Msg + Send + 'static) -> Job {
        Job {
            slot,
            debounce: 0,
            run: Box::new(run),
        }
    }

    /// Waiting so many milliseconds first.
    #[must_use]
    pub fn after(mut self, ms: u64) -> Job {
        self.debounce = ms;
        self
    }

    /// Does it.
    pub fn run(self, cx: &JobCx<'_>) -> Msg {
        (self.run)(cx)
    }
}

/// A job under way.
#[derive(Clone, PartialEq, Debug)]
pub struct Running {
    /// Which of its slot.
    pub generation: u64,
    /// When it was asked for.
    pub since: u64,
    /// When what is being done now was begun.
    pub phase_since: u64,
    /// What is being done, how far, of how much (0 = unknown).
    pub progress: Option<(String, u64, u64)>,
}

/// What is being worked on.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Jobs {
    last: u64,
    running: BTreeMap<&'static str, Running>,
}

impl Jobs {
    /// Notes a new job of a slot; returns its generation.
    pub fn begin(&mut self, slot: &'static str, clock: u64) -> u64 {
        self.last += 1;
        // Work that is replaced while it still runs has been waited for since it began.
        let since = self.running.get(slot).map_or(clock, |r| r.since);
        self.running.insert(
            slot,
            Running {
                generation: self.last,
                since,
                phase_since: since,
                progress: None,
            },
        );
        self.last
    }

    /// Notes the end; false if a newer job has taken the slot.
    pub fn end(&mut self, slot: &'static str, generation: u64) -> bool {
        let current = self.is_current(slot, generation);
        if current {
            self.running.remove(slot);
        }
        current
    }

    /// Forgets a slot: whatever comes of it is late.
    pub fn cancel(&mut self, slot: &'static str) {
        self.running.remove(slot);
    }

    /// Notes how far a job is.
    pub fn progress(
        &mut self,
        slot: &'static str,
        generation: u64,
        at: (String, u64, u64),
        clock: u64,
    ) {
        if let Some(r) = self.running.get_mut(slot)
            && r.generation == generation
        {
            if r.progress.as_ref().is_none_or(|(phase, ..)| *phase != at.0) {
                r.phase_since = clock;
            }
            r.progress = Some(at);
        }
    }

    /// The job of a slot, if one runs.
    pub fn get(&self, slot: &str) -> Option<&Running> {
        self.running.get(slot)
    }

    /// Whether anything runs.
    pub fn any(&self) -> bool {
        !self.running.is_empty()
    }

    fn is_current(&self, slot: &str, generation: u64) -> bool {
        self.running
            .get(slot)
            .is_some_and(|r| r.generation == generation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_job_of_a_slot_counts() {
        let mut jobs = Jobs::default();
        let first = jobs.begin("count", 10);
        let second = jobs.begin("count", 20);
        assert_eq!(jobs.get("count").map(|r| r.since), Some(10));
        assert!(!jobs.end("count", first));
        assert!(jobs.end("count", second));
        assert!(!jobs.any());
    }
}
