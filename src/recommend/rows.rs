//! Facts in 24 bytes each, as columns sorted by time; a row's key says all of it, so any two builds agree.

use super::fact::FactKind;
use crate::model::time::Moment;
use rayon::slice::ParallelSliceMut;

/// The customer number of anonymous orders.
pub(crate) const NOBODY: u32 = u32::MAX;
/// Row numbers from here on lie in the list of late rows.
const LATE: u32 = 1 << 31;
const KIND_BITS: u32 = 3;
const QUANTITY_BITS: u32 = 19;
const AT_SHIFT: u32 = KIND_BITS + QUANTITY_BITS;

/// One fact. `when` packs milliseconds (42 bits: years 1970 to 2109), kind and quantity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Row {
    pub(crate) when: u64,
    pub(crate) source: u32,
    pub(crate) what: u32,
    pub(crate) who: u32,
    pub(crate) session: u32,
}

type Key = (u64, u32, u32, u32, u32, u64);

/// Milliseconds within the range that a row can hold.
pub(crate) fn millis(at: Moment) -> u64 {
    (at.0.max(0) as u64).min((1 << (64 - AT_SHIFT)) - 1)
}

impl Row {
    pub(crate) fn pack(at: Moment, kind: FactKind, quantity: u32) -> u64 {
        let quantity = u64::from(quantity).min((1 << QUANTITY_BITS) - 1);
        millis(at) << AT_SHIFT | (kind.number() as u64) << QUANTITY_BITS | quantity
    }

    pub(crate) fn at(&self) -> u64 {
        self.when >> AT_SHIFT
    }

    pub(crate) fn kind(&self) -> usize {
        (self.when >> QUANTITY_BITS & 0b111) as usize
    }

    pub(crate) fn quantity(&self) -> u32 {
        (self.when & ((1 << QUANTITY_BITS) - 1)) as u32
    }

    /// Same order or event.
    pub(crate) fn same_source(&self, other: &Row) -> bool {
        self.when >> QUANTITY_BITS == other.when >> QUANTITY_BITS && self.source == other.source
    }

    /// Time, kind, source, product first: lines of one order stand together, equal products side by side.
    fn key(&self) -> Key {
        (
            self.when >> QUANTITY_BITS,
            self.source,
            self.what,
            self.who,
            self.session,
            self.when & ((1 << QUANTITY_BITS) - 1),
        )
    }

    fn source_key(&self) -> (u64, u32) {
        (self.when >> QUANTITY_BITS, self.source)
    }
}

/// All rows: columns in order, and the few that came later although they are dated earlier.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    when: Vec<u64>,
    source: Vec<u32>,
    what: Vec<u32>,
    who: Vec<u32>,
    session: Vec<u32>,
    late: Vec<Row>,
    late_order: Vec<u32>,
}

impl Rows {
    pub(crate) fn len(&self) -> usize {
        self.when.len() + self.late.len()
    }

    /// The row with this number.
    pub(crate) fn get(&self, row: u32) -> Row {
        if row >= LATE {
            return self.late[(row - LATE) as usize];
        }
        let i = row as usize;
        Row {
            when: self.when[i],
            source: self.source[i],
            what: self.what[i],
            who: self.who[i],
            session: self.session[i],
        }
    }

    /// Whether a row came later although it is dated earlier.
    pub(crate) fn is_late(&self, row: u32) -> bool {
        row >= LATE
    }

    /// The product of a row.
    pub(crate) fn what(&self, row: u32) -> u32 {
        match self.what.get(row as usize) {
            Some(what) => *what,
            None => self.late[(row - LATE) as usize].what,
        }
    }

    /// The visit of a row.
    pub(crate) fn session(&self, row: u32) -> u32 {
        match self.session.get(row as usize) {
            Some(session) => *session,
            None => self.late[(row - LATE) as usize].session,
        }
    }

    /// Adds without keeping order; `sort` must follow.
    pub(crate) fn add(&mut self, row: Row) {
        self.when.push(row.when);
        self.source.push(row.source);
        self.what.push(row.what);
        self.who.push(row.who);
        self.session.push(row.session);
    }

    /// Brings everything into order and takes the late rows in.
    pub(crate) fn sort(&mut self) {
        for row in std::mem::take(&mut self.late) {
            self.add(row);
        }
        self.late_order = Vec::new();
        let n = self.when.len() as u32;
        if (1..n).all(|i| self.get(i - 1).key() <= self.get(i).key()) {
            return;
        }
        let mut order: Vec<u32> = (0..n).collect();
        order.par_sort_unstable_by_key(|&i| self.get(i).key());
        fn pick<T: Copy>(column: &mut Vec<T>, order: &[u32]) {
            *column = order.iter().map(|&i| column[i as usize]).collect();
        }
        pick(&mut self.when, &order);
        pick(&mut self.source, &order);
        pick(&mut self.what, &order);
        pick(&mut self.who, &order);
        pick(&mut self.session, &order);
    }

    /// Adds one row and gives its number: at the end if it is the newest, else to the late rows.
    pub(crate) fn push(&mut self, row: Row) -> u32 {
        let newest = self.when.len() as u32;
        if newest == 0 || self.get(newest - 1).key() <= row.key() {
            self.add(row);
            return newest;
        }
        let number = LATE + self.late.len() as u32;
        let place = self
            .late_order
            .partition_point(|&i| self.get(i).key() <= row.key());
        self.late.push(row);
        self.late_order.insert(place, number);
        number
    }

