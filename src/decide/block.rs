//! One block from its plan to its slots: the steps in their order, each with its line in the trace.

use super::book::StrategyPlan;
use super::choose::{Chosen, choose};
use super::context::{Context, Place};
use super::decision::{Block, Pinned, Slot};
use super::fallback::{Member, chain};
use super::filters::allow;
use super::inputs::known;
use super::pins::pins;
use super::placed::passed;
use super::rank::{Candidate, Pool, chosen, rank, weights};
use super::trace::{Passage, Trace};
use super::variety::{Picked, Taken};
use crate::model::decision::Step;
use crate::model::layout::Layout;
use crate::model::strategy::Offer;
use crate::recommend::{Allowed, Grade};
use std::sync::Arc;

/// Decides a block, and counts what it shows as being on the page.
pub(crate) fn block(context: &mut Context<'_>, layout: &Layout, place: usize) -> Option<Block> {
    let plan = layout.blocks.get(place)?;
    let placement = layout.placement(place);
    let Chosen {
        strategy,
        arm,
        considered,
    } = choose(context, plan, &placement);
    let mut block = Block {
        number: place + 1,
        name: plan.name.clone(),
        strategy: strategy.map(|s| s.document.id.clone()),
        strategy_name: strategy.map(|s| s.document.name.clone()),
        ranker: strategy.map(ranker_name),
        arm,
        slots: Vec::new(),
        size: plan.size,
        minimum: plan.minimum,
        hidden: None,
        empty: None,
        considered,
        offer: None,
        message: None,
        trace: Trace::default(),
        placement,
    };
    let last = block.considered.last();
    block.trace.0.push(Passage::said(
        Step::Choose,
        0,
        last.map_or_else(String::new, |c| format!("{}: {}", c.strategy, c.because)),
    ));
    let Some(strategy) = strategy else {
        let name = |id: &str| {
            let plan = context.inputs.house.book.source(id);
            plan.map_or_else(|| id.to_owned(), |p| p.document.name.clone())
        };
        block.hidden = Some(match &block.considered[..] {
            [one] => one.because.clone(),
            all => {
                let tried = all.iter();
                let tried = tried.map(|c| format!("{}: {}", name(&c.strategy), c.because));
                tried.collect::<Vec<_>>().join("; ")
            }
        });
        return Some(block);
    };
    let document = &strategy.document;
    block.size = document.maximum.map_or(plan.size, |m| m.min(plan.size));
    block.minimum = document
        .minimum
        .map_or(plan.minimum, |m| m.max(plan.minimum));
    let today = context.today;
    let holds = |o: &&Offer| o.schedule.is_none_or(|s| s.holds(today));
    block.offer = document.offer.as_ref().filter(holds).cloned();
    block.message.clone_from(&document.message);
    let filled = fill(context, strategy, &block);
    block.trace.0.extend(filled.trace);
    let found = filled.slots.len();
    if found < block.minimum || found == 0 {
        let few = match found {
            0 => "no product qualifies".into(),
            _ => format!("fewer than {} products qualify ({found})", block.minimum),
        };
        block.hidden = Some(match filled.missing {
            Some(missing) => format!("{few}: {missing}"),
            None => few,
        });
    } else {
        if found < block.size {
            let missing = filled
                .missing
                .unwrap_or_else(|| "nothing more qualifies".into());
            let spots = match block.size - found {
                1 => "1 spot stays empty".into(),
                n => format!("{n} spots stay empty"),
            };
            block.empty = Some(format!("{spots}: {missing}"));
        }
        let name: Arc<str> = block.name.as_str().into();
        let numbers = filled.numbers.iter().map(|n| (*n, Arc::clone(&name)));
        context.shown.extend(numbers);
        block.slots = filled.slots;
    }
    grade(&mut block);
    Some(block)
}

fn ranker_name(plan: &StrategyPlan) -> String {
    plan.ranker
        .map_or_else(|| plan.document.ranker.clone(), |r| r.card().name.into())
}

/// What steps 1 to 7 give.
pub(crate) struct Filled {
    pub(crate) slots: Vec<Slot>,
    pub(crate) numbers: Vec<u32>,
    pub(crate) missing: Option<String>,
    pub(crate) trace: Vec<Passage>,
}

