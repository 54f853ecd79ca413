//! XXH64 of a stream (xxHash specification 0.1.1, seed 0): tells whether a file is the one that was checked.

const P1: u64 = 0x9E37_79B1_85EB_CA87;
const P2: u64 = 0xC2B2_AE3D_27D4_EB4F;
const P3: u64 = 0x1656_67B1_9E37_79F9;
const P4: u64 = 0x85EB_CA77_C2B2_AE63;
const P5: u64 = 0x27D4_EB2F_1656_67C5;

/// The hash of what was fed so far.
#[derive(Clone, Debug)]
pub(crate) struct Xxh64 {
    lanes: [u64; 4],
    waiting: Vec<u8>,
    length: u64,
}

impl Default for Xxh64 {
    fn default() -> Xxh64 {
        Xxh64 {
            lanes: [P1.wrapping_add(P2), P2, 0, 0u64.wrapping_sub(P1)],
            waiting: Vec::with_capacity(32),
            length: 0,
        }
    }
}

impl Xxh64 {
    /// Feeds the next bytes.
    pub(crate) fn feed(&mut self, mut bytes: &[u8]) {
        self.length = self.length.wrapping_add(bytes.len() as u64);
        if !self.waiting.is_empty() {
            let missing = (32 - self.waiting.len()).min(bytes.len());
            self.waiting.extend_from_slice(&bytes[..missing]);
            bytes = &bytes[missing..];
            if self.waiting.len() < 32 {
                return;
            }
            let stripe = std::mem::take(&mut self.waiting);
            self.stripe(&stripe);
        }
        let stripes = bytes.chunks_exact(32);
        self.waiting.extend_from_slice(stripes.remainder());
        for stripe in stripes {
            self.stripe(stripe);
        }
    }

    fn stripe(&mut self, stripe: &[u8]) {
        for (lane, word) in self.lanes.iter_mut().zip(stripe.chunks_exact(8)) {
            *lane = round(*lane, number(word));
        }
    }

    /// The hash as 16 hex digits.
    pub(crate) fn hex(&self) -> String {
        format!("{:016x}", self.value())
    }

    /// The hash.
    pub(crate) fn value(&self) -> u64 {
        let [a, b, c, d] = self.lanes;
        let mut hash = if self.length >= 32 {
            let mixed = a
                .rotate_left(1)
                .wrapping_add(b.rotate_left(7))
                .wrapping_add(c.rotate_left(12))
                .wrapping_add(d.rotate_left(18));
            self.lanes.iter().fold(mixed, |hash, lane| {
                (hash ^ round(0, *lane)).wrapping_mul(P1).wrapping_add(P4)
            })
        } else {
            P5
        };
        hash = hash.wrapping_add(self.length);
        let words = self.waiting.chunks_exact(8);
        let mut rest = words.remainder();
        for word in words {
            hash = (hash ^ round(0, number(word)))
                .rotate_left(27)
                .wrapping_mul(P1)
                .wrapping_add(P4);
        }
        if let Some((half, tail)) = rest.split_at_checked(4) {
            hash = (hash ^ number(half).wrapping_mul(P1))
                .rotate_left(23)
                .wrapping_mul(P2)
                .wrapping_add(P3);
            rest = tail;
        }
        for byte in rest {
            hash = (hash ^ u64::from(*byte).wrapping_mul(P5))
                .rotate_left(11)
                .wrapping_mul(P1);
        }
        hash = (hash ^ (hash >> 33)).wrapping_mul(P2);
        hash = (hash ^ (hash >> 29)).wrapping_mul(P3);
        hash ^ (hash >> 32)
    }
}

fn round(lane: u64, word: u64) -> u64 {
    lane.wrapping_add(word.wrapping_mul(P2))
        .rotate_left(31)
        .wrapping_mul(P1)
}

fn number(bytes: &[u8]) -> u64 {
    let mut word = [0; 8];
    word[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(word)
}

/// The hash of one piece of memory.
pub(crate) fn of(bytes: &[u8]) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::Xxh64;

    fn hex(pieces: &[&[u8]]) -> String {
        let mut hash = Xxh64::default();
        for piece in pieces {
            hash.feed(piece);
        }
        hash.hex()
    }

    #[test]
    fn the_published_values_come_out() {
        assert_eq!(hex(&[]), "ef46db3751d8e999");
        assert_eq!(hex(&[b"a"]), "d24ec4f1a98c6e5b");
        assert_eq!(hex(&[b"abc"]), "44bc2cf5ad770999");
        let long = b"Nobody inspects the spammish repetition";
        assert_eq!(hex(&[long]), "fbcea83c8a378bf1");
    }

    #[test]
    fn pieces_do_not_matter() {
        let bytes: Vec<u8> = (0..1000u32).map(|i| (i * 7) as u8).collect();
        for cut in [1, 31, 32, 33, 500] {
            let pieces: Vec<&[u8]> = bytes.chunks(cut).collect();
            assert_eq!(hex(&pieces), hex(&[&bytes]));
        }
    }
}
