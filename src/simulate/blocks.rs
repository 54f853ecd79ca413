//! The blocks of recommendations that the demo shop shows: which strategies compete in which place, by what chance a
//! visitor gets which (sticky), and what each truly does.

use super::dice::{mix, share};

/// How many strategies there are, control included.
pub(crate) const ARMS: usize = 10;
/// The number of control.
pub(crate) const CONTROL: usize = 9;
/// The number of Buy It Again.
pub(crate) const BUY_IT_AGAIN: usize = 1;
/// The number of Recommended for You.
pub(crate) const RECOMMENDED: usize = 3;
/// The number of Trending, which has just begun.
pub(crate) const TRENDING: usize = 8;

/// What one strategy does to those who see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arm {
    /// Its id in logs and documents.
    pub(crate) id: &'static str,
    /// Chance that one impression is clicked.
    pub(crate) click: f64,
    /// Chance that the clicked product is bought in the same visit.
    pub(crate) buy: f64,
    /// Factor on the chance that the visitor buys anything else in a visit in which it was seen.
    pub(crate) lift: f64,
}

/// The strategies in the order of their numbers.
pub(crate) const STRATEGIES: [Arm; ARMS] = [
    arm("recently-viewed", 0.070, 0.50, 1.28),
    arm("buy-it-again", 0.066, 0.46, 1.15),
    arm("bought-together", 0.046, 0.40, 1.12),
    arm("recommended-for-you", 0.043, 0.38, 1.08),
    arm("similar", 0.038, 0.33, 1.0),
    arm("best-sellers", 0.034, 0.32, 1.0),
    arm("new-arrivals", 0.028, 0.24, 1.0),
    arm("on-sale", 0.040, 0.14, 0.78),
    arm("trending", 0.034, 0.28, 1.0),
    arm("control", 0.031, 0.31, 1.0),
];

const fn arm(id: &'static str, click: f64, buy: f64, lift: f64) -> Arm {
    Arm {
        id,
        click,
        buy,
        lift,
    }
}

/// How many places there are.
pub(crate) const PLACES: usize = 6;

/// The places in the order of their numbers.
pub(crate) const PLACEMENTS: [&str; PLACES] = [
    "home-1",
    "home-2",
    "home-3",
    "home-4",
    "product-1",
    "cart-1",
];

/// `home-4`, which only shows Trending and its control.
pub(crate) const HOME_4: usize = 3;
/// `product-1`.
pub(crate) const PRODUCT: usize = 4;
/// `cart-1`.
pub(crate) const CART: usize = 5;

/// The page type of a place.
pub(crate) fn page(place: usize) -> &'static str {
    match place {
        PRODUCT => "product",
        CART => "cart",
        _ => "home",
    }
}

/// The strategies that compete, each with the same chance in every place, so that all of them meet the same people
/// in the same places and a plain comparison with control is fair. One visitor never has the same strategy in two of
/// the home blocks 1 to 3.
const COMPETING: [usize; 9] = [0, BUY_IT_AGAIN, 2, RECOMMENDED, 4, 5, 6, 7, CONTROL];

/// Which strategy each place shows to a visitor: drawn once for each visitor and place, whatever the visitor does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drawn([Option<usize>; PLACES]);

impl Drawn {
    /// Draws for a visitor.
    pub(crate) fn of(seed: u64, visitor: u64) -> Drawn {
        let hash = |place: usize| share(mix(mix(seed, 77 + place as u64), visitor));
        let mut arms = [None; PLACES];
        for place in [0, 1, 2, PRODUCT, CART] {
            let home = place < 3;
            let open = |arm: usize| !home || !arms[..3].contains(&Some(arm));
            let open: Vec<usize> = COMPETING.into_iter().filter(|arm| open(*arm)).collect();
            let drawn = open.get((hash(place) * open.len() as f64) as usize);
            arms[place] = Some(drawn.copied().unwrap_or(CONTROL));
        }
        arms[HOME_4] = match hash(HOME_4) {
            h if h < 0.45 => Some(TRENDING),
            h if h < 0.60 => Some(CONTROL),
            _ => None,
        };
        Drawn(arms)
    }

    /// The strategy of a place.
    pub(crate) fn at(&self, place: usize) -> Option<usize> {
        self.0.get(place).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms_are_drawn_by_their_chances_and_stay() {
        let n = 20_000;
        let mut first = [0usize; ARMS];
        for v in 0..n {
            let drawn = Drawn::of(5, v);
            assert_eq!(drawn.at(0), Drawn::of(5, v).at(0));
            assert_ne!(drawn.at(0), drawn.at(1));
            assert_ne!(drawn.at(1), drawn.at(2));
            if let Some(arm) = drawn.at(0) {
                first[arm] += 1;
            }
        }
        for arm in COMPETING {
            let seen = first[arm] as f64 / n as f64;
            assert!((seen - 1.0 / 9.0).abs() < 0.01, "{arm} {seen}");
        }
    }
}
