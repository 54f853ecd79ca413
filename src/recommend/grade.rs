//! How near to the person the evidence is: of a term by what it rests on, of a product by the side that holds the
//! greater part of its score.

use super::{Because, Reason};
use serde::Serialize;

/// How near to the person the evidence for a product is; best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// From this person's own doings.
    Personal,
    /// From people like them.
    Group,
    /// From the page, product, search or season.
    Contextual,
    /// From everybody.
    Popular,
    /// Chosen by the merchant.
    Manual,
}

impl Grade {
    /// Nearest first.
    pub const ALL: [Grade; 5] = [
        Grade::Personal,
        Grade::Group,
        Grade::Contextual,
        Grade::Popular,
        Grade::Manual,
    ];

    /// The side with the greatest sum of addends; of equal sides the nearer one. Terms that take no side do not count:
    /// they make the others louder or quieter. Where no term takes a side, it comes from everybody.
    pub fn of(reasons: &[Reason]) -> Grade {
        let mut best = (Grade::Popular, 0.0);
        for side in Grade::ALL {
            let sum = side.part(reasons);
            if sum > best.1 {
                best = (side, sum);
            }
        }
        best.0
    }

    /// What the terms of this side add to the score.
    pub fn part(self, reasons: &[Reason]) -> f64 {
        let own = reasons.iter().filter(|r| r.because.side() == Some(self));
        own.map(|r| r.addend).sum()
    }
}

impl Because {
    /// On whose doings it rests; `None` = it takes no side.
    pub fn side(&self) -> Option<Grade> {
        Some(match self {
            Because::Viewed { .. }
            | Because::LikedWith { .. }
            | Because::LikedWithOthers { .. }
            | Because::BoughtBefore { .. }
            | Because::Due { .. }
            | Because::LeftInCart { .. }
            | Because::InVisit { .. }
            | Because::LikeHistory { .. }
            | Because::Said { .. } => Grade::Personal,
            Because::Peers { .. } => Grade::Group,
            Because::Among { because, .. } => because.side()?.min(Grade::Group),
            Because::Instead { because, .. } => return because.side(),
            Because::BoughtWith { .. }
            | Because::ViewedWith { .. }
            | Because::AlikeWords { .. }
            | Because::SameCategory { .. }
            | Because::SameBrand { .. }
            | Because::NearPrice { .. }
            | Because::NextAfter { .. }
            | Because::BackInStock { .. } => Grade::Contextual,
            Because::Sold { .. }
            | Because::Rising { .. }
            | Because::New { .. }
            | Because::Seen { .. }
            | Because::RisingViews { .. }
            | Because::TopIn { .. }
            | Because::OnSale { .. } => Grade::Popular,
            Because::Chosen => Grade::Manual,
            Because::Rare { .. } | Because::Known { .. } | Because::Weighted { .. } => return None,
        })
    }
}

/// The reason that tells most of a product of some grade, its reasons greatest first: the greatest of that side that
/// names something, else of that side, else of any side, else the greatest.
pub fn telling(reasons: &[Reason], grade: Grade) -> Option<&Reason> {
    let sided = |r: &&Reason| r.because.side() == Some(grade);
    let names = |r: &&Reason| !matches!(r.because, Because::LikedWithOthers { .. });
    let any = |r: &&Reason| r.because.side().is_some();
    let mut own = reasons.iter().filter(sided).filter(names);
    own.next()
        .or_else(|| reasons.iter().find(sided))
        .or_else(|| reasons.iter().find(any))
        .or(reasons.first())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::ProductId;

    fn reason(because: Because, addend: f64) -> Reason {
        Reason {
            because,
            addend,
            evidence: Vec::new(),
        }
    }

    fn liked(product: i64, addend: f64) -> Reason {
        let product = ProductId(product);
        reason(Because::LikedWith { product }, addend)
    }

    const SOLD: Because = Because::Sold {
        orders: 86,
        days: 7,
    };

    #[test]
    fn the_greater_part_gives_the_grade_and_the_first_words() {
        let rare = || reason(Because::Rare { times: 9 }, 5.0);
        let others = || reason(Because::LikedWithOthers { products: 3 }, 1.5);
        // 1.5 + 0.5 from the person, 2.4 from everybody: everybody leads, however loud its rarity is.
        let mixed = [rare(), reason(SOLD, 2.4), others(), liked(2, 0.5)];
        assert_eq!(Grade::of(&mixed), Grade::Popular);
        assert_eq!(telling(&mixed, Grade::Popular).unwrap().because, SOLD);
        // One more product of the history, and the person leads; what names something is said first.
        let own = [
            rare(),
            reason(SOLD, 2.4),
            others(),
            liked(2, 0.5),
            liked(3, 0.45),
        ];
        assert_eq!(Grade::of(&own), Grade::Personal);
        let first = telling(&own, Grade::Personal).unwrap();
        assert_eq!(first.because, liked(2, 0.5).because);
        // Equal parts count for the nearer side; nothing on any side comes from everybody.
        let level = [reason(SOLD, 1.0), liked(1, 1.0)];
        assert_eq!(Grade::of(&level), Grade::Personal);
        assert_eq!(Grade::of(&[rare()]), Grade::Popular);
        assert_eq!(
            telling(&[rare()], Grade::Popular).unwrap().because,
            rare().because
        );
        assert!(telling(&[], Grade::Popular).is_none());
    }
}
