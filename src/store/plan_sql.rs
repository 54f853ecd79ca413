//! A plan over customers becomes SQL with bound values. The in-memory evaluator answers the same plan; a property test
//! holds the two together.
//!
//! SQL has three truth values and the language has two. A condition here may be NULL where something is missing: WHERE,
//! AND and OR treat that as false, and NOT is written as `COALESCE(condition, 0) = 0`, which makes it true.

use super::{Db, Error};
use crate::targeting::plan::{Condition, Node, NumberTest, Plan, Subject, Test};
use crate::targeting::when::AsOf;
use rusqlite::types::Value;
use std::fmt::Write as _;

mod answers;
mod figures;
mod functions;
mod happened;
mod measures;
mod missing;
mod standing;
mod stated;
mod texts;
mod times;

#[cfg(test)]
pub(crate) use answers::query_plan;
pub use answers::{Worth, buyers, count, have, is_past, known, members, top_members, worth};
pub(crate) use functions::add_functions;
pub(crate) use measures::reduced;

/// `FROM ... WHERE ...` of a plan, and its values.
fn compile(db: &Db<'_>, plan: &Plan, as_of: &AsOf) -> Result<(String, Vec<Value>), Error> {
    if plan.subject != Subject::Customers {
        return Err(Error::Refused(
            "a condition over products cannot be asked of customers; write what they did, such as bought category \"...\"".into(),
        ));
    }
    let mut compiler = Compiler::new(db, as_of, is_past(db, as_of.now)?);
    let condition = compiler.node(&plan.root)?;
    let mut sql = String::from("FROM customers c");
    if compiler.uses_facts {
        sql += " LEFT JOIN customer_facts f ON f.customer = c.id";
    }
    sql += " WHERE c.known = 1";
    if compiler.past {
        let now = compiler.bind_now();
        let _ = write!(
            sql,
            " AND min(COALESCE(c.first_seen, c.added_at, 0), COALESCE(c.added_at, c.first_seen, 0)) <= {now}"
        );
    }
    let _ = write!(sql, " AND ({condition})");
    Ok((sql, compiler.values))
}

struct Compiler<'a> {
    db: &'a Db<'a>,
    as_of: &'a AsOf,
    /// Count from rows, because the stored facts know more than was known then.
    past: bool,
    uses_facts: bool,
    values: Vec<Value>,
}

impl<'a> Compiler<'a> {
    fn new(db: &'a Db<'a>, as_of: &'a AsOf, past: bool) -> Compiler<'a> {
        Compiler {
            db,
            as_of,
            past,
            uses_facts: false,
            values: Vec::new(),
        }
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

    fn fact(&mut self, column: &str) -> String {
        self.uses_facts = true;
        format!("f.{column}")
    }

    fn node(&mut self, node: &Node) -> Result<String, Error> {
        match node {
            Node::All(nodes) if nodes.is_empty() => Ok("1".to_owned()),
            Node::Any(nodes) if nodes.is_empty() => Ok("0".to_owned()),
            Node::All(nodes) => self.joined(nodes, "AND"),
            Node::Any(nodes) => self.joined(nodes, "OR"),
            Node::Not(inner) => Ok(format!("COALESCE({}, 0) = 0", self.node(inner)?)),
            Node::Group { plan, .. } => self.node(plan),
            Node::Is(condition) => self.condition(condition),
        }
    }

    /// Halved again and again: SQLite limits how deep an expression may nest, and `a OR b OR c` nests to the left.
    fn joined(&mut self, nodes: &[Node], joint: &str) -> Result<String, Error> {
        match nodes {
            [one] => self.node(one),
            _ => {
                let (left, right) = nodes.split_at(nodes.len() / 2);
                let left = self.joined(left, joint)?;
                let right = self.joined(right, joint)?;
                Ok(format!("({left} {joint} {right})"))
            }
        }
    }

    fn condition(&mut self, condition: &Condition) -> Result<String, Error> {
        let sql = match &condition.test {
            Test::Figure {
                figure,
                what,
                window,
                is,
            } => self.figure(*figure, what.as_ref(), *window, is),
            Test::Measure(of, is) => self.measure(of, is)?,
            Test::Stated(of, is) => self.stated(of, is)?,
            Test::Time(field, is) => {
                let at = self.time(*field);
                self.time_test(&at, is)
            }
            Test::Text(field, is) => self.text_field(field, is)?,
            Test::Flag(flag, wanted) => self.flag(*flag, *wanted),
            Test::Missing(field, missing) => {
                let is_missing = self.missing(field)?;
                if *missing {
                    is_missing
                } else {
                    format!("COALESCE({is_missing}, 0) = 0")
                }
            }
            Test::Happened(happened) => self.happened(happened),
            // A plan over customers has no such test.
            Test::ProductNumber(..) => "0".to_owned(),
        };
        Ok(format!("({sql})"))
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