/// Steps 1 to 7 for a strategy at a spot.
pub(crate) fn fill(context: &Context<'_>, strategy: &StrategyPlan, block: &Block) -> Filled {
    let place = Place {
        placement: &block.placement,
        size: block.size,
    };
    let mut trace = Vec::new();
    let mut taken = Taken::new(context, &strategy.document, place.size);
    let mut slots: Vec<Option<Placed>> = Vec::new();
    slots.resize_with(place.size, || None);

    let (allowed, passage) = allow(context, strategy, strategy, 0, place.placement);
    let weighing = weights(context, strategy, place.placement);
    let (pinned, said) = pins(context, strategy, &place, &allowed);
    for (product, _) in pinned.values() {
        taken.take(*product);
    }
    let room = place.size - pinned.len();
    let enough = |n: usize| rank(context, strategy, &weighing, &allowed, n);
    let (pool, picked) = best(context, &taken, room, enough);
    trace.push(known(context, 0, pool.missing.as_deref()));
    let missing = match allowed.is_empty() {
        true => Some("no product passes the filters".to_owned()),
        false => pool.missing.clone(),
    };
    trace.push(passage);
    trace.extend(ranked(0, strategy, &allowed, &pool));
    if !said.is_empty() {
        trace.push(
            Passage::said(Step::Pins, 0, said.join("; ")).counted(pinned.len(), pinned.len()),
        );
    }
    trace.push(varied(0, &pool, &picked));
    let own = From::of(strategy, None);
    for (at, (number, by)) in pinned {
        let scored = pool.candidates.iter().find(|c| c.number == number).cloned();
        if let (Some(candidate), Some(slot)) = (
            scored.or_else(|| chosen(context, number)),
            slots.get_mut(at),
        ) {
            *slot = Some(Placed {
                candidate,
                from: own.clone(),
                pinned: Some(by),
                passed: Vec::new(),
            });
        }
    }
    put(&mut slots, &mut taken, &pool.candidates, &picked, &own);

    for (source, member) in (1..).zip(chain(context, strategy)) {
        let room = slots.iter().filter(|s| s.is_none()).count();
        if room == 0 {
            break;
        }
        match member {
            Member::Barred(name, why) => {
                let said = Passage::said(Step::Fallback, source, format!("{name}: {why}"));
                trace.push(said);
            }
            Member::Source(plan) => {
                let (allowed, passage) = allow(context, strategy, plan, source, place.placement);
                let weighing = weights(context, plan, place.placement);
                let enough = |n: usize| rank(context, plan, &weighing, &allowed, n);
                let (pool, picked) = best(context, &taken, room, enough);
                trace.push(
                    Passage::said(
                        Step::Fallback,
                        source,
                        format!(
                            "{} fills {} of {room}",
                            plan.document.name,
                            picked.places.len()
                        ),
                    )
                    .counted(room, room - picked.places.len()),
                );
                trace.push(known(context, source, pool.missing.as_deref()));
                trace.push(passage);
                trace.extend(ranked(source, plan, &allowed, &pool));
                trace.push(varied(source, &pool, &picked));
                let from = From::of(plan, Some(source));
                put(&mut slots, &mut taken, &pool.candidates, &picked, &from);
            }
            Member::Manual(list) => {
                let (allowed, passage) =
                    allow(context, strategy, strategy, source, place.placement);
                let candidates = list
                    .iter()
                    .filter(|n| allowed.contains(**n))
                    .filter_map(|n| chosen(context, *n));
                let pool = Pool {
                    candidates: candidates.collect(),
                    ..Pool::default()
                };
                let picked = taken.pick(context, &pool.candidates, room);
                trace.push(
                    Passage::said(
                        Step::Fallback,
                        source,
                        format!("the manual list fills {} of {room}", picked.places.len()),
                    )
                    .counted(room, room - picked.places.len()),
                );
                trace.push(passage);
                let from = From {
                    id: "manual-list".into(),
                    ranker: "Manual List".into(),
                    place: Some(source),
                };
                put(&mut slots, &mut taken, &pool.candidates, &picked, &from);
            }
        }
    }
    let mut filled = Filled {
        slots: Vec::new(),
        numbers: Vec::new(),
        missing,
        trace,
    };
    for placed in slots.into_iter().flatten() {
        let Placed {
            candidate,
            from,
            pinned,
            passed,
        } = placed;
        filled.numbers.push(candidate.number);
        filled.slots.push(Slot {
            slot: filled.slots.len() + 1,
            product: candidate.ranked.product,
            score: candidate.ranked.score,
            grade: match pinned {
                Some(_) => Grade::Manual,
                None => candidate.ranked.grade,
            },
            reasons: candidate.ranked.reasons,
            from: from.id,
            ranker: from.ranker,
            fallback: from.place,
            moved: candidate.moved.filter(|_| pinned.is_none()),
            pinned,
            passed,
        });
    }
    filled
}

