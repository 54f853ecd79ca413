//! Measures in SQL: each is a list of people with their number, so that a condition is "one of those whose number
//! passes". People who are not in the list have no number, or 0 where the measure starts at zero.

use super::{Compiler, per};
use crate::model::event::EventKind;
use crate::model::time::Moment;
use crate::store::Error;
use crate::targeting::measures::{FEWEST_GAPS, Measure};
use crate::targeting::plan::{Figure, Measured, NumberTest, What, WhatKind};
use crate::targeting::when::Window;

impl Compiler<'_> {
    pub(super) fn measure(&mut self, of: &Measured, is: &NumberTest) -> Result<String, Error> {
        if let Some(score) = self.stored_score(of.measure) {
            return Ok(self.number_test(&score, is));
        }
        let rows = self.measure_rows(of.measure, of.what.as_ref(), of.window)?;
        let test = self.number_test("v", is);
        Ok(if of.measure.starts_at_zero() && is.holds(0) {
            format!("c.id NOT IN (SELECT customer FROM ({rows}) WHERE NOT ({test}))")
        } else {
            format!("c.id IN (SELECT customer FROM ({rows}) WHERE {test})")
        })
    }

    pub(super) fn missing_measure(
        &mut self,
        measure: Measure,
        what: Option<&What>,
    ) -> Result<String, Error> {
        if measure.starts_at_zero() {
            return Ok("0".to_owned());
        }
        if let Some(score) = self.stored_score(measure) {
            return Ok(format!("{score} IS NULL"));
        }
        let rows = self.measure_rows(measure, what, None)?;
        Ok(format!(
            "c.id NOT IN (SELECT customer FROM ({rows}) WHERE v IS NOT NULL)"
        ))
    }

    /// Scores of the present are kept.
    fn stored_score(&mut self, measure: Measure) -> Option<String> {
        if self.past {
            return None;
        }
        match measure {
            Measure::R => Some(self.fact("r")),
            Measure::F => Some(self.fact("f")),
            Measure::M => Some(self.fact("m")),
            Measure::Fm => {
                let (f, m) = (self.fact("f"), self.fact("m"));
                Some(format!("50 * ({f} + {m})"))
            }
            _ => None,
        }
    }

    /// Rows (customer, v), one per person.
    fn measure_rows(
        &mut self,
        measure: Measure,
        what: Option<&What>,
        window: Option<Window>,
    ) -> Result<String, Error> {
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
            Measure::UsualGap => {
                let twice = self.twice_gaps();
                format!("SELECT customer, {} AS v FROM ({twice})", per("twice", "2"))
            }
            Measure::Overdue => {
                let twice = self.twice_gaps();
                let today = self.int(i64::from(self.as_of.today().0));
                let since = format!("(200 * ({today} - last))");
                format!(
                    "SELECT customer, {} AS v FROM ({twice})",
                    per(&since, "twice")
                )
            }
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
                None => "SELECT 0 AS customer, 0 AS v WHERE 0".to_owned(),
            },
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

    /// Rows (customer, last, twice): the last day with orders and twice the middle gap between such days.
    fn twice_gaps(&mut self) -> String {
        let zone = self.text(self.as_of.zone.name());
        let within = self.within("o.at", None);
        format!(
            "SELECT customer, max(last) AS last, sum(gap) * CASE WHEN count(*) = 1 THEN 2 ELSE 1 END AS twice FROM ( \
               SELECT customer, gap, max(day) OVER (PARTITION BY customer) AS last, \
                 row_number() OVER (PARTITION BY customer ORDER BY gap) AS nth, count(*) OVER (PARTITION BY customer) AS n FROM ( \
                 SELECT customer, day, day - lag(day) OVER (PARTITION BY customer ORDER BY day) AS gap FROM ( \
                   SELECT DISTINCT o.customer AS customer, shop_day(o.at, {zone}) AS day FROM orders o \
                   WHERE o.sale = 1 AND o.customer IS NOT NULL AND {within})) \
               WHERE gap IS NOT NULL) \
             WHERE n >= {FEWEST_GAPS} AND nth IN ((n + 1) / 2, n / 2 + 1) GROUP BY customer"
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
            return "SELECT 0 AS customer, 0 AS v WHERE 0".to_owned();
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
