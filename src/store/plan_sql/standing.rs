//! RFM groups and stages of life: kept for the present, scored from rows for the past.

use super::Compiler;
use super::set::Set;
use crate::model::text::fold;
use crate::model::time::Day;
use crate::targeting::lifecycle::{DORMANT_AFTER_DAYS, LOYAL_FROM_ORDERS, Stage};
use crate::targeting::plan::{Figure, TextTest};
use crate::targeting::rfm::{Cuts, RfmGroup, Scores};
use std::fmt::Write as _;

impl Compiler<'_> {
    pub(super) fn rfm_group(&mut self, is: &TextTest) -> Set {
        let wanted: Vec<RfmGroup> = RfmGroup::ALL
            .into_iter()
            .filter(|g| is.holds(&fold(g.word())))
            .collect();
        let mut any = Vec::new();
        if wanted.contains(&RfmGroup::Prospects) {
            any.push(self.without_orders());
        }
        let bought: Vec<RfmGroup> = wanted
            .into_iter()
            .filter(|g| *g != RfmGroup::Prospects)
            .collect();
        if !bought.is_empty() {
            if self.past {
                any.extend(self.rfm_of_the_past(&bought));
            } else {
                let names: Vec<String> = bought.iter().map(|g| self.text(g.word())).collect();
                any.push(self.these(format!(
                    "SELECT customer FROM customer_facts WHERE rfm_group IN ({})",
                    names.join(", ")
                )));
            }
        }
        Set::Any(any)
    }

    /// Scores from rows and cut points: groups are told apart by 100 R + (F + M).
    fn rfm_of_the_past(&mut self, wanted: &[RfmGroup]) -> Option<Set> {
        let cuts: Cuts = self.as_of.cuts?;
        let mut codes = Vec::new();
        for r in 1..=5 {
            for f in 1..=5 {
                for m in 1..=5 {
                    if wanted.contains(&RfmGroup::of(Scores { r, f, m })) {
                        codes.push((100 * i64::from(r) + i64::from(f + m)).to_string());
                    }
                }
            }
        }
        codes.sort_unstable();
        codes.dedup();
        let zone = self.as_of.zone;
        let first_instant = |day: i64| {
            let day = Day(i32::try_from(day).unwrap_or(i32::MAX));
            zone.start_of(day.plus(0)).0
        };
        let r = self.score("last", cuts.r.map(|c| c.map(first_instant)));
        let f = self.score("n", cuts.f);
        let m = self.score("a", cuts.m);
        let rows = self.sums(Figure::Spent, None, None);
        Some(self.these(format!(
            "SELECT customer FROM (SELECT customer, max(at) AS last, sum(n) AS n, sum(a) AS a FROM ({rows}) \
             GROUP BY customer HAVING sum(n) > 0) WHERE 100 * {r} + {f} + {m} IN ({})",
            codes.join(", ")
        )))
    }

    pub(super) fn score(&mut self, value: &str, cuts: [Option<i64>; 4]) -> String {
        let mut score = String::from("(1");
        for cut in cuts.into_iter().flatten() {
            let cut = self.int(cut);
            let _ = write!(score, " + ({value} >= {cut})");
        }
        score + ")"
    }

    pub(super) fn lifecycle(&mut self, is: &TextTest) -> Set {
        let oldest = self
            .as_of
            .zone
            .start_of(self.as_of.today().plus(-DORMANT_AFTER_DAYS));
        let mut any = Vec::new();
        for stage in Stage::ALL.into_iter().filter(|s| is.holds(&fold(s.word()))) {
            // Without their indexes, which would ask the rest of every row one by one; a last order is an order.
            let orders = match stage {
                // Groups are of known people, who are no visitors.
                Stage::FirstTimeVisitor | Stage::ReturningVisitor => continue,
                Stage::Prospect => {
                    any.push(self.without_orders());
                    continue;
                }
                Stage::Dormant => "last".to_owned(),
                Stage::FirstTimeCustomer => "+n = 1 AND +last".to_owned(),
                Stage::RepeatCustomer => {
                    format!("+n BETWEEN 2 AND {} AND +last", LOYAL_FROM_ORDERS - 1)
                }
                Stage::LoyalCustomer => format!("+n >= {LOYAL_FROM_ORDERS} AND +last"),
            };
            let rows = self.buying();
            let sign = if stage == Stage::Dormant { "<" } else { ">=" };
            let oldest = self.int(oldest.0);
            any.push(self.these(format!(
                "SELECT customer FROM ({rows}) WHERE {orders} {sign} {oldest}"
            )));
        }
        Set::Any(any)
    }
}
