//! Tokens become a tree. A condition that cannot be read is reported and skipped, so that all slips of a text are
//! reported at once.

use crate::targeting::ast::{
    Cond, Expr, Happened, Match, Term, Then, ThenWhat, Value, What, Window,
};
use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::lex::{Token, lex};
use crate::targeting::near::nearest;
use crate::targeting::plan::{Cmp, Verb, WhatKind};
use crate::targeting::span::Span;

/// How deep brackets and NOT may nest.
pub const DEEPEST: usize = 64;

/// The tree of a text and everything that could not be read. No tree if nothing is there to read.
pub fn parse(text: &str) -> (Option<Expr>, Vec<Diagnostic>) {
    let (tokens, problems) = lex(text);
    if tokens.is_empty() {
        let problems = if problems.is_empty() {
            vec![Diagnostic::error(
                Span::new(0, text.len()),
                "there is no condition yet",
                "Write one, for example: orders >= 3 WITHIN 12m",
            )]
        } else {
            problems
        };
        return (None, problems);
    }
    let mut parser = Parser {
        tokens,
        at: 0,
        end: text.trim_end().len(),
        depth: 0,
        problems,
    };
    let expr = parser.or();
    while !parser.too_deep()
        && let Some((token, span)) = parser.tokens.get(parser.at).cloned()
    {
        let what = match &token {
            Token::Close => "this bracket closes nothing".to_owned(),
            other => format!("{} is not expected here", shown(other)),
        };
        let fix = match &token {
            Token::Close => "Leave it out, or open one before.",
            _ => "Join two conditions with AND or OR.",
        };
        parser.problems.push(Diagnostic::error(span, what, fix));
        // What follows may be right: read on, at this word or behind a sign.
        if !matches!(token, Token::Run(_) | Token::Open) {
            parser.at += 1;
        }
        while parser.is_word("and") || parser.is_word("or") {
            parser.at += 1;
        }
        if matches!(parser.peek(), Some(Token::Run(_) | Token::Open)) {
            let before = parser.at;
            parser.or();
            parser.at = parser.at.max(before + 1);
        }
    }
    parser.problems.sort_by_key(|p| p.span.start);
    (Some(expr), parser.problems)
}

type Read<T> = Result<T, Diagnostic>;

struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    end: usize,
    depth: usize,
    problems: Vec<Diagnostic>,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(t, _)| t)
    }

    fn span(&self) -> Span {
        self.tokens
            .get(self.at)
            .map_or(Span::new(self.end, self.end), |(_, s)| *s)
    }

    /// Place of the token read last.
    fn last(&self) -> Span {
        self.at
            .checked_sub(1)
            .and_then(|i| self.tokens.get(i))
            .map_or(Span::default(), |(_, s)| *s)
    }

    fn is_word(&self, word: &str) -> bool {
        self.is_word_at(self.at, word)
    }

    fn is_word_at(&self, at: usize, word: &str) -> bool {
        matches!(self.tokens.get(at), Some((Token::Run(run), _)) if run.eq_ignore_ascii_case(word))
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    fn too_deep(&self) -> bool {
        self.depth > DEEPEST
    }

    fn or(&mut self) -> Expr {
        let mut all = vec![self.and()];
        while !self.too_deep() && self.take_word("or") {
            all.push(self.and());
        }
        one_or(all, Expr::Or)
    }

    fn and(&mut self) -> Expr {
        let mut all = vec![self.not()];
        while !self.too_deep() && self.take_word("and") {
            all.push(self.not());
        }
        one_or(all, Expr::And)
    }

    fn not(&mut self) -> Expr {
        let start = self.span();
        self.depth += 1;
        if self.too_deep() {
            // Reported once: the depth is never taken back, so every level above stops.
            self.problems.push(Diagnostic::error(
                start,
                format!("brackets and NOT nest deeper than {DEEPEST}"),
                "Save a part as a group and use IN GROUP \"name\".",
            ));
            self.at = self.tokens.len();
            return Expr::Broken(start);
        }
        let expr = if self.take_word("not") {
            Expr::Not(Box::new(self.not()))
        } else if self.peek() == Some(&Token::Open) {
            self.at += 1;
            let inner = self.or();
            if self.too_deep() {
                return inner;
            }
            if self.peek() == Some(&Token::Close) {
                self.at += 1;
            } else {
                let at = self.span();
                self.problems.push(Diagnostic::error(
                    start,
                    "this bracket is not closed",
                    "Close it with ) where the part ends.",
                ));
                if self.peek().is_some() {
                    self.problems.push(Diagnostic::error(
                        at,
                        format!("{} is not expected here", self.here()),
                        "Join two conditions with AND or OR, or close the bracket.",
                    ));
                    self.skip();
                }
            }
            inner
        } else {
            self.cond()
        };
        if !self.too_deep() {
            self.depth -= 1;
        }
        expr
    }

    fn cond(&mut self) -> Expr {
        let start = self.span();
        match self.read_cond() {
            Ok(cond) => Expr::Cond(Box::new(cond), start.to(self.last())),
            Err(problem) => {
                self.problems.push(problem);
                self.skip();
                Expr::Broken(start.to(self.last()))
            }
        }
    }

    /// Goes on to the AND, OR or closing bracket that ends this condition.
    fn skip(&mut self) {
        let mut open = 0_usize;
        while let Some(token) = self.peek() {
            match token {
                Token::Open => open += 1,
                Token::Close if open == 0 => return,
                Token::Close => open -= 1,
                Token::Run(run)
                    if open == 0
                        && (run.eq_ignore_ascii_case("and") || run.eq_ignore_ascii_case("or")) =>
                {
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    fn here(&self) -> String {
        self.peek().map_or_else(|| "the end".to_owned(), shown)
    }

    fn expected(&self, what: &str, fix: &str) -> Diagnostic {
        Diagnostic::error(
            self.span(),
            format!("{what} is missing before {}", self.here()),
            fix,
        )
    }

    fn read_cond(&mut self) -> Read<Cond> {
        if self.is_word("in") {
            self.at += 1;
            if !self.take_word("group") {
                return Err(self.expected(
                    "GROUP",
                    "Write IN GROUP \"name\", or a field before IN: country IN (DE, AT).",
                ));
            }
            let fix = "Name a saved group: IN GROUP \"Loyal\".";
            return Ok(Cond::InGroup(self.value("the name of a group", fix)?));
        }
        let Some(Token::Run(name)) = self.peek().cloned() else {
            return Err(self.expected(
                "a condition",
                "Write a field, a sign and a value: orders >= 3.",
            ));
        };
        for keyword in ["and", "or", "then", "within", "since", "between", "is"] {
            if self.is_word(keyword) {
                return Err(self.expected(
                    "a condition",
                    "Write a field, a sign and a value: orders >= 3.",
                ));
            }
        }
        let span = self.span();
        let verb = Verb::ALL
            .into_iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(&name));
        self.at += 1;
        match verb {
            Some((_, verb)) => Ok(Cond::Happened(self.happened(verb, span)?)),
            None => self.field_cond(name, span),
        }
    }

    fn field_cond(&mut self, mut field: String, mut span: Span) -> Read<Cond> {
        // `attribute."Shoe size"`: a name with blanks stands in quotes right behind the dot.
        if field.ends_with('.')
            && let Some((Token::Quoted(rest), place)) = self.tokens.get(self.at)
            && place.start == span.end
        {
            field.push_str(rest);
            span = span.to(*place);
            self.at += 1;
        }
        let what = self.what()?;
        let term = Term { field, span, what };
        if let Some(Token::Cmp(cmp)) = self.peek() {
            let cmp = *cmp;
            self.at += 1;
            let value = self.value(
                "a value",
                &format!("Write what `{}` is compared with.", term.field),
            )?;
            let window = self.window()?;
            return Ok(Cond::Compare(term, cmp, value, window));
        }
        if self.take_word("between") {
            let fix = "Write two values: BETWEEN 10 AND 20.";
            let low = self.value("a value", fix)?;
            if !self.take_word("and") {
                return Err(self.expected("AND", fix));
            }
            let high = self.value("a value", fix)?;
            return Ok(Cond::Between(term, low, high));
        }
        if self.take_word("is") {
            let not = self.take_word("not");
            if !self.take_word("null") {
                return Err(self.expected(
                    "NULL",
                    "Write IS NULL or IS NOT NULL; to compare with a value write = instead of IS.",
                ));
            }
            return Ok(Cond::IsNull(term, not));
        }
        let not = self.take_word("not");
        if self.take_word("in") {
            return Ok(Cond::In(term, not, self.list()?));
        }
        for (word, matching) in [
            ("contains", Match::Contains),
            ("starts", Match::Starts),
            ("ends", Match::Ends),
        ] {
            if self.take_word(word) {
                if matching != Match::Contains && !self.take_word("with") {
                    let fix = format!("Write {} WITH \"...\".", word.to_uppercase());
                    return Err(self.expected("WITH", &fix));
                }
                let value = self.value("a text", "Put the text in double quotes.")?;
                return Ok(Cond::Match(term, matching, not, value));
            }
        }
        Err(self.no_sign(&term))
    }

    /// The problem of a field that nothing follows: perhaps a verb was misspelt.
    fn no_sign(&self, term: &Term) -> Diagnostic {
        let verbs: Vec<String> = Verb::ALL.iter().map(|(w, _)| (*w).to_owned()).collect();
        let near = nearest(&term.field, verbs.iter().map(String::as_str));
        if term.what.is_some() && !near.is_empty() {
            return Diagnostic::error(term.span, format!("there is no verb `{}`", term.field), "")
                .with_nearest(near, false);
        }
        let problem = Diagnostic::error(
            self.span(),
            format!(
                "a comparison is missing after `{}`, before {}",
                term.field,
                self.here()
            ),
            "Write = != > >= < <=, BETWEEN, IN (...), CONTAINS, STARTS WITH, ENDS WITH or IS NULL.",
        );
        match self.peek() {
            Some(Token::Run(run)) if run.eq_ignore_ascii_case("like") => Diagnostic::error(
                self.span(),
                "LIKE is not a word of this language",
                "Write CONTAINS, STARTS WITH or ENDS WITH.",
            )
            .with_replacement("CONTAINS"),
            _ => problem,
        }
    }

    fn list(&mut self) -> Read<Vec<Value>> {
        let fix = "Write the values in brackets: IN (DE, AT).";
        if self.peek() != Some(&Token::Open) {
            return Err(self.expected("an opening bracket", fix));
        }
        self.at += 1;
        let mut values = vec![self.value("a value", fix)?];
        loop {
            match self.peek() {
                Some(Token::Comma) => {
                    self.at += 1;
                    values.push(self.value("a value", fix)?);
                }
                Some(Token::Close) => {
                    self.at += 1;
                    return Ok(values);
                }
                _ => {
                    return Err(self.expected(
                        "a comma or closing bracket",
                        "Part the values with commas and put texts with blanks in double quotes.",
                    ));
                }
            }
        }
    }

    fn value(&mut self, what: &str, fix: &str) -> Read<Value> {
        let span = self.span();
        let (text, quoted) = match self.peek() {
            Some(Token::Quoted(text)) => (text.clone(), true),
            // AND and OR are values (Oregon) only where nothing else could follow.
            Some(Token::Run(run)) if !self.is_joint() => (run.clone(), false),
            _ => return Err(self.expected(what, fix)),
        };
        self.at += 1;
        Ok(Value { text, quoted, span })
    }

    fn is_joint(&self) -> bool {
        let joint = ["and", "or", "not"].into_iter().any(|w| self.is_word(w));
        let ends = match self.tokens.get(self.at + 1) {
            None => true,
            Some((Token::Close | Token::Comma, _)) => true,
            Some(_) => ["and", "or"]
                .into_iter()
                .any(|w| self.is_word_at(self.at + 1, w)),
        };
        joint && !ends
    }

    fn what(&mut self) -> Read<Option<What>> {
        let span = self.span();
        if self.take_word("any") {
            return Ok(Some(What::Any(span)));
        }
        let kind = WhatKind::ALL
            .into_iter()
            .find(|(word, _)| self.is_word(word));
        let Some((word, kind)) = kind else {
            return Ok(None);
        };
        self.at += 1;
        if let Some(Token::Cmp(_)) = self.peek() {
            return Err(Diagnostic::error(
                self.span(),
                format!("no sign stands between `{word}` and its value"),
                format!("Write {word} \"...\" without a sign."),
            )
            .with_replacement(""));
        }
        let value = self.value("a value", &format!("Name the {word}: {word} \"...\"."))?;
        let whole = span.to(value.span);
        Ok(Some(What::Is(kind, value, whole)))
    }

    fn window(&mut self) -> Read<Option<Window>> {
        let ago = "Write how long: WITHIN 30d (h, d, w, m for months, y).";
        let day = "Write a day: 2026-01-31, -30d, today, this_month.";
        if self.take_word("within") {
            return Ok(Some(Window::Within(self.value("a length of time", ago)?)));
        }
        if self.take_word("since") {
            return Ok(Some(Window::Since(self.value("a day", day)?)));
        }
        if self.take_word("between") {
            let from = self.value("a day", day)?;
            if !self.take_word("and") {
                return Err(
                    self.expected("AND", "Write two days: BETWEEN 2026-01-01 AND 2026-01-31.")
                );
            }
            let to = self.value("a day", day)?;
            return Ok(Some(Window::Between(from, to)));
        }
        Ok(None)
    }

    fn happened(&mut self, verb: Verb, span: Span) -> Read<Happened> {
        let what = self.what()?;
        if what.is_none() {
            self.stray_value(verb.word(), verb)?;
        }
        let times = match self.peek() {
            Some(Token::Cmp(cmp)) => {
                let cmp = *cmp;
                self.at += 1;
                let n = self.value("a number", "Write how often: >= 2 TIMES.")?;
                if !self.take_word("times") && !self.take_word("time") {
                    return Err(self.expected("TIMES", "Write how often: >= 2 TIMES."));
                }
                Some((cmp, n))
            }
            _ => None,
        };
        let window = self.window()?;
        let then = if self.take_word("then") {
            Some(self.then()?)
        } else {
            None
        };
        Ok(Happened {
            verb,
            span,
            what,
            times,
            window,
            then,
        })
    }

    /// `bought "Tents"` says not what Tents is.
    fn stray_value(&self, word: &str, verb: Verb) -> Read<()> {
        let (Some(Token::Quoted(text)), span) = (self.peek(), self.span()) else {
            return Ok(());
        };
        let kinds: Vec<&str> = verb.takes().iter().map(|k| k.word()).collect();
        Err(Diagnostic::error(
            span,
            format!("it is not said what \"{text}\" is"),
            format!(
                "Write {word} and one of {} before the value.",
                kinds.join(", ")
            ),
        ))
    }

    fn then(&mut self) -> Read<Then> {
        let not = self.take_word("not");
        let span = self.span();
        let verb = Verb::ALL.into_iter().find(|(word, _)| self.is_word(word));
        let Some((_, verb)) = verb else {
            return Err(self.expected(
                "a verb",
                "Write what followed: THEN bought SAME WITHIN 7d, or THEN NOT bought WITHIN 24h.",
            ));
        };
        self.at += 1;
        let same = self.span();
        let what = if self.take_word("same") {
            ThenWhat::Same(same)
        } else {
            self.what()?.map_or(ThenWhat::Nothing, ThenWhat::What)
        };
        let fix = "Write how long after: WITHIN 24h, WITHIN 7d.";
        if !self.take_word("within") {
            return Err(self.expected("WITHIN", fix));
        }
        let within = self.value("a length of time", fix)?;
        Ok(Then {
            not,
            verb,
            span,
            what,
            within,
        })
    }
}

fn one_or(mut all: Vec<Expr>, join: impl Fn(Vec<Expr>) -> Expr) -> Expr {
    match (all.len(), all.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            all.push(last);
            join(all)
        }
        (_, None) => join(all),
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::Open => "`(`".to_owned(),
        Token::Close => "`)`".to_owned(),
        Token::Comma => "`,`".to_owned(),
        Token::Cmp(cmp) => format!("`{}`", cmp.sign()),
        Token::Run(run) => format!("`{run}`"),
        Token::Quoted(text) => format!("\"{text}\""),
    }
}

/// Whether a comparison is a sign of order.
pub fn is_order(cmp: Cmp) -> bool {
    !matches!(cmp, Cmp::Equal | Cmp::NotEqual)
}