/// What brought a product.
#[derive(Clone)]
struct From {
    id: String,
    ranker: String,
    place: Option<usize>,
}

impl From {
    fn of(plan: &StrategyPlan, place: Option<usize>) -> From {
        From {
            id: plan.document.id.clone(),
            ranker: ranker_name(plan),
            place,
        }
    }
}

/// Asks a ranker for as many as it takes to be sure of the first `room`: boosts may lift what came late, and what
/// stands on the page already makes room for what follows.
fn best(
    context: &Context<'_>,
    taken: &Taken,
    room: usize,
    pool: impl Fn(usize) -> Pool,
) -> (Pool, Picked) {
    let all = context.inputs.house.engine.items().len() + 1;
    let mut n = match context.inputs.whole {
        true => all,
        false => room + context.shown.len() + 12,
    };
    loop {
        let pool = pool(n.min(all));
        let picked = taken.pick(context, &pool.candidates, room);
        let last = picked.places.last().and_then(|p| pool.candidates.get(*p));
        let sure = picked.places.len() == room
            && (pool.most <= 1.0 || last.is_none_or(|c| c.ranked.score >= pool.least * pool.most))
            && (pool.moved.is_empty() || last.is_none_or(|c| c.ranked.score >= pool.least));
        if pool.complete || sure || n >= all {
            let picked = match picked.places.len() < room && taken.wishes() {
                true => taken.pick_all(context, &pool.candidates, room),
                false => picked,
            };
            return (pool, picked);
        }
        n *= 4;
    }
}

fn ranked(source: usize, plan: &StrategyPlan, allowed: &Allowed, pool: &Pool) -> [Passage; 2] {
    let found = pool.candidates.len();
    let least = if pool.complete { "" } else { "at least " };
    let scored = Passage::said(
        Step::Rank,
        source,
        format!("{}: {least}{found} with a score", ranker_name(plan)),
    );
    let mut boosted = Passage::said(
        Step::Boost,
        source,
        match pool.moved.is_empty() {
            true => "nothing boosted or buried".into(),
            false => pool.moved.join(", "),
        },
    )
    .counted(found, found);
    let scores = pool.candidates.iter();
    boosted.order = scores.map(|c| (c.ranked.product, c.ranked.score)).collect();
    let moved = pool.candidates.iter();
    boosted.moves = moved
        .filter_map(|c| Some((c.ranked.product, c.moved.clone()?)))
        .collect();
    [scored.counted(allowed.len(), found), boosted]
}

fn varied(source: usize, pool: &Pool, picked: &Picked) -> Passage {
    let what = match picked.left_out.len() {
        0 => "nothing twice".into(),
        n => format!("{n} passed over"),
    };
    let mut passage = Passage::said(Step::Variety, source, what)
        .counted(pool.candidates.len(), picked.places.len());
    passage.here.clone_from(&picked.left_out);
    passage
}

/// A product in its slot.
struct Placed {
    candidate: Candidate,
    from: From,
    pinned: Option<Pinned>,
    passed: Vec<(&'static str, usize)>,
}

/// Puts what was picked into the free slots.
fn put(
    slots: &mut [Option<Placed>],
    taken: &mut Taken,
    candidates: &[Candidate],
    picked: &Picked,
    from: &From,
) {
    let free = slots.iter_mut().filter(|s| s.is_none());
    let chosen = picked.places.iter().zip(&picked.passed);
    for (slot, (place, before)) in free.zip(chosen) {
        let Some(candidate) = candidates.get(*place) else {
            continue;
        };
        let before = picked.left_out.iter().take(*before).map(|(_, why)| why);
        taken.take(candidate.number);
        *slot = Some(Placed {
            candidate: candidate.clone(),
            from: from.clone(),
            pinned: None,
            passed: passed(before),
        });
    }
}

/// Step 8 for a block: how many slots of each grade.
pub(crate) fn grade(block: &mut Block) {
    let mut level = super::decision::Level::default();
    for slot in &block.slots {
        level.count(slot.grade);
    }
    let shown = block.slots.len();
    let what = format!(
        "{} personal, {} group, {} contextual, {} popular, {} manual",
        level.personal, level.group, level.contextual, level.popular, level.manual
    );
    let passage = Passage::said(Step::Grade, 0, what).counted(shown, shown);
    block.trace.0.push(passage);
}
