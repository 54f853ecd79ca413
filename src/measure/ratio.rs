//! Metrics whose denominator is not the unit of randomisation (CTR, average order): delta method; and Welch's t on
//! the relative lift.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Sums over units of a numerator `m` and a denominator `d`.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct RatioSums {
    /// Units.
    pub n: f64,
    /// Sum of m.
    pub m: f64,
    /// Sum of m squared.
    pub mm: f64,
    /// Sum of d.
    pub d: f64,
    /// Sum of d squared.
    pub dd: f64,
    /// Sum of m times d.
    pub md: f64,
}

/// A mean with the variance of one unit and the number of units.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct MeanOf {
    /// The mean (or ratio of means).
    pub mean: f64,
    /// Variance of one unit.
    pub variance: f64,
    /// Units.
    pub n: f64,
}

impl MeanOf {
    /// From a sum and a sum of squares.
    pub fn of_sums(n: f64, sum: f64, sum_squares: f64) -> MeanOf {
        let mean = if n > 0.0 { sum / n } else { 0.0 };
        MeanOf {
            mean,
            variance: if n > 1.0 {
                ((sum_squares - sum * sum / n) / (n - 1.0)).max(0.0)
            } else {
                0.0
            },
            n,
        }
    }

    /// From a share.
    pub fn of_share(n: f64, sum: f64) -> MeanOf {
        let mean = if n > 0.0 { sum / n } else { 0.0 };
        MeanOf {
            mean,
            variance: mean * (1.0 - mean),
            n,
        }
    }

    /// Standard error.
    pub fn error(&self) -> f64 {
        if self.n > 0.0 {
            (self.variance / self.n).sqrt()
        } else {
            f64::INFINITY
        }
    }
}

impl RatioSums {
    /// The ratio of sums with its delta-method variance (Deng et al. 2018):
    /// v = vm/d^2 - 2 m cov/d^3 + m^2 vd/d^4.
    pub fn ratio(&self) -> MeanOf {
        let n = self.n;
        if n < 2.0 || self.d == 0.0 {
            return MeanOf {
                mean: if self.d == 0.0 { 0.0 } else { self.m / self.d },
                variance: 0.0,
                n,
            };
        }
        let (m, d) = (self.m / n, self.d / n);
        let spread = |square: f64, a: f64, b: f64| (square - a * b / n) / (n - 1.0);
        let vm = spread(self.mm, self.m, self.m);
        let vd = spread(self.dd, self.d, self.d);
        let cov = spread(self.md, self.m, self.d);
        MeanOf {
            mean: m / d,
            variance: (vm / d.powi(2) - 2.0 * m * cov / d.powi(3) + m * m * vd / d.powi(4))
                .max(0.0),
            n,
        }
    }

    /// How much wider than a share of independent trials the ratio spreads (the design effect); 1 at least.
    pub fn design_effect(&self) -> f64 {
        let r = self.ratio();
        let plain = r.mean * (1.0 - r.mean) / self.d;
        if self.n < 2.0 || plain <= 0.0 {
            return 1.0;
        }
        (r.variance / r.n / plain).max(1.0)
    }
}

/// The lift of two means with its interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lift {
    /// Treatment / control - 1.
    pub effect: f64,
    /// Standard error by the delta method.
    pub error: f64,
    /// Welch-Satterthwaite degrees of freedom.
    pub freedom: f64,
}

impl Lift {
    /// The relative lift; `None` where the control's mean or a spread is zero.
    pub fn of(control: &MeanOf, treatment: &MeanOf) -> Option<Lift> {
        let (a, b) = (control, treatment);
        if a.mean == 0.0 || a.n < 2.0 || b.n < 2.0 || a.variance.min(b.variance) <= 0.0 {
            return None;
        }
        let variance = b.variance / (a.mean.powi(2) * b.n)
            + a.variance * b.mean.powi(2) / (a.mean.powi(4) * a.n);
        let (va, vb) = (a.variance / a.n, b.variance / b.n);
        let freedom = (va + vb).powi(2) / (va.powi(2) / (a.n - 1.0) + vb.powi(2) / (b.n - 1.0));
        Some(Lift {
            effect: (b.mean - a.mean) / a.mean,
            error: variance.sqrt(),
            freedom,
        })
    }

    /// The two-sided t interval at level 1 - alpha.
    pub fn interval(&self, alpha: f64) -> (f64, f64) {
        let half = t_quantile(1.0 - alpha / 2.0, self.freedom) * self.error;
        (self.effect - half, self.effect + half)
    }
}

/// Quantile of Student's t; the normal one where the degrees of freedom are not a number.
pub fn t_quantile(p: f64, freedom: f64) -> f64 {
    match StudentsT::new(0.0, 1.0, freedom) {
        // One Newton step on top: the library's inverse stops at about 1e-9 of p.
        Ok(t) => {
            use statrs::distribution::Continuous;
            let x = t.inverse_cdf(p);
            let slope = t.pdf(x);
            if slope > 0.0 {
                x - (t.cdf(x) - p) / slope
            } else {
                x
            }
        }
        Err(_) => super::interval::Z95,
    }
}
