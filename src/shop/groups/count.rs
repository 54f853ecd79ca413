//! How many people match, all in all and part by part.

use super::{share, with_cuts};
use crate::model::time::Moment;
use crate::shop::{Error, Shop};
use crate::store::plan_sql;
use crate::targeting::ast::Expr;
use crate::targeting::diagnostic::Diagnostic;
use crate::targeting::moment::Circumstances;
use crate::targeting::parse::parse;
use crate::targeting::plan::{Node, Plan, Subject};
use crate::targeting::words::words;
use serde::Serialize;
use std::time::Instant;

/// How many people match.
#[derive(Clone, Debug, Serialize)]
pub struct Counted {
    /// The expression as it was understood.
    pub expression: String,
    /// The same in words.
    pub words: String,
    /// Known people who match.
    pub count: u64,
    /// Known people in all.
    pub of: u64,
    /// `count / of`; `None` in a shop without known people.
    pub share: Option<f64>,
    /// What is probably not meant so.
    pub warnings: Vec<Diagnostic>,
    /// As of when.
    pub as_of: Moment,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
}

/// One part of an expression, counted alone.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// The part as text.
    pub expression: String,
    /// Its words.
    pub words: String,
    /// How many match it alone.
    pub count: u64,
}

impl Shop {
    /// How many known people match an expression, or are in a group that is named alone.
    pub fn count_group(&self, text: &str) -> Result<Counted, Error> {
        self.count_group_in(text, &Circumstances::default())
    }

    /// The same for a request of which something is said.
    pub fn count_group_in(&self, text: &str, said: &Circumstances) -> Result<Counted, Error> {
        let started = Instant::now();
        let (plan, expression, warnings) = self.plan_in(text, said)?;
        let (asked, currency) = (self.targeting_as_of(), self.currency());
        let (count, of, as_of) = self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let count = plan_sql::count(db, &plan, &as_of)?;
            Ok::<_, Error>((count, plan_sql::known(db, &as_of)?, as_of.now))
        })?;
        Ok(Counted {
            expression,
            words: words(&plan, currency),
            count,
            of,
            share: share(count, of),
            warnings,
            as_of,
            took_ms: (started.elapsed().as_secs_f64() * 1e6).round() / 1e3,
        })
    }

    /// Each outermost part of an expression counted alone; one that does not fall apart is its own only part.
    pub fn group_parts(&self, text: &str) -> Result<Vec<Part>, Error> {
        let (plan, expression, _) = self.plan_of(text)?;
        let (parts, texts): (Vec<Node>, Vec<String>) = match (&plan.root, parse(&expression).0) {
            (Node::All(nodes), Some(Expr::And(exprs)))
            | (Node::Any(nodes), Some(Expr::Or(exprs))) => {
                (nodes.clone(), exprs.iter().map(Expr::to_string).collect())
            }
            (root, _) => (vec![root.clone()], vec![expression]),
        };
        let (asked, currency) = (self.targeting_as_of(), self.currency());
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            parts
                .into_iter()
                .zip(texts)
                .map(|(root, expression)| {
                    let plan = Plan {
                        subject: Subject::Customers,
                        root,
                    };
                    Ok(Part {
                        expression,
                        words: words(&plan, currency),
                        count: plan_sql::count(db, &plan, &as_of)?,
                    })
                })
                .collect()
        })
    }
}
