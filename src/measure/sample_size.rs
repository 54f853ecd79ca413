//! How many visitors, and so how many days, a difference takes to show.

use super::interval::Z95;
use super::verdict::Shares;

/// Normal quantile of 80 % power.
pub const POWER80: f64 = 0.841_621_233_572_914_3;

/// Units per arm to tell rate `p` from rate `q` (Evan Miller's calculator): two-sided quantile `z_alpha`, power
/// quantile `z_power`. Infinite where the rates are equal.
pub fn per_arm(p: f64, q: f64, z_alpha: f64, z_power: f64) -> f64 {
    let d = p - q;
    if d == 0.0 {
        return f64::INFINITY;
    }
    let a = z_alpha * (2.0 * p * (1.0 - p)).sqrt();
    let b = z_power * (p * (1.0 - p) + q * (1.0 - q)).sqrt();
    ((a + b) / d).powi(2)
}

/// Days in all, at the traffic so far, until a relative `lift` shows with 80 % power; `None` where the control has no
/// success or no traffic to reckon with.
pub fn days_needed(shares: &Shares, lift: f64) -> Option<u32> {
    let ((xa, na), (_, nb)) = (shares.control, shares.treatment);
    if shares.days == 0 || xa == 0 || nb == 0 {
        return None;
    }
    let p = (xa as f64 / na as f64).clamp(0.0, 1.0);
    let q = (p * (1.0 + lift)).min(1.0);
    // Unequal arms know as much as two equal ones of their harmonic mean.
    let per_day = 2.0 / (1.0 / na as f64 + 1.0 / nb as f64) / f64::from(shares.days);
    let days = per_arm(p, q, Z95, POWER80) / per_day;
    if !days.is_finite() {
        return None;
    }
    Some(days.ceil().clamp(1.0, 1e6) as u32)
}
