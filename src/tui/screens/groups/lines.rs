//! How a condition is laid out and coloured: a line for each part, broken where it is too long.

use crate::targeting::lex::{Token, lex};
use crate::tui::text;
use std::ops::Range;

/// What a piece of the text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A word of the language.
    Word,
    /// A value.
    Value,
}

/// Words of the language.
const WORDS: [&str; 20] = [
    "and", "or", "not", "in", "group", "within", "since", "between", "before", "after", "then",
    "is", "known", "unknown", "ever", "never", "ago", "last", "contains", "did",
];

/// The text in lines of at most `cells`, each a piece of it in bytes; an outermost AND or OR begins a line.
pub(super) fn lines(source: &str, cells: u16) -> Vec<Range<usize>> {
    let cells = cells.max(8);
    let mut out = Vec::new();
    for part in parts(source) {
        let mut from = part.start;
        let mut last_blank = None;
        let piece = source.get(part.clone()).unwrap_or_default();
        for (i, c) in piece.char_indices() {
            let at = part.start + i;
            let end = at + c.len_utf8();
            if text::width(source.get(from..end).unwrap_or_default()) > cells {
                let cut = last_blank.filter(|b| *b > from).unwrap_or(at).max(from);
                if cut > from {
                    out.push(from..cut);
                    from = cut;
                }
                last_blank = None;
            }
            if c == ' ' {
                last_blank = Some(end);
            }
        }
        out.push(from..part.end);
    }
    out
}

/// The outermost parts of a text: all of it, without gaps.
fn parts(source: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let (mut depth, mut between) = (0usize, false);
    for (token, span) in lex(source).0 {
        match token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            Token::Run(run) if depth == 0 => match run.to_lowercase().as_str() {
                "between" => between = true,
                "and" if between => between = false,
                "and" | "or" if span.start > 0 => starts.push(span.start),
                _ => {}
            },
            _ => {}
        }
    }
    let ends = starts.iter().skip(1).copied().chain([source.len()]);
    starts.iter().zip(ends).map(|(a, b)| *a..b).collect()
}

/// What each coloured piece of the text is, in order.
pub(super) fn kinds(source: &str) -> Vec<(Range<usize>, Kind)> {
    lex(source)
        .0
        .into_iter()
        .filter_map(|(token, span)| {
            let kind = match token {
                Token::Quoted(_) => Kind::Value,
                Token::Run(run) if WORDS.contains(&run.to_lowercase().as_str()) => Kind::Word,
                Token::Run(run) if run.starts_with(|c: char| c.is_ascii_digit()) => Kind::Value,
                Token::Cmp(_) => Kind::Word,
                _ => return None,
            };
            Some((span.range(), kind))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(text: &str, cells: u16) -> Vec<&str> {
        lines(text, cells).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn each_outermost_condition_begins_a_line() {
        let text = "country IN (DE, AT) and orders >= 3 WITHIN 12m and (bought category \"Tents\" or x = 1)";
        assert_eq!(
            laid_out(text, 60),
            [
                "country IN (DE, AT) ",
                "and orders >= 3 WITHIN 12m ",
                "and (bought category \"Tents\" or x = 1)"
            ]
        );
        assert_eq!(
            laid_out("spent BETWEEN 1 AND 2 and a", 60),
            ["spent BETWEEN 1 AND 2 ", "and a"]
        );
    }

    #[test]
    fn long_parts_break_at_blanks_and_nothing_is_lost() {
        let text = "bought category \"Camping and outdoor things\" WITHIN 12m";
        assert_eq!(
            laid_out(text, 20),
            [
                "bought category ",
                "\"Camping and ",
                "outdoor things\" ",
                "WITHIN 12m"
            ]
        );
        for text in [
            "",
            "ééééééééééééééééééééé",
            "a\"b",
            "日本語の商品名のグループ",
        ] {
            for cells in 0..12 {
                assert_eq!(laid_out(text, cells).concat(), text);
            }
        }
    }
}
