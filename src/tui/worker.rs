//! Runs jobs on other threads: at most one for each slot; a newer one cancels the older.

use super::app::{Job, JobCx, Msg};
use crate::shop::{Cancel, Progress, Shop};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

/// Between two words on how far a job is.
const PROGRESS_MS: u64 = 100;

/// The jobs of the screen.
pub struct Worker {
    shop: Arc<Shop>,
    answers: UnboundedSender<Msg>,
    cancels: BTreeMap<&'static str, Arc<Cancel>>,
}

struct Reporter {
    slot: &'static str,
    generation: u64,
    answers: UnboundedSender<Msg>,
    started: Instant,
    last: AtomicU64,
}

impl Progress for Reporter {
    fn at(&self, phase: &str, done: u64, total: u64) {
        let now = self.started.elapsed().as_millis() as u64 + PROGRESS_MS;
        let last = self.last.load(Ordering::Relaxed);
        if now < last + PROGRESS_MS {
            return;
        }
        self.last.store(now, Ordering::Relaxed);
        let _ = self.answers.send(Msg::Progress {
            slot: self.slot,
            generation: self.generation,
            phase: phase.to_owned(),
            done,
            total,
        });
    }
}

impl Worker {
    /// Sends answers to `answers`.
    pub fn new(shop: Arc<Shop>, answers: UnboundedSender<Msg>) -> Worker {
        Worker {
            shop,
            answers,
            cancels: BTreeMap::new(),
        }
    }

    /// Starts a job, after its pause; the older one of its slot is told to stop.
    pub fn start(&mut self, job: Job, generation: u64) {
        let slot = job.slot;
        let cancel = Arc::new(Cancel::default());
        if let Some(older) = self.cancels.insert(slot, Arc::clone(&cancel)) {
            older.stop();
        }
        let (shop, answers) = (Arc::clone(&self.shop), self.answers.clone());
        tokio::spawn(async move {
            if job.debounce > 0 {
                tokio::time::sleep(Duration::from_millis(job.debounce)).await;
            }
            if cancel.stopped() {
                return;
            }
            let reporter = Reporter {
                slot,
                generation,
                answers: answers.clone(),
                started: Instant::now(),
                last: AtomicU64::new(0),
            };
            let done = tokio::task::spawn_blocking(move || {
                job.run(&JobCx {
                    shop: &shop,
                    cancel: &cancel,
                    progress: &reporter,
                })
            })
            .await;
            let _ = answers.send(match done {
                Ok(msg) => Msg::Done {
                    slot,
                    generation,
                    msg: Box::new(msg),
                },
                Err(_) => Msg::Failed { slot, generation },
            });
        });
    }

    /// Tells the job of a slot to stop.
    pub fn cancel(&mut self, slot: &'static str) {
        if let Some(cancel) = self.cancels.remove(slot) {
            cancel.stop();
        }
    }

    /// Tells every job to stop.
    pub fn stop(&mut self) {
        for (_, cancel) in std::mem::take(&mut self.cancels) {
            cancel.stop();
        }
    }
}
