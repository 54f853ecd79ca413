//! The trace: every step of a block with what went in, what came out and what was left out.

use super::book::Mask;
use super::decision::Moved;
use super::left_out::LeftOut;
use crate::model::decision::Step;
use crate::model::ids::ProductId;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// The steps of one block in the order in which they happened.
#[derive(Clone, PartialEq, Default, Debug, Serialize)]
#[serde(transparent)]
pub struct Trace(pub Vec<Passage>);

/// One step of one source (the strategy, or a member of its fallback chain).
#[derive(Clone, PartialEq, Debug)]
pub struct Passage {
    /// Which step.
    pub step: Step,
    /// 0 = the strategy itself, n = the n-th of the fallback chain.
    pub source: usize,
    /// What it did, in words.
    pub what: String,
    /// Products before.
    pub entered: usize,
    /// Products after.
    pub left: usize,
    /// Sets that a product must be in, by its number in the engine; shared between decisions.
    pub masks: Vec<Mask>,
    /// Left out one by one.
    pub here: Vec<(ProductId, LeftOut)>,
    /// After boosting: products and scores, best first.
    pub order: Vec<(ProductId, f64)>,
    /// After boosting: the products whose place changed.
    pub moves: Vec<(ProductId, Moved)>,
}

impl Passage {
    /// A step that only says something.
    pub fn said(step: Step, source: usize, what: impl Into<String>) -> Passage {
        Passage {
            step,
            source,
            what: what.into(),
            entered: 0,
            left: 0,
            masks: Vec::new(),
            here: Vec::new(),
            order: Vec::new(),
            moves: Vec::new(),
        }
    }

    /// The same with how many products went in and came out.
    #[must_use]
    pub fn counted(mut self, entered: usize, left: usize) -> Passage {
        self.entered = entered;
        self.left = left;
        self
    }

    /// Why this step left a product out, if it did: the first set that it is not in, else what was said of it alone.
    pub fn why(&self, product: ProductId, number: u32) -> Option<&LeftOut> {
        let outside = self.masks.iter().find(|(set, _)| !set.contains(number));
        let alone = || self.here.iter().find(|(p, _)| *p == product);
        outside
            .map(|(_, why)| why)
            .or_else(|| alone().map(|(_, why)| why))
    }

    /// How many products each reason left out, those of the sets counted by the first set that they are not in.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut before = self.entered;
        let mut rest: Option<crate::recommend::Allowed> = None;
        for (set, why) in &self.masks {
            let now = match &mut rest {
                Some(rest) => {
                    rest.keep(set);
                    rest.len()
                }
                None => {
                    rest = Some(crate::recommend::Allowed::clone(set));
                    set.len()
                }
            };
            if now < before {
                *counts.entry(why.kind()).or_default() += before - now;
            }
            before = now;
        }
        for (_, why) in &self.here {
            *counts.entry(why.kind()).or_default() += 1;
        }
        counts
    }
}

/// Moves written out for one step: more than any block has slots.
const MOST_MOVES: usize = 48;

#[derive(Serialize)]
struct Move<'a> {
    product: &'a ProductId,
    #[serde(flatten)]
    moved: &'a Moved,
}

/// Counts by reason instead of thousands of products; `why_not` answers for a single one.
impl Serialize for Passage {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut out = s.serialize_struct("passage", 8)?;
        out.serialize_field("step", &self.step)?;
        out.serialize_field("number", &self.step.number())?;
        out.serialize_field("source", &self.source)?;
        out.serialize_field("what", &self.what)?;
        out.serialize_field("entered", &self.entered)?;
        out.serialize_field("left", &self.left)?;
        out.serialize_field("left_out", &self.counts())?;
        let moves = self.moves.iter().take(MOST_MOVES);
        let moves: Vec<Move<'_>> = moves
            .map(|(product, moved)| Move { product, moved })
            .collect();
        out.serialize_field("moved", &moves)?;
        out.end()
    }
}
