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
        let mut counts = Counts {
            per_product: vec![0; products],
            ..Counts::default()
        };
        let [base, late] = ranges;
        let mut last: Option<Row> = None;
        for row in rows.in_ranges([base, (0, 0)]) {
            if row.kind() == kind {
                let same_source = last.is_some_and(|l| l.same_source(&row));
                let same_product = same_source && last.is_some_and(|l| l.what == row.what);
                counts.add(row.what, !same_source, !same_product);
                last = Some(row);
            }
        }
        if late.0 < late.1 {
            counts.add_late(rows, late, kind);
        }
        counts.ranked = (0..products as u32)
            .filter(|&p| counts.get(p) > 0)
            .collect();
        counts
            .ranked
            .sort_by_key(|&p| (std::cmp::Reverse(counts.per_product[p as usize]), p));
        counts
    }

    /// Late rows may repeat an order and product that stands in the columns: those count once.
    fn add_late(&mut self, rows: &Rows, late: (usize, usize), kind: usize) {
        let mut last: Option<Row> = None;
        for row in rows.in_ranges([(0, 0), late]) {
            if row.kind() != kind {
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

impl Memo {
    pub(crate) fn get(&self, key: MemoKey, make: impl FnOnce() -> Counts) -> Arc<Counts> {
        let found = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.iter()
                .find(|(k, _)| *k == key)
                .map(|(_, counts)| Arc::clone(counts))
        };
        if let Some(counts) = found {
            return counts;
        }
        let counts = Arc::new(make());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= 32 {
            kept.remove(0);
        }
        kept.push((key, Arc::clone(&counts)));
        counts
    }
}
