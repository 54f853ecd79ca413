//! Rows that were left out, kept whole: what a later try needs instead of the file.

use super::cells::decoded;
use super::rows::Row;
use super::trap::Traps;
use serde::Serialize;

/// A row longer than this is kept cut, and can only be tried again with a whole new text.
pub(crate) const LONGEST: usize = 64 << 10;

/// Why a row was left out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Reason {
    /// Column by the name in the header, or the key of the object.
    pub column: Option<String>,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub fix: String,
}

/// A row as it stands in its file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LeftOut {
    /// Line in the file, from 1.
    pub line: u64,
    /// Hash of the key of the order that it is a part of, if it names one.
    pub group: Option<u64>,
    /// Why it was left out; `None`: it was used, and is kept because another row of its order was not.
    pub reason: Option<Reason>,
    /// Its cells as text; one text where the row has none (JSON lines) or could not be split.
    pub cells: Vec<String>,
    /// Whether `cells` are cells rather than the line as it stands.
    pub split: bool,
    /// Whether it was longer than 64 KiB and is kept cut.
    pub cut: bool,
}

impl LeftOut {
    /// Keeps a row.
    pub(crate) fn of(row: &Row<'_>, group: Option<u64>, reason: Option<Reason>) -> LeftOut {
        let mut unused = Traps::default();
        let mut cells = Vec::with_capacity(row.len().max(1));
        let (mut room, mut cut) = (LONGEST, false);
        let mut keep = |raw: &[u8]| {
            let mut end = raw.len().min(room);
            cut |= end < raw.len();
            // Never inside a character.
            while end > 0 && raw.get(end).is_some_and(|b| b & 0xc0 == 0x80) {
                end -= 1;
            }
            room -= end;
            cells.push(decoded(&raw[..end], &mut unused).into_owned());
        };
        let split = row.len() > 0;
        if split {
            row.cells().for_each(&mut keep);
        } else {
            let end = row.raw.iter().rposition(|b| !matches!(b, b'\n' | b'\r'));
            keep(&row.raw[..end.map_or(0, |n| n + 1)]);
        }
        LeftOut {
            line: row.line,
            group,
            reason,
            cells,
            split,
            cut,
        }
    }

    /// How much room it takes.
    pub fn bytes(&self) -> usize {
        self.cells.iter().map(String::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use crate::import::{Found, LeftOut, Reading, Wishes, check, detect, read_all};
    use crate::model::money::Currency;
    use crate::model::time::Zone;
    use std::io::Cursor;
    use std::ops::ControlFlow;

    fn left(text: &str) -> Vec<LeftOut> {
        let detection = detect(text.as_bytes(), "orders.csv", &Wishes::default()).unwrap();
        let reading = Reading {
            detection,
            currency: Currency::UNKNOWN,
            zone: Zone::UTC,
        };
        let bytes = text.as_bytes();
        let mut go_on = |_| ControlFlow::Continue(());
        let checked = check(Cursor::new(bytes), &reading, &mut go_on).unwrap();
        let mut all = Vec::new();
        read_all::<crate::import::Error>(
            Cursor::new(bytes),
            &reading,
            &checked,
            &mut go_on,
            &mut |found| {
                if let Found::Left(row) = found {
                    all.push(row);
                }
                Ok(())
            },
        )
        .unwrap();
        all
    }

    fn lines(all: &[LeftOut], refused: bool) -> Vec<u64> {
        all.iter()
            .filter(|r| r.reason.is_some() == refused)
            .map(|r| r.line)
            .collect()
    }

    const HEAD: &str = "Order No,Date,SKU,Name,Quantity,Price\n";

    #[test]
    fn a_row_left_out_is_kept_whole_with_the_rest_of_its_order() {
        let all = left(&format!(
            "{HEAD}1,2026-01-02,A,Tea,1,3.00\n2,2026-01-02,A,\"Tea, black\",2,3.00\n2,2026-01-02,B,Cup,two,4.00\n\
             3,2026-01-02,A,Tea,1,3.00\n2,2026-01-02,C,Pot,1,9.00\n"
        ));
        assert_eq!(lines(&all, true), [4]);
        assert_eq!(lines(&all, false), [3, 6]);
        assert_eq!(
            all[0].cells,
            ["2", "2026-01-02", "A", "Tea, black", "2", "3.00"]
        );
        let bad = all.iter().find(|r| r.line == 4).unwrap();
        assert_eq!(bad.group, all[0].group);
        assert_eq!(
            bad.reason.as_ref().unwrap().column.as_deref(),
            Some("Quantity")
        );
        assert!(bad.split && !bad.cut);
    }

    #[test]
    fn a_row_without_a_number_keeps_its_neighbours() {
        let all = left(&format!(
            "{HEAD}1,2026-01-02,A,Tea,1,3.00\n,2026-01-02,B,Cup,1,4.00\n2,2026-01-02,A,Tea,1,3.00\n3,2026-01-02,A,Tea,1,3.00\n"
        ));
        assert_eq!(lines(&all, true), [3]);
        assert_eq!(lines(&all, false), [2, 4]);
    }

    #[test]
    fn a_line_that_is_no_row_keeps_its_text() {
        let all = left(&format!(
            "{HEAD}1,2026-01-02,A,Tea,1,3.00\n2,2026-01-02,B,\"Cup,1,4.00\n3,2026-01-02,A,Tea,1,3.00\n"
        ));
        let bad = all.iter().find(|r| r.reason.is_some()).unwrap();
        assert!(!bad.split);
        assert_eq!(bad.cells, ["2,2026-01-02,B,\"Cup,1,4.00"]);
    }
}
