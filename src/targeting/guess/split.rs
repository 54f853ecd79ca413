//! A text as words, signs and quoted texts, each by the name that it has here.

use super::phrases::PHRASES;
use crate::targeting::print::quoted;

/// Words, signs and quoted texts.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut chars = text.chars().peekable();
    let mut word = String::new();
    let push = |word: &mut String, words: &mut Vec<String>| {
        let plain = word.trim_end_matches(['.', '?', '!', ':']);
        if !plain.is_empty() {
            words.push(plain.to_owned());
        }
        word.clear();
    };
    while let Some(c) = chars.next() {
        match c {
            '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '`' => {
                push(&mut word, &mut words);
                let end = |c: &char| matches!(c, '"' | '“' | '”' | '«' | '»' | '’' | '‘' | '`');
                let mut inside = String::new();
                while let Some(c) = chars.next_if(|c| !end(c)) {
                    inside.push(c);
                }
                chars.next();
                words.push(quoted(&inside));
            }
            '\'' if word.is_empty() => {
                let mut inside = String::new();
                while let Some(c) = chars.next_if(|c| *c != '\'') {
                    inside.push(c);
                }
                chars.next();
                words.push(quoted(&inside));
            }
            '(' | ')' => {
                push(&mut word, &mut words);
                words.push(c.to_string());
            }
            '&' | '|' => {
                push(&mut word, &mut words);
                chars.next_if_eq(&c);
                words.push(if c == '&' { "and" } else { "or" }.into());
            }
            '=' | '<' | '>' | '!' | '≥' | '≤' | '≠' => {
                push(&mut word, &mut words);
                let mut sign = c.to_string();
                while let Some(more) = chars.next_if(|c| matches!(c, '=' | '>')) {
                    sign.push(more);
                }
                words.push(match sign.as_str() {
                    "==" | "===" => "=".into(),
                    "=>" => ">=".into(),
                    "=<" => "<=".into(),
                    "!" => "not".into(),
                    "<>" => "!=".into(),
                    _ => sign,
                });
            }
            // A comma between digits is a part of the number.
            ',' if word.ends_with(|c: char| c.is_ascii_digit())
                && chars.peek().is_some_and(char::is_ascii_digit) =>
            {
                word.push(c);
            }
            ',' => {
                push(&mut word, &mut words);
                words.push(",".into());
            }
            '€' | '$' | '£' | '¥' | '₹' | ';' => push(&mut word, &mut words),
            c if c.is_whitespace() => push(&mut word, &mut words),
            '’' => word.push('\''),
            c => word.push(c),
        }
    }
    push(&mut word, &mut words);
    words
}

/// Words by the names that they have here.
pub(super) fn renamed(words: Vec<String>) -> Vec<String> {
    let folded: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
    let mut done = Vec::with_capacity(words.len());
    let mut at = 0;
    'words: while let Some(word) = words.get(at) {
        for (phrase, name) in PHRASES {
            let length = phrase.split(' ').count();
            let here = folded.iter().skip(at).take(length).map(String::as_str);
            // The name of a field may be such a word.
            if here.eq(phrase.split(' ')) {
                done.extend(name.split(' ').map(str::to_owned));
                at += length;
                continue 'words;
            }
        }
        done.push(word.clone());
        at += 1;
    }
    done
}
