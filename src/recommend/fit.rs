//! The fitted part of the engine: which products go with which, and how much each part of the blend weighs.

use super::Engine;
use crate::model::ids::ProductId;
use crate::model::time::{DAY, Day, Moment};

/// How the item-item weights were made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// The linear model of all products at once (EASE).
    Ease,
    /// Walks over shared buyers (RP3beta), for large catalogues.
    Walks,
}

/// What each part of a recommendation weighs. Parts are scaled to their greatest value in the request.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Blend {
    /// What goes with the history.
    pub model: f64,
    /// What sells now.
    pub popular: f64,
    /// What the person buys again and again; used where repeats are wanted.
    pub frequency: f64,
    /// History weight at which the model has half its say: a light history speaks softly.
    pub half_certain: f64,
    /// How many days count as now.
    pub popular_days: u32,
}

impl Blend {
    /// Where nothing was learned.
    pub const USUAL: Blend = Blend {
        model: 1.0,
        popular: 0.6,
        frequency: 1.5,
        half_certain: 1.0,
        popular_days: 30,
    };
}

/// Made from the facts before a day; the same facts give the same fit, to the byte.
#[derive(Clone, PartialEq, Debug)]
pub struct Fit {
    pub(crate) cut: Day,
    pub(crate) method: Method,
    pub(crate) new: Blend,
    pub(crate) again: Blend,
    pub(crate) products: Vec<ProductId>,
    pub(crate) starts: Vec<u32>,
    pub(crate) pairs: Vec<(u32, f32)>,
}

/// The first bytes of a stored fit; the last one is the version of the format.
const MAGIC: [u8; 8] = *b"REGFIT\0\x01";

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

    /// The products that go with the one in a place, by their places, ascending.
    pub(crate) fn neighbours(&self, place: usize) -> &[(u32, f32)] {
        &self.pairs[self.starts[place] as usize..self.starts[place + 1] as usize]
    }

    /// The engine's number of each place, `u32::MAX` where the engine does not know it; `None` if the places are the numbers.
    pub(crate) fn numbers(&self, engine: &Engine) -> Option<Vec<u32>> {
        if engine.ids().starts_with(&self.products) {
            return None;
        }
        let number = |id: &ProductId| engine.number(*id).unwrap_or(u32::MAX);
        Some(self.products.iter().map(number).collect())
    }

    /// The compact stored form: little-endian and versioned.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64 + self.products.len() * 12 + self.pairs.len() * 6);
        out.extend(MAGIC);
        out.extend(self.cut.0.to_le_bytes());
        out.push(match self.method {
            Method::Ease => 0,
            Method::Walks => 1,
        });
        for blend in [&self.new, &self.again] {
            for weight in [
                blend.model,
                blend.popular,
                blend.frequency,
                blend.half_certain,
            ] {
                out.extend(weight.to_le_bytes());
            }
            out.extend(blend.popular_days.to_le_bytes());
        }
        out.extend((self.products.len() as u32).to_le_bytes());
        for id in &self.products {
            out.extend(id.0.to_le_bytes());
        }
        for place in 0..self.products.len() {
            let pairs = self.neighbours(place);
            out.extend((pairs.len() as u32).to_le_bytes());
            for (to, weight) in pairs {
                out.extend(to.to_le_bytes());
                out.extend(weight.to_le_bytes());
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
            [0] => Method::Ease,
            [1] => Method::Walks,
            _ => return None,
        };
        let new = rest.blend()?;
        let again = rest.blend()?;
        let count = rest.number()? as usize;
        let mut products = Vec::with_capacity(count.min(bytes.len() / 8));
        for _ in 0..count {
            products.push(ProductId(i64::from_le_bytes(rest.take()?)));
        }
        let mut starts = vec![0u32];
        let mut pairs = Vec::with_capacity(rest.0.len() / 8);
        for _ in 0..count {
            for _ in 0..rest.number()? {
                let to = rest.number()?;
                let weight = f32::from_le_bytes(rest.take()?);
                if to as usize >= count || !weight.is_finite() {
                    return None;
                }
                pairs.push((to, weight));
            }
            starts.push(u32::try_from(pairs.len()).ok()?);
        }
        (rest.0.is_empty() && products.is_sorted()).then_some(Fit {
            cut,
            method,
            new,
            again,
            products,
            starts,
            pairs,
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

    fn blend(&mut self) -> Option<Blend> {
        Some(Blend {
            model: self.weight()?,
            popular: self.weight()?,
            frequency: self.weight()?,
            half_certain: self.weight()?,
            popular_days: self.number()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Fit {
        Fit {
            cut: Day(20_000),
            method: Method::Walks,
            new: Blend::USUAL,
            again: Blend {
                popular_days: 7,
                ..Blend::USUAL
            },
            products: vec![ProductId(3), ProductId(9)],
            starts: vec![0, 1, 1],
            pairs: vec![(1, 0.25)],
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
        other[7] = 2;
        assert_eq!(Fit::from_bytes(&other), None);
        let place = bytes.len() - 8 - 4;
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
