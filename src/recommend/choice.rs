//! How much each sign counts, learned from what people then chose (a conditional logit, McFadden 1974).
//!
//! Every case is a person or visit with the products that could have come next, each described by signs that are 0 or
//! more; the weights, 0 or more too, are those under which what really came was most likely. So a score is a sum of
//! signs times weights in which nothing cancels, and the same few lines serve visits and customers.

use rayon::prelude::*;

/// Pull towards 0, in units of each sign's spread: signs that say the same share the weight.
const PULL: f64 = 1e-3;
/// Steps at most; most shops need about ten.
const STEPS: usize = 40;
/// Cases summed by one thread at a time; fixed, so that the number of cores changes nothing.
const CHUNK: usize = 32;

/// Cases side by side.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cases<'a> {
    signs: usize,
    cases: Vec<Case<'a>>,
}

/// One case: its candidates' signs, row after row, and which of them were chosen.
#[derive(Clone, Copy, Debug)]
struct Case<'a> {
    rows: &'a [f32],
    chosen: &'a [bool],
    say: f64,
}

impl<'a> Cases<'a> {
    pub(crate) fn new(signs: usize) -> Cases<'a> {
        Cases {
            signs,
            cases: Vec::new(),
        }
    }

    /// Adds a case: candidates' signs in rows of equal length, and which of them were chosen. A case without a chosen
    /// one teaches nothing.
    pub(crate) fn add(&mut self, rows: &'a [f32], chosen: &'a [bool]) {
        debug_assert_eq!(rows.len(), chosen.len() * self.signs);
        let hits = chosen.iter().filter(|c| **c).count();
        if hits > 0 && chosen.len() > 1 {
            // Who bought many things has more to say, but not as often as things.
            let say = 1.0 / (hits as f64).sqrt();
            self.cases.push(Case { rows, chosen, say });
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.cases.len()
    }

    /// Per sign one over its spread, 0 for a sign that never differs.
    fn scales(&self) -> Vec<f64> {
        let n: usize = self.cases.iter().map(|case| case.chosen.len()).sum();
        let n = n.max(1) as f64;
        let mut sum = vec![0.0f64; self.signs];
        let mut squares = vec![0.0f64; self.signs];
        let rows = self.cases.iter();
        for row in rows.flat_map(|case| case.rows.chunks_exact(self.signs)) {
            for (k, sign) in row.iter().enumerate() {
                let sign = f64::from(*sign);
                sum[k] += sign;
                squares[k] += sign * sign;
            }
        }
        let spread = |k: usize| {
            (squares[k] / n - (sum[k] / n) * (sum[k] / n))
                .max(0.0)
                .sqrt()
        };
        (0..self.signs)
            .map(|k| match spread(k) {
                s if s > 1e-6 => 1.0 / s,
                _ => 0.0,
            })
            .collect()
    }

    /// Loss, gradient and curvature at some weights of the scaled signs.
    fn look(&self, weights: &[f64], scales: &[f64]) -> Look {
        let n = self.signs;
        let plain: Vec<f64> = weights.iter().zip(scales).map(|(w, s)| w * s).collect();
        let all: f64 = self.cases.iter().map(|case| case.say).sum();
        let parts: Vec<Look> = self
            .cases
            .par_chunks(CHUNK)
            .map(|chunk| {
                let mut look = Look::new(n);
                for case in chunk {
                    self.look_at(case, &plain, scales, &mut look);
                }
                look
            })
            .collect();
        let mut look = Look::new(n);
        for part in &parts {
            look.take(part);
        }
        look.divide(all.max(1e-12));
        for (k, w) in weights.iter().enumerate() {
            look.loss += PULL * w * w / 2.0;
            look.slope[k] += PULL * w;
            look.curve[k * n + k] += PULL;
        }
        look
    }

    fn look_at(&self, case: &Case<'_>, plain: &[f64], scales: &[f64], look: &mut Look) {
        let n = self.signs;
        let score = |row: &[f32]| -> f64 {
            let signs = row.iter().zip(plain);
            signs.map(|(s, w)| f64::from(*s) * w).sum()
        };
        let rows = || case.rows.chunks_exact(n);
        let scores: Vec<f64> = rows().map(score).collect();
        let most = scores.iter().copied().fold(f64::MIN, f64::max);
        let sum: f64 = scores.iter().map(|s| libm::exp(s - most)).sum();
        let hits = case.chosen.iter().filter(|c| **c).count() as f64;
        let say = case.say;
        let mut mean = vec![0.0f64; n];
        let mut scaled = vec![0.0f64; n];
        for ((row, chosen), s) in rows().zip(case.chosen).zip(&scores) {
            let p = libm::exp(s - most) / sum;
            for (k, sign) in row.iter().enumerate() {
                scaled[k] = f64::from(*sign) * scales[k];
                mean[k] += p * scaled[k];
            }
            if *chosen {
                look.loss -= say * (s - most - libm::log(sum));
                for (slope, s) in look.slope.iter_mut().zip(&scaled) {
                    *slope -= say * s;
                }
            }
            // What has next to no chance bends next to nothing.
            if p > 1e-5 {
                let weight = say * hits * p;
                for a in 0..n {
                    let own = weight * scaled[a];
                    if own != 0.0 {
                        let row = &mut look.curve[a * n..=a * n + a];
                        for (cell, other) in row.iter_mut().zip(&scaled) {
                            *cell += own * other;
                        }
                    }
                }
            }
        }
        for a in 0..n {
            look.slope[a] += say * hits * mean[a];
            for b in 0..=a {
                look.curve[a * n + b] -= say * hits * mean[a] * mean[b];
            }
        }
    }

    /// The weights of the signs; all 0 where there are no cases.
    pub(crate) fn learn(&self) -> Vec<f64> {
        let n = self.signs;
        let mut weights = vec![0.0f64; n];
        if self.len() == 0 {
            return weights;
        }
        let scales = self.scales();
        let mut look = self.look(&weights, &scales);
        for _ in 0..STEPS {
            let step = look.step(&weights, &scales);
            let mut size = 1.0;
            let mut better = None;
            while size > 1e-4 {
                let tried: Vec<f64> = weights
                    .iter()
                    .zip(&step)
                    .map(|(w, s)| (w + size * s).max(0.0))
                    .collect();
                let there = self.look(&tried, &scales);
                if there.loss < look.loss {
                    better = Some((tried, there));
                    break;
                }
                size /= 2.0;
            }
            let Some((next, there)) = better else { break };
            let gain = look.loss - there.loss;
            (weights, look) = (next, there);
            if gain < 1e-7 {
                break;
            }
        }
        weights.iter().zip(&scales).map(|(w, s)| w * s).collect()
    }
}

