//! Recency, frequency and money: quintile scores inside the shop and the eleven groups made from them.
//!
//! Scores run from 1 to 5 (5 = the top fifth); equal values share a score. The published groups name only R and
//! FM = (F + M) / 2, not their cut-offs, so ours are written down in [`RfmGroup::of`] and frozen by a test:
//!
//! | R | FM 4 to 5 | FM 2.5 to 3.5 | FM 2 | FM 1 to 1.5 |
//! |---|---|---|---|---|
//! | 5 | Champions | Active | Active | New |
//! | 4 | Loyal | Active | Active | Promising |
//! | 3 | Loyal | Needs attention | Needs attention | Almost lost |
//! | 1, 2 | Previously loyal | At risk | Dormant | Dormant |
//!
//! People without orders are Prospects.

use crate::model::money::{Amount, divide_half_away};
use crate::model::time::Day;
use serde::{Deserialize, Serialize};

/// Below this many buyers fifths say nothing; [`Cuts::fixed`] is used instead.
pub const FEWEST_BUYERS: usize = 50;

/// What R, F and M are made from, for one person with at least one sale.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Buyer {
    /// Shop day of the last sale.
    pub last_order: Day,
    /// Number of sales.
    pub orders: i64,
    /// Spent net of refunds.
    pub spent: Amount,
}

/// Where cut points come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutSource {
    /// Fifths of this shop's buyers.
    Fifths,
    /// Fixed steps, because the shop has fewer than [`FEWEST_BUYERS`] buyers.
    Fixed,
}

/// The smallest value of each score from 2 to 5; `None` = nobody reached that score. Kept by the store until the
/// next import, so that a person's score does not move while the shop's data stand still.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cuts {
    /// Shop days of the last order.
    pub r: [Option<i64>; 4],
    /// Numbers of orders.
    pub f: [Option<i64>; 4],
    /// Minor units spent.
    pub m: [Option<i64>; 4],
    /// How they were found.
    pub source: CutSource,
    /// How many buyers they rest on.
    pub buyers: usize,
    /// The shop day on which they were set.
    pub set_on: Day,
}

/// R, F and M of one person, each from 1 to 5.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Scores {
    /// How recently they bought.
    pub r: u8,
    /// How often.
    pub f: u8,
    /// For how much.
    pub m: u8,
}

impl Cuts {
    /// Cut points for these buyers as of a shop day: fifths, or fixed steps for a small shop.
    pub fn of(buyers: &[Buyer], today: Day) -> Cuts {
        if buyers.len() < FEWEST_BUYERS {
            return Cuts::fixed(buyers, today);
        }
        Cuts {
            r: fifths(buyers.iter().map(|b| i64::from(b.last_order.0))),
            f: fifths(buyers.iter().map(|b| b.orders)),
            m: fifths(buyers.iter().map(|b| b.spent.0)),
            source: CutSource::Fifths,
            buyers: buyers.len(),
            set_on: today,
        }
    }

    /// The steps of a small shop: last order within 30, 90, 180, 365 days; 8, 5, 3, 2 orders; 8, 4, 2, 1 times the
    /// median of what a buyer spends per order.
    pub fn fixed(buyers: &[Buyer], today: Day) -> Cuts {
        let mut per_order: Vec<i64> = buyers
            .iter()
            .filter(|b| b.orders > 0)
            .map(|b| divide_half_away(i128::from(b.spent.0), i128::from(b.orders)))
            .collect();
        per_order.sort_unstable();
        let median = per_order
            .get(per_order.len() / 2)
            .copied()
            .unwrap_or(1)
            .max(1);
        Cuts {
            r: [365, 180, 90, 30].map(|days| Some(i64::from(today.plus(-days).0))),
            f: [2, 3, 5, 8].map(Some),
            m: [1, 2, 4, 8].map(|times| Some(median.saturating_mul(times))),
            source: CutSource::Fixed,
            buyers: buyers.len(),
            set_on: today,
        }
    }

    /// The scores of one buyer.
    pub fn scores(&self, buyer: &Buyer) -> Scores {
        Scores {
            r: score(&self.r, i64::from(buyer.last_order.0)),
            f: score(&self.f, buyer.orders),
            m: score(&self.m, buyer.spent.0),
        }
    }

    /// Scores and group of a person; without a sale no scores and [`RfmGroup::Prospects`].
    pub fn place(&self, buyer: Option<&Buyer>) -> (Option<Scores>, RfmGroup) {
        match buyer.filter(|b| b.orders > 0) {
            Some(buyer) => {
                let scores = self.scores(buyer);
                (Some(scores), RfmGroup::of(scores))
            }
            None => (None, RfmGroup::Prospects),
        }
    }
}

/// The smallest values below which at least one, two, three and four fifths of all values lie.
fn fifths(values: impl Iterator<Item = i64>) -> [Option<i64>; 4] {
    let mut values: Vec<i64> = values.collect();
    values.sort_unstable();
    let n = values.len();
    [1, 2, 3, 4].map(|fifth| {
        // A value's rank is the number of strictly smaller ones, so equal values cannot be parted.
        let mut at = (n * fifth).div_ceil(5);
        while at < n && at > 0 && values[at - 1] == values[at] {
            at += 1;
        }
        values.get(at).copied()
    })
}

fn score(cuts: &[Option<i64>; 4], value: i64) -> u8 {
    cuts.iter()
        .flatten()
        .fold(1, |score, cut| score + u8::from(value >= *cut))
}

