//! The exact sequential test: an e-value that may be looked at every day (Ville's inequality; Howard et al. 2021).
//!
//! If the split does not depend on the outcome, each success belongs to the treatment with a known chance `s`, the
//! treatment's share of the traffic. The e-value is how much better a mixture over other chances explains the side
//! on which the successes fell.

use super::verdict::Shares;
use libm::{exp, lgamma, log};

/// Weight of the mixture: a + b of the Beta prior, with its mean at the treatment's share.
const WEIGHT: f64 = 10.0;

/// The e-value of two arms (successes, units), with the share of traffic as it was. 1 = nothing is known.
pub fn exact(control: (u64, u64), treatment: (u64, u64)) -> f64 {
    let total = control.1 + treatment.1;
    if control.1 == 0 || treatment.1 == 0 {
        return 1.0;
    }
    let share = treatment.1 as f64 / total as f64;
    exp(log_evalue(control.0 as f64, treatment.0 as f64, share))
}

/// The natural logarithm of the e-value for `x` successes in the control and `y` in the treatment, of which the
/// treatment gets the share `share` (0 to 1, both excluded) of the traffic.
pub fn log_evalue(x: f64, y: f64, share: f64) -> f64 {
    let (a, b) = (WEIGHT * share, WEIGHT * (1.0 - share));
    log_beta(a + y, b + x) - log_beta(a, b) - y * log(share) - x * log(1.0 - share)
}

fn log_beta(a: f64, b: f64) -> f64 {
    lgamma(a) + lgamma(b) - lgamma(a + b)
}

/// Days until the e-value reaches `aim` if the days to come are like those so far; `None` if that takes more than ten
/// years.
pub fn days_to(shares: &Shares, aim: f64) -> Option<u32> {
    let ((xa, na), (xb, nb)) = (shares.control, shares.treatment);
    if shares.days == 0 || na == 0 || nb == 0 {
        return None;
    }
    let share = nb as f64 / (na + nb) as f64;
    let at = |days: u32| {
        let k = f64::from(days) / f64::from(shares.days);
        log_evalue(xa as f64 * k, xb as f64 * k, share)
    };
    let (mut low, mut high) = (shares.days, shares.days.saturating_add(3650));
    if at(high) < log(aim) {
        return None;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if at(middle) >= log(aim) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high - shares.days)
}
