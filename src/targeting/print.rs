//! A tree becomes text again: `parse(print(tree))` is the same tree.

use crate::targeting::ast::{Cond, Expr, Happened, Match, Term, ThenWhat, Value, What, Window};
use std::fmt::{self, Display, Formatter};

/// A text in double quotes, with `"` and `\` escaped.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Expr::Or(all) => joined(f, all, " OR ", |e| matches!(e, Expr::Or(_))),
            Expr::And(all) => joined(f, all, " AND ", |e| matches!(e, Expr::Or(_) | Expr::And(_))),
            Expr::Not(inner) if matches!(**inner, Expr::Or(_) | Expr::And(_)) => {
                write!(f, "NOT ({inner})")
            }
            Expr::Not(inner) => write!(f, "NOT {inner}"),
            Expr::Cond(cond, _) => cond.fmt(f),
            Expr::Broken(_) => f.write_str("?"),
        }
    }
}

fn joined(
    f: &mut Formatter<'_>,
    all: &[Expr],
    joint: &str,
    in_brackets: impl Fn(&Expr) -> bool,
) -> fmt::Result {
    for (i, expr) in all.iter().enumerate() {
        if i > 0 {
            f.write_str(joint)?;
        }
        if in_brackets(expr) {
            write!(f, "({expr})")?;
        } else {
            expr.fmt(f)?;
        }
    }
    Ok(())
}

impl Display for Cond {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let not = |not: &bool| if *not { " NOT" } else { "" };
        match self {
            Cond::Compare(term, cmp, value, window) => {
                write!(f, "{term} {} {value}", cmp.sign())?;
                window.as_ref().map_or(Ok(()), |w| write!(f, " {w}"))
            }
            Cond::Between(term, low, high) => write!(f, "{term} BETWEEN {low} AND {high}"),
            Cond::In(term, negated, values) => {
                write!(f, "{term}{} IN (", not(negated))?;
                for (i, value) in values.iter().enumerate() {
                    let comma = if i > 0 { ", " } else { "" };
                    write!(f, "{comma}{value}")?;
                }
                f.write_str(")")
            }
            Cond::Match(term, matching, negated, value) => {
                let word = match matching {
                    Match::Contains => "CONTAINS",
                    Match::Starts => "STARTS WITH",
                    Match::Ends => "ENDS WITH",
                };
                write!(f, "{term}{} {word} {value}", not(negated))
            }
            Cond::IsNull(term, negated) => write!(f, "{term} IS{} NULL", not(negated)),
            Cond::InGroup(name) => write!(f, "IN GROUP {name}"),
            Cond::Happened(happened) => happened.fmt(f),
        }
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        match self.field.split_once('.') {
            Some((head, tail)) if tail.is_empty() || !tail.chars().all(plain) => {
                write!(f, "{head}.{}", quoted(tail))?;
            }
            _ => f.write_str(&self.field)?,
        }
        self.what.as_ref().map_or(Ok(()), |w| write!(f, " {w}"))
    }
}

impl Display for What {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            What::Any(_) => f.write_str("ANY"),
            What::Is(kind, value, _) => write!(f, "{} {value}", kind.word()),
        }
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.quoted {
            f.write_str(&quoted(&self.text))
        } else {
            f.write_str(&self.text)
        }
    }
}

impl Display for Window {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Window::Within(length) => write!(f, "WITHIN {length}"),
            Window::Since(day) => write!(f, "SINCE {day}"),
            Window::Between(from, to) => write!(f, "BETWEEN {from} AND {to}"),
        }
    }
}

impl Display for Happened {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.verb.word())?;
        if let Some(what) = &self.what {
            write!(f, " {what}")?;
        }
        if let Some((cmp, n)) = &self.times {
            write!(f, " {} {n} TIMES", cmp.sign())?;
        }
        if let Some(window) = &self.window {
            write!(f, " {window}")?;
        }
        if let Some(then) = &self.then {
            let not = if then.not { "NOT " } else { "" };
            write!(f, " THEN {not}{}", then.verb.word())?;
            match &then.what {
                ThenWhat::Nothing => {}
                ThenWhat::Same(_) => f.write_str(" SAME")?,
                ThenWhat::What(what) => write!(f, " {what}")?,
            }
            write!(f, " WITHIN {}", then.within)?;
        }
        Ok(())
    }
}
