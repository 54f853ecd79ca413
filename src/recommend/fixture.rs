//! Small hand-made shops for the rankers' tests.

use super::*;
use crate::model::ids::SessionId;

/// A moment: noon of a day.
pub(crate) fn day(n: i64) -> Moment {
    Moment(n * DAY + DAY / 2)
}

/// Titles become products 1, 2, 3 ...
pub(crate) fn items(titles: &[&str]) -> Vec<Item> {
    (1..)
        .zip(titles)
        .map(|(id, title)| Item {
            title: (*title).into(),
            ..Item::bare(ProductId(id))
        })
        .collect()
}

/// A shop of bare titles and facts.
pub(crate) fn shop(titles: &[&str], facts: &[Fact]) -> Engine {
    Engine::build(items(titles), facts.iter().copied())
}

/// A line of an order; customer 0 = nobody.
pub(crate) fn bought(customer: i64, product: i64, on: i64, order: i64) -> Fact {
    Fact {
        customer: (customer != 0).then_some(CustomerId(customer)),
        product: ProductId(product),
        kind: FactKind::Bought,
        at: day(on),
        source: order,
        session: None,
        quantity: 1,
    }
}

/// A product page seen in a visit.
pub(crate) fn viewed(customer: i64, product: i64, on: i64, event: i64, session: i64) -> Fact {
    Fact {
        kind: FactKind::View,
        session: Some(SessionId(session)),
        ..bought(customer, product, on, event)
    }
}

/// The row of an order.
pub(crate) fn order(id: i64) -> Evidence {
    Evidence::Order(OrderId(id))
}

static NO_PARAMETERS: BTreeMap<String, f64> = BTreeMap::new();
static NO_CHOICES: BTreeMap<String, String> = BTreeMap::new();

/// A request of nobody, without page, at the end of a day.
pub(crate) fn ask(on: i64) -> Request<'static> {
    Request {
        customer: None,
        anchor: None,
        cart: &[],
        session: &[],
        query: None,
        about: &about::NOTHING,
        among: None,
        now: Moment((on + 1) * DAY - 1),
        parameters: &NO_PARAMETERS,
        choices: &NO_CHOICES,
        evidence: super::EVIDENCE,
    }
}

/// The ten best of everything without a fit, each checked to add up.
pub(crate) fn rank(ranker: &dyn Ranker, engine: &Engine, request: &Request<'_>) -> Ranking {
    let got = ranker.rank(engine, None, request, &engine.allowed(|_, _| true), 10);
    adds_up(&got);
    got
}

/// Every item has reasons, at most ten rows each, that sum to its score as rounded; best first.
pub(crate) fn adds_up(got: &Ranking) {
    for item in &got.items {
        let sum: f64 = item.reasons.iter().map(|r| r.addend).sum();
        assert_eq!(select::rounded(sum), item.score, "{item:?}");
        assert!(!item.reasons.is_empty() && item.reasons.iter().all(|r| r.evidence.len() <= 10));
    }
    assert!(
        got.items.is_sorted_by(|a, b| {
            a.score > b.score || a.score == b.score && a.product < b.product
        })
    );
}

/// Product ids and scores.
pub(crate) fn scores(got: &Ranking) -> Vec<(i64, f64)> {
    got.items.iter().map(|i| (i.product.0, i.score)).collect()
}
