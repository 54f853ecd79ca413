//! The trace: every step of a block with what went in, what came out and what was left out.

use super::left_out::LeftOut;
use crate::model::decision::Step;
use crate::model::ids::ProductId;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// Left out whoever comes: shared between decisions, in product order.
    pub always: Arc<Vec<(ProductId, LeftOut)>>,
    /// Left out in this decision.
    pub here: Vec<(ProductId, LeftOut)>,
    /// After boosting: products and scores, best first.
    pub order: Vec<(ProductId, f64)>,
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
            always: Arc::default(),
            here: Vec::new(),
            order: Vec::new(),
        }
    }

    /// Why this step left a product out, if it did.
    pub fn why(&self, product: ProductId) -> Option<&LeftOut> {
        let here = self
            .here
            .iter()
            .find(|(p, _)| *p == product)
            .map(|(_, why)| why);
        here.or_else(|| {
            let at = self
                .always
                .binary_search_by_key(&product, |(p, _)| *p)
                .ok()?;
            Some(&self.always.get(at)?.1)
        })
    }
}

/// Counts by reason instead of thousands of products; `why_not` answers for a single one.
impl Serialize for Passage {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        for (_, why) in self.here.iter().chain(self.always.iter()) {
            *counts.entry(why.kind()).or_default() += 1;
        }
        let mut out = s.serialize_struct("passage", 6)?;
        out.serialize_field("step", &self.step)?;
        out.serialize_field("source", &self.source)?;
        out.serialize_field("what", &self.what)?;
        out.serialize_field("entered", &self.entered)?;
        out.serialize_field("left", &self.left)?;
        out.serialize_field("left_out", &counts)?;
        out.end()
    }
}
