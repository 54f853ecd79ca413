//! `learn`: makes the engine's fit anew and says what was learned.

use super::{Error, Progress, Shop};
use crate::model::time::{Day, Moment};
use crate::recommend::fit::{Blend, Method};
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
    /// How products were related: `linear` or `walks`.
    pub method: &'static str,
    /// Weights for what a person does not have yet.
    pub new: Weights,
    /// Weights where repeats are wanted.
    pub again: Weights,
}

/// How much each part of Recommended for You weighs.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Weights {
    /// What goes with the history.
    pub model: f64,
    /// What sells now.
    pub popular: f64,
    /// What the person buys again and again.
    pub frequency: f64,
    /// How many days count as now.
    pub popular_days: u32,
}

impl From<Blend> for Weights {
    fn from(blend: Blend) -> Weights {
        Weights {
            model: blend.model,
            popular: blend.popular,
            frequency: blend.frequency,
            popular_days: blend.popular_days,
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
                Method::Ease => "linear",
                Method::Walks => "walks",
            },
            new: new.into(),
            again: again.into(),
        })
    }
}
