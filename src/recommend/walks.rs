//! Item-item weights by walks over shared buyers (RP3beta), for catalogues too large for one inverse.

use super::ease::greatest;
use rayon::prelude::*;

const ALPHA: f64 = 0.6;
const BETA: f64 = 0.5;
/// Products of one person that a walk passes through.
const MOST_STEPS: usize = 300;

/// What each product says for the others: the `most` greatest, by place.
pub(crate) fn neighbours(
    histories: &[Vec<(u32, f32)>],
    size: usize,
    most: usize,
) -> Vec<Vec<(u32, f32)>> {
    let mut holders: Vec<Vec<u32>> = vec![Vec::new(); size];
    for (h, history) in (0..).zip(histories) {
        for &(product, _) in history.iter().take(MOST_STEPS) {
            holders[product as usize].push(h);
        }
    }
    let leave: Vec<f64> = histories
        .iter()
        .map(|h| libm::pow(h.len().clamp(1, MOST_STEPS) as f64, -ALPHA))
        .collect();
    let fame: Vec<f64> = holders
        .iter()
        .map(|h| libm::pow(h.len().max(1) as f64, -BETA))
        .collect();
    (0..size)
        .into_par_iter()
        .map_init(
            || (vec![0.0f64; size], Vec::<u32>::new()),
            |(sums, met), i| {
                let start = libm::pow(holders[i].len().max(1) as f64, -ALPHA);
                for &h in &holders[i] {
                    for &(j, _) in histories[h as usize].iter().take(MOST_STEPS) {
                        if sums[j as usize] == 0.0 {
                            met.push(j);
                        }
                        sums[j as usize] += start * leave[h as usize];
                    }
                }
                let all = met
                    .drain(..)
                    .filter_map(|j| {
                        let sum = std::mem::take(&mut sums[j as usize]);
                        (j as usize != i).then(|| (j, (sum * fame[j as usize]) as f32))
                    })
                    .collect();
                greatest(all, most)
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_buyers_make_a_weight() {
        // 0 and 1 share one buyer who has two products; 2 stands alone.
        let people = vec![vec![(0, 1.0), (1, 1.0)], vec![(2, 1.0)]];
        let found = neighbours(&people, 3, 9);
        let weight = libm::pow(2.0, -ALPHA) as f32;
        assert_eq!(found, [vec![(1, weight)], vec![(0, weight)], vec![]]);
    }
}
