//! Looked at Next: what visits like this one looked at next.

use super::next::{NEW, Next, RECENT_DAYS};
use super::select::{best, ranked};
use super::{
    Allowed, Because, Card, Engine, FactKind, Fit, Grade, Input, Ranker, Ranking, Readiness,
    Reason, Request, Setting,
};
use crate::model::time::Moment;

/// The next product of a visit.
#[derive(Debug)]
pub struct Session;

const CARD: Card = Card {
    id: "session",
    name: "Looked at Next",
    line: "What visits like this one looked at next",
    inputs: &[Input::Visit, Input::Product, Input::Events],
    formula: "score = near x ln(1 + share of the 300 most alike visits that look at it, nearest places loudest) \
              + follows x ln(1 + share that went on to it) + now x ln(1 + views of 7 days) + rare x ln(most viewed / its views); \
              for products of the visit itself: how far back, how often; weights learned on the shop's own last visits",
    settings: &[Setting {
        name: "again",
        line: "1: products of this visit may come again",
        usual: "0",
    }],
    grade: Grade::Contextual,
};

/// Own doings whose visits do not speak.
const OWN_VIEWS: usize = 200;

impl Ranker for Session {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, now: Moment) -> Readiness {
        Readiness::of(
            engine.sources_until(FactKind::View, now),
            500,
            "product views",
        )
    }

    fn rank(
        &self,
        engine: &Engine,
        fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        let visit = visit(engine, request);
        if visit.is_empty() {
            return Ranking::lacking("needs a visit that has looked at a product");
        }
        let again = request.whole("again", 0, 0, 1) == 1;
        let items = looked_at_next(engine, fit, request, &visit, again, allowed, n);
        let missing = items
            .is_empty()
            .then(|| "no other visit has looked at these products".to_owned());
        Ranking { items, missing }
    }

    fn pick(
        &self,
        engine: &Engine,
        fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Vec<u32> {
        let visit = visit(engine, request);
        if visit.is_empty() {
            return Vec::new();
        }
        let again = request.whole("again", 0, 0, 1) == 1;
        let asked = weigh(engine, fit, request, &visit, again, allowed, n);
        asked.best.into_iter().map(|(p, _)| p).collect()
    }
}

/// What visits like one looked at next; the person's own visits do not speak. `visit`: products, oldest first.
pub(crate) fn looked_at_next(
    engine: &Engine,
    fit: Option<&Fit>,
    request: &Request<'_>,
    visit: &[u32],
    again: bool,
    allowed: &Allowed,
    n: usize,
) -> Vec<super::Ranked> {
    let asked = weigh(engine, fit, request, visit, again, allowed, n);
    explain(engine, request, &asked.next, &asked.weights, &asked.best)
}

/// The visit's products by number, oldest first; the page's product is its last.
fn visit(engine: &Engine, request: &Request<'_>) -> Vec<u32> {
    let mut visit: Vec<u32> = request
        .session
        .iter()
        .filter_map(|id| engine.number(*id))
        .collect();
    let page = request.anchor.and_then(|id| engine.number(id));
    if let Some(page) = page.filter(|p| visit.last() != Some(p)) {
        visit.push(page);
    }
    visit
}

/// The person's own last visits: they must not speak for themselves.
fn own(engine: &Engine, request: &Request<'_>) -> Vec<u32> {
    let customer = request.customer.and_then(|c| engine.customer_number(c));
    let rows = engine.rows_of(customer, request.now).take(OWN_VIEWS);
    let mut visits: Vec<u32> = rows.map(|row| engine.visit_of_row(row)).collect();
    visits.sort_unstable();
    visits.dedup();
    visits
}

/// What speaks in a visit, what each sign is worth, and the best.
struct Asked<'a> {
    next: Next<'a>,
    weights: [f64; super::next::SIGNS],
    best: Vec<(u32, f64)>,
}

fn weigh<'a>(
    engine: &'a Engine,
    fit: Option<&Fit>,
    request: &Request<'_>,
    visit: &[u32],
    again: bool,
    allowed: &Allowed,
    n: usize,
) -> Asked<'a> {
    let fit = fit.filter(|f| f.may_be_used(request.now));
    let weights = fit.map_or(super::fit::USUAL_VISIT, |f| f.visit);
    let next = Next::of(engine, visit, &own(engine, request), request.now);
    let mut scores: Vec<(u32, f64)> = next
        .found
        .iter()
        .map(|found| {
            let own = next.signs(found);
            let all = next.background.signs(found.product);
            let score = own[0] * weights[0]
                + own[1] * weights[1]
                + all[0] * weights[2]
                + all[1] * weights[3];
            (found.product, score)
        })
        .collect();
    if again {
        let seen = next.seen.iter();
        scores.extend(seen.map(|s| (s.product, s.score(&weights))));
    }
    let mut best = best(engine, allowed, scores, n);
    if best.len() < n {
        fill(engine, &next, &weights, allowed, &mut best, n);
    }
    Asked {
        next,
        weights,
        best,
    }
}

/// Where no visit has more to say, what is looked at now follows, under everything that a visit said.
fn fill(
    engine: &Engine,
    next: &Next<'_>,
    weights: &[f64],
    allowed: &Allowed,
    best: &mut Vec<(u32, f64)>,
    n: usize,
) {
    let background = &next.background;
    let ranked = background.recent.ranked().iter();
    for product in ranked.copied().chain(allowed.iter()) {
        if best.len() >= n {
            break;
        }
        let taken = best.iter().any(|(p, _)| *p == product)
            || next.seen.iter().any(|s| s.product == product);
        if taken
            || background.total.get(product) == 0
            || !allowed.contains(product)
            || engine.is_service(product)
        {
            continue;
        }
        let least = best.last().map_or(f64::MAX, |(_, score)| *score);
        let own = 1e-3 + background.signs(product)[0] * weights[2];
        let score = super::select::rounded(own.min(least * 0.999));
        if score > 0.0 {
            best.push((product, score));
        }
    }
}

