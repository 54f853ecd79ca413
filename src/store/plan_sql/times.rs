//! Times and days.

use super::{Compiler, balanced};
use crate::model::time::Moment;
use crate::targeting::plan::{Cmp, TimeField, TimeTest};
use crate::targeting::when::Window;

impl Compiler<'_> {
    pub(super) fn within(&mut self, at: &str, window: Option<Window>) -> String {
        match window {
            Some(window) => {
                let (from, to) = window.span(self.as_of);
                let (from, to) = (self.int(from.0), self.int(to.0));
                format!("{at} BETWEEN {from} AND {to}")
            }
            None => {
                let now = self.bind_now();
                format!("{at} <= {now}")
            }
        }
    }

    pub(super) fn time(&mut self, field: TimeField) -> String {
        let (column, which) = match field {
            TimeField::FirstOrder => ("first_order", "min"),
            TimeField::LastOrder => ("last_order", "max"),
            TimeField::Added => return "NULL".to_owned(),
            TimeField::CustomerAdded => {
                let now = self.bind_now();
                let at = "COALESCE(c.added_at, c.first_seen)";
                return format!("CASE WHEN {at} <= {now} THEN {at} END");
            }
            TimeField::LastVisit => {
                let within = self.within("s.started_at", None);
                return format!(
                    "(SELECT max(s.started_at) FROM sessions s WHERE s.customer = c.id AND {within})"
                );
            }
        };
        if self.past {
            let now = self.bind_now();
            format!(
                "(SELECT {which}(o.at) FROM orders o WHERE o.customer = c.id AND o.sale = 1 AND o.at <= {now})"
            )
        } else {
            self.fact(column)
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
