//! Target groups: what can be asked, how many people match and who, which conditions hold for one of them, and the
//! groups that are kept.

use super::clock::wall_clock;
use super::{Error, Shop};
use crate::store::{self, Db, plan_sql};
use crate::targeting::check::{Checked, check};
use crate::targeting::diagnostic::{Diagnostic, Severity, any_error, render};
use crate::targeting::fields::named;
use crate::targeting::moment::Circumstances;
use crate::targeting::plan::{Plan, Subject};
use crate::targeting::print::quoted;
use crate::targeting::rfm::Cuts;
use crate::targeting::span::Span;
use crate::targeting::vocabulary::Vocabulary;
use crate::targeting::when::AsOf;
use crate::targeting::words::words;
use serde::Serialize;

mod count;
mod explain;
mod fields;
mod list;
mod members;
mod names;
mod save;
mod sizes;
mod uses;
mod values;
mod worth;

pub use count::{Counted, Part};
pub use explain::{Explained, ExplainedLine};
pub use fields::FieldRow;
pub use list::GroupRow;
pub use members::{Member, Members};
pub(crate) use names::Names;
pub use save::SavedGroup;
pub use sizes::GroupSizes;
pub(crate) use sizes::Sizes;
pub use uses::UsedBy;
pub use values::{FieldValue, FieldValues, MOST_VALUES};
pub use worth::GroupWorth;

/// What a check found, for a face.
#[derive(Clone, Debug, Serialize)]
pub struct GroupCheck {
    /// Whether it can be counted.
    pub right: bool,
    /// The sentence, if it is right.
    pub words: Option<String>,
    /// Errors and warnings by place.
    pub problems: Vec<Diagnostic>,
}

impl Shop {
    /// As of when expressions are answered. Asked before the file is read, since the clock reads it too.
    pub(crate) fn targeting_as_of(&self) -> AsOf {
        let now = self.now();
        let mut as_of = AsOf::new(now, self.zone());
        if self.options.now.is_none() {
            as_of.consents_until = now.max(wall_clock());
        }
        as_of
    }

    /// Checks a text as it is typed. No store is asked once the names are at hand.
    pub fn check_group(&self, text: &str) -> Result<GroupCheck, Error> {
        let vocabulary = self.vocabulary()?;
        let text = meant(text, &vocabulary);
        let mut checked = check(&text, Subject::Customers, &vocabulary);
        if let Some(problem) = checked.plan.as_ref().and_then(unsettled) {
            let whole = Span::new(0, text.len());
            let (what, fix) = problem.split_once("; ").unwrap_or((&problem, ""));
            checked.problems.push(Diagnostic::error(whole, what, fix));
            checked.plan = None;
        }
        Ok(GroupCheck {
            right: checked.plan.is_some(),
            words: checked.plan.as_ref().map(|p| words(p, self.currency())),
            problems: checked.problems,
        })
    }

    /// The plan of a text, its normal form and its warnings; errors are told under the text.
    pub(super) fn plan_of(&self, text: &str) -> Result<(Plan, String, Vec<Diagnostic>), Error> {
        self.plan_in(text, &Circumstances::default())
    }

    /// The same for a request of which something is said.
    pub(super) fn plan_in(
        &self,
        text: &str,
        said: &Circumstances,
    ) -> Result<(Plan, String, Vec<Diagnostic>), Error> {
        let vocabulary = self.vocabulary()?;
        let text = meant(text, &vocabulary);
        let checked = check(&text, Subject::Customers, &vocabulary);
        let (plan, expression, warnings) = right(&text, checked)?;
        let plan = plan.settled(said, self.currency());
        match unsettled(&plan) {
            Some(problem) => Err(Error::Asked(problem)),
            None => Ok((plan, expression, warnings)),
        }
    }
}

/// A name that stands alone means the group of that name.
fn meant(text: &str, vocabulary: &Vocabulary) -> String {
    match vocabulary.group(text.trim().trim_matches('"')) {
        Some((name, _)) => format!("IN GROUP {}", quoted(name)),
        None => text.to_owned(),
    }
}

fn right(text: &str, checked: Checked) -> Result<(Plan, String, Vec<Diagnostic>), Error> {
    match (checked.plan, checked.expr) {
        (Some(plan), Some(expr)) if !any_error(&checked.problems) => {
            Ok((plan, expr.to_string(), checked.problems))
        }
        _ => Err(Error::Asked(format!(
            "the expression cannot be read\n{}",
            render(text, &checked.problems, false)
        ))),
    }
}

/// What a plan asks that only a request can answer: nobody is in such a group for good.
fn unsettled(plan: &Plan) -> Option<String> {
    let field = plan.unsettled()?;
    let info = named(Subject::Customers, field.word());
    let example = info.map_or("", |(info, _)| info.example);
    let said = example.replace(' ', "").replace(">=", "=");
    Some(format!(
        "`{}` is known only while a page is made, so nobody can be counted by it; use it in the condition of a rule or \
         strategy (when = '{example}'), or say what it is: --context {said}",
        field.word()
    ))
}

fn first_error(problems: &[Diagnostic]) -> Option<String> {
    problems
        .iter()
        .find(|p| p.severity == Severity::Error)
        .map(|p| format!("{}. {}", p.what, p.help()))
}

/// The same where a plan asks for scores; others need not wait for the buyers of a past day.
pub(crate) fn with_cuts_for(db: &Db<'_>, plan: &Plan, as_of: AsOf) -> Result<AsOf, Error> {
    match plan.asks_scores() {
        true => with_cuts(db, as_of),
        false => Ok(as_of),
    }
}

/// With the cut points of that time: the kept ones, or those of the buyers of then.
pub(crate) fn with_cuts(db: &Db<'_>, mut as_of: AsOf) -> Result<AsOf, Error> {
    as_of.cuts = if plan_sql::is_past(db, as_of.now)? {
        let buyers = plan_sql::buyers(db, &as_of)?;
        Some(Cuts::of(&buyers, as_of.today()))
    } else {
        store::rfm::cuts(db)?
    };
    Ok(as_of)
}

pub(super) fn share(count: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| count as f64 / of as f64)
}
