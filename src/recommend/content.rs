//! The words, tags, attributes, categories, brands and prices of products, prepared for comparing them.

use super::catalogue::Item;
use super::rows::millis;
use crate::model::text;
use crate::model::time::Moment;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Words that say nothing of a product.
const EMPTY: [&str; 24] = [
    "a", "an", "and", "the", "of", "in", "on", "for", "with", "to", "set", "pack", "und", "der",
    "die", "das", "mit", "für", "et", "de", "la", "le", "les", "x",
];

/// Contents kept at once: of now, and of a few past moments.
const KEPT: usize = 4;

/// The contents asked for lately, one for each set of products that was known.
#[derive(Debug, Default)]
pub(crate) struct Contents(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// From when each product is known, in milliseconds, ascending.
    known_from: Vec<u64>,
    /// By how many products were known: they become known one after the other, so their number names the set.
    made: Vec<(usize, Arc<Content>)>,
}

impl Clone for Contents {
    fn clone(&self) -> Contents {
        Contents::default()
    }
}

impl Contents {
    pub(crate) fn get(
        &self,
        items: &[Item],
        now: Moment,
        known_from: impl Fn(u32) -> u64,
    ) -> Arc<Content> {
        let now = millis(now);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.known_from.len() != items.len() {
            kept.known_from = (0..items.len() as u32).map(&known_from).collect();
            kept.known_from.sort_unstable();
            kept.made.clear();
        }
        let known = kept.known_from.partition_point(|from| *from <= now);
        if let Some((_, content)) = kept.made.iter().find(|(of, _)| *of == known) {
            return Arc::clone(content);
        }
        let content = Arc::new(Content::new(items, |p| known_from(p) <= now));
        kept.made.truncate(KEPT - 1);
        kept.made.insert(0, (known, Arc::clone(&content)));
        content
    }
}

