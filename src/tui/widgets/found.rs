//! Marks in a name what a search has matched.

use crate::tui::app::Ctx;
use ratatui::style::Style;

/// The text in pieces: whatever equals a word of the query, whatever its case, is marked; the rest has the given style.
pub fn pieces(ctx: &Ctx<'_>, text: &str, query: &str, rest: Style) -> Vec<(String, Style)> {
    let matched = ctx.theme().matched();
    split(text, query)
        .into_iter()
        .map(|(piece, hit)| (piece, if hit { rest.patch(matched) } else { rest }))
        .collect()
}

/// The text in pieces, and whether each is a match.
fn split(text: &str, query: &str) -> Vec<(String, bool)> {
    let low = |c: char| c.to_lowercase().next().unwrap_or(c);
    let chars: Vec<char> = text.chars().collect();
    let folded: Vec<char> = chars.iter().map(|c| low(*c)).collect();
    let mut marked = vec![false; chars.len()];
    for word in query.split_whitespace() {
        let word: Vec<char> = word.chars().map(low).collect();
        let at = folded.windows(word.len()).position(|w| w == word);
        if let Some(at) = at {
            for m in marked.iter_mut().skip(at).take(word.len()) {
                *m = true;
            }
        }
    }
    let mut out: Vec<(String, bool)> = Vec::new();
    for (c, hit) in chars.into_iter().zip(marked) {
        match out.last_mut() {
            Some((piece, of)) if *of == hit => piece.push(c),
            _ => out.push((c.to_string(), hit)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn each_word_is_marked_where_it_stands_first() {
        let marks = |text, query| {
            let pieces = split(text, query).into_iter();
            pieces.filter(|p| p.1).map(|p| p.0).collect::<Vec<_>>()
        };
        assert_eq!(marks("Hannah Meier", "ann"), ["ann"]);
        assert_eq!(marks("Anna Maier", "ma ANN"), ["Ann", "Ma"]);
        assert_eq!(marks("Ötzi", "öt"), ["Öt"]);
        assert!(marks("Anna", "").is_empty() && marks("", "x").is_empty());
        assert!(marks("İstanbul 👩‍👧", "stan").len() == 1);
    }
}
