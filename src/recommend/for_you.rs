//! Recommended for You: what goes with this person's history, blended with what sells now.

use super::buy_it_again::Repeats;
use super::fit::Blend;
use super::newcomer::Newcomer;
use super::parts::{KIND, KNOWN, LINEAR, OWN, Parts, RARE, SOLD, Side, WALKS, WINDOWS};
use super::select::{best, ranked, rounded};
use super::{
    Allowed, Because, Card, Engine, Evidence, FactKind, Fit, Grade, Input, Ranker, Ranking,
    Readiness, Reason, Request, Setting,
};
use crate::model::time::Moment;
use rustc_hash::FxHashMap;

/// The personal blend.
#[derive(Debug)]
pub struct ForYou;

const CARD: Card = Card {
    id: "recommended-for-you",
    name: "Recommended for You",
    line: "What goes with this person's history, blended with what sells now",
    inputs: &[Input::History, Input::Visit, Input::Orders],
    formula: "score = sum of weight x ln(1 + sign): what goes with the history (bought 1, carted 0.5, viewed 0.25, fading) \
              by the linear model and by walks over shared buyers, orders of 7, 14, 30 and 60 days, how rarely it sells \
              otherwise, how long it is known, and while it has few orders how much it is of the history's kind (words, \
              category, brand, price); for what the person had also how often and how due; for somebody new what fits what they said (1.5) \
              and ln(1 + orders of people like them) (0.5), both x 3 / (3 + their doings); \
              weights learned on the shop's own last weeks",
    settings: &[
        Setting {
            name: "again",
            line: "1: products bought before may come again",
            usual: "0",
        },
        Setting {
            name: "days",
            line: "one span of days in place of the four in which orders count",
            usual: "7, 14, 30 and 60",
        },
    ],
    grade: Grade::Personal,
};

/// Products of the history named in the reasons; the others are taken together.
const NAMED: usize = 5;
/// Doings looked through for a person's own rows.
const MOST_DOINGS: usize = 1_000;

impl Ranker for ForYou {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn readiness(&self, engine: &Engine, now: Moment) -> Readiness {
        Readiness::of(engine.sources_until(FactKind::Bought, now), 200, "orders")
    }

    fn rank(
        &self,
        engine: &Engine,
        fit: Option<&Fit>,
        request: &Request<'_>,
        allowed: &Allowed,
        n: usize,
    ) -> Ranking {
        let fit = fit.filter(|f| f.may_be_used(request.now));
        let (parts, blend) = weigh(engine, fit, request);
        let newcomer = Newcomer::of(engine, request);
        let best = choose(engine, &parts, &blend, newcomer.as_ref(), allowed, n);
        let items = explain(engine, request, &best, &parts, &blend, newcomer.as_ref());
        let missing = if items.is_empty() {
            Some("nothing was bought lately and nothing is known of this person".to_owned())
        } else if newcomer.is_some() {
            Some("little is known of this person yet: what they said and people like them stand in for it".to_owned())
        } else if parts.seeds.is_empty() {
            Some("nothing is known of this person yet: these are what sells now".to_owned())
        } else if parts.by_page {
            Some("nothing is known of this person yet: these go with the page and with what sells now".to_owned())
        } else if fit.is_none() {
            Some("not learned yet: counted from the orders as they are".to_owned())
        } else {
            None
        };
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
        let fit = fit.filter(|f| f.may_be_used(request.now));
        let (parts, blend) = weigh(engine, fit, request);
        let newcomer = Newcomer::of(engine, request);
        let best = choose(engine, &parts, &blend, newcomer.as_ref(), allowed, n);
        best.into_iter().map(|(p, _)| p).collect()
    }
}

/// The signs of the products for a request, and what each is worth.
fn weigh<'a>(
    engine: &'a Engine,
    fit: Option<&'a Fit>,
    request: &Request<'_>,
) -> (Parts<'a>, Blend) {
    let again = request.whole("again", 0, 0, 1) == 1;
    let blend = match fit {
        Some(fit) if again => fit.again,
        Some(fit) => fit.new,
        None => Blend::USUAL,
    };
    let days = Some(request.whole("days", 0, 0, 3650)).filter(|days| *days > 0);
    let parts = Parts::new(engine, fit, request, again, blend.fades_in, days);
    (parts, blend)
}