/// What products have in common, by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    /// How many products it knows.
    known: usize,
    words: Vec<String>,
    /// Per product: word and weight; the weights' squares sum to 1.
    of: Vec<Vec<(u32, f32)>>,
    /// Per word: the products that have it, and its weight there.
    with: Vec<Vec<(u32, f32)>>,
    /// Per product: each part of its category path, as a number of the path up to there.
    paths: Vec<Vec<u32>>,
    path_numbers: FxHashMap<String, u32>,
    word_numbers: FxHashMap<String, u32>,
    brand_numbers: FxHashMap<String, u32>,
    /// Per path: the products right in it.
    right_in: Vec<Vec<u32>>,
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
    /// Of the products that are known; the others have nothing in common with any.
    pub(crate) fn new(items: &[Item], known: impl Fn(u32) -> bool) -> Content {
        let mut content = Content::default();
        let unknown = Item::default();
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        let mut paths: FxHashMap<String, u32> = FxHashMap::default();
        let mut brands: FxHashMap<String, u32> = FxHashMap::default();
        for (product, item) in (0..).zip(items) {
            let item = match known(product) {
                true => item,
                false => &unknown,
            };
            content.known += usize::from(known(product));
            let mut own = Vec::new();
            // A tag is one word of its own: “summer sale” is neither “summer” nor “sale” of a title.
            let marks = item.marks.iter().map(|mark| match tokens(mark).as_slice() {
                [one] => one.clone(),
                _ => mark.clone(),
            });
            let mut all: Vec<String> = tokens(&item.title);
            all.extend(marks.filter(|m| !m.is_empty()));
            all.sort_unstable();
            all.dedup();
            for token in all {
                let next = content.words.len() as u32;
                let number = *numbers.entry(token.clone()).or_insert(next);
                if number == next {
                    content.words.push(token);
                    content.with.push(Vec::new());
                }
                content.with[number as usize].push((product, 0.0));
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
            let parts: Vec<u32> = parts.collect();
            if let Some(leaf) = parts.last() {
                let known = content.right_in.len().max(*leaf as usize + 1);
                content.right_in.resize(known, Vec::new());
                content.right_in[*leaf as usize].push(product);
            }
            content.paths.push(parts);
            let brand = item.brand.as_deref().map(text::fold).unwrap_or_default();
            let next = brands.len() as u32 + 1;
            content.brands.push(match brand.as_str() {
                "" => 0,
                _ => *brands.entry(brand).or_insert(next),
            });
            content.prices.push(item.price.map_or(0.0, |p| p.0 as f64));
        }
        content.path_numbers = paths;
        content.word_numbers = numbers;
        content.brand_numbers = brands;
        for own in &mut content.of {
            let mut sum = 0.0;
            for (word, weight) in own.iter_mut() {
                let share = content.known as f64 / content.with[*word as usize].len() as f64;
                let idf = libm::log(1.0 + share);
                *weight = idf as f32;
                sum += idf * idf;
            }
            let length = sum.sqrt().max(1e-12);
            for (_, weight) in own.iter_mut() {
                *weight = (f64::from(*weight) / length) as f32;
            }
        }
        for (product, own) in (0..).zip(&content.of) {
            for &(word, weight) in own {
                let with = &mut content.with[word as usize];
                if let Ok(i) = with.binary_search_by_key(&product, |(p, _)| *p) {
                    with[i].1 = weight;
                }
            }
        }
        content
    }

    /// Whether nothing but ids is known of the products.
    pub(crate) fn is_bare(&self) -> bool {
        self.words.is_empty() && self.path_numbers.is_empty()
    }

    /// Visits the products that share a word that at most `most` have, once per word, with its part of the cosine.
    pub(crate) fn each_alike(&self, product: u32, most: usize, mut each: impl FnMut(u32, f64)) {
        for &(word, weight) in &self.of[product as usize] {
            let others = &self.with[word as usize];
            for &(other, its) in others.iter().filter(|_| others.len() <= most) {
                each(other, f64::from(weight) * f64::from(its));
            }
        }
    }

    /// Cosine of the words of two products.
    pub(crate) fn cosine(&self, a: u32, b: u32) -> f64 {
        let other = &self.of[b as usize];
        let shared = self.of[a as usize].iter().filter_map(|(word, weight)| {
            let place = other.binary_search_by_key(word, |(w, _)| *w).ok()?;
            Some(f64::from(*weight) * f64::from(other[place].1))
        });
        shared.sum()
    }

    /// How many products are known.
    pub(crate) fn known(&self) -> usize {
        self.known
    }

    /// Cosine of the titles' words with every product that shares one, as a list by number.
    pub(crate) fn alike(&self, product: u32) -> Vec<f64> {
        let mut alike = vec![0.0; self.of.len()];
        self.each_alike(product, usize::MAX, |other, part| {
            alike[other as usize] += part
        });
        alike
    }

    /// The products right in the same category, the product itself among them.
    pub(crate) fn same_leaf(&self, product: u32) -> &[u32] {
        let leaf = self.paths[product as usize].last();
        let leaf = leaf.and_then(|leaf| self.right_in.get(*leaf as usize));
        leaf.map_or(&[], Vec::as_slice)
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

    /// The products that fit what somebody said they like (`style`: `classic, rustic`): by brand, by any part of the
    /// category path, by a mark, or by all its words; ascending.
    pub(crate) fn fitting(&self, name: &str, said: &str) -> Vec<u32> {
        let mut fitting = Vec::new();
        let name = text::fold(name);
        for value in said.split([',', ';', '|']).map(text::fold) {
            if !value.chars().any(char::is_alphanumeric) {
                continue;
            }
            if let Some(brand) = self.brand_numbers.get(&value) {
                let brands = (0..).zip(&self.brands);
                fitting.extend(brands.filter(|(_, b)| *b == brand).map(|(p, _)| p));
            }
            let ends = |path: &str| path.rsplit('>').next() == Some(&value);
            let paths = self.path_numbers.iter();
            let meant: Vec<u32> = paths
                .filter(|(path, _)| ends(path))
                .map(|(_, number)| *number)
                .collect();
            if !meant.is_empty() {
                let under = |own: &[u32]| own.iter().any(|path| meant.contains(path));
                let all = (0..).zip(&self.paths);
                fitting.extend(all.filter(|(_, own)| under(own)).map(|(p, _)| p));
            }
            for mark in [value.clone(), format!("{name} {value}")] {
                if let Some(word) = self.word_numbers.get(&mark) {
                    fitting.extend(self.with[*word as usize].iter().map(|(p, _)| *p));
                }
            }
            fitting.extend(self.with_all(&tokens(&value)));
        }
        fitting.sort_unstable();
        fitting.dedup();
        fitting
    }

    /// The products that have every one of some words.
    fn with_all(&self, words: &[String]) -> Vec<u32> {
        let numbers = words
            .iter()
            .map(|word| self.word_numbers.get(word).copied());
        let Some(numbers) = numbers.collect::<Option<Vec<u32>>>() else {
            return Vec::new();
        };
        let Some(rarest) = numbers.iter().min_by_key(|w| self.with[**w as usize].len()) else {
            return Vec::new();
        };
        let has = |product: u32, word: u32| {
            let own = &self.of[product as usize];
            own.binary_search_by_key(&word, |(w, _)| *w).is_ok()
        };
        let all = self.with[*rarest as usize].iter().map(|(p, _)| *p);
        all.filter(|p| numbers.iter().all(|w| has(*p, *w)))
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
