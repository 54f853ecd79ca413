//! Seeded chance: one independent stream for each thing that is simulated, and the few distributions that are needed.
//!
//! Only `libm` is asked for logarithms and the like, so the same seed gives the same bytes on every machine.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Mixes two numbers into one that looks like neither (SplitMix64's finaliser).
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    let mut z = a ^ b.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A mixed number as a share of one.
pub(crate) fn share(hash: u64) -> f64 {
    (hash >> 11) as f64 / (1u64 << 53) as f64
}

/// One stream of chance.
#[derive(Debug)]
pub(crate) struct Dice(Pcg64Mcg);

impl Dice {
    /// The stream of one thing: `topic` says what kind, `index` which.
    pub(crate) fn new(seed: u64, topic: u64, index: u64) -> Dice {
        Dice(Pcg64Mcg::seed_from_u64(mix(
            mix(seed, topic.wrapping_add(1)),
            index.wrapping_add(1),
        )))
    }

    /// Evenly from 0 (in) to 1 (out).
    pub(crate) fn unit(&mut self) -> f64 {
        share(self.0.next_u64())
    }

    /// Evenly between two values.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Whether something of this chance happens.
    pub(crate) fn happens(&mut self, chance: f64) -> bool {
        self.unit() < chance
    }

    /// One of `0..n`; 0 if `n` is 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// One element of a slice.
    pub(crate) fn one<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    /// Waiting time with this mean.
    pub(crate) fn wait(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.unit())
    }

    /// From the normal distribution.
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// From a log-normal distribution with this median and spread.
    pub(crate) fn lognormal(&mut self, median: f64, spread: f64) -> f64 {
        median * libm::exp(spread * self.normal())
    }

    /// A count with this mean (Poisson).
    pub(crate) fn count(&mut self, mean: f64) -> usize {
        let mut left = libm::exp(-mean);
        let mut n = 0;
        let draw = self.unit();
        let mut below = left;
        while draw > below && n < 1_000 {
            n += 1;
            left *= mean / n as f64;
            below += left;
        }
        n
    }

    /// An index, by running sums of weights.
    pub(crate) fn weighted(&mut self, sums: &[f64]) -> usize {
        let total = sums.last().copied().unwrap_or(0.0);
        let at = self.unit() * total;
        sums.partition_point(|s| *s <= at)
            .min(sums.len().saturating_sub(1))
    }
}

/// Running sums of weights, for [`Dice::weighted`].
pub(crate) fn sums(weights: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut total = 0.0;
    weights
        .into_iter()
        .map(|w| {
            total += w;
            total
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_stream_is_the_same_everywhere() {
        let mut dice = Dice::new(7, 1, 2);
        let drawn: Vec<usize> = (0..6).map(|_| dice.below(1000)).collect();
        let mut again = Dice::new(7, 1, 2);
        assert_eq!(drawn, (0..6).map(|_| again.below(1000)).collect::<Vec<_>>());
        assert_ne!(Dice::new(7, 1, 3).unit(), Dice::new(7, 1, 2).unit());
    }

    #[test]
    fn distributions_have_their_means() {
        let mut dice = Dice::new(1, 1, 1);
        let n = 20_000;
        let mean = |mut f: Box<dyn FnMut() -> f64>| (0..n).map(|_| f()).sum::<f64>() / n as f64;
        let mut other = Dice::new(1, 1, 2);
        let counts = mean(Box::new(move || other.count(2.5) as f64));
        assert!((counts - 2.5).abs() < 0.05, "{counts}");
        let waits = mean(Box::new(move || dice.wait(4.0)));
        assert!((waits - 4.0).abs() < 0.15, "{waits}");
        let mut third = Dice::new(1, 1, 3);
        let sums = sums([1.0, 3.0]);
        let second = mean(Box::new(move || third.weighted(&sums) as f64));
        assert!((second - 0.75).abs() < 0.02, "{second}");
    }
}
