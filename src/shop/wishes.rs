//! What the merchant wishes of a strategy beside relevance, and what the wishes cost on the shop's own last weeks.

use super::scene::{Scene, merged};
use super::{Cancel, Error, Progress, Shop};
use crate::decide::{Inputs, Visit, list, wishes};
use crate::measure::interval::Z95;
use crate::measure::rounding::{counted, whole_percent};
use crate::model::ids::CustomerId;
use crate::model::placement::PageType;
use crate::model::playbook::{Playbook, write};
use crate::model::strategy::{Caps, Strategy, Wishes};
use crate::model::time::{Day, Moment};
use crate::recommend::head;
use crate::recommend::learn::{held_back, ndcg};
use crate::recommend::{Engine, FactKind, Input};
use crate::store::documents::Noun;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeSet;

/// People whose lists are compared, at most.
const MOST_PEOPLE: usize = 600;
/// Fewer say nothing.
const FEWEST_PEOPLE: usize = 20;
/// Places of a list.
const SHOWN: usize = 10;

/// What wishes do to what people are shown, and to how much of it they bought next.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WishCost {
    /// Up to which day was known.
    pub from: Day,
    /// Until when it was seen what people bought.
    pub to: Day,
    /// Whose lists were compared: bought before and again in these days.
    pub people: usize,
    /// Their lists without the wishes.
    pub without: Shown,
    /// Their lists with them.
    pub with: Shown,
    /// How much less of what people bought next stands near the top, as a share of the list without wishes: above 0 is
    /// the price of the wishes. `None` = too few people, or nothing was found without either.
    pub cost: Option<f64>,
    /// Lower end of its 95 % range; the same people were shown both.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// All that in a sentence.
    pub sentence: String,
}

/// What the lists of all these people held.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Shown {
    /// NDCG@10 against what they bought next, 0 to 1.
    pub ndcg: f64,
    /// Average margin of the places whose cost is known, as a share of the price; `None` = no cost is known.
    pub margin: Option<f64>,
    /// Share of the places with what the person had not looked at or bought.
    pub new: f64,
    /// Share of the places beside the best sellers.
    pub long_tail: f64,
    /// Different products.
    pub products: usize,
}

/// The strategy's document with its wishes, saved or only tried.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Wished {
    /// Id of the strategy.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether the shop's document says so now.
    pub saved: bool,
    /// Its wishes.
    pub wishes: Wishes,
    /// How much of the same it allows.
    pub caps: Caps,
    /// What that costs.
    pub cost: WishCost,
}

/// What one person's list held.
struct Outcome {
    ndcg: f64,
    margins: Vec<f64>,
    new: usize,
    tail: usize,
    shown: Vec<u32>,
}

