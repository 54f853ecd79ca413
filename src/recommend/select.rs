//! Choosing the best n and making reasons add up to the score.

use super::{Allowed, Engine, Grade, Ranked, Reason};
use std::cmp::Ordering;

/// Rounded to 1e-9: the precision in which scores are compared, kept and shown.
pub fn rounded(score: f64) -> f64 {
    let scaled = (score * 1e9).round() / 1e9;
    if scaled.is_finite() {
        scaled + 0.0
    } else {
        0.0
    }
}

/// The best `n` of the allowed products by rounded score, ties by product id; scores that are not above 0 stay out.
pub(crate) fn best(
    engine: &Engine,
    allowed: &Allowed,
    scores: impl IntoIterator<Item = (u32, f64)>,
    n: usize,
) -> Vec<(u32, f64)> {
    let mut found: Vec<(u32, f64)> = scores
        .into_iter()
        .filter(|(product, _)| allowed.contains(*product))
        .map(|(product, score)| (product, rounded(score)))
        .filter(|(_, score)| *score > 0.0)
        .collect();
    let order = |a: &(u32, f64), b: &(u32, f64)| -> Ordering {
        b.1.total_cmp(&a.1)
            .then_with(|| engine.item(a.0).id.cmp(&engine.item(b.0).id))
    };
    if n == 0 {
        return Vec::new();
    }
    if found.len() > n {
        found.select_nth_unstable_by(n - 1, order);
        found.truncate(n);
    }
    found.sort_unstable_by(order);
    found
}

/// A ranked product whose reasons' addends, each rounded, sum to the score; what rounding left goes to the greatest.
pub(crate) fn ranked(
    engine: &Engine,
    product: u32,
    score: f64,
    grade: Grade,
    mut reasons: Vec<Reason>,
) -> Ranked {
    let score = rounded(score);
    for reason in &mut reasons {
        reason.addend = rounded(reason.addend);
    }
    reasons.retain(|r| r.addend != 0.0);
    reasons.sort_by(|a, b| b.addend.total_cmp(&a.addend));
    let sum: f64 = reasons.iter().map(|r| r.addend).sum();
    if let Some(first) = reasons.first_mut() {
        first.addend = rounded(first.addend + (score - sum));
    }
    Ranked {
        product: engine.item(product).id,
        score,
        grade,
        reasons,
    }
}

/// A ranked product with one reason that is the whole score.
pub(crate) fn ranked_by(
    engine: &Engine,
    product: u32,
    score: f64,
    grade: Grade,
    because: super::Because,
    evidence: Vec<super::Evidence>,
) -> Ranked {
    let reason = Reason {
        because,
        addend: score,
        evidence,
    };
    ranked(engine, product, score, grade, vec![reason])
}
