//! The allow-list handed to a ranker: which products may be recommended, as bits over the engine's product numbers.

/// A set of products by their number in the engine. Made by [`super::Engine::allowed`], which never lets services in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Allowed {
    words: Vec<u64>,
}

impl Allowed {
    pub(crate) fn none(products: usize) -> Allowed {
        Allowed {
            words: vec![0; products.div_ceil(64)],
        }
    }

    pub(crate) fn insert(&mut self, product: u32) {
        if let Some(word) = self.words.get_mut(product as usize / 64) {
            *word |= 1 << (product % 64);
        }
    }

    /// Takes a product out.
    pub fn remove(&mut self, product: u32) {
        if let Some(word) = self.words.get_mut(product as usize / 64) {
            *word &= !(1 << (product % 64));
        }
    }

    /// Whether a product may be shown.
    pub fn contains(&self, product: u32) -> bool {
        self.words
            .get(product as usize / 64)
            .is_some_and(|word| word >> (product % 64) & 1 == 1)
    }

    /// Keeps only what the other list allows too.
    pub fn keep(&mut self, other: &Allowed) {
        for (i, word) in self.words.iter_mut().enumerate() {
            *word &= other.words.get(i).copied().unwrap_or(0);
        }
    }

    /// How many products.
    pub fn len(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// Whether nothing is allowed.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|w| *w == 0)
    }

    /// The products' numbers in the engine, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(i, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros();
                    rest &= rest - 1;
                    i as u32 * 64 + bit
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_go_in_and_out_and_come_back_ascending() {
        let mut a = Allowed::none(130);
        for p in [0, 63, 64, 129] {
            a.insert(p);
        }
        assert_eq!(a.iter().collect::<Vec<_>>(), [0, 63, 64, 129]);
        a.remove(63);
        let mut b = Allowed::none(130);
        b.insert(64);
        a.keep(&b);
        assert_eq!(a.iter().collect::<Vec<_>>(), [64]);
        assert_eq!(
            (a.len(), a.contains(129), a.contains(9999)),
            (1, false, false)
        );
    }
}
