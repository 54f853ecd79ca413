//! Times and days.

use super::set::Set;
use super::{Compiler, balanced};
use crate::model::time::Moment;
use crate::targeting::plan::{Cmp, TimeField, TimeTest};
use crate::targeting::when::Window;

impl Compiler<'_> {
    /// Whether an instant is in a window, and not after now. In the present nothing lies after now.
    pub(super) fn within(&mut self, at: &str, window: Option<Window>) -> String {
        let now = self.as_of.now;
        match window.map(|window| window.span(self.as_of)) {
            Some((from, to)) if to < now || self.past => {
                let (from, to) = (self.int(from.0), self.int(to.0));
                format!("{at} BETWEEN {from} AND {to}")
            }
            Some((from, _)) => {
                let from = self.int(from.0);
                format!("{at} >= {from}")
            }
            None if self.past => {
                let now = self.bind_now();
                format!("{at} <= {now}")
            }
            None => "1".to_owned(),
        }
    }

    pub(super) fn time(&mut self, field: TimeField, is: &TimeTest) -> Set {
        let rows = self.time_rows(field);
        let test = self.time_test("v", is);
        self.these(format!("SELECT customer FROM ({rows}) WHERE {test}"))
    }

    /// Rows (customer, v) of everybody who has such a time.
    pub(super) fn time_rows(&mut self, field: TimeField) -> String {
        match field {
            TimeField::FirstOrder => {
                format!("SELECT customer, first AS v FROM ({})", self.buying())
            }
            TimeField::LastOrder => format!("SELECT customer, last AS v FROM ({})", self.buying()),
            TimeField::Added => "SELECT 0 AS customer, 0 AS v WHERE 0".to_owned(),
            TimeField::CustomerAdded => {
                let now = self.bind_now();
                format!(
                    "SELECT id AS customer, COALESCE(added_at, first_seen) AS v FROM customers \
                     WHERE known = 1 AND COALESCE(added_at, first_seen) <= {now}"
                )
            }
            TimeField::LastVisit => {
                let within = self.within("s.started_at", None);
                format!(
                    "SELECT s.customer AS customer, max(s.started_at) AS v FROM sessions s WHERE {within} GROUP BY s.customer"
                )
            }
        }
    }

    pub(super) fn time_test(&mut self, at: &str, is: &TimeTest) -> String {
        match is {
            TimeTest::Is(cmp, when) => {
                let (from, to) = when.span(self.as_of);
                match cmp {
                    Cmp::Equal => self.between(at, from, to),
                    Cmp::NotEqual => {
                        let (from, to) = (self.int(from.0), self.int(to.0));
                        format!("({at} < {from} OR {at} > {to})")
                    }
                    Cmp::Greater | Cmp::AtMost => {
                        let to = self.int(to.0);
                        format!("{at} {} {to}", cmp.sign())
                    }
                    Cmp::AtLeast | Cmp::Less => {
                        let from = self.int(from.0);
                        format!("{at} {} {from}", cmp.sign())
                    }
                }
            }
            TimeTest::Between(first, last) => {
                self.between(at, first.span(self.as_of).0, last.span(self.as_of).1)
            }
            TimeTest::In(days, not) => {
                let days: Vec<String> = days
                    .iter()
                    .map(|d| {
                        let (from, to) = d.span(self.as_of);
                        self.between(at, from, to)
                    })
                    .collect();
                let any = balanced(&days, "OR");
                if *not {
                    format!("({at} IS NOT NULL AND NOT {any})")
                } else {
                    any
                }
            }
        }
    }

    fn between(&mut self, at: &str, from: Moment, to: Moment) -> String {
        let (from, to) = (self.int(from.0), self.int(to.0));
        format!("({at} BETWEEN {from} AND {to})")
    }
}
