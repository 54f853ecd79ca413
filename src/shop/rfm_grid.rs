//! The RFM grid: how lately (R) against how often and for how much (FM), with people, orders and money of each cell.

use super::groups::with_cuts;
use super::{Error, Shop};
use crate::model::money::{Amount, Money};
use crate::store::{plan_sql, rfm};
use crate::targeting::rfm::{Cuts, RfmGroup, Scores};
use serde::Serialize;

/// Bands of F + M: the columns of the table in `targeting::rfm`, best first, with the condition on `fm`.
const BANDS: [(u8, u8, &str); 4] = [
    (8, 10, "fm >= 4"),
    (5, 7, "fm BETWEEN 2.5 AND 3.5"),
    (4, 4, "fm = 2"),
    (2, 3, "fm <= 1.5"),
];

/// The grid; 5 rows of 4 cells, R = 5 and the best FM first.
#[derive(Clone, Debug, Serialize)]
pub struct RfmGrid {
    /// The cells, row by row.
    pub cells: Vec<RfmCell>,
    /// Known people with an order: the sum of all cells.
    pub buyers: u64,
    /// Known people without one.
    pub prospects: u64,
    /// Where the scores are cut; `None` before the first import.
    pub cuts: Option<Cuts>,
}

/// One cell.
#[derive(Clone, Debug, Serialize)]
pub struct RfmCell {
    /// How lately: 5 = the latest fifth.
    pub r: u8,
    /// Least middle of F and M.
    pub fm_from: f64,
    /// Greatest middle of F and M.
    pub fm_to: f64,
    /// The RFM group that all of the cell are in.
    pub group: RfmGroup,
    /// People.
    pub count: u64,
    /// Part of all buyers; `None` without buyers.
    pub share: Option<f64>,
    /// Their orders.
    pub orders: i64,
    /// Spent by them, net of refunds.
    pub spent: Money,
    /// Part of what all buyers spent; `None` if that is nothing.
    pub share_of_spent: Option<f64>,
    /// The condition of the cell.
    pub expression: String,
}

impl Shop {
    /// Everybody with an order, by R and FM.
    pub fn rfm_grid(&self) -> Result<RfmGrid, Error> {
        let (asked, currency) = (self.targeting_as_of(), self.currency());
        self.store.read(|db| {
            let as_of = with_cuts(db, asked)?;
            let buyers = if plan_sql::is_past(db, as_of.now)? {
                plan_sql::buyers(db, &as_of)?
            } else {
                rfm::buyers(db, as_of.zone)?
            };
            let mut sums = [[(0_u64, 0_i64, 0_i64); BANDS.len()]; 5];
            for buyer in &buyers {
                let Some(scores) = as_of.cuts.map(|c| c.scores(buyer)) else {
                    continue;
                };
                let fm = scores.f + scores.m;
                let band = BANDS
                    .iter()
                    .position(|(from, to, _)| (*from..=*to).contains(&fm));
                let row = sums.get_mut(usize::from(5_u8.saturating_sub(scores.r)));
                if let Some(cell) = row.zip(band).and_then(|(row, band)| row.get_mut(band)) {
                    cell.0 += 1;
                    cell.1 += buyer.orders;
                    cell.2 += buyer.spent.0;
                }
            }
            let spent: i64 = buyers.iter().map(|b| b.spent.0).sum();
            let mut cells = Vec::new();
            for (r, row) in (1..=5_u8).rev().zip(sums) {
                for ((from, to, condition), (count, orders, minor)) in BANDS.into_iter().zip(row) {
                    let f = from / 2;
                    cells.push(RfmCell {
                        r,
                        fm_from: f64::from(from) / 2.0,
                        fm_to: f64::from(to) / 2.0,
                        group: RfmGroup::of(Scores { r, f, m: from - f }),
                        count,
                        share: (!buyers.is_empty()).then(|| count as f64 / buyers.len() as f64),
                        orders,
                        spent: Money::new(Amount(minor), currency),
                        share_of_spent: (spent > 0).then(|| minor as f64 / spent as f64),
                        expression: format!("r = {r} AND {condition}"),
                    });
                }
            }
            let known = plan_sql::known(db, &as_of)?;
            Ok(RfmGrid {
                cells,
                buyers: buyers.len() as u64,
                prospects: known.saturating_sub(buyers.len() as u64),
                cuts: as_of.cuts,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_score_is_in_one_cell_and_every_cell_in_one_group() {
        for r in 1..=5_u8 {
            for f in 1..=5_u8 {
                for m in 1..=5_u8 {
                    let of: Vec<_> = BANDS
                        .iter()
                        .filter(|(from, to, _)| (*from..=*to).contains(&(f + m)))
                        .collect();
                    assert_eq!(of.len(), 1);
                    let least = Scores {
                        r,
                        f: of[0].0 / 2,
                        m: of[0].0 - of[0].0 / 2,
                    };
                    // R 1 and 2 put FM 2 and less together.
                    assert_eq!(RfmGroup::of(least), RfmGroup::of(Scores { r, f, m }));
                }
            }
        }
    }
}
