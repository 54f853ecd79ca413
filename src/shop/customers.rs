//! Looking at people: the list, one person, and what they did.

use super::{Error, Shop};
use crate::model::ids::CustomerId;
use crate::store::customers;
pub use crate::store::customers::{ConsentNow, CustomerRow, Profile, Sorting, Trace, Wanted};
pub use crate::store::facts::Affinities;
pub use crate::store::paging::Page;
use crate::store::timeline;
pub use crate::store::timeline::{Entry, Item};

impl Shop {
    /// Known customers, page by page. Contact data are raw: a face masks them unless asked to reveal.
    pub fn customers(&self, wanted: &Wanted<'_>) -> Result<Page<CustomerRow>, Error> {
        let currency = self.currency();
        self.store
            .read(|db| Ok(customers::page(db, currency, wanted)?))
    }

    /// The person that a merchant means by an e-mail address, platform id, phone number or `customer-12`.
    pub fn customer_named(&self, text: &str) -> Result<CustomerId, Error> {
        self.store
            .read(|db| Ok::<_, Error>(customers::named(db, text)?))?
            .ok_or_else(|| {
                Error::Asked(format!(
                    "no customer is known as `{}`; `regulars customers --find {}` looks in names, towns and order numbers too",
                    crate::model::text::clean(text),
                    crate::model::text::clean(text)
                ))
            })
    }

    /// One person.
    pub fn customer(&self, id: CustomerId) -> Result<Profile, Error> {
        let currency = self.currency();
        self.store
            .read(|db| Ok::<_, Error>(customers::profile(db, currency, id)?))?
            .ok_or_else(|| Error::Asked(format!("there is no customer {id} (any more)")))
    }

    /// What a person did, newest first: orders, refunds and events with file and line.
    pub fn timeline(
        &self,
        id: CustomerId,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<Entry>, Error> {
        let currency = self.currency();
        self.store
            .read(|db| Ok(timeline::page(db, currency, id, after, limit)?))
    }
}
