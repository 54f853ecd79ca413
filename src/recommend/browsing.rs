//! Related to What You Looked At: what goes with this person's last views over several visits.

use super::session::looked_at_next;
use super::{
    Allowed, Card, Engine, FactKind, Fit, Grade, Input, Ranker, Ranking, Readiness, Request,
    Setting,
};
use crate::model::time::Moment;

/// What visits like this person's browsing looked at.
#[derive(Debug)]
pub struct BrowsingRelated;

const CARD: Card = Card {
    id: "browsing-related",
    name: "Related to What You Looked At",
    line: "What goes with this person's last views over several visits, not looked at yet",
    inputs: &[Input::History, Input::Visit, Input::Events],
    formula: "the same score as Looked at Next, for the last nine products viewed in `days` days as one visit; \
              nothing that was viewed or bought in that time",
    settings: &[Setting {
        name: "days",
        line: "how far back views count",
        usual: "30",
    }],
    grade: Grade::Personal,
};

/// Doings looked through.
const MOST_DOINGS: usize = 500;
/// Products that speak.
const SEEDS: usize = 9;

/// The last different products viewed, oldest first, and all that were viewed or bought.
fn browsed(engine: &Engine, request: &Request<'_>, from: Moment) -> (Vec<u32>, Vec<u32>) {
    let mut seeds: Vec<u32> = Vec::new();
    let mut done: Vec<u32> = Vec::new();
    let mut look = |product: u32, viewed: bool| {
        if viewed && seeds.len() < SEEDS && !seeds.contains(&product) {
            seeds.push(product);
        }
        done.push(product);
    };
    for id in request.session.iter().rev() {
        if let Some(product) = engine.number(*id) {
            look(product, true);
        }
    }
    if let Some(customer) = request.customer {
        let history = engine.history(customer, request.now);
        for doing in history.take_while(|d| d.at >= from).take(MOST_DOINGS) {
            look(doing.product, doing.kind != FactKind::Bought);
        }
    }
    seeds.reverse();
    (seeds, done)
}

impl Ranker for BrowsingRelated {
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
        let from = request.days_ago(request.whole("days", 30, 1, 365));
        let (seeds, done) = browsed(engine, request, from);
        if seeds.is_empty() {
            return Ranking::lacking("this person has not looked at anything lately");
        }
        let mut allowed = allowed.clone();
        for product in done {
            allowed.remove(product);
        }
        let mut items = looked_at_next(engine, fit, request, &seeds, false, &allowed, n);
        // What was looked at is this person's own, not a page's.
        let own = items.iter_mut().filter(|i| i.grade == Grade::Contextual);
        own.for_each(|i| i.grade = Grade::Personal);
        let missing = items
            .is_empty()
            .then(|| "no other visit has looked at these products".to_owned());
        Ranking { items, missing }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;
    use crate::model::ids::{CustomerId, ProductId};

    #[test]
    fn views_of_several_visits_speak_together() {
        // Two others went tent, lamp, mat; customer 1 saw the tent and, two days later, the lamp.
        let mut facts = Vec::new();
        for visit in [2, 3] {
            for (step, product) in (0..).zip([1, 2, 3]) {
                let mut view = viewed(visit, product, visit, visit * 10 + step, visit);
                view.at = view.at.plus(step * 60_000);
                facts.push(view);
            }
        }
        facts.push(viewed(1, 1, 4, 91, 8));
        facts.push(viewed(1, 2, 6, 92, 9));
        let engine = shop(&["Tent", "Lamp", "Mat"], &facts);
        let mut request = ask(7);
        request.customer = Some(CustomerId(1));
        let got = rank(&BrowsingRelated, &engine, &request);
        let order: Vec<ProductId> = got.items.iter().map(|i| i.product).collect();
        assert_eq!(order, [ProductId(3)]);
        // Forty days later nothing of it counts.
        request.now = ask(47).now;
        assert!(rank(&BrowsingRelated, &engine, &request).missing.is_some());
    }
}