/// The best of the blended scores; where they are too few, what sells follows under them.
fn choose(
    engine: &Engine,
    parts: &Parts<'_>,
    blend: &Blend,
    newcomer: Option<&Newcomer<'_>>,
    allowed: &Allowed,
    n: usize,
) -> Vec<(u32, f64)> {
    let mut candidates = parts.candidates(engine, allowed);
    if let Some(newcomer) = newcomer {
        let may = |p: u32| parts.may_come(allowed, p);
        candidates.extend(newcomer.candidates(|p| parts.orders(p), may));
        candidates.sort_unstable();
        candidates.dedup();
    }
    let scores = candidates.iter().map(|&p| {
        let terms = parts.terms(engine, blend, p);
        (p, terms.iter().sum::<f64>() + score_of(newcomer, p))
    });
    let mut best = best(engine, allowed, scores, n);
    if best.len() < n {
        let sold = parts.sold[WINDOWS.len() - 1].ranked().iter();
        let rest = sold.copied().chain(allowed.iter());
        let mut last = best.last().map_or(1.0, |(_, score)| *score);
        for product in rest {
            if best.len() == n || last <= 1e-6 {
                break;
            }
            let taken = best.iter().any(|(p, _)| *p == product);
            if !taken && parts.may_come(allowed, product) && parts.orders(product) > 0 {
                last = rounded(last * 0.99);
                best.push((product, last));
            }
        }
    }
    best
}

fn score_of(newcomer: Option<&Newcomer<'_>>, product: u32) -> f64 {
    newcomer.map_or(0.0, |newcomer| newcomer.score(product))
}

/// Says for each of the best what each product of the history and each other sign adds.
fn explain(
    engine: &Engine,
    request: &Request<'_>,
    best: &[(u32, f64)],
    parts: &Parts<'_>,
    blend: &Blend,
    newcomer: Option<&Newcomer<'_>>,
) -> Vec<super::Ranked> {
    let seeds = &parts.seeds;
    let mut slots = vec![u32::MAX; engine.items().len()];
    for ((p, _), slot) in best.iter().zip(0..) {
        slots[*p as usize] = slot;
    }
    let terms: Vec<_> = best
        .iter()
        .map(|(p, _)| parts.terms(engine, blend, *p))
        .collect();
    // What each product of the history says: its part of each model's term.
    let mut addends = vec![0.0f64; best.len() * seeds.len()];
    for (side, term) in [(Side::Linear, LINEAR), (Side::Walks, WALKS)] {
        let scales: Vec<f64> = best
            .iter()
            .zip(&terms)
            .map(|((p, _), terms)| terms[term] / parts.sum(side, *p).max(1e-300))
            .collect();
        for (place, seed) in seeds.iter().enumerate() {
            parts.model.visit(engine, side, place, seed, |to, weight| {
                let slot = slots[to as usize] as usize;
                if let Some(scale) = scales.get(slot) {
                    addends[slot * seeds.len() + place] += scale * seed.weight * weight;
                }
            });
        }
    }
    let mut shares: Vec<Vec<(usize, f64)>> = (0..best.len())
        .map(|slot| {
            let own = &addends[slot * seeds.len()..(slot + 1) * seeds.len()];
            own.iter().copied().enumerate().collect()
        })
        .collect();
    for shares in &mut shares {
        shares.retain(|(_, addend)| *addend != 0.0);
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    }
    let named = shares.iter().flat_map(|s| s.iter().take(NAMED));
    let rows = own_rows(
        engine,
        request,
        named.map(|(place, _)| seeds[*place].product),
    );
    let wanted = |p: u32| slots[p as usize] != u32::MAX;
    let repeats = match request.customer {
        Some(customer) if best.iter().any(|(p, _)| parts.had(*p)) => {
            Repeats::of(engine, customer, request.now, request.evidence, wanted)
        }
        _ => FxHashMap::default(),
    };
    let mut items = Vec::with_capacity(best.len());
    for ((&(p, score), shares), terms) in best.iter().zip(shares).zip(terms) {
        let mut reasons = Vec::new();
        for &(place, addend) in shares.iter().take(NAMED) {
            let seed = seeds[place].product;
            reasons.push(Reason {
                because: Because::LikedWith {
                    product: engine.item(seed).id,
                },
                addend,
                evidence: rows.get(&seed).cloned().unwrap_or_default(),
            });
        }
        if let Some(others) = shares.get(NAMED..).filter(|o| !o.is_empty()) {
            reasons.push(Reason {
                because: Because::LikedWithOthers {
                    products: others.len() as u32,
                },
                addend: others.iter().map(|o| o.1).sum(),
                evidence: Vec::new(),
            });
        }
        let more = score_of(newcomer, p);
        let total = terms.iter().sum::<f64>() + more;
        if rounded(total) != score {
            // Put behind the others because it sells.
            reasons.clear();
            reasons.push(Reason {
                because: Because::Sold {
                    orders: parts.orders(p),
                    days: parts.known_days(engine, p) + 1,
                },
                addend: score,
                evidence: engine.evidence(
                    p,
                    FactKind::Bought,
                    Moment(0),
                    request.now,
                    request.evidence,
                ),
            });
            items.push(ranked(engine, p, score, Grade::Popular, reasons));
            continue;
        }
        // The shortest span in which anything was sold says what sells now; the spans lie in each other.
        let span = parts.sold.iter().position(|counts| counts.get(p) > 0);
        if let Some(span) = span {
            let days = parts.days[span];
            reasons.push(Reason {
                because: Because::Sold {
                    orders: parts.sold[span].get(p),
                    days,
                },
                addend: terms[SOLD..RARE].iter().sum(),
                evidence: engine.evidence(
                    p,
                    FactKind::Bought,
                    request.days_ago(days),
                    request.now,
                    request.evidence,
                ),
            });
        }
        reasons.push(Reason {
            because: Because::Rare {
                times: parts.orders(p),
            },
            addend: terms[RARE],
            evidence: engine.evidence(
                p,
                FactKind::Bought,
                Moment(0),
                request.now,
                request.evidence,
            ),
        });
        reasons.push(Reason {
            because: Because::Known {
                days: parts.known_days(engine, p),
            },
            addend: terms[KNOWN],
            evidence: Vec::new(),
        });
        if let Some(because) = parts.kind(engine, p).filter(|_| terms[KIND] > 0.0) {
            reasons.push(Reason {
                because,
                addend: terms[KIND],
                evidence: Vec::new(),
            });
        }
        if let Some(own) = repeats.get(&p) {
            reasons.push(Reason {
                because: own.because(request.now),
                addend: terms[OWN..].iter().sum(),
                evidence: own.rows().to_vec(),
            });
        }
        if let Some(newcomer) = newcomer {
            reasons.extend(newcomer.reasons(engine, p));
        }
        // Where nothing is known of the person, what goes with the history goes with the page.
        let grade = match Grade::of(&reasons) {
            Grade::Personal if parts.by_page => Grade::Contextual,
            grade => grade,
        };
        items.push(ranked(engine, p, score, grade, reasons));
    }
    items
}

