//! Judges the rankers on the shop's own last weeks: ranks from the facts before a day, looks at what people then bought.
//!
//! Everybody's time is cut at the same day, so nothing of the weeks that judge leaks into what is learned, counted or
//! filtered. The whole catalogue stands to be chosen from, ties go by product id, and the people are taken evenly, so the
//! same facts give the same judgement.

use super::held_back::{Case, evenly, held, start};
pub use super::held_back::{FEWEST_PEOPLE, TooThin, readiness};
use super::learn::{self, ndcg};
use super::select::rounded;
use super::{Allowed, Engine, Fit, Input, Ranker, Request, head, rankers};
use crate::model::ids::ProductId;
use crate::model::time::{DAY, Day, Moment};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Products shown to each person.
pub const SHOWN: usize = 10;
/// The most people judged on, evenly taken.
pub const MOST_PEOPLE: usize = 1_000;
/// What every other ranker is compared with.
pub const BASELINE: &str = "best-sellers";
/// Whether the judged may recommend what a person bought before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// Everything that people bought next.
    Any,
    /// Only what they had never bought before; what they had is not recommended either.
    New,
}

/// How well one ranker did.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Score {
    /// People judged on.
    pub people: u64,
    /// Those for whom at least one of ten products was bought.
    pub hits: u64,
    /// NDCG@10: how near the top the bought products stood.
    pub ndcg: Mean,
    /// Share of the long tail in what each person was shown (APLT of Abdollahpouri, Burke, Mobasher: Managing Popularity
    /// Bias, FLAIRS 2019): products that are not of [`head`](super::head::head) at the cut.
    pub long_tail: Mean,
    /// Different products among all that was shown.
    pub products: u64,
    /// People for whom it hit and Best Sellers did not.
    pub only_here: u64,
    /// People for whom Best Sellers hit and it did not.
    pub only_baseline: u64,
}

/// A mean over people and how far they lie apart.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Mean {
    /// The mean; 0 without people.
    pub value: f64,
    /// The standard deviation of one person; 0 with fewer than two.
    pub spread: f64,
}

impl Mean {
    fn of(values: &[f64]) -> Mean {
        let n = values.len() as f64;
        let value = values.iter().sum::<f64>() / n.max(1.0);
        let off: f64 = values.iter().map(|x| (x - value) * (x - value)).sum();
        Mean {
            value: rounded(value),
            spread: rounded((off / (n - 1.0).max(1.0)).sqrt()),
        }
    }
}

/// One judged ranker, or the same with repeats.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Judged {
    /// Id of the ranker.
    pub ranker: String,
    /// Whether it ran with `again = 1`: products bought before may come again.
    pub again: bool,
    /// Against everything that people bought next.
    pub any: Score,
    /// Against what was new to them; `None` with repeats, which are never new.
    pub new: Option<Score>,
}

/// What was judged on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Basis {
    /// Ranked from the facts before this day (UTC).
    pub cut: Day,
    /// The last day of purchases looked at.
    pub to: Day,
    /// People known before the cut who bought after it.
    pub people: u64,
    /// Those of them judged on, evenly taken.
    pub judged: u64,
    /// People who bought after the cut of whom nothing was known before: every personal ranker is equal there.
    pub newcomers: u64,
    /// Products that could be chosen from.
    pub products: u64,
}

/// All of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Judgement {
    /// What was judged on.
    pub basis: Basis,
    /// The rankers with enough data at the cut, in list order; [`BASELINE`] among them.
    pub rankers: Vec<Judged>,
}

