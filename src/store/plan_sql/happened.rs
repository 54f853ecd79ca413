//! What people did, when, how often, and what followed.

use super::Compiler;
use super::set::{PlaceTest, Set, Tally};
use crate::model::time::HOUR;
use crate::store::{Error, places};
use crate::targeting::moment::SEASONS;
use crate::targeting::plan::{Cmp, Happened, NumberTest, Then, ThenWhat, Verb, What, WhatKind};
use crate::targeting::when::{Length, Unit, Window};
use std::fmt::Write as _;

/// Up to so many order lines look up their orders one by one; few in tests, so that it goes both ways.
const FEW_LINES: usize = if cfg!(test) { 60 } else { 20_000 };

impl Compiler<'_> {
    pub(super) fn happened(&mut self, happened: &Happened) -> Result<Set, Error> {
        let bought = happened.verb.events().is_empty();
        // Whose lines are such products: faster than asking every order for its lines.
        if bought
            && happened.times.is_none()
            && happened.then.is_none()
            && let Some(what) = happened.what.as_ref().filter(|w| w.kind.is_of_product())
        {
            return self.bought(what, happened.window);
        }
        let table = if bought { "orders" } else { "events" };
        let weather = happened
            .what
            .as_ref()
            .filter(|w| w.kind == WhatKind::Weather);
        let from = match weather {
            None => format!("SELECT a.customer, 1, 0 FROM {table} a"),
            Some(_) => format!(
                "SELECT a.customer, a.at, c.city, c.region, c.country FROM customers c \
                 CROSS JOIN {table} a ON a.customer = c.id"
            ),
        };
        let mut rows = format!("{from} WHERE {}", self.within("a.at", happened.window));
        match kinds("a", happened.verb) {
            Some(kinds) => {
                let _ = write!(rows, " AND {kinds}");
            }
            None => rows += " AND a.sale = 1 AND a.customer IS NOT NULL",
        }
        if let Some(what) = happened.what.as_ref().filter(|_| weather.is_none()) {
            let test = self.is_what("a", happened.verb, what);
            let _ = write!(rows, " AND {test}");
        }
        if let Some(then) = &happened.then {
            let followed = self.followed(happened.verb, happened.what.as_ref(), then);
            let _ = write!(rows, " AND {followed}");
        }
        if let Some(what) = weather {
            if !places::has_weather(self.db)? {
                rows += " AND 0";
            }
            rows += " ORDER BY c.id";
            let (cmp, n) = happened.times.unwrap_or((Cmp::AtLeast, 1));
            let test = PlaceTest::Times(what.value.folded.clone(), NumberTest::Is(cmp, n));
            return Ok(Set::AtPlace(self.query(rows), test));
        }
        let rows = self.query(rows);
        Ok(match happened.times {
            None => Set::These(rows),
            Some((cmp, n)) => Set::Tallied(rows, Tally::Count(NumberTest::Is(cmp, n))),
        })
    }

    /// Who bought such products: few lines look up their orders, many are laid beside all orders of the time.
    fn bought(&mut self, what: &What, window: Option<Window>) -> Result<Set, Error> {
        let products = self.products(what);
        let lines = format!("SELECT order_id FROM order_lines WHERE product IN ({products})");
        let lines = self.query(lines);
        let many = self.has_more_than(&lines, FEW_LINES)?;
        let within = self.within("o.at", window);
        if many {
            let orders = format!(
                "SELECT o.id, o.customer FROM orders o WHERE o.sale = 1 AND o.customer IS NOT NULL AND {within}"
            );
            return Ok(Set::Lines(self.query(orders), lines));
        }
        let products = self.products(what);
        Ok(self.these(format!(
            "SELECT o.customer FROM order_lines l CROSS JOIN orders o ON o.id = l.order_id \
             WHERE l.product IN ({products}) AND o.sale = 1 AND {within}"
        )))
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
            WhatKind::Query
            | WhatKind::Strategy
            | WhatKind::Campaign
            | WhatKind::Weather
            | WhatKind::Season => {
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
            WhatKind::Season => {
                let season = SEASONS.iter().position(|s| *s == what.value.folded);
                let season = season.and_then(|s| i64::try_from(s).ok()).unwrap_or(-1);
                let (season, zone) = (self.int(season), self.text(self.as_of.zone.name()));
                format!("season(shop_day({alias}.at, {zone})) = {season}")
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
    fn followed(&mut self, first: Verb, what: Option<&What>, then: &Then) -> String {
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
        // The same product is one that was asked for, not another of that order.
        let same = match what.filter(|w| w.kind.is_of_product()) {
            // Nothing is bound for what is not asked.
            _ if then.what != ThenWhat::Same => String::new(),
            _ if !first.events().is_empty() => "= a.product".to_owned(),
            None => "IN (SELECT product FROM order_lines WHERE order_id = a.id)".to_owned(),
            Some(what) => {
                let products = self.products(what);
                format!(
                    "IN (SELECT product FROM order_lines WHERE order_id = a.id AND product IN ({products}))"
                )
            }
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
