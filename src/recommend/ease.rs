//! The linear item-item model (EASE, Steck 2019): one symmetric inverse, made in blocks on all cores.
//!
//! With G = X'X + lambda I and P its inverse, product i speaks for product j with -P(i,j) / P(j,j). The inverse is made
//! by sweeping blocks of the lower triangle; every number is made by one thread in one order, so that results do not
//! depend on the number of cores.

use rayon::prelude::*;

/// Products swept at once.
const BLOCK: usize = 96;
/// Columns and rows of the innermost tile.
const LANES: usize = 8;
const TILE: usize = 4;
/// Rows handed to a thread at once: a multiple of `TILE`.
const ROWS: usize = 32;

/// A symmetric matrix of which the lower triangle counts, rows padded to whole lanes.
#[derive(Clone, Debug)]
pub(crate) struct Symmetric {
    size: usize,
    stride: usize,
    cells: Vec<f32>,
}

impl Symmetric {
    fn zero(size: usize) -> Symmetric {
        let stride = size.next_multiple_of(LANES).max(LANES);
        Symmetric {
            size,
            stride,
            cells: vec![0.0; stride * size],
        }
    }

    /// X'X of weighted histories (product, weight).
    pub(crate) fn gram(histories: &[Vec<(u32, f32)>], size: usize) -> Symmetric {
        let mut gram = Symmetric::zero(size);
        let mut holders: Vec<Vec<(u32, f32)>> = vec![Vec::new(); size];
        for (h, history) in (0..).zip(histories) {
            for &(product, weight) in history {
                holders[product as usize].push((h, weight));
            }
        }
        gram.cells
            .par_chunks_mut(gram.stride)
            .zip(&holders)
            .enumerate()
            .for_each(|(i, (row, holders))| {
                for &(h, own) in holders {
                    for &(j, weight) in &histories[h as usize] {
                        if j as usize <= i {
                            row[j as usize] += own * weight;
                        }
                    }
                }
            });
        gram
    }

    fn at(&self, i: usize, j: usize) -> f32 {
        let (i, j) = if i >= j { (i, j) } else { (j, i) };
        self.cells[i * self.stride + j]
    }

    /// Becomes minus the inverse of itself with `ridge` added to the diagonal; `progress` hears the share done.
    pub(crate) fn invert(&mut self, ridge: f32, progress: &dyn Fn(f64)) {
        for i in 0..self.size {
            self.cells[i * self.stride + i] += ridge;
        }
        let mut from = 0;
        while from < self.size {
            let to = (from + BLOCK).min(self.size);
            self.sweep(from, to);
            from = to;
            progress(from as f64 / self.size as f64);
        }
    }

    /// Sweeps the products `from..to`.
    fn sweep(&mut self, from: usize, to: usize) {
        let (size, stride, width) = (self.size, self.stride, to - from);
        let inverse = self.inverse_of_block(from, to);
        // P: what every row has in the block's columns; the block's own rows take no part in the update.
        let mut panel = vec![0.0f32; size * width];
        for i in (0..size).filter(|i| !(from..to).contains(i)) {
            for k in 0..width {
                panel[i * width + k] = self.at(i, from + k);
            }
        }
        // Q = P times the block's inverse.
        let mut turned = vec![0.0f32; size * width];
        turned
            .par_chunks_mut(width)
            .zip(panel.par_chunks(width))
            .for_each(|(q, p)| {
                for (k, &p) in p.iter().enumerate() {
                    for (q, d) in q.iter_mut().zip(&inverse[k * width..(k + 1) * width]) {
                        *q += p * d;
                    }
                }
            });
        // P once more, as strips of LANES rows with the block's columns one after the other.
        let mut strips = vec![0.0f32; stride * width];
        for (i, p) in panel.chunks_exact(width).enumerate() {
            let strip = &mut strips[i / LANES * LANES * width..];
            for (k, &p) in p.iter().enumerate() {
                strip[k * LANES + i % LANES] = p;
            }
        }
        self.cells
            .par_chunks_mut(ROWS * stride)
            .enumerate()
            .for_each(|(chunk, rows)| {
                subtract(rows, stride, width, chunk * ROWS, &turned, &strips);
            });
        for i in 0..size {
            for k in 0..width {
                let cell = if i >= to {
                    i * stride + from + k
                } else if i < from {
                    (from + k) * stride + i
                } else if from + k <= i {
                    self.cells[i * stride + from + k] = -inverse[(i - from) * width + k];
                    continue;
                } else {
                    continue;
                };
                self.cells[cell] = turned[i * width + k];
            }
        }
    }

    /// The inverse of a diagonal block, in f64 inside.
    fn inverse_of_block(&self, from: usize, to: usize) -> Vec<f32> {
        let n = to - from;
        let mut a = vec![0.0f64; n * n];
        for i in 0..n {
            for j in 0..n {
                a[i * n + j] = f64::from(self.at(from + i, from + j));
            }
        }
        for k in 0..n {
            // Positive for X'X + ridge; the bound keeps a damaged matrix from spreading infinities.
            let pivot = a[k * n + k].max(1e-9);
            let column: Vec<f64> = (0..n).map(|i| a[i * n + k]).collect();
            for i in (0..n).filter(|i| *i != k) {
                let share = column[i] / pivot;
                for j in 0..n {
                    a[i * n + j] -= share * column[j];
                }
            }
            for i in 0..n {
                let share = column[i] / pivot;
                a[i * n + k] = share;
                a[k * n + i] = share;
            }
            a[k * n + k] = -1.0 / pivot;
        }
        a.into_iter().map(|cell| -cell as f32).collect()
    }