/// Judges every ranker that had enough at the cut. `progress` hears the share done; `stopped` is asked between people.
pub fn judge(
    engine: &Engine,
    now: Moment,
    progress: &(dyn Fn(f64) + Sync),
    stopped: &(dyn Fn() -> bool + Sync),
) -> Result<Judgement, TooThin> {
    let (cut, cases, newcomers) = held(engine, now)?;
    let (at, end) = (start(cut), engine.newest_until(now).unwrap_or_default());
    let people = cases.len() as u64;
    let cases = evenly(cases, MOST_PEOPLE);
    let fit = learn::fit(engine, cut, &|done| progress(done * 0.6));
    let allowed = engine.allowed(|p, _| engine.first_met(p, at).is_some());
    let contenders = contenders(engine, at);
    let total = contenders.len() as f64;
    let head = head::head(engine, at);
    let mut base: [Vec<Option<bool>>; 2] = [Vec::new(), Vec::new()];
    let mut rankers = Vec::new();
    for (n, contender) in contenders.iter().enumerate() {
        if stopped() {
            break;
        }
        let judge = |wanted: Wanted, base: &mut Vec<Option<bool>>| {
            let outcomes = contender.run(engine, &fit, at, &cases, &allowed, wanted);
            if contender.ranker.card().id == BASELINE {
                *base = hits(&outcomes);
            }
            score(&outcomes, base, &head)
        };
        let any = judge(Wanted::Any, &mut base[0]);
        let new = (!contender.again).then(|| judge(Wanted::New, &mut base[1]));
        rankers.push(Judged {
            ranker: contender.ranker.card().id.into(),
            again: contender.again,
            any,
            new,
        });
        progress(0.6 + 0.4 * (n + 1) as f64 / total);
    }
    let place = |j: &Judged| contenders_order(&j.ranker);
    rankers.sort_by_key(|j| (place(j), j.again));
    Ok(Judgement {
        basis: Basis {
            cut,
            to: Day(i32::try_from(end.0.div_euclid(DAY)).unwrap_or(i32::MAX)),
            people,
            judged: cases.len() as u64,
            newcomers,
            products: allowed.len() as u64,
        },
        rankers,
    })
}

fn contenders_order(id: &str) -> usize {
    let at = rankers().iter().position(|r| r.card().id == id);
    at.unwrap_or(usize::MAX)
}

/// A ranker as it is run.
struct Contender {
    ranker: &'static dyn Ranker,
    again: bool,
}

/// What one person was shown, and how good it was; `None` = they wanted nothing of this kind.
type Outcome = Option<(Vec<u32>, bool, f64)>;

/// The baseline first. What rests on today's prices, today's arrivals or a hand-picked list is not judged: the past of
/// those is not known.
fn contenders(engine: &Engine, at: Moment) -> Vec<Contender> {
    let judged = |r: &&&'static dyn Ranker| {
        let card = r.card();
        !card.inputs.contains(&Input::List)
            && !matches!(card.id, "on-sale" | "new-arrivals")
            && r.readiness(engine, at).ready
    };
    let mut found: Vec<Contender> = Vec::new();
    for ranker in rankers().iter().filter(judged) {
        found.push(Contender {
            ranker: *ranker,
            again: false,
        });
        if ranker.card().repeats() {
            found.push(Contender {
                ranker: *ranker,
                again: true,
            });
        }
    }
    found.sort_by_key(|c| c.ranker.card().id != BASELINE);
    found
}