impl Shop {
    /// A strategy with other wishes and caps: what they cost, and saved if asked (one undo takes it back).
    pub fn wish(
        &self,
        id: &str,
        change: &dyn Fn(&mut Strategy),
        save: bool,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<Wished, Error> {
        let scene = self.scene(None)?;
        let found = scene.playbook.strategies.iter().find(|d| d.id == id);
        let Some(old) = found else {
            let missing =
                |db: &crate::store::Db<'_>| Err(super::documents::missing(db, Noun::Strategy, id));
            return self.store.read(missing);
        };
        let mut new = old.clone();
        change(&mut new);
        let trial = Playbook {
            strategies: vec![new.clone()],
            ..Playbook::default()
        };
        let text = write(&trial).map_err(super::documents::asked)?;
        // Read back: the same checks as for a file.
        let trial = Playbook::read(&text).map_err(super::documents::asked)?;
        self.check_documents(&trial)?;
        let cost = self.wish_cost(&new, progress, cancel)?;
        let changed = new != *old;
        if save && changed {
            self.add_documents(&text)?;
        }
        Ok(Wished {
            id: new.id,
            name: new.name,
            saved: save || !changed,
            wishes: new.wishes,
            caps: new.caps,
            cost,
        })
    }

    /// What a strategy's wishes cost: the lists of people who bought in the last weeks, made as of the day before
    /// those, with the wishes and without.
    pub fn wish_cost(
        &self,
        strategy: &Strategy,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> Result<WishCost, Error> {
        let engine = self.engine()?;
        let now = self.now();
        let Some(start) = held_back(&engine, now) else {
            return Err(Error::Asked(
                "The orders and events span too few days to say what a wish costs; it takes some three weeks.".into(),
            ));
        };
        self.fit(start, progress)?;
        let scene = self.scene(Some(start))?;
        let trial = |document: Strategy| {
            let trial = Playbook {
                strategies: vec![document],
                ..Playbook::default()
            };
            scene.copy().with(&merged(&scene.playbook, &trial))
        };
        let mut plain = strategy.clone();
        (plain.wishes, plain.caps) = (Wishes::default(), Caps::default());
        let scenes = [trial(plain), trial(strategy.clone())];
        let people = people(&engine, start, now);
        let head = head::head(&scene.engine, start);
        let mut outcomes: [Vec<Outcome>; 2] = [Vec::new(), Vec::new()];
        let half = people.len().max(1) as u64;
        for (n, (scene, outcomes)) in (0..).zip(scenes.iter().zip(&mut outcomes)) {
            for chunk in people.chunks(64) {
                if cancel.stopped() {
                    return Err(Error::Cancelled);
                }
                let run = |(customer, bought): &(CustomerId, Vec<u32>)| {
                    scene.outcome(&strategy.id, *customer, bought, &head)
                };
                outcomes.extend(chunk.par_iter().map(run).collect::<Vec<_>>());
                let done = n * half + outcomes.len() as u64;
                progress.at("comparing lists", done, half * 2);
            }
        }
        let zone = self.zone();
        Ok(WishCost::of(
            zone.day_of(start),
            zone.day_of(engine.newest_until(now).unwrap_or(now)),
            &outcomes,
        ))
    }
}

/// Known people who bought in a span, with what they bought, evenly over all.
fn people(engine: &Engine, start: Moment, end: Moment) -> Vec<(CustomerId, Vec<u32>)> {
    let mut all: Vec<CustomerId> = engine.people().collect();
    all.sort_unstable();
    let bought = |customer: CustomerId| {
        let mut bought = engine.bought_between(customer, start.plus(1), end);
        bought.retain(|p| !engine.is_service(*p));
        let known = engine.history(customer, start).next().is_some();
        (known && !bought.is_empty()).then_some((customer, bought))
    };
    let all: Vec<_> = all.into_iter().filter_map(bought).collect();
    let step = all.len().div_ceil(MOST_PEOPLE).max(1);
    all.into_iter().step_by(step).collect()
}

impl Scene {
    fn outcome(
        &self,
        strategy: &str,
        customer: CustomerId,
        bought: &[u32],
        head: &crate::recommend::Allowed,
    ) -> Outcome {
        let mut visit = Visit::new(PageType::Home, self.at, self.zone);
        let source = self.book.source(strategy);
        let ranker = source.and_then(|s| s.ranker).map(|r| r.card().inputs);
        let takes = |input| ranker.is_some_and(|inputs| inputs.contains(&input));
        if takes(Input::Product) && !takes(Input::History) {
            // Beside what the person last bought or looked at.
            let last = self.engine.history(customer, self.at);
            let mut last = last.filter(|d| matches!(d.kind, FactKind::Bought | FactKind::View));
            visit.anchor = last.next().map(|d| self.engine.item(d.product).id);
        }
        let person = crate::decide::Person::customer(customer);
        let inputs = Inputs::new(self.house(), &person, &visit);
        let block = source.map(|source| list(&inputs, source, "", SHOWN));
        let slots = block.iter().flat_map(|b| &b.slots);
        let shown: Vec<u32> = slots
            .filter_map(|slot| self.engine.number(slot.product))
            .collect();
        let known = wishes::known_to(&self.engine, Some(customer), self.at);
        let margin = |p: &u32| Some(self.goods.get(*p)?.margin()? as f64 / 10_000.0);
        Outcome {
            ndcg: ndcg(shown.iter().copied(), bought),
            margins: shown.iter().filter_map(margin).collect(),
            new: shown.iter().filter(|p| !known.contains(**p)).count(),
            tail: shown.iter().filter(|p| !head.contains(**p)).count(),
            shown,
        }
    }
}

impl Shown {
    fn of(outcomes: &[Outcome]) -> Shown {
        let slots: usize = outcomes.iter().map(|o| o.shown.len()).sum();
        let share = |count: &dyn Fn(&Outcome) -> usize| {
            outcomes.iter().map(count).sum::<usize>() as f64 / slots.max(1) as f64
        };
        let margins: Vec<f64> = outcomes.iter().flat_map(|o| &o.margins).copied().collect();
        let products: BTreeSet<u32> = outcomes.iter().flat_map(|o| &o.shown).copied().collect();
        let ndcg: f64 = outcomes.iter().map(|o| o.ndcg).sum();
        Shown {
            ndcg: rounded(ndcg / outcomes.len().max(1) as f64),
            margin: (!margins.is_empty())
                .then(|| rounded(margins.iter().sum::<f64>() / margins.len() as f64)),
            new: rounded(share(&|o| o.new)),
            long_tail: rounded(share(&|o| o.tail)),
            products: products.len(),
        }
    }
}

fn rounded(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

impl WishCost {
    fn of(from: Day, to: Day, outcomes: &[Vec<Outcome>; 2]) -> WishCost {
        let [without, with] = outcomes;
        let people = without.len();
        let differences: Vec<f64> = without
            .iter()
            .zip(with)
            .map(|(a, b)| a.ndcg - b.ndcg)
            .collect();
        let n = people.max(1) as f64;
        let mean = differences.iter().sum::<f64>() / n;
        let spread = differences
            .iter()
            .map(|d| (d - mean) * (d - mean))
            .sum::<f64>();
        let error = (spread / (n - 1.0).max(1.0) / n).sqrt();
        let (without, with) = (Shown::of(without), Shown::of(with));
        let told = people >= FEWEST_PEOPLE && without.ndcg > 0.0;
        let share = |difference: f64| told.then(|| rounded(difference / without.ndcg));
        let mut cost = WishCost {
            from,
            to,
            people,
            without,
            with,
            cost: share(mean),
            low: share(mean - Z95 * error),
            high: share(mean + Z95 * error),
            sentence: String::new(),
        };
        cost.sentence = cost.words();
        cost
    }

    fn words(&self) -> String {
        let (Some(cost), Some(low), Some(high)) = (self.cost, self.low, self.high) else {
            return format!(
                "Too early to call: only {} bought before and again in the last weeks.",
                counted(self.people as u64, "person", "people")
            );
        };
        let people = counted(self.people as u64, "person", "people");
        let relevance = if low > 0.0 {
            let range = format!("between {} and {}", whole_percent(low), whole_percent(high));
            format!("cost {} of relevance ({range})", whole_percent(cost))
        } else if high < 0.0 {
            format!("cost no relevance, it rises by {}", whole_percent(-cost))
        } else if (low, high) == (0.0, 0.0) {
            "change nothing in relevance".to_owned()
        } else {
            format!(
                "cost at most {} of relevance, it may be nothing",
                whole_percent(high)
            )
        };
        let mut gains = Vec::new();
        if let (Some(before), Some(after)) = (self.without.margin, self.with.margin) {
            gains.push(format!(
                "margin {} to {}",
                whole_percent(before),
                whole_percent(after)
            ));
        }
        let shares = [
            ("new to the person", self.without.new, self.with.new),
            (
                "beside the best sellers",
                self.without.long_tail,
                self.with.long_tail,
            ),
        ];
        for (what, before, after) in shares {
            gains.push(format!(
                "{what} {} to {}",
                whole_percent(before),
                whole_percent(after)
            ));
        }
        format!(
            "On the last weeks of {people} these wishes {relevance}: {}.",
            gains.join(", ")
        )
    }
}
