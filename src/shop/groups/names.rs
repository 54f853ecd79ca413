//! The names that a check looks up: values, attributes and groups of the shop.

use crate::model::attribute::Learner;
use crate::model::money::Currency;
use crate::model::text::fold;
use crate::shop::{Error, Shop};
use crate::store::{Db, Revision, attributes, groups, targeting_facts};
use crate::targeting::ready_made::ready_made;
use crate::targeting::stated::Shelf;
use crate::targeting::vocabulary::Vocabulary;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The names of the shop, kept until it changes.
#[derive(Default)]
pub(crate) struct Names(Mutex<Option<(Revision, Arc<Vocabulary>)>>);

impl Shop {
    /// The names that a check looks up: values, attributes and groups of this shop. Kept until the shop changes.
    pub fn vocabulary(&self) -> Result<Arc<Vocabulary>, Error> {
        let revision = self.store.revision()?;
        let kept = self
            .names
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some((of, vocabulary)) = kept
            && of == revision
        {
            return Ok(vocabulary);
        }
        let currency = self.currency();
        let attributes = self.customer_attributes()?;
        let mut vocabulary = self.store.read(|db| read_vocabulary(db, currency))?;
        for row in attributes.iter() {
            let shelf = if row.stated {
                Shelf::Preferences
            } else {
                Shelf::Attributes
            };
            let _ = vocabulary.kinds.insert((shelf, fold(&row.name)), row.kind);
        }
        let vocabulary = Arc::new(vocabulary);
        *self.names.0.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((revision, Arc::clone(&vocabulary)));
        Ok(vocabulary)
    }
}

fn read_vocabulary(db: &Db<'_>, currency: Currency) -> Result<Vocabulary, Error> {
    let mut vocabulary = targeting_facts::vocabulary(db)?;
    let mut learners: HashMap<String, Learner> = HashMap::new();
    attributes::of_products(db, |name, value, products| {
        let learner = learners.entry(fold(name)).or_default();
        learner.see(value, products);
    })?;
    let kinds = learners.into_iter().map(|(name, l)| (name, l.kind().0));
    vocabulary.product_kinds = kinds.collect();
    vocabulary.currency = Some(currency);
    for group in ready_made() {
        vocabulary.groups.insert(group.name, group.expression);
    }
    for group in groups::all(db)? {
        vocabulary
            .groups
            .retain(|name, _| fold(name) != fold(&group.name));
        vocabulary.groups.insert(group.name, group.expression);
    }
    Ok(vocabulary)
}
