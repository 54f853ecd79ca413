//! Orders and money: from the stored facts, or from rows where a window, some products or the past ask for it.

use super::{Compiler, per};
use crate::targeting::plan::{Figure, NumberTest, What};
use crate::targeting::when::Window;

impl Compiler<'_> {
    pub(super) fn figure(
        &mut self,
        figure: Figure,
        what: Option<&What>,
        window: Option<Window>,
        is: &NumberTest,
    ) -> String {
        if what.is_none() && window.is_none() && !self.past {
            return self.stored_figure(figure, is);
        }
        let rows = self.sums(figure, what, window);
        // Who has no row has the number 0, and no average.
        let zero_passes = figure != Figure::Aov && is.holds(0);
        let n = match figure {
            Figure::Orders => "sum(n)".to_owned(),
            Figure::Spent | Figure::SpentGross => "sum(a)".to_owned(),
            Figure::Aov => per("sum(a)", "sum(n)"),
        };
        let test = self.number_test(&n, is);
        if zero_passes {
            format!(
                "c.id NOT IN (SELECT customer FROM ({rows}) GROUP BY customer HAVING NOT ({test}))"
            )
        } else {
            format!("c.id IN (SELECT customer FROM ({rows}) GROUP BY customer HAVING {test})")
        }
    }

    /// Facts hold no row for some people: they count as zero, but only where zero would pass, so that an index can
    /// answer everything else.
    fn stored_figure(&mut self, figure: Figure, is: &NumberTest) -> String {
        let column = match figure {
            Figure::Orders => self.fact("orders"),
            Figure::Spent => self.fact("spent"),
            Figure::SpentGross => self.fact("spent_gross"),
            Figure::Aov => {
                let average = per(&self.fact("spent"), &self.fact("orders"));
                return self.number_test(&average, is);
            }
        };
        let column = if is.holds(0) {
            format!("COALESCE({column}, 0)")
        } else {
            column
        };
        self.number_test(&column, is)
    }

    /// Rows (customer, n, a, at): one per sale with its amount; refunds with n = 0, no time and their amount below zero.
    pub(super) fn sums(
        &mut self,
        figure: Figure,
        what: Option<&What>,
        window: Option<Window>,
    ) -> String {
        let net = matches!(figure, Figure::Spent | Figure::Aov);
        let sales = match what {
            None => {
                let amount = if net {
                    "o.gross - o.refunded"
                } else {
                    "o.gross"
                };
                format!(
                    "SELECT o.customer AS customer, 1 AS n, CASE WHEN o.own_currency = 1 THEN {amount} ELSE 0 END AS a, o.at AS at \
                     FROM orders o WHERE o.sale = 1 AND o.customer IS NOT NULL AND {}",
                    self.within("o.at", window)
                )
            }
            Some(what) => {
                let products = self.products(what);
                format!(
                    "SELECT o.customer AS customer, 1 AS n, CASE WHEN o.own_currency = 1 THEN sum(l.total) ELSE 0 END AS a, o.at AS at \
                     FROM order_lines l JOIN orders o ON o.id = l.order_id \
                     WHERE o.sale = 1 AND o.customer IS NOT NULL AND l.product IN ({products}) AND {} GROUP BY o.id",
                    self.within("o.at", window)
                )
            }
        };
        if !net {
            return sales;
        }
        let refunds = match what {
            None => format!(
                "SELECT r.customer, 0, -r.total, NULL FROM counted_refunds r \
                 WHERE r.customer IS NOT NULL AND {}",
                self.within("r.at", window)
            ),
            Some(what) => {
                let products = self.products(what);
                format!(
                    "SELECT r.customer, 0, -l.total, NULL FROM refund_lines l JOIN counted_refunds r ON r.id = l.refund \
                     WHERE r.customer IS NOT NULL AND l.product IN ({products}) AND {}",
                    self.within("r.at", window)
                )
            }
        };
        format!("{sales} UNION ALL {refunds}")
    }

    pub(super) fn orders(&mut self) -> String {
        if self.past {
            let now = self.bind_now();
            format!(
                "(SELECT count(*) FROM orders o WHERE o.customer = c.id AND o.sale = 1 AND o.at <= {now})"
            )
        } else {
            format!("COALESCE({}, 0)", self.fact("orders"))
        }
    }
}