fn explain(
    engine: &Engine,
    request: &Request<'_>,
    next: &Next<'_>,
    weights: &[f64],
    best: &[(u32, f64)],
) -> Vec<super::Ranked> {
    let products: Vec<u32> = best.iter().map(|(p, _)| *p).collect();
    let said = next.explain(engine, &products, request.now, request.evidence);
    let from = request.now.plus(-RECENT_DAYS * crate::model::time::DAY);
    let background = &next.background;
    let mut items = Vec::with_capacity(best.len());
    for (&(product, score), witnesses) in best.iter().zip(said) {
        let mut reasons = Vec::new();
        if let Some(back) = next.seen.iter().position(|s| s.product == product) {
            let own = &next.seen[back];
            reasons.push(Reason {
                because: Because::InVisit {
                    times: own.times,
                    back: back as u32,
                },
                addend: score,
                evidence: Vec::new(),
            });
        } else if let Some(found) = next.found.iter().find(|f| f.product == product) {
            let own = next.signs(found);
            let near: f64 = witnesses.iter().map(|w| w.near).sum();
            for witness in &witnesses {
                // What follows the last product is said by those who looked at it.
                let follows = if witness.seed == 0 { own[1] } else { 0.0 };
                reasons.push(Reason {
                    because: Because::NextAfter {
                        product: engine.item(next.seen[witness.seed as usize].product).id,
                        visits: witness.visits,
                    },
                    addend: weights[0] * own[0] * witness.near / near.max(1e-300)
                        + weights[1] * follows,
                    evidence: witness
                        .rows
                        .iter()
                        .map(|r| engine.doing(*r).evidence())
                        .collect(),
                });
            }
            let [recent, rare] = background.signs(product);
            reasons.push(Reason {
                because: Because::Seen {
                    views: background.recent.get(product),
                    days: RECENT_DAYS as u32,
                },
                addend: weights[2] * recent,
                evidence: engine.evidence(
                    product,
                    FactKind::View,
                    from,
                    request.now,
                    request.evidence,
                ),
            });
            reasons.push(Reason {
                because: Because::Rare {
                    times: background.total.get(product),
                },
                addend: weights[NEW - 1] * rare,
                evidence: engine.evidence(
                    product,
                    FactKind::View,
                    Moment(0),
                    request.now,
                    request.evidence,
                ),
            });
        } else {
            reasons.push(Reason {
                because: Because::Seen {
                    views: background.recent.get(product),
                    days: RECENT_DAYS as u32,
                },
                addend: score,
                evidence: engine.evidence(
                    product,
                    FactKind::View,
                    from,
                    request.now,
                    request.evidence,
                ),
            });
        }
        let grade = Grade::of(&reasons);
        items.push(ranked(engine, product, score, grade, reasons));
    }
    items
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;
    use crate::model::ids::ProductId;

    /// Three visits went tent -> lamp, one tent -> mat; the stove is looked at elsewhere.
    fn visits() -> Engine {
        let mut facts = Vec::new();
        for (visit, products) in [
            (1, [1, 2]),
            (2, [1, 2]),
            (3, [1, 2]),
            (4, [1, 3]),
            (5, [4, 4]),
        ] {
            for (step, product) in products.into_iter().enumerate() {
                let mut view = viewed(visit, product, visit, visit * 10 + step as i64, visit);
                view.at = view.at.plus(step as i64 * 60_000);
                facts.push(view);
            }
        }
        shop(&["Tent", "Lamp", "Mat", "Stove"], &facts)
    }

    #[test]
    fn what_most_visits_went_on_to_comes_first() {
        let engine = visits();
        let mut request = ask(6);
        request.session = &[ProductId(1)];
        let got = rank(&Session, &engine, &request);
        adds_up(&got);
        let order: Vec<i64> = got.items.iter().map(|i| i.product.0).collect();
        // The tent itself is in the visit; the stove follows because it is looked at these days.
        assert_eq!(order, [2, 3, 4]);
        let reason = &got.items[0].reasons[0];
        assert_eq!(
            reason.because,
            Because::NextAfter {
                product: ProductId(1),
                visits: 3
            }
        );
        assert_eq!(reason.evidence.len(), 3);
        assert_eq!(got.items[0].grade, Grade::Contextual);
        assert_eq!(got.items[2].grade, Grade::Popular);
        // Before the third visit nobody had looked at the stove.
        request.now = day(2).plus(120_000);
        let before = rank(&Session, &engine, &request);
        assert_eq!(before.items.len(), 1);
        request.session = &[];
        assert!(rank(&Session, &engine, &request).missing.is_some());
    }

    #[test]
    fn a_visit_may_return_where_that_is_wanted() {
        let engine = visits();
        let again = std::collections::BTreeMap::from([("again".to_owned(), 1.0)]);
        let mut request = ask(6);
        request.parameters = &again;
        request.session = &[ProductId(3), ProductId(1), ProductId(1)];
        let got = rank(&Session, &engine, &request);
        adds_up(&got);
        let back = got
            .items
            .iter()
            .find(|i| i.product == ProductId(3))
            .unwrap();
        assert_eq!(
            back.reasons[0].because,
            Because::InVisit { times: 1, back: 1 }
        );
        assert!(got.items.iter().any(|i| i.product == ProductId(1)));
    }
}
