//! A plan over customers becomes queries with bound values, one per condition; what they find are sets of people, and
//! AND, OR and NOT join the sets. The in-memory evaluator answers the same plan; a property test holds the two together.
//!
//! SQL has three truth values and the language has two: a query names those for whom a condition is true, everybody
//! else is not in the set, and NOT is everybody but them.

use super::Db;
use super::Error;
use crate::targeting::plan::{Condition, NumberTest, Plan, Subject, Test};
use crate::targeting::when::AsOf;
use rusqlite::types::Value;
use set::Set;

mod answers;
mod figures;
mod functions;
mod happened;
mod measures;
mod missing;
mod set;
mod standing;
mod stated;
mod texts;
mod times;
mod weather;

#[cfg(test)]
pub(crate) use answers::query_plans;
pub use answers::{Worth, buyers, count, have, is_past, known, members, top_members, worth};
pub(crate) use functions::add_functions;
pub(crate) use measures::reduced;

/// Turns conditions into sets; one query is written at a time, and its values gather beside it.
struct Compiler<'a> {
    db: &'a Db<'a>,
    as_of: &'a AsOf,
    /// Count from rows, because the stored facts know more than was known then.
    past: bool,
    values: Vec<Value>,
}

impl<'a> Compiler<'a> {
    fn new(db: &'a Db<'a>, as_of: &'a AsOf, past: bool) -> Compiler<'a> {
        Compiler {
            db,
            as_of,
            past,
            values: Vec::new(),
        }
    }

    /// For a plan over customers.
    fn of(db: &'a Db<'a>, plan: &Plan, as_of: &'a AsOf) -> Result<Compiler<'a>, Error> {
        if plan.subject != Subject::Customers {
            return Err(Error::Refused(
                "a condition over products cannot be asked of customers; write what they did, such as bought category \"...\"".into(),
            ));
        }
        Ok(Compiler::new(db, as_of, is_past(db, as_of.now)?))
    }

    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("?{}", self.values.len())
    }

    fn int(&mut self, value: i64) -> String {
        self.bind(Value::Integer(value))
    }

    fn text(&mut self, value: &str) -> String {
        self.bind(Value::Text(value.to_owned()))
    }

    fn bind_now(&mut self) -> String {
        self.int(self.as_of.now.0)
    }

    fn condition(&mut self, condition: &Condition) -> Result<Set, Error> {
        Ok(match &condition.test {
            Test::Figure {
                figure,
                what,
                window,
                is,
            } => self.figure(*figure, what.as_ref(), *window, is),
            Test::Measure(of, is) => self.measure(of, is)?,
            Test::Stated(of, is) => self.stated(of, is)?,
            Test::Time(field, is) => self.time(*field, is),
            Test::Text(field, is) => self.text_field(field, is)?,
            Test::Flag(flag, wanted) => self.flag(*flag, *wanted),
            Test::Missing(field, missing) => {
                let unknown = self.missing(field)?;
                if *missing {
                    unknown
                } else {
                    Set::all_but(unknown)
                }
            }
            Test::Happened(happened) => self.happened(happened)?,
            Test::Moment(asked) => self.moment(asked)?,
            // A plan over customers has no such test.
            Test::ProductNumber(..) => Set::nobody(),
        })
    }

    fn number_test(&mut self, n: &str, is: &NumberTest) -> String {
        match is {
            NumberTest::Is(cmp, value) => {
                let value = self.int(*value);
                format!("{n} {} {value}", cmp.sign())
            }
            NumberTest::Between(low, high) => {
                let (low, high) = (self.int(*low), self.int(*high));
                format!("{n} BETWEEN {low} AND {high}")
            }
            NumberTest::In(values, not) => {
                let values: Vec<String> = values.iter().map(|v| self.int(*v)).collect();
                let not = if *not { "NOT " } else { "" };
                format!("{n} {not}IN ({})", values.join(", "))
            }
        }
    }
}

/// What stands behind the @ of an address.
const EMAIL_DOMAIN: &str =
    "CASE WHEN instr(c.email, '@') > 0 THEN fold(substr(c.email, instr(c.email, '@') + 1)) END";

/// A sum per count, half away from zero as `model::money` rounds; NULL for a count of zero.
fn per(sum: &str, count: &str) -> String {
    format!(
        "CASE WHEN {count} > 0 THEN CASE WHEN {sum} >= 0 THEN (2 * {sum} + {count}) / (2 * {count}) \
         ELSE -((-2 * {sum} + {count}) / (2 * {count})) END END"
    )
}

/// Terms joined without nesting deeper than the logarithm of their number; none of them is "no".
fn balanced(terms: &[String], joint: &str) -> String {
    match terms {
        [] => "0".to_owned(),
        [one] => one.clone(),
        _ => {
            let (left, right) = terms.split_at(terms.len() / 2);
            format!(
                "({} {joint} {})",
                balanced(left, joint),
                balanced(right, joint)
            )
        }
    }
}
