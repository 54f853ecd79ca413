//! What people did, when, how often, and what followed.

use super::Compiler;
use crate::model::time::HOUR;
use crate::targeting::plan::{Happened, NumberTest, Then, ThenWhat, Verb, What, WhatKind};
use crate::targeting::when::{Length, Unit};
use std::fmt::Write as _;

impl Compiler<'_> {
    pub(super) fn happened(&mut self, happened: &Happened) -> String {
        let (from, at, id) = if happened.verb.events().is_empty() {
            ("orders a", "a.at", "a.sale = 1 AND a.customer IS NOT NULL")
        } else {
            ("events a", "a.at", "1")
        };
        let mut rows = format!("SELECT a.customer AS customer FROM {from} WHERE {id}");
        if let Some(kinds) = kinds("a", happened.verb) {
            let _ = write!(rows, " AND {kinds}");
        }
        let _ = write!(rows, " AND {}", self.within(at, happened.window));
        if let Some(what) = &happened.what {
            let test = self.is_what("a", happened.verb, what);
            let _ = write!(rows, " AND {test}");
        }
        if let Some(then) = &happened.then {
            let followed = self.followed(happened.verb, then);
            let _ = write!(rows, " AND {followed}");
        }
        let Some((cmp, n)) = happened.times else {
            return format!("c.id IN ({rows})");
        };
        let is = NumberTest::Is(cmp, n);
        let test = self.number_test("count(*)", &is);
        if is.holds(0) {
            format!("c.id NOT IN ({rows} GROUP BY a.customer HAVING NOT ({test}))")
        } else {
            format!("c.id IN ({rows} GROUP BY a.customer HAVING {test})")
        }
    }

    /// Ids of the products that a property means.
    pub(super) fn products(&mut self, what: &What) -> String {
        let value = self.text(&what.value.folded);
        match what.kind {
            WhatKind::Product => {
                format!("SELECT product FROM product_identities WHERE fold(content) = {value}")
            }
            WhatKind::Category => {
                format!("SELECT id FROM products WHERE instr(category_path(category), {value}) > 0")
            }
            WhatKind::Brand => format!("SELECT id FROM products WHERE fold(brand) = {value}"),
            WhatKind::Tag => {
                format!("SELECT product FROM product_tags WHERE fold(tag) = {value}")
            }
            WhatKind::Query | WhatKind::Strategy | WhatKind::Campaign => {
                format!("SELECT id FROM products WHERE 0 AND {value} IS NULL")
            }
        }
    }

    /// Whether the row `alias` of orders or events is about something.
    fn is_what(&mut self, alias: &str, verb: Verb, what: &What) -> String {
        match what.kind {
            WhatKind::Query => {
                let value = self.text(&what.value.folded);
                format!("instr(fold({alias}.query), {value}) > 0")
            }
            WhatKind::Strategy | WhatKind::Campaign => {
                let value = self.text(&what.value.folded);
                let column = what.kind.word();
                format!("{alias}.{column} IN (SELECT id FROM labels WHERE fold(content) = {value})")
            }
            _ if verb.events().is_empty() => {
                let products = self.products(what);
                format!(
                    "{alias}.id IN (SELECT order_id FROM order_lines WHERE product IN ({products}))"
                )
            }
            _ => {
                let products = self.products(what);
                format!("{alias}.product IN ({products})")
            }
        }
    }

    /// Whether something followed the row `a`.
    fn followed(&mut self, first: Verb, then: &Then) -> String {
        let deadline = match then.within {
            Length {
                n,
                unit: Unit::Hours,
            } => {
                let length = self.int(i64::from(n) * HOUR);
                format!("(a.at + {length})")
            }
            length => {
                let (length, zone) = (
                    self.text(&length.to_string()),
                    self.text(self.as_of.zone.name()),
                );
                format!("deadline(a.at, {length}, {zone})")
            }
        };
        let now = self.bind_now();
        let bought = then.verb.events().is_empty();
        let table = if bought { "orders" } else { "events" };
        let mut found = format!(
            "SELECT 1 FROM {table} b WHERE b.customer = a.customer AND b.at > a.at AND b.at <= min({deadline}, {now})"
        );
        match kinds("b", then.verb) {
            Some(kinds) => {
                let _ = write!(found, " AND {kinds}");
            }
            None => found += " AND b.sale = 1",
        }
        let same = if first.events().is_empty() {
            "IN (SELECT product FROM order_lines WHERE order_id = a.id)"
        } else {
            "= a.product"
        };
        match &then.what {
            ThenWhat::Anything => {}
            ThenWhat::Same if bought => {
                let _ = write!(
                    found,
                    " AND EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = b.id AND l.product {same})"
                );
            }
            ThenWhat::Same => {
                let _ = write!(found, " AND b.product {same}");
            }
            ThenWhat::What(what) => {
                let test = self.is_what("b", then.verb, what);
                let _ = write!(found, " AND {test}");
            }
        }
        if then.not {
            format!("NOT EXISTS ({found}) AND {deadline} <= {now}")
        } else {
            format!("EXISTS ({found})")
        }
    }
}

fn kinds(alias: &str, verb: Verb) -> Option<String> {
    let codes: Vec<String> = verb.events().iter().map(|k| k.code().to_string()).collect();
    (!codes.is_empty()).then(|| format!("{alias}.kind IN ({})", codes.join(", ")))
}
