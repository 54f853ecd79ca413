//! What speaks for products where a person has hardly done anything: what they said they like, and what people like them
//! buy. The more they do themselves, the less it says.

use super::choice::ln1p;
use super::{Because, Counts, Crowd, Engine, Evidence, FactKind, Reason, Request};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// With this many doings it says half as much, and with more than `MOST` nothing.
const HALF_AT: f64 = 3.0;
const MOST: usize = 12;
/// Days whose orders of people like them count.
const DAYS: u32 = 60;
/// What one fitting answer is worth, and the logarithm of 1 + orders of all crowds together.
const FITS: f64 = 1.5;
const PEERS: f64 = 0.5;
/// The best of each that become candidates.
const CANDIDATES: usize = 100;

/// For one request.
pub(crate) struct Newcomer<'a> {
    /// 1 for somebody who did nothing yet.
    fades: f64,
    request: &'a Request<'a>,
    /// Per fitting product the places of the answers that it fits.
    fits: FxHashMap<u32, Vec<usize>>,
    crowds: Vec<(&'a Crowd, Arc<Counts>)>,
}

impl<'a> Newcomer<'a> {
    /// `None` where the person's own doings speak, or nothing else is known of them.
    pub(crate) fn of(engine: &Engine, request: &'a Request<'a>) -> Option<Newcomer<'a>> {
        if request.about.is_empty() {
            return None;
        }
        let customer = request.customer.and_then(|c| engine.customer_number(c));
        let own = engine.rows_of(customer, request.now).take(MOST + 1).count();
        let doings = own + request.session.len();
        if doings > MOST {
            return None;
        }
        let content = engine.content(request.now);
        let mut fits: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for (place, said) in request.about.said.iter().enumerate() {
            for product in content.fitting(&said.name, &said.content) {
                fits.entry(product).or_default().push(place);
            }
        }
        let from = request.days_ago(DAYS);
        let counted = |crowd: &'a Arc<Crowd>| {
            let counts = engine.counts_among(Some(crowd), FactKind::Bought, from, request.now);
            (&**crowd, counts)
        };
        Some(Newcomer {
            fades: HALF_AT / (HALF_AT + doings as f64),
            request,
            fits,
            crowds: request.about.peers.iter().map(counted).collect(),
        })
    }

    /// What fits best and what people like them buy most, ascending.
    pub(crate) fn candidates(
        &self,
        orders: impl Fn(u32) -> u32,
        may: impl Fn(u32) -> bool,
    ) -> Vec<u32> {
        let mut all: Vec<u32> = self.fits.keys().copied().filter(|p| may(*p)).collect();
        let answers = |p: &u32| self.fits.get(p).map_or(0, Vec::len);
        all.sort_unstable_by_key(|p| (std::cmp::Reverse((answers(p), orders(*p))), *p));
        all.truncate(CANDIDATES);
        for (_, counts) in &self.crowds {
            let best = counts.ranked().iter().copied().filter(|p| may(*p));
            all.extend(best.take(CANDIDATES));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    fn of_peers(&self, counts: &Counts, product: u32) -> f64 {
        let share = self.crowds.len().max(1) as f64;
        self.fades * PEERS / share * ln1p(f64::from(counts.get(product)))
    }

    fn of_answers(&self, product: u32) -> f64 {
        self.fades * FITS * self.fits.get(&product).map_or(0, Vec::len) as f64
    }

    /// What it adds to a product's score.
    pub(crate) fn score(&self, product: u32) -> f64 {
        let peers = self.crowds.iter();
        let peers: f64 = peers
            .map(|(_, counts)| self.of_peers(counts, product))
            .sum();
        self.of_answers(product) + peers
    }

    /// One reason for each answer and each crowd.
    pub(crate) fn reasons(&self, engine: &Engine, product: u32) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for &place in self.fits.get(&product).into_iter().flatten() {
            let said = &self.request.about.said[place];
            reasons.push(Reason {
                because: Because::Said {
                    name: said.name.clone(),
                    content: said.content.clone(),
                },
                addend: self.fades * FITS,
                evidence: Vec::new(),
            });
        }
        for (crowd, counts) in &self.crowds {
            let orders = counts.get(product);
            if orders > 0 {
                reasons.push(Reason {
                    because: Because::Peers {
                        who: crowd.name().to_owned(),
                        orders,
                        days: DAYS,
                    },
                    addend: self.of_peers(counts, product),
                    evidence: self.rows(engine, crowd, product),
                });
            }
        }
        reasons
    }

    fn rows(&self, engine: &Engine, crowd: &Crowd, product: u32) -> Vec<Evidence> {
        let from = self.request.days_ago(DAYS);
        let bought = FactKind::Bought;
        engine.evidence_among(
            Some(crowd),
            product,
            bought,
            from,
            self.request.now,
            self.request.evidence,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::about::{About, Said};
    use super::super::fixture::*;
    use super::super::for_you::ForYou;
    use super::super::{Grade, Item};
    use super::*;
    use crate::model::ids::{CustomerId, ProductId};

    /// The tent sells best; people 5 and 6, of one town, buy the hose; the lamp is classic.
    fn shop() -> Engine {
        let mut all = items(&["Dome Tent", "Garden Hose", "Lamp", "Vase"]);
        all[2].marks = vec!["style classic".into()];
        all[3].brand = Some("Classic".into());
        let tents = (1..=4).map(|n| bought(n, 1, 90, n));
        let others = [
            bought(5, 2, 91, 11),
            bought(6, 2, 92, 12),
            bought(1, 3, 93, 13),
        ];
        Engine::build(all, tents.chain(others))
    }

    fn answer(engine: &Engine, about: &About, customer: Option<i64>) -> super::super::Ranking {
        let mut request = ask(95);
        request.about = about;
        request.customer = customer.map(CustomerId);
        rank(&ForYou, engine, &request)
    }

    #[test]
    fn what_people_like_them_buy_comes_first_for_somebody_new() {
        let engine = shop();
        let town = Crowd::new("people in Kassel", &engine, [CustomerId(5), CustomerId(6)]);
        let about = About {
            said: Vec::new(),
            peers: vec![Arc::new(town)],
        };
        let plain = answer(&engine, &About::default(), None);
        let got = answer(&engine, &about, None);
        let score = |got: &super::super::Ranking, id: i64| {
            let item = got.items.iter().find(|i| i.product.0 == id);
            item.map_or(0.0, |i| i.score)
        };
        // Two orders of the town: 0.5 x ln 3 more for the hose, nothing more for the tent.
        let more = score(&got, 2) - score(&plain, 2);
        assert!((more - 0.5 * 3f64.ln()).abs() < 1e-5, "{more}");
        assert_eq!(score(&got, 1), score(&plain, 1));
        let hose = got.items.iter().find(|i| i.product.0 == 2).unwrap();
        // The same two orders say more as everybody's sales: the grade follows the greater part.
        assert_eq!(hose.grade, Grade::Popular);
        assert!(Grade::Group.part(&hose.reasons) > 0.5);
        let because = Because::Peers {
            who: "people in Kassel".into(),
            orders: 2,
            days: 60,
        };
        let reason = hose.reasons.iter().find(|r| r.because == because).unwrap();
        assert_eq!(reason.evidence, [order(12), order(11)]);
    }

    #[test]
    fn what_somebody_said_speaks_until_they_do_something() {
        let engine = shop();
        let about = About {
            said: vec![Said {
                name: "Style".into(),
                content: "Classic".into(),
            }],
            peers: Vec::new(),
        };
        let got = answer(&engine, &about, None);
        // The lamp by its mark; the vase, which nobody bought yet, by its brand.
        let order: Vec<i64> = got.items.iter().map(|i| i.product.0).take(2).collect();
        assert!(order.contains(&3), "{order:?}");
        let vase = got.items.iter().find(|i| i.product.0 == 4).unwrap();
        assert_eq!((vase.score, vase.grade), (FITS, Grade::Personal));
        // After four doings it says 3 / 7 of that, after thirteen nothing.
        let mut known = shop();
        for n in 0..4 {
            known.push(&viewed(9, 1, 94, 100 + n, 1));
        }
        let vase = |engine: &Engine| {
            let got = answer(engine, &about, Some(9));
            let item = got
                .items
                .iter()
                .find(|i| i.product == ProductId(4))
                .cloned();
            item.map_or(0.0, |i| i.score)
        };
        assert!((vase(&known) - FITS * 3.0 / 7.0).abs() < 1e-8);
        for n in 4..13 {
            known.push(&viewed(9, 1, 94, 100 + n, 1));
        }
        assert_eq!(vase(&known), 0.0);
    }

    #[test]
    fn a_product_that_is_not_known_yet_fits_nothing() {
        let mut all = items(&["Tent", "Vase"]);
        all[1].brand = Some("Classic".into());
        all[1].since = Item::UNLISTED;
        let engine = Engine::build(all, [bought(1, 1, 90, 1), bought(1, 2, 97, 2)]);
        let about = About {
            said: vec![Said {
                name: "style".into(),
                content: "classic".into(),
            }],
            peers: Vec::new(),
        };
        let got = answer(&engine, &about, None);
        assert!(got.items.iter().all(|i| i.product.0 == 1));
    }
}
