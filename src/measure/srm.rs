//! The split check (sample ratio mismatch): are the visitors split as planned? If it rings there is no verdict.

use statrs::function::gamma::gamma_ur;

/// p of the chi-square test of units against the planned weights. Arms of weight 0 are left out, also of the degrees
/// of freedom; a visitor in such an arm is a broken split (p = 0). 1 where there is nothing to test.
pub fn chi_square(units: &[u64], weights: &[f64]) -> f64 {
    let planned: f64 = weights.iter().sum();
    let pairs: Vec<(f64, f64)> = units
        .iter()
        .zip(weights)
        .filter(|(_, w)| **w > 0.0)
        .map(|(n, w)| (*n as f64, w / planned))
        .collect();
    if units.iter().zip(weights).any(|(n, w)| *w <= 0.0 && *n > 0) {
        return 0.0;
    }
    let total: f64 = pairs.iter().map(|(n, _)| n).sum();
    if pairs.len() < 2 || total <= 0.0 {
        return 1.0;
    }
    let statistic: f64 = pairs
        .iter()
        .map(|(n, w)| (n - total * w).powi(2) / (total * w))
        .sum();
    if statistic <= 0.0 {
        return 1.0;
    }
    gamma_ur((pairs.len() - 1) as f64 / 2.0, statistic / 2.0)
}
