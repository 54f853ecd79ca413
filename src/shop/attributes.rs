//! Free attributes and stated preferences of the customers: what there is, of which kind, with examples.

use super::{Error, Shop};
pub use crate::model::attribute::AttributeKind;
use crate::model::attribute::Learner;
use crate::model::text::fold;
use crate::store::Revision;
use crate::store::attributes::{self, Shelf};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// So many examples are given.
const EXAMPLES: usize = 8;

/// The list, kept until the shop changes.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Option<(Revision, Arc<Vec<AttributeRow>>)>>);

/// One attribute or stated preference. Names that differ in letter case only are one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AttributeRow {
    /// As files write it; of several spellings the first in the alphabet.
    pub name: String,
    /// Whether customers stated it; else it is another column of a customer file.
    pub stated: bool,
    /// What its values are, learnt from all of them.
    pub kind: AttributeKind,
    /// Known customers that have it.
    pub customers: u64,
    /// Of these, those whose value is not of the kind (`unknown` among numbers).
    pub odd: u64,
    /// How many different values there are.
    pub different: u64,
    /// The most frequent values.
    pub examples: Vec<String>,
}

/// What is being counted of one name.
#[derive(Default)]
struct Count {
    name: String,
    learner: Learner,
    values: BTreeMap<String, u64>,
    customers: u64,
    different: u64,
}

impl Shop {
    /// Every attribute and stated preference of the customers, by name. Kept until the shop changes.
    pub fn customer_attributes(&self) -> Result<Arc<Vec<AttributeRow>>, Error> {
        let revision = self.store.revision()?;
        let lock = || {
            self.attributes
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some((of, rows)) = lock().clone()
            && of == revision
        {
            return Ok(rows);
        }
        let rows = Arc::new(self.store.read(|db| {
            let mut rows = Vec::new();
            for shelf in [Shelf::Attributes, Shelf::Preferences] {
                let mut counts: BTreeMap<String, Count> = BTreeMap::new();
                attributes::values(db, shelf, |name, value, people| {
                    let count = counts.entry(fold(name)).or_default();
                    if count.name.is_empty() {
                        name.clone_into(&mut count.name);
                    }
                    count.learner.see(value, people);
                    count.customers += people;
                    count.different += 1;
                    // The values of one spelling come most frequent first.
                    if count.values.len() < 4 * EXAMPLES || count.values.contains_key(value) {
                        *count.values.entry(value.to_owned()).or_default() += people;
                    }
                })?;
                rows.extend(counts.into_values().map(|count| row(count, shelf)));
            }
            Ok::<_, Error>(rows)
        })?);
        *lock() = Some((revision, Arc::clone(&rows)));
        Ok(rows)
    }
}

fn row(count: Count, shelf: Shelf) -> AttributeRow {
    let (kind, odd) = count.learner.kind();
    let mut values: Vec<(String, u64)> = count.values.into_iter().collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    AttributeRow {
        name: count.name,
        stated: shelf == Shelf::Preferences,
        kind,
        customers: count.customers,
        odd,
        different: count.different,
        examples: values.into_iter().take(EXAMPLES).map(|(v, _)| v).collect(),
    }
}
