//! Money is heavy-tailed: an always-valid interval for revenue per visitor, and capped averages with intervals on the
//! log scale.

use super::ratio::{Lift, MeanOf, t_quantile};
use libm::{exp, log, sqrt};

/// Units at which the confidence sequence is tightest; fixed before any data are seen.
pub const TUNED_TO: f64 = 5_000.0;

/// Half width, at level 1 - `alpha`, of the asymptotic confidence sequence (Waudby-Smith et al. 2023) of a mean over
/// `n` units with standard error `error`, tuned to `tuned_to` units. May be looked at every day.
pub fn sequence_half_width(error: f64, n: f64, alpha: f64, tuned_to: f64) -> f64 {
    if n <= 0.0 {
        return f64::INFINITY;
    }
    let rho2 = (-2.0 * log(alpha) + log(1.0 - 2.0 * log(alpha))) / tuned_to;
    let t = n * rho2 + 1.0;
    error * sqrt(n) * sqrt(2.0 * t / (n * n * rho2) * log(sqrt(t) / alpha))
}

/// The always-valid 95 % interval of the lift of two means; `None` where there is no lift.
pub fn lift_sequence(control: &MeanOf, treatment: &MeanOf) -> Option<(f64, f64, f64)> {
    let lift = Lift::of(control, treatment)?;
    let half = sequence_half_width(lift.error, control.n + treatment.n, 0.05, TUNED_TO);
    Some((lift.effect, lift.effect - half, lift.effect + half))
}

/// The value at which single values are capped: the 99th percentile, the 95th under 200 values (linear interpolation);
/// `None` without values. `values` are sorted in place.
pub fn cap(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    let share = if values.len() < 200 { 0.95 } else { 0.99 };
    percentile(values, share).map(|v| v.round() as i64)
}

/// A percentile of sorted values by linear interpolation (numpy's default).
pub fn percentile(sorted: &[i64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let low = place.floor() as usize;
    let a = *sorted.get(low)? as f64;
    let b = *sorted.get((low + 1).min(last))? as f64;
    Some(a + (b - a) * (place - low as f64))
}

/// The interval of a positive mean, symmetric on the log scale: mean x exp(+/- t x error / mean). `None` where it
/// cannot be told: fewer than 2 units or a mean that is not positive.
pub fn log_interval(mean: &MeanOf) -> Option<(f64, f64)> {
    if mean.n < 2.0 || mean.mean <= 0.0 {
        return None;
    }
    let width = t_quantile(0.975, mean.n - 1.0) * mean.error() / mean.mean;
    Some((mean.mean * exp(-width), mean.mean * exp(width)))
}