/// This person's newest rows with each of some products.
fn own_rows(
    engine: &Engine,
    request: &Request<'_>,
    products: impl Iterator<Item = u32>,
) -> FxHashMap<u32, Vec<Evidence>> {
    let mut rows: FxHashMap<u32, Vec<Evidence>> =
        products.map(|product| (product, Vec::new())).collect();
    let customer = request.customer.and_then(|c| engine.customer_number(c));
    for row in engine.rows_of(customer, request.now).take(MOST_DOINGS) {
        if let Some(own) = rows.get_mut(&engine.raw(row).what)
            && own.len() < request.evidence
        {
            let evidence = engine.doing(row).evidence();
            if own.last() != Some(&evidence) {
                own.push(evidence);
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::fit::{Links, Method, USUAL_VISIT};
    use super::super::fixture::*;
    use super::*;
    use crate::model::ids::{CustomerId, ProductId};
    use crate::model::time::Day;

    /// Only the linear model and the orders of 30 days count, and for what was had the own orders.
    fn fit() -> Fit {
        let mut blend = Blend {
            new: Default::default(),
            had: Default::default(),
            fades_in: 90.0,
        };
        blend.new[LINEAR] = 1.0;
        blend.new[SOLD + 2] = 0.5;
        blend.had[SOLD + 2] = 0.5;
        blend.had[OWN] = 1.0;
        Fit {
            cut: Day(10),
            method: Method::Linear,
            new: blend,
            again: blend,
            visit: USUAL_VISIT,
            products: vec![ProductId(1), ProductId(2), ProductId(3)],
            linear: Links::of_lists(vec![vec![(1, 0.4), (2, 0.1)], vec![], vec![]]),
            walks: Links::of_lists(vec![vec![], vec![], vec![]]),
        }
    }

    fn facts() -> Engine {
        // Customer 1 bought the tent on day 20; on day 19 two others bought the lamp once and the mat twice.
        shop(
            &["Tent", "Lamp", "Mat"],
            &[
                bought(1, 1, 20, 1),
                bought(2, 2, 19, 2),
                bought(2, 3, 19, 2),
                bought(3, 3, 19, 3),
            ],
        )
    }

    fn near(got: &Ranking, truth: &[(i64, f64)]) {
        let same = |(a, b): (&(i64, f64), &(i64, f64))| a.0 == b.0 && (a.1 - b.1).abs() < 1e-5;
        let all = scores(got);
        assert!(
            all.len() == truth.len() && all.iter().zip(truth).all(same),
            "{all:?}"
        );
    }

    #[test]
    fn what_goes_with_the_history_and_what_sells_add_up() {
        let engine = facts();
        let mut request = ask(20);
        request.customer = Some(CustomerId(1));
        request.now = day(20);
        let fit = fit();
        let got = ForYou.rank(
            &engine,
            Some(&fit),
            &request,
            &engine.allowed(|_, _| true),
            9,
        );
        adds_up(&got);
        // Shares of the greatest: lamp 1, mat 1/4. Lamp: ln(1 + 100) + 0.5 ln 2; mat: ln(1 + 25) + 0.5 ln 3.
        let lamp = 101f64.ln() + 0.5 * 2f64.ln();
        let mat = 26f64.ln() + 0.5 * 3f64.ln();
        near(&got, &[(2, lamp), (3, mat)]);
        assert_eq!(got.missing, None);
        let lamp = &got.items[0];
        assert_eq!(lamp.grade, Grade::Personal);
        assert_eq!(
            lamp.reasons[0].because,
            Because::LikedWith {
                product: ProductId(1)
            }
        );
        assert_eq!(lamp.reasons[0].evidence, [order(1)]);
        assert_eq!(lamp.reasons[1].evidence, [order(2)]);
    }

    #[test]
    fn again_brings_back_what_was_bought_before() {
        let engine = facts();
        let again = std::collections::BTreeMap::from([("again".to_owned(), 1.0)]);
        let mut request = ask(20);
        request.parameters = &again;
        request.customer = Some(CustomerId(1));
        request.now = day(20);
        let mut fit = fit();
        fit.again.had[OWN] = 2.0;
        let got = ForYou.rank(
            &engine,
            Some(&fit),
            &request,
            &engine.allowed(|_, _| true),
            9,
        );
        adds_up(&got);
        // The tent: bought once, in the newest own order: 2 ln(1 + 1 / 0.02), and 0.5 ln 2 for its one order.
        let tent = 2.0 * 51f64.ln() + 0.5 * 2f64.ln();
        let (first, score) = scores(&got)[0];
        assert!(first == 1 && (score - tent).abs() < 1e-5, "{score}");
        assert!(matches!(
            got.items[0].reasons[0].because,
            Because::BoughtBefore { times: 1, .. }
        ));
    }

    #[test]
    fn a_stranger_gets_what_sells_and_is_told_so() {
        let engine = facts();
        let got = rank(&ForYou, &engine, &ask(20));
        let order: Vec<i64> = got.items.iter().map(|i| i.product.0).collect();
        assert_eq!(order, [3, 1, 2]);
        assert!(got.items.iter().all(|i| i.grade == Grade::Popular));
        assert!(got.missing.is_some());
    }

    #[test]
    fn for_a_stranger_the_page_speaks() {
        let engine = facts();
        let mut request = ask(20);
        request.now = day(20);
        request.anchor = Some(ProductId(1));
        let all = engine.allowed(|_, _| true);
        let got = ForYou.rank(&engine, Some(&fit()), &request, &all, 9);
        adds_up(&got);
        assert!(got.items.iter().all(|i| i.product.0 != 1));
        assert_eq!(got.items[0].grade, Grade::Contextual);
        let because = &got.items[0].reasons[0].because;
        let product = ProductId(1);
        assert_eq!(because, &Because::LikedWith { product });
        assert!(got.missing.unwrap().contains("go with the page"));
    }

    #[test]
    fn a_fit_of_the_future_is_not_used() {
        let engine = shop(&["Tent", "Lamp"], &[bought(1, 1, 5, 1), bought(2, 2, 4, 2)]);
        let mut request = ask(6);
        request.customer = Some(CustomerId(1));
        let fit = fit();
        let got = ForYou.rank(
            &engine,
            Some(&fit),
            &request,
            &engine.allowed(|_, _| true),
            9,
        );
        // With the usual blend: 0.2 + 0.2 + 0.2 + 0.1 times ln 2, as of the day.
        near(&got, &[(2, 0.7 * 2f64.ln())]);
    }
}
