//! The strategies of a shop that has no record of what was shown: whether each has the data it needs, and what its
//! ranker would have found on the shop's own last weeks.

use super::judge::{Found, Judged};
use super::strategies::Need;
use super::{Error, Shop};
use crate::model::strategy::State;
use crate::recommend::judge::{BASELINE, Basis};
use crate::recommend::ranker;
use crate::store::rollup_rows;
use serde::Serialize;

/// The strategies table without impressions.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Offline {
    /// The judged first, the best at the top; then those that lack data; what the others are compared with last.
    pub rows: Vec<OfflineRow>,
    /// What came of the judgement in a sentence; `None` = nothing was judged yet.
    pub sentence: Option<String>,
    /// How it was judged.
    pub how: Option<String>,
    /// What was judged on.
    pub basis: Option<Basis>,
    /// Whether it is worth judging (anew).
    pub wanted: bool,
    /// Which file would bring click rate and conversion; empty where it has come.
    pub lacking: &'static str,
}

/// One strategy.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct OfflineRow {
    /// Id of the strategy; of the ranker where no strategy is the plain baseline.
    pub id: String,
    /// Name.
    pub name: String,
    /// Whether it takes part.
    pub state: State,
    /// Whether the shop has the data it needs.
    pub ready: bool,
    /// What it needs most and what the shop has of it.
    pub need: Option<Need>,
    /// What keeps it from being judged, in words; `None` = it is judged, or could be.
    pub unjudged: Option<String>,
    /// What the others are compared with.
    pub baseline: bool,
    /// Whether it never shows what somebody bought before: then it is compared by what was new to them.
    pub only_new: bool,
    /// What its ranker found of everything that people bought next.
    pub any: Option<Found>,
    /// What it found of what was new to them.
    pub new: Option<Found>,
    /// What it finds against Best Sellers in a sentence.
    pub sentence: Option<String>,
}

impl OfflineRow {
    /// What it is compared with Best Sellers by.
    pub fn compared(&self) -> Option<&Found> {
        let new = self.new.as_ref().filter(|_| self.only_new);
        new.or(self.any.as_ref())
    }
}

impl Offline {
    /// The line that says which file is missing.
    pub const LACKING: &'static str =
        "An event file of what was shown and clicked brings click rate and conversion.";
}

impl Shop {
    /// The strategies table without impressions; never judges.
    pub fn offline(&self) -> Result<Offline, Error> {
        let kept = self.judged()?;
        let (judged, old) = match &kept {
            Some((judged, old)) => (Some(judged), *old),
            None => (None, true),
        };
        let mut rows: Vec<OfflineRow> = Vec::new();
        let any_impressions = self.store.read(rollup_rows::any_impressions)?;
        let scene = self.scene(None)?;
        let documents = scene.playbook.strategies.iter();
        for document in documents.filter(|d| d.state != State::Archived) {
            let row = scene.strategy_row(document, None);
            let card = ranker(&row.ranker).map(|r| r.card());
            let id = card.map_or("", |c| c.id);
            let again = document
                .parameters
                .get("again")
                .is_some_and(|again| *again >= 0.5);
            let own = document.parameters.keys().any(|k| k != "again")
                || document.choices.values().any(|c| !c.is_empty());
            let found = judged.filter(|_| !own).and_then(|j| j.of_ranker(id, again));
            let need = row.needs.into_iter().next();
            let unjudged = match (&row.problem, found) {
                (Some(problem), _) => Some(problem.clone()),
                (None, Some(_)) => None,
                (None, None) if !row.ready => None,
                (None, None) if own => Some("has settings of its own".into()),
                (None, None) if judged.is_some() => Some("cannot be judged by orders".into()),
                (None, None) => None,
            };
            let repeats = card.is_some_and(|c| c.repeats());
            rows.push(OfflineRow {
                only_new: repeats && !again,
                baseline: found.is_some_and(|f| f.baseline),
                any: found.map(|f| f.any.clone()),
                new: found.and_then(|f| f.new.clone()),
                sentence: found.map(|f| f.said(repeats && !again)),
                id: row.id,
                name: row.name,
                state: row.state,
                ready: row.ready,
                need,
                unjudged,
            });
        }
        // One baseline, even if several strategies are the plain Best Sellers or none is.
        let plain = rows.iter().position(|r| r.baseline);
        for (i, row) in rows.iter_mut().enumerate() {
            row.baseline = Some(i) == plain;
        }
        if let (None, Some(base)) = (plain, judged.and_then(|j| j.of_ranker(BASELINE, false))) {
            rows.push(baseline(base));
        }
        let place = |r: &OfflineRow| (r.baseline, r.any.is_none(), !r.ready);
        let lift = |r: &OfflineRow| {
            let lift = r.compared().and_then(|f| f.lift);
            lift.map_or(i64::MIN, |l| (l * 1e9).round() as i64)
        };
        rows.sort_by_key(|r| (place(r), std::cmp::Reverse(lift(r))));
        Ok(Offline {
            rows,
            sentence: judged.map(|j| j.sentence.clone()),
            how: judged.map(|j| j.how.clone()),
            basis: judged.map(|j: &Judged| j.basis),
            wanted: old,
            lacking: if any_impressions {
                ""
            } else {
                Offline::LACKING
            },
        })
    }
}

fn baseline(base: &super::judge::JudgedRow) -> OfflineRow {
    OfflineRow {
        id: base.ranker.clone(),
        name: base.name.clone(),
        state: State::Live,
        ready: true,
        need: None,
        unjudged: None,
        baseline: true,
        only_new: false,
        any: Some(base.any.clone()),
        new: base.new.clone(),
        sentence: Some(base.sentence.clone()),
    }
}