/// Loss with its slope and curvature (lower triangle).
struct Look {
    loss: f64,
    slope: Vec<f64>,
    curve: Vec<f64>,
}

impl Look {
    fn new(signs: usize) -> Look {
        Look {
            loss: 0.0,
            slope: vec![0.0; signs],
            curve: vec![0.0; signs * signs],
        }
    }

    fn take(&mut self, other: &Look) {
        self.loss += other.loss;
        let add = |to: &mut [f64], from: &[f64]| {
            for (a, b) in to.iter_mut().zip(from) {
                *a += b;
            }
        };
        add(&mut self.slope, &other.slope);
        add(&mut self.curve, &other.curve);
    }

    fn divide(&mut self, by: f64) {
        self.loss /= by;
        let cells = self.slope.iter_mut().chain(&mut self.curve);
        cells.for_each(|c| *c /= by);
    }

    /// Newton's step among the weights that are free: those above 0, and those that want to be.
    fn step(&self, weights: &[f64], scales: &[f64]) -> Vec<f64> {
        let n = weights.len();
        let free: Vec<usize> = (0..n)
            .filter(|&k| scales[k] > 0.0 && (weights[k] > 0.0 || self.slope[k] < 0.0))
            .collect();
        let m = free.len();
        // Cholesky in place; PULL keeps the diagonal above 0.
        let mut low = vec![0.0f64; m * m];
        for i in 0..m {
            for j in 0..=i {
                let (a, b) = (free[i].max(free[j]), free[i].min(free[j]));
                let mut cell = self.curve[a * n + b];
                for k in 0..j {
                    cell -= low[i * m + k] * low[j * m + k];
                }
                low[i * m + j] = if i == j {
                    cell.max(1e-9).sqrt()
                } else {
                    cell / low[j * m + j]
                };
            }
        }
        let mut x: Vec<f64> = free.iter().map(|&k| -self.slope[k]).collect();
        for i in 0..m {
            for k in 0..i {
                x[i] -= low[i * m + k] * x[k];
            }
            x[i] /= low[i * m + i];
        }
        for i in (0..m).rev() {
            for k in i + 1..m {
                x[i] -= low[k * m + i] * x[k];
            }
            x[i] /= low[i * m + i];
        }
        let mut step = vec![0.0; n];
        for (k, x) in free.into_iter().zip(x) {
            step[k] = x;
        }
        step
    }
}

