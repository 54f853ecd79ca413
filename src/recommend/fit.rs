//! The fitted part of the engine: which products go with which, and how much each part of the blend weighs.

use super::Engine;
use super::next::SIGNS;
use super::parts::{COMMON, HAD};
use crate::model::ids::ProductId;
use crate::model::time::{DAY, Day, Moment};

/// How the item-item weights were made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// The linear model of all products at once (EASE) beside walks over shared buyers (RP3beta).
    Linear,
    /// The linear model of the most held products, walks over shared buyers (RP3beta) for all: large catalogues.
    Head,
}

/// What each sign of a recommendation is worth, in the order of `parts`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Blend {
    /// For products that are new to the person.
    pub new: [f64; COMMON],
    /// For products that the person had: the same signs, then their own.
    pub had: [f64; HAD],
    /// Days in which a doing of the history fades to 1/e.
    pub fades_in: f64,
}

impl Blend {
    /// Where nothing was learned.
    pub const USUAL: Blend = Blend {
        new: [0.3, 0.6, 0.2, 0.2, 0.2, 0.1, 0.0, 0.0, 0.2],
        had: [
            0.3, 0.6, 0.2, 0.2, 0.2, 0.1, 0.0, 0.0, 0.0, 0.3, 0.2, 0.0, 0.3, 1.0,
        ],
        fades_in: 120.0,
    };

    fn weights(&self) -> impl Iterator<Item = f64> + '_ {
        let all = self.new.iter().chain(&self.had);
        all.copied().chain([self.fades_in])
    }
}

/// What each sign of a [`Blend`] looks at, in its order.
pub const SIGN_NAMES: [&str; HAD] = [
    "goes with the history, linear model",
    "goes with the history, walks",
    "orders of 7 days",
    "orders of 14 days",
    "orders of 30 days",
    "orders of 60 days",
    "rare otherwise",
    "long in the shop",
    "few orders yet, but of the kind of the history",
    "own purchases, faded by orders",
    "own purchases, faded by days",
    "own purchases ever",
    "due again",
    "bought before",
];

/// What each sign of a visit's next product looks at, in its order.
pub const VISIT_SIGN_NAMES: [&str; SIGNS] = [
    "in visits like this one",
    "follows the last product",
    "views of 7 days",
    "rare otherwise",
    "the last product again",
    "back one",
    "back two",
    "back three",
    "back four",
    "back further",
    "looked at often in the visit",
    "looked at several times in a row",
    "short visit",
    "few products in the visit",
    "first of the visit",
    "went there from here before",
];

/// What each sign of a visit's next product is worth where nothing was learned, in the order of `next`.
pub(crate) const USUAL_VISIT: [f64; SIGNS] = [
    1.0, 0.1, 0.2, 0.1, 4.0, 5.0, 4.5, 4.0, 4.0, 4.0, 0.5, 0.5, 0.0, 0.2, 0.1, 0.5,
];

/// What each product says for others, by place: ascending pairs of place and weight.
#[derive(Clone, PartialEq, Debug)]
pub struct Links {
    pub(crate) starts: Vec<u32>,
    pub(crate) pairs: Vec<(u32, f32)>,
}

impl Links {
    /// Of lists by place.
    pub(crate) fn of_lists(lists: Vec<Vec<(u32, f32)>>) -> Links {
        let mut links = Links {
            starts: vec![0],
            pairs: Vec::new(),
        };
        for list in lists {
            links.pairs.extend(list);
            links.starts.push(links.pairs.len() as u32);
        }
        links
    }

    /// The products that go with the one in a place, by their places, ascending.
    pub(crate) fn of(&self, place: usize) -> &[(u32, f32)] {
        &self.pairs[self.starts[place] as usize..self.starts[place + 1] as usize]
    }
}

/// Made from the facts before a day; the same facts give the same fit, to the byte.
#[derive(Clone, PartialEq, Debug)]
pub struct Fit {
    pub(crate) cut: Day,
    pub(crate) method: Method,
    pub(crate) new: Blend,
    pub(crate) again: Blend,
    pub(crate) visit: [f64; SIGNS],
    pub(crate) products: Vec<ProductId>,
    pub(crate) linear: Links,
    pub(crate) walks: Links,
}

/// The first bytes of a stored fit; the last one is the version of the format.
const MAGIC: [u8; 8] = *b"REGFIT\0\x04";

impl Fit {
    /// The day before which all its facts lie (in UTC).
    pub fn cut(&self) -> Day {
        self.cut
    }

    /// How the item-item weights were made.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Whether an answer as of a moment may use it.
    pub fn may_be_used(&self, now: Moment) -> bool {
        i64::from(self.cut.0) * DAY <= now.0
    }

    /// Days between its cut and a moment.
    pub fn age(&self, now: Moment) -> u32 {
        super::days_between(Moment(i64::from(self.cut.0) * DAY), now)
    }

    /// How many products it knows.
    pub fn products(&self) -> usize {
        self.products.len()
    }

    /// The weights of the blend, without and with products bought before.
    pub fn blends(&self) -> (Blend, Blend) {
        (self.new, self.again)
    }

    /// The place of a product in the fit.
    pub(crate) fn place(&self, id: ProductId) -> Option<usize> {
        self.products.binary_search(&id).ok()
    }

