//! Orders and money: from the stored facts, or from rows where a window, some products or the past ask for it.

use super::set::{Set, Tally};
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
    ) -> Set {
        if what.is_none() && window.is_none() && !self.past {
            return self.stored_figure(figure, is);
        }
        let rows = self.sums(figure, what, window);
        let tally = match figure {
            Figure::Orders => Tally::Count(is.clone()),
            Figure::Spent | Figure::SpentGross => Tally::Sum(is.clone()),
            Figure::Aov => Tally::Average(is.clone()),
        };
        Set::Tallied(self.query(rows), tally)
    }

    /// Facts hold no row for some people: they count as zero.
    fn stored_figure(&mut self, figure: Figure, is: &NumberTest) -> Set {
        let column = match figure {
            Figure::Orders => "orders",
            Figure::Spent => "spent",
            Figure::SpentGross => "spent_gross",
            Figure::Aov => {
                let test = self.number_test(&per("spent", "orders"), is);
                return self.these(format!("SELECT customer FROM customer_facts WHERE {test}"));
            }
        };
        let test = self.number_test(column, is);
        if is.holds(0) {
            self.all_but(format!(
                "SELECT customer FROM customer_facts WHERE NOT ({test})"
            ))
        } else {
            self.these(format!("SELECT customer FROM customer_facts WHERE {test}"))
        }
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

    /// Rows (customer, n, first, last) of everybody with sales; of others with n = 0 or not at all.
    pub(super) fn buying(&mut self) -> String {
        if self.past {
            let within = self.within("o.at", None);
            format!(
                "SELECT o.customer AS customer, count(*) AS n, min(o.at) AS first, max(o.at) AS last FROM orders o \
                 WHERE o.sale = 1 AND o.customer IS NOT NULL AND {within} GROUP BY o.customer"
            )
        } else {
            "SELECT customer, orders AS n, first_order AS first, last_order AS last FROM customer_facts"
                .to_owned()
        }
    }

    /// Who never bought.
    pub(super) fn without_orders(&mut self) -> Set {
        let buying = self.buying();
        self.all_but(format!("SELECT customer FROM ({buying}) WHERE n > 0"))
    }
}