/// `ln(1 + x)` for x of 0 or more, to 1e-6 and the same on every machine: an exponent and a short series.
pub(crate) fn ln1p(x: f64) -> f64 {
    let x = 1.0 + x;
    let bits = x.to_bits();
    let exponent = ((bits >> 52) as i64 - 1023) as f64;
    let m = f64::from_bits(bits & ((1 << 52) - 1) | 1023 << 52);
    // ln m for 1 <= m < 2 by atanh: z = (m - 1) / (m + 1) <= 1/3.
    let z = (m - 1.0) / (m + 1.0);
    let zz = z * z;
    let series = 1.0 + zz * (1.0 / 3.0 + zz * (0.2 + zz * (1.0 / 7.0 + zz * (1.0 / 9.0))));
    exponent * std::f64::consts::LN_2 + 2.0 * z * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weight_is_the_logarithm_of_the_odds() {
        // One sign, 1 or 0; the one with it was chosen in 3 of 4 cases: e^w / (e^w + 1) = 3/4, so w = ln 3.
        let mut cases = Cases::new(1);
        let chosen = [[true, false], [false, true]];
        for case in 0..400 {
            cases.add(&[1.0, 0.0], &chosen[usize::from(case % 4 == 0)]);
        }
        let w = cases.learn()[0];
        assert!((w - 3f64.ln()).abs() < 0.02, "{w}");
    }

    #[test]
    fn a_sign_that_speaks_against_and_one_that_never_differs_get_nothing() {
        let mut cases = Cases::new(3);
        let chosen = [[true, false], [false, true]];
        for case in 0..100 {
            let rows = &[1.0, 0.0, 7.0, 0.0, 1.0, 7.0];
            cases.add(rows, &chosen[usize::from(case % 5 == 0)]);
        }
        let w = cases.learn();
        assert!(w[0] > 0.5 && w[1] == 0.0 && w[2] == 0.0, "{w:?}");
        let mut nothing = Cases::new(3);
        nothing.add(&[1.0, 0.0, 7.0, 0.0, 0.0, 0.0], &[false, false]);
        assert_eq!((nothing.len(), nothing.learn()), (0, vec![0.0; 3]));
    }

    #[test]
    fn the_number_of_cores_changes_nothing() {
        let sign = |case: u32, i: u32| ((case * 37 + i * 101) % 17) as f32 / 3.0;
        let made: Vec<(Vec<f32>, Vec<bool>)> = (0..300u32)
            .map(|case| {
                let rows = (0..5).flat_map(|i| [sign(case, i), sign(case, i + 9)]);
                let chosen = (0..5).map(|i| (case + i) % 5 == case % 3);
                (rows.collect(), chosen.collect())
            })
            .collect();
        let mut cases = Cases::new(2);
        for (rows, chosen) in &made {
            cases.add(rows, chosen);
        }
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.map(|pool| pool.install(|| cases.learn())).ok()
        };
        assert_eq!(run(1), run(3));
    }

    #[test]
    fn the_quick_logarithm_is_one() {
        for x in [0.0, 1e-9, 0.003, 0.4, 0.99, 1.0, 2.5, 77.0, 1e6, 3e12] {
            let truth = libm::log1p(x);
            assert!((ln1p(x) - truth).abs() < 3e-6 * (1.0 + truth), "{x}");
        }
    }
}
