//! Whether something is known of a customer at all.

use super::set::Set;
use super::{Compiler, EMAIL_DOMAIN};
use crate::store::Error;
use crate::targeting::plan::{AnyField, Figure, TextField};

impl Compiler<'_> {
    /// The people of whom it is not known.
    pub(super) fn missing(&mut self, field: &AnyField) -> Result<Set, Error> {
        Ok(match field {
            AnyField::Measure(measure, what) => self.missing_measure(*measure, what.as_ref())?,
            AnyField::Stated(of) => self.missing_stated(of)?,
            AnyField::Figure(Figure::Aov, what) => {
                let rows = self.sums(Figure::Orders, what.as_ref(), None);
                self.all_but(format!("SELECT customer FROM ({rows})"))
            }
            AnyField::Figure(..) | AnyField::Flag(_) => Set::nobody(),
            // IS NULL of the moment is a test of its own.
            AnyField::Moment(_) => Set::nobody(),
            AnyField::ProductNumber(_) => Set::all_but(Set::nobody()),
            AnyField::Time(field) => {
                let rows = self.time_rows(*field);
                self.all_but(format!("SELECT customer FROM ({rows}) WHERE v IS NOT NULL"))
            }
            AnyField::Text(field) => match field {
                TextField::Country => self.without("c.country"),
                TextField::Region => self.without("c.region"),
                TextField::City => self.without("c.city"),
                TextField::CityTier => self.without("c.city_tier"),
                TextField::Language => self.without("c.language"),
                TextField::Email => self.without("c.email"),
                TextField::Name => self.without("c.name"),
                TextField::EmailDomain => self.without(EMAIL_DOMAIN),
                TextField::CustomerTag => self.all_but("SELECT customer FROM customer_tags".into()),
                TextField::Gender => {
                    let names = self.spellings("customer_attributes", "gender")?;
                    self.all_but(format!(
                        "SELECT customer FROM customer_attributes WHERE name IN ({names})"
                    ))
                }
                TextField::Device | TextField::Channel | TextField::Campaign => {
                    let rows = self.text_rows(field);
                    self.all_but(format!("SELECT customer FROM ({rows})"))
                }
                TextField::Lifecycle => Set::nobody(),
                TextField::RfmGroup if self.past => match self.as_of.cuts {
                    Some(_) => Set::nobody(),
                    None => {
                        let rows = self.buying();
                        self.these(format!("SELECT customer FROM ({rows})"))
                    }
                },
                TextField::RfmGroup => self.these(
                    "SELECT customer FROM customer_facts WHERE orders > 0 AND rfm_group IS NULL"
                        .into(),
                ),
                _ => Set::all_but(Set::nobody()),
            },
        })
    }

    fn without(&mut self, column: &str) -> Set {
        self.these(format!(
            "SELECT c.id FROM customers c WHERE c.known = 1 AND {column} IS NULL"
        ))
    }
}
