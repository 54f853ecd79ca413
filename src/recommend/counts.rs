//! How many orders or events held each product in a span of time, kept while nothing new has come.

use super::rows::{Row, Rows};
use std::sync::{Arc, Mutex, PoisonError};

/// Distinct orders or events per product.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    per_product: Vec<u32>,
    sources: u32,
    /// Products with a count, greatest first, ties by number. Empty where counts are kept row by row.
    ranked: Vec<u32>,
}

type Ranges = [(usize, usize); 2];

impl Counts {
    pub(crate) fn of(rows: &Rows, ranges: Ranges, kind: usize, products: usize) -> Counts {
        Counts::of_some(rows, ranges, kind, products, |_| true)
    }

    /// Only of the rows that `counts`; all rows of an order or event count, or none.
    pub(crate) fn of_some(
        rows: &Rows,
        ranges: Ranges,
        kind: usize,
        products: usize,
        counts: impl Fn(&Row) -> bool,
    ) -> Counts {
        let keep = counts;
        let mut counts = Counts {
            per_product: vec![0; products],
            ..Counts::default()
        };
        let [base, late] = ranges;
        let mut last: Option<Row> = None;
        for row in rows.in_ranges([base, (0, 0)]) {
            if row.kind() == kind && keep(&row) {
                let same_source = last.is_some_and(|l| l.same_source(&row));
                let same_product = same_source && last.is_some_and(|l| l.what == row.what);
                counts.add(row.what, !same_source, !same_product);
                last = Some(row);
            }
        }
        if late.0 < late.1 {
            counts.add_late(rows, late, kind, &keep);
        }
        counts.ranked = (0..products as u32)
            .filter(|&p| counts.get(p) > 0)
            .collect();
        counts
            .ranked
            .sort_by_key(|&p| (std::cmp::Reverse(counts.per_product[p as usize]), p));
        counts
    }

    /// The counts of `ranges` made of those of a span that overlaps: only the rows at the ends are looked at.
    fn slid(&self, rows: &Rows, from: (usize, usize), to: (usize, usize), kind: usize) -> Counts {
        let mut counts = self.clone();
        let mut touched = Vec::new();
        // Rows that leave, or come, at the front; then those that come at the end.
        let spans = [
            (from.0.min(to.0)..from.0.max(to.0), from.0 > to.0),
            (from.1..to.1, true),
        ];
        for (span, comes) in spans {
            let mut last = span.start.checked_sub(1).map(|i| rows.get(i as u32));
            // An order or event has one time, so only one that is still coming in can reach over an end.
            last = last.filter(|_| comes);
            for i in span {
                let row = rows.get(i as u32);
                if row.kind() != kind {
                    continue;
                }
                let same_source = last.is_some_and(|l| l.same_source(&row));
                let same_product = same_source && last.is_some_and(|l| l.what == row.what);
                last = Some(row);
                if comes {
                    counts.add(row.what, !same_source, !same_product);
                } else {
                    counts.sources -= u32::from(!same_source);
                    counts.per_product[row.what as usize] -= u32::from(!same_product);
                }
                touched.push(row.what);
            }
        }
        touched.sort_unstable();
        touched.dedup();
        counts.ranked = self
            .ranked
            .iter()
            .copied()
            .filter(|p| touched.binary_search(p).is_err())
            .collect();
        let place = |per_product: &[u32], p: u32| (std::cmp::Reverse(per_product[p as usize]), p);
        touched.retain(|p| counts.get(*p) > 0);
        for p in touched {
            let own = place(&counts.per_product, p);
            let at = counts
                .ranked
                .partition_point(|&o| place(&counts.per_product, o) < own);
            counts.ranked.insert(at, p);
        }
        counts
    }

    /// Late rows may repeat an order and product that stands in the columns: those count once.
    fn add_late(
        &mut self,
        rows: &Rows,
        late: (usize, usize),
        kind: usize,
        keep: &dyn Fn(&Row) -> bool,
    ) {
        let mut last: Option<Row> = None;
        for row in rows.in_ranges([(0, 0), late]) {
            if row.kind() != kind || !keep(&row) {
                continue;
            }
            let same_source = last.is_some_and(|l| l.same_source(&row));
            if same_source && last.is_some_and(|l| l.what == row.what) {
                continue;
            }
            let (no_source, no_product) = rows.is_first_in_columns(&row);
            self.add(row.what, !same_source && no_source, no_product);
            last = Some(row);
        }
    }

    pub(crate) fn add(&mut self, product: u32, new_source: bool, new_product: bool) {
        let i = product as usize;
        if i >= self.per_product.len() {
            self.per_product.resize(i + 1, 0);
        }
        self.per_product[i] += u32::from(new_product);
        self.sources += u32::from(new_source);
        self.ranked = Vec::new();
    }

    /// Orders or events with this product.
    pub fn get(&self, product: u32) -> u32 {
        self.per_product.get(product as usize).copied().unwrap_or(0)
    }

    /// Orders or events in all.
    pub fn sources(&self) -> u32 {
        self.sources
    }

    /// Products with a count, greatest first.
    pub(crate) fn ranked(&self) -> &[u32] {
        &self.ranked
    }
}

type MemoKey = (usize, Ranges);

/// The last counts asked for. A span is kept by the rows in it, so a clock that moves on finds them again.
#[derive(Debug, Default)]
pub(crate) struct Memo(Mutex<Vec<(MemoKey, Arc<Counts>)>>);

impl Clone for Memo {
    fn clone(&self) -> Memo {
        Memo::default()
    }
}

/// Rows beyond which counting anew is as quick as sliding.
const MOST_SLID: usize = 4_096;

impl Memo {
    pub(crate) fn get(
        &self,
        rows: &Rows,
        kind: usize,
        ranges: Ranges,
        products: usize,
    ) -> Arc<Counts> {
        let key = (kind, ranges);
        let near = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let same = kept.iter().find(|(k, _)| *k == key);
            if let Some((_, counts)) = same {
                return Arc::clone(counts);
            }
            let [to, late] = ranges;
            let near = kept.iter().filter(|((of, [from, other]), _)| {
                *of == kind
                    && late.0 == late.1
                    && other.0 == other.1
                    && from.1 <= to.1
                    && from.0.max(to.0) < from.1
            });
            let far = |from: (usize, usize)| from.0.abs_diff(to.0) + (to.1 - from.1);
            let near = near.min_by_key(|((_, [from, _]), _)| far(*from));
            near.filter(|((_, [from, _]), _)| far(*from) <= MOST_SLID)
                .map(|((_, [from, _]), counts)| (*from, Arc::clone(counts)))
        };
        let counts = match near {
            Some((from, counts)) => counts.slid(rows, from, ranges[0], kind),
            None => Counts::of(rows, ranges, kind, products),
        };
        let counts = Arc::new(counts);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= 32 {
            kept.remove(0);
        }
        kept.push((key, Arc::clone(&counts)));
        counts
    }
}
