//! The product that a row of an order table names, made up once for each spelling.

use super::cells::{self, guarded};
use super::field::Field;
use super::rows::Row;
use super::table::{INTERNED, Pass, Table};
use super::words;
use crate::model::product::{ProductRef, is_service};
use crate::model::record::SUM_LINE;

impl Table<'_> {
    /// The product of a row, made once for each spelling.
    pub(crate) fn product(&mut self, row: &Row<'_>) -> (ProductRef, bool) {
        let sku = guarded(self.columns.cell(row, Field::Sku));
        let name = self.columns.cell(row, Field::Product);
        let id = guarded(self.columns.cell(row, Field::ProductId));
        let Pass::Second(second) = &mut self.pass else {
            return (ProductRef::default(), false);
        };
        if self.sums
            || (self.habits.nameless
                && [sku, name.trim_ascii(), id]
                    .into_iter()
                    .all(words::is_nothing))
        {
            let product = ProductRef {
                name: Some(SUM_LINE.to_owned()),
                ..ProductRef::default()
            };
            return (product, true);
        }
        second.scratch.clear();
        for part in [sku, b"\0", name, b"\0", id] {
            second.scratch.extend_from_slice(part);
        }
        if let Some(known) = second.products.get(&second.scratch) {
            return known.clone();
        }
        let traps = &mut self.traps;
        let usable = |raw: &[u8]| !words::is_nothing(raw) && !words::is_shortened(raw);
        let product = ProductRef {
            platform_id: if usable(id) {
                cells::key(id, traps)
            } else {
                None
            },
            sku: if words::is_nothing(sku) {
                None
            } else {
                cells::key(sku, traps)
            },
            handle: None,
            name: cells::text(name, traps),
        };
        let service = is_service(product.sku.as_deref(), product.name.as_deref());
        if second.products.len() >= INTERNED {
            second.products.clear();
        }
        second
            .products
            .insert(second.scratch.clone(), (product.clone(), service));
        (product, service)
    }
}
