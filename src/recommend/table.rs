//! Candidates with their signs, as weights are learned from them: which weights put what was chosen first, and whether
//! one part alone does better.

use super::choice::Cases;
use super::learn::Choice;
use rayon::prelude::*;

/// The candidates of one person or visit with their signs, row after row, and what was chosen. What is wanted but no
/// candidate is counted.
pub(crate) struct Table {
    pub(crate) signs: Vec<f32>,
    pub(crate) chosen: Vec<bool>,
    pub(crate) wanted: usize,
}

/// A part that may be better alone: its name and the signs that speak, by place.
pub(crate) type Part = (&'static str, &'static [usize]);

/// What came of a choice on the half that was not learned from.
pub(crate) struct Tried {
    pub(crate) quality: f64,
    pub(crate) choice: Choice,
    /// The part that was better alone.
    alone: Option<&'static [usize]>,
}

impl Tried {
    /// The weights of what was taken, learned from all tables.
    pub(crate) fn learned(&self, tables: &[Table], signs: usize) -> Vec<f64> {
        let all = weights_of(tables.iter(), signs);
        match self.alone {
            Some(places) => alone(&all, places),
            None => all,
        }
    }
}

fn weights_of<'a>(tables: impl Iterator<Item = &'a Table>, signs: usize) -> Vec<f64> {
    let mut cases = Cases::new(signs);
    tables.for_each(|table| cases.add(&table.signs, &table.chosen));
    cases.learn()
}

/// The weights learned from half of the tables against every part alone on the other half; the better is taken.
pub(crate) fn choose(tables: &[Table], signs: usize, parts: &[Part]) -> Tried {
    let held: Vec<&Table> = tables.iter().skip(1).step_by(2).collect();
    let on_held = |weights: &[f64]| {
        let score = |signs: &[f32]| -> f64 {
            let pairs = signs.iter().zip(weights);
            pairs.map(|(s, w)| f64::from(*s) * w).sum()
        };
        let each: Vec<f64> = held.par_iter().map(|t| t.quality(signs, &score)).collect();
        each.iter().sum::<f64>() / each.len().max(1) as f64
    };
    let half = weights_of(tables.iter().step_by(2), signs);
    let mut choice = Choice {
        cases: tables.len(),
        taken: "blend",
        tried: vec![("blend", on_held(&half))],
    };
    let mut best = (choice.tried[0].1, None);
    for (name, places) in parts {
        let quality = on_held(&alone(&half, places));
        choice.tried.push((name, quality));
        if quality > best.0 {
            choice.taken = name;
            best = (quality, Some(*places));
        }
    }
    Tried {
        quality: best.0,
        choice,
        alone: best.1,
    }
}

/// One part alone; the others only order what it says nothing of.
fn alone(blend: &[f64], places: &[usize]) -> Vec<f64> {
    let mut weights: Vec<f64> = blend.iter().map(|w| w * 1e-3).collect();
    places.iter().for_each(|p| weights[*p] += 1.0);
    weights
}

impl Table {
    pub(crate) fn rows(&self, width: usize) -> impl Iterator<Item = (&[f32], bool)> {
        self.signs
            .chunks_exact(width)
            .zip(self.chosen.iter().copied())
    }

    /// NDCG@10 of an order by scores.
    fn quality(&self, width: usize, score: &dyn Fn(&[f32]) -> f64) -> f64 {
        let mut top: Vec<(f64, bool)> = Vec::with_capacity(11);
        for (signs, chosen) in self.rows(width) {
            let score = score(signs);
            if score > 0.0 && (top.len() < 10 || top.last().is_some_and(|l| score > l.0)) {
                let place = top.partition_point(|t| t.0 >= score);
                top.insert(place, (score, chosen));
                top.truncate(10);
            }
        }
        gain(top.iter().map(|t| t.1), self.wanted)
    }
}

/// NDCG@10 of an order by scores, over all tables.
pub(crate) fn quality(
    tables: &[Table],
    width: usize,
    score: &(dyn Fn(&[f32]) -> f64 + Sync),
) -> f64 {
    let each: Vec<f64> = tables
        .par_iter()
        .map(|t| t.quality(width, &score))
        .collect();
    each.iter().sum::<f64>() / each.len().max(1) as f64
}

/// NDCG@10 of hits and misses.
fn gain(list: impl Iterator<Item = bool>, wanted: usize) -> f64 {
    let worth = |place: usize| 1.0 / libm::log2(place as f64 + 2.0);
    let got: f64 = (0..10)
        .zip(list)
        .filter(|(_, hit)| *hit)
        .map(|(place, _)| worth(place))
        .sum();
    let ideal: f64 = (0..wanted.min(10)).map(worth).sum();
    if ideal > 0.0 { got / ideal } else { 0.0 }
}

/// How well a list of at most ten puts the wanted products first: 1 = perfectly.
pub(crate) fn ndcg(list: impl Iterator<Item = u32>, wanted: &[u32]) -> f64 {
    gain(list.map(|p| wanted.contains(&p)), wanted.len())
}
