//! `judge`: how much of what people bought next each ranker would have shown them, on the shop's own last weeks.

use super::judge_words::{FIRST, NEXT, how, sentence};
use super::strategies::Need;
use super::{Cancel, Error, Progress, Shop};
use crate::measure::interval::{Z95, paired_ratio};
use crate::measure::metrics::Rate;
use crate::model::time::{DAY, Day, Moment};
pub use crate::recommend::judge::Basis;
use crate::recommend::judge::{self, BASELINE, Judgement, Mean, Score, TooThin};
use crate::recommend::{Readiness, ranker};
use crate::store::{changes, fits};
use serde::{Deserialize, Serialize};
use std::sync::{MutexGuard, PoisonError};

/// What a stored judgement is called in the file, after the way it is made.
const KIND: &str = "judge-2";
/// A judgement whose last day lies this many days back is made anew.
const STALE_DAYS: i32 = 7;

/// The judgement of all rankers, in figures that may be shown.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Judged {
    /// What was judged on.
    pub basis: Basis,
    /// What came of it in a sentence.
    pub sentence: String,
    /// How it was judged, for whoever wants to know.
    pub how: String,
    /// The best first, Best Sellers last: everything is compared with it.
    pub rows: Vec<JudgedRow>,
}

/// One ranker.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct JudgedRow {
    /// What it finds against Best Sellers in a sentence, with the 95 % range.
    pub sentence: String,
    /// The same of what was new to people; `None` where a ranker shows nothing new.
    pub sentence_new: Option<String>,
    /// Id of the ranker.
    pub ranker: String,
    /// Its name; for the second way of Recommended for You with `(with repeats)`.
    pub name: String,
    /// Whether it ran with `again = 1`.
    pub again: bool,
    /// Whether the others are compared with it.
    pub baseline: bool,
    /// Against everything that people bought next.
    pub any: Found,
    /// Against what was new to them, products bought before left out; `None` where a ranker shows nothing new.
    pub new: Option<Found>,
}

impl JudgedRow {
    /// Whether it runs in two ways, and here shows nothing that somebody had: then what was new is its aim.
    pub fn only_new(&self) -> bool {
        !self.again && ranker(&self.ranker).is_some_and(|r| r.card().repeats())
    }

    /// Its sentence: of what was new to people where that is its aim.
    pub(crate) fn said(&self, only_new: bool) -> String {
        let new = self.sentence_new.as_ref().filter(|_| only_new);
        new.unwrap_or(&self.sentence).clone()
    }
}

/// What a ranker found.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Found {
    /// People of whom at least one bought one of the ten products shown / people judged on, with its 95 % range.
    pub hit_rate: Rate,
    /// NDCG@10: how near the top the bought products stood, 0 to 1, with its 95 % range.
    pub ndcg: Average,
    /// Share of the places that went to products that are not of the few best sellers, with its 95 % range over people;
    /// `None` = nothing was shown.
    pub long_tail: Option<Average>,
    /// Different products shown / products that could be chosen from.
    pub coverage: f64,
    /// Different products shown.
    pub products: u64,
    /// How much more it finds than Best Sellers, as a share of theirs; `None` for Best Sellers, or if they found nothing.
    pub lift: Option<f64>,
    /// Lower end of the 95 % range of the lift; the same people were shown both.
    pub low: Option<f64>,
    /// Upper end; `None` = open.
    pub high: Option<f64>,
    /// Whether it surely finds more (true) or less (false) than Best Sellers.
    pub better: Option<bool>,
}