impl Contender {
    fn run(
        &self,
        engine: &Engine,
        fit: &Fit,
        at: Moment,
        cases: &[Case],
        allowed: &Allowed,
        wanted: Wanted,
    ) -> Vec<Outcome> {
        let parameters: BTreeMap<String, f64> = match self.again {
            true => BTreeMap::from([("again".into(), 1.0)]),
            false => BTreeMap::new(),
        };
        let (inputs, choices) = (self.ranker.card().inputs, BTreeMap::new());
        let takes = |input: Input| inputs.contains(&input);
        let person = takes(Input::History);
        // Rankers of a page or cart are asked beside what the person last bought or looked at.
        let beside = takes(Input::Product) && !person;
        let nobody = Request {
            customer: None,
            anchor: None,
            cart: &[],
            session: &[],
            query: None,
            about: &super::about::NOTHING,
            among: None,
            now: at,
            parameters: &parameters,
            choices: &choices,
            evidence: super::EVIDENCE,
        };
        let rank = |request: &Request<'_>, allowed: &Allowed, n: usize| -> Vec<u32> {
            self.ranker.pick(engine, Some(fit), request, allowed, n)
        };
        // What is the same for everybody is ranked once.
        let same = (!person && !beside).then(|| rank(&nobody, allowed, allowed.len()));
        let shown = |case: &Case| -> Vec<u32> {
            if let Some(same) = &same {
                let free = |p: &&u32| wanted == Wanted::Any || !case.had(**p);
                return same.iter().filter(free).take(SHOWN).copied().collect();
            }
            let cart: &[ProductId] = match beside && takes(Input::Cart) {
                true => &case.cart,
                false => &[],
            };
            let last = case.visit.or(case.cart.first().copied());
            let request = Request {
                customer: Some(case.customer),
                anchor: last.filter(|_| beside && cart.is_empty()),
                cart,
                ..nobody.clone()
            };
            match wanted {
                Wanted::Any => rank(&request, allowed, SHOWN),
                Wanted::New => {
                    let mut allowed = allowed.clone();
                    for p in &case.before {
                        allowed.remove(*p);
                    }
                    rank(&request, &allowed, SHOWN)
                }
            }
        };
        cases
            .par_iter()
            .map(|case| {
                let aim = case.wanted(wanted);
                (!aim.is_empty()).then(|| {
                    let shown = shown(case);
                    let hit = shown.iter().any(|p| aim.contains(p));
                    let quality = ndcg(shown.iter().copied(), &aim);
                    (shown, hit, quality)
                })
            })
            .collect()
    }
}

fn hits(outcomes: &[Outcome]) -> Vec<Option<bool>> {
    outcomes
        .iter()
        .map(|o| o.as_ref().map(|(_, hit, _)| *hit))
        .collect()
}

