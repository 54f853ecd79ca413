//! Text becomes a checked plan over customers or products.
//!
//! | stage | file | type |
//! |---|---|---|
//! | text to tokens | [`lex`] | [`lex::Token`] |
//! | tokens to a tree that knows its places | [`parse`] | [`ast::Expr`]; [`mod@print`] turns it back |
//! | the tree against the catalogue ([`fields`], [`vocabulary`]) | [`check`](mod@check) | [`plan::Plan`] and [`diagnostic::Diagnostic`]s |
//! | what a text that is none may mean | `guess` | text that is offered |
//! | the plan, answered in memory | [`holds`] | over [`facts`] as of a moment ([`when`]) |
//! | the plan, answered by the shop file | `store::plan_sql` | SQL with bound values |
//! | the plan in plain English | [`words`](mod@words) | a sentence |
//! | the tree to be built row by row | [`rows`](mod@rows), in the words of [`labels`] | [`rows::Rows`] |
//!
//! [`measures`] are numbers worked out of a history, [`stated`] are columns of files with their kinds,
//! [`moment`] is what holds of a moment or a request.
//! [`rfm`] and [`lifecycle`] define the groups and stages that two of the fields speak of.
//!
//! # The language
#![doc = include_str!("grammar.md")]

pub mod ast;
pub mod check;
pub mod diagnostic;
pub mod facts;
pub mod fields;
mod guess;
pub mod holds;
pub mod labels;
pub mod lex;
pub mod lifecycle;
pub mod measures;
pub mod moment;
mod near;
pub mod parse;
pub mod plan;
pub mod print;
pub mod ready_made;
pub mod rfm;
pub mod rows;
pub mod span;
pub mod stated;
pub mod vocabulary;
pub mod when;
pub mod words;

#[cfg(test)]
pub(crate) mod generate;
#[cfg(test)]
mod messages;

/// The grammar and its rules, for help on screens and on the command line.
pub const GRAMMAR: &str = include_str!("grammar.md");

/// The form in which names of our own vocabulary are compared: folded, `_` and `-` as blanks.
pub(crate) fn plain(text: &str) -> String {
    crate::model::text::fold(&text.replace(['_', '-'], " "))
}