/// A mean over people with its 95 % range.
#[derive(Clone, Copy, PartialEq, Default, Debug, Serialize)]
pub struct Average {
    /// The mean.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Average {
    /// Of so many people, between 0 and 1.
    fn of(mean: Mean, people: u64) -> Average {
        let off = Z95 * mean.spread / (people.max(1) as f64).sqrt();
        Average {
            value: mean.value,
            low: (mean.value - off).max(0.0),
            high: (mean.value + off).min(1.0),
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    facts: usize,
    judgement: Judgement,
}

impl Shop {
    /// Judges every ranker on the last weeks before the shop's now; what was judged from the same facts is not done
    /// again. Kept in the file unless it may not be written.
    pub fn judge(&self, progress: &dyn Progress, cancel: &Cancel) -> Result<Judged, Error> {
        let engine = self.engine()?;
        let now = self.now();
        if let Some(kept) = self.kept_judgement(now)?
            && kept.facts == engine.len()
            && kept.judgement.basis.to == last_day(engine.newest_until(now), now)
        {
            return Ok(Judged::of(kept.judgement));
        }
        let judgement = judge::judge(
            &engine,
            now,
            &|done| progress.at("judging", (done * 100.0) as u64, 100),
            &|| cancel.stopped(),
        );
        if cancel.stopped() {
            return Err(Error::Cancelled);
        }
        let judgement = judgement.map_err(too_thin)?;
        let kept = Kept {
            facts: engine.len(),
            judgement,
        };
        let to = kept.judgement.basis.to;
        if self.store.is_read_only() {
            let epoch = self.store.revision()?.epoch;
            *self.last_judgement() = Some((epoch, kept.clone()));
        } else if let Ok(body) = serde_json::to_vec(&kept) {
            self.store.write::<_, Error>(|tx| {
                let epoch = changes::current(tx)?.epoch;
                Ok(fits::put(tx, KIND, to, now, epoch, &body)?)
            })?;
        }
        Ok(Judged::of(kept.judgement))
    }

    /// The newest stored judgement up to the shop's now, and whether newer data make it worth doing again; never makes
    /// one.
    pub fn judged(&self) -> Result<Option<(Judged, bool)>, Error> {
        let now = self.now();
        let newest = last_day(self.newest(), now);
        Ok(self.kept_judgement(now)?.map(|kept| {
            let old = newest.0 - kept.judgement.basis.to.0 > STALE_DAYS;
            (Judged::of(kept.judgement), old)
        }))
    }

    fn kept_judgement(&self, now: Moment) -> Result<Option<Kept>, Error> {
        let day = Day(i32::try_from(now.0.div_euclid(DAY)).unwrap_or(i32::MAX));
        let (body, epoch) = self.store.read::<_, Error>(|db| {
            let epoch = changes::current(db)?.epoch;
            Ok((fits::newest_after(db, KIND, None, day, epoch)?, epoch))
        })?;
        let stored = body.and_then(|body| serde_json::from_slice::<Kept>(&body).ok());
        // A file that may not be written keeps none: then the one made in this run stands.
        let last = self.last_judgement().clone();
        let last = last.filter(|(of, kept)| *of == epoch && kept.judgement.basis.to <= day);
        let newest = [stored, last.map(|(_, kept)| kept)].into_iter().flatten();
        Ok(newest.max_by_key(|kept| kept.judgement.basis.to))
    }

    fn last_judgement(&self) -> MutexGuard<'_, Option<(i64, Kept)>> {
        self.last_judgement
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn last_day(newest: Option<Moment>, now: Moment) -> Day {
    let end = newest.unwrap_or_default().min(now);
    Day(i32::try_from(end.0.div_euclid(DAY)).unwrap_or(i32::MAX))
}

fn too_thin(thin: TooThin) -> Error {
    let need = Need::of(&Readiness::of(thin.have, thin.need, thin.of_what));
    Error::No(format!("too little to judge by: it {}", need.words()))
}

impl Found {
    fn of(score: &Score, base: &Score, baseline: bool, products: u64) -> Found {
        let both = score.hits.saturating_sub(score.only_here);
        let against = (!baseline)
            .then(|| paired_ratio(both, score.only_baseline, score.only_here, Z95))
            .flatten();
        debug_assert!(base.people == score.people);
        let (lift, low, high) = match against {
            Some((ratio, (low, high))) => (
                Some(ratio - 1.0),
                Some(low - 1.0),
                Some(high - 1.0).filter(|h| h.is_finite()),
            ),
            None => (None, None, None),
        };
        Found {
            hit_rate: Rate::of(score.hits, score.people),
            ndcg: Average::of(score.ndcg, score.people),
            long_tail: (score.products > 0).then(|| Average::of(score.long_tail, score.people)),
            coverage: score.products as f64 / products.max(1) as f64,
            products: score.products,
            lift,
            low,
            high,
            better: match (low, high) {
                (Some(low), _) if low > 0.0 => Some(true),
                (_, Some(high)) if high < 0.0 => Some(false),
                _ => None,
            },
        }
    }
}

impl Judged {
    fn of(judgement: Judgement) -> Judged {
        let basis = judgement.basis;
        let base = judgement.rankers.iter().find(|j| j.ranker == BASELINE);
        let rows = judgement.rankers.iter().filter_map(|j| {
            let base = base?;
            let baseline = j.ranker == BASELINE;
            let name = ranker(&j.ranker).map_or(j.ranker.as_str(), |r| r.card().name);
            let name = match j.again {
                true => format!("{name} (with repeats)"),
                false => name.to_owned(),
            };
            let any = Found::of(&j.any, &base.any, baseline, basis.products);
            let new = match (&j.new, &base.new) {
                (Some(own), Some(base)) if own.products > 0 => {
                    Some(Found::of(own, base, baseline, basis.products))
                }
                _ => None,
            };
            Some(JudgedRow {
                sentence: any.against(&name, baseline, NEXT),
                sentence_new: new.as_ref().map(|f| f.against(&name, baseline, FIRST)),
                ranker: j.ranker.clone(),
                name,
                again: j.again,
                baseline,
                any,
                new,
            })
        });
        let mut rows: Vec<JudgedRow> = rows.collect();
        let compared = rows.iter().filter(|r| !r.baseline).count();
        rows.sort_by_key(|r| (r.baseline, std::cmp::Reverse(r.any.hit_rate.numerator)));
        Judged {
            basis,
            sentence: sentence(&rows, &basis),
            how: how(&basis, compared),
            rows,
        }
    }

    /// The row of a ranker as a strategy runs it.
    pub fn of_ranker(&self, ranker: &str, again: bool) -> Option<&JudgedRow> {
        let own = || self.rows.iter().filter(|r| r.ranker == ranker);
        own().find(|r| r.again == again).or_else(|| own().next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::{Options, Quiet};
    use crate::store::Store;
    use crate::store::fixture::{self, Ordered};

    /// So many people, each with a product of their own that they buy every ten days from day 200 on.
    fn shop(people: i64) -> (tempfile::TempDir, std::path::PathBuf) {
        let (dir, path) = fixture::shop_file();
        let store = Store::open(&path).unwrap();
        store
            .write(|tx| {
                fixture::people(tx, 1..=people);
                fixture::products(tx, 1..=people);
                for n in 1..=people {
                    for k in 0..10 {
                        let order = Ordered {
                            id: n * 100 + k,
                            at: (200 + n % 10 + 10 * k) * DAY,
                            customer: Some(n),
                            product: n,
                            gross: 100,
                            sale: true,
                            own_currency: true,
                        };
                        fixture::order(tx, &order);
                    }
                }
                changes::bump(tx)
            })
            .unwrap();
        (dir, path)
    }

    fn open(path: &std::path::Path, read_only: bool) -> Shop {
        let options = Options {
            read_only,
            now: Some(Moment(300 * DAY)),
        };
        Shop::open(path, options).unwrap()
    }

    #[test]
    fn a_judgement_is_said_in_words_and_kept_until_history_is_rewritten() {
        let (_dir, path) = shop(40);
        let reader = open(&path, true);
        assert!(reader.judged().unwrap().is_none());
        let offline = reader.offline().unwrap();
        assert!(offline.wanted && offline.rows.iter().all(|r| r.any.is_none()));
        let judged = reader.judge(&Quiet, &Cancel::default()).unwrap();
        assert_eq!(
            judged.sentence,
            "For your shop, Recommended for You (with repeats) finds 300% more of what people buy next than Best Sellers (between 134% and 584%)."
        );
        let first = &judged.rows[0];
        assert_eq!(
            first.sentence,
            "For your shop, Recommended for You (with repeats) finds 300% more of what people buy next than Best Sellers (between 134% and 584%)."
        );
        assert_eq!((first.any.ndcg.low, first.any.ndcg.high), (1.0, 1.0));
        let best = judged.rows.last().unwrap();
        assert!(best.baseline && best.any.lift.is_none());
        let tail = best.any.long_tail.unwrap();
        assert!(
            tail.value < 0.5 && tail.low == tail.high,
            "the same list for everybody"
        );
        assert_eq!(best.any.hit_rate.counts(), (10, 40));
        let first = judged.of_ranker("buy-it-again", false).unwrap();
        assert_eq!((first.any.better, first.any.coverage), (Some(true), 1.0));
        // A file that may not be written keeps nothing; this run does.
        assert_eq!(reader.judged().unwrap(), Some((judged.clone(), false)));
        assert!(open(&path, true).judged().unwrap().is_none());
        let writer = open(&path, false);
        assert_eq!(writer.judge(&Quiet, &Cancel::default()).unwrap(), judged);
        assert_eq!(open(&path, true).judged().unwrap(), Some((judged, false)));

        writer.store.write(changes::bump_epoch).unwrap();
        assert!(writer.judged().unwrap().is_none());
        let stop = Cancel::default();
        stop.stop();
        assert!(matches!(writer.judge(&Quiet, &stop), Err(Error::Cancelled)));
    }

    #[test]
    fn the_range_of_a_mean_comes_from_how_far_people_lie_apart() {
        let mean = Mean {
            value: 0.5,
            spread: 0.2,
        };
        // 1.96 x 0.2 / 10 on each side, never outside of 0 and 1.
        let range = Average::of(mean, 100);
        assert!((range.high - 0.5392).abs() < 1e-4 && (range.low - 0.4608).abs() < 1e-4);
        assert_eq!(
            Average::of(
                Mean {
                    spread: 9.0,
                    ..mean
                },
                4
            )
            .low,
            0.0
        );
    }

    #[test]
    fn thin_data_are_refused_with_have_and_need() {
        let (_dir, path) = shop(12);
        let refused = open(&path, false).judge(&Quiet, &Cancel::default());
        assert_eq!(
            refused.unwrap_err().to_string(),
            "too little to judge by: it needs 18 more people who had bought before and bought again in the last weeks (has 12 of 30)"
        );
    }
}
