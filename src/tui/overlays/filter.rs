//! Fuzzy search over a list in memory, as one types.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// A row that fits: which, how well, and which graphemes of its name matched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fit {
    /// Index in the list.
    pub index: usize,
    /// Higher is better.
    pub score: u32,
    /// Positions in the name.
    pub at: Vec<u32>,
}

/// The rows that fit a query, best first within equal groups; all of them, in their order, for an empty query.
///
/// `rows` gives each row's name, and more words that find it without being marked.
pub fn filter<'a>(query: &str, rows: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Fit> {
    let query = query.trim();
    if query.is_empty() {
        return rows
            .enumerate()
            .map(|(index, _)| Fit {
                index,
                score: 0,
                at: Vec::new(),
            })
            .collect();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let mut chars = Vec::new();
    let mut found: Vec<Fit> = rows
        .enumerate()
        .filter_map(|(index, (name, words))| {
            let mut at = Vec::new();
            let named = pattern.indices(Utf32Str::new(name, &mut chars), &mut matcher, &mut at);
            if let Some(score) = named {
                at.sort_unstable();
                at.dedup();
                return Some(Fit {
                    index,
                    score: score + 1_000,
                    at,
                });
            }
            // Words must hold the query as it is typed: a scattered match in a sentence means nothing.
            let lower = query.to_lowercase();
            (words.to_lowercase().contains(&lower)).then_some(Fit {
                index,
                score: 1,
                at: Vec::new(),
            })
        })
        .collect();
    // Beside a good match, letters scattered over a long name are noise.
    let best = found.iter().map(|f| f.score).max().unwrap_or(0);
    found.retain(|f| f.score == 1 || (f.score - 1_000) * 2 >= best.saturating_sub(1_000));
    found.sort_by_key(|f| (std::cmp::Reverse(f.score), f.index));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_before_words_and_matches_are_marked() {
        let rows = [
            ("Stop this test", ""),
            ("Latest orders", ""),
            ("Export", "csv test data"),
            ("Sort", ""),
        ];
        let found = filter("test", rows.into_iter());
        let order: Vec<usize> = found.iter().map(|f| f.index).collect();
        assert_eq!(order.len(), 3);
        assert_eq!(order[2], 2);
        assert!(found.iter().any(|f| f.index == 1 && f.at == [2, 3, 4, 5]));
        assert_eq!(filter("", rows.into_iter()).len(), 4);
    }
}
