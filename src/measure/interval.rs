//! Intervals for shares: Wilson for one share, Newcombe for a difference, Koopman's score interval for a ratio.

/// Two-sided 95 % quantile of the normal distribution.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Both ends of an interval; an end may be infinite.
pub type Ends = (f64, f64);

/// Wilson's score interval of a share; (0, 1) without any trial. Fractional counts are allowed, so that an
/// effective sample size can be used.
pub fn wilson(successes: f64, trials: f64, z: f64) -> Ends {
    if trials <= 0.0 {
        return (0.0, 1.0);
    }
    let p = (successes / trials).clamp(0.0, 1.0);
    let z2 = z * z;
    let middle = (p + z2 / (2.0 * trials)) / (1.0 + z2 / trials);
    let half =
        z / (1.0 + z2 / trials) * (p * (1.0 - p) / trials + z2 / (4.0 * trials * trials)).sqrt();
    // The ends are exact where nothing or everything succeeded; rounding must not push them past the share.
    let low = if p <= 0.0 {
        0.0
    } else {
        (middle - half).max(0.0)
    };
    let high = if p >= 1.0 {
        1.0
    } else {
        (middle + half).min(1.0)
    };
    (low, high)
}

/// Newcombe's hybrid score interval of the difference treatment - control.
pub fn newcombe(control: (u64, u64), treatment: (u64, u64), z: f64) -> Ends {
    let share = |(x, n): (u64, u64)| if n == 0 { 0.0 } else { x as f64 / n as f64 };
    let (pa, pb) = (share(control), share(treatment));
    let (la, ua) = wilson(control.0 as f64, control.1 as f64, z);
    let (lb, ub) = wilson(treatment.0 as f64, treatment.1 as f64, z);
    let d = pb - pa;
    (
        d - ((pb - lb).powi(2) + (ua - pa).powi(2)).sqrt(),
        d + ((ub - pb).powi(2) + (pa - la).powi(2)).sqrt(),
    )
}

/// Koopman's score interval of the ratio treatment / control, with the factor N/(N-1) on the variance (Miettinen and
/// Nurminen), as statsmodels `confint_proportions_2indep(compare="ratio", method="score")`. Holds at any counts:
/// without any success it is (0, infinity).
pub fn koopman(control: (u64, u64), treatment: (u64, u64), z: f64) -> Ends {
    let ((xa, na), (xb, nb)) = (control, treatment);
    if na == 0 || nb == 0 || (xa == 0 && xb == 0) {
        return (0.0, f64::INFINITY);
    }
    // The statistic falls as the ratio rises: + infinity at 0, so each end is one root.
    let root = |aim: f64| {
        let (mut low, mut high) = (-40.0_f64, 40.0_f64);
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if score((xa, na), (xb, nb), middle.exp()) > aim {
                low = middle;
            } else {
                high = middle;
            }
        }
        (0.5 * (low + high)).exp()
    };
    let low = if xb == 0 { 0.0 } else { root(z) };
    let high = if xa == 0 { f64::INFINITY } else { root(-z) };
    (low, high)
}

/// Interval of the ratio treatment / control where both were tried on the same people: the delta method on the
/// logarithm, (b + c) / (x y) with the people for whom only one of both succeeded. `None` without a success of the
/// control.
pub fn paired_ratio(
    both: u64,
    only_control: u64,
    only_treatment: u64,
    z: f64,
) -> Option<(f64, Ends)> {
    let control = (both + only_control) as f64;
    let treatment = (both + only_treatment) as f64;
    if control == 0.0 {
        return None;
    }
    if treatment == 0.0 {
        // Half a success more on both sides keeps the upper end finite.
        let spread = z * ((only_control as f64 + 1.0) / (0.5 * (control + 0.5))).sqrt();
        return Some((0.0, (0.0, 0.5 / (control + 0.5) * spread.exp())));
    }
    let ratio = treatment / control;
    let spread = z * ((only_control + only_treatment) as f64 / (control * treatment)).sqrt();
    Some((ratio, (ratio * (-spread).exp(), ratio * spread.exp())))
}

/// The score statistic of "treatment = ratio x control".
fn score((xa, na): (u64, u64), (xb, nb): (u64, u64), ratio: f64) -> f64 {
    let (xa, na, xb, nb) = (xa as f64, na as f64, xb as f64, nb as f64);
    let total = na + nb;
    // Maximum likelihood under the ratio: the smaller root of a quadratic, in the form that does not cancel.
    let b = nb * ratio + xb + na + xa * ratio;
    let root = (b * b - 4.0 * total * ratio * (xa + xb)).max(0.0).sqrt();
    let qa = (2.0 * (xa + xb) / (b + root)).clamp(0.0, 1.0);
    let qb = (qa * ratio).clamp(0.0, 1.0);
    let variance = (qb * (1.0 - qb) / nb + ratio * ratio * qa * (1.0 - qa) / na) * total
        / (total - 1.0).max(1.0);
    let distance = xb / nb - ratio * xa / na;
    if variance > 0.0 {
        distance / variance.sqrt()
    } else if distance > 0.0 {
        f64::INFINITY
    } else if distance < 0.0 {
        f64::NEG_INFINITY
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_people_tried_twice() {
        // 40 hits against 10, never the other way round: se = sqrt(30 / 400) = 0.27386, ends 4 exp(-+1.96 x se).
        let (ratio, (low, high)) = paired_ratio(10, 0, 30, Z95).unwrap();
        assert_eq!(ratio, 4.0);
        assert!(
            (low - 2.3386).abs() < 1e-3 && (high - 6.8417).abs() < 1e-3,
            "{low} {high}"
        );
        // The same hits for both leave no doubt; none at all leave an upper end.
        assert_eq!(paired_ratio(25, 0, 0, Z95), Some((1.0, (1.0, 1.0))));
        let (none, (low, high)) = paired_ratio(0, 20, 0, Z95).unwrap();
        assert!(none == 0.0 && low == 0.0 && high.is_finite());
        assert_eq!(paired_ratio(0, 0, 5, Z95), None);
    }
}