/// Where a person stands with the shop.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum RfmGroup {
    /// Bought lately, often and for much.
    Champions,
    /// Buy often and for much.
    Loyal,
    /// Bought lately, more than once or for more than a little.
    Active,
    /// Bought lately for the first time or for little.
    New,
    /// Bought not long ago, little so far.
    Promising,
    /// Middling buyers whose last order is some time ago.
    #[serde(rename = "Needs attention")]
    NeedsAttention,
    /// Small buyers about to forget the shop.
    #[serde(rename = "Almost lost")]
    AlmostLost,
    /// Middling buyers who have been away for long.
    #[serde(rename = "At risk")]
    AtRisk,
    /// The best buyers of the past, away for long.
    #[serde(rename = "Previously loyal")]
    PreviouslyLoyal,
    /// Small buyers, away for long.
    Dormant,
    /// Never bought.
    Prospects,
}

impl RfmGroup {
    /// Every group, best first.
    pub const ALL: [RfmGroup; 11] = [
        RfmGroup::Champions,
        RfmGroup::Loyal,
        RfmGroup::Active,
        RfmGroup::New,
        RfmGroup::Promising,
        RfmGroup::NeedsAttention,
        RfmGroup::AlmostLost,
        RfmGroup::AtRisk,
        RfmGroup::PreviouslyLoyal,
        RfmGroup::Dormant,
        RfmGroup::Prospects,
    ];

    /// The group of these scores (the table at the top of this file).
    pub fn of(scores: Scores) -> RfmGroup {
        let twice_fm = scores.f + scores.m;
        match (scores.r, twice_fm) {
            (5, 8..) => RfmGroup::Champions,
            (3..=4, 8..) => RfmGroup::Loyal,
            (4..=5, 4..=7) => RfmGroup::Active,
            (5, _) => RfmGroup::New,
            (4, _) => RfmGroup::Promising,
            (3, 4..=7) => RfmGroup::NeedsAttention,
            (3, _) => RfmGroup::AlmostLost,
            (_, 8..) => RfmGroup::PreviouslyLoyal,
            (_, 5..=7) => RfmGroup::AtRisk,
            _ => RfmGroup::Dormant,
        }
    }

    /// The name in the store, in JSON, in expressions (any letter case) and on screens.
    pub fn word(self) -> &'static str {
        match self {
            RfmGroup::Champions => "Champions",
            RfmGroup::Loyal => "Loyal",
            RfmGroup::Active => "Active",
            RfmGroup::New => "New",
            RfmGroup::Promising => "Promising",
            RfmGroup::NeedsAttention => "Needs attention",
            RfmGroup::AlmostLost => "Almost lost",
            RfmGroup::AtRisk => "At risk",
            RfmGroup::PreviouslyLoyal => "Previously loyal",
            RfmGroup::Dormant => "Dormant",
            RfmGroup::Prospects => "Prospects",
        }
    }

    /// The group with this name; case, `_` and `-` do not matter.
    pub fn named(name: &str) -> Option<RfmGroup> {
        let name = super::plain(name);
        RfmGroup::ALL
            .into_iter()
            .find(|g| super::plain(g.word()) == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_cut_offs_of_the_groups_are_frozen() {
        let mut table = String::new();
        for r in (1..=5).rev() {
            let row: Vec<&str> = (2..=10)
                .map(|fm| {
                    let f = fm / 2;
                    RfmGroup::of(Scores { r, f, m: fm - f }).word()
                })
                .collect();
            table += &format!("{r}: {}\n", row.join(", "));
        }
        insta::assert_snapshot!(table, @r"
        5: New, New, Active, Active, Active, Active, Champions, Champions, Champions
        4: Promising, Promising, Active, Active, Active, Active, Loyal, Loyal, Loyal
        3: Almost lost, Almost lost, Needs attention, Needs attention, Needs attention, Needs attention, Loyal, Loyal, Loyal
        2: Dormant, Dormant, Dormant, At risk, At risk, At risk, Previously loyal, Previously loyal, Previously loyal
        1: Dormant, Dormant, Dormant, At risk, At risk, At risk, Previously loyal, Previously loyal, Previously loyal
        ");
    }

    fn buyers(n: i64) -> Vec<Buyer> {
        (0..n)
            .map(|i| Buyer {
                last_order: Day(i as i32),
                orders: 1 + i / 40,
                spent: Amount(i * 100),
            })
            .collect()
    }

    #[test]
    fn a_fifth_of_distinct_values_gets_each_score() {
        let all = buyers(100);
        let cuts = Cuts::of(&all, Day(100));
        for wanted in 1..=5 {
            let got = all.iter().filter(|b| cuts.scores(b).r == wanted).count();
            assert_eq!(got, 20, "score {wanted}");
        }
        assert_eq!(cuts.source, CutSource::Fifths);
    }

    #[test]
    fn a_small_shop_has_fixed_steps() {
        let cuts = Cuts::of(&buyers(10), Day(400));
        assert_eq!(cuts.source, CutSource::Fixed);
        let old = Buyer {
            last_order: Day(0),
            orders: 8,
            spent: Amount(0),
        };
        assert_eq!(cuts.scores(&old), Scores { r: 1, f: 5, m: 1 });
        assert_eq!(cuts.place(None), (None, RfmGroup::Prospects));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn ties_share_a_score_and_the_top_score_is_at_most_a_fifth(orders in prop::collection::vec(1i64..12, 50..200)) {
            let all: Vec<Buyer> = orders.iter().map(|o| Buyer { last_order: Day(0), orders: *o, spent: Amount(1) }).collect();
            let cuts = Cuts::of(&all, Day(1));
            let n = all.len();
            for b in &all {
                let less = all.iter().filter(|o| o.orders < b.orders).count();
                prop_assert_eq!(usize::from(cuts.scores(b).f), 1 + (5 * less / n).min(4));
            }
            prop_assert!(all.iter().filter(|b| cuts.scores(b).f == 5).count() * 5 <= n);
        }
    }
}
