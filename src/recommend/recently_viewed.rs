//! Recently Viewed: what this person looked at last.

use super::select::{best, ranked_by};
use super::{
    Allowed, Because, Card, Engine, Evidence, FactKind, Fit, Grade, Input, Ranker, Ranking,
    Readiness, Request, days_between,
};
use crate::model::time::Moment;

/// A person's views, the newest first.
#[derive(Debug)]
pub struct RecentlyViewed;

const CARD: Card = Card {
    id: "recently-viewed",
    name: "Recently Viewed",
    line: "What this person looked at last",
    inputs: &[Input::History, Input::Visit],
    formula: "score = 1 / place, the newest view in place 1; the product of the page is left out",
    settings: &[],
    grade: Grade::Personal,
};

/// Views looked through for one person.
const MOST_VIEWS: usize = 2_000;

struct Seen {
    product: u32,
    times: u32,
    days_ago: u32,
    evidence: Vec<Evidence>,
}

/// The distinct products seen, newest first: those of this visit, then the history.
fn seen(engine: &Engine, request: &Request<'_>) -> Vec<Seen> {
    let mut seen: Vec<Seen> = Vec::new();
    let mut place = rustc_hash::FxHashMap::default();
    for &product in request.session.iter().rev() {
        if let Some(product) = engine.number(product) {
            let at = *place.entry(product).or_insert(seen.len());
            if at == seen.len() {
                seen.push(Seen {
                    product,
                    times: 0,
                    days_ago: 0,
                    evidence: Vec::new(),
                });
            }
        }
    }
    let visit = seen.len();
    let Some(customer) = request.customer else {
        return counted_in_visit(seen, engine, request);
    };
    let views = engine
        .history(customer, request.now)
        .filter(|d| d.kind == FactKind::View)
        .take(MOST_VIEWS);
    for view in views {
        let at = *place.entry(view.product).or_insert(seen.len());
        if at == seen.len() {
            seen.push(Seen {
                product: view.product,
                times: 0,
                days_ago: days_between(view.at, request.now),
                evidence: Vec::new(),
            });
        }
        let entry = &mut seen[at];
        entry.times += 1;
        if entry.evidence.len() < request.evidence {
            entry.evidence.push(view.evidence());
        }
    }
    for entry in &mut seen[..visit] {
        entry.times = entry.times.max(1);
    }
    seen
}

/// Without a history only the visit itself tells how often.
fn counted_in_visit(mut seen: Vec<Seen>, engine: &Engine, request: &Request<'_>) -> Vec<Seen> {
    for entry in &mut seen {
        let id = engine.item(entry.product).id;
        entry.times = request.session.iter().filter(|p| **p == id).count() as u32;
    }
    seen
}

impl Ranker for RecentlyViewed {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, now: Moment) -> Readiness {
        Readiness::of(
            engine.sources_until(FactKind::View, now),
            1,
            "product views",
        )
    }

    fn rank(
        &self,
        engine: &Engine,
        _fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        let anchor = request.anchor.and_then(|id| engine.number(id));
        let mut seen = seen(engine, request);
        seen.retain(|s| Some(s.product) != anchor && allowed.contains(s.product));
        if seen.is_empty() {
            return Ranking::lacking("this person has not looked at any of these products");
        }
        let scores: Vec<(u32, f64)> = (1..)
            .zip(&seen)
            .map(|(place, s)| (s.product, 1.0 / f64::from(place)))
            .collect();
        let items = best(engine, allowed, scores, n)
            .into_iter()
            .zip(seen)
            .map(|((p, score), s)| {
                let because = Because::Viewed {
                    times: s.times,
                    days_ago: s.days_ago,
                };
                ranked_by(engine, p, score, Grade::Personal, because, s.evidence)
            })
            .collect();
        Ranking {
            items,
            missing: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;
    use crate::model::ids::{CustomerId, EventId, ProductId};

    #[test]
    fn the_newest_view_comes_first_and_the_page_itself_stays_out() {
        let engine = shop(
            &["Tent", "Lamp", "Mat"],
            &[
                viewed(1, 1, 1, 11, 1),
                viewed(1, 2, 2, 12, 2),
                viewed(1, 1, 3, 13, 3),
                viewed(2, 3, 4, 14, 4),
            ],
        );
        let mut request = ask(5);
        request.customer = Some(CustomerId(1));
        let got = rank(&RecentlyViewed, &engine, &request);
        assert_eq!(scores(&got), [(1, 1.0), (2, 0.5)]);
        let reason = &got.items[0].reasons[0];
        assert_eq!(
            reason.because,
            Because::Viewed {
                times: 2,
                days_ago: 2
            }
        );
        assert_eq!(
            reason.evidence,
            [Evidence::Event(EventId(13)), Evidence::Event(EventId(11))]
        );
        request.anchor = Some(ProductId(1));
        assert_eq!(
            scores(&rank(&RecentlyViewed, &engine, &request)),
            [(2, 1.0)]
        );
        request.customer = None;
        request.session = &[ProductId(3), ProductId(2), ProductId(3)];
        assert_eq!(
            scores(&rank(&RecentlyViewed, &engine, &request)),
            [(3, 1.0), (2, 0.5)]
        );
        request.session = &[];
        assert!(rank(&RecentlyViewed, &engine, &request).missing.is_some());
    }
}