    /// The engine's number of each place, `u32::MAX` where the engine does not know it; `None` if the places are the numbers.
    pub(crate) fn numbers(&self, engine: &Engine) -> Option<Vec<u32>> {
        if engine.ids().starts_with(&self.products) {
            return None;
        }
        let number = |id: &ProductId| engine.number(*id).unwrap_or(u32::MAX);
        Some(self.products.iter().map(number).collect())
    }

    /// What each sign of a visit's next product is worth.
    pub fn visit(&self) -> &[f64] {
        &self.visit
    }

    /// The compact stored form: little-endian and versioned.
    pub fn to_bytes(&self) -> Vec<u8> {
        let pairs = self.linear.pairs.len() + self.walks.pairs.len();
        let mut out = Vec::with_capacity(512 + self.products.len() * 16 + pairs * 8);
        out.extend(MAGIC);
        out.extend(self.cut.0.to_le_bytes());
        out.push(match self.method {
            Method::Linear => 0,
            Method::Head => 1,
        });
        let weights = self.new.weights().chain(self.again.weights());
        for weight in weights.chain(self.visit) {
            out.extend(weight.to_le_bytes());
        }
        out.extend((self.products.len() as u32).to_le_bytes());
        for id in &self.products {
            out.extend(id.0.to_le_bytes());
        }
        for links in [&self.linear, &self.walks] {
            for place in 0..self.products.len() {
                let pairs = links.of(place);
                out.extend((pairs.len() as u32).to_le_bytes());
                for (to, weight) in pairs {
                    out.extend(to.to_le_bytes());
                    out.extend(weight.to_le_bytes());
                }
            }
        }
        out
    }

    /// Reads the stored form; `None` if it is damaged or of another version, so that a new fit is made.
    pub fn from_bytes(bytes: &[u8]) -> Option<Fit> {
        let mut rest = Reader(bytes);
        if rest.take::<8>()? != MAGIC {
            return None;
        }
        let cut = Day(i32::from_le_bytes(rest.take()?));
        let method = match rest.take::<1>()? {
            [0] => Method::Linear,
            [1] => Method::Head,
            _ => return None,
        };
        let new = rest.blend()?;
        let again = rest.blend()?;
        let visit = rest.weights()?;
        let count = rest.number()? as usize;
        let mut products = Vec::with_capacity(count.min(bytes.len() / 8));
        for _ in 0..count {
            products.push(ProductId(i64::from_le_bytes(rest.take()?)));
        }
        let linear = rest.links(count)?;
        let walks = rest.links(count)?;
        (rest.0.is_empty() && products.is_sorted()).then_some(Fit {
            cut,
            method,
            new,
            again,
            visit,
            products,
            linear,
            walks,
        })
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn weight(&mut self) -> Option<f64> {
        self.take()
            .map(f64::from_le_bytes)
            .filter(|w| w.is_finite())
    }

    fn weights<const N: usize>(&mut self) -> Option<[f64; N]> {
        let mut all = [0.0; N];
        for weight in &mut all {
            *weight = self.weight()?;
        }
        Some(all)
    }

    fn blend(&mut self) -> Option<Blend> {
        Some(Blend {
            new: self.weights()?,
            had: self.weights()?,
            fades_in: self.weight()?,
        })
    }

    fn links(&mut self, count: usize) -> Option<Links> {
        let mut links = Links {
            starts: vec![0],
            pairs: Vec::with_capacity(self.0.len() / 8),
        };
        for _ in 0..count {
            for _ in 0..self.number()? {
                let to = self.number()?;
                let weight = f32::from_le_bytes(self.take()?);
                if to as usize >= count || !weight.is_finite() {
                    return None;
                }
                links.pairs.push((to, weight));
            }
            links.starts.push(u32::try_from(links.pairs.len()).ok()?);
        }
        Some(links)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Fit {
        Fit {
            cut: Day(20_000),
            method: Method::Head,
            new: Blend::USUAL,
            again: Blend {
                fades_in: 60.0,
                ..Blend::USUAL
            },
            visit: USUAL_VISIT,
            products: vec![ProductId(3), ProductId(9)],
            linear: Links::of_lists(vec![vec![(1, 0.25)], vec![]]),
            walks: Links::of_lists(vec![vec![], vec![(0, 0.5)]]),
        }
    }

    #[test]
    fn the_stored_form_comes_back_whole() {
        let bytes = small().to_bytes();
        assert_eq!(Fit::from_bytes(&bytes), Some(small()));
    }

    #[test]
    fn damage_and_other_versions_are_refused() {
        let bytes = small().to_bytes();
        for end in 0..bytes.len() {
            assert_eq!(Fit::from_bytes(&bytes[..end]), None);
        }
        let mut other = bytes.clone();
        other[7] = 1;
        assert_eq!(Fit::from_bytes(&other), None);
        let place = bytes.len() - 8;
        let mut out_of_range = bytes;
        out_of_range[place] = 7;
        assert_eq!(Fit::from_bytes(&out_of_range), None);
    }

    #[test]
    fn a_fit_may_not_know_the_future() {
        let fit = small();
        assert!(fit.may_be_used(Moment(20_000 * DAY)));
        assert!(!fit.may_be_used(Moment(20_000 * DAY - 1)));
        assert_eq!(fit.age(Moment(20_003 * DAY)), 3);
    }
}