fn score(outcomes: &[Outcome], base: &[Option<bool>], head: &Allowed) -> Score {
    let all = || outcomes.iter().flatten();
    let people = all().count();
    let quality: Vec<f64> = all().map(|(_, _, q)| *q).collect();
    let tail = |shown: &Vec<u32>| {
        let outside = shown.iter().filter(|p| !head.contains(**p));
        outside.count() as f64 / shown.len() as f64
    };
    let shown = all().map(|(shown, _, _)| shown).filter(|s| !s.is_empty());
    let tails: Vec<f64> = shown.map(tail).collect();
    let products: BTreeSet<u32> = all().flat_map(|(shown, _, _)| shown).copied().collect();
    let pairs = || hits(outcomes).into_iter().zip(base.iter().copied());
    let count = |here: bool| {
        let apart = pairs().filter(|(a, b)| *a == Some(here) && *b == Some(!here));
        apart.count() as u64
    };
    Score {
        people: people as u64,
        hits: all().filter(|(_, hit, _)| *hit).count() as u64,
        ndcg: Mean::of(&quality),
        long_tail: Mean::of(&tails),
        products: products.len() as u64,
        only_here: count(true),
        only_baseline: count(false),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Fact;
    use super::super::fixture::*;
    use super::*;

    const PEOPLE: i64 = 40;

    /// Forty people, each with a product of their own that they buy every ten days; one newcomer on day 98.
    fn regulars() -> Vec<Fact> {
        let mut facts = vec![bought(99, 1, 98, 9_999)];
        for n in 1..=PEOPLE {
            for k in 0..10 {
                facts.push(bought(n, n, n % 10 + 10 * k, n * 100 + k));
            }
        }
        facts
    }

    fn engine(facts: &[Fact]) -> Engine {
        let titles: Vec<String> = (1..=PEOPLE).map(|n| format!("Thing{n}")).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        shop(&titles, facts)
    }

    fn judged(facts: &[Fact], on: i64) -> Result<Judgement, TooThin> {
        judge(&engine(facts), day(on), &|_| {}, &|| false)
    }

    fn of<'a>(judgement: &'a Judgement, ranker: &str) -> &'a Judged {
        let mut found = judgement.rankers.iter();
        found.rfind(|j| j.ranker == ranker && !j.again).unwrap()
    }

    #[test]
    fn repeats_are_found_by_buy_it_again_and_are_never_new() {
        let judgement = judged(&regulars(), 100).unwrap();
        // A twentieth of a hundred days has too few people, so thirty days are held back.
        assert_eq!(
            (judgement.basis.cut, judgement.basis.to),
            (Day(69), Day(99))
        );
        assert_eq!((judgement.basis.people, judgement.basis.newcomers), (40, 1));
        let again = of(&judgement, "buy-it-again");
        assert_eq!((again.any.people, again.any.hits), (40, 40));
        assert_eq!((again.any.ndcg.value, again.any.products), (1.0, 40));
        assert_eq!(again.any.ndcg.spread, 0.0);
        // All products sell alike, so the ten with the smallest ids are best sellers.
        // It learned from the days before the cut, and with repeats it finds as much.
        let for_you = judgement.rankers.iter().find(|j| j.again).unwrap();
        assert_eq!(for_you.any.hits, 40);
        let best = of(&judgement, BASELINE);
        assert_eq!((best.any.hits, best.any.products), (10, 10));
        // 36 products had 7 orders before the cut, 9, 19, 29 and 39 had 6: twenty of the 36 are half of all 276, and of
        // products 1 to 10, which lead by their ids, only 9 is not among them.
        let tail = best.any.long_tail;
        assert_eq!((tail.value, tail.spread), (0.1, 0.0));
        // Everybody is shown their own product alone: for 20 of 40 it is one of the tail.
        let tail = again.any.long_tail;
        assert!(tail.value == 0.5 && tail.spread > 0.5, "{tail:?}");
        assert_eq!((again.any.only_here, again.any.only_baseline), (30, 0));
        let new = best.new.as_ref().unwrap();
        assert_eq!((new.people, new.hits), (0, 0), "nobody bought anything new");
        assert!(judgement.rankers.iter().all(|j| j.ranker != "most-viewed"));
    }

    #[test]
    fn nothing_after_now_changes_a_judgement_and_it_is_the_same_twice() {
        let facts = regulars();
        let first = judged(&facts, 100).unwrap();
        assert_eq!(first, judged(&facts, 100).unwrap());
        let mut later = facts.clone();
        later.extend((1..=30).map(|n| bought(n, 41 - n, 100 + n, 20_000 + n)));
        assert_eq!(first, judged(&later, 100).unwrap());
        // What people then buy is not known when they are shown something.
        let mut others = facts;
        for fact in others.iter_mut().filter(|f| f.at >= day(69)) {
            fact.product = ProductId(1 + fact.product.0 % PEOPLE);
        }
        let then = judged(&others, 100).unwrap();
        for (a, b) in first.rankers.iter().zip(&then.rankers) {
            assert_eq!((&a.ranker, a.any.products), (&b.ranker, b.any.products));
        }
        assert_eq!(of(&then, "buy-it-again").any.hits, 0);
    }

    #[test]
    fn thin_data_are_refused_with_what_is_there_and_needed() {
        let few: Vec<Fact> = regulars()
            .into_iter()
            .filter(|f| f.customer.is_some_and(|c| c.0 <= 7))
            .collect();
        let thin = judged(&few, 100).unwrap_err();
        assert_eq!((thin.have, thin.need), (7, 30));
        let ready = readiness(&engine(&few), day(100));
        assert_eq!((ready.have, ready.need, ready.ready), (7, 30, false));
        assert!(readiness(&engine(&regulars()), day(100)).ready);
        let thin = judged(&[bought(1, 1, 3, 1)], 100).unwrap_err();
        assert_eq!((thin.have, thin.need), (0, 15));
        assert!(judged(&[], 100).is_err());
    }
}