    /// What each product says for the others, after [`Symmetric::invert`]: the `most` greatest, by place.
    pub(crate) fn neighbours(&self, most: usize) -> Vec<Vec<(u32, f32)>> {
        let diagonal: Vec<f32> = (0..self.size).map(|i| -self.at(i, i)).collect();
        (0..self.size)
            .into_par_iter()
            .map(|i| {
                let all = (0..self.size).filter(|j| *j != i).filter_map(|j| {
                    let weight = self.at(i, j) / diagonal[j];
                    (weight > 1e-6 && weight.is_finite()).then_some((j as u32, weight))
                });
                greatest(all.collect(), most)
            })
            .collect()
    }
}

/// The `most` greatest weights, in the order of places.
pub(crate) fn greatest(mut all: Vec<(u32, f32)>, most: usize) -> Vec<(u32, f32)> {
    if all.len() > most {
        all.select_nth_unstable_by(most, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.truncate(most);
    }
    all.sort_unstable_by_key(|(to, _)| *to);
    all
}

/// rows -= Q P' for some rows of the lower triangle (cells right of the diagonal may be written, they do not count).
fn subtract(
    rows: &mut [f32],
    stride: usize,
    width: usize,
    first: usize,
    q: &[f32],
    strips: &[f32],
) {
    let count = rows.len() / stride;
    let end = first + count;
    // Q of these rows as tiles: for each column of the block the TILE rows side by side.
    let tiles = count.div_ceil(TILE);
    let mut packed = vec![0.0f32; tiles * TILE * width];
    for r in 0..count {
        for k in 0..width {
            packed[(r / TILE * width + k) * TILE + r % TILE] = q[(first + r) * width + k];
        }
    }
    for (s, strip) in strips.chunks_exact(LANES * width).enumerate() {
        let column = s * LANES;
        if column >= end {
            break;
        }
        for (t, tile) in packed.chunks_exact(TILE * width).enumerate() {
            if column >= (first + (t + 1) * TILE).min(end) {
                continue;
            }
            let sums = product(tile, strip);
            for (r, sums) in sums.iter().enumerate() {
                let row = t * TILE + r;
                if row < count {
                    let cells = &mut rows[row * stride + column..row * stride + column + LANES];
                    for (cell, sum) in cells.iter_mut().zip(sums) {
                        *cell -= sum;
                    }
                }
            }
        }
    }
}

/// The innermost loop: TILE rows times LANES columns, kept in registers.
#[inline(always)]
fn product(tile: &[f32], strip: &[f32]) -> [[f32; LANES]; TILE] {
    let mut sums = [[0.0f32; LANES]; TILE];
    let (tile, _) = tile.as_chunks::<TILE>();
    let (strip, _) = strip.as_chunks::<LANES>();
    for (q, p) in tile.iter().zip(strip) {
        for r in 0..TILE {
            for l in 0..LANES {
                sums[r][l] += q[r] * p[l];
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histories(products: u32, people: u32) -> Vec<Vec<(u32, f32)>> {
        (0..people)
            .map(|u| {
                let mut own: Vec<u32> = (0..2 + u % 7)
                    .map(|k| (u * 31 + k * k * 17) % products)
                    .collect();
                own.sort_unstable();
                own.dedup();
                own.into_iter().map(|p| (p, 1.0)).collect()
            })
            .collect()
    }

    #[test]
    fn the_inverse_is_one_across_blocks_and_odd_sizes() {
        for size in [1usize, 5, 96, 97, 250] {
            let gram = Symmetric::gram(&histories(size as u32, 400), size);
            let mut inverse = gram.clone();
            inverse.invert(3.0, &|_| {});
            for i in 0..size {
                for j in 0..size {
                    let cell: f64 = (0..size)
                        .map(|k| {
                            let ridge = if i == k { 3.0 } else { 0.0 };
                            f64::from(gram.at(i, k) + ridge) * -f64::from(inverse.at(k, j))
                        })
                        .sum();
                    let truth = if i == j { 1.0 } else { 0.0 };
                    assert!((cell - truth).abs() < 1e-3, "{size} {i} {j}: {cell}");
                }
            }
        }
    }

    #[test]
    fn two_products_give_the_weights_done_by_hand() {
        // Both bought by 2 people, each alone by 1 more: G = [[3, 2], [2, 3]], ridge 1: [[4, 2], [2, 4]].
        let people = vec![
            vec![(0, 1.0), (1, 1.0)],
            vec![(0, 1.0), (1, 1.0)],
            vec![(0, 1.0)],
            vec![(1, 1.0)],
        ];
        let mut gram = Symmetric::gram(&people, 2);
        gram.invert(1.0, &|_| {});
        // The inverse is [[4, -2], [-2, 4]] / 12, so the weight is 2 / 4.
        assert_eq!(gram.neighbours(9), [[(1, 0.5)], [(0, 0.5)]]);
    }

    #[test]
    fn the_number_of_cores_changes_nothing() {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.map(|pool| {
                pool.install(|| {
                    let mut gram = Symmetric::gram(&histories(200, 500), 200);
                    gram.invert(5.0, &|_| {});
                    gram.neighbours(20)
                })
            })
            .ok()
        };
        assert_eq!(run(1), run(3));
    }
}
