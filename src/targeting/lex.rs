//! Text becomes tokens with their places. What a run of letters and digits means (a word, a number, a date, a length)
//! depends on what stands before it, so it stays text here.

use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::plan::Cmp;
use crate::targeting::span::Span;
use winnow::combinator::{alt, delimited, opt, repeat};
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Stream};
use winnow::token::{any, none_of, take_while};

/// The longest text that is read, in bytes.
pub const LONGEST: usize = 10_000;

/// One token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Token {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// A comparison.
    Cmp(Cmp),
    /// Letters, digits, `_`, `-`, `.`; digits may end in `%`.
    Run(String),
    /// Text in double quotes, without them.
    Quoted(String),
}

type Input<'a> = LocatingSlice<&'a str>;

/// Tokens and what could not be read. A text that is too long is not read at all.
pub fn lex(text: &str) -> (Vec<(Token, Span)>, Vec<Diagnostic>) {
    if text.len() > LONGEST {
        let problem = Diagnostic::error(
            Span::new(0, text.len()),
            format!("the expression has {} characters", text.len()),
            format!(
                "Keep it under {LONGEST}: save parts as groups and join them with IN GROUP \"name\"."
            ),
        );
        return (Vec::new(), vec![problem]);
    }
    let mut input = LocatingSlice::new(text);
    let mut tokens: Vec<(Token, Span)> = Vec::new();
    let mut problems: Vec<Diagnostic> = Vec::new();
    loop {
        blanks(&mut input);
        if input.is_empty() {
            return (tokens, problems);
        }
        let start = input.checkpoint();
        match token.with_span().parse_next(&mut input) {
            Ok((token, range)) => tokens.push((token, Span::new(range.start, range.end))),
            Err(_) => {
                input.reset(&start);
                let found: ModalResult<(char, _)> = any.with_span().parse_next(&mut input);
                let Ok((c, range)) = found else {
                    return (tokens, problems);
                };
                let span = Span::new(range.start, range.end);
                let problem = unreadable(c, span, text.len());
                if c == '"' {
                    problems.push(problem);
                    return (tokens, problems);
                }
                // `&&` and `||` are read as what they mean, so that the rest is not called wrong.
                if let Some(joint) = match c {
                    '&' => Some("and"),
                    '|' => Some("or"),
                    _ => None,
                } && !matches!(tokens.last(), Some((Token::Run(run), _)) if run == joint)
                {
                    tokens.push((Token::Run(joint.to_owned()), span));
                }
                match problems.last_mut() {
                    // `&&` is one slip, not two.
                    Some(before)
                        if before.span.end == span.start && before.what == problem.what =>
                    {
                        before.span = before.span.to(span);
                    }
                    _ => problems.push(problem),
                }
            }
        }
    }
}

fn blanks(input: &mut Input<'_>) {
    let _: ModalResult<&str> = take_while(0.., char::is_whitespace).parse_next(input);
}

fn token(input: &mut Input<'_>) -> ModalResult<Token> {
    alt((
        '('.value(Token::Open),
        ')'.value(Token::Close),
        ','.value(Token::Comma),
        cmp.map(Token::Cmp),
        run.map(Token::Run),
        quoted.map(Token::Quoted),
    ))
    .parse_next(input)
}

fn cmp(input: &mut Input<'_>) -> ModalResult<Cmp> {
    alt((
        alt((">=", "≥", "=>")).value(Cmp::AtLeast),
        alt(("<>", "!=", "≠")).value(Cmp::NotEqual),
        alt(("<=", "≤", "=<")).value(Cmp::AtMost),
        alt(("==", "=")).value(Cmp::Equal),
        ">".value(Cmp::Greater),
        "<".value(Cmp::Less),
    ))
    .parse_next(input)
}

fn run(input: &mut Input<'_>) -> ModalResult<String> {
    (
        take_while(1.., |c: char| {
            c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
        }),
        opt('%'),
    )
        .take()
        .map(str::to_owned)
        .parse_next(input)
}

fn quoted(input: &mut Input<'_>) -> ModalResult<String> {
    let piece = alt((('\\', any).map(|(_, c)| c), none_of(['"', '\\'])));
    delimited('"', repeat(0.., piece), '"').parse_next(input)
}

fn unreadable(c: char, span: Span, end: usize) -> Diagnostic {
    let what = |text: &str| format!("`{text}` does not belong here");
    match c {
        '"' => Diagnostic::error(
            Span::new(span.start, end),
            "the text has no closing quote",
            "Close it with \" where the text ends.",
        ),
        '\'' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' => Diagnostic::error(
            span,
            "only straight double quotes are read",
            "Put texts in double quotes: \"Camping\".",
        )
        .with_replacement("\""),
        '&' => {
            Diagnostic::error(span, what("&"), "Join conditions with AND.").with_replacement("AND")
        }
        '|' => {
            Diagnostic::error(span, what("|"), "Join conditions with OR.").with_replacement("OR")
        }
        '!' => Diagnostic::error(span, what("!"), "Turn a condition round with NOT.")
            .with_replacement("NOT "),
        '€' | '$' | '£' | '¥' | '₹' => Diagnostic::error(
            span,
            format!("`{c}` does not belong here"),
            "Leave the currency sign out: amounts are in the shop's currency.",
        )
        .with_replacement(""),
        ';' => Diagnostic::error(span, what(";"), "Leave it out.").with_replacement(""),
        c => Diagnostic::error(
            span,
            format!("`{c}` does not belong here"),
            "Put texts with signs in double quotes.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_stay_whole_and_quotes_are_taken_off() {
        let (tokens, problems) = lex(r#"a.b>=-30d ≠ "x \"y\"" 2026-01-31 40%"#);
        assert!(problems.is_empty());
        let tokens: Vec<Token> = tokens.into_iter().map(|(t, _)| t).collect();
        assert_eq!(
            tokens,
            [
                Token::Run("a.b".into()),
                Token::Cmp(Cmp::AtLeast),
                Token::Run("-30d".into()),
                Token::Cmp(Cmp::NotEqual),
                Token::Quoted("x \"y\"".into()),
                Token::Run("2026-01-31".into()),
                Token::Run("40%".into()),
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_rest_is_read() {
        let (tokens, problems) = lex("a && b; \"open");
        assert_eq!(tokens.len(), 3);
        let whats: Vec<&str> = problems.iter().map(|p| p.what.as_str()).collect();
        assert_eq!(
            whats,
            [
                "`&` does not belong here",
                "`;` does not belong here",
                "the text has no closing quote"
            ]
        );
        assert_eq!(problems[0].span.range(), 2..4);
        assert!(lex(&"(".repeat(LONGEST + 1)).0.is_empty());
    }
}