    /// Where a row belongs in a list of row numbers that is in order.
    pub(crate) fn place(&self, list: &[u32], row: &Row) -> usize {
        match list.last() {
            Some(&last) if self.get(last).key() > row.key() => {
                list.partition_point(|&i| self.get(i).key() <= row.key())
            }
            _ => list.len(),
        }
    }

    /// How many of an ordered list are dated up to a moment.
    pub(crate) fn until(&self, list: &[u32], now: u64) -> usize {
        match list.last() {
            Some(&last) if self.get(last).at() > now => {
                list.partition_point(|&i| self.get(i).at() <= now)
            }
            _ => list.len(),
        }
    }

    /// The ranges (in the columns, in the late rows) of `from <= at <= to`.
    pub(crate) fn between(&self, from: u64, to: u64) -> [(usize, usize); 2] {
        let late = |t: u64, last: bool| {
            self.late_order.partition_point(|&i| {
                let at = self.get(i).at();
                at < t || (last && at == t)
            })
        };
        [
            (
                self.when.partition_point(|w| w >> AT_SHIFT < from),
                self.when.partition_point(|w| w >> AT_SHIFT <= to),
            ),
            (late(from, false), late(to, true)),
        ]
    }

    /// The time of the newest row up to a moment.
    pub(crate) fn newest_until(&self, now: u64) -> Option<u64> {
        let [(_, base), (_, late)] = self.between(0, now);
        let base = base.checked_sub(1).map(|i| self.when[i] >> AT_SHIFT);
        let late = late.checked_sub(1).map(|i| self.late_order[i]);
        base.max(late.map(|i| self.get(i).at()))
    }

    /// The rows of [`Rows::between`], the late ones last.
    pub(crate) fn in_ranges(&self, ranges: [(usize, usize); 2]) -> impl Iterator<Item = Row> + '_ {
        let [base, late] = ranges;
        (base.0 as u32..base.1.max(base.0) as u32)
            .chain(self.late_order[late.0..late.1.max(late.0)].iter().copied())
            .map(|i| self.get(i))
    }

    /// Visits the products of the order or event that a row belongs to, each once.
    pub(crate) fn basket(&self, row: u32, mut visit: impl FnMut(u32)) {
        let of = self.get(row);
        let n = self.when.len();
        let mut low = if row < LATE {
            row as usize
        } else {
            self.column_place(&of)
        };
        while low > 0 && self.get(low as u32 - 1).same_source(&of) {
            low -= 1;
        }
        let mut last = None;
        while low < n {
            let other = self.get(low as u32);
            if !other.same_source(&of) {
                break;
            }
            // Lines with equal products stand side by side.
            if last != Some(other.what) {
                visit(other.what);
                last = Some(other.what);
            }
            low += 1;
        }
        if !self.late_order.is_empty() {
            let from = self
                .late_order
                .partition_point(|&i| self.get(i).source_key() < of.source_key());
            let mut last_late = None;
            for &i in &self.late_order[from..] {
                let other = self.get(i);
                if !other.same_source(&of) {
                    break;
                }
                if last_late != Some(other.what) && self.is_first_in_columns(&other).1 {
                    visit(other.what);
                    last_late = Some(other.what);
                }
            }
        }
    }

    /// Whether a row that is not yet in would be the first of its order or event, and the first of its product there.
    pub(crate) fn is_first(&self, row: &Row) -> (bool, bool) {
        let (mut source, mut product) = self.is_first_in_columns(row);
        let from = self
            .late_order
            .partition_point(|&i| self.get(i).source_key() < row.source_key());
        for other in self.late_order[from..].iter().map(|&i| self.get(i)) {
            if !other.same_source(row) {
                break;
            }
            source = false;
            product &= other.what != row.what;
        }
        (source, product)
    }

    /// The same, the late rows left out.
    pub(crate) fn is_first_in_columns(&self, row: &Row) -> (bool, bool) {
        let (mut source, mut product) = (true, true);
        for i in self.column_place(row)..self.when.len() {
            let other = self.get(i as u32);
            if !other.same_source(row) {
                break;
            }
            source = false;
            product &= other.what != row.what;
        }
        (source, product)
    }

    /// Where the order or event of a row begins in the columns, or would.
    fn column_place(&self, row: &Row) -> usize {
        let n = self.when.len();
        let (mut low, mut high) = (0, n);
        if n > 0 && self.get(n as u32 - 1).source_key() < row.source_key() {
            low = n;
        }
        while low < high {
            let middle = low.midpoint(high);
            if self.get(middle as u32).source_key() < row.source_key() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// Newest first over two ordered lists of rows.
pub(crate) struct Newest<'a> {
    pub(crate) rows: &'a Rows,
    pub(crate) base: &'a [u32],
    pub(crate) more: &'a [u32],
}

impl Iterator for Newest<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let from_base = match (self.base.last(), self.more.last()) {
            (None, None) => return None,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some(&a), Some(&b)) => self.rows.get(a).key() > self.rows.get(b).key(),
        };
        let list = if from_base {
            &mut self.base
        } else {
            &mut self.more
        };
        let (&last, rest) = list.split_last()?;
        *list = rest;
        Some(last)
    }
}
