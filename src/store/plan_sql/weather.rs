//! Conditions on the weather where people live: what they did on which days is read row by row, and each place's
//! weather is looked up once.

use super::Compiler;
use super::set::{PlaceTest, Set};
use crate::store::{Error, places};
use crate::targeting::moment::OfMoment;
use crate::targeting::plan::NumberTest;

impl Compiler<'_> {
    /// A condition on the moment: the same for everybody, but for the weather of their places.
    pub(super) fn moment(&mut self, asked: &OfMoment) -> Result<Set, Error> {
        let known = asked.known_at(self.as_of);
        if known.is_none() && places::has_weather(self.db)? {
            let rows =
                "SELECT id, NULL, city, region, country FROM customers WHERE known = 1 ORDER BY id";
            let today = self.as_of.today();
            let test = PlaceTest::On(today, asked.field, asked.is.clone());
            return Ok(Set::AtPlace(self.query(rows.to_owned()), test));
        }
        let nobody = Set::nobody();
        Ok(match asked.is.holds(known.as_ref()) {
            true => Set::all_but(nobody),
            false => nobody,
        })
    }

    /// The number of orders in their weather by how often it comes.
    pub(super) fn weather_pull(&mut self, is: NumberTest) -> Result<Set, Error> {
        if !places::has_weather(self.db)? {
            return Ok(Set::nobody());
        }
        let within = self.within("o.at", None);
        let rows = format!(
            "SELECT c.id, o.at, c.city, c.region, c.country FROM customers c CROSS JOIN orders o ON o.customer = c.id \
             WHERE c.known = 1 AND o.sale = 1 AND {within} ORDER BY c.id"
        );
        let test = PlaceTest::Pull(self.as_of.today(), is);
        Ok(Set::AtPlace(self.query(rows), test))
    }
}
