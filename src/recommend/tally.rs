//! Numbers met one after another, each given a place: a small open table, quicker than a map for one request.

/// An empty cell.
const NONE: u32 = u32::MAX;

/// Places of numbers in the order in which they were first met.
#[derive(Debug)]
pub(crate) struct Tally {
    cells: Vec<(u32, u32)>,
    met: u32,
    shift: u32,
}

impl Tally {
    /// Room for about this many.
    pub(crate) fn new(room: usize) -> Tally {
        let bits = (room.max(8) * 2).next_power_of_two().trailing_zeros();
        Tally {
            cells: vec![(NONE, 0); 1 << bits],
            met: 0,
            shift: 32 - bits,
        }
    }

    fn find(&self, number: u32) -> usize {
        let mask = self.cells.len() - 1;
        // Fibonacci hashing: neighbours fall far apart.
        let mut cell = (number.wrapping_mul(0x9E37_79B9) >> self.shift) as usize;
        while self.cells[cell].0 != NONE && self.cells[cell].0 != number {
            cell = (cell + 1) & mask;
        }
        cell
    }

    /// The place of a number, if it was met.
    pub(crate) fn get(&self, number: u32) -> Option<usize> {
        let (found, place) = self.cells[self.find(number)];
        (found == number).then_some(place as usize)
    }

    /// The place of a number, and whether it is met for the first time.
    pub(crate) fn place(&mut self, number: u32) -> (usize, bool) {
        let cell = self.find(number);
        if self.cells[cell].0 == number {
            return (self.cells[cell].1 as usize, false);
        }
        self.cells[cell] = (number, self.met);
        self.met += 1;
        if self.met as usize * 2 > self.cells.len() {
            self.grow();
        }
        (self.met as usize - 1, true)
    }

    fn grow(&mut self) {
        let size = self.cells.len() * 2;
        let old = std::mem::replace(&mut self.cells, vec![(NONE, 0); size]);
        self.shift -= 1;
        for (number, place) in old.into_iter().filter(|(number, _)| *number != NONE) {
            let cell = self.find(number);
            self.cells[cell] = (number, place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stay_while_the_table_grows() {
        let mut tally = Tally::new(1);
        for round in 0..2 {
            for i in 0..1_000u32 {
                assert_eq!(tally.place(i * 7919), (i as usize, round == 0));
            }
        }
        assert_eq!(tally.get(7919 * 5), Some(5));
        assert_eq!(tally.get(3), None);
    }
}
