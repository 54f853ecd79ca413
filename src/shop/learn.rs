//! `learn`: makes the engine's fit anew and says what was learned.

use super::{Error, Progress, Shop};
use crate::model::time::{Day, Moment};
use crate::recommend::fit::{Blend, Method, SIGN_NAMES, VISIT_SIGN_NAMES};
use serde::Serialize;

/// What was learned.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Learned {
    /// Everything before this day was used (UTC).
    pub cut: Day,
    /// Facts in the shop: sold lines, views, carts, clicks.
    pub facts: usize,
    /// People with facts.
    pub people: usize,
    /// Products.
    pub products: usize,
    /// How products were related: `linear`, or in large catalogues linear for the most held products and walks for all.
    pub method: &'static str,
    /// Weights for what a person does not have yet.
    pub new: Weights,
    /// Weights where repeats are wanted.
    pub again: Weights,
    /// What the signs of a visit's next product are worth.
    pub visit: Vec<Weight>,
}

/// What the signs of Recommended for You are worth.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Weights {
    /// For products that are new to the person.
    pub new_products: Vec<Weight>,
    /// For products that the person had.
    pub own_products: Vec<Weight>,
    /// Days in which a doing fades.
    pub fades_in_days: f64,
}

/// One sign and its weight.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Weight {
    /// What it looks at, in words.
    pub sign: &'static str,
    /// What it is worth; 0 = nothing.
    pub weight: f64,
}

/// Names beside weights, those that are worth nothing left out.
pub(crate) fn named(names: &[&'static str], weights: &[f64]) -> Vec<Weight> {
    let pairs = names.iter().zip(weights).filter(|(_, w)| **w > 0.0);
    pairs
        .map(|(sign, weight)| Weight {
            sign,
            weight: (weight * 1e4).round() / 1e4,
        })
        .collect()
}

impl From<Blend> for Weights {
    fn from(blend: Blend) -> Weights {
        Weights {
            new_products: named(&SIGN_NAMES, &blend.new),
            own_products: named(&SIGN_NAMES, &blend.had),
            fades_in_days: blend.fades_in,
        }
    }
}

impl Shop {
    /// Learns anew from everything before today (the shop's) and stores the fit.
    pub fn learn(&self, at: Option<Moment>, progress: &dyn Progress) -> Result<Learned, Error> {
        let engine = self.engine()?;
        let at = at.unwrap_or_else(|| self.now());
        let fit = self.make_fit(&engine, at, progress)?.ok_or_else(|| {
            Error::Asked(
                "there is nothing to learn from yet; import orders or events first (regulars import FILE)".into(),
            )
        })?;
        let (new, again) = fit.blends();
        Ok(Learned {
            cut: fit.cut(),
            facts: engine.len(),
            people: engine.customers(),
            products: fit.products(),
            method: match fit.method() {
                Method::Linear => "linear",
                Method::Head => "linear for the most held, walks for all",
            },
            new: new.into(),
            again: again.into(),
            visit: named(&VISIT_SIGN_NAMES, fit.visit()),
        })
    }
}
