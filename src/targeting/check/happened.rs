//! What people did: verbs, what it was about, how often, when and what followed.

use super::Checker;
use super::number::{Decimal, decimal};
use crate::model::text::fold;
use crate::targeting::ast;
use crate::targeting::moment::SEASONS;
use crate::targeting::plan::{Happened, Subject, Test, Then, ThenWhat, Verb, What, WhatKind, Word};
use crate::targeting::vocabulary::Listed;

impl Checker<'_> {
    /// `Some(None)` is ANY.
    pub(super) fn what(&mut self, what: &ast::What) -> Option<Option<What>> {
        let (kind, value) = match what {
            ast::What::Any(_) => return Some(None),
            ast::What::Is(kind, value, _) => (*kind, value),
        };
        if fold(&value.text).is_empty() {
            self.error(
                value.span,
                format!("the {} has no name", kind.word()),
                format!("Name the {}, or write ANY.", kind.word()),
            );
            return None;
        }
        if let Some(of) = Listed::of(kind) {
            self.listed(of, value);
        }
        let value = match kind {
            WhatKind::Season => self.choice(&SEASONS, value),
            WhatKind::Category => Word::category(&value.text),
            _ => Word::new(&value.text),
        };
        Some(Some(What { kind, value }))
    }

    pub(super) fn happened(&mut self, happened: &ast::Happened) -> Option<Test> {
        if self.subject == Subject::Products {
            self.error(
                happened.span,
                format!(
                    "`{}` is what customers do, and this is about products",
                    happened.verb.word()
                ),
                "Use fields of products such as category, price or stock.",
            );
            return None;
        }
        let what = match &happened.what {
            None => Some(None),
            Some(w) => self.what_of(happened.verb, w),
        };
        let times = match &happened.times {
            None => Some(None),
            Some((cmp, n)) => match decimal(&n.text, 0) {
                Decimal::Is(count) => Some(Some((*cmp, count))),
                _ => {
                    self.error(
                        n.span,
                        format!("{n} is no number of times"),
                        "Write a whole number: >= 2 TIMES.",
                    );
                    None
                }
            },
        };
        let window = match &happened.window {
            None => Some(None),
            Some(w) => self.window(w).map(Some),
        };
        let then = match &happened.then {
            None => Some(None),
            Some(then) => self.then(happened.verb, then).map(Some),
        };
        Some(Test::Happened(Happened {
            verb: happened.verb,
            what: what?,
            times: times?,
            window: window?,
            then: then?,
        }))
    }

    fn what_of(&mut self, verb: Verb, what: &ast::What) -> Option<Option<What>> {
        if let ast::What::Is(kind, _, span) = what
            && !verb.takes().contains(kind)
        {
            let takes: Vec<&str> = verb.takes().iter().map(|k| k.word()).collect();
            self.error(
                *span,
                format!("`{}` is not asked by {}", verb.word(), kind.word()),
                format!("`{}` takes {} or ANY.", verb.word(), takes.join(", ")),
            );
            return None;
        }
        self.what(what)
    }

    fn then(&mut self, first: Verb, then: &ast::Then) -> Option<Then> {
        let of_products = |verb: Verb| verb.takes().contains(&WhatKind::Product);
        let what = match &then.what {
            ast::ThenWhat::Nothing => Some(ThenWhat::Anything),
            ast::ThenWhat::Same(span) if !of_products(first) || !of_products(then.verb) => {
                self.error(
                    *span,
                    format!(
                        "SAME means the same product, and `{}` and `{}` do not both have one",
                        first.word(),
                        then.verb.word()
                    ),
                    "Leave SAME out.",
                );
                None
            }
            ast::ThenWhat::Same(_) => Some(ThenWhat::Same),
            ast::ThenWhat::What(ast::What::Is(kind, _, span)) if kind.is_of_day() => {
                self.error(
                    *span,
                    format!("{} is asked of what was done first", kind.word()),
                    format!(
                        "Write it before THEN, or leave it out: {} {} ...",
                        first.word(),
                        kind.word()
                    ),
                );
                None
            }
            ast::ThenWhat::What(what) => self
                .what_of(then.verb, what)
                .map(|w| w.map_or(ThenWhat::Anything, ThenWhat::What)),
        };
        let within = self.length(&then.within);
        Some(Then {
            not: then.not,
            verb: then.verb,
            what: what?,
            within: within?,
        })
    }
}
