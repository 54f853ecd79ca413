//! A judgement in words: what each strategy finds against Best Sellers, and what cannot be told.

use super::judge::{Found, JudgedRow};
use crate::measure::rounding;
use crate::recommend::judge::Basis;

/// What the long tail is, in words.
pub const LONG_TAIL: &str = "Long tail: the share of all places that went to products other than the few best sellers that \
     make up half of the orders of 90 days (APLT; Abdollahpouri, Burke and Mobasher 2019).";

/// What is looked at, in words.
pub(super) const NEXT: &str = "of what people buy next";
/// The same of what was new to people.
pub(super) const FIRST: &str = "of what people buy for the first time";

impl Found {
    /// What a ranker finds against Best Sellers, in a sentence.
    pub(super) fn against(&self, name: &str, baseline: bool, what: &str) -> String {
        if baseline {
            return format!("Everything else is compared with {name}.");
        }
        let (Some(lift), Some(low)) = (self.lift, self.low) else {
            return format!(
                "For your shop it cannot be told how much {name} finds {what}: Best Sellers found too little to compare with."
            );
        };
        let percent = |share: f64| rounding::whole_percent(share.abs());
        let side = |share: f64| match share < 0.0 {
            true => format!("{} less", percent(share)),
            false => format!("{} more", percent(share)),
        };
        let high = self.high.filter(|_| self.better != Some(false));
        let range = match (self.better, high) {
            (Some(true), Some(high)) => format!("between {} and {}", percent(low), percent(high)),
            (Some(true), None) => format!("{} or more", percent(low)),
            (Some(false), _) => format!(
                "between {} and {}",
                percent(self.high.unwrap_or(0.0)),
                percent(low)
            ),
            (None, Some(high)) => format!("between {} and {}", side(low), side(high)),
            (None, None) => format!("anything from {}", side(low)),
        };
        match self.better {
            Some(better) => format!(
                "For your shop, {name} finds {} {} {what} than Best Sellers ({range}).",
                percent(lift),
                if better { "more" } else { "less" }
            ),
            None => format!(
                "For your shop it cannot be told yet whether {name} finds more {what} than Best Sellers ({range}): {} people are too few, or there is no difference.",
                rounding::count(self.hit_rate.denominator)
            ),
        }
    }
}

/// What came of it in a sentence or two: what surely finds most of everything, and most of what is new to people.
pub(super) fn sentence(rows: &[JudgedRow], basis: &Basis) -> String {
    let best = rows.iter().find(|r| r.any.better == Some(true));
    let new = rows.iter().filter_map(|r| Some((r, r.new.as_ref()?)));
    let new = new
        .filter(|(_, found)| found.better == Some(true))
        .max_by_key(|(_, found)| found.hit_rate.numerator);
    let new = new.filter(|(new, _)| best.is_none_or(|best| best.ranker != new.ranker));
    let best = best.map(|r| r.sentence.clone());
    let new = new.and_then(|(r, _)| r.sentence_new.clone());
    let said: Vec<String> = best.into_iter().chain(new).collect();
    match said.is_empty() {
        true => format!(
            "Nothing surely finds more of what people buy next than Best Sellers: {} people are too few to tell, or there is no difference.",
            rounding::count(basis.judged)
        ),
        false => said.join(" "),
    }
}

/// How it was judged.
pub(super) fn how(basis: &Basis, compared: usize) -> String {
    format!(
        "Ranked as of {} from what was known then, for {} of {} people who bought until {}; a hit = one of the ten products shown was bought. {} newcomers are left out. Of {compared} comparisons about {} may look sure by chance alone.",
        basis.cut,
        rounding::count(basis.judged),
        rounding::count(basis.people),
        basis.to,
        rounding::count(basis.newcomers),
        (compared as f64 * 0.05).round().max(1.0)
    )
}

#[cfg(test)]
mod tests {
    use super::super::judge::Average;
    use super::*;
    use crate::measure::metrics::Rate;

    #[test]
    fn sentences_give_the_range_and_say_when_it_cannot_be_told() {
        let found = |lift: Option<(f64, f64, Option<f64>)>, better| Found {
            hit_rate: Rate::of(70, 140),
            ndcg: Average::default(),
            long_tail: None,
            coverage: 0.0,
            products: 0,
            lift: lift.map(|l| l.0),
            low: lift.map(|l| l.1),
            high: lift.and_then(|l| l.2),
            better,
        };
        let say = |lift, better| found(lift, better).against("Bought Together", false, NEXT);
        let end = "of what people buy next than Best Sellers";
        assert_eq!(
            say(Some((0.31, 0.12, Some(0.52))), Some(true)),
            format!("For your shop, Bought Together finds 31% more {end} (between 12% and 52%).")
        );
        assert_eq!(
            say(Some((-0.31, -0.52, Some(-0.12))), Some(false)),
            format!("For your shop, Bought Together finds 31% less {end} (between 12% and 52%).")
        );
        assert_eq!(
            say(Some((0.1, -0.05, Some(0.28))), None),
            format!(
                "For your shop it cannot be told yet whether Bought Together finds more {end} (between 5% less and 28% more): 140 people are too few, or there is no difference."
            )
        );
        assert!(say(None, None).contains("found too little to compare with"));
    }
}
