//! Which column of a table holds which field.

use super::detection::Reading;
use super::field::Field;
use super::rows::Row;

/// Which column holds which field.
#[derive(Clone, Debug)]
pub(crate) struct Columns(
    pub(crate) [Option<usize>; Field::ALL.len()],
    /// Every column that lists products, in their order.
    pub(crate) Vec<usize>,
);

impl Columns {
    /// As detection or the merchant says.
    pub(crate) fn new(reading: &Reading) -> Columns {
        let mut columns = [None; Field::ALL.len()];
        for (i, column) in reading.detection.columns.iter().enumerate() {
            if let Some(field) = column.field
                && columns[field as usize].is_none()
            {
                columns[field as usize] = Some(i);
            }
        }
        let all = reading.detection.columns.iter().enumerate();
        let lists = all.filter(|(_, c)| c.field == Some(Field::Items));
        Columns(columns, lists.map(|(i, _)| i).collect())
    }

    /// The cell of a field; empty if there is no such column.
    pub(crate) fn cell<'a>(&self, row: &Row<'a>, field: Field) -> &'a [u8] {
        match self.0[field as usize] {
            Some(column) => row.cell(column),
            None => &[],
        }
    }

    /// Whether the file has a column for it.
    pub(crate) fn has(&self, field: Field) -> bool {
        self.0[field as usize].is_some()
    }
}
