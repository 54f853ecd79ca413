//! The words, categories, brands and prices of products, prepared for comparing them.

use super::catalogue::Item;
use crate::model::text;
use rustc_hash::FxHashMap;

/// Words that say nothing of a product.
const EMPTY: [&str; 24] = [
    "a", "an", "and", "the", "of", "in", "on", "for", "with", "to", "set", "pack", "und", "der",
    "die", "das", "mit", "für", "et", "de", "la", "le", "les", "x",
];

/// What products have in common, by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    words: Vec<String>,
    /// Per product: word and weight; the weights' squares sum to 1.
    of: Vec<Vec<(u32, f32)>>,
    /// Per word: the products that have it.
    with: Vec<Vec<u32>>,
    /// Per product: each part of its category path, as a number of the path up to there.
    paths: Vec<Vec<u32>>,
    path_numbers: FxHashMap<String, u32>,
    brands: Vec<u32>,
    prices: Vec<f64>,
}

fn tokens(title: &str) -> Vec<String> {
    let title = text::fold(title);
    let mut tokens: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|t| t.chars().count() > 1 && !EMPTY.contains(t))
        .filter(|t| t.chars().any(char::is_alphabetic))
        .map(|t| match t.strip_suffix('s') {
            // A plural is the same word: lamps, lamp.
            Some(one) if one.len() > 3 && !one.ends_with('s') => one.to_owned(),
            _ => t.to_owned(),
        })
        .collect();
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

impl Content {
    pub(crate) fn new(items: &[Item]) -> Content {
        let mut content = Content::default();
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        let mut paths: FxHashMap<String, u32> = FxHashMap::default();
        let mut brands: FxHashMap<String, u32> = FxHashMap::default();
        for (product, item) in (0..).zip(items) {
            let mut own = Vec::new();
            for token in tokens(&item.title) {
                let next = content.words.len() as u32;
                let number = *numbers.entry(token.clone()).or_insert(next);
                if number == next {
                    content.words.push(token);
                    content.with.push(Vec::new());
                }
                content.with[number as usize].push(product);
                own.push((number, 0.0));
            }
            own.sort_unstable_by_key(|(word, _): &(u32, f32)| *word);
            content.of.push(own);
            let mut whole = String::new();
            let parts = item.path().map(|part| {
                whole.push('>');
                whole.push_str(&text::fold(part));
                let next = paths.len() as u32;
                *paths.entry(whole.clone()).or_insert(next)
            });
            content.paths.push(parts.collect());
            let brand = item.brand.as_deref().map(text::fold).unwrap_or_default();
            let next = brands.len() as u32 + 1;
            content.brands.push(match brand.as_str() {
                "" => 0,
                _ => *brands.entry(brand).or_insert(next),
            });
            content.prices.push(item.price.map_or(0.0, |p| p.0 as f64));
        }
        content.path_numbers = paths;
        for own in &mut content.of {
            let mut sum = 0.0;
            for (word, weight) in own.iter_mut() {
                let share = items.len() as f64 / content.with[*word as usize].len() as f64;
                let idf = libm::log(1.0 + share);
                *weight = idf as f32;
                sum += idf * idf;
            }
            let length = sum.sqrt().max(1e-12);
            for (_, weight) in own.iter_mut() {
                *weight = (f64::from(*weight) / length) as f32;
            }
        }
        content
    }

    /// Cosine of the titles' words with every product that shares one, as a list by number.
    pub(crate) fn alike(&self, product: u32) -> Vec<f64> {
        let mut alike = vec![0.0; self.of.len()];
        for &(word, weight) in &self.of[product as usize] {
            let others = &self.with[word as usize];
            for &other in others {
                if let Ok(i) = self.of[other as usize].binary_search_by_key(&word, |(w, _)| *w) {
                    alike[other as usize] +=
                        f64::from(weight) * f64::from(self.of[other as usize][i].1);
                }
            }
        }
        alike
    }

    /// The words that two products share, weightiest first, at most three.
    pub(crate) fn shared_words(&self, a: u32, b: u32) -> Vec<String> {
        let mut shared: Vec<(f32, u32)> = self.of[a as usize]
            .iter()
            .filter(|(word, _)| {
                self.of[b as usize]
                    .binary_search_by_key(word, |(w, _)| *w)
                    .is_ok()
            })
            .map(|&(word, weight)| (weight, word))
            .collect();
        shared.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| x.1.cmp(&y.1)));
        shared
            .into_iter()
            .take(3)
            .map(|(_, word)| self.words[word as usize].clone())
            .collect()
    }

    /// How many parts of the category path two products share, and how long the longer path is.
    pub(crate) fn shared_path(&self, a: u32, b: u32) -> (usize, usize) {
        let (a, b) = (&self.paths[a as usize], &self.paths[b as usize]);
        let shared = a.iter().zip(b).take_while(|(x, y)| x == y).count();
        (shared, a.len().max(b.len()))
    }

    /// The number of a category path that some product has, and how many parts it has.
    pub(crate) fn path(&self, category: &str) -> Option<(u32, usize)> {
        let parts = category.split('>').map(str::trim).filter(|p| !p.is_empty());
        let mut whole = String::new();
        let mut depth = 0;
        for part in parts {
            whole.push('>');
            whole.push_str(&text::fold(part));
            depth += 1;
        }
        Some((*self.path_numbers.get(&whole)?, depth))
    }

    /// Whether a product lies in the category of this path, or below it.
    pub(crate) fn is_under(&self, product: u32, path: u32, depth: usize) -> bool {
        depth > 0 && self.paths[product as usize].get(depth - 1) == Some(&path)
    }

    /// Whether both have the same brand.
    pub(crate) fn same_brand(&self, a: u32, b: u32) -> bool {
        let brand = self.brands[a as usize];
        brand != 0 && brand == self.brands[b as usize]
    }

    /// The lower price as a share of the higher; 0 if one is unknown.
    pub(crate) fn price_closeness(&self, a: u32, b: u32) -> f64 {
        let (a, b) = (self.prices[a as usize], self.prices[b as usize]);
        if a > 0.0 && b > 0.0 {
            a.min(b) / a.max(b)
        } else {
            0.0
        }
    }
}
