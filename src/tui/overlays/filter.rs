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

/// A name that holds the query as it is typed comes first,
const WHOLE: u32 = 2_000;
/// then what is found by another word, then letters scattered over a name.
const WORDED: u32 = 1_000;

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
    let lower = query.to_lowercase();
    let mut chars = Vec::new();
    let mut found: Vec<Fit> = rows
        .enumerate()
        .filter_map(|(index, (name, words))| {
            let mut at = Vec::new();
            let named = pattern.indices(Utf32Str::new(name, &mut chars), &mut matcher, &mut at);
            at.sort_unstable();
            at.dedup();
            let whole = name.to_lowercase().contains(&lower);
            // Words must hold the query as it is typed: a scattered match in a sentence means nothing.
            let worded = words.to_lowercase().contains(&lower);
            let score = match named {
                Some(score) if whole => WHOLE + score.min(WORDED - 1),
                _ if worded => WORDED,
                Some(score) => score.min(WORDED - 1),
                None => return None,
            };
            Some(Fit { index, score, at })
        })
        .collect();
    // Beside a good match, letters scattered over a long name are noise.
    let best = found.iter().map(|f| f.score % WORDED).max().unwrap_or(0);
    found.retain(|f| f.score == WORDED || f.score % WORDED * 2 >= best);
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
        let scattered = filter("st", [("Sort", ""), ("Look", "first")].into_iter());
        assert_eq!(scattered[0].index, 1);
        assert_eq!(filter("", rows.into_iter()).len(), 4);
    }
}
