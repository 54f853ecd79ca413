//! Measures in SQL: each is a list of people with their number, so that a condition is "one of those whose number
//! passes". People who are not in the list have no number, or 0 where the measure starts at zero.

use super::set::Set;
use super::{Compiler, per};
use crate::model::event::EventKind;
use crate::model::time::Moment;
use crate::store::Error;
use crate::targeting::measures::{FEWEST_GAPS, Measure};
use crate::targeting::plan::{Figure, Measured, NumberTest, What, WhatKind};
use crate::targeting::when::Window;

/// Nobody has the number.
const NO_ROWS: &str = "SELECT 0 AS customer, 0 AS v WHERE 0";

impl Compiler<'_> {
    pub(super) fn measure(&mut self, of: &Measured, is: &NumberTest) -> Result<Set, Error> {
        if matches!(of.measure, Measure::UsualGap | Measure::Overdue) {
            return Ok(self.rhythm(of.measure, is.clone()));
        }
        if of.measure == Measure::WeatherPull {
            return self.weather_pull(is.clone());
        }
        let rows = self.measure_rows(of.measure, of.what.as_ref(), of.window)?;
        let test = self.number_test("v", is);
        Ok(if of.measure.starts_at_zero() && is.holds(0) {
            self.all_but(format!("SELECT customer FROM ({rows}) WHERE NOT ({test})"))
        } else {
            self.these(format!("SELECT customer FROM ({rows}) WHERE {test}"))
        })
    }

    pub(super) fn missing_measure(
        &mut self,
        measure: Measure,
        what: Option<&What>,
    ) -> Result<Set, Error> {
        if measure.starts_at_zero() {
            return Ok(Set::nobody());
        }
        // Every number, so that only those without one are left.
        let any = NumberTest::Between(i64::MIN, i64::MAX);
        match measure {
            Measure::UsualGap | Measure::Overdue => {
                return Ok(Set::all_but(self.rhythm(measure, any)));
            }
            Measure::WeatherPull => return Ok(Set::all_but(self.weather_pull(any)?)),
            _ => {}
        }
        let rows = self.measure_rows(measure, what, None)?;
        Ok(self.all_but(format!("SELECT customer FROM ({rows}) WHERE v IS NOT NULL")))
    }

    fn rhythm(&mut self, measure: Measure, is: NumberTest) -> Set {
        let within = self.within("o.at", None);
        // Fewer orders than this make no rhythm, now or earlier.
        let rows = format!(
            "SELECT o.customer, o.at FROM customer_facts f CROSS JOIN orders o ON o.customer = f.customer \
             WHERE f.orders > {FEWEST_GAPS} AND o.sale = 1 AND {within} ORDER BY f.customer, o.at"
        );
        // The day is a part of what is asked.
        let today = self.as_of.today();
        Set::Rhythm(self.query(rows), measure, today, is)
    }

    /// Rows (customer, v) of a score of the present, which is kept.
    fn stored_score(&self, measure: Measure) -> Option<String> {
        let score = match measure {
            _ if self.past => return None,
            Measure::R => "r",
            Measure::F => "f",
            Measure::M => "m",
            Measure::Fm => "50 * (f + m)",
            _ => return None,
        };
        Some(format!("SELECT customer, {score} AS v FROM customer_facts"))
    }

    /// Rows (customer, v), one per person.
    fn measure_rows(
        &mut self,
        measure: Measure,
        what: Option<&What>,
        window: Option<Window>,
    ) -> Result<String, Error> {
        if let Some(rows) = self.stored_score(measure) {
            return Ok(rows);
        }
        Ok(match measure {
            Measure::Age => {
                let today = self.int(i64::from(self.as_of.today().0));
                let born = self.spellings("customer_attributes", "birthday")?;
                let said = self.spellings("customer_attributes", "age")?;
                format!(
                    "SELECT customer, COALESCE(max(CASE WHEN name IN ({born}) THEN age_of(content, {today}) END), \
                     max(CASE WHEN name IN ({said}) THEN stated_age(content) END)) AS v \
                     FROM customer_attributes WHERE name IN ({born}) OR name IN ({said}) GROUP BY customer"
                )
            }
            Measure::BirthdayIn => {
                let today = self.int(i64::from(self.as_of.today().0));
                let born = self.spellings("customer_attributes", "birthday")?;
                format!(
                    "SELECT customer, min(birthday_in(content, {today})) AS v FROM customer_attributes \
                     WHERE name IN ({born}) GROUP BY customer"
                )
            }
            Measure::AnniversaryIn => {
                let buying = self.buying();
                let (zone, today) = (
                    self.text(self.as_of.zone.name()),
                    self.int(i64::from(self.as_of.today().0)),
                );
                format!(
                    "SELECT customer, anniversary_in(shop_day(first, {zone}), {today}) AS v FROM ({buying}) \
                     WHERE first IS NOT NULL"
                )
            }
            Measure::Visits => format!(
                "SELECT s.customer AS customer, count(*) AS v FROM sessions s WHERE {} GROUP BY s.customer",
                self.within("s.started_at", window)
            ),
            Measure::Channels => {
                let rows = self.channels();
                format!(
                    "SELECT customer, count(DISTINCT fold(t)) AS v FROM ({rows}) GROUP BY customer"
                )
            }
            Measure::ReturnRate if !self.past => format!(
                "SELECT customer, {} AS v FROM customer_facts",
                per("(10000 * (spent_gross - spent))", "spent_gross")
            ),
            Measure::ReturnRate => {
                let (sold, back) = (self.within("o.at", None), self.within("r.at", None));
                format!(
                    "SELECT customer, {} AS v FROM ( \
                     SELECT o.customer AS customer, o.gross AS g, o.refunded AS b FROM orders o \
                     WHERE o.sale = 1 AND o.own_currency = 1 AND o.customer IS NOT NULL AND {sold} UNION ALL \
                     SELECT r.customer, 0, r.total FROM counted_refunds r WHERE r.customer IS NOT NULL AND {back} \
                     ) GROUP BY customer",
                    per("(10000 * sum(b))", "sum(g)")
                )
            }
            Measure::DiscountShare if !self.past => format!(
                "SELECT customer, {} AS v FROM customer_facts",
                per("(10000 * reduced)", "orders")
            ),
            Measure::DiscountShare => format!(
                "SELECT o.customer AS customer, {} AS v FROM orders o \
                 WHERE o.sale = 1 AND o.customer IS NOT NULL AND {} GROUP BY o.customer",
                per(&format!("(10000 * sum({}))", reduced("o")), "count(*)"),
                self.within("o.at", None)
            ),
            Measure::TopBrandShare => format!(
                "SELECT customer, {} AS v FROM (SELECT o.customer AS customer, sum(l.total) AS t \
                 FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product \
                 WHERE o.sale = 1 AND o.own_currency = 1 AND o.customer IS NOT NULL AND p.service = 0 \
                 AND p.brand IS NOT NULL AND {} GROUP BY o.customer, fold(p.brand)) GROUP BY customer",
                per("(10000 * max(t))", "sum(t)"),
                self.within("o.at", None)
            ),
            Measure::TopSeasonShare => {
                let zone = self.text(self.as_of.zone.name());
                format!(
                    "SELECT customer, {} AS v FROM (SELECT o.customer AS customer, count(*) AS n FROM orders o \
                     WHERE o.sale = 1 AND o.customer IS NOT NULL AND {} \
                     GROUP BY o.customer, season(shop_day(o.at, {zone}))) GROUP BY customer",
                    per("(10000 * max(n))", "sum(n)"),
                    self.within("o.at", None)
                )
            }
            Measure::Affinity | Measure::AffinityRank => match what {
                Some(what) => self.tastes(measure, what),
                None => NO_ROWS.to_owned(),
            },
            // These are read off the days, not counted in SQL.
            Measure::UsualGap | Measure::Overdue | Measure::WeatherPull => NO_ROWS.to_owned(),
            Measure::R | Measure::F | Measure::M | Measure::Fm => self.scores_of_the_past(measure),
        })
    }

    /// Rows (customer, t): channels of orders and visits.
    pub(super) fn channels(&mut self) -> String {
        let (ordered, came) = (self.within("o.at", None), self.within("s.started_at", None));
        format!(
            "SELECT o.customer AS customer, o.channel AS t FROM orders o \
             WHERE o.sale = 1 AND o.customer IS NOT NULL AND o.channel IS NOT NULL AND {ordered} UNION ALL \
             SELECT s.customer, b.content FROM sessions s JOIN labels b ON b.id = s.channel WHERE {came}"
        )
    }

    /// Rows (customer, v): affinity or its rank, from weights of leaf categories or brands.
    fn tastes(&mut self, measure: Measure, what: &What) -> String {
        let value = self.text(&what.value.folded);
        let (leaf, column, inside) = match what.kind {
            WhatKind::Brand => ("fold(p.brand)", "brand", format!("leaf = {value}")),
            _ => (
                "category_path(p.category)",
                "category",
                format!("instr(leaf, {value}) > 0"),
            ),
        };
        let (bought, met) = (self.within("o.at", None), self.within("e.at", None));
        let (view, cart) = (EventKind::View.code(), EventKind::AddToCart.code());
        let leaves = format!(
            "SELECT customer, leaf, {inside} AS inside, sum(w) AS w FROM ( \
             SELECT x.customer AS customer, {leaf} AS leaf, x.w AS w FROM ( \
               SELECT o.customer AS customer, l.product AS product, 4 AS w FROM orders o JOIN order_lines l ON l.order_id = o.id \
               WHERE o.sale = 1 AND o.customer IS NOT NULL AND {bought} UNION ALL \
               SELECT e.customer, e.product, CASE e.kind WHEN {cart} THEN 2 ELSE 1 END FROM events e \
               WHERE e.kind IN ({view}, {cart}) AND e.product IS NOT NULL AND {met} \
             ) x JOIN products p ON p.id = x.product WHERE p.service = 0 AND p.{column} IS NOT NULL \
             ) GROUP BY customer, leaf"
        );
        if measure == Measure::Affinity {
            return format!(
                "SELECT customer, {} AS v FROM ({leaves}) GROUP BY customer",
                per("(10000 * sum(w * inside))", "sum(w)")
            );
        }
        format!(
            "SELECT customer, 1 + sum(NOT inside AND w > mine) AS v FROM ( \
             SELECT customer, inside, w, sum(w * inside) OVER (PARTITION BY customer) AS mine FROM ({leaves}) \
             ) WHERE mine > 0 GROUP BY customer"
        )
    }

    fn scores_of_the_past(&mut self, measure: Measure) -> String {
        let Some(cuts) = self.as_of.cuts else {
            return NO_ROWS.to_owned();
        };
        let zone = self.as_of.zone;
        let first_instant = |day: i64| -> i64 {
            let day = crate::model::time::Day(i32::try_from(day).unwrap_or(i32::MAX));
            let start: Moment = zone.start_of(day.plus(0));
            start.0
        };
        let v = match measure {
            Measure::R => self.score("last", cuts.r.map(|c| c.map(first_instant))),
            Measure::F => self.score("n", cuts.f),
            Measure::M => self.score("a", cuts.m),
            _ => {
                let (f, m) = (self.score("n", cuts.f), self.score("a", cuts.m));
                format!("50 * ({f} + {m})")
            }
        };
        let rows = self.sums(Figure::Spent, None, None);
        format!(
            "SELECT customer, {v} AS v FROM (SELECT customer, max(at) AS last, sum(n) AS n, sum(a) AS a \
             FROM ({rows}) GROUP BY customer HAVING sum(n) > 0)"
        )
    }
}

/// Whether an order was made with a discount or a code.
pub(crate) fn reduced(order: &str) -> String {
    format!("({order}.discount > 0 OR COALESCE({order}.code, '') <> '')")
}
